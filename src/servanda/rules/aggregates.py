"""Aggregations over a set of valuations, as MonPoly computes them.

Over no valuations there is no row when there are group variables; without them there is
one row with 0, the empty text, or - for MIN and MAX of floats - plus or minus infinity.

Main path: ``aggregate`` for the reference evaluator, ``empty_value`` for both evaluators.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any

from servanda.rules.syntax import Aggregate, Value

__all__ = ["aggregate", "empty_value", "result_type"]


def result_type(operator: str, argument_type: str) -> str:
    """Return the type of the result of an aggregation over values of ``argument_type``."""
    if operator == "CNT":
        return "int"
    return "float" if operator in {"AVG", "MED"} else argument_type


def empty_value(operator: str, argument_type: str) -> Value:
    """Return the result over no valuations at all.

    >>> empty_value("SUM", "int"), empty_value("MIN", "float"), empty_value("MAX", "string")
    (0, inf, '')
    """
    kind = result_type(operator, argument_type)
    if kind in {"string", "regexp"}:
        return ""
    if kind == "int":
        return 0
    return {"MIN": math.inf, "MAX": -math.inf}.get(operator, 0.0)


def aggregate(
    formula: Aggregate, rows: Sequence[Mapping[str, Value]]
) -> Iterator[frozenset[tuple[str, Value]]]:
    """Yield one valuation of result and group variables per group."""
    if not rows and not formula.group:
        yield frozenset({(formula.result, empty_value(formula.operator, formula.argument_type))})
        return
    groups: dict[tuple[Value, ...], list[Value]] = {}
    for row in rows:
        key = tuple(row[name] for name in formula.group)
        groups.setdefault(key, []).append(row[formula.variable])
    for key, values in groups.items():
        # Sorted, so that sums of floats do not depend on the order of a set.
        ordered: list[Any] = list(values)
        result = _OPERATORS[formula.operator](sorted(ordered))
        yield frozenset([(formula.result, result), *zip(formula.group, key, strict=True)])


def _median(values: Sequence[float]) -> float:
    middle = len(values) // 2
    if len(values) % 2:
        return float(values[middle])
    return (values[middle - 1] + values[middle]) / 2


_OPERATORS: dict[str, Callable[[Any], Value]] = {
    "CNT": len,
    "SUM": sum,
    "AVG": lambda values: sum(values) / len(values),
    "MIN": min,
    "MAX": max,
    "MED": _median,
}
