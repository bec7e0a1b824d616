"""What the README promises, held."""

from __future__ import annotations

import ast
import re
import tomllib
from dataclasses import fields

import pytest

from servanda.base import errors
from servanda.cli import cli
from servanda.report.model import Assessment
from servanda.verdicts.model import Verdict, Word

from .pages import ROOT, table

_README = (ROOT / "README.md").read_text("utf-8")
_MAKEFILE = (ROOT / "Makefile").read_text("utf-8")


def test_it_opens_with_the_question_and_the_two_commands() -> None:
    opening = _README[:1500]
    assert all(word in opening for word in Word)
    assert "$ make demo" in opening
    assert "$ make test" in opening


def test_its_verdicts_are_the_five_there_are() -> None:
    told = [row[0].strip("`") for row in table(_README, "verdict")]
    assert sorted(told) == sorted(Word)


def test_its_verbs_are_those_there_are() -> None:
    told = [row[0].strip("`").removeprefix("servanda ") for row in table(_README, "verb")]
    assert sorted(told) == sorted(cli.commands)


def test_its_exit_codes_are_those_the_errors_carry() -> None:
    told = {int(row[0]) for row in table(_README, "exit code")}
    kinds: list[type[errors.ServandaError]] = [
        errors.MisuseError,
        errors.AgreementError,
        errors.UnreadableError,
        errors.DamagedError,
    ]
    assert told == {0, 1, 2, 3, 4}
    assert [kind.exit_code for kind in kinds] == [2, 2, 3, 3]


@pytest.mark.parametrize(
    ("words", "code"),
    [
        (["kept", "pending"], 0),
        (["kept", "breached", "undetermined"], 1),
        (["alleged", "undetermined"], 1),
        (["kept", "undetermined"], 4),
    ],
)
def test_a_verdict_gives_the_exit_code_it_promises(words: list[str], code: int) -> None:
    from servanda.options import exit_code

    assert exit_code(words) == code


@pytest.mark.parametrize("target", ["demo", "test", "check", "bench"])
def test_each_command_does_its_own_set_up(target: str) -> None:
    rule = re.search(rf"^{target}: (.+)$", _MAKEFILE, re.MULTILINE)
    assert rule
    assert rule[1] in {"$(VENV)/.runtime", "$(VENV)/.dev"}


_NAMED_BY_THE_USER = "plugins_llm"


def test_no_module_but_the_reader_that_you_name_can_open_a_network_connection() -> None:
    ways = {"socket", "ssl", "http", "urllib", "ftplib", "smtplib", "asyncio", "requests", "httpx"}
    assert "No part of it opens a network connection, but" in _README
    for file in (ROOT / "src").rglob("*.py"):
        if file.stem == _NAMED_BY_THE_USER:
            continue
        for node in ast.walk(ast.parse(file.read_text("utf-8"))):
            names: list[str] = []
            if isinstance(node, ast.Import):
                names = [alias.name for alias in node.names]
            elif isinstance(node, ast.ImportFrom):
                names = [node.module or ""]
            assert not {name.partition(".")[0] for name in names} & ways, file
            assert not any(name.endswith(_NAMED_BY_THE_USER) for name in names), file


@pytest.mark.parametrize("kind", [Verdict, Assessment])
def test_no_answer_has_a_place_for_a_score_or_a_rank(kind: type) -> None:
    names = {field.name for field in fields(kind)}
    assert names
    assert not {name for name in names if re.search("score|rank|grade|percent", name)}


def test_the_licence_is_the_one_it_names() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    assert project["license"] == "Apache-2.0"
    assert "Apache-2.0" in _README
    assert "Apache License" in (ROOT / "LICENSE").read_text("utf-8")
