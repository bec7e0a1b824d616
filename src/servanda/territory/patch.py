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
exchanges ``gained`` and ``lost`` and nothing else.

Main path: ``columns_of`` -> ``Columns.patches``.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import pairwise
from typing import Any, Literal, NamedTuple

import numpy as np
import shapely
from shapely import Geometry

from servanda.territory.area import Edges, areas_km2, measures_of
from servanda.territory.arrays import Floats, Geometries, Ints, Mask
from servanda.territory.names import names_of
from servanda.territory.pieces import Pieces

__all__ = [
    "BATCH",
    "WHYS",
    "Columns",
    "Kind",
    "Movement",
    "Patch",
    "Reading",
    "Thresholds",
    "Why",
    "columns_of",
]

Kind = Literal["gained", "lost"]
Movement = Literal["advance", "return", "redraw"]
Why = Literal["", "small", "sliver", "batch"]

DUST_KM2 = 1e-9  # a thousandth of a square metre: rounding of crossings, not ground
_DUST_DEG2 = 1e-11  # more than dust up to 89.5° of latitude
_KINDS: tuple[Kind, Kind] = ("gained", "lost")
WHYS: tuple[Why, ...] = ("", "small", "sliver", "batch")
BATCH = WHYS.index("batch")
_MOVEMENTS: tuple[Movement, ...] = ("advance", "redraw", "return")


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


class Patch(NamedTuple):
    """One connected piece of ground that one edition shows held and the other does not.

    There are thousands, and a named tuple is made in a sixth of the time a frozen dataclass is.

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


@dataclass(frozen=True, slots=True)
class Reading:
    """How the patches of ``Columns`` are read, in their order.

    Attributes:
        why: Number in ``WHYS``.
        returned: Whether one that is no redraw is a return.
        shares: ``returned_share`` of each.
        batch: ``batch`` of each.
    """

    why: Ints
    returned: Mask
    shares: Floats
    batch: Floats


@dataclass(frozen=True, slots=True)
class Columns:
    """The patches of some steps: by step, gained before lost, largest first.

    An object each is made last, when all is known of it.

    Attributes:
        steps: How many steps these are; some may have no patch.
        ids: Of the patches.
        polygons: Their ground.
        sizes: (5, n) area_km2, width_m, length_m, lon, lat.
        group: Twice the number of the step, and 1 more if it was lost.
        why: Number in ``WHYS`` that shape and size give.
    """

    steps: int
    ids: list[str]
    polygons: Geometries
    sizes: Floats
    group: Ints
    why: Ints

    @classmethod
    def of(cls, patches: Sequence[tuple[Sequence[Patch], Sequence[Patch]]]) -> Columns:
        """Return the columns of patches, gained and lost of each step."""
        sides = [side for step in patches for side in step]
        found = [patch for side in sides for patch in side]
        polygons: Geometries = np.empty(len(found), dtype=object)
        polygons[:] = [p.geometry for p in found]
        sizes = [(p.area_km2, p.width_m, p.length_m, p.lon, p.lat) for p in found]
        return cls(
            steps=len(patches),
            ids=[p.id for p in found],
            polygons=polygons,
            sizes=np.array(sizes, dtype=np.float64).reshape(-1, 5).T,
            group=np.repeat(np.arange(len(sides)), [len(side) for side in sides]),
            why=np.array([WHYS.index(p.why) for p in found], dtype=np.int64),
        )

    @property
    def step(self) -> Ints:
        """The number of the step of each."""
        return self.group // 2

    @property
    def gained(self) -> Mask:
        """Whether each was gained."""
        found: Mask = self.group % 2 == 0
        return found

    def alone(self) -> Reading:
        """Return how each reads if nothing is known of the steps before."""
        none = np.zeros(len(self.ids))
        return Reading(self.why, none > 0, none, none)

    def patches(self, reading: Reading) -> list[tuple[tuple[Patch, ...], tuple[Patch, ...]]]:
        """Return the patches of each step, gained and lost."""
        movement = np.where(reading.why > 0, 1, np.where(reading.returned, 2, 0))
        columns = (
            self.ids,
            self.polygons.tolist(),
            *self.sizes.tolist(),
            _named(_KINDS, self.group % 2),
            _named(_MOVEMENTS, movement),
            reading.shares.tolist(),
            _named(WHYS, reading.why),
            reading.batch.tolist(),
        )
        made = list(map(Patch._make, zip(*columns, strict=True)))
        ends = np.searchsorted(self.group, np.arange(2 * self.steps), side="right").tolist()
        found = [tuple(made[a:b]) for a, b in pairwise([0, *ends])]
        return list(zip(found[::2], found[1::2], strict=True))


def _named(names: tuple[str, ...], numbers: Ints) -> list[Any]:
    found: list[Any] = np.array(names, dtype=object)[numbers].tolist()
    return found


def columns_of(
    pieces: Pieces,
    intervals: Sequence[tuple[datetime, datetime]],
    thresholds: Thresholds,
    edges: Edges,
) -> Columns:
    """Return the patches of steps, measured.

    All are measured at once: calls cost more than the few patches of a step.

    Args:
        pieces: What changed hands in the steps.
        intervals: Of each step the moments of the earlier and the later edition.
        thresholds: What counts as redraw.
        edges: How areas are measured.
    """
    pieces = pieces.where(_drawn(pieces.polygons))
    areas, perimeters = measures_of(pieces.polygons)
    if edges != "geodesic":
        areas = areas_km2(pieces.polygons, edges=edges)
    group = 2 * pieces.step + ~pieces.gained
    order = np.lexsort((-areas, group))
    areas, group, polygons = areas[order], group[order], pieces.polygons[order]
    width, length = _sides_m(areas, perimeters[order])
    return Columns(
        steps=len(intervals),
        ids=names_of(polygons, _heads(intervals), group),
        polygons=polygons,
        sizes=np.stack([areas, width, length, *_centres(polygons)]),
        group=group,
        why=_why(areas, width, length, thresholds),
    )


def _drawn(pieces: Geometries) -> Mask:
    """Which pieces have ground: geodesics round a spike without width enclose what no one drew."""
    drawn: Mask = shapely.area(pieces) > _DUST_DEG2
    if not drawn.all():
        drawn[~drawn] = areas_km2(pieces[~drawn], edges="straight") > DUST_KM2
    return drawn


def _why(areas_km2: Floats, width_m: Floats, length_m: Floats, thresholds: Thresholds) -> Ints:
    small = areas_km2 < thresholds.ignore_below_km2
    sliver = width_m < thresholds.sliver_width_m
    sliver &= length_m >= thresholds.sliver_ratio * width_m
    return np.where(small, 1, np.where(sliver, 2, 0))


def _centres(polygons: Geometries) -> Floats:
    found: Floats = shapely.get_coordinates(shapely.centroid(polygons)).T
    return found


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


def _heads(intervals: Sequence[tuple[datetime, datetime]]) -> list[bytes]:
    """What the names of the patches of each group begin with."""
    written = [[moment.astimezone(UTC).isoformat() for moment in each] for each in intervals]
    return [f"{kind} ({a}, {b}]\n".encode() for a, b in written for kind in _KINDS]
