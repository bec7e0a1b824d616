"""Edges cut where they cross, as far as it can be shown that doing it once is enough.

A crossing is rounded, and that moves the edges through it; so GEOS nodes again and again until
nothing crosses any more. Here edges are cut once, many at a time. That is enough, since

- rounded crossings lie within ``OFF`` of the lines of both edges, and so do all their pieces;
- of two edges that neither cross nor share an end, one lies on one side of the other, farther
  away than ``_CLEAR``: no piece of the one reaches a piece of the other;
- of two that cross or share an end, the next node along each, both ways, is farther than
  ``_CLEAR`` from the line of the other, and all beyond it is farther still. The pieces between
  it and the common node share no more than that: if they overlapped, the shorter would lie in
  the other, so that its end were within ``OFF`` of a line that it is ``_CLEAR`` away from;
- or they share an end and part at a right angle or more;
- nodes along one edge are farther apart than ``_CLEAR``.

``_CLEAR`` is a hundred times ``OFF``, and that above what rounding does to a distance in degrees.
Edges of which one of these does not hold are doubtful: they may lie on one another, or end on one
another, or several cross in one place. What is done about them is not decided here.

Main path: ``pairs_of`` -> ``nodes_of``.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import shapely

from servanda.territory.arrays import Floats, Ints, Mask
from servanda.territory.crossing import crossings

__all__ = ["OFF", "Lines", "Nodes", "Pairs", "doubt_joints", "nodes_of", "pairs_of"]

OFF = 1e-13  # degrees, 10 nanometres
_CLEAR = 1e-11  # degrees
_MANY = 1 << 22  # pairs beside one another: with more a tree is faster, and takes less memory
_LARGEST = 1e3  # beyond it rounding of distances comes near OFF


class Lines:
    """Edges, and how far a point is off the line of one.

    Attributes:
        edges: (m, 4) x1, y1, x2, y2.
        ways: (2, m) their directions, of length 1.
        doubtful: (m,) of which something could not be shown.
    """

    def __init__(self, edges: Floats) -> None:
        """Take their directions; what is too short or too far out for sure ones is doubtful."""
        self.edges = edges
        ways = edges[:, 2:].T - edges[:, :2].T
        lengths = np.hypot(*ways)
        self.doubtful: Mask = ~((np.abs(edges).max(axis=1) <= _LARGEST) & (lengths > _CLEAR))
        self.ways = ways / np.where(lengths > 0, lengths, 1.0)

    def off(self, which: Ints, xy: Floats) -> Floats:
        """How far to the left of the lines of some edges points lie, degrees."""
        x, y = xy.T - self.edges[which, :2].T
        ahead, up = self.ways[:, which]
        found: Floats = ahead * y - up * x
        return found

    def along(self, which: Ints, xy: Floats) -> Floats:
        """How far along some edges points lie, degrees."""
        x, y = xy.T - self.edges[which, :2].T
        ahead, up = self.ways[:, which]
        found: Floats = ahead * x + up * y
        return found


@dataclass(frozen=True, slots=True)
class Pairs:
    """Pairs of edges that have a point in common, as their numbers.

    Attributes:
        crossing: (2, c) of those that cross.
        joined: (2, j) of those that share an end.
        ends: (4, j) whether the begins of both are one place, begin and end, end and begin, ends.
    """

    crossing: Ints
    joined: Ints
    ends: Mask

    def joints_of(self, which: Mask) -> Pairs:
        """Return some of those that share an end."""
        return Pairs(self.crossing[:, :0], self.joined[:, which], self.ends[:, which])


@dataclass(frozen=True, slots=True)
class Nodes:
    """Where edges are to be cut, edge by edge and along each, with its begin and its end.

    Attributes:
        xy: (n, 2) positions.
        edge: (n,) the number of the edge.
    """

    xy: Floats
    edge: Ints

    def where(self, which: Mask) -> Nodes:
        """Return some of them: all those of some edges."""
        return Nodes(self.xy[which], self.edge[which])

    @classmethod
    def all_of(cls, several: Sequence[Nodes]) -> Nodes:
        """Return those of several, each of other edges."""
        edge = np.concatenate([each.edge for each in several])
        order = np.argsort(edge, kind="stable")
        return cls(np.concatenate([each.xy for each in several])[order], edge[order])

    def pieces(self) -> tuple[Floats, Ints]:
        """Return the pieces, x1, y1, x2, y2, and the number of the edge of each."""
        first = np.flatnonzero(self.edge[1:] == self.edge[:-1])
        return np.hstack([self.xy[first], self.xy[first + 1]]), self.edge[first]

    def fit(self, lines: Lines) -> bool:
        """Whether they lie on the lines of their edges, and in order."""
        if (np.abs(lines.off(self.edge, self.xy)) > OFF).any():
            return False
        steps = np.diff(lines.along(self.edge, self.xy))
        return bool((steps[self.edge[1:] == self.edge[:-1]] > 0).all())


def pairs_of(lines: Lines, group: Ints) -> Pairs:
    """Return the pairs of one group that cross or share an end; both are doubtful if that is.

    Args:
        lines: The edges.
        group: (m,) the group of each.
    """
    near = _near(lines.edges, group)
    ends = _shared_ends(*lines.edges[near])
    joined = ends.any(axis=0)
    pairs = near[:, ~joined]
    apart, across = np.zeros(pairs.shape[1], dtype=bool), np.ones(pairs.shape[1], dtype=bool)
    for each, other in (pairs, pairs[::-1]):
        begin = lines.off(each, lines.edges[other, :2])
        end = lines.off(each, lines.edges[other, 2:])
        clear = (np.abs(begin) > _CLEAR) & (np.abs(end) > _CLEAR)
        one_side = (begin > 0) == (end > 0)
        apart |= clear & one_side
        across &= clear & ~one_side
    lines.doubtful[pairs[:, ~(apart | across)]] = True
    return Pairs(pairs[:, across], near[:, joined], ends[:, joined])


def _near(edges: Floats, group: Ints) -> Ints:
    """Each pair of edges of one group whose boxes are no farther apart than ``_CLEAR``."""
    low = np.minimum(edges[:, :2], edges[:, 2:]).T - _CLEAR
    high = np.maximum(edges[:, :2], edges[:, 2:]).T + _CLEAR
    # Groups are put at places of their own. Rounding a sum keeps the order, or makes equal.
    lift = group * (high[0].max() - low[0].min() + 1)
    order = np.argsort(low[0] + lift)
    begins, ends = (low[0] + lift)[order], (high[0] + lift)[order]
    counts = begins.searchsorted(ends, side="right") - np.arange(1, len(order) + 1)
    if counts.sum() > _MANY:
        return _near_by_tree(low.T[order], high.T[order], order, group)
    one = np.repeat(np.arange(len(order)), counts)
    two = np.arange(1, len(one) + 1) - np.repeat(np.cumsum(counts) - counts, counts) + one
    south, north = low[1, order], high[1, order]
    near = np.flatnonzero((south[one] <= north[two]) & (north[one] >= south[two]))
    pairs = order[np.stack([one[near], two[near]])]
    found: Ints = pairs[:, group[pairs[0]] == group[pairs[1]]]
    return found


def _near_by_tree(low: Floats, high: Floats, order: Ints, group: Ints) -> Ints:
    """The same pairs in the same order, of boxes and edges in that order."""
    boxes = shapely.box(*low.T, *high.T)
    one, two = shapely.STRtree(boxes).query(boxes)
    kept = (one < two) & (group[order[one]] == group[order[two]])
    one, two = one[kept], two[kept]
    by_both = np.lexsort((two, one))
    found: Ints = order[np.stack([one[by_both], two[by_both]])]
    return found


def _shared_ends(ones: Floats, twos: Floats) -> Mask:
    (x1, y1, to_x1, to_y1), (x2, y2, to_x2, to_y2) = ones.T, twos.T
    begins, across = (x1 == x2) & (y1 == y2), (x1 == to_x2) & (y1 == to_y2)
    back, ends = (to_x1 == x2) & (to_y1 == y2), (to_x1 == to_x2) & (to_y1 == to_y2)
    return np.stack([begins, across, back, ends])


def nodes_of(lines: Lines, pairs: Pairs) -> Nodes:
    """Return where edges are cut; doubtful are those whose pieces may meet elsewhere."""
    one, two = pairs.crossing
    places, unknown = crossings(lines.edges[one], lines.edges[two])
    lines.doubtful[pairs.crossing[:, unknown | ~_within(lines, pairs.crossing, places)]] = True
    edge, xy = np.concatenate([one, two]), np.concatenate([places, places])
    along = lines.along(edge, xy)
    order = np.lexsort((along, edge))
    nodes, at = _with_ends(lines, edge[order], xy[order], along[order])
    _doubt_crossings(lines, nodes, at, np.concatenate([two, one])[order])
    doubt_joints(lines, nodes, pairs)
    return nodes


def _with_ends(lines: Lines, edge: Ints, xy: Floats, along: Floats) -> tuple[Nodes, Ints]:
    """Nodes of sorted crossings and the ends of all edges, doubted where near; which are crossings.

    Most edges cross nothing: of these nothing has to be sorted.
    """
    each = np.arange(len(lines.edges))
    counts = np.bincount(edge, minlength=len(each)) + 2
    last, at = np.cumsum(counts) - 1, np.arange(len(edge)) + 2 * edge + 1
    found, far = np.empty((len(edge) + 2 * len(each), 2)), np.zeros(len(edge) + 2 * len(each))
    found[last - counts + 1], found[at], found[last] = lines.edges[:, :2], xy, lines.edges[:, 2:]
    far[at], far[last] = along, lines.along(each, lines.edges[:, 2:])
    nodes = Nodes(found, np.repeat(each, counts))
    tight = (nodes.edge[1:] == nodes.edge[:-1]) & ~(np.diff(far) > _CLEAR)
    lines.doubtful[nodes.edge[1:][tight]] = True
    return nodes, at


def _within(lines: Lines, pairs: Ints, places: Floats) -> Mask:
    """Which places lie in the boxes of both edges, and on their lines but for rounding."""
    found = np.ones(len(places), dtype=bool)
    for each in pairs:
        begins, ends = lines.edges[each, :2], lines.edges[each, 2:]
        found &= (places >= np.minimum(begins, ends)).all(axis=1)
        found &= (places <= np.maximum(begins, ends)).all(axis=1)
        found &= np.abs(lines.off(each, places)) <= OFF
    return found


def _doubt_crossings(lines: Lines, nodes: Nodes, at: Ints, other: Ints) -> None:
    """Doubt edges that cross if the next nodes are not clear of the other, one on each side.

    Args:
        lines: All edges.
        nodes: Where they are cut.
        at: (c,) numbers of the nodes that are crossings.
        other: (c,) which edge crosses there.
    """
    before, after = lines.off(other, nodes.xy[at - 1]), lines.off(other, nodes.xy[at + 1])
    clear = (np.abs(before) > _CLEAR) & (np.abs(after) > _CLEAR) & ((before > 0) != (after > 0))
    lines.doubtful[other[~clear]] = True
    lines.doubtful[nodes.edge[at[~clear]]] = True


def doubt_joints(lines: Lines, nodes: Nodes, pairs: Pairs) -> None:
    """Doubt edges that share an end and part at less than a right angle, but not clearly.

    Args:
        lines: All edges.
        nodes: Where they are cut.
        pairs: Those that share an end.
    """
    (one, two), ends = pairs.joined, pairs.ends
    last = np.cumsum(np.bincount(nodes.edge, minlength=len(lines.edges))) - 1
    first = np.append(0, last[:-1] + 1)
    begins = ends[0] | ends[1], ends[0] | ends[2]  # whether it is where each of the two begins
    next_one = np.where(begins[0], first[one] + 1, last[one] - 1)
    next_two = np.where(begins[1], first[two] + 1, last[two] - 1)
    clear = np.abs(lines.off(one, nodes.xy[next_two])) > _CLEAR
    clear &= np.abs(lines.off(two, nodes.xy[next_one])) > _CLEAR
    (ahead_one, up_one), (ahead_two, up_two) = lines.ways[:, one], lines.ways[:, two]
    ahead = ahead_one * ahead_two + up_one * up_two > 0
    clear |= ahead != (begins[0] == begins[1])
    lines.doubtful[pairs.joined[:, ~clear | (ends.sum(axis=0) > 1)]] = True
