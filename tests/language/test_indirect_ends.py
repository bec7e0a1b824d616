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
        ("Der Zoll gab bekannt, dass die Kisten leer sind und lobte seine Hunde.",
         "dass die Kisten leer sind"),
        ("Die Zusage, das Archiv zu lüften, erreichte den Pförtner.",
         "das Archiv zu lüften"),
        ("Der Bitte des Chors, leiser zu singen, entsprach der Tenor nie.", "leiser zu singen"),
        ("Sie meint, dass der Teig gelingt: „Die Hefe ist frisch und der Ofen heizt.“",
         "dass der Teig gelingt"),
        ("Der Züchter wird gebeten, seine Gänse zu zählen, so Tierarzt Emil Krahl.",
         "seine Gänse zu zählen"),
        ("Hieß es im Frühjahr, dass der Brunnen versiegt sei, sprudelt er nun wieder.",
         "dass der Brunnen versiegt sei"),
        ("Maier sagte, dass der Bus fährt, wenn es regnet, und die Bahn wartet.",
         "dass der Bus fährt, wenn es regnet, und die Bahn wartet"),
        ("Sie begründete das damit, dass es üblich sei, leere Fässer zu lüften.",
         "dass es üblich sei, leere Fässer zu lüften"),
    ],
)  # fmt: skip
def test_words_said_end_where_the_clause_of_the_reporter_goes_on(text: str, words: str) -> None:
    assert [words] in said(text)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("Ute Krahl spricht davon, dass Lehm ein Baustoff sei.", "dass Lehm ein Baustoff sei"),
        ("Die Winzer bestehen allerdings darauf, eigene Reben zu schneiden.",
         "eigene Reben zu schneiden"),
        ("Der Uhrmacher war davon ausgegangen, dass das Pendel klemmte.",
         "dass das Pendel klemmte"),
    ],
)  # fmt: skip
def test_a_verb_that_points_ahead_takes_the_clause_it_points_at(text: str, words: str) -> None:
    assert said(text) == [[words]]


@pytest.mark.parametrize(
    "text",
    [
        "Lange bestand die Möglichkeit, dass ein Esel den Karren umwirft.",
        "Krahl kritisierte die Art, wie seine Geige gestimmt war.",
        "Der Juwelier mochte nicht bestätigen, dass die Perle echt ist.",
        "Wieso der Zirkus weiterzog, gab sein Direktor nicht bekannt.",
        "Obwohl ihr drei Nachbarn zusahen, bestritt sie den Umzug.",
        "Wenn Sie erzählen, dass Oma schnarcht, lacht der ganze Saal.",
        "Der Kater weigerte sich, seinen Korb zu teilen.",
    ],
)
def test_what_is_only_possible_asked_withheld_or_a_condition_is_not_said(text: str) -> None:
    assert said(text) == []


def test_this_was_said_takes_the_sentence_before_even_if_somebody_spoke_in_it() -> None:
    text = "Laut Feuerwehr wurde ein Kamin gereinigt. Das bestätigte die Wirtin."
    assert ["Laut Feuerwehr wurde ein Kamin gereinigt", "Das"] in said(text)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("Das Boot ist das größte, das hier je gebaut wurde, wie die Werft bekannt gab.",
         ["Das Boot ist das größte, das hier je gebaut wurde"]),
        ("Noch werde erforscht, wo der Dachs überwintern darf, so Naturhilfe.",
         ["Noch werde erforscht, wo der Dachs überwintern darf"]),
        ("Nach Angaben von Ute Krahl, der Chefin des Zeltlagers schliefen alle Kinder.",
         ["schliefen alle Kinder"]),
        ("Nach Schätzungen aus dem Jahr 1998 trägt der Steg nur vier Karren.",
         ["trägt der Steg nur vier Karren"]),
    ],
)  # fmt: skip
def test_a_source_at_either_end_leaves_the_whole_rest_of_the_sentence(
    text: str, words: list[str]
) -> None:
    assert said(text) == [words]


def test_a_noun_of_saying_takes_the_clause_behind_it() -> None:
    text = "Von der Imkerin kam die Information, im Stock lebe noch eine Königin."
    assert said(text) == [["im Stock lebe noch eine Königin"]]


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("Solvana hat angekündigt den Kiosk vor Ostern zu streichen.",
         "den Kiosk vor Ostern zu streichen"),
        ("Die Sänger wurden aufgefordert Noten und Stühle zu tragen.",
         "Noten und Stühle zu tragen"),
        ("Alt ist der Vorwurf der Gärtner an den Förster, Rehe zu füttern.",
         "Rehe zu füttern"),
        ("Selbst die Vermutung, sie habe geerbt, erwies sich als falsch.", "sie habe geerbt"),
    ],
)  # fmt: skip
def test_words_said_are_found_without_their_comma_and_far_from_their_noun(
    text: str, words: str
) -> None:
    assert said(text) == [[words]]


def test_a_verb_that_only_stands_like_a_modal_says_nothing() -> None:
    assert said("Die Mauer droht im Frost umzustürzen.") == []


@pytest.mark.parametrize(
    "text",
    [
        "Wohl bemerkte die Köchin den Geruch, vom Herd wich sie keinen Schritt.",
        "Der Dirigent hat sein Konzert bekanntgegeben, hörte aber mit dem Rauchen auf.",
        "Ein Jahr nach dem Urteil der Jury hängt das Bild im Flur.",
        "Es folgte ein Regen, nach dem die Wiesen grüner wurden.",
        "Es ist offen, wie lange der Ton den Krug in Form hält.",
        "Die Kinder vergaßen im Anschluss, ihre Räder zu putzen.",
    ],
)
def test_a_thing_a_time_or_a_measure_is_no_word_of_saying(text: str) -> None:
    assert said(text) == []


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("Der Wirt wirft ihr vor, Gläser zu zerkratzen, was noch niemand bewiesen hat.",
         "Gläser zu zerkratzen"),
        ("Krahl erwähnte Erhebungen, nach denen die Störche den Turm meiden.",
         "die Störche den Turm meiden"),
    ],
)  # fmt: skip
def test_a_comment_of_the_reporter_ends_and_a_source_noun_begins_words(
    text: str, words: str
) -> None:
    assert [words] in said(text)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("Die Köchin Ute Krahl bezeichnete den Senf als „geschmacklos“.", "„geschmacklos“"),
        ("Die Weber skandierten die Parole „Wolle vor Seide“.", "„Wolle vor Seide“"),
    ],
)  # fmt: skip
def test_a_small_marked_word_and_a_slogan_are_somebodys_words(text: str, words: str) -> None:
    assert [words] in said(text, "Direct")


def test_a_site_between_marks_is_a_name() -> None:
    assert said("Laut „nordblick.de“ sagte Maier, dass es regnet.", "Direct") == []


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("Die Küster hatten dazu geraten, von 7:10 bis 7:25 Uhr das Tor zu bewachen.",
         "von 7:10 bis 7:25 Uhr das Tor zu bewachen"),
        ("Abends räumte Krahl ein, seit der Taufe von Emil kaum geschlafen zu haben.",
         "seit der Taufe von Emil kaum geschlafen zu haben"),
        ("Der Abt hatte eine Bitte an die Pilger gerichtet, den Garten zu schonen.",
         "den Garten zu schonen"),
        ("Das Paket enthält den Käse „Alm 7“, teilte die Molkerei Sonnthal mit.",
         "Das Paket enthält den Käse „Alm 7“"),
        ("Die Zwillinge gestanden ein, dass sie getauscht hatten.", "dass sie getauscht hatten"),
    ],
)  # fmt: skip
def test_a_clock_a_preposition_or_a_name_at_its_end_does_not_break_what_is_said(
    text: str, words: str
) -> None:
    assert said(text) == [[words]]


def test_wanted_and_should_stand_for_the_subjunctive_behind_a_word_of_saying() -> None:
    text = "Nachbarn hatten ihr vorgehalten, sie wollte bloß den Garten erben."
    assert said(text) == [["sie wollte bloß den Garten erben"]]
