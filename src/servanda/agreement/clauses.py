"""A clause as formulas of metric first-order temporal logic, in MonPoly's syntax.

Decides which formula a clause means; ``servanda.rules`` parses and checks the text,
``servanda.case`` provides the tuples. What the log must hold for each predicate ``P``:

- ``P(incident, <arguments of the vocabulary in order>)``: party arguments resolved to
  ids, ``""`` for an unknown text, party or truth; truth is ``"true"`` or ``"false"``;
  numbers are floats, integers and moments ints. Rows whose number in ``not_null`` is
  unknown are left out for the clause, and amounts are in ``currency``.
- ``in_zone_<zone>(incident)``: incidents inside the clause's zone.
- ``breach_of_<clause>(incident, by)``: verified breaches of another clause.
- ``entry_into_force()`` and ``deadline()``: one tick each, at that second.
- ``in_period(incident, k)`` and ``period_end(k)``: the periods of a quota, numbered from
  0. Without ``every`` there is one: from entry into force to the deadline or the end.

Main path: ``compile_clause`` -> ``ClauseFormula``.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from servanda.agreement.model import Agreement, Clause, Comparison, Modality, Quota
from servanda.agreement.quotas import QuotaShapes
from servanda.agreement.shapes import NOTHING, Shape, Shapes, names_used
from servanda.base.quantity import Quantity

__all__ = ["ClauseFormula", "compile_clause", "log_columns"]

Columns = tuple[tuple[str, str], ...]
_TYPES = {"number": "float", "integer": "int", "moment": "int"}
_HELPERS: Mapping[str, Columns] = {
    "entry_into_force": (),
    "deadline": (),
    "period_end": (("k", "int"),),
    "in_period": (("incident", "string"), ("k", "int")),
    "breach_of_": (("incident", "string"), ("by", "string")),
    "in_zone_": (("incident", "string"),),
}


@dataclass(frozen=True, slots=True)
class ClauseFormula:
    """What a clause compiles to. A text that is empty means: there is nothing to ask.

    Attributes:
        clause_id: The clause.
        violation: Satisfied where the clause is violated.
        fulfilment: Satisfied by what fulfils (or exercises) it, at the moment of the act.
        trigger: Satisfied by what creates an instance.
        tally: For a quota: the count or sum ``s`` of each period ``k`` so far.
        predicates: Predicates of the vocabulary that are used.
        extra: Helper predicates that are used (``in_zone_...``, ``period_end`` ...).
        violation_columns: Free variables of ``violation``.
        fulfilment_columns: Free variables of ``fulfilment``.
        trigger_columns: Free variables of ``trigger``.
        tally_columns: Free variables of ``tally``.
        not_null: Predicate -> numbers that must be known in its rows.
        currency: Into which amounts must be converted; empty if none is compared.
        excess: For a quota: whether it is violated by doing too much, not too little.
    """

    clause_id: str
    violation: str = ""
    fulfilment: str = ""
    trigger: str = ""
    tally: str = ""
    predicates: tuple[str, ...] = ()
    extra: tuple[str, ...] = ()
    violation_columns: tuple[str, ...] = ()
    fulfilment_columns: tuple[str, ...] = ()
    trigger_columns: tuple[str, ...] = ()
    tally_columns: tuple[str, ...] = ()
    not_null: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    currency: str = ""
    excess: bool = False


def compile_clause(clause: Clause, agreement: Agreement) -> ClauseFormula:
    """Return the formulas of a clause."""
    requirement = clause.requirement
    if requirement is None:
        return ClauseFormula(clause.id, violation=clause.formula)
    if clause.every is not None and not isinstance(requirement, Quota):
        requirement = Quota("count", "", requirement, Comparison(">=", Quantity(1.0)))
    shapes = Shapes(clause, agreement)
    if isinstance(requirement, Quota):
        quota = QuotaShapes(clause, agreement, requirement)
        formula = _formula(quota, quota.violation(), quota.counted_acts(), quota.tally())
        return replace(formula, excess=quota.idle_is_right())
    if clause.modality is Modality.PROHIBITION:
        return _formula(shapes, shapes.prohibited(requirement))
    return _formula(shapes, shapes.unfulfilled(requirement), shapes.fulfilment(requirement))


def _formula(
    shapes: Shapes, violation: Shape, fulfilment: Shape = NOTHING, tally: Shape = NOTHING
) -> ClauseFormula:
    trigger = shapes.trigger() if shapes.is_triggered else NOTHING
    used = names_used(violation.text, fulfilment.text, tally.text, trigger.text)
    return ClauseFormula(
        shapes.clause.id, violation.text, fulfilment.text, trigger.text, tally.text,
        tuple(name for name in used if name in shapes.agreement.vocabulary),
        tuple(name for name in used if name not in shapes.agreement.vocabulary),
        violation.columns, fulfilment.columns, trigger.columns, tally.columns,
        shapes.not_null(), shapes.currency(),
    )  # fmt: skip


def log_columns(formula: ClauseFormula, agreement: Agreement) -> dict[str, Columns]:
    """Return name and type (string, int or float) of each column the log must hold.

    Keys are the predicates and helpers that the formulas use; the values build a
    ``servanda.rules.Signature``.
    """
    found: dict[str, Columns] = {}
    for name in formula.predicates:
        arguments = agreement.vocabulary[name].arguments
        typed = [(argument.name, _TYPES.get(argument.type, "string")) for argument in arguments]
        found[name] = (("incident", "string"), *typed)
    for name in formula.extra:
        found[name] = next(columns for key, columns in _HELPERS.items() if name.startswith(key))
    return found
