"""Equivalences that turn more formulas into monitorable ones.

Two of them: conjuncts are put in an order in which each finds its variables bound, and what
a conjunct binds is carried into a neighbour that needs it (range restriction), so that
``p(x) AND ONCE[0,5] (NOT q(x))`` becomes
``p(x) AND ONCE[0,5] (EVENTUALLY[0,5] p(x) AND NOT q(x))``.
Every rule keeps the meaning; none adds an unbounded future.

Main path: ``candidates``, from the least changed to the most.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from servanda.rules.monitorable import filters, is_filter, refusal
from servanda.rules.normal import push_negation, without_sugar
from servanda.rules.syntax import (
    And,
    Compare,
    Const,
    Exists,
    Formula,
    Interval,
    Let,
    Matches,
    Not,
    Or,
    Predicate,
    Temporal,
    TwoSided,
    Var,
)
from servanda.rules.variables import free_variables, map_children

__all__ = ["candidates", "ordered_conjuncts", "propagate", "push_where_needed", "restricted"]

_MIRROR = {"PREVIOUS": "NEXT", "NEXT": "PREVIOUS", "ONCE": "EVENTUALLY", "EVENTUALLY": "ONCE"}


def candidates(formula: Formula) -> Iterator[Formula]:
    """Yield equivalent formulas in normal form, the simplest first."""
    plain = without_sugar(formula)
    pushed = push_negation(plain)
    yield pushed
    yield plain
    yield propagate(pushed)
    for base in (plain, push_where_needed(plain), pushed):
        in_order = ordered_conjuncts(base)
        yield in_order
        yield propagate(in_order)
        yield ordered_conjuncts(propagate(in_order))


def push_where_needed(formula: Formula) -> Formula:
    """Move NOT inwards only where its body could not be listed as it stands."""
    formula = map_children(formula, push_where_needed)
    if not isinstance(formula, Not):
        return formula
    body = formula.body
    if isinstance(body, Not):
        return body.body
    if isinstance(body, And | Or) and refusal(ordered_conjuncts(body)) is not None:
        left, right = push_where_needed(Not(body.left)), push_where_needed(Not(body.right))
        return Or(left, right) if isinstance(body, And) else And(left, right)
    return formula


def _conjuncts(formula: Formula) -> list[Formula]:
    if isinstance(formula, And):
        return _conjuncts(formula.left) + _conjuncts(formula.right)
    return [formula]


def ordered_conjuncts(formula: Formula) -> Formula:
    """Reorder every conjunction so that what binds comes before what needs it."""
    if not isinstance(formula, And):
        return map_children(formula, ordered_conjuncts)
    waiting = [ordered_conjuncts(part) for part in _conjuncts(formula)]
    first = next((p for p in waiting if refusal(p) is None), waiting[0])
    waiting.remove(first)
    result, bound = first, set(free_variables(first))
    while waiting:
        ready = next((p for p in waiting if _is_ready(p, bound)), waiting[0])
        waiting.remove(ready)
        result = And(result, ready)
        bound.update(free_variables(ready))
    return result


def _is_ready(part: Formula, bound: set[str]) -> bool:
    if is_filter(part):
        return filters(part, bound)
    if isinstance(part, Not):
        return bound.issuperset(free_variables(part))
    return refusal(part) is None


def restricted(formula: Formula) -> set[str]:  # noqa: PLR0911 - one return for each kind
    """Return the variables that ``formula`` (in normal form) can have finitely many values of."""
    if isinstance(formula, Predicate):
        return {a.name for a in formula.arguments if isinstance(a, Var)}
    if isinstance(formula, Compare):
        sides = (formula.left, formula.right)
        if formula.operator == "=" and any(isinstance(side, Const) for side in sides):
            return {side.name for side in sides if isinstance(side, Var)}
        return set()
    if isinstance(formula, Matches):
        return {g.name for g in formula.groups if isinstance(g, Var)}
    if isinstance(formula, Not):
        return set()
    if isinstance(formula, And):
        both = restricted(formula.left) | restricted(formula.right)
        right = formula.right
        if isinstance(right, Compare) and right.operator == "=" and filters(right, both):
            both |= set(free_variables(right))
        return both
    if isinstance(formula, Or):
        return restricted(formula.left) & restricted(formula.right)
    if isinstance(formula, Exists):
        return restricted(formula.body) - set(formula.variables)
    if isinstance(formula, TwoSided):
        return restricted(formula.right)
    if isinstance(formula, Let | Temporal):
        return restricted(formula.body)
    return set(free_variables(formula))


def _helps(binding: Formula, part: Formula) -> bool:
    """Whether ``binding`` restricts a variable that ``part`` leaves unrestricted."""
    lacking = set(free_variables(part)) - restricted(part)
    return bool(restricted(binding) & lacking)


def propagate(formula: Formula) -> Formula:  # noqa: PLR0911 - one return for each kind
    """Carry what the left side of AND binds into a right side that needs it."""
    if not isinstance(formula, And):
        return map_children(formula, propagate)
    left, right = formula.left, formula.right
    if isinstance(right, And) and _helps(left, right.left):
        return propagate(And(propagate(And(left, right.left)), propagate(right.right)))
    if isinstance(right, Or) and (_helps(left, right.left) or _helps(left, right.right)):
        return _into_either(left, right)
    if isinstance(right, Exists) and _helps(left, right.body):
        if not set(right.variables) & set(free_variables(left)):
            return And(left, replace(right, body=propagate(And(left, right.body))))
    elif isinstance(right, Not) and _helps(left, right.body) and not is_filter(right):
        return And(left, Not(propagate(And(left, right.body))))
    elif isinstance(right, Temporal) and _helps(left, right.body) and _may_mirror(right):
        seen = Temporal(_MIRROR[right.operator], right.interval, left)
        return And(left, replace(right, body=propagate(And(seen, right.body))))
    elif isinstance(right, TwoSided) and _may_mirror(right):
        return _into_two_sided(left, right)
    return And(propagate(left), propagate(right))


def _into_either(left: Formula, right: Or) -> Formula:
    """Put what binds before both sides; all of ``left`` only if no part of it will do.

    A chain of alternatives would double ``left`` with each link.
    """
    wanted = restricted(left) & set(free_variables(right))
    guard: Formula | None = None
    for part in _conjuncts(left):
        bound = set() if guard is None else restricted(guard)
        if (restricted(part) & wanted) - bound and refusal(part) is None:
            guard = part if guard is None else And(guard, part)
    if guard is None or guard == left or wanted - restricted(guard):
        return Or(propagate(And(left, right.left)), propagate(And(left, right.right)))
    sides = propagate(And(guard, right.left)), propagate(And(guard, right.right))
    return And(propagate(left), Or(*sides))


def _may_mirror(formula: Temporal | TwoSided) -> bool:
    """Mirroring an unbounded past would need an unbounded future."""
    return formula.operator in {"PREVIOUS", "NEXT"} or formula.interval.most is not None


def _into_two_sided(left: Formula, right: TwoSided) -> Formula:
    mirror = "EVENTUALLY" if right.operator == "SINCE" else "ONCE"
    if _helps(left, right.right):
        seen = Temporal(mirror, right.interval, left)
        return And(left, replace(right, right=propagate(And(seen, right.right))))
    if _helps(left, right.left):
        whole = Interval(0, right.interval.high, high_open=right.interval.high_open)
        seen = Temporal(mirror, whole, left)
        return And(left, replace(right, left=propagate(And(seen, right.left))))
    return And(propagate(left), propagate(right))
