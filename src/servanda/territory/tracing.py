"""The faces between noded segments: as GEOS polygonizes them, ring by ring, in half the time.

Every segment is a half-edge each way, numbered in their order. One that arrives at a vertex
goes on by the next that leaves it anticlockwise, so that its face stays on its right. Rings
that run clockwise are faces; the others are the outside of what hangs together. A ring begins
with its half-edge of the lowest number, and faces stand in the order of these: as in GEOS.

Whatever is not plain is left to GEOS: directions too near one another to tell which comes
first, rings whose turn rounding could hide, segments with one face on both sides, a face that
touches itself in a vertex, and one that may have something else within it.

Main path: ``traced``.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import shapely
from numpy.typing import NDArray

from servanda.territory.arrays import Floats, Geometries, Ints, Mask
from servanda.territory.common import overlapping_boxes
from servanda.territory.outline import keys_of
from servanda.territory.winding import turning

__all__ = ["UNKNOWN", "traced"]

_APART = 1e-12  # radians: a thousand times what rounding does to a direction
_RING = 3
_SEEN = -1
UNKNOWN = -(1 << 30)  # no walk goes round anything so often
_FORK = 2  # half-edges that leave a vertex where nothing is to be chosen


@dataclass(frozen=True, slots=True)
class _Rings:
    """Rings of half-edges.

    Attributes:
        halves: Numbers of the half-edges, ring after ring.
        lengths: How many each ring has.
    """

    halves: Ints
    lengths: Ints

    @property
    def starts(self) -> Ints:
        """Where each ring begins in ``halves``."""
        return np.cumsum(self.lengths) - self.lengths

    @property
    def owner(self) -> Ints:
        """The ring of each of ``halves``."""
        return np.repeat(np.arange(len(self.lengths)), self.lengths)

    @property
    def of_halves(self) -> Ints:
        """The ring of each half-edge, in their order."""
        found = np.empty_like(self.halves)
        found[self.halves] = self.owner
        return found


def traced(
    pieces: Floats, group: Ints, groups: int, ways: Ints
) -> tuple[Geometries, Ints, Ints, Mask]:
    """Return the faces between pieces, the group of each, and the groups that are left to GEOS.

    Third comes how often the walks that the pieces make go round each face; ``UNKNOWN`` where
    that is not told.

    Args:
        pieces: (m, 4) x1, y1, x2, y2; those of one group share no more than their ends.
        group: (m,) the group of each.
        groups: How many there are.
        ways: (m,) 1 where the one walk along a piece goes its way, -1 against it; 0 for all
            pieces of a group where that is not known, or walks may share pieces.
    """
    left = np.zeros(groups, dtype=bool)
    if not len(pieces):
        none = np.zeros(0, dtype=np.int64)
        return np.empty(0, dtype=object), none, none, left
    halves = np.stack([pieces, pieces[:, [2, 3, 0, 1]]], axis=1)
    rows, of = halves.reshape(-1, 4), np.repeat(group, 2)
    after, forks, unsure = _next(rows, of)
    left[of[unsure]] = True
    rings = _rings(after)
    owner = of[rings.halves[rings.starts]]
    inward, doubt = _inward(rows, rings)
    left[owner[doubt | _odd(rings, inward, forks)]] = True
    boxes = _boxes(rows, rings)
    left[owner[_around(boxes, owner, inward)]] = True
    kept = inward & ~left[owner]
    return _polygons(rows, rings, kept), owner[kept], _turns(rings, inward, ways)[kept], left


def _next(rows: Floats, of: Ints) -> tuple[Ints, Ints, Ints]:
    """The half-edge after each; the number of the fork each leaves, or -1; and which are unsure."""
    places = np.column_stack([rows[:, :2], of, np.zeros(len(of))])
    keys = keys_of(places)
    order = np.argsort(keys)
    new = np.append(True, keys[order[1:]] != keys[order[:-1]])
    collided = _collided(places[order], new)
    first = np.flatnonzero(new)
    sizes = np.diff(first, append=len(order))
    onward = np.arange(1, len(order) + 1)
    onward[first + sizes - 1] = first
    fork = np.repeat(sizes > _FORK, sizes)
    order[fork], ahead = _anticlockwise(rows, keys, order[fork])
    turns = ahead[(np.cumsum(fork) - 1)[onward[fork]]] - ahead
    unsure = np.append(collided, False) | np.append(False, collided)
    unsure[fork] |= np.where(turns < 0, turns + 2 * np.pi, turns) < _APART
    turned, forks = np.empty_like(order), np.empty_like(order)
    turned[order], forks[order] = order[onward], np.where(fork, np.cumsum(new), -1)
    return turned[np.arange(len(order)) ^ 1], forks, order[unsure]


def _collided(ordered: Floats, new: Mask) -> Mask:
    """Which places have the key of the place before and are another, column by column."""
    found = np.zeros(len(ordered) - 1, dtype=bool)
    for column in ordered[:, :3].T:
        found |= column[1:] != column[:-1]
    return found & ~new[1:]


def _anticlockwise(rows: Floats, keys: NDArray[np.uint64], some: Ints) -> tuple[Ints, Floats]:
    """Half-edges in order of the vertices they leave, and round each; and their directions."""
    x1, y1, x2, y2 = rows[some].T
    directions = np.arctan2(y2 - y1, x2 - x1)
    order = np.lexsort((directions, keys[some]))
    return some[order], directions[order]


def _rings(after: Ints) -> _Rings:
    following = after.tolist()
    found: list[int] = []
    ends: list[int] = []
    for start, after_it in enumerate(following):
        if after_it == _SEEN:
            continue
        found.append(start)
        at = after_it
        while at != start:  # each is the next of one, so this comes back
            found.append(at)
            following[at], at = _SEEN, following[at]
        ends.append(len(found))
    return _Rings(np.array(found, dtype=np.int64), np.diff(np.array(ends), prepend=0))


def _inward(rows: Floats, rings: _Rings) -> tuple[Mask, Mask]:
    """Which rings run clockwise, and of which that is unsure."""
    outward, doubt = turning(rows[rings.halves, :2], np.append(0, np.cumsum(rings.lengths)))
    doubt |= rings.lengths < _RING
    return ~(outward | doubt), doubt


def _odd(rings: _Rings, inward: Mask, forks: Ints) -> Mask:
    """Rings on both sides of a segment, and faces that come twice to one fork."""
    odd, ring = np.zeros(len(inward), dtype=bool), rings.of_halves
    odd[ring[::2][ring[::2] == ring[1::2]]] = True
    asked = (forks >= 0) & inward[ring]
    pairs = np.sort(ring[asked] * (len(forks) + 1) + forks[asked])
    odd[pairs[1:][pairs[1:] == pairs[:-1]] // (len(forks) + 1)] = True
    return odd


def _polygons(rows: Floats, rings: _Rings, inward: Mask) -> Geometries:
    lengths = rings.lengths[inward]
    xy = rows[rings.halves[np.repeat(inward, rings.lengths)], :2]
    owner = np.repeat(np.arange(len(lengths)), lengths)
    lines = shapely.linearrings(xy, indices=owner)
    return np.asarray(shapely.polygons(lines), dtype=object)


def _boxes(rows: Floats, rings: _Rings) -> Floats:
    xy, starts = rows[rings.halves, :2], rings.starts
    return np.hstack([np.minimum.reduceat(xy, starts), np.maximum.reduceat(xy, starts)])


def _around(boxes: Floats, of: Ints, inward: Mask) -> Ints:
    """Numbers of the faces whose box has that of some outside of the same group within it.

    The outside of what a face is part of is as large as the face, so never within it.
    """
    outsides, faces = np.flatnonzero(~inward), np.flatnonzero(inward)
    outside, face = overlapping_boxes(boxes[outsides], boxes[faces])
    one, two = outsides[outside], faces[face]
    same = np.flatnonzero(of[one] == of[two])
    (west, south, east, north), (to_west, to_south, to_east, to_north) = (
        boxes[each[same]].T for each in (two, one)
    )
    within = (west < to_west) & (south < to_south) & (east > to_east) & (north > to_north)
    found: Ints = two[same[within]]
    return found


def _turns(rings: _Rings, inward: Mask, ways: Ints) -> Ints:
    """How often walks go round what is within each ring; 0 for outsides.

    Left of a walk it is once more than right of it. So it is told from the outside inwards: no
    walk goes round what lies beside an outside, as nothing lies within a face of something else
    (those groups are left to GEOS).
    """
    right, left = rings.of_halves.reshape(-1, 2).T
    turns, told = np.where(inward, UNKNOWN, 0), ~inward
    left_over = np.flatnonzero(ways)
    while len(left_over):
        by_right, by_left = told[right[left_over]], told[left[left_over]]
        ahead, back = left_over[by_right & ~by_left], left_over[by_left & ~by_right]
        if not len(ahead) and not len(back):
            break
        turns[left[ahead]] = turns[right[ahead]] + ways[ahead]
        turns[right[back]] = turns[left[back]] - ways[back]
        told[left[ahead]] = told[right[back]] = True
        left_over = left_over[~(by_right | by_left)]
    return turns
