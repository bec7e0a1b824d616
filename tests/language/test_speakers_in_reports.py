"""Who speaks in the German of short reports: sentences of our own, each for one rule."""

from __future__ import annotations

import pytest

from servanda.language import read


def speakers(text: str) -> list[str]:
    """Return the words that name the speaker of each quotation, each once, in order."""
    found = read(text, None, "de").quotations
    named = (" ".join(text[begin:end] for begin, end in each.speaker) for each in found)
    return list(dict.fromkeys(named))


def words(text: str) -> list[str]:
    """Return the words of each quotation."""
    found = read(text, None, "de").quotations
    return [" … ".join(text[begin:end] for begin, end in each.quote) for each in found]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Zu den Gründen sagte u.a. Huber, der Plan sei zu teuer.", ["Huber"]),
        ("U.a. sagte der Minister, der Plan sei zu teuer.", ["der Minister"]),
        ("Dies sagten z.B. die Bauern.", ["die Bauern"]),
    ],
)
def test_a_shortened_adverb_speaks_no_more_than_the_whole_one(
    text: str, expected: list[str]
) -> None:
    assert speakers(text) == expected


def test_marked_words_behind_a_colon_go_on_as_the_clause_before_it_does() -> None:
    text = "Bürgermeister Huber sprach im Rat. Wichtig sei ihm nur eines: „Die Schule muss öffnen.“"
    assert speakers(text) == ["Bürgermeister Huber"]


def test_what_marked_words_hang_on_speaks_only_if_it_can() -> None:
    assert speakers("Weitere Schritte hingen davon ab, „ob sich die Lage beruhigt“.") == [""]


def test_an_office_of_the_town_carries_on_what_it_admits() -> None:
    text = "Das Bauamt räumte Verzögerungen ein. Die Brücken seien in schlechtem Zustand."
    assert speakers(text) == ["Das Bauamt"]


def test_an_infinitive_alone_behind_a_participle_is_what_was_said() -> None:
    text = "Die Schweiz hat angeboten zu vermitteln."
    assert words(text) == ["zu vermitteln"]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            "Ministerin Ode wird vom Boten mit den Worten zitiert, man gebe nicht auf.",
            ["Boten", "Ministerin Ode"],
        ),
        (
            "Die Agentur zitiert Ministerin Ode mit den Worten: „Wir geben nicht auf.“",
            ["Ministerin Ode", "Die Agentur"],
        ),
        ("Die Zeitung zitierte ihn mit den Worten: „Ich gehe jetzt.“", ["ihn", "Die Zeitung"]),
        (
            "In der Meldung wird Ministerin Ode mit den Worten zitiert, man gebe nicht auf.",
            ["Ministerin Ode", "der Meldung"],
        ),
        (
            "Der Plan sei gut, wie die Ministerin vom Boten zitiert wird.",
            ["Boten", "die Ministerin"],
        ),
        ("Ministerin Ode wird mit den Worten zitiert, man gebe nicht auf.", ["Ministerin Ode"]),
        ("Man zitierte Ministerin Ode mit den Worten, man gebe nicht auf.", ["Ministerin Ode"]),
    ],
)
def test_words_are_said_by_who_is_quoted_and_by_who_quotes(text: str, expected: list[str]) -> None:
    assert speakers(text) == expected
    assert len(set(words(text))) == 1


def test_a_pronoun_in_an_oblique_case_is_no_name() -> None:
    text = "Die Zeitung zitierte ihn mit den Worten: „Ich gehe jetzt.“"
    assert [q.speaker_name for q in read(text, None, "de").quotations] == ["", "Zeitung"]


def test_who_quotes_a_pledge_does_not_make_it() -> None:
    text = "Ministerin Ode wird vom Boten mit den Worten zitiert, man werde 30 Euro zahlen."
    assert [pledge["who"] for pledge in read(text, None, "de").pledges] == ["Ode"]


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("Nach eigenen Angaben hat die Armee drei Dörfer eingenommen.", "Armee"),
        ("Die Armee hat nach eigenen Angaben drei Dörfer eingenommen.", "Armee"),
        ("Minister Anton Huber kam. Nach eigener Aussage will er bleiben.", "Anton Huber"),
        ("Nach eigenen Angaben wurden drei Dörfer eingenommen.", ""),
    ],
)
def test_own_words_are_those_of_the_subject(text: str, name: str) -> None:
    [made] = read(text, None, "de").quotations
    assert made.speaker_name == name
    assert speakers(text)[0].startswith("eigene")


def test_the_subject_of_own_words_is_carried_on() -> None:
    text = "Nach eigenen Angaben hat die Armee das Dorf eingenommen. Es gebe keine Verluste."
    assert speakers(text) == ["eigenen Angaben", "die Armee"]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Die Klägerin, vertreten durch Anwalt Ode, sagte, sie sei zufrieden.", "Die Klägerin"),
        ("Laut der Stadt, vertreten durch Anwalt Ode, ist die Brücke gesperrt.", "der Stadt"),
    ],
)
def test_who_stands_for_the_speaker_neither_speaks_nor_is_said(text: str, expected: str) -> None:
    assert speakers(text) == [expected]
    assert not any("Ode" in each for each in words(text))


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Beobachter wie Ida Koch warnen, die Lage könne kippen.", "Beobachter wie Ida Koch"),
        (
            "Nicht nur die Bauern, sondern auch die Händler warnten, der Plan sei zu teuer.",
            "die Bauern, sondern auch die Händler",
        ),
        ("Nicht nur in Bonn, sondern auch in Köln sagte Ida Koch, das sei gut.", "Ida Koch"),
        ("Nicht nur den Bauern, sondern auch den Händlern sagte Ida Koch, es sei gut.", "Ida Koch"),
    ],
)
def test_all_who_speak_are_named(text: str, expected: str) -> None:
    assert speakers(text) == [expected]


def test_words_by_which_something_is_done_are_given_once() -> None:
    text = "Ministerin Ida Koch antwortete, indem sie sagte, der Plan sei zu teuer."
    [made] = read(text, None, "de").quotations
    assert speakers(text) == ["sie"]
    assert made.speaker_name == "Ida Koch"


def test_a_condition_is_not_what_is_threatened() -> None:
    text = "Das Land drohte mit Vergeltung, sollten die Angriffe weitergehen."
    [made] = read(text, None, "de").quotations
    assert (made.type, words(text)) == ("Reported", [text])
    text = "Ida Koch sagte, sollte es regnen, werde man gehen."
    assert words(text) == ["sollte es regnen, werde man gehen"]


def test_two_reports_beside_a_dash_do_not_report_each_other() -> None:
    assert words("Nordland meldet Gewinne – Südland schweigt") == []


def test_what_others_are_said_to_have_promised_is_told_by_the_speaker() -> None:
    said = "Beide Seiten hätten ihm versichert, den Vertrag einzuhalten."
    text = f"Ministerpräsident Ode sagte, es gehe voran. Er zeigte sich zuversichtlich. {said}"
    assert words(text)[-1] == said
    assert speakers(text) == ["Ministerpräsident Ode", "Er"]
    text = "Beide Seiten haben versichert, den Vertrag einzuhalten."
    assert speakers(text) == ["Beide Seiten"]


def test_a_thing_at_the_head_of_a_silent_sentence_carries_nothing_on() -> None:
    said = "Ministerin Ida Koch sagte, der Umbau sei schwer."
    text = f"{said} Größere Schäden entstanden am Dach. Auch sei die Leitung defekt."
    assert speakers(text) == ["Ministerin Ida Koch"]


def test_a_name_behind_a_motto_begins_a_sentence() -> None:
    text = "Sie gingen mit dem Ruf „Weg mit der Mauer!“ Ministerin Ida Koch sagte, das sei gut."
    assert speakers(text)[-1] == "Ministerin Ida Koch"
    assert speakers("„Weg mit der Mauer!“ rief Ida Koch.") == ["Ida Koch"]


def test_a_word_cut_before_und_does_not_cut_the_clause() -> None:
    text = "Ida Koch hatte den Fleiß der Feld- und Waldhüter gelobt: „Sie gehen zu Fuß.“"
    assert speakers(text) == ["Ida Koch"]
