"""The answers that the documents show are the ones the demo gives."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from servanda.demo.run import run_demo
from servanda.report.plain import verdict_lines

from .pages import Block, blocks


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("demo")


@pytest.fixture(scope="module")
def told(folder: Path) -> str:
    assessment, _ = run_demo(folder)
    return verdict_lines(assessment)


@pytest.mark.parametrize("block", list(blocks("text")), ids=lambda b: b.id)
def test_every_answer_shown_is_given_by_the_demo(block: Block, told: str) -> None:
    answers = block.text.strip("\n").split("\n\n")
    assert answers
    for answer in answers:
        assert answer in told


@pytest.mark.usefixtures("told")
def test_whoever_has_the_folder_gets_the_same_report_byte_for_byte(
    folder: Path, tmp_path: Path
) -> None:
    elsewhere = {"PYTHONHASHSEED": "7", "TZ": "Asia/Tokyo", "LC_ALL": "C", "LANG": "C"}
    again = tmp_path / "again.html"
    report = ["report", str(folder), "--as-of", "2031-05-12T13:00Z", "-o", str(again)]
    subprocess.run(
        [sys.executable, "-m", "servanda", *report], check=True, env=os.environ | elsewhere
    )
    assert again.read_bytes() == (folder / "report.html").read_bytes()
