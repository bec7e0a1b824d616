"""Moments as sources write them: with the precision they have and the zone they name.

A moment is an interval that is as wide as the words are vague: ``2025-08`` is a
month, ``2025-08-22`` a day, ``2025-08-22T14:05`` a minute. Nothing is imputed to
the middle. A clock time without a zone is refused unless the caller says which
zone the source writes in, because "24 hours after" may differ by a day.

Decides what a written date can mean; does not read prose (``servanda.language`` does).
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta, timezone, tzinfo
from zoneinfo import ZoneInfo, available_timezones

from servanda.base.errors import MisuseError
from servanda.base.suggest import nearest

__all__ = ["PRECISIONS", "Moment", "format_moment", "parse_moment", "parse_zone"]

PRECISIONS = ("second", "minute", "hour", "day", "month", "year")

_PATTERN = re.compile(
    r"""(?P<year>\d{4})
        (?:-?(?P<month>\d{2})
          (?:-?(?P<day>\d{2})
            (?:[T\ ](?P<hour>\d{1,2})(?::?(?P<minute>\d{2})
              (?::?(?P<second>\d{2})(?:[.,]\d{1,9})?)?)?
              \ ?(?P<zone>Z|UTC|[+-]\d{2}(?::?\d{2})?)?)?)?)?$""",
    re.VERBOSE,
)


@dataclass(frozen=True, slots=True)
class Moment:
    """A point in time known as well as it was written: UTC, both ends inclusive.

    Attributes:
        earliest: First second it can be.
        latest: Last second it can be; equal to ``earliest`` for a full time stamp.
        precision: One of ``PRECISIONS``.
    """

    earliest: datetime
    latest: datetime
    precision: str


def parse_zone(name: str) -> tzinfo:
    """Return the time zone of an IANA name, ``UTC`` or a fixed offset like ``+03:00``.

    Raises:
        MisuseError: If there is no such zone.
    """
    offset = re.fullmatch(r"([+-])(\d{2}):?(\d{2})?", name)
    if offset:
        away = timedelta(hours=int(offset[2]), minutes=int(offset[3] or 0))
        return timezone(-away if offset[1] == "-" else away)
    if name in ("UTC", "Z"):
        return UTC
    known = available_timezones()
    if name not in known:
        hint = nearest(name, known)
        raise MisuseError(
            f"there is no time zone {name!r}; write an IANA name such as Europe/Kyiv"
            + (f" (did you mean {hint}?)" if hint else "")
        )
    return ZoneInfo(name)


def parse_moment(text: str, zone: tzinfo | None = None) -> Moment:
    """Read an ISO 8601 date or time, whole or partial, keeping its precision.

    Args:
        text: ``2025``, ``2025-08``, ``2025-08-22``, ``20250822``, ``2025-08-22T14:05``,
            with or without seconds, ``Z`` or offset. ``24:00`` is the end of the day.
        zone: The zone the source writes in, for texts that carry none.

    Raises:
        MisuseError: If it is no date, or a time without zone and no zone is given.

    >>> parse_moment("2025-04-19T18:00+03:00").earliest.isoformat()
    '2025-04-19T15:00:00+00:00'
    >>> m = parse_moment("2025-08", UTC)
    >>> m.precision, m.earliest.isoformat(), m.latest.isoformat()
    ('month', '2025-08-01T00:00:00+00:00', '2025-08-31T23:59:59+00:00')
    """
    match = _PATTERN.match(text.strip())
    if not match:
        raise MisuseError(f"{text!r} is no date; write 2025-08-22 or 2025-08-22T14:05+03:00")
    where = parse_zone(match["zone"]) if match["zone"] else zone
    if where is None:
        raise MisuseError(
            f"{text!r} has no time zone, and a day or hour can differ without it; "
            "write an offset (2025-08-22T14:05+03:00) or name the zone the source writes in"
        )
    try:
        return _bounds(match, where)
    except (ValueError, OverflowError) as error:
        raise MisuseError(f"{text!r} is no date: {error}") from None


def _bounds(match: re.Match[str], zone: tzinfo) -> Moment:
    year, month, day = int(match["year"]), int(match["month"] or 1), int(match["day"] or 1)
    hour, minute, second = (int(match[part] or 0) for part in ("hour", "minute", "second"))
    days_on = 1 if (hour, minute, second) == (24, 0, 0) else 0
    start = datetime(year, month, day, 0 if days_on else hour, minute, second, tzinfo=zone)
    start += timedelta(days=days_on)
    if match["second"] is not None:
        precision, end = "second", start + timedelta(seconds=1)
    elif match["minute"] is not None:
        precision, end = "minute", start + timedelta(seconds=1)
    elif match["hour"] is not None:
        precision, end = "hour", start + timedelta(hours=1)
    elif match["day"] is not None:
        precision, end = "day", start + timedelta(days=1)
    elif match["month"] is not None:
        precision, end = "month", start.replace(year=year + month // 12, month=month % 12 + 1)
    else:
        precision, end = "year", start.replace(year=year + 1)
    latest = end.astimezone(UTC) - timedelta(seconds=1)
    return Moment(start.astimezone(UTC), latest, precision)


def format_moment(moment: datetime | None, zone: tzinfo = UTC) -> str:
    """Write a moment for people: to the minute, with its offset; ``unknown`` for None.

    >>> format_moment(datetime(2025, 4, 19, 15, 0, tzinfo=UTC))
    '2025-04-19 15:00Z'
    """
    if moment is None:
        return "unknown"
    local = moment.astimezone(zone)
    offset = local.strftime("%z")
    suffix = "Z" if offset == "+0000" else f"{offset[:3]}:{offset[3:]}"
    return f"{local:%Y-%m-%d %H:%M}{suffix}"
