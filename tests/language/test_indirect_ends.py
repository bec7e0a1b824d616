"""Where indirect speech ends and the reporter goes on, and which clauses are no speech at all."""

from __future__ import annotations

import pytest

from servanda.language import read


def said(text: str, kind: str = "Indirect") -> list[list[str]]:
    found = [q for q in read(text, lang="de").quotations if q.type == kind]
    return [[text[begin:end] for begin, end in q.quote] for q in found]


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("Der Dienst teilte mit, dass die Regenfälle anhalten und warnte vor Hochwasser.",
         "dass die Regenfälle anhalten"),
        ("Die Erklärung, den Hafen zu öffnen, wurde dem Botschafter übergeben.",
         "den Hafen zu öffnen"),
        ("Dem Appell der Stadt, sich zu melden, folgte er nicht.", "sich zu melden"),
        ("Er glaubt, dass das Team gewinnt: „Wir haben viel gelernt und sind bereit.“",
         "dass das Team gewinnt"),
        ("Die Stadt wird aufgefordert, die Brücke zu öffnen, so Bürgermeister Hans Maier.",
         "die Brücke zu öffnen"),
        ("Hieß es zunächst, dass die Fahrgäste schuld seien, wird nun die Tür geprüft.",
         "dass die Fahrgäste schuld seien"),
        ("Maier sagte, dass der Bus fährt, wenn es regnet, und die Bahn wartet.",
         "dass der Bus fährt, wenn es regnet, und die Bahn wartet"),
        ("Sie begründete das damit, dass es verboten sei, bestimmte Geräte zu nutzen.",
         "dass es verboten sei, bestimmte Geräte zu nutzen"),
    ],
)  # fmt: skip
def test_words_said_end_where_the_clause_of_the_reporter_goes_on(text: str, words: str) -> None:
    assert [words] in said(text)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("Hilde Maier spricht davon, dass Gewalt ein Problem sei.", "dass Gewalt ein Problem sei"),
        ("Beide Sender bestehen jedoch darauf, ein volles Programm zu machen.",
         "ein volles Programm zu machen"),
        ("Die Forscher waren davon ausgegangen, dass die Menschen Fleisch aßen.",
         "dass die Menschen Fleisch aßen"),
    ],
)  # fmt: skip
def test_a_verb_that_points_ahead_takes_the_clause_it_points_at(text: str, words: str) -> None:
    assert said(text) == [[words]]


@pytest.mark.parametrize(
    "text",
    [
        "Zunächst bestand die Möglichkeit, dass der Sturm die Stadt erreicht.",
        "Maier kritisierte die Art, wie das Gesetz verabschiedet wurde.",
        "Das Ministerium wollte nicht bestätigen, dass der Vertrag gilt.",
        "Warum die Maschine umkehrte, gab die Behörde nicht bekannt.",
        "Obwohl ihn zwei Zeugen kannten, bestritt er eine Beteiligung.",
        "Wenn Sie berichten, dass er schuldig ist, bedenken Sie die Folgen.",
        "Der Polizist weigerte sich, den Raum zu verlassen.",
    ],
)
def test_what_is_only_possible_asked_withheld_or_a_condition_is_not_said(text: str) -> None:
    assert said(text) == []


def test_this_was_said_takes_the_sentence_before_even_if_somebody_spoke_in_it() -> None:
    text = "Laut Polizei wurde ein Mann verhaftet. Das bestätigte der Minister."
    assert ["Laut Polizei wurde ein Mann verhaftet", "Das"] in said(text)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("Der Lauf ist der letzte, der im Freien ausgetragen wird, wie der Verband am"
         " Montag bekannt gab.", ["Der Lauf ist der letzte, der im Freien ausgetragen wird"]),
        ("Derzeit werde geprüft, wie die Seite gerettet werden kann, so Wikimedia.",
         ["Derzeit werde geprüft, wie die Seite gerettet werden kann"]),
        ("Nach Angaben von Sam Maier, dem Leiter des Wetteramts hatten die Fischer Glück.",
         ["hatten die Fischer Glück"]),
        ("Nach Planungen aus dem Jahr 2005 kostet die Reise zwei Milliarden Euro.",
         ["kostet die Reise zwei Milliarden Euro"]),
    ],
)  # fmt: skip
def test_a_source_at_either_end_leaves_the_whole_rest_of_the_sentence(
    text: str, words: list[str]
) -> None:
    assert said(text) == [words]


def test_a_noun_of_saying_takes_the_clause_behind_it() -> None:
    text = "Von der Polizei kam die Information, bei dem Toten handele es sich um einen Wirt."
    assert said(text) == [["bei dem Toten handele es sich um einen Wirt"]]


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("Philips hat angekündigt die Preise im Herbst zu erhöhen.",
         "die Preise im Herbst zu erhöhen"),
        ("Die Anwohner wurden aufgefordert Türen und Fenster zu schließen.",
         "Türen und Fenster zu schließen"),
        ("Es besteht der Vorwurf der Regierung an die Zeitung, Lügen zu verbreiten.",
         "Lügen zu verbreiten"),
        ("Auch der Verdacht, er sei erkrankt, bestätigte sich nicht.", "er sei erkrankt"),
    ],
)  # fmt: skip
def test_words_said_are_found_without_their_comma_and_far_from_their_noun(
    text: str, words: str
) -> None:
    assert said(text) == [[words]]


def test_a_verb_that_only_stands_like_a_modal_says_nothing() -> None:
    assert said("Der Frachter droht am Riff auseinanderzubrechen.") == []


@pytest.mark.parametrize(
    "text",
    [
        "Zwar bemerkte der Pilot die Schäden, zum Flughafen kehrte er nicht zurück.",
        "Der Sportler hat seinen Plan bekanntgegeben, fiel jedoch durch Schweigen auf.",
        "Zwei Monate nach dem Urteil des Gerichts liegt der Text vor.",
        "Das Spiel ging in die Pause, nach der die Gäste stärker wurden.",
        "Es ist offen, wie lange der Sturm die Stadt im Griff hält.",
        "Die Gäste verpassten im Anschluss, den Ausgleich zu erzielen.",
    ],
)
def test_a_thing_a_time_or_a_measure_is_no_word_of_saying(text: str) -> None:
    assert said(text) == []


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("Die Regierung wirft ihnen vor, Geld zu erhalten, was bisher nicht bestätigt wurde.",
         "Geld zu erhalten"),
        ("Maier erwähnte Umfragen, nach denen die Briten den Vertrag ablehnen.",
         "die Briten den Vertrag ablehnen"),
    ],
)  # fmt: skip
def test_a_comment_of_the_reporter_ends_and_a_source_noun_begins_words(
    text: str, words: str
) -> None:
    assert [words] in said(text)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("Der Trainer Hans Maier bezeichnete die Karten als „übertrieben“.", "„übertrieben“"),
        ("Die Menge skandierte die Parole „Brot statt Geld“.", "„Brot statt Geld“"),
    ],
)  # fmt: skip
def test_a_small_marked_word_and_a_slogan_are_somebodys_words(text: str, words: str) -> None:
    assert [words] in said(text, "Direct")


def test_a_site_between_marks_is_a_name() -> None:
    assert said("Laut „nordblick.de“ sagte Maier, dass es regnet.", "Direct") == []


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("Zwei Vereine hatten dazu aufgerufen, von 19:55 bis 20:00 Uhr das Licht zu löschen.",
         "von 19:55 bis 20:00 Uhr das Licht zu löschen"),
        ("Heute räumte Renn ein, seit dem Auftritt von Ross davon geträumt zu haben.",
         "seit dem Auftritt von Ross davon geträumt zu haben"),
        ("Das Gericht hatte eine Mahnung an die Politik ausgesprochen, das Recht zu achten.",
         "das Recht zu achten"),
        ("Der Planet begleitet den Stern „HD 13“, teilte die Universität Jena mit.",
         "Der Planet begleitet den Stern „HD 13“"),
        ("Die Veranstalter gestanden ein, dass sie gelogen hatten.", "dass sie gelogen hatten"),
    ],
)  # fmt: skip
def test_a_clock_a_preposition_or_a_name_at_its_end_does_not_break_what_is_said(
    text: str, words: str
) -> None:
    assert said(text) == [[words]]


def test_wanted_and_should_stand_for_the_subjunctive_behind_a_word_of_saying() -> None:
    text = "Kritiker hatten ihm vorgeworfen, er wollte sich nur bereichern."
    assert said(text) == [["er wollte sich nur bereichern"]]
