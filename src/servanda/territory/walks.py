"""The closed walks that leftover edges make, and which of them are changed patches as they are.

Edges of many steps are taken at once, because calls cost more than the few edges of a step.
Nothing of one step is ever held against another: walks are followed step by step, and pairs
across steps are left out.

What walks that cross or touch enclose is not decided here (``faces`` does).
Main path: ``walks_of`` -> ``pieces_of``.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
import shapely

from servanda.territory.area import Geometries
from servanda.territory.outline import Floats, Ints
from servanda.territory.pieces import Mask
from servanda.territory.winding import winding

__all__ = ["Walks", "pieces_of", "walks_of"]

_RING = 3  # two edges enclose nothing


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
    begins = (edges[:, 0] + 1j * edges[:, 1]).tolist()
    tips = (edges[:, 2] + 1j * edges[:, 3]).tolist()
    next_: list[int | None] = []
    for first, end in pairwise([0, *ends.tolist()]):
        next_ += _next(begins[first:end], tips[first:end], first)
    found: list[int] = []
    lengths: list[int] = []
    tangled: list[int] = []
    seen = [False] * len(next_)
    for start in range(len(seen)):
        if seen[start]:
            continue
        walk: list[int] = []
        at: int | None = start
        while at is not None and not seen[at]:
            seen[at] = True
            walk.append(at)
            at = next_[at]
        if at == start:
            found += walk
            lengths.append(len(walk))
        else:
            tangled += walk
    return Walks(*(np.array(each, dtype=np.int64) for each in (found, lengths, tangled)))


def _next(begins: list[complex], tips: list[complex], first: int) -> list[int | None]:
    """The number of the one edge of a step that goes on from each, counted from ``first``."""
    numbers = range(first, first + len(begins))
    leaving: dict[complex, int | None] = dict(zip(begins, numbers, strict=True))
    if len(leaving) < len(begins):
        leaving |= {place: None for place, count in Counter(begins).items() if count > 1}
    return list(map(leaving.get, tips))


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


def _met(pieces: Geometries, step: Ints, knots: Floats, knotted: Ints) -> Ints:
    """Numbers of the pieces that meet another one or a knot of their step, some repeatedly."""
    lines = shapely.linestrings(knots.reshape(-1, 2, 2))
    others, steps = np.concatenate([pieces, lines]), np.concatenate([step, knotted])
    piece, met = shapely.STRtree(others).query(pieces)
    near = (piece != met) & (step[piece] == steps[met])
    piece, met = piece[near], met[near]
    asked = np.unique(piece)
    shapely.prepare(pieces[asked])
    found: Ints = piece[shapely.intersects(pieces[piece], others[met])]
    shapely.destroy_prepared(pieces[asked])
    return found
