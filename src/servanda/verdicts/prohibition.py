"""The verdict of a prohibition from the incidents that go against it and the coverage.

Verified violation: breached. Reported but unverified: alleged. Nothing reported: kept
only where and while an accepted source was looking; any gap makes it undetermined.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from servanda.base.said import Said, counted, said
from servanda.verdicts import ENGINE_VERSION
from servanda.verdicts.model import (
    Activation,
    BreachKind,
    Dated,
    FactRef,
    Gap,
    Span,
    Verdict,
    Violation,
    Word,
)
from servanda.verdicts.observed import Observed
from servanda.verdicts.question import Question
from servanda.verdicts.weigh import attributed, weigh

__all__ = ["Incident", "decide_prohibition", "violations_of"]

_LEAST = 0.01


@dataclass(frozen=True, slots=True)
class Incident:
    """One incident that satisfied a clause's violation formula, with every report of it.

    ``by`` are the parties it is attributed to; empty if to nobody.
    """

    id: str
    what: str
    when: Dated
    by: tuple[str, ...]
    facts: tuple[FactRef, ...]
    denials: tuple[FactRef, ...] = ()


def violations_of(
    question: Question,
    incidents: Sequence[Incident],
    persisted: Mapping[str, Sequence[tuple[int, datetime]]],
) -> list[tuple[Violation, datetime | None]]:
    """Weigh each incident; return violations with the moment each became verified.

    An incident that is dated across the border of the window may lie outside it, so it
    is alleged at most. A verified one is attributed only to whom reports that count name.
    """
    weighed = []
    for incident in incidents:
        weight = weigh(incident.facts, incident.by, question.rule, persisted)
        by, why = incident.by, weight.why
        if weight.verified:
            by = attributed(incident.facts, incident.by)
            if by != incident.by:
                why = said("{why}; no report that counts says who did it", why=why)
        violation = Violation(
            incident.id, incident.what, incident.when, weight.verified, why, by,
            incident.facts, incident.denials, weight.origins,
        )  # fmt: skip
        if _may_lie_outside(incident.when, question.window):
            why = said("dated across the border of the clause's window; {why}", why=weight.why)
            violation = replace(violation, verified=False, why=why)
        weighed.append((violation, weight.since if violation.verified else None))
    return sorted(
        weighed,
        key=lambda pair: (not pair[0].verified, pair[0].when.ends, pair[0].when.begins, pair[0].id),
    )


def _may_lie_outside(when: Dated, window: tuple[datetime, datetime | None]) -> bool:
    begins, ends = window
    if when.dating == "throughout":
        return False
    return when.begins < begins or (ends is not None and when.ends >= ends)


def decide_prohibition(
    question: Question,
    incidents: Sequence[Incident],
    persisted: Mapping[str, Sequence[tuple[int, datetime]]] | None = None,
) -> Verdict:
    """Decide a prohibition.

    Args:
        question: The clause and its frame.
        incidents: What went against it, already clustered (one incident, many reports).
        persisted: See ``servanda.verdicts.weigh.weigh``.
    """
    begins, until, observed = question.begins, question.until, question.observed
    if question.activation is Activation.INACTIVE:
        return Verdict(
            question.clause, Word.PENDING, Activation.INACTIVE, (begins, begins),
            reasons=(said("not in force yet"),), engine=ENGINE_VERSION,
        )  # fmt: skip
    horizon = max(begins, min(until, question.heard))
    weighed = violations_of(question, incidents, persisted or {})
    gaps = observed.gaps_within(begins, horizon)
    base = Verdict(
        question.clause, Word.KEPT, question.activation, (begins, until),
        violations=tuple(violation for violation, _ in weighed),
        gaps=gaps, strip=_strip(observed, gaps, begins, horizon, until), engine=ENGINE_VERSION,
    )  # fmt: skip
    verified = [pair for pair in weighed if pair[0].verified]
    if verified:
        return _breached(base, verified)
    if weighed:
        first = weighed[0][0]
        return replace(
            base,
            word=Word.ALLEGED,
            since=first.when,
            reasons=(_alleged(len(weighed), first),),
            known_since=min(fact.known_from for fact in first.facts) if first.facts else None,
        )
    return _silent(base, question, gaps, horizon)


def _alleged(count: int, first: Violation) -> Said:
    return counted(
        count,
        "{count:,} violation reported, none verified: {why}",
        "{count:,} violations reported, none verified: {why}",
        why=first.why,
    )


def _breached(base: Verdict, verified: Sequence[tuple[Violation, datetime | None]]) -> Verdict:
    first = verified[0][0]
    by = tuple(sorted({party for violation, _ in verified for party in violation.by}))
    known = min((since for _, since in verified if since is not None), default=None)
    alleged = len(base.violations) - len(verified)
    reasons = [
        counted(
            len(verified),
            "{count:,} verified violation; the first: {why}",
            "{count:,} verified violations; the first: {why}",
            why=first.why,
        )
    ]
    if alleged:
        reasons.append(counted(
            alleged,
            "{count:,} further violation alleged, not verified",
            "{count:,} further violations alleged, not verified",
        ))  # fmt: skip
    if not by:
        reasons.append(said("violated, not attributable: no verified report names who did it"))
    return replace(
        base,
        word=Word.BREACHED,
        since=first.when,
        by=by,
        attributable=bool(by),
        reasons=tuple(reasons),
        known_since=known,
        breach_kind=BreachKind.COMPLETED,
    )


def _silent(base: Verdict, question: Question, gaps: Sequence[Gap], horizon: datetime) -> Verdict:
    begins = base.window[0]
    if gaps:
        return replace(
            base,
            word=Word.UNDETERMINED,
            since=Dated(gaps[0].begins, gaps[0].ends, "throughout"),
            reasons=(_unseen(gaps, _share(gaps, begins, horizon)),),
        )
    if horizon <= begins:
        reason = said("no source is due to have reported yet")
        return replace(base, word=Word.PENDING, reasons=(reason,))
    reason = said("accepted sources covered the whole window and report no violation")
    if horizon != question.window[1]:
        reason = said(
            "accepted sources covered the window until {until:%Y-%m-%d %H:%MZ} "
            "and report no violation",
            until=horizon,
        )
    return replace(
        base,
        since=Dated(begins, horizon, "throughout"),
        reasons=(reason,),
        known_since=horizon + question.observed.lag,
    )


def _unseen(gaps: Sequence[Gap], share: Said) -> Said:
    reason = said(
        "no violation reported, but nobody accepted was looking everywhere for {share} of the "
        "time: {why}",
        share=share, why=gaps[0].reason,
    )  # fmt: skip
    if len(gaps) == 1:
        return reason
    return counted(
        len(gaps) - 1,
        "{reason} (and {count:,} more gap)",
        "{reason} (and {count:,} more gaps)",
        reason=reason,
    )


def _share(gaps: Sequence[Gap], begins: datetime, ends: datetime) -> Said:
    """Say what share of the time lies in gaps; those of several places may overlap."""
    missing, reached = 0.0, begins
    for gap in sorted(gaps, key=lambda gap: (gap.begins, gap.ends)):
        missing += max(0.0, (gap.ends - max(gap.begins, reached)).total_seconds())
        reached = max(reached, gap.ends)
    share = missing / (ends - begins).total_seconds()
    if share < _LEAST:
        return said("less than {share:.0%}", share=_LEAST)
    if 1 - _LEAST < share < 1:
        return said("more than {share:.0%}", share=1 - _LEAST)
    return said("{share:.0%}", share=share)


def _strip(
    observed: Observed, gaps: Sequence[Gap], begins: datetime, horizon: datetime, until: datetime
) -> tuple[Span, ...]:
    spans = [Span(a, b, Word.KEPT) for a, b in observed.spans_within(begins, horizon)]
    spans += [Span(gap.begins, gap.ends, Word.UNDETERMINED, gap.reason) for gap in gaps]
    if horizon < until:
        label = said("within the sources' usual lag")
        spans.append(Span(horizon, until, Word.PENDING, label))
    return tuple(sorted(spans, key=lambda span: (span.begins, span.ends)))
