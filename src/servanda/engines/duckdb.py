"""DuckDB runs a compiled rule over tables that are where they are.

Nothing is created in the caller's connection: sources become common table expressions of
the one statement. Bindings keep their types. What a formula means is not decided here.

Main path: ``evaluate`` (numbered time-points), ``run`` (time-stamps), ``load_log`` (MonPoly logs).
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from servanda.base.errors import MisuseError, UnreadableError
from servanda.rules.compiler import Query, SourceTable
from servanda.rules.log import Log
from servanda.rules.sqlterms import SQL_TYPES, identifier

if TYPE_CHECKING:
    import duckdb
    import pyarrow as pa

__all__ = ["evaluate", "evaluate_log", "load_log", "run", "statement"]

_ARROW = {"int": "int64", "float": "float64", "string": "string", "regexp": "string"}
Source = Any
"""SQL text, the name of a table or view, or anything DuckDB can register (Arrow, relation)."""


def evaluate(
    query: Query,
    connection: duckdb.DuckDBPyConnection,
    tables: Mapping[str, Source],
    timepoints: Source,
) -> pa.Table:
    """Run a compiled formula over tables whose time-points are numbered.

    Args:
        query: What ``compile_formula`` returned.
        connection: Where the tables are.
        tables: For each predicate a source whose first column is ``tp`` and whose others are
            the arguments in order. A predicate without a source has no events. With one column
            more, the last is the time-stamp; that spares a join with ``timepoints``.
        timepoints: A source with ``tp`` (0, 1, 2 ... in order of time) and ``ts``.

    Returns:
        ``tp``, ``ts`` and the free variables, in order of time-point.

    Raises:
        MisuseError: A source has another shape than its predicate.
        UnreadableError: DuckDB cannot compute it (an overflow, a value of another type).
    """
    with _Sources(connection) as sources:
        moments = sources.relation(timepoints)
        names = {
            t.predicate: sources.relation(tables[t.predicate])
            for t in query.tables
            if t.predicate in tables
        }
        stamped = {
            t.predicate
            for t in query.tables
            if t.predicate in names and sources.width(names[t.predicate]) == len(t.types) + 2
        }
        sql = statement(query, names, moments, before=sources.expressions, stamped=stamped)
        return _fetch(connection, query, sql)


def statement(
    query: Query,
    tables: Mapping[str, str],
    timepoints: str,
    *,
    before: Sequence[str] = (),
    stamped: Collection[str] | None = None,
) -> str:
    """Return the SQL that ``evaluate`` runs, for a caller that reads the rows in its own way.

    Args:
        query: What ``compile_formula`` returned.
        tables: For each predicate what to write after FROM; shaped as for ``evaluate``.
        timepoints: The same for the time-points.
        before: Common table expressions that these mention.
        stamped: The predicates whose tables end in a column with the time-stamp; by default all.
    """
    expressions = [*before, f"timepoints AS (SELECT tp, ts FROM {timepoints})"]
    for table in query.tables:
        with_time = stamped is None or table.predicate in stamped
        expressions.append(_table(table, tables.get(table.predicate), stamped=with_time))
    return query.with_sources(expressions)


def run(
    query: Query,
    connection: duckdb.DuckDBPyConnection,
    sources: Mapping[str, Source],
    *,
    timepoints: Source | None = None,
) -> pa.Table:
    """Run a compiled formula over sources that carry time-stamps.

    Args:
        query: What ``compile_formula`` returned.
        connection: Where the sources are.
        sources: For each predicate SQL (or a table) whose first column is the time-stamp as a
            whole number and whose others are the arguments in order.
        timepoints: SQL (or a table) of the time-stamps at which to look, first column. By
            default those of all ``sources``. Events at other time-stamps are not seen.

    Returns:
        ``tp``, ``ts`` and the free variables. Equal time-stamps are one time-point.
    """
    with _Sources(connection) as known:
        relations = {name: known.relation(source) for name, source in sources.items()}
        moments_of = list(relations.values())
        if timepoints is not None:
            moments_of = [known.relation(timepoints)]
        parts = [f"SELECT #1 AS ts FROM {relation}" for relation in moments_of]
        stamps = " UNION ".join(parts) or "SELECT CAST(NULL AS BIGINT) AS ts"
        numbered = "SELECT row_number() OVER (ORDER BY ts) - 1 AS tp, ts FROM "
        moments = f"SELECT DISTINCT CAST(ts AS BIGINT) AS ts FROM ({stamps}) WHERE ts IS NOT NULL"
        expressions = [*known.expressions, f"timepoints AS MATERIALIZED ({numbered}({moments}))"]
        expressions += [_stamped(table, relations.get(table.predicate)) for table in query.tables]
        return _fetch(connection, query, query.with_sources(expressions))


def evaluate_log(query: Query, log: Log, connection: duckdb.DuckDBPyConnection) -> pa.Table:
    """Run a compiled formula over a log that ``parse_log`` read."""
    tables, timepoints = load_log(log)
    return evaluate(query, connection, tables, timepoints)


def load_log(log: Log) -> tuple[dict[str, pa.Table], pa.Table]:
    """Return a log as Arrow tables: one per predicate, and the time-points."""
    import pyarrow as pa

    tables = {}
    for name, table in log.tables.items():
        kinds = log.signature.types(name)
        stamps = [log.timestamps[number] for number in table.time_points]
        columns = {"tp": pa.array(table.time_points, "int64")}
        for position, (values, kind) in enumerate(zip(table.columns, kinds, strict=True)):
            columns[f"a{position}"] = pa.array(values, _ARROW[kind])
        columns["ts"] = pa.array(stamps, "int64")
        tables[name] = pa.table(columns)
    numbers = pa.array(range(len(log.timestamps)), "int64")
    return tables, pa.table({"tp": numbers, "ts": pa.array(log.timestamps, "int64")})


class _Sources:
    """Names sources for the length of one statement."""

    def __init__(self, connection: duckdb.DuckDBPyConnection) -> None:
        self._connection = connection
        self._registered: list[str] = []
        self.expressions: list[str] = []
        """The sources that are SQL, before all else, so that no name of ours hides theirs."""

    def __enter__(self) -> _Sources:
        return self

    def __exit__(self, kind: type[BaseException] | None, *_: object) -> None:
        import duckdb

        for name in self._registered:
            try:
                self._connection.unregister(name)
            except duckdb.Error:
                # A failure inside the caller's transaction: its ROLLBACK takes the name back,
                # and the failure is what has to be told.
                if kind is None:
                    raise

    def relation(self, source: Source) -> str:
        """Return what to write after FROM."""
        if isinstance(source, str):
            words = source.split(None, 1)
            if len(words) > 1 and words[0].upper() in {"SELECT", "WITH", "FROM", "VALUES"}:
                name = f"__source_{len(self.expressions)}"
                self.expressions.append(f"{name} AS ({source})")
                return name
            return identifier(source)
        name = f"__servanda_{id(self):x}_{len(self._registered)}"
        self._connection.register(name, source)
        self._registered.append(name)
        return identifier(name)

    def width(self, relation: str) -> int:
        """Return the number of columns of what ``relation`` returned."""
        import duckdb

        known = f"WITH {', '.join(self.expressions)} " if self.expressions else ""
        try:
            return len(self._connection.sql(f"{known}SELECT * FROM {relation}").columns)
        except duckdb.Error:
            return 0  # The statement itself will say what is wrong with it.


def _casts(table: SourceTable) -> str:
    columns = [
        f", CAST(s.a{position} AS {SQL_TYPES[kind]}) AS a{position}"
        for position, kind in enumerate(table.types)
    ]
    return "".join(columns)


def _names(table: SourceTable, first: str) -> str:
    return ", ".join([first, *(f"a{position}" for position in range(len(table.types)))])


def _table(table: SourceTable, relation: str | None, *, stamped: bool) -> str:
    if relation is None:
        return _no_events(table)
    source, stamp = f"{relation} s({_names(table, 'tp')}{', ts' if stamped else ''})", "s.ts"
    if not stamped:
        source, stamp = f"{source} JOIN timepoints t ON t.tp = s.tp", "t.ts"
    time = f"CAST(s.tp AS BIGINT) AS tp, CAST({stamp} AS BIGINT) AS ts"
    return f"{identifier(table.name)} AS (SELECT {time}{_casts(table)} FROM {source})"


def _stamped(table: SourceTable, relation: str | None) -> str:
    if relation is None:
        return _no_events(table)
    rows = f"SELECT t.tp, t.ts{_casts(table)} FROM {relation} s({_names(table, 'ts')})"
    return f"{identifier(table.name)} AS ({rows} JOIN timepoints t ON t.ts = s.ts)"


def _no_events(table: SourceTable) -> str:
    columns = ["CAST(NULL AS BIGINT) AS tp", "CAST(NULL AS BIGINT) AS ts"]
    for position, kind in enumerate(table.types):
        columns.append(f"CAST(NULL AS {SQL_TYPES[kind]}) AS a{position}")
    return f"{identifier(table.name)} AS (SELECT {', '.join(columns)} WHERE FALSE)"


def _fetch(connection: duckdb.DuckDBPyConnection, query: Query, sql: str) -> pa.Table:
    import duckdb
    import pyarrow as pa

    try:
        found = connection.sql(sql).to_arrow_table()
    except (duckdb.ConversionException, duckdb.OutOfRangeException) as error:
        raise UnreadableError(f"the rule cannot be computed over this data: {error}") from error
    except (duckdb.BinderException, duckdb.CatalogException) as error:
        raise MisuseError(f"a source does not fit its predicate: {error}") from error
    fields = [("tp", "int64"), ("ts", "int64")]
    fields += [(name, _ARROW[kind]) for name, kind in query.columns]
    arrays = [
        _narrow(column.combine_chunks(), kind)
        for column, (_, kind) in zip(found.columns, fields, strict=True)
    ]
    return pa.Table.from_arrays(arrays, names=[name for name, _ in fields])


def _narrow(column: pa.Array, kind: str) -> pa.Array:
    """Return a column as its type; whole numbers beyond 64 bits stay decimals."""
    import pyarrow as pa

    try:
        return column.cast(kind)
    except pa.ArrowInvalid:
        if not pa.types.is_decimal(column.type):
            raise
        return column
