"""Which ground is in one polygon and not in another: exact, and local where it can be.

Consecutive editions of a map share nearly all their edges. Walk every outline with its
inside on the left, strike out the directed edges that both outlines have, and what is
left is the boundary between "only in A", "only in B" and "the same in both": inside one
face of those leftover edges, membership(A) - membership(B) cannot change. So only the
leftover edges are noded and polygonised, and each face is judged by one point in it.

Shoelace sums over the leftover edges say what area(B) - area(A), and its first moments,
must come to; if the faces disagree, shapely's full overlay answers instead. Which ground counts as
moved, and how large it is, is not decided here.

Main path: ``only_in_each``.
"""

from __future__ import annotations

import numpy as np
import shapely
from numpy.typing import NDArray
from shapely import Geometry

__all__ = ["full_overlay", "only_in_each"]

_TOLERANCE = 1e-11  # deg²: about 0.1 m²; deg³ for the moments
_Edges = NDArray[np.float64]


def only_in_each(a: Geometry, b: Geometry) -> tuple[Geometry, Geometry]:
    """Return (ground only in ``a``, ground only in ``b``), both possibly empty.

    Args:
        a: Valid polygon or multipolygon, degrees.
        b: The same.

    >>> lost, gained = only_in_each(shapely.box(0, 0, 2, 1), shapely.box(1, 0, 3, 1))
    >>> lost.bounds, gained.bounds
    ((0.0, 0.0, 1.0, 1.0), (2.0, 0.0, 3.0, 1.0))
    """
    only_a, only_b = _uncommon(_directed_edges(a), _directed_edges(b))
    if not len(only_a) and not len(only_b):
        return shapely.MultiPolygon(), shapely.MultiPolygon()
    faces = _faces(np.concatenate([only_a, only_b]))
    points = shapely.get_coordinates(shapely.point_on_surface(faces))
    in_a, in_b = _inside(a, points), _inside(b, points)
    lost = shapely.union_all(faces[in_a & ~in_b])
    gained = shapely.union_all(faces[in_b & ~in_a])
    origin = np.concatenate([only_a, only_b])[0, :2]
    found = _moments(gained, origin) - _moments(lost, origin)
    if np.abs(found - _expected(only_a, only_b, origin)).max() > _TOLERANCE:
        return full_overlay(a, b)
    return lost, gained


def full_overlay(a: Geometry, b: Geometry) -> tuple[Geometry, Geometry]:
    """Return the same as ``only_in_each`` by overlaying everything: slow, well trodden."""
    a, b = shapely.normalize(a), shapely.normalize(b)
    return shapely.difference(a, b), shapely.difference(b, a)


def _directed_edges(area: Geometry) -> _Edges:
    """All edges as rows (x1, y1, x2, y2), the inside on the left."""
    oriented = shapely.orient_polygons(area)
    rings = shapely.get_rings(shapely.get_parts(oriented))
    xy, ring = shapely.get_coordinates(rings, return_index=True)
    xy = xy + 0.0  # -0.0 and 0.0 are one place
    same = (ring[1:] == ring[:-1]) & np.any(xy[1:] != xy[:-1], axis=1)
    return np.hstack([xy[:-1][same], xy[1:][same]])


def _uncommon(a: _Edges, b: _Edges) -> tuple[_Edges, _Edges]:
    """Rows of each that the other lacks. A valid polygon has each directed edge once."""
    rows = np.concatenate([a, b])
    order = np.lexsort(rows.T)
    ordered = rows[order]
    twin = np.all(ordered[1:] == ordered[:-1], axis=1)
    common = np.zeros(len(rows), dtype=bool)
    common[order[1:][twin]] = True
    common[order[:-1][twin]] = True
    return a[~common[: len(a)]], b[~common[len(a) :]]


def _faces(edges: _Edges) -> NDArray[np.object_]:
    ordered = edges[np.lexsort(edges.T)]  # rounding of crossings hangs on the order of noding
    lines = shapely.linestrings(ordered.reshape(-1, 2, 2))
    noded = shapely.get_parts(shapely.union_all(lines))
    faces: NDArray[np.object_] = shapely.get_parts(shapely.polygonize(noded))
    return faces


def _inside(area: Geometry, points: NDArray[np.float64]) -> NDArray[np.bool_]:
    shapely.prepare(area)
    inside: NDArray[np.bool_] = shapely.contains_xy(area, points)
    return inside


def _expected(only_a: _Edges, only_b: _Edges, origin: _Edges) -> _Edges:
    """Area and first moments of b less those of a, from the uncommon edges alone."""
    signed = np.concatenate([-np.ones(len(only_a)), np.ones(len(only_b))])
    x1, y1, x2, y2 = (np.concatenate([only_a, only_b]) - np.tile(origin, 2)).T
    cross = signed * (x1 * y2 - x2 * y1)
    return np.array([cross.sum() / 2, np.dot(cross, x1 + x2) / 6, np.dot(cross, y1 + y2) / 6])


def _moments(area: Geometry, origin: _Edges) -> _Edges:
    """Area and first moments about ``origin``, which is near, for precision."""
    if area.is_empty:
        return np.zeros(3)
    centre = shapely.get_coordinates(area.centroid)[0] - origin
    return float(area.area) * np.array([1.0, *centre])
