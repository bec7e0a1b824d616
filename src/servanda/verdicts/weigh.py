"""Whether reports of one incident verify it, or only allege it.

Counted are *independent origins*, not outlets: two papers with one agency report are
one. A party's accusation of another proves that it accused; its admission counts.
Sources graded E and items graded 5 do not confirm; F and 6 mean unknown and do count.

Decides: verified or alleged, and why; which parties reports that count name; whether a
report shows a duty done. Does not decide what follows for the clause.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from servanda.agreement.model import VerifiedWhen
from servanda.verdicts.model import FactRef

__all__ = ["Weight", "attributed", "shows_done", "weigh", "weigh_silence"]

_UNKNOWN = "6"


@dataclass(frozen=True, slots=True)
class Weight:
    """The outcome of weighing: ``origins`` are those that counted, ``since`` when it was enough."""

    verified: bool
    why: str
    origins: tuple[str, ...]
    since: datetime | None = None


def weigh(
    facts: Sequence[FactRef],
    accused: tuple[str, ...],
    rule: VerifiedWhen,
    persisted: Mapping[str, Sequence[tuple[int, datetime]]] | None = None,
) -> Weight:
    """Weigh the reports of one incident.

    Args:
        facts: The reports, any order.
        accused: Parties the incident is attributed to; empty if to nobody.
        rule: What verifies; any one criterion given suffices.
        persisted: Patch id -> (further editions that hold it, when that could be known).

    Returns:
        Verified or not, why, and since when it could be known.
    """
    counting = sorted(
        (fact for fact in facts if _counts(fact, accused)),
        key=lambda fact: (fact.known_from, fact.fact),
    )
    origins = tuple(sorted({fact.origin for fact in counting}))
    ways = [
        way
        for way in (
            _by_origins(counting, rule.independent_sources),
            _by_persistence(counting, rule.persists_editions, persisted or {}),
            _by_credibility(counting, rule.credibility),
        )
        if way
    ]
    if ways:
        since, why = min(ways)
        return Weight(True, why, origins, since)
    return Weight(False, _why_not(facts, counting, origins, rule), origins)


def weigh_silence(observers: Sequence[str], rule: VerifiedWhen) -> Weight:
    """Weigh the silence of sources that covered the whole window of an unfulfilled duty.

    An omission has no editions and no item to persist or to grade, so independent
    observers are the only criterion; without a number in the rule, two are asked for.
    """
    needed = rule.independent_sources or 2
    origins = tuple(sorted(set(observers)))
    names = ", ".join(origins)
    unseen = "watched and did not see it in time"
    if len(origins) >= needed:
        why = f"{len(origins)} {_sources(len(origins))} {unseen}: {names}"
        return Weight(True, why, origins)
    looked = f"only {names} {unseen}" if origins else "nobody watched"
    verb = "is" if needed == 1 else "are"
    return Weight(False, f"{looked}; {needed} {_sources(needed)} {verb} needed", origins)


def attributed(facts: Sequence[FactRef], accused: tuple[str, ...]) -> tuple[str, ...]:
    """Return the accused without those whom only reports that do not count name.

    That something happened may be verified by reports that name nobody; then an
    accuser's word alone does not say who did it.
    """
    named = {fact.arguments.get("by") for fact in facts if _counts(fact, accused)}
    merely = {fact.arguments.get("by") for fact in facts if not _counts(fact, accused)} - named
    return tuple(party for party in accused if party not in merely)


def shows_done(fact: FactRef, bearer: tuple[str, ...]) -> bool:
    """Whether a report shows that a duty was done: not its bearer's own word, not graded E or 5."""
    return fact.party not in bearer and _confirms(fact)


def _confirms(fact: FactRef) -> bool:
    return fact.reliability != "E" and fact.credibility != "5"


def _counts(fact: FactRef, accused: tuple[str, ...]) -> bool:
    """Whether a report helps to verify. A party that names another accuses, it admits nothing."""
    if not _confirms(fact):
        return False
    named = fact.arguments.get("by") or fact.party
    return not fact.party or (fact.party in accused and named == fact.party)


def _sources(number: int) -> str:
    return "independent source" if number == 1 else "independent sources"


def _by_origins(facts: Sequence[FactRef], needed: int | None) -> tuple[datetime, str] | None:
    if needed is None:
        return None
    seen: list[str] = []
    for fact in facts:
        if fact.origin not in seen:
            seen.append(fact.origin)
        if len(seen) >= needed:
            names = ", ".join(sorted(seen))
            return fact.known_from, f"{needed} {_sources(needed)}: {names}"
    return None


def _by_persistence(
    facts: Sequence[FactRef],
    needed: int | None,
    persisted: Mapping[str, Sequence[tuple[int, datetime]]],
) -> tuple[datetime, str] | None:
    if needed is None:
        return None
    ways = [
        (known, f"persists in {needed} further editions of {fact.source}")
        for fact in facts
        for editions, known in persisted.get(str(fact.arguments.get("patch", "")), ())
        if editions >= needed
    ]
    return min(ways) if ways else None


def _by_credibility(facts: Sequence[FactRef], needed: int | None) -> tuple[datetime, str] | None:
    if needed is None:
        return None
    ways = [
        (fact.known_from, f"an item of credibility {fact.credibility} by {fact.source}")
        for fact in facts
        if fact.credibility not in ("", _UNKNOWN) and int(fact.credibility) <= needed
    ]
    return min(ways) if ways else None


def _why_not(
    facts: Sequence[FactRef],
    counting: Sequence[FactRef],
    origins: tuple[str, ...],
    rule: VerifiedWhen,
) -> str:
    parts = []
    if rule.independent_sources is not None:
        found = f"{len(origins)} ({', '.join(origins)})" if origins else "none"
        parts.append(f"independent sources: {found} of {rule.independent_sources}")
    if rule.persists_editions is not None:
        parts.append(f"not seen to persist {rule.persists_editions} further editions")
    if rule.credibility is not None:
        parts.append(f"no item of credibility {rule.credibility} or better")
    dropped = len(facts) - len(counting)
    if dropped:
        noun = "report does" if dropped == 1 else "reports do"
        parts.append(f"{dropped} {noun} not count (a party's own about others, or graded E or 5)")
    return "; ".join(parts) or "the agreement names nothing that verifies a violation"
