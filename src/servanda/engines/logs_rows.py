"""Reads logs that are tables, one row an event, and refuses each row that does not fit.

Columns: ``ts`` (a whole number; or a date or moment, then in seconds since 1970), ``event`` (the
predicate), ``a0, a1, ...`` (its arguments; columns beyond them are not looked at), and ``tp``
where events of one time-stamp stand at different time-points: rows of one number are one
time-point, in order of the numbers. Without ``tp``, one time-stamp is one time-point. A row
without ``event`` only says that there is such a time-point.

Main path: ``begin_csv``; ``begin_rows`` for whatever DuckDB can read.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from servanda.base.errors import Place, Problem, UnreadableError
from servanda.engines.logs_model import Loaded, Reading, literal, table_name
from servanda.engines.logs_values import moment_sql, value_sql
from servanda.rules.log import FIRST_TIME, LAST_TIME
from servanda.rules.signature import Signature

if TYPE_CHECKING:
    import duckdb

__all__ = ["begin_csv", "begin_rows", "columns_of"]

_MOST_PROBLEMS = 1000
_LONGEST = 80
_ROWS, _POINTS, _MOMENTS, _EVENTS = map(table_name, ["rows", "timepoints", "moments", "events"])
_LABELLED = re.compile(r"[^,=]+,\s*tp\s*=[^,=]*,\s*ts\s*=")
"""``p, tp=0, ts=17, x=1``, as MonPoly's own tools and TimelyMon write CSV."""


def begin_csv(connection: duckdb.DuckDBPyConnection, path: Path, signature: Signature) -> Reading:
    """Read a log in CSV, also compressed (``.gz``).

    Args:
        connection: Where its tables go.
        path: The file, UTF-8, with a header or with every value labelled.
        signature: Predicates that may occur.

    Raises:
        UnreadableError: It is no CSV, or has no column ``ts`` or ``event``.
    """
    from servanda.engines.database import core

    try:
        first = _first_line(path)
        if _LABELLED.match(first):
            source, skipped = _labelled(path, signature), 0
        else:
            source, skipped = _headed(path, first), 1
        return begin_rows(connection, source, path.name, signature, skipped=skipped)
    except (core.InvalidInputException, core.IOException, OSError, UnicodeError) as error:
        raise UnreadableError(f"{path.name}: cannot be read as CSV: {error}") from error


def columns_of(connection: duckdb.DuckDBPyConnection, source: str, file: str) -> Mapping[str, str]:
    """Return the SQL type of each column; ``ts`` and ``event`` are there."""
    rows = connection.execute(f"DESCRIBE SELECT * FROM {source}").fetchall()
    types = {str(row[0]): str(row[1]) for row in rows}
    for needed in ("ts", "event"):
        if needed not in types:
            raise UnreadableError(
                f"{file}: there is no column {needed}, only {', '.join(types)}\n"
                "  expected: the columns ts, event, a0, a1, ... and perhaps tp"
            )
    return types


def begin_rows(
    connection: duckdb.DuckDBPyConnection,
    source: str,
    file: str,
    signature: Signature,
    *,
    skipped: int | None = None,
) -> Reading:
    """Copy the rows that fit into tables of their own; the others are refused.

    Args:
        connection: Where the tables go.
        source: What to write after FROM.
        file: Name used in messages.
        signature: Predicates that may occur.
        skipped: How many lines of a CSV stand before the first row; None if it is no CSV.
    """
    types = columns_of(connection, source, file)
    return _Copy(connection, source, file, signature, types=types, skipped=skipped)


class _Copy:
    def __init__(
        self,
        connection: duckdb.DuckDBPyConnection,
        source: str,
        file: str,
        signature: Signature,
        *,
        types: Mapping[str, str],
        skipped: int | None,
    ) -> None:
        self._connection = connection
        self._source = source
        self._file = file
        self._signature = signature
        self._types = types
        self._is_csv = skipped is not None
        self._skipped = skipped or 0
        self._key = "number" if "tp" in types else "moment"
        arity = max((len(signature.types(name)) for name in signature), default=0)
        self._arguments = [f"a{i}" if f"a{i}" in types else "NULL" for i in range(arity)]

        self._read()
        self._number()
        self._judge()

    def finish(self, wanted: Sequence[str]) -> Loaded:
        tables = {name: self._predicate(number, name) for number, name in enumerate(wanted)}
        problems, refused = self._problems()
        late, first = self._late()
        for table in (_ROWS, _MOMENTS, _EVENTS):
            self._connection.execute(f"DROP TABLE {table}")
        return Loaded(tables, _POINTS, problems, refused, late, first)

    def _read(self) -> None:
        number = value_sql("tp", self._types["tp"], "int") if "tp" in self._types else "0"
        arguments = "".join(f", {a} AS c{i}" for i, a in enumerate(self._arguments))
        self._table(
            _ROWS,
            f"SELECT row_number() OVER () AS n, {moment_sql('ts', self._types['ts'])} AS moment, "
            f"{number} AS number, CAST(ts AS VARCHAR) AS written, "
            f"nullif(CAST(event AS VARCHAR), '') AS event{arguments} FROM {self._source}",
        )

    def _number(self) -> None:
        self._table(
            _MOMENTS,
            "SELECT key, row_number() OVER (ORDER BY ts, key) - 1 AS tp, ts, n FROM ("
            f"SELECT {self._key} AS key, arg_min(moment, n) AS ts, min(n) AS n FROM {_ROWS} "
            f"WHERE moment >= {FIRST_TIME} AND moment < {LAST_TIME} AND number IS NOT NULL "
            f"GROUP BY {self._key})",
        )
        self._table(_POINTS, f"SELECT tp, ts FROM {_MOMENTS} ORDER BY tp")

    def _judge(self) -> None:
        """Say of each row what is wrong with it, in a word; NULL if nothing is."""
        misfits = []
        for name in self._signature:
            kinds = enumerate(self._signature.types(name))
            missing = " OR ".join(f"{self._value(i, kind)} IS NULL" for i, kind in kinds)
            wrong = f"CASE WHEN {missing} THEN 'value' END" if missing else "NULL"
            misfits.append(f"WHEN event = {literal(name)} THEN {wrong}")
        self._table(
            _EVENTS,
            "SELECT r.*, m.tp, m.ts, CASE WHEN number IS NULL THEN 'number' "
            "WHEN m.tp IS NULL THEN 'moment' WHEN m.ts IS DISTINCT FROM moment THEN 'other moment' "
            f"WHEN event IS NULL THEN NULL {' '.join(misfits)} ELSE 'event' END AS wrong "
            f"FROM {_ROWS} r LEFT JOIN {_MOMENTS} m ON m.key = r.{self._key}",
        )

    def _value(self, position: int, kind: str) -> str:
        argument = self._arguments[position]
        return value_sql(f"c{position}", self._types.get(argument, "NULL"), kind)

    def _predicate(self, number: int, name: str) -> str:
        kinds = enumerate(self._signature.types(name))
        columns = ", ".join(["tp", *(f"{self._value(i, kind)} AS a{i}" for i, kind in kinds), "ts"])
        self._table(
            table_name(number),
            f"SELECT {columns} FROM {_EVENTS} WHERE event = {literal(name)} AND wrong IS NULL",
        )
        return table_name(number)

    def _problems(self) -> tuple[tuple[Problem, ...], int]:
        problems = self._rejected()
        rejected = len(problems)
        values = ", ".join(f"CAST(c{i} AS VARCHAR)" for i in range(len(self._arguments)))
        rows = self._all(
            f"SELECT n, wrong, written, number, event, ts, [{values}] FROM {_EVENTS} "
            f"WHERE wrong IS NOT NULL ORDER BY n LIMIT {_MOST_PROBLEMS}"
        )
        ((count,),) = self._all(f"SELECT count(*) FROM {_EVENTS} WHERE wrong IS NOT NULL")
        problems += [self._problem(*row[:3], about=row[3:]) for row in rows]
        return tuple(problems[:_MOST_PROBLEMS]), count + rejected

    def _rejected(self) -> list[Problem]:
        """Lines that are no row at all, as DuckDB's reader of CSV tells them."""
        if not self._is_csv:
            return []
        lines = self._all(
            "SELECT line, min(error_message) FROM reject_errors GROUP BY line ORDER BY line"
        )
        expected = "as many values as the first line has columns, in UTF-8"
        return [
            Problem(Place(self._file, line), "this line is no row", message[:_LONGEST], expected)
            for line, message in lines
        ]

    def _problem(self, n: int, wrong: str, written: str, *, about: Any) -> Problem:
        number, event, ts, row = about
        known = f"one of {', '.join(self._signature)}"
        message, excerpt, expected = {
            "number": ("this is no number of a time-point", "", "a whole number in tp"),
            "moment": ("this is no time-stamp", written, "a whole number or a date in ts"),
            "other moment": (
                f"time-point {number} has the time-stamp {ts}, not {written}",
                written,
                "one time-stamp for each time-point",
            ),
            "event": (f"predicate {event} is not in the signature", event, known),
            "value": (f"{event}: a value is missing or of another type", "", ""),
        }[wrong]
        if wrong == "value":
            arguments = self._signature.arguments(event)
            shown = ["" if value is None else value for value in row[: len(arguments)]]
            excerpt = f"({', '.join(shown)})"
            expected = f"{event}({', '.join(f'{label}:{kind}' for label, kind in arguments)})"
        place = Place(self._file, n + self._skipped)
        return Problem(place, message, (excerpt or "")[:_LONGEST], expected)

    def _late(self) -> tuple[int, Place | None]:
        order = "key" if "tp" in self._types else "n"
        ((count, row),) = self._all(
            f"SELECT count(*), min(n) FROM (SELECT n, ts < max(ts) OVER "
            f"(ORDER BY {order} ROWS UNBOUNDED PRECEDING) AS late FROM {_MOMENTS}) WHERE late"
        )
        return count, Place(self._file, row + self._skipped) if count else None

    def _table(self, name: str, select: str) -> None:
        self._connection.execute(f"CREATE OR REPLACE TEMP TABLE {name} AS {select}")

    def _all(self, select: str) -> list[Any]:
        return list(self._connection.execute(select).fetchall())


def _first_line(path: Path) -> str:
    import gzip  # late, like csv: a log in order needs neither

    opened: Any = gzip.open if path.suffix == ".gz" else open
    with opened(path, "rt", encoding="utf-8-sig", newline="") as file:
        return str(file.readline(1_000_000))


def _headed(path: Path, header: str) -> str:
    import csv

    delimiter = max(",;\t", key=header.count)
    names = next(csv.reader([header], delimiter=delimiter), [])
    unique = list(dict.fromkeys(name.strip().lower() for name in names))
    if len(unique) < len(names):
        raise UnreadableError(f"{path.name}:1: two columns have one name\n    {header.strip()}")
    return _read_csv(path, unique, delimiter, header="true")


def _labelled(path: Path, signature: Signature) -> str:
    arity = max((len(signature.types(name)) for name in signature), default=0)
    names = ["event", "tp", "ts", *(f"a{i}" for i in range(arity))]
    values = ", ".join(f"regexp_replace({n}, '^[^=]*=\\s*', '') AS {n}" for n in names[1:])
    rows = _read_csv(path, names, ",", header="false")
    return f"(SELECT trim(event) AS event, {values} FROM {rows})"


def _read_csv(path: Path, names: list[str], delimiter: str, *, header: str) -> str:
    columns = ", ".join(f"{literal(name)}: 'VARCHAR'" for name in names)
    return (
        f"read_csv({literal(str(path))}, columns={{{columns}}}, delim={literal(delimiter)}, "
        f"quote='\"', escape='\"', header={header}, auto_detect=false, null_padding=true, "
        "store_rejects=true, allow_quoted_nulls=false)"
    )
