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
from servanda.base.said import Listed, Said, counted, said
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
    names = Listed(origins)
    if len(origins) >= needed:
        why = counted(
            len(origins),
            "{count} independent source watched and did not see it in time: {names}",
            "{count} independent sources watched and did not see it in time: {names}",
            names=names,
        )
        return Weight(True, why, origins)
    looked = said("nobody watched")
    if origins:
        looked = said("only {names} watched and did not see it in time", names=names)
    why = counted(
        needed,
        "{looked}; {count} independent source is needed",
        "{looked}; {count} independent sources are needed",
        looked=looked,
    )
    return Weight(False, why, origins)


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


def _by_origins(facts: Sequence[FactRef], needed: int | None) -> tuple[datetime, Said] | None:
    if needed is None:
        return None
    seen: list[str] = []
    for fact in facts:
        if fact.origin not in seen:
            seen.append(fact.origin)
        if len(seen) >= needed:
            return fact.known_from, counted(
                needed,
                "{count} independent source: {names}",
                "{count} independent sources: {names}",
                names=Listed(sorted(seen)),
            )
    return None


def _by_persistence(
    facts: Sequence[FactRef],
    needed: int | None,
    persisted: Mapping[str, Sequence[tuple[int, datetime]]],
) -> tuple[datetime, Said] | None:
    if needed is None:
        return None
    ways = [
        (known, _persists(needed, fact.source))
        for fact in facts
        for editions, known in persisted.get(str(fact.arguments.get("patch", "")), ())
        if editions >= needed
    ]
    return min(ways) if ways else None


def _persists(editions: int, source: str) -> Said:
    return said("persists in {count} further editions of {source}", count=editions, source=source)


def _by_credibility(facts: Sequence[FactRef], needed: int | None) -> tuple[datetime, Said] | None:
    if needed is None:
        return None
    ways = [
        (fact.known_from, _credible(fact))
        for fact in facts
        if fact.credibility not in ("", _UNKNOWN) and int(fact.credibility) <= needed
    ]
    return min(ways) if ways else None


def _credible(fact: FactRef) -> Said:
    return said(
        "an item of credibility {grade} by {source}", grade=fact.credibility, source=fact.source
    )


def _why_not(
    facts: Sequence[FactRef],
    counting: Sequence[FactRef],
    origins: tuple[str, ...],
    rule: VerifiedWhen,
) -> Said:
    parts = []
    if rule.independent_sources is not None:
        parts.append(_too_few(origins, rule.independent_sources))
    if rule.persists_editions is not None:
        editions = rule.persists_editions
        parts.append(said("not seen to persist {count} further editions", count=editions))
    if rule.credibility is not None:
        parts.append(said("no item of credibility {grade} or better", grade=rule.credibility))
    dropped = len(facts) - len(counting)
    if dropped:
        parts.append(counted(
            dropped,
            "{count} report does not count (a party's own about others, or graded E or 5)",
            "{count} reports do not count (a party's own about others, or graded E or 5)",
        ))  # fmt: skip
    if not parts:
        return said("the agreement names nothing that verifies a violation")
    return said("{parts:; }", parts=Listed(parts))


def _too_few(origins: tuple[str, ...], needed: int) -> Said:
    if not origins:
        return said("independent sources: none of {needed}", needed=needed)
    return said(
        "independent sources: {count} ({names}) of {needed}",
        count=len(origins), names=Listed(origins), needed=needed,
    )  # fmt: skip
