"""Whether an outline is a valid set of polygons, asking only about what changed.

Checking a map of thousands of edges costs more than reading it, and nearly all of it was
checked with the edition before. Let ``near`` be *clean*: valid, and no ring touches itself
or another anywhere. A later outline is clean as well if

1. no new edge meets any edge, but the next and the one before at their common vertex;
2. every ring keeps a vertex with both its edges, and there the winding number of the
   leftover edges is 0: then left of every ring is inside, and right of it outside, still;
3. every hole lies in its shell, and in nothing else that its shell does not lie in.

1 makes all rings simple and apart, 2 makes the inside the same as their winding, 3 makes
holes belong where they are listed. All signs are certain or the answer is "do not know",
and then GEOS checks the whole. So this never changes an answer. Main path: ``is_valid``.
"""

from __future__ import annotations

import numpy as np
import shapely
from numpy.typing import NDArray

from servanda.territory.outline import Edges, Floats, Ints, Outline
from servanda.territory.overlay import uncommon
from servanda.territory.winding import meeting, side, winding

__all__ = ["is_clean", "is_valid", "stays_clean"]

_CORNERS = 3
_FORWARD = 1e-12  # of the terms of a scalar product: then it is above zero for certain


def is_valid(outline: Outline, near: Outline | None) -> bool:
    """Return whether an outline with closed rings is a valid MultiPolygon.

    Args:
        outline: The outline in question.
        near: Another, valid, that has most of its edges; saves work and nothing else.
    """
    if near is not None and outline.same_arrays(near):
        outline.clean = near.clean
        return True
    if near is not None and is_clean(near) and stays_clean(near, outline):
        outline.clean = True
        return True
    return bool(shapely.is_valid(outline.geometry))


def is_clean(outline: Outline) -> bool:
    """Return whether no ring of a valid outline touches itself or another; asks once."""
    if outline.clean is None:
        owner = np.repeat(np.arange(len(outline.rings) - 1), np.diff(outline.rings))
        lines = shapely.linestrings(outline.xy, indices=owner)
        outline.clean = bool(shapely.is_simple(shapely.multilinestrings(lines)))
    return outline.clean


def stays_clean(near: Outline, later: Outline) -> bool:
    """Return True if ``later`` is certainly clean, given that ``near`` is."""
    only_near, only_later, fresh = uncommon(near, later)
    edges = later.edges
    counts = np.bincount(edges.ring, minlength=len(later.rings) - 1)
    if not len(counts) or counts.min() < _CORNERS:
        return False
    leftover = np.concatenate([only_near[:, [2, 3, 0, 1]], only_later])
    return (
        _apart(edges.rows, fresh)
        and _sides_kept(later, edges, fresh, leftover)
        and _holes_at_home(later)
    )


def _apart(rows: Floats, fresh: Ints) -> bool:
    """Whether fresh edges meet no edge but their neighbours, and these only in a vertex."""
    if not len(fresh):
        return True
    who, other = _neighbours(rows, fresh)
    one, two = rows[fresh[who]], rows[other]
    begins, ends = _same(one, 0, two, 2), _same(one, 2, two, 0)
    forks = _same(one, 0, two, 0) | _same(one, 2, two, 2)
    for joint in (begins, ends):
        if (np.bincount(who[joint], minlength=len(fresh)) != 1).any():
            return False
    if forks.any() or (begins & ends).any():
        return False
    joined = begins | ends
    tip = np.where(ends[:, None], two[:, 2:], two[:, :2])
    return _only_joined(one[joined], two[joined], tip[joined]) and _disjoint(
        one[~joined], two[~joined]
    )


def _neighbours(rows: Floats, fresh: Ints) -> tuple[Ints, Ints]:
    """Pairs (number in ``fresh``, row) of edges whose boxes meet."""
    x1, y1, x2, y2 = rows.T
    west, east = np.minimum(x1, x2), np.maximum(x1, x2)
    south, north = np.minimum(y1, y2), np.maximum(y1, y2)
    who, other = meeting(west, east, west[fresh], east[fresh])
    mine = fresh[who]
    meets = (east[other] >= west[mine]) & (west[other] <= east[mine]) & (other != mine)
    meets &= (north[other] >= south[mine]) & (south[other] <= north[mine])
    return who[meets], other[meets]


def _same(one: Floats, at: int, two: Floats, other: int) -> NDArray[np.bool_]:
    same: NDArray[np.bool_] = (one[:, at] == two[:, other]) & (one[:, at + 1] == two[:, other + 1])
    return same


def _only_joined(one: Floats, two: Floats, tip: Floats) -> bool:
    """Whether edges that follow one another have no more in common than a vertex."""
    a, b = one[:, 2:] - one[:, :2], two[:, 2:] - two[:, :2]
    terms = a * b
    onward = terms.sum(axis=1) > _FORWARD * np.abs(terms).sum(axis=1)
    return bool((onward | (side(one, tip) != 0)).all())


def _disjoint(one: Floats, two: Floats) -> bool:
    beyond = side(one, two[:, :2]) * side(one, two[:, 2:]) > 0
    before = side(two, one[:, :2]) * side(two, one[:, 2:]) > 0
    return bool((beyond | before).all())


def _sides_kept(later: Outline, edges: Edges, fresh: Ints, leftover: Floats) -> bool:
    kept = np.ones(len(edges.rows), dtype=bool)
    kept[fresh] = False
    firm = kept[1:] & kept[:-1] & (edges.ring[1:] == edges.ring[:-1])
    at = np.flatnonzero(firm) + 1
    rings, first = np.unique(edges.ring[at], return_index=True)
    if len(rings) != len(later.rings) - 1:
        return False
    turns, sure = winding(edges.drawn[at[first]], leftover)
    return bool(sure.all() and not turns.any())


def _holes_at_home(later: Outline) -> bool:
    if len(later.polygons) == len(later.rings):
        return True
    starts = later.rings[:-1]
    low, high = np.minimum.reduceat(later.xy, starts), np.maximum.reduceat(later.xy, starts)
    boxes = np.hstack([low, high])
    for shell, end in zip(later.polygons[:-1].tolist(), later.polygons[1:].tolist(), strict=True):
        if end - shell == 1:
            continue
        home = _around(later, shell, boxes)
        for hole in range(shell + 1, end):
            about = _around(later, hole, boxes)
            if home is None or about != home | {shell}:
                return False
    return True


def _around(outline: Outline, ring: int, boxes: Floats) -> set[int] | None:
    """The rings that one lies in, for rings that are simple and apart; None if not sure."""
    point = outline.ring(ring)[0]
    near: NDArray[np.bool_] = (boxes[:, :2] <= point).all(axis=1)
    near &= (boxes[:, 2:] >= point).all(axis=1)
    found = set()
    for other in np.flatnonzero(near).tolist():
        if other == ring:
            continue
        line = outline.ring(other)
        turns, sure = winding(point[None, :], np.hstack([line[:-1], line[1:]]))
        if not sure.all():
            return None
        if turns[0]:
            found.add(other)
    return found
