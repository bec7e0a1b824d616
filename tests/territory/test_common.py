from __future__ import annotations

from fractions import Fraction
from itertools import pairwise
from typing import Any
from unittest.mock import patch

import numpy as np
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st
from shapely import Geometry

from servanda.territory import common as common_
from servanda.territory.area import Rings
from servanda.territory.arrays import Floats, Geometries
from servanda.territory.common import InCommon, boxes_in_common, overlapping_boxes

from .maps import grounds, written_otherwise

Line = tuple[Fraction, Fraction, Fraction, Fraction, int]


def pieces(area: Geometry) -> Any:
    return shapely.get_parts(area)


def both(one: Any, two: Any) -> tuple[Any, Any, Any]:
    """All polygons, and each of the one with each of the other."""
    number = np.arange(len(one) * len(two))
    return np.concatenate([one, two]), number // len(two), number % len(two) + len(one)


def exact_edges(polygon: Any) -> list[Line]:
    found: list[Line] = []
    for number, ring in enumerate([polygon.exterior, *polygon.interiors]):
        xy = [(Fraction(x), Fraction(y)) for x, y in ring.coords]
        turn = sum(a * d - c * b for (a, b), (c, d) in pairwise(xy))
        inside = (1 if turn > 0 else -1) * (-1 if number else 1)
        for (a, b), (c, d) in pairwise(xy):
            if a != c:
                west, east = sorted([(a, b), (c, d)])
                found.append((*west, *east, inside if a > c else -inside))
    return found


def exactly(one: Any, two: Any) -> Fraction:
    """The area below both of two edges, summed: the definition, without rounding."""
    total = Fraction(0)
    for a, b, c, d, sign in exact_edges(one):
        for e, f, g, h, other in exact_edges(two):
            west, east = max(a, e), min(c, g)
            if west < east:
                ends = [
                    (b + (x - a) * (d - b) / (c - a), f + (x - e) * (h - f) / (g - e))
                    for x in (west, east)
                ]
                below = sum(((p + q) / 2 for p, q in ends), Fraction(0)) / 2
                left, right = (p - q for p, q in ends)
                apart = (abs(left) + abs(right)) / 2
                if left * right < 0:
                    apart = (left**2 + right**2) / (abs(left) + abs(right)) / 2
                total += sign * other * (east - west) * (below - apart / 2)
    return total


def test_squares_that_overlap_have_a_corner_in_common() -> None:
    polygons = np.array(
        [shapely.box(0, 0, 2, 2), shapely.box(1, 1, 3, 3), shapely.box(9, 9, 10, 10)]
    )
    areas, doubts = InCommon(polygons).areas(np.array([0, 0, 1]), np.array([1, 2, 1]))
    assert areas.tolist() == pytest.approx([1, 0, 4], abs=1e-12)
    assert (doubts < 1e-12).all()


def test_what_lies_in_a_hole_is_not_in_common() -> None:
    ring = shapely.box(0, 0, 4, 4).difference(shapely.box(1, 1, 3, 3))
    for frame in (ring, ring.reverse()):
        polygons = np.array([frame, shapely.box(1, 1, 3, 3), shapely.box(0, 0, 2, 2)])
        areas, doubts = InCommon(polygons).areas(np.array([0, 0]), np.array([1, 2]))
        assert areas[0] <= doubts[0]
        assert areas[1] == pytest.approx(3)


def test_no_pairs_no_areas() -> None:
    none = np.empty(0, dtype=np.int64)
    for polygons in (np.empty(0, dtype=object), np.array([shapely.box(0, 0, 1, 1)])):
        areas, doubts = InCommon(polygons).areas(none, none)
        assert len(areas) == len(doubts) == 0


@given(grounds, grounds)
def test_area_in_common_is_that_of_the_intersection(a: Geometry, b: Geometry) -> None:
    polygons, one, two = both(pieces(a), pieces(b))
    areas, doubts = InCommon(polygons).areas(one, two)
    wanted = shapely.area(shapely.intersection(polygons[one], polygons[two]))
    assert np.abs(areas - wanted).max() < 1e-14  # GEOS rounds its crossings
    assert (doubts < 1e-12).all()


@settings(max_examples=40, deadline=None)
@given(grounds, grounds, st.sampled_from([0.0, 0.1, 1 / 3]), st.sampled_from([1.0, 1e-5, 7e3]))
def test_it_is_never_more_wrong_than_it_says(
    a: Geometry, b: Geometry, shift: float, size: float
) -> None:
    moved = shapely.transform(shapely.MultiPolygon(pieces(b)), lambda xy: xy + shift * 0.01)
    some = [shapely.transform(g, lambda xy: xy * size) for g in (a, moved)]
    polygons, one, two = both(pieces(some[0])[:2], pieces(some[1])[:2])
    areas, doubts = InCommon(polygons).areas(one, two)
    for number, (area, doubt) in enumerate(zip(areas.tolist(), doubts.tolist(), strict=True)):
        exact = exactly(polygons[one[number]], polygons[two[number]])
        assert abs(Fraction(area) - exact) <= Fraction(doubt)


@given(grounds, st.integers(1, 9), st.booleans())
def test_parts_of_one_ground_have_nothing_in_common_and_each_all_of_itself(
    area: Geometry, turn: int, reverse: bool
) -> None:
    polygons, one, two = both(pieces(area), pieces(written_otherwise(area, turn, reverse=reverse)))
    areas, doubts = InCommon(polygons).areas(one, two)
    same = shapely.equals(polygons[one], polygons[two])
    sizes = shapely.area(polygons[one])
    assert (areas[~same] <= doubts[~same]).all()
    assert (np.abs(areas - sizes)[same] <= (doubts + 1e-11 * sizes)[same]).all()


def test_more_edges_than_are_worth_it_are_not_worked_out_and_it_says_so() -> None:
    polygons = np.array([shapely.Point(0, 0).buffer(1, quad_segs=80), shapely.box(0, 0, 2, 2)])
    one, two = np.array([0, 0]), np.array([0, 1])
    areas, doubts = InCommon(polygons).areas(one, two)
    assert np.isnan(areas[0])
    assert np.isinf(doubts[0])
    assert areas[1] == pytest.approx(polygons[0].area / 4)


@given(grounds, grounds, st.integers(1, 50))
def test_no_answer_hangs_on_how_many_are_worked_out_at_once(
    a: Geometry, b: Geometry, at_once: int
) -> None:
    polygons, one, two = both(pieces(a), pieces(b))
    whole = np.array(InCommon(polygons).areas(one, two))
    with patch.object(common_, "_AT_ONCE", at_once):
        cut = np.array(InCommon(polygons).areas(one, two))
    alone = np.hstack([InCommon(polygons).areas(one[[n]], two[[n]]) for n in range(len(one))])
    assert whole.tobytes() == cut.tobytes() == alone.tobytes()


@given(grounds, grounds)
def test_boxes_are_told_apart_by_height_and_by_a_tree_as_one_by_one(
    a: Geometry, b: Geometry
) -> None:
    ones, twos = (shapely.bounds(pieces(g)) for g in (a, b))
    found = overlapping_boxes(ones, twos)
    with patch.object(common_, "_FEW", 0):
        sorted_ = overlapping_boxes(ones, twos)
        with patch.object(common_, "_MANY", 0):
            planted = overlapping_boxes(ones, twos)
    assert np.array(found).tolist() == np.array(sorted_).tolist() == np.array(planted).tolist()


def test_boxes_with_only_a_line_in_common_do_not_count() -> None:
    boxes = np.array([[0, 0, 1, 1], [1, 0, 2, 1], [0.5, 0.5, 3, 3.0]])
    assert boxes_in_common(boxes[0], boxes).tolist() == [True, False, True]


def directed(polygons: Geometries) -> Floats:
    rings = Rings(polygons)
    ring = np.repeat(np.arange(len(rings.owner)), np.diff(rings.offsets))
    return common_._upper_westward(rings, ring)


@given(grounds, st.integers(1, 9), st.booleans())
def test_rings_are_turned_as_geos_turns_them(area: Geometry, turn: int, reverse: bool) -> None:
    polygons = pieces(written_otherwise(area, turn, reverse=reverse))
    turned = shapely.get_coordinates(shapely.orient_polygons(polygons))
    assert directed(polygons).tolist() == turned.tolist()


@pytest.mark.parametrize("reverse", [False, True])
def test_which_way_a_sliver_runs_is_asked_of_geos(*, reverse: bool) -> None:
    sliver = [(37.0, 48.0), (38.0, 49.0), (38.0, 49.0 + 2**-47)]
    polygons = np.array(
        [shapely.Polygon([sliver[n] for n in ((0, 2, 1) if reverse else (0, 1, 2))])]
    )
    with patch.object(shapely, "is_ccw", wraps=shapely.is_ccw) as asked:
        found = directed(polygons)
    assert asked.call_count == 1
    turned = shapely.get_coordinates(shapely.orient_polygons(polygons))
    assert found.tolist() == turned.tolist()


def test_an_edge_with_no_finite_slope_is_as_upright() -> None:
    least = 5e-324
    nearly = shapely.Polygon([(0, 0), (1, 0), (1, 1), (least, 1), (0, 0)])
    polygons = np.array([nearly, shapely.box(0, 0, 2, 2)])
    areas, doubts = InCommon(polygons).areas(np.array([0, 0]), np.array([1, 0]))
    assert areas == pytest.approx([1.0, 1.0])
    assert (doubts < 1e-12).all()
