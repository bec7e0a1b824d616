"""Faces are traced as GEOS polygonizes them, byte for byte, or left to it."""

from __future__ import annotations

from unittest.mock import patch

import numpy as np
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st
from shapely import Geometry

from servanda.territory import faces as faces_
from servanda.territory import tracing
from servanda.territory.arrays import Floats
from servanda.territory.noding import lines_of
from servanda.territory.outline import outline_of
from servanda.territory.overlay import changed_grounds, leftover
from servanda.territory.tracing import UNKNOWN, traced
from servanda.territory.winding import winding

from .maps import grounds


def noded(*segments: tuple[float, ...]) -> Floats:
    edges = np.array(segments, dtype=float).reshape(-1, 4)
    found: Floats = shapely.get_coordinates(shapely.node(lines_of(edges[np.lexsort(edges.T)])))
    return found.reshape(-1, 4)


def ring(*places: tuple[float, float]) -> list[tuple[float, ...]]:
    ahead = (*places[1:], places[0])
    return [(*one, *other) for one, other in zip(places, ahead, strict=True)]


def box(west: float, south: float, east: float, north: float) -> list[tuple[float, ...]]:
    return ring((west, south), (east, south), (east, north), (west, north))


def written(faces: object) -> list[bytes]:
    return shapely.to_wkb(faces).tolist()  # type: ignore[no-any-return]


def polygonized(pieces: Floats) -> list[bytes]:
    return written(shapely.get_parts(shapely.polygonize([lines_of(pieces)])))


def held(*several: Floats) -> list[bool]:
    """Hold that what is traced is what GEOS makes; return which of the groups are traced."""
    group = np.repeat(np.arange(len(several)), [len(each) for each in several])
    unknown = np.zeros(len(group), dtype=np.int64)
    faces, owner, turns, left = traced(np.concatenate(several), group, len(several), unknown)
    assert (turns == UNKNOWN).all()
    for number, each in enumerate(several):
        mine = written(faces[owner == number])
        assert mine == ([] if left[number] else polygonized(each))
    return [not each for each in left.tolist()]


places = st.tuples(st.integers(0, 6), st.integers(0, 5))
segments = st.lists(st.tuples(places, places).filter(lambda pair: pair[0] != pair[1]), min_size=1)


@settings(max_examples=300)
@given(st.lists(segments, min_size=1, max_size=4), st.floats(1e-6, 1e3), st.floats(-100, 100))
def test_faces_between_any_lines_are_those_of_geos_or_left_to_it(
    several: list[list[tuple[tuple[int, int], ...]]], size: float, shift: float
) -> None:
    scaled = [np.array(each, dtype=float).reshape(-1, 4) * size + shift for each in several]
    kept = [each[(each[:, :2] != each[:, 2:]).any(axis=1)] for each in scaled]
    held(*(noded(*each.tolist()) for each in kept if len(each)))


@settings(max_examples=200)
@given(st.lists(st.tuples(grounds, grounds), min_size=1, max_size=4), st.floats(-1e-6, 1e-6))
def test_faces_between_two_maps_are_those_of_geos_or_left_to_it(
    pairs: list[tuple[Geometry, Geometry]], slip: float
) -> None:
    lines = []
    for pair in pairs:
        rows = np.concatenate([outline_of(area).edges.rows for area in pair])
        rows[: len(rows) // 2] += slip
        lines.append(noded(*rows.tolist()))
    held(*lines)


@given(st.lists(st.tuples(grounds, grounds), min_size=1, max_size=4))
def test_changed_ground_is_the_same_byte_for_byte_without_tracing(
    pairs: list[tuple[Geometry, Geometry]],
) -> None:
    lefts = [leftover(outline_of(a), outline_of(b)) for a, b in pairs]
    one = changed_grounds(lefts)
    none = np.zeros(0, dtype=np.int64)
    nothing = np.empty(0, dtype=object), none, none
    with patch.object(faces_, "traced", lambda *all_: (*nothing, np.ones(all_[2], dtype=bool))):
        two = changed_grounds(lefts)
    for number in range(len(pairs)):
        for gained in (False, True):
            mine, other = (
                p.polygons[(p.step == number) & (p.gained == gained)] for p in (one, two)
            )
            assert written(mine) == written(other)


def test_boxes_that_cross_touch_or_lie_apart_are_traced() -> None:
    crossing = noded(*box(0, 0, 2, 2), *box(1, 1, 3, 3), *box(8, 0, 9, 1))
    touching = noded(*box(0, 0, 1, 1), *box(1, 1, 2, 2))
    assert held(crossing, touching, crossing) == [True, True, True]


def test_what_is_not_plain_is_left_to_geos_and_the_rest_is_not() -> None:
    plain = noded(*box(0, 0, 2, 2), *box(1, 1, 3, 3))
    hole = noded(*box(0, 0, 9, 9), *box(4, 4, 5, 5))
    tail = noded(*box(0, 0, 1, 1), (1, 1, 2, 2))
    bridge = noded(*box(0, 0, 1, 1), (1, 1, 2, 2), *box(2, 2, 3, 3))
    pinched = noded(*box(0, 0, 4, 4), *ring((0, 2), (2, 1), (2, 3)))
    near = noded(*ring((0, 0), (1, 0), (1, 1e-13)), *ring((0, 0), (0, 1), (-1, 1)))
    flat = noded(*ring((0, 0), (3, 3), (1, 1 + 2.3e-16)))
    odd = [hole, tail, bridge, pinched, near, flat]
    assert held(*odd, plain) == [False] * len(odd) + [True]


def test_something_beside_a_face_but_in_its_box_is_left_to_geos_only_if_it_is_within() -> None:
    corner = ring((0, 0), (9, 0), (9, 1), (1, 1), (1, 9), (0, 9))
    assert held(noded(*corner, *box(8, 8, 10, 10)), noded(*corner, *box(4, 4, 5, 5))) == [
        True,
        False,
    ]


def test_a_collision_of_keys_is_left_to_geos(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tracing, "keys_of", lambda rows: np.zeros(len(rows), dtype=np.uint64))
    assert held(noded(*box(0, 0, 1, 1)), noded(*box(5, 0, 6, 1))) == [False, False]


def test_a_group_without_pieces_has_no_faces_and_is_not_left_to_geos() -> None:
    one = noded(*box(0, 0, 1, 1))
    none = np.zeros(len(one), dtype=np.int64)
    faces, owner, _, left = traced(one, none + 1, 3, none)
    assert (len(faces), owner.tolist(), left.tolist()) == (1, [1], [False] * 3)
    assert len(traced(one[:0], none[:0], 2, none[:0])[0]) == 0


def turns_of(*edges: tuple[float, ...]) -> list[tuple[float, int]]:
    """Of the faces of walks, cut where they cross: area, and how often walks go round it."""
    rows = np.array(edges, dtype=float)
    none = np.zeros(len(rows), dtype=np.int64)
    faces, _, turns, _ = faces_._faces(rows, none > 0, none)
    found = zip(shapely.area(faces).round(9).tolist(), turns.tolist(), strict=True)
    return sorted(found)


def test_how_often_walks_go_round_is_told_from_the_outside_inwards() -> None:
    west, east = box(0, 0, 2, 2), box(1, 1, 3, 3)
    back = [(x2, y2, x1, y1) for x1, y1, x2, y2 in east]
    assert turns_of(*west, *east) == [(1, 2), (3, 1), (3, 1)]
    assert turns_of(*west, *back) == [(1, 0), (3, -1), (3, 1)]
    third = box(0.5, 0.5, 2.5, 2.5)
    assert max(turns for _, turns in turns_of(*west, *east, *third)) == 3


def test_how_often_is_not_told_where_walks_share_an_edge_or_lie_in_a_face() -> None:
    beside = [*box(0, 0, 1, 1), *ring((1, 0), (2, 0), (2, 1), (1, 1))]
    assert {turns for _, turns in turns_of(*beside)} == {UNKNOWN}
    assert {turns for _, turns in turns_of(*box(0, 0, 9, 9), *box(4, 4, 5, 5))} == {UNKNOWN}


@settings(max_examples=200)
@given(grounds, grounds, st.floats(-1e-3, 1e-3))
def test_how_often_is_what_a_point_within_says(a: Geometry, b: Geometry, slip: float) -> None:
    first, second = (outline_of(area).edges.rows for area in (a, b))
    edges = np.concatenate([first[:, [2, 3, 0, 1]] + slip, second])
    turned, step = np.arange(len(edges)) < len(first), np.zeros(len(edges), dtype=np.int64)
    faces, _, turns, _ = faces_._faces(edges, turned, step)
    real = (turns != UNKNOWN) & (shapely.area(faces) > 1e-9)
    inside = shapely.get_coordinates(shapely.point_on_surface(faces[real]))
    assert turns[real].tolist() == winding(inside, edges)[0].tolist()
