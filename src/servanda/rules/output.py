"""Verdicts in the words MonPoly prints: ``@ts (time point i): (v, ...)``.

Text only; what was decided comes from ``reference`` or an engine.

Main path: ``verdict_lines``.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from servanda.rules.syntax import Value

__all__ = ["value_text", "verdict_lines"]


def value_text(value: Value) -> str:
    """Return a value as MonPoly prints it: floats with 6 digits, texts in quotes.

    >>> value_text(2.5e30), value_text("a"), value_text(3)
    ('2.5e+30', '"a"', '3')
    """
    if isinstance(value, str):
        return f'"{value}"'
    return f"{value:g}" if isinstance(value, float) else str(value)


def verdict_lines(
    verdicts: Iterable[tuple[int, int, Iterable[tuple[Value, ...]]]],
) -> Iterator[str]:
    """Yield one line for each time-point with a satisfying valuation.

    Args:
        verdicts: (time-point, time-stamp, tuples); a closed formula has one empty tuple.

    >>> list(verdict_lines([(4, 17, {(2, "b"), (1, "a")}), (5, 18, {()})]))
    ['@17 (time point 4): (1,"a") (2,"b")', '@18 (time point 5): true']
    """
    for tp, ts, tuples in verdicts:
        rows = sorted(tuples)
        texts = [f"({','.join(map(value_text, row))})" for row in rows if row]
        if rows:
            yield f"@{ts} (time point {tp}): {' '.join(texts) or 'true'}"
