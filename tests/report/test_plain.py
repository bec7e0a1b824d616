from __future__ import annotations

import re
from dataclasses import replace

import pytest

from servanda.base.errors import MisuseError
from servanda.report.plain import due_lines, explain_lines, verdict_lines, verdict_table
from servanda.verdicts.model import BreachKind, Dated, Instance, Word

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


def test_due_lines_say_of_what_was_done_late_when() -> None:
    late = replace(assessment().due[0], state="late", done_late=Dated(day(12), day(12)))
    text = due_lines(assessment(due=[late]), KYIV)
    assert text.startswith("LATE     consult: ")
    assert "\n  done late: 2026-03-13 08:00+02:00" in text


def test_explain_shows_the_late_act_and_how_long_the_breach_lasted() -> None:
    done = fact("late", "consulted", arguments={"by": "NH"})
    omission = violation(9, facts=(), until=Dated(day(12), day(12)), kind=BreachKind.CONTINUING)
    duty = Instance("incident-0", day(10), day(11), Word.BREACHED, "late", done_late_by=(done,))
    text = explain_lines(
        assessment([breached(violations=(omission,), instances=(duty,))]), "no-advance"
    )
    assert "      lasted until: 13 Mar 2026, 06:00 UTC" in text or "lasted until: 13 Mar" in text
    assert f"      done late by {done.fact[:12]}: consulted by " in text


_ENGLISH = re.compile(
    r"\b(since|by:|without|independent|known|engine|active|expired|due|overdue|clock|stated|"
    r"window|as of|formula|reasons|violations|why|when|source|origin|grades|item|words|gaps|fact|"
    r"verified|alleged|denied|obligation|prohibition|more|lasted|usually)\b"
)


def _labels_of(text: str) -> str:
    """What stands before the colon, and lines that quote nothing."""
    quoted = ("Gründe", "map-a", "One source", "Nobody", "A verified", "2026", "incident-0")
    lines = [line for line in text.splitlines() if not any(word in line for word in quoted)]
    return "\n".join(line.split(": ")[0] for line in lines)


def test_german_lines_keep_what_is_said_and_translate_every_label() -> None:
    shown = assessment()
    answers = verdict_lines(shown, KYIV, "de")
    assert re.match(r"no-advance\s+GEBROCHEN  seit \(2026-03-10 08:00\+02:00", answers)
    flat = " ".join(answers.split())
    assert "2 unabhängige Quellen: map-a (B2, map.geojson" in flat
    assert "kippt zu NICHT FESTSTELLBAR ohne map-a" in flat
    assert "deswegen fällig: consult" in flat
    assert "Regelwerk 1.0" in flat
    duties = due_lines(shown, KYIV, "de")
    assert duties.startswith("ÜBERFÄLLIG consult: consulted (by: the bearer) bis 2026-03-12 08:00")
    assert "keine Frist genannt" in duties
    tree = explain_lines(shown, "no-advance", language="de")
    assert "bestätigt: gained 14.2 km²" in tree
    assert "14,2 km²" in tree
    assert f"Worte: „{NEWS_WORDS}“" in tree
    assert not _ENGLISH.findall(_labels_of(tree))


def test_english_lines_say_nothing_of_languages() -> None:
    shown = assessment()
    for text in (verdict_lines(shown), due_lines(shown), explain_lines(shown, "no-advance")):
        assert "English" not in text
    assert verdict_lines(shown) == verdict_lines(shown, language="en")


def test_nothing_is_said_in_german_too() -> None:
    empty = assessment([], of=agreement([]), due=[])
    assert verdict_lines(empty, language="de") == "keine Klauseln, nichts zu beantworten"
    assert due_lines(empty, language="de") == "nichts wird fällig"


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
