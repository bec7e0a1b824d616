"""Which valuations satisfy a formula at one time-point, asked from the top.

The reference evaluator lists everything; here values that are known already are pushed
down, and time-points at which nothing can hold are skipped, so that one binding at one
time-point costs what it can reach and not the whole log. What it finds is what the
reference finds (a tested promise).

It also says what *could* satisfy a formula if some facts were missing: ``possible``. Negations
are ignored there, so it is never less than what holds on any part of the log; an
aggregation is taken as it is, and named among the ``needs``: who relies on it has to pin it.

Main path: ``Search.find``.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple

from servanda.rules.aggregates import aggregate
from servanda.rules.calendars import add_months, calendar_of
from servanda.rules.explain_index import Index, Row
from servanda.rules.log import Log
from servanda.rules.reference import filtered, listed
from servanda.rules.signature import BUILT_IN
from servanda.rules.syntax import (
    Aggregate,
    And,
    Compare,
    Const,
    Exists,
    Formula,
    Let,
    Matches,
    Not,
    Or,
    Predicate,
    Temporal,
    Term,
    TwoSided,
    Value,
    Var,
)
from servanda.rules.variables import free_variables

__all__ = ["Definitions", "Found", "Need", "Row", "Search", "Values", "match"]

Values = Mapping[str, Value]
Definitions = Mapping[tuple[str, int], tuple[Let, "Definitions"]]


class Need(NamedTuple):
    """An aggregation whose value was relied on: formula, time-point, group, definitions."""

    formula: Aggregate
    tp: int
    group: dict[str, Value]
    lets: Definitions


class Found(NamedTuple):
    """Valuations of exactly the free variables, each once; and what was relied on."""

    rows: list[dict[str, Value]]
    needs: list[Need]


def match(arguments: tuple[Term, ...], row: Row, given: Values) -> dict[str, Value] | None:
    """Return the values of the variables among ``arguments``, ``None`` if ``row`` does not fit."""
    found: dict[str, Value] = {}
    for argument, value in zip(arguments, row, strict=True):
        if isinstance(argument, Const):
            if argument.value != value:
                return None
        else:
            assert isinstance(argument, Var)
            if found.setdefault(argument.name, given.get(argument.name, value)) != value:
                return None
    return found


class Search:
    """The facts of a log, found by predicate, time-point and value."""

    def __init__(self, log: Log, times: Sequence[int]) -> None:
        self.times = times
        self._index = Index(log)
        self._free: dict[int, tuple[str, ...]] = {}
        self._environments: dict[tuple[int, int], Definitions] = {}
        self._found: dict[tuple[object, ...], Found] = {}
        self._supports: dict[tuple[object, ...], Sequence[int] | None] = {}
        self._kept: list[object] = []

    def forget(self) -> None:
        """Drop what was found for earlier questions; the facts stay sorted out."""
        self._found.clear()
        self._supports.clear()

    @staticmethod
    def satisfied(formula: Compare | Matches, values: Values) -> bool:
        """Whether a comparison holds for values of all its variables."""
        return any(True for _ in filtered(formula, dict(values), negated=False))

    def facts(self, name: str) -> dict[int, list[Row]]:
        """Return the different tuples of an event predicate, by time-point."""
        return self._index.facts(name)

    def free(self, formula: Formula) -> tuple[str, ...]:
        """Return the free variables of a formula."""
        if id(formula) not in self._free:
            self._kept.append(formula)
            self._free[id(formula)] = free_variables(formula)
        return self._free[id(formula)]

    def environment(self, let: Let, lets: Definitions) -> Definitions:
        """Return what is defined inside the body of ``let``."""
        key = (id(let), id(lets))
        if key not in self._environments:
            self._kept += [let, lets]
            self._environments[key] = {**lets, (let.name, len(let.parameters)): (let, lets)}
        return self._environments[key]

    def holds(self, formula: Formula, i: int, values: Values, lets: Definitions) -> bool:
        """Whether some valuation that agrees with ``values`` satisfies the formula at ``i``."""
        return bool(self.find(formula, i, values, lets).rows)

    def find(
        self,
        formula: Formula,
        i: int,
        values: Values,
        lets: Definitions,
        *,
        possible: bool = False,
    ) -> Found:
        """Return what satisfies ``formula`` at ``i`` and agrees with ``values``.

        Args:
            formula: In normal form.
            i: Number of the time-point.
            values: Values that are known already; others of the formula's variables are found.
            lets: What LET has defined around it.
            possible: Return what may satisfy it on any part of the log, too.
        """
        names = self.free(formula)
        given = {name: values[name] for name in names if name in values}
        key = (id(formula), i, tuple(given.items()), id(lets), possible)
        if key not in self._found:
            self._kept.append(lets)
            needs: list[Need] = []
            rows: dict[Row, dict[str, Value]] = {}
            for row in self._find(_Question(formula, i, given, lets, possible, needs)):
                rows.setdefault(tuple(row[name] for name in names), row)
            ordered = [rows[row] for row in sorted(rows, key=repr)]
            self._found[key] = Found(ordered, needs)
        return self._found[key]

    def _ask(self, question: _Question, formula: Formula, i: int, values: Values) -> Found:
        possible = question.possible
        found = self.find(formula, i, values, question.lets, possible=possible)
        question.needs.extend(found.needs)
        return found

    def _find(self, question: _Question) -> Iterator[dict[str, Value]]:  # noqa: PLR0912
        formula, i, given = question.formula, question.tp, question.given
        if isinstance(formula, Predicate):
            yield from self._predicate(question, formula)
        elif isinstance(formula, Compare):
            for row in map(dict, listed(formula)):
                if all(given.get(name, value) == value for name, value in row.items()):
                    yield row
        elif isinstance(formula, Not):
            if not self.free(formula):
                inner = formula.body
                if question.possible or not self.holds(inner, i, given, question.lets):
                    yield {}
        elif isinstance(formula, And):
            yield from self._and(question, formula)
        elif isinstance(formula, Or):
            yield from self._ask(question, formula.left, i, given).rows
            yield from self._ask(question, formula.right, i, given).rows
        elif isinstance(formula, Exists):
            for row in self._ask(question, formula.body, i, _without(given, formula)).rows:
                yield {n: value for n, value in row.items() if n not in formula.variables}
        elif isinstance(formula, Aggregate):
            yield from self._aggregate(question, formula)
        elif isinstance(formula, Let):
            inside = self.environment(formula, question.lets)
            found = self.find(formula.body, i, given, inside, possible=question.possible)
            question.needs.extend(found.needs)
            yield from found.rows
        elif isinstance(formula, Temporal):
            for j in self.moments(formula, i, given, question.lets):
                yield from self._ask(question, formula.body, j, given).rows
        else:
            assert isinstance(formula, TwoSided), formula
            yield from self._two_sided(question, formula)

    def _predicate(self, question: _Question, formula: Predicate) -> Iterator[dict[str, Value]]:
        for row in self._tuples(question, formula):
            found = match(formula.arguments, row, question.given)
            if found is not None:
                yield found

    def _tuples(self, question: _Question, formula: Predicate) -> Iterator[Row] | list[Row]:
        key, i = (formula.name, len(formula.arguments)), question.tp
        if key in question.lets:
            let, outer = question.lets[key]
            inner = parameters(let, formula, question.given)
            found = self.find(let.definition, i, inner, outer, possible=question.possible)
            question.needs.extend(found.needs)
            names = [p.name for p in let.parameters if isinstance(p, Var)]
            return [tuple(row[name] for name in names) for row in found.rows]
        if formula.name in BUILT_IN:
            row = {"tp": (i,), "ts": (self.times[i],), "tpts": (i, self.times[i])}
            return [row[formula.name]]
        if calendar := calendar_of(formula.name):
            return [(add_months(self.times[i], *calendar),)]
        return self.facts(formula.name).get(i, [])

    def _and(self, question: _Question, formula: And) -> Iterator[dict[str, Value]]:
        i, given, right = question.tp, question.given, formula.right
        inner = right.body if isinstance(right, Not) else right
        for row in self._ask(question, formula.left, i, given).rows:
            if isinstance(inner, Compare | Matches):
                known = {**given, **row}
                for values in filtered(inner, known, negated=isinstance(right, Not)):
                    yield {n: v for n, v in values if n in self.free(formula)}
            elif isinstance(right, Not):
                if question.possible or not self.holds(inner, i, row, question.lets):
                    yield row
            else:
                for other in self._ask(question, right, i, {**given, **row}).rows:
                    yield {**row, **other}

    def _aggregate(self, question: _Question, formula: Aggregate) -> Iterator[dict[str, Value]]:
        given = question.given
        group = {name: given[name] for name in formula.group if name in given}
        if question.possible:
            question.needs.append(Need(formula, question.tp, group, question.lets))
        found = self.find(formula.body, question.tp, group, question.lets)
        for row in map(dict, aggregate(formula, found.rows)):
            if all(given.get(name, value) == value for name, value in row.items()):
                yield row

    def _two_sided(self, question: _Question, formula: TwoSided) -> Iterator[dict[str, Value]]:
        i, lets = question.tp, question.lets
        for j in self.moments(formula, i, question.given, lets):
            for row in self._ask(question, formula.right, j, question.given).rows:
                if question.possible or self.is_held(formula, i, j, row, lets):
                    yield row

    def is_held(self, formula: TwoSided, i: int, j: int, values: Values, lets: Definitions) -> bool:
        """Whether the left side holds from the anchor ``j`` to ``i``, as the operator needs it."""
        return self.breaker(formula, between(formula, i, j), values, lets) is None

    def breaker(
        self, formula: TwoSided, stretch: range, values: Values, lets: Definitions
    ) -> int | None:
        """Return the time-point nearest to the end of the stretch where the left side fails."""
        left = formula.left
        past = formula.operator == "SINCE"
        if isinstance(left, Not):
            places = self.within(left.body, stretch, values, lets)
            for k in reversed(places) if past else places:
                if self.holds(left.body, k, values, lets):
                    return k
            return None
        for k in reversed(stretch) if past else stretch:
            if not self.holds(left, k, values, lets):
                return k
        return None

    def moments(
        self, formula: Temporal | TwoSided, i: int, values: Values, lets: Definitions
    ) -> Sequence[int]:
        """Return the time-points in the interval at which the right side, or body, may hold."""
        body = formula.right if isinstance(formula, TwoSided) else formula.body
        return self.within(body, self.window(formula, i), values, lets)

    def window(self, formula: Temporal | TwoSided, i: int) -> range:
        """Return the time-points that the interval reaches from ``i``."""
        times, interval = self.times, formula.interval
        if formula.operator in {"PREVIOUS", "NEXT"}:
            j = i - 1 if formula.operator == "PREVIOUS" else i + 1
            fits = 0 <= j < len(times) and interval.contains(abs(times[i] - times[j]))
            return range(j, j + fits)
        if formula.operator in {"ONCE", "SINCE"}:
            low = 0
            if interval.most is not None:
                low = bisect_left(times, times[i] - interval.most, 0, i + 1)
            return range(low, bisect_right(times, times[i] - interval.least, 0, i + 1))
        low = bisect_left(times, times[i] + interval.least, i)
        assert interval.most is not None
        return range(low, bisect_right(times, times[i] + interval.most, i))

    def within(
        self, formula: Formula, stretch: range, values: Values, lets: Definitions
    ) -> Sequence[int]:
        """Return the time-points of a stretch at which the formula may hold, on any part."""
        places = self.support(formula, values, lets)
        if places is None:
            return stretch
        low = bisect_left(places, stretch.start)
        return places[low : bisect_left(places, stretch.stop, low)]

    def support(self, formula: Formula, values: Values, lets: Definitions) -> Sequence[int] | None:
        """Return all time-points at which the formula may hold, ``None`` for any."""
        names = self.free(formula)
        given = {name: values[name] for name in names if name in values}
        key = (id(formula), tuple(given.items()), id(lets))
        if key not in self._supports:
            self._kept.append(lets)
            self._supports[key] = self._support(formula, given, lets)
        return self._supports[key]

    def _support(  # noqa: PLR0911 - one return for each kind
        self, formula: Formula, given: Values, lets: Definitions
    ) -> Sequence[int] | None:
        if isinstance(formula, Predicate):
            return self._support_of_predicate(formula, given, lets)
        if isinstance(formula, And):
            left = self.support(formula.left, given, lets)
            if isinstance(formula.right, Not | Compare | Matches):
                return left
            right = self.support(formula.right, given, lets)
            if left is None or right is None:
                return left if right is None else right
            return left if len(left) <= len(right) else right
        if isinstance(formula, Or):
            left = self.support(formula.left, given, lets)
            right = self.support(formula.right, given, lets)
            return None if left is None or right is None else sorted({*left, *right})
        if isinstance(formula, Exists):
            return self.support(formula.body, _without(given, formula), lets)
        if isinstance(formula, Let):
            return self.support(formula.body, given, self.environment(formula, lets))
        if isinstance(formula, Aggregate) and formula.group:
            group = {name: given[name] for name in formula.group if name in given}
            return self.support(formula.body, group, lets)
        return None

    def _support_of_predicate(
        self, formula: Predicate, given: Values, lets: Definitions
    ) -> Sequence[int] | None:
        key = (formula.name, len(formula.arguments))
        if key in lets:
            let, outer = lets[key]
            return self.support(let.definition, parameters(let, formula, given), outer)
        if formula.name in BUILT_IN or calendar_of(formula.name):
            return None
        best: Sequence[int] = self._index.moments(formula.name)
        for position, argument in enumerate(formula.arguments):
            known = isinstance(argument, Const) or argument.name in given  # type: ignore[union-attr]
            if known:
                value = argument.value if isinstance(argument, Const) else given[argument.name]  # type: ignore[union-attr]
                places = self._index.places(formula.name, position).get(value, [])
                best = places if len(places) < len(best) else best
        return best


class _Question(NamedTuple):
    formula: Formula
    tp: int
    given: dict[str, Value]
    lets: Definitions
    possible: bool
    needs: list[Need]


def between(formula: TwoSided, i: int, j: int) -> range:
    """Return the time-points at which the left side has to hold for an anchor at ``j``."""
    return range(j + 1, i + 1) if formula.operator == "SINCE" else range(i, j)


def parameters(let: Let, use: Predicate, given: Values) -> dict[str, Value]:
    """Return what a use of a LET name says about the variables of its definition."""
    known: dict[str, Value] = {}
    for parameter, argument in zip(let.parameters, use.arguments, strict=True):
        assert isinstance(parameter, Var)
        if isinstance(argument, Const):
            known[parameter.name] = argument.value
        elif isinstance(argument, Var) and argument.name in given:
            known[parameter.name] = given[argument.name]
    return known


def _without(values: Values, formula: Exists) -> dict[str, Value]:
    return {name: value for name, value in values.items() if name not in formula.variables}
