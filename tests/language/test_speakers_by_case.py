"""Who speaks by the case a word stands in: sentences of our own, each for one rule."""

from __future__ import annotations

import pytest

from servanda.language import read


def said(text: str) -> list[tuple[str, str, str]]:
    """Return type, speaker and addressee of each quotation as they are written."""
    found = read(text, None, "de").quotations
    return [
        (
            each.type,
            " ".join(text[begin:end] for begin, end in each.speaker),
            " ".join(text[begin:end] for begin, end in each.addressee),
        )
        for each in found
    ]


@pytest.mark.parametrize(
    ("text", "speaker", "hearer"),
    [
        ("Der Lokalzeitung sagte Brandt, das Wehr sei undicht.", "Brandt", "Der Lokalzeitung"),
        (
            "Der Delegation versicherte der Lotse, das Archiv bleibe offen.",
            "der Lotse",
            "Der Delegation",
        ),
        ("Der taz sagte die Forscherin, die Möwen seien gesund.", "die Forscherin", "Der taz"),
        ("Der Gewerkschaft versprach Roth, alle zu halten.", "Roth", "Der Gewerkschaft"),
        ("Der neuen Gärtnerin sagte Roth, es regne.", "Roth", "Der neuen Gärtnerin"),
        ("Der Neuen Zeit sagte Roth, es regne.", "Roth", "Der Neuen Zeit"),
    ],
)
def test_der_before_a_feminine_noun_opens_no_subject(text: str, speaker: str, hearer: str) -> None:
    assert said(text) == [("Indirect", speaker, hearer)]


@pytest.mark.parametrize(
    "text",
    [
        "Der Verein sagte, es regne.",
        "Der neue Spion sagte, es regne.",
        "Der Zeitungsverlag sagte der Stadt, es regne.",
        "Der Partei-Chef sagte der Stadt, es regne.",
        "Der Hafen Kiel sagte der Stadt, es regne.",
    ],
)
def test_der_before_another_noun_opens_the_subject(text: str) -> None:
    assert said(text)[0][1] == text.partition(" sagte")[0]


@pytest.mark.parametrize(
    ("text", "speaker"),
    [
        ("Der Verein bestätigte dies nicht und nannte es „ein altes Märchen“.", "Der Verein"),
        ("Lohse lehnte das ab und nannte sie „einen schlechten Witz“.", "Lohse"),
        ("Lohse kam aus dem Saal und nannte das „reine Erfindung“.", "Lohse"),
    ],
)
def test_a_pronoun_behind_und_and_a_verb_is_its_object(text: str, speaker: str) -> None:
    assert [each[:2] for each in said(text)] == [("Direct", speaker)]


def test_of_two_verbs_the_nearer_one_judges() -> None:
    text = "Die Behörde bestätigte den Fund und bezeichnete ihn als „großes Glück“."
    (found,) = read(text, None, "de").quotations
    assert [text[begin:end] for begin, end in found.cue] == ["bezeichnete", "als"]


@pytest.mark.parametrize(
    ("text", "name", "mention"),
    [
        ("Ida von der Aue kam. Von der Aue betonte, es regne.", "Ida von der Aue", "Von der Aue"),
        ("Olga von Arnim kam. Von Arnim sagte, es regne.", "Olga von Arnim", "Von Arnim"),
        ("Emil zu Salm kam. Zu Salm warnte, es regne.", "Emil zu Salm", "Zu Salm"),
        ("Peter van Loon kam. Van Loon sagte, es regne.", "Peter van Loon", "Van Loon"),
        ("Ida von der Aue kam. Es regne, so von der Aue.", "Ida von der Aue", "von der Aue"),
        ("Ida von der Aue kam. Laut von der Aue regnet es.", "Ida von der Aue", "von der Aue"),
        ("Jan von der Au kam. Danach sagte von der Au, es regne.", "Jan von der Au", "von der Au"),
    ],
)
def test_a_surname_with_a_particle_names_who_speaks(text: str, name: str, mention: str) -> None:
    reading = read(text, None, "de")
    (found,) = reading.quotations
    assert (found.speaker_name, [text[a:b] for a, b in found.speaker]) == (name, [mention])
    (person,) = (person for person in reading.people if person.name == name)
    assert [text[a:b] for a, b in person.mentions] == [name, mention]


@pytest.mark.parametrize(
    "text",
    [
        "Ida von Salm kam. Von Salm stammt der Satz, dass es regne.",
        "Ida von Salm kam. Der Rat forderte von Salm, dass es regne.",
        "Karl Huber kam. Von Huber hieß es, dass es regne.",
    ],
)
def test_a_von_that_is_a_preposition_begins_no_name(text: str) -> None:
    speakers = [each.speaker for each in read(text, None, "de").quotations]
    assert all(not text[a:b].lower().startswith("von") for spans in speakers for a, b in spans)


@pytest.mark.parametrize(
    ("text", "speaker", "hearer"),
    [
        ("Gesucht wird der Kahn, von dem die Wache glaubt, er sei leck.", "die Wache", ""),
        ("Am Kai liegt das Schiff, über das der Lotse sagt, es sei leck.", "der Lotse", ""),
        (
            "Im Saal saßen zwei, denen unter anderem Ida Roth vorwirft, Akten verbrannt zu haben.",
            "Ida Roth",
            "denen",
        ),
        (
            "Verhaftet wurde ein Koch, dem die Polizei vorwirft, Pilze vergiftet zu haben.",
            "die Polizei",
            "dem",
        ),
    ],
)
def test_behind_an_oblique_relative_pronoun_the_subject_follows(
    text: str, speaker: str, hearer: str
) -> None:
    assert said(text) == [("Indirect", speaker, hearer)]


@pytest.mark.parametrize(
    ("text", "speaker"),
    [
        (
            "In Lyon lebende Maler wie Roth lehnen den Umbau ab. Die Stadt übertreibe den Nutzen.",
            "In Lyon lebende Maler wie Roth",
        ),
        (
            "Im Exil schreibende Autoren kritisieren das Gesetz. Es schade der Kunst.",
            "Im Exil schreibende Autoren",
        ),
        (
            "In Trier ausgebildete Lehrer tadeln das Gesetz. Es schade den Kindern.",
            "In Trier ausgebildete Lehrer",
        ),
    ],
)
def test_a_participle_without_an_article_may_begin_the_subject(text: str, speaker: str) -> None:
    assert said(text) == [("IndirectFreeIndirect", speaker, "")]


def test_a_preposition_before_a_noun_begins_no_subject() -> None:
    assert said("In Lyon sagte Roth, es regne.")[0][1] == "Roth"


@pytest.mark.parametrize(
    ("text", "speaker"),
    [
        ("Die Imker übten Kritik an dem Gesetz des Ministers. Es schade den Bienen.", "Die Imker"),
        (
            "Landrat Roth hatte das Projekt gelobt. Die Imker äußerten Sorge. Es gehe zu schnell.",
            "Die Imker",
        ),
        ("Die Angler meldeten Bedenken gegen das Wehr an. Es koste zu viel.", "Die Angler"),
    ],
)
def test_whoever_voices_doubts_says_what_follows(text: str, speaker: str) -> None:
    assert said(text) == [("IndirectFreeIndirect", speaker, "")]


def test_a_relative_pronoun_for_a_thing_carries_nothing_on() -> None:
    text = "Koch sagte, es regne. Es gibt ein Schreiben, das bewies, dass er irrt. Es sei alt."
    assert said(text)[-1][:2] == ("IndirectFreeIndirect", "Koch")


@pytest.mark.parametrize(
    "text",
    [
        "Die Reederei zog das Angebot mit der Begründung zurück, dieses sei nicht zeitgemäß.",
        "Am Freitag zog die Reederei ihre Klage mit dem Hinweis zurück, das Schiff sei verkauft.",
        "Die Reederei lehnte den Antrag unter Hinweis darauf ab, dass Geld fehle.",
        "Die Reederei schloss sich dem mit den Worten an: „Das ist der richtige Weg.“",
    ],
)
def test_a_particle_behind_the_reason_keeps_the_subject(text: str) -> None:
    assert [each[1].lower() for each in said(text)] == ["die reederei"]


def test_two_participles_in_a_relative_clause_leave_the_subject_before_it() -> None:
    text = (
        "Udo Brandt von der Forstwarte, die den Pegel erst geschätzt und dann gemessen hatte, "
        "sagte, dass der Fluss steigt."
    )
    assert said(text) == [("Indirect", "Udo Brandt von der Forstwarte", "")]
