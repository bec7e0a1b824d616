from __future__ import annotations

import pytest

from servanda.agreement.model import VerifiedWhen
from servanda.verdicts.weigh import attributed, shows_done, weigh, weigh_silence

from .build import BOTH, TWO, day, fact

PERSISTS = VerifiedWhen(independent_sources=None, persists_editions=2)
GRADED = VerifiedWhen(independent_sources=None, credibility=2)


def test_two_independent_origins_verify() -> None:
    weight = weigh([fact("log"), fact("news")], ("A",), TWO)
    assert weight.verified
    assert weight.why == "2 independent sources: log, news"
    assert weight.origins == ("log", "news")


def test_two_outlets_quoting_one_agency_do_not_confirm_each_other() -> None:
    papers = [fact("agency", source="paper 1"), fact("agency", source="paper 2")]
    weight = weigh(papers, ("A",), TWO)
    assert not weight.verified
    assert weight.why == "independent sources: 1 (agency) of 2"


def test_one_map_edition_alone_never_verifies() -> None:
    edition = fact("map", patch="p1")
    for rule in (TWO, PERSISTS, VerifiedWhen(2, 2)):
        assert not weigh([edition], ("A",), rule, {}).verified


def test_a_change_that_later_editions_still_show_is_verified_when_they_could_be_known() -> None:
    edition = fact("map", patch="p1", known=6)
    weight = weigh([edition], ("A",), PERSISTS, {"p1": [(1, day(7)), (2, day(8))]})
    assert weight.verified
    assert weight.since == day(8)
    assert weight.why == "persists in 2 further editions of map"


def test_editions_that_hold_another_patch_do_not_confirm_this_one() -> None:
    persisted = {"p2": [(5, day(9))]}
    assert not weigh([fact("map", patch="p1")], ("A",), PERSISTS, persisted).verified


def test_an_accusers_own_claim_does_not_count() -> None:
    weight = weigh([fact("log"), fact("ministry B", party="B")], ("A",), TWO)
    assert not weight.verified
    assert "1 report does not count (a party's own about others" in weight.why


def test_an_admission_counts() -> None:
    weight = weigh([fact("log"), fact("ministry A", party="A", by="A")], ("A",), TWO)
    assert weight.verified


def test_two_parties_that_accuse_each_other_admit_nothing() -> None:
    mutual = [fact("ministry A", party="A", by="B"), fact("ministry B", party="B", by="A")]
    weight = weigh(mutual, BOTH, TWO)
    assert not weight.verified
    assert weight.origins == ()


def test_a_partys_claim_about_an_unattributed_incident_does_not_count() -> None:
    reports = [fact("log", by=""), fact("ministry A", by="", party="A")]
    assert not weigh(reports, (), TWO).verified


@pytest.mark.parametrize("grade", ["E2", "B5", "E5"])
def test_e_and_5_do_not_confirm(grade: str) -> None:
    weight = weigh([fact("log"), fact("rumour", grade=grade)], ("A",), TWO)
    assert not weight.verified
    assert weight.origins == ("log",)


@pytest.mark.parametrize("grade", ["F2", "B6", "F6"])
def test_f_and_6_mean_unknown_not_worst(grade: str) -> None:
    assert weigh([fact("log"), fact("new", grade=grade)], ("A",), TWO).verified


def test_an_item_of_unknown_credibility_does_not_verify_by_its_credibility() -> None:
    assert weigh([fact("log", grade="A2")], ("A",), GRADED).verified
    for grade in ("A3", "A6"):
        assert not weigh([fact("log", grade=grade)], ("A",), GRADED).verified


def test_an_accuser_does_not_verify_by_grading_its_own_item_well() -> None:
    assert not weigh([fact("ministry B", party="B", grade="A1")], ("A",), GRADED).verified


def test_it_is_verified_since_the_report_that_made_it_enough() -> None:
    reports = [fact("c", known=9), fact("a", known=6), fact("b", known=7)]
    assert weigh(reports, ("A",), TWO).since == day(7)


def test_any_one_criterion_suffices_and_the_earliest_gives_the_date() -> None:
    rule = VerifiedWhen(independent_sources=2, credibility=1)
    reports = [fact("log", grade="B1", known=6), fact("news", known=8)]
    weight = weigh(reports, ("A",), rule)
    assert (weight.since, weight.why) == (day(6), "an item of credibility 1 by log")


def test_why_not_names_every_criterion_that_was_missed() -> None:
    weight = weigh([fact("map", patch="p", grade="B3")], ("A",), VerifiedWhen(2, 3, 1))
    assert weight.why == (
        "independent sources: 1 (map) of 2; not seen to persist 3 further editions; "
        "no item of credibility 1 or better"
    )


def test_a_rule_that_names_nothing_verifies_nothing_and_says_so() -> None:
    weight = weigh([fact("a"), fact("b")], ("A",), VerifiedWhen(independent_sources=None))
    assert not weight.verified
    assert weight.why == "the agreement names nothing that verifies a violation"


def test_whom_only_the_accuser_names_is_not_accused_by_what_others_verify() -> None:
    reports = [fact("log", by=""), fact("news", by=""), fact("ministry B", party="B", by="A")]
    assert weigh(reports, ("A",), TWO).verified
    assert attributed(reports, ("A",)) == ()
    assert attributed([*reports, fact("monitor", by="A")], ("A",)) == ("A",)


def test_silence_needs_independent_observers_two_unless_the_agreement_says_otherwise() -> None:
    assert not weigh_silence(["log", "log"], TWO).verified
    assert weigh_silence(["news", "log"], TWO).verified
    assert not weigh_silence(["log"], PERSISTS).verified
    one = weigh_silence(["log"], VerifiedWhen(independent_sources=1))
    assert one.why == "1 independent source watched and did not see it in time: log"


def test_nobody_looking_is_said_so() -> None:
    weight = weigh_silence([], TWO)
    assert weight.why == "nobody watched; 2 independent sources are needed"


@pytest.mark.parametrize(
    ("party", "grade", "shown"),
    [("", "B2", True), ("B", "B2", True), ("A", "A1", False), ("", "E1", False), ("", "F6", True)],
)
def test_a_duty_is_not_shown_done_by_its_bearers_word_or_a_source_that_does_not_confirm(
    party: str, grade: str, *, shown: bool
) -> None:
    assert shows_done(fact("x", party=party, grade=grade), ("A",)) is shown
