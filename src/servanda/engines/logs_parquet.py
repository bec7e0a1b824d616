"""Reads logs in Parquet: in place where they are in order, otherwise row by row.

A file whose columns have the right types, whose rows stand in order of ``tp`` (0, 1, 2, ...) and
``ts``, and in which nothing is missing, is not copied: DuckDB reads what a rule needs of it.
Statistics of the file answer most of these questions. What columns mean: ``logs_rows``.

Main path: ``begin_parquet``.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from servanda.base.errors import UnreadableError
from servanda.engines.logs_model import Loaded, Reading, literal, table_name
from servanda.engines.logs_rows import begin_rows, columns_of
from servanda.engines.logs_values import INTEGERS
from servanda.rules.log import FIRST_TIME, LAST_TIME
from servanda.rules.signature import Signature

if TYPE_CHECKING:
    import duckdb

__all__ = ["begin_parquet"]

_POINTS, _ROWS = table_name("timepoints"), table_name("view_timepoints")
_AS_IS = {"int": INTEGERS, "float": ("DOUBLE",), "string": ("VARCHAR",), "regexp": ("VARCHAR",)}


def begin_parquet(
    connection: duckdb.DuckDBPyConnection, path: Path, signature: Signature
) -> Reading:
    """Read a log in Parquet.

    Args:
        connection: Where its tables go.
        path: The file.
        signature: Predicates that may occur.

    Raises:
        UnreadableError: It is no Parquet, or has no column ``ts`` or ``event``.
    """
    from servanda.engines.database import core

    source = f"read_parquet({literal(str(path))})"
    try:
        types = columns_of(connection, source, path.name)
        file = _InPlace(connection, path, signature, types)
        if file.is_sound():
            return file
        return begin_rows(connection, source, path.name, signature)
    except (core.InvalidInputException, core.IOException) as error:
        raise UnreadableError(f"{path.name}: cannot be read as Parquet: {error}") from error


class _InPlace:
    def __init__(
        self,
        connection: duckdb.DuckDBPyConnection,
        path: Path,
        signature: Signature,
        types: Mapping[str, str],
    ) -> None:
        self._connection = connection
        self._file = literal(str(path))
        self._source = f"read_parquet({self._file})"
        self._signature = signature
        self._types = types
        self._by_row = False

    def finish(self, wanted: Sequence[str]) -> Loaded:
        """Make a view for each predicate and, if rows are time-points, of these."""
        # Where every row is a time-point of its own, its number need not be read.
        point = "file_row_number" if self._by_row else "tp"
        tables = {}
        for number, name in enumerate(wanted):
            values = "".join(f"a{i}, " for i in range(len(self._signature.types(name))))
            tables[name] = table_name(f"view_{number}")
            self._connection.execute(
                f"CREATE OR REPLACE TEMP VIEW {tables[name]} AS SELECT {point} AS tp, {values}ts "
                f"FROM {self._source} WHERE event = {literal(name)}"
            )
        if not self._by_row:
            return Loaded(tables, _POINTS)
        self._connection.execute(
            f"CREATE OR REPLACE TEMP VIEW {_ROWS} AS SELECT {point} AS tp, ts FROM {self._source}"
        )
        return Loaded(tables, _ROWS)

    def is_sound(self) -> bool:
        """Whether nothing about the file has to be put right."""
        return self._fits() and self._is_complete() and self._is_in_order()

    def _fits(self) -> bool:
        fits = self._types.get("tp") in INTEGERS and self._types["ts"] in INTEGERS
        fits = fits and self._types["event"] == "VARCHAR"
        for name in self._signature:
            for position, kind in enumerate(self._signature.types(name)):
                fits = fits and self._types.get(f"a{position}") in _AS_IS[kind]
        return fits

    def _is_complete(self) -> bool:
        """Whether every row has an event of the signature, and all its values."""
        known = ", ".join(map(literal, self._signature)) or "NULL"
        odd = ["event IS NULL", f"event NOT IN ({known})"]
        missing = self._with_gaps()
        odd += [f"{column} IS NULL" for column in ("tp", "ts") if column in missing]
        for name in self._signature:
            for position, kind in enumerate(self._signature.types(name)):
                column = f"a{position}"
                if column in missing:
                    odd.append(f"(event = {literal(name)} AND {column} IS NULL)")
                if kind == "float":
                    odd.append(f"(event = {literal(name)} AND isnan({column}))")
        return not self._all(f"SELECT 1 FROM {self._source} WHERE {' OR '.join(odd)} LIMIT 1")

    def _with_gaps(self) -> set[str]:
        """Columns of which the file's statistics do not say that nothing is missing."""
        rows = self._all(
            f"SELECT DISTINCT path_in_schema FROM parquet_metadata({self._file}) "
            "WHERE stats_null_count IS DISTINCT FROM 0"
        )
        return {str(name) for (name,) in rows}

    def _is_in_order(self) -> bool:
        """Whether rows stand in order of ``tp``, from 0 without gaps, and of ``ts``."""
        self._by_row = self._is_by_row()
        return self._by_row or self._is_numbered()

    def _is_by_row(self) -> bool:
        """Whether each row is a time-point of its own, in order of ``ts``."""
        if "file_row_number" in self._types:
            return False
        # The file's statistics answer this; other logs are not read for it.
        ((perhaps,),) = self._all(f"SELECT max(tp) = count(*) - 1 FROM {self._source}")
        if not perhaps:
            return False
        earlier = f"lag(ts, 1, {FIRST_TIME}) OVER ()"
        rows = f"SELECT tp, CAST(ts AS BIGINT) AS ts, file_row_number AS row FROM {self._source}"
        ((sound,),) = self._all(
            f"SELECT bool_and(tp = row AND ts >= earlier AND ts < {LAST_TIME}) "
            f"FROM (SELECT *, {earlier} AS earlier FROM ({rows}))"
        )
        return bool(sound)

    def _is_numbered(self) -> bool:
        self._connection.execute(
            f"CREATE OR REPLACE TEMP TABLE {_POINTS} AS "
            "SELECT CAST(tp AS BIGINT) AS tp, CAST(ts AS BIGINT) AS ts FROM ("
            "SELECT tp, ts, lag(tp) OVER () AS tp_before, lag(ts) OVER () AS ts_before "
            f"FROM {self._source}) "
            "WHERE tp IS DISTINCT FROM tp_before OR ts IS DISTINCT FROM ts_before"
        )
        ((sound,),) = self._all(
            "SELECT coalesce(bool_and(tp = n AND coalesce(ts >= before, TRUE) "
            f"AND ts >= {FIRST_TIME} AND ts < {LAST_TIME}), TRUE) FROM (SELECT tp, ts, "
            "lag(ts) OVER () AS before, row_number() OVER () - 1 AS n "
            f"FROM {_POINTS})"
        )
        return bool(sound)

    def _all(self, select: str) -> list[Any]:
        return list(self._connection.execute(select).fetchall())
