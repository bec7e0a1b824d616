"""Every key that a verb prints with --json is in the reference; verdicts are tested in report."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from servanda.cli import cli

from .pages import ROOT, section

_TEXT = (ROOT / "docs" / "reference" / "json.md").read_text("utf-8")
_DOCUMENTED = set(re.findall(r"`(\w+)`", section(_TEXT, "## What other verbs print")))


def _map(day: int, east: float) -> dict[str, Any]:
    ring = [[30.0, 48.0], [east, 48.0], [east, 48.2], [30.0, 48.2], [30.0, 48.0]]
    return {"type": "Feature", "properties": {},
            "geometry": {"type": "Polygon", "coordinates": [ring]}}  # fmt: skip


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    assert CliRunner().invoke(cli, ["init", "case"]).exit_code == 0
    Path("report.txt").write_text(
        'PORT, 2 May 2031. On 1 May "we paid 3 million euros", said the minister, Anna Berg.\n',
        "utf-8",
    )
    Path("maps").mkdir()
    for day, east in ((1, 30.2), (2, 30.3)):
        text = json.dumps(_map(day, east))
        (Path("maps") / f"map-2031-04-0{day}.geojson").write_text(text, "utf-8")
    (Path("maps") / "map-2031-04-03.geojson").write_text("{", "utf-8")
    return tmp_path


def _records(*command: str) -> list[dict[str, Any]]:
    done = CliRunner().invoke(cli, command)
    records: list[dict[str, Any]] = [json.loads(line) for line in done.output.splitlines()]
    assert records
    return records


def _keys(value: Any) -> set[str]:
    if isinstance(value, dict):
        return set(value).union(*map(_keys, value.values()))
    return set().union(*map(_keys, value)) if isinstance(value, list) else set()


@pytest.mark.usefixtures("folder")
@pytest.mark.parametrize("by", ["edition", "month"])
def test_every_key_of_territory_is_documented(by: str) -> None:
    records = _records("territory", "maps", "--by", by, "--json")
    assert _keys(records) <= _DOCUMENTED
    assert records[0]["gained_km2"] > 0
    assert "refused" in records[-1]


@pytest.mark.usefixtures("folder")
def test_every_key_of_a_reading_is_documented() -> None:
    [record] = _records("read", "report.txt", "--json")
    assert record["quotations"]
    assert record["times"]
    assert record["quantities"]
    assert record["people"]
    assert _keys(record) <= _DOCUMENTED


def test_every_key_of_adding_and_verifying_is_documented(folder: Path) -> None:
    added = _records("add", "report.txt", "--source", "example-log", "--case", "case", "--json")
    sound = _records("verify", "case", "--json")
    [original] = [each for each in (folder / "case" / "archive" / "objects").rglob("*")
                  if each.is_file()]  # fmt: skip
    original.chmod(0o644)
    original.write_bytes(b"changed")
    damaged = _records("verify", "case", "--json")
    assert [each["kind"] for each in sound + damaged] == ["sound", "changed"]
    assert _keys([added, sound, damaged]) <= _DOCUMENTED


def test_every_key_of_a_history_and_a_decision_is_documented(folder: Path) -> None:
    _records("add", "report.txt", "--source", "example-log", "--case", "case", "--json")
    [item] = [each.name for each in (folder / "case" / "archive" / "objects").rglob("*")
              if each.is_file()]  # fmt: skip
    decided = _records("grade", "case", item, "2", "--reason", "seen", "--json")
    told = _records("history", "case", "--json")
    assert _keys([decided, told]) <= _DOCUMENTED | {"begins", "ends", "dating"}
