"""Who is named as the speaker, and who is no person, in made-up German sentences."""

from __future__ import annotations

import pytest

from servanda.language import read


def named(text: str) -> list[str]:
    """Return the name of each speaker, in order."""
    return [quotation.speaker_name for quotation in read(text, None, "de").quotations]


def people(text: str) -> list[str]:
    """Return everybody the document names."""
    return [person.name for person in read(text, None, "de").people]


def test_a_pronoun_behind_a_clause_means_whom_that_clause_is_about() -> None:
    text = (
        "Anna Meyer sagte, es sei gut. "
        "Nachdem Karl Huber Anna Meyer getroffen hatte, erklärte er, der Plan sei fertig."
    )
    assert named(text) == ["Anna Meyer", "Karl Huber"]


def test_two_given_names_side_by_side_begin_two_names() -> None:
    assert people("Nachdem Karl Huber Anna Meyer traf, ging er.") == ["Karl Huber", "Anna Meyer"]
    assert people("Hans Peter Huber sagte, es sei gut.") == ["Hans Peter Huber"]


@pytest.mark.parametrize("source", ["Nach dem Willen von Huber", "Nach Angaben Hubers"])
def test_what_somebody_says_or_wants_has_the_name_of_that_person(source: str) -> None:
    text = f"Karl Huber kam am Abend. {source} soll die Brücke gebaut werden."
    assert named(text) == ["Karl Huber"]


def test_a_state_or_an_adjective_before_a_noun_is_no_name() -> None:
    assert named("Frankreichs Ärzte sagten, es sei gut.") == ["Frankreichs Ärzte"]
    assert people("Arabische Medien melden, der Weg sei frei.") == []


@pytest.mark.parametrize("who", ["Kritiker sagen", "Schätzungen zeigen", "Nachbarn berichten"])
def test_a_noun_of_those_who_speak_is_nobody_in_person(who: str) -> None:
    assert people(f"{who}, der Weg sei frei.") == []


def test_a_word_the_document_writes_with_an_article_is_no_person() -> None:
    assert people("Gefahr ergibt, dass es brennt. Die Gefahr ist groß.") == []
    assert people("Huberle sagt, dass es brennt. Das ist gut.") == ["Huberle"]


def test_an_office_is_not_held_by_a_state_that_spoke_last() -> None:
    text = "Moskau teilte mit, das Treffen sei geplant. Der Präsident sagte, er komme."
    assert named(text) == ["Moskau", ""]


@pytest.mark.parametrize("thing", ["Räumfahrzeuge", "Lautsprecher", "Trichter"])
def test_what_only_ends_like_an_office_is_none(thing: str) -> None:
    from servanda.language.lexicon import load

    assert not load("de").role_of(thing)


def test_a_host_is_an_office_and_no_name() -> None:
    text = "Gastgeber Karl Huber sagte, es sei gut."
    quotation = read(text, None, "de").quotations[0]
    assert (quotation.speaker_name, quotation.speaker_role) == ("Karl Huber", "Gastgeber")


def test_wonach_has_the_noun_before_it_for_its_source() -> None:
    text = "Die Wache prüft einen Bericht der Bergwacht, wonach die Brücke brennt."
    begin, end = read(text, None, "de").quotations[0].speaker[0]
    assert text[begin:end] == "einen Bericht der Bergwacht"


def test_a_full_name_behind_a_noun_loses_the_ending_of_the_genitive() -> None:
    assert people("Das ist der Besuch Karl Hubers bei Anna Meyer.") == ["Karl Huber", "Anna Meyer"]
    assert people("Es kam der Nachbar Karl Jacobs.") == ["Karl Jacobs"]


def test_an_office_of_nobody_known_is_not_given_to_one_of_two_people() -> None:
    text = "Das ist der Besuch Karl Hubers bei Anna Meyer. Der Gastgeber sagte, es sei gut."
    assert named(text) == [""]


def test_a_thing_named_before_a_colon_says_nothing() -> None:
    text = (
        "Karl Huber sagte, es werde gut. "
        "Seine Zuversicht gründet sich auf Erfahrung: „Wir sind immer fertig geworden.“"
    )
    assert named(text) == ["Karl Huber", "Karl Huber"]


def test_of_names_in_a_row_the_first_that_is_known_is_the_subject() -> None:
    text = (
        "Minister Karl Huber wartet auf Berger. Es sei gut, sagte Anna Meyer. "
        "Nachdem Karl Huber Berger in Wien getroffen hatte, erklärte er, der Plan sei fertig."
    )
    assert named(text)[-1] == "Karl Huber"
