"""Acts of speech told without their words, in German: which are, and how far they reach."""

from __future__ import annotations

import pytest

from servanda.language import Quotation, read


def told(text: str) -> list[Quotation]:
    return [each for each in read(text, None, "de").quotations if each.type == "Reported"]


@pytest.mark.parametrize(
    ("text", "speaker", "act"),
    [
        ("Die Stadt forderte eine Nachzählung.", "Die Stadt", "demands"),
        ("Der Wirt sprach von einem Irrtum.", "Der Wirt", "asserts"),
        ("Die Ministerin nannte den Plan einen Fortschritt.", "Die Ministerin", "asserts"),
        ("Die Opposition kritisierte den Plan als voreilig.", "Die Opposition", "criticises"),
        ("Der Rat hält den Plan für verfrüht.", "Der Rat", "asserts"),
        ("Die Försterin geht von Mückenbefall aus.", "Die Försterin", "asserts"),
        ("Der Zoo bezifferte die Kosten auf neuntausend Euro.", "Der Zoo", "asserts"),
        ("Das Museum gab den Ankauf bekannt.", "Das Museum", "announces"),
        ("Experten sehen in dem Plan einen Fehler.", "Experten", "asserts"),
        ("Der Arzt riet ihm zur Ruhe.", "Der Arzt", "proposes"),
        ("Der Rat hat eine Nachzählung gefordert.", "Der Rat", "demands"),
        ("In der Studie wurde ein Irrtum vermutet.", "der Studie", "asserts"),
        ("Der Plan wurde von der Opposition als voreilig bezeichnet.", "der Opposition", "asserts"),
    ],
)
def test_what_names_the_thing_said_is_told(text: str, speaker: str, act: str) -> None:
    (quotation,) = told(text)
    assert quotation.quote == ((0, len(text)),)
    assert [text[b:e] for b, e in quotation.speaker] == [speaker]
    assert quotation.act == act


def test_why_names_the_verb_that_tells() -> None:
    (quotation,) = told("Die Stadt forderte eine Nachzählung.")
    assert quotation.why.startswith("told: 'forderte' by 'Die Stadt'")


def test_a_reason_given_by_nobody_in_particular_is_told_without_a_speaker() -> None:
    (quotation,) = told("Als Grund wurde ein Irrtum genannt.")
    assert quotation.speaker == ()


@pytest.mark.parametrize(
    "text",
    [
        "Die Opposition kritisierte den Plan.",
        "Der Rat hatte damals eine Nachzählung gefordert.",
        "Der Steinschlag forderte drei Todesopfer.",
        "Die Stadt forderte zwei Hubschrauber an.",
        "Die Polizei gab den Namen bekannt.",
        "Das Museum gab den Ankauf nicht bekannt.",
        "Die Läuferin hält den Rekord für Kestria seit Mai.",
        "Befürchten Sie einen Irrtum?",
        "Das nennt man einen Irrtum.",
        "Der Laden bietet einen Stadtplan an.",
        "Der Plan wurde im Mai als Buch bewertet.",
    ],
)
def test_a_stand_a_look_back_a_loss_and_another_verb_are_not_told(text: str) -> None:
    assert told(text) == []


def test_a_name_between_marks_is_direct_speech_alone() -> None:
    text = "Der Wirt nannte den Plan einen „großen Irrtum“."
    found = read(text, None, "de").quotations
    assert [each.type for each in found] == ["Direct"]
    assert [text[b:e] for b, e in found[0].quote] == ["„großen Irrtum“"]


@pytest.mark.parametrize(
    "text",
    [
        "Der Wirt nannte den Plan einen Irrtum und rief die Stadt auf, das Haus zu kaufen.",
        "Der Wirt nannte den Plan einen Irrtum, und ein Sprecher sagte, das Haus sei verkauft.",
    ],
)
def test_what_is_told_before_words_that_are_given_ends_before_their_clause(text: str) -> None:
    (quotation,) = told(text)
    assert [text[b:e] for b, e in quotation.quote] == ["Der Wirt nannte den Plan einen Irrtum"]
    assert [each.type for each in read(text, None, "de").quotations] == ["Reported", "Indirect"]


@pytest.mark.parametrize(
    ("text", "act"),
    [
        ("Die Ministerin nannte das Lob verfrüht, dank der Presse.", "asserts"),
        ("Der Wirt nannte die Kritik einen Irrtum.", "asserts"),
        ("Der Wirt warf der Stadt Untätigkeit vor.", "accuses"),
        ("Die Stadt drohte mit einer Klage.", "threatens"),
        ("Die Stadt kündigte eine Klage an.", "announces"),
        ("Der Rat empfahl eine Pause.", "proposes"),
    ],
)
def test_the_act_told_is_that_of_its_verb(text: str, act: str) -> None:
    (quotation,) = told(text)
    assert quotation.act == act
