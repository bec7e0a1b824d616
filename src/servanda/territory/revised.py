"""Where one text differs from another that is mostly the same.

Texts of consecutive editions differ in a few places. Both are run through together; where they
part, a piece of the earlier a little ahead is looked for in the later, further and further
ahead. What is said to be the same is the same, byte for byte; that nothing else is the same is
not promised. Knows nothing of what the texts mean. Main path: ``differing``.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

__all__ = ["Span", "differing"]

Span = tuple[int, int, int, int]

_Bytes = NDArray[np.uint8]
_STEP = 1024
_PROBE = 64  # bytes that hardly occur twice in a text of coordinates
_REACHES = tuple(128 << n for n in range(9))  # up to 32 KiB
_MOST = 100  # places; beyond, reading all of it takes no longer


def differing(earlier: bytes, later: bytes) -> list[Span] | None:
    """Return (begin, end) in the earlier, (begin, end) in the later of what differs, in order.

    None if there are too many places for it to be worth while.

    >>> differing(b"one two three", b"one 2 three")
    [(4, 7, 4, 5)]
    """
    one, two = np.frombuffer(earlier, np.uint8), np.frombuffer(later, np.uint8)
    found: list[Span] = []
    i = j = 0
    while True:
        same = _common(one[i:], two[j:])
        i, j = i + same, j + same
        if i == len(earlier) and j == len(later):
            return found
        if len(found) == _MOST:
            return None
        until_i, until_j = _together(earlier, later, i, j)
        back = _common(one[i:until_i][::-1], two[j:until_j][::-1])
        found.append((i, until_i - back, j, until_j - back))
        i, j = until_i, until_j


def _common(one: _Bytes, two: _Bytes) -> int:
    """How many bytes are the same from the start."""
    most, done, step = min(len(one), len(two)), 0, _STEP
    while done < most:
        some = slice(done, min(done + step, most))
        other = one[some] != two[some]
        first = int(other.argmax())
        if other[first]:
            return done + first
        done, step = some.stop, 4 * step
    return most


def _together(earlier: bytes, later: bytes, i: int, j: int) -> tuple[int, int]:
    """Where the two come together again: at the end, if not before."""
    for reach in _REACHES:
        probe = earlier[i + reach : i + reach + _PROBE]
        if len(probe) < _PROBE:
            break
        at = later.find(probe, j, j + 2 * reach + _STEP)
        if at >= 0:
            return i + reach, at
    return len(earlier), len(later)
