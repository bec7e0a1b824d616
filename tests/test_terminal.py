"""Progress for people, and nothing for files and pipes."""

from __future__ import annotations

import io
import sys

import pytest
from hypothesis import given
from hypothesis import strategies as st

from servanda.base.errors import DamagedError, MisuseError
from servanda.terminal import failed, progress, shown


class _Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


def _drawn(monkeypatch: pytest.MonkeyPatch, *told: tuple[int, int, str], quiet: bool) -> str:
    terminal = _Terminal()
    monkeypatch.setattr(sys, "stderr", terminal)
    monkeypatch.setenv("TERM", "xterm")
    with progress(quiet=quiet) as tell:
        for done, total, what in told:
            tell(done, total, what)
    return terminal.getvalue()


def test_a_terminal_sees_what_is_being_done(monkeypatch: pytest.MonkeyPatch) -> None:
    drawn = _drawn(monkeypatch, (1, 4, "editions"), (4, 4, "editions"), quiet=False)
    assert "editions" in drawn
    assert "4/4" in drawn


def test_quiet_draws_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    assert _drawn(monkeypatch, (1, 4, "editions"), quiet=True) == ""


def test_what_is_no_terminal_sees_nothing(capsys: pytest.CaptureFixture[str]) -> None:
    with progress() as tell:
        tell(1, 2, "editions")
    assert capsys.readouterr() == ("", "")


@pytest.mark.parametrize("name", ["[/red]", "[bold]x", "a\x1b[2Jb", "a\nb"])
def test_a_files_name_is_no_markup(monkeypatch: pytest.MonkeyPatch, name: str) -> None:
    drawn = _drawn(monkeypatch, (1, 2, name), (2, 2, name), quiet=False)
    assert shown(name).replace("\n", " ") in drawn
    assert "\x1b[2Jb" not in drawn


@given(st.text(st.characters(codec=None)))
def test_what_is_shown_can_be_written_and_commands_nothing(text: str) -> None:
    told = shown(text)
    told.encode()
    assert not [each for each in told if ord(each) < 0x20 and each not in "\n\t"]
    assert not [each for each in told if 0x7F <= ord(each) < 0xA0]


@given(st.text(st.characters(min_codepoint=0xA0, exclude_categories=["Cs"])))
def test_words_of_any_language_are_shown_as_they_are(text: str) -> None:
    assert shown(text) == text


@pytest.mark.parametrize(
    ("error", "code"),
    [(MisuseError("x"), 2), (DamagedError("x"), 3), (OSError("x"), 3), (ValueError("x"), 3)],
)
def test_every_failure_has_its_exit_code_and_its_words(
    capsys: pytest.CaptureFixture[str], error: Exception, code: int
) -> None:
    assert failed(error) == code
    told = capsys.readouterr().err
    assert "x" in told
    assert "Traceback" not in told
