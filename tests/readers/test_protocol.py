from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest

from servanda.base.errors import MisuseError, UnreadableError
from servanda.facts.shipped import shipped_vocabulary
from servanda.facts.store import FactStore
from servanda.readers.protocol import (
    READERS,
    Context,
    batch_key,
    batches_of,
    no_progress,
    origin_of,
    reader,
)
from servanda.readers.table import TableReader

from .tables import ALERTS, context, evidence, source


@pytest.mark.parametrize("name", sorted(READERS))
def test_every_reader_can_be_had_by_its_name(name: str) -> None:
    assert reader(name).name == name


def test_an_unknown_reader_names_the_nearest() -> None:
    with pytest.raises(MisuseError, match=r"did you mean table\?"):
        reader("tabel")


def test_tables_are_read_one_by_one_and_maps_together(tmp_path: Path) -> None:
    one = evidence(tmp_path, "a", "b.csv").item
    two = evidence(tmp_path, "b", "a.csv").item
    assert batches_of(reader("table"), [one, two]) == [[two], [one]]
    assert batches_of(reader("control map"), [one, two]) == [[two, one]]
    assert batches_of(reader("control map"), []) == []


def test_a_key_covers_everything_the_reading_depends_on(tmp_path: Path) -> None:
    read_by, item = TableReader(), evidence(tmp_path, "a").item
    here = context(tmp_path)
    key = batch_key(read_by, [item], here)
    assert key == batch_key(read_by, [item], context(tmp_path))
    moment = datetime(2025, 1, 1, tzinfo=UTC)
    changed = [
        batch_key(read_by, [replace(item, credibility="2")], here),
        batch_key(read_by, [replace(item, sha256="0" * 64)], here),
        batch_key(read_by, [replace(item, published_at=moment)], here),
        batch_key(read_by, [replace(item, known_at=moment)], here),
        batch_key(read_by, [item, item], here),
        batch_key(read_by, [item], context(tmp_path, options={"time zone": "UTC"})),
        batch_key(read_by, [item], context(tmp_path, origin="wire")),
        batch_key(read_by, [item], context(tmp_path, ALERTS + "# another text\n")),
    ]
    assert len({key, *changed}) == len(changed) + 1


def test_the_zone_of_the_agreement_is_never_the_zone_of_a_source(tmp_path: Path) -> None:
    assert Context(source(), shipped_vocabulary(), zone=UTC).source_zone() is None


def test_a_source_without_an_origin_is_its_publisher() -> None:
    assert origin_of(source()) == "Publisher"
    assert origin_of(source(origin="wire")) == "wire"


def test_an_original_above_the_limit_or_missing_is_refused(tmp_path: Path) -> None:
    item = evidence(tmp_path, "1234")
    with pytest.raises(UnreadableError, match="has 4 bytes and the limit is 3"):
        item.read(3)
    item.path.unlink()
    with pytest.raises(UnreadableError, match="cannot be opened"):
        item.read(3)


def test_what_is_read_can_be_stored_and_is_found_by_its_key(tmp_path: Path) -> None:
    read_by = reader("table")
    item = evidence(tmp_path, "where,start,end,n\nKyiv,2025-01-01,2025-01-02,1\n")
    key = batch_key(read_by, [item.item], context(tmp_path))
    reading = read_by.read([item], context(tmp_path), no_progress)
    store = FactStore(tmp_path / "facts")
    store.write(key, read_by.name, read_by.version, reading)
    assert store.reading(key).counts == {"alert": 1}
