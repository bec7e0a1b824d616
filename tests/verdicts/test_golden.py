from __future__ import annotations

from pathlib import Path

import pytest

from servanda.verdicts import ENGINE_VERSION
from servanda.verdicts.model import Word

from . import golden


def test_old_evidence_leads_to_the_same_verdicts_or_the_engine_has_a_new_version() -> None:
    held = golden.read()
    assert held["engine"] == ENGINE_VERSION, "run: python -m tests.verdicts.golden"
    found = golden.decided()
    assert sorted(found) == sorted(held["verdicts"])
    for name, verdict in found.items():
        assert verdict == held["verdicts"][name], name


def test_every_verdict_names_the_engine_that_decided() -> None:
    assert {verdict["engine"] for verdict in golden.decided().values()} == {ENGINE_VERSION}


def test_all_five_verdicts_are_held() -> None:
    words = {verdict["word"] for verdict in golden.decided().values()}
    assert words == {word.value for word in Word}


def test_a_held_verdict_is_not_overwritten_without_a_new_version(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    held = tmp_path / "golden.json"
    text = golden.GOLDEN.read_text(encoding="utf-8")
    other = text.replace('"word": "alleged"', '"word": "kept"', 1)
    held.write_text(other, encoding="utf-8")
    monkeypatch.setattr(golden, "GOLDEN", held)
    assert "raise ENGINE_VERSION" in golden.write()
    assert held.read_text(encoding="utf-8") == other
    monkeypatch.setattr(golden, "ENGINE_VERSION", "next")
    assert golden.write() == ""
    assert '"engine": "next"' in held.read_text(encoding="utf-8")


def test_the_file_is_written_the_same_way_every_time(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    text = golden.GOLDEN.read_text(encoding="utf-8")
    monkeypatch.setattr(golden, "GOLDEN", tmp_path / "golden.json")
    assert golden.write() == ""
    assert golden.GOLDEN.read_text(encoding="utf-8") == text
