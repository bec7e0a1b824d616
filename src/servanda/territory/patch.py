"""One connected piece of changed ground, measured, and read as advance, return or redraw.

The measures are facts about the shape; the class is a reading of them by stated
thresholds, and the measures are kept beside it so that anyone can read them otherwise:

``redraw``
    a sliver (narrow, and long for its width) or smaller than ``ignore_below_km2``: the
    line was probably drawn again. Reported apart, never dropped.
``return``
    ground that changed hands the other way within the last k editions
    (``servanda.territory.series`` decides it; two editions alone cannot show it).
``advance``
    the rest: the line moved over this ground.

The reading is the same for ground gained and ground lost, so exchanging the holders
exchanges ``gained`` and ``lost`` and nothing else. Main path: ``patches_of``.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass, fields
from datetime import UTC, datetime
from typing import Any, Literal

import numpy as np
import shapely
from shapely import Geometry

from servanda.territory.area import Edges, Geometries, areas_km2, measures_of

__all__ = ["Kind", "Movement", "Patch", "Thresholds", "Why", "altered", "patches_of"]

Kind = Literal["gained", "lost"]
Movement = Literal["advance", "return", "redraw"]
Why = Literal["", "small", "sliver", "batch"]

DUST_KM2 = 1e-9  # a thousandth of a square metre: rounding of crossings, not ground
_DUST_DEG2 = 1e-11  # more than dust up to 89.5° of latitude
_ID_DECIMALS = 7  # about 1 cm, so that an id does not hang on the last bit of a crossing


@dataclass(frozen=True, slots=True)
class Thresholds:
    """Where a changed patch stops being read as movement of the line.

    The defaults were swept over 535 steps of a real daily map; docs/concepts/territory.md
    shows the sweep.

    Attributes:
        ignore_below_km2: Smaller patches are redraw.
        sliver_width_m: A sliver's mean width is below this ...
        sliver_ratio: ... and its length at least this many times its width.
        return_share: Share of a patch that must have changed hands the other way.
    """

    ignore_below_km2: float = 0.05
    sliver_width_m: float = 50.0
    sliver_ratio: float = 10.0
    return_share: float = 0.5


@dataclass(frozen=True, slots=True)
class Patch:
    """One connected piece of ground that one edition shows held and the other does not.

    Attributes:
        id: Hash of ground, kind and interval; the same for the same change.
        geometry: Polygon, degrees.
        area_km2: Area on the ellipsoid.
        width_m: Short side of the rectangle with the same area and outline.
        length_m: Its long side.
        lon: Longitude of the centroid, degrees.
        lat: Latitude of the centroid, degrees.
        kind: ``gained`` or ``lost`` by the holder.
        movement: ``advance``, ``return`` or ``redraw``.
        returned_share: Share of the area that changed hands the other way in the last k
            editions; 0 if only two editions were looked at.
        why: What made it a redraw: ``small``, ``sliver`` or ``batch``; empty if it is none.
        batch: Measure of the batch its step is part of; 0 if none was taken.
    """

    id: str
    geometry: Geometry
    area_km2: float
    width_m: float
    length_m: float
    lon: float
    lat: float
    kind: Kind
    movement: Movement
    returned_share: float = 0.0
    why: Why = ""
    batch: float = 0.0


_FIELDS = tuple(each.name for each in fields(Patch))


def altered(patch: Patch, **values: Any) -> Patch:
    """Return the patch with other values: ``dataclasses.replace`` in a fifth of its time."""
    found = object.__new__(Patch)
    for name in _FIELDS:
        value = values[name] if name in values else getattr(patch, name)
        object.__setattr__(found, name, value)
    return found


def patches_of(
    pieces: Geometries,
    kind: Kind,
    interval: tuple[datetime, datetime],
    thresholds: Thresholds,
    edges: Edges,
) -> tuple[Patch, ...]:
    """Return the patches of changed ground, largest first.

    Args:
        pieces: Polygons, degrees, each one connected piece.
        kind: Whether the holder gained or lost it.
        interval: Moments of the earlier and the later edition.
        thresholds: What counts as redraw.
        edges: How areas are measured.
    """
    if not len(pieces):
        return ()
    # Geodesics between the vertices of a spike without width enclose ground that no one drew.
    drawn = shapely.area(pieces) > _DUST_DEG2
    if not drawn.all():
        drawn[~drawn] = areas_km2(pieces[~drawn], edges="straight") > DUST_KM2
        pieces = pieces[drawn]
    areas, outlines = measures_of(pieces)
    areas = areas_km2(pieces, edges="straight") if edges == "straight" else areas
    centres = shapely.get_coordinates(shapely.centroid(pieces)).tolist()
    ids = _identities(pieces, kind, interval)
    measured = zip(ids, pieces, areas.tolist(), outlines.tolist(), centres, strict=True)
    found = [_patch(*each, kind=kind, thresholds=thresholds) for each in measured]
    return tuple(sorted(found, key=lambda p: (-p.area_km2, p.id)))


def _patch(
    identity: str,
    polygon: Geometry,
    size_km2: float,
    outline_km: float,
    centre: Sequence[float],
    *,
    kind: Kind,
    thresholds: Thresholds,
) -> Patch:
    width_m, length_m = sides_m(size_km2, outline_km)
    small = size_km2 < thresholds.ignore_below_km2
    sliver = width_m < thresholds.sliver_width_m and length_m >= thresholds.sliver_ratio * width_m
    return Patch(
        id=identity,
        geometry=polygon,
        area_km2=size_km2,
        width_m=width_m,
        length_m=length_m,
        lon=centre[0],
        lat=centre[1],
        kind=kind,
        movement="redraw" if small or sliver else "advance",
        why="small" if small else "sliver" if sliver else "",
    )


def sides_m(area_km2: float, perimeter_km: float) -> tuple[float, float]:
    """Return width and length in metres of the rectangle with that area and outline.

    A shape rounder than a square has no such rectangle and is taken as a square.

    >>> sides_m(2.0, 6.0)
    (1000.0, 2000.0)
    """
    half = perimeter_km / 2
    length_km = (half + max(half * half - 4 * area_km2, 0.0) ** 0.5) / 2
    if half * half <= 4 * area_km2:
        length_km = area_km2**0.5
    return (area_km2 / length_km * 1e3, length_km * 1e3) if length_km else (0.0, 0.0)


def _identities(pieces: Geometries, kind: Kind, interval: tuple[datetime, datetime]) -> list[str]:
    rounded = _rounded(pieces)
    # Of a position twice in a row, normalizing cannot tell which begins the ring.
    written = shapely.normalize(rounded)
    odd = _repeat(rounded)
    if odd:
        written[odd] = _rounded(shapely.normalize(pieces[odd]))
    after, until = (moment.astimezone(UTC).isoformat() for moment in interval)
    state = hashlib.sha256(f"{kind} ({after}, {until}]\n".encode())
    return [_ended(state.copy(), ground) for ground in shapely.to_wkb(written, byte_order=1)]


def _repeat(polygons: Geometries) -> list[int]:
    """Return the numbers of the polygons that have a position twice in a row."""
    xy, owner = shapely.get_coordinates(polygons, return_index=True)
    same = (xy[1:, 0] == xy[:-1, 0]) & (xy[1:, 1] == xy[:-1, 1]) & (owner[1:] == owner[:-1])
    return sorted(set(owner[1:][same].tolist()))


def _rounded(pieces: Geometries) -> Geometries:
    found: Geometries = shapely.transform(pieces, lambda xy: np.round(xy, _ID_DECIMALS) + 0.0)
    return found


def _ended(state: hashlib._Hash, ground: bytes) -> str:
    state.update(ground)
    return state.hexdigest()[:16]
