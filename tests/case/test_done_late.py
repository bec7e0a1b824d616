"""A duty done after its deadline: still breached, but no longer overdue."""

from __future__ import annotations

from pathlib import Path

import pytest

from servanda.report.model import Assessment
from servanda.verdicts.model import Word

from .dsl import NO_STRIKES, Story, answer, at, of, row

_WITHIN = """\
- id: consult
  text: The guarantor consults.
  bearer: GG
  obliges: consulted(by: bearer)
  after: breach of no-strikes
  within: 24 h
"""
_BY_DATE = """\
- id: consult
  text: The guarantor consults.
  bearer: GG
  obliges: consulted(by: bearer)
  by: 2031-03-08T00:00
"""
_EACH = """\
- id: consult
  text: Both sides consult.
  bearer: [AA, BB]
  obliges: consulted(by: bearer)
  by: 2031-03-08T00:00
"""


def _told(root: Path, clause: str, *rows: str, party: str = "") -> Assessment:
    story = Story((NO_STRIKES if "no-strikes" in clause else "") + clause)
    for source in ("log-a", "log-b"):
        more = f"party: {party}" if party and source == "log-a" else ""
        story.source(source, covers="strike, consulted", more=more)
    strike = row("strike", at(5), by="BB", place="Kell")
    story.log("log-a", strike, *rows).log("log-b", strike)
    return answer(story.write(root / "case"))


@pytest.mark.parametrize("clause", [_WITHIN, _BY_DATE])
def test_done_late_is_breached_until_it_was_done_and_no_longer_overdue(
    tmp_path: Path, clause: str
) -> None:
    told = _told(tmp_path, clause, row("consulted", at(9), by="GG"))
    verdict = of(told, "consult")
    assert verdict.word is Word.BREACHED
    [violation] = verdict.violations
    assert violation.until is not None
    assert violation.until.begins == at(9)
    assert [fact.when.begins for fact in verdict.instances[0].done_late_by] == [at(9)]
    assert "done late on 2031-03-09 12:00Z, as reported by log-a" in verdict.reasons[0]
    assert [due.state for due in told.due] == ["late"]


@pytest.mark.parametrize("clause", [_WITHIN, _BY_DATE])
def test_what_was_never_done_stays_overdue(tmp_path: Path, clause: str) -> None:
    told = _told(tmp_path, clause)
    assert of(told, "consult").violations[0].until is None
    assert [due.state for due in told.due] == ["overdue"]


def test_what_was_done_before_the_trigger_is_not_done_late(tmp_path: Path) -> None:
    told = _told(tmp_path, _WITHIN, row("consulted", at(4), by="GG"))
    assert of(told, "consult").instances[0].done_late_by == ()


def test_what_somebody_else_did_late_is_not_the_bearers(tmp_path: Path) -> None:
    told = _told(tmp_path, _WITHIN, row("consulted", at(9), by="AA"))
    assert of(told, "consult").instances[0].done_late_by == ()


def test_the_bearers_own_word_leaves_it_overdue(tmp_path: Path) -> None:
    told = _told(tmp_path, _BY_DATE, row("consulted", at(9), by="GG"), party="GG")
    assert [due.state for due in told.due] == ["overdue"]
    reason = of(told, "consult").instances[0].reason
    assert "only the bearer itself reports that it was done late" in reason


def test_each_bearer_is_late_by_itself(tmp_path: Path) -> None:
    told = _told(tmp_path, _EACH, row("consulted", at(9), by="AA"))
    assert {due.bearer: due.state for due in told.due} == {("AA",): "late", ("BB",): "overdue"}


def test_a_report_that_may_mean_an_act_in_time_is_a_doubt_and_ends_nothing(
    tmp_path: Path,
) -> None:
    told = _told(tmp_path, _BY_DATE, row("consulted", "2031-03", by="GG"))
    verdict = of(told, "consult")
    assert verdict.word is Word.UNDETERMINED
    assert verdict.instances[0].done_late_by == ()


def test_as_of_before_the_late_act_was_reported_it_is_overdue(tmp_path: Path) -> None:
    story = Story(_BY_DATE)
    for source in ("log-a", "log-b"):
        story.source(source, covers="consulted")
        story.log(source, row("consulted", at(2), by="AA"), published=at(9))
    story.log("log-a", row("consulted", at(10), by="GG"), published=at(12))
    case = story.write(tmp_path / "case")
    states = [[due.state for due in answer(case, at(day)).due] for day in (11, 13)]
    assert states == [["overdue"], ["late"]]
