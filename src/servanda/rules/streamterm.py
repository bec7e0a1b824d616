"""Comparisons and patterns as functions of a row, for the streaming monitor.

They mean what ``reference`` says they mean: an equation with one new variable binds it, a term
without a value satisfies nothing.

Main path: ``row_filter``.
"""

from __future__ import annotations

import math
import operator
from collections.abc import Callable, Sequence

from servanda.rules.streamflow import Row
from servanda.rules.syntax import Compare, Const, Matches, Term, Value, Var
from servanda.rules.terms import evaluate, search
from servanda.rules.variables import free_variables

__all__ = ["columns_after", "row_filter", "row_match"]

_Function = Callable[[Row], Row | None]
_Get = Callable[[Row], Value | None]


def columns_after(formula: Compare | Matches, columns: tuple[str, ...]) -> tuple[str, ...]:
    """Return the columns of a row that passed: those it had, then what the formula binds."""
    return (*columns, *(name for name in free_variables(formula) if name not in columns))


def row_match(arguments: Sequence[Term]) -> tuple[tuple[str, ...], _Function | None]:
    """Return the columns of a predicate's arguments, and how its rows become such rows.

    The function is ``None`` where rows stay as they are.
    """
    constants: list[tuple[int, Value]] = []
    first: dict[str, int] = {}
    same: list[tuple[int, int]] = []
    for position, term in enumerate(arguments):
        if isinstance(term, Const):
            constants.append((position, term.value))
        else:
            assert isinstance(term, Var)
            if first.setdefault(term.name, position) != position:
                same.append((first[term.name], position))
    positions = tuple(first.values())
    if not constants and not same:
        return tuple(first), None

    def match(row: Row) -> Row | None:
        for position, value in constants:
            if row[position] != value:
                return None
        for one, other in same:
            if row[one] != row[other]:
                return None
        return tuple(row[position] for position in positions)

    return tuple(first), match


def row_filter(
    formula: Compare | Matches, columns: tuple[str, ...], *, negated: bool = False
) -> _Function:
    """Return the function that gives the row of a formula's variables, ``None`` if it fails."""
    plain = _compared(formula, columns) if isinstance(formula, Compare) else None
    apply = plain or _matched(formula, columns)
    if negated:
        return lambda row: row if apply(row) is None else None
    return apply


def _value(term: Term, columns: tuple[str, ...]) -> _Get:
    if isinstance(term, Var):
        return operator.itemgetter(columns.index(term.name))
    if isinstance(term, Const):
        constant = term.value
        return lambda _row: constant

    def compute(row: Row) -> Value | None:
        value = evaluate(term, dict(zip(columns, row, strict=True)))
        if value != value:  # noqa: PLR0124 - all that is not a number is one value
            return math.nan
        return value

    return compute


def _compared(formula: Compare, columns: tuple[str, ...]) -> _Function:
    if formula.operator == "=":
        sides = (formula.left, formula.right)
        for one, other in (sides, sides[::-1]):
            if isinstance(one, Var) and one.name not in columns:
                return _bound(_value(other, columns))
    left, right = _value(formula.left, columns), _value(formula.right, columns)
    test = _TESTS[formula.operator]

    def keep(row: Row) -> Row | None:
        one, other = left(row), right(row)
        return row if one is not None and other is not None and test(one, other) else None

    return keep


def _bound(get: _Get) -> _Function:
    def bind(row: Row) -> Row | None:
        value = get(row)
        return None if value is None else (*row, value)

    return bind


def _substring(part: Value, whole: Value) -> bool:
    return str(part) in str(whole)


_TESTS: dict[str, Callable[[Value, Value], bool]] = {
    "=": operator.eq,
    "<": operator.lt,
    "<=": operator.le,
    "SUBSTRING": _substring,
}


def _matched(formula: Compare | Matches, columns: tuple[str, ...]) -> _Function:
    assert isinstance(formula, Matches)
    after = columns_after(formula, columns)

    def match(row: Row) -> Row | None:
        values = dict(zip(columns, row, strict=True))
        text, pattern = evaluate(formula.text, values), evaluate(formula.pattern, values)
        groups = None if text is None or pattern is None else search(str(pattern), str(text))
        if groups is None or not _groups(formula, groups, values):
            return None
        return tuple(values[name] for name in after)

    return match


def _groups(formula: Matches, groups: tuple[str | None, ...], values: dict[str, Value]) -> bool:
    """Compare or bind what the pattern found; ``values`` gains what it binds."""
    for position, term in enumerate(formula.groups):
        if term is None:
            continue
        group = groups[position] if position < len(groups) else None
        if isinstance(term, Var) and group is not None and term.name not in values:
            values[term.name] = group
        elif group is None or evaluate(term, values) != group:
            return False
    return True
