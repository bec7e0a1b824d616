"""The normal forms MonPoly brings a formula into before it asks whether it can monitor it.

IMPLIES, EQUIV, FORALL, ALWAYS and PAST_ALWAYS are written with NOT, AND, OR, EXISTS, EVENTUALLY
and ONCE; terms without variables are computed; negations move inwards.
Each step keeps the meaning at every time-point.

Main path: ``without_sugar``, then ``push_negation``.
"""

from __future__ import annotations

from dataclasses import replace

from servanda.rules.syntax import (
    And,
    Apply,
    Compare,
    Const,
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
)
from servanda.rules.terms import evaluate
from servanda.rules.typecheck import CONVERSIONS
from servanda.rules.variables import free_variables, map_children, term_variables

__all__ = ["push_negation", "without_sugar"]


def without_sugar(formula: Formula) -> Formula:  # noqa: PLR0911 - one return for each kind
    """Return the formula over constants, NOT, AND, OR, EXISTS and the six basic operators."""
    if isinstance(formula, Implies):
        return Or(_negated(formula.left), without_sugar(formula.right))
    if isinstance(formula, Equiv):
        return And(
            Or(_negated(formula.left), without_sugar(formula.right)),
            Or(without_sugar(formula.left), _negated(formula.right)),
        )
    if isinstance(formula, Forall):
        return Not(without_sugar(Exists(formula.variables, Not(formula.body))))
    if isinstance(formula, Temporal) and formula.operator in {"ALWAYS", "PAST_ALWAYS"}:
        dual = "EVENTUALLY" if formula.operator == "ALWAYS" else "ONCE"
        return Not(replace(formula, operator=dual, body=_negated(formula.body)))
    if isinstance(formula, Exists):
        body = without_sugar(formula.body)
        used = tuple(v for v in formula.variables if v in free_variables(body))
        return Exists(used, body, place=formula.place) if used else body
    if isinstance(formula, Predicate):
        return replace(formula, arguments=tuple(map(_folded, formula.arguments)))
    if isinstance(formula, Compare):
        return replace(formula, left=_folded(formula.left), right=_folded(formula.right))
    if isinstance(formula, Matches):
        return replace(formula, text=_folded(formula.text), pattern=_folded(formula.pattern))
    return map_children(formula, without_sugar)


def _negated(formula: Formula) -> Formula:
    inner = without_sugar(formula)
    return inner.body if isinstance(inner, Not) else Not(inner)


def _folded(term: Term) -> Term:
    if not isinstance(term, Apply) or term_variables(term):
        return term
    value = evaluate(term, {})
    return term if value is None else Const(value, _type(term))


def _type(term: Term) -> str:
    while isinstance(term, Apply):
        if term.function in CONVERSIONS:
            return CONVERSIONS[term.function][1]
        term = term.arguments[0]
    assert isinstance(term, Const)
    return term.type


def push_negation(formula: Formula) -> Formula:
    """Return the formula with NOT moved through NOT, AND, OR and LET."""
    if isinstance(formula, Not):
        inner = formula.body
        if isinstance(inner, Not):
            return push_negation(inner.body)
        if isinstance(inner, And):
            return Or(push_negation(Not(inner.left)), push_negation(Not(inner.right)))
        if isinstance(inner, Or):
            return And(push_negation(Not(inner.left)), push_negation(Not(inner.right)))
        if isinstance(inner, Let):
            return replace(inner, body=push_negation(Not(inner.body)))
    return map_children(formula, push_negation)
