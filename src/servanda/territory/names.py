"""Names of patches: a hash of what kind of change it is, when, and on which ground.

Ground is named as it is written in one form: rounded to about a centimetre, each ring from its
least position on, shells clockwise (WKB of what GEOS normalizes). Most patches are one ring,
and those are written here for many at once. What is not plain goes to GEOS: polygons with
holes, positions that rounding makes equal to the next, a least or highest position that is
there twice, and a turn at the highest position that rounding of the arithmetic could hide.

Main path: ``names_of``.
"""

from __future__ import annotations

import hashlib
import struct
from collections.abc import Sequence
from functools import cache

import numpy as np
import shapely

from servanda.territory.arrays import Floats, Geometries, Ints, Mask
from servanda.territory.winding import side

__all__ = ["names_of", "written_of"]

_DECIMALS = 7  # about 1 cm, so that a name does not hang on the last bit of a crossing


def names_of(polygons: Geometries, heads: Sequence[bytes], head: Ints) -> list[str]:
    """Return 16 hexadecimal digits for each polygon.

    Args:
        polygons: Ground, degrees.
        heads: What is put before the ground.
        head: The number of it, of each polygon.
    """
    named = hashlib.sha256
    return [
        named(heads[number] + body).hexdigest()[:16]
        for number, body in zip(head.tolist(), written_of(polygons), strict=True)
    ]


def written_of(polygons: Geometries) -> list[bytes]:
    """Return each polygon in the one form it is named by, as WKB (little-endian)."""
    if not len(polygons):
        return []
    xy = np.round(shapely.get_coordinates(polygons), _DECIMALS) + 0.0
    found, plain = _written_plainly(xy, shapely.get_num_coordinates(polygons))
    plain &= shapely.get_num_interior_rings(polygons) == 0
    rest = np.flatnonzero(~plain)
    for number, written in zip(rest.tolist(), _written_by_geos(polygons[rest]), strict=True):
        found[number] = written
    return found


def _written_plainly(xy: Floats, counts: Ints) -> tuple[list[bytes], Mask]:
    """Each ring as a normalized polygon, and which of them are plain: the others are not so.

    Args:
        xy: Positions of closed rings.
        counts: How many each ring has.
    """
    ends = np.cumsum(counts)
    starts = ends - counts
    ring = np.repeat(np.arange(len(counts)), counts)
    x, y = xy.T
    least_x = np.minimum.reduceat(x, starts)[ring]
    western = np.where(x == least_x, y, np.inf)
    first, alone = _only(western == np.minimum.reduceat(western, starts)[ring], starts, ends)
    top, highest = _only(y == np.maximum.reduceat(y, starts)[ring], starts, ends)
    before = np.where(top == starts, ends - 2, top - 1)
    turn = side(np.hstack([xy[before], xy[top]]), xy[top + 1])  # as GEOS tells which way it runs
    repeated = np.append((x[1:] == x[:-1]) & (y[1:] == y[:-1]) & (ring[1:] == ring[:-1]), False)
    plain = alone & highest & (turn != 0) & (counts > 3) & ~np.logical_or.reduceat(repeated, starts)  # noqa: PLR2004
    ahead = (first - starts)[ring] + (np.arange(len(xy)) - starts[ring]) * -turn[ring].astype(int)
    body = xy[starts[ring] + ahead % np.maximum(counts - 1, 1)[ring]].tobytes()
    spans = zip(counts.tolist(), (16 * starts).tolist(), (16 * ends).tolist(), strict=True)
    return [_ring_of(count) + body[begin:end] for count, begin, end in spans], plain


def _only(which: Mask, starts: Ints, ends: Ints) -> tuple[Ints, Mask]:
    """Of each ring the position that is meant, and whether it is the only one."""
    which[ends - 1] = False  # the first again
    found = np.maximum.reduceat(np.where(which, np.arange(len(which)), 0), starts)
    return np.maximum(found, starts), np.add.reduceat(which, starts, dtype=np.int64) == 1


@cache
def _ring_of(count: int) -> bytes:
    """How a polygon of one ring begins."""
    return struct.pack("<BIII", 1, 3, 1, count)


def _written_by_geos(polygons: Geometries) -> list[bytes]:
    rounded = _rounded(polygons)
    # Of a position twice in a row, normalizing cannot tell which begins the ring.
    written = shapely.normalize(rounded)
    odd = _repeat(rounded)
    if odd:
        written[odd] = _rounded(shapely.normalize(polygons[odd]))
    found: list[bytes] = shapely.to_wkb(written, byte_order=1).tolist()
    return found


def _repeat(polygons: Geometries) -> list[int]:
    """Return the numbers of the polygons that have a position twice in a row."""
    xy, owner = shapely.get_coordinates(polygons, return_index=True)
    same = (xy[1:, 0] == xy[:-1, 0]) & (xy[1:, 1] == xy[:-1, 1]) & (owner[1:] == owner[:-1])
    return sorted(set(owner[1:][same].tolist()))


def _rounded(polygons: Geometries) -> Geometries:
    found: Geometries = shapely.transform(polygons, lambda xy: np.round(xy, _DECIMALS) + 0.0)
    return found
