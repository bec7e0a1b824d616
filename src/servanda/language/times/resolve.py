"""From matches to times: each read in turn, each remembered for those that count from it.

Main path: ``times``.
"""

from __future__ import annotations

from datetime import date

from servanda.language.lexicon import Lexicon
from servanda.language.model import Time
from servanda.language.times.calendar import bounds, narrowed
from servanda.language.times.context import Context, Found
from servanda.language.times.days import DAYS
from servanda.language.times.hours import HOURS
from servanda.language.times.lexicon import Grammar, load
from servanda.language.times.periods import PERIODS
from servanda.language.times.scan import Match, matches, scan
from servanda.language.times.spans import SPANS

__all__ = ["known_meanings", "read_times", "times"]

_BETWEEN = 3
_NORMS = {**DAYS, **PERIODS, **HOURS, **SPANS}


def times(text: str, published: date | None, lexicon: Lexicon) -> tuple[Time, ...]:
    """Return the mentions of time, in order; none overlap.

    Args:
        text: Any text; offsets in the answer count its characters.
        published: Day of publication; None leaves what counts from it undetermined.
        lexicon: Its language decides which grammar is used.

    >>> from servanda.language.lexicon import load
    >>> day = date(2025, 8, 22)
    >>> [(t.value, t.earliest) for t in times("am 1. Mai 2025, gestern", day, load("de"))]
    [('2025-05-01', '2025-05-01'), ('2025-08-21', '2025-08-21')]
    """
    grammar = load(lexicon.language)
    return read_times(text, published, grammar) if grammar else ()


def read_times(text: str, published: date | None, grammar: Grammar) -> tuple[Time, ...]:
    """Return the mentions of time that a grammar knows, in order."""
    scanned = scan(text, grammar)
    context = Context(scanned, grammar, published)
    answers: list[tuple[Match, Found]] = []
    for match in matches(scanned, grammar):
        norm = _NORMS.get(match.rule.norm)
        found = norm(context, match) if norm else None
        if found is None:
            continue
        _hours_before_day(context, answers, match, found)
        context.remember(found, match)
        answers.append((match, found))
    return tuple(_time(match, found) for match, found in answers)


def known_meanings() -> frozenset[str]:
    """Return the meanings that a rule of a language may name as its ``norm``."""
    return frozenset(_NORMS)


def _hours_before_day(
    context: Context, answers: list[tuple[Match, Found]], after: Match, day: Found
) -> None:
    """Hours right before their day, "8 p.m. on Tuesday", take the day that follows."""
    if day.day is None or day.type != "DATE" or day.listed:
        return
    for match, hour in reversed(answers):
        near = after.first - match.last <= _BETWEEN and context.same_sentence(match.last, after)
        if not near or not hour.value.startswith("T") or match.rule.given.get("several"):
            return
        hour.value, hour.anchor = day.day.isoformat() + hour.value, "day named after"
        after = match


def _time(match: Match, found: Found) -> Time:
    earliest, latest = found.bounds or bounds(found.value)
    if found.part:
        earliest, latest = narrowed(earliest, latest, found.part)
    why = f"{match.rule.name}: {found.anchor}" if found.anchor else match.rule.name
    return Time(match.begin, match.end, found.type, found.value, earliest, latest, why)
