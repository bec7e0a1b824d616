"""Whether fresh edges keep apart from all others, for the edges of many outlines at once.

Calls cost more than the few edges of a changed map, so the edges of several are asked about
together; none of one is ever held against those of another. All signs are certain, or the
edges are said to meet. Main path: ``meeting_others``.
"""

from __future__ import annotations

import numpy as np
import shapely
from numpy.typing import NDArray

from servanda.territory.arrays import Floats, Ints, Mask
from servanda.territory.winding import meeting_in_groups, most_meeting, side

__all__ = ["meeting_others"]

_ALL_PAIRS = 1 << 14  # of edges: up to here, comparing each with each takes less than sorting
_MANY = 1 << 22  # beside one another: from here on a tree is faster, and takes less memory
_FORWARD = 1e-12  # of the terms of a scalar product: then it is above zero for certain


def meeting_others(rows: Floats, fresh: Ints, group: Ints) -> Ints:
    """Return the groups with fresh edges that may meet more than neighbours in a vertex.

    Args:
        rows: (m, 4) edges, x1, y1, x2, y2.
        fresh: Numbers of those in question.
        group: (m,) the group of each; edges are held against those of their own.

    Returns:
        Groups, some repeatedly. In all others each fresh edge is met by one edge where it
        begins, by one where it ends, by these nowhere else, and by no other.
    """
    if not len(fresh):
        return fresh
    who, other = _neighbours(rows, fresh, group)
    mine = fresh[who]
    start, end = np.ascontiguousarray(rows).view(np.complex128).T  # one number a position
    begins, ends = start[mine] == end[other], end[mine] == start[other]
    joined = np.bincount(who[begins], minlength=len(fresh)) == 1
    joined &= np.bincount(who[ends], minlength=len(fresh)) == 1
    forks = (start[mine] == start[other]) | (end[mine] == end[other]) | (begins & ends)
    beside, away = np.flatnonzero(begins | ends), np.flatnonzero(~(begins | ends))
    tip = np.where(ends[beside], end[other[beside]], start[other[beside]])
    fine = ~forks
    fine[beside] &= _only_joined(rows[mine[beside]], rows[other[beside]], tip)
    fine[away] &= _disjoint(rows[mine[away]], rows[other[away]])
    return np.concatenate([group[fresh[~joined]], group[mine[~fine]]])


def _neighbours(rows: Floats, fresh: Ints, group: Ints) -> tuple[Ints, Ints]:
    """Pairs (number in ``fresh``, row) of edges of one group whose boxes meet."""
    x1, y1, x2, y2 = np.ascontiguousarray(rows.T)
    west, east = np.minimum(x1, x2), np.maximum(x1, x2)
    south, north = np.minimum(y1, y2), np.maximum(y1, y2)
    if len(rows) * len(fresh) <= _ALL_PAIRS:
        mine = fresh[:, None]
        meets = (east >= west[mine]) & (west <= east[mine]) & (group == group[mine])
        meets &= (north >= south[mine]) & (south <= north[mine])
        meets[np.arange(len(fresh)), fresh] = False
        pairs: tuple[Ints, Ints] = meets.nonzero()
        return pairs
    spans = south, north, south[fresh], north[fresh], (group[fresh], group)
    if len(rows) * len(fresh) > _MANY and most_meeting(*spans) > _MANY:
        boxes = shapely.box(west, south, east, north)
        who, other = shapely.STRtree(boxes).query(boxes[fresh])
        near = (group[fresh[who]] == group[other]) & (other != fresh[who])
        return who[near], other[near]
    who, other = meeting_in_groups(*spans)
    mine = fresh[who]
    near = (east[other] >= west[mine]) & (west[other] <= east[mine]) & (other != mine)
    near &= (north[other] >= south[mine]) & (south[other] <= north[mine])
    return who[near], other[near]


def _only_joined(one: Floats, two: Floats, tip: NDArray[np.complex128]) -> Mask:
    """Whether edges that follow one another have no more in common than a vertex.

    Args:
        one: (n, 4) some edges.
        two: (n, 4) of each the next or the one before.
        tip: (n,) the end of ``two`` that is not in ``one``.
    """
    terms = (one[:, 2:] - one[:, :2]) * (two[:, 2:] - two[:, :2])
    sizes = np.abs(terms)
    found: Mask = terms[:, 0] + terms[:, 1] > _FORWARD * (sizes[:, 0] + sizes[:, 1])
    back = np.flatnonzero(~found)
    if len(back):
        found[back] = side(one[back], tip[back, None].view(np.float64)) != 0
    return found


def _disjoint(one: Floats, two: Floats) -> Mask:
    """Whether of two edges each time one lies on one side of the other."""
    if not len(one):
        return np.zeros(0, dtype=bool)
    lines = np.concatenate([one, one, two, two])
    at = side(lines, np.concatenate([two[:, :2], two[:, 2:], one[:, :2], one[:, 2:]]))
    begins, ends = at.reshape(2, 2, -1).swapaxes(0, 1)
    found: Mask = (begins[0] * ends[0] > 0) | (begins[1] * ends[1] > 0)
    return found
