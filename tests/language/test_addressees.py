"""To whom something is said in German: by the verb's case, by the passive, by a preposition."""

from __future__ import annotations

import pytest

from servanda.language import read


def hearer(text: str) -> list[str]:
    quotation = read(text, None, "de").quotations[-1]
    return [text[begin:end] for begin, end in quotation.addressee]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Die Stadt forderte den Wirt auf, das Haus zu räumen.", ["den Wirt"]),
        ("Ihren Nachbarn forderte die Wirtin auf, leiser zu sein.", ["Ihren Nachbarn"]),
        ("Die Ministerin bat Kestria, die Grenze zu öffnen.", ["Kestria"]),
        ("Der Wirt warnte ihn, dass das Eis dünn sei.", ["ihn"]),
        ("Er nannte es klug und forderte Renn dazu auf, das Haus zu räumen.", ["Renn"]),
        ("Der Wirt wurde aufgefordert, das Haus zu räumen.", ["Der Wirt"]),
        ("Der Wirt wurde von der Stadt aufgefordert, das Haus zu räumen.", ["Der Wirt"]),
    ],
)
def test_verbs_of_asking_have_the_hearer_in_the_accusative(text: str, expected: list[str]) -> None:
    assert hearer(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Der Wirt sagte am Montag dem Sender, das Haus sei voll.", ["dem Sender"]),
        ("Das Haus sei voll, sagte er der Nachrichtenagentur dpa.", ["der Nachrichtenagentur dpa"]),
        ("Die Wirtin sagte Reportern, das Haus sei voll.", ["Reportern"]),
        ("Gegner werfen dem Wirt vor, das Haus verkauft zu haben.", ["dem Wirt"]),
        ("Dem Wirt wird vorgeworfen, das Haus verkauft zu haben.", ["Dem Wirt"]),
        ("Die Stadt bestätigte den Verdacht, dass das Haus leer stehe.", []),
        ("Die Stadt versicherte, dass das Haus leer stehe.", []),
    ],
)
def test_verbs_of_telling_have_the_hearer_in_the_dative(text: str, expected: list[str]) -> None:
    assert hearer(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Gegenüber dem Sender sagte der Wirt, das Haus sei voll.", ["dem Sender"]),
        ("Der Wirt sagte vor Journalisten, das Haus sei voll.", ["Journalisten"]),
        ("Der Wirt sagte vor dem Haus, es sei voll.", []),
        ("Der Wirt sagte im Gespräch mit der Zeitung, das Haus sei voll.", ["der Zeitung"]),
        ("Die Wirtin appellierte an die Stadt, das Haus zu kaufen.", ["die Stadt"]),
        ("Der Wirt schrieb in einem Brief an die Stadt, das Haus sei voll.", ["die Stadt"]),
        ("Der Wirt beriet mit der Stadt darüber, ob das Haus zu voll sei.", ["der Stadt"]),
        ("Der Wirt forderte von der Stadt, das Haus zu kaufen.", ["der Stadt"]),
        ("Der Wirt forderte das Ende von Kestria.", []),
        ("Der Wirt bekräftigte die Haltung gegenüber der Stadt, dass sie zahlen müsse.", []),
    ],
)
def test_prepositions_name_the_hearer_if_they_hang_on_the_saying(
    text: str, expected: list[str]
) -> None:
    assert hearer(text) == expected


def test_a_verb_that_needs_its_dative_takes_it_off_the_subject() -> None:
    text = "Außerdem wirft das Amt der Stadt vor, zu spät gezahlt zu haben."
    quotation = read(text, None, "de").quotations[0]
    assert [text[b:e] for b, e in quotation.speaker] == ["das Amt"]
    assert hearer(text) == ["der Stadt"]


def test_what_somebody_is_called_to_is_no_part_of_the_hearer() -> None:
    assert hearer("Der Rat forderte die Bürger zum Sparen auf.") == ["die Bürger"]


def test_what_is_joined_to_what_a_preposition_has_is_no_hearer() -> None:
    assert hearer("Der Dienst warnte vor Wind und hohen Wellen.") == []


def test_the_thing_behind_the_hearer_is_no_part_of_it() -> None:
    assert hearer("Der Rat wirft Anna Renn Betrug vor.") == ["Anna Renn"]
