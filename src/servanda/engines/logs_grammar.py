"""The plain form of a line of MonPoly's log format, and the SQL that takes it apart.

``@17 p(1,"a")(2,b) q();`` - one time-point on one line, single blanks before predicates and
nowhere else, values of the right types. Most logs are written like this by programs. A line in
this form needs no state machine: text functions of DuckDB cut it into columns. Whatever is not
in plain form is brought into it (``plain_sql``), or read by ``servanda.rules.log``.

Not decided here: what a log means. That is ``servanda.rules.log``; tests hold both to agree.
"""

from __future__ import annotations

import re

from servanda.engines.logs_model import literal
from servanda.rules.signature import Signature

__all__ = ["matches_sql", "plain_sql", "timestamp_sql", "tuples_sql"]

# In texts no character that also separates: then splitting at separators is splitting.
_VALUES = {
    "int": "-?[0-9]{1,18}",
    "float": r"-?[0-9]{1,40}(?:\.[0-9]{1,40})?(?:[eE][+-]?[0-9]{1,2})?",
    "string": r'(?:"[^"\\(),]*"|[A-Za-z0-9_\[\]/:\-.!+]+)',
}
_VALUES["regexp"] = _VALUES["string"]
_SQL = {"int": "CAST({} AS BIGINT)", "float": "CAST({} AS DOUBLE)"}
_TEXT = (
    "CASE WHEN starts_with({0}, '\"') THEN substr({0}, 2, length({0}) - 2) ELSE {0} END"
)  # fmt: skip


def matches_sql(signature: Signature) -> str:
    """Return SQL that says whether ``line`` is in plain form and fits the signature."""
    predicates = []
    for name in signature:
        values = ",".join(_VALUES[kind] for kind in signature.types(name))
        predicates.append(rf"{re.escape(name)}(?:\({values}\))+")
    events = f"(?: (?:{'|'.join(predicates)}))*" if predicates else ""
    return f"regexp_full_match(line, {literal(f'@-?[0-9]{{1,18}}{events} ?;? *')})"


def timestamp_sql() -> str:
    """Return SQL for the time-stamp of a ``line`` in plain form; any number or NULL for others."""
    bare = "TRY_CAST(rtrim(substr(line, 2), '; ') AS BIGINT)"  # of a time-point without events
    return f"coalesce(TRY_CAST(substr(line, 2, strpos(line, ' ') - 2) AS BIGINT), {bare})"


def plain_sql(line: str) -> str:
    """Return SQL that brings the text ``line`` into plain form if only blanks are in the way.

    A text with a separator in quotes may come out changed, but never in plain form.
    """
    steps = (
        (r"^\s*@\s*(-?[0-9]+)\s+", r"@\1 "),
        (r"\s*([(,])\s*", r"\1"),
        (r"\s+\)", ")"),
        (r"\)\s*([^\s();,])", r") \1"),
        (r"\s*;?\s*$", ""),
    )
    for pattern, instead in steps:
        line = f"regexp_replace({line}, {literal(pattern)}, {literal(instead)}, 'g')"
    return line


def tuples_sql(name: str, types: tuple[str, ...], lines: str) -> str:
    """Return a SELECT of the tuples of one predicate: ``n``, ``a0``, ... and last ``ts``.

    Args:
        name: The predicate.
        types: Types of its arguments.
        lines: A table with ``n``, ``line`` in plain form, and ``ts``.
    """
    opening = literal(f" {name}(")
    runs = (
        f"SELECT n, ts, unnest(string_split(line, {opening})[2:]) AS run "
        f"FROM {lines} WHERE contains(line, {opening})"
    )
    tuples = (
        "SELECT n, ts, unnest(string_split(rtrim(split_part(run, ') ', 1), '); '), ')(')) AS t "
        f"FROM ({runs})"
    )
    values = [
        _SQL.get(kind, _TEXT).format(f"v[{position}]") + f" AS a{position - 1}"
        for position, kind in enumerate(types, 1)
    ]
    columns = ", ".join(["n", *values, "ts"])
    return f"SELECT {columns} FROM (SELECT n, ts, string_split(t, ',') AS v FROM ({tuples}))"
