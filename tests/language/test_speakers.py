"""Who speaks, to the very word, in German sentences made up for the purpose."""

from __future__ import annotations

import pytest

from servanda.language import read


def speakers(text: str) -> list[str]:
    """Return the speaker of each quotation as written, in order."""
    made = read(text, None, "de").quotations
    return [" … ".join(text[begin:end] for begin, end in q.speaker) for q in made]


def first(text: str) -> str:
    """Return the speaker of the first quotation."""
    return speakers(text)[0]


@pytest.mark.parametrize(
    ("text", "speaker"),
    [
        (
            "Die Leiterin der Such- und Bergungsstaffel sagte, der Einsatz sei beendet.",
            "Die Leiterin der Such- und Bergungsstaffel",
        ),
        (
            "Der Kreisrat Jürgen R. Obermaier sagte, die Brücke sei sicher.",
            "Der Kreisrat Jürgen R. Obermaier",
        ),
        (
            "Klinikleiter Prof. Dr. Anton Fröbel sagte, der Kranke sei wach.",
            "Klinikleiter Prof. Dr. Anton Fröbel",
        ),
        ("Das Bündnis 90/Die Grünen sagte, es sei genug.", "Das Bündnis 90/Die Grünen"),
        ("Die „Morgenpost“-Redaktion sagte, es sei genug.", "Die „Morgenpost“-Redaktion"),
        ("Ansicht vieler Förster zufolge sei der Wald krank.", "Ansicht vieler Förster"),
    ],
)
def test_a_hyphen_an_initial_or_a_number_does_not_end_a_name(text: str, speaker: str) -> None:
    assert first(text) == speaker


@pytest.mark.parametrize(
    ("text", "speaker"),
    [
        ("Am Montag kamen laut Rathaus 40 Menschen ums Leben.", "Rathaus"),
        ("Demnächst soll laut Satzung der Präsident abtreten.", "Satzung"),
        ("„Wir kommen wieder“, sagte Georg Altmann zur Nachrichtenagentur.", "Georg Altmann"),
        ("Gestern erklärte Lutz Behrend aus heiterem Himmel, er trete zurück.", "Lutz Behrend"),
    ],
)
def test_what_is_said_or_to_whom_is_no_part_of_the_speaker(text: str, speaker: str) -> None:
    assert first(text) == speaker


def test_where_a_body_sits_belongs_to_it_and_where_somebody_speaks_does_not() -> None:
    said = "Wie die Regierung in Lomé mitteilte, ist der Weg frei."
    assert first(said) == "die Regierung in Lomé"
    said = "Wie Ministerin Karla Weiß in Lomé mitteilte, ist der Weg frei."
    assert first(said) == "Ministerin Karla Weiß"
