"""Verdicts in the words MonPoly prints: ``@ts (time point i): (v, ...)``, and as records.

Text and plain objects only; what was decided comes from ``reference`` or an engine.

Main path: ``verdict_lines`` for people and MonPoly's tools, ``verdict_records`` for JSON Lines.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from servanda.rules.syntax import Value

__all__ = ["Verdicts", "value_text", "verdict_lines", "verdict_records"]

Verdicts = Iterable[tuple[int, int, Iterable[tuple[Value, ...]]]]
"""(time-point, time-stamp, satisfying tuples); a closed formula has one empty tuple."""


def value_text(value: Value) -> str:
    """Return a value as MonPoly prints it: floats with 6 digits, texts in quotes.

    >>> value_text(2.5e30), value_text("a"), value_text(3)
    ('2.5e+30', '"a"', '3')
    """
    if isinstance(value, str):
        return f'"{value}"'
    return f"{value:g}" if isinstance(value, float) else str(value)


def verdict_lines(verdicts: Verdicts, types: Sequence[str] = ()) -> Iterator[str]:
    """Yield one line for each time-point with a satisfying valuation.

    Args:
        verdicts: What was decided.
        types: The types of the free variables: a pattern is shown as ``r"..."``.

    >>> list(verdict_lines([(4, 17, {(2, "b"), (1, "a")}), (5, 18, {()})]))
    ['@17 (time point 4): (1,"a") (2,"b")', '@18 (time point 5): true']
    """
    before = ["r" if kind == "regexp" else "" for kind in types]
    for tp, ts, tuples in verdicts:
        rows = sorted(tuples)
        if "r" in before:
            pairs = [zip(before, map(value_text, row), strict=True) for row in rows]
            texts = [f"({','.join(a + b for a, b in pair)})" for pair in pairs]
        else:
            texts = [f"({','.join(map(value_text, row))})" for row in rows if row]
        if rows:
            yield f"@{ts} (time point {tp}): {' '.join(texts) or 'true'}"


def verdict_records(names: Sequence[str], verdicts: Verdicts) -> Iterator[dict[str, Any]]:
    """Yield one record for each time-point with a satisfying valuation.

    Args:
        names: The free variables, in the order of the tuples.
        verdicts: What was decided.

    >>> list(verdict_records(["x"], [(4, 17, {(2,), (1,)})]))
    [{'time_point': 4, 'timestamp': 17, 'valuations': [{'x': 1}, {'x': 2}]}]
    """
    for tp, ts, tuples in verdicts:
        rows = [dict(zip(names, map(_plain, row), strict=True)) for row in sorted(tuples)]
        if rows:
            yield {"time_point": tp, "timestamp": ts, "valuations": rows}


def _plain(value: Value) -> Value:
    """JSON has no infinity; it becomes the text MonPoly prints."""
    return str(value) if isinstance(value, float) and not math.isfinite(value) else value
