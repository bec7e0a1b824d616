"""Every example in the README and the how-tos works."""

from __future__ import annotations

import doctest
import re
import shlex

import click
import pytest

from servanda.agreement.load import load_agreement
from servanda.agreement.model import Agreement
from servanda.cli import cli
from servanda.evidence.sources import load_sources
from servanda.facts.shipped import shipped_vocabulary
from servanda.readers.mapping_file import load_mapping
from servanda.readers.protocol import READERS

from .pages import ROOT, Block, blocks, commands

_YAML = list(blocks("yaml"))
_WHOLE = re.compile(r"^(agreement|sources|mapping):", re.MULTILINE)
_COMMANDS = [(block, line) for block in blocks("console") for line in commands(block)]
_TARGETS = re.findall(r"^(\w+):", (ROOT / "Makefile").read_text("utf-8"), re.MULTILINE)


def _kind(block: Block) -> str:
    found = _WHOLE.search(block.text)
    return found[1] if found else "fragment"


def _agreement_of(page: str) -> str:
    """The page's agreement with all its fragments: keys before the clauses, clauses after."""
    here = [block for block in _YAML if block.page == page]
    [whole] = [block.text for block in here if _kind(block) == "agreement"]
    parts = [block.text for block in here if _kind(block) == "fragment"]
    keys = "".join(part for part in parts if not part.startswith(" "))
    more = "".join(part for part in parts if part.startswith("  - id:"))
    assert len(keys) + len(more) == sum(map(len, parts)), "a fragment is neither keys nor clauses"
    head, clauses, rest = whole.partition("clauses:\n")
    return head + keys + clauses + rest + more


def _load(text: str, file: str) -> Agreement:
    return load_agreement(text, file=file)


@pytest.mark.parametrize("page", sorted({b.page for b in _YAML if _kind(b) != "sources"}
                                        - {"docs/how-to/add-a-source.md"}))  # fmt: skip
def test_every_agreement_loads_with_its_fragments(page: str) -> None:
    text = _agreement_of(page)
    assert len(_load(text, page).clauses) == text.count("- id:")


@pytest.mark.parametrize("block", [b for b in _YAML if _kind(b) == "sources"], ids=lambda b: b.id)
def test_every_sources_file_loads_and_names_readers_there_are(block: Block) -> None:
    sources = load_sources(block.text, file=block.page)
    assert sources
    assert {source.reader for source in sources.values()} <= set(READERS)


@pytest.mark.parametrize("block", [b for b in _YAML if _kind(b) == "mapping"], ids=lambda b: b.id)
def test_every_mapping_loads(block: Block) -> None:
    assert load_mapping(block.text, file=block.page, vocabulary=shipped_vocabulary()).rules


@pytest.mark.parametrize(("block", "line"), _COMMANDS, ids=lambda each: getattr(each, "id", each))
def test_every_command_can_be_given(block: Block, line: str) -> None:
    words = shlex.split(line.rpartition("|")[2])
    if words[0] == "make":
        assert words[1] in _TARGETS
    elif words[0] == "servanda":
        command = cli.commands[words[1]]
        assert isinstance(command.make_context(words[1], words[2:]), click.Context)
    else:
        assert words[0] in {"cp", "cat"}, f"{block.id}: who checks {words[0]}?"


@pytest.mark.parametrize("block", list(blocks("python")), ids=lambda b: b.id)
def test_every_python_example_gives_what_it_says(block: Block) -> None:
    parsed = doctest.DocTestParser().get_doctest(block.text, {}, block.id, block.page, block.line)
    assert parsed.examples
    assert doctest.DocTestRunner().run(parsed).failed == 0
