"""The logs of the benchmark are what they are said to be."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pyarrow.parquet as pq
import pytest

from servanda.rules import parse_log, parse_signature

from .tools import load

logs = load("_logs")


@pytest.mark.parametrize("kind", ["sparse", "dense"])
@pytest.mark.parametrize("count", [500, 1_000, 12_345])
def test_a_log_has_as_many_events_as_asked_in_order_of_time(kind: str, count: int) -> None:
    log = logs.events(kind, count)
    tp, ts = log["tp"].to_numpy(), log["ts"].to_numpy()
    assert log.num_rows == count
    assert tp[0] == 0
    assert set(np.diff(tp)) <= {0, 1}
    assert (np.diff(ts) >= 0).all()


def test_a_sparse_log_has_a_time_point_for_every_event_and_a_dense_one_for_every_day() -> None:
    assert len(set(logs.events("sparse", 5_000)["tp"].to_pylist())) == 5_000
    dense = logs.events("dense", 50_000)
    assert len(set(dense["tp"].to_pylist())) == 1_000
    assert all(ts % 86_400 == 0 for ts in set(dense["ts"].to_pylist()))


def test_the_same_seed_gives_the_same_log_and_another_seed_another() -> None:
    assert logs.events("sparse", 2_000).equals(logs.events("sparse", 2_000))
    assert not logs.events("sparse", 2_000).equals(logs.events("sparse", 2_000, seed=8))


@pytest.mark.parametrize("kind", ["sparse", "dense"])
def test_text_and_parquet_hold_the_same_events(kind: str, tmp_path: Path) -> None:
    events = logs.events(kind, 3_000)
    parquet, text = tmp_path / "log.parquet", tmp_path / "log.log"
    logs.write_parquet(events, parquet)
    logs.write_text(parquet, text)
    logs.write_signature(tmp_path / "log.sig")
    signature = parse_signature((tmp_path / "log.sig").read_text("utf-8"))
    with text.open(encoding="utf-8") as lines:
        read = parse_log(lines, signature)
    assert read.refused == 0
    assert read.timestamps == [
        ts for _, ts in sorted(set(zip(*_columns(parquet, "tp", "ts"), strict=True)))
    ]
    for name in signature:
        arity = len(signature.types(name))
        rows = zip(*_columns(parquet, "event", "tp", "a0", "a1", "a2"), strict=True)
        expected = sorted(row[1 : 2 + arity] for row in rows if row[0] == name)
        table = read.tables[name]
        assert sorted(zip(table.time_points, *table.columns, strict=True)) == expected


def _columns(parquet: Path, *names: str) -> list[list[object]]:
    table = pq.read_table(parquet)
    return [table[name].to_pylist() for name in names]
