"""A subordinate clause in the first subjunctive is somebody's words, whatever the main verb is."""

from __future__ import annotations

import pytest

from servanda.language import read


@pytest.mark.parametrize(
    ("text", "words", "speaker"),
    [
        ("Die Ärztin traf Vorkehrungen, weil das Fieber ansteckend sei.",
         "weil das Fieber ansteckend sei", "Die Ärztin"),
        ("Der Bericht führt Mängel an, für die das Ministerium verantwortlich sei.",
         "für die das Ministerium verantwortlich sei", "Der Bericht"),
        ("Die Fahrer fuhren Schichten, die niemand ausgehalten hätte und die krank machten.",
         "", ""),
        ("Der Verein rechnet mit wenig Geld, weil die Mitglieder nichts gezahlt hätten.",
         "weil die Mitglieder nichts gezahlt hätten", "Der Verein"),
        ("Der Verein baut, obwohl die Mitglieder es anders gewollt hätten.", "", ""),
        ("Das ist das beste Bild, das ich gesehen habe.", "", ""),
    ],
)  # fmt: skip
def test_a_first_subjunctive_in_a_hanging_clause_is_reported(
    text: str, words: str, speaker: str
) -> None:
    found = [q for q in read(text, lang="de").quotations if q.type == "Indirect"]
    assert [text[q.quote[0][0] : q.quote[-1][1]] for q in found] == ([words] if words else [])
    assert [text[q.speaker[0][0] : q.speaker[0][1]] for q in found] == ([speaker] if words else [])
