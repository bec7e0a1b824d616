"""A subordinate clause in the first subjunctive is somebody's words, whatever the main verb is."""

from __future__ import annotations

import pytest

from servanda.language import read


@pytest.mark.parametrize(
    ("text", "words", "speaker"),
    [
        ("Die Gärtnerin goss die Beete, weil der Boden trocken sei.",
         "weil der Boden trocken sei", "Die Gärtnerin"),
        ("Die Chronik zählt Feste auf, bei denen der Graf zugegen gewesen sei.",
         "bei denen der Graf zugegen gewesen sei", "Die Chronik"),
        ("Die Köche rührten Soßen, die keiner gegessen hätte und die zäh wurden.",
         "", ""),
        ("Die Müllerin rechnet mit leeren Säcken, weil die Bauern nichts gebracht hätten.",
         "weil die Bauern nichts gebracht hätten", "Die Müllerin"),
        ("Die Tante strickt, obwohl die Enkel es lieber gekauft hätten.", "", ""),
        ("Das ist der schönste Hut, den ich besessen habe.", "", ""),
    ],
)  # fmt: skip
def test_a_first_subjunctive_in_a_hanging_clause_is_reported(
    text: str, words: str, speaker: str
) -> None:
    found = [q for q in read(text, lang="de").quotations if q.type == "Indirect"]
    assert [text[q.quote[0][0] : q.quote[-1][1]] for q in found] == ([words] if words else [])
    assert [text[q.speaker[0][0] : q.speaker[0][1]] for q in found] == ([speaker] if words else [])
