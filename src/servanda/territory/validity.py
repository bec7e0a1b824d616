"""Whether an outline is a valid set of polygons, asking only about what changed.

Checking a map of thousands of edges costs more than reading it, and nearly all of it was
checked with the edition before. Let ``near`` be *clean*: valid, and no ring touches itself
or another anywhere. A later outline is clean as well if

1. no new edge meets any edge, but the next and the one before at their common vertex;
2. every ring that keeps a vertex with both its edges has there a winding number of the
   leftover edges of 0: then left of it is inside, and right of it outside, still; and every
   other shell lies in as many shells as holes, so that the same is true of it;
3. every hole lies in its shell, and in nothing else that its shell does not lie in, which
   makes the same true of holes that keep no vertex.

1 makes all rings simple and apart, 2 makes the inside the same as their winding, 3 makes
holes belong where they are listed. All signs are certain or the answer is "do not know",
and then GEOS checks the whole. So this never changes an answer.

Where the text says which spans of positions differ, and which rings are the same but for them,
boxes tell most of it. In each span a ring leaves its old course at a position both have and
comes back to it at another, or at its end; old and new course, the one run backwards, are a
closed walk in a box, and what any ring changed by is such walks. Rings that came or went are
closed walks themselves. Let every other ring have a position outside all boxes. It is in no
span, and all that the ring does near it, it did before. Then, given 1,

- no walk goes round that position, nor round any place near it, so each ring goes round the
  places left and right of it as often as before, and no ring that came goes round it: it runs
  the same way, which is how edges know their inside, and 2 holds;
- each ring goes round the positions of the others as often as before, so holes lie in the
  rings they lay in, and 3 holds;
- it has two edges there that do not run back on each other, so it has three; those of a ring
  that came are all new, and are counted;
- new edges are in the boxes, so for 1 no edge has to be looked at that meets none of them;
- of rings that came, 2 and 3 are asked by themselves; no other ring lies in them.

A ring that has no position outside all boxes may be taken for one that went and another that
came, if all it was and all it is have boxes as well. What it kept of its edges is not new, for 1.

If a ring begins, and so ends, at another place than before, the walk that leads over it lies in
the spans at its two ends; and if one span follows another at once, a walk may lie in both. Such
spans have one box together. A box too many, or too large, only asks for more.
Main path: ``is_valid``.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise

import numpy as np
import shapely
from numpy.typing import NDArray

from servanda.territory.arrays import Floats, Ints, Mask
from servanda.territory.nesting import holes_at_home, well_placed
from servanda.territory.outline import Outline, Revision
from servanda.territory.overlay import uncommon
from servanda.territory.winding import meeting, side, winding

__all__ = ["is_clean", "is_valid", "stays_clean"]

_CORNERS = 3
_FEW = 32  # spans: beyond, sorting all edges takes no longer than looking through them for each
_ALL_PAIRS = 1 << 14  # of edges: up to here, comparing each with each takes less than sorting
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
    known = later.revises
    if known is not None and known.near is near.mark:
        about = _about(near, later, known)
        if about is not None:
            at, rings = about
            later.turns_as(near, rings)
            some = later.edges_from(at)
            came = np.flatnonzero(rings < 0)
            if (np.bincount(some.ring, minlength=len(rings))[came] < _CORNERS).any():
                return False
            _, _, fresh = uncommon(near, later, some)
            apart = _apart(some.rows, np.searchsorted(some.at, fresh))
            return apart and well_placed(later, came.tolist())
    return _stays_clean(near, later)


def _stays_clean(near: Outline, later: Outline) -> bool:
    """The same by all edges, whatever differs."""
    only_near, only_later, begins = uncommon(near, later)
    edges = later.edges
    counts = np.bincount(edges.ring, minlength=len(later.rings) - 1)
    if not len(counts) or counts.min() < _CORNERS:
        return False
    if not _apart(edges.rows, np.searchsorted(edges.at, begins)):
        return False
    new = _sides_kept(later, begins, np.concatenate([only_near[:, [2, 3, 0, 1]], only_later]))
    return new is not None and well_placed(later, new.tolist()) and holes_at_home(later)


def _about(near: Outline, later: Outline, known: Revision) -> tuple[Ints, Ints] | None:
    """Where edges begin that may meet a box, and which ring there each ring is, -1: none.

    A ring that has no position outside the boxes is taken for one that came, and what it was
    for one that went; None if that leaves another without.
    """
    if not 0 < len(known.spans) <= _FEW:
        return None
    boxes, rings = _boxes(near, later, known), known.rings
    for _ in range(2):
        meets = _meets(later, boxes)
        outside = ~meets
        outside[later.rings[1:] - 1] = False  # what follows the end of a ring is of another
        within = ~np.logical_or.reduceat(outside, later.rings[:-1]) & (rings >= 0)
        if not within.any():
            return np.flatnonzero(meets), rings
        went, came = rings[within].tolist(), np.flatnonzero(within).tolist()
        whole = [*map(near.ring, went), *map(later.ring, came)]
        boxes = np.vstack([boxes, [[*ring.min(axis=0), *ring.max(axis=0)] for ring in whole]])
        rings = np.where(within, -1, rings)
    return None


def _meets(later: Outline, boxes: Floats) -> Mask:
    """Whether what leads from each position to the next may meet one of the boxes."""
    x, y = np.ascontiguousarray(later.xy.T)
    east, west = np.maximum(x[1:], x[:-1]), np.minimum(x[1:], x[:-1])
    north, south = np.maximum(y[1:], y[:-1]), np.minimum(y[1:], y[:-1])
    meets = np.zeros(len(x), dtype=bool)
    for least_x, least_y, most_x, most_y in boxes.tolist():
        meets[:-1] |= (east >= least_x) & (west <= most_x) & (north >= least_y) & (south <= most_y)
    return meets


def _boxes(near: Outline, later: Outline, known: Revision) -> Floats:
    """(west, south, east, north) of closed walks, with the positions they leave and join."""
    was, now = near.rings.tolist(), later.rings.tolist()
    pieces: list[Floats] = []
    for a, b, c, d in known.spans:  # no edge leads from one ring to the next
        pieces.append(near.xy[a - (a not in was) : b + (b not in was)])
        pieces.append(later.xy[c - (c not in now) : d + (d not in now)])
    starts = np.cumsum([0, *map(len, pieces)])[:-1:2]
    xy = np.concatenate(pieces)
    found = np.hstack([np.minimum.reduceat(xy, starts), np.maximum.reduceat(xy, starts)])
    several = list(_in_several(near, later, known))
    return _united(found, several) if several else found


def _united(boxes: Floats, several: list[list[int]]) -> Floats:
    """The boxes, one for those of each of several together."""
    first = list(range(len(boxes)))
    for some in several:
        old = {first[number] for number in some}
        first = [min(old) if number in old else number for number in first]
    found = []
    for group in sorted(set(first)):
        these = boxes[[number for number, each in enumerate(first) if each == group]]
        found.append([*these[:, :2].min(axis=0), *these[:, 2:].max(axis=0)])
    return np.array(found)


def _in_several(near: Outline, later: Outline, known: Revision) -> Iterator[list[int]]:
    """Numbers of spans in which one walk may lie: all others lie in one span each."""
    spans = known.spans
    yield from ([n, n + 1] for n, (one, two) in enumerate(pairwise(spans)) if one[1] == two[0])
    kept = np.flatnonzero(known.rings >= 0)
    begun = near.xy[near.rings[known.rings[kept]]] != later.xy[later.rings[kept]]
    for ring in kept[begun.any(axis=1)].tolist():  # its first and last spans are one walk
        was = near.rings[known.rings[ring]], near.rings[known.rings[ring] + 1]
        now = later.rings[ring], later.rings[ring + 1]
        yield [
            number
            for number, (a, b, c, d) in enumerate(spans)
            if any(a <= end <= b for end in was) or any(c <= end <= d for end in now)
        ]


def _apart(rows: Floats, fresh: Ints) -> bool:
    """Whether fresh edges meet no edge but their neighbours, and these only in a vertex."""
    if not len(fresh):
        return True
    who, other = _neighbours(rows, fresh)
    mine = fresh[who]
    start, end = np.ascontiguousarray(rows).view(np.complex128).T  # one number a position
    begins, ends = start[mine] == end[other], end[mine] == start[other]
    for joint in (begins, ends):
        if (np.bincount(who[joint], minlength=len(fresh)) != 1).any():
            return False
    forks = (start[mine] == start[other]) | (end[mine] == end[other]) | (begins & ends)
    if forks.any():
        return False
    beside, away = np.flatnonzero(begins | ends), np.flatnonzero(~(begins | ends))
    tip = np.where(ends[beside], end[other[beside]], start[other[beside]])
    return _only_joined(rows[mine[beside]], rows[other[beside]], tip) and _disjoint(
        rows[mine[away]], rows[other[away]]
    )


def _neighbours(rows: Floats, fresh: Ints) -> tuple[Ints, Ints]:
    """Pairs (number in ``fresh``, row) of edges whose boxes meet."""
    x1, y1, x2, y2 = rows.T
    west, east = np.minimum(x1, x2), np.maximum(x1, x2)
    south, north = np.minimum(y1, y2), np.maximum(y1, y2)
    if len(rows) * len(fresh) <= _ALL_PAIRS:
        mine = fresh[:, None]
        meets = (east >= west[mine]) & (west <= east[mine])
        meets &= (north >= south[mine]) & (south <= north[mine])
        meets[np.arange(len(fresh)), fresh] = False
        pairs: tuple[Ints, Ints] = meets.nonzero()
        return pairs
    who, other = meeting(south, north, south[fresh], north[fresh])
    mine = fresh[who]
    meets = (east[other] >= west[mine]) & (west[other] <= east[mine]) & (other != mine)
    meets &= (north[other] >= south[mine]) & (south[other] <= north[mine])
    return who[meets], other[meets]


def _only_joined(one: Floats, two: Floats, tip: NDArray[np.complex128]) -> bool:
    """Whether edges that follow one another have no more in common than a vertex.

    Args:
        one: (n, 4) some edges.
        two: (n, 4) of each the next or the one before.
        tip: (n,) the end of ``two`` that is not in ``one``.
    """
    terms = (one[:, 2:] - one[:, :2]) * (two[:, 2:] - two[:, :2])
    sizes = np.abs(terms)
    onward = terms[:, 0] + terms[:, 1] > _FORWARD * (sizes[:, 0] + sizes[:, 1])
    back = np.flatnonzero(~onward)
    return not len(back) or bool(side(one[back], tip[back, None].view(np.float64)).all())


def _disjoint(one: Floats, two: Floats) -> bool:
    """Whether of two edges each time one lies on one side of the other."""
    if not len(one):
        return True
    lines = np.concatenate([one, one, two, two])
    at = side(lines, np.concatenate([two[:, :2], two[:, 2:], one[:, :2], one[:, 2:]]))
    begins, ends = at.reshape(2, 2, -1).swapaxes(0, 1)
    return bool((begins * ends > 0).any(axis=0).all())


def _sides_kept(later: Outline, begins: Ints, leftover: Floats) -> Ints | None:
    """The rings that keep no position with both edges; None if a walk goes round one kept.

    Args:
        later: The outline.
        begins: Where its fresh edges begin.
        leftover: (m, 4) the edges of closed walks.
    """
    kept = np.zeros(len(later.xy), dtype=bool)
    kept[later.edges.at] = True
    kept[begins] = False
    firm = np.append(np.flatnonzero(kept[1:] & kept[:-1]) + 1, len(later.xy))
    first = firm[firm.searchsorted(later.rings[:-1])]
    keep = first < later.rings[1:]
    turns, sure = winding(later.xy[first[keep]], leftover)
    return None if turns.any() or not sure.all() else np.flatnonzero(~keep)
