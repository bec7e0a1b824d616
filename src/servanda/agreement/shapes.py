"""The shapes of formulas that single acts take: prohibited, due within a time, due by a date.

Part of ``agreement.clauses``, which says what the predicates hold.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from servanda.agreement.acts import Binding, act_formula, anyof, uses_bearer
from servanda.agreement.model import Act, Agreement, Clause, Comparison, Modality, Quota
from servanda.base.said import said

__all__ = ["ENTRY", "NOTHING", "Shape", "Shapes", "helper_name", "names_used"]

ENTRY = said("entry into force")
"""What stands for the trigger's id where entry into force is the trigger."""
_SECONDS_A_DAY = 86_400
_CALL = re.compile(r'"[^"]*"|([a-z][a-z0-9_]*)\(')


@dataclass(frozen=True, slots=True)
class Shape:
    """A formula's text and its free variables."""

    text: str
    columns: tuple[str, ...]


NOTHING = Shape("", ())


def helper_name(kind: str, name: str) -> str:
    """Return the name of a helper predicate: ids carry ``-``, formulas ``_``.

    >>> helper_name("breach_of", "no-advance")
    'breach_of_no_advance'
    """
    return f"{kind}_{name.replace('-', '_')}"


def names_used(*texts: str) -> tuple[str, ...]:
    """Return the predicates that formulas use, sorted.

    >>> names_used('(deadline() AND x = "no(t)") AND (ONCE strike(i))')
    ('deadline', 'strike')
    """
    return tuple(sorted({match[1] for text in texts for match in _CALL.finditer(text) if match[1]}))


class Shapes:
    """Builds the formulas of one clause."""

    def __init__(self, clause: Clause, agreement: Agreement) -> None:
        self.clause, self.agreement = clause, agreement
        self.roles = {"bearer": clause.bearer, "counterparty": clause.counterparty}

    @property
    def is_triggered(self) -> bool:
        """Whether instances are created: obligations always, others if they say ``after``."""
        if self.clause.every is not None:
            return False
        return self.clause.after is not None or self.clause.modality is not Modality.PROHIBITION

    @property
    def once(self) -> str:
        """``ONCE`` with the clock of the clause, if it has one."""
        return f"ONCE{self.interval}" if self.interval else "ONCE"

    @property
    def interval(self) -> str:
        """The clock of the clause as an interval in seconds, or the empty text."""
        span = self.clause.within
        if span is None:
            return ""
        return f"[0,{span.days * _SECONDS_A_DAY + span.seconds}]"

    def each(self, act: Act) -> tuple[str, ...]:
        """The column ``bearer`` if each of several bearers must be looked at alone."""
        return ("bearer",) if len(self.clause.bearer) > 1 and uses_bearer(act) else ()

    def each_bearer(self, text: str, act: Act) -> str:
        """Return a formula joined with every bearer, where each is looked at alone."""
        return f"({text} AND {anyof('bearer', self.clause.bearer)})" if self.each(act) else text

    def act(self, act: Act, *, bearer: str = "", unattributed: bool = False, kept: str = "") -> str:
        """Return the formula of the clause's own act."""
        zone = helper_name("in_zone", self.clause.zone) if self.clause.zone else ""
        binding = Binding(
            self.roles, "incident", bearer, unattributed, {kept: kept} if kept else {}, zone
        )
        return act_formula(act, self.agreement.vocabulary[act.predicate], binding)

    def trigger(self) -> Shape:
        """Return what creates an instance, with the columns ``trigger`` and ``by``."""
        after = self.clause.after
        columns = ("trigger", "by")
        if after is None or (after.act is None and not after.breach_of):
            text = f'((entry_into_force() AND trigger = "{ENTRY}") AND by = "")'
            return Shape(text, columns)
        if after.act is None:
            return Shape(f"{helper_name('breach_of', after.breach_of)}(trigger, by)", columns)
        return Shape(self._act_as_trigger(after.act), columns)

    def _act_as_trigger(self, act: Act) -> str:
        predicate = self.agreement.vocabulary[act.predicate]
        parties = [argument.name for argument in predicate.arguments if argument.type == "party"]
        by = "by" if "by" in parties else next(iter(parties), "")
        zone = helper_name("in_zone", self.clause.zone) if self.clause.zone else ""
        binding = Binding(self.roles, "trigger", kept={by: "by"} if by else {}, zone=zone)
        text = act_formula(act, predicate, binding)
        return text if by else f'({text} AND by = "")'

    def triggered(self) -> str:
        """Return the trigger without who did it: free is ``trigger``."""
        return f"(EXISTS by. {self.trigger().text})"

    def prohibited(self, act: Act) -> Shape:
        """Return the prohibited act, with whoever did it; ``""`` if not attributed."""
        if uses_bearer(act):
            text = self.act(act, bearer="bearer", unattributed=True)
        else:
            text = f'({self.act(act)} AND bearer = "")'
        if self.clause.after is not None:
            text = f"({text} AND ({self.once} (EXISTS trigger, by. {self.trigger().text})))"
        return Shape(text, ("incident", "bearer"))

    def fulfilment(self, act: Act) -> Shape:
        """Return acts that fulfil an instance, at the moment of the act."""
        each = self.each(act)
        text = f"({self.act(act, bearer=''.join(each))} AND ({self.once} {self.triggered()}))"
        if self.clause.by_deadline is not None:
            text = f"({text} AND (NOT (ONCE[1,*) deadline())))"
        return Shape(text, ("trigger", "incident", *each))

    def unfulfilled(self, act: Act) -> Shape:
        """Return instances whose deadline passed without the act; nothing without a deadline."""
        if self.clause.modality is not Modality.OBLIGATION:
            return NOTHING
        each = self.each(act)
        done = self.act(act, bearer="".join(each))
        columns = ("trigger", "by", *each)
        if self.clause.by_deadline is not None:
            due = self.each_bearer(self.due_at_deadline(), act)
            in_time = f"(ONCE ({done} AND (ONCE {self.triggered()})))"
            return Shape(f"({due} AND (NOT (EXISTS incident. {in_time})))", columns)
        if not self.interval:
            return NOTHING
        due = self.each_bearer(self.trigger().text, act)
        in_time = f"(EXISTS incident. (EVENTUALLY{self.interval} {done}))"
        return Shape(f"({due} AND (NOT {in_time}))", columns)

    def due_at_deadline(self) -> str:
        """Return the instances that exist when the fixed deadline comes."""
        return f"(deadline() AND (ONCE {self.trigger().text}))"

    def not_null(self) -> dict[str, tuple[str, ...]]:
        """Return which numbers of which predicate must be known."""
        needed: dict[str, set[str]] = {}
        for act, argument, _ in self._compared():
            names = {one.argument for one in act.restrictions if one.comparison}
            needed.setdefault(act.predicate, set()).update(names | ({argument} - {""}))
        return {name: tuple(sorted(found)) for name, found in sorted(needed.items()) if found}

    def currency(self) -> str:
        """Return the one currency that amounts of the clause are compared in."""
        for act, argument, threshold in self._compared():
            money = {
                one.name
                for one in self.agreement.vocabulary[act.predicate].arguments
                if one.unit == "money"
            }
            if threshold is not None and argument in money:
                return threshold.quantity.unit
            for one in act.restrictions:
                if one.comparison is not None and one.argument in money:
                    return one.comparison.quantity.unit
        return ""

    def _compared(self) -> list[tuple[Act, str, Comparison | None]]:
        part, after = self.clause.requirement, self.clause.after
        found: list[tuple[Act, str, Comparison | None]] = []
        if isinstance(part, Quota):
            found.append((part.act, part.argument, part.threshold))
        elif part is not None:
            found.append((part, "", None))
        if after is not None and after.act is not None:
            found.append((after.act, "", None))
        return found
