"""What a formula means, point by point: slow, literal, and the judge of everything faster.

At each time-point a formula has a set of satisfying valuations of its free variables,
computed straight from the definition: SINCE looks at every earlier time-point and
checks that its left side held at each one between. Nothing is clever here on purpose.

A time-point is reported when the log decides it (``progress``). By default an empty
time-point at the end of time follows the log, so every bounded obligation is decided.

Main path: ``evaluate``.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import NamedTuple

from servanda.rules.aggregates import aggregate
from servanda.rules.calendars import add_months, calendar_of
from servanda.rules.checks import Checked
from servanda.rules.log import END_OF_TIME, Log
from servanda.rules.progress import progress
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
    TwoSided,
    Value,
    Var,
)
from servanda.rules.terms import evaluate as value_of
from servanda.rules.terms import search
from servanda.rules.variables import free_variables

__all__ = ["Verdict", "evaluate", "filtered", "listed"]

Valuation = frozenset[tuple[str, Value]]
_Definitions = Mapping[tuple[str, int], tuple["Let", "_Definitions"]]
_EMPTY: Valuation = frozenset()


class Verdict(NamedTuple):
    """The satisfying tuples (in the order of the free variables) at one time-point."""

    tp: int
    ts: int
    tuples: set[tuple[Value, ...]]


def evaluate(checked: Checked, log: Log, *, open_end: bool = False) -> list[Verdict]:
    """Return the verdict of each time-point that has a satisfying valuation.

    Args:
        checked: What ``check`` returned.
        log: The evidence.
        open_end: Report only what the log itself decides; nothing is appended to it.

    >>> from servanda.rules.checks import check
    >>> from servanda.rules.log import parse_log
    >>> from servanda.rules.parser import parse_formula
    >>> from servanda.rules.signature import parse_signature
    >>> signature = parse_signature("p(int)")
    >>> log = parse_log(["@1 p(7)", "@2", "@9"], signature)
    >>> evaluate(check(parse_formula("ONCE[1,5] p(x)"), signature), log)
    [Verdict(tp=1, ts=2, tuples={(7,)})]
    """
    times = list(log.timestamps) if open_end else [*log.timestamps, END_OF_TIME]
    decided = min(progress(checked.core, times), len(log.timestamps))
    points = _Points(log, times)
    verdicts = []
    for i in range(decided):
        found = points.satisfy(checked.core, i, points.top)
        if found:
            rows = {tuple(dict(v)[name] for name in checked.free_variables) for v in found}
            verdicts.append(Verdict(i, times[i], rows))
    return verdicts


class _Points:
    """Satisfying valuations by formula and time-point, remembered."""

    def __init__(self, log: Log, times: list[int]) -> None:
        self._times = times
        self._rows: dict[tuple[str, int], set[tuple[Value, ...]]] = {}
        for name, table in log.tables.items():
            columns = [*table.columns]
            for row, i in enumerate(table.time_points):
                values = tuple(column[row] for column in columns)
                self._rows.setdefault((name, i), set()).add(values)
        self.top: _Definitions = {}
        self._environments: dict[tuple[int, int], _Definitions] = {}
        self._known: dict[tuple[int, int, int], set[Valuation]] = {}
        self._kept: list[object] = []

    def satisfy(self, formula: Formula, i: int, lets: _Definitions) -> set[Valuation]:
        """Return the valuations of the free variables that satisfy ``formula`` at i."""
        key = (id(formula), i, id(lets))
        if key not in self._known:
            self._kept += [formula, lets]  # an id is unique only while its object lives
            self._known[key] = set(self._satisfy(formula, i, lets))
        return self._known[key]

    def _satisfy(  # noqa: PLR0912 - one branch for each kind
        self, formula: Formula, i: int, lets: _Definitions
    ) -> Iterator[Valuation]:
        if isinstance(formula, Predicate):
            yield from self._predicate(formula, i, lets)
        elif isinstance(formula, Compare):
            yield from listed(formula)
        elif isinstance(formula, Not):
            # Monitorable on its own only without free variables, or as NOT x = x.
            if not free_variables(formula) and not self.satisfy(formula.body, i, lets):
                yield _EMPTY
        elif isinstance(formula, And):
            yield from self._and(formula, i, lets)
        elif isinstance(formula, Or):
            yield from self.satisfy(formula.left, i, lets)
            yield from self.satisfy(formula.right, i, lets)
        elif isinstance(formula, Exists):
            for valuation in self.satisfy(formula.body, i, lets):
                yield frozenset(p for p in valuation if p[0] not in formula.variables)
        elif isinstance(formula, Aggregate):
            found = self.satisfy(formula.body, i, lets)
            yield from aggregate(formula, [dict(valuation) for valuation in found])
        elif isinstance(formula, Let):
            key = (id(formula), id(lets))
            if key not in self._environments:
                name = (formula.name, len(formula.parameters))
                self._environments[key] = {**lets, name: (formula, lets)}
            yield from self.satisfy(formula.body, i, self._environments[key])
        elif isinstance(formula, Temporal):
            yield from self._temporal(formula, i, lets)
        else:
            assert isinstance(formula, TwoSided), formula
            yield from self._two_sided(formula, i, lets)

    def _predicate(self, formula: Predicate, i: int, lets: _Definitions) -> Iterator[Valuation]:
        for row in self._tuples(formula, i, lets):
            valuation: dict[str, Value] = {}
            for argument, value in zip(formula.arguments, row, strict=True):
                if isinstance(argument, Const):
                    if argument.value != value:
                        break
                else:
                    assert isinstance(argument, Var)
                    if valuation.setdefault(argument.name, value) != value:
                        break
            else:
                yield frozenset(valuation.items())

    def _tuples(self, formula: Predicate, i: int, lets: _Definitions) -> set[tuple[Value, ...]]:
        key = (formula.name, len(formula.arguments))
        if key in lets:
            let, outer = lets[key]
            names = [p.name for p in let.parameters if isinstance(p, Var)]
            found = self.satisfy(let.definition, i, outer)
            return {tuple(dict(valuation)[name] for name in names) for valuation in found}
        if formula.name in {"tp", "ts", "tpts"}:
            row = {"tp": (i,), "ts": (self._times[i],), "tpts": (i, self._times[i])}
            return {row[formula.name]}
        if calendar := calendar_of(formula.name):
            return {(add_months(self._times[i], *calendar),)}
        return self._rows.get((formula.name, i), set())

    def _and(self, formula: And, i: int, lets: _Definitions) -> Iterator[Valuation]:
        left, right = self.satisfy(formula.left, i, lets), formula.right
        negated = isinstance(right, Not)
        inner = right.body if isinstance(right, Not) else right
        if isinstance(inner, Compare | Matches):
            for valuation in left:
                yield from filtered(inner, dict(valuation), negated=negated)
        elif negated:
            others = self.satisfy(inner, i, lets)
            shared = free_variables(inner)
            yield from (v for v in left if _restrict(v, shared) not in others)
        else:
            others = self.satisfy(right, i, lets)
            yield from (v | w for v in left for w in others if _agree(v, w))

    def _temporal(self, formula: Temporal, i: int, lets: _Definitions) -> Iterator[Valuation]:
        last = len(self._times)
        reach = {
            "PREVIOUS": range(i - 1, i),
            "NEXT": range(i + 1, i + 2),
            "ONCE": range(i + 1),
            "EVENTUALLY": range(i, last),
        }[formula.operator]
        for j in reach:
            inside = 0 <= j < last
            if inside and formula.interval.contains(abs(self._times[i] - self._times[j])):
                yield from self.satisfy(formula.body, j, lets)

    def _two_sided(self, formula: TwoSided, i: int, lets: _Definitions) -> Iterator[Valuation]:
        past = formula.operator == "SINCE"
        for j in range(i + 1) if past else range(i, len(self._times)):
            if formula.interval.contains(abs(self._times[i] - self._times[j])):
                between = range(j + 1, i + 1) if past else range(i, j)
                for valuation in self.satisfy(formula.right, j, lets):
                    if all(self._holds(formula.left, k, valuation, lets) for k in between):
                        yield valuation

    def _holds(self, left: Formula, k: int, valuation: Valuation, lets: _Definitions) -> bool:
        body = left.body if isinstance(left, Not) else left
        found = _restrict(valuation, free_variables(body)) in self.satisfy(body, k, lets)
        return found != isinstance(left, Not)


def _restrict(valuation: Valuation, names: tuple[str, ...]) -> Valuation:
    return frozenset(pair for pair in valuation if pair[0] in names)


def _agree(one: Valuation, other: Valuation) -> bool:
    values = dict(one)
    return all(values.get(name, value) == value for name, value in other)


def listed(formula: Compare) -> Iterator[Valuation]:
    """Yield what satisfies a comparison on its own: ``x = 3``, or two constants."""
    sides = (formula.left, formula.right)
    for one, other in (sides, sides[::-1]):
        if isinstance(one, Var) and isinstance(other, Const):
            yield frozenset({(one.name, other.value)})
            return
    yield from (frozenset(v.items()) for v in _compared(formula, {}))


def filtered(
    formula: Compare | Matches, values: dict[str, Value], *, negated: bool
) -> Iterator[Valuation]:
    """Yield ``values`` if they satisfy the comparison (or do not), with what it binds."""
    rows = _compared(formula, values) if isinstance(formula, Compare) else _matched(formula, values)
    found = [frozenset(row.items()) for row in rows]
    if negated:
        found = [] if found else [frozenset(values.items())]
    yield from found


def _compared(formula: Compare, values: dict[str, Value]) -> Iterator[dict[str, Value]]:
    if formula.operator == "=":
        for one, other in (
            (formula.left, formula.right),
            (formula.right, formula.left),
        ):
            if isinstance(one, Var) and one.name not in values:
                value = value_of(other, values)
                if value is not None:
                    yield {**values, one.name: value}
                return
    left, right = value_of(formula.left, values), value_of(formula.right, values)
    if left is not None and right is not None and _compare(formula.operator, left, right):
        yield values


def _compare(operator: str, left: Value, right: Value) -> bool:
    if operator == "=":
        return left == right
    if operator == "SUBSTRING":
        return str(left) in str(right)
    less: bool = left < right  # type: ignore[operator]
    return less or (operator == "<=" and left == right)


def _matched(formula: Matches, values: dict[str, Value]) -> Iterator[dict[str, Value]]:
    text, pattern = value_of(formula.text, values), value_of(formula.pattern, values)
    if text is None or pattern is None:
        return
    groups = search(str(pattern), str(text))
    if groups is None:
        return
    result = dict(values)
    for position, term in enumerate(formula.groups):
        if term is None:
            continue
        group = groups[position] if position < len(groups) else None
        if isinstance(term, Var) and group is not None and term.name not in result:
            result[term.name] = group
        elif group is None or value_of(term, result) != group:
            return
    yield result
