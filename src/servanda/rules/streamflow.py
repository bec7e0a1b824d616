"""What flows between the operators of a streaming monitor, and what an operator is.

An operator takes one item per time-point from each of its inputs and gives one item per
time-point. There are two kinds of items. *Points*: the rows that hold at this time-point, from
something that rarely holds for long, such as an event. *Changes*: the rows that begin to
hold and those that no longer do, from something that lasts, such as ONCE; ``None`` when
nothing changes. So the work is in proportion to what happens, not to what is remembered.

An operator that looks ahead gives its items late. Its neighbours wait: each input is a queue.
Nothing here knows formulas.

Main path: ``Operator.work``.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterable, Sequence
from operator import itemgetter
from typing import Any, ClassVar, NamedTuple

from servanda.rules.syntax import Value

__all__ = [
    "Change",
    "Operator",
    "Points",
    "Row",
    "Stream",
    "count",
    "difference",
    "projection",
    "take",
]

Row = tuple[Value, ...]
Points = Sequence[Row]
Change = tuple[Sequence[Row], Sequence[Row]] | None  # begin to hold, no longer hold


class Operator:
    """One step of the computation, with what it has to remember between time-points.

    Attributes:
        kept: Names of the attributes that are its memory, to be saved and restored.
        inputs: A queue of waiting items for each input.
        outputs: The queues of those who read its items.
    """

    kept: ClassVar[tuple[str, ...]] = ()

    def __init__(self) -> None:
        self.inputs: list[deque[Any]] = []
        self.outputs: list[deque[Any]] = []

    def work(self) -> None:
        """Take what all inputs have, and give what follows from it."""
        ready = min(map(len, self.inputs))
        if ready:
            self.give(self.items(*(take(queue, ready) for queue in self.inputs)))

    def items(self, *inputs: list[Any]) -> list[Any]:
        """Return the items for as many time-points as each input has here."""
        raise NotImplementedError

    def give(self, items: list[Any]) -> None:
        """Pass items on."""
        for queue in self.outputs:
            queue.extend(items)


class Stream(NamedTuple):
    """The items of an operator, with names for the columns of their rows.

    Attributes:
        source: Who gives them.
        columns: A variable for each position of a row.
        lasting: The items are changes, not points.
    """

    source: Operator
    columns: tuple[str, ...]
    lasting: bool


def take(queue: deque[Any], number: int) -> list[Any]:
    """Remove and return the first items of a queue."""
    if number == len(queue):
        items = list(queue)
        queue.clear()
        return items
    return [queue.popleft() for _ in range(number)]


def projection(columns: Sequence[str], wanted: Sequence[str]) -> Callable[[Row], Row]:
    """Return the function from a row with ``columns`` to the row of the ``wanted`` ones.

    >>> projection(("x", "y", "z"), ("z", "x"))((1, 2, 3))
    (3, 1)
    """
    positions = [columns.index(name) for name in wanted]
    if positions == list(range(len(columns))):
        return _same
    if not positions:
        return _nothing
    if len(positions) == 1:
        only = positions[0]
        return lambda row: (row[only],)
    return itemgetter(*positions)


def _same(row: Row) -> Row:
    return row


def _nothing(_row: Row) -> Row:
    return ()


def count(counts: dict[Row, int], begun: Iterable[Row], ended: Iterable[Row]) -> Change:
    """Count how often each row holds; return those that now hold at all, or no longer do.

    What begins is counted first, so that a row never seems to end in between.
    """
    new, gone = [], []
    for row in begun:
        number = counts.get(row, 0)
        counts[row] = number + 1
        if not number:
            new.append(row)
    for row in ended:
        number = counts[row] - 1
        if number:
            counts[row] = number
        else:
            del counts[row]
            gone.append(row)
    return (new, gone) if new or gone else None


def difference(begun: list[Row], ended: list[Row]) -> Change:
    """Return the change without the rows that both begin and end."""
    if begun and ended:
        both = set(begun).intersection(ended)
        if both:
            begun = [row for row in begun if row not in both]
            ended = [row for row in ended if row not in both]
    return (begun, ended) if begun or ended else None
