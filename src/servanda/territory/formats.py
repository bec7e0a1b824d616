"""Bytes of a map in any accepted format to GeoJSON-like features in degrees on WGS 84.

What a file is, its first bytes say; its name only helps to find files in a folder. Each
format has a module that reads it; here they are told apart, unpacked, and brought to one
form, so that all that judges ground (``geojson``) judges every format alike. A map of
several layers (GeoPackage tables, shapefiles in one zip) must say that layers are its
classes, because adding up layers that nobody asked to add up would invent ground.

Main path: ``document_of``; on disk ``files_of`` -> ``bytes_of``.
"""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np

from servanda.base.errors import UnreadableError
from servanda.territory.geojson import Limits, Repair, decode, features
from servanda.territory.packed import GZIP, ZIP, check_size, gunzip, members
from servanda.territory.styles import Classes

__all__ = ["SUFFIXES", "bytes_of", "document_of", "files_of", "is_map"]

_TEXT = (".geojson", ".json", ".kml")
_WHOLE = (*_TEXT, ".gpkg", ".parquet", ".geoparquet")
SUFFIXES = (*_WHOLE, ".shp", ".kmz", ".zip", *(f"{each}.gz" for each in (*_TEXT, ".gpkg")))
"""How the names of maps end, in lower case."""

_FEATURES_MOST = 1_000_000
_SHP, _GPKG, _PARQUET = b"\x00\x00\x27\x0a", b"SQLite format 3\0", b"PAR1"
_XML = (b"<", b"\xef\xbb\xbf<", b"\xff\xfe", b"\xfe\xff")
_PLAIN_CRS = ("CRS84", "4326")
_LAYER = "layer"
_SPARE = 100_000  # for properties
_EPOCH = (1980, 1, 1, 0, 0, 0)
_LIMITS = Limits()


@dataclass(slots=True)
class _Asked:
    """What to read, and what is told on the way."""

    name: str
    limits: Limits
    crs: str | None
    wanted: frozenset[str]
    by_layer: bool
    notes: list[str] = field(default_factory=list)


def document_of(
    data: bytes,
    *,
    name: str,
    limits: Limits = _LIMITS,
    crs: str | None = None,
    classes: Classes | None = None,
    date_property: str | None = None,
) -> tuple[Mapping[str, Any], list[Repair]]:
    """Return a GeoJSON document of the map in WGS 84, and what was done to get it.

    Its rings are lists of positions, or arrays of them already checked.

    Args:
        data: The bytes as published.
        name: File name, for messages.
        limits: What the map may cost.
        crs: Coordinate system of a file that states none, e.g. ``EPSG:32637``.
        classes: How the map tells its classes apart; their values become class names.
        date_property: Property to read besides, for the date.

    Raises:
        UnreadableError: With what, where, why it matters and what to do.
    """
    wanted = frozenset({classes.property if classes else None, date_property} - {None})
    by_layer = classes is not None and classes.property == _LAYER
    asked = _Asked(name, limits, crs, wanted, by_layer)  # type: ignore[arg-type]
    check_size(len(data), name, limits)
    if data.startswith(GZIP):
        data = gunzip(data, name, limits)
    document = _document(data, asked)
    repairs = [Repair(name, note, 0.0) for note in asked.notes]
    if classes is None or not classes.values:
        return document, repairs
    named, strange = classes.apply(features(document, name=name))
    for number, value in strange.items():
        told = f"{classes.property} {value[:80]!r} is in no class; classed 'unclassed'"
        repairs.append(Repair(f"{name}, feature {number}", told, 0.0))
    return {"type": "FeatureCollection", "features": named}, repairs


def _document(data: bytes, asked: _Asked) -> Mapping[str, Any]:
    if data.startswith(ZIP):
        return _from_zip(data, asked)
    if data.startswith(_GPKG):
        return _from_geopackage(data, asked)
    if data.startswith(_PARQUET):
        return _from_parquet(data, asked)
    if data.startswith(_SHP):
        return _from_shapefiles({asked.name: {".shp": data}}, asked)
    if data.lstrip()[:4].startswith(_XML):
        return _from_kml(data, asked)
    return _from_geojson(data, asked)


def _collection(found: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
    return {"type": "FeatureCollection", "features": list(found)}


def _from_geojson(data: bytes, asked: _Asked) -> Mapping[str, Any]:
    _check_json(data, asked)
    document = decode(data, name=asked.name, limits=asked.limits)
    stated = document.get("crs")
    if stated is None and asked.crs is None:
        return document
    if stated is not None and any(plain in str(stated) for plain in _PLAIN_CRS):
        return document
    inner = stated.get("properties") if isinstance(stated, Mapping) else None
    named = inner.get("name") if isinstance(inner, Mapping) else None
    if stated is not None and not isinstance(named, str):
        raise UnreadableError(
            f"{asked.name}: crs is {str(stated)[:80]}, not the name of a coordinate system, and "
            f"links are not followed. Areas would be wrong; reproject the file to EPSG:4326 "
            f"(ogr2ogr -t_srs EPSG:4326)."
        )
    plain = {key: value for key, value in document.items() if key != "crs"}
    return _collection(_in_degrees(features(plain, name=asked.name), named, asked))


def _check_json(data: bytes, asked: _Asked) -> None:
    """Refuse by its brackets and commas what would fill the memory as Python's objects."""
    lists, values = data.count(b"[") + data.count(b"{"), data.count(b",")
    if lists > 2 * asked.limits.vertices + _SPARE or values > 5 * asked.limits.vertices + _SPARE:
        raise UnreadableError(
            f"{asked.name}: more lists and numbers than a map of {asked.limits.vertices} vertices "
            f"has, the limit for one map. Simplify the map, or raise Limits.vertices."
        )


def _from_kml(data: bytes, asked: _Asked) -> Mapping[str, Any]:
    from servanda.territory.kml import features_of

    found, notes = features_of(data.lstrip(), name=asked.name, most_vertices=asked.limits.vertices)
    asked.notes += notes
    return _collection(_in_degrees(found, "OGC:CRS84", asked))


def _from_parquet(data: bytes, asked: _Asked) -> Mapping[str, Any]:
    from servanda.territory.geoparquet import features_of

    found, crs, notes = features_of(
        data, name=asked.name, wanted=asked.wanted, limits=asked.limits, most=_FEATURES_MOST
    )
    asked.notes += notes
    return _collection(_in_degrees(found, crs, asked))


def _from_geopackage(data: bytes, asked: _Asked) -> Mapping[str, Any]:
    from servanda.territory.geopackage import tables_of

    tables = tables_of(
        data, name=asked.name, wanted=asked.wanted, most=_FEATURES_MOST, depth=asked.limits.depth
    )
    layers = {}
    for table in tables:
        organization, code = table.system
        known = organization.upper() in ("EPSG", "OGC", "ESRI") and code > 0
        written = f"{organization}:{code}" if known else table.definition
        unknown = written.strip().lower() in ("undefined", "", "none")
        if table.features:
            layers[table.layer] = (table.features, None if unknown else written)
    return _layered(layers, asked)


def _from_shapefiles(files: Mapping[str, Mapping[str, bytes]], asked: _Asked) -> Mapping[str, Any]:
    from servanda.territory.shapefile import features_of

    layers = {}
    for layer, parts in files.items():
        found = features_of(
            parts, name=asked.name, wanted=asked.wanted, limits=asked.limits, most=_FEATURES_MOST
        )
        written = parts.get(".prj", b"").decode("utf-8", "replace").strip("\x00 \r\n\ufeff")
        layers[layer] = (found, written or None)
    return _layered(layers, asked)


def _layered(
    layers: Mapping[str, tuple[list[dict[str, Any]], str | None]], asked: _Asked
) -> Mapping[str, Any]:
    """One collection of all layers, each feature with the name of its own."""
    if len(layers) > 1 and not asked.by_layer:
        raise UnreadableError(
            f"{asked.name}: the layers {', '.join(sorted(layers))[:200]} hold areas, and adding "
            f"them up could invent ground. Take `layer` as the class property, or give one layer."
        )
    found: list[Mapping[str, Any]] = []
    for layer in sorted(layers):
        shapes, written = layers[layer]
        for feature in _in_degrees(shapes, written, asked):
            properties = {_LAYER: layer, **(feature.get("properties") or {})}
            found.append({**feature, "properties": properties})
    return _collection(found)


def _from_zip(data: bytes, asked: _Asked) -> Mapping[str, Any]:
    parts = (".shp", ".shx", ".dbf", ".prj", ".cpg")
    packed = members(data, asked.name, asked.limits, suffixes=(*_WHOLE, *parts))
    shapes = _shapefiles(packed)
    whole = [each for each in packed if each.lower().endswith(_WHOLE)]
    if len(whole) > 1 or shapes:  # a .json beside a map describes it
        whole = [each for each in whole if not each.lower().endswith(".json")]
    if "doc.kml" in whole:  # what a KMZ shows first; other KML in it is linked from there
        whole = ["doc.kml"]
    if len(whole) + bool(shapes) > 1:
        names = ", ".join([*shapes, *whole])[:200]
        raise UnreadableError(
            f"{asked.name}: the zip has several maps ({names}). One edition is one map; pack each "
            f"by itself."
        )
    if shapes:
        return _from_shapefiles(shapes, asked)
    if not whole:
        raise UnreadableError(
            f"{asked.name}: the zip has no map ({', '.join(_WHOLE)}, .shp). Pack the map itself, "
            f"not a folder of another kind."
        )
    content = packed[whole[0]]
    if content.startswith((*ZIP, GZIP)):
        raise UnreadableError(f"{asked.name}: {whole[0][:80]} is packed again. Unpack it first.")
    return _document(content, asked)


def _shapefiles(packed: Mapping[str, bytes]) -> dict[str, dict[str, bytes]]:
    """Name of each layer -> its parts, which share all of their path but the suffix."""
    found: dict[str, dict[str, bytes]] = {}
    for path in packed:
        if not path.lower().endswith(".shp"):
            continue
        stem = path[:-4]
        parts = {
            other[len(stem) :].lower(): content
            for other, content in packed.items()
            if other[: len(stem)] == stem and "." not in other[len(stem) + 1 :]
        }
        found[stem.rpartition("/")[2]] = parts
    return found


def _in_degrees(
    found: Sequence[Mapping[str, Any]], written: Any, asked: _Asked
) -> list[Mapping[str, Any]]:
    """Features with rings as arrays of finite numbers, shape (n, 2), in WGS 84."""
    written = written or asked.crs
    if written is None:
        raise UnreadableError(
            f"{asked.name}: the file does not say in which coordinate system it is (no .prj, or an "
            f"undefined one). The ground could be anywhere; say it with crs=, e.g. EPSG:4326."
        )
    rings: list[Any] = []
    copies: list[Mapping[str, Any]] = []
    for number, feature in enumerate(found):
        where = f"{asked.name}, feature {number}"
        geometry = _copied(feature.get("geometry"), rings, where, asked.limits.depth)
        copies.append({**feature, "geometry": geometry})
    if sum(len(ring) for _, _, ring in rings) > asked.limits.vertices:
        raise UnreadableError(
            f"{asked.name}: more than {asked.limits.vertices} vertices, the limit for one map. "
            f"Simplify the map, or raise Limits.vertices."
        )
    arrays = [ring for _, _, ring in rings]
    if written != "OGC:CRS84":
        from servanda.territory.crs import system_of, to_degrees

        system = system_of(written, where=asked.name)
        arrays, told = to_degrees(arrays, system, name=asked.name, most=asked.limits.vertices)
        asked.notes += [told] if told else []
    for (home, place, _), ring in zip(rings, arrays, strict=True):
        home[place] = ring
    return copies


def _copied(geometry: Any, rings: list[Any], where: str, depth: int) -> Any:
    """A copy of a geometry whose rings are listed with the place where they belong."""
    kind = geometry.get("type") if isinstance(geometry, Mapping) else None
    if depth < 0:
        raise UnreadableError(f"{where}: GeometryCollections nested too deep. Flatten the file.")
    if kind == "GeometryCollection" and isinstance(geometry.get("geometries"), list):
        parts = [_copied(each, rings, where, depth - 1) for each in geometry["geometries"]]
        return {"type": kind, "geometries": parts}
    if kind not in ("Polygon", "MultiPolygon") or not isinstance(geometry.get("coordinates"), list):
        return geometry
    polygons = [geometry["coordinates"]] if kind == "Polygon" else geometry["coordinates"]
    copies = []
    for polygon in polygons:
        if not isinstance(polygon, list):
            return geometry
        copy: list[Any] = [None] * len(polygon)
        rings += [(copy, place, _array(ring, where)) for place, ring in enumerate(polygon)]
        copies.append(copy)
    return {"type": kind, "coordinates": copies[0] if kind == "Polygon" else copies}


def _array(ring: Any, where: str) -> Any:
    try:
        flat = ring if isinstance(ring, np.ndarray) else [position[:2] for position in ring]
        found = np.array(flat, dtype=np.float64) if len(flat) else np.empty((0, 2))
    except (TypeError, ValueError, OverflowError):
        found = np.empty(0)
    if found.ndim != 2 or found.shape[1] != 2 or not np.isfinite(found).all():  # noqa: PLR2004
        raise UnreadableError(
            f"{where}: a position is not two finite numbers. The outline cannot be drawn without "
            f"it, and leaving it out would move the line; mend the file."
        )
    return found


def is_map(path: Path) -> bool:
    """Whether a file's name says that it is a map; parts of a shapefile count as its .shp."""
    return path.name.lower().endswith(SUFFIXES)


def files_of(paths: Iterable[Path]) -> tuple[list[Path], list[tuple[Path, str]]]:
    """Return the maps among files and folders, in order, and what was left out and why.

    A folder is not searched below its first level. A link in it that leads out of it is
    left out: a folder of maps may come from a stranger. A file named by the user is taken as it is.
    """
    found: list[Path] = []
    refused: list[tuple[Path, str]] = []
    for path in paths:
        if not path.is_dir():
            found.append(path)
            continue
        for each in sorted(path.iterdir()):
            if not is_map(each):
                continue
            if each.is_symlink() and not each.resolve().is_relative_to(path.resolve()):
                refused.append((each, f"{each}: a link that leads out of its folder; left out"))
            else:
                found.append(each)
    return found, refused


def bytes_of(path: Path, *, limits: Limits = _LIMITS) -> bytes:
    """Return the bytes of a map; a ``.shp`` and its siblings as one zip in memory.

    Raises:
        UnreadableError: It cannot be read, is too large, or a sibling is a link.
    """
    try:
        if path.suffix.lower() != ".shp":
            check_size(path.stat().st_size, path.name, limits)
            return path.read_bytes()
        return _with_siblings(path, limits)
    except OSError as problem:
        raise UnreadableError(f"{path}: cannot be read ({problem.strerror or problem}).") from None


def _with_siblings(path: Path, limits: Limits) -> bytes:
    from servanda.territory.shapefile import PARTS

    siblings = sorted(
        each
        for each in path.parent.iterdir()
        if each.stem == path.stem and each.suffix.lower() in PARTS
    )
    check_size(sum(each.stat().st_size for each in siblings), path.name, limits)
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_STORED) as archive:
        for each in siblings:
            if each.is_symlink() and each != path:
                raise UnreadableError(
                    f"{each}: a symbolic link beside {path.name}. Links are not followed; put the "
                    f"file itself there."
                )
            archive.writestr(zipfile.ZipInfo(each.name, _EPOCH), each.read_bytes())
    return packed.getvalue()
