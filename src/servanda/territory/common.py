"""How much ground pairs of polygons have in common, for many pairs in one go.

For each x, a polygon is told by its edges over x: a point lies in it if one more of its upper
edges than of its lower ones runs above the point. So the area two polygons have in common is
the sum, over each edge of the one and each of the other, of the area below both of them; and as
the upper and lower edges over an x are equally many, that is minus half the sum of the areas
*between* them, an upper with an upper edge counted plus, an upper with a lower one minus. These
areas have a closed form. No crossing is looked for and no side is asked of a point, so edges
that lie on each other, as those of neighbours do, are no special case: they are nothing apart.

What rounding may have done is worked out beside each area. What is to be done with an area
that is not certain enough is not decided here.

Main path: ``overlapping_boxes`` -> ``InCommon.areas``.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import shapely

from servanda.territory.area import Rings
from servanda.territory.arrays import Floats, Geometries, Ints, Mask
from servanda.territory.winding import anticlockwise, meeting

__all__ = ["InCommon", "boxes_in_common", "overlapping_boxes"]

_MOST = 1 << 16  # pairs of edges: with more of them a sweep (GEOS) is faster than all with all
_AT_ONCE = 1 << 15  # pairs of edges held at one time: some 3 MB, which a processor keeps at hand
_FEW = 1 << 15  # pairs of boxes that are compared sooner than boxes are sorted ...
_MANY = 1 << 22  # ... and with more than these a tree is faster, and takes less memory
_EPSILON = float(np.finfo(np.float64).eps)
_UPRIGHT = 1e-290  # an edge that reaches less far east has nothing below it, and no finite slope


class InCommon:
    """Some polygons, whose edges are laid out once, and the area pairs of them have in common.

    >>> squares = np.array([shapely.box(0, 0, 2, 2), shapely.box(1, 1, 3, 3)])
    >>> areas, doubts = InCommon(squares).areas(np.array([0]), np.array([1]))
    >>> areas.tolist(), bool(doubts[0] < 1e-12)
    ([1.0], True)
    """

    def __init__(self, polygons: Geometries) -> None:
        """Lay out the edges.

        Args:
            polygons: Valid polygons.
        """
        self._edges = _edges(polygons)

    def areas(self, one: Ints, two: Ints) -> tuple[Floats, Floats]:
        """Return the area each pair has in common, and by how much it may be wrong.

        Args:
            one: Of each pair, the number of the one polygon.
            two: Of each pair, the number of the other.

        Returns:
            Square units of the coordinates. A pair with very many edges is not worked out:
            its area is not a number and may be wrong by infinitely much.
        """
        edges = self._edges
        many = edges.count[one] * edges.count[two]
        areas = np.where(many > _MOST, np.nan, 0.0)
        doubts = np.where(many > _MOST, np.inf, 0.0)
        for some in _parts(np.flatnonzero((many > 0) & (many <= _MOST)), many):
            areas[some], doubts[some] = _common(edges, one[some], two[some])
        return areas, doubts


@dataclass(frozen=True, slots=True)
class _Edges:
    """The edges of polygons that are not upright, each from west to east.

    Attributes:
        first: Number of the first edge of each polygon.
        count: How many it has.
        west: x at which each edge begins.
        east: x at which it ends.
        start: y at which it begins.
        slope: How much y grows by x.
        height: Between the y of its ends.
        upper: 1 if the polygon lies below it, -1 if above.
    """

    first: Ints
    count: Ints
    west: Floats
    east: Floats
    start: Floats
    slope: Floats
    height: Floats
    upper: Floats


def _parts(asked: Ints, many: Ints) -> Iterator[Ints]:
    """Cut the pairs into parts that are not too many at once; no answer hangs on where."""
    part = np.cumsum(many[asked]) // _AT_ONCE
    yield from np.split(asked, np.flatnonzero(np.diff(part)) + 1) if len(asked) else ()


def _edges(polygons: Geometries) -> _Edges:
    rings = Rings(polygons)
    ring = np.repeat(np.arange(len(rings.owner)), np.diff(rings.offsets))
    xy = _upper_westward(rings, ring)
    (x, y), (to_x, to_y) = xy[:-1].T, xy[1:].T
    real = np.flatnonzero((ring[1:] == ring[:-1]) & (np.abs(to_x - x) > _UPRIGHT))
    x, y, to_x, to_y = x[real], y[real], to_x[real], to_y[real]
    count = np.bincount(rings.owner[ring[real]], minlength=len(polygons))
    rise = to_y - y
    return _Edges(
        first=np.cumsum(count) - count,
        count=count,
        west=np.minimum(x, to_x),
        east=np.maximum(x, to_x),
        start=np.where(x < to_x, y, to_y),
        slope=rise / (to_x - x),
        height=np.abs(rise),
        upper=np.sign(x - to_x),
    )


def _upper_westward(rings: Rings, ring: Ints) -> Floats:
    """The positions so that shells run anticlockwise, holes clockwise: upper edges westward."""
    starts, ends = rings.offsets[:-1], rings.offsets[1:]
    left = anticlockwise(rings.xy, rings.offsets)
    at = np.arange(len(ring))
    turned = np.where((left == rings.shell)[ring], at, (starts + ends - 1)[ring] - at)
    found: Floats = rings.xy[turned]
    return found


def _common(edges: _Edges, one: Ints, two: Ints) -> tuple[Floats, Floats]:
    pair, e, f = _each_with_each(edges, one, two)
    width = np.minimum(edges.east[e], edges.east[f])
    west = np.maximum(edges.west[e], edges.west[f])
    width -= west
    over = np.flatnonzero(width > 0)  # the others have no x in common
    pair, e, f, width, west = pair[over], e[over], f[over], width[over], west[over]
    slope_e, slope_f = edges.slope[e], edges.slope[f]
    apart = edges.start[e] - edges.start[f]
    size = np.abs(apart) + edges.height[e] + edges.height[f]
    left = apart + ((west - edges.west[e]) * slope_e - (west - edges.west[f]) * slope_f)
    right = left + width * (slope_e - slope_f)
    between = width * _mean_apart(left, right) * edges.upper[e] * edges.upper[f]
    areas: Floats = np.bincount(pair, weights=between, minlength=len(one)) / -2
    # Each of these areas is wrong by a few roundings of its factors, their sum by one a summand.
    terms = np.bincount(pair, minlength=len(one))
    sizes = np.bincount(pair, weights=width * size, minlength=len(one))
    doubts = np.asarray(_EPSILON * (terms + 16) * sizes, dtype=np.float64)
    return np.maximum(areas, 0.0), doubts


def _each_with_each(edges: _Edges, one: Ints, two: Ints) -> tuple[Ints, Ints, Ints]:
    """Each edge of the one polygon with each of the other, pair by pair."""
    columns = edges.count[two]
    many = edges.count[one] * columns
    pair = np.repeat(np.arange(len(one)), many)
    number = np.arange(len(pair)) - np.repeat(np.cumsum(many) - many, many)
    row, column = np.divmod(number, columns[pair])
    return pair, edges.first[one][pair] + row, edges.first[two][pair] + column


def _mean_apart(left: Floats, right: Floats) -> Floats:
    """How far two lines are apart in the mean, from how far one is above the other at the ends.

    Where they cross, it is that of two triangles.
    """
    ends = np.abs(left) + np.abs(right)
    product = left * right
    crossing = np.flatnonzero(product < 0)
    ends[crossing] += 2 * product[crossing] / ends[crossing]
    return ends / 2


def overlapping_boxes(ones: Floats, twos: Floats) -> tuple[Ints, Ints]:
    """Return the pairs of boxes that have more in common than a line, in the order of both.

    Args:
        ones: Of each: west, south, east, north.
        twos: The same.
    """
    if len(ones) * len(twos) <= _FEW:
        one, two = np.nonzero(boxes_in_common(ones[:, None], twos))
        return one, two
    if len(ones) * len(twos) <= _MANY:
        return _overlapping_by_height(ones, twos)
    one, two = shapely.STRtree(shapely.box(*twos.T)).query(shapely.box(*ones.T))
    real = np.flatnonzero(boxes_in_common(ones[one], twos[two]))
    real = real[np.lexsort((two[real], one[real]))]
    return one[real], two[real]


def _overlapping_by_height(ones: Floats, twos: Floats) -> tuple[Ints, Ints]:
    """The same: those at one height are found by sorting, and few of them are not beside it."""
    (west, south, east, north), (to_west, to_south, to_east, to_north) = ones.T, twos.T
    one, two = meeting(to_south, to_north, south, north)
    near = np.flatnonzero((west[one] < to_east[two]) & (east[one] > to_west[two]))
    one, two = one[near], two[near]
    real = np.flatnonzero((south[one] < to_north[two]) & (north[one] > to_south[two]))
    one, two = one[real], two[real]
    order = np.argsort(one * len(twos) + two)
    return one[order], two[order]


def boxes_in_common(one: Floats, two: Floats) -> Mask:
    """Return which boxes have more in common than a line."""
    found: Mask = (one[..., 0] < two[..., 2]) & (one[..., 2] > two[..., 0])
    found &= (one[..., 1] < two[..., 3]) & (one[..., 3] > two[..., 1])
    return found
