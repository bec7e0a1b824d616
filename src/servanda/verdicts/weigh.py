"""Whether reports of one incident verify it, or only allege it.

Counted are *independent origins*, not outlets: two papers with one agency report are
one. A party's accusation of another proves that it accused; its admission counts.
Sources graded E and items graded 5 do not confirm; F and 6 mean unknown and do count.

Decides: verified or alleged, and why. Does not decide who did it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from servanda.agreement.model import VerifiedWhen
from servanda.verdicts.model import FactRef

__all__ = ["Weight", "weigh", "weigh_silence"]


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
    if len(origins) >= needed:
        return Weight(
            True, f"{len(origins)} independent sources looked and saw none: {names}", origins
        )
    return Weight(
        False,
        f"only {names} looked and saw none; {needed} independent sources are needed",
        origins,
    )


def _counts(fact: FactRef, accused: tuple[str, ...]) -> bool:
    if fact.reliability == "E" or fact.credibility == "5":
        return False
    return not fact.party or fact.party in accused


def _by_origins(facts: Sequence[FactRef], needed: int | None) -> tuple[datetime, str] | None:
    if needed is None:
        return None
    seen: list[str] = []
    for fact in facts:
        if fact.origin not in seen:
            seen.append(fact.origin)
        if len(seen) >= needed:
            names = ", ".join(sorted(seen))
            noun = "source" if needed == 1 else "sources"
            return fact.known_from, f"{needed} independent {noun}: {names}"
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
        if fact.credibility != "6" and int(fact.credibility) <= needed
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
        parts.append(f"{dropped} {noun} not count (the accuser's own, or graded E or 5)")
    return "; ".join(parts)
