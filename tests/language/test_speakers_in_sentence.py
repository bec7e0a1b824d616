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
        ("Ein „feiner Tropfen“, so urteilte Wirtin Lohse über den Most.", ["Wirtin Lohse"]),
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
            "Die Lehrerin Koch hatte erklärt, das Haus sei zu: Man dürfe nicht warten, "
            "„bis alle gegangen sind“, so Udo Roth.",
            "Udo Roth",
        ),
        ("Die Gäste kamen, dann die Köche. „Uns hat es gefallen“, so letztere.", "letztere"),
        ("Am Hafen rief der Lotse einigen Männern zufolge: „Das Tau reißt.“", "der Lotse"),
        ("Laut der Zeitung sagte Minister Weber: „Das wird nichts.“", "Minister Weber"),
        (
            "Wie die Wochenschau meldet, kann laut dem Förster kein Baum „ohne tiefe Wurzeln "
            "im Boden“ stehen.",
            "dem Förster",
        ),
        ("Mit den Worten „Alle an Bord“ weckte der Lotse die Mannschaft.", "der Lotse"),
        ("Das hält der Chef der Werft für einen „schlechten Witz“.", "der Chef der Werft"),
        ("Von ihr stammt der Spruch: „Erst säen, dann ernten.“", "ihr"),
    ],
)
def test_direct_speech_belongs_to_the_inquit_beside_it(text: str, expected: str) -> None:
    found = [q for q in read(text, None, "de").quotations if q.type == "Direct"]
    assert [text[q.speaker[0][0] : q.speaker[0][1]] for q in found] == [expected]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            "Die 30 Mann starke Wache meldete, alles sei ruhig.",
            "Die 30 Mann starke Wache",
        ),
        (
            "Die den Verein leitende Ida Koch erklärte, es fehle Geld.",
            "Die den Verein leitende Ida Koch",
        ),
        (
            "Laut einem von Laien verfassten Heft fehlen Bienen.",
            "einem von Laien verfassten Heft",
        ),
        ("Laut Brandt Störungen sind selten.", "Brandt"),
        ("Die Fähre fährt nach neuen Angaben 2034 wieder.", "neuen Angaben"),
        (
            "Wie Förster Emil Ode der Dorfchronik erzählte, war der Winter mild.",
            "Förster Emil Ode",
        ),
        ("Die Regatta entfällt laut Brandt aus Rücksicht auf die Vögel.", "Brandt"),
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
            "Es sei genug Holz da, meinte Ida Koch, Besitzerin der Mühle am Montag.",
            "Ida Koch, Besitzerin der Mühle",
        ),
        (
            "Es sei genug Holz da, meinte Ida Koch, Besitzerin der Mühle nach der Ernte.",
            "Ida Koch, Besitzerin der Mühle",
        ),
        (
            "Im Juli sagte ein Bauer am linken Ufer, Onno Brook, das Heu sei nass.",
            "ein Bauer am linken Ufer, Onno Brook",
        ),
    ],
)
def test_an_apposition_belongs_to_the_speaker(text: str, expected: str) -> None:
    assert speakers(text) == [expected]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            "Lange sah es die Werft als sicher an, dass das Schiff schwimmt.",
            "die Werft",
        ),
        ("„Ziemlich mutig“ findet das die Bäuerin.", "die Bäuerin"),
        ("Sie und Brandt meinen, dass das Heu trocken ist.", "Sie und Brandt"),
        ("Einzig Brandt fragte, ob das Heu trocken sei.", "Brandt"),
        ("Von Seiten der Werft wird beklagt, dass Stahl fehle.", "der Werft"),
        ("Im Rat plädierte der Kreis Lippe für eine Pause.", "der Kreis Lippe"),
        (
            "Wie aus einem Brief der Wirtin an den Förster hervorgeht, ist der Weg gesperrt.",
            "einem Brief der Wirtin an den Förster",
        ),
        (
            "Die von Trainerin Lohse erhobene Forderung, die Halle zu heizen, blieb unerfüllt.",
            "Trainerin Lohse",
        ),
        ("Das teilte gestern – ein wenig verlegen – Pfarrer Udo Ode mit.", "Pfarrer Udo Ode"),
        ("Das Dorf hat Karten der Bergwacht, nach denen der Pfad gesperrt sei.", "denen"),
        (
            "Der Umbau wurde von der Kammer mit der Begründung gestoppt, der Boden sei weich.",
            "der Kammer",
        ),
        ("In Bremen wurde beklagt, dass Stahl fehle.", ""),
        ("Der Imker besitzt ein Heft, laut dem Ida im Mai gestochen wurde.", "dem"),
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
        ("Die Menge", "Die Menge nannte Minister Weber „einen Mann ohne jeden Anstand“."),
    ],
)
def test_a_body_unknown_by_its_noun_speaks_to_the_person_behind_the_verb(
    who: str, text: str
) -> None:
    assert speakers(text) == [who]


def test_a_whole_short_sentence_is_speech_even_with_the_name_of_a_newspaper() -> None:
    assert speakers("Minister Weber sagte: „Wir brauchen Zeit.“") == ["Minister Weber"]
