"""Small sources, items and mappings for the tests of readers."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from servanda.evidence.item import Item
from servanda.evidence.source import Source
from servanda.facts.model import Reading
from servanda.facts.shipped import shipped_vocabulary
from servanda.readers.protocol import Context, Evidence, no_progress
from servanda.readers.table import TableReader

COLLECTED = datetime(2026, 1, 2, tzinfo=UTC)
PUBLISHED = datetime(2026, 1, 1, tzinfo=UTC)

ALERTS = """\
mapping: own
time zone: UTC
coverage: rows
rows:
  - predicate: alert
    valid: {from: start, until: end}
    arguments: {place: {column: where, required: yes}, merged: n}
"""


def source(reader: str = "table", **more: Any) -> Source:
    return Source("log", "Publisher", "CC0", "B", reader, **more)


def evidence(folder: Path, data: bytes | str, name: str = "t.csv", **more: Any) -> Evidence:
    path = folder / name
    path.write_bytes(data.encode() if isinstance(data, str) else data)
    digest = hashlib.sha256(path.read_bytes()).hexdigest()
    fields = {"published_at": PUBLISHED, "known_at": COLLECTED, **more}
    item = Item(digest, name, "log", COLLECTED, **fields)
    return Evidence(item, path)


def context(folder: Path, mapping: str = ALERTS, **more: Any) -> Context:
    (folder / "own.yaml").write_text(mapping, encoding="utf-8")
    options: Mapping[str, Any] = {"mapping": "own.yaml", **more.pop("options", {})}
    return Context(source(options=options, **more), shipped_vocabulary(), folder=folder)


def read(folder: Path, data: bytes | str, mapping: str = ALERTS, **more: Any) -> Reading:
    """Read one table with one mapping."""
    item = evidence(folder, data, more.pop("name", "t.csv"), **more.pop("item", {}))
    return TableReader().read([item], context(folder, mapping, **more), no_progress)


def rows(reading: Reading, predicate: str = "alert") -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = reading.facts[predicate].to_pylist()
    return found
