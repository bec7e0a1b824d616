"""SQL that turns what stands in a table into a value of a signature's type, or into NULL.

NULL means "does not fit": nothing is rounded, cut or guessed to make it fit.
"""

from __future__ import annotations

__all__ = ["INTEGERS", "moment_sql", "value_sql"]

INTEGERS = ("BIGINT", "INTEGER", "SMALLINT", "TINYINT", "UINTEGER", "USMALLINT", "UTINYINT")
"""SQL types whose every value is a 64-bit whole number."""

_WHOLE = "CASE WHEN regexp_full_match(trim({0}), '[+-]?[0-9]+') THEN TRY_CAST({0} AS BIGINT) END"
_EXACT = "CASE WHEN {0} = trunc({0}) THEN TRY_CAST({0} AS BIGINT) END"
_NUMBER = "CASE WHEN NOT contains({0}, '_') THEN TRY_CAST({0} AS DOUBLE) END"


def value_sql(column: str, sql_type: str, kind: str) -> str:
    """Return SQL for the value of a column as ``int``, ``float``, ``string`` or ``regexp``.

    >>> value_sql("a0", "BIGINT", "int"), value_sql("a0", "BIGINT", "string")
    ('CAST(a0 AS BIGINT)', 'CAST(a0 AS VARCHAR)')
    """
    is_number = sql_type in {"DOUBLE", "FLOAT", "HUGEINT", "UBIGINT"} or "DECIMAL" in sql_type
    if kind == "int":
        if sql_type in INTEGERS:
            return f"CAST({column} AS BIGINT)"
        return (_EXACT if is_number else _WHOLE).format(_text(column, is_number=is_number))
    if kind == "float":
        if sql_type in INTEGERS or is_number:
            return _no_nan(f"CAST({column} AS DOUBLE)")
        return _no_nan(_NUMBER.format(_text(column)))
    return f"CAST({column} AS VARCHAR)"


def moment_sql(column: str, sql_type: str) -> str:
    """Return SQL for a time-stamp: a whole number, or a date or moment in seconds since 1970."""
    if sql_type.startswith(("TIMESTAMP", "DATE")):
        micros = f"epoch_us(CAST({column} AS {'DATE' if sql_type == 'DATE' else sql_type}))"
        return f"CASE WHEN {micros} % 1000000 = 0 THEN {micros} // 1000000 END"
    return value_sql(column, sql_type, "int")


def _text(column: str, *, is_number: bool = False) -> str:
    return column if is_number else f"CAST({column} AS VARCHAR)"


def _no_nan(number: str) -> str:
    return f"CASE WHEN NOT isnan({number}) THEN {number} END"
