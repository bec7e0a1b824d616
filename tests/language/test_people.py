"""Full names and offices: only what the document supports."""

from __future__ import annotations

from servanda.language import read


def names(text: str, lang: str = "de") -> list[str]:
    quotations = read(text, lang=lang).quotations
    return [quotation.speaker_name for quotation in quotations if quotation.type == "Direct"]


def test_a_surname_becomes_the_full_name_the_document_has() -> None:
    assert names('"Wir helfen gern", sagte Rutte. Mark Rutte war in Kiew.') == ["Mark Rutte"]


def test_a_surname_that_two_people_share_stays_a_surname() -> None:
    text = '"Wir helfen gern", sagte Klein. Thomas Klein und Maria Klein waren da.'
    assert names(text) == ["Klein"]


def test_an_office_is_resolved_in_any_case() -> None:
    text = (
        "Nach dem Treffen mit dem ukrainischen Präsidenten Wolodymyr Selenskyj reiste Rutte ab.\n"
        '"Wir brauchen Garantien", so der ukrainische Präsident.'
    )
    assert names(text) == ["Wolodymyr Selenskyj"]


def test_an_office_nobody_was_given_is_taken_for_the_last_speaker_with_less_confidence() -> None:
    text = '"Daran arbeiten wir", sagte Rutte. "Niemals wieder", betonte der NATO-Generalsekretär.'
    first, second = read(text, lang="de").quotations
    assert second.speaker_name == "Rutte"
    assert "taken for the last speaker" in second.why
    assert second.confidence < first.confidence


def test_an_office_with_nobody_before_it_stays_without_a_name() -> None:
    [quotation] = read('"Wir helfen gern", sagte der Minister.', lang="de").quotations
    assert (quotation.speaker_name, quotation.speaker_role) == ("", "Minister")


def test_a_pronoun_is_whoever_was_named_last() -> None:
    text = '"Wir helfen gern", sagte Rutte. Lawrow widersprach. "Das ist falsch", sagte er.'
    assert names(text) == ["Rutte", "Lawrow"]


def test_two_names_side_by_side_are_two_people() -> None:
    text = "Donald Trump traf Putin. Nachdem Donald Trump Putin getroffen hatte, schwieg Trump."
    assert [person.name for person in read(text, lang="de").people] == ["Donald Trump"]


def test_people_carry_their_mentions_and_offices() -> None:
    text = "Der russische Außenminister Sergej Lawrow kam. Lawrow sagte nichts."
    [person] = read(text, lang="de").people
    assert [text[b:e] for b, e in person.mentions] == ["Sergej Lawrow", "Lawrow"]
    assert person.roles == ("russische Außenminister",)


def test_a_party_in_brackets_tells_whose_party_politician_speaks() -> None:
    text = (
        'Friedrich Merz (CDU) kam. "Wir helfen gern", sagte Selenskyj.\n'
        '"Das ist übertroffen worden", sagte der CDU-Politiker.'
    )
    assert names(text) == ["Selenskyj", "Friedrich Merz"]


def test_a_quoted_minister_is_the_speaker_and_not_the_paper_that_quotes_him() -> None:
    assert names('"Wir helfen gern", zitiert die Zeitung den Minister Peter Altmann.') == [
        "Peter Altmann"
    ]


def test_an_unnamed_official_is_never_taken_for_the_last_speaker() -> None:
    text = '"We will help you," Mark Rutte said. "No one wants this war," a senior official said.'
    second = read(text, lang="en").quotations[1]
    assert (second.speaker_name, second.speaker_role) == ("", "senior official")
    assert "somebody not named" in second.why
