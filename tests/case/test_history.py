"""How answers changed as more became known, and what is said to have changed them."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

import pytest

from servanda.base.errors import MisuseError
from servanda.case.folder import Case
from servanda.case.history import history
from servanda.report.history import Change, history_lines, history_records
from servanda.verdicts.model import Word

from .dsl import NO_STRIKES, Story, answer, at, of, row, two_logs

_ONE = NO_STRIKES + "  verified when: {independent sources: 1}\n"
_CONSULT = """\
- id: consult
  text: The guarantor consults.
  bearer: GG
  obliges: consulted(by: bearer)
  after: breach of no-strikes
  within: 24 h
"""


def _struck(tmp_path: Path, more: str = "") -> Case:
    story = two_logs(NO_STRIKES + more)
    story.log("log-a", row("strike", at(5), by="AA", place="Kell"), published=at(7))
    story.log("log-b", row("strike", at(5), by="AA", place="Kell"), published=at(9))
    return story.write(tmp_path / "case")


def _words(changes: list[Change]) -> list[tuple[datetime, Word]]:
    return [(each.as_of, each.verdict.word) for each in changes]


def _of(case: Case, clause: str = "no-strikes", *, by_day: bool = True) -> list[Change]:
    return list(history(case, clause, by_day=by_day).changes[clause])


def test_each_change_names_what_became_known_before_it(tmp_path: Path) -> None:
    changes = _of(_struck(tmp_path))
    assert _words(changes) == [(at(7), Word.ALLEGED), (at(9), Word.BREACHED)]
    [cause] = changes[1].because
    assert (cause.event, cause.source, cause.name, cause.cited) == (
        "known", "log-b", "log-b-1.csv", True,
    )  # fmt: skip


def test_a_decision_is_a_cause_with_its_reason(tmp_path: Path) -> None:
    case = _struck(tmp_path)
    item = case.archive.items()[1]
    case.archive.withdraw(item, "the editor took it back", decided_at=at(15))
    case.archive.restore(item, "it was right", decided_at=at(17))
    changes = _of(case)
    assert [word for _, word in _words(changes)] == [
        Word.ALLEGED, Word.BREACHED, Word.ALLEGED, Word.BREACHED,
    ]  # fmt: skip
    told = [(each.because[0].event, each.because[0].reason) for each in changes[2:]]
    assert told == [("withdraw", "the editor took it back"), ("restore", "it was right")]


def test_what_history_says_is_what_assess_says_as_of_then(tmp_path: Path) -> None:
    case = _struck(tmp_path, _CONSULT)
    case.archive.withdraw(case.archive.items()[1], "taken back", decided_at=at(15))
    told = history(case, by_day=False)
    assert list(told.changes) == ["no-strikes", "consult"]
    for moment in (at(7), at(9), at(15)):
        assessment = answer(case, moment, robustness=False)
        for clause, changes in told.changes.items():
            last = [each for each in changes if each.as_of <= moment][-1].verdict
            now = of(assessment, clause)
            assert (last.word, last.by) == (now.word, now.by)
            if last.word is Word.BREACHED:
                assert last.since == now.since


def test_moments_of_one_day_are_judged_once_at_the_last(tmp_path: Path) -> None:
    story = two_logs()
    for source, hour in (("log-a", 8), ("log-b", 20)):
        story.log(source, row("strike", at(5), by="AA"), published=at(9, hour))
    case = story.write(tmp_path / "case")
    assert _words(_of(case)) == [(at(9, 20), Word.BREACHED)]
    assert _words(_of(case, by_day=False)) == [
        (at(9, 8), Word.ALLEGED),
        (at(9, 20), Word.BREACHED),
    ]


def test_a_corrected_table_shows_in_the_history(tmp_path: Path) -> None:
    story = Story(_ONE).source("log-a", covers="strike", more="replaces: yes")
    strike, other = row("strike", at(5), by="AA"), row("consulted", at(5), by="AA")
    story.log("log-a", strike, published=at(7)).log("log-a", other, published=at(9))
    changes = _of(story.write(tmp_path / "case"))
    assert _words(changes) == [(at(7), Word.BREACHED), (at(9), Word.KEPT)]
    assert [(each.name, each.cited) for each in changes[1].because] == [("log-a-1.csv", False)]


def test_rows_that_were_published_one_by_one_are_moments_of_their_own(tmp_path: Path) -> None:
    story = two_logs(_ONE).log(
        "log-a", row("consulted", at(3), by="AA", other=at(4)),
        row("strike", at(5), by="AA", other=at(6)), published=at(20),
    )  # fmt: skip
    story.files["log.yaml"] = story.files["log.yaml"].replace("rows:", "reported: other\nrows:")
    changes = _of(story.write(tmp_path / "case"))
    assert _words(changes) == [(at(4), Word.KEPT), (at(6), Word.BREACHED)]


def test_what_a_clause_does_not_accept_is_no_cause(tmp_path: Path) -> None:
    story = two_logs(NO_STRIKES + "  verified by: [log-a]\n")
    story.log("log-a", row("strike", at(5), by="AA"), published=at(7))
    story.log("log-b", row("consulted", at(5), by="AA"), published=at(3))
    changes = _of(story.write(tmp_path / "case"))
    assert _words(changes) == [(at(3), Word.UNDETERMINED), (at(7), Word.ALLEGED)]
    assert changes[0].because == ()
    assert [each.source for each in changes[1].because] == ["log-a"]


def test_time_alone_is_named_where_nothing_new_bears_on_the_clause(tmp_path: Path) -> None:
    story = two_logs(NO_STRIKES + "  verified by: [log-a]\n  in force: {from: 2031-03-08T00:00}\n")
    story.log("log-a", row("consulted", at(5), by="AA"), published=at(7))
    story.log("log-b", row("consulted", at(5), by="AA"), published=at(12))
    told = history(story.write(tmp_path / "case"))
    assert [word for _, word in _words(list(told.changes["no-strikes"]))] == [
        Word.PENDING,
        Word.KEPT,
    ]
    assert "time passed; nothing new that this clause accepts" in history_lines(told)


def test_lines_say_what_it_was_in_both_languages_and_records_the_same(tmp_path: Path) -> None:
    case = _struck(tmp_path)
    case.archive.withdraw(case.archive.items()[1], "taken back", decided_at=at(15))
    told = history(case)
    english, german = history_lines(told), history_lines(told, language="de")
    assert "  2031-03-09 12:00Z  BREACHED" in english
    assert "(was ALLEGED)" in english
    assert "because of: log-b-1.csv (log-b, sha256 " in english
    assert "withdrawn: taken back" in english
    assert "Judged by the agreement, the sources and the rules (engine 1.0)" in english
    assert "(war BRUCH BEHAUPTET)" in german
    assert "zurückgezogen: taken back" in german
    assert german.endswith("wie sie jetzt sind.")
    records = history_records(told)
    assert [each["was"] for each in records] == [None, "alleged", "breached"]
    assert records[2]["because"][0]["event"] == "withdraw"


def test_an_unknown_clause_is_misuse_before_any_work(tmp_path: Path) -> None:
    case = _struck(tmp_path)
    with pytest.raises(MisuseError, match="there is no clause 'no-strike'"):
        history(case, "no-strike")
    assert not (case.root / "facts").exists()
