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
exchanges ``gained`` and ``lost`` and nothing else. Main path: ``patches_of_steps``.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import pairwise
from typing import Literal

import numpy as np
import shapely
from numpy.typing import NDArray
from shapely import Geometry

from servanda.territory.area import Edges, Floats, Geometries, areas_km2, measures_of
from servanda.territory.pieces import Pieces

__all__ = [
    "Kind",
    "Movement",
    "Patch",
    "Thresholds",
    "Why",
    "altered",
    "patches_of",
    "patches_of_steps",
]

Kind = Literal["gained", "lost"]
Movement = Literal["advance", "return", "redraw"]
Why = Literal["", "small", "sliver", "batch"]

DUST_KM2 = 1e-9  # a thousandth of a square metre: rounding of crossings, not ground
_DUST_DEG2 = 1e-11  # more than dust up to 89.5° of latitude
_KINDS: tuple[Kind, Kind] = ("gained", "lost")
_WHYS: tuple[Why, ...] = ("", "small", "sliver")
_MOVEMENTS: tuple[Movement, ...] = ("advance", "redraw", "redraw")  # by why
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


def altered(
    patch: Patch, *, movement: Movement, returned_share: float, why: Why, batch: float
) -> Patch:
    """Return the patch read otherwise: ``dataclasses.replace`` in half of its time."""
    return Patch(
        patch.id,
        patch.geometry,
        patch.area_km2,
        patch.width_m,
        patch.length_m,
        patch.lon,
        patch.lat,
        patch.kind,
        movement,
        returned_share,
        why,
        batch,
    )


def patches_of(
    pieces: Geometries,
    kind: Kind,
    interval: tuple[datetime, datetime],
    thresholds: Thresholds,
    edges: Edges,
) -> tuple[Patch, ...]:
    """Return the patches of ground of one kind that one step changed, largest first.

    Args:
        pieces: Polygons, degrees, each one connected piece.
        kind: Whether the holder gained or lost it.
        interval: Moments of the earlier and the later edition.
        thresholds: What counts as redraw.
        edges: How areas are measured.
    """
    step, gained = np.zeros(len(pieces), dtype=np.int64), np.full(len(pieces), kind == "gained")
    [found] = patches_of_steps(Pieces(pieces, step, gained), [interval], thresholds, edges)
    return found[_KINDS.index(kind)]


def patches_of_steps(
    pieces: Pieces,
    intervals: Sequence[tuple[datetime, datetime]],
    thresholds: Thresholds,
    edges: Edges,
) -> list[tuple[tuple[Patch, ...], tuple[Patch, ...]]]:
    """Return of each step the patches gained and those lost, largest first.

    All are measured at once: calls cost more than the few patches of a step.

    Args:
        pieces: What changed hands in the steps.
        intervals: Of each step the moments of the earlier and the later edition.
        thresholds: What counts as redraw.
        edges: How areas are measured.
    """
    pieces = pieces.where(_drawn(pieces.polygons))
    group = 2 * pieces.step + ~pieces.gained
    areas, outlines = measures_of(pieces.polygons)
    if edges == "straight":
        areas = areas_km2(pieces.polygons, edges="straight")
    ids = _identities(pieces.polygons, group, intervals)
    patches = _patches(ids, pieces, (areas, outlines), thresholds)
    order = np.lexsort((np.array(ids, dtype=str), -areas, group))
    ends = np.searchsorted(group[order], np.arange(2 * len(intervals)), side="right").tolist()
    numbers = order.tolist()
    found = [tuple(patches[n] for n in numbers[a:b]) for a, b in pairwise([0, *ends])]
    return list(zip(found[::2], found[1::2], strict=True))


def _drawn(pieces: Geometries) -> NDArray[np.bool_]:
    """Which pieces have ground: geodesics round a spike without width enclose what no one drew."""
    drawn: NDArray[np.bool_] = shapely.area(pieces) > _DUST_DEG2
    if not drawn.all():
        drawn[~drawn] = areas_km2(pieces[~drawn], edges="straight") > DUST_KM2
    return drawn


def _patches(
    ids: Sequence[str], pieces: Pieces, measures: tuple[Floats, Floats], thresholds: Thresholds
) -> list[Patch]:
    areas = measures[0]
    width, length = _sides_m(*measures)
    small = areas < thresholds.ignore_below_km2
    sliver = (width < thresholds.sliver_width_m) & (length >= thresholds.sliver_ratio * width)
    whys = np.where(small, 1, np.where(sliver, 2, 0)).tolist()
    centres = shapely.get_coordinates(shapely.centroid(pieces.polygons))
    sizes = np.column_stack([areas, width, length, centres]).tolist()
    kinds = [_KINDS[not gained] for gained in pieces.gained.tolist()]
    rows = zip(ids, pieces.polygons, sizes, kinds, whys, strict=True)
    return [
        Patch(name, polygon, area, broad, long, lon, lat, kind, _MOVEMENTS[why], 0.0, _WHYS[why])
        for name, polygon, (area, broad, long, lon, lat), kind, why in rows
    ]


def sides_m(area_km2: float, perimeter_km: float) -> tuple[float, float]:
    """Return width and length in metres of the rectangle with that area and outline.

    A shape rounder than a square has no such rectangle and is taken as a square.

    >>> sides_m(2.0, 6.0)
    (1000.0, 2000.0)
    """
    width, length = _sides_m(np.array([area_km2]), np.array([perimeter_km]))
    return float(width[0]), float(length[0])


def _sides_m(areas_km2: Floats, perimeters_km: Floats) -> tuple[Floats, Floats]:
    half = perimeters_km / 2
    beyond = half * half - 4 * areas_km2
    round_ = half * half <= 4 * areas_km2
    length = np.where(round_, np.sqrt(areas_km2), (half + np.sqrt(np.maximum(beyond, 0.0))) / 2)
    width = np.divide(areas_km2, length, out=np.zeros_like(length), where=length > 0)
    return width * 1e3, length * 1e3


def _identities(
    pieces: Geometries,
    group: NDArray[np.int64],
    intervals: Sequence[tuple[datetime, datetime]],
) -> list[str]:
    rounded = _rounded(pieces)
    # Of a position twice in a row, normalizing cannot tell which begins the ring.
    written = shapely.normalize(rounded)
    odd = _repeat(rounded)
    if odd:
        written[odd] = _rounded(shapely.normalize(pieces[odd]))
    states = [_begun(kind, interval) for interval in intervals for kind in _KINDS]
    grounds = zip(group.tolist(), shapely.to_wkb(written, byte_order=1).tolist(), strict=True)
    return [_ended(states[number].copy(), ground) for number, ground in grounds]


def _begun(kind: Kind, interval: tuple[datetime, datetime]) -> hashlib._Hash:
    after, until = (moment.astimezone(UTC).isoformat() for moment in interval)
    return hashlib.sha256(f"{kind} ({after}, {until}]\n".encode())


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
