"""Logs that are tables: what is read in place, what is copied, what is refused."""

from __future__ import annotations

from pathlib import Path

import duckdb
import pytest

from servanda.base.errors import UnreadableError
from servanda.engines.logs import as_log, load
from servanda.engines.logs_model import Loaded
from servanda.rules import Log, parse_signature

SIGNATURE = parse_signature("p(int) q(string,float)")
_TYPES = {"tp": "BIGINT", "ts": "BIGINT", "event": "VARCHAR", "a0": "VARCHAR", "a1": "DOUBLE"}


def _parquet(path: Path, rows: str, **types: str) -> Path:
    """Write rows, given as the lines of a VALUES, as Parquet."""
    known = {**_TYPES, **types}
    columns = ", ".join(f"CAST({name} AS {known[name]}) AS {name}" for name in known if known[name])
    values = f"(VALUES {rows}) AS rows(tp, ts, event, a0, a1)"
    duckdb.execute(f"COPY (SELECT {columns} FROM {values}) TO '{path}' (FORMAT parquet)")
    return path


def _read(path: Path) -> tuple[Log, Loaded, bool]:
    """The log, how it was loaded, and whether the file is read where it is."""
    with duckdb.connect() as connection:
        loaded = load(connection, path, SIGNATURE, list(SIGNATURE))
        views = connection.execute(
            "SELECT view_name FROM duckdb_views() WHERE temporary"
        ).fetchall()
        in_place = (loaded.tables["p"],) in views
        return as_log(connection, loaded, SIGNATURE), loaded, in_place


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "a.parquet"


_INTS = parse_signature("p(int) q(int)")


def test_parquet_in_order_is_not_copied(path: Path) -> None:
    rows = "(0, 5, 'p', 1, 0), (0, 5, 'q', 2, 0), (1, 5, 'p', 3, 0)"
    _parquet(path, rows, a0="BIGINT")
    with duckdb.connect() as connection:
        loaded = load(connection, path, _INTS, ["p"])
        assert "CREATE" in str(connection.execute("SELECT sql FROM duckdb_views()").fetchall())
        log = as_log(connection, loaded, _INTS)
    assert (log.timestamps, log.tables["p"].time_points) == ([5, 5], [0, 1])
    assert log.tables["p"].columns == [[1, 3]]


def test_parquet_whose_rows_are_time_points_is_not_copied(path: Path) -> None:
    rows = ", ".join(f"({i}, {i // 3}, '{'pq'[i % 2]}', {i}, 0)" for i in range(5000))
    types = "CAST(tp AS INTEGER) AS tp, CAST(ts AS INTEGER) AS ts, event, CAST(a0 AS BIGINT) AS a0"
    select = f"SELECT {types} FROM (VALUES {rows}) AS rows(tp, ts, event, a0, a1)"
    duckdb.execute(f"COPY ({select}) TO '{path}' (FORMAT parquet, ROW_GROUP_SIZE 2048)")
    with duckdb.connect() as connection:
        loaded = load(connection, path, _INTS, ["q"])
        assert "view" in loaded.timepoints
        log = as_log(connection, loaded, _INTS)
    assert log.timestamps == [i // 3 for i in range(5000)]
    assert log.tables["q"].time_points == log.tables["q"].columns[0] == list(range(1, 5000, 2))


def test_parquet_without_rows_is_an_empty_log(path: Path) -> None:
    _parquet(path, "(0, 5, 'p', 1, 0)", a0="BIGINT")
    select = f"SELECT * FROM '{path}' WHERE tp > 0"
    empty = path.with_name("empty.parquet")
    duckdb.execute(f"COPY ({select}) TO '{empty}' (FORMAT parquet)")
    with duckdb.connect() as connection:
        log = as_log(connection, load(connection, empty, _INTS, ["p"]), _INTS)
    assert (log.timestamps, log.tables["p"].time_points) == ([], [])


@pytest.mark.parametrize(
    ("rows", "timestamps", "late"),
    [
        ("(1, 6, 'p', 3, 0), (0, 5, 'p', 1, 0), (0, 5, 'p', 2, 0)", [5, 6], 0),  # rows in disorder
        ("(3, 5, 'p', 1, 0), (3, 5, 'p', 2, 0), (8, 6, 'p', 3, 0)", [5, 6], 0),  # numbers with gaps
        ("(0, 6, 'p', 3, 0), (1, 5, 'p', 1, 0), (1, 5, 'p', 2, 0)", [5, 6], 1),  # late
        # As many numbers as rows, but neither the rows nor the moments in order.
        ("(0, 5, 'p', 1, 0), (2, 6, 'p', 3, 0), (1, 5, 'p', 2, 0)", [5, 5, 6], 0),
        ("(0, 5, 'p', 1, 0), (1, 7, 'p', 3, 0), (2, 6, 'p', 2, 0)", [5, 6, 7], 1),
    ],
)
def test_what_is_not_in_order_is_put_in_order(
    path: Path, rows: str, timestamps: list[int], late: int
) -> None:
    log, loaded, in_place = _read(_parquet(path, rows))
    assert (log.timestamps, loaded.late, loaded.refused, in_place) == (timestamps, late, 0, False)
    found = sorted(zip(log.tables["p"].time_points, log.tables["p"].columns[0], strict=True))
    numbers = [0, 0, 1] if len(timestamps) == 2 else [0, 1, 2]
    assert found == list(zip(numbers, [1, 2, 3], strict=True))


def test_without_tp_one_time_stamp_is_one_time_point(path: Path) -> None:
    log, _, _ = _read(
        _parquet(path, "(0, 6, 'p', 3, 0), (0, 5, 'p', 1, 0), (0, 6, 'p', 2, 0)", tp="")
    )
    assert log.timestamps == [5, 6]
    assert sorted(log.tables["p"].time_points) == [0, 1, 1]


def test_a_date_is_in_seconds_and_a_fraction_of_one_is_refused(path: Path) -> None:
    rows = "(0, '2025-01-01 00:00:00', 'p', 1, 0), (1, '2025-01-01 00:00:00.5', 'p', 2, 0)"
    log, loaded, _ = _read(_parquet(path, rows, ts="TIMESTAMP"))
    assert (log.timestamps, loaded.refused) == ([1735689600], 1)


@pytest.mark.parametrize(
    ("value", "fits"),
    [("'7'", True), ("'7.0'", False), ("'x'", False), ("NULL", False), ("' '", False)],
)
def test_a_text_is_an_int_only_if_it_is_one(path: Path, value: str, fits: bool) -> None:
    log, loaded, _ = _read(_parquet(path, f"(0, 5, 'p', {value}, 0)"))
    assert (len(log.tables["p"].time_points), loaded.refused) == ((1, 0) if fits else (0, 1))
    assert log.timestamps == [5]


@pytest.mark.parametrize(("value", "fits"), [("7.0", True), ("7.5", False), ("1e300", False)])
def test_a_float_is_an_int_only_if_it_is_whole(path: Path, value: str, fits: bool) -> None:
    _, loaded, _ = _read(_parquet(path, f"(0, 5, 'p', {value}, 0)", a0="DOUBLE"))
    assert loaded.refused == (0 if fits else 1)


def test_a_number_that_is_none_is_refused(path: Path) -> None:
    log, loaded, _ = _read(_parquet(path, "(0, 5, 'q', 'A', 'nan'), (0, 5, 'q', 'B', 'inf')"))
    assert (log.tables["q"].columns, loaded.refused) == ([["B"], [float("inf")]], 1)


def test_one_time_point_has_one_time_stamp(path: Path) -> None:
    log, loaded, _ = _read(_parquet(path, "(0, 5, 'p', 1, 0), (0, 6, 'p', 2, 0)"))
    assert (log.timestamps, log.tables["p"].columns) == ([5], [[1]])
    assert "time-point 0 has the time-stamp 5, not 6" in str(loaded.problems[0])


def test_an_event_nobody_knows_is_refused_and_one_that_is_missing_is_none(path: Path) -> None:
    log, loaded, _ = _read(_parquet(path, "(0, 5, 'r', 1, 0), (1, 6, NULL, NULL, 0)"))
    assert (log.timestamps, loaded.refused) == ([5, 6], 1)
    assert "a.parquet:1: predicate r is not in the signature" in str(loaded.problems[0])


def test_a_table_without_time_is_no_log(path: Path) -> None:
    with pytest.raises(UnreadableError, match="there is no column ts, only tp, event"):
        _read(_parquet(path, "(0, 5, 'p', 1, 0)", ts=""))


def test_an_empty_table_is_an_empty_log(tmp_path: Path) -> None:
    empty = tmp_path / "a.csv"
    empty.write_text("ts,event,a0,a1\n")
    assert _read(empty)[0].timestamps == []
