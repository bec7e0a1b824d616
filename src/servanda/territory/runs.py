"""A stream cut into runs, so that what works on several at once need not hold all.

Main path: ``in_runs``.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from typing import TypeVar

__all__ = ["in_runs"]

T = TypeVar("T")


def in_runs(
    items: Iterable[T], most: int, size: Callable[[T], int] | None = None, sizes: int = 0
) -> Iterator[list[T]]:
    """Pass items on in lists. What comes before an error is passed on before it is raised.

    Args:
        items: Any.
        most: A list holds no more of them.
        size: What holding one costs; None: nothing.
        sizes: A list is passed on as soon as it costs this much.

    >>> list(in_runs("abcde", 2))
    [['a', 'b'], ['c', 'd'], ['e']]
    >>> list(in_runs([1, 5, 1, 1], 9, size=int, sizes=3))
    [[1, 5], [1, 1]]
    """
    some: list[T] = []
    cost = 0
    try:
        for item in items:
            some.append(item)
            cost += size(item) if size else 0
            if len(some) == most or (size and cost >= sizes):
                yield some
                some, cost = [], 0
    except Exception:
        if some:
            yield some
        raise
    if some:
        yield some
