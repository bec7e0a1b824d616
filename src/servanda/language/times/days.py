"""What the name of a day means: ``22. August``, "Friday", "yesterday", a feast.

Each function takes where the reading stands and one match and returns the answer, or None
if the words are no date after all. A day that needs the day of publication and has none
stays undetermined: value "".

Main path: ``DAYS``, the functions by the name the lexica use.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date

from servanda.language.times.calendar import WEEK, add_days, bounds, feast
from servanda.language.times.context import Context, Found
from servanda.language.times.scan import Match

__all__ = [
    "DAYS", "PUBLISHED", "Norm", "has_year", "number_of", "one_day", "published_year", "sense_of",
    "weekday_day", "year_of",
]  # fmt: skip

Norm = Callable[[Context, Match], Found | None]
PUBLISHED = "day of publication"
_FEASTS = {
    "he": ("christmas",),
    "hd": ("christmasday",),
    "h": ("eastersunday", "goodday", "ashday", "palmday", "whitday", "newday", "xmasday",
          "holiday", "holyday", "dayname"),
}  # fmt: skip
_CENTURY = 100
_THIS_CENTURY = 70  # 1.5.24 is of this century, 1.5.89 of the last
_FEWEST_WORDS = 3


def safe_day(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None


def year_of(context: Context, match: Match) -> tuple[int | None, str]:
    """Return the year that belongs to a date by its own words, and where it is from."""
    year = context.part(match, "y")
    if isinstance(year, int):
        return year, "named"
    for name, kind, anchored in (("yr", "rel", False), ("yr", "this", False), ("yn", "narr", True),
                                 ("yn", "same", True)):  # fmt: skip
        step = context.part(match, name, kind)
        if step is not None:
            base = context.year if anchored else published_year(context)
            return (None if base is None else base + step), (
                "year named before" if anchored else PUBLISHED
            )
    if match.has("yv"):
        base = published_year(context)
        return (None if base is None else base - 1), PUBLISHED
    return None, ""


def published_year(context: Context) -> int | None:
    """Return the year of publication, None if it is not known."""
    return context.published.year if context.published else None


def has_year(match: Match) -> bool:
    """Return whether the words themselves say which year."""
    return any(match.has(name) for name in ("y", "yr", "yn", "yv"))


def one_day(day: date, anchor: str = "", *, listed: bool = False) -> Found:
    """Return the answer that is one day."""
    return Found("DATE", day.isoformat(), anchor, day, listed=listed)


def _iso(context: Context, match: Match) -> Found | None:
    written = context.word(match, "i").upper()
    try:
        day = date.fromisoformat(written[:10])
    except ValueError:
        return None
    if "T" not in written:
        return one_day(day)
    return Found("TIME", written if bounds(written)[0] else "", "", day)


def _full(context: Context, match: Match) -> Found | None:
    day, month, year = (int(piece) for piece in context.word(match, "f").split("."))
    if year < _CENTURY:
        year += 2000 if year < _THIS_CENTURY else 1900
    found = safe_day(year, month, day)
    return one_day(found) if found else None


def _slashed(context: Context, match: Match) -> Found | None:
    """``08/09/2025`` is August or September: said so, and never chosen."""
    first, second, year = (context.part(match, name) for name in ("a", "b", "y"))
    readings = {
        day for day in (safe_day(year, first, second), safe_day(year, second, first)) if day
    }
    if not readings:
        return None
    if len(readings) == 1:
        return one_day(readings.pop())
    low, high = min(readings), max(readings)
    return Found("DATE", "", "day and month may be either way round",
                 bounds=(low.isoformat(), high.isoformat()))  # fmt: skip


def number_of(value: object) -> int:
    """Return a whole number, 0 for anything else."""
    return value if isinstance(value, int) else 0


def _day(context: Context, match: Match) -> Found | None:
    month = context.part(match, "m", "month") or context.part(match, "monno")
    day = context.part(match, "d") or context.part(match, "o", "ord")
    day = day or context.part(match, "d", "ord")
    return _month_day(context, match, number_of(month), number_of(day))


def _dm(context: Context, match: Match) -> Found | None:
    day, _, month = context.word(match, "x").partition(".")
    return _month_day(context, match, int(month), int(day))


def _month_day(context: Context, match: Match, month: int, day: int) -> Found | None:
    if safe_day(2000, month, day) is None:
        return None
    year, anchor = year_of(context, match)
    if not has_year(match):
        year = context.near_year(match)
        anchor = "year named before" if year else PUBLISHED
        if year is None:
            year = context.nearest_year(month, day, context.sense(match))
    listed = bool(match.rule.given.get("listed"))
    if year is None:
        return Found("DATE", f"XXXX-{month:02d}-{day:02d}", listed=listed)
    found = safe_day(year, month, day)
    return one_day(found, anchor, listed=listed) if found else None


def _weekday_number(context: Context, match: Match) -> int:
    found = context.part(match, "wn", "wday") or context.part(match, "wd", "wday")
    if found is None:
        pair = context.part(match, "wp", "wdaypart")
        found = pair[0] if pair else 1
    return int(found)


def weekday_day(context: Context, match: Match) -> Found:
    """Return the day a weekday means; open, with both days, where nothing says which."""
    published, number = context.published, _weekday_number(context, match)
    narrative = context.part(match, "rn", "narr") or context.part(match, "rn", "same")
    if narrative is not None:
        return _narrative_weekday(context.story_day(match), number, narrative)
    if context.in_range(match) and context.day is not None:
        return _narrative_weekday(context.day, number, 1)
    if published is None:
        return Found("DATE", "", "no day of publication")
    days = _weekday_shift(context, match, published, number)
    if days is None:
        bounds = _either(published, (published.isoweekday() - number) % WEEK)
        return Found("DATE", "", "no verb says before or after", bounds=bounds)
    day = add_days(published, days)
    return one_day(day, PUBLISHED) if day else Found("DATE", "", "outside the calendar")


def _weekday_shift(context: Context, match: Match, published: date, number: int) -> int | None:
    """Return how many days from the day of publication, None if nothing says which way."""
    back = (published.isoweekday() - number) % WEEK
    step: int | None = context.part(match, "r", "rel")
    if step is not None:
        near = -(back or WEEK) if step < 0 else WEEK - back
        return near + WEEK * (step + 1 if step < 0 else step - 1)
    if match.has("r"):
        return number - published.isoweekday()
    sense = sense_of(context, match) if back else "today"
    return {"today": 0, "past": -back, "future": WEEK - back}.get(sense)


def _either(published: date, back: int) -> tuple[str, str]:
    """Return the weekday before and the one after the day of publication."""
    before, after = add_days(published, -back), add_days(published, WEEK - back)
    return (before.isoformat(), after.isoformat()) if before and after else ("", "")


def sense_of(context: Context, match: Match) -> str:
    """Return "past", "future" or "", with the default that the language has for news."""
    if context.planned(match):
        return "future"
    if context.before(match, "since_word"):
        return "past"
    if context.before(match, "until_word"):
        return context.near_tense(match) or "future"
    default = str(context.grammar.options.get("default_sense", ""))
    return context.tense(match) or (default if context.spoken_at_all(match) else "")


def _narrative_weekday(base: date | None, number: int, step: int) -> Found:
    if base is None:
        return Found("DATE", "", "no day named before")
    ahead = (number - base.isoweekday()) % WEEK
    day = add_days(base, (ahead or WEEK) if step > 0 else ahead - WEEK if step else ahead)
    return one_day(day, "day named before") if day else Found("DATE", "")


def _weekday(context: Context, match: Match) -> Found | None:
    return weekday_day(context, match)


def _deictic(context: Context, match: Match) -> Found | None:
    step = context.part(match, "d", "day")
    today = step == 0
    if step is None:
        before = context.part(match, "db", "beforeday")
        step = None if before is None else before * 2
    if today and not _is_day(context, match):
        return Found("DATE", "PRESENT_REF", "nothing in the sentence makes it one day")
    day = add_days(context.published, step)
    if day is None:
        return Found("DATE", "", "no day of publication")
    return one_day(day, PUBLISHED)


def _is_day(context: Context, match: Match) -> bool:
    """Say whether "today" is a day: beside an hour, a bound or a verb of one event."""
    if context.before(match, "bound_word") or context.after(match, "day_after"):
        return True
    if context.after(match, "and_day", 2) or context.before(match, "and_day", 2):
        return True  # "gestern und heute"
    if context.before(match, "still") or context.after(match, "still"):
        return False
    begin, end = context.sentence(match)
    codes = context.scanned.codes[begin:end]
    clock = context.grammar.members.get("clockw", frozenset())
    if any(code in clock for code in codes):
        return True
    event = context.near_tense(match, ("v_past_event", "v_event"))
    return bool(event) or _perfect(context, match, begin, end) or not context.spoken_at_all(match)


def _perfect(context: Context, match: Match, begin: int, end: int) -> bool:
    """Return whether a form of "have" goes with a participle at the end of the sentence."""
    have = context.grammar.members.get("v_have", frozenset())
    begin, end = context.clause(begin, end, match)
    if end - begin < _FEWEST_WORDS or not any(
        code in have for code in context.scanned.codes[begin:end]
    ):
        return False
    last = context.scanned.word(end - 1)
    heads = tuple(context.grammar.options.get("participle_heads", ()))
    tails = tuple(context.grammar.options.get("participle", ()))
    return last.islower() and last.endswith(tails) and last.startswith(heads)


def _day_from(context: Context, match: Match, step: int) -> Found:
    day = add_days(context.story_day(match), step)
    return one_day(day, "day named before") if day else Found("DATE", "", "no day named before")


def _that_day(context: Context, match: Match) -> Found | None:
    return _day_from(context, match, 0)


def _previous_day(context: Context, match: Match) -> Found | None:
    step = number_of(context.part(match, "u", "vortag"))
    return _day_from(context, match, step)


def _holiday(context: Context, match: Match) -> Found | None:
    written = next(part for part in ("he", "hd", "h") if match.has(part))
    name = next(
        found for kind in _FEASTS[written]
        if (found := context.part(match, written, kind)) is not None
    )  # fmt: skip
    if context.grammar.value(context.word(match, written), "xmasday"):
        number = context.part(match, "o", "ord") or context.part(match, "d")
        name = f"12-{24 + number_of(number)}"
    year, anchor = year_of(context, match)
    if year is not None:
        day = feast(name, year)
        return one_day(day, anchor) if day else None
    if context.published is None:
        return Found("DATE", f"XXXX-{name}" if name[:1].isdigit() else "XXXX-XX-XX")
    near = context.near_year(match)
    if near:
        day = feast(name, near)
        return one_day(day, "year named before") if day else None
    step = context.part(match, "r", "rel")
    tense = "" if step is None else "past" if step < 0 else "future"
    tense = tense or ("future" if context.planned(match) else context.tense(match))
    day = _nearest_feast(name, context.published, tense)
    return one_day(day, PUBLISHED) if day else None


def _nearest_feast(name: str, now: date, tense: str) -> date | None:
    days = [feast(name, year) for year in (now.year - 1, now.year, now.year + 1)]
    fits = [
        day for day in days
        if day and not ((tense == "past" and day > now) or (tense == "future" and day < now))
    ]  # fmt: skip
    return min(fits, key=lambda day: (abs((day - now).days), day)) if fits else None


DAYS: Mapping[str, Norm] = {
    "iso": _iso, "full": _full, "slashed": _slashed, "day": _day, "dm": _dm,
    "weekday": _weekday, "deictic": _deictic, "prevday": _previous_day, "holiday": _holiday,
    "thatday": _that_day,
}  # fmt: skip
