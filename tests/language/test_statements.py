"""What is done by saying something, what is negated, and must, could or will be."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from servanda.language import Quotation, read
from servanda.language.lexicon import load
from servanda.language.model import Quotation as Model
from servanda.language.statements import described, main_clause
from servanda.language.statements_words import vocabulary
from servanda.language.tokens import words


def stated(text: str, cue: str, content: str, language: str = "de") -> Quotation:
    """Describe a quotation whose cue and content stand where the text has these words."""
    spans = tuple((text.index(part), text.index(part) + len(part)) for part in cue.split("|"))
    begin = text.index(content)
    quotation = Model("Indirect", ((begin, begin + len(content)),), cue=spans, frame=spans)
    return described(text, quotation, load(language))


@pytest.mark.parametrize(
    ("text", "cue", "act"),
    [
        ("Threne bestritt, sie sei da.", "bestritt", "denies"),
        ("Threne wies zurück, sie sei da.", "wies|zurück", "denies"),
        ("Threne lehnte es ab, sie sei da.", "lehnte|ab", "refuses"),
        ("Threne warf ihm vor, sie sei da.", "warf|vor", "accuses"),
        ("Threne drohte, sie sei da.", "drohte", "threatens"),
        ("Threne mahnte, sie sei da.", "mahnte", "warns"),
        ("Threne sicherte zu, sie sei da.", "sicherte|zu", "promises"),
        ("Threne bot an, sie sei da.", "bot|an", "offers"),
        ("Threne schlug vor, sie sei da.", "schlug|vor", "proposes"),
        ("Threne begrüßte, sie sei da.", "begrüßte", "praises"),
        ("Threne kritisierte, sie sei da.", "kritisierte", "criticises"),
        ("Threne bezweifelte, sie sei da.", "bezweifelte", "doubts"),
        ("Threne fragte, sie sei da.", "fragte", "asks"),
        ("Threne kündigte an, sie sei da.", "kündigte|an", "announces"),
        ("Threne räumte ein, sie sei da.", "räumte|ein", "confirms"),
    ],
)
def test_the_act_comes_from_the_words_of_saying(text: str, cue: str, act: str) -> None:
    quotation = stated(text, cue, "sie sei da")
    assert quotation.act == act
    assert "act from" in quotation.why


@pytest.mark.parametrize(
    ("text", "cue", "act"),
    [
        ("Threne ruled out that it is so.", "ruled|out", "refuses"),
        ("Threne called on Kestria that it is so.", "called|on", "demands"),
        ("Threne asked whether it is so.", "asked", "asks"),
        ("Threne asked Kestria to that it is so.", "asked|to", "demands"),
        ("Threne vowed that it is so.", "vowed", "promises"),
        ("Threne conceded that it is so.", "conceded", "confirms"),
    ],
)
def test_english_particles_tell_acts_apart(text: str, cue: str, act: str) -> None:
    assert stated(text, cue, "it is so", "en").act == act


def test_declining_to_comment_is_a_refusal() -> None:
    text = "Threne wollte sich nicht äußern."
    quotation = Model("Reported", ((0, len(text)),), speaker=((0, 6),), act="asserts")
    assert described(text, quotation, load("de")).act == "refuses"


def test_a_told_act_is_read_from_its_sentence_without_the_speaker() -> None:
    text = "Der Kritiker lobte den Plan."
    quotation = Model("Reported", ((0, len(text)),), speaker=((0, 12),))
    assert described(text, quotation, load("de")).act == "praises"


@pytest.mark.parametrize(
    ("content", "negated"),
    [
        ("es sei kein Umzug vorgesehen", True),
        ("dass sie nicht kommt", True),
        ("sie kommt nicht nur heute", False),
        ("sie kommt, weil es nicht regnet", False),
        ("wenn es nicht regnet, kommt sie", False),
        ("Nein", False),
    ],
)
def test_only_the_main_clause_negates_what_is_said(content: str, negated: bool) -> None:
    assert stated(f"Threne sagte, {content}.", "sagte", content).negated is negated


@pytest.mark.parametrize(
    ("content", "language", "modality"),
    [
        ("sie müsse gehen", "de", "must"),
        ("sie solle gehen", "de", "should"),
        ("sie könnte gehen", "de", "could"),
        ("sie dürfe gehen", "de", "may"),
        ("sie will gehen", "de", "wants"),
        ("sie werde gehen", "de", "will"),
        ("das Haus werde gebaut", "de", ""),
        ("sie geht", "de", ""),
        ("she must go", "en", "must"),
        ("she has to go", "en", "must"),
        ("she should go", "en", "should"),
        ("she might go", "en", "could"),
        ("she wants to go", "en", "wants"),
        ("she will go", "en", "will"),
        ("she went to town", "en", ""),
    ],
)
def test_modality_comes_from_the_main_clause(content: str, language: str, modality: str) -> None:
    said = "sagte" if language == "de" else "said"
    assert stated(f"Threne {said} {content}.", said, content, language).modality == modality


def test_the_main_clause_leaves_out_what_hangs_on_it() -> None:
    said = words("Wir gehen, weil es regnet.", 0, 26)
    assert [token.text for token in main_clause(said, load("de"))] == ["Wir", "gehen"]


def test_both_languages_know_the_same_acts_and_kinds() -> None:
    german, english = vocabulary("de"), vocabulary("en")
    assert german is not None
    assert english is not None
    assert german.kinds == english.kinds
    acts = [{act for forms in known.forms.values() for act, _ in forms}
            for known in (german, english)]  # fmt: skip
    assert acts[0] == acts[1]


PIECES = st.sampled_from(
    ["wir", "werden", "liefern", "Kestria", "Polen", "sagte", "zu", "versprach", "nicht", "50",
     "Panzer", "der", "Ukraine", "wenn", ",", ".", '"', "we", "will", "send", "pledged", "to",
     "Poland", "called", "on", "if", "provided", "that", "bereit", "muss", ":", "?", "\n"]
)  # fmt: skip
TEXTS = st.one_of(st.text(), st.lists(PIECES, max_size=40).map(" ".join))


@given(TEXTS, st.sampled_from(["de", "en"]))
def test_pledges_point_into_the_text_and_at_answers_that_are_there(
    text: str, language: str
) -> None:
    reading = read(text, lang=language)
    for pledge in reading.pledges:
        begin, end = pledge["what"]
        assert 0 <= begin < end <= len(text)
        assert pledge["kind"] in {"pledge", "offer", "demand"}
        assert isinstance(pledge["who"], str)
        assert pledge["why"]
        assert pledge["quotation"] is None or pledge["quotation"] < len(reading.quotations)
        if pledge["amount"] is not None:
            amount = reading.quantities[pledge["amount"]]
            assert begin <= amount.begin < amount.end <= end
        if pledge["when"] is not None:
            assert pledge["when"] < len(reading.times)
        if pledge["condition"] is not None:
            assert 0 <= pledge["condition"][0] < pledge["condition"][1] <= len(text)
