"""What an analyst decides: grade, withdraw, restore."""

from __future__ import annotations

from pathlib import Path

import pytest

from case.dsl import NO_STRIKES, Story, at, row
from servanda.case.folder import open_case

from .conftest import Servanda

_WHY = ("--reason", "the editor took it back")
_A, _B = ("--source", "log-a"), ("--source", "log-b")


def _items(case: Path) -> list[str]:
    return [item.sha256 for item in open_case(case).archive.items()]


def _word(servanda: Servanda, case: Path, as_of: str) -> str:
    ran = servanda("assess", case, "--json", "--no-robustness", "--as-of", as_of)
    word: str = ran.records[0]["verdict"]
    return word


def test_a_withdrawal_counts_from_when_it_was_decided(servanda: Servanda, breached: Path) -> None:
    item = _items(breached)[1]
    ran = servanda("withdraw", breached, item[:12], *_B, *_WHY, "--at", "2031-03-25T12:00Z")
    assert ran.code == 0
    assert ran.out == (
        f"{item[:12]}  log-b-1.csv (log-b)  withdrawn from 2031-03-25T12:00:00Z on: "
        "the editor took it back\n"
    )
    assert _word(servanda, breached, "2031-03-25T11:00Z") == "breached"
    assert _word(servanda, breached, "2031-03-25T12:00Z") == "alleged"


def test_a_restored_item_counts_again(servanda: Servanda, breached: Path) -> None:
    item = _items(breached)[1]
    servanda("withdraw", breached, item, *_A, *_WHY, "--at", "2031-03-25")
    ran = servanda("restore", breached, item, *_A, "--reason", "it was right", "--at", "2031-03-27")
    assert (ran.code, "restored from" in ran.out) == (0, True)
    assert [_word(servanda, breached, f"2031-03-{day}") for day in (26, 28)] == [
        "alleged",
        "breached",
    ]


def test_a_grade_says_what_it_was_and_what_it_is(servanda: Servanda, breached: Path) -> None:
    item = _items(breached)[0]
    ran = servanda("grade", breached, item[:8], "2", *_A, "--reason", "seen on film", "--json",
                   "--at", "2031-03-25T12:00Z")  # fmt: skip
    assert ran.records == [
        {
            "event": "grade", "item": item, "name": "log-a-0.csv", "source": "log-a",
            "published": "2031-03-20T12:00:00Z", "credibility": "2", "was": "6",
            "reason": "seen on film", "decided_at": "2031-03-25T12:00:00Z",
            "head": open_case(breached).archive.head(),
        }
    ]  # fmt: skip


def test_a_decision_without_a_moment_is_made_now(servanda: Servanda, breached: Path) -> None:
    [record] = servanda("withdraw", breached, _items(breached)[0], *_A, *_WHY, "--json").records
    assert record["decided_at"].endswith("Z")
    assert servanda("verify", breached).code == 0


def test_a_decision_needs_a_reason(servanda: Servanda, breached: Path) -> None:
    for given in ((), ("--reason", " ")):
        ran = servanda("withdraw", breached, _items(breached)[0], *_A, *given)
        assert (ran.code, "reason" in ran.err) == (2, True)
    assert len(_items(breached)) == 2


@pytest.mark.parametrize(
    ("command", "message"),
    [
        (("withdraw", "{case}", "ffffffffff"), "no item 'ffffffffff' in"),
        (("withdraw", "{case}", "ff"), "give at least 8 signs"),
        (("withdraw", "{case}", "{item}", "--source", "log-z"), "from log-z in"),
        (("restore", "{case}", "{item}", *_A), "is not withdrawn, so there is nothing to restore"),
        (("grade", "{case}", "{item}", "9", *_A), "'9' is no credibility grade"),
    ],
)
def test_a_decision_that_makes_no_sense_is_misuse_and_logs_nothing(
    servanda: Servanda, breached: Path, command: tuple[str, ...], message: str
) -> None:
    before = (breached / "archive" / "log.jsonl").read_bytes()
    given = [each.format(case=breached, item=_items(breached)[0]) for each in command]
    ran = servanda(*given, *_WHY)
    assert (ran.code, message in ran.err) == (2, True), ran.err
    assert (breached / "archive" / "log.jsonl").read_bytes() == before


def test_withdrawing_twice_is_misuse(servanda: Servanda, breached: Path) -> None:
    item = _items(breached)[0]
    servanda("withdraw", breached, item, *_A, *_WHY)
    again = servanda("withdraw", breached, item, *_A, "--reason", "again")
    assert again.code == 2
    assert "is withdrawn already (the editor took it back); nothing was logged" in again.err


def test_a_decision_before_an_earlier_one_would_rewrite_answers_and_is_refused(
    servanda: Servanda, breached: Path
) -> None:
    item = _items(breached)[0]
    servanda("withdraw", breached, item, *_A, *_WHY, "--at", "2031-03-25T12:00Z")
    ran = servanda("restore", breached, item, *_A, "--reason", "no", "--at", "2031-03-24T12:00Z")
    assert ran.code == 2
    assert "last decided upon at 2031-03-25T12:00:00Z, after 2031-03-24T12:00:00Z" in ran.err
    assert "Say a later --at" in ran.err


def test_what_is_ambiguous_is_named_by_source_or_by_publication(
    servanda: Servanda, tmp_path: Path
) -> None:
    story = Story(NO_STRIKES)
    for source, day in (("log-a", 7), ("log-a", 9), ("log-b", 7)):
        if f"  {source}:" not in story.sources:
            story.source(source)
        story.log(source, row("strike", at(5), by="AA"), published=at(day))
    case = story.write(tmp_path / "case").root
    item = _items(case)[0]
    ran = servanda("withdraw", case, item, *_WHY)
    assert ran.code == 2
    assert "log-a published 2031-03-07T12:00:00Z" in ran.err
    assert servanda("withdraw", case, item, *_WHY, "--source", "log-a").code == 2
    assert servanda("withdraw", case, item, *_WHY, "--source", "log-b").code == 0
    ran = servanda("withdraw", case, item, *_WHY, "--source", "log-a",
                   "--published", "2031-03-09T12:00Z", "--json")  # fmt: skip
    assert ran.records[0]["published"] == "2031-03-09T12:00:00Z"
    assert len(_items(case)) == 1


def test_history_is_told_for_people_and_programs(servanda: Servanda, breached: Path) -> None:
    ran = servanda("history", breached, "no-strikes")
    assert ran.code == 1
    assert "  2031-03-20 12:00Z  BREACHED  since 2031-03-05 12:00Z  by: AA" in ran.out
    records = servanda("history", breached, "--json", "--by", "moment").records
    assert [(each["clause"], each["verdict"]) for each in records] == [
        ("no-strikes", "breached"),
        ("consult", "breached"),
    ]


def test_answers_are_told_in_german(servanda: Servanda, breached: Path) -> None:
    de = ("--language", "de")
    assert "GEBROCHEN  seit" in servanda("assess", breached, "--no-robustness", *de).out
    assert "ÜBERFÄLLIG consult" in servanda("due", breached, *de).out
    assert "  Wissensstand: " in servanda("explain", breached, "consult", *de).out
    assert "GEBROCHEN  seit" in servanda("history", breached, "consult", *de).out
