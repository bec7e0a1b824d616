from __future__ import annotations

import hashlib
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from servanda.base.errors import DamagedError, MisuseError
from servanda.facts import store as store_module
from servanda.facts.model import Coverage, Reading, Refusal, segment_schema
from servanda.facts.shipped import shipped_vocabulary
from servanda.facts.store import FactStore

KEY, OTHER = "0123456789abcdef" * 4, "fedcba9876543210" * 4
DAY = datetime(2025, 1, 1, tzinfo=UTC)


def reading(count: int = 3, *, turned: bool = False) -> Reading:
    schema = segment_schema(shipped_vocabulary()["met"])
    facts = [{"fact": f"f{index}", "valid_from": DAY, "by": "X"} for index in range(count)]
    table = pa.Table.from_pylist(facts[::-1] if turned else facts, schema=schema)
    return Reading(
        {"met": table},
        [Coverage("s", "o", "met", DAY, DAY)],
        [Refusal("i" * 64, "row=2", "bad", "x")],
        ["a note"],
        count,
        {"patches": pa.table({"patch": ["p"], "wkb": [b"\x00"]})},
    )


def content(folder: Path) -> dict[str, str]:
    return {
        path.relative_to(folder).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }


def test_what_is_written_comes_back(tmp_path: Path) -> None:
    store = FactStore(tmp_path / "facts")
    assert not store.has(KEY)
    folder = store.write(KEY, "control map", "2", reading())
    assert folder.name == f"control-map-2-{KEY[:16]}"
    assert store.has(KEY)
    found = store.reading(KEY)
    assert (found.key, found.reader, found.version) == (KEY, "control map", "2")
    assert found.counts == {"met": 3}
    assert found.refused == (Refusal("i" * 64, "row=2", "bad", "x"),)
    assert (found.notes, found.read_count) == (("a note",), 3)
    assert store.coverage([KEY]) == [Coverage("s", "o", "met", DAY, DAY)]
    (path,) = store.paths("met", [KEY])
    assert pq.read_table(path).num_rows == 3
    assert pq.read_table(store.extra_paths("patches", [KEY])[0])["patch"].to_pylist() == ["p"]
    assert store.paths("strike", [KEY]) == []
    assert store.paths("met", [OTHER]) == []


def test_the_same_facts_in_another_order_are_the_same_bytes(tmp_path: Path) -> None:
    one = FactStore(tmp_path / "one").write(KEY, "table", "1", reading())
    two = FactStore(tmp_path / "two").write(KEY, "table", "1", reading(turned=True))
    assert content(one) == content(two)
    assert set(content(one)) == {
        "coverage.parquet", "extra/patches.parquet", "met.parquet", "reading.json"
    }  # fmt: skip


def test_an_interruption_leaves_nothing_half_written_and_the_next_run_continues(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    undisturbed = content(FactStore(tmp_path / "calm").write(KEY, "table", "1", reading()))
    root = tmp_path / "facts"
    real = store_module._write_table
    for step in range(3):
        left = [step]

        def interrupted(path: Path, table: Any, left: list[int] = left) -> None:
            if not left[0]:
                raise KeyboardInterrupt
            left[0] -= 1
            real(path, table)

        monkeypatch.setattr(store_module, "_write_table", interrupted)
        with pytest.raises(KeyboardInterrupt):
            FactStore(root).write(KEY, "table", "1", reading())
        monkeypatch.undo()
        assert list(root.iterdir()) == []
        assert not FactStore(root).has(KEY)
    assert content(FactStore(root).write(KEY, "table", "1", reading())) == undisturbed


def test_a_stored_reading_is_left_as_it_is(tmp_path: Path) -> None:
    store = FactStore(tmp_path)
    folder = store.write(KEY, "table", "1", reading())
    assert store.write(KEY, "table", "1", reading(1)) == folder
    assert store.reading(KEY).counts == {"met": 3}


def test_a_folder_without_its_record_counts_as_unwritten(tmp_path: Path) -> None:
    store = FactStore(tmp_path)
    folder = store.write(KEY, "table", "1", reading())
    (folder / "reading.json").unlink()
    assert not store.has(KEY)
    store.write(KEY, "table", "1", reading(1))
    assert store.reading(KEY).counts == {"met": 1}


def test_prune_removes_what_is_no_longer_named_and_nothing_else(tmp_path: Path) -> None:
    store = FactStore(tmp_path)
    kept = store.write(KEY, "table", "1", reading())
    gone = store.write(OTHER, "table", "1", reading())
    half = tmp_path / ".unfinished-1-2"
    half.mkdir()
    (tmp_path / "notes").mkdir()
    assert store.prune([KEY]) == sorted([half, gone])
    assert sorted(path.name for path in tmp_path.iterdir()) == sorted([kept.name, "notes"])


def test_a_damaged_record_says_to_delete_the_folder(tmp_path: Path) -> None:
    store = FactStore(tmp_path)
    (store.write(KEY, "table", "1", reading()) / "reading.json").write_text("{")
    with pytest.raises(DamagedError, match="delete the folder table-1-0123"):
        store.reading(KEY)


@pytest.mark.parametrize("name", ["coverage", "../up", "", "a/b", "1st"])
def test_a_predicate_that_cannot_name_a_file_is_refused(tmp_path: Path, name: str) -> None:
    bad = Reading({name: reading().facts["met"]})
    with pytest.raises(MisuseError, match="cannot be stored under the name"):
        FactStore(tmp_path).write(KEY, "table", "1", bad)
    assert list(tmp_path.iterdir()) == []


def test_keys_are_hashes_and_unknown_ones_are_said_to_be(tmp_path: Path) -> None:
    store = FactStore(tmp_path)
    with pytest.raises(MisuseError, match="is no key"):
        store.has("../../etc")
    with pytest.raises(MisuseError, match="no facts are stored under"):
        store.reading(KEY)


def test_no_facts_of_a_predicate_leave_no_file(tmp_path: Path) -> None:
    store = FactStore(tmp_path)
    store.write(KEY, "table", "1", reading(0))
    assert store.paths("met", [KEY]) == []
    assert store.reading(KEY).counts == {"met": 0}
