"""Edges cut where they meet, as GEOS cuts them, but those of many steps at once.

Nearly all are cut here (``cutting``). Edges of which it cannot be shown that cutting them once is
enough are cut by GEOS, with those that cross them, and those that cross these. What comes of them
is held against the rest once more; if that is in doubt as well, GEOS cuts all edges of the group.

Main path: ``noded``.
"""

from __future__ import annotations

import struct
from math import hypot

import numpy as np
import shapely
from shapely import Geometry

from servanda.territory.arrays import Floats, Ints, Mask
from servanda.territory.cutting import OFF, Lines, Nodes, Pairs, doubt_joints, nodes_of, pairs_of
from servanda.territory.winding import runs

__all__ = ["lines_of", "noded"]

Place = tuple[float, float]

_LINES = struct.pack("<BI", 1, 5)  # how a multilinestring begins in little-endian WKB ...
_LINE = np.dtype([("order", "u1"), ("kind", "<u4"), ("count", "<u4"), ("xy", "<f8", (4,))])  # ...


def noded(edges: Floats, group: Ints, groups: int) -> tuple[Floats, Ints, Ints, Mask]:
    """Return edges cut where they meet, the group of each piece, and which groups cannot be cut.

    Third comes the edge each piece is of, and no other: -1 for all pieces of a group in which that
    is not certain, since edges may lie on one another.

    Args:
        edges: (m, 4) x1, y1, x2, y2.
        group: (m,) the group of each, ascending: those of one group are cut by each other.
        groups: How many there are.

    Returns:
        The pieces of a group together, in the order of the edges and along each.
    """
    lines, left = Lines(edges), np.zeros(groups, dtype=bool)
    pairs = pairs_of(lines, group)
    nodes = nodes_of(lines, pairs)
    tied, failed = np.zeros(groups, dtype=bool), np.zeros(groups, dtype=bool)
    tied[group[lines.doubtful]] = True
    pieces, edge = _untied(lines, pairs, nodes, group, left) if tied.any() else nodes.pieces()
    of = group[edge]
    edge = np.where(tied[of], -1, edge)
    if not left.any():
        return pieces, of, edge, failed
    kept = ~left[of]
    found, whose, edges_of = [pieces[kept]], [of[kept]], [edge[kept]]
    for number in np.flatnonzero(left).tolist():
        cut = _by_geos(edges[group == number])
        failed[number] = cut is None
        if cut is not None:
            found.append(cut)
            whose.append(np.full(len(cut), number))
            edges_of.append(np.full(len(cut), -1))
    return np.concatenate(found), np.concatenate(whose), np.concatenate(edges_of), failed


def _untied(
    lines: Lines, pairs: Pairs, nodes: Nodes, group: Ints, left: Mask
) -> tuple[Floats, Ints]:
    """The pieces and the edge of each, those of doubtful edges as GEOS has them.

    Args:
        lines: All edges.
        pairs: Those that have a point in common.
        nodes: Where they would be cut without doubt.
        group: The group of each edge.
        left: In it is marked which groups are left to GEOS as a whole.
    """
    knotted = _knotted(lines, pairs)
    several = [nodes.where(~knotted[nodes.edge])]
    for number in np.unique(group[knotted]).tolist():
        knot = np.flatnonzero(knotted & (group == number))
        found = _nodes_by_geos(lines, knot)
        left[number] = found is None
        several.append(found or nodes.where(np.isin(nodes.edge, knot)))
    nodes = Nodes.all_of(several)
    lines.doubtful[:] = False
    one, two = pairs.joined
    doubt_joints(lines, nodes, pairs.joints_of(knotted[one] != knotted[two]))
    left[group[lines.doubtful]] = True
    pieces, edge = nodes.pieces()
    asked = np.flatnonzero(knotted[edge])
    again = asked[_repeated(pieces[asked], group[edge[asked]])]
    return np.delete(pieces, again, axis=0), np.delete(edge, again)


def _repeated(pieces: Floats, group: Ints) -> list[int]:
    """Numbers of the few pieces that were in their group before, either way round."""
    seen: set[tuple[int, frozenset[Place]]] = set()
    found: list[int] = []
    for number, (x, y, to_x, to_y) in enumerate(pieces.tolist()):
        key = int(group[number]), frozenset(((x, y), (to_x, to_y)))
        found += [number] if key in seen else []
        seen.add(key)
    return found


def _knotted(lines: Lines, pairs: Pairs) -> Mask:
    """The doubtful edges, all that cross them, and all that cross these."""
    found = lines.doubtful.copy()
    edge, crossed = np.hstack([pairs.crossing, pairs.crossing[::-1]])
    order = np.argsort(edge)
    first = edge[order].searchsorted(np.arange(len(found) + 1))
    new = np.flatnonzero(found)
    while len(new):  # each edge is new once, so that a long chain takes no longer than others
        _, at = runs(first[new], first[new + 1])
        met = crossed[order[at]]
        new = np.unique(met[~found[met]])
        found[new] = True
    return found


def _nodes_by_geos(lines: Lines, knot: Ints) -> Nodes | None:
    """Where GEOS cuts some edges; None if that cannot be told of each by itself."""
    pieces = _by_geos(lines.edges[knot])
    if pieces is None:
        return None
    ways = _Ways(pieces.tolist())
    xy: list[Place] = []
    edge: list[int] = []
    for number, (x, y, to_x, to_y) in zip(knot.tolist(), lines.edges[knot].tolist(), strict=True):
        places = ways.between((x, y), (to_x, to_y))
        if not places:
            return None
        xy += places
        edge += [number] * len(places)
    nodes = Nodes(np.array(xy).reshape(-1, 2), np.array(edge, dtype=np.int64))
    return nodes if ways.done and nodes.fit(lines) else None


class _Ways:
    """Pieces in the order of the edges they were cut from; equal ones are there once, the first."""

    def __init__(self, pieces: list[list[float]]) -> None:
        self._left = [((x, y), (to_x, to_y)) for x, y, to_x, to_y in reversed(pieces)]
        self._passed: dict[Place, list[Place]] = {}

    @property
    def done(self) -> bool:
        """Whether each piece is of an edge that was asked about."""
        return not self._left

    def between(self, begin: Place, end: Place) -> list[Place]:
        """Return the places at which the next edge was cut, or none if that is not clear."""
        found, seen = [begin], {begin}
        while (at := found[-1]) != end:
            if self._left and self._left[-1][0] == at and _is_ahead(*self._left[-1], end):
                to = self._left.pop()[1]
                self._passed.setdefault(at, []).append(to)
                self._passed.setdefault(to, []).append(at)
            else:
                again = [to for to in self._passed.get(at, ()) if _is_ahead(at, to, end)]
                if len(again) != 1 or again[0] in seen:
                    return []
                to = again[0]
            found.append(to)
            seen.add(to)
        return found


def _is_ahead(at: Place, to: Place, end: Place) -> bool:
    """Whether a place lies on the way from another to the end of an edge."""
    (x, y), (to_x, to_y) = (to[0] - at[0], to[1] - at[1]), (end[0] - at[0], end[1] - at[1])
    aside, ahead, far = x * to_y - y * to_x, x * to_x + y * to_y, hypot(to_x, to_y)
    return abs(aside) <= OFF * far and 0 < ahead <= far * (far + OFF)


def _by_geos(edges: Floats) -> Floats | None:
    """The edges, cut where they meet, or None if that cannot be done."""
    try:
        found = shapely.node(lines_of(edges))
    except shapely.GEOSException:  # nearly parallel lines can be noded for ever
        return None
    pieces: Floats = shapely.get_coordinates(found).reshape(-1, 4)
    return pieces


def lines_of(edges: Floats) -> Geometry:
    """Return each edge as a line, all in one geometry; one object each would cost more."""
    written = np.empty(len(edges), dtype=_LINE)
    written["order"], written["kind"], written["count"], written["xy"] = 1, 2, 2, edges
    return shapely.from_wkb(_LINES + struct.pack("<I", len(edges)) + written.tobytes())
