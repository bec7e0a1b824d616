from __future__ import annotations

import re
import tomllib
from importlib import import_module

import pytest

from servanda.facts.model import DATING
from servanda.verdicts.model import Activation, BreachKind, Word

from .pages import ROOT, section, table

_WORDS = (ROOT / "docs" / "concepts" / "vocabulary.md").read_text("utf-8")
_HOUSE = (ROOT / "docs" / "concepts" / "architecture.md").read_text("utf-8")


@pytest.mark.parametrize("kind", [Word, Activation, BreachKind, DATING])
def test_every_word_of_an_answer_is_explained(kind: list[str]) -> None:
    for word in kind:
        assert re.search(rf"^\|.*\b{word}\b", _WORDS, re.MULTILINE), word


def test_the_five_levels_of_aid_stand_in_their_order() -> None:
    below = section(_WORDS, "## Aid")
    levels = ["pledge", "commitment", "allocation", "disbursement", "delivery"]
    places = [below.index(level) for level in levels]
    assert places == sorted(places)


def test_the_rooms_stand_in_the_order_that_is_enforced() -> None:
    linter = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["tool"]["importlinter"]
    layers = [set(layer.split(" | ")) for layer in linter["contracts"][0]["layers"]]
    rooms = [row[0].strip("`") for row in table(_HOUSE, "room")]
    level = {room: n for n, layer in enumerate(reversed(layers)) for room in layer}
    assert set(rooms) == set(level)
    assert [level[room] for room in rooms] == sorted(level[room] for room in rooms)


@pytest.mark.parametrize("path", sorted(set(re.findall(r"`(servanda(?:\.\w+)+)`", _HOUSE))))
def test_what_the_main_path_names_exists(path: str) -> None:
    module = path
    rest: list[str] = []
    while True:
        try:
            found: object = import_module(module)
            break
        except ModuleNotFoundError:
            module, _, last = module.rpartition(".")
            rest.insert(0, last)
    for name in rest:
        found = getattr(found, name)
    assert found
