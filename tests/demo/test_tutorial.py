from __future__ import annotations

import re
from pathlib import Path

import pytest

from servanda.cli import cli
from servanda.demo import DemoInputs

from .expected import EXPECTED

_TUTORIAL = Path(__file__).parents[2] / "docs" / "tutorial.md"
_TEXT = _TUTORIAL.read_text("utf-8")


def test_the_clause_it_quotes_stands_in_the_agreement(case: DemoInputs) -> None:
    quoted = re.findall(r"```yaml\n(.*?)```", _TEXT, re.DOTALL)
    assert quoted
    for block in quoted:
        assert block in case.agreement.read_text("utf-8")


def test_its_table_gives_each_clause_the_verdict_it_has() -> None:
    told: dict[str, str] = {}
    for clauses, word in re.findall(r"^\| (`.*?) \| (\w+) \|", _TEXT, re.MULTILINE):
        stem = ""
        for name in re.findall(r"`([^`]+)`", clauses):
            full = stem.rsplit("-", 1)[0] + name if name.startswith("-") else name
            told[full] = word
            stem = full
    assert told == EXPECTED


@pytest.mark.parametrize("line", re.findall(r"^\$ servanda (.*)$", _TEXT, re.MULTILINE))
def test_its_commands_use_verbs_and_options_that_there_are(line: str) -> None:
    verb, *rest = line.split()
    command = cli.commands[verb]
    known = {option for parameter in command.params for option in parameter.opts}
    assert {word for word in rest if word.startswith("-") and word != "\\"} <= known


def test_the_files_it_names_are_there(case: DemoInputs) -> None:
    for name in re.findall(r"servanda-demo/(inbox/[\w/-]+(?:\.\w+)?)", _TEXT):
        assert (case.root / name).exists(), name
