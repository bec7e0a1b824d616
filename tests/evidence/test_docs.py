"""The page on cases names what there is, and its example is read as it stands."""

from __future__ import annotations

import json
import re
from datetime import UTC, datetime
from pathlib import Path

import pytest

from servanda.evidence import seal, sources
from servanda.evidence.archive import Archive
from servanda.evidence.sources import load_sources

PAGE = Path(__file__).parents[2] / "docs" / "reference" / "case.md"
NOON = datetime(2025, 8, 22, 12, 0, tzinfo=UTC)


def page() -> str:
    if not PAGE.exists():
        pytest.skip("the documentation is not part of this installation")
    return PAGE.read_text(encoding="utf-8")


def documented() -> set[str]:
    first_cells = re.findall(r"^\| (.*?) \|", page(), re.MULTILINE)
    return {word for cell in first_cells for word in re.findall(r"`([^`]+)`", cell)}


def test_every_key_of_sources_yaml_is_documented() -> None:
    keys = {*sources._TOP, *sources._KEYS, *sources._COVERS, "from", "reason"}
    assert keys <= documented()


def test_every_field_of_the_log_is_documented(tmp_path: Path) -> None:
    archive = Archive(tmp_path)
    item = archive.add(b"x", source="a", name="x", collected_at=NOON).item
    archive.grade(item, "2", "why", decided_at=NOON)
    archive.withdraw(item, "why", decided_at=NOON)
    log = (tmp_path / "log.jsonl").read_bytes().splitlines()
    fields = {field for line in log for field in json.loads(line)}
    assert fields <= documented()


def test_every_kind_of_finding_is_documented() -> None:
    kinds = set(re.findall(r'^ +(?:return|yield) Finding\(\s*"([a-z-]+)"', _source(), re.MULTILINE))
    assert len(kinds) == 8
    assert kinds <= documented()


def _source() -> str:
    return Path(str(seal.__file__)).read_text(encoding="utf-8")


def test_the_example_of_sources_yaml_is_read_as_it_stands() -> None:
    (example,) = re.findall(r"```yaml\n(.*?)```", page(), re.DOTALL)
    source = load_sources(example, file="case.md")["maps-a"]
    assert (source.reliability, source.may_export, len(source.coverage)) == ("B", False, 1)
