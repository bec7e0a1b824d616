"""Square kilometres of a polygon on the WGS 84 ellipsoid, and the length of its outline.

Two readings of what lies between two vertices, because the answer depends on it:

``geodesic``
    the shortest line on the ellipsoid (pyproj's ``Geod``). The default.
``straight``
    a straight line in longitude and latitude, which is what GeoJSON says (RFC 7946,
    3.1.1). Integrated exactly on the ellipsoid, so parts of a cut polygon add up to the
    whole and a vertex in the middle of an edge changes nothing.

On maps with vertices every few kilometres they agree to a few parts per million. On an
edge of one degree along the 48th parallel they differ by about 6 km².

No projection is involved. This module does not decide whether a polygon is sensible
(``geojson`` does). Main path: ``area_km2``.
"""

from __future__ import annotations

from array import array
from functools import cache
from itertools import pairwise
from typing import Any, Literal

import numpy as np
import shapely
from numpy.typing import NDArray
from pyproj import Geod
from shapely import Geometry

from servanda.territory.arrays import Floats, Geometries, Ints

__all__ = ["GLOBE_KM2", "Edges", "Rings", "area_km2", "areas_km2", "measures_of", "perimeter_km"]

Edges = Literal["geodesic", "straight"]

_A_M = 6_378_137.0
_F = 1 / 298.257223563
_E2 = _F * (2 - _F)
_E = _E2**0.5
_TERMS = 8  # sin φ, sin 3φ ... sin 15φ: the next term is below 1e-19 of the first
_M2_PER_KM2 = 1e6


def area_km2(geometry: Geometry, *, edges: Edges = "geodesic") -> float:
    """Return the area of a polygon or multipolygon, holes taken out.

    Args:
        geometry: Polygon(s), longitude and latitude in degrees, WGS 84. Anything
            without area (empty, lines, points) counts 0.
        edges: How to read the line between two vertices, see the module's text.

    >>> round(area_km2(shapely.box(37.0, 48.0, 37.1, 48.1)), 2)
    82.9
    >>> wide = shapely.Polygon([(37, 48), (38, 48), (37.5, 49)])
    >>> round(area_km2(wide), 1), round(area_km2(wide, edges="straight"), 1)
    (4144.7, 4122.2)
    """
    return float(areas_km2(_polygons(geometry), edges=edges).sum())


def perimeter_km(geometry: Geometry) -> float:
    """Return the geodesic length of the outline in km, holes' outlines included.

    >>> round(perimeter_km(shapely.box(37.0, 48.0, 37.1, 48.1)), 1)
    37.1
    """
    return float(measures_of(_polygons(geometry))[1].sum())


def areas_km2(polygons: Geometries, *, edges: Edges = "geodesic") -> Floats:
    """Return the area of each of many polygons, km²; see ``area_km2``."""
    if edges == "geodesic":
        return measures_of(polygons)[0]
    rings = Rings(polygons)
    return rings.sums(np.abs(_straight_rings_m2(rings.xy, rings.offsets)), holes=-1) / _M2_PER_KM2


def measures_of(polygons: Geometries) -> tuple[Floats, Floats]:
    """Return of each polygon the area in km² and the outline in km, both along geodesics."""
    rings = Rings(polygons)
    measure = _geod().polygon_area_perimeter
    # Most rings are short: then slices of ``array`` cost less than those of NumPy.
    lon, lat = (array("d", column.tobytes()) for column in rings.xy.T)
    spans = list(pairwise(rings.offsets.tolist()))
    found = np.array([measure(lon[a:b], lat[a:b]) for a, b in spans]).reshape(-1, 2)
    areas: Floats = rings.sums(np.abs(found[:, 0]), holes=-1) / _M2_PER_KM2
    return areas, rings.sums(found[:, 1], holes=1) / 1e3


class Rings:
    """The rings of many polygons in one array, and whose they are.

    Attributes:
        count: How many polygons.
        xy: (p, 2) positions, ring after ring; the first of each is also its last.
        offsets: Where each ring begins in them, and where the last ends.
        owner: The polygon of each ring.
        shell: Whether each ring is the shell of its polygon.
    """

    def __init__(self, polygons: Geometries) -> None:
        """Take rings out of polygons, as they run."""
        self.count = len(polygons)
        self.xy = shapely.get_coordinates(polygons)
        positions = shapely.get_num_coordinates(polygons)
        rings = shapely.get_num_interior_rings(polygons) + (positions > 0)
        self.owner = np.repeat(np.arange(self.count), rings)
        counts = positions[self.owner]
        # Of most polygons the one ring has all positions; only of the others rings are made.
        several = rings > 1
        if several.any():
            counts[several[self.owner]] = shapely.get_num_coordinates(
                shapely.get_rings(polygons[several])
            )
        self.offsets = np.concatenate([[0], np.cumsum(counts)]).astype(np.int64)
        self.shell = np.diff(self.owner, prepend=-1) > 0

    def sums(self, values: Floats, *, holes: int) -> Floats:
        """Add up what rings measure by polygon; a hole counts ``holes`` times."""
        signed = np.where(self.shell, values, holes * values)
        return np.bincount(self.owner, weights=signed, minlength=self.count).astype(np.float64)


def _polygons(geometry: Geometry) -> Geometries:
    parts = shapely.get_parts(shapely.get_parts(geometry))
    areal = shapely.get_type_id(parts) == shapely.GeometryType.POLYGON
    found: Geometries = parts[areal & ~shapely.is_empty(parts)]
    return found


@cache
def _geod() -> Geod:
    return Geod(ellps="WGS84")


def _straight_rings_m2(xy: Floats, offsets: Ints) -> Floats:
    """Integrate the authalic function along the straight edges of each ring, term by term.

    The mean of sin(mφ) over an edge from φ1 to φ2 is sin(m φ̄) · sinc(m Δφ / 2), which
    stays exact as Δφ goes to 0. Rings that run anticlockwise come out negative.
    """
    if len(offsets) == 1:
        return np.zeros(0)
    lon, lat = np.radians(xy).T
    middle, half = (lat[1:] + lat[:-1]) / 2, (lat[1:] - lat[:-1]) / 2
    orders = 2 * np.arange(_TERMS) + 1
    waves = np.sin(np.outer(orders, middle)) * np.sinc(np.outer(orders, half) / np.pi)
    # A product of matrices would round each column by where it stands: what is dust alone could
    # be a patch among others.
    strips = (_authalic_terms()[:, None] * waves).sum(axis=0) * np.diff(lon)
    strips[offsets[1:-1] - 1] = 0  # from the end of one ring to the start of the next
    whole: Floats = np.add.reduceat(strips, offsets[:-1]) * (_A_M**2 / 2)
    return whole


@cache
def _authalic_terms() -> Floats:
    """Coefficients c with q(φ) = Σ c[k] sin((2k+1)φ), q being Snyder's authalic function.

    q is odd, and symmetric about the pole, so only odd sines occur. Found by the
    discrete sine transform, which converges geometrically in the small eccentricity.
    """
    count = 64
    phi = (np.arange(count) + 0.5) * np.pi / count
    orders = 2 * np.arange(_TERMS) + 1
    terms: NDArray[Any] = np.sin(np.outer(orders, phi)) @ _authalic(phi) * 2 / count
    return terms


def _authalic(phi: Floats) -> Floats:
    s = np.sin(phi)
    q: Floats = (1 - _E2) * (s / (1 - _E2 * s * s) + np.arctanh(_E * s) / _E)
    return q


GLOBE_KM2 = 2 * np.pi * _A_M**2 * float(_authalic(np.array([np.pi / 2]))[0]) / _M2_PER_KM2
