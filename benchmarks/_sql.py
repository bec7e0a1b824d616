"""Answers one rule with SQL that was written for it by hand: the measure for compiled formulas.

``python _sql.py RULE.sql LOG.parquet`` prints ``tp,ts,values`` as CSV. ``-`` as the rule answers
nothing at all: what is left is the start of Python and DuckDB, a floor for both.
"""

from __future__ import annotations

import sys
from pathlib import Path

import duckdb


def main(rule: str, log: str) -> None:
    with duckdb.connect() as connection:
        if rule == "-":
            connection.execute("SELECT 1")
            return
        connection.execute("SET preserve_insertion_order = false")
        connection.execute(f"CREATE VIEW log AS SELECT * FROM '{log}'")
        answer = Path(rule).read_text("utf-8")
        connection.execute(f"COPY ({answer}) TO '/dev/stdout' (FORMAT csv, HEADER false)")


if __name__ == "__main__":
    main(*sys.argv[1:])
