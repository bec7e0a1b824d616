"""When an edition was valid: from an argument, a property, or the name of its file.

Never from the clock or the file system, and never naive: a bare date becomes a moment
only with a time of day and a zone that the caller states. Main path: ``moment_of``.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from datetime import date, datetime, time
from typing import Any
from zoneinfo import ZoneInfo

from servanda.base.errors import MisuseError, UnreadableError

__all__ = ["moment_of"]

_DATE = re.compile(r"(?<!\d)(\d{4})(-?)(\d{2})\2(\d{2})(?!\d)")


def moment_of(
    found: Sequence[Mapping[str, Any]],
    *,
    name: str,
    at: datetime | None,
    date_property: str | None,
    time_of_day: time | None,
    zone: str | None,
) -> datetime:
    """Return the aware moment of an edition; the first of argument, property, name given.

    Args:
        found: The features of the map.
        name: File name, searched for ``YYYYMMDD`` or ``YYYY-MM-DD``.
        at: The moment, if the caller knows it.
        date_property: Property of the features that holds it in ISO 8601.
        time_of_day: Local time that turns a bare date into a moment.
        zone: IANA zone of ``time_of_day`` and of moments without one.

    Raises:
        MisuseError: ``at`` is naive, or a date needs ``time_of_day`` and ``zone``.
        UnreadableError: No date, two dates, or no such date.

    >>> str(moment_of([], name="map_20250704.geojson", at=None, date_property=None,
    ...               time_of_day=time(3), zone="UTC"))
    '2025-07-04 03:00:00+00:00'
    """
    if at is not None:
        if at.tzinfo is None:
            raise MisuseError(f"{name}: {at} has no time zone. Add one, e.g. {at}+00:00.")
        return at
    if date_property is not None:
        return _from_property(found, name, date_property, time_of_day, zone)
    return _aware(_date_in(name), name, time_of_day, zone)


def _from_property(
    found: Sequence[Mapping[str, Any]], name: str, key: str, clock: time | None, zone: str | None
) -> datetime:
    values = sorted({str((f.get("properties") or {}).get(key)) for f in found})
    if len(values) != 1:
        raise UnreadableError(
            f"{name}: property {key!r} differs between features ({', '.join(values[:3])}). One "
            f"edition has one date; split the file, or give the date yourself."
        )
    try:
        moment = datetime.fromisoformat(values[0])
    except ValueError:
        raise UnreadableError(
            f"{name}: property {key!r} is {values[0]!r}, not a date. Write 2025-07-04 or "
            f"2025-07-04T03:00Z."
        ) from None
    if moment.tzinfo is not None:
        return moment
    if len(values[0]) <= len("2025-07-04"):
        return _aware(moment.date(), name, clock, zone)
    if zone is None:
        raise MisuseError(f"{name}: {values[0]} in {key!r} has no time zone. Give zone=.")
    return moment.replace(tzinfo=ZoneInfo(zone))


def _date_in(name: str) -> date:
    hits = sorted({(int(y), int(m), int(d)) for y, _, m, d in _DATE.findall(name)})
    if len(hits) != 1:
        raise UnreadableError(
            f"{name}: {'no date' if not hits else 'more than one date'} in the file name. An "
            f"edition without a date cannot be ordered; name it map_20250704.geojson or give at=."
        )
    try:
        return date(*hits[0])
    except ValueError:
        raise UnreadableError(
            f"{name}: {'-'.join(map(str, hits[0]))} in the file name is no day of the calendar. "
            f"Rename the file, or give at=."
        ) from None


def _aware(day: date, name: str, clock: time | None, zone: str | None) -> datetime:
    if clock is None or zone is None:
        raise MisuseError(
            f"{name}: {day} is a day, not a moment. Say when on that day the map was valid: "
            f"time_of_day=time(3), zone='UTC'."
        )
    return datetime.combine(day, clock, ZoneInfo(zone))
