from __future__ import annotations

from collections.abc import Sequence

import pytest

from servanda.agreement.model import VerifiedWhen
from servanda.verdicts.model import Activation, BreachKind, Dated, FactRef, Verdict, Word
from servanda.verdicts.obligation import decide_obligation
from servanda.verdicts.observed import Observed

from .build import at, day, fact, looking, question, trigger


def decide(
    *done: FactRef,
    as_of: float = 20,
    observed: Observed | None = None,
    maybe: Sequence[FactRef] = (),
    late: Sequence[FactRef] = (),
    on: float = 5,
    deadline: float | None = 7,
) -> Verdict:
    """One trigger, by default on the 5th and due on the 7th; ``done`` are reports in time."""
    return decide_obligation(
        question(observed, as_of=as_of),
        [trigger(on=on, deadline=deadline)],
        {"t1": done},
        {"t1": maybe},
        late={"t1": late},
    )


def test_a_duty_that_others_saw_done_is_kept_since_it_was_done() -> None:
    verdict = decide(fact("log", on=6, known=8))
    assert verdict.word is Word.KEPT
    assert verdict.since == at(6)
    assert verdict.known_since == day(8)
    assert verdict.reasons[0] == "t1: fulfilled, as reported by log"


def test_a_duty_that_independent_observers_did_not_see_done_is_breached_since_the_deadline() -> (
    None
):
    verdict = decide()
    assert verdict.word is Word.BREACHED
    assert verdict.since == at(7)
    assert verdict.by == ("A", "B")
    assert verdict.breach_kind is BreachKind.CONTINUING
    assert verdict.violations[0].facts == ()
    assert (
        verdict.violations[0].why
        == "2 independent sources watched and did not see it in time: log, news"
    )


def test_an_omission_is_not_known_before_the_deadline_and_the_lag_have_passed() -> None:
    assert decide().known_since == day(7)
    assert decide(observed=looking("log", "news", lag=3)).known_since == day(10)


def test_one_observer_alone_makes_an_omission_alleged() -> None:
    verdict = decide(observed=looking("log"))
    assert verdict.word is Word.ALLEGED
    assert verdict.since == at(7)
    assert verdict.by == ()
    assert (
        "only log watched and did not see it in time; 2 independent sources are needed"
        in verdict.reasons[0]
    )


def test_silence_that_nobody_covered_is_undetermined_and_the_gap_is_named() -> None:
    verdict = decide(observed=looking("log", begins=6))
    assert verdict.word is Word.UNDETERMINED
    assert [(gap.begins, gap.ends, gap.reason) for gap in verdict.gaps] == [
        (day(5), day(6), "log: out of office")
    ]
    assert decide(observed=Observed()).word is Word.UNDETERMINED


def test_two_halves_of_the_time_by_two_sources_do_not_make_one_observer() -> None:
    halves = {"a": ((day(1), day(6)),), "b": ((day(6), day(31)),)}
    verdict = decide(observed=Observed(((day(1), day(31)),), (), halves))
    assert verdict.word is Word.UNDETERMINED
    assert verdict.gaps[0].reason == "no single accepted source covers the whole window"


def test_while_the_clock_runs_a_duty_is_pending_to_its_last_moment() -> None:
    assert "the clock is running" in decide(as_of=7).reasons[0]
    assert decide(as_of=7).word is Word.PENDING
    assert decide(as_of=7.01).word is Word.BREACHED


def test_within_the_lag_after_the_deadline_a_duty_is_pending() -> None:
    slow = looking("log", "news", lag=3)
    assert decide(as_of=10, observed=slow).word is Word.PENDING
    assert "usually report later" in decide(as_of=10, observed=slow).reasons[0]
    assert decide(as_of=10.01, observed=slow).word is Word.BREACHED


def test_guarantor_clock_starts_at_the_breach_not_at_its_discovery() -> None:
    found_late = trigger(when=Dated(day(4), day(5), "after"))
    verdict = decide_obligation(question(), [found_late], {})
    (instance,) = verdict.instances
    assert instance.begins == day(5)  # its latest possible moment; the report came on the 6th
    assert instance.trigger[0].known_from == day(6)


@pytest.mark.parametrize("grade", ["A1", "B2"])
def test_fulfilment_only_by_the_bearers_own_word_is_undetermined(grade: str) -> None:
    verdict = decide(fact("ministry", party="A", grade=grade, on=6))
    assert verdict.word is Word.UNDETERMINED
    assert "only the bearer itself reports that it was done" in verdict.reasons[0]
    assert verdict.instances[0].fulfilled_by[0].source == "ministry"


def test_the_beneficiarys_word_that_it_received_shows_the_duty_done() -> None:
    verdict = decide(fact("ministry C", party="C", on=6))
    assert verdict.word is Word.KEPT


def test_a_fulfilment_that_only_unreliable_sources_report_is_undetermined() -> None:
    verdict = decide(fact("rumour", grade="E3", on=6))
    assert verdict.word is Word.UNDETERMINED
    assert "do not confirm (graded E or 5)" in verdict.reasons[0]


def test_a_report_dated_vaguely_around_the_deadline_is_undetermined_not_breached() -> None:
    vague = fact("log", when=Dated(day(6), day(8), "within"))
    verdict = decide(maybe=[vague])
    assert verdict.word is Word.UNDETERMINED
    assert verdict.reasons[0] == (
        "t1: reported by log for 2031-04-06 00:00Z to 2031-04-08 00:00Z: "
        "before or after the deadline, it does not say"
    )


def test_a_vague_report_by_another_is_named_before_the_bearers_own_word() -> None:
    own = fact("ministry", party="A", on=6)
    verdict = decide(own, maybe=[own, fact("log", when=Dated(day(6), day(8), "within"))])
    assert "reported by log" in verdict.reasons[0]
    assert [each.source for each in verdict.instances[0].fulfilled_by] == ["log", "ministry"]


def test_a_duty_without_a_clock_is_never_breached() -> None:
    verdict = decide(deadline=None, as_of=400)
    assert verdict.word is Word.PENDING
    assert "the text states no clock" in verdict.reasons[0]


def test_a_duty_without_a_clock_that_nobody_watches_is_undetermined() -> None:
    verdict = decide(deadline=None, observed=Observed())
    assert verdict.word is Word.UNDETERMINED
    assert "whether it was done cannot be told" in verdict.reasons[0]


def test_a_duty_triggered_after_its_own_deadline_is_undetermined_not_breached() -> None:
    verdict = decide(on=9, deadline=7)
    assert verdict.word is Word.UNDETERMINED
    assert "its deadline had passed when it was triggered" in verdict.reasons[0]
    assert all(span.begins <= span.ends for span in verdict.strip)


def test_without_a_trigger_nothing_is_due_and_the_clause_is_inactive() -> None:
    verdict = decide_obligation(question(), [], {})
    assert (verdict.word, verdict.activation) == (Word.PENDING, Activation.INACTIVE)
    assert verdict.reasons == ("nothing has triggered it",)
    untold = decide_obligation(question(), [], {}, untriggered=(Word.UNDETERMINED, "who knows"))
    assert (untold.word, untold.reasons) == (Word.UNDETERMINED, ("who knows",))
    assert decide_obligation(question(as_of=40), [], {}).activation is Activation.EXPIRED


def test_each_bearer_alone_is_accused_of_what_it_alone_left_undone() -> None:
    triggers = [trigger("t1 · A", bearer=("A",)), trigger("t1 · B", bearer=("B",))]
    verdict = decide_obligation(question(), triggers, {"t1 · A": [fact("log", on=6)]})
    assert verdict.word is Word.BREACHED
    assert verdict.by == ("B",)
    assert [instance.word for instance in verdict.instances] == [Word.KEPT, Word.BREACHED]
    assert [instance.bearer for instance in verdict.instances] == [("A",), ("B",)]
    assert verdict.reasons == (
        "t1 · B: 2 independent sources watched and did not see it in time: log, news",
        "instances: 1 breached, 1 kept",
    )


def test_a_clause_is_kept_only_if_every_instance_is_and_known_with_the_last() -> None:
    triggers = [trigger("t1"), trigger("t2", on=10, deadline=12)]
    done = {"t1": [fact("log", on=6, known=7)], "t2": [fact("log", on=11, known=15)]}
    verdict = decide_obligation(question(), triggers, done)
    assert verdict.word is Word.KEPT
    assert verdict.known_since == day(15)
    assert decide_obligation(question(as_of=11), triggers, {"t1": done["t1"]}).word is Word.PENDING


def test_a_gap_that_two_bearers_share_is_named_once() -> None:
    triggers = [trigger("t1 · A", bearer=("A",)), trigger("t1 · B", bearer=("B",))]
    assert len(decide_obligation(question(Observed()), triggers, {}).gaps) == 1


def test_the_breach_with_the_earliest_deadline_dates_it() -> None:
    triggers = [trigger("slow", on=4, deadline=9), trigger("fast", on=5, deadline=6)]
    verdict = decide_obligation(question(), triggers, {})
    assert verdict.since == at(6)
    assert verdict.reasons[0].startswith("fast: ")


def test_one_observer_is_enough_where_the_agreement_says_so() -> None:
    rule = VerifiedWhen(independent_sources=1)
    verdict = decide_obligation(question(looking("log"), rule=rule), [trigger()], {})
    assert verdict.word is Word.BREACHED


def test_what_was_done_late_stays_breached_and_the_breach_ends_with_the_act() -> None:
    late = [fact("news", on=11), fact("log", on=9), fact("log", on=10)]
    verdict = decide(late=late)
    assert (verdict.word, verdict.since) == (Word.BREACHED, at(7))
    assert verdict.violations[0].until == at(9)
    assert verdict.instances[0].done_late_by == (late[2], late[1], late[0])
    assert verdict.instances[0].fulfilled_by == ()
    assert verdict.reasons[0] == (
        "t1: not done by 2031-04-07 00:00Z; done late on 2031-04-09 00:00Z, as reported by log; "
        "2 independent sources watched and did not see it in time: log, news"
    )
    plain = decide()
    assert verdict.known_since == plain.known_since
    assert verdict.violations[0].why == plain.violations[0].why


def test_only_the_bearers_word_that_it_was_done_late_ends_nothing() -> None:
    verdict = decide(late=[fact("ministry", party="A", on=9)])
    assert verdict.violations[0].until is None
    assert (
        "only the bearer itself reports that it was done late, on 2031-04-09" in verdict.reasons[0]
    )
    rumour = decide(late=[fact("rumour", grade="E3", on=9)])
    assert rumour.violations[0].until is None
    assert "only the bearer or unconfirming sources report" in rumour.reasons[0]


def test_a_late_act_does_not_tell_whether_it_was_done_in_time_where_nobody_looked() -> None:
    vague = fact("log", when=Dated(day(9), day(10), "within"))
    verdict = decide(observed=Observed(), late=[vague])
    assert verdict.word is Word.UNDETERMINED
    assert verdict.reasons[0].endswith(
        "; done between 2031-04-09 00:00Z and 2031-04-10 00:00Z, after the deadline, "
        "as reported by log"
    )


def test_a_late_act_changes_nothing_of_a_duty_done_in_time_or_still_open() -> None:
    late = [fact("log", on=9)]
    done = fact("log", on=6)
    assert decide(done, late=late) == decide(done)
    slow = looking("log", "news", lag=30)
    assert decide(observed=slow, late=late) == decide(observed=slow)
