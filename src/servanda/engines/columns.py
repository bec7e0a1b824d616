"""Verdicts as text, built by the database: what ``servanda.rules.output`` says, for many rows.

A loop over a hundred thousand verdicts takes longer than deciding them. Here DuckDB writes the
text and hands it over in pieces; pieces put one after another are the whole answer.

Main path: ``verdict_text``. Tests hold it to ``servanda.rules.output``, byte for byte.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING

from servanda.base.errors import UnreadableError
from servanda.engines.duckdb import statement
from servanda.engines.logs_model import Loaded, literal
from servanda.rules.compiler import Query

if TYPE_CHECKING:
    import duckdb

__all__ = ["verdict_text"]

_Columns = tuple[tuple[str, str], ...]
_AT_ONCE = 2_048
"""As many rows as DuckDB hands on at a time."""
# What to write into concat(...) for a value.
_LINE = {
    "int": "{}",
    "float": "printf('%g', {})",
    "string": "'\"', {}, '\"'",
    "regexp": "'r\"', {}, '\"'",
}
_RECORD = {
    "int": "{}",
    "float": "CASE WHEN isinf({0}) THEN printf('\"%g\"', {0}) ELSE CAST({0} AS VARCHAR) END",
    "string": "CAST(to_json({}) AS VARCHAR)",
    "regexp": "CAST(to_json({}) AS VARCHAR)",
}


def verdict_text(
    query: Query,
    connection: duckdb.DuckDBPyConnection,
    log: Loaded,
    *,
    as_json: bool = False,
) -> Iterator[str]:
    """Run a compiled formula over a log; yield the verdicts as text, some thousand at a time.

    Args:
        query: What ``compile_formula`` returned.
        connection: Where the log was loaded.
        log: What ``servanda.engines.logs.load`` returned.
        as_json: One record a line (``verdict_records``) instead of MonPoly's lines.

    Raises:
        UnreadableError: The formula cannot be computed over this log (an overflow).
    """
    from servanda.engines.database import core

    rows = statement(query, log.tables, log.timepoints)
    body = _record(query.columns) if as_json else _line(query.columns)
    columns = ", ".join(["tp", "ts", *(f"v{i}" for i in range(len(query.columns)))])
    try:
        result = connection.execute(f"SELECT {body} FROM ({rows}) AS found({columns})")
        last = ""
        while found := result.fetchmany(_AT_ONCE):
            yield "".join([text for (text,) in found])
            last = "]}\n" if as_json else "\n"
    except (core.ConversionException, core.OutOfRangeException) as error:
        raise UnreadableError(f"the rule cannot be computed over this log: {error}") from error
    yield last


def _line(columns: _Columns) -> str:
    head = ["'@'", "ts", "' (time point '", "tp", "'): '"]
    values = _values(_LINE, columns)
    row = ["'('", *_joined(values, ","), "')'"] if values else ["'true'"]
    return _parted(head, row, between=" ", end="\n")


def _record(columns: _Columns) -> str:
    import json

    head = ["""'{"time_point": '""", "tp", """', "timestamp": '""", "ts", """', "valuations": ['"""]
    names = [literal(json.dumps(name, ensure_ascii=False) + ": ") for name, _ in columns]
    values = [f"{n}, {v}" for n, v in zip(names, _values(_RECORD, columns), strict=True)]
    return _parted(head, ["'{'", *_joined(values, ", "), "'}'"], between=", ", end="]}\n")


def _values(forms: Mapping[str, str], columns: _Columns) -> list[str]:
    return [forms[kind].format(f"v{position}") for position, (_, kind) in enumerate(columns)]


def _joined(values: list[str], comma: str) -> list[str]:
    parts = [part for value in values for part in (literal(comma), value)]
    return parts[1:]


def _parted(head: list[str], row: list[str], *, between: str, end: str) -> str:
    """Rows come in order of time-point: the first of each ends the line before and begins one.

    Each text is put together at once: ``a || b || c`` makes all those in between, too.
    """
    before = "lag(tp) OVER ()"
    first, next_, same = (
        f"concat({', '.join(parts)})"
        for parts in ([*head, *row], [literal(end), *head, *row], [literal(between), *row])
    )
    return (
        f"CASE WHEN {before} = tp THEN {same} WHEN {before} IS NULL THEN {first} ELSE {next_} END"
    )
