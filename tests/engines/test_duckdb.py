from __future__ import annotations

from collections.abc import Iterator

import duckdb
import pyarrow as pa
import pytest

from servanda.base.errors import MisuseError, UnreadableError
from servanda.engines.duckdb import evaluate, run
from servanda.rules import Query, Signature, check, compile_formula, parse_formula

SIGNATURE = Signature(
    {
        "strike": (("by", "string"), ("dead", "int")),
        "consulted": (("by", "string"),),
        "Strike": (("by", "string"),),
    }
)


@pytest.fixture
def connection() -> Iterator[duckdb.DuckDBPyConnection]:
    with duckdb.connect() as connection:
        connection.execute(
            "CREATE VIEW strikes(moment, who, dead) AS "
            "VALUES (100, 'A', 3), (100, 'B', 1), (160, 'A', 2)"
        )
        yield connection


def _query(text: str) -> Query:
    return compile_formula(check(parse_formula(text), SIGNATURE))


def test_sources_are_sql_over_the_callers_views(connection: duckdb.DuckDBPyConnection) -> None:
    query = _query("strike(x, n) AND NOT EVENTUALLY[0,60] consulted(x)")
    sources = {
        "strike": "SELECT moment, who, dead FROM strikes",
        "consulted": "SELECT 150 AS ts, 'A' AS by",
    }
    table = run(query, connection, sources)
    assert table.column_names == ["tp", "ts", "x", "n"]
    rows = [tuple(row.values()) for row in table.to_pylist()]
    assert rows == [(0, 100, "B", 1), (2, 160, "A", 2)]


def test_given_time_points_are_the_ones_looked_at(connection: duckdb.DuckDBPyConnection) -> None:
    query = _query("n <- SUM d ONCE[0,100] strike(x, d)")
    table = run(query, connection, {"strike": "strikes"}, timepoints="SELECT 100 UNION SELECT 201")
    # The strikes at 160 are at no time-point, and those at 100 are out of reach at 201.
    assert table["n"].to_pylist() == [4, 0]


def test_a_predicate_without_a_source_has_no_events(connection: duckdb.DuckDBPyConnection) -> None:
    table = run(_query("strike(x, _) AND NOT consulted(x)"), connection, {"strike": "strikes"})
    assert table["x"].to_pylist() == ["A", "B", "A"]


def test_no_sources_at_all_is_an_empty_log(connection: duckdb.DuckDBPyConnection) -> None:
    assert run(_query("n <- CNT x strike(x, _)"), connection, {}).num_rows == 0


def test_predicates_that_differ_in_case_only_are_two(
    connection: duckdb.DuckDBPyConnection,
) -> None:
    query = _query("strike(x, _) AND Strike(x)")
    assert len({table.name.lower() for table in query.tables}) == 2
    sources = {"strike": "strikes", "Strike": "SELECT 100, 'B'"}
    assert run(query, connection, sources)["x"].to_pylist() == ["B"]


def test_nothing_is_left_behind_in_the_connection(connection: duckdb.DuckDBPyConnection) -> None:
    before = connection.execute("SHOW ALL TABLES").fetchall()
    arrow = pa.table({"ts": [100], "by": ["A"]})
    run(_query("consulted(x)"), connection, {"consulted": arrow})
    assert connection.execute("SHOW ALL TABLES").fetchall() == before


def test_names_of_the_statement_hide_no_table_of_the_caller(
    connection: duckdb.DuckDBPyConnection,
) -> None:
    connection.execute("CREATE TABLE timepoints AS SELECT 7 AS ts, 'C' AS who")
    connection.execute("CREATE TABLE tps AS FROM timepoints")
    sources = {"consulted": "SELECT ts, who FROM timepoints", "Strike": "SELECT ts, who FROM tps"}
    table = run(_query("consulted(x) AND Strike(x)"), connection, sources)
    assert table.to_pylist() == [{"tp": 0, "ts": 7, "x": "C"}]


def test_numbered_time_points_from_arrow(connection: duckdb.DuckDBPyConnection) -> None:
    tables = {"consulted": pa.table({"tp": [0, 2], "by": ["A", "B"]})}
    timepoints = pa.table({"tp": [0, 1, 2], "ts": [5, 5, 9]})
    table = evaluate(_query("ONCE[1,9] consulted(x)"), connection, tables, timepoints)
    assert table.to_pylist() == [{"tp": 2, "ts": 9, "x": "A"}]


def test_types_survive(connection: duckdb.DuckDBPyConnection) -> None:
    table = run(_query("strike(x, n) AND f = i2f(n)"), connection, {"strike": "strikes"})
    assert table.schema.types == [pa.int64(), pa.int64(), pa.string(), pa.int64(), pa.float64()]


def test_a_source_of_another_shape_is_refused(connection: duckdb.DuckDBPyConnection) -> None:
    with pytest.raises(MisuseError, match="does not fit its predicate"):
        run(_query("strike(x, n)"), connection, {"strike": "SELECT 1"})
    with pytest.raises(MisuseError, match="no_such_view"):
        run(_query("strike(x, n)"), connection, {"strike": "no_such_view"})


def test_a_value_of_another_type_is_refused(connection: duckdb.DuckDBPyConnection) -> None:
    with pytest.raises(UnreadableError, match="cannot be computed over this data"):
        run(_query("strike(x, n)"), connection, {"strike": "SELECT 1, 'A', 'three'"})


def test_an_overflow_is_an_error_not_a_wrong_number(connection: duckdb.DuckDBPyConnection) -> None:
    query = _query("strike(x, n) AND m = n * 9000000000000000000")
    with pytest.raises(UnreadableError, match="cannot be computed"):
        run(query, connection, {"strike": "strikes"})


def test_a_missing_value_equals_nothing_not_even_itself(
    connection: duckdb.DuckDBPyConnection,
) -> None:
    sources = {
        "strike": "SELECT * FROM (VALUES (1, NULL, 3), (1, 'A', 4))",
        "consulted": "SELECT * FROM (VALUES (1, NULL), (1, 'A'))",
    }
    both = run(_query("strike(x, n) AND consulted(x)"), connection, sources)
    assert both["n"].to_pylist() == [4]
    not_a = run(_query('strike(x, n) AND NOT x = "A"'), connection, sources)
    assert not_a["n"].to_pylist() == [3]


def test_a_missing_value_is_a_group_of_its_own(connection: duckdb.DuckDBPyConnection) -> None:
    sources = {"strike": "SELECT * FROM (VALUES (1, NULL, 3), (1, NULL, 4), (1, 'A', 4))"}
    for operator, wanted in (("SUM", [4, 7]), ("MAX", [4, 4])):
        query = _query(f"n <- {operator} d; x ONCE[0,5] strike(x, d)")
        assert sorted(run(query, connection, sources)["n"].to_pylist()) == wanted


def test_a_failure_in_the_callers_transaction_is_told_as_it_is(
    connection: duckdb.DuckDBPyConnection,
) -> None:
    query = _query("strike(x, n) AND m = n * 9000000000000000000")
    strikes = pa.table({"ts": [1], "a0": ["A"], "a1": [2]})
    connection.execute("BEGIN")
    with pytest.raises(UnreadableError, match="cannot be computed over this data"):
        run(query, connection, {"strike": strikes})
    connection.execute("ROLLBACK")
    assert run(_query("strike(x, n)"), connection, {"strike": strikes})["x"].to_pylist() == ["A"]
