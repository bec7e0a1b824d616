"""Values put in the place of free variables.

Main path: ``with_values``.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from servanda.rules.syntax import (
    Aggregate,
    Apply,
    Compare,
    Const,
    Exists,
    Forall,
    Formula,
    Let,
    Matches,
    Predicate,
    Term,
    Value,
    Var,
)
from servanda.rules.variables import map_children

__all__ = ["with_values"]


def with_values(  # noqa: PLR0911 - one return for each kind
    formula: Formula, values: Mapping[str, Value]
) -> Formula:
    """Return ``formula`` with each free variable that has a value replaced by it.

    The result and the group of an aggregation keep their names.

    >>> from servanda.rules.parser import parse_formula
    >>> from servanda.rules.printing import to_text
    >>> to_text(with_values(parse_formula("p(x) AND EXISTS x. q(x, y)"), {"x": 1, "y": "a"}))
    'p(1) AND (EXISTS x. q(x, "a"))'
    """
    if isinstance(formula, Predicate):
        arguments = tuple(_term(argument, values) for argument in formula.arguments)
        return replace(formula, arguments=arguments)
    if isinstance(formula, Compare):
        left, right = _term(formula.left, values), _term(formula.right, values)
        return replace(formula, left=left, right=right)
    if isinstance(formula, Matches):
        groups = tuple(None if g is None else _term(g, values) for g in formula.groups)
        text, pattern = _term(formula.text, values), _term(formula.pattern, values)
        return replace(formula, text=text, pattern=pattern, groups=groups)
    if isinstance(formula, Exists | Forall):
        inside = {name: v for name, v in values.items() if name not in formula.variables}
        return replace(formula, body=with_values(formula.body, inside))
    if isinstance(formula, Aggregate):
        return formula
    if isinstance(formula, Let):
        return replace(formula, body=with_values(formula.body, values))
    return map_children(formula, lambda child: with_values(child, values))


def _term(term: Term, values: Mapping[str, Value]) -> Term:
    if isinstance(term, Var):
        return _constant(values[term.name]) if term.name in values else term
    if isinstance(term, Apply):
        return replace(term, arguments=tuple(_term(part, values) for part in term.arguments))
    return term


def _constant(value: Value) -> Const:
    kind = {int: "int", float: "float", str: "string"}[type(value)]
    return Const(value, kind)
