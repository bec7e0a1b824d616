"""Which variables a formula leaves free, in the order MonPoly prints them.

The order is that of first occurrence, except that SINCE and UNTIL count their right
side first and an aggregation its result, then its group.

Main path: ``free_variables``.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import replace

from servanda.rules.syntax import (
    Aggregate,
    And,
    Compare,
    Equiv,
    Exists,
    Forall,
    Formula,
    Implies,
    Let,
    Matches,
    Not,
    Or,
    Predicate,
    Temporal,
    Term,
    TwoSided,
    Var,
)

__all__ = ["children", "free_variables", "map_children", "ordered", "term_variables"]


def ordered(names: Iterable[str]) -> tuple[str, ...]:
    """Return the names without repetitions, in order of first occurrence."""
    return tuple(dict.fromkeys(names))


def term_variables(term: Term | None) -> tuple[str, ...]:
    """Return the variables of a term, in order of first occurrence."""
    if isinstance(term, Var):
        return (term.name,)
    if term is None or not hasattr(term, "arguments"):
        return ()
    return ordered(name for part in term.arguments for name in term_variables(part))


def children(formula: Formula) -> tuple[Formula, ...]:
    """Return the direct subformulas."""
    if isinstance(formula, And | Or | Implies | Equiv | TwoSided):
        return (formula.left, formula.right)
    if isinstance(formula, Not | Exists | Forall | Aggregate | Temporal):
        return (formula.body,)
    if isinstance(formula, Let):
        return (formula.definition, formula.body)
    return ()


def map_children(formula: Formula, change: Callable[[Formula], Formula]) -> Formula:
    """Return ``formula`` with ``change`` applied to each direct subformula."""
    if isinstance(formula, And | Or | Implies | Equiv | TwoSided):
        return replace(formula, left=change(formula.left), right=change(formula.right))
    if isinstance(formula, Not | Exists | Forall | Aggregate | Temporal):
        return replace(formula, body=change(formula.body))
    if isinstance(formula, Let):
        return replace(formula, definition=change(formula.definition), body=change(formula.body))
    return formula


def free_variables(formula: Formula) -> tuple[str, ...]:  # noqa: PLR0911 - one return for each kind
    """Return the free variables in MonPoly's order.

    >>> from servanda.rules.parser import parse_formula
    >>> free_variables(parse_formula("p(z, y) SINCE q(x, y, z)"))
    ('x', 'y', 'z')
    >>> free_variables(parse_formula("n <- CNT x; y EXISTS z. q(x, y, z)"))
    ('n', 'y')
    """
    if isinstance(formula, Predicate):
        # Arguments that are arithmetic bind nothing, so they come after those that do.
        plain = [a.name for a in formula.arguments if isinstance(a, Var)]
        return ordered(plain + [n for a in formula.arguments for n in term_variables(a)])
    if isinstance(formula, Compare):
        return ordered(term_variables(formula.left) + term_variables(formula.right))
    if isinstance(formula, Matches):
        terms = (formula.text, formula.pattern, *formula.groups)
        return ordered(name for term in terms for name in term_variables(term))
    if isinstance(formula, Aggregate):
        return ordered((formula.result, *formula.group))
    if isinstance(formula, Exists | Forall):
        return tuple(v for v in free_variables(formula.body) if v not in formula.variables)
    if isinstance(formula, Let):
        return free_variables(formula.body)
    if isinstance(formula, TwoSided):
        return ordered(free_variables(formula.right) + free_variables(formula.left))
    return ordered(name for child in children(formula) for name in free_variables(child))
