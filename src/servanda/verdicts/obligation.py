"""The verdict of an obligation from its instances: triggered duties and recurring quotas.

An instance whose clock runs is pending. One whose clock has ended is kept if an
accepted source saw it fulfilled in time; breached if enough independent sources were
looking and saw nothing; alleged if too few looked; undetermined if nobody did.
A fulfilment that only its own bearer reports proves that the bearer claims it. What is
done after the deadline leaves the verdict as it is, and ends the breach that continued.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from servanda.base.said import Listed, Said, said
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
from servanda.verdicts.weigh import shows_done, weigh_silence

__all__ = ["Trigger", "decide_obligation", "done_late", "instance_of", "summarise"]


_UNTRIGGERED = said("nothing has triggered it")


@dataclass(frozen=True, slots=True)
class Trigger:
    """What created one instance of a duty.

    Attributes:
        id: Stable id.
        when: When it happened; the clock starts at its latest possible moment.
        deadline: When the duty must be fulfilled, None if the text states no clock.
        facts: The facts behind the trigger.
        bearer: Who must in this instance; empty: all bearers of the clause together.
        label: What people call it.
    """

    id: str
    when: Dated
    deadline: datetime | None
    facts: tuple[FactRef, ...] = ()
    bearer: tuple[str, ...] = ()
    label: str = ""


def instance_of(
    question: Question,
    trigger: Trigger,
    fulfilled_by: Sequence[FactRef],
    possibly_by: Sequence[FactRef] = (),
    late_by: Sequence[FactRef] = (),
) -> tuple[Instance, Violation | None, tuple[Gap, ...]]:
    """Decide one instance; also return the omission, if it is one, and the gaps that matter."""
    if trigger.bearer:
        question = replace(question, bearer=trigger.bearer)
    begins = trigger.when.ends
    made = Instance(
        trigger.id, begins, trigger.deadline, Word.PENDING, "", trigger.facts,
        _each_once(fulfilled_by), bearer=question.bearer, label=trigger.label,
    )  # fmt: skip
    shown = [fact for fact in made.fulfilled_by if shows_done(fact, question.bearer)]
    if shown:
        names = Listed(sorted({fact.source for fact in shown}))
        reason = said("fulfilled, as reported by {names}", names=names)
        return replace(made, word=Word.KEPT, reason=reason), None, ()
    if trigger.deadline is None:
        return _without_clock(question, made)
    waiting = _waiting(question, trigger.deadline)
    if waiting:
        return replace(made, reason=waiting), None, ()
    made = replace(made, done_late_by=_each_once(late_by))
    if trigger.deadline <= begins:
        reason = said(
            "its deadline had passed when it was triggered; the text does not say what then"
        )
        return replace(made, word=Word.UNDETERMINED, reason=reason), None, ()
    doubt = _doubt(question.bearer, made.fulfilled_by, _each_once(possibly_by))
    if doubt:
        made = replace(made, fulfilled_by=_each_once([*fulfilled_by, *possibly_by]))
        return replace(made, word=Word.UNDETERMINED, reason=doubt), None, ()
    return _silence(question, made, trigger.deadline)


def _each_once(facts: Sequence[FactRef]) -> tuple[FactRef, ...]:
    """Return facts in a stable order: best known first."""
    by_id = {fact.fact: fact for fact in facts}
    return tuple(sorted(by_id.values(), key=lambda fact: (fact.known_from, fact.fact)))


def _without_clock(
    question: Question, made: Instance
) -> tuple[Instance, Violation | None, tuple[Gap, ...]]:
    """A duty without a clock stays due for ever; unseen, it cannot even be said to be undone."""
    until = question.until
    if made.begins < until and not question.observed.spans_within(made.begins, until):
        gaps = question.observed.gaps_within(made.begins, until)
        reason = said(
            "due, and the text states no clock; whether it was done cannot be told: {why}",
            why=gaps[0].reason if gaps else said("no accepted source reports on it"),
        )
        return replace(made, word=Word.UNDETERMINED, reason=reason), None, gaps
    return replace(made, reason=said("due; the text states no clock")), None, ()


def _waiting(question: Question, deadline: datetime) -> str:
    """Why the duty is still pending; empty if its time is over."""
    if question.as_of <= deadline:
        return said("the clock is running")
    if question.heard <= deadline:
        return said("the clock has ended; the sources usually report later than this")
    return ""


def _doubt(
    bearer: tuple[str, ...], fulfilled_by: Sequence[FactRef], possibly_by: Sequence[FactRef]
) -> str:
    """Why what is reported neither fulfils the duty nor leaves it undone; empty if it does."""
    vague = [fact for fact in possibly_by if shows_done(fact, bearer)]
    if vague:
        fact = vague[0]
        return said(
            "reported by {source} for {begins:%Y-%m-%d %H:%M}Z to {ends:%Y-%m-%d %H:%M}Z: "
            "before or after the deadline, it does not say",
            source=fact.source, begins=fact.when.begins, ends=fact.when.ends,
        )  # fmt: skip
    told = [*fulfilled_by, *possibly_by]
    if not told:
        return ""
    if all(fact.party in bearer for fact in told):
        return said("only the bearer itself reports that it was done")
    return said(
        "only the bearer or sources that do not confirm (graded E or 5) report that it was done"
    )


def _silence(
    question: Question, made: Instance, deadline: datetime
) -> tuple[Instance, Violation | None, tuple[Gap, ...]]:
    observed = question.observed
    observers = observed.observers(made.begins, deadline)
    if not observers:
        unseen = said("no single accepted source covers the whole window")
        gaps = observed.gaps_within(made.begins, deadline) or (Gap(made.begins, deadline, unseen),)
        why = said(
            "nothing reported in time, and nobody was looking throughout: {why}",
            why=gaps[0].reason,
        )
        late = _told_late(question.bearer, made, _after_deadline)
        why = said("{reason}; {late}", reason=why, late=late) if late else why
        return replace(made, word=Word.UNDETERMINED, reason=why), None, gaps
    weight = weigh_silence(observers, question.rule)
    word = Word.BREACHED if weight.verified else Word.ALLEGED
    late = _told_late(question.bearer, made, _done_late)
    reason = weight.why
    if late:
        reason = said(
            "not done by {deadline:%Y-%m-%d %H:%M}Z; {late}; {why}",
            deadline=deadline, late=late, why=weight.why,
        )  # fmt: skip
    omission = Violation(
        made.id, said("not done by the deadline"), Dated(deadline, deadline), weight.verified,
        weight.why, question.bearer, (), (), weight.origins, BreachKind.CONTINUING,
        done_late(made, question.bearer),
    )  # fmt: skip
    return replace(made, word=word, reason=reason), omission, ()


def done_late(made: Instance, bearer: tuple[str, ...]) -> Dated | None:
    """Return when a duty was done after its deadline, as others than its bearer say; else None."""
    whens = [fact.when for fact in made.done_late_by if shows_done(fact, bearer)]
    return min(whens, key=lambda when: (when.ends, when.begins), default=None)


def _told_late(
    bearer: tuple[str, ...], made: Instance, done: Callable[[Said, Listed], Said]
) -> str:
    """Say who reports that it was done after the deadline; empty if nobody does."""
    when = done_late(made, bearer)
    if when is not None:
        first = [
            fact
            for fact in made.done_late_by
            if shows_done(fact, bearer) and fact.when.begins <= when.ends
        ]
        return done(_on(when), Listed(sorted({fact.source for fact in first})))
    if not made.done_late_by:
        return ""
    whens = [fact.when for fact in made.done_late_by]
    claimed = min(whens, key=lambda each: (each.ends, each.begins))
    if all(fact.party in bearer for fact in made.done_late_by):
        return said(
            "only the bearer itself reports that it was done late, {when}", when=_on(claimed)
        )
    return said(
        "only the bearer or unconfirming sources report that it was done late, {when}",
        when=_on(claimed),
    )


def _done_late(when: Said, names: Listed) -> Said:
    return said("done late {when}, as reported by {names}", when=when, names=names)


def _after_deadline(when: Said, names: Listed) -> Said:
    return said("done {when}, after the deadline, as reported by {names}", when=when, names=names)


def _on(when: Dated) -> Said:
    if when.begins == when.ends:
        return said("on {moment:%Y-%m-%d %H:%M}Z", moment=when.ends)
    return said(
        "between {begins:%Y-%m-%d %H:%M}Z and {ends:%Y-%m-%d %H:%M}Z",
        begins=when.begins, ends=when.ends,
    )  # fmt: skip


def decide_obligation(
    question: Question,
    triggers: Sequence[Trigger],
    fulfilments: Mapping[str, Sequence[FactRef]],
    possible: Mapping[str, Sequence[FactRef]] | None = None,
    untriggered: tuple[Word, str] = (Word.PENDING, _UNTRIGGERED),
    *,
    late: Mapping[str, Sequence[FactRef]] | None = None,
) -> Verdict:
    """Decide an obligation that is done once for each trigger.

    Args:
        question: The clause and its frame.
        triggers: Verified triggers, already cut to what could be known.
        fulfilments: Trigger id -> facts that fulfil it in time.
        possible: Trigger id -> facts dated so vaguely that they may or may not be in time.
        untriggered: Verdict and reason where nothing has triggered it.
        late: Trigger id -> facts that it was done after the deadline, all of them for certain.
    """
    decided = [
        instance_of(
            question,
            trigger,
            fulfilments.get(trigger.id, ()),
            (possible or {}).get(trigger.id, ()),
            (late or {}).get(trigger.id, ()),
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
    """Combine the instances of a duty, in order of time, into the verdict of its clause."""
    word = combine(instance.word for instance in instances)
    violations = sorted(violations, key=_order)
    first = violations[0] if violations else None
    deciding = next(
        instance
        for instance in instances
        if instance.word is word and (first is None or instance.id == first.id)
    )
    verified = [violation for violation in violations if violation.verified]
    by = tuple(sorted({party for violation in verified for party in violation.by}))
    until = question.until
    counts = ((each, sum(i.word is each for i in instances)) for each in Word)
    tally = Listed(said("{count} {word}", count=n, word=each) for each, n in counts if n)
    return Verdict(
        question.clause, word, question.activation, (question.begins, until),
        since=first.when if first else _since(word, deciding),
        by=by,
        attributable=bool(by) or not verified,
        reasons=(
            said("{instance}: {reason}", instance=deciding.name, reason=deciding.reason),
            said("instances: {tally}", tally=tally),
        ),
        violations=tuple(violations),
        instances=tuple(instances),
        gaps=tuple(dict.fromkeys(gaps)),
        strip=tuple(
            Span(i.begins, max(i.begins, min(i.deadline or until, until)), i.word, i.id)
            for i in instances
        ),
        known_since=_known_since(question, word, deciding, instances, first),
        breach_kind=verified[0].kind if verified else None,
        engine=ENGINE_VERSION,
    )  # fmt: skip


def _order(violation: Violation) -> tuple[bool, datetime, datetime, str]:
    return not violation.verified, violation.when.ends, violation.when.begins, violation.id


def _since(word: Word, deciding: Instance) -> Dated:
    if word is Word.KEPT and deciding.fulfilled_by:
        whens = (fact.when for fact in deciding.fulfilled_by)
        return min(whens, key=lambda when: (when.ends, when.begins))
    return Dated(deciding.begins, deciding.begins)


def _known_since(
    question: Question,
    word: Word,
    deciding: Instance,
    instances: Sequence[Instance],
    first: Violation | None,
) -> datetime | None:
    """When it could be known: the last report, or the end of the lag where silence decides."""
    lag = question.observed.lag
    if first is not None and first.kind is BreachKind.COMPOSITE:
        return max((fact.known_from for fact in first.facts), default=None)
    if first is not None:
        return max([first.when.ends + lag, *_known(deciding, lag)])
    rests_on = instances if word is Word.KEPT else [deciding]
    return max((known for each in rests_on for known in _known(each, lag)), default=None)


def _known(instance: Instance, lag: timedelta) -> list[datetime]:
    facts = (*instance.trigger, *instance.fulfilled_by)
    silent = instance.word is Word.KEPT and not instance.fulfilled_by
    ended = [instance.deadline + lag] if silent and instance.deadline is not None else []
    return [*ended, *(fact.known_from for fact in facts)]
