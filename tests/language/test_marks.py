"""Quotation marks: every pair, nesting, cut-off ends, and no crash."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from servanda.language.marks import find_marked

MARKS = "„“”«»‹›‚‘’\"'"


def stretches(text: str) -> list[str]:
    return [text[m.inner[0] : m.inner[1]] for m in find_marked(text, 0, len(text)) if not m.depth]


@pytest.mark.parametrize(
    "text",
    [
        "Er sagte: „Nein danke“ und ging.",
        "Er sagte: „Nein danke” und ging.",
        "He said: “Nein danke” and left.",
        "Er sagte: »Nein danke« und ging.",
        "Il dit: «Nein danke» et part.",
        'Er sagte: "Nein danke" und ging.',
        "Er sagte: ‚Nein danke‘ und ging.",
        "He said: ‘Nein danke’ and left.",
        "He said: 'Nein danke' and left.",
        'Er sagte: „Nein danke" und ging.',
    ],
)
def test_every_pair_of_marks_is_known(text: str) -> None:
    assert stretches(text) == ["Nein danke"]


def test_an_apostrophe_is_not_a_quotation_mark() -> None:
    assert stretches("The guarantors' plan isn't Ukraine’s plan.") == []


def test_a_quotation_inside_a_quotation_does_not_end_it() -> None:
    text = "„Ein Hof wie ‚Gut Ahornbach‘ lohnt“, sagte sie."
    found = find_marked(text, 0, len(text))
    assert [mark.depth for mark in found] == [0, 1]
    assert stretches(text) == ["Ein Hof wie ‚Gut Ahornbach‘ lohnt"]


def test_an_unclosed_quotation_ends_with_its_paragraph_and_says_so() -> None:
    text = "Er sagte: „Wir sind bereit"
    [mark] = find_marked(text, 0, len(text))
    assert not mark.closed
    assert text[slice(*mark.inner)] == "Wir sind bereit"


def test_a_quotation_whose_beginning_was_cut_off_begins_with_the_paragraph() -> None:
    text = 'die Mühle dreht sich", rief Valk.'
    [mark] = find_marked(text, 0, len(text))
    assert not mark.opened
    assert text[slice(*mark.inner)] == "die Mühle dreht sich"


def test_a_new_quotation_after_a_full_sentence_ends_an_unclosed_one() -> None:
    assert stretches("„Das geht. „Es wird schwer“, sagte er.") == ["Das geht.", "Es wird schwer"]


@given(st.text(alphabet=MARKS + "ab .,\u00a0", max_size=60))
def test_stretches_lie_inside_the_text_and_in_order(text: str) -> None:
    found = find_marked(text, 0, len(text))
    assert [m.begin for m in found] == sorted(m.begin for m in found)
    assert all(0 <= m.begin <= m.inner[0] < m.inner[1] <= m.end <= len(text) for m in found)
