"""The page an analyst reads says what the code decides."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from servanda.verdicts.model import Activation, BreachKind, Word

PAGE = (Path(__file__).parents[2] / "docs" / "concepts" / "verdicts.md").read_text("utf-8")


@pytest.mark.parametrize("word", Word)
def test_every_verdict_has_its_row(word: Word) -> None:
    assert re.search(rf"^\| `{word}` \|", PAGE, re.MULTILINE)


def test_the_page_lists_the_words_in_the_order_in_which_they_prevail() -> None:
    rows = re.findall(r"^\| `(\w+)` \|", PAGE.split("## Window")[0], re.MULTILINE)
    assert rows == [word.value for word in Word]


@pytest.mark.parametrize("state", Activation)
def test_every_activation_is_explained(state: Activation) -> None:
    assert f"`{state}`" in PAGE.split("## Activation")[1]


@pytest.mark.parametrize("kind", BreachKind)
def test_every_kind_of_breach_has_its_since(kind: BreachKind) -> None:
    assert re.search(rf"^\| {kind} \|", PAGE, re.MULTILINE)


@pytest.mark.parametrize("state", ["due", "open", "overdue", "late", "unclear"])
def test_every_state_of_a_duty_is_explained(state: str) -> None:
    assert re.search(rf"^\| `{state}` \|", PAGE.split("## What falls due")[1], re.MULTILINE)
