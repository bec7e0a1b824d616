"""GeoJSON bytes of a control map to one valid polygon set per class, with every repair told.

A map is read whole or refused whole: a polygon quietly left out would read as ground lost.
So what cannot be read (not a number, not degrees, latitude and longitude exchanged, half
the globe) refuses the edition and says where; what can be mended without guessing
(self-crossing or unclosed rings, overlaps, heights) is mended and reported as a ``Repair``.
Features that have no area (points, lines, null) hold no ground; they are reported too.

When the map was valid is decided in ``dating``. Main path: ``parse_areas``.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import orjson
import shapely
from numpy.typing import NDArray
from shapely import Geometry

from servanda.base.errors import UnreadableError
from servanda.territory.area import GLOBE_KM2, area_km2
from servanda.territory.packed import GZIP, check_size, gunzip
from servanda.territory.tangle import is_tangled

__all__ = ["UNCLASSED", "Limits", "Repair", "decode", "features", "parse_areas"]

UNCLASSED = "unclassed"
_LON_MAX, _LAT_MAX, _MIN_RING = 180.0, 90.0, 4
_HALF_GLOBE = 0.49
_CROSSINGS = 1000  # beyond, make_valid takes seconds, then minutes
_CROSSINGS_OF_ALL = 100_000  # of all outlines of a class, for their union
_PLAIN_CRS = ("CRS84", "4326")
_NO_AREA = ("Point", "MultiPoint", "LineString", "MultiLineString")


@dataclass(frozen=True, slots=True)
class Limits:
    """What an untrusted map may cost. Beyond it the map is refused, not cut short.

    Attributes:
        bytes: Size of the file, and of what a gz unpacks to.
        vertices: Positions in all rings together.
        depth: GeometryCollections inside one another.
    """

    bytes: int = 256 * 1024 * 1024
    vertices: int = 5_000_000
    depth: int = 8


@dataclass(frozen=True, slots=True)
class Repair:
    """One thing mended, or left out because it holds no ground.

    Attributes:
        where: File and feature, e.g. ``"map.geojson, feature 3"``.
        what: What was found and what was done.
        area_km2: Area of the mended feature, or of the overlap; 0 for what has no area.
    """

    where: str
    what: str
    area_km2: float


def decode(data: bytes, *, name: str, limits: Limits) -> Mapping[str, Any]:
    """Return the JSON object in ``data``, unpacking gzip.

    Raises:
        UnreadableError: Empty, too large, cut off, not JSON, or not an object.
    """
    if not data.strip():
        raise UnreadableError(
            f"{name}: the file is empty. An empty file is a missing edition, not ground lost; "
            f"fetch it again, or leave the day out."
        )
    check_size(len(data), name, limits)
    text = gunzip(data, name, limits) if data.startswith(GZIP) else data
    try:
        found = orjson.loads(text.removeprefix(b"\xef\xbb\xbf"))
    except orjson.JSONDecodeError as problem:
        raise UnreadableError(
            f"{name}:{problem.lineno}:{problem.colno}: not valid JSON ({problem.msg}). The file is "
            f"cut off or not GeoJSON; a map read in part would show ground lost that was not. "
            f"Fetch it again."
        ) from None
    if not isinstance(found, dict):
        raise _wrong_type(name, type(found).__name__)
    return found


def _wrong_type(where: str, found: object) -> UnreadableError:
    return UnreadableError(
        f"{where}: {found!r} is not a map of areas. Give a GeoJSON FeatureCollection, Feature, "
        f"Polygon, MultiPolygon or GeometryCollection (longitude, latitude)."
    )


def features(document: Mapping[str, Any], *, name: str) -> list[Mapping[str, Any]]:
    """Return the features of a FeatureCollection, a Feature, or a bare geometry as one.

    Raises:
        UnreadableError: Another type, no features, or a ``crs`` other than WGS 84.
    """
    _check_crs(document, name)
    kind = document.get("type")
    if kind == "Feature":
        return [document]
    if kind != "FeatureCollection":
        return [{"type": "Feature", "properties": {}, "geometry": document}]
    found = document.get("features")
    if not isinstance(found, list) or not found:
        raise UnreadableError(
            f"{name}: the FeatureCollection has no features. That would read as the loss of all "
            f"ground held; leave the edition out if its publisher withdrew it."
        )
    for index, feature in enumerate(found):
        if not isinstance(feature, dict) or feature.get("type") != "Feature":
            raise _wrong_type(f"{name}, feature {index}", feature if not feature else "no Feature")
    return found


def _check_crs(document: Mapping[str, Any], name: str) -> None:
    crs = document.get("crs")
    if crs is not None and not any(plain in str(crs) for plain in _PLAIN_CRS):
        raise UnreadableError(
            f"{name}: crs is {str(crs)[:80]}, not WGS 84 longitude and latitude. Areas would be "
            f"wrong; reproject the file to EPSG:4326 (ogr2ogr -t_srs EPSG:4326)."
        )


def parse_areas(
    document: Mapping[str, Any],
    *,
    name: str,
    class_property: str | None,
    default_class: str,
    bounds: tuple[float, float, float, float] | None,
    limits: Limits,
) -> tuple[dict[str, Geometry], list[Repair]]:
    """Return one valid MultiPolygon per class, and what was repaired on the way.

    Args:
        document: What ``decode`` returned.
        name: Name of the file, for messages.
        class_property: Property that names the class, or None for ``default_class``.
        default_class: Class of everything if ``class_property`` is None.
        bounds: (west, south, east, north) in degrees that the map must touch, if known.
        limits: What the map may cost.

    Raises:
        UnreadableError: Naming file and feature.
    """
    repairs: list[Repair] = []
    parts: dict[str, list[Geometry]] = {}
    budget = limits.vertices
    for index, feature in enumerate(features(document, name=name)):
        where = f"{name}, feature {index}"
        rings = list(_polygons(feature.get("geometry"), where, limits.depth, repairs))
        budget -= sum(len(ring) for polygon in rings for ring in polygon)
        if budget < 0:
            raise UnreadableError(
                f"{where}: more than {limits.vertices} vertices, the limit for one map. Simplify "
                f"the map, or raise Limits.vertices."
            )
        _check_degrees(rings, where, bounds)
        held = _class_of(feature, class_property, default_class, where, repairs)
        parts.setdefault(held, []).extend(_build(p, where, repairs) for p in rings)
    merged = {k: _merge(v, name, k, repairs) for k, v in sorted(parts.items()) if v}
    if not any(not area.is_empty for area in merged.values()):
        raise UnreadableError(
            f"{name}: no polygon in any feature, so the map shows no ground held. Give the layer "
            f"with the areas, or leave the edition out."
        )
    return merged, repairs


def _class_of(
    feature: Mapping[str, Any], key: str | None, default: str, where: str, repairs: list[Repair]
) -> str:
    if key is None:
        return default
    found = (feature.get("properties") or {}).get(key)
    if found is None:
        repairs.append(Repair(where, f"no property {key!r}; classed {UNCLASSED!r}", 0.0))
        return UNCLASSED
    return str(found)


def _polygons(
    geometry: Any, where: str, depth: int, repairs: list[Repair]
) -> Iterator[list[NDArray[np.float64]]]:
    """Yield each polygon as its list of rings, walking collections no deeper than allowed."""
    if geometry is not None and not isinstance(geometry, dict):
        raise _wrong_type(where, type(geometry).__name__)
    kind = geometry.get("type") if geometry else None
    if depth < 0:
        raise UnreadableError(f"{where}: GeometryCollections nested too deep. Flatten the file.")
    if geometry is None or kind in _NO_AREA:
        repairs.append(Repair(where, f"geometry {kind or 'null'} has no area; left out", 0.0))
    elif kind == "Polygon":
        yield _rings(geometry.get("coordinates"), where)
    elif kind == "MultiPolygon":
        polygons = _sequence(geometry.get("coordinates"), where)
        if not polygons:
            what = "MultiPolygon without polygons has no area; left out"
            repairs.append(Repair(where, what, 0.0))
        yield from (_rings(polygon, where) for polygon in polygons)
    elif kind == "GeometryCollection":
        for part in _sequence(geometry.get("geometries"), where):
            yield from _polygons(part, where, depth - 1, repairs)
    else:
        raise _wrong_type(where, kind)


def _sequence(value: Any, where: str) -> list[Any]:
    if isinstance(value, list):
        return value
    raise UnreadableError(
        f"{where}: coordinates are {type(value).__name__}, not a list. The file was written wrong; "
        f"ask its publisher, or convert it again."
    )


def _rings(value: Any, where: str) -> list[NDArray[np.float64]]:
    return [_ring(ring, where) for ring in _sequence(value, where)]


def _ring(value: Any, where: str) -> NDArray[np.float64]:
    """Positions of one ring as (n, 2) degrees; heights are dropped, nothing else is."""
    if isinstance(value, np.ndarray):  # from ``formats``, which has checked it
        return value
    positions = _sequence(value, where)
    try:
        found = np.array([p[:2] for p in positions])
    except (TypeError, ValueError):
        found = np.array([None])
    if not positions:
        return np.empty((0, 2))
    if found.dtype.kind not in "if" or found.ndim != 2 or found.shape[1] != 2:  # noqa: PLR2004
        raise UnreadableError(
            f"{where}: a position is not two numbers (longitude, latitude). The outline cannot be "
            f"drawn without it, and leaving it out would move the line; mend the file."
        )
    return found.astype(np.float64)


def _check_degrees(
    polygons: list[list[NDArray[np.float64]]],
    where: str,
    bounds: tuple[float, float, float, float] | None,
) -> None:
    rings = [ring for polygon in polygons for ring in polygon if len(ring)]
    if not rings:
        return
    lon, lat = np.concatenate(rings).T
    exchanged = "Latitude and longitude look exchanged: GeoJSON writes longitude first."
    if np.abs(lat).max() > _LAT_MAX and np.abs(lon).max() <= _LAT_MAX:
        raise UnreadableError(f"{where}: latitude {np.abs(lat).max():g} is over 90. {exchanged}")
    if np.abs(lat).max() > _LAT_MAX or np.abs(lon).max() > _LON_MAX:
        raise UnreadableError(
            f"{where}: position ({lon[0]:g}, {lat[0]:g}) is not in degrees. The map is probably "
            f"projected (metres); reproject it to EPSG:4326."
        )
    if bounds and not _touches(lon, lat, bounds) and _touches(lat, lon, bounds):
        raise UnreadableError(f"{where}: wholly outside {bounds}, inside if swapped. {exchanged}")
    if np.ptp(lon) > _LON_MAX:
        _check_seam(rings, where)


def _check_seam(rings: list[NDArray[np.float64]], where: str) -> None:
    """An edge over more than half the globe is meant to go the other way, across the seam.

    Its shortest line does and its straight line does not, so that area and overlay would
    speak of two different pieces of ground. Along a pole, which is one place, it may be long.
    """
    for ring in rings:
        ends = np.vstack([ring[1:], ring[:1]])
        pole = (np.abs(ring[:, 1]) == _LAT_MAX) & (ring[:, 1] == ends[:, 1])
        (far,) = np.nonzero((np.abs(ends[:, 0] - ring[:, 0]) > _LON_MAX) & ~pole)
        if len(far):
            (lon, lat), (to_lon, to_lat) = ring[far[0]], ends[far[0]]
            raise UnreadableError(
                f"{where}: the edge from ({lon:g}, {lat:g}) to ({to_lon:g}, {to_lat:g}) spans more "
                f"than half the globe. The outline crosses the antimeridian; cut it at 180 degrees "
                f"into one polygon on each side."
            )


def _touches(
    x: NDArray[np.float64], y: NDArray[np.float64], bounds: tuple[float, float, float, float]
) -> bool:
    west, south, east, north = bounds
    return bool(x.max() >= west and x.min() <= east and y.max() >= south and y.min() <= north)


def _build(rings: list[NDArray[np.float64]], where: str, repairs: list[Repair]) -> Geometry:
    """One polygon from its rings, mended if it crosses itself."""
    closed = []
    for number, ring in enumerate(rings):
        whole = ring
        if len(ring) and not np.array_equal(ring[0], ring[-1]):
            whole = np.vstack([ring, ring[:1]])
            repairs.append(Repair(where, "ring not closed; closed", 0.0))
        if len(whole) >= _MIN_RING:
            closed.append(whole)
            continue
        repairs.append(Repair(where, f"ring of {len(ring)} positions has no area; left out", 0.0))
        if number == 0:  # without its shell there is no polygon, holes or not
            return shapely.MultiPolygon()
    if not closed:
        repairs.append(Repair(where, "polygon without rings has no area; left out", 0.0))
        return shapely.MultiPolygon()
    polygon = shapely.Polygon(closed[0], closed[1:])
    if polygon.is_valid:
        return _checked(polygon, where)
    _check_tangle([polygon], where, _CROSSINGS)
    mended = _areas_only(_made_valid(polygon, where))
    reason = shapely.is_valid_reason(polygon)
    repairs.append(Repair(where, f"invalid polygon ({reason}); made valid", area_km2(mended)))
    return _checked(mended, where)


def _check_tangle(polygons: Sequence[Geometry], where: str, most: int) -> None:
    rings = [shapely.get_coordinates(ring) for ring in shapely.get_rings(polygons)]
    if is_tangled(rings, most=most):
        raise UnreadableError(
            f"{where}: its outlines cross more than {most} times, or lie too close to tell. What "
            f"they hold could not be known, nor computed in sensible time; draw them anew."
        )


def _checked(area: Geometry, where: str) -> Geometry:
    if area_km2(area, edges="straight") >= _HALF_GLOBE * GLOBE_KM2:
        raise UnreadableError(
            f"{where}: a polygon covers half the globe. An outline was probably turned inside out "
            f"or crosses the antimeridian; cut it at 180 degrees."
        )
    return area


def _merge(parts: list[Geometry], name: str, held: str, repairs: list[Repair]) -> Geometry:
    """All polygons of one class as one valid MultiPolygon; what is drawn twice counts once."""
    flat = shapely.get_parts(parts)
    together = shapely.MultiPolygon(list(flat))
    if together.is_valid:
        return together
    _check_tangle(flat, f"{name}, class {held!r}", _CROSSINGS_OF_ALL)
    union = _areas_only(_computed(lambda: shapely.union_all(flat), name))
    twice = sum(area_km2(p) for p in flat) - area_km2(union)
    what = f"polygons of class {held!r} touch or overlap; merged, counted once"
    repairs.append(Repair(name, what, max(twice, 0.0)))
    return union


def _made_valid(polygon: Geometry, where: str) -> Geometry:
    try:
        return shapely.make_valid(polygon)
    except shapely.GEOSException:  # so of holes in a shell that has shrunk to a point
        return _computed(
            lambda: shapely.make_valid(polygon, method="structure", keep_collapsed=False), where
        )


def _computed(how: Callable[[], Geometry], where: str) -> Geometry:
    """What GEOS makes of ground; at some crossings that lie too close together it gives up."""
    try:
        return how()
    except shapely.GEOSException as error:
        raise UnreadableError(
            f"{where}: its outlines cross, or lie too close to tell, and what they hold could not "
            f"be computed ({error}); draw them anew."
        ) from error


def _areas_only(geometry: Geometry) -> Geometry:
    parts = shapely.get_parts(shapely.get_parts(geometry))
    return shapely.MultiPolygon([p for p in parts if p.geom_type == "Polygon" and not p.is_empty])
