"""The core of DuckDB is the same database as ``duckdb``, and enough for SQL as text."""

from __future__ import annotations

import subprocess
import sys

import duckdb
import pytest

from servanda.engines.database import connect, core


def test_the_core_has_the_classes_of_duckdb() -> None:
    for name in ("ConversionException", "IOException", "InvalidInputException", "Error"):
        assert getattr(core, name) is getattr(duckdb, name)
    with connect() as connection:
        assert isinstance(connection, duckdb.DuckDBPyConnection)
        assert connection.sql("SELECT 1").fetchall() == [(1,)]


def test_a_failure_in_a_query_is_one_of_duckdb() -> None:
    with connect() as connection, pytest.raises(duckdb.ConversionException, match="INT32"):
        connection.execute("SELECT CAST('x' AS INTEGER)")


_ALONE = """
import sys
from servanda.engines.database import connect, core
with connect() as connection:
    found = connection.execute("SELECT tp, 'a' || ? FROM range(3) t(tp)", ["b"])
    assert [column[0] for column in found.description][0] == "tp"
    print(found.fetchmany(2), found.fetchall())
    try:
        connection.execute("SELECT CAST('x' AS INTEGER)").fetchall()
    except core.ConversionException as error:
        print(type(error).__name__)
    import duckdb
    print(connection.sql("SELECT 42 AS n").fetchall())
"""


def test_rows_come_without_the_layer_of_relations_and_relations_once_it_is_there() -> None:
    done = subprocess.run(
        [sys.executable, "-c", _ALONE], check=True, capture_output=True, text=True
    )
    assert done.stdout.splitlines() == [
        "[(0, 'ab'), (1, 'ab')] [(2, 'ab')]",
        "ConversionException",
        "[(42,)]",
    ]
