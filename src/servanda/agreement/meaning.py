"""What the words of a requirement mean in one agreement: names, units and roles.

Takes the trees of ``agreement.expression`` and the names an agreement knows
(predicates, parties, zones, clauses) and makes the values of ``agreement.model``.
Every problem points at its own characters and names the nearest right word.

Does not decide whether a requirement was met.

Main path: ``Interpreter.requirement`` / ``Interpreter.after``.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from servanda.agreement.expression import (
    ActTree,
    ComparisonTree,
    ExpressionError,
    QuotaTree,
    RestrictionTree,
    Span,
    parse_after,
    parse_requirement,
)
from servanda.agreement.model import Act, After, Comparison, Party, Quota, Restriction
from servanda.agreement.written import Written
from servanda.base.errors import MisuseError
from servanda.base.quantity import Quantity, dimension_of, parse_quantity
from servanda.base.suggest import nearest
from servanda.base.yamlfile import Problems
from servanda.facts.vocabulary import Argument, Predicate, Vocabulary

__all__ = ["ROLES", "UNKNOWN", "Interpreter", "Names", "comparable", "listed"]

ROLES = ("bearer", "counterparty")
"""Words that stand for the clause's own parties."""
UNKNOWN = "unknown"
"""The word for "the source does not say"; the empty text in facts and formulas."""
_TRUTHS = {"yes": "true", "true": "true", "no": "false", "false": "false", UNKNOWN: ""}
_NUMBER = re.compile(r"[+-]?\d")


@dataclass(frozen=True, slots=True)
class Names:
    """What the words of one agreement can refer to."""

    vocabulary: Vocabulary
    parties: Mapping[str, Party]
    zones: frozenset[str]
    clauses: frozenset[str]
    _called: dict[str, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        for party in self.parties.values():
            for word in (party.name, *party.aliases):
                self._called.setdefault(word.casefold(), party.id)

    def party(self, word: str) -> str:
        """Return the id of the party called so, by id, name or alias; empty if none is.

        >>> from servanda.facts.vocabulary import Vocabulary
        >>> names = Names(Vocabulary([]), {"UA": Party("UA", "Ukraine")}, frozenset(), frozenset())
        >>> names.party("UA"), names.party("ukraine"), names.party("RU")
        ('UA', 'UA', '')
        """
        return word if word in self.parties else self._called.get(word.casefold(), "")

    def nearest_party(self, word: str) -> str:
        """Return the id, name or alias most like a word."""
        known = list(self.parties)
        for party in self.parties.values():
            known += [party.name, *party.aliases]
        return nearest(word, known)


class Interpreter:
    """Turns one written expression into the values of the model, collecting problems."""

    def __init__(self, written: Written, names: Names, problems: Problems) -> None:
        self.written, self.names, self.problems = written, names, problems
        self._sound = True

    def requirement(self) -> Act | Quota | None:
        """Return what the expression requires, or None if it has problems."""
        try:
            tree = parse_requirement(self.written.text)
        except ExpressionError as error:
            self._refuse(error.span, error.message, error.expected)
            return None
        found = self._quota(tree) if isinstance(tree, QuotaTree) else self._act(tree)
        return found if self._sound else None

    def after(self) -> After | None:
        """Return what the expression waits for, or None if it has problems."""
        try:
            tree = parse_after(self.written.text)
        except ExpressionError as error:
            self._refuse(error.span, error.message, error.expected)
            return None
        if tree.breach_of is not None:
            clause = tree.breach_of
            if clause.text not in self.names.clauses:
                self._refuse(
                    clause,
                    f"there is no clause {clause.text!r}",
                    *listed(clause.text, self.names.clauses),
                )
            after = After(breach_of=clause.text)
        else:
            after = After(act=self._act(tree.act) if tree.act else None)
        return after if self._sound else None

    def _refuse(
        self, span: Span, message: str, expected: str = "", near: str = "", why: str = ""
    ) -> None:
        self._sound = False
        problem = self.written.problem(span, message, expected=expected, nearest=near, why=why)
        self.problems.extend([problem])

    def _quota(self, tree: QuotaTree) -> Quota | None:
        act = self._act(tree.act)
        predicate = self.names.vocabulary.get(tree.act.predicate.text)
        if act is None or predicate is None:
            return None
        if tree.argument is None:
            threshold = self._comparison(tree.threshold, Argument("count", "integer"), "a count")
            return Quota("count", "", act, threshold) if threshold else None
        argument = self._argument(predicate, tree.argument)
        if argument is None:
            return None
        if argument.type not in ("number", "integer"):
            numbers = [a.name for a in predicate.arguments if a.type in ("number", "integer")]
            self._refuse(
                tree.argument,
                f"{argument.name} is a {argument.type}, nothing to add up",
                ", ".join(numbers) or f"count of {predicate.name}(...)",
            )
            return None
        threshold = self._comparison(tree.threshold, argument, f"a sum of {argument.name}")
        return Quota("sum", argument.name, act, threshold) if threshold else None

    def _act(self, tree: ActTree) -> Act | None:
        predicate = self.names.vocabulary.get(tree.predicate.text)
        if predicate is None:
            self._refuse(
                tree.predicate,
                f"there is no predicate {tree.predicate.text!r}",
                *listed(tree.predicate.text, self.names.vocabulary),
                "no source can report it, so the clause could never be decided",
            )
            return None
        restrictions: list[Restriction] = []
        for part in tree.restrictions:
            restriction = self._restriction(predicate, part)
            if restriction is None:
                continue
            if restriction.values and any(r.argument == restriction.argument for r in restrictions):
                self._refuse(
                    part.argument,
                    f"{part.argument.text} is given twice",
                    "alternatives in one place: a | b",
                )
            restrictions.append(restriction)
        return Act(predicate.name, tuple(restrictions))

    def _argument(self, predicate: Predicate, name: Span) -> Argument | None:
        for argument in predicate.arguments:
            if argument.name == name.text:
                return argument
        names = [argument.name for argument in predicate.arguments]
        self._refuse(
            name,
            f"{predicate.name} has no argument {name.text!r}",
            "one of " + ", ".join(names),
            nearest(name.text, names),
        )
        return None

    def _restriction(self, predicate: Predicate, tree: RestrictionTree) -> Restriction | None:
        argument = self._argument(predicate, tree.argument)
        if argument is None:
            return None
        if argument.type == "moment":
            self._refuse(
                tree.argument,
                f"{argument.name} is a moment; clauses compare no moments",
                "within:, by: or formula:",
            )
            return None
        if tree.comparison is not None:
            return self._compared(argument, tree.comparison)
        if argument.type in ("number", "integer"):
            return self._equal(argument, tree.values)
        values = tuple(self._value(argument, value) for value in tree.values)
        return Restriction(argument.name, values)

    def _compared(self, argument: Argument, tree: ComparisonTree) -> Restriction | None:
        if argument.type not in ("number", "integer"):
            self._refuse(
                tree.whole,
                f"{argument.name} is a {argument.type}, not a number",
                f"{argument.name}: <word>",
            )
            return None
        comparison = self._comparison(tree, argument, argument.name)
        return Restriction(argument.name, comparison=comparison) if comparison else None

    def _equal(self, argument: Argument, values: tuple[Span, ...]) -> Restriction | None:
        first = values[0]
        if len(values) > 1 or not _NUMBER.match(first.text):
            self._refuse(first, f"{argument.name} is a number", f"{argument.name} >= <number>")
            return None
        return self._compared(argument, ComparisonTree("=", first, first))

    def _comparison(self, tree: ComparisonTree, argument: Argument, what: str) -> Comparison | None:
        try:
            quantity = parse_quantity(tree.quantity.text)
        except MisuseError as error:
            self._refuse(tree.quantity, str(error), _unit_wanted(argument))
            return None
        dimension = dimension_of(quantity.unit)
        if argument.unit == "money":
            fits = dimension.startswith("money ")
        else:
            fits = dimension == dimension_of(argument.unit)
        if not fits:
            unit = quantity.unit or "nothing"
            self._refuse(
                tree.quantity,
                f"{what} is measured in {_measure(argument)}, not {unit}",
                _unit_wanted(argument),
                why="a number without its unit cannot be checked",
            )
            return None
        if argument.type == "integer" and not quantity.value.is_integer():
            self._refuse(tree.quantity, f"{what} is a whole number", "a whole number")
            return None
        return Comparison(tree.operator, quantity)

    def _value(self, argument: Argument, value: Span) -> str:
        if '"' in value.text or "\\" in value.text:
            self._refuse(value, 'a word cannot hold " or \\', "the word without it")
        if argument.type == "party":
            return self._party(value)
        if argument.type == "truth":
            return self._truth(argument, value)
        if argument.type == "place" and value.text in self.names.zones:
            self._refuse(
                value,
                f"{value.text} is a zone, not the name of a place",
                f"zone: {value.text} as a key of the clause",
            )
        return value.text

    def _truth(self, argument: Argument, value: Span) -> str:
        if value.text not in _TRUTHS:
            self._refuse(value, f"{argument.name} is yes or no", "yes, no or unknown")
        return _TRUTHS.get(value.text, "")

    def _party(self, value: Span) -> str:
        if value.text in ROLES:
            return value.text
        if value.text == UNKNOWN:
            return ""
        party = self.names.party(value.text)
        if not party:
            near = nearest(value.text, ROLES) or self.names.nearest_party(value.text)
            known = ", ".join([*ROLES, UNKNOWN, *sorted(self.names.parties)])
            self._refuse(value, f"there is no party {value.text!r}", f"one of {known}", near)
        return party


def comparable(quantity: Quantity, argument: Argument) -> float:
    """Return a threshold in the unit of its argument; money stays in its own currency."""
    return quantity.value if argument.unit == "money" else quantity.in_unit(argument.unit)


def _measure(argument: Argument) -> str:
    if argument.unit == "money":
        return "money of a currency"
    return argument.unit or "plain numbers"


def _unit_wanted(argument: Argument) -> str:
    if argument.unit == "money":
        return "a number and a currency (ISO 4217), such as 1e9 USD"
    return f"a number and a unit, such as 1 {argument.unit}" if argument.unit else "a number"


def listed(word: str, known: Iterable[str]) -> tuple[str, str]:
    """Return what could stand there and the nearest of it; no list if one word is near."""
    hint = nearest(word, known)
    return ("" if hint else "one of " + ", ".join(sorted(known))), hint
