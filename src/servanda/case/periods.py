"""Calendar periods of a recurring clause, in the agreement's own time zone.

Only periods that lie wholly inside the window are judged: a quota "every month" says
nothing about nine days of August.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta, tzinfo

from servanda.base.quantity import CalendarSpan

__all__ = ["CalendarPeriod", "calendar_periods"]


@dataclass(frozen=True, slots=True)
class CalendarPeriod:
    """One period: label, start inclusive, end exclusive, UTC."""

    label: str
    begins: datetime
    ends: datetime


def calendar_periods(
    begins: datetime, until: datetime, ends: datetime | None, span: CalendarSpan, zone: tzinfo
) -> list[CalendarPeriod]:
    """Return the periods that began before ``until`` and fit into [begins, ends).

    Months count from the first of the month, quarters from January, days from midnight,
    weeks from Monday, other spans from ``begins``.

    >>> from servanda.base.quantity import parse_span
    >>> start, end = datetime(2031, 3, 20, tzinfo=UTC), datetime(2031, 6, 1, tzinfo=UTC)
    >>> [p.label for p in calendar_periods(start, end, end, parse_span("month"), UTC)]
    ['2031-04', '2031-05']
    """
    found = []
    start = _first(begins, span, zone)
    while start < until:
        after = _next(start, span, zone)
        if start >= begins and (ends is None or after <= ends):
            label = _label(start, span, zone)
            found.append(CalendarPeriod(label, start.astimezone(UTC), after.astimezone(UTC)))
        start = after
    return found


def _first(begins: datetime, span: CalendarSpan, zone: tzinfo) -> datetime:
    local = begins.astimezone(zone)
    midnight = local.replace(hour=0, minute=0, second=0, microsecond=0)
    if span.months:
        month = (local.month - 1) // span.months * span.months + 1 if span.months <= 12 else 1  # noqa: PLR2004
        return midnight.replace(month=month, day=1)
    if span.days == 1:
        return midnight
    if span.days == 7:  # noqa: PLR2004 - a week
        return midnight - timedelta(days=local.weekday())
    return begins.astimezone(UTC)


def _next(start: datetime, span: CalendarSpan, zone: tzinfo) -> datetime:
    if span.months:
        local = start.astimezone(zone)
        month = local.month - 1 + span.months
        return local.replace(year=local.year + month // 12, month=month % 12 + 1)
    if span.days:
        return start.astimezone(zone) + timedelta(days=span.days)
    return start + timedelta(seconds=span.seconds)


def _label(start: datetime, span: CalendarSpan, zone: tzinfo) -> str:
    local = start.astimezone(zone)
    if span.months:
        return f"{local:%Y}" if span.months % 12 == 0 else f"{local:%Y-%m}"
    return f"{local:%Y-%m-%d}" if span.days else f"{local:%Y-%m-%dT%H:%M}"
