"""The verdict of a prohibition from the incidents that go against it and the coverage.

Verified violation: breached. Reported but unverified: alleged. Nothing reported: kept
only where and while an accepted source was looking; any gap makes it undetermined.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

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
_TIME = "%Y-%m-%d %H:%MZ"


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
            why += "" if by == incident.by else "; no report that counts says who did it"
        violation = Violation(
            incident.id, incident.what, incident.when, weight.verified, why, by,
            incident.facts, incident.denials, weight.origins,
        )  # fmt: skip
        if _may_lie_outside(incident.when, question.window):
            why = f"dated across the border of the clause's window; {weight.why}"
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
            reasons=("not in force yet",), engine=ENGINE_VERSION,
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
            reasons=(f"{_count(len(weighed), 'violation')} reported, none verified: {first.why}",),
            known_since=min(fact.known_from for fact in first.facts) if first.facts else None,
        )
    return _silent(base, question, gaps, horizon)


def _breached(base: Verdict, verified: Sequence[tuple[Violation, datetime | None]]) -> Verdict:
    first = verified[0][0]
    by = tuple(sorted({party for violation, _ in verified for party in violation.by}))
    known = min((since for _, since in verified if since is not None), default=None)
    alleged = len(base.violations) - len(verified)
    reason = f"{_count(len(verified), 'verified violation')}; the first: {first.why}"
    reasons = [reason]
    if alleged:
        reasons.append(f"{_count(alleged, 'further violation')} alleged, not verified")
    if not by:
        reasons.append("violated, not attributable: no verified report names who did it")
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
        reason = (
            "no violation reported, but nobody accepted was looking everywhere for "
            f"{_share(gaps, begins, horizon)} of the time: {gaps[0].reason}"
        )
        more = f" (and {_count(len(gaps) - 1, 'more gap')})" if len(gaps) > 1 else ""
        return replace(
            base,
            word=Word.UNDETERMINED,
            since=Dated(gaps[0].begins, gaps[0].ends, "throughout"),
            reasons=(reason + more,),
        )
    if horizon <= begins:
        return replace(base, word=Word.PENDING, reasons=("no source is due to have reported yet",))
    covered = (
        "the whole window"
        if horizon == question.window[1]
        else f"the window until {horizon:{_TIME}}"
    )
    return replace(
        base,
        since=Dated(begins, horizon, "throughout"),
        reasons=(f"accepted sources covered {covered} and report no violation",),
        known_since=horizon + question.observed.lag,
    )


def _share(gaps: Sequence[Gap], begins: datetime, ends: datetime) -> str:
    """Say what share of the time lies in gaps; those of several places may overlap."""
    missing, reached = 0.0, begins
    for gap in sorted(gaps, key=lambda gap: (gap.begins, gap.ends)):
        missing += max(0.0, (gap.ends - max(gap.begins, reached)).total_seconds())
        reached = max(reached, gap.ends)
    share = missing / (ends - begins).total_seconds()
    if share < _LEAST:
        return "less than 1%"
    return "more than 99%" if 1 - _LEAST < share < 1 else f"{share:.0%}"


def _strip(
    observed: Observed, gaps: Sequence[Gap], begins: datetime, horizon: datetime, until: datetime
) -> tuple[Span, ...]:
    spans = [Span(a, b, Word.KEPT) for a, b in observed.spans_within(begins, horizon)]
    spans += [Span(gap.begins, gap.ends, Word.UNDETERMINED, gap.reason) for gap in gaps]
    if horizon < until:
        spans.append(Span(horizon, until, Word.PENDING, "within the sources' usual lag"))
    return tuple(sorted(spans, key=lambda span: (span.begins, span.ends)))


def _count(number: int, noun: str) -> str:
    return f"{number:,} {noun}" if number == 1 else f"{number:,} {noun}s"
