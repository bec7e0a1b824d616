"""What an hour or a part of a day means: ``T20:30``, ``TEV``, with the day where the text has one.

An hour leans on the day named in the same paragraph, else it stands alone (``T20:30``):
which day is not guessed. A zone is written only if the text names it.

Main path: ``HOURS``, the functions by the name the lexica use.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date

from servanda.language.times.calendar import add_days
from servanda.language.times.context import Context, Found
from servanda.language.times.days import DAYS, Norm, weekday_day
from servanda.language.times.scan import Match

__all__ = ["HOURS"]

_PUBLISHED = "day of publication"
_NOON, _MIDNIGHT, _QUARTER, _HALF = 12, 24, 15, 30
_MINUTES = 60


def _clock(context: Context, match: Match) -> Found | None:
    hour, minute = _read(context, match)
    if match.rule.given.get("bare") and not context.before(match, "clockbefore"):
        return None
    if hour is None or not (0 <= hour <= _MIDNIGHT and 0 <= minute < _MINUTES):
        return None
    hour = _half_of_day(context, match, hour)
    return _on_day(context, match, f"T{hour:02d}:{minute:02d}{_zone(context, match)}")


def _read(context: Context, match: Match) -> tuple[int | None, int]:
    if match.has("ts"):
        return 0, 0
    if match.has("noon"):
        return _NOON, 0
    military = context.part(match, "h4")
    if isinstance(military, int):
        return military // 100, military % 100
    written = context.word(match, "h").lower().rstrip("apm").replace(".", ":")
    if ":" in written:
        pieces = written.split(":")
        return int(pieces[0]), int(pieces[1])
    if written.isdigit():
        minute = context.part(match, "mi")
        return int(written), minute if isinstance(minute, int) else 0
    hour = context.part(match, "h")
    return (hour if isinstance(hour, int) else None), 0


def _half_of_day(context: Context, match: Match, hour: int) -> int:
    written = context.word(match, "h").lower()
    half = written[-2:] if written.endswith(("am", "pm")) else ""
    half = half or str(context.part(match, "ap", "ampm") or "")
    at = match.last + 1
    if not half and at < len(context.scanned.codes):
        half = str(context.grammar.value(context.scanned.word(at), "ampmword") or "")
    if half == "pm" and hour < _NOON:
        return hour + _NOON
    return 0 if half == "am" and hour == _NOON else hour


def _zone(context: Context, match: Match) -> str:
    """Return the offset of a zone that the text names and that has only one."""
    zone = context.part(match, "z", "zone") or context.part(match, "z", "gmthour")
    return zone if isinstance(zone, str) and zone != "?" else ""


def _on_day(context: Context, match: Match, clock: str) -> Found:
    day, anchor = _day_for(context, match)
    if day is None:
        return Found("TIME", clock, "no day named")
    return Found("TIME", day.isoformat() + clock, anchor, day)


def _day_for(context: Context, match: Match) -> tuple[date | None, str]:
    if match.rule.given.get("several") and context.day_listed:
        return None, ""
    if context.set_at > context.day_at and context.same_sentence(context.set_at, match):
        return None, ""
    if context.day is not None and context.same_paragraph(context.day_at, match):
        return (None, "") if context.day_listed else (context.day, "day named before")
    if context.after_text(match, ":") and not context.spoken(match):
        return context.published, "a line of a programme, on the day of publication"
    return None, ""


def _half_clock(context: Context, match: Match) -> Found | None:
    hour = context.part(match, "h", "num")
    if not isinstance(hour, int):
        return None
    minutes = hour * _MINUTES
    quarter = context.part(match, "f", "quarterpast")
    if quarter is None:
        minutes += _HALF if context.grammar.options.get("half_past") else -_HALF
    elif match.has("v"):
        past = context.grammar.value(context.word(match, "v"), "nach") is not None
        minutes += quarter if past else -quarter
    else:
        minutes += quarter - _MINUTES
    minutes %= _MINUTES * _MIDNIGHT
    return _on_day(context, match, f"T{minutes // _MINUTES:02d}:{minutes % _MINUTES:02d}")


def _part_code(context: Context, match: Match) -> str:
    for kind in ("part", "partlow", "parthours", "parts_gen", "partdaily", "midnight", "tocome",
                 "overnight"):  # fmt: skip
        found = context.part(match, "p", kind)
        if isinstance(found, str):
            return "T" + found
    pair = context.part(match, "wp", "wdaypart")
    if pair:
        return "T" + str(pair[1])
    return "T" + str(context.part(match, "d", "tonight") or "")


def _part(context: Context, match: Match) -> Found | None:
    code = _part_code(context, match)
    near = context.day is not None and context.same_paragraph(context.day_at, match)
    day = context.day if near and not context.day_listed else context.published
    if day is None:
        return Found("TIME", code if code != "TMN" else "T00:00", "no day named")
    anchor = "day named before" if near else _PUBLISHED
    if match.rule.given.get("ended") and day == context.published:
        day = (day if context.near_tense(match) == "future" else add_days(day, -1)) or day
    return Found("TIME", day.isoformat() + code, anchor, day)


def _next_part(context: Context, match: Match) -> Found | None:
    code = _part_code(context, match)
    step = context.part(match, "rn", "narr") or context.part(match, "r", "rel") or 0
    night = code == "TNI" and step < 0
    told = context.story_day(match)
    base = told if match.has("rn") or (step > 0 and told) else context.published
    day = add_days(base, step if not night else -1)
    if day is None:
        return Found("TIME", "", "no day to count from")
    return Found("TIME", day.isoformat() + code, "day counted from", day)


def _weekday_part(context: Context, match: Match) -> Found | None:
    named = DAYS["day"](context, match) if match.has("m") else None  # "Friday evening, 5 May"
    found = named or weekday_day(context, match)
    code = _part_code(context, match)
    if found.day is None:
        return Found("TIME", "", found.anchor, bounds=found.bounds)
    return Found("TIME", found.value + code, found.anchor, found.day)


def _deictic_part(context: Context, match: Match) -> Found | None:
    day = add_days(context.published, context.part(match, "d", "day") or 0)
    if day is None:
        return Found("TIME", "", "no day of publication")
    return Found("TIME", day.isoformat() + _part_code(context, match), _PUBLISHED, day)


def _part_of(context: Context, match: Match) -> Found | None:
    month, number = context.part(match, "m", "month"), context.part(match, "d")
    year = context.part(match, "y") or context.near_year(match)
    year = year or context.nearest_year(month, number, context.tense(match))
    code = _part_code(context, match)
    if year is None:
        return Found("TIME", f"XXXX-{month:02d}-{number:02d}{code}", "no year named")
    try:
        day = date(year, month, number)
    except ValueError:
        return None
    return Found("TIME", day.isoformat() + code, _PUBLISHED, day)


def _night_to(context: Context, match: Match) -> Found | None:
    """The night to Friday begins on Thursday; the words that name the day name Friday."""
    found = weekday_day(context, match)
    eve = add_days(found.day, -1)
    if found.day is None or eve is None:
        return found
    return Found("DATE", found.value, found.anchor, found.day,
                 bounds=(eve.isoformat(), found.day.isoformat()))  # fmt: skip


def _night_to_date(context: Context, match: Match) -> Found | None:
    """The night to 18 November begins on the 17th."""
    found = DAYS["day"](context, match)
    eve = add_days(found.day, -1) if found is not None else None
    if found is None or found.day is None or eve is None:
        return found
    return replace(found, bounds=(eve.isoformat(), found.day.isoformat()))


def _eve(context: Context, match: Match) -> Found | None:
    """The first day of "von Freitag auf Samstag" is the one before the second."""
    found = weekday_day(context, match)
    eve = add_days(found.day, -1)
    return Found("DATE", eve.isoformat() if eve else "", found.anchor, eve)


def _night_of(context: Context, match: Match) -> Found | None:
    return _weekday_part(context, match)


HOURS: Mapping[str, Norm] = {
    "clock": _clock, "halfclock": _half_clock, "part": _part, "partnext": _next_part,
    "weekdaypart": _weekday_part, "deicticpart": _deictic_part, "partof": _part_of,
    "nightto": _night_to, "nighttodate": _night_to_date, "nightof": _night_of, "eve": _eve,
}  # fmt: skip
