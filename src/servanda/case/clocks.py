"""When the clock of a duty ends, by the calendar of the agreement's zone. Reads no clock itself."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta, tzinfo
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from servanda.agreement.model import Clause
    from servanda.base.quantity import CalendarSpan

__all__ = ["deadline_of"]


def deadline_of(clause: Clause, start: datetime, zone: tzinfo) -> datetime | None:
    """Return by when a duty that arises at ``start`` must be done; None if no clock is stated."""
    if clause.by_deadline is not None or clause.within is None:
        return clause.by_deadline
    return _add(start, clause.within, zone)


def _add(start: datetime, span: CalendarSpan, zone: tzinfo) -> datetime:
    """Return the moment a clock of ``span`` that starts at ``start`` ends."""
    if not span.months:
        return start + timedelta(days=span.days, seconds=span.seconds)
    local = start.astimezone(zone)
    months = local.month - 1 + span.months
    year, month = local.year + months // 12, months % 12 + 1
    last = (datetime(year + month // 12, month % 12 + 1, 1, tzinfo=UTC) - timedelta(days=1)).day
    return local.replace(year=year, month=month, day=min(local.day, last)).astimezone(UTC)
