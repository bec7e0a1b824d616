"""The answers that the documents show are the ones the demo gives."""

from __future__ import annotations

from pathlib import Path

import pytest

from servanda.demo.run import run_demo
from servanda.report.plain import verdict_lines

from .pages import Block, blocks


@pytest.fixture(scope="module")
def told(tmp_path_factory: pytest.TempPathFactory) -> str:
    folder: Path = tmp_path_factory.mktemp("demo")
    assessment, _ = run_demo(folder)
    return verdict_lines(assessment)


@pytest.mark.parametrize("block", list(blocks("text")), ids=lambda b: b.id)
def test_every_answer_shown_is_given_by_the_demo(block: Block, told: str) -> None:
    answers = block.text.strip("\n").split("\n\n")
    assert answers
    for answer in answers:
        assert answer in told
