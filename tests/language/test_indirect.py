"""Indirect, carried-on and told speech in German: which words are said, by whom, and the frame."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from servanda.language import Quotation, read


def found(text: str, kind: str) -> list[Quotation]:
    return [q for q in read(text, lang="de").quotations if q.type == kind]


def one(text: str, kind: str = "Indirect") -> Quotation:
    [quotation] = found(text, kind)
    return quotation


def texts(text: str, spans: tuple[tuple[int, int], ...]) -> list[str]:
    return [text[begin:end] for begin, end in spans]


@pytest.mark.parametrize(
    ("text", "said", "speaker", "cue"),
    [
        ("Die Ministerin sagte, dass die Brücke gesperrt sei.",
         ["dass die Brücke gesperrt sei"], ["Die Ministerin"], ["sagte"]),
        ("Die Ministerin fragte, ob die Brücke hält.",
         ["ob die Brücke hält"], ["Die Ministerin"], ["fragte"]),
        ("Die Ministerin sagte, die Brücke sei gesperrt.",
         ["die Brücke sei gesperrt"], ["Die Ministerin"], ["sagte"]),
        ("Ein Sprecher der Stadt teilte mit, die Brücke werde gesperrt.",
         ["die Brücke werde gesperrt"], ["Ein Sprecher der Stadt"], ["teilte mit"]),
        ("Die Stadt kündigte am Montag an, die Brücke zu sperren.",
         ["die Brücke zu sperren"], ["Die Stadt"], ["kündigte", "an"]),
        ("Am Montag hatte die Stadt angekündigt, die Brücke sperren zu wollen.",
         ["die Brücke sperren zu wollen"], ["die Stadt"], ["hatte", "angekündigt"]),
        ("Die Brücke bleibe gesperrt, sagte die Ministerin am Montag.",
         ["Die Brücke bleibe gesperrt"], ["die Ministerin"], ["sagte"]),
        ("Die Brücke, sagte die Ministerin, sei gesperrt.",
         ["Die Brücke", "sei gesperrt"], ["die Ministerin"], ["sagte"]),
        ("Nach Angaben der Polizei ist die Brücke gesperrt.",
         ["ist die Brücke gesperrt"], ["Angaben der Polizei"], ["Nach"]),
        ("Die Brücke ist laut Polizei gesperrt.",
         ["Die Brücke ist", "gesperrt"], ["Polizei"], ["laut"]),
        ("Der Polizei zufolge ist die Brücke gesperrt.",
         ["ist die Brücke gesperrt"], ["Der Polizei"], ["zufolge"]),
        ("Die Brücke sei gesperrt, so der Sprecher.",
         ["Die Brücke sei gesperrt"], ["der Sprecher"], ["so"]),
        ("Wie die Polizei mitteilte, ist die Brücke gesperrt.",
         ["ist die Brücke gesperrt"], ["die Polizei"], ["Wie", "mitteilte"]),
        ("Es gibt Gerüchte, wonach die Brücke gesperrt wird.",
         ["die Brücke gesperrt wird"], ["Gerüchte"], ["wonach"]),
        ("Die Brücke ist gesperrt. Das teilte die Polizei mit.",
         ["Die Brücke ist gesperrt", "Das"], ["die Polizei"], ["teilte", "mit"]),
        ("Der Leiter der Werft, Jan Ohm, warf der Stadt vor, zu spät zu zahlen.",
         ["zu spät zu zahlen"], ["Der Leiter der Werft, Jan Ohm"], ["warf", "vor"]),
        ("Er überraschte mit der Ankündigung, er werde gehen.",
         ["er werde gehen"], ["Er"], ["überraschte mit der Ankündigung"]),
    ],
)  # fmt: skip
def test_the_words_said_their_speaker_and_their_cue(
    text: str, said: list[str], speaker: list[str], cue: list[str]
) -> None:
    quotation = one(text)
    assert texts(text, quotation.quote) == said
    assert texts(text, quotation.speaker) == speaker
    assert texts(text, quotation.cue) == cue


def test_the_frame_is_the_clause_of_saying_with_its_comma() -> None:
    text = "Am Montag sagte die Ministerin in Ulm, die Brücke sei gesperrt."
    assert texts(text, one(text).frame) == ["Am Montag sagte die Ministerin in Ulm,"]


def test_to_whom_something_is_said_is_the_addressee() -> None:
    text = "Der Wirt sagte dem Sender, das Haus sei voll."
    assert texts(text, one(text).addressee) == ["dem Sender"]


def test_sentences_in_the_subjunctive_carry_the_speaker_on() -> None:
    text = (
        "Die Ministerin sagte, die Brücke sei gesperrt. Sie werde bald geprüft. "
        "Der Verkehr habe zugenommen."
    )
    quotation = one(text, "IndirectFreeIndirect")
    assert texts(text, quotation.quote) == ["Sie werde bald geprüft. Der Verkehr habe zugenommen."]
    assert texts(text, quotation.speaker) == ["Die Ministerin"]
    assert quotation.cue == ()


def test_what_somebody_is_said_to_have_done_is_free_indirect_once_a_source_is_named() -> None:
    text = "Die Polizei sprach von einem Überfall. Der Täter soll geflohen sein."
    assert texts(text, one(text, "FreeIndirect").quote) == ["Der Täter soll geflohen sein."]
    assert found("Der Turm soll hoch sein.", "FreeIndirect") == []


def test_a_demand_with_a_thing_as_object_is_told_speech() -> None:
    text = "Der Verband fordert eine Nachzählung."
    quotation = one(text, "Reported")
    assert texts(text, quotation.quote) == [text]
    assert (texts(text, quotation.speaker), quotation.act) == (["Der Verband"], "demands")


def test_a_fragment_inside_indirect_speech_is_direct_speech_of_the_same_speaker() -> None:
    text = "Ohm sagte, die Werft sei „mehr als tot“."
    [direct] = found(text, "Direct")
    assert texts(text, direct.quote) == ["„mehr als tot“"]
    assert texts(text, direct.speaker) == ["Ohm"]


def test_a_verb_that_says_nothing_makes_no_quotation() -> None:
    assert read("Die Ministerin fuhr nach Ulm, weil die Brücke hielt.", lang="de").quotations == ()


@pytest.mark.parametrize(
    "text",
    [
        "Der Plan ist beschlossen, die Brücke bleibt.",
        "Danach fuhr er nach Ulm.",
        "Nach dem Abschluss der Ermittlungen fuhr er nach Ulm.",
        "Ich glaube, das war es.",
        "Die Verpackung war neu, weil die alte riss.",
    ],
)
def test_a_state_a_time_and_the_first_person_are_nobodys_reported_words(text: str) -> None:
    assert read(text, lang="de").quotations == ()


def test_words_in_the_subjunctive_behind_a_colon_are_those_of_whom_the_clause_names() -> None:
    text = "Die Ministerin war verärgert: Die Brücke sei marode. Ohm sagte, er gehe."
    carried = found(text + " " + text, "IndirectFreeIndirect")[-1]
    joined = text + " " + text
    assert texts(joined, carried.quote) == ["Die Brücke sei marode."]
    assert texts(joined, carried.speaker) == ["Die Ministerin"]


def test_a_noun_of_saying_has_its_holder_as_speaker() -> None:
    text = "Der Vorwurf der Stadt, er habe gelogen, traf ihn."
    assert texts(text, one(text).speaker) == ["der Stadt"]
    text = "Die Fachleute kamen zu dem Ergebnis, dass die Brücke hält."
    assert texts(text, one(text).speaker) == ["Die Fachleute"]


def test_a_second_verb_of_saying_ends_the_words_of_the_first() -> None:
    text = "Ohm sagte, dass die Werft schließt, und kündigte an, zu klagen."
    first, second = found(text, "Indirect")
    assert texts(text, first.quote) == ["dass die Werft schließt"]
    assert texts(text, second.quote) == ["zu klagen"]
    assert texts(text, second.cue) == ["kündigte an"]


PIECES = st.sampled_from(
    ["Die Stadt", "er", "sagte", "teilte", "mit", "dass", ",", ".", ":", "sei", "laut", "nach",
     "Angaben", "zufolge", "wie", "so", "zu", "gehen", "hat", "wurde", "„", "“", "(", ")", "–",
     "und", "die", "soll", "warf", "vor", "von", "der", "Ankündigung", "demnach", "in"]
)  # fmt: skip


@settings(max_examples=300)
@given(st.lists(PIECES, max_size=40).map(" ".join))
def test_any_row_of_words_is_read_with_offsets_in_it(text: str) -> None:
    for quotation in read(text, lang="de").quotations:
        assert quotation.quote
        for part in (quotation.quote, quotation.speaker, quotation.cue, quotation.frame):
            assert all(0 <= begin < end <= len(text) for begin, end in part)
