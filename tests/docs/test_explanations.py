"""What docs/concepts/explanations.md shows is what the code does."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

from click.testing import CliRunner

from servanda.cli import cli

TEXT = (Path(__file__).parents[2] / "docs" / "concepts" / "explanations.md").read_text("utf-8")


def _blocks(kind: str) -> list[str]:
    return re.findall(rf"```{kind}\n(.*?)```", TEXT, re.S)


def test_the_tree_in_the_docs_is_the_one_printed(tmp_path: Path) -> None:
    for kind in ("sig", "mfotl", "log"):
        (tmp_path / f"truce.{kind}").write_text(_blocks(kind)[0], encoding="utf-8")
    command, expected = _blocks("console")[0].split("\n", 1)
    words = [
        str(tmp_path / word) if word.startswith("truce.") else word for word in command.split()[2:]
    ]
    result = CliRunner().invoke(cli, words, standalone_mode=False)
    assert result.output == expected


def test_the_python_in_the_docs_runs() -> None:
    names: dict[str, Any] = {}
    for code in _blocks("python"):
        exec(code, names)  # our own documentation
    assert names["facts"] == ["attack(1)"]
    assert names["gone"] == [{"ts": 0, "ord": 0, "p": 1}]
