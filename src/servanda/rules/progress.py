"""How many time-points, from the first on, a log decides.

``EVENTUALLY[0,5] p()`` is decided at a time-point once the log has gone more than 5 beyond
it; ``NEXT`` needs the time-point after. The rule is that of MonPoly and VeriMon.

Main path: ``progress``.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Mapping, Sequence

from servanda.rules.syntax import Formula, Let, Predicate, Temporal, TwoSided
from servanda.rules.variables import children

__all__ = ["progress"]

_Known = Mapping[tuple[str, int], int]


def progress(formula: Formula, times: Sequence[int]) -> int:
    """Return the number of time-points at which ``formula`` is decided.

    Args:
        formula: A formula in normal form.
        times: Time-stamps of all time-points, never decreasing.
    """
    return _progress(formula, times, {})


def _progress(formula: Formula, times: Sequence[int], known: _Known) -> int:
    if isinstance(formula, Predicate):
        return known.get((formula.name, len(formula.arguments)), len(times))
    if isinstance(formula, Let):
        definition = _progress(formula.definition, times, known)
        key = (formula.name, len(formula.parameters))
        return _progress(formula.body, times, {**known, key: definition})
    inner = min((_progress(c, times, known) for c in children(formula)), default=len(times))
    if isinstance(formula, Temporal | TwoSided):
        if formula.operator == "PREVIOUS":
            return min(inner + 1, len(times))
        if formula.operator == "NEXT":
            return max(inner - 1, 0)
        if formula.operator in {"EVENTUALLY", "UNTIL"} and times:
            assert formula.interval.most is not None
            seen = times[min(inner, len(times) - 1)]
            return bisect_left(times, seen - formula.interval.most)
    return inner
