from __future__ import annotations

import re

import pytest

from servanda.base.errors import MisuseError
from servanda.report.plain import due_lines, explain_lines, verdict_lines, verdict_table
from servanda.verdicts.model import Dated, Word

from .invented import HOSTILE, KYIV, agreement, day, sha
from .synthetic import NEWS_WORDS, assessment, breached, crowd, fact, unattributed, violation


def test_verdict_lines_say_word_since_bearer_and_whose_word() -> None:
    text = verdict_lines(assessment(), KYIV)
    first = text.split("\n\n")[0]
    assert re.match(r"no-advance\s+BREACHED  since \(2026-03-10 08:00\+02:00, .*\]  by: WM", first)
    flat = " ".join(first.split())
    assert "2 independent sources: map-a (B2, map.geojson" in flat
    assert f"sha256 {sha('map.geojson')[:4]}…" in flat
    assert "flips to UNDETERMINED without map-a" in flat
    assert "engine 1.0" in flat
    assert "due because of this: consult" in flat


@pytest.mark.parametrize("word", list(Word))
def test_each_verdict_word_is_written_out(word: Word) -> None:
    assert f" {word.value.upper()}" in verdict_lines(assessment())


def test_unattributed_breach_accuses_nobody() -> None:
    text = verdict_lines(assessment([unattributed()]))
    assert "by: not attributable" in text
    assert "by: WM" not in text
    assert "not attributable" in verdict_table(assessment([unattributed()]))


def test_whole_days_are_written_as_days() -> None:
    midnight = day(0).astimezone(KYIV).replace(hour=0, minute=0)
    when = Dated(midnight, midnight.replace(day=2), "after")
    text = verdict_lines(assessment([breached(since=when)]), KYIV)
    assert "since (2026-03-01, 2026-03-02]" in text


def test_no_clauses_is_said() -> None:
    empty = assessment([], of=agreement([]), due=[])
    assert verdict_lines(empty) == "no clauses, nothing to answer"
    assert due_lines(empty) == "nothing falls due"
    assert verdict_table(empty).startswith("clause  verdict")


def test_quotations_cannot_drive_the_terminal() -> None:
    escape = "\x1b[2J\u202e\r\nfake: KEPT"
    bad = violation(what=escape, facts=(fact("x", locator=escape, words=escape, source=escape),))
    shown = assessment([breached(violations=(bad,), reasons=(escape,))])
    for text in (verdict_lines(shown), explain_lines(shown, "no-advance")):
        assert "\x1b" not in text
        assert "\u202e" not in text
        assert "\nfake" not in text


def test_due_lines_name_bearer_deadline_cause_and_state() -> None:
    text = due_lines(assessment(), KYIV)
    assert text.startswith("OVERDUE  consult: consulted (by: the bearer) by 2026-03-12 08:00+02:00")
    assert "from: Northhaven" in text
    assert "because of: breach of no-advance" in text
    assert "no clock stated" in text


def test_explain_leads_from_clause_to_words_and_grades() -> None:
    text = explain_lines(assessment(), "no-advance")
    order = [
        "no-advance  BREACHED",
        "text: Not one square kilometre",
        "formula: gained(by, area, place, patch) AND area >= 1.0",
        "window: ",
        "verified: gained 14.2 km²",
        "gained by Westmark; area 14.2 km²",
        "B usually reliable; 2 probably true",
        "6 truth cannot be judged",
        f"sha256 {sha('report.txt')[:12]}…, char=",
        f"words: “{NEWS_WORDS}”",
        "denied ",
        "Westmark's own word",
        "map-a published no edition",
        "undetermined without map-a",
    ]
    places = [text.index(part) for part in order]
    assert places == sorted(places)
    assert HOSTILE in text  # a terminal does not act upon tags


def test_explain_of_unknown_clause_names_the_nearest() -> None:
    with pytest.raises(MisuseError, match="did you mean no-advance"):
        explain_lines(assessment(), "no-advanc")


def test_explain_counts_what_it_does_not_list() -> None:
    text = explain_lines(crowd(5000), "no-advance", shown=10)
    assert "… and 4,990 more" in text
    assert text.count("    - verified:") == 10
