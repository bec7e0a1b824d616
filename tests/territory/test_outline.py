from __future__ import annotations

import numpy as np
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st
from shapely import Geometry

from servanda.territory.edition import canonical
from servanda.territory.outline import Outline, keys_of, outline_of
from servanda.territory.winding import anticlockwise, meeting, side, turning, winding

from .maps import grounds, written_otherwise


@settings(max_examples=300)
@given(grounds, st.integers(0, 9), st.booleans())
def test_canonical_bytes_are_those_of_shapely(area: Geometry, turn: int, reverse: bool) -> None:
    expected = shapely.to_wkb(canonical(area), byte_order=1)
    for written in (area, written_otherwise(area, turn, reverse=reverse)):
        assert outline_of(written).canonical() in (expected, None)


def test_canonical_leaves_to_shapely_what_it_cannot_order() -> None:
    twice = shapely.Polygon([(0, 0), (0, 0), (1, 0), (1, 1)])
    touching = shapely.from_wkt("MULTIPOLYGON(((0 0,0 1,-1 1,0 0)),((0 0,1 0,1 1,0 0)))")
    same_least = shapely.from_wkt("MULTIPOLYGON(((0 0,1 0,1 1,0 0)),((0 0,-0.0 1,1 2,0 0)))")
    assert outline_of(twice).canonical() is None
    assert outline_of(same_least).canonical() is None
    assert outline_of(touching).canonical() is not None
    assert outline_of(shapely.MultiPolygon()).canonical() is not None


@given(grounds)
def test_an_outline_gives_back_its_geometry_and_walks_with_the_inside_on_the_left(
    area: Geometry,
) -> None:
    made = outline_of(area)
    outline = Outline(made.xy, made.rings, made.polygons)
    assert shapely.equals_exact(outline.geometry, area)
    x1, y1, x2, y2 = outline.edges.rows.T
    assert np.isclose((x1 * y2 - x2 * y1).sum() / 2, area.area, atol=1e-9)


@given(grounds, st.lists(st.tuples(st.floats(36.9, 37.3), st.floats(47.9, 48.3)), max_size=9))
def test_winding_round_an_outline_is_being_inside(
    area: Geometry, places: list[tuple[float, float]]
) -> None:
    points = np.array(places).reshape(-1, 2)
    turns, sure = winding(points, outline_of(area).edges.rows)
    inside = shapely.contains_xy(area, points)
    off = shapely.distance(area.boundary, shapely.points(points)) > 1e-9
    assert sure[off].all()
    assert (turns[off] == inside[off]).all()


def test_a_point_on_the_line_is_not_sure() -> None:
    edges = outline_of(shapely.box(0, 0, 3, 3)).edges.rows
    turns, sure = winding(np.array([[3.0, 1.0], [1.0, 1.0]]), edges)
    assert sure.tolist() == [False, True]
    assert turns[1] == 1
    assert side(np.array([[0.0, 0.0, 0.1, 0.1]]), np.array([[0.3, 0.3]])).tolist() == [0]


def test_equal_rows_have_equal_keys_and_turned_rows_others() -> None:
    rows = np.array([[1.0, 2, 3, 4], [3, 4, 1, 2], [1, 2, 3, 4], [2, 1, 4, 3]])
    keys = keys_of(rows)
    assert keys[0] == keys[2]
    assert len(set(keys.tolist())) == 3


spans = st.lists(st.tuples(st.integers(0, 9), st.integers(0, 5)), max_size=12)


@given(spans, spans)
def test_intervals_that_meet_are_found_once_each_and_no_others(
    some: list[tuple[int, int]], asked: list[tuple[int, int]]
) -> None:
    low, high = (np.array([f(*span) for span in some], dtype=float) for f in (_first, _last))
    begins, ends = (np.array([f(*span) for span in asked], dtype=float) for f in (_first, _last))
    found = zip(*(each.tolist() for each in meeting(low, high, begins, ends)), strict=True)
    assert sorted(found) == [
        (i, j)
        for i in range(len(asked))
        for j in range(len(some))
        if low[j] <= ends[i] and high[j] >= begins[i]
    ]


def _first(begin: int, length: int) -> int:
    return begin


def _last(begin: int, length: int) -> int:
    return begin + length


@given(grounds, st.integers(1, 9), st.booleans())
def test_rings_turn_as_geos_says_closed_or_not(area: Geometry, turn: int, reverse: bool) -> None:
    outline = outline_of(written_otherwise(area, turn, reverse=reverse))
    rings = [outline.ring(n) for n in range(len(outline.rings) - 1)]
    expected = [bool(shapely.is_ccw(shapely.linearrings(ring))) for ring in rings]
    assert anticlockwise(outline.xy, outline.rings).tolist() == expected
    offsets = np.cumsum([0, *(len(ring) - 1 for ring in rings)])
    turns, doubt = turning(np.concatenate([ring[:-1] for ring in rings]), offsets)
    assert turns[~doubt].tolist() == np.array(expected)[~doubt].tolist()


def test_a_square_is_never_in_doubt_and_a_ring_that_encloses_nothing_always() -> None:
    square = outline_of(shapely.box(37.0, 48.0, 37.1, 48.1))
    assert turning(square.xy, square.rings)[1].tolist() == [False]
    there_and_back = np.array([[37.0, 48.0], [37.1, 48.3], [37.2, 48.6], [37.1, 48.3]])
    assert turning(there_and_back, np.array([0, 4]))[1].tolist() == [True]
    assert turning(there_and_back[:0], np.array([0]))[0].tolist() == []
