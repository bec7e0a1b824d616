"""Well-known binary to rings of positions, by hand, because the bytes are a stranger's.

GEOS walks nested collections by recursion and refuses rings that are not closed; here
depth and counts are bounded before anything is built, and an unclosed ring reaches the
same repair as in GeoJSON. ISO and extended WKB, both byte orders; heights and measures
are dropped. Curved kinds are refused: what lies between their points is not in them.

This module does not judge rings (``geojson`` does). Main path: ``geometry_of``.
"""

from __future__ import annotations

import struct
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from servanda.base.errors import UnreadableError

__all__ = ["Budget", "Shape", "geometry_of"]

Shape = dict[str, Any]
"""A GeoJSON geometry whose rings are float64 arrays of shape (n, 2)."""

_PLAIN = {1: "Point", 2: "LineString", 4: "MultiPoint", 5: "MultiLineString"}
_POLYGON, _MULTI, _COLLECTION = 3, 6, 7
_CURVED = {8, 9, 10, 11, 12, 13, 14, 15, 16, 17}
_RINGS, _POSITION = 1_000_000, 16
_HAS_Z, _HAS_M, _HAS_SRID, _KIND = 0x80000000, 0x40000000, 0x20000000, 0x0FFFFFFF


@dataclass(slots=True)
class Budget:
    """How many rings and parts a file may have: empty ones take four bytes and become objects.

    Attributes:
        most: At the beginning.
        spent: So far.
    """

    most: int
    spent: int = 0

    def spend(self, count: int, where: str) -> None:
        """Take ``count`` of what is left.

        Raises:
            UnreadableError: There is not so much left.
        """
        self.spent += count
        if self.spent > self.most:
            raise UnreadableError(
                f"{where}: more than {self.most} rings and parts, the limit for one map. Simplify "
                f"the map, or raise Limits.vertices."
            )


def geometry_of(blob: bytes, *, where: str, depth: int, budget: Budget | None = None) -> Shape:
    """Return the geometry in ``blob``.

    Args:
        blob: The WKB.
        where: File and feature, for messages.
        depth: Collections inside one another that are allowed.
        budget: What the whole file may still have.

    Raises:
        UnreadableError: Cut off, too deep, of too many parts, or of a curved or unknown kind.

    >>> import shapely
    >>> found = geometry_of(shapely.box(0, 0, 1, 1).wkb, where="m", depth=8)
    >>> found["type"], found["coordinates"][0].shape
    ('Polygon', (5, 2))
    """
    return _Walk(memoryview(blob), where, budget or Budget(_RINGS)).geometry(depth)


class _Walk:
    """A place in the bytes, moved forward by reading."""

    def __init__(self, blob: memoryview, where: str, budget: Budget) -> None:
        self.blob, self.where, self.budget, self.at = blob, where, budget, 0

    def geometry(self, depth: int) -> Shape:
        order, kind, width = self._head()
        if depth < 0:
            raise UnreadableError(f"{self.where}: geometries nested too deep. Flatten the file.")
        if kind in _PLAIN:
            self._skip(kind, order, width)
            return {"type": _PLAIN[kind], "coordinates": []}
        if kind == _POLYGON:
            return {"type": "Polygon", "coordinates": self._rings(order, width)}
        if kind == _MULTI:
            parts = [self.geometry(depth - 1) for _ in range(self._count(order, 9))]
            if any(part["type"] != "Polygon" for part in parts):
                raise self._broken("a multipolygon with a part that is no polygon")
            return {"type": "MultiPolygon", "coordinates": [p["coordinates"] for p in parts]}
        if kind == _COLLECTION:
            parts = [self.geometry(depth - 1) for _ in range(self._count(order, 9))]
            return {"type": "GeometryCollection", "geometries": parts}
        if kind in _CURVED:
            raise UnreadableError(
                f"{self.where}: the geometry is curved or a surface (WKB type {kind}). Where its "
                f"outline runs would be a guess; convert it to polygons "
                f"(ogr2ogr -nlt CONVERT_TO_LINEAR)."
            )
        raise self._broken(f"geometry type {kind} is unknown")

    def _head(self) -> tuple[str, int, int]:
        """Return byte order, kind and numbers per position."""
        order = {0: ">", 1: "<"}.get(self._take("B"))
        if order is None:
            raise self._broken("no byte order")
        code = self._take(f"{order}I")
        width = 2 + bool(code & _HAS_Z) + bool(code & _HAS_M)
        if code & _HAS_SRID:
            self._take(f"{order}I")
        flag, kind = divmod(code & _KIND, 1000)
        return order, kind, max(width, 2 + {1: 1, 2: 1, 3: 2}.get(flag, 0))

    def _rings(self, order: str, width: int) -> list[NDArray[np.float64]]:
        return [self._positions(order, width) for _ in range(self._count(order, 4))]

    def _positions(self, order: str, width: int) -> NDArray[np.float64]:
        count = self._count(order, 8 * width)
        found = np.frombuffer(self.blob, f"{order}f8", count * width, self.at)
        self.at += count * width * 8
        return found.reshape(count, width)[:, :2].astype(np.float64)

    def _skip(self, kind: int, order: str, width: int) -> None:
        """Step over what has no area; only its length matters, to reach what follows it."""
        if kind == 1:
            self.at += 8 * width
        elif kind == 2:  # noqa: PLR2004 - a line is a ring that need not close
            self._positions(order, width)
        else:
            for _ in range(self._count(order, 9)):
                inner_order, inner, inner_width = self._head()
                if inner not in (1, 2):
                    raise self._broken(f"a part of type {inner} in one of type {kind}")
                self._skip(inner, inner_order, inner_width)

    def _count(self, order: str, least_bytes: int) -> int:
        """Return a count that the bytes left can hold: nothing is built on the word of a count."""
        count = self._take(f"{order}I")
        if count * least_bytes > len(self.blob) - self.at:
            raise self._broken(f"{count} parts announced, fewer are there")
        if least_bytes < _POSITION:
            self.budget.spend(count, self.where)
        return count

    def _take(self, form: str) -> int:
        size = struct.calcsize(form)
        if self.at + size > len(self.blob):
            raise self._broken("it ends too early")
        (found,) = struct.unpack_from(form, self.blob, self.at)
        self.at += size
        return int(found)

    def _broken(self, what: str) -> UnreadableError:
        return UnreadableError(
            f"{self.where}: damaged geometry ({what}). A map read in part would show ground lost "
            f"that was not; fetch the file again."
        )
