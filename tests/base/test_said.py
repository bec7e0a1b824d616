"""A sentence is its English text, and remembers what it was put together from."""

from __future__ import annotations

import copy
import json
import pickle
import string
from datetime import UTC, date, datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from servanda.base.quantity import Quantity, parse_span
from servanda.base.said import Listed, Said, counted, said

NAMES = st.sampled_from(["a", "b", "names"])
LEAVES = (
    st.text(max_size=8)
    | st.integers(-5000, 5_000_000)
    | st.dates()
    | st.datetimes(timezones=st.just(UTC))
    | st.builds(Quantity, st.integers(0, 9999).map(float), st.sampled_from(["", "km²"]))
)
PLAIN = st.text("xyz :;{}", max_size=6).map(lambda text: text.replace("{", "{{").replace("}", "}}"))


@st.composite
def templates(draw: st.DrawFn) -> str:
    return "".join(f"{draw(PLAIN)}{{{name}}}" for name in draw(st.lists(NAMES))) + draw(PLAIN)


def sentences(values: st.SearchStrategy[Any]) -> st.SearchStrategy[Said]:
    given_values = st.fixed_dictionaries(
        {"a": values, "b": values, "names": st.lists(values, max_size=3).map(Listed)}
    )
    return st.builds(Said, templates(), given_values)


SAID = st.recursive(sentences(LEAVES), lambda inner: sentences(LEAVES | inner), max_leaves=5)


@given(templates(), LEAVES, st.lists(st.text(max_size=4)))
def test_the_english_is_what_format_gives(template: str, value: Any, names: list[str]) -> None:
    values = {"a": value, "b": value, "names": Listed(names)}
    assert said(template, **values) == template.format(a=value, b=value, names=", ".join(names))


@given(SAID)
def test_copies_and_pickles_remember_what_was_said(sentence: Said) -> None:
    for again in (copy.deepcopy(sentence), pickle.loads(pickle.dumps(sentence))):
        assert type(again) is Said
        assert (again, again.template) == (sentence, sentence.template)
        assert again.values == sentence.values


@given(SAID)
def test_a_sentence_is_its_text_wherever_a_string_is_asked_for(sentence: Said) -> None:
    text = str(sentence)
    assert type(text) is str
    assert json.dumps(sentence) == json.dumps(text)
    assert (sentence, hash(sentence)) == (text, hash(text))
    assert sorted([sentence, text + "z"]) == [text, text + "z"]


@given(SAID, st.sampled_from(["x", "y", ":", "0", "x:", "2", "yx"]))
def test_a_changed_sentence_has_the_text_that_changing_the_text_gives(
    sentence: Said, struck: str
) -> None:
    def strike(text: str) -> str:
        return text.replace(struck, "-")

    assert sentence.changed(strike) == strike(str(sentence))


def test_a_name_is_struck_out_of_values_and_the_sentence_stays_one() -> None:
    inner = said("as {source} says", source="Log")
    outer = said("{why}; {names}", why=inner, names=Listed(["Log", "Map", inner]))
    struck = outer.changed(lambda text: text.replace("Log", "-"))
    assert isinstance(struck, Said)
    assert (struck, struck.template) == ("as - says; -, Map, as - says", "{why}; {names}")
    assert isinstance(struck.values["why"], Said)


def test_a_name_that_reaches_into_the_sentence_itself_is_struck_out_all_the_same() -> None:
    sentence = said("seen by {name} alone", name="Jane")
    struck = sentence.changed(lambda text: text.replace("Jane alone", "-"))
    assert type(struck) is str
    assert struck == "seen by -"


def test_a_sentence_that_nothing_changes_is_itself() -> None:
    sentence = said("seen by {name}", name="Jane")
    assert sentence.changed(lambda text: text.replace("Joe", "-")) is sentence


def test_a_sentence_is_frozen() -> None:
    sentence = said("{name}", name="Jane")
    with pytest.raises(AttributeError, match="frozen"):
        sentence.template = "other"
    with pytest.raises(AttributeError, match="frozen"):
        del sentence.values
    with pytest.raises(TypeError):
        sentence.values["name"] = "Joe"  # type: ignore[index]


def test_braces_in_values_are_text() -> None:
    assert said("{name}", name="{name} {0}") == "{name} {0}"


def test_one_thing_and_several_have_their_own_sentences() -> None:
    told = [counted(n, "{count:,} {what}", "{count:,} {what}s", what="gap") for n in (0, 1, 1500)]
    assert told == ["0 gaps", "1 gap", "1,500 gaps"]
    assert [each.template for each in told[:2]] == ["{count:,} {what}s", "{count:,} {what}"]


def test_values_are_written_as_the_english_reasons_write_them() -> None:
    sentence = said(
        "{a}; {b}; {c:%Y-%m-%d %H:%M}Z; {d}",
        a=Quantity(1500.0, "km²"), b=parse_span("2 weeks"),
        c=datetime(2031, 4, 1, 3, tzinfo=UTC), d=date(2031, 4, 1),
    )  # fmt: skip
    assert sentence == "1,500 km²; 2 weeks; 2031-04-01 03:00Z; 2031-04-01"


@given(st.lists(st.text(string.ascii_letters, min_size=1), max_size=4))
def test_listed_values_are_joined_by_what_the_template_says(names: list[str]) -> None:
    assert said("{names:; }", names=Listed(names)) == "; ".join(names)
