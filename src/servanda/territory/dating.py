"""When an edition was valid: from an argument, a property, or the name of its file.

Never from the clock or the file system, and never naive: a bare date becomes a moment
only with a time of day and a zone that the caller states. Dates that read one way only
are found in names unasked (2025-07-04, 20250704, 2025_07_04, 04.07.2025); for others the
caller gives patterns. 04-07-2025 is not guessed at. Main path: ``moment_of``.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from datetime import UTC, date, datetime, time
from functools import lru_cache
from typing import Any
from zoneinfo import ZoneInfo

from servanda.base.errors import MisuseError, UnreadableError

__all__ = ["check_pattern", "has_date", "moment_of"]

_YEAR_FIRST = re.compile(r"(?<!\d)(\d{4})([-_.]?)(\d{2})\2(\d{2})(?!\d)")
_DAY_FIRST = re.compile(r"(?<!\d)(\d{2})\.(\d{2})\.(\d{4})(?!\d)")
_PATTERN_MOST = 300
_DIRECTIVES = {
    "Y": r"(?P<year>[0-9]{4})",
    "m": r"(?P<month>[0-9]{1,2})",
    "d": r"(?P<day>[0-9]{1,2})",
    "b": r"(?P<month>[^\W\d_]{3,9})",
    "H": r"(?P<hour>[0-9]{2})",
    "M": r"(?P<minute>[0-9]{2})",
    "S": r"(?P<second>[0-9]{2})",
    "s": r"(?P<unix>[0-9]{9,11})",
    "%": "%",
}
_GROUPS = frozenset(("year", "month", "day", "hour", "minute", "second", "unix"))
_MONTHS = (
    ("jan", "januar", "january"), ("feb", "februar", "february"),
    ("mar", "mär", "märz", "march"), ("apr", "april"), ("may", "mai"),
    ("jun", "juni", "june"), ("jul", "juli", "july"), ("aug", "august"),
    ("sep", "sept", "september"), ("oct", "okt", "oktober", "october"),
    ("nov", "november"), ("dec", "dez", "dezember", "december"),
)  # fmt: skip


def moment_of(
    found: Sequence[Mapping[str, Any]],
    *,
    name: str,
    at: datetime | None,
    date_property: str | None,
    time_of_day: time | None,
    zone: str | None,
    patterns: Sequence[str] = (),
) -> datetime:
    """Return the aware moment of an edition; the first of argument, property, name given.

    Args:
        found: The features of the map.
        name: File name, searched for a date.
        at: The moment, if the caller knows it.
        date_property: Property of the features that holds it in ISO 8601.
        time_of_day: Local time that turns a bare date into a moment.
        zone: IANA zone of ``time_of_day`` and of moments without one.
        patterns: How dates stand in the name, see ``check_pattern``; the first that
            fits is taken. Empty: the ways to write a date that read one way only.

    Raises:
        MisuseError: ``at`` is naive, a pattern means nothing, or a date needs
            ``time_of_day`` and ``zone``.
        UnreadableError: No date, two dates, or no such date.

    >>> str(moment_of([], name="map_20250704.geojson", at=None, date_property=None,
    ...               time_of_day=time(3), zone="UTC"))
    '2025-07-04 03:00:00+00:00'
    >>> str(moment_of([], name="4 July 2025, 21h.kml", at=None, date_property=None,
    ...               time_of_day=None, zone="UTC", patterns=["%d %b %Y, %Hh"]))
    '2025-07-04 21:00:00+00:00'
    """
    if at is not None:
        if at.tzinfo is None:
            raise MisuseError(f"{name}: {at} has no time zone. Add one, e.g. {at}+00:00.")
        return at
    if date_property is not None:
        return _from_property(found, name, date_property, time_of_day, zone)
    if patterns:
        return _from_patterns(name, patterns, time_of_day, zone)
    return _aware(_date_in(name), name, time_of_day, zone)


def check_pattern(pattern: str) -> str:
    r"""Return a pattern for dates in file names as RE2, which answers in linear time.

    Either ``%Y %m %d %b %H %M %S %s`` within plain text (%b: month in English or German;
    %s: seconds since 1970), or a regular expression with groups called year, month, day,
    hour, minute, second or unix.

    Raises:
        MisuseError: It is not one RE2 accepts, or it has no date.

    >>> check_pattern("map-%d-%m-%Y")
    'map\\-(?P<day>[0-9]{1,2})\\-(?P<month>[0-9]{1,2})\\-(?P<year>[0-9]{4})'
    """
    if "(?P<" not in pattern:
        parts = re.split(r"%(.)", pattern)
        if set(parts[1::2]) - set(_DIRECTIVES):
            raise _no_pattern(pattern, "known after % are Y m d b H M S s")
        texts = [re.escape(part) for part in parts]
        texts[1::2] = [_DIRECTIVES[each] for each in parts[1::2]]
        written = "".join(texts)
    else:
        written = pattern
    groups = re.findall(r"\(\?P<(\w+)>", written)
    if len(groups) != len(set(groups)) or not set(groups) <= _GROUPS:
        raise _no_pattern(pattern, f"groups are {', '.join(sorted(_GROUPS))}, each once")
    if not ({"year", "month", "day"} <= set(groups) or "unix" in groups):
        raise _no_pattern(pattern, "it needs year, month and day, or unix")
    _groups_in("", written, pattern)
    return written


def _no_pattern(pattern: str, why: str) -> MisuseError:
    return MisuseError(
        f"date pattern {pattern[:80]!r}: {why}. Write map_%Y%m%d, or a regular expression such as "
        f"(?P<year>\\d{{4}})-(?P<month>\\d\\d)-(?P<day>\\d\\d)"
    )


@lru_cache(maxsize=4096)
def _groups_in(name: str, written: str, pattern: str) -> Mapping[str, str] | None:
    import pyarrow as pa
    import pyarrow.compute as pc

    if len(pattern) > _PATTERN_MOST:
        raise _no_pattern(pattern, f"longer than {_PATTERN_MOST} characters")
    try:
        found = pc.extract_regex(pa.array([name], pa.string()), pattern=written)[0].as_py()
    except (pa.ArrowException, UnicodeEncodeError) as problem:
        raise _no_pattern(pattern, str(problem).splitlines()[0][:120]) from None
    return {key: str(value) for key, value in found.items() if value} if found else None


def _from_patterns(
    name: str, patterns: Sequence[str], clock: time | None, zone: str | None
) -> datetime:
    for pattern in patterns:
        found = _groups_in(name, check_pattern(pattern), pattern)
        if found is None:
            continue
        try:
            moment = _moment(found)
        except (ValueError, OverflowError):
            shown = "-".join(found.values())
            raise UnreadableError(
                f"{name}: {shown} in the file name is no day of the calendar (date pattern "
                f"{pattern!r}). Rename the file, or give its date (--date, at=)."
            ) from None
        if moment.tzinfo:
            return moment
        return _aware(moment.date(), name, moment.time() if "hour" in found else clock, zone)
    raise UnreadableError(
        f"{name}: the file name fits no date pattern ({', '.join(patterns)}). An edition without "
        f"a date cannot be ordered; rename the file, or add its pattern."
    )


def _moment(found: Mapping[str, str]) -> datetime:
    """The moment of the groups of a pattern, in UTC if they say so, else without a zone."""
    if "unix" in found:
        return datetime.fromtimestamp(int(found["unix"]), UTC)
    hour, minute, second = (int(found.get(each, 0)) for each in ("hour", "minute", "second"))
    day = date(int(found["year"]), _month(found["month"]), int(found["day"]))
    return datetime.combine(day, time(hour, minute, second))


def _month(written: str) -> int:
    if written.isdecimal():
        return int(written)
    hits = [n for n, names in enumerate(_MONTHS, 1) if written.casefold() in names]
    if not hits:
        raise ValueError(written)
    return hits[0]


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


def has_date(name: str) -> bool:
    """Whether a file name holds a date that reads one way only, or several of them.

    >>> has_date("map_04.07.2025.kmz"), has_date("map_04-07-2025.kmz")
    (True, False)
    """
    return bool(_YEAR_FIRST.search(name) or _DAY_FIRST.search(name))


def _date_in(name: str) -> date:
    hits = {(int(y), int(m), int(d)) for y, _, m, d in _YEAR_FIRST.findall(name)}
    hits |= {(int(y), int(m), int(d)) for d, m, y in _DAY_FIRST.findall(name)}
    if len(hits) != 1:
        raise UnreadableError(
            f"{name}: {'no date' if not hits else 'more than one date'} in the file name. An "
            f"edition without a date cannot be ordered; name it map_20250704.geojson, or give its "
            f"date (--date, at=)."
        )
    [hit] = hits
    try:
        return date(*hit)
    except ValueError:
        raise UnreadableError(
            f"{name}: {'-'.join(map(str, hit))} in the file name is no day of the calendar. "
            f"Rename the file, or give its date (--date, at=)."
        ) from None


def _aware(day: date, name: str, clock: time | None, zone: str | None) -> datetime:
    if clock is None or zone is None:
        raise MisuseError(
            f"{name}: {day} is a day, not a moment. Say when on that day the map was valid: "
            f"time_of_day=time(3), zone='UTC'."
        )
    return datetime.combine(day, clock, ZoneInfo(zone))
