"""One published state of a control map: which ground each class holds, when, by whom.

An edition is one mapper's opinion. This module gives it a name (a digest of its ground, not of
its bytes); it does not decide what changed, or whether to believe it. ``reading`` reads it.

Main path: ``Edition`` -> ``servanda.territory.change.compare``.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

import shapely
from shapely import Geometry

from servanda.base.errors import MisuseError
from servanda.territory.ground import Ground
from servanda.territory.outline import Outline

__all__ = ["Edition", "canonical", "digest_of", "edition_of"]


@dataclass(frozen=True, slots=True, init=False)
class Edition:
    """One published state of one map.

    Attributes:
        source: Who published it.
        at: The moment it was valid, with its zone.
        held: Class to the ground it holds: valid MultiPolygons, degrees, WGS 84.
    """

    source: str
    at: datetime
    held: Mapping[str, Geometry] = field(hash=False)

    def __init__(
        self, source: str, at: datetime, held: Mapping[str, Geometry], digest: str | None = None
    ) -> None:
        """Take the ground as it is; ``digest``, if it is known, spares working it out."""
        ground = Ground.of(held)
        ground.digest = ground.digest or digest
        for name, value in (("source", source), ("at", at), ("held", ground)):
            object.__setattr__(self, name, value)

    @property
    def digest(self) -> str:
        """sha256 of the canonical ground, worked out when first asked for.

        The same ground in other bytes, ring order, ring start or direction has the same digest.
        """
        return digest_of(self.held)

    def same_ground(self, other: Edition) -> bool:
        """Return whether both digests are the same, without working one out where it can.

        It can where both are written alike, and where this edition, or the other, was read
        beside the other, so that their uncommon edges are known. That none is uncommon means
        the same digest, as editions are valid: directed edges give the winding number of every
        place, so what is inside. The polygons of a valid outline are the parts in which its
        inside hangs together, and the rings of each go round what lies outside it, one round
        each part, since no ring touches itself. So both have the same rings, and their
        vertices are the ends of the edges along them. Only where rings begin, in which order
        they stand and which way they run can differ, and positions given twice: none of which
        the digest tells. Other edges, on the other hand, are other rings.
        """
        one, two = Ground.of(self.held), Ground.of(other.held)
        if one is two:
            return True
        if list(one) != list(two):
            return False
        told = [_same_outline(one.outline(name), two.outline(name)) for name in one]
        if False in told:
            return False
        return None not in told or self.digest == other.digest


def edition_of(source: str, at: datetime, held: Mapping[str, Geometry]) -> Edition:
    """Return an edition of geometries already at hand.

    Raises:
        MisuseError: ``at`` has no zone, or a geometry is not a valid area.

    >>> from datetime import UTC
    >>> edition_of("map A", datetime(2026, 3, 2, 3, tzinfo=UTC),
    ...            {"held": shapely.box(37.0, 48.0, 37.1, 48.1)}).digest[:8]
    '288a05b7'
    """
    if at.tzinfo is None:
        raise MisuseError(f"{source}: {at} has no time zone. Add one, e.g. {at}+00:00.")
    for name, area in held.items():
        if area.geom_type not in ("Polygon", "MultiPolygon") or not area.is_valid:
            raise MisuseError(
                f"{source}, class {name!r}: {area.geom_type} is not a valid polygon or "
                f"multipolygon, so it has no area to compare. Pass it through read_edition."
            )
    return Edition(source, at, held)


def _same_outline(one: Outline, two: Outline) -> bool | None:
    """Whether two valid outlines have the same rings; None where nothing tells."""
    if one is two:
        return True
    for later, earlier in ((two, one), (one, two)):
        if later.uncommon is not None and later.uncommon[0] is earlier.mark:
            return not len(later.uncommon[1]) and not len(later.uncommon[2])
    return True if one.same_arrays(two) else None


def digest_of(held: Mapping[str, Geometry]) -> str:
    """Return the sha256 of the ground itself, whatever order it was written in."""
    ground = Ground.of(held)
    if ground.digest is None:  # two threads would find the same
        ground.digest = _digest(ground)
    return ground.digest


def _digest(ground: Ground) -> str:
    state = hashlib.sha256(b"servanda edition 1\n")
    for name in ground:
        outline = ground.outline(name)
        plain = outline.canonical()
        written = plain or shapely.to_wkb(canonical(outline.geometry), byte_order=1)
        state.update(f"{len(name)} {name} {len(written)}\n".encode())
        state.update(written)
    return state.hexdigest()


def canonical(area: Geometry) -> Geometry:
    """Return the one form of all the ways to write the same rings down."""
    plain = shapely.transform(_multi(area), lambda xy: xy + 0.0)  # -0.0 is 0.0
    return shapely.normalize(shapely.remove_repeated_points(plain))


def _multi(area: Geometry) -> Geometry:
    return area if area.geom_type == "MultiPolygon" else shapely.MultiPolygon([area])
