"""Which region each square kilometre of a change lies in; nothing is lost between them.

Any layer of named polygons will do. Where regions overlap (digitised borders never fit
exactly, and a city lies in its province), ground counts in the smaller one, so that no
ground counts twice; what overlapped is told. Ground in no region at all (sea, a foreign
country, the gap between two coarse borders) is reported as ``OUTSIDE``, never dropped: the
regions and ``OUTSIDE`` add up to the patch.

Shares are taken on straight edges, which are additive, and applied to the area of the
patch. A layer that says more than it knows (coastal provinces with their sea) is used as
it is. Main path: ``read_regions`` -> ``Regions.split``.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

import numpy as np
import shapely
from shapely import Geometry

from servanda.base.errors import MisuseError
from servanda.territory.area import area_km2
from servanda.territory.geojson import UNCLASSED
from servanda.territory.patch import Patch
from servanda.territory.reading import read_edition

__all__ = ["NAME_PROPERTIES", "OUTSIDE", "Regions", "read_regions", "regions_of"]

OUTSIDE = "outside all regions"
NAME_PROPERTIES = ("name", "NAME", "Name", "shapeName", "NAME_1", "ADM1_EN", "name_en", "title")
_DUST_KM2 = 1e-6
_SOME_DAY = datetime(2000, 1, 1, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Regions:
    """Named areas that do not overlap.

    Attributes:
        names: In order of the alphabet.
        areas: The ground of each, degrees; prepared.
        notes: What overlapped in the layer as it was given, and where it counts.
    """

    names: tuple[str, ...]
    areas: tuple[Geometry, ...]
    notes: tuple[str, ...] = ()

    def split(self, patches: Sequence[Patch]) -> list[dict[str, float]]:
        """Return for each patch the km² in each region it touches, ``OUTSIDE`` last.

        The values of one patch add up to its area. Only patches that cross a border are
        cut.
        """
        shares: list[dict[str, float]] = [{} for _ in patches]
        shapes = np.array([patch.geometry for patch in patches], dtype=object)
        if not len(shapes):
            return shares
        which, where = shapely.STRtree(self.areas).query(shapes, predicate="intersects")
        areas = np.array(self.areas, dtype=object)[where]
        covered = shapely.covers(areas, shapes[which])
        for patch, region in zip(which[covered], where[covered], strict=True):
            shares[patch] = {self.names[region]: 1.0}
        done = {int(patch) for patch in which[covered]}
        cut = np.array([int(patch) not in done for patch in which], dtype=bool)
        parts = shapely.intersection(areas[cut], shapes[which[cut]])
        for patch, region, part in zip(which[cut], where[cut], parts, strict=True):
            whole = area_km2(shapes[patch], edges="straight")
            shares[patch][self.names[region]] = area_km2(part, edges="straight") / whole
        return [_in_km2(share, p.area_km2) for share, p in zip(shares, patches, strict=True)]


def _in_km2(shares: Mapping[str, float], area: float) -> dict[str, float]:
    """Turn shares into km² that add up to the area; the rest of it is outside."""
    found = {name: share * area for name, share in sorted(shares.items()) if share * area > 0}
    rest = area - sum(found.values())
    if rest > _DUST_KM2 or not found:
        return {**found, OUTSIDE: rest}
    most = max(found, key=lambda name: found[name])
    found[most] += rest
    return found


def read_regions(data: bytes, *, name: str, name_property: str = "") -> Regions:
    """Read a layer of regions in any format that maps are read in.

    Args:
        data: The bytes of the file.
        name: File name, for messages.
        name_property: Property with the name of a region; empty tries ``NAME_PROPERTIES``.

    Raises:
        UnreadableError: As ``read_edition``.
        MisuseError: No feature has that property.
    """
    for tried in [name_property] if name_property else NAME_PROPERTIES:
        edition, _ = read_edition(
            data, name=name, source="regions", at=_SOME_DAY, class_property=tried
        )
        if set(edition.held) != {UNCLASSED}:
            return regions_of(edition.held)
    tried = name_property or ", ".join(NAME_PROPERTIES)
    raise MisuseError(
        f"{name}: no feature has a property {tried}. Say which one holds the names of the "
        f"regions with --region-name PROPERTY."
    )


def regions_of(held: Mapping[str, Geometry]) -> Regions:
    """Return regions of geometries at hand; where they overlap, the smaller keeps the ground.

    >>> two = regions_of({"all": shapely.box(0, 0, 9, 1), "west": shapely.box(0, 0, 2, 1)})
    >>> two.names, [round(area.area, 3) for area in two.areas]
    (('all', 'west'), [7.0, 2.0])
    """
    order = sorted(held, key=lambda name: (area_km2(held[name], edges="straight"), name))
    areas = [held[name] for name in order]
    notes: list[str] = []
    pairs = shapely.STRtree(areas).query(areas, predicate="intersects").T.tolist()
    for large, small in sorted((a, b) for a, b in pairs if a > b):
        common = area_km2(shapely.intersection(areas[large], areas[small]), edges="straight")
        if common > _DUST_KM2:
            areas[large] = _polygons(shapely.difference(areas[large], areas[small]))
            notes.append(f"{order[large]} and {order[small]} overlap by {common:.3f} km², "
                         f"counted in {order[small]}")  # fmt: skip
    shapely.prepare(areas)
    found = sorted(zip(order, areas, strict=True), key=lambda each: each[0])
    return Regions(tuple(name for name, _ in found), tuple(area for _, area in found), tuple(notes))


def _polygons(area: Geometry) -> Geometry:
    parts: Iterable[Geometry] = shapely.get_parts(shapely.get_parts(area))
    return shapely.MultiPolygon([p for p in parts if p.geom_type == "Polygon" and p.area > 0])
