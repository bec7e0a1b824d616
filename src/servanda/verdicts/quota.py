"""The verdict of a recurring quota: one finding for each calendar period.

``obliges sum of ... every month``: a period is kept when what is reported reaches the
threshold, by others than its bearer; a closed period below it is breached only if
enough independent sources covered all of it. ``prohibits count of ... > n every day``:
a period is breached when the *verified* incidents alone exceed the threshold.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from servanda.base.said import Said, said
from servanda.verdicts.model import (
    BreachKind,
    Dated,
    FactRef,
    Gap,
    Instance,
    Verdict,
    Violation,
    Word,
)
from servanda.verdicts.obligation import summarise
from servanda.verdicts.question import Question
from servanda.verdicts.weigh import weigh_silence

__all__ = ["Period", "decide_quota"]


@dataclass(frozen=True, slots=True)
class Period:
    """One period of a recurring clause and what was counted in it.

    Attributes:
        id: ``2031-04`` and the like.
        begins: Start, inclusive, UTC.
        ends: End, exclusive, UTC.
        progress: What was counted, with unit and threshold, for people.
        meets: Whether all reports together reach the quota, or exceed the limit.
        verified_meets: The same, counting only what carries: for an excess the verified
            incidents, for a shortfall those that others than the bearer report.
        facts: The facts counted.
        by: Parties to whom the counted incidents are attributed; of a shortfall, the bearer
            looked at alone, or empty for all bearers of the clause together.
        undecided: Why the reports cannot be held against the threshold; empty if they can.
    """

    id: str
    begins: datetime
    ends: datetime
    progress: str
    meets: bool
    verified_meets: bool
    facts: tuple[FactRef, ...] = ()
    by: tuple[str, ...] = ()
    undecided: str = ""


def decide_quota(question: Question, periods: Sequence[Period], *, excess: bool) -> Verdict:
    """Decide a recurring quota; ``excess`` tells doing too much from doing too little.

    Args:
        question: The clause and its frame.
        periods: All periods that began before as-of, in order; at least one.
        excess: True if only an act can violate the quota, whether it is put as a
            prohibition (``> 5``) or as an obligation (``<= 5``).
    """
    instances: list[Instance] = []
    violations: list[Violation] = []
    gaps: list[Gap] = []
    for period in periods:
        decide = _excess if excess else _shortfall
        word, reason, violation, missing = decide(question, period)
        instances.append(
            Instance(
                period.id,
                period.begins,
                period.ends,
                word,
                reason,
                fulfilled_by=() if excess else period.facts,
                progress=period.progress,
                bearer=period.by if period.by and not excess else question.bearer,
            )
        )
        violations += [violation] if violation is not None else []
        gaps += missing
    return summarise(question, instances, violations, gaps)


_Decided = tuple[Word, str, Violation | None, tuple[Gap, ...]]


def _shortfall(question: Question, period: Period) -> _Decided:
    bearer = period.by or question.bearer
    if period.meets and period.verified_meets:
        return Word.KEPT, said("{progress}: met", progress=period.progress), None, ()
    if question.heard <= period.ends:
        return Word.PENDING, _open(question, period), None, ()
    if period.meets:
        reason = said(
            "{progress}: only the bearer itself, or sources that do not confirm, report it",
            progress=period.progress,
        )
        return Word.UNDETERMINED, reason, None, ()
    if period.undecided:
        return Word.UNDETERMINED, period.undecided, None, ()
    observers = question.observed.observers(period.begins, period.ends)
    if not observers:
        gaps = question.observed.gaps_within(period.begins, period.ends) or (
            Gap(
                period.begins, period.ends,
                said("no single accepted source covers the whole period"),
            ),
        )  # fmt: skip
        return Word.UNDETERMINED, _uncovered(period, gaps[0]), None, gaps
    weight = weigh_silence(observers, question.rule)
    violation = Violation(
        period.id, said("{progress}: short of the quota", progress=period.progress),
        Dated(period.ends, period.ends), weight.verified, weight.why, bearer, period.facts, (),
        weight.origins, BreachKind.COMPLETED,
    )  # fmt: skip
    word = Word.BREACHED if weight.verified else Word.ALLEGED
    reason = said("{progress}: short; {why}", progress=period.progress, why=weight.why)
    return word, reason, violation, ()


def _excess(question: Question, period: Period) -> _Decided:
    if period.meets:
        verified = period.verified_meets
        why = said("only with unverified reports")
        if verified:
            why = said("the verified incidents alone exceed it")
        violation = Violation(
            period.id, said("{progress}: above the limit", progress=period.progress),
            _series(period), verified, why, period.by, period.facts, (),
            tuple(sorted({fact.origin for fact in period.facts})), BreachKind.COMPOSITE,
        )  # fmt: skip
        word = Word.BREACHED if verified else Word.ALLEGED
        return word, said("{progress}: {why}", progress=period.progress, why=why), violation, ()
    if period.undecided:
        return Word.UNDETERMINED, period.undecided, None, ()
    if question.heard <= period.ends:
        return Word.PENDING, _open(question, period), None, ()
    gaps = question.observed.gaps_within(period.begins, period.ends)
    if gaps:
        return Word.UNDETERMINED, _uncovered(period, gaps[0]), None, gaps
    return Word.KEPT, said("{progress}: within the limit", progress=period.progress), None, ()


def _uncovered(period: Period, gap: Gap) -> Said:
    return said(
        "{progress} reported, but not all of it was covered: {why}",
        progress=period.progress, why=gap.reason,
    )  # fmt: skip


def _open(question: Question, period: Period) -> Said:
    """Why a period is not over; one that ends at as-of itself may go on."""
    if question.as_of <= period.ends:
        return said("{progress} so far; the period is open", progress=period.progress)
    return said(
        "{progress} so far; the sources usually report later than this", progress=period.progress
    )


def _series(period: Period) -> Dated:
    """Return when the limit was passed: some time from the first act counted to the last."""
    if not period.facts:
        return Dated(period.begins, period.ends, "within")
    begins = max(period.begins, min(fact.when.begins for fact in period.facts))
    ends = min(period.ends, max(fact.when.ends for fact in period.facts))
    return Dated(begins, max(begins, ends), "within")
