"""What can be answered about a clause, as plain values.

Two findings are kept apart everywhere: *that* a clause was violated, and *by whom*.
Likewise the verdict (kept, breached, ...) and the activation (inactive, active, ...).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from functools import reduce

__all__ = [
    "Activation",
    "BreachKind",
    "Dated",
    "FactRef",
    "Flip",
    "Gap",
    "Instance",
    "Span",
    "Verdict",
    "Violation",
    "Word",
    "combine",
]


class Word(StrEnum):
    """The five verdicts, in the order in which they prevail when findings are combined.

    ``breached``: a verified violation. ``alleged``: a violation that is reported but
    not verified. ``undetermined``: the evidence cannot decide. ``pending``: the window
    is still open. ``kept``: an accepted source covered the window and saw no violation.
    """

    BREACHED = "breached"
    ALLEGED = "alleged"
    UNDETERMINED = "undetermined"
    PENDING = "pending"
    KEPT = "kept"


_PREVAILS = {word: rank for rank, word in enumerate(Word)}


def combine(words: Iterable[Word]) -> Word:
    """Return the verdict of a whole from the verdicts of its parts: the first in ``Word``'s order.

    Commutative, associative and idempotent; ``kept`` is neutral, so a whole without
    parts is ``kept`` - callers decide first whether there was anything to keep.

    >>> combine([Word.KEPT, Word.UNDETERMINED, Word.PENDING]).value
    'undetermined'
    """
    return reduce(lambda a, b: a if _PREVAILS[a] <= _PREVAILS[b] else b, words, Word.KEPT)


class Activation(StrEnum):
    """The life cycle of a clause, separate from its verdict (after ODRL and Symboleo)."""

    INACTIVE = "inactive"
    ACTIVE = "active"
    SUSPENDED = "suspended"
    EXPIRED = "expired"
    TERMINATED = "terminated"


class BreachKind(StrEnum):
    """Kinds of breach (ARSIWA art. 14, 15), which decide its "since"."""

    COMPLETED = "completed"
    CONTINUING = "continuing"
    COMPOSITE = "composite"


@dataclass(frozen=True, slots=True)
class Dated:
    """When something happened, as exactly as the evidence says.

    ``dating`` is ``instant``, ``within`` [begins, ends], ``after`` (begins, ends] or
    ``throughout``; see ``servanda.facts.model.DATING``.
    """

    begins: datetime
    ends: datetime
    dating: str = "instant"


@dataclass(frozen=True, slots=True)
class FactRef:
    """One fact as a verdict cites it: who says so, and where exactly it stands.

    Attributes:
        fact: Fact id.
        predicate: What it claims.
        arguments: The claim's arguments, without the empty ones.
        when: Its valid time.
        source: Source id.
        origin: Independence key.
        party: The party that the source speaks for, if any.
        reliability: Admiralty grade of the source.
        credibility: Admiralty grade of the item.
        item: SHA-256 of the evidence item.
        locator: Place in the item.
        words: What was read, verbatim.
        known_from: When it could be known: report time, else when it entered the archive.
    """

    fact: str
    predicate: str
    arguments: Mapping[str, object]
    when: Dated
    source: str
    origin: str
    party: str
    reliability: str
    credibility: str
    item: str
    locator: str
    words: str
    known_from: datetime


@dataclass(frozen=True, slots=True)
class Violation:
    """One incident that goes against a clause.

    Attributes:
        id: Stable id: the incident, instance or period.
        what: One line for people.
        when: When it happened, or when the deadline passed.
        verified: True for verified, False for alleged.
        why: Why it is, or is not, verified.
        by: Parties it is attributed to; empty means not attributable.
        facts: The facts behind it. Empty for an omission: then ``why`` names who looked.
        denials: Statements that deny it; evidence, not a judgement.
        origins: Independent origins that count.
        kind: Which kind of breach it would be.
        until: When what was left undone was done after all, which ends a continuing breach;
            None if it lasts, or was over at once.
    """

    id: str
    what: str
    when: Dated
    verified: bool
    why: str
    by: tuple[str, ...]
    facts: tuple[FactRef, ...] = ()
    denials: tuple[FactRef, ...] = ()
    origins: tuple[str, ...] = ()
    kind: BreachKind = BreachKind.COMPLETED
    until: Dated | None = None


@dataclass(frozen=True, slots=True)
class Gap:
    """A span in which nobody accepted for the clause was looking, and why."""

    begins: datetime
    ends: datetime
    reason: str


@dataclass(frozen=True, slots=True)
class Span:
    """One stretch of a clause's time strip."""

    begins: datetime
    ends: datetime
    word: Word
    label: str = ""


@dataclass(frozen=True, slots=True)
class Instance:
    """One duty that fell due: created by a trigger, or one period of a recurring duty.

    Attributes:
        id: Stable id (trigger incident, or period such as ``2031-04``).
        begins: When its clock started.
        deadline: When it must be fulfilled; None if the text states no clock.
        word: Its own verdict.
        reason: Why.
        trigger: Facts that created it.
        fulfilled_by: Facts that fulfil it.
        progress: For quotas: what has been counted so far, with unit, and the threshold.
        bearer: Who must; one party where each bearer is looked at alone.
        done_late_by: Facts that it was done after its deadline. Its verdict stays.
    """

    id: str
    begins: datetime
    deadline: datetime | None
    word: Word
    reason: str
    trigger: tuple[FactRef, ...] = ()
    fulfilled_by: tuple[FactRef, ...] = ()
    progress: str = ""
    label: str = ""

    @property
    def name(self) -> str:
        """The label, or the id where there is none."""
        return self.label or self.id

    bearer: tuple[str, ...] = ()
    done_late_by: tuple[FactRef, ...] = ()


@dataclass(frozen=True, slots=True)
class Flip:
    """Without this one source the verdict would be another."""

    source: str
    word: Word


@dataclass(frozen=True, slots=True)
class Verdict:
    """The answer about one clause.

    Attributes:
        clause: Clause id.
        word: The verdict.
        activation: Life cycle, separate from the verdict.
        since: Since when the verdict holds: of a breach its first verified violation
            (of an omission the deadline; of a composite breach from its first act on),
            of an allegation the first allegation, of a kept prohibition the stretch that
            was covered, of a kept duty its first fulfilment, of a prohibition that is
            undetermined its first gap; else when the deciding clock started.
        by: Parties the verified violations are attributed to.
        attributable: False when verified violations exist and none is attributed.
        reasons: Why, one sentence each, most important first.
        violations: All of them, verified first, then by time.
        instances: Duties that fell due, by time.
        gaps: Where nobody was looking.
        strip: The window in stretches, for a picture.
        window: The time the verdict is about: (begins, ends).
        sources: Sources accepted for the clause, by id.
        known_since: When the last piece of evidence it rests on could be known; where it
            rests on silence, when the sources' usual lag had passed.
        breach_kind: Kind of breach, if breached.
        flips: Single sources whose absence would change the word.
        engine: Version of the rules that decided.
    """

    clause: str
    word: Word
    activation: Activation
    window: tuple[datetime, datetime]
    since: Dated | None = None
    by: tuple[str, ...] = ()
    attributable: bool = True
    reasons: tuple[str, ...] = ()
    violations: tuple[Violation, ...] = ()
    instances: tuple[Instance, ...] = ()
    gaps: tuple[Gap, ...] = ()
    strip: tuple[Span, ...] = ()
    sources: tuple[str, ...] = ()
    known_since: datetime | None = None
    breach_kind: BreachKind | None = None
    flips: tuple[Flip, ...] = ()
    engine: str = ""
    notes: Sequence[str] = field(default_factory=tuple)
