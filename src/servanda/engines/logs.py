"""Puts a log, in whatever form it comes, into tables of a DuckDB connection.

Which form is told by the caller or by the end of the file's name. Only what a rule mentions is
loaded; the rest is checked. How each form is read: ``logs_text``, ``logs_rows``, ``logs_parquet``.

Main path: ``begin`` and its ``finish``, or ``load`` for both.
"""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING, Literal

from servanda.engines.logs_model import Loaded, Reading
from servanda.rules.log import Log
from servanda.rules.signature import Signature

if TYPE_CHECKING:
    import duckdb

__all__ = ["Form", "Loaded", "Reading", "as_log", "begin", "form_of", "load"]

Form = Literal["monpoly", "csv", "parquet"]
_SUFFIXES: dict[str, Form] = {
    ".csv": "csv", ".csv.gz": "csv", ".tsv": "csv", ".parquet": "parquet", ".pq": "parquet",
}  # fmt: skip


def form_of(name: str) -> Form:
    """Guess the form of a log from the name of its file.

    >>> form_of("a.log"), form_of("a.CSV"), form_of("a.csv.gz"), form_of("-")
    ('monpoly', 'csv', 'csv', 'monpoly')
    """
    for suffix, form in _SUFFIXES.items():
        if name.lower().endswith(suffix):
            return form
    return "monpoly"


def load(
    connection: duckdb.DuckDBPyConnection,
    path: Path,
    signature: Signature,
    wanted: Iterable[str],
    form: Form | None = None,
) -> Loaded:
    """Load a log: ``begin`` and finish."""
    return begin(connection, path, signature, form).finish(list(wanted))


def begin(
    connection: duckdb.DuckDBPyConnection,
    path: Path,
    signature: Signature,
    form: Form | None = None,
) -> Reading:
    """Read and check a log; what it is read for may be decided meanwhile.

    Args:
        connection: Where its tables go; a second log replaces the first.
        path: The file. To DuckDB its name is a pattern: none of ``*?[{`` may be in it.
        signature: Predicates that may occur.
        form: How it is written; guessed from its name if not given.

    Raises:
        UnreadableError: It cannot be read at all.
    """
    form = form or form_of(path.name)
    if form == "monpoly":
        from servanda.engines.logs_text import begin_text

        return begin_text(connection, path, signature)
    if form == "csv":
        from servanda.engines.logs_rows import begin_csv

        return begin_csv(connection, path, signature)
    from servanda.engines.logs_parquet import begin_parquet

    return begin_parquet(connection, path, signature)


def as_log(connection: duckdb.DuckDBPyConnection, loaded: Loaded, signature: Signature) -> Log:
    """Return a loaded log as plain Python lists, for ``servanda.rules.reference``."""
    points = connection.execute(f"SELECT ts FROM {loaded.timepoints} ORDER BY tp").fetchall()
    log = Log.empty(signature)
    log.timestamps.extend(ts for (ts,) in points)
    for name, table in loaded.tables.items():
        rows = connection.execute(f"SELECT * EXCLUDE (ts) FROM {table} ORDER BY tp").fetchall()
        for tp, *values in rows:
            log.tables[name].time_points.append(tp)
            for column, value in zip(log.tables[name].columns, values, strict=True):
                column.append(value)
    return log
