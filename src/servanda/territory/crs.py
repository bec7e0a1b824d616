"""Coordinates of any system to longitude and latitude on WGS 84, and what that did.

An edge that is straight in a projected plane is not straight in degrees. Before such
ground is reprojected, its edges are halved until both the straight line in degrees and
the geodesic between neighbours lie within a millimetre of the edge, so that either
reading of ``area`` measures the ground that was drawn. Halving gives the same points in
both directions: neighbours still share their outline. In a system of degrees (another
datum) the edges stay as they are.

What a system is comes from a number (EPSG:32637), WKT or PROJJSON; nothing that names a
file is followed, and PROJ's network is switched off. A change of datum that PROJ can
only guess at is refused: a hundred metres would read as movement of a front.

Main path: ``system_of`` -> ``to_degrees``.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import lru_cache
from typing import Any

import numpy as np
import pyproj
from numpy.typing import NDArray
from pyproj import network
from pyproj.exceptions import CRSError, ProjError

from servanda.base.errors import MisuseError, UnreadableError

__all__ = ["densified", "system_of", "to_degrees"]

Points = NDArray[np.float64]
_CODE = re.compile(
    r"(?:urn:ogc:def:crs:|https?://www\.opengis\.net/def/crs/)?"
    r"(EPSG|OGC|ESRI|IGNF)[:/]+(?:[0-9.]*[:/])?([A-Za-z0-9]{1,12})",
    re.IGNORECASE,
)
_WGS84 = "OGC:CRS84"
_TEXT_MOST = 65_536
_FILES = ("PROJ4_GRIDS", "NADGRIDS", "GEOIDGRIDS", "+INIT", "PARAMETERFILE", "+GRIDS", "HTTP:")
_DEGREES_PER_MM = 0.001 / 111_320
_ROUNDS = 24


def system_of(written: str | dict[str, Any], *, where: str) -> pyproj.CRS:
    """Return the coordinate system that a file names.

    Args:
        written: ``EPSG:32637``, an OGC URN, WKT, or PROJJSON as a mapping.
        where: What says so, for messages.

    Raises:
        UnreadableError: No system, one of no plane or globe, or one that names files.
    """
    network.set_network_enabled(active=False)  # type: ignore[attr-defined]
    try:
        found = _parsed(written) if len(str(written)) <= _TEXT_MOST else None
        found = found.to_2d() if found and len(found.axis_info) > 2 else found  # noqa: PLR2004
    except (CRSError, ProjError, ValueError, TypeError, KeyError, RecursionError):
        found = None
    if found is None or not (found.is_geographic or found.is_projected):
        raise UnreadableError(
            f"{where}: the coordinate system {str(written)[:80]!r} is not one that can be "
            f"reprojected. Areas would be wrong; reproject the file to EPSG:4326 "
            f"(ogr2ogr -t_srs EPSG:4326), or give crs=."
        )
    return found


def _parsed(written: str | dict[str, Any]) -> pyproj.CRS | None:
    if isinstance(written, dict):
        known = written.get("id")
        if isinstance(known, dict) and {"authority", "code"} <= set(known):
            return pyproj.CRS.from_authority(str(known["authority"]), str(known["code"]))
        return None if _names_files(str(written)) else pyproj.CRS.from_json_dict(written)
    text = str(written)
    if found := _CODE.fullmatch(text.strip()):
        return pyproj.CRS.from_authority(found[1].upper(), found[2])
    if not re.match(r"\s*[A-Z]+\w*\s*\[", text, re.IGNORECASE):
        return None
    parsed = pyproj.CRS.from_wkt(text)
    known = parsed.to_authority(min_confidence=70)
    if known:
        return pyproj.CRS.from_authority(*known)
    return None if _names_files(text.replace("@null", "")) else parsed


def _names_files(text: str) -> bool:
    """Whether a definition could make PROJ open a grid or another file."""
    upper = re.sub(r"NADGRIDS=(?=[\s\"'])", "", text.upper())
    return any(word in upper for word in _FILES) or "FILE" in upper


@lru_cache(maxsize=16)
def _transformer(system: pyproj.CRS) -> pyproj.Transformer:
    return pyproj.Transformer.from_crs(
        system, pyproj.CRS.from_user_input(_WGS84), always_xy=True, allow_ballpark=False
    )


def to_degrees(
    rings: Sequence[Points], system: pyproj.CRS, *, name: str, most: int
) -> tuple[list[Points], str]:
    """Return the rings in degrees, and what was done, "" if they were in WGS 84 already.

    Args:
        rings: Positions as (x, y), x to the east, shape (n, 2) each.
        system: Of the positions.
        name: File name, for messages.
        most: Vertices allowed after edges were halved.

    Raises:
        UnreadableError: A position is outside of where the system is defined, no exact
            enough way to WGS 84 is known, or there are too many vertices.
    """
    if system.equals(pyproj.CRS.from_user_input(_WGS84), ignore_axis_order=True):
        return list(rings), ""
    shown = (system.to_string() if system.to_authority() else system.name)[:80]
    try:
        way = _transformer(system)
        halved = densified(rings, way, most=most) if system.is_projected else list(rings)
        found = [np.column_stack(way.transform(*ring.T)) for ring in halved]
    except ProjError:
        raise UnreadableError(
            f"{name}: no way from {shown} to WGS 84 is known that is more than a guess. A datum "
            f"off by 100 m would read as movement; reproject the file with the grids it needs."
        ) from None
    except MisuseError as problem:
        raise UnreadableError(f"{name}: {problem}") from None
    if any(not np.isfinite(ring).all() for ring in found):
        raise UnreadableError(
            f"{name}: positions lie where {shown} is not defined. The coordinate system stated is "
            f"probably not that of the numbers; ask the publisher, or export the map anew."
        )
    if _same(rings, found):
        return list(rings), ""
    added = sum(map(len, found)) - sum(map(len, rings))
    accuracy = way.get_last_used_operation().accuracy
    exact = f"to {accuracy:g} m" if accuracy >= 0 else "to an accuracy PROJ does not state"
    told = f"; {added} vertices added so that edges stay where they were" if added else ""
    return found, f"reprojected from {shown} ({system.name}) {exact}{told}"


def _same(before: Sequence[Points], after: Sequence[Points]) -> bool:
    pairs = zip(before, after, strict=True)
    return all(len(a) == len(b) and np.allclose(a, b, rtol=0, atol=1e-12) for a, b in pairs)


def densified(rings: Sequence[Points], way: Any, *, most: int) -> list[Points]:
    """Return the rings with edges halved until degrees between neighbours follow the edge.

    Args:
        rings: Positions in the plane of ``way``, shape (n, 2) each.
        way: ``pyproj.Transformer`` from that plane to degrees.
        most: Vertices allowed.

    Raises:
        MisuseError: More would be needed.
    """
    xy = np.concatenate([*rings, np.empty((0, 2))])
    ring = np.repeat(np.arange(len(rings)), [len(each) for each in rings])
    open_ = np.ones(max(len(xy) - 1, 0), dtype=bool)
    for _ in range(_ROUNDS):
        open_ &= ring[1:] == ring[:-1]
        (edges,) = np.nonzero(open_)
        with np.errstate(invalid="ignore", over="ignore"):  # what is undefined is told later
            bent = edges[_bent(xy[edges], xy[edges + 1], way)]
        if not len(bent):
            break
        if len(xy) + len(bent) > most:
            raise MisuseError(
                f"more than {most} vertices are needed to keep its edges where they are, the "
                f"limit for one map. Simplify the map, or raise Limits.vertices."
            )
        open_ = np.zeros(len(open_), dtype=bool)
        open_[bent] = True
        open_ = np.insert(open_, bent + 1, True)
        middle = (xy[bent] + xy[bent + 1]) / 2
        xy, ring = np.insert(xy, bent + 1, middle, axis=0), np.insert(ring, bent + 1, ring[bent])
    return list(_split(xy, ring, len(rings)))


def _bent(start: Points, end: Points, way: Any) -> NDArray[np.bool_]:
    """Which edges leave the straight line in degrees, or that the geodesic, by a millimetre."""
    first, last = (np.column_stack(way.transform(*each.T)) for each in (start, end))
    middle_lat = np.radians(np.clip((first[:, 1] + last[:, 1]) / 2, -90, 90))
    wide = np.cos(middle_lat)
    found: NDArray[np.bool_] = _sagitta(last - first, middle_lat) > _DEGREES_PER_MM
    for share in (0.25, 0.5, 0.75):
        middle = np.column_stack(way.transform(*(start + share * (end - start)).T))
        off = middle - (first + share * (last - first))
        found |= np.hypot(off[:, 0] * wide, off[:, 1]) > _DEGREES_PER_MM
    found &= np.isfinite(first).all(axis=1) & np.isfinite(last).all(axis=1)
    return found


def _sagitta(step: Points, lat: NDArray[np.float64]) -> NDArray[np.float64]:
    """Degrees between the straight line and the geodesic half way, to second order.

    From the equations of a geodesic on the sphere: lat'' = -lon'² sin lat cos lat and
    lon'' = 2 lon' lat' tan lat, over a step of one; an eighth of that is half way.
    """
    lon, up = np.radians(step).T
    bend = np.hypot(2 * lon * up * np.sin(lat), lon * lon * np.sin(lat) * np.cos(lat)) / 8
    found: NDArray[np.float64] = np.degrees(bend)
    return found


def _split(xy: Points, ring: NDArray[np.int64], count: int) -> Iterator[Points]:
    ends = np.searchsorted(ring, np.arange(count), side="right")
    yield from np.split(xy, ends[:-1]) if count else []
