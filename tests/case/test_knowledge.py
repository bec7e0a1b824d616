"""What could be known when: as-of, withdrawal, grades, coverage."""

from __future__ import annotations

from pathlib import Path

from servanda.case.folder import Case
from servanda.verdicts.model import Word

from .dsl import NO_STRIKES, Story, answer, at, of, row, two_logs


def _struck(tmp_path: Path) -> Case:
    story = two_logs()
    story.log("log-a", row("strike", at(5), by="AA", place="Kell"), published=at(7))
    story.log("log-b", row("strike", at(5), by="AA", place="Kell"), published=at(9))
    return story.write(tmp_path / "case")


def test_as_of_before_publication_knows_nothing_of_it(tmp_path: Path) -> None:
    case = _struck(tmp_path)
    assert [of(answer(case, at(day))).word for day in (6, 8, 10)] == [
        Word.UNDETERMINED,
        Word.ALLEGED,
        Word.BREACHED,
    ]


def test_a_source_that_had_published_nothing_yet_kept_nothing(tmp_path: Path) -> None:
    story = two_logs().log("log-a", row("consulted", at(5), by="AA"), published=at(20))
    case = story.write(tmp_path / "case")
    assert of(answer(case, at(19))).word is Word.UNDETERMINED
    assert of(answer(case, at(21))).word is Word.KEPT


def test_a_log_whose_rows_were_published_one_by_one_can_be_replayed(tmp_path: Path) -> None:
    story = two_logs().log("log-a", row("strike", at(5), by="AA", other=at(6)), published=at(20))
    story.files["log.yaml"] = story.files["log.yaml"].replace("rows:", "reported: other\nrows:")
    case = story.write(tmp_path / "case")
    assert [of(answer(case, at(day))).word for day in (5, 7)] == [Word.UNDETERMINED, Word.ALLEGED]


def test_the_verdict_is_known_since_the_report_that_verified_it(tmp_path: Path) -> None:
    assert of(answer(_struck(tmp_path))).known_since == at(9)


def test_a_withdrawn_item_reverses_the_verdict_from_its_withdrawal_on(tmp_path: Path) -> None:
    case = _struck(tmp_path)
    item = case.archive.items()[1]
    case.archive.withdraw(item, "the editor took it back", decided_at=at(15))
    assert of(answer(case, at(14))).word is Word.BREACHED
    assert of(answer(case, at(16))).word is Word.ALLEGED


def test_without_as_of_a_withdrawal_counts(tmp_path: Path) -> None:
    case = _struck(tmp_path)
    case.archive.withdraw(case.archive.items()[1], "the editor took it back", decided_at=at(15))
    assessment = answer(case)
    assert assessment.as_of == at(15)
    assert of(assessment).word is Word.ALLEGED


def test_a_restored_item_counts_again(tmp_path: Path) -> None:
    case = _struck(tmp_path)
    item = case.archive.items()[1]
    case.archive.withdraw(item, "the editor took it back", decided_at=at(15))
    case.archive.restore(item, "it was right after all", decided_at=at(17))
    assert [of(answer(case, at(day))).word for day in (16, 18)] == [Word.ALLEGED, Word.BREACHED]


def test_a_grade_counts_from_when_it_was_given(tmp_path: Path) -> None:
    story = Story(NO_STRIKES + "  verified when: {credibility: 2}\n").source("log-a")
    story.log("log-a", row("strike", at(5), by="AA"), published=at(7))
    case = story.write(tmp_path / "case")
    case.archive.grade(case.archive.items()[0], "1", "seen on film", decided_at=at(15))
    assert [of(answer(case, at(day))).word for day in (14, 16)] == [Word.ALLEGED, Word.BREACHED]


def test_a_grade_given_later_is_unknown_to_a_replay_before_the_item(tmp_path: Path) -> None:
    story = Story(NO_STRIKES + "  verified when: {credibility: 2}\n").source("log-a")
    story.log("log-a", row("strike", at(5), by="AA", other=at(6)), published=at(20))
    story.files["log.yaml"] = story.files["log.yaml"].replace("rows:", "reported: other\nrows:")
    case = story.write(tmp_path / "case")
    case.archive.grade(case.archive.items()[0], "1", "seen on film", decided_at=at(25))
    assert of(answer(case, at(7))).word is Word.ALLEGED
    assert of(answer(case, at(26))).word is Word.BREACHED


def test_silence_of_a_source_that_covers_it_is_kept(tmp_path: Path) -> None:
    story = two_logs().log("log-a", row("consulted", at(5), by="AA"))
    assert of(answer(story.write(tmp_path / "case"))).word is Word.KEPT


def test_silence_of_a_source_that_promises_nothing_is_undetermined(tmp_path: Path) -> None:
    story = Story(NO_STRIKES).source("log-a").log("log-a", row("consulted", at(5), by="AA"))
    verdict = of(answer(story.write(tmp_path / "case")))
    assert verdict.word is Word.UNDETERMINED
    assert verdict.gaps


def test_silence_within_the_usual_lag_says_nothing_yet(tmp_path: Path) -> None:
    story = Story(NO_STRIKES).source("log-a", covers="strike", more="lag: 60 days")
    story.log("log-a", row("consulted", at(5), by="AA"))
    assert of(answer(story.write(tmp_path / "case"))).word is Word.PENDING
