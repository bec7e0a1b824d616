"""Whether a formula can be evaluated, and the form in which it will be.

In this order: well-formedness (intervals, LET, aggregations), types, bounded future,
monitorability. A refusal names the subformula, says why, and what to write instead.
Nothing is evaluated here.

Main path: ``check`` -> ``Checked``.
"""

from __future__ import annotations

from collections.abc import Iterator

from servanda.base.errors import FormulaError, Place, Problem
from servanda.base.record import record
from servanda.rules.calendars import with_calendars, without_months
from servanda.rules.monitorable import Refusal, refusal
from servanda.rules.printing import to_text
from servanda.rules.rewriting import candidates
from servanda.rules.signature import Signature
from servanda.rules.syntax import (
    Aggregate,
    Equiv,
    Formula,
    Interval,
    Let,
    Not,
    Temporal,
    TwoSided,
    Var,
)
from servanda.rules.typecheck import infer_types
from servanda.rules.variables import children, free_variables

__all__ = ["MAX_DISTANCE", "MAX_SIZE", "Checked", "check"]

MAX_DISTANCE = 2**60
"""Longest interval bound, in time-stamp units."""


_LONGEST = 200  # characters of a subformula in a message
MAX_SIZE = 5000
"""Most parts of a formula, each EQUIV counted as often as it has to be written out."""


@record(frozen=True, slots=True)
class Checked:
    """A formula that is well formed, typed and monitorable.

    Attributes:
        formula: As given (negated if so asked).
        core: The equivalent formula that is evaluated.
        signature: The predicates it may mention.
        free_variables: In MonPoly's output order.
        types: The type of each of them, in the same order.
    """

    formula: Formula
    core: Formula
    signature: Signature
    free_variables: tuple[str, ...]
    types: tuple[str, ...]


def check(formula: Formula, signature: Signature, *, negate: bool = False) -> Checked:
    """Decide whether ``formula`` can be evaluated and how.

    Args:
        formula: What ``parse_formula`` returned.
        signature: Predicates and their types.
        negate: Evaluate NOT ``formula``: write the policy, get its violations.

    Raises:
        FormulaError: It is ill-formed, ill-typed, or cannot be monitored.

    >>> from servanda.rules.parser import parse_formula
    >>> from servanda.rules.signature import parse_signature
    >>> signature = parse_signature("p(int) q(int)")
    >>> check(parse_formula("p(x) IMPLIES q(x)"), signature, negate=True).free_variables
    ('x',)
    >>> print(_message(lambda: check(parse_formula("NOT p(x)"), signature)))
    <formula>:1:1: this formula cannot be monitored
        NOT p(x)
      why it matters: NOT p(x) alone cannot be listed: too many values of x satisfy it
      expected: join it with something that binds x: q(x) AND NOT p(x)
    """
    if negate:
        formula = Not(formula, place=formula.place)
    if _size(formula) > MAX_SIZE:
        raise _error(
            formula,
            f"this formula has more than {MAX_SIZE} parts once EQUIV is written out",
            "each EQUIV doubles what it compares, so a chain of them grows without bound",
            "LET to give the compared parts a name",
        )
    for part in _subformulas(formula):
        _well_formed(part)
    types, formula = infer_types(formula, signature)
    for part in _subformulas(formula):
        _bounded(part)
    core = _monitorable(without_months(formula))
    names = free_variables(formula)
    signature = with_calendars(core, signature)
    return Checked(formula, core, signature, names, tuple(types[name] for name in names))


def _size(formula: Formula) -> int:
    below = sum(_size(child) for child in children(formula))
    return 1 + (2 * below if isinstance(formula, Equiv) else below)


def _message(call: object) -> str:
    """Return the message of the FormulaError that ``call`` raises (for doctests)."""
    assert callable(call)
    try:
        call()
    except FormulaError as error:
        return str(error)
    return ""


def _subformulas(formula: Formula) -> Iterator[Formula]:
    yield formula
    for child in children(formula):
        yield from _subformulas(child)


def _error(formula: Formula, message: str, why: str, expected: str) -> FormulaError:
    place = formula.place or Place("<formula>")
    text = to_text(formula)
    excerpt = text if len(text) <= _LONGEST else f"{text[:_LONGEST]} ..."
    return FormulaError(str(Problem(place, message, excerpt, expected, why=why)))


def _well_formed(formula: Formula) -> None:
    if isinstance(formula, Temporal | TwoSided):
        _interval(formula, formula.interval)
    elif isinstance(formula, Let):
        _let(formula)
    elif isinstance(formula, Aggregate):
        _aggregate(formula)


def _interval(formula: Formula, interval: Interval) -> None:
    if not interval.is_well_formed:
        raise _error(
            formula,
            "this interval is negative or empty",
            "no two time-points have such a distance, so the formula says nothing",
            "bounds from 0 upwards, the smaller one first: [0,7d]",
        )
    if max(interval.low, interval.high or 0) >= MAX_DISTANCE:
        raise _error(
            formula,
            "this interval is too long",
            f"distances are whole numbers below {MAX_DISTANCE}",
            "a shorter bound, or * for no bound",
        )


def _let(formula: Let) -> None:
    if formula.past:
        raise _error(
            formula,
            "LETPAST is not supported",
            "a definition that refers to its own past cannot become one relational query",
            "LET with SINCE or ONCE instead of the recursion",
        )
    names = [p.name for p in formula.parameters if isinstance(p, Var)]
    free = free_variables(formula.definition)
    is_list = len(names) == len(formula.parameters) == len(set(names))
    if not is_list or set(names) != set(free):
        raise _error(
            formula,
            f"the parameters of LET {formula.name} are not the free variables of its definition",
            "each use of the name has to give a value to each free variable",
            f"LET {formula.name}({', '.join(free)}) = ...",
        )


def _aggregate(formula: Aggregate) -> None:
    free = free_variables(formula.body)
    missing = [v for v in (formula.variable, *formula.group) if v not in free]
    if missing:
        raise _error(
            formula,
            f"{', '.join(missing)} is not a free variable of the aggregated formula",
            "an aggregation is over the values that its body finds",
            f"one of {', '.join(free)}" if free else "a body with free variables",
        )
    if formula.result in formula.group:
        raise _error(
            formula,
            f"{formula.result} is both the result and a group variable",
            "the result would have to equal the value it is grouped by",
            "another name for the result",
        )


def _bounded(formula: Formula) -> None:
    future = isinstance(formula, Temporal) and formula.operator in {"EVENTUALLY", "ALWAYS"}
    future = future or (isinstance(formula, TwoSided) and formula.operator == "UNTIL")
    if future and isinstance(formula, Temporal | TwoSided) and formula.interval.high is None:
        raise _error(
            formula,
            f"{formula.operator} needs an upper bound",
            "without one, no log is ever long enough to decide it",
            f"a deadline, such as {formula.operator}[{formula.interval.low},30d]",
        )


def _monitorable(formula: Formula) -> Formula:
    reason: Refusal | None = None
    for candidate in candidates(formula):
        found = refusal(candidate)
        if found is None:
            return candidate
        reason = reason or found
    assert reason is not None
    raise FormulaError(
        str(
            Problem(
                reason.subformula.place or formula.place or Place("<formula>"),
                "this formula cannot be monitored",
                excerpt=to_text(reason.subformula),
                expected=reason.instead,
                why=reason.reason,
            )
        )
    )
