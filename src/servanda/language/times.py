"""Days named in a text.

Absolute days, months and years, and the simple relative ones ("gestern", "am Freitag",
"last Monday"). A relative day needs the day of publication; without it the mention is
kept and its value left open. A bare weekday may lie before or after the day of
publication: unless it is that very weekday, its value stays open and both bounds are given.

Main path: ``times`` -> ``Time``.
"""

from __future__ import annotations

import calendar
import re
from collections.abc import Iterator
from datetime import date, timedelta
from functools import cache

from servanda.language.lexicon import Lexicon, load
from servanda.language.model import Time

__all__ = ["times"]

_ISO = re.compile(r"(?<![\w-])(\d{4})-(\d{2})-(\d{2})(?![\w-])")
_POINTS = re.compile(r"(?<![\d.])(\d{1,2})\.(\d{1,2})\.(\d{4})(?!\d)")
_WEEK = 7


def times(text: str, published: date | None, lexicon: Lexicon) -> tuple[Time, ...]:
    """Return the mentions of days, months and years, in order; none overlap.

    >>> from servanda.language.lexicon import load
    >>> day = date(2025, 8, 22)
    >>> [(t.value, t.earliest) for t in times("am 1. Mai 2025, gestern", day, load("de"))]
    [('2025-05-01', '2025-05-01'), ('2025-08-21', '2025-08-21')]
    """
    found = sorted(_all(text, published, lexicon), key=lambda time: (time.begin, -time.end))
    kept: list[Time] = []
    for time in found:
        if not kept or time.begin >= kept[-1].end:
            kept.append(time)
    return tuple(kept)


def _all(text: str, published: date | None, lexicon: Lexicon) -> Iterator[Time]:
    for match in _ISO.finditer(text):
        yield from _day(match, match[1], int(match[2]), match[3])
    for match in _POINTS.finditer(text):
        yield from _day(match, match[3], int(match[2]), match[1])
    months = lexicon.maps["months"]
    for match in _months(lexicon.language).finditer(text):
        day, after, year = match["day"], match["after"], match["year"]
        month = months[match["month"].lower()]
        if day or after:
            yield from _day(match, year, month, day or after)
        elif year:
            last = calendar.monthrange(max(1, int(year)), month)[1]
            value = f"{year}-{month:02d}"
            yield Time(*match.span(), "DATE", value, f"{value}-01", f"{value}-{last:02d}")
    yield from _relative(text, published, lexicon)


def _day(match: re.Match[str], year: str | None, month: int, day: str) -> Iterator[Time]:
    """A day; without its year the value says so and has no bounds."""
    try:
        date(int(year or 2000), month, int(day))
    except ValueError:
        return
    value = f"{year or 'XXXX'}-{month:02d}-{int(day):02d}"
    bound = value if year else ""
    yield Time(match.start(), match.end(), "DATE", value, bound, bound)


def _relative(text: str, published: date | None, lexicon: Lexicon) -> Iterator[Time]:
    for match in _days(lexicon.language).finditer(text):
        word = match["word"].lower()
        if word in lexicon.maps["days"]:
            if word == "morgen" and match["word"][0].isupper():
                continue
            yield _shifted(match, published, int(lexicon.maps["days"][word]))
        else:
            yield _weekday(match, published, int(lexicon.maps["weekdays"][word]) - 1, lexicon)


def _shifted(match: re.Match[str], published: date | None, days: int) -> Time:
    value = _iso(published, days)
    return Time(match.start(), match.end(), "DATE", value, value, value)


def _iso(published: date | None, days: int) -> str:
    if published is None:
        return ""
    try:
        return (published + timedelta(days=days)).isoformat()
    except OverflowError:
        return ""


def _weekday(match: re.Match[str], published: date | None, weekday: int, lexicon: Lexicon) -> Time:
    span = match.span()
    if published is None:
        return Time(*span, "DATE", "", "", "")
    back = (published.weekday() - weekday) % _WEEK
    which = (match["which"] or "").lower()
    if which in lexicon.sets["before_words"]:
        value = _iso(published, -(back or _WEEK))
    elif which in lexicon.sets["after_words"]:
        value = _iso(published, _WEEK - back)
    elif back == 0:
        value = published.isoformat()
    else:
        return Time(*span, "DATE", "", _iso(published, -back), _iso(published, _WEEK - back))
    return Time(*span, "DATE", value, value, value)


@cache
def _months(language: str) -> re.Pattern[str]:
    names = "|".join(sorted(load(language).maps["months"]))
    return re.compile(
        rf"(?:\b(?P<day>\d{{1,2}})(?:\.|st|nd|rd|th)?[ \u00a0])?\b(?P<month>{names})\b"
        rf"(?:[ \u00a0](?P<after>\d{{1,2}})(?!\d))?(?:,?[ \u00a0](?P<year>\d{{4}})(?!\d))?",
        re.IGNORECASE,
    )


@cache
def _days(language: str) -> re.Pattern[str]:
    lexicon = load(language)
    words = "|".join(sorted({*lexicon.maps["days"], *lexicon.maps["weekdays"]}))
    which = "|".join(sorted(lexicon.sets["before_words"] | lexicon.sets["after_words"]))
    return re.compile(rf"\b(?:(?P<which>{which})[ \u00a0])?(?P<word>{words})\b", re.IGNORECASE)
