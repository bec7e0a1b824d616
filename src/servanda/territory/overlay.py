"""Which ground is in one outline and not in another: exact, and local where it can be.

Consecutive editions of a map share nearly all their edges. Walk every outline with its
inside on the left, strike out the directed edges that both have, and turn round what is
left of the earlier: the leftover edges are closed walks, and their winding number about a
point is membership(later) - membership(earlier) there, without a look at the maps.

A closed walk that is a valid ring, away from all others, is one changed patch: gained if
it runs anticlockwise, lost if clockwise. Walks that cross, touch or share a vertex are
noded and cut into faces, and each face is judged by the winding number of one point in it.
Area and first moments of the faces must be those of the walks; if not, shapely's full
overlay answers instead. How large ground is, or what moved it, is not decided here.

Main path: ``changed_ground``; ``only_in_each`` for two geometries.
"""

from __future__ import annotations

import numpy as np
import shapely
from numpy.typing import NDArray
from shapely import Geometry

from servanda.territory.outline import Edges, Floats, Ints, Outline, keys_of, outline_of
from servanda.territory.winding import winding

__all__ = ["changed_ground", "full_overlay", "only_in_each", "uncommon"]

_TOLERANCE = 1e-11  # deg²: about 0.1 m²; deg³ for the moments

Geometries = NDArray[np.object_]
_Mask = NDArray[np.bool_]
_NONE: Geometries = np.empty(0, dtype=object)


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
    only_a, only_b, _ = uncommon(a, b)
    if not len(only_a) and not len(only_b):
        return _NONE, _NONE
    edges = np.concatenate([only_a[:, [2, 3, 0, 1]], only_b])
    walks, tangled = _walks(edges)
    pieces, alone = _pieces(edges, walks, tangled)
    turns = shapely.is_ccw(shapely.get_exterior_ring(pieces[alone]))
    lost, gained = pieces[alone][~turns], pieces[alone][turns]
    others = [walk for walk, one in zip(walks, alone, strict=True) if not one]
    if others or len(tangled):
        rest = np.sort(np.concatenate([tangled, *others]))
        cut = _cut(edges[rest], rest < len(only_a))
        if cut is None:
            return _parts(a.geometry, b.geometry)
        lost, gained = np.concatenate([lost, cut[0]]), np.concatenate([gained, cut[1]])
    return lost, gained


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
    """Return the directed edges of each that the other lacks, and their numbers in ``b``.

    The answer is kept with ``b`` for the last ``a`` asked about.
    """
    if b.uncommon is None or b.uncommon[0] is not a.mark:
        one, two = a.edges, b.edges
        in_a, in_b = _differing(a, b)
        left_a, left_b = _uncommon(one.rows[in_a], two.rows[in_b])
        fresh = in_b[left_b]
        b.uncommon = (a.mark, one.rows[in_a[left_a]], two.rows[fresh], fresh)
    return b.uncommon[1:]


def _differing(a: Outline, b: Outline) -> tuple[Ints, Ints]:
    """Numbers of the edges among which those are that the other lacks."""
    one, two = a.edges, b.edges
    known = b.revises if b.revises and b.revises[0] is a.mark else None
    if known is None or not np.array_equal(a.turns(), b.turns()):
        return np.arange(len(one.rows)), np.arange(len(two.rows))
    spans = np.array(known[1], dtype=np.int64).reshape(-1, 4)
    return _touching(one, spans[:, :2]), _touching(two, spans[:, 2:])


def _touching(edges: Edges, spans: Ints) -> Ints:
    """Numbers of the edges that begin or end in spans of positions."""
    first = np.searchsorted(edges.at, spans[:, 0] - 1)
    end = np.searchsorted(edges.at, spans[:, 1])
    numbers = [np.arange(one, other) for one, other in zip(first, end, strict=True)]
    return np.unique(np.concatenate(numbers)) if numbers else np.zeros(0, dtype=np.int64)


def _uncommon(a: Floats, b: Floats) -> tuple[_Mask, _Mask]:
    """A valid outline has each directed edge once, so a key found twice is a collision."""
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


def _doubles(ordered: NDArray[np.uint64]) -> bool:
    return bool((ordered[1:] == ordered[:-1]).any())


def _uncommon_slowly(a: Floats, b: Floats) -> tuple[_Mask, _Mask]:
    rows = np.concatenate([a, b])
    order = np.lexsort(rows.T)
    ordered = rows[order]
    twin = np.all(ordered[1:] == ordered[:-1], axis=1)
    twin &= (order[:-1] < len(a)) & (order[1:] >= len(a))  # each of one has one of the other
    common = np.zeros(len(rows), dtype=bool)
    common[order[1:][twin]] = True
    common[order[:-1][twin]] = True
    return ~common[: len(a)], ~common[len(a) :]


_Walk = NDArray[np.int64]


def _walks(edges: Floats) -> tuple[list[_Walk], _Walk]:
    """Closed walks through vertices passed once, as edge numbers; and the edges of all others."""
    begins = (edges[:, 0] + 1j * edges[:, 1]).tolist()
    ends = (edges[:, 2] + 1j * edges[:, 3]).tolist()
    leaving: dict[complex, int] = {}
    crossed: set[complex] = set()
    for number, place in enumerate(begins):
        if leaving.setdefault(place, number) != number:
            crossed.add(place)
    walks: list[_Walk] = []
    tangled: list[int] = []
    seen = [False] * len(begins)
    for start in range(len(begins)):
        if seen[start]:
            continue
        walk, clear, at = _follow(start, seen, ends, leaving, crossed)
        if clear and at == start:
            walks.append(np.array(walk))
        else:
            tangled += walk
    return walks, np.array(tangled, dtype=np.int64)


def _follow(
    start: int,
    seen: list[bool],
    ends: list[complex],
    leaving: dict[complex, int],
    crossed: set[complex],
) -> tuple[list[int], bool, int]:
    walk, at, clear = [], start, True
    while not seen[at]:
        seen[at] = True
        walk.append(at)
        place = ends[at]
        clear = clear and place not in crossed and place in leaving
        at = leaving.get(place, start)
    return walk, clear, at


def _pieces(
    edges: Floats, walks: list[_Walk], tangled: _Walk
) -> tuple[Geometries, NDArray[np.bool_]]:
    """Each walk as a polygon, and whether that is a changed patch by itself.

    It is if its ring is simple, nothing else that is left over meets its ground, and what
    is left over does not go round it.
    """
    pieces: Geometries = np.empty(len(walks), dtype=object)
    lengths = np.array([len(walk) for walk in walks], dtype=np.int64)
    ringed = lengths > 2  # noqa: PLR2004 - two edges enclose nothing
    alone = ringed.copy()
    places = [edges[walk, :2] for walk, ring in zip(walks, ringed, strict=True) if ring]
    if not places:
        return pieces, alone
    owner = np.repeat(np.arange(len(places)), lengths[ringed])
    pieces[ringed] = shapely.polygons(shapely.linearrings(np.concatenate(places), indices=owner))
    alone[ringed] = shapely.is_valid(pieces[ringed])
    knots = np.concatenate([tangled, *(w for w, one in zip(walks, alone, strict=True) if not one)])
    simple = np.flatnonzero(alone)
    lines = shapely.linestrings(edges[knots].reshape(-1, 2, 2))
    tree = shapely.STRtree(np.concatenate([pieces[simple], lines]))
    piece, met = tree.query(pieces[simple], predicate="intersects")
    alone[simple[piece[piece != met]]] = False
    if len(knots):
        ones = np.flatnonzero(alone)
        starts = edges[np.array([walks[n][0] for n in ones], dtype=np.int64), :2]
        turns, sure = winding(starts, edges[knots])
        alone[ones[(turns != 0) | ~sure]] = False
    return pieces, alone


def _cut(edges: Floats, turned: NDArray[np.bool_]) -> tuple[Geometries, Geometries] | None:
    """Node closed walks and give each face by its winding number; None if that fails.

    ``turned`` edges are noded the way the map has them, so that where crossings come to
    lie does not hang on which edition is the later.
    """
    as_drawn = np.where(turned[:, None], edges[:, [2, 3, 0, 1]], edges)
    try:
        faces = _faces(as_drawn)
    except shapely.GEOSException:  # nearly parallel lines can be noded for ever
        return None
    turns, _ = winding(shapely.get_coordinates(shapely.point_on_surface(faces)), edges)
    if (np.abs(turns) > 1).any():
        return None
    lost, gained = _joined(faces[turns == -1]), _joined(faces[turns == 1])
    origin = edges[0, :2]
    found = _moments(gained, origin) - _moments(lost, origin)
    if np.abs(found - _expected(edges, origin)).max() > _TOLERANCE:
        return None
    return lost, gained


def _joined(faces: Geometries) -> Geometries:
    """Faces of one kind; those with an edge in common as one."""
    rings, owner = shapely.get_rings(faces, return_index=True)
    xy, ring = shapely.get_coordinates(rings, return_index=True)
    inner = ring[1:] == ring[:-1]
    one, other = xy[:-1][inner], xy[1:][inner]
    turned = (one[:, 0] > other[:, 0]) | ((one[:, 0] == other[:, 0]) & (one[:, 1] > other[:, 1]))
    rows = np.hstack([one, other])
    rows[turned] = rows[turned][:, [2, 3, 0, 1]]
    _, which, counts = np.unique(keys_of(rows), return_inverse=True, return_counts=True)
    if not len(counts) or counts.max() == 1:
        return faces
    neighbours = np.unique(owner[ring[:-1][inner][counts[which] > 1]])
    merged = shapely.get_parts(shapely.union_all(faces[neighbours]))
    return np.concatenate([np.delete(faces, neighbours), merged])


def _faces(edges: Floats) -> Geometries:
    # Rounding of crossings hangs on the order of noding, and on what is noded as one line: sorted
    # edges, one by one, are the same however a ring was written.
    ordered = edges[np.lexsort(edges.T)]
    lines = shapely.multilinestrings(shapely.linestrings(ordered.reshape(-1, 2, 2)))
    faces: Geometries = shapely.get_parts(
        shapely.polygonize(shapely.get_parts(shapely.node(lines)))
    )
    return faces


def _expected(edges: Floats, origin: Floats) -> Floats:
    """Area and first moments enclosed by closed walks."""
    x1, y1, x2, y2 = (edges - np.tile(origin, 2)).T
    cross = x1 * y2 - x2 * y1
    return np.array([cross.sum() / 2, np.dot(cross, x1 + x2) / 6, np.dot(cross, y1 + y2) / 6])


def _moments(pieces: Geometries, origin: Floats) -> Floats:
    """Area and first moments about ``origin``, which is near, for precision."""
    areas = shapely.area(pieces)
    centres = shapely.get_coordinates(shapely.centroid(pieces)) - origin
    return np.array([areas.sum(), *(areas @ centres)])
