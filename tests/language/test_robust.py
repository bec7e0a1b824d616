"""Any string at all is answered: in linear work, with sound offsets, the same each time."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import date

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from servanda.language import Reading, read

from .hostile import PIECES
from .steps import steps

_LANGUAGES = ("de", "en")
_MIXED = st.lists(
    st.one_of(st.sampled_from(sorted(PIECES.values())), st.text(max_size=6)), max_size=60
).map("".join)
_ANY = st.text(alphabet=st.characters(), max_size=200)


def spans(reading: Reading) -> Iterator[tuple[int, int]]:
    """Every place that an answer names."""
    for quotation in reading.quotations:
        for part in (quotation.quote, quotation.words, quotation.speaker, quotation.cue,
                     quotation.addressee, quotation.frame):  # fmt: skip
            yield from part
    for person in reading.people:
        yield from person.mentions
    yield from ((time.begin, time.end) for time in reading.times)
    yield from ((amount.begin, amount.end) for amount in reading.quantities)
    for pledge in reading.pledges:
        for key in ("what", "condition"):
            if pledge.get(key):
                begin, end = pledge[key]
                yield begin, end


@settings(max_examples=150, deadline=None)
@example("Es gibt Gerüchte, wonach.", "de", None)
@example("Laut Sand,;", "de", None)
@example("zahlen, said „Wir“ said sie, said sie, sagte said „nie“. sie, said", "en", None)
@given(st.one_of(_MIXED, _ANY), st.sampled_from(["auto", "de", "en"]), st.none() | st.dates())
def test_any_string_has_an_answer_with_sound_offsets_and_always_the_same(
    text: str, language: str, published: date | None
) -> None:
    reading = read(text, published, language)
    assert all(0 <= begin < end <= len(text) for begin, end in spans(reading))
    assert reading.as_dict() == read(text, published, language).as_dict()
    written = reading.as_dict()
    assert json.loads(json.dumps(written, allow_nan=False)) == written
    for pledge in reading.pledges:
        assert 0 <= pledge["quotation"] < len(reading.quotations)


@pytest.mark.parametrize("language", _LANGUAGES)
@pytest.mark.parametrize("name", sorted(PIECES))
def test_four_times_the_text_is_at_most_about_four_times_the_work(name: str, language: str) -> None:
    piece = PIECES[name]
    count = max(1, 3_000 // len(piece))
    read(piece * 40, lang=language)  # patterns and lexica are loaded once
    small, large = steps(piece * count, language), steps(piece * count * 4, language)
    assert large < 4.8 * small + 2_000


@pytest.mark.parametrize("end", ["\n\n", ". Und "])
@pytest.mark.parametrize("name", ["closed marks", "chained", "names", "offices", "many quotes"])
def test_work_is_linear_in_sentences_and_paragraphs_as_well(name: str, end: str) -> None:
    piece = PIECES[name] * 3 + end
    count = 4_000 // len(piece)
    read(piece, lang="de")
    assert steps(piece * count * 4, "de") < 4.8 * steps(piece * count, "de") + 2_000


def test_ten_megabytes_without_a_space_are_answered() -> None:
    reading = read("A" * 10_000_000, lang="de")
    assert (reading.quotations, reading.people) == ((), ())


def test_ten_thousand_open_marks_are_answered() -> None:
    reading = read("„" * 10_000 + "Ende.", lang="de")
    assert all(0 <= begin < end <= 10_005 for begin, end in spans(reading))
