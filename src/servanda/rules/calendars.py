"""Months on a calendar: what ``1 month`` after a moment is, in a given time zone.

A month later is the same day and time of the next month on the wall clock of the zone. Where
that month has no such day the period ends with its last day (31 January + 1 month: the end of
28 or 29 February), as codes of civil law have it. A time that a change of clocks skips is the
moment after the gap; one that comes twice is the later. So a later moment never has an
earlier deadline (a tested promise). Time-stamps are seconds since 1970; outside the years
``FIRST`` to ``LAST`` a month is 30.436875 days.

A distance with months is taken from the earlier of two moments, whichever of them asks.
Intervals with months are rewritten here into comparisons over the predicate ``+n months ZONE``,
which holds at each time-point of the moment n months on; nothing after that knows of months.

Main path: ``without_months`` for formulas, ``add_months`` for one moment, ``pieces`` for tables.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime, tzinfo
from functools import lru_cache
from itertools import pairwise
from typing import NamedTuple

from servanda.base.errors import FormulaError, MisuseError
from servanda.rules.signature import Signature
from servanda.rules.syntax import (
    And,
    Compare,
    Exists,
    Formula,
    Interval,
    Not,
    Predicate,
    Temporal,
    TwoSided,
    Var,
)
from servanda.rules.variables import children, map_children

__all__ = [
    "FIRST",
    "LAST",
    "Piece",
    "add_months",
    "calendar_of",
    "instant",
    "known_zone",
    "pieces",
    "with_calendars",
    "without_months",
]

FIRST, LAST = 631152000, 2208988800
"""1990-01-01 and 2040-01-01, UTC: between them the calendar is exact."""

_AVERAGE_S = 2629746
_DAY_S = 86400
_NAME = re.compile(r"\+([0-9]+) months (.+)\Z")


def calendar_of(predicate: str) -> tuple[int, str] | None:
    """Return (months, zone) of a calendar predicate, ``None`` for any other.

    >>> calendar_of("+1 months Europe/Kyiv"), calendar_of("p")
    ((1, 'Europe/Kyiv'), None)
    """
    found = _NAME.match(predicate)
    return None if found is None else (int(found[1]), found[2])


def add_months(ts: int, months: int, zone: str) -> int:
    """Return the time-stamp ``months`` after ``ts`` on the calendar of ``zone``.

    >>> from datetime import UTC
    >>> def after(text, months):
    ...     ts = int(datetime.fromisoformat(text).timestamp())
    ...     return datetime.fromtimestamp(add_months(ts, months, "Europe/Berlin"), UTC).isoformat()
    >>> after("2025-01-15T12:00+01:00", 1), after("2025-01-31T12:00+01:00", 1)
    ('2025-02-15T11:00:00+00:00', '2025-02-28T22:59:59+00:00')
    """
    if not FIRST <= ts < LAST:
        return ts + months * _AVERAGE_S
    moment = datetime.fromtimestamp(ts, _zone(zone))
    if not moment.fold:
        return _later(moment, months)
    # The wall clock shows this time for the second time; what it showed just before the
    # change has a deadline already, and a later moment has no earlier one.
    earlier = int(moment.replace(fold=0).timestamp())
    offset = moment.utcoffset()
    change = bisect_left(
        range(earlier, ts),
        True,
        key=lambda t: datetime.fromtimestamp(t, moment.tzinfo).utcoffset() == offset,
    )
    last = datetime.fromtimestamp(earlier + change - 1, moment.tzinfo)
    return max(_later(last, months), _later(moment, months))


def known_zone(name: str) -> tzinfo:
    """Return the time zone of that name, or of a fixed offset such as ``+03:00``.

    Raises:
        FormulaError: There is none.
    """
    try:
        return _zone(name)
    except MisuseError as error:
        raise FormulaError(f"{error}\n  expected: a name such as Europe/Kyiv or UTC") from error


@lru_cache(maxsize=64)
def _zone(name: str) -> tzinfo:
    from servanda.base.moment import parse_zone  # late: few rules count months

    return parse_zone(name)


def _later(moment: datetime, months: int) -> int:
    from calendar import monthrange

    years, month = divmod(moment.year * 12 + moment.month - 1 + months, 12)
    last = monthrange(years, month + 1)[1]
    if moment.day > last:
        wall = datetime(years, month + 1, last, 23, 59, 59, tzinfo=moment.tzinfo)
    else:
        wall = moment.replace(year=years, month=month + 1)
    return instant(wall)


def instant(wall: datetime) -> int:
    """Return the time-stamp of a time on the wall clock: after a gap, or the later of two."""
    before = int(wall.replace(fold=0).timestamp())
    after = int(wall.replace(fold=1).timestamp())
    if after >= before:
        return after
    offset = datetime.fromtimestamp(before, wall.tzinfo).utcoffset()
    gap = range(after, before)
    return after + bisect_left(
        gap, True, key=lambda t: datetime.fromtimestamp(t, wall.tzinfo).utcoffset() == offset
    )


class Piece(NamedTuple):
    """From ``start`` on the deadline is ``fixed``, or else ``delta`` after the moment."""

    start: int
    delta: int
    fixed: int | None


@lru_cache(maxsize=16)
def pieces(months: int, zone: str) -> tuple[Piece, ...]:
    """Return ``add_months`` as a table; each piece holds until the next one starts."""
    average = months * _AVERAGE_S
    found = [Piece(-(2**62), average, None)]
    days = (_mark(day, months, zone) for day in range(FIRST, LAST, _DAY_S))
    for start, stop in pairwise([*days, _mark(LAST - 1, months, zone)]):
        for piece in _split(start, stop, months, zone):
            last = found[-1]
            if piece.start == FIRST or piece[1:] != last[1:]:
                found.append(piece)
    found.append(Piece(LAST, average, None))
    return tuple(found)


class _Mark(NamedTuple):
    """A moment, its deadline, and how far the zone is from UTC then."""

    ts: int
    deadline: int
    offset: object


def _mark(ts: int, months: int, zone: str) -> _Mark:
    offset = datetime.fromtimestamp(ts, _zone(zone)).utcoffset()
    return _Mark(ts, add_months(ts, months, zone), offset)


def _split(start: _Mark, stop: _Mark, months: int, zone: str) -> Iterator[Piece]:
    """Cut a stretch of at most a day where the rule changes; ``stop`` begins the next one."""
    delta = start.deadline - start.ts
    if start.deadline == stop.deadline:
        yield Piece(start.ts, 0, start.deadline)
    elif stop.ts - start.ts == 1 or (
        delta == stop.deadline - stop.ts and start.offset == stop.offset
    ):
        yield Piece(start.ts, delta, None)
    else:
        middle = _mark((start.ts + stop.ts) // 2, months, zone)
        yield from _split(start, middle, months, zone)
        yield from _split(middle, stop, months, zone)


# Formulas


def without_months(formula: Formula) -> Formula:
    """Return the formula with intervals in months written as comparisons of moments."""
    if not _has_months(formula):
        return formula
    from servanda.rules.printing import to_text

    taken = set(re.findall(r"[\w'/:-]+", to_text(formula)))
    names = (f"{stem}{n}" for n in range(1, 10**6) for stem in ("deadline",))
    return _Rewriting(name for name in names if name not in taken).rewrite(formula)


def _has_months(formula: Formula) -> bool:
    waiting = [formula]
    while waiting:
        part = waiting.pop()
        if isinstance(part, Temporal | TwoSided) and part.interval.has_months:
            return True
        waiting += children(part)
    return False


class _Rewriting:
    def __init__(self, names: Iterator[str]) -> None:
        self._names = names

    def rewrite(self, formula: Formula) -> Formula:
        """Return the formula without months, from the inside out."""
        if isinstance(formula, Temporal) and formula.interval.has_months:
            dual = {"ALWAYS": "EVENTUALLY", "PAST_ALWAYS": "ONCE"}.get(formula.operator)
            if dual is not None:
                body = Not(formula.body)
                return Not(self.rewrite(replace(formula, operator=dual, body=body)))
        formula = map_children(formula, self.rewrite)
        if not isinstance(formula, Temporal | TwoSided) or not formula.interval.has_months:
            return formula
        return self._bounded(formula)

    def _bounded(self, formula: Temporal | TwoSided) -> Formula:
        """``ONCE[0,1 month] f``: some f at most the outer bound ago, whose deadline is not over."""
        interval = formula.interval
        ahead = formula.operator in {"NEXT", "EVENTUALLY", "UNTIL"}
        now = Var(next(self._names))
        early: list[Formula] = []
        tests: list[Formula] = []
        names = [now.name]
        for months, is_open, is_low in (
            (interval.low_months, interval.low_open, True),
            (interval.high_months, interval.high_open, False),
        ):
            if not months:
                continue
            deadline = Var(next(self._names))
            names.append(deadline.name)
            early.append(Predicate(f"+{months} months {interval.zone}", (deadline,)))
            sides = (deadline, now) if is_low else (now, deadline)
            tests.append(Compare("<" if is_open else "<=", *sides))
        late: list[Formula] = [Predicate("ts", (now,))]
        here, there = (early, late) if ahead else (late, early)
        body = formula.right if isinstance(formula, TwoSided) else formula.body
        marked = _all([*there, body])
        wide = Interval(
            interval.low,
            interval.high,
            interval.low_open and not interval.low_months,
            interval.high_open and not interval.high_months,
        )
        changed: Formula = (
            replace(formula, interval=wide, right=marked)
            if isinstance(formula, TwoSided)
            else replace(formula, interval=wide, body=marked)
        )
        return Exists(tuple(names), _all([*here, changed, *tests]), place=formula.place)


def _all(parts: list[Formula]) -> Formula:
    result = parts[0]
    for part in parts[1:]:
        result = And(result, part)
    return result


def with_calendars(formula: Formula, signature: Signature) -> Signature:
    """Return the signature with the calendar predicates that the formula mentions."""
    found: set[str] = set()
    waiting = [formula]
    while waiting:
        part = waiting.pop()
        if isinstance(part, Predicate) and calendar_of(part.name):
            found.add(part.name)
        waiting += children(part)
    if not found:
        return signature
    more = dict.fromkeys(sorted(found), (("moment", "int"),))
    return Signature({**dict(signature.predicates), **more})
