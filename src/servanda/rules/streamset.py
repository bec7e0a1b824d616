"""Operators within one time-point, over streams: joins, unions, projections, filters.

Where one side holds points, they look up the other side; where both sides last, only what
changes is joined. Time passes in ``streamsince`` and ``streamuntil``.

Main path: the ``items`` of each operator.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

from servanda.rules.streamflow import (
    Change,
    Operator,
    Points,
    Row,
    Stream,
    count,
    difference,
    projection,
)

__all__ = [
    "Begin",
    "Complement",
    "Constant",
    "Join",
    "JoinLasting",
    "Map",
    "Project",
    "ProjectLasting",
    "Union",
    "UnionLasting",
    "Without",
    "WithoutLasting",
    "columns_of_join",
]

_Index = dict[Row, set[Row]]


class Constant(Operator):
    """The same rows at every time-point; its input only says that there is one."""

    kept = ("_given",)

    def __init__(self, rows: list[Row]) -> None:
        super().__init__()
        self._rows = rows
        self._given = False

    def items(self, *inputs: list[Any]) -> list[Any]:
        """Begin at the first time-point."""
        items: list[Change] = [None] * len(inputs[0])
        if not self._given and self._rows:
            items[0] = (self._rows, ())
        self._given = True
        return items


class Map(Operator):
    """A function of a row to another row or ``None``; different rows give different ones."""

    def __init__(self, function: Callable[[Row], Row | None], *, lasting: bool) -> None:
        super().__init__()
        self._function = function
        self._lasting = lasting

    def items(self, *inputs: list[Any]) -> list[Any]:
        """Apply the function."""
        apply = self._rows
        if not self._lasting:
            return [rows and apply(rows) for rows in inputs[0]]
        result: list[Change] = []
        for change in inputs[0]:
            if change is None:
                result.append(None)
                continue
            begun, ended = apply(change[0]), apply(change[1])
            result.append((begun, ended) if begun or ended else None)
        return result

    def _rows(self, rows: Points) -> Points:
        return [row for row in map(self._function, rows) if row is not None]


class Begin(Operator):
    """Points as changes: what holds now and did not at the time-point before, and back."""

    kept = ("_before",)

    def __init__(self) -> None:
        super().__init__()
        self._before: Points = ()

    def items(self, *inputs: list[Any]) -> list[Any]:
        """Compare each time-point with the one before."""
        result: list[Change] = []
        before = self._before
        for rows in inputs[0]:
            if rows and before:
                result.append(difference(list(rows), list(before)))
            else:
                result.append((rows, before) if rows or before else None)
            before = rows
        self._before = before
        return result


class Complement(Operator):
    """NOT of something without variables."""

    kept = ("_holds", "_given")

    def __init__(self, *, lasting: bool) -> None:
        super().__init__()
        self._lasting = lasting
        self._holds = False
        self._given = False

    def items(self, *inputs: list[Any]) -> list[Any]:
        """Turn around whether it holds."""
        if not self._lasting:
            return [() if rows else ((),) for rows in inputs[0]]
        return [self._change(change) for change in inputs[0]]

    def _change(self, change: Change) -> Change:
        before, begun = self._holds, not self._given
        self._given = True
        if change is not None:
            self._holds = bool(change[0])
        if begun:
            return None if self._holds else (((),), ())
        if self._holds == before:
            return None
        return ((), ((),)) if self._holds else (((),), ())


class Project(Operator):
    """EXISTS over points."""

    def __init__(self, body: Stream, columns: tuple[str, ...]) -> None:
        super().__init__()
        self._part = projection(body.columns, columns)

    def items(self, *inputs: list[Any]) -> list[Any]:
        """Keep some columns, each row once."""
        part = self._part
        return [rows and tuple(dict.fromkeys(map(part, rows))) for rows in inputs[0]]


class ProjectLasting(Operator):
    """EXISTS over changes: a row holds as long as one of those it stands for does."""

    kept = ("_counts",)

    def __init__(self, body: Stream, columns: tuple[str, ...]) -> None:
        super().__init__()
        self._part = projection(body.columns, columns)
        self._counts: dict[Row, int] = {}

    def items(self, *inputs: list[Any]) -> list[Any]:
        """Count."""
        counts, part = self._counts, self._part
        return [
            change and count(counts, map(part, change[0]), map(part, change[1]))
            for change in inputs[0]
        ]


class Union(Operator):
    """OR of points."""

    def __init__(self, left: Stream, right: Stream) -> None:
        super().__init__()
        self._part = projection(right.columns, left.columns)

    def items(self, *inputs: list[Any]) -> list[Any]:
        """Either."""
        part = self._part
        return [
            tuple(dict.fromkeys((*left, *map(part, right)))) if right else left
            for left, right in zip(*inputs, strict=True)
        ]


class UnionLasting(Operator):
    """OR of changes."""

    kept = ("_counts",)

    def __init__(self, left: Stream, right: Stream) -> None:
        super().__init__()
        self._part = projection(right.columns, left.columns)
        self._counts: dict[Row, int] = {}

    def items(self, *inputs: list[Any]) -> list[Any]:
        """Either."""
        return [
            None if left is None and right is None else self._change(left, right)
            for left, right in zip(*inputs, strict=True)
        ]

    def _change(self, left: Change, right: Change) -> Change:
        (new, gone), (others, lost) = left or ((), ()), right or ((), ())
        part = self._part
        return count(self._counts, [*new, *map(part, others)], [*gone, *map(part, lost)])


def columns_of_join(left: Stream, right: Stream) -> tuple[str, ...]:
    """Return the columns of a join: those of the left, then what the right adds."""
    return (*left.columns, *(c for c in right.columns if c not in left.columns))


class _Side:
    """The key of a side of a join, and what it has beside the key."""

    def __init__(self, side: Stream, other: Stream, left: Stream) -> None:
        shared = [c for c in left.columns if c in side.columns and c in other.columns]
        self.key = projection(side.columns, shared)
        self.rest = projection(side.columns, [c for c in side.columns if c not in other.columns])


class Join(Operator):
    """AND where the left side is points; the right side is points or lasts."""

    kept = ("_index",)

    def __init__(self, left: Stream, right: Stream) -> None:
        super().__init__()
        self._key = _Side(left, right, left).key
        self._right = _Side(right, left, left)
        self._lasting = right.lasting
        self._index: _Index = {}

    def items(self, *inputs: list[Any]) -> list[Any]:
        """Look up each row of the left side among those of the right."""
        result = []
        for rows, item in zip(*inputs, strict=True):
            if self._lasting:
                if item is not None:
                    _update(self._index, self._right, item)
            elif rows:
                self._index = {}
                _update(self._index, self._right, (item, ()))
            result.append(rows and self._found(rows))
        if not self._lasting:
            self._index = {}
        return result

    def _found(self, rows: Points) -> Points:
        key, index = self._key, self._index
        return [row + rest for row in rows for rest in index.get(key(row), ())]


def _update(index: _Index, side: _Side, change: tuple[Iterable[Row], Iterable[Row]]) -> None:
    key, rest = side.key, side.rest
    for row in change[1]:
        place = key(row)
        there = index[place]
        there.discard(rest(row))
        if not there:
            del index[place]
    for row in change[0]:
        place = key(row)
        if place in index:
            index[place].add(rest(row))
        else:
            index[place] = {rest(row)}


class JoinLasting(Operator):
    """AND where both sides last."""

    kept = ("_left_rows", "_right_rows")

    def __init__(self, left: Stream, right: Stream) -> None:
        super().__init__()
        self._left, self._right = _Side(left, right, left), _Side(right, left, left)
        self._left_key = self._left.key
        # The left side is kept whole, the right side without the key.
        self._left.rest = projection(left.columns, left.columns)
        self._left_rows: _Index = {}
        self._right_rows: _Index = {}

    def items(self, *inputs: list[Any]) -> list[Any]:
        """Join what changes on one side with what holds on the other."""
        return [
            None if left is None and right is None else self._change(left, right)
            for left, right in zip(*inputs, strict=True)
        ]

    def _change(self, left: Change, right: Change) -> Change:
        begun: list[Row] = []
        ended: list[Row] = []
        if left is not None:
            for rows, out in zip(left, (begun, ended), strict=True):
                for row in rows:
                    rests = self._right_rows.get(self._left.key(row), ())
                    out.extend(row + rest for rest in rests)
            _update(self._left_rows, self._left, left)
        if right is not None:
            for rows, out in zip(right, (begun, ended), strict=True):
                for row in rows:
                    rest = self._right.rest(row)
                    there = self._left_rows.get(self._right.key(row), ())
                    out.extend(one + rest for one in there)
            _update(self._right_rows, self._right, right)
        return difference(begun, ended)


class Without(Operator):
    """AND NOT where the left side is points."""

    kept = ("_rows",)

    def __init__(self, left: Stream, right: Stream) -> None:
        super().__init__()
        self._key = projection(left.columns, right.columns)
        self._lasting = right.lasting
        self._rows: set[Row] = set()

    def items(self, *inputs: list[Any]) -> list[Any]:
        """Leave out the rows that the right side has."""
        key, held, result = self._key, self._rows, []
        for rows, item in zip(*inputs, strict=True):
            if not self._lasting:
                held = item
            elif item is not None:
                held.difference_update(item[1])
                held.update(item[0])
            if rows and held:
                others = held if isinstance(held, set) else set(held)
                result.append([row for row in rows if key(row) not in others])
            else:
                result.append(rows)
        return result


class WithoutLasting(Operator):
    """AND NOT where both sides last."""

    kept = ("_left_rows", "_right_rows")

    def __init__(self, left: Stream, right: Stream) -> None:
        super().__init__()
        self._left = _Side(left, right, right)
        self._left.rest = projection(left.columns, left.columns)
        self._left_rows: _Index = {}
        self._right_rows: set[Row] = set()

    def items(self, *inputs: list[Any]) -> list[Any]:
        """Follow both sides."""
        return [
            None if left is None and right is None else self._change(left, right)
            for left, right in zip(*inputs, strict=True)
        ]

    def _change(self, left: Change, right: Change) -> Change:
        key, held = self._left.key, self._right_rows
        (new, gone), (added, lost) = left or ((), ()), right or ((), ())
        ended = [row for row in gone if key(row) not in held]
        _update(self._left_rows, self._left, ((), gone))
        begun: list[Row] = []
        for row in added:
            ended.extend(self._left_rows.get(row, ()))
        for row in lost:
            begun.extend(self._left_rows.get(row, ()))
        held.difference_update(lost)
        held.update(added)
        _update(self._left_rows, self._left, (new, ()))
        begun.extend(row for row in new if key(row) not in held)
        return (begun, ended) if begun or ended else None
