from __future__ import annotations

import math

import numpy as np
import pytest
import shapely
from hypothesis import given
from hypothesis import strategies as st
from shapely import Geometry

from servanda.territory import area_km2, perimeter_km
from servanda.territory.area import GLOBE_KM2, Edges, areas_km2, measures_of

from .maps import grounds, with_midpoints

BOTH: list[Edges] = ["geodesic", "straight"]


def test_the_globe_is_510_million_square_kilometres() -> None:
    assert math.isclose(GLOBE_KM2, 510_065_621.724, rel_tol=1e-11)
    whole = shapely.box(-180, -90, 180, 90)
    assert math.isclose(area_km2(whole, edges="straight"), GLOBE_KM2, rel_tol=1e-12)


@pytest.mark.parametrize("edges", BOTH)
def test_a_hole_is_taken_out_whatever_way_its_ring_runs(edges: Edges) -> None:
    outer, inner = shapely.box(37, 48, 37.3, 48.3), shapely.box(37.1, 48.1, 37.2, 48.2)
    hole = list(inner.exterior.coords)
    expected = area_km2(outer, edges=edges) - area_km2(inner, edges=edges)
    for ring in (hole, hole[::-1]):
        pierced = shapely.Polygon(outer.exterior.coords, [ring])
        assert math.isclose(area_km2(pierced, edges=edges), expected, rel_tol=1e-12)


@pytest.mark.parametrize("edges", BOTH)
def test_what_has_no_area_measures_zero(edges: Edges) -> None:
    for nothing in (
        shapely.MultiPolygon(),
        shapely.Point(37, 48),
        shapely.LineString([(0, 0), (1, 1)]),
    ):
        assert area_km2(nothing, edges=edges) == 0


def test_geodesic_and_straight_edges_part_on_long_edges_and_agree_on_short_ones() -> None:
    wide = shapely.Polygon([(37, 48), (38, 48), (37.5, 49)])
    narrow = shapely.segmentize(wide, 0.005)
    assert area_km2(wide) - area_km2(wide, edges="straight") > 20
    assert math.isclose(area_km2(narrow), area_km2(wide, edges="straight"), rel_tol=1e-6)


@given(grounds)
def test_a_vertex_in_the_middle_of_a_straight_edge_changes_no_area(area: Geometry) -> None:
    whole = area_km2(area, edges="straight")
    again = area_km2(with_midpoints(area), edges="straight")
    assert math.isclose(again, whole, rel_tol=1e-9, abs_tol=1e-9)


@given(grounds, st.floats(37.01, 37.2))
def test_the_parts_of_a_cut_polygon_add_up_to_the_whole(area: Geometry, cut: float) -> None:
    west = area.intersection(shapely.box(30, 40, cut, 60))
    east = area.intersection(shapely.box(cut, 40, 50, 60))
    parts = area_km2(west, edges="straight") + area_km2(east, edges="straight")
    assert math.isclose(parts, area_km2(area, edges="straight"), rel_tol=1e-9, abs_tol=1e-7)


def test_perimeter_counts_the_outline_of_holes() -> None:
    outer, inner = shapely.box(37, 48, 37.3, 48.3), shapely.box(37.1, 48.1, 37.2, 48.2)
    assert math.isclose(
        perimeter_km(outer.difference(inner)), perimeter_km(outer) + perimeter_km(inner)
    )


@given(st.permutations(range(4)), st.sampled_from(["geodesic", "straight"]))
def test_polygons_measured_together_measure_as_each_alone(order: list[int], edges: Edges) -> None:
    box = shapely.box(37, 48, 38, 49)
    kinds = [
        box,
        box.difference(
            shapely.union(shapely.box(37.1, 48.1, 37.2, 48.2), box.centroid.buffer(0.1))
        ),
        shapely.Polygon(),
        shapely.Polygon([(37, 48), (37.1, 48), (37, 48.3)]),
    ]
    polygons = np.array([kinds[number] for number in order])
    alone = [area_km2(polygon, edges=edges) for polygon in polygons]
    assert areas_km2(polygons, edges=edges) == pytest.approx(alone, rel=1e-12)
    outlines = measures_of(polygons)[1]
    assert outlines == pytest.approx([perimeter_km(polygon) for polygon in polygons], rel=1e-12)


def test_the_area_of_a_sliver_is_the_same_whatever_is_measured_with_it() -> None:
    sliver = shapely.Polygon([(6.751196172633813, 6.004784689036616),
                              (6.767942584132105, 6.071770334996377),
                              (8.000000001, 11.000000000001)])  # fmt: skip
    for before in range(9):
        others = [shapely.box(n, n, n + 30, n + 30) for n in range(before)]
        among = areas_km2(np.array([*others, sliver], dtype=object), edges="straight")
        assert among[-1] == areas_km2(np.array([sliver], dtype=object), edges="straight")[0]
