"""The memory of a streaming monitor as JSON, and back.

Rows are tuples and keys of dictionaries, which JSON has not: every container is written as a list
that begins with a letter for its kind. Numbers, texts, truth values and nothing are
themselves. Only such values can come out, whatever the file says.

Main path: ``pack`` and ``unpack``; ``weight`` counts what is remembered.
"""

from __future__ import annotations

import math
from collections import deque
from itertools import chain
from typing import Any

__all__ = ["pack", "unpack", "weight"]

_KINDS: dict[type, str] = {tuple: "t", list: "l", set: "s", deque: "q"}
_MAKE: dict[str, Any] = {"t": tuple, "l": list, "s": set, "q": deque}
_PLAIN = (int, float, str, bool, type(None))


def pack(value: Any) -> Any:
    """Return ``value`` in lists, numbers and texts only.

    >>> pack({(1, "a"): {2}})
    ['d', ['t', 1, 'a'], ['s', 2]]
    """
    if isinstance(value, _PLAIN):
        return value
    if isinstance(value, dict):
        return ["d", *(pack(part) for part in chain.from_iterable(value.items()))]
    return [_KINDS[type(value)], *map(pack, value)]


def unpack(value: Any) -> Any:
    """Return what was packed.

    Raises:
        ValueError: Nothing was packed like this.

    >>> unpack(["d", ["t", 1, "a"], ["s", 2]])
    {(1, 'a'): {2}}
    """
    if isinstance(value, _PLAIN):
        # All that is not a number is one value, so that a row is found again.
        return math.nan if value != value else value  # noqa: PLR0124
    if not isinstance(value, list) or not value:
        raise ValueError("not a packed value")
    kind, *parts = value
    if kind == "d" and len(parts) % 2 == 0:
        pairs = iter([unpack(part) for part in parts])
        return dict(zip(pairs, pairs, strict=True))
    if kind not in _MAKE:
        raise ValueError("not a packed value")
    return _MAKE[kind](map(unpack, parts))


def weight(value: Any) -> int:
    """Return how many rows and numbers ``value`` holds; a row counts as one.

    >>> weight({(1, "a"): 3, (2, "b"): 4}), weight([[(1,), (2,)], None, ()])
    (2, 2)
    """
    if isinstance(value, dict):
        return sum(max(1, weight(part)) for part in value.values())
    if isinstance(value, list | set | deque):
        return sum(map(weight, value))
    if isinstance(value, tuple) and any(isinstance(part, list | tuple) for part in value):
        return sum(weight(part) for part in value if isinstance(part, list | tuple))
    return 0 if value is None or value == () else 1
