"""Pledges and demands told of: by somebody else, by a pointing word, between marks, as a wish."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from servanda.language import read

DAY = date(2025, 8, 22)


def pledged(text: str, language: str = "de") -> list[dict[str, Any]]:
    found = read(text, DAY, language).as_dict()["pledges"]
    return [{**one, "what": text[slice(*one["what"])]} for one in found]


@pytest.mark.parametrize(
    ("text", "language", "who", "what"),
    [
        ("Laut Berger sagte Kanada zu, 20 Busse zu liefern.", "de", "Kanada",
         "20 Busse zu liefern"),
        ("Berger zufolge sagte Kanada 20 Busse zu.", "de", "Kanada", "20 Busse"),
        ("Moskaus Forderung, Kiew müsse weichen, ist alt.", "de", "Moskau", "Kiew müsse weichen"),
        ("Berg rejected Moscow's demand that Ukraine withdraw.", "en", "Moscow",
         "Ukraine withdraw"),
    ],
)  # fmt: skip
def test_what_somebody_else_tells_is_not_first_hand(
    text: str, language: str, who: str, what: str
) -> None:
    [found] = pledged(text, language)
    assert (found["who"], found["what"], found["first_hand"]) == (who, what, False)


def test_a_pointing_word_pledges_the_sentence_before() -> None:
    text = "Ägypten öffnet einen Übergang. „Das habe Kairo den Helfern zugesagt“, sagte Berger."
    [found] = pledged(text)
    assert (found["who"], found["what"]) == ("Kairo", "Ägypten öffnet einen Übergang")
    assert not found["first_hand"]


@pytest.mark.parametrize("text", ["Kanada sagte „20 Busse“ zu.", "Kanada versprach „20 Busse“."])
def test_words_between_marks_may_be_what_is_pledged(text: str) -> None:
    [found] = pledged(text)
    assert (found["who"], found["what"]) == ("Kanada", "„20 Busse“")


@pytest.mark.parametrize(
    ("text", "language", "to"),
    [
        ("Kanada will der Ukraine 20 Busse liefern.", "de", "Ukraine"),
        ("Canada plans to give Ukraine 20 buses.", "en", "Ukraine"),
    ],
)
def test_an_intention_the_reporter_tells_is_no_word_given(
    text: str, language: str, to: str
) -> None:
    [found] = pledged(text, language)
    assert (found["kind"], found["to"], found["first_hand"]) == ("pledge", to, False)
    assert found["why"].startswith("intended")


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("Kanada will der Ukraine keine Busse liefern.", "de"),
        ("Kanada will liefern.", "de"),
        ("Canada wants Ukraine to give 20 buses.", "en"),
        ("Berger lehnte die Forderung ab, Kiew müsse Truppen abziehen.", "de"),
    ],
)
def test_what_nobody_means_to_give_is_no_pledge(text: str, language: str) -> None:
    assert not pledged(text, language)


def test_a_change_from_one_number_to_another_is_no_one_amount() -> None:
    [found] = pledged("Italien versprach, die Zahl der Busse von 60 auf 90 zu erhöhen.")
    assert found["amount"] is None


def test_the_source_of_a_pledge_does_not_receive_it() -> None:
    text = "Selenskyj war in Ottawa. Ihm zufolge sagte Kanada zu, 20 Busse zu liefern."
    [found] = pledged(text)
    assert (found["who"], found["to"], found["first_hand"]) == ("Kanada", "", False)


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("Frankreich drohte mit neuen Sanktionen, sollte die Gewalt nicht enden.", "de"),
        ("Macron drohte Russland mit Sanktionen, falls die Gewalt nicht endet.", "de"),
        ("France threatened new sanctions if the violence did not end.", "en"),
    ],
)
def test_a_condition_negates_no_threat(text: str, language: str) -> None:
    [found] = read(text, DAY, language).as_dict()["quotations"]
    assert (found["act"], found["negated"]) == ("threatens", False)
