"""What was agreed: parties, clauses and their parts, as plain values.

Names follow LegalRuleML, ODRL and Symboleo (see ``docs/concepts/vocabulary.md``).
This module says what a clause can be; ``agreement.load`` reads one from YAML, and
``agreement.clauses`` turns one into formulas. Nothing here decides a verdict.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta, tzinfo
from enum import StrEnum
from typing import Any

from servanda.base.errors import Place
from servanda.base.quantity import CalendarSpan, Quantity
from servanda.facts.vocabulary import Vocabulary

__all__ = [
    "Act",
    "After",
    "Agreement",
    "Clause",
    "Comparison",
    "Every",
    "ExchangeRate",
    "Modality",
    "Party",
    "Publish",
    "Quota",
    "Restriction",
    "VerifiedWhen",
    "Zone",
]


class Modality(StrEnum):
    """The deontic kind of a clause."""

    OBLIGATION = "obligation"
    PROHIBITION = "prohibition"
    PERMISSION = "permission"
    POWER = "power"


@dataclass(frozen=True, slots=True)
class Party:
    """A party or guarantor: its id in clauses, its name, and what else sources call it."""

    id: str
    name: str
    aliases: tuple[str, ...] = ()
    guarantor: bool = False


@dataclass(frozen=True, slots=True)
class Zone:
    """Where a clause applies: names of places as sources write them, or a geometry."""

    id: str
    name: str = ""
    places: tuple[str, ...] = ()
    geojson: Mapping[str, Any] | None = None


@dataclass(frozen=True, slots=True)
class Comparison:
    """A threshold on a number: ``>= 1 km²``. ``operator`` is one of < <= = >= >."""

    operator: str
    quantity: Quantity

    def __str__(self) -> str:
        """Write it for people."""
        return f"{self.operator} {self.quantity}"


@dataclass(frozen=True, slots=True)
class Restriction:
    """One argument of an act and what it must be.

    Exactly one of the three is given: ``values`` (any of these words; the word
    ``bearer`` or ``counterparty`` stands for the clause's own), or ``comparison``.
    """

    argument: str
    values: tuple[str, ...] = ()
    comparison: Comparison | None = None


@dataclass(frozen=True, slots=True)
class Act:
    """A predicate with restrictions: ``strike(by: bearer, target: energy)``."""

    predicate: str
    restrictions: tuple[Restriction, ...] = ()


@dataclass(frozen=True, slots=True)
class Quota:
    """An aggregate against a threshold: ``sum of amount in disbursed(to: UA) >= 1e9 USD``.

    ``aggregate`` is ``count`` or ``sum``; ``argument`` is empty for a count.
    """

    aggregate: str
    argument: str
    act: Act
    threshold: Comparison


@dataclass(frozen=True, slots=True)
class After:
    """What creates an instance: a breach of another clause, an act, or entry into force.

    Exactly one is given; ``breach_of`` and ``act`` empty means entry into force.
    """

    breach_of: str = ""
    act: Act | None = None


@dataclass(frozen=True, slots=True)
class Every:
    """The period over which a duty recurs, on the calendar of the agreement's time zone."""

    span: CalendarSpan


@dataclass(frozen=True, slots=True)
class VerifiedWhen:
    """What turns an alleged violation into a verified one; any one of those given suffices.

    Attributes:
        independent_sources: So many origins report it.
        persists_editions: So many further editions of the map still show it.
        credibility: An item of this Admiralty credibility or better reports it.
    """

    independent_sources: int | None = 2
    persists_editions: int | None = None
    credibility: int | None = None


@dataclass(frozen=True, slots=True)
class ExchangeRate:
    """On a date one unit of ``of`` was worth ``rate`` of ``into``; a reference anyone can open."""

    of: str
    into: str
    rate: float
    on: str
    reference: str


@dataclass(frozen=True, slots=True)
class Publish:
    """What an edition for publication holds back; these defaults hold where nothing is said.

    Attributes:
        delay: Evidence of what may have happened later than as-of less this is withheld.
        coordinates_km: No coordinate is given more exactly than this.
        arguments: Arguments that are struck out: ``speaker``, or ``strike.place``.
        predicates: Predicates whose facts are withheld.
        sources: Ids of sources whose words and identity are withheld.
        names: Words that are struck out wherever evidence has them.
    """

    delay: timedelta = timedelta(hours=72)
    coordinates_km: float = 1.0
    arguments: tuple[str, ...] = ()
    predicates: tuple[str, ...] = ()
    sources: tuple[str, ...] = ()
    names: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Clause:
    """One provision.

    Attributes:
        id: Stable name.
        text: The provision in words.
        modality: Obligation, prohibition, permission or power.
        bearer: Ids of the parties who must (may not, may).
        counterparty: Ids of those to whom it is owed.
        requirement: What is obliged, prohibited or permitted; None with ``formula``.
        formula: A formula in MonPoly's syntax whose satisfactions are violations.
        after: What creates an instance; None: the clause holds throughout.
        within: The clock of an instance (seconds or calendar span); None: none stated.
        by_deadline: A fixed deadline, instead of a clock.
        every: The period of a recurring duty.
        zone: Id of the zone where it applies, empty for everywhere.
        layer: Which layer of the agreement (own strength, guarantee, ceasefire ...).
        domain: land, air, sea, intelligence, finance, diplomacy ...
        verified_by: Source ids or kinds that are accepted; empty accepts all.
        verified_when: Overrides the agreement's rule.
        remedy: Id of the clause that repairs a breach of this one.
        in_force: Overrides the agreement's window (begins, ends).
        source_text: Where the provision was read: ``file#char=b,e``, as many as there are.
        verb: The quoted verb of the text (shall, should, will consult), if given.
        place: Where it stands in the YAML file.
        formula_place: Where the text of ``formula`` stands, for problems found in it later.
    """

    id: str
    text: str
    modality: Modality
    bearer: tuple[str, ...]
    counterparty: tuple[str, ...] = ()
    requirement: Act | Quota | None = None
    formula: str = ""
    after: After | None = None
    within: CalendarSpan | None = None
    by_deadline: datetime | None = None
    every: Every | None = None
    zone: str = ""
    layer: str = ""
    domain: str = ""
    verified_by: tuple[str, ...] = ()
    verified_when: VerifiedWhen | None = None
    remedy: str = ""
    in_force: tuple[datetime | None, datetime | None] | None = None
    source_text: tuple[str, ...] = ()
    verb: str = ""
    place: Place = field(default_factory=lambda: Place("<agreement>"))
    formula_place: Place = field(default_factory=lambda: Place("<formula>"))


@dataclass(frozen=True, slots=True)
class Agreement:
    """An agreement as code. ``in_force`` is [begins, ends); an end of None is open."""

    name: str
    zone: tzinfo
    zone_name: str
    in_force: tuple[datetime, datetime | None]
    parties: Mapping[str, Party]
    clauses: Sequence[Clause]
    vocabulary: Vocabulary
    verified_when: VerifiedWhen = field(default_factory=VerifiedWhen)
    zones: Mapping[str, Zone] = field(default_factory=dict)
    exchange_rates: Sequence[ExchangeRate] = ()
    purpose: str = ""
    reference: str = ""
    publish: Publish = field(default_factory=Publish)

    def clause(self, clause_id: str) -> Clause:
        """Return the clause of that id.

        Raises:
            KeyError: If there is none.
        """
        for clause in self.clauses:
            if clause.id == clause_id:
                return clause
        raise KeyError(clause_id)
