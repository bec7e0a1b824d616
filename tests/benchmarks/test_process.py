"""A process is measured as a whole, stopped when it takes too long, and never misread."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from .tools import load

process = load("_process")


def _python(code: str) -> list[str]:
    return [sys.executable, "-c", code]


def test_what_a_process_prints_is_its_answer(tmp_path: Path) -> None:
    answer = tmp_path / "answer.txt"
    found = process.measure(_python("print(7)"), answer, timeout_s=60)
    assert answer.read_text("utf-8") == "7\n"
    assert found.exit_code == 0
    assert found.seconds is not None
    assert found.seconds > 0


def test_memory_and_work_of_the_process_itself_are_seen(tmp_path: Path) -> None:
    answer = tmp_path / "answer.txt"
    large = process.measure(_python("x = bytearray(b'x') * 700_000_000"), answer, timeout_s=60)
    assert large.peak_mib > 650
    assert large.processor_s > 0


def test_a_process_that_takes_too_long_is_stopped_and_has_no_time(tmp_path: Path) -> None:
    found = process.measure(
        _python("import time; time.sleep(600)"), tmp_path / "answer.txt", timeout_s=0.2
    )
    assert found.seconds is None


def test_a_process_that_fails_is_no_measurement(tmp_path: Path) -> None:
    with pytest.raises(RuntimeError, match=r"ended with 1:(.|\n)*ZeroDivisionError"):
        process.measure(_python("1 / 0"), tmp_path / "answer.txt", timeout_s=60)


def test_an_exit_code_that_is_an_answer_is_no_failure(tmp_path: Path) -> None:
    found = process.measure(
        _python("raise SystemExit(1)"), tmp_path / "answer.txt", timeout_s=60, allowed=(0, 1)
    )
    assert found.exit_code == 1


def test_a_file_can_be_piped_in(tmp_path: Path) -> None:
    given, answer = tmp_path / "given.txt", tmp_path / "answer.txt"
    given.write_text("x" * 300_000, "utf-8")
    count = "import os, stat, sys; print(len(sys.stdin.read()), stat.S_ISFIFO(os.fstat(0).st_mode))"
    process.measure(_python(count), answer, timeout_s=60, piped=given)
    assert answer.read_text("utf-8") == "300000 True\n"


def test_whoever_does_not_read_to_the_end_of_the_pipe_ends_it(tmp_path: Path) -> None:
    given = tmp_path / "given.txt"
    given.write_text("x" * 300_000, "utf-8")
    found = process.measure(_python("pass"), tmp_path / "answer.txt", timeout_s=60, piped=given)
    assert found.exit_code == 0
