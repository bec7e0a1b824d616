"""On which side of a line a point lies, and how often closed walks go round it, with certainty.

Both are signs of differences of products. Near zero, rounding could turn the sign; then the
answer says that it is not sure, and the caller asks somebody slower. Nothing is guessed.

Main path: ``winding``; ``side`` for its one predicate.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

__all__ = ["side", "winding"]

_Floats = NDArray[np.float64]
_BOUND = 3.3306690738754716e-16  # Shewchuk 1997: error of the determinant, of its terms' sum
_AT_ONCE = 1 << 20


def side(edges: _Floats, points: _Floats) -> NDArray[np.int8]:
    """Return 1 where a point is left of its edge, -1 where right, 0 where rounding hides it.

    Args:
        edges: (n, 4) x1, y1, x2, y2.
        points: (n, 2).

    >>> side(np.array([[0.0, 0, 1, 0]]), np.array([[0.5, 1.0]])).tolist()
    [1]
    """
    (ax, ay, bx, by), (x, y) = edges.T, points.T
    one, other = (ax - x) * (by - y), (ay - y) * (bx - x)
    found = one - other
    sure = np.abs(found) > _BOUND * (np.abs(one) + np.abs(other))
    signs: NDArray[np.int8] = (np.sign(found) * sure).astype(np.int8)
    return signs


def winding(points: _Floats, edges: _Floats) -> tuple[NDArray[np.int64], NDArray[np.bool_]]:
    """Return how often closed walks go round each point, anticlockwise, and whether that is sure.

    Args:
        points: (p, 2).
        edges: (m, 4) the directed edges x1, y1, x2, y2 of the walks, in any order.
    """
    turns, sure = np.zeros(len(points), dtype=np.int64), np.ones(len(points), dtype=bool)
    step = max(1, _AT_ONCE // max(1, len(edges)))
    for first in range(0, len(points), step):
        some = slice(first, first + step)
        turns[some], sure[some] = _winding(points[some], edges)
    return turns, sure


def _winding(points: _Floats, edges: _Floats) -> tuple[NDArray[np.int64], NDArray[np.bool_]]:
    x, y = points[:, :1], points[:, 1:]
    begun, ended = edges[:, 1] <= y, edges[:, 3] <= y
    who, edge = np.nonzero(begun != ended)
    up = begun[who, edge]
    at = side(edges[edge], points[who])
    counts = np.where(up, at > 0, 0) - np.where(~up, at < 0, 0)
    turns = np.bincount(who, weights=counts, minlength=len(x)).astype(np.int64)
    sure: NDArray[np.bool_] = np.bincount(who, weights=at == 0, minlength=len(x)) == 0
    return turns, sure
