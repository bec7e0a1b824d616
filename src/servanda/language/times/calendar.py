"""Days, weeks, months and feasts, and the days that a TIMEX3 value covers.

Pure calendar: it knows no language. Years outside 1 to 9999 have no days.

Main path: ``bounds``; ``feast`` for movable days; ``week_value``.
"""

from __future__ import annotations

import calendar
import re
from datetime import date, timedelta
from functools import lru_cache

__all__ = [
    "SEASON_MONTH", "WEEK", "add_days", "add_months", "bounds", "easter", "feast", "month_bounds",
    "narrowed", "nearest_year", "week_value",
]  # fmt: skip

WEEK = 7
SEASON_MONTH = {"SP": 3, "SU": 6, "FA": 9, "WI": 12}
_VALUE = re.compile(
    r"(?P<day>\d{4}-\d\d-\d\d)(?P<clock>T.+)?"
    r"|(?P<year>\d{4})(?:-(?:(?P<month>\d\d)|W(?P<week>\d\d)(?P<end>-WE)?|Q(?P<quarter>[1-4])"
    r"|H(?P<half>[12])|(?P<season>SP|SU|FA|WI)))?"
    r"|(?P<decade>\d{3})|(?P<century>\d\d)"
)
_CLOCK = re.compile(r"T(\d\d:\d\d(?::\d\d)?)(Z|[+-]\d\d:\d\d)?")
_GOLDEN = 19
Days = tuple[date, date]


def add_days(day: date | None, days: int) -> date | None:
    """Return the day so many days later, None past the ends of the calendar."""
    try:
        return None if day is None else day + timedelta(days=days)
    except OverflowError:
        return None


def add_months(year: int, month: int, months: int) -> tuple[int, int]:
    """Return year and month so many months later.

    >>> add_months(2025, 12, 2), add_months(2025, 1, -1)
    ((2026, 2), (2024, 12))
    """
    count = year * 12 + month - 1 + months
    return count // 12, count % 12 + 1


@lru_cache(maxsize=512)
def easter(year: int) -> date:
    """Return Easter Sunday (Gregorian, Western).

    >>> easter(2025), easter(1995)
    (datetime.date(2025, 4, 20), datetime.date(1995, 4, 16))
    """
    golden, century, rest = year % _GOLDEN, year // 100, year % 100
    leap = century - (century + 8) // 25 + 1
    epact = (19 * golden + century - century // 4 - leap // 3 + 15) % 30
    weekday = (32 + 2 * (century % 4) + 2 * (rest // 4) - epact - rest % 4) % 7
    late = (golden + 11 * epact + 22 * weekday) // 451
    count = epact + weekday - 7 * late + 114
    return date(year, count // 31, count % 31 + 1)


def feast(name: str, year: int) -> date | None:
    """Return a feast of a year, written as the lexica do; None if it does not exist then.

    ``12-25`` is a fixed day, ``E+39`` counts from Easter, ``A-11`` from the first Sunday of
    Advent, ``N+4TH11`` is the fourth Thursday of November.

    >>> feast("E+1", 2025), feast("A-21", 2025), feast("N+4TH11", 2025)
    (datetime.date(2025, 4, 21), datetime.date(2025, 11, 9), datetime.date(2025, 11, 27))
    """
    try:
        if name.startswith("E"):
            return add_days(easter(year), int(name[1:]))
        if name.startswith("A"):
            fourth = date(year, 12, 24)
            return add_days(fourth, -((fourth.weekday() + 1) % WEEK) - 3 * WEEK + int(name[1:]))
        if name.startswith("N"):
            return _nth(year, int(name[1:3]), name[3:5], int(name[5:]))
        return date(year, int(name[:2]), int(name[3:]))
    except ValueError:
        return None


def _nth(year: int, number: int, weekday: str, month: int) -> date:
    """Return the n-th such weekday of a month; -1 is the last."""
    wanted = ("MO", "TU", "WE", "TH", "FR", "SA", "SU").index(weekday)
    if number < 0:
        last = date(year, month, calendar.monthrange(year, month)[1])
        return last - timedelta(days=(last.weekday() - wanted) % WEEK)
    first = date(year, month, 1)
    return first + timedelta(days=(wanted - first.weekday()) % WEEK + WEEK * (number - 1))


def week_value(day: date) -> str:
    """Return the ISO week of a day, as ``2025-W34``."""
    year, week, _ = day.isocalendar()
    return f"{year:04d}-W{week:02d}"


def month_bounds(year: int, month: int) -> Days:
    """Return first and last day of a month.

    Raises:
        ValueError: If there is no such month.
    """
    return date(year, month, 1), date(year, month, calendar.monthrange(year, month)[1])


def bounds(value: str) -> tuple[str, str]:
    """Return the first and last day (or moment) of a TIMEX3 value, "" where it has none.

    >>> bounds("2025-W34"), bounds("199")
    (('2025-08-18', '2025-08-24'), ('1990-01-01', '1999-12-31'))
    >>> bounds("2025-08-22T20:30")
    ('2025-08-22T20:30', '2025-08-22T20:30')
    >>> bounds("P3D"), bounds("XXXX-05-01")
    (('', ''), ('', ''))
    """
    found = _VALUE.fullmatch(value)
    if found is None:
        return "", ""
    try:
        if found["day"]:
            return _day_bounds(found["day"], found["clock"] or "")
        first, last = _days(found)
    except (ValueError, OverflowError):
        return "", ""
    return first.isoformat(), last.isoformat()


def _day_bounds(day: str, clock: str) -> tuple[str, str]:
    whole = date.fromisoformat(day)
    moment = _CLOCK.fullmatch(clock)
    if moment:
        return day + clock, day + clock
    after = add_days(whole, 1) if clock == "TNI" else whole
    return day, (after or whole).isoformat()


def _days(found: re.Match[str]) -> Days:
    if found["decade"] or found["century"]:
        head = found["decade"] or found["century"]
        fill = 4 - len(head)
        return date(int(head + "0" * fill) or 1, 1, 1), date(int(head + "9" * fill), 12, 31)
    year = int(found["year"])
    if not year:
        raise ValueError("there is no year 0")
    if found["week"]:
        monday = date.fromisocalendar(year, int(found["week"]), 1)
        return monday + timedelta(days=5 if found["end"] else 0), monday + timedelta(days=6)
    if found["season"]:
        return _season(year, found["season"])
    first, months = 1, 12
    if found["month"]:
        first, months = int(found["month"]), 1
    elif found["quarter"]:
        first, months = int(found["quarter"]) * 3 - 2, 3
    elif found["half"]:
        first, months = int(found["half"]) * 6 - 5, 6
    return month_bounds(year, first)[0], month_bounds(year, first + months - 1)[1]


def _season(year: int, season: str) -> Days:
    """Months of the northern half; a winter may be the one that begins or ends in the year."""
    month = SEASON_MONTH[season]
    if season == "WI":
        return date(max(1, year - 1), 12, 1), month_bounds(min(9999, year + 1), 2)[1]
    return month_bounds(year, month)[0], month_bounds(year, month + 2)[1]


def narrowed(earliest: str, latest: str, part: str) -> tuple[str, str]:
    """Return the first, middle or last third of a stretch of days.

    >>> narrowed("2025-05-01", "2025-05-31", "END")
    ('2025-05-21', '2025-05-31')
    """
    try:
        first, last = date.fromisoformat(earliest), date.fromisoformat(latest)
    except ValueError:
        return earliest, latest
    third = ((last - first).days + 1) // 3
    if part == "START":
        last = first + timedelta(days=third)
    elif part == "END":
        first = last - timedelta(days=third)
    elif part == "MID":
        first, last = first + timedelta(days=third), last - timedelta(days=third)
    return first.isoformat(), last.isoformat()


def nearest_year(now: date, month: int, day: int, tense: str) -> int | None:
    """Return the year of a month, or of a day of it, by tense or else the nearest to a day.

    Args:
        now: The day that the year is to be near to.
        month: The month.
        day: Its day, 0 for the whole month.
        tense: "past", "future", "" or, where nothing else will do, "future!".

    >>> [nearest_year(date(2025, 3, 10), 12, 0, tense) for tense in ("", "future!")]
    [2024, 2025]
    """
    found = []
    for year in (now.year - 1, now.year, now.year + 1):
        try:
            first, last = month_bounds(year, month)
            stand = date(year, month, day) if day else None
        except ValueError:
            continue
        first, last = (stand, stand) if stand else (first, last)
        gap = 0 if first <= now <= last else min(abs((first - now).days), abs((last - now).days))
        fits = {"past": first <= now, "future": last >= now}.get(tense.rstrip("!"), True)
        found.append((gap, year > now.year, year, fits))
    return _nearest_fit(found, sure=tense.endswith("!"))


def _nearest_fit(found: list[tuple[int, bool, int, bool]], *, sure: bool) -> int | None:
    """Return the nearest year; one that fits the tense may lie up to twice as far."""
    if not found:
        return None
    nearest = min(found)
    fitting = [one for one in found if one[3]]
    if fitting and (sure or min(fitting)[0] <= 2 * nearest[0]):
        return min(fitting)[2]
    return nearest[2]
