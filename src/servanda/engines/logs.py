"""Puts a log, in whatever form it comes, into tables of a DuckDB connection.

Which form is told by the caller or by the end of the file's name. Only what a rule mentions is
loaded; the rest is checked. How each form is read: ``logs_text``, ``logs_rows``, ``logs_parquet``.

Main path: ``load``.
"""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING, Literal

from servanda.engines.logs_model import Loaded
from servanda.rules.log import Log
from servanda.rules.signature import Signature

if TYPE_CHECKING:
    import duckdb

__all__ = ["Form", "Loaded", "as_log", "form_of", "load"]

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
    """Load a log.

    Args:
        connection: Where its tables go; a second log replaces the first.
        path: The file. Its name is taken literally, not as a pattern.
        signature: Predicates that may occur.
        wanted: The predicates to load.
        form: How it is written; guessed from its name if not given.

    Raises:
        UnreadableError: It cannot be read at all.
    """
    form = form or form_of(path.name)
    if form == "monpoly":
        from servanda.engines.logs_text import load_text

        return load_text(connection, path, signature, wanted)
    if form == "csv":
        from servanda.engines.logs_rows import load_csv

        return load_csv(connection, path, signature, wanted)
    from servanda.engines.logs_parquet import load_parquet

    return load_parquet(connection, path, signature, wanted)


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
