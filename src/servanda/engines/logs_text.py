"""Reads MonPoly's log format into DuckDB, a column at a time.

Lines in plain form (``logs_grammar``) are taken apart by SQL. Time-points over several lines or
with other blanks are joined, brought into plain form and tried again. What is left - comments
at the end of a line, separators in quotes, mistakes - goes line by line through
``servanda.rules.log``, which alone says what a log means and what is wrong with it.

Main path: ``begin_text``.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from servanda.base.errors import Place
from servanda.engines.logs_grammar import matches_sql, plain_sql, timestamp_sql, tuples_sql
from servanda.engines.logs_model import Loaded, Reading, literal, table_name
from servanda.rules.log import Log, in_order, read_lines
from servanda.rules.signature import Signature

if TYPE_CHECKING:
    import duckdb

__all__ = ["begin_text", "text_lines"]

_LONGEST_LINE = 2_000_000
_BUFFER = 8_000_000
"""So much is read at a time, by each thread; only a longer line needs more."""
_LINES, _BLOCKS, _JOINED, _CLEAN, _MOMENTS, _POINTS = map(
    table_name, ["lines", "blocks", "joined", "clean", "moments", "timepoints"]
)
_NUMBERED = f"(SELECT rowid + 1 AS n, line, ok, ts FROM {_LINES})"
"""The lines with their numbers: a table keeps its rows in the order in which they were read."""


class _TooOddError(Exception):
    """Something the columns cannot hold: read the whole log line by line."""


def begin_text(connection: duckdb.DuckDBPyConnection, path: Path, signature: Signature) -> Reading:
    """Read a log in MonPoly's format.

    Args:
        connection: Where its tables go.
        path: The file, UTF-8.
        signature: Predicates that may occur.
    """
    from servanda.engines.database import core

    try:
        return _Columns(connection, path, signature)
    except (core.InvalidInputException, core.NotImplementedException, _TooOddError):
        # mixed line ends, not UTF-8, ...
        log = read_lines(text_lines(path), signature, file=path.name)
        return _ByLine(connection, in_order(log), path.name)


def text_lines(path: Path) -> Iterator[tuple[int, str]]:
    """Yield the lines of a file with their numbers; bytes that are no UTF-8 as surrogates."""
    with path.open(encoding="utf-8-sig", errors="surrogateescape") as file:
        yield from enumerate(file, 1)


class _Columns:
    """Reads one log; everything between its steps lies in temporary tables."""

    def __init__(
        self, connection: duckdb.DuckDBPyConnection, path: Path, signature: Signature
    ) -> None:
        self._connection = connection
        self._path = path
        self._signature = signature
        self._rest: Log | None = None
        self._late = (0, 0)
        self._read()
        odd, late = self._row(
            "SELECT count(*) FILTER (WHERE ok IS NOT TRUE), count(*) FILTER (WHERE ts < before) "
            f"FROM (SELECT ok, ts, lag(ts) OVER () AS before FROM {_LINES})"
        )
        if odd or late:
            self._divide()
            self._rest = read_lines(self._left_over(), signature, file=path.name)
            self._late = self._number(self._rest)
        else:
            self._table(_POINTS, f"SELECT rowid AS tp, ts FROM {_LINES}")

    def finish(self, wanted: Sequence[str]) -> Loaded:
        tables = {name: table_name(number) for number, name in enumerate(wanted)}
        for name, table in tables.items():
            if self._rest is None:  # every line is a time-point, in order
                tuples = tuples_sql(name, self._signature.types(name), _NUMBERED)
                self._table(table, f"SELECT n - 1 AS tp, * EXCLUDE (n) FROM ({tuples})")
            else:
                self._merge(table, name, self._rest)
        for table in (_LINES, _BLOCKS, _JOINED, _CLEAN, _MOMENTS):
            self._connection.execute(f"DROP TABLE IF EXISTS {table}")
        late, first = self._late
        place = Place(self._path.name, first) if late else None
        rest = self._rest or Log.empty(self._signature)
        return Loaded(tables, _POINTS, tuple(rest.problems), rest.refused, late, place)

    def _read(self) -> None:
        from servanda.engines.database import core

        size = self._path.stat().st_size
        try:
            self._read_lines(_LONGEST_LINE, _BUFFER)
        except (core.InvalidInputException, core.NotImplementedException):
            if size < _LONGEST_LINE:
                raise
            self._read_lines(size + 1, size + 1)  # in one piece, and so by one thread

    def _read_lines(self, longest: int, buffer: int) -> None:
        self._table(
            _LINES,
            f"SELECT line, {self._matches()} AS ok, {timestamp_sql()} AS ts FROM "
            f"read_csv({literal(str(self._path))}, columns={{'line': 'VARCHAR'}}, delim='\x01', "
            "quote='', escape='', header=false, auto_detect=false, compression='none', "
            f"max_line_size={longest}, buffer_size={buffer})",
        )

    def _divide(self) -> None:
        """Sort blocks (a time-point's first line and those after it) into clean and others."""
        begins = "ok OR starts_with(ltrim(line, ' \t'), '@')"
        self._table(
            _BLOCKS,
            f"SELECT n, line, ok, ts, coalesce(max(CASE WHEN {begins} THEN n END) "
            "OVER (ROWS UNBOUNDED PRECEDING), 0) AS block "
            f"FROM {_NUMBERED} WHERE NOT regexp_full_match(line, '[ \t]*(?:#.*)?')",
        )
        uncommented = "CASE WHEN contains(line, '\"') THEN line ELSE split_part(line, '#', 1) END"
        # A text that goes on over a line end is no text: it must not be joined into another one.
        closed = "bool_and((length(line) - length(replace(line, '\"', ''))) % 2 = 0)"
        self._table(
            _JOINED,
            f"SELECT block AS n, {plain_sql('line')} AS line FROM ("
            f"SELECT block, CASE WHEN count(*) = 1 OR {closed} "
            f"THEN string_agg({uncommented}, ' ' ORDER BY n) END AS line FROM {_BLOCKS} "
            "GROUP BY block HAVING NOT bool_and(ok))",
        )
        once = f"SELECT n, line, ts FROM {_BLOCKS} WHERE block NOT IN (SELECT n FROM {_JOINED})"
        again = f"SELECT n, line, {timestamp_sql()} FROM {_JOINED} WHERE {self._matches()}"
        self._table(_CLEAN, f"{once} UNION ALL {again}")

    def _matches(self) -> str:
        return matches_sql(self._signature)

    def _left_over(self) -> list[tuple[int, str]]:
        lines: list[tuple[int, str]] = self._connection.execute(
            f"SELECT n, line FROM {_BLOCKS} WHERE block NOT IN (SELECT n FROM {_CLEAN}) ORDER BY n"
        ).fetchall()
        if any(">" in line for _, line in lines):
            raise _TooOddError  # a command may hide what follows it
        return lines

    def _number(self, rest: Log) -> tuple[int, int]:
        """Number the time-points of both parts; return how many came late, and the first."""
        import pyarrow as pa

        columns = {
            "n": pa.array(rest.lines, "int64"),
            "k": pa.array(range(len(rest.lines)), "int64"),
            "ts": pa.array(rest.timestamps, "int64"),
        }
        with _registered(self._connection, pa.table(columns)) as others:
            self._table(
                _MOMENTS,
                "SELECT *, row_number() OVER (ORDER BY ts, n, k) - 1 AS tp, "
                "max(ts) OVER (ORDER BY n, k ROWS UNBOUNDED PRECEDING) > ts AS late "
                f"FROM (SELECT n, -1 AS k, ts FROM {_CLEAN} UNION ALL FROM {others})",
            )
        self._table(_POINTS, f"SELECT tp, ts FROM {_MOMENTS} ORDER BY tp")
        late, first = self._row(f"SELECT count(*), min(n) FROM {_MOMENTS} WHERE late")
        return late, first

    def _merge(self, table: str, name: str, rest: Log) -> None:
        types = self._signature.types(name)
        values = "".join(f"s.a{position}, " for position in range(len(types)))
        clean = (
            f"SELECT m.tp, {values}m.ts FROM ({tuples_sql(name, types, _CLEAN)}) s "
            f"JOIN {_MOMENTS} m ON m.n = s.n AND m.k = -1"
        )
        with _registered(self._connection, _arrow(rest, name)) as others:
            left = f"SELECT m.tp, {values}m.ts FROM {others} s JOIN {_MOMENTS} m ON m.k = s.tp"
            self._table(table, f"{clean} UNION ALL {left}")

    def _table(self, name: str, select: str) -> None:
        self._connection.execute(f"CREATE OR REPLACE TEMP TABLE {name} AS {select}")

    def _row(self, select: str) -> Any:
        return self._connection.execute(select).fetchall()[0]


class _registered:  # noqa: N801 - reads as a function
    """Gives an Arrow table a name for the length of a statement."""

    def __init__(self, connection: duckdb.DuckDBPyConnection, table: Any) -> None:
        self._connection = connection
        self._table = table

    def __enter__(self) -> str:
        from servanda.engines.database import import_relations

        import_relations()
        self._connection.register(table_name("arrow"), self._table)
        return table_name("arrow")

    def __exit__(self, *_: object) -> None:
        self._connection.unregister(table_name("arrow"))


def _arrow(log: Log, name: str) -> Any:
    from servanda.engines.duckdb import load_log

    only = Log(log.signature, log.timestamps, {name: log.tables[name]})
    return load_log(only)[0][name]


class _ByLine:
    """A log that was read line by line."""

    def __init__(self, connection: duckdb.DuckDBPyConnection, log: Log, file: str) -> None:
        self._connection = connection
        self._log = log
        self._file = file

    def finish(self, wanted: Sequence[str]) -> Loaded:
        from servanda.engines.duckdb import load_log

        found, timepoints = load_log(self._log)
        self._copy(_POINTS, timepoints)
        tables = {name: table_name(number) for number, name in enumerate(wanted)}
        for name, table in tables.items():
            self._copy(table, found[name])
        late = self._log.late
        place = Place(self._file, late[0]) if late else None
        problems = tuple(self._log.problems)
        return Loaded(tables, _POINTS, problems, self._log.refused, len(late), place)

    def _copy(self, name: str, table: Any) -> None:
        with _registered(self._connection, table) as arrow:
            self._connection.execute(f"CREATE OR REPLACE TEMP TABLE {name} AS FROM {arrow}")
