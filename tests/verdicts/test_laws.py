"""Promises that hold for every clause and all evidence, not only for the examples."""

from __future__ import annotations

import random
from collections.abc import Mapping
from dataclasses import fields, is_dataclass, replace
from datetime import timedelta
from enum import Enum
from typing import Any

from hypothesis import assume, given
from hypothesis import strategies as st

from servanda.agreement.model import VerifiedWhen
from servanda.verdicts.model import Dated, FactRef, Verdict, Word, combine
from servanda.verdicts.obligation import Trigger, decide_obligation
from servanda.verdicts.observed import Observed
from servanda.verdicts.prohibition import Incident, decide_prohibition
from servanda.verdicts.question import Question
from servanda.verdicts.quota import Period, decide_quota
from servanda.verdicts.weigh import weigh, weigh_silence

from .build import BOTH, TWO, day, fact

WORDS = st.sampled_from(list(Word))
ORIGINS = ("agency", "log", "map", "news")
DAYS = st.integers(2, 60).map(lambda half: half / 2)


@st.composite
def reports(draw: st.DrawFn, by: str = "A") -> FactRef:
    origin, known = draw(st.sampled_from(ORIGINS)), draw(DAYS)
    begins = draw(DAYS)
    when = Dated(day(begins), day(begins + draw(st.sampled_from((0, 0.5, 2)))), "within")
    return fact(
        origin, by=by, party=draw(st.sampled_from(("", "", "A", "B", "C"))), when=when, known=known,
        grade=draw(st.sampled_from("ABCDEF")) + draw(st.sampled_from("123456")), on=begins,
        source=f"{origin} {draw(st.integers(1, 3))}", patch=draw(st.sampled_from(("p1", "p2"))),
    )  # fmt: skip


@st.composite
def incidents(draw: st.DrawFn) -> list[Incident]:
    found = []
    for number in range(draw(st.integers(0, 4))):
        by = draw(st.sampled_from(("", "A", "B")))
        facts = tuple(draw(st.lists(reports(by), min_size=1, max_size=4)))
        found.append(Incident(f"i{number}", "strike", facts[0].when, (by,) if by else (), facts))
    return found


@st.composite
def coverages(draw: st.DrawFn) -> Observed:
    by_origin = {}
    for origin in draw(st.lists(st.sampled_from(ORIGINS), unique=True, max_size=3)):
        begins, length = draw(st.integers(1, 20)), draw(st.integers(1, 30))
        by_origin[origin] = ((day(begins), day(begins + length)),)
    return joined(by_origin, timedelta(days=draw(st.integers(0, 3))))


def joined(by_origin: Mapping[str, Any], lag: timedelta) -> Observed:
    spans: list[Any] = []
    for first, last in sorted(span for each in by_origin.values() for span in each):
        if spans and first <= spans[-1][1]:
            spans[-1] = (spans[-1][0], max(last, spans[-1][1]))
        else:
            spans.append((first, last))
    return Observed(tuple(spans), (), by_origin, lag)


RULES = st.builds(
    VerifiedWhen, st.sampled_from((None, 1, 2, 3)), st.sampled_from((None, 1, 2)),
    st.sampled_from((None, 1, 2)),
)  # fmt: skip
WINDOWS = st.tuples(st.integers(1, 10).map(day), st.none() | st.integers(11, 32).map(day))
QUESTIONS = st.builds(
    Question, st.just("clause"), st.just(BOTH), WINDOWS, DAYS.map(day), RULES, coverages()
)


@st.composite
def duties(draw: st.DrawFn) -> tuple[list[Trigger], dict[str, list[FactRef]]]:
    triggers, done = [], {}
    for number in range(draw(st.integers(1, 3))):
        name, begins = f"t{number}", draw(DAYS)
        clock = draw(st.none() | st.integers(1, 20))
        deadline = None if clock is None else day(begins + clock / 2)
        facts = tuple(draw(st.lists(reports(), max_size=2)))
        triggers.append(Trigger(name, Dated(day(begins), day(begins)), deadline, facts))
        done[name] = draw(st.lists(reports(), max_size=2))
    return triggers, done


def weeks(counts: list[tuple[bool, bool, tuple[FactRef, ...]]]) -> list[Period]:
    return [
        Period(f"w{k}", day(1 + 7 * k), day(8 + 7 * k), f"{len(facts)}", meets or sure, sure, facts)
        for k, (meets, sure, facts) in enumerate(counts)
    ]


WEEKS = st.lists(
    st.tuples(st.booleans(), st.booleans(), st.lists(reports(), max_size=3).map(tuple)),
    min_size=1, max_size=4,
).map(weeks)  # fmt: skip


def less(observed: Observed, keep: int) -> Observed:
    """Cut every origin's coverage to a part, so that nothing is covered that was not."""
    cut = {
        origin: tuple((first, min(last, day(keep))) for first, last in spans if first < day(keep))
        for origin, spans in observed.by_origin.items()
    }
    return joined(cut, observed.lag)


@given(st.lists(WORDS), st.randoms(use_true_random=False))
def test_combining_is_commutative(words: list[Word], chance: random.Random) -> None:
    mixed = [*words]
    chance.shuffle(mixed)
    assert combine(mixed) is combine(words)


@given(WORDS, WORDS, WORDS)
def test_combining_is_associative_and_idempotent_and_kept_is_neutral(
    a: Word, b: Word, c: Word
) -> None:
    assert combine([combine([a, b]), c]) is combine([a, combine([b, c])])
    assert combine([a, a]) is a
    assert combine([a, Word.KEPT]) is combine([Word.KEPT, a]) is a
    assert combine([]) is Word.KEPT


@given(QUESTIONS, incidents(), st.integers(1, 40))
def test_removing_coverage_never_turns_a_prohibition_into_kept(
    question: Question, seen: list[Incident], keep: int
) -> None:
    blinder = replace(question, observed=less(question.observed, keep))
    if decide_prohibition(question, seen).word is not Word.KEPT:
        assert decide_prohibition(blinder, seen).word is not Word.KEPT


@given(QUESTIONS, duties(), st.integers(1, 40))
def test_removing_coverage_never_turns_a_duty_into_kept_or_breached(
    question: Question, duty: tuple[list[Trigger], dict[str, list[FactRef]]], keep: int
) -> None:
    blinder = replace(question, observed=less(question.observed, keep))
    before = decide_obligation(question, *duty).instances
    for one, other in zip(before, decide_obligation(blinder, *duty).instances, strict=True):
        assert (one.word is Word.KEPT) == (other.word is Word.KEPT)
        assert not (other.word is Word.BREACHED and one.word is not Word.BREACHED)


@given(QUESTIONS, WEEKS, st.booleans(), st.integers(1, 40))
def test_removing_coverage_never_turns_a_quota_into_kept(
    question: Question, periods: list[Period], excess: bool, keep: int
) -> None:  # fmt: skip
    blinder = replace(question, observed=less(question.observed, keep))
    before = decide_quota(question, periods, excess=excess)
    after = decide_quota(blinder, periods, excess=excess)
    for one, other in zip(before.instances, after.instances, strict=True):
        assert one.word is Word.KEPT or other.word is not Word.KEPT


@given(QUESTIONS, incidents(), st.data())
def test_another_report_of_the_same_origin_by_another_outlet_changes_no_word(
    question: Question, seen: list[Incident], data: st.DataObject
) -> None:
    assume(seen)
    question = replace(question, rule=VerifiedWhen(question.rule.independent_sources or 2))
    number = data.draw(st.integers(0, len(seen) - 1))
    told = data.draw(st.sampled_from(seen[number].facts))
    again = replace(told, fact="again", source="another outlet")
    more = [*seen]
    more[number] = replace(seen[number], facts=(*seen[number].facts, again))
    assert decide_prohibition(question, more).word is decide_prohibition(question, seen).word


@given(QUESTIONS, incidents(), st.randoms(use_true_random=False))
def test_shuffling_incidents_changes_nothing(
    question: Question, seen: list[Incident], chance: random.Random
) -> None:
    mixed = [*seen]
    chance.shuffle(mixed)
    assert decide_prohibition(question, mixed) == decide_prohibition(question, seen)


@given(QUESTIONS, duties(), st.randoms(use_true_random=False))
def test_shuffling_triggers_and_reports_changes_nothing(
    question: Question,
    duty: tuple[list[Trigger], dict[str, list[FactRef]]],
    chance: random.Random,
) -> None:
    triggers, done = duty
    distinct = {name: list({f.fact: f for f in facts}.values()) for name, facts in done.items()}
    mixed = [*triggers]
    chance.shuffle(mixed)
    shuffled = {name: chance.sample(facts, len(facts)) for name, facts in distinct.items()}
    assert decide_obligation(question, mixed, shuffled) == decide_obligation(
        question, triggers, distinct
    )


@given(st.lists(reports(), min_size=1, max_size=6), RULES, st.randoms(use_true_random=False))
def test_shuffling_reports_changes_no_weight(
    facts: list[FactRef], rule: VerifiedWhen, chance: random.Random
) -> None:
    mixed = [*facts]
    chance.shuffle(mixed)
    assert weigh(mixed, ("A",), rule) == weigh(facts, ("A",), rule)


def swapped(value: Any) -> Any:
    """The same value with parties A and B in each other's place, lists of parties sorted."""
    names = {"A": "B", "B": "A"}
    if isinstance(value, Enum) or value is None:
        return value
    if isinstance(value, str):
        return names.get(value, value)
    if isinstance(value, Mapping):
        return {key: swapped(each) for key, each in value.items()}
    if isinstance(value, tuple | list):
        found = [swapped(each) for each in value]
        if found and all(each in ("A", "B", "C") for each in found):
            found.sort()
        return type(value)(found)
    if is_dataclass(value) and not isinstance(value, type):
        parts = {
            each.name: swapped(getattr(value, each.name))
            for each in fields(value)
            if each.name not in ("reliability", "credibility")
        }
        return replace(value, **parts)
    return value


@given(QUESTIONS, incidents())
def test_swapping_party_names_swaps_by_and_changes_nothing_else(
    question: Question, seen: list[Incident]
) -> None:
    verdict = decide_prohibition(question, seen)
    assert decide_prohibition(question, swapped(seen)) == swapped(verdict)


@given(QUESTIONS, duties())
def test_swapping_party_names_changes_no_duty(
    question: Question, duty: tuple[list[Trigger], dict[str, list[FactRef]]]
) -> None:
    verdict: Verdict = decide_obligation(question, *duty)
    assert decide_obligation(question, *swapped(duty)) == swapped(verdict)


@given(st.lists(reports(), min_size=1, max_size=5), reports(), RULES)
def test_another_independent_origin_never_makes_a_verified_violation_unverified(
    facts: list[FactRef], more: FactRef, rule: VerifiedWhen
) -> None:
    if weigh(facts, ("A",), rule).verified:
        assert weigh([*facts, replace(more, origin="new", fact="new")], ("A",), rule).verified


@given(st.lists(st.sampled_from(ORIGINS)), st.sampled_from(ORIGINS), RULES)
def test_more_observers_never_weaken(looked: list[str], more: str, rule: VerifiedWhen) -> None:
    before, after = weigh_silence(looked, rule), weigh_silence([*looked, more], rule)
    assert after.verified or not before.verified
    assert set(before.origins) <= set(after.origins)


@given(QUESTIONS, duties())
def test_a_duty_is_never_breached_before_its_deadline_and_the_lag_have_passed(
    question: Question, duty: tuple[list[Trigger], dict[str, list[FactRef]]]
) -> None:
    verdict = decide_obligation(question, *duty)
    for instance in verdict.instances:
        if instance.word in (Word.BREACHED, Word.ALLEGED):
            assert instance.deadline is not None
            assert instance.deadline + question.observed.lag < question.as_of


@given(QUESTIONS, WEEKS)
def test_a_shortfall_is_never_breached_before_its_period_and_the_lag_are_over(
    question: Question, periods: list[Period]
) -> None:
    verdict = decide_quota(question, periods, excess=False)
    for violation in verdict.violations:
        assert violation.when.ends + question.observed.lag < question.as_of


@given(QUESTIONS, incidents())
def test_gaps_and_covered_stretches_fill_the_time_up_to_the_horizon_and_no_more(
    question: Question, seen: list[Incident]
) -> None:
    verdict = decide_prohibition(question, seen)
    assert all(span.begins < span.ends for span in verdict.strip)
    joints = [(a.ends, b.begins) for a, b in zip(verdict.strip, verdict.strip[1:], strict=False)]
    assert all(ends == begins for ends, begins in joints)
    if verdict.strip:
        assert (verdict.strip[0].begins, verdict.strip[-1].ends) == verdict.window


@given(QUESTIONS, incidents())
def test_breached_always_has_a_verified_violation_and_names_only_whom_one_names(
    question: Question, seen: list[Incident]
) -> None:
    verdict = decide_prohibition(question, seen)
    sure = [violation for violation in verdict.violations if violation.verified]
    assert (verdict.word is Word.BREACHED) == bool(sure)
    assert set(verdict.by) == {party for violation in sure for party in violation.by}
    assert verdict.attributable is (bool(verdict.by) or not sure)


def test_two_is_the_number_of_sources_unless_the_agreement_says_otherwise() -> None:
    assert VerifiedWhen() == TWO
