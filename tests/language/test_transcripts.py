"""Talks written down turn by turn: each turn is direct speech of whom its label names."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from servanda.language import read
from servanda.language.model import Quotation

TALK = """Der Minister Karl Huber (SPD) über die Brücke.

ABENDBLATT: Herr Huber, wann wird gebaut?

Huber: Im Mai. Der Plan »B« ist fertig.

ABENDBLATT: Wer zahlt?

Huber: Wir. 3 Millionen Euro liegen bereit.

Danach sagte Huber, man werde liefern."""


def turns(text: str, lang: str = "de") -> list[Quotation]:
    """Return the quotations that are turns of a talk."""
    return [q for q in read(text, lang=lang).quotations if q.why.startswith("turn of a talk")]


def words(text: str, quotation: Quotation) -> str:
    """Return the words of a quotation."""
    return " | ".join(text[begin:end] for begin, end in quotation.quote)


def test_each_turn_is_direct_speech_of_whom_its_label_names() -> None:
    found = [(words(TALK, q), q.type, q.speaker_name, q.speaker_role) for q in turns(TALK)]
    assert found == [
        ("Herr Huber, wann wird gebaut?", "Direct", "ABENDBLATT", ""),
        ("Im Mai. Der Plan »B« ist fertig.", "Direct", "Karl Huber", "Minister"),
        ("Wer zahlt?", "Direct", "ABENDBLATT", ""),
        ("Wir. 3 Millionen Euro liegen bereit.", "Direct", "Karl Huber", "Minister"),
    ]


def test_the_label_is_the_speaker_and_the_colon_no_part_of_anything() -> None:
    first = turns(TALK)[1]
    assert [TALK[begin:end] for begin, end in first.speaker] == ["Huber"]
    assert (first.cue, first.frame) == ((), ())


def test_a_question_asserts_nothing() -> None:
    assert [q.act for q in turns(TALK)] == ["", "asserts", "", "asserts"]


def test_what_stands_behind_a_talk_is_read_as_ever() -> None:
    last = read(TALK, lang="de").quotations[-1]
    assert (last.type, last.speaker_name, words(TALK, last)) == (
        "Indirect", "Karl Huber", "man werde liefern",
    )  # fmt: skip


@pytest.mark.parametrize(
    ("lang", "text"),
    [
        ("de", "Frage: Wer zahlt?\nHuber: Wir.\nFrage: Sicher?\nHuber: Ja."),
        ("en", "Q: Who pays?\nHuber: We do.\nQ: Sure?\nHuber: Yes."),
    ],
)
def test_a_label_that_names_nobody_leaves_the_speaker_unknown(lang: str, text: str) -> None:
    assert [q.speaker_name for q in turns(text, lang)] == ["", "Huber", "", "Huber"]
    assert "nobody named" in turns(text, lang)[0].why


def test_a_paragraph_without_a_label_goes_on_with_the_turn() -> None:
    text = "Meyer: Wer zahlt?\nHuber: Wir.\nUnd zwar bald.\nMeyer: Sicher?\nDas war es."
    assert [words(text, q) for q in turns(text)] == ["Wer zahlt?", "Wir. | Und zwar bald.",
                                                     "Sicher?"]  # fmt: skip


@pytest.mark.parametrize(
    "text",
    [
        "Ort: Genf\nZeit: Montag\nOrt: Bern\nZeit: Dienstag",  # nobody named, nothing asked
        "Huber: Wir zahlen.\nMeyer: Wir auch?",  # nobody comes back
        "Huber: Wer?\nHuber: Wie?\nHuber: Was?",  # nobody answers
        "08:15 Uhr: Wer zahlt?\n09:10 Uhr: Huber\n08:15 Uhr: Wer?",  # no name
        "Huber:\nMeyer:\nHuber:\nMeyer:",  # nothing said
    ],
)
def test_labels_alone_are_no_talk(text: str) -> None:
    assert turns(text) == []


def test_a_talk_without_a_question_is_known_by_a_person_of_the_document() -> None:
    talk = "Huber: Wir zahlen.\nMeyer: Wir auch.\nHuber: Gut."
    assert turns(talk) == []
    assert len(turns(f"Karl Huber und Eva Meyer stritten.\n{talk}")) == 3


LINES = st.sampled_from(
    ["Huber: Ja.", "Meyer: Wer?", "Huber:", ": Ja", "Frage: Was?", "Er kam.", "„Ja“: Nein", "A:"]
)  # fmt: skip


@given(st.lists(LINES, max_size=30).map("\n".join))
def test_turns_lie_in_the_text_in_order_and_apart(text: str) -> None:
    spans = [span for q in turns(text) for span in q.quote]
    assert spans == sorted(spans)
    assert all(0 <= begin < end <= len(text) for begin, end in spans)
    assert all(a[1] <= b[0] for a, b in pairwise(spans))
