"""Which formulas can be listed: the rule MonPoly refuses by, with what to write instead.

A formula is monitorable when, bottom up, each part has finitely many satisfying
valuations that are known when they are needed: predicates bind variables; comparisons
and negations only filter what is bound already. The check is made on the normal form
(``normal``); ``rewriting`` may have helped before.

Main path: ``refusal``, which returns ``None`` for a monitorable formula.
"""

from __future__ import annotations

from servanda.base.record import record
from servanda.rules.printing import to_text
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
    Var,
)
from servanda.rules.variables import free_variables, term_variables

__all__ = ["Refusal", "filters", "is_filter", "refusal"]


@record(frozen=True, slots=True)
class Refusal:
    """Why a formula cannot be monitored: the subformula, the reason, the way out."""

    subformula: Formula
    reason: str
    instead: str


def is_filter(formula: Formula) -> bool:
    """Whether the formula is a comparison or a negated one, which binds at most a new name."""
    inner = formula.body if isinstance(formula, Not) else formula
    return isinstance(inner, Compare | Matches)


def filters(formula: Formula, bound: set[str]) -> bool:
    """Whether a comparison can be evaluated when the variables ``bound`` have values."""
    if isinstance(formula, Compare) and formula.operator == "=":
        for one, other in ((formula.left, formula.right), (formula.right, formula.left)):
            if isinstance(one, Var) and bound.issuperset(term_variables(other)):
                return True
    if isinstance(formula, Matches):
        needed = [formula.text, formula.pattern]
        needed += [g for g in formula.groups if g is not None and not isinstance(g, Var)]
        return all(bound.issuperset(term_variables(term)) for term in needed)
    return bound.issuperset(free_variables(formula))


def refusal(formula: Formula) -> Refusal | None:  # noqa: PLR0911 - one return for each kind
    """Return why ``formula`` (in normal form) cannot be monitored, ``None`` if it can."""
    if isinstance(formula, Compare | Matches):
        return _comparison(formula)
    if isinstance(formula, Predicate):
        return _predicate(formula)
    if isinstance(formula, Not):
        return _negation(formula)
    if isinstance(formula, And):
        return _conjunction(formula)
    if isinstance(formula, Or):
        return _disjunction(formula)
    if isinstance(formula, TwoSided):
        return _two_sided(formula)
    if isinstance(formula, Let):
        return refusal(formula.definition) or refusal(formula.body)
    assert isinstance(formula, Exists | Aggregate | Temporal), formula
    return refusal(formula.body)


def _plain(*terms: Term) -> bool:
    return all(isinstance(term, Var | Const) for term in terms)


def _comparison(formula: Compare | Matches) -> Refusal | None:
    if isinstance(formula, Compare) and formula.operator == "=":
        sides = (formula.left, formula.right)
        if _plain(*sides) and any(isinstance(side, Const) for side in sides):
            return None
    names = ", ".join(free_variables(formula))
    what = f"gives values to {names}" if names else "says at which time-points to look"
    return Refusal(
        formula,
        "a comparison alone cannot be listed: it filters values, it does not find them",
        f"join it with something that {what}: p({names}) AND {to_text(formula)}",
    )


def _predicate(formula: Predicate) -> Refusal | None:
    if _plain(*formula.arguments):
        return None
    return Refusal(
        formula,
        "an argument of a predicate has to be a variable or a constant",
        f"bind the value and compare it: EXISTS v. ({formula.name}(..., v, ...) AND v = ...)",
    )


def _negation(formula: Not) -> Refusal | None:
    body = formula.body
    if isinstance(body, Compare) and body.operator == "=":
        if body.left == body.right and isinstance(body.left, Var):
            return None
        if isinstance(body.left, Const) and isinstance(body.right, Const):
            return None
    names = ", ".join(free_variables(body))
    if not names:
        return refusal(body)
    return Refusal(
        formula,
        f"{to_text(formula)} alone cannot be listed: too many values of {names} satisfy it",
        f"join it with something that binds {names}: q({names}) AND {to_text(formula)}",
    )


def _conjunction(formula: And) -> Refusal | None:
    left = refusal(formula.left)
    if left is not None:
        return left
    bound = set(free_variables(formula.left))
    right = formula.right
    missing = ", ".join(v for v in free_variables(right) if v not in bound)
    if is_filter(right):
        if filters(right, bound):
            return None
        return Refusal(
            formula,
            f"{to_text(right)} needs a value of {missing}, which the left side does not bind",
            f"bind {missing} on the left, or write {missing} = <term over what is bound>",
        )
    if isinstance(right, Not):
        if not missing:
            return refusal(right.body)
        return Refusal(
            formula,
            f"{to_text(right)} has the variable {missing}, which the left side does not bind",
            f"quantify it, NOT (EXISTS {missing}. ...), or bind {missing} on the left",
        )
    return refusal(right)


def _disjunction(formula: Or) -> Refusal | None:
    left, right = set(free_variables(formula.left)), set(free_variables(formula.right))
    if left != right:
        names = ", ".join(sorted(left ^ right))
        return Refusal(
            formula,
            f"both sides of OR need the same variables; {names} is on one side only",
            f"quantify {names} on its side with EXISTS, or bind it on the other side too",
        )
    return refusal(formula.left) or refusal(formula.right)


def _two_sided(formula: TwoSided) -> Refusal | None:
    right = refusal(formula.right)
    if right is not None:
        return right
    bound = set(free_variables(formula.right))
    missing = ", ".join(v for v in free_variables(formula.left) if v not in bound)
    if missing:
        return Refusal(
            formula,
            f"the left side of {formula.operator} has the variable {missing}, "
            "which the right side does not bind",
            f"quantify it on the left with EXISTS {missing}., or bind it on the right",
        )
    left = formula.left
    return refusal(left.body if isinstance(left, Not) else left)
