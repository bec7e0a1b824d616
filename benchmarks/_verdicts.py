"""Counts verdicts and sums their hashes, whatever order they were written in.

``python _verdicts.py FILE`` prints ``{"verdicts": n, "hash": "..."}`` for a file in MonPoly's
words (``@ts (time point i): (v,...) ...``) or in those of the SQL by hand (``tp,ts,v,...``).
Equal numbers mean the same valuations at the same time-points. Values are whole numbers here.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path

__all__ = ["fingerprint"]

_LINES = """
    SELECT line FROM read_csv('{file}', columns = {'line': 'VARCHAR'}, header = false,
        auto_detect = false, delim = chr(1), quote = '', escape = '', max_line_size = 16000000)
"""
_PARTS = r"'^@([0-9]+)\.? \(time.point ([0-9]+)\): (.*)$', ['ts', 'tp', 'body']"
_SQL = rf"""
WITH lines AS ({_LINES}),
said AS (
    SELECT regexp_extract(line, {_PARTS}) AS part FROM lines WHERE line[1] = '@'
),
verdicts AS (
    SELECT part.tp || '|' || part.ts AS place,
           unnest(regexp_extract_all(part.body, '\(([0-9][^()]*)\)', 1)) AS row_text
    FROM said
    UNION ALL
    SELECT regexp_replace(line, '^([0-9]+),([0-9]+),.*$', '\1|\2'),
           regexp_replace(line, '^[0-9]+,[0-9]+,', '')
    FROM lines WHERE line[1] BETWEEN '0' AND '9'
)
SELECT count(*), coalesce(sum(hash(place || '|' || row_text)::HUGEINT), 0) % (1::HUGEINT << 64)
FROM verdicts
"""


def fingerprint(file: Path) -> tuple[int, str]:
    """Return how many valuations there are, and 16 digits that stand for all of them."""
    import duckdb

    with duckdb.connect() as connection:
        name = str(file).replace("'", "''")
        found = connection.execute(_SQL.replace("{file}", name)).fetchone()
    assert found
    return found[0], f"{found[1]:016x}"


if __name__ == "__main__":
    number, digits = fingerprint(Path(sys.argv[1]))
    print(json.dumps({"verdicts": number, "hash": digits}))
