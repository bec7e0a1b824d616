"""How long the front is, and how deep an advance went.

**Front**: the outline of the held ground, without what runs along the rim of the layer of
regions: a line that follows a coast or an outer border is no front.

    front_km = geodesic length of outline(held) inside the regions and farther than
               ``rim_km`` (2) from the outer border of all regions together

The **active** front is the part of it within ``REACH_KM`` (5) of ground that changed hands in
the period: neither coasts nor a front that stands still are in it, whatever the layer.

Without a layer the whole outline counts, coasts and all, and whoever prints it says so. A
layer that takes in sea lets coasts count as front.

**Depth**: two numbers, because a mean over a long front hides the spearhead.

    mean    = net gain [km²] / front_km (or the active part) at the beginning of the period
    deepest = greatest geodesic distance from a vertex of ground gained in the period to the
              nearest ground held at its beginning

Slivers and dust (``redraw``) do not count for the deepest point. The nearest ground is looked
for in an equal-area projection about the place, and the distance to it is measured on the
ellipsoid. Main path: ``inland`` -> ``front_line`` -> ``length_km``; ``deepest_km``.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import numpy as np
import shapely
from numpy.typing import NDArray
from pyproj import Geod, Transformer
from shapely import Geometry

from servanda.territory.patch import Patch

__all__ = [
    "REACH_KM",
    "RIM_KM",
    "active_line",
    "deepest_km",
    "front_line",
    "inland",
    "length_km",
    "mean_depth_km",
]

RIM_KM = 2.0
REACH_KM = 5.0
_WIDE_ENOUGH = 8  # segments of a quarter circle: 2 km are then at least 1.99


def inland(areas: Sequence[Geometry], *, rim_km: float = RIM_KM) -> Geometry:
    """Return the ground of all regions together that is farther than ``rim_km`` from its rim.

    Gaps between neighbours narrower than twice that are borders drawn badly, not coasts, and
    are closed first.
    """
    whole = shapely.union_all(list(areas))
    there, back = _projection(whole)
    flat = shapely.transform(whole, there)
    # Out by the rim and in by twice as much closes the gaps and takes the rim off in one go.
    closed = shapely.buffer(flat, rim_km * 1e3, quad_segs=_WIDE_ENOUGH)
    inner = shapely.transform(
        shapely.buffer(closed, -2 * rim_km * 1e3, quad_segs=_WIDE_ENOUGH), back
    )
    shapely.prepare(inner)
    return inner


def front_line(ground: Geometry, within: Geometry | None) -> Geometry:
    """Return the outline of ``ground`` inside ``within``; all of it if that is None."""
    outline = shapely.boundary(ground)
    return outline if within is None else shapely.intersection(outline, within)


def active_line(line: Geometry, moved: Iterable[Patch], *, reach_km: float = REACH_KM) -> Geometry:
    """Return the part of a front within ``reach_km`` of ground that changed hands."""
    shapes = [patch.geometry for patch in moved if patch.movement != "redraw"]
    if not shapes or line.is_empty:
        return shapely.MultiLineString()
    there, back = _projection(line)
    flat = shapely.transform(np.array(shapes, dtype=object), there)
    near = shapely.union_all(shapely.buffer(flat, reach_km * 1e3, quad_segs=_WIDE_ENOUGH))
    return shapely.intersection(line, shapely.transform(near, back))


def length_km(line: Geometry) -> float:
    """Return the geodesic length of lines in km.

    >>> round(length_km(shapely.LineString([(37, 48), (38, 48)])), 1)
    74.6
    """
    parts: Iterable[Geometry] = shapely.get_parts(shapely.get_parts(line))
    lines = (part for part in parts if part.geom_type in ("LineString", "LinearRing"))
    geod = Geod(ellps="WGS84")
    return float(sum(geod.line_length(*shapely.get_coordinates(each).T) for each in lines)) / 1e3


def mean_depth_km(net_km2: float, front_km: float) -> float | None:
    """Return net gain by length of front; None without a front.

    >>> mean_depth_km(467.0, 1000.0)
    0.467
    """
    return net_km2 / front_km if front_km else None


def deepest_km(gained: Sequence[Geometry], held_before: Geometry) -> float | None:
    """Return how far the farthest gained vertex lies from the ground held before, in km.

    Args:
        gained: Ground gained since, without what was only redrawn.
        held_before: The holder's ground at the beginning.

    Returns:
        None if nothing was held before: then no distance means anything. 0 if nothing was
        gained.
    """
    corners = shapely.get_coordinates(list(gained))
    if held_before.is_empty:
        return None
    if not len(corners):
        return 0.0
    there, back = _projection(shapely.MultiPoint(corners))
    points = shapely.points(there(corners))
    ground = shapely.transform(held_before, there)
    shapely.prepare(ground)
    ways = shapely.shortest_line(points, ground)
    ends = back(shapely.get_coordinates(ways)).reshape(-1, 4)
    distances = Geod(ellps="WGS84").inv(*ends.T)[2]
    return float(np.max(distances)) / 1e3


class _Way:
    """One direction of a projection, for arrays of rows (x, y)."""

    def __init__(self, transformer: Transformer, direction: str) -> None:
        self._transformer, self._direction = transformer, direction

    def __call__(self, xy: NDArray[np.float64]) -> NDArray[np.float64]:
        moved = self._transformer.transform(xy[:, 0], xy[:, 1], direction=self._direction)
        return np.column_stack(moved)


def _projection(about: Geometry) -> tuple[_Way, _Way]:
    """Equal-area metres about the middle of a geometry, there and back."""
    west, south, east, north = shapely.bounds(about)
    middle = f"+lat_0={(south + north) / 2:.6f} +lon_0={(west + east) / 2:.6f}"
    flat = f"+proj=laea {middle} +datum=WGS84 +units=m +no_defs"
    transformer = Transformer.from_crs("OGC:CRS84", flat, always_xy=True)
    return _Way(transformer, "FORWARD"), _Way(transformer, "INVERSE")
