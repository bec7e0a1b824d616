"""What lasts and what returns: durations (``P3D``, ``PXD``) and sets (``P1W``, ``XXXX-WXX-1``).

A duration that hangs on the day of publication ("seit zwei Jahren", "two years ago") has
bounds; its value stays the length. "Zwei Tage später" is a day counted from the last one.

Main path: ``SPANS``, the functions by the name the lexica use.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from servanda.language.times.calendar import WEEK, add_days, add_months, bounds, week_value
from servanda.language.times.context import Context, Found
from servanda.language.times.days import Norm
from servanda.language.times.scan import Match

__all__ = ["SPANS"]

_CLOCK_UNITS = frozenset("HMS")
_MONTHS = {"Mo": 1, "Q": 3, "Hy": 6, "Y": 12, "DE": 120, "CE": 1200, "L": 12000}
_FAR = 20_000
_LONG = 1_000_000
_DAY_HOURS = 24
_PUBLISHED = "day of publication"


def _length(number: float | str, unit: str) -> str:
    """Return a TIMEX3 length.

    >>> _length(2, "Y"), _length(0.5, "H"), _length("X", "Mo"), _length(3, "Q")
    ('P2Y', 'PT0.5H', 'PXM', 'P9M')
    """
    if unit in {"Q", "Hy"} and not isinstance(number, str):
        number, unit = number * _MONTHS[unit], "Mo"
    written = (
        number if isinstance(number, str) else f"{number:g}" if number < _LONG else f"{number:.0f}"
    )
    letter = {"Mo": "M", "Q": "M", "Hy": "M"}.get(unit, unit)
    return f"PT{written}{letter}" if unit in _CLOCK_UNITS else f"P{written}{letter}"


def _unit(context: Context, match: Match, name: str = "u") -> str:
    for kind in ("unit", "unitpl", "unitsg", "longword", "longword2", "adjunit"):
        found = context.part(match, name, kind)
        if isinstance(found, str):
            return found
    at = match.parts.get(name)
    return "" if at is None else str(context.grammar.value(context.scanned.word(at), "unit") or "")


def _amount(context: Context, match: Match) -> float | None:
    if match.has("x"):
        pair = context.grammar.value(context.word(match, "x").lower(), "numadj")
        return float(pair[0]) if pair else None
    if match.rule.given.get("one"):
        return 1
    if match.has("fr"):
        whole = context.part(match, "n")
        return (whole if isinstance(whole, int) else 1) + 0.5
    for kind in ("half", "quarterhour", "both", "dozen", "couple"):
        for name in ("f", "q", "both", "n", "couple"):
            found = context.part(match, name, kind)
            if isinstance(found, int | float):
                whole = context.part(match, "n") if name == "f" and match.has("n") else 0
                return found + (whole if isinstance(whole, int | float) else 0)
    number = context.part(match, "n")
    if isinstance(number, int | float):
        tens = context.part(match, "n2")
        return number + tens if isinstance(tens, int | float) else number
    return None


def _duration(context: Context, match: Match) -> Found | None:
    number = _amount(context, match)
    unit = "H" if match.has("q") else _unit(context, match)
    if match.has("x"):
        unit = context.grammar.value(context.word(match, "x").lower(), "numadj")[1]
    if number is None or not unit:
        return None
    found = Found("DURATION", _length(number, unit))
    return _hung(context, match, found, number, unit)


def _hung(context: Context, match: Match, found: Found, number: float, unit: str) -> Found:
    """Give bounds to a length that is counted from the day of publication."""
    sense = _direction(context, match)
    if unit == "H" and number % _DAY_HOURS == 0:
        number, unit = number / _DAY_HOURS, "D"  # "the past 24 hours"
    if not sense or context.published is None or unit in _CLOCK_UNITS:
        return found
    kind, sign = sense
    there = moved(context.published, number * sign, unit)
    if there is None or number != int(number):
        return found
    found.anchor = _PUBLISHED
    if kind == "span":
        found.bounds = tuple(sorted((there.isoformat(), context.published.isoformat())))  # type: ignore[assignment]
    else:
        found.bounds = bounds(grain(there, unit))
    return found


def _direction(context: Context, match: Match) -> tuple[str, int] | None:
    if match.has("rel"):
        step = context.part(match, "rel", "rel") or context.part(match, "rel", "pastn")
        return ("span", 1 if isinstance(step, int) and step > 0 else -1)
    if context.before(match, "agoword"):
        return "point", -1
    if context.before(match, "sinceword"):
        return "span", -1
    if context.before(match, "inword") and context.sense(match).startswith("future"):
        return "point", 1
    return None


def moved(day: date, number: float, unit: str) -> date | None:
    """Return the day so many units away, the last of the month if it has no such day."""
    if abs(number) > _FAR:
        return None
    if unit in {"D", "W", "WE"}:
        return add_days(day, int(number) * (1 if unit == "D" else WEEK))
    year, month = add_months(day.year, day.month, int(number * _MONTHS.get(unit, 0)))
    for last in (day.day, 30, 29, 28):
        try:
            return date(year, month, min(day.day, last))
        except ValueError:
            continue
    return None


def grain(day: date, unit: str) -> str:
    """Return the day, week, month or year of a day, as exact as the unit is."""
    if unit == "D":
        return day.isoformat()
    if unit in {"W", "WE"}:
        return week_value(day)
    if unit in {"Mo", "Q", "Hy"}:
        return day.isoformat()[:7]
    return day.isoformat()[: {"DE": 3, "CE": 2}.get(unit, 4)]


def _vague(context: Context, match: Match) -> Found | None:
    unit = _unit(context, match)
    return Found("DURATION", _length("X", unit), "how many is not said") if unit else None


def _whole(context: Context, match: Match) -> Found | None:
    if match.has("p"):
        return Found("DURATION", "PT1" + str(context.part(match, "p", "part")))
    unit = _unit(context, match)
    one: float | str = "X" if match.rule.given.get("many") else 1
    return Found("DURATION", _length(one, unit)) if unit else None


def _later(context: Context, match: Match) -> Found | None:
    """A day counted from the last one named; hours and minutes later stay open."""
    sign = context.part(match, "l", "later") or context.part(match, "l", "darauf") or 1
    return _counted(context, match, int(sign), narrative=True)


def _ago(context: Context, match: Match) -> Found | None:
    return _counted(context, match, -1, narrative=False)


def _ahead(context: Context, match: Match) -> Found | None:
    return _counted(context, match, 1, narrative=False)


def _counted(context: Context, match: Match, sign: int, *, narrative: bool) -> Found | None:
    unit, number = _unit(context, match), _amount(context, match)
    if unit in _CLOCK_UNITS:
        return Found("TIME", "", "the hour it counts from is not known")
    told = context.anchor_day(unit, match) if context.opens(match) else None
    base = told if narrative else context.published
    anchor = "date named before" if narrative else _PUBLISHED
    if unit in {"Y", "DE"} and number is not None and number != int(number):
        number, unit = number * _MONTHS[unit], "Mo"  # three and a half years are months
    if base is None or number is None or number != int(number):
        return Found("DATE", "", f"no {anchor}" if base is None else "how many is not said")
    there = moved(base, number * sign, unit)
    if there is None:
        return Found("DATE", "", "outside the calendar")
    return Found("DATE", grain(there, unit), anchor, there if unit == "D" else None)


def _set_weekday(context: Context, match: Match) -> Found | None:
    number = context.part(match, "wd", "wdaily") or context.part(match, "wd", "wday")
    part = context.part(match, "p", "partdaily") or ""
    pair = context.part(match, "wp", "wdaypartdaily")
    if pair:
        number, part = pair
    if number is None:
        return None
    return Found("SET", f"XXXX-WXX-{number}" + (f"T{part}" if part else ""))


def _set_each(context: Context, match: Match) -> Found | None:
    value = _each_named(context, match) or _each_unit(context, match)
    return Found("SET", value) if value else None


def _each_named(context: Context, match: Match) -> str:
    """Return the value of "every Monday", "every evening", "every summer"."""
    pair = context.part(match, "wp", "wdaypart")
    if pair:
        return f"XXXX-WXX-{pair[0]}T{pair[1]}"
    number = context.part(match, "wd", "wday") or context.part(match, "wd", "wdays")
    if number:
        return f"XXXX-WXX-{number}"
    month = context.part(match, "m", "month")
    if month:
        return f"XXXX-{month:02d}"
    for name, kind, head in (("p", "part", "PT1"), ("p", "nights", "PT1"), ("s", "season", "P1")):
        code = context.part(match, name, kind)
        if code is not None:
            return head + str(code)
    return "XXXX-WXX-WE" if context.part(match, "u", "weekend") else ""


def _each_unit(context: Context, match: Match) -> str:
    """Return the value of "every day", "every second week", "every two years"."""
    unit = _unit(context, match)
    if not unit:
        return ""
    if match.has("few"):
        return _length("X", unit)
    number = _amount(context, match)
    for name, kind in (("o", "ord"), ("d", None), ("o", "other")):
        number = number if number is not None else context.part(match, name, kind)
    return _length(number if number is not None else 1, unit)


def _set_freq(context: Context, match: Match) -> Found | None:
    daily = context.part(match, "d", "daily")
    if daily:
        return Found("SET", daily)
    if match.has("d"):
        return Found("SET", "XXXX-WXX-XX")
    unit = _unit(context, match)
    return Found("SET", _length(1, unit)) if unit else None


def _set_part(context: Context, match: Match) -> Found | None:
    code = context.part(match, "p", "partdaily")
    return Found("SET", f"PT1{code}") if code else None


def _set_season(context: Context, match: Match) -> Found | None:
    season = context.part(match, "s", "seasonpart") or context.part(match, "s", "seasonadj")
    return Found("SET", f"P1{season}") if season else None


SPANS: Mapping[str, Norm] = {
    "duration": _duration, "vague": _vague, "whole": _whole, "later": _later, "ago": _ago,
    "ahead": _ahead, "set_weekday": _set_weekday, "set_each": _set_each, "set_freq": _set_freq,
    "set_part": _set_part, "set_parts": _set_each, "set_season": _set_season,
}  # fmt: skip
