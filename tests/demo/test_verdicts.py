from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from report.sentences import reasons_in, sentences_in
from servanda.base.said import Said
from servanda.case.assess import assess
from servanda.case.folder import open_case
from servanda.demo import DEMO_AS_OF, write_case
from servanda.report.german import GERMAN
from servanda.report.model import Assessment
from servanda.verdicts.model import Verdict

from .expected import EXPECTED


@pytest.fixture(scope="module")
def answers(tmp_path_factory: pytest.TempPathFactory) -> Assessment:
    case = write_case(tmp_path_factory.mktemp("answers") / "case")
    opened = open_case(case.root)
    for item in case.inbox:
        opened.archive.add(
            item.path,
            source=item.source,
            collected_at=item.collected_at,
            published_at=item.published_at,
            credibility=item.credibility,
        )
    return assess(opened, DEMO_AS_OF, robustness=True)


def _of(answers: Assessment, clause: str) -> Verdict:
    return next(verdict for verdict in answers.verdicts if verdict.clause == clause)


def test_each_clause_gets_the_verdict_that_its_evidence_bears(answers: Assessment) -> None:
    assert {v.clause: v.word.value for v in answers.verdicts} == EXPECTED


def test_all_five_verdicts_occur() -> None:
    assert len(set(EXPECTED.values())) == 5


def test_both_parties_breach_something(answers: Assessment) -> None:
    assert _of(answers, "no-strikes-dwellings").by == ("HAL", "KES")
    assert _of(answers, "no-advance").by == ("HAL", "KES")


def test_a_strike_that_one_log_reports_is_alleged_beside_the_verified_one(
    answers: Assessment,
) -> None:
    energy = _of(answers, "no-strikes-energy")
    assert energy.by == ("KES",)
    assert [violation.verified for violation in energy.violations] == [True, False]


def test_the_denial_stands_beside_the_strike_and_changes_no_verdict(answers: Assessment) -> None:
    [struck] = [v for v in _of(answers, "no-strikes-energy").violations if v.verified]
    assert [denial.source for denial in struck.denials] == ["kurier"]


def test_the_sanctions_clock_runs_and_the_emergency_session_was_missed(
    answers: Assessment,
) -> None:
    struck = datetime(2031, 5, 6, 9, 10, tzinfo=UTC)
    due = {each.clause: each for each in answers.due}
    assert due["sanctions"].state == "due"
    assert due["sanctions"].deadline == struck + timedelta(days=14)
    assert due["emergency-session"].state == "overdue"
    assert due["emergency-session"].deadline == struck + timedelta(hours=24)


def test_the_missing_map_day_is_the_gap_of_the_north_bank(answers: Assessment) -> None:
    [gap] = _of(answers, "no-advance-north").gaps
    assert "2031-04-17" in gap.reason


def test_the_bad_row_is_refused_and_counted_and_nothing_else_is(answers: Assessment) -> None:
    found = [(source, each) for source, refused in answers.refused.items() for each in refused]
    [(source, refused)] = found
    assert source == "joint-log"
    assert "2031-04-31" in refused.excerpt


def test_every_reason_can_be_said_in_german(answers: Assessment) -> None:
    told = [*answers.verdicts, *answers.due]
    reasons = [reason for reason in reasons_in(told) if reason]
    assert len(reasons) > 40
    assert [reason for reason in reasons if not isinstance(reason, Said)] == []
    assert {sentence.template for sentence in sentences_in(told)} <= set(GERMAN)
