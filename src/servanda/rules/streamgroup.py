"""Aggregations over streams: points are folded afresh, changes adjust the groups they touch.

Counts and sums of whole numbers are kept running; of anything else the values of each group are
kept in order, so that a sum of floats is always taken in the same order and never drifts.

Main path: the ``items`` of both operators.
"""

from __future__ import annotations

import math
from bisect import bisect_left, insort
from collections.abc import Sequence
from typing import Any

from servanda.rules.aggregates import empty_value
from servanda.rules.streamflow import Change, Operator, Points, Row, Stream, projection
from servanda.rules.syntax import Aggregate, Value

__all__ = ["Group", "GroupLasting"]


class _Fold:
    """The operator of an aggregation, over the values of one group."""

    def __init__(self, formula: Aggregate) -> None:
        self.operator = formula.operator
        whole = formula.argument_type == "int" and self.operator in {"SUM", "AVG"}
        self.is_running = self.operator == "CNT" or whole
        self.empty = empty_value(self.operator, formula.argument_type)

    def running(self, number: int, total: int) -> Value:
        """From how many values there are and their sum."""
        if self.operator == "AVG":
            return total / number
        return number if self.operator == "CNT" else total

    def ordered(self, values: Sequence[Any]) -> Value:
        """From all values, in order."""
        if self.operator == "MIN":
            return _known(values[0])
        if self.operator == "MAX":
            return _known(values[-1])
        if self.operator == "MED":
            middle = len(values) // 2
            if len(values) % 2:
                return float(values[middle])
            return float((values[middle - 1] + values[middle]) / 2)
        total = sum(values)
        return _known(total if self.operator == "SUM" else total / len(values))


def _known(value: Any) -> Value:
    # All that is not a number is one value, so that what was given can be taken back.
    known: Value = math.nan if value != value else value  # noqa: PLR0124
    return known


class Group(Operator):
    """An aggregation over points."""

    def __init__(self, body: Stream, formula: Aggregate) -> None:
        super().__init__()
        self._fold = _Fold(formula)
        self._key = projection(body.columns, formula.group)
        self._value = body.columns.index(formula.variable)
        self._without = () if formula.group else ((self._fold.empty,),)

    def items(self, *inputs: list[Any]) -> list[Any]:
        """Fold the rows of each time-point."""
        return [self._rows(rows) if rows else self._without for rows in inputs[0]]

    def _rows(self, rows: Points) -> Points:
        fold, groups = self._fold, dict[Row, list[Any]]()
        for row in rows:
            groups.setdefault(self._key(row), []).append(row[self._value])
        if fold.operator == "CNT":
            return [(len(values), *key) for key, values in groups.items()]
        if fold.is_running:
            return [(fold.running(len(v), sum(v)), *key) for key, v in groups.items()]
        return [(fold.ordered(sorted(values)), *key) for key, values in groups.items()]


class GroupLasting(Operator):
    """An aggregation over changes."""

    kept = ("_running", "_ordered", "_shown", "_given")

    def __init__(self, body: Stream, formula: Aggregate) -> None:
        super().__init__()
        self._fold = _Fold(formula)
        self._key = projection(body.columns, formula.group)
        self._value = body.columns.index(formula.variable)
        self._adds = formula.operator != "CNT"
        self._grouped = bool(formula.group)
        self._running: dict[Row, list[Any]] = {}  # number and sum
        self._ordered: dict[Row, list[Any]] = {}  # values in order
        self._shown: dict[Row, Value] = {}  # the result given for each group
        self._given = False

    def items(self, *inputs: list[Any]) -> list[Any]:
        """Adjust the groups that change."""
        result = []
        for change in inputs[0]:
            if change is not None or not self._given:
                result.append(self._change(change or ((), ())))
            else:
                result.append(None)
        return result

    def _change(self, change: tuple[Points, Points]) -> Change:
        touched: dict[Row, None] = {}
        if not (self._given or self._grouped):
            touched[()] = None
        self._given = True
        put = self._put_running if self._fold.is_running else self._put_ordered
        for rows, sign in ((change[0], 1), (change[1], -1)):
            for row in rows:
                key = self._key(row)
                touched[key] = None
                put(key, row[self._value], sign)
        new, gone = [], []
        for key in touched:
            before, now = self._shown.get(key), self._result(key)
            if before == now:
                continue
            if before is not None:
                gone.append((before, *key))
                del self._shown[key]
            if now is not None:
                new.append((now, *key))
                self._shown[key] = now
        return (new, gone) if new or gone else None

    def _put_running(self, key: Row, value: Any, sign: int) -> None:
        state = self._running.get(key)
        if state is None:
            state = self._running[key] = [0, 0]
        state[0] += sign
        if self._adds:
            state[1] += sign * value

    def _put_ordered(self, key: Row, value: Any, sign: int) -> None:
        values = self._ordered.setdefault(key, [])
        if sign > 0:
            insort(values, value)
        else:
            del values[bisect_left(values, value)]

    def _result(self, key: Row) -> Value | None:
        if self._fold.is_running:
            number, total = self._running.get(key, (0, 0))
            if number:
                return self._fold.running(number, total)
            self._running.pop(key, None)
        else:
            if self._ordered.get(key):
                return self._fold.ordered(self._ordered[key])
            self._ordered.pop(key, None)
        return None if self._grouped else self._fold.empty
