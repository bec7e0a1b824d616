"""Who speaks in the German of short reports: sentences of our own, each for one rule."""

from __future__ import annotations

import pytest

from servanda.language import read


def speakers(text: str) -> list[str]:
    """Return the words that name the speaker of each quotation, each once, in order."""
    found = read(text, None, "de").quotations
    named = (" ".join(text[begin:end] for begin, end in each.speaker) for each in found)
    return list(dict.fromkeys(named))


def words(text: str) -> list[str]:
    """Return the words of each quotation."""
    found = read(text, None, "de").quotations
    return [" … ".join(text[begin:end] for begin, end in each.quote) for each in found]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Zu den Gründen sagte u.a. Huber, der Plan sei zu teuer.", ["Huber"]),
        ("U.a. sagte der Minister, der Plan sei zu teuer.", ["der Minister"]),
        ("Dies sagten z.B. die Bauern.", ["die Bauern"]),
    ],
)
def test_a_shortened_adverb_speaks_no_more_than_the_whole_one(
    text: str, expected: list[str]
) -> None:
    assert speakers(text) == expected


def test_marked_words_behind_a_colon_go_on_as_the_clause_before_it_does() -> None:
    text = "Bürgermeister Huber sprach im Rat. Wichtig sei ihm nur eines: „Die Schule muss öffnen.“"
    assert speakers(text) == ["Bürgermeister Huber"]


def test_what_marked_words_hang_on_speaks_only_if_it_can() -> None:
    assert speakers("Weitere Schritte hingen davon ab, „ob sich die Lage beruhigt“.") == [""]


def test_an_office_of_the_town_carries_on_what_it_admits() -> None:
    text = "Das Bauamt räumte Verzögerungen ein. Die Brücken seien in schlechtem Zustand."
    assert speakers(text) == ["Das Bauamt"]


def test_an_infinitive_alone_behind_a_participle_is_what_was_said() -> None:
    text = "Die Schweiz hat angeboten zu vermitteln."
    assert words(text) == ["zu vermitteln"]
