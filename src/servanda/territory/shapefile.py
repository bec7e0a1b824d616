"""A shapefile's parts to features, through GDAL, which is shown nothing else.

The records are walked first: their counts must fit the bytes before GDAL sees them, and
the index (.shx) is made anew from them, so that a missing or forged one does not matter.
GDAL then gets a zip in memory of exactly four members (.shp, .shx, .dbf, .cpg), so there
is no other file, no other driver's file and no network that it could be led to. The .prj
is not among them; it is text for ``crs``.

Main path: ``features_of``.
"""

from __future__ import annotations

import io
import re
import struct
import warnings
import zipfile
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from servanda.base.errors import UnreadableError
from servanda.territory.wkb import Budget, geometry_of

if TYPE_CHECKING:
    from servanda.territory.geojson import Limits

__all__ = ["MAGIC", "PARTS", "features_of"]

MAGIC = b"\x00\x00\x27\x0a"
PARTS = (".shp", ".shx", ".dbf", ".prj", ".cpg")
_HEADER, _RECORD = 100, 8
_POLYGONS = (5, 15, 25)
_RINGS_MOST = 100_000
_EPOCH = (1980, 1, 1, 0, 0, 0)
_OPTIONS = {"ADJUST_GEOM_TYPE": "NO"}


def features_of(
    parts: Mapping[str, bytes], *, name: str, wanted: frozenset[str], limits: Limits, most: int
) -> list[dict[str, Any]]:
    """Return the features of a shapefile.

    Args:
        parts: Suffix (``.shp`` ...) to bytes; ``.dbf`` and ``.cpg`` may be missing.
        name: File name, for messages.
        wanted: Columns to read beside the geometry.
        limits: What the map may cost.
        most: Features to read before the file is refused.

    Raises:
        UnreadableError: Cut off, damaged, without areas, or beyond the limits.
    """
    import pyogrio
    from pyogrio.errors import DataLayerError, DataSourceError, FeatureError, FieldError

    index = _index(parts[".shp"], name, limits, most)
    try:
        with warnings.catch_warnings(action="ignore"):  # rings are judged, and told, by geojson
            meta, _, blobs, columns = pyogrio.raw.read(
                _only(parts, index), columns=sorted(wanted), force_2d=True, max_features=most,
                datetime_as_string=True, **_OPTIONS,
            )  # fmt: skip
    except (
        DataSourceError, DataLayerError, FeatureError, FieldError,
        ValueError, RuntimeError, UnicodeDecodeError, OverflowError, MemoryError,
    ) as problem:  # fmt: skip
        raise UnreadableError(
            f"{name}: the shapefile cannot be read ({str(problem)[:200]}). Fetch all its parts "
            f"again, or export it as GeoPackage."
        ) from None
    names = [str(each) for each in meta["fields"]]
    found = []
    budget = Budget(limits.vertices + 100_000)
    for n, blob in enumerate(blobs):
        where = f"{name}, feature {n}"
        geometry = (
            None
            if blob is None
            else geometry_of(blob, where=where, depth=limits.depth, budget=budget)
        )
        properties = {key: _plain(columns[i][n]) for i, key in enumerate(names)}
        found.append({"type": "Feature", "properties": properties, "geometry": geometry})
    return found


def _plain(value: Any) -> Any:
    """A number without its NumPy type; a blank cell is None."""
    found = value.item() if hasattr(value, "item") else value
    return None if found != found else found  # noqa: PLR0124 - only NaN differs from itself


def _index(shp: bytes, name: str, limits: Limits, most: int) -> bytes:
    """Walk the records and return the .shx they need."""
    if len(shp) < _HEADER or not shp.startswith(MAGIC):
        raise _damaged(name, "no header")
    (kind,) = struct.unpack_from("<i", shp, 32)
    if kind not in _POLYGONS:
        raise UnreadableError(
            f"{name}: the shapefile holds shapes of type {kind}, not polygons, so the map shows "
            f"no ground held. Give the layer with the areas."
        )
    entries: list[bytes] = []
    at, vertices = _HEADER, 0
    while at < len(shp):
        if len(entries) >= most:
            raise UnreadableError(f"{name}: more than {most} features, the limit for one map.")
        length, points = _record(shp, at, name, len(entries))
        vertices += points
        if vertices > limits.vertices:
            raise UnreadableError(
                f"{name}, feature {len(entries)}: more than {limits.vertices} vertices, the limit "
                f"for one map. Simplify the map, or raise Limits.vertices."
            )
        entries.append(struct.pack(">ii", at // 2, length // 2))
        at += _RECORD + length
    size = (_HEADER + _RECORD * len(entries)) // 2
    return shp[:24] + struct.pack(">i", size) + shp[28:_HEADER] + b"".join(entries)


def _record(shp: bytes, at: int, name: str, number: int) -> tuple[int, int]:
    """Return the bytes and the points of one record whose counts fit its length."""
    if at + _RECORD + 4 > len(shp):
        raise _damaged(f"{name}, feature {number}", "the file ends inside a record")
    words, kind = struct.unpack_from(">4xi", shp, at)[0], shp[at + 8]
    length = 2 * words
    if words < 2 or at + _RECORD + length > len(shp):  # noqa: PLR2004 - one type at least
        raise _damaged(f"{name}, feature {number}", "the file ends inside a record")
    if kind == 0:
        return length, 0
    if length < 44:  # noqa: PLR2004 - type, box and two counts
        raise _damaged(f"{name}, feature {number}", "a record too short for a polygon")
    rings, points = struct.unpack_from("<ii", shp, at + _RECORD + 36)
    if min(rings, points) < 0 or 44 + 4 * rings + 16 * points > length or rings > _RINGS_MOST:
        raise _damaged(f"{name}, feature {number}", f"{rings} rings with {points} points announced")
    return length, points


def _damaged(where: str, what: str) -> UnreadableError:
    return UnreadableError(
        f"{where}: damaged shapefile ({what}). A map read in part would show ground lost that was "
        f"not; fetch it again."
    )


def _only(parts: Mapping[str, bytes], index: bytes) -> bytes:
    """Return a zip in memory of the parts that GDAL may see."""
    shown = {".shp": parts[".shp"], ".shx": index}
    if parts.get(".dbf"):
        shown[".dbf"] = parts[".dbf"]
    page = parts.get(".cpg", b"")[:40].strip()
    if re.fullmatch(rb"[A-Za-z0-9_ -]+", page):
        shown[".cpg"] = page
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_STORED) as archive:
        for suffix, content in shown.items():
            archive.writestr(zipfile.ZipInfo(f"map{suffix}", _EPOCH), content)
    return packed.getvalue()
