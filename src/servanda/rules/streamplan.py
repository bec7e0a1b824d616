"""From a formula to the operators that follow it along a stream.

Each subformula becomes one operator, or two; what is written twice is computed once. Which
operator depends on whether its inputs are points or last (``streamflow``).

Main path: ``plan``.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from servanda.rules.calendars import add_months, calendar_of
from servanda.rules.checks import Checked
from servanda.rules.streamflow import Operator, Row, Stream, projection
from servanda.rules.streamgroup import Group, GroupLasting
from servanda.rules.streamset import (
    Begin,
    Complement,
    Constant,
    Join,
    JoinLasting,
    Map,
    Project,
    ProjectLasting,
    Union,
    UnionLasting,
    Without,
    WithoutLasting,
    columns_of_join,
)
from servanda.rules.streamsince import Since
from servanda.rules.streamterm import columns_after, row_filter, row_match
from servanda.rules.streamuntil import Shift, Until
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
    Var,
)
from servanda.rules.variables import free_variables

__all__ = ["Plan", "Source", "built_in", "plan"]

_Key = tuple[str, int]
_Scope = Mapping[_Key, Stream]


class Source(Operator):
    """The events of one predicate, or the time-stamps; ``give`` is called from outside."""


@dataclass(slots=True)
class Plan:
    """Operators in an order in which each comes after its inputs.

    Attributes:
        operators: All of them, sources aside.
        sources: By name of predicate; ``tp``, ``ts`` and ``tpts`` are built in.
        clock: The time-stamps.
        answer: The stream of the whole formula.
        answers: The queue that collects its items.
    """

    operators: list[Operator]
    sources: dict[str, Source]
    clock: Source
    answer: Stream
    answers: deque[Any] = field(default_factory=deque)


def plan(checked: Checked) -> Plan:
    """Return the operators for a checked formula."""
    planner = _Planner()
    answer = planner.stream(checked.core, {})
    result = Plan(planner.operators, planner.sources, planner.clock, answer)
    answer.source.outputs.append(result.answers)
    return result


class _Planner:
    """Makes each operator once."""

    def __init__(self) -> None:
        self.operators: list[Operator] = []
        self.sources: dict[str, Source] = {}
        self.clock = Source()
        self._time = Stream(self.clock, (), lasting=False)
        self._made: dict[tuple[Any, ...], Operator] = {}

    def _operator(self, make: Any, inputs: tuple[Stream, ...], *key: Any, **options: Any) -> Any:
        """Return the operator that ``make`` gives, or an equal one made before."""
        known = (make, inputs, key, *options.items())
        if known not in self._made:
            operator: Operator = make(*key, **options)
            for stream in inputs:
                queue: deque[Any] = deque()
                operator.inputs.append(queue)
                stream.source.outputs.append(queue)
            self.operators.append(operator)
            self._made[known] = operator
        return self._made[known]

    def stream(self, formula: Formula, scope: _Scope) -> Stream:  # noqa: PLR0911
        """Return the stream of a formula."""
        if isinstance(formula, Predicate):
            return self._predicate(formula, scope)
        if isinstance(formula, Compare):
            return self._constant(formula)
        if isinstance(formula, Not):
            return self._not(formula, scope)
        if isinstance(formula, And):
            return self._and(self.stream(formula.left, scope), formula.right, scope)
        if isinstance(formula, Or):
            return self._or(self.stream(formula.left, scope), self.stream(formula.right, scope))
        if isinstance(formula, Exists):
            return self._exists(formula, self.stream(formula.body, scope))
        if isinstance(formula, Aggregate):
            return self._aggregate(formula, self.stream(formula.body, scope))
        if isinstance(formula, Let):
            return self._let(formula, scope)
        if isinstance(formula, Temporal):
            return self._temporal(formula, self.stream(formula.body, scope))
        assert isinstance(formula, TwoSided), formula
        return self._two_sided(formula, scope)

    def _predicate(self, formula: Predicate, scope: _Scope) -> Stream:
        key = (formula.name, len(formula.arguments))
        base = scope.get(key)
        if base is None:
            source = self.sources.setdefault(formula.name, Source())
            base = Stream(source, (), lasting=False)
        columns, match = row_match(formula.arguments)
        if match is None:
            return Stream(base.source, columns, base.lasting)
        bare = Stream(base.source, (), base.lasting)
        operator = self._operator(_match, (bare,), _shape(formula, columns), lasting=base.lasting)
        return Stream(operator, columns, base.lasting)

    def _constant(self, formula: Compare) -> Stream:
        for one, other in ((formula.left, formula.right), (formula.right, formula.left)):
            if isinstance(one, Var) and isinstance(other, Const):
                rows = ((other.value,),)
                constant = self._operator(_constant, (self._time,), rows, _types(rows))
                return Stream(constant, (one.name,), lasting=True)
        holds = row_filter(formula, ())(()) is not None
        rows_ = ((),) if holds else ()
        return Stream(self._operator(_constant, (self._time,), rows_, ""), (), lasting=True)

    def _not(self, formula: Not, scope: _Scope) -> Stream:
        names = free_variables(formula)
        if names:  # NOT x = x
            return Stream(self._operator(_constant, (self._time,), (), ""), names, lasting=True)
        body = self.stream(formula.body, scope)
        operator = self._operator(Complement, (body,), lasting=body.lasting)
        return Stream(operator, (), body.lasting)

    def _and(self, left: Stream, right: Formula, scope: _Scope) -> Stream:
        negated = isinstance(right, Not)
        inner = right.body if isinstance(right, Not) else right
        if isinstance(inner, Compare | Matches):
            columns = left.columns if negated else columns_after(inner, left.columns)
            function = row_filter(inner, left.columns, negated=negated)
            operator = self._operator(Map, (left,), function, lasting=left.lasting)
            return Stream(operator, columns, left.lasting)
        narrow = self._narrowed(left, inner, scope)
        if narrow is not None:
            return self._without(left, self._onto(narrow, left.columns)) if negated else narrow
        other = self.stream(inner, scope)
        return self._without(left, other) if negated else self._join(left, other)

    def _narrowed(self, left: Stream, inner: Formula, scope: _Scope) -> Stream | None:
        """Return ``left AND inner`` where inner, alone, would pair this moment with everything.

        ``EXISTS now. ts(now) AND ONCE (...) AND ...`` shares its variables with the left side, so
        they come first and the lasting part is only looked up. (Months are written so.)
        """
        if left.lasting or not isinstance(inner, Exists):
            return None
        first, *rest = _conjuncts(inner.body)
        is_moment = isinstance(first, Predicate) and built_in(first.name) is not None
        if not is_moment or set(inner.variables).intersection(left.columns):
            return None
        stream = self._join(left, self.stream(first, scope))
        for part in rest:
            stream = self._and(stream, part, scope)
        return self._exists(inner, stream)

    def _onto(self, stream: Stream, columns: tuple[str, ...]) -> Stream:
        if stream.columns == columns:
            return stream
        make = ProjectLasting if stream.lasting else Project
        operator = self._operator(make, (stream,), stream, columns)
        return Stream(operator, columns, stream.lasting)

    def _join(self, left: Stream, right: Stream) -> Stream:
        if left.lasting and right.lasting:
            operator = self._operator(JoinLasting, (left, right), left, right)
            return Stream(operator, columns_of_join(left, right), lasting=True)
        if left.lasting:
            left, right = right, left
        operator = self._operator(Join, (left, right), left, right)
        return Stream(operator, columns_of_join(left, right), lasting=False)

    def _without(self, left: Stream, right: Stream) -> Stream:
        if left.lasting:
            right = self._lasting(right)
            operator = self._operator(WithoutLasting, (left, right), left, right)
        else:
            operator = self._operator(Without, (left, right), left, right)
        return Stream(operator, left.columns, left.lasting)

    def _or(self, left: Stream, right: Stream) -> Stream:
        if not left.lasting and not right.lasting:
            operator = self._operator(Union, (left, right), left, right)
            return Stream(operator, left.columns, lasting=False)
        left, right = self._lasting(left), self._lasting(right)
        operator = self._operator(UnionLasting, (left, right), left, right)
        return Stream(operator, left.columns, lasting=True)

    def _lasting(self, stream: Stream) -> Stream:
        if stream.lasting:
            return stream
        bare = Stream(stream.source, (), lasting=False)
        return Stream(self._operator(Begin, (bare,)), stream.columns, lasting=True)

    def _exists(self, formula: Exists, body: Stream) -> Stream:
        return self._onto(body, tuple(c for c in body.columns if c not in formula.variables))

    def _aggregate(self, formula: Aggregate, body: Stream) -> Stream:
        make = GroupLasting if body.lasting else Group
        operator = self._operator(make, (body,), body, formula)
        return Stream(operator, (formula.result, *formula.group), body.lasting)

    def _let(self, formula: Let, scope: _Scope) -> Stream:
        definition = self.stream(formula.definition, scope)
        names = tuple(p.name for p in formula.parameters if isinstance(p, Var))
        if names != definition.columns:
            order = projection(definition.columns, names)
            options = {"lasting": definition.lasting}
            operator = self._operator(Map, (definition,), order, **options)
            definition = Stream(operator, names, definition.lasting)
        return self.stream(formula.body, {**scope, (formula.name, len(names)): definition})

    def _temporal(self, formula: Temporal, body: Stream) -> Stream:
        interval = formula.interval
        if formula.operator in {"PREVIOUS", "NEXT"}:
            forwards = formula.operator == "NEXT"
            inputs = (self._time, body)
            operator = self._operator(Shift, inputs, interval, body, forwards=forwards)
            return Stream(operator, body.columns, body.lasting)
        if formula.operator == "ONCE":
            inputs = (body, self._time)
            operator = self._operator(Since, inputs, interval, body, None, negated=False)
        else:
            inputs = (self._time, body)
            operator = self._operator(Until, inputs, interval, body, None, negated=False)
        return Stream(operator, body.columns, lasting=True)

    def _two_sided(self, formula: TwoSided, scope: _Scope) -> Stream:
        negated = isinstance(formula.left, Not)
        inner = formula.left.body if isinstance(formula.left, Not) else formula.left
        right, left = self.stream(formula.right, scope), self._lasting(self.stream(inner, scope))
        past = formula.operator == "SINCE"
        inputs = (right, self._time, left) if past else (self._time, right, left)
        operator = self._operator(
            Since if past else Until, inputs, formula.interval, right, left, negated=negated
        )
        return Stream(operator, right.columns, lasting=True)


def _conjuncts(formula: Formula) -> list[Formula]:
    parts = []
    while isinstance(formula, And):
        parts.append(formula.right)
        formula = formula.left
    return [formula, *reversed(parts)]


def built_in(name: str) -> Callable[[int, int], Row] | None:
    """Return the row of a built-in predicate at a time-point and its time-stamp.

    >>> built_in("tpts")(3, 1700000000)
    (3, 1700000000)
    """
    calendar = calendar_of(name)
    if calendar is None:
        return _BUILT_IN.get(name)
    months, zone = calendar
    return lambda _tp, time: (add_months(time, months, zone),)


_BUILT_IN: dict[str, Callable[[int, int], Row]] = {
    "tp": lambda tp, _time: (tp,),
    "ts": lambda _tp, time: (time,),
    "tpts": lambda tp, time: (tp, time),
}


def _shape(formula: Predicate, columns: tuple[str, ...]) -> tuple[Any, ...]:
    """Constants with their types, and variables by number: equal shapes match alike."""
    return tuple(
        (a.value, a.type) if isinstance(a, Const) else columns.index(a.name)
        for a in formula.arguments
        if isinstance(a, Const | Var)
    )


def _match(shape: tuple[Any, ...], *, lasting: bool) -> Map:
    terms = [Const(*p) if isinstance(p, tuple) else Var(str(p)) for p in shape]
    _, function = row_match(terms)
    assert function is not None
    return Map(function, lasting=lasting)


def _types(rows: tuple[tuple[Any, ...], ...]) -> str:
    return " ".join(type(value).__name__ for row in rows for value in row)


def _constant(rows: tuple[tuple[Any, ...], ...], _kind: str) -> Constant:
    return Constant(list(rows))
