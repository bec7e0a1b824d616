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
        ("Am Montag fehlten laut Rathaus 40 Stühle im Saal.", "Rathaus"),
        ("Demnächst soll laut Satzung der Präsident abtreten.", "Satzung"),
        ("„Wir segeln weiter“, sagte Emil Altmann zur Morgenzeitung.", "Emil Altmann"),
        ("Abends erklärte Uwe Behrend aus purer Laune, er ziehe um.", "Uwe Behrend"),
    ],
)
def test_what_is_said_or_to_whom_is_no_part_of_the_speaker(text: str, speaker: str) -> None:
    assert first(text) == speaker


def test_where_a_body_sits_belongs_to_it_and_where_somebody_speaks_does_not() -> None:
    said = "Wie die Regierung in Lomé mitteilte, ist der Weg frei."
    assert first(said) == "die Regierung in Lomé"
    said = "Wie Ministerin Karla Weiß in Lomé mitteilte, ist der Weg frei."
    assert first(said) == "Ministerin Karla Weiß"


@pytest.mark.parametrize(
    ("text", "speaker"),
    [
        ("Die Imkerin hält es für möglich, dass der Honig reicht.", "Die Imkerin"),
        ("Die Entscheidung nannte Trainer Olaf Rinke „völlig falsch“.", "Trainer Olaf Rinke"),
        ("Die Zeitung nannte Trainer Olaf Rinke „völlig verloren“.", "Die Zeitung"),
        ("Auf der Internetseite heißt es, der Verein sei pleite.", "der Internetseite"),
        ("Die Sage endet mit der Bitte, dass niemand hungere.", "Die Sage"),
        (
            "Olaf Rinke, Koch des Gasthofs (GHL) nannte die Suppe gut merkte aber an, dass "
            "niemand gegessen habe.",
            "Olaf Rinke, Koch des Gasthofs (GHL)",
        ),
    ],
)
def test_the_subject_is_found_where_its_clause_has_it(text: str, speaker: str) -> None:
    assert speakers(text)[-1] == speaker


def test_whose_office_stands_behind_von_is_not_who_speaks_in_the_passive() -> None:
    said = "Dem Orchester unter der Leitung von Anna Weiß wird vorgeworfen, Noten zu verlieren."
    assert first(said) == ""
    said = "Von Nachbarn wird ihr vorgeworfen, Holz zu stapeln."
    assert first(said) == "Nachbarn"


@pytest.mark.parametrize(
    ("text", "speaker"),
    [
        ("Laut einem Bericht der dpa ist die Straße frei.", "einem Bericht der dpa"),
        ("Laut dem Jagdgesetz von 1934 ist der See frei.", "dem Jagdgesetz von 1934"),
        (
            "Laut einem Aushang der Stadtpost, der im Flur hängt, ist die Straße frei.",
            "einem Aushang der Stadtpost",
        ),
        (
            "Nach Angaben der Sprecherin Karla Weiß gegenüber dem Tagblatt ist die Straße frei.",
            "Angaben der Sprecherin Karla Weiß",
        ),
        (
            "Wie Karla Weiß, die den Verein lange geführt hat, mitteilte, ist die Straße frei.",
            "Karla Weiß",
        ),
        (
            "Der eben erst gewählte Leiter des Amtes, Olaf Rinke, sagte, er gehe.",
            "Der eben erst gewählte Leiter des Amtes, Olaf Rinke",
        ),
        ("Er sagte, Anna Weiß sei krank, und kündigte an, sie zu vertreten.", "Er"),
        ("Dies ist die Mütze, die Karla Weiß so beschrieben hatte: „Sie wärmt.“", "Karla Weiß"),
        (
            "Sowohl das Rathaus als auch die Feuerwehr sagten, die Straße sei frei.",
            "Sowohl das Rathaus als auch die Feuerwehr",
        ),
        ("Der neu gewählte Bürgermeister sagte, er bleibe.", "Der neu gewählte Bürgermeister"),
    ],
)
def test_what_hangs_on_a_source_belongs_to_it_and_what_is_told_of_it_does_not(
    text: str, speaker: str
) -> None:
    assert speakers(text)[-1] == speaker


def test_an_inquit_outranks_the_paper_that_reports_it() -> None:
    said = "„Dieser Weg ist für uns alle ein großer Fehler gewesen, und das bleibt er auch“"
    text = f"{said}, sagte Rinke laut Tagblatt."
    assert "Rinke" in speakers(text)


def test_man_names_nobody() -> None:
    assert first("Man geht davon aus, dass die Brücke gesperrt wird.") == ""


def test_what_a_paper_reports_that_somebody_said_is_said_by_both() -> None:
    text = "Gestern bestätigte Olaf Rinke laut Tagblatt, dass die Brücke gesperrt wird."
    assert sorted(speakers(text)) == ["Olaf Rinke", "Tagblatt"]


@pytest.mark.parametrize(
    ("text", "speaker"),
    [
        (
            "Gestern hatte ein Anführer auf der Gegenseite, Anton Mehner, erklärt, er werde gehen.",
            "ein Anführer auf der Gegenseite, Anton Mehner",
        ),
        ("Aus Kreisen der Partei verlautete, die Brücke sei gesperrt.", "Kreisen der Partei"),
        ("In dem Bericht stand, dass die Brücke gesperrt sei.", "dem Bericht"),
        ("Seitens der Stadt wurde erklärt, die Brücke sei gesperrt.", "der Stadt"),
        ("Olaf Rinke wurde von der Stadt gebeten, die Brücke zu sperren.", "der Stadt"),
        ("Von der Feuerwehr kam die Mitteilung, die Brücke sei gesperrt.", "der Feuerwehr"),
        ("Es gibt Zweifel, ob die Brücke hält.", ""),
        ("Der Montag brachte die Meldung, dass die Brücke gesperrt sei.", "die Meldung"),
    ],
)
def test_who_is_not_the_subject_may_still_speak(text: str, speaker: str) -> None:
    assert first(text) == speaker


@pytest.mark.parametrize(
    ("text", "speaker"),
    [
        ("Eine Wanderung bezeichnete Huber als „albern“.", "Huber"),
        ("Die örtlichen Vereine beschrieb die Zeitung als „müde“.", "die Zeitung"),
        ("Die örtlichen Vereine bezeichneten die Zeitung als „müde“.", "Die örtlichen Vereine"),
        ("Der Rat bezeichnete Huber als „müde“.", "Der Rat"),
    ],
)
def test_a_thing_or_a_plural_before_a_singular_verb_is_its_object(text: str, speaker: str) -> None:
    assert first(text) == speaker


def test_what_stands_before_heisst_es_says_nothing() -> None:
    assert first("Aktuell heißt es, der Weg sei frei.") == ""
    assert first("In dem Bericht heißt es, der Weg sei frei.") == "dem Bericht"


@pytest.mark.parametrize(
    "text",
    [
        "Der neu entdeckte, langsam wachsende Hügel sei hoch, sagte Huber.",
        "Nach gesagten 34 Sätzen sei er müde, sagte Huber.",
    ],
)
def test_a_participle_cut_off_from_its_noun_is_no_verb(text: str) -> None:
    assert speakers(text) == ["Huber"]
