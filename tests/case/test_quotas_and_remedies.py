"""Counting by calendar periods, and what a breach makes due: end to end."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from servanda.base.errors import MisuseError
from servanda.verdicts.model import Verdict, Word

from .dsl import NO_STRIKES, Story, answer, at, of, row

_PAYS = """\
- id: pays
  text: The guarantor pays every month.
  bearer: GG
  obliges: sum of amount in disbursed(by: bearer) >= 100 USD
  every: month
"""
_RATE = (
    'exchange rates:\n  - {of: EUR, into: USD, rate: 1.2, on: 2031-03-01, reference: "a bank"}\n'
)
_CONSULT = """\
- id: consult
  text: The guarantor consults within a day.
  bearer: GG
  obliges: consulted(by: bearer)
  after: breach of no-strikes
  within: 24 h
"""


def _paid(*rows: str, more: str = "", zone: str = "UTC") -> Story:
    story = Story(_PAYS, more=more, zone=zone).source("bank", covers="disbursed")
    return story.source("press", covers="disbursed").log("bank", *rows, published=at(20, month=4))


def _month(verdict: Verdict, label: str) -> Word:
    return next(each.word for each in verdict.instances if each.id == label)


def test_a_quota_that_is_reached_is_kept(tmp_path: Path) -> None:
    story = _paid(*(row("disbursed", at(d), by="GG", amount=60, currency="USD") for d in (5, 25)))
    verdict = of(answer(story.write(tmp_path / "case")))
    assert _month(verdict, "2031-03") is Word.KEPT
    assert _month(verdict, "2031-04") is Word.PENDING


def test_a_quota_short_of_its_sum_is_breached_when_two_looked(tmp_path: Path) -> None:
    story = _paid(row("disbursed", at(5), by="GG", amount=99, currency="USD"))
    story.log("press", published=at(20, month=4))
    verdict = of(answer(story.write(tmp_path / "case")))
    assert _month(verdict, "2031-03") is Word.BREACHED


def test_money_without_an_exchange_rate_is_undetermined(tmp_path: Path) -> None:
    story = _paid(row("disbursed", at(5), by="GG", amount=90, currency="EUR"))
    verdict = of(answer(story.write(tmp_path / "case")))
    assert _month(verdict, "2031-03") is Word.UNDETERMINED
    assert "1 amounts in EUR are not counted: the agreement gives no rate" in verdict.notes


@pytest.mark.parametrize(("amount", "word"), [(90, Word.KEPT), (80, Word.ALLEGED)])
def test_money_is_converted_by_the_agreements_own_rate(
    tmp_path: Path, amount: int, word: Word
) -> None:
    story = _paid(row("disbursed", at(5), by="GG", amount=amount, currency="EUR"), more=_RATE)
    verdict = of(answer(story.write(tmp_path / "case")))
    assert _month(verdict, "2031-03") is word
    assert verdict.notes == ()


@pytest.mark.parametrize(("zone", "month"), [("UTC", "2031-03"), ("Europe/Kyiv", "2031-04")])
def test_a_month_is_a_month_of_the_agreements_own_zone(
    tmp_path: Path, zone: str, month: str
) -> None:
    late = datetime(2031, 3, 31, 22, 30, tzinfo=UTC)
    story = _paid(row("disbursed", late, by="GG", amount=100, currency="USD"), zone=zone)
    verdict = of(answer(story.write(tmp_path / "case")))
    assert [i.id for i in verdict.instances if i.word is Word.KEPT] == [month]


def test_a_payment_of_somebody_else_does_not_fulfil_the_quota(tmp_path: Path) -> None:
    story = _paid(row("disbursed", at(5), by="AA", amount=500, currency="USD"))
    verdict = of(answer(story.write(tmp_path / "case")))
    assert _month(verdict, "2031-03") is Word.ALLEGED


def _breached(*consulted: str, zone: str = "UTC", clauses: str = NO_STRIKES + _CONSULT) -> Story:
    story = Story(clauses, zone=zone)
    for source in ("log-a", "log-b"):
        story.source(source, covers="strike, consulted")
        story.log(source, row("strike", at(5), by="AA", place="Kell"), *consulted)
    return story


def test_a_breach_makes_the_remedy_due_by_its_bearer(tmp_path: Path) -> None:
    assessment = answer(_breached().write(tmp_path / "case"))
    assert of(assessment, "consult").word is Word.BREACHED
    [due] = assessment.due
    assert (due.clause, due.bearer, due.state) == ("consult", ("GG",), "overdue")
    assert due.deadline == at(5) + timedelta(hours=24)
    assert due.because.startswith("breach of no-strikes")


def test_a_remedy_done_in_time_by_its_bearer_is_kept(tmp_path: Path) -> None:
    done = row("consulted", at(6, 10), by="GG")
    assessment = answer(_breached(done).write(tmp_path / "case"))
    assert of(assessment, "consult").word is Word.KEPT
    assert assessment.due == []


@pytest.mark.parametrize("done", [{"by": "BB", "time": at(6, 10)}, {"by": "GG", "time": at(7)}])
def test_a_remedy_done_too_late_or_by_another_is_not_done(
    tmp_path: Path, done: dict[str, object]
) -> None:
    when = done.pop("time")
    assert isinstance(when, datetime)
    assessment = answer(_breached(row("consulted", when, **done)).write(tmp_path / "case"))
    assert of(assessment, "consult").word is Word.BREACHED


def test_an_alleged_breach_triggers_nothing_yet(tmp_path: Path) -> None:
    story = Story(NO_STRIKES + _CONSULT).source("log-a", covers="strike, consulted")
    story.log("log-a", row("strike", at(5), by="AA", place="Kell"))
    assessment = answer(story.write(tmp_path / "case"))
    assert of(assessment, "consult").word is Word.UNDETERMINED
    assert assessment.due == []


def test_a_deadline_at_midnight_in_kyiv_is_still_open_at_2159_utc_in_winter(
    tmp_path: Path,
) -> None:
    clause = _CONSULT.replace("after: breach of no-strikes", "by: 2031-03-10")
    story = Story(clause.replace("  within: 24 h\n", ""), zone="Europe/Kyiv")
    for source in ("log-a", "log-b"):
        story.source(source, covers="consulted").log(source, published=at(2))
    case = story.write(tmp_path / "case")
    midnight = datetime(2031, 3, 10, 22, tzinfo=UTC)
    assert of(answer(case, midnight - timedelta(minutes=1))).word is Word.PENDING
    assert of(answer(case, midnight + timedelta(minutes=1))).word is Word.BREACHED


def test_the_clock_of_a_duty_starts_with_the_act_of_any_source(tmp_path: Path) -> None:
    clause = _CONSULT.replace("breach of no-strikes", '"strike(by: AA)"')
    clause += "  verified by: [chronicle]\n"
    story = _breached(clauses=clause).source("chronicle", covers="consulted")
    story.log("chronicle")
    verdict = of(answer(story.write(tmp_path / "case")))
    assert verdict.word is Word.ALLEGED
    assert [(each.source, each.word) for each in verdict.flips] == [
        ("chronicle", Word.UNDETERMINED),
        ("log-a", Word.PENDING),
        ("log-b", Word.PENDING),
    ]


def test_a_formula_without_incident_is_refused_and_says_why(tmp_path: Path) -> None:
    clause = """\
- id: quiet
  text: Nobody fires.
  bearer: [AA, BB]
  modality: prohibition
  formula: EXISTS incident. strike(incident, bearer, _, _, _, _, _, _, _)
"""
    story = Story(clause).source("log-a").log("log-a", row("strike", at(5), by="AA"))
    with pytest.raises(MisuseError, match="has no free variable `incident`") as caught:
        answer(story.write(tmp_path / "case"))
    assert "quiet" in str(caught.value)
    assert "leads back to no evidence" in str(caught.value)


def test_a_formula_finds_what_it_says(tmp_path: Path) -> None:
    clause = """\
- id: repeated
  text: Nobody fires at one place twice in three days.
  bearer: [AA, BB]
  modality: prohibition
  formula: >-
    strike(incident, bearer, _, place, _, _, _, _, _)
    AND ONCE (0, 3d] strike(_, bearer, _, place, _, _, _, _, _)
"""
    story = Story(clause).source("log-a")
    story.log("log-a", *(row("strike", at(d), by="AA", place="Kell") for d in (2, 4, 9)))
    [violation] = of(answer(story.write(tmp_path / "case"))).violations
    assert violation.when.ends == at(4)
