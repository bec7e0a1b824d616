"""The outline of held ground as plain arrays: positions, rings, polygons.

One edition of a map is a few thousand positions. Kept as one array with offsets, it can be
compared with the next edition, named and measured without making a geometry of it. The
geometry is made when somebody asks for it.

Does not decide whether rings make a valid polygon (``geojson`` and ``validity`` do).
Main path: ``outline_of`` or ``Outline`` -> ``edges`` -> ``servanda.territory.overlay``.
"""

from __future__ import annotations

import struct
from dataclasses import dataclass

import numpy as np
import shapely
from numpy.typing import NDArray
from shapely import Geometry

from servanda.territory.arrays import Floats, Ints, Mask
from servanda.territory.revised import Span
from servanda.territory.winding import anticlockwise

__all__ = ["Edges", "Outline", "Revision", "keys_of", "outline_of"]

_MIX = [
    np.uint64(factor)
    for factor in (
        0x9E3779B97F4A7C15, 0xC2B2AE3D27D4EB4F, 0x165667B19E3779F9, 0xD6E8FEB86659FD93
    )
]  # fmt: skip
_SHIFT = np.uint64(29)


@dataclass(frozen=True, slots=True)
class Edges:
    """Directed edges, the inside on the left.

    Attributes:
        rows: (m, 4), degrees: x1, y1, x2, y2; none has length zero.
        at: (m,) the number of the position with which each begins, the way its ring is written.
        ring: (m,) the ring each is from; the edges of a ring stand in its order.
    """

    rows: Floats
    at: Ints
    ring: Ints


@dataclass(frozen=True, slots=True, eq=False)
class Revision:
    """What an outline, or a block of text, has otherwise than another.

    Attributes:
        near: The mark of the other.
        spans: (begin, end) of positions there, (begin, end) here; all others are the same, and
            those of one ring there are in one ring here.
        rings: (r,) the ring there that each ring is: the one it has positions from; -1: none.
            It is a shell here if it is one there; a hole has the same shell.
        count: How many rings there are there.
    """

    near: object
    spans: list[Span]
    rings: Ints
    count: int


class Outline:
    """Polygons with holes as arrays, which never change; the rest is work that is remembered.

    Editions share the outline of a class that did not change.

    Attributes:
        xy: (n, 2) positions in degrees, ring after ring, each closed; no negative zeros.
        rings: (r + 1,) where each ring begins in ``xy``.
        polygons: (p + 1,) where each polygon begins in ``rings``; its first ring is the shell.
        clean: Whether it is valid with no ring touching itself or another; None: not asked.
        uncommon: What ``overlay.uncommon`` last found.
        mark: Tells this outline from every other while both exist.
        parts: The marks of the blocks of text it was read from; empty if it was not.
        revises: What it has otherwise than another outline; None: nothing is known.
        stays: The mark of an outline: if that is clean, this is for certain.
    """

    __slots__ = (
        "_backward",
        "_edges",
        "_geometry",
        "_turns",
        "clean",
        "mark",
        "parts",
        "polygons",
        "revises",
        "rings",
        "stays",
        "uncommon",
        "xy",
    )

    def __init__(
        self, xy: Floats, rings: Ints, polygons: Ints, geometry: Geometry | None = None
    ) -> None:
        """Take the arrays as they are; ``geometry``, if given, is what they say."""
        self.xy, self.rings, self.polygons = xy, rings, polygons
        self.clean: bool | None = None
        self.mark = object()
        self.parts: tuple[object, ...] = ()
        self.revises: Revision | None = None
        self.stays: object | None = None
        self.uncommon: tuple[object, Floats, Floats, Ints] | None = None
        self._geometry = geometry
        self._edges: Edges | None = None
        self._turns: Mask | None = None
        self._backward: Mask | None = None

    @property
    def geometry(self) -> Geometry:
        """The MultiPolygon, made on first use."""
        if self._geometry is None:
            whole = np.array([0, len(self.polygons) - 1])
            offsets = (self.rings, self.polygons, whole)
            kind = shapely.GeometryType.MULTIPOLYGON
            self._geometry = shapely.from_ragged_array(kind, self.xy, offsets)[0]
        return self._geometry

    @property
    def edges(self) -> Edges:
        """All edges with the inside on the left, made on first use."""
        if self._edges is None:
            self._edges = self._directed()
        return self._edges

    def same_arrays(self, other: Outline) -> bool:
        """Return whether both are written in the same way."""
        known = self.revises
        if known is not None and known.near is other.mark:
            same = all(np.array_equal(other.xy[a:b], self.xy[c:d]) for a, b, c, d in known.spans)
        else:
            same = np.array_equal(self.xy, other.xy)
        return (
            same
            and np.array_equal(self.rings, other.rings)
            and np.array_equal(self.polygons, other.polygons)
        )

    def forget(self) -> None:
        """Let go of the edges; they are made again when asked for."""
        self._edges = None

    def turns(self) -> Mask:
        """Whether each ring runs anticlockwise; found once."""
        if self._turns is None:
            self._turns = anticlockwise(self.xy, self.rings)
        return self._turns

    def turns_as(self, other: Outline, rings: Ints) -> None:
        """Take it that rings run the way those of another do; who calls this knows.

        Args:
            other: The other outline.
            rings: (r,) which ring of the other each is; -1: none, it is looked at.
        """
        if self._turns is not None:
            return
        turns = other.turns().take(rings, mode="clip")
        for ring in np.flatnonzero(rings < 0).tolist():
            xy = self.ring(ring)
            turns[ring] = anticlockwise(xy, np.array([0, len(xy)]))[0]
        self._turns = turns

    def ring(self, number: int) -> Floats:
        """The positions of one ring."""
        return self.xy[self.rings[number] : self.rings[number + 1]]

    def shells(self) -> Mask:
        """Whether each ring is the shell of its polygon."""
        found = np.zeros(len(self.rings) - 1, dtype=bool)
        found[self.polygons[:-1]] = True
        return found

    def _directed(self) -> Edges:
        return self.edges_from(np.arange(len(self.xy)))

    def edges_from(self, at: Ints) -> Edges:
        """Return the edges that begin at some positions: none at the end of a ring or of length 0.

        Args:
            at: Numbers of positions, in order.
        """
        rows = np.empty((len(at), 4))
        self.xy.take(at, axis=0, out=rows[:, :2])
        self.xy.take(at + 1, axis=0, out=rows[:, 2:], mode="clip")
        start, end = rows.view(np.complex128).T  # one number a position
        ring = self.rings.searchsorted(at, side="right") - 1
        moves = (start != end) & (at + 1 < self.rings.take(ring + 1))
        if not moves.all():
            rows, at, ring = rows[moves], at[moves], ring[moves]
        back = self.backward().take(ring)
        if back.any():
            rows[back] = rows[back][:, [2, 3, 0, 1]]
        return Edges(rows, at, ring)

    def backward(self) -> Mask:
        """Whether each ring is written with the inside on the right; found once."""
        if self._backward is None:
            self._backward = self.turns() != self.shells()
        return self._backward

    def canonical(self) -> bytes | None:
        """Return the normalised WKB (little-endian), or None where only shapely can tell it.

        Rings are ordered by their number of positions, then by their least one; where two
        have both equal, or a position is repeated, the caller has to ask shapely.
        """
        starts = self.rings[:-1]
        least = [_least(self.ring(n)) for n in range(len(starts))]
        if len(self.xy) and _repeats(self.xy, self.rings):
            return None
        firsts = [
            (end - start, *self.xy[start + at])
            for start, end, at in zip(starts, self.rings[1:], least, strict=True)
        ]
        if len(set(firsts)) < len(firsts):
            return None
        left, shells = self.turns(), self.shells()
        pieces = [struct.pack("<BII", 1, 6, len(self.polygons) - 1)]
        bounds = zip(self.polygons[:-1], self.polygons[1:], strict=True)
        for first, end in sorted(bounds, key=lambda pair: firsts[pair[0]], reverse=True):
            pieces.append(struct.pack("<BII", 1, 3, end - first))
            holes = sorted(range(first + 1, end), key=lambda n: firsts[n], reverse=True)
            for number in (first, *holes):
                turned = _begun_at(self.ring(number), least[number])
                forward = left[number] != shells[number]  # shells run clockwise, holes against
                pieces.append(struct.pack("<I", len(turned)))
                pieces.append((turned if forward else turned[::-1]).tobytes())
        return b"".join(pieces)


def _least(ring: Floats) -> int:
    x = ring[:-1, 0]
    at = int(x.argmin())
    same = np.flatnonzero(x == x[at])
    return at if len(same) == 1 else int(same[ring[same, 1].argmin()])


def _repeats(xy: Floats, rings: Ints) -> bool:
    same = (xy[1:, 0] == xy[:-1, 0]) & (xy[1:, 1] == xy[:-1, 1])
    same[rings[1:-1] - 1] = False
    return bool(same.any())


def _begun_at(ring: Floats, start: int) -> Floats:
    return np.concatenate([ring[start:-1], ring[: start + 1]])


def keys_of(rows: Floats) -> NDArray[np.uint64]:
    """Return one number for each row of four, equal for equal rows and seldom for others."""
    bits = np.ascontiguousarray(rows).view(np.uint64)
    found = bits[:, 0] * _MIX[0]
    for column in (1, 2, 3):
        found ^= found >> _SHIFT
        found += bits[:, column]
        found *= _MIX[column]
    return found


def outline_of(area: Geometry) -> Outline:
    """Return the outline of a polygon or multipolygon.

    >>> one = outline_of(shapely.box(0, 0, 1, 1))
    >>> one.rings.tolist(), one.polygons.tolist()
    ([0, 5], [0, 1])
    """
    multi = area if area.geom_type == "MultiPolygon" else shapely.MultiPolygon([area])
    _, xy, (rings, polygons, _) = shapely.to_ragged_array([multi], include_z=False)
    plain = xy + 0.0  # -0.0 and 0.0 are one place
    return Outline(plain, rings.astype(np.int64), polygons.astype(np.int64), multi)
