"""The public door: any text, same answer twice, the stated dictionary form."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from servanda import language
from servanda.base.errors import MisuseError
from servanda.language import Reading, languages, read, read_many

SEEDS = Path(__file__).parents[3] / "shared" / "data" / "seeds"

PIECES = st.sampled_from(
    ["Rutte", "Mark Rutte", "sagte", "said", "fügte", "hinzu", "hatte", "so", "laut", "der",
     "Minister",
     "er", "according to", ",", ":", ".", "„", "“", '"', "'", "»", "«", "\n", " ", "1,5",
     "Milliarden", "Euro", "$", "am Freitag", "2025-08-22", "31. Februar 2025", "(dpa)",
     "zurück", "von", "ist", "is"]
)  # fmt: skip
TEXTS = st.one_of(st.text(), st.lists(PIECES, max_size=40).map(" ".join),
                  st.lists(PIECES, max_size=40).map("".join))  # fmt: skip
DAYS = st.one_of(st.none(), st.dates())


def all_spans(reading: Reading) -> list[tuple[int, int]]:
    spans = [
        span
        for q in reading.quotations
        for part in (q.quote, q.words, q.speaker, q.cue, q.addressee, q.frame)
        for span in part
    ]
    spans += [span for person in reading.people for span in person.mentions]
    spans += [(time.begin, time.end) for time in reading.times]
    return spans + [(amount.begin, amount.end) for amount in reading.quantities]


@given(TEXTS, DAYS, st.sampled_from(["auto", "de", "en"]))
def test_any_text_is_read_and_every_offset_lies_in_it(
    text: str, published: date | None, lang: str
) -> None:
    for begin, end in all_spans(read(text, published, lang)):
        assert 0 <= begin < end <= len(text)


@given(TEXTS, DAYS)
def test_the_same_text_gives_the_same_answer(text: str, published: date | None) -> None:
    assert read(text, published) == read(text, published)


@given(TEXTS)
def test_the_dictionary_form_is_json_with_the_stated_keys(text: str) -> None:
    written = read(text, lang="de").as_dict()
    assert json.loads(json.dumps(written)) == written
    assert set(written) == {"document", "language", "published", "quotations", "times",
                            "quantities", "pledges", "people"}  # fmt: skip
    for quotation in written["quotations"]:
        assert set(quotation) == {
            "type", "quote", "speaker", "cue", "addressee", "frame", "speaker_name",
            "speaker_role", "act", "negated", "modality", "confidence", "why",
        }  # fmt: skip


def test_every_quotation_says_why() -> None:
    reading = read('"Wir helfen gern", sagte Rutte. "Das ist nicht die Frage."')
    assert [bool(quotation.why) for quotation in reading.quotations] == [True, True]


def test_an_unknown_language_is_refused_with_the_known_ones() -> None:
    with pytest.raises(MisuseError, match=r"no lexicon for language 'fr'.*auto, de, en"):
        read("Bonjour", lang="fr")


def test_a_text_of_no_known_language_is_kept_and_not_read() -> None:
    reading = read("Ілля сказав „ні“.")
    assert (reading.language, reading.quotations) == ("", ())


def test_many_documents_are_streamed_one_by_one() -> None:
    texts = iter([{"text": "Das ist nicht neu.", "document": "a", "published": "2025-08-22"}])
    stream = read_many(texts)
    assert next(stream).published == date(2025, 8, 22)
    assert next(stream, None) is None


def test_a_document_without_text_is_named_in_the_refusal() -> None:
    with pytest.raises(MisuseError, match="document 1: no text"):
        list(read_many([{}]))


def test_an_unreadable_day_of_publication_says_what_to_write() -> None:
    with pytest.raises(MisuseError, match="Write it as 2025-08-22, or leave it out"):
        list(read_many([{"text": "x", "published": "yesterday"}]))


def test_the_public_door_opens_every_name_and_no_other() -> None:
    assert list(language.__all__) == sorted(language.__all__)
    assert all(hasattr(language, name) for name in language.__all__)
    assert languages() == ("de", "en")
    with pytest.raises(AttributeError, match="no attribute 'translate'"):
        language.translate  # noqa: B018


FIRST_REPORT = ["Rutte"] * 4 + ["Sergej Lawrow"] * 2 + ["Selenskyj"] * 5 + ["Rutte"] * 2
SECOND_REPORT = [
    *["Mark Rutte"] * 6,
    *["Wolodymyr Selenskyj"] * 2,
    "Sergej Lawrow",
    *["Wolodymyr Selenskyj"] * 4,
]


@pytest.mark.shared_data
@pytest.mark.parametrize(
    ("file", "speakers"),
    [("000_63bc72a47012b5cc.txt", FIRST_REPORT), ("001_230d9d416a8d1689.txt", SECOND_REPORT)],
)
def test_the_two_reports_have_every_direct_quotation_with_its_speaker(
    file: str, speakers: list[str]
) -> None:
    if not SEEDS.is_dir():
        pytest.skip(f"{SEEDS} is not there")
    reading = read((SEEDS / file).read_text(encoding="utf-8"))
    direct = [quotation for quotation in reading.quotations if quotation.type == "Direct"]
    assert [quotation.speaker_name for quotation in direct] == speakers


@pytest.mark.parametrize(
    ("head", "rest"),
    [
        ("KYIV, 22 August 2031 (Reuters) - ", "The plant was hit, the army said."),
        ("ILMAR (FPA) – ", "The plant was hit, the army said."),
        ("VELM — ", "The plant was hit, the army said."),
        ("Velm/Ilmar (APA/dpa) - ", "Die Anlage sei getroffen, sagte die Armee nicht ohne Sorge."),
    ],
)
def test_place_day_and_agency_are_no_part_of_what_is_said(head: str, rest: str) -> None:
    [said] = read(head + rest).quotations
    assert said.quote[0][0] == len(head)


def test_a_person_with_a_party_before_a_dash_is_no_place() -> None:
    text = "Die Ministerin Anna Lind (SPW) – seit 2029 im Amt – sagte, sie werde nicht gehen."
    [said] = read(text).quotations
    assert said.speaker_name == "Anna Lind"


def test_a_line_that_ends_in_a_dash_is_read_as_any_other() -> None:
    assert read("VELM (FPA) -\nThe plant was hit, the army said.").quotations
