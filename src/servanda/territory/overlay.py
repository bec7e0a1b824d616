"""Which ground is in one outline and not in another: exact, and local where it can be.

Consecutive editions of a map share nearly all their edges. Walk every outline with its
inside on the left, strike out the directed edges that both have, and turn round what is
left of the earlier: the leftover edges are closed walks, and their winding number about a
point is membership(later) - membership(earlier) there, without a look at the maps.

A closed walk that is a valid ring, away from all others, is one changed patch (``walks``):
gained if it runs anticlockwise, lost if clockwise. Walks that cross, touch or share a vertex
are noded and cut into faces (``faces``); where these do not add up, shapely's full overlay
answers instead. How large ground is, or what moved it, is not decided here.

Main path: ``leftover`` of each step -> ``changed_grounds``; ``only_in_each`` for two geometries.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import shapely
from numpy.typing import NDArray
from shapely import Geometry

from servanda.territory.arrays import Floats, Geometries, Ints, Mask
from servanda.territory.faces import cut
from servanda.territory.outline import Edges, Outline, keys_of, outline_of
from servanda.territory.pieces import Pieces
from servanda.territory.walks import pieces_of, walks_of

__all__ = [
    "Leftover",
    "changed_ground",
    "changed_grounds",
    "full_overlay",
    "leftover",
    "only_in_each",
    "uncommon",
    "uncommon_of_few",
]

_NO_EDGES = np.empty((0, 4))
_FEW = 1 << 9  # edges that are told apart sooner one by one than by arrays


def only_in_each(a: Geometry, b: Geometry) -> tuple[Geometry, Geometry]:
    """Return (ground only in ``a``, ground only in ``b``), both possibly empty.

    Args:
        a: Valid polygon or multipolygon, degrees.
        b: The same.

    >>> lost, gained = only_in_each(shapely.box(0, 0, 2, 1), shapely.box(1, 0, 3, 1))
    >>> lost.bounds, gained.bounds
    ((0.0, 0.0, 1.0, 1.0), (2.0, 0.0, 3.0, 1.0))
    """
    lost, gained = changed_ground(outline_of(a), outline_of(b))
    return shapely.multipolygons(lost), shapely.multipolygons(gained)


def changed_ground(a: Outline, b: Outline) -> tuple[Geometries, Geometries]:
    """Return the connected pieces only in ``a``, and those only in ``b``, as polygons.

    Args:
        a: A valid outline.
        b: Another.
    """
    pieces = changed_grounds([leftover(a, b)])
    return pieces.polygons[~pieces.gained], pieces.polygons[pieces.gained]


@dataclass(frozen=True, slots=True)
class Leftover:
    """What two valid outlines have not in common: all that is needed to compare them.

    Attributes:
        a: The earlier outline.
        b: The later one.
        only_a: (m, 4) directed edges that ``b`` lacks, the way they run in ``a``.
        only_b: (n, 4) directed edges that ``a`` lacks.
    """

    a: Outline
    b: Outline
    only_a: Floats
    only_b: Floats

    @property
    def positions(self) -> int:
        """How many positions the later outline has: what keeping it costs."""
        return len(self.b.xy)


def leftover(a: Outline, b: Outline) -> Leftover:
    """Return what two valid outlines have not in common; their edges are not needed after it."""
    if a is b:  # a class that did not change, beside one that did
        return Leftover(a, b, _NO_EDGES, _NO_EDGES)
    only_a, only_b, _ = uncommon(a, b)
    return Leftover(a, b, only_a, only_b)


def changed_grounds(steps: Sequence[Leftover]) -> Pieces:
    """Return the connected pieces of ground that steps changed.

    Many steps cost little more than one, and none has any bearing on another.

    Args:
        steps: Each from one outline to another.
    """
    edges, turned, step = _together(steps)
    walks = walks_of(edges, np.searchsorted(step, np.arange(len(steps)), side="right"))
    pieces, alone = pieces_of(edges, step, walks)
    rest = np.ones(len(edges), dtype=bool)
    rest[walks.edges_of(alone)] = False
    gained = np.asarray(shapely.is_ccw(shapely.get_exterior_ring(pieces[alone])), dtype=bool)
    simple = Pieces(pieces[alone], step[walks.edges[walks.starts[alone]]], gained)
    if not rest.any():
        return simple
    others, failed = cut(edges[rest], turned[rest], step[rest])
    slow = [_overlaid(steps[number], number) for number in failed.tolist()]
    return Pieces.all_of([simple.where(~np.isin(simple.step, failed)), others, *slow])


def _together(steps: Sequence[Leftover]) -> tuple[Floats, Mask, Ints]:
    """The leftover edges of all steps, those of the earlier turned round; which; of which step."""
    parts = [part for each in steps for part in (each.only_a[:, [2, 3, 0, 1]], each.only_b)]
    counts = [len(part) for part in parts]
    turned = np.tile([True, False], len(steps))
    step = np.repeat(np.arange(len(steps)), 2)
    return np.concatenate(parts), np.repeat(turned, counts), np.repeat(step, counts)


def _overlaid(one: Leftover, number: int) -> Pieces:
    lost, gained = _parts(one.a.geometry, one.b.geometry)
    both = np.concatenate([lost, gained])
    return Pieces(both, np.full(len(both), number), np.arange(len(both)) >= len(lost))


def full_overlay(a: Geometry, b: Geometry) -> tuple[Geometry, Geometry]:
    """Return the same as ``only_in_each`` by overlaying everything: slow, well trodden."""
    a, b = shapely.normalize(a), shapely.normalize(b)
    return shapely.difference(a, b), shapely.difference(b, a)


def _parts(a: Geometry, b: Geometry) -> tuple[Geometries, Geometries]:
    lost, gained = (shapely.get_parts(g) for g in full_overlay(a, b))
    polygon = shapely.GeometryType.POLYGON
    return (
        lost[shapely.get_type_id(lost) == polygon],
        gained[shapely.get_type_id(gained) == polygon],
    )


def uncommon(a: Outline, b: Outline) -> tuple[Floats, Floats, Ints]:
    """Return the directed edges of each that the other lacks, and where in ``b`` they begin.

    The answer is kept with ``b`` for the last ``a`` asked about.

    Args:
        a: An outline.
        b: Another.
    """
    if b.uncommon is None or b.uncommon[0] is not a.mark:
        one, two = _differing(a, b)
        left_a, left_b = _uncommon(one.rows, two.rows)
        b.uncommon = (a.mark, one.rows[left_a], two.rows[left_b], two.at[left_b])
    return b.uncommon[1:]


def _differing(a: Outline, b: Outline) -> tuple[Edges, Edges]:
    """The edges among which those are that the other lacks."""
    known = b.revises if b.revises and b.revises.near is a.mark else None
    if known is None:
        return a.edges, b.edges
    kept = known.rings >= 0
    if not np.array_equal(a.turns()[known.rings[kept]], b.turns()[kept]):
        return a.edges, b.edges
    one = a.edges_from(_touching([(begin, end) for begin, end, _, _ in known.spans]))
    at = _touching([(begin, end) for _, _, begin, end in known.spans])
    return one, b.edges_from(at)


def _touching(spans: list[tuple[int, int]]) -> Ints:
    """The positions in spans, and those before each: where edges begin that have one in a span."""
    numbers: list[Ints] = []
    done = 0
    for begin, end in spans:
        numbers.append(np.arange(max(begin - 1, done), end))
        done = end
    return np.concatenate(numbers) if numbers else np.zeros(0, dtype=np.int64)


def _uncommon(a: Floats, b: Floats) -> tuple[Mask, Mask]:
    """A valid outline has each directed edge once, so a key found twice is a collision."""
    if len(a) + len(b) <= _FEW:
        return uncommon_of_few(a, b)
    left_a, left_b = np.ones(len(a), dtype=bool), np.ones(len(b), dtype=bool)
    keys_a, keys_b = keys_of(a), keys_of(b)
    order_a, order_b = np.argsort(keys_a), np.argsort(keys_b)
    ordered_a, ordered_b = keys_a[order_a], keys_b[order_b]
    if not len(ordered_a) or not len(ordered_b):
        return left_a, left_b
    at = np.searchsorted(ordered_b, ordered_a)
    at[at == len(ordered_b)] = 0
    hit = ordered_b[at] == ordered_a
    in_a, in_b = order_a[hit], order_b[at[hit]]
    unsure = _doubles(ordered_a) or _doubles(ordered_b)
    if unsure or not np.array_equal(a[in_a], b[in_b]):
        return _uncommon_slowly(a, b)
    left_a[in_a] = left_b[in_b] = False
    return left_a, left_b


def uncommon_of_few(a: Floats, b: Floats) -> tuple[Mask, Mask]:
    """Return which rows of each the other lacks, by sets: these take less for a few edges.

    Args:
        a: (m, k) numbers, no row twice in a valid outline.
        b: (n, k) others.
    """
    ones, twos = _rows_as_bytes(a), _rows_as_bytes(b)
    in_a, in_b = set(ones), set(twos)
    if len(in_a) < len(ones) or len(in_b) < len(twos):
        return _uncommon_slowly(a, b)
    left_a = np.array([edge not in in_b for edge in ones], dtype=bool)
    return left_a, np.array([edge not in in_a for edge in twos], dtype=bool)


def _rows_as_bytes(rows: Floats) -> list[bytes]:
    """Outlines have no negative zeros, so equal numbers are equal bytes."""
    width = rows.shape[1] * rows.itemsize
    found: list[bytes] = np.ascontiguousarray(rows).view(f"V{width}").ravel().tolist()
    return found


def _doubles(ordered: NDArray[np.uint64]) -> bool:
    return bool((ordered[1:] == ordered[:-1]).any())


def _uncommon_slowly(a: Floats, b: Floats) -> tuple[Mask, Mask]:
    rows = np.concatenate([a, b])
    order = np.lexsort(rows.T)
    ordered = rows[order]
    twin = np.all(ordered[1:] == ordered[:-1], axis=1)
    twin &= (order[:-1] < len(a)) & (order[1:] >= len(a))  # each of one has one of the other
    common = np.zeros(len(rows), dtype=bool)
    common[order[1:][twin]] = True
    common[order[:-1][twin]] = True
    return ~common[: len(a)], ~common[len(a) :]
