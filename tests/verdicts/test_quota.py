from __future__ import annotations

from servanda.verdicts.model import BreachKind, Dated, Verdict, Word
from servanda.verdicts.observed import Observed
from servanda.verdicts.quota import Period, decide_quota

from .build import at, by_others, day, fact, looking, period, question


def shortfall(each: Period, as_of: float = 20, observed: Observed | None = None) -> Verdict:
    return decide_quota(question(observed, as_of=as_of), [by_others(each)], excess=False)


def excess(each: Period, as_of: float = 20, observed: Observed | None = None) -> Verdict:
    return decide_quota(question(observed, as_of=as_of), [each], excess=True)


def test_a_met_quota_is_kept_even_before_its_period_ends() -> None:
    verdict = shortfall(period(fact("log", on=2), meets=True), as_of=3)
    assert verdict.word is Word.KEPT
    assert verdict.reasons[0] == "week: 1 (asked: 3): met"


def test_an_open_period_is_pending_up_to_its_last_moment() -> None:
    assert shortfall(period(), as_of=8).word is Word.PENDING
    assert shortfall(period(), as_of=8).reasons[0].endswith("so far; the period is open")
    assert shortfall(period(), as_of=8.01).word is Word.BREACHED
    assert excess(period(), as_of=8).word is Word.PENDING
    assert excess(period(), as_of=8.01).word is Word.KEPT


def test_a_period_without_an_end_that_reaches_to_as_of_is_open() -> None:
    """A quota over a whole window without an end comes as a period that ends at as-of."""
    open_ended = question(window=(1, None), as_of=20)
    verdict = decide_quota(open_ended, [period(ends=20)], excess=False)
    assert verdict.word is Word.PENDING


def test_within_the_lag_after_its_end_a_period_is_pending() -> None:
    slow = looking("log", "news", lag=3)
    verdict = shortfall(period(), as_of=10, observed=slow)
    assert verdict.word is Word.PENDING
    assert "usually report later than this" in verdict.reasons[0]
    late = shortfall(period(), as_of=12, observed=slow)
    assert (late.word, late.known_since) == (Word.BREACHED, day(11))


def test_a_shortfall_needs_independent_observers() -> None:
    verdict = shortfall(period(fact("log")))
    assert verdict.word is Word.BREACHED
    assert verdict.since == at(8)
    assert verdict.by == ("A", "B")
    assert shortfall(period(), observed=looking("log")).word is Word.ALLEGED
    assert shortfall(period(), observed=Observed()).word is Word.UNDETERMINED


def test_a_shortfall_of_one_bearer_accuses_it_alone() -> None:
    verdict = shortfall(period(by=("B",)))
    assert verdict.by == ("B",)
    assert verdict.instances[0].bearer == ("B",)


def test_a_period_that_is_partly_uncovered_is_undetermined_and_the_gap_named() -> None:
    verdict = shortfall(period(), observed=looking("log", begins=3))
    assert verdict.word is Word.UNDETERMINED
    assert "not all of it was covered: log: out of office" in verdict.reasons[0]
    assert [(gap.begins, gap.ends) for gap in verdict.gaps] == [(day(1), day(3))]


def test_a_quota_met_only_by_the_bearers_word_is_undetermined() -> None:
    claimed = period(fact("ministry", party="A", on=2), meets=True)
    verdict = shortfall(claimed)
    assert verdict.word is Word.UNDETERMINED
    assert "only the bearer itself" in verdict.reasons[0]


def test_a_quota_met_by_the_bearers_word_is_pending_while_its_period_is_open() -> None:
    assert shortfall(period(fact("m", party="A", on=2), meets=True), as_of=5).word is Word.PENDING


def test_a_quota_met_by_another_bearers_word_counts_only_where_each_is_looked_at_alone() -> None:
    told = fact("ministry", party="A", on=2)
    assert shortfall(period(told, meets=True, by=("B",))).word is Word.KEPT
    assert shortfall(period(told, meets=True)).word is Word.UNDETERMINED


def test_a_quota_met_only_by_what_does_not_confirm_is_undetermined() -> None:
    assert shortfall(period(fact("x", grade="B5"), meets=True)).word is Word.UNDETERMINED


def test_amounts_without_an_exchange_rate_make_a_shortfall_undetermined() -> None:
    verdict = shortfall(period(undecided="no rate for XAU"))
    assert (verdict.word, verdict.reasons[0]) == (Word.UNDETERMINED, "week: no rate for XAU")


def test_a_prohibited_quota_is_breached_by_verified_incidents_only() -> None:
    facts = (fact("log", on=3), fact("news", on=5))
    sure = excess(period(*facts, meets=True, verified=True, by=("A",)))
    assert (sure.word, sure.by) == (Word.BREACHED, ("A",))
    maybe = excess(period(*facts, meets=True, by=("A",)))
    assert (maybe.word, maybe.by) == (Word.ALLEGED, ())
    assert "only with unverified reports" in maybe.reasons[0]


def test_a_composite_breach_runs_from_its_first_act_and_is_known_with_its_last_report() -> None:
    facts = (fact("log", on=3, known=4), fact("news", on=5, known=6))
    verdict = excess(period(*facts, meets=True, verified=True), as_of=7)
    assert verdict.breach_kind is BreachKind.COMPOSITE
    assert verdict.since == Dated(day(3), day(5), "within")  # never the end of an open period
    assert verdict.known_since == day(6)


def test_a_composite_breach_is_not_dated_outside_its_period() -> None:
    long = fact("log", when=Dated(day(0), day(9), "within"))
    verdict = excess(period(long, meets=True, verified=True))
    assert verdict.since == Dated(day(1), day(8), "within")


def test_within_the_limit_is_kept_only_where_somebody_was_looking() -> None:
    verdict = excess(period())
    assert (verdict.word, verdict.known_since) == (Word.KEPT, day(8))
    assert excess(period(), observed=looking("log", ends=7)).word is Word.UNDETERMINED
    assert excess(period(), observed=Observed()).word is Word.UNDETERMINED


def test_a_recurring_quota_is_kept_only_if_no_period_is_worse() -> None:
    weeks = [
        period(fact("log", on=2), meets=True, name="w1"),
        period(begins=8, ends=15, name="w2"),
        period(begins=15, ends=22, name="w3"),
    ]
    verdict = decide_quota(question(as_of=17), [by_others(week) for week in weeks], excess=False)
    assert [each.word for each in verdict.instances] == [Word.KEPT, Word.BREACHED, Word.PENDING]
    assert (verdict.word, verdict.since) == (Word.BREACHED, at(15))
    assert verdict.reasons[1] == "instances: 1 breached, 1 pending, 1 kept"
