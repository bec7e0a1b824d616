"""Whom a German sentence names as the speaker: sentences of our own, each for one rule."""

from __future__ import annotations

import pytest

from servanda.language import read


def speakers(text: str) -> list[str]:
    """Return the words that name the speaker of each quotation, each once, in order."""
    found = read(text, None, "de").quotations
    named = (" ".join(text[begin:end] for begin, end in each.speaker) for each in found)
    return list(dict.fromkeys(named))


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Ein „großer Erfolg“, so urteilte Trainerin Lohse über das Spiel.", ["Trainerin Lohse"]),
        ("Eine „schwere Last“, meinte Pfarrer Ode gestern.", ["Pfarrer Ode"]),
    ],
)
def test_the_words_said_are_not_their_speaker(text: str, expected: list[str]) -> None:
    assert speakers(text) == expected


def test_marked_words_that_name_the_speaker_are_no_quotation() -> None:
    text = "Der „Bund der freien Imker“ fordert ein Verbot."
    assert all(q.type != "Direct" for q in read(text, None, "de").quotations)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            "Der Anwalt Huber hatte betont, der Mann sei krank: Das sei nicht zu glauben, "
            "„wenn jemand so viele Briefe schreibt“, so Ida Koch.",
            "Ida Koch",
        ),
        ("Anna und Ida sangen. „Das war ein schöner Abend“, so letztere.", "letztere"),
        ("In der Sitzung sagte die Chefin einigen Gästen zufolge: „Ich gehe nicht.“", "die Chefin"),
        ("Laut der Zeitung sagte Minister Weber: „Das wird nichts.“", "Minister Weber"),
        (
            "Wie der Bote berichtet, soll laut der Studie nur jeder „bessere Luft in der Stadt“ "
            "erwarten.",
            "der Studie",
        ),
        ("Mit den Worten „Jetzt reicht es“ verließ der Zeuge den Saal.", "der Zeuge"),
        ("Das hält der Chef der Werft für einen „schlechten Witz“.", "der Chef der Werft"),
        ("Von ihm stammt der Satz: „Die Mauer muss weg.“", "ihm"),
    ],
)
def test_direct_speech_belongs_to_the_inquit_beside_it(text: str, expected: str) -> None:
    found = [q for q in read(text, None, "de").quotations if q.type == "Direct"]
    assert [text[q.speaker[0][0] : q.speaker[0][1]] for q in found] == [expected]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            "Der 200 Seiten starke Bericht verweist auf Fehler der Bahn.",
            "Der 200 Seiten starke Bericht",
        ),
        (
            "Die das Feuer bemerkende Anna Roth erklärte, es habe gebrannt.",
            "Die das Feuer bemerkende Anna Roth",
        ),
        (
            "Laut einem am Freitag veröffentlichten Bericht fehlen Lehrer.",
            "einem am Freitag veröffentlichten Bericht",
        ),
        ("Laut Weber Verzögerungen gibt es bei der Bahn.", "Weber"),
        ("Der Turm soll nach bisherigen Angaben 2031 fertig sein.", "bisherigen Angaben"),
        (
            "Wie Sprecher Udo Roth der Deutschen Presse-Agentur sagte, war die Straße glatt.",
            "Sprecher Udo Roth",
        ),
        ("Das Treffen fällt laut Weber aus Kostengründen aus.", "Weber"),
        ("Bürgermeisterin Ute Anders sagte, man werde helfen.", "Bürgermeisterin Ute Anders"),
        ("Klaus' Sprecher Jan Roth teilte mit, man werde helfen.", "Klaus' Sprecher Jan Roth"),
        ("Gadget Inc. teilte mit, der Dienst laufe wieder.", "Gadget Inc."),
    ],
)
def test_the_phrase_of_a_speaker_ends_where_its_noun_phrase_ends(text: str, expected: str) -> None:
    assert speakers(text) == [expected]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            "Alles sei ruhig, sagte Kim Roth, Leiterin des Amtes am Montag.",
            "Kim Roth, Leiterin des Amtes",
        ),
        (
            "Alles sei ruhig, sagte Kim Roth, Leiterin des Amtes nach der Sitzung.",
            "Kim Roth, Leiterin des Amtes",
        ),
        (
            "Gestern hatte ein Anführer auf fremder Seite, Batul Massud, erklärt, man sei bereit.",
            "ein Anführer auf fremder Seite, Batul Massud",
        ),
    ],
)
def test_an_apposition_belongs_to_the_speaker(text: str, expected: str) -> None:
    assert speakers(text) == [expected]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            "Nach kurzer Beratung sah es das Gericht als erwiesen an, dass er schuldig sei.",
            "das Gericht",
        ),
        ("„Völlig überzogen“ findet das die Bürgermeisterin.", "die Bürgermeisterin"),
        ("Er sowie Roth befürchten, dass es regnet.", "Er sowie Roth"),
        ("Einzig Wagner gab bekannt, im Mai zu kommen.", "Wagner"),
        ("Von Seiten der Stadt wurde betont, dass es Geld gebe.", "der Stadt"),
        ("Im Rat plädierte der Kreis Lippe für eine Pause.", "der Kreis Lippe"),
        (
            "Wie aus einer Antwort der Stadt auf eine Anfrage hervorgeht, fehlt Geld.",
            "einer Antwort der Stadt auf eine Anfrage",
        ),
        ("Die von Minister Roth geäußerte Hoffnung, alles werde gut, trog.", "Minister Roth"),
        ("Dies gab heute – nach langer Suche – Rektor Bernd Hill bekannt.", "Rektor Bernd Hill"),
        ("Es gibt Studien der Klinik, nach denen das Mittel wirksam sei.", "denen"),
        (
            "Am Freitag war ein Besuch von der Stadt mit dem Hinweis abgelehnt worden, "
            "man habe keine Zeit.",
            "der Stadt",
        ),
        ("In Genf wurde betont, dass die Zeit dränge.", ""),
        (
            "Dem Amt liegt ein Gutachten vor, laut dem Jan zweimal geschlagen worden war.",
            "dem",
        ),
    ],
)
def test_a_speaker_may_stand_where_no_subject_is_expected(text: str, expected: str) -> None:
    assert speakers(text) == [expected]


@pytest.mark.parametrize(
    ("who", "text"),
    [
        ("Die SPD", "Die SPD forderte Kanzler Weber auf, den Hafen zu öffnen."),
        ("Die Hisbollah", "Die Hisbollah warf Präsident Weber vor, er habe gelogen."),
        ("Die Hamas", "Die Hamas nannte Minister Weber „einen Mann ohne jeden Anstand“."),
    ],
)
def test_a_body_unknown_by_its_noun_speaks_to_the_person_behind_the_verb(
    who: str, text: str
) -> None:
    assert speakers(text) == [who]


def test_a_whole_short_sentence_is_speech_even_with_the_name_of_a_newspaper() -> None:
    assert speakers("Minister Weber sagte: „Wir brauchen Zeit.“") == ["Minister Weber"]
