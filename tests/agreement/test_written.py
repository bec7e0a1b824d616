"""Bare expressions become safe for YAML, and every character keeps its place."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from servanda.agreement.expression import Span
from servanda.agreement.written import Written, prepare
from servanda.base.errors import Place, Problem
from servanda.base.yamlfile import Fields, Problems, load_tree


def _written(text: str, key: str = "obliges") -> Written:
    prepared = prepare(text)
    node = Fields(load_tree(prepared.text, file="a.yaml"), Problems()).get(key)
    assert node is not None
    return Written(node, prepared)


def _place(written: Written, word: str) -> tuple[int, int]:
    start = written.text.index(word)
    problem = written.problem(Span(word, start, start + len(word)), "here")
    return problem.place.line, problem.place.column


@pytest.mark.parametrize(
    ("text", "word", "place"),
    [
        ("obliges: met(by: A, with: B)", "with", (1, 21)),
        ("obliges: 'met(by: A, with: B)'", "with", (1, 22)),
        ('obliges: "met(by: \\"A\\", with: B)"', "with", (1, 26)),
        ("obliges: met(by: A,\n  with: B)", "with", (2, 3)),
        ("obliges: >-\n  met(by: A,\n  with: B)", "with", (3, 3)),
        ("x: 1\nobliges:   met(by: A, with: B)", "B", (2, 29)),
    ],
)
def test_a_character_is_found_where_it_was_written(
    text: str, word: str, place: tuple[int, int]
) -> None:
    assert _place(_written(text), word) == place


def test_what_is_no_expression_is_left_alone() -> None:
    text = "text: |\n  obliges: met(by: A)\nobliges: 'met(by: A)'\nafterwards: a\n"
    assert prepare(text).text == text
    assert prepare(text).changed == frozenset()


def test_an_unclosed_parenthesis_does_not_swallow_the_next_keys() -> None:
    prepared = prepare("obliges: met(by: A\nwithin: 24 h\n")
    assert prepared.text.split("\n")[1] == "within: 24 h"


def test_problems_show_the_line_as_it_was_written() -> None:
    prepared = prepare("obliges: met(by: A)\n")
    shown = Problem(Place("a", 1, 1), "x", excerpt=prepared.text.strip())
    assert prepared.as_written(shown).excerpt == "obliges: met(by: A)"


def test_a_long_line_is_cut_around_the_caret() -> None:
    written = _written("obliges: 'met(about: " + "x" * 300 + ", bye: A)'")
    start = written.text.index("bye")
    shown, caret = written.problem(Span("bye", start, start + 3), "here").excerpt.split("\n")
    assert len(shown) <= 121
    assert shown[caret.index("^") - 4 :].startswith("bye")


@given(st.text(alphabet="obliges: after\n-|>(')\"A#{", max_size=80))
def test_preparing_keeps_the_length_and_every_line(text: str) -> None:
    prepared = prepare(text)
    assert len(prepared.text) == len(text)
    assert prepared.text.replace("\uff1a", ":") == text
