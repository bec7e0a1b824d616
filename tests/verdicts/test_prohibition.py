from __future__ import annotations

from datetime import timedelta

import pytest

from servanda.agreement.model import VerifiedWhen
from servanda.verdicts import ENGINE_VERSION
from servanda.verdicts.model import Activation, BreachKind, Dated, Gap, Word
from servanda.verdicts.observed import Observed
from servanda.verdicts.prohibition import decide_prohibition

from .build import day, fact, incident, looking, question


def test_one_map_edition_alone_never_breaches() -> None:
    maps = VerifiedWhen(independent_sources=2, persists_editions=2)
    seen = incident(fact("map", patch="p1"))
    verdict = decide_prohibition(question(rule=maps), [seen], {"p1": [(1, day(7))]})
    assert verdict.word is Word.ALLEGED
    assert verdict.by == ()
    later = decide_prohibition(question(rule=maps), [seen], {"p1": [(1, day(7)), (2, day(8))]})
    assert later.word is Word.BREACHED


def test_a_verified_violation_breaches_since_it_happened_and_is_known_since_it_was_enough() -> None:
    verdict = decide_prohibition(question(), [incident(fact("a", known=6), fact("b", known=8))])
    assert verdict.word is Word.BREACHED
    assert verdict.by == ("A",)
    assert verdict.since == Dated(day(5), day(5))
    assert verdict.known_since == day(8)
    assert verdict.breach_kind is BreachKind.COMPLETED
    assert verdict.engine == ENGINE_VERSION


def test_an_unattributed_violation_breaches_the_clause_but_accuses_nobody() -> None:
    seen = incident(fact("a", by=""), fact("b", by=""), by=())
    verdict = decide_prohibition(question(), [seen])
    assert verdict.word is Word.BREACHED
    assert verdict.by == ()
    assert not verdict.attributable
    assert "violated, not attributable: no verified report names who did it" in verdict.reasons


def test_whom_only_an_accuser_names_is_not_accused() -> None:
    reports = (fact("a", by=""), fact("b", by=""), fact("ministry", party="B", by="A"))
    verdict = decide_prohibition(question(), [incident(*reports)])
    assert verdict.word is Word.BREACHED
    assert (verdict.by, verdict.attributable) == ((), False)
    assert verdict.violations[0].why.endswith("no report that counts says who did it")


def test_an_allegation_names_who_is_alleged_but_the_verdict_accuses_nobody() -> None:
    verdict = decide_prohibition(question(), [incident(fact("a"))])
    assert verdict.violations[0].by == ("A",)
    assert (verdict.by, verdict.attributable) == ((), True)
    assert verdict.known_since == day(6)


def test_the_first_verified_violation_dates_the_breach_not_an_earlier_allegation() -> None:
    alleged = incident(fact("a", on=3), name="early")
    sure = incident(fact("a", on=9), fact("b", on=9), name="late")
    verdict = decide_prohibition(question(), [alleged, sure])
    assert verdict.since == Dated(day(9), day(9))
    assert [violation.id for violation in verdict.violations] == ["late", "early"]
    assert verdict.reasons[1] == "1 further violation alleged, not verified"


@pytest.mark.parametrize(
    ("when", "word"),
    [
        (Dated(day(9), day(10), "after"), Word.ALLEGED),  # (9, 10] and the window begins on 10
        (Dated(day(10), day(11), "after"), Word.BREACHED),
        (Dated(day(9.5), day(10.5), "within"), Word.ALLEGED),
        (Dated(day(14), day(15), "within"), Word.ALLEGED),  # 15 is outside: [10, 15)
        (Dated(day(14), day(15) - timedelta(seconds=1), "within"), Word.BREACHED),
        (Dated(day(10), day(10)), Word.BREACHED),
        (Dated(day(15), day(15)), Word.ALLEGED),
        (Dated(day(9), day(11), "throughout"), Word.BREACHED),
    ],
)
def test_what_is_dated_across_the_windows_border_is_alleged_at_most(
    when: Dated, word: Word
) -> None:
    seen = incident(fact("a", when=when), fact("b", when=when))
    verdict = decide_prohibition(question(window=(10, 15)), [seen])
    assert verdict.word is word
    assert verdict.violations[0].why.startswith("dated across") is (word is Word.ALLEGED)


def test_silence_that_was_covered_is_kept_as_far_as_it_was_covered() -> None:
    verdict = decide_prohibition(question(looking("log"), as_of=20), [])
    assert verdict.word is Word.KEPT
    assert verdict.since == Dated(day(1), day(20), "throughout")
    assert verdict.reasons == (
        "accepted sources covered the window until 2031-04-20 00:00Z and report no violation",
    )


def test_the_whole_window_is_claimed_only_when_it_is_over() -> None:
    verdict = decide_prohibition(question(looking("log", lag=2), as_of=40), [])
    assert verdict.reasons[0].startswith("accepted sources covered the whole window")
    assert verdict.since == Dated(day(1), day(31), "throughout")
    assert verdict.known_since == day(33)


def test_silence_without_coverage_is_undetermined_not_kept() -> None:
    verdict = decide_prohibition(question(Observed()), [])
    assert verdict.word is Word.UNDETERMINED
    assert verdict.reasons == (
        "no violation reported, but nobody accepted was looking everywhere for 100% of the time: "
        "no accepted source covers it",
    )


def test_a_gap_is_named_and_dated() -> None:
    verdict = decide_prohibition(question(looking("log", begins=6), as_of=11), [])
    assert verdict.word is Word.UNDETERMINED
    assert verdict.gaps == (Gap(day(1), day(6), "log: out of office"),)
    assert verdict.since == Dated(day(1), day(6), "throughout")
    assert "for 50% of the time: log: out of office" in verdict.reasons[0]


def test_overlapping_gaps_of_two_places_are_not_added_up() -> None:
    gaps = (Gap(day(1), day(11), "North: none"), Gap(day(1), day(11), "South: none"))
    verdict = decide_prohibition(question(Observed(gaps=gaps), as_of=11), [])
    assert "for 100% of the time: North: none (and 1 more gap)" in verdict.reasons[0]


def test_a_short_gap_is_never_called_nothing() -> None:
    hole = day(5) + timedelta(minutes=1)
    observed = Observed(((day(1), day(5)), (hole, day(31))), (Gap(day(5), hole, "pause"),))
    assert "less than 1% of the time" in decide_prohibition(question(observed), []).reasons[0]


def test_younger_silence_than_the_lag_is_pending() -> None:
    fresh = decide_prohibition(question(looking("log", lag=3), as_of=3), [])
    assert fresh.word is Word.PENDING
    assert fresh.reasons == ("no source is due to have reported yet",)
    older = decide_prohibition(question(looking("log", lag=3), as_of=10), [])
    assert older.word is Word.KEPT
    assert older.since == Dated(day(1), day(7), "throughout")
    assert older.known_since == day(10)
    assert [(span.word, span.begins, span.ends) for span in older.strip] == [
        (Word.KEPT, day(1), day(7)), (Word.PENDING, day(7), day(10)),
    ]  # fmt: skip


def test_a_gap_that_the_lag_still_hides_does_not_count_yet() -> None:
    observed = looking("log", ends=9, lag=3)
    assert decide_prohibition(question(observed, as_of=12), []).word is Word.KEPT
    assert decide_prohibition(question(observed, as_of=12.5), []).word is Word.UNDETERMINED


def test_before_the_window_nothing_is_judged() -> None:
    verdict = decide_prohibition(question(as_of=3, window=(10, 15)), [])
    assert (verdict.word, verdict.activation) == (Word.PENDING, Activation.INACTIVE)


def test_the_end_of_the_window_is_outside_it() -> None:
    assert question(as_of=14.9, window=(10, 15)).activation is Activation.ACTIVE
    assert question(as_of=15, window=(10, 15)).activation is Activation.EXPIRED
    assert question(as_of=10, window=(10, None)).activation is Activation.ACTIVE
    assert question(as_of=40, window=(10, 15)).until == day(15)


def test_a_breach_is_known_since_the_first_of_its_violations_was_verified() -> None:
    early = incident(fact("a", on=3, known=12), fact("b", on=3, known=12), name="early")
    late = incident(fact("a", on=9, known=10), fact("b", on=9, known=10), name="late")
    verdict = decide_prohibition(question(), [early, late])
    assert verdict.since == Dated(day(3), day(3))
    assert verdict.known_since == day(10)
