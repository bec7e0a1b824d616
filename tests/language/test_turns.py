"""Whose words go on from one sentence to the next, and whose do not."""

from __future__ import annotations

import pytest

from servanda.language import read
from servanda.language.lexicon import load
from servanda.language.speakers import is_speaker
from servanda.language.tokens import sentences


def last_speaker(text: str) -> str:
    """Return the words that name the speaker of the last quotation."""
    spans = read(text, lang="de").quotations[-1].speaker
    return " … ".join(text[begin:end] for begin, end in spans)


def test_of_two_sources_in_a_sentence_the_one_named_last_goes_on() -> None:
    text = (
        "Laut Feuerwehr war es ein „schönes Fest“, zu dem laut Bergwacht viele gekommen waren. "
        "Die Halle sei voll gewesen."
    )
    assert last_speaker(text) == "Bergwacht"


@pytest.mark.parametrize(
    ("between", "speaker"),
    [
        ("Ministerin Eva Holm nannte im „Tagblatt“ zwei Bedingungen.", "Ministerin Eva Holm"),
        ("Ministerin Eva Holm eröffnete die Halle.", "Ministerin Eva Holm"),
        ("So hätten Bauern die Straße gesperrt.", "Anna Berg"),
    ],
)
def test_a_known_person_takes_over_unless_the_sentence_tells_what_others_do(
    between: str, speaker: str
) -> None:
    text = f"Anna Berg sagte, der Plan sei gut. {between} Die Halle müsse bleiben."
    assert last_speaker(text) == speaker


def test_a_bare_word_that_nobody_knows_takes_nothing_over() -> None:
    silence = "Die Kälte nimmt zu. Das Eis trägt noch. Schneewehen blockieren die Wege. "
    text = f"Anna Berg sagte, der Plan sei gut. {silence}Die Halle sei sicher."
    assert last_speaker(text) == "Anna Berg"


def test_nobody_says_of_himself_what_he_soll() -> None:
    text = (
        "Nach Berichten der Presse haust Jan Ohm im Keller. Dort soll er Gold versteckt haben. "
        "Ministerin Eva Holm kennt ihn. Er soll auch Häuser gekauft haben."
    )
    assert last_speaker(text) == "Berichten der Presse"


def test_demnach_at_the_head_is_a_source_and_in_the_middle_a_conclusion() -> None:
    head = "Die Stadt legte einen Bericht vor. Demnach fehlt Geld. Die Kasse sei leer."
    assert last_speaker(head) == "Die Stadt"
    middle = "Anna Berg sagte, die Kasse sei leer. Ein Neubau wäre demnach nicht möglich."
    assert last_speaker(middle) == "Anna Berg"
    assert "Demnach" in {head[b:e] for q in read(head, lang="de").quotations for b, e in q.speaker}


def test_a_reported_clause_behind_a_comma_is_of_whom_its_sentence_is_about() -> None:
    text = (
        "Die Chefin Eva Holm lobte, der Plan sei gut. "
        "Darin erkennt Ohm eine „Falle für alle“, sie gefährde den Frieden."
    )
    assert last_speaker(text) == "Ohm"
    anew = "Jan Ohm teilte mit, er gehe. Sein Hof steht leer, und er werde ihn verkaufen."
    assert last_speaker(anew) == "Jan Ohm"


@pytest.mark.parametrize("verb", ["könnte", "müsste", "dürfte"])
def test_what_could_be_is_held_possible_by_the_reporter(verb: str) -> None:
    text = f"Anna Berg sagte, der Plan sei gut. Die Halle {verb} bald öffnen."
    assert [q.type for q in read(text, lang="de").quotations] == ["Indirect"]


def test_a_number_ends_a_sentence_before_an_article_or_a_preposition() -> None:
    def parts(text: str) -> int:
        return len(sentences(text, (0, len(text)), [], load("de")))

    assert parts("Er kam auf Platz 17. Die anderen kamen nicht.") == 2
    assert parts("Sie siegte mit 3:0. Am Abend wurde gefeiert.") == 2
    assert parts("Er kam am 17. Mai und am 3. Spieltag.") == 1


def test_two_sentences_that_tell_what_something_soll_are_somebodys() -> None:
    said = "Anna Berg sagte, der Plan sei gut. Die Brücke ist alt. Auch die Straße ist alt. "
    one = "Die neue Brücke soll breiter werden. Gebaut wird im Mai."
    two = "Die neue Brücke soll breiter werden. Gebaut werden soll sie im Mai."
    kinds = [q.type for q in read(said + two, lang="de").quotations]
    assert kinds == ["Indirect", "FreeIndirect"]
    assert [q.type for q in read(said + one, lang="de").quotations] == ["Indirect"]


@pytest.mark.parametrize("what", ["Die Zahl der Toten", "Die Höhe des Schadens"])
def test_a_number_does_not_say_how_many_it_is(what: str) -> None:
    text = f"{what} bezifferte die Stadtverwaltung mit zwölf. Das Dorf sei leer."
    assert last_speaker(text) == "die Stadtverwaltung"


@pytest.mark.parametrize(("silence", "count"), [("", 2), ("Die Straße ist alt. ", 1)])
def test_what_somebody_soll_have_done_is_not_told_long_after_the_last_words(
    silence: str, count: int
) -> None:
    text = f"Anna Berg sagte, der Plan sei gut. Es regnet. {silence}Ohm soll geflohen sein."
    assert len(read(text, lang="de").quotations) == count


def test_a_vehicle_is_no_witness_though_it_ends_like_one() -> None:
    german = load("de")
    assert is_speaker("Augenzeugen", german)
    assert not is_speaker("Fahrzeuge", german)
    assert not is_speaker("Räumfahrzeugen", german)
    assert not is_speaker("Wohnhauses", german)
