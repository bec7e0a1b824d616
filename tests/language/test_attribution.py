"""Who speaks: each rule, in German and in English."""

from __future__ import annotations

import pytest

from servanda.language import Quotation, read


def only(text: str, lang: str = "de") -> Quotation:
    quotations = [q for q in read(text, lang=lang).quotations if q.type == "Direct"]
    assert len(quotations) == 1
    return quotations[0]


@pytest.mark.parametrize(
    ("text", "name", "act"),
    [
        ('"Wir helfen gern", sagte Rutte.', "Rutte", "asserts"),
        ('"Wir helfen gern", fügte Rutte am Freitag in Kiew hinzu.', "Rutte", "asserts"),
        ('"Wir helfen gern", so Rutte.', "Rutte", "asserts"),
        ('Laut Rutte werde man "gern und viel helfen".', "Rutte", "asserts"),
        ('Rutte zufolge werde man "gern und viel helfen".', "Rutte", "asserts"),
        ('Rutte sagte am Freitag Reportern: "Wir helfen gern."', "Rutte", "asserts"),
        ('Am Freitag hatte Rutte betont, man werde "gern helfen".', "Rutte", "asserts"),
        ('Beim Frühstück mit Huber sagte Rutte, man werde "gern helfen".', "Rutte", "asserts"),
        ('Rutte hat Moskau vorgeworfen, "jede Frist zu versäumen".', "Rutte", "accuses"),
        ('Rutte wies das als "reine Erfindung" zurück.', "Rutte", "denies"),
        ('Rutte lehnte das als "falsche Idee" ab.', "Rutte", "refuses"),
        ('Rutte sicherte "jede nötige Hilfe" zu.', "Rutte", "promises"),
        ('"Das ist falsch", wie Rutte sagte.', "Rutte", "asserts"),
        ('"Wir warten ab", erklärte der Kreml.', "Kreml", "asserts"),
        ('"Wir sind bereit", teilte die NATO mit.', "NATO", "asserts"),
        ('Das Amt nannte den Plan "eine gute Idee".', "Amt", "asserts"),
    ],
)
def test_german_rules(text: str, name: str, act: str) -> None:
    quotation = only(text)
    assert (quotation.speaker_name, quotation.act) == (name, act)


@pytest.mark.parametrize(
    ("text", "name", "act"),
    [
        ('"We will help," Rutte said.', "Rutte", "asserts"),
        ('"We will help," said Rutte.', "Rutte", "asserts"),
        ('Rutte said: "We will help."', "Rutte", "asserts"),
        ('In Berlin Rutte said it was "too cold".', "Rutte", "asserts"),
        ('The Kremlin denied "any such plan".', "Kremlin", "denies"),
        ('According to Rutte, it is "too cold to swim".', "Rutte", "asserts"),
        ('Mark Rutte, the NATO secretary general, said: "We will help."', "Mark Rutte", "asserts"),
        ('Rutte denied that it was "a done deal".', "Rutte", "denies"),
        ("Rutte warned: 'This will not do.'", "Rutte", "warns"),
    ],
)
def test_english_rules(text: str, name: str, act: str) -> None:
    quotation = only(text, "en")
    assert (quotation.speaker_name, quotation.act) == (name, act)


def test_a_denied_saying_is_marked_as_negated() -> None:
    assert only('Rutte said: "No."', "en").negated is False
    assert only('Rutte never said "we will send troops".', "en").negated is True


def test_a_passive_names_the_speaker_behind_von_and_nobody_else() -> None:
    assert only('Von Rutte wird betont, man sei "bereit zu helfen".').speaker_name == "Rutte"
    text = 'Der Vertrag wurde gestern als "ein großer Sieg für alle" gelobt, so heißt es.'
    assert all(quotation.speaker == () for quotation in read(text).quotations)


def test_a_second_verb_of_the_clause_has_the_same_speaker() -> None:
    text = '"Wir backen", erklärte Rutte und fügte hinzu, er freue sich auf "frisches Brot".'
    names = [q.speaker_name for q in read(text).quotations if q.type == "Direct"]
    assert names == ["Rutte", "Rutte"]


def test_a_quotation_without_a_verb_carries_on_in_the_paragraph_with_less_confidence() -> None:
    first, second = read('"Wir helfen", sagte Rutte. "Das ist nicht neu für uns."').quotations
    assert second.speaker_name == "Rutte"
    assert second.why.startswith("carried on in the paragraph")
    assert second.confidence < first.confidence


def test_nobody_named_stays_unknown() -> None:
    quotation = only('"Das ist nicht die Zeit für den Streit."')
    assert (quotation.speaker, quotation.speaker_name) == ((), "")
    assert quotation.why.startswith("nobody named")


def test_a_title_is_not_a_quotation() -> None:
    text = "Er las die Zeitung „Neue Presse“ und den Roman „Krieg und Frieden“."
    assert read(text).quotations == ()


def test_why_names_the_rule_and_the_words() -> None:
    why = only('"Wir helfen", sagte Rutte.').why
    assert "inquit after" in why
    assert "'sagte'" in why
    assert "'Rutte'" in why


def test_the_spans_are_the_words_they_claim_to_be() -> None:
    text = 'Gestern: "Wir müssen helfen", fügte der Chef, Mark Rutte, hinzu.'
    quotation = only(text)
    assert [text[b:e] for b, e in quotation.quote] == ['"Wir müssen helfen"']
    assert [text[b:e] for b, e in quotation.words] == ["Wir müssen helfen"]
    assert [text[b:e] for b, e in quotation.cue] == ["fügte", "hinzu"]
    assert [text[b:e] for b, e in quotation.speaker] == ["der Chef, Mark Rutte"]
    assert quotation.modality == "must"
