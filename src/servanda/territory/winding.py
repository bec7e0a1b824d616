"""On which side of a line a point lies, and how often closed walks go round it, with certainty.

Both are signs of differences of products. Near zero, rounding could turn the sign; then the
product is taken exactly, and a point on the line is said to be there. Nothing is guessed.

Main path: ``winding``; ``side`` for its one predicate.
"""

from __future__ import annotations

from fractions import Fraction

import numpy as np
from numpy.typing import NDArray

__all__ = ["exact_side", "meeting", "meeting_in_groups", "side", "winding"]

_Floats = NDArray[np.float64]
_Ints = NDArray[np.int64]
_BOUND = 3.3306690738754716e-16  # Shewchuk 1997: error of the determinant, of its terms' sum
_AT_ONCE = 1 << 24


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


def exact_side(edge: _Floats, point: _Floats) -> int:
    """Return 1 where a point is left of an edge, -1 where right, 0 where it is on the line."""
    (ax, ay, bx, by), (x, y) = map(Fraction, edge.tolist()), map(Fraction, point.tolist())
    one, other = (ax - x) * (by - y), (ay - y) * (bx - x)
    return (one > other) - (one < other)


def meeting(
    low: _Floats, high: _Floats, begins: _Floats, ends: _Floats
) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Return pairs (i, j) in which begins[i] to ends[i] may meet low[j] to high[j].

    All pairs that meet are among them, and few others where intervals are short.
    """
    order = np.argsort(low)
    reach = np.maximum.accumulate(high[order])
    first = np.searchsorted(reach, begins)
    counts = np.searchsorted(low[order], ends, side="right") - first
    counts = np.maximum(counts, 0)
    who = np.repeat(np.arange(len(begins)), counts)
    within = np.arange(len(who)) - np.repeat(np.cumsum(counts) - counts, counts)
    return who, order[within + first[who]]


def meeting_in_groups(
    low: _Floats, high: _Floats, begins: _Floats, ends: _Floats, of: tuple[_Ints, _Ints]
) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Return such pairs of one group only; ``of``: the group of each i, and of each j."""
    # Groups are put at heights of their own. Rounding a sum keeps the order, or makes equal: so
    # no pair is lost, and what comes too near is left out below.
    apart = max(high.max(), ends.max()) - min(low.min(), begins.min()) + 1
    asked, lift = apart * of[0], apart * of[1]
    who, other = meeting(low + lift, high + lift, begins + asked, ends + asked)
    same = of[0][who] == of[1][other]
    return who[same], other[same]


def winding(
    points: _Floats, edges: _Floats, of: tuple[_Ints, _Ints] | None = None
) -> tuple[_Ints, NDArray[np.bool_]]:
    """Return how often closed walks go round each point, and whether it is off all their edges.

    Args:
        points: (p, 2).
        edges: (m, 4) the directed edges x1, y1, x2, y2 of the walks, in any order.
        of: Which group each point, and each edge, is of; a point is asked about the walks of
            its own group only. None: all are of one.
    """
    turns, sure = np.zeros(len(points), dtype=np.int64), np.ones(len(points), dtype=bool)
    if not len(edges):
        return turns, sure
    at_once = max(1, _AT_ONCE // len(edges))
    for first in range(0, len(points), at_once):
        some = slice(first, first + at_once)
        groups = None if of is None else (of[0][some], of[1])
        turns[some], sure[some] = _winding(points[some], edges, groups)
    return turns, sure


def _winding(
    points: _Floats, edges: _Floats, of: tuple[_Ints, _Ints] | None
) -> tuple[_Ints, NDArray[np.bool_]]:
    y, y1, y2 = points[:, 1], edges[:, 1], edges[:, 3]
    if of is None and len(points) == 1:
        edge = np.flatnonzero((y1 <= y) != (y2 <= y))
        who = np.zeros(len(edge), dtype=np.int64)
    else:
        who, edge = _abreast(y, y1, y2, of)
        across = (y1[edge] <= y[who]) != (y2[edge] <= y[who])
        who, edge = who[across], edge[across]
    up = y1[edge] <= y[who]
    at = side(edges[edge], points[who])
    for pair in np.flatnonzero(at == 0).tolist():
        at[pair] = exact_side(edges[edge[pair]], points[who[pair]])
    counts = (up & (at > 0)).astype(np.int64) - (~up & (at < 0))
    turns = np.bincount(who, weights=counts, minlength=len(y)).astype(np.int64)
    sure: NDArray[np.bool_] = np.bincount(who[at == 0], minlength=len(y)) == 0
    return turns, sure


def _abreast(
    y: _Floats, y1: _Floats, y2: _Floats, of: tuple[_Ints, _Ints] | None
) -> tuple[_Ints, _Ints]:
    """Pairs (point, edge) of one group that may be at one height; all that are, are there."""
    low, high = np.minimum(y1, y2), np.maximum(y1, y2)
    return meeting(low, high, y, y) if of is None else meeting_in_groups(low, high, y, y, of)
