"""What the command line says when something goes wrong, and how it ends."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

import servanda.case.inputs
from case.dsl import NO_STRIKES, Story, at, row

from .conftest import Servanda, story

_TRACE = "Traceback (most recent call last)"


def _breaks(monkeypatch: pytest.MonkeyPatch, error: BaseException) -> None:
    def fail(*_: object, **__: object) -> None:
        raise error

    monkeypatch.setattr(servanda.case.inputs, "derive", fail)


@pytest.mark.parametrize("verb", ["assess", "due", "report", "verify"])
def test_a_folder_that_is_no_case_is_misuse(servanda: Servanda, tmp_path: Path, verb: str) -> None:
    ran = servanda(verb, tmp_path)
    assert ran.code == 2
    assert f"Make one with servanda init {tmp_path}" in ran.err
    assert _TRACE not in ran.err


def test_a_case_without_evidence_says_what_to_do(servanda: Servanda, tmp_path: Path) -> None:
    servanda("init", tmp_path / "new")
    ran = servanda("assess", tmp_path / "new")
    assert ran.code == 2
    assert "add some with servanda add, or say --as-of" in ran.err


def test_a_case_whose_agreement_is_gone_is_damaged(servanda: Servanda, breached: Path) -> None:
    (breached / "agreement.yaml").unlink()
    ran = servanda("assess", breached)
    assert (ran.code, "put it back from a copy" in ran.err) == (3, True)


def test_all_problems_of_an_agreement_are_told_at_once_with_their_lines(
    servanda: Servanda, breached: Path
) -> None:
    path = breached / "agreement.yaml"
    text = path.read_text().replace("strike(by", "strikke(by").replace("time zone:", "time zne:")
    path.write_text(text)
    ran = servanda("assess", breached)
    assert ran.code == 2
    assert "agreement.yaml:2:1: " in ran.err
    assert "did you mean: strike" in ran.err
    assert "did you mean: time zone" in ran.err


def test_a_log_that_was_edited_is_damaged(servanda: Servanda, breached: Path) -> None:
    log = breached / "archive" / "log.jsonl"
    log.write_text(log.read_text().replace("log-a-0.csv", "log-x-0.csv"))
    ran = servanda("assess", breached)
    assert ran.code == 3
    assert "servanda verify" in ran.err


@pytest.mark.parametrize(
    ("text", "word"),
    [("soon", "is no date"), ("2031-03-09T12:00", "has no time zone"), ("2031-02-30", "no date")],
)
def test_an_as_of_that_is_no_moment_is_misuse(
    servanda: Servanda, breached: Path, text: str, word: str
) -> None:
    ran = servanda("assess", breached, "--as-of", text)
    assert (ran.code, word in ran.err) == (2, True)


def test_an_option_that_is_not_there_is_misuse(servanda: Servanda, breached: Path) -> None:
    ran = servanda("assess", breached, "--asof", "2031-03-09")
    assert ran.code == 2
    assert "--as-of" in ran.err


def test_a_formula_without_incident_is_misuse(servanda: Servanda, tmp_path: Path) -> None:
    clause = """\
- id: quiet
  text: Nobody fires.
  bearer: [AA, BB]
  modality: prohibition
  formula: EXISTS incident. strike(incident, bearer, _, _, _, _, _, _, _)
"""
    made = Story(clause).source("log-a").log("log-a", row("strike", at(5), by="AA"))
    ran = servanda("assess", made.write(tmp_path / "case").root)
    assert ran.code == 2
    assert "no free variable `incident`" in ran.err


# --- Ctrl-C, tracebacks ----------------------------------------------------------------


def test_ctrl_c_ends_with_130_and_says_that_it_can_go_on(
    servanda: Servanda, breached: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as patched:
        _breaks(patched, KeyboardInterrupt())
        ran = servanda("assess", breached)
    assert ran.code == 130
    assert "stopped; nothing is half-written, run it again to continue" in ran.err
    assert _TRACE not in ran.err
    assert servanda("assess", breached).code == 1


def test_a_mistake_of_servanda_is_one_message_that_says_so(
    servanda: Servanda, breached: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    _breaks(monkeypatch, ZeroDivisionError("of a kind nobody foresaw"))
    ran = servanda("assess", breached)
    assert ran.code == 3
    assert "servanda made a mistake (ZeroDivisionError: of a kind nobody foresaw)" in ran.err
    assert "servanda --debug" in ran.err
    assert _TRACE not in ran.err


def test_what_the_system_refuses_is_unreadable(
    servanda: Servanda, breached: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    _breaks(monkeypatch, PermissionError(13, "Permission denied", "facts"))
    ran = servanda("assess", breached)
    assert (ran.code, "Permission denied" in ran.err) == (3, True)


def test_debug_shows_the_traceback_and_keeps_the_exit_code(
    servanda: Servanda, tmp_path: Path
) -> None:
    ran = servanda("--debug", "assess", tmp_path)
    assert ran.code == 2
    assert _TRACE in ran.err
    assert "MisuseError" in ran.err


def test_who_stops_reading_gets_no_traceback(breached: Path) -> None:
    command = [sys.executable, "-m", "servanda", "assess", str(breached), "--json"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE) as running:
        assert running.stdout is not None
        assert running.stderr is not None
        running.stdout.close()
        told = running.stderr.read().decode()
    assert told == ""
    assert running.returncode == 141


# --- hostile text ----------------------------------------------------------------------


def test_evidence_cannot_command_the_terminal(servanda: Servanda, tmp_path: Path) -> None:
    made = Story(NO_STRIKES).source("log-a", covers="strike")
    made.log("log-a", row("strike", at(5), by="AA", place="\x1b[2J\x9b31mKell"))
    case = made.write(tmp_path / "case").root
    for ran in (servanda("explain", case, "no-strikes"), servanda("assess", case)):
        assert ran.code == 1
        assert "\x1b" not in ran.out
        assert "\x9b" not in ran.out


def test_the_same_words_come_whole_as_json(servanda: Servanda, tmp_path: Path) -> None:
    place = "\x1b[2J\x9b31mKell"
    made = Story(NO_STRIKES).source("log-a", covers="strike")
    made.log("log-a", row("strike", at(5), by="AA", place=place))
    ran = servanda("assess", made.write(tmp_path / "case").root, "--json")
    assert "\x9b" not in ran.out
    assert ran.records[0]["violations"][0]["facts"][0]["arguments"]["place"] == place


@pytest.mark.skipif(os.name == "nt", reason="names of files are Unicode there")
@pytest.mark.parametrize("more", [(), ("--json",)])
def test_a_file_whose_name_is_no_unicode_is_added(
    servanda: Servanda, breached: Path, more: tuple[str, ...]
) -> None:
    name = os.fsdecode(b"\xff.csv")
    (breached.parent / name).write_text("x\n")
    ran = servanda("add", breached.parent / name, "--case", breached, "--source", "log-a", *more)
    assert (ran.code, ".csv" in ran.out) == (0, True)


def test_help_loads_nothing_heavy() -> None:
    code = (
        "import sys, servanda.cli\n"
        "heavy = {'duckdb', 'pyarrow', 'shapely', 'pyproj', 'numpy', 'jinja2', 'rich', 'yaml'}\n"
        "print(sorted(heavy & set(sys.modules)))"
    )
    ran = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert ran.stdout.strip() == "[]"


def test_answers_are_the_same_whatever_the_encoding_of_the_terminal(tmp_path: Path) -> None:
    case = story().write(tmp_path / "case").root
    told = []
    for encoding in ("utf-8", "ascii"):
        environment = {**os.environ, "PYTHONIOENCODING": encoding}
        command = [sys.executable, "-m", "servanda", "explain", str(case), "no-strikes"]
        ran = subprocess.run(command, capture_output=True, env=environment, check=False)
        assert _TRACE.encode() not in ran.stderr
        told.append(ran.returncode)
    assert told == [1, 1]
