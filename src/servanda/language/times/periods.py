"""What the name of a stretch of days means: weeks, months, years, seasons, decades, centuries.

Counted from the day of publication ("letzte Woche") or from the date named before ("the
following year"); with neither the value stays "".

Main path: ``PERIODS``, the functions by the name the lexica use.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from servanda.language.times.calendar import (
    SEASON_MONTH,
    WEEK,
    add_days,
    add_months,
    month_bounds,
    week_value,
)
from servanda.language.times.context import Context, Found
from servanda.language.times.days import (
    PUBLISHED,
    Norm,
    has_year,
    number_of,
    published_year,
    sense_of,
    year_of,
)
from servanda.language.times.scan import Match

__all__ = ["PERIODS"]

_CENTURY = 100
_LAST_WRITTEN_YEAR = 9999
_YEAR_DIGITS = 4
_FIRST_DECADE = 20  # of the tens nobody says which century
_LAST_WEEK = 53


def _month(context: Context, match: Match) -> Found | None:
    if match.first == match.last and context.after_name(match):
        return None
    month = number_of(context.part(match, "m", "month") or context.part(match, "monno"))
    year, anchor = year_of(context, match)
    step = context.part(match, "r", "rel")
    if step is not None and context.published:
        year, anchor = _stepped_month(context.published, month, step), PUBLISHED
    elif match.has("r") and context.published:
        year, anchor = context.published.year, PUBLISHED
    elif not has_year(match):
        year = _range_year(context, match, month) or context.near_year(match)
        anchor = "year named before" if year else PUBLISHED
        if year is None:
            year = context.nearest_year(month, 0, context.sense(match))
    if year is None:
        return Found("DATE", f"XXXX-{month:02d}", part=_part(context, match))
    return Found("DATE", f"{year:04d}-{month:02d}", anchor, part=_part(context, match))


def _range_year(context: Context, match: Match, month: int) -> int | None:
    """Return the year of the end of a range of months: the first after its beginning."""
    if not context.in_range(match) or context.year is None:
        return None
    began = context.value[5:7]
    return context.year + (began.isdigit() and int(began) > month)


def _stepped_month(published: date, month: int, step: int) -> int:
    if step < 0:
        return published.year - (month >= published.month)
    return published.year + (month <= published.month)


def _stepped_season(published: date, season: str, step: int) -> int:
    """Return the year of the season before or after the running one."""
    first = SEASON_MONTH[season]
    if step > 0:
        return published.year + (published.month >= first)
    if season == "WI":
        return published.year - 1
    return published.year - (published.month <= first + 2)


def _part(context: Context, match: Match) -> str:
    return str(context.part(match, "mo", "modstart") or "")


def _year(context: Context, match: Match) -> Found | None:
    year = context.part(match, "y")
    if not isinstance(year, int):
        return None
    return Found("DATE", f"{year:04d}", "named", part=_part(context, match))


def _short_year(context: Context, match: Match) -> Found | None:
    year = number_of(context.part(match, "y"))
    base = context.published.year if context.published else None
    if base is None:
        return Found("DATE", "", "")
    full = base - base % _CENTURY + year
    return Found("DATE", f"{full - _CENTURY if full > base + 10 else full:04d}", PUBLISHED)


def _years(context: Context, match: Match) -> Found | None:
    """``2007/08`` is two years or a part of both: no one value, but bounds."""
    first, short = number_of(context.part(match, "y")), number_of(context.part(match, "yy"))
    last = first - first % _CENTURY + short
    if last <= first:
        last += _CENTURY * (first % _CENTURY == _CENTURY - 1 and not short)
    if last <= first:
        return None
    return Found("DATE", "", "two years named", bounds=(f"{first:04d}-01-01", f"{last:04d}-12-31"))


def _unknown_date(context: Context, match: Match) -> Found | None:
    """A named stretch of time, as a season of sports, whose days the calendar does not hold."""
    return Found("DATE", "XXXX-XX-XX", "its days are not in the calendar")


def _this_year(context: Context, match: Match) -> Found | None:
    year = published_year(context)
    return Found("DATE", "" if year is None else f"{year:04d}", PUBLISHED)


def _relative_unit(context: Context, match: Match) -> Found | None:
    unit = str(context.part(match, "u", "unitsg"))
    step = context.part(match, "r", "rel") or 0
    part = _part(context, match)
    if match.has("rn"):
        narrative = context.part(match, "rn", "narr") or 0
        return stepped(context.anchor_day(unit, match), unit, narrative, "date named before", part)
    if unit == "D":
        if match.has("r") and not step:  # "this day" is the day just spoken of
            return stepped(context.story_day(match), unit, 0, "day named before", part)
        anchor = context.story_day(match) if step > 0 else context.published
        named = "day named before" if step > 0 else PUBLISHED
        return stepped(anchor, unit, step, named, part)
    return stepped(context.published, unit, step, PUBLISHED, part)


def stepped(base: date | None, unit: str, step: int, anchor: str, part: str = "") -> Found:
    """Return the unit of the calendar that lies so many steps from a day."""
    if base is None:
        return Found("DATE", "", f"no {anchor}", part=part)
    day: date | None = None
    value = ""
    if unit == "D":
        day = add_days(base, step)
        value = day.isoformat() if day else ""
    elif unit in {"W", "WE"}:
        week = add_days(base, step * WEEK)
        value = (week_value(week) + ("-WE" if unit == "WE" else "")) if week else ""
    else:
        value = _stepped_value(base, unit, step)
    return Found("DATE", value, anchor, day, part=part)


def _stepped_value(base: date, unit: str, step: int) -> str:
    if unit == "Mo":
        year, month = add_months(base.year, base.month, step)
        return _written(year, f"-{month:02d}")
    if unit == "Q":
        year, month = add_months(base.year, base.month, step * 3)
        return _written(year, f"-Q{(month + 2) // 3}")
    if unit == "Hy":
        year, month = add_months(base.year, base.month, step * 6)
        return _written(year, f"-H{(month + 5) // 6}")
    year = base.year + step * {"Y": 1, "DE": 10, "CE": 100}.get(unit, 1)
    if not 0 < year <= _LAST_WRITTEN_YEAR:
        return ""
    return f"{year:04d}"[: {"DE": 3, "CE": 2}.get(unit, 4)]


def _written(year: int, rest: str) -> str:
    return f"{year:04d}{rest}" if 0 < year <= _LAST_WRITTEN_YEAR else ""


def _previous(context: Context, match: Match) -> Found | None:
    unit = str(context.part(match, "u", "vorjahr"))
    return stepped(context.published, unit, -1, PUBLISHED)


def _weekend(context: Context, match: Match) -> Found | None:
    published = context.published
    if published is None:
        return Found("DATE", "", "no day of publication")
    sense = sense_of(context, match)
    now = published.isoweekday() >= WEEK - 1
    step = -1 if sense != "future" and not now else 0
    return stepped(published, "WE", step, PUBLISHED)


def _next_day(context: Context, match: Match) -> Found | None:
    step = number_of(context.part(match, "l", "darauf"))
    unit = "D" if not match.has("u") else str(context.part(match, "u", "unitsg"))
    return stepped(context.anchor_day(unit, match), unit, step, "date named before")


def _week(context: Context, match: Match) -> Found | None:
    week = context.part(match, "w") or context.part(match, "o") or context.part(match, "d")
    if context.published is None or not isinstance(week, int) or not 0 < week <= _LAST_WEEK:
        return None
    return Found("DATE", f"{context.published.year:04d}-W{week:02d}", PUBLISHED)


def _season(context: Context, match: Match) -> Found | None:
    if match.first == match.last and context.after_name(match):
        return None
    season = context.part(match, "s", "season") or context.part(match, "s", "seasonpart")
    year, anchor = year_of(context, match)
    step = context.part(match, "r", "rel")
    if step is not None and context.published:
        year, anchor = _stepped_season(context.published, season, step), PUBLISHED
    elif match.has("r") and context.published:
        year, anchor = context.published.year, PUBLISHED
    elif match.has("rn"):
        year, anchor = context.year, "year named before"
    elif not has_year(match):
        year = context.near_year(match)
        anchor = "year named before" if year else PUBLISHED
        if year is None:
            year = context.nearest_year(SEASON_MONTH[season], 0, context.sense(match))
    if match.has("y2") and year is not None:
        last = month_bounds(year + 1, 2)[1].isoformat()
        return Found("DATE", f"{year:04d}-{season}", anchor, bounds=(f"{year:04d}-12-01", last))
    value = f"{year:04d}-{season}" if year is not None else f"XXXX-{season}"
    return Found("DATE", value, anchor, part=_part(context, match))


def _quarter(context: Context, match: Match) -> Found | None:
    number = context.part(match, "o", "ord") or context.part(match, "d")
    number = number or context.part(match, "q", "qname")
    if match.has("r"):
        step = context.part(match, "r", "rel") or 0
        return stepped(context.published, "Q", step, PUBLISHED)
    return _numbered(context, match, number, "Q", 4)


def _half_year(context: Context, match: Match) -> Found | None:
    number = context.part(match, "o", "ord") or context.part(match, "d")
    return _numbered(context, match, number, "H", 2)


def _numbered(
    context: Context, match: Match, number: object, letter: str, most: int
) -> Found | None:
    if not isinstance(number, int) or not 0 < number <= most:
        return None
    year, anchor = year_of(context, match)
    if not has_year(match):
        year = context.near_year(match)
        anchor = "year named before" if year else PUBLISHED
        year = year or _recent(context, match, 12 // most * number, 12 // most)
    head = "XXXX" if year is None else f"{year:04d}"
    return Found("DATE", f"{head}-{letter}{number}", anchor)


def _recent(context: Context, match: Match, last_month: int, months: int) -> int | None:
    """Return the year of a part of the year: the running one unless that lies ahead."""
    if context.published is None:
        return None
    ahead = last_month - months >= context.published.month
    past = context.tense(match) == "past"
    return context.published.year - (ahead and past)


def _decade(context: Context, match: Match) -> Found | None:
    word = context.word(match, "n")
    kinds = ("decadeword", "decadefull")
    tens = next((found for kind in kinds if (found := context.part(match, "n", kind))), None)
    digits = "".join(letter for letter in word if letter.isdigit())
    if len(digits) == _YEAR_DIGITS:
        return Found("DATE", digits[:3], "named", part=_part(context, match))
    tens = int(digits) if digits else tens
    if not isinstance(tens, int) or tens < _FIRST_DECADE:
        return Found("DATE", "", "no century named")
    return Found("DATE", f"19{tens // 10}", "twentieth century", part=_part(context, match))


def _century(context: Context, match: Match) -> Found | None:
    if match.has("r"):
        step = context.part(match, "r", "rel") or 0
        return stepped(context.published, "CE", step, PUBLISHED)
    number = context.part(match, "c") or context.part(match, "c", "ord")
    tens = context.part(match, "ct", "ordtens")
    if isinstance(number, int) and isinstance(tens, int):
        number += tens
    if not isinstance(number, int) or not 0 < number < _CENTURY:
        return None
    return Found("DATE", f"{number - 1:02d}", "named", part=_part(context, match))


def _ref(context: Context, match: Match) -> Found | None:
    return Found("DATE", str(match.rule.given["value"]), "a word for it")


PERIODS: Mapping[str, Norm] = {
    "month": _month, "year": _year, "shortyear": _short_year, "years": _years,
    "unknown_date": _unknown_date,
    "deicticyear": _this_year, "relunit": _relative_unit, "prevunit": _previous,
    "weekend": _weekend, "nextday": _next_day, "week": _week, "season": _season,
    "quarter": _quarter, "halfyear": _half_year, "decade": _decade, "century": _century,
    "ref": _ref,
}  # fmt: skip
