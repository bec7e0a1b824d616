"""The closed walks that leftover edges make, and which of them are changed patches as they are.

Edges of many steps are taken at once, because calls cost more than the few edges of a step.
Nothing of one step is ever held against another: walks are followed step by step, and pairs
across steps are left out.

What walks that cross or touch enclose is not decided here (``faces`` does).
Main path: ``walks_of`` -> ``pieces_of``.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import shapely

from servanda.territory.arrays import Floats, Geometries, Ints, Mask
from servanda.territory.outline import keys_of
from servanda.territory.winding import meeting_in_groups, most_meeting, winding

__all__ = ["Walks", "pieces_of", "walks_of"]

_RING = 3  # two edges enclose nothing
_MANY = 1 << 22  # pairs of boxes: with more a tree is faster, and takes less memory


@dataclass(frozen=True, slots=True)
class Walks:
    """Closed walks through vertices passed once.

    Attributes:
        edges: Numbers of their edges, walk after walk.
        lengths: How many edges each has.
        tangled: Numbers of all other edges, those of one step together.
    """

    edges: Ints
    lengths: Ints
    tangled: Ints

    @property
    def starts(self) -> Ints:
        """Where each walk begins in ``edges``."""
        return np.cumsum(self.lengths) - self.lengths

    def edges_of(self, which: Mask) -> Ints:
        """Numbers of the edges of some walks."""
        return self.edges[np.repeat(which, self.lengths)]


def walks_of(edges: Floats, ends: Ints) -> Walks:
    """Return the walks of leftover edges.

    Args:
        edges: (m, 4) directed edges x1, y1, x2, y2, those of one step together.
        ends: Where each step ends in them.
    """
    next_ = _next(edges, ends).tolist()
    found: list[int] = []
    lengths: list[int] = []
    tangled: list[int] = []
    seen = [False] * len(next_)
    for start in range(len(seen)):
        if seen[start]:
            continue
        walk: list[int] = []
        at = start
        while at >= 0 and not seen[at]:
            seen[at] = True
            walk.append(at)
            at = next_[at]
        if at == start:
            found += walk
            lengths.append(len(walk))
        else:
            tangled += walk
    return Walks(*(np.array(each, dtype=np.int64) for each in (found, lengths, tangled)))


def _next(edges: Floats, ends: Ints) -> Ints:
    """The number of the one edge of its step that goes on from each; -1 if none or several do.

    So it is, too, where two places have one key: then what leaves them is noded without need.
    """
    if not len(edges):
        return np.zeros(0, dtype=np.int64)
    places = np.zeros((2, len(edges), 4))
    places[:, :, 2] = np.repeat(np.arange(len(ends)), np.diff(ends, prepend=0))
    places[0, :, :2], places[1, :, :2] = edges[:, :2], edges[:, 2:]
    leaving, arriving = keys_of(places[0]), keys_of(places[1])
    before, after = np.argsort(arriving), np.argsort(leaving)
    ordered = leaving[after]
    twice = np.append(ordered[1:] == ordered[:-1], False)
    at = ordered.searchsorted(arriving[before])  # in order: that is found much faster
    at[at == len(ordered)] = 0
    goes_on, onward = ~twice[at], after[at]
    for tip, begin in zip(places[1, :, :3].T, places[0, :, :3].T, strict=True):
        goes_on &= tip[before] == begin[onward]
    found = np.empty_like(onward)
    found[before] = np.where(goes_on, onward, -1)
    return found


def pieces_of(edges: Floats, step: Ints, walks: Walks) -> tuple[Geometries, Mask]:
    """Return each walk as a polygon, and whether that is a changed patch by itself.

    It is if its ring is simple, nothing else that is left over in its step meets its ground,
    and what is left over does not go round it.

    Args:
        edges: As for ``walks_of``.
        step: (m,) the step of each edge.
        walks: Their walks.
    """
    pieces: Geometries = np.empty(len(walks.lengths), dtype=object)
    ringed = walks.lengths >= _RING
    if not ringed.any():
        return pieces, ringed
    owner = np.repeat(np.arange(ringed.sum()), walks.lengths[ringed])
    rings = shapely.linearrings(edges[walks.edges_of(ringed), :2], indices=owner)
    pieces[ringed] = shapely.polygons(rings)
    alone = ringed.copy()
    alone[ringed] = shapely.is_valid(pieces[ringed])
    knots = np.concatenate([walks.tangled, walks.edges_of(~alone)])
    firsts = walks.edges[walks.starts]
    simple = np.flatnonzero(alone)
    alone[simple[_met(pieces[simple], step[firsts[simple]], edges[knots], step[knots])]] = False
    if len(knots):
        ones = np.flatnonzero(alone)
        asked = firsts[ones]
        turns, sure = winding(edges[asked, :2], edges[knots], (step[asked], step[knots]))
        alone[ones[(turns != 0) | ~sure]] = False
    return pieces, alone


def _near(boxes: Floats, count: int, step: Ints) -> tuple[Ints, Ints]:
    """Pairs of one of the first so many boxes, and any other of its step, that meet."""
    west, south, east, north = boxes.T
    spans = west, east, west[:count], east[:count], (step[:count], step)
    if count * len(boxes) > _MANY and most_meeting(*spans) > _MANY:
        made = shapely.box(west, south, east, north)
        piece, met = shapely.STRtree(made).query(made[:count])
        near = (step[piece] == step[met]) & (piece != met)
        return piece[near], met[near]
    piece, met = meeting_in_groups(*spans)
    near = (west[piece] <= east[met]) & (east[piece] >= west[met]) & (piece != met)
    near &= (south[piece] <= north[met]) & (north[piece] >= south[met])
    return piece[near], met[near]


def _met(pieces: Geometries, step: Ints, knots: Floats, knotted: Ints) -> Ints:
    """Numbers of the pieces that meet another one or a knot of their step, some repeatedly."""
    count = len(pieces)
    if not count:
        return np.zeros(0, dtype=np.int64)
    low, high = np.minimum(knots[:, :2], knots[:, 2:]), np.maximum(knots[:, :2], knots[:, 2:])
    boxes = np.concatenate([shapely.bounds(pieces), np.hstack([low, high])])
    piece, met = _near(boxes, count, np.concatenate([step, knotted]))
    knot = met >= count  # few are near enough for a line to be made of them
    others = pieces[np.where(knot, 0, met)]
    others[knot] = shapely.linestrings(knots[met[knot] - count].reshape(-1, 2, 2))
    asked = np.unique(piece)
    shapely.prepare(pieces[asked])
    found: Ints = piece[shapely.intersects(pieces[piece], others)]
    shapely.destroy_prepared(pieces[asked])
    return found
