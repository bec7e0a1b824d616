"""On which side of a line a point lies, which way a ring runs, how often walks go round a point.

All with certainty. Sides are signs of differences of products. Near zero, rounding could turn
the sign; then the product is taken exactly, and a point on the line is said to be there; which
way a ring runs is asked of GEOS then. Nothing is guessed.

Main path: ``winding``; ``side`` for its one predicate; ``anticlockwise``.
"""

from __future__ import annotations

from fractions import Fraction

import numpy as np
import shapely
from numpy.typing import NDArray

from servanda.territory.arrays import Floats, Ints, Mask

__all__ = [
    "anticlockwise",
    "exact_side",
    "meeting",
    "meeting_in_groups",
    "most_meeting",
    "runs",
    "side",
    "turning",
    "winding",
]

_BOUND = 3.3306690738754716e-16  # Shewchuk 1997: error of the determinant, of its terms' sum
_AT_ONCE = 1 << 24
_CLEAR = 1e-12  # an oriented area below this share of its terms may be rounding


def side(edges: Floats, points: Floats) -> NDArray[np.int8]:
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


def exact_side(edge: Floats, point: Floats) -> int:
    """Return 1 where a point is left of an edge, -1 where right, 0 where it is on the line."""
    (ax, ay, bx, by), (x, y) = map(Fraction, edge.tolist()), map(Fraction, point.tolist())
    one, other = (ax - x) * (by - y), (ay - y) * (bx - x)
    return (one > other) - (one < other)


def turning(xy: Floats, offsets: Ints) -> tuple[Mask, Mask]:
    """Return which rings run anticlockwise, and of which rounding could hide it.

    Args:
        xy: (n, 2) positions, ring after ring, each closed or not, two at least in each.
        offsets: (r + 1,) where each ring begins, and where the last ends.

    >>> square = np.array([[0.0, 0], [1, 0], [1, 1], [0, 1]])
    >>> turns, doubt = turning(np.concatenate([square, square[::-1]]), np.array([0, 4, 8]))
    >>> turns.tolist(), doubt.tolist()
    ([True, False], [False, False])
    """
    if len(offsets) == 1:
        return np.zeros(0, dtype=bool), np.zeros(0, dtype=bool)
    starts = offsets[:-1]
    x, y = (xy - np.repeat(xy[starts], np.diff(offsets), axis=0)).T
    # Each ring begins at (0, 0) now, so that no term reaches from one into the next.
    ahead, back = x[:-1] * y[1:], x[1:] * y[:-1]
    twice = np.add.reduceat(ahead - back, starts)
    sizes = np.add.reduceat(np.abs(ahead) + np.abs(back), starts)
    return twice > 0, np.abs(twice) <= _CLEAR * sizes


def anticlockwise(xy: Floats, offsets: Ints) -> Mask:
    """Return which closed rings run anticlockwise; GEOS is asked where ``turning`` is in doubt."""
    found, doubt = turning(xy, offsets)
    for ring in np.flatnonzero(doubt).tolist():
        line = shapely.linearrings(xy[offsets[ring] : offsets[ring + 1]])
        found[ring] = shapely.is_ccw(line)
    return found


def meeting(low: Floats, high: Floats, begins: Floats, ends: Floats) -> tuple[Ints, Ints]:
    """Return the pairs (i, j) in which begins[i] to ends[i] meets low[j] to high[j], in any order.

    Of two intervals that meet, one begins within the other. So pairs are runs of the one sort
    in order of where they begin, and long intervals among short ones cost nothing.

    >>> meeting(*map(np.array, ([0.0, 2], [1.0, 9], [1.0, 3], [2.0, 4])))
    (array([0, 0, 1]), array([1, 0, 1]))
    """
    by_low, by_begin = np.argsort(low), np.argsort(begins)
    lows, beginnings = low[by_low], begins[by_begin]
    within, j = runs(lows.searchsorted(begins), lows.searchsorted(ends, side="right"))
    other, i = runs(
        beginnings.searchsorted(low, side="right"), beginnings.searchsorted(high, side="right")
    )
    return np.concatenate([within, by_begin[i]]), np.concatenate([by_low[j], other])


def runs(first: Ints, end: Ints) -> tuple[Ints, Ints]:
    """Return the number of each run, and each number in it, of runs of numbers.

    >>> runs(np.array([5, 0]), np.array([7, 1]))
    (array([0, 0, 1]), array([5, 6, 0]))
    """
    counts = np.maximum(end - first, 0)
    run = np.repeat(np.arange(len(first)), counts)
    return run, np.arange(len(run)) + (first - (counts.cumsum() - counts))[run]


def most_meeting(
    low: Floats, high: Floats, begins: Floats, ends: Floats, of: tuple[Ints, Ints]
) -> int:
    """Return how many pairs ``meeting_in_groups`` looks at, without making them."""
    lifted, asked = _lifted(low, high, begins, ends, of)
    last = np.sort(low + lifted).searchsorted(ends + asked, side="right")
    first = np.sort(high + lifted).searchsorted(begins + asked, side="left")
    return int((last - first).sum())


def _lifted(
    low: Floats, high: Floats, begins: Floats, ends: Floats, of: tuple[Ints, Ints]
) -> tuple[Floats, Floats]:
    """Return heights that put each group apart: of each j, and of each i."""
    apart = max(high.max(), ends.max()) - min(low.min(), begins.min()) + 1
    return apart * of[1], apart * of[0]


def meeting_in_groups(
    low: Floats, high: Floats, begins: Floats, ends: Floats, of: tuple[Ints, Ints]
) -> tuple[Ints, Ints]:
    """Return such pairs of one group only; ``of``: the group of each i, and of each j."""
    # Groups are put at heights of their own. Rounding a sum keeps the order, or makes equal: so
    # no pair is lost, and what comes too near is left out below.
    lift, asked = _lifted(low, high, begins, ends, of)
    who, other = meeting(low + lift, high + lift, begins + asked, ends + asked)
    same = of[0][who] == of[1][other]
    return who[same], other[same]


def winding(
    points: Floats, edges: Floats, of: tuple[Ints, Ints] | None = None
) -> tuple[Ints, Mask]:
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


def _winding(points: Floats, edges: Floats, of: tuple[Ints, Ints] | None) -> tuple[Ints, Mask]:
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
    sure: Mask = np.bincount(who[at == 0], minlength=len(y)) == 0
    return turns, sure


def _abreast(y: Floats, y1: Floats, y2: Floats, of: tuple[Ints, Ints] | None) -> tuple[Ints, Ints]:
    """Pairs (point, edge) of one group that may be at one height; all that are, are there."""
    low, high = np.minimum(y1, y2), np.maximum(y1, y2)
    return meeting(low, high, y, y) if of is None else meeting_in_groups(low, high, y, y, of)
