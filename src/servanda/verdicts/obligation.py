"""The verdict of an obligation from its instances: triggered duties and recurring quotas.

An instance whose clock runs is pending. One whose clock has ended is kept if an
accepted source saw it fulfilled in time; breached if enough independent sources were
looking and saw nothing; alleged if too few looked; undetermined if nobody did.
A fulfilment that only its own bearer reports proves that the bearer claims it.
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
    Instance,
    Span,
    Verdict,
    Violation,
    Word,
    combine,
)
from servanda.verdicts.question import Question
from servanda.verdicts.weigh import weigh_silence

__all__ = ["Trigger", "decide_obligation", "instance_of", "summarise"]


@dataclass(frozen=True, slots=True)
class Trigger:
    """What created one instance of a duty.

    Attributes:
        id: Stable id.
        when: When it happened; the clock starts at its latest possible moment.
        deadline: When the duty must be fulfilled, None if the text states no clock.
        facts: The facts behind the trigger.
        bearer: Who must in this instance; empty: all bearers of the clause together.
    """

    id: str
    when: Dated
    deadline: datetime | None
    facts: tuple[FactRef, ...] = ()
    bearer: tuple[str, ...] = ()


def instance_of(
    question: Question,
    trigger: Trigger,
    fulfilled_by: Sequence[FactRef],
    possibly_by: Sequence[FactRef] = (),
) -> tuple[Instance, Violation | None, tuple[Gap, ...]]:
    """Decide one instance; also return the omission, if it is one, and the gaps that matter."""
    if trigger.bearer:
        question = replace(question, bearer=trigger.bearer)
    begins = trigger.when.ends
    made = Instance(
        trigger.id, begins, trigger.deadline, Word.PENDING, "", trigger.facts, tuple(fulfilled_by)
    )
    others = [fact for fact in fulfilled_by if fact.party not in question.bearer]
    if others:
        names = ", ".join(sorted({fact.source for fact in others}))
        return replace(made, word=Word.KEPT, reason=f"fulfilled, as reported by {names}"), None, ()
    if trigger.deadline is None:
        return _without_clock(question, made)
    waiting = _waiting(question, trigger.deadline)
    if waiting:
        return replace(made, reason=waiting), None, ()
    doubt = _doubt(fulfilled_by, possibly_by)
    if doubt:
        made = replace(made, fulfilled_by=(*fulfilled_by, *possibly_by))
        return replace(made, word=Word.UNDETERMINED, reason=doubt), None, ()
    return _silence(question, made, trigger.deadline)


def _without_clock(
    question: Question, made: Instance
) -> tuple[Instance, Violation | None, tuple[Gap, ...]]:
    """A duty without a clock stays due for ever; unseen, it cannot even be said to be undone."""
    until = question.until
    if made.begins < until and not question.observed.spans_within(made.begins, until):
        gaps = question.observed.gaps_within(made.begins, until)
        seen = gaps[0].reason if gaps else "no accepted source reports on it"
        reason = f"due, and the text states no clock; whether it was done cannot be told: {seen}"
        return replace(made, word=Word.UNDETERMINED, reason=reason), None, gaps
    return replace(made, reason="due; the text states no clock"), None, ()


def _waiting(question: Question, deadline: datetime) -> str:
    """Why the duty is still pending; empty if its time is over."""
    if question.as_of <= deadline:
        return "the clock is running"
    if question.heard <= deadline:
        return "the clock has ended; the sources usually report later than this"
    return ""


def _doubt(fulfilled_by: Sequence[FactRef], possibly_by: Sequence[FactRef]) -> str:
    """Why what is reported neither fulfils the duty nor leaves it undone; empty if it does."""
    if fulfilled_by:
        return "only the bearer itself reports that it was done"
    if possibly_by:
        fact = possibly_by[0]
        return (
            f"reported by {fact.source} for {fact.when.begins:%Y-%m-%d %H:%M}Z to "
            f"{fact.when.ends:%Y-%m-%d %H:%M}Z: before or after the deadline, it does not say"
        )
    return ""


def _silence(
    question: Question, made: Instance, deadline: datetime
) -> tuple[Instance, Violation | None, tuple[Gap, ...]]:
    observed = question.observed
    observers = observed.observers(made.begins, deadline)
    if not observers:
        gaps = observed.gaps_within(made.begins, deadline) or (
            Gap(made.begins, deadline, "no single accepted source covers the whole window"),
        )
        reason = f"nothing reported, and nobody was looking throughout: {gaps[0].reason}"
        return replace(made, word=Word.UNDETERMINED, reason=reason), None, gaps
    weight = weigh_silence(observers, question.rule)
    word = Word.BREACHED if weight.verified else Word.ALLEGED
    omission = Violation(
        made.id, "not done by the deadline", Dated(deadline, deadline), weight.verified,
        weight.why, question.bearer, (), (), weight.origins, BreachKind.CONTINUING,
    )  # fmt: skip
    return replace(made, word=word, reason=weight.why), omission, ()


def decide_obligation(
    question: Question,
    triggers: Sequence[Trigger],
    fulfilments: Mapping[str, Sequence[FactRef]],
    possible: Mapping[str, Sequence[FactRef]] | None = None,
    untriggered: tuple[Word, str] = (Word.PENDING, "nothing has triggered it"),
) -> Verdict:
    """Decide an obligation that is done once for each trigger.

    Args:
        question: The clause and its frame.
        triggers: Verified triggers, already cut to what could be known.
        fulfilments: Trigger id -> facts that fulfil it in time.
        possible: Trigger id -> facts dated so vaguely that they may or may not be in time.
        untriggered: Verdict and reason where nothing has triggered it.
    """
    decided = [
        instance_of(
            question, trigger, fulfilments.get(trigger.id, ()), (possible or {}).get(trigger.id, ())
        )
        for trigger in sorted(triggers, key=lambda trigger: (trigger.when.ends, trigger.id))
    ]
    if not decided:
        word, reason = untriggered
        expired = question.activation is Activation.EXPIRED
        return Verdict(
            question.clause, word, Activation.EXPIRED if expired else Activation.INACTIVE,
            (question.begins, question.until), reasons=(reason,), engine=ENGINE_VERSION,
        )  # fmt: skip
    instances = [instance for instance, _, _ in decided]
    violations = [violation for _, violation, _ in decided if violation is not None]
    gaps = [gap for _, _, some in decided for gap in some]
    return summarise(question, instances, violations, gaps)


def summarise(
    question: Question,
    instances: Sequence[Instance],
    violations: Sequence[Violation],
    gaps: Sequence[Gap],
) -> Verdict:
    """Combine the instances of a duty into the verdict of its clause."""
    word = combine(instance.word for instance in instances)
    deciding = next(instance for instance in instances if instance.word is word)
    verified = [violation for violation in violations if violation.verified]
    by = tuple(sorted({party for violation in verified for party in violation.by}))
    until = question.until
    tally = ", ".join(
        f"{sum(i.word is w for i in instances)} {w}"
        for w in Word
        if any(i.word is w for i in instances)
    )
    known = [fact.known_from for fact in (*deciding.trigger, *deciding.fulfilled_by)]
    return Verdict(
        question.clause, word, question.activation, (question.begins, until),
        since=_since(word, deciding, violations),
        by=by,
        attributable=bool(by) or not verified,
        reasons=(f"{deciding.id}: {deciding.reason}", f"instances: {tally}"),
        violations=tuple(sorted(violations, key=lambda v: (not v.verified, v.when.ends, v.id))),
        instances=tuple(instances),
        gaps=tuple(gaps),
        strip=tuple(
            Span(i.begins, min(i.deadline or until, max(until, i.begins)), i.word, i.id)
            for i in instances
        ),
        known_since=max(known, default=deciding.deadline if verified else None),
        breach_kind=verified[0].kind if verified else None,
        engine=ENGINE_VERSION,
    )  # fmt: skip


def _since(word: Word, deciding: Instance, violations: Sequence[Violation]) -> Dated:
    violated = next((each.when for each in violations if each.id == deciding.id), None)
    if violated is not None:
        return violated
    if word is Word.KEPT and deciding.fulfilled_by:
        whens = (fact.when for fact in deciding.fulfilled_by)
        return min(whens, key=lambda when: (when.ends, when.begins))
    return Dated(deciding.begins, deciding.begins)
