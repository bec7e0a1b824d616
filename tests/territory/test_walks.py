"""Walks of leftover edges, followed by arrays, and which of them meet others."""

from __future__ import annotations

from collections import Counter
from typing import Any
from unittest import mock

import numpy as np
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st
from shapely import Geometry

from servanda.territory import walks as walks_
from servanda.territory.arrays import Floats, Ints
from servanda.territory.outline import outline_of
from servanda.territory.overlay import changed_grounds, leftover
from servanda.territory.pieces import Pieces
from servanda.territory.walks import _met, _next, walks_of
from servanda.territory.winding import meeting_in_groups, most_meeting

from .maps import grounds

Edge = tuple[int, int, int, int]
edges_of_a_step = st.lists(st.tuples(*[st.integers(0, 2)] * 4), max_size=8)


def rows(steps: list[list[Edge]]) -> tuple[Floats, Ints]:
    found = np.array([edge for step in steps for edge in step], dtype=np.float64).reshape(-1, 4)
    return found, np.cumsum([len(step) for step in steps], dtype=np.int64)


def next_one_by_one(steps: list[list[Edge]]) -> list[int]:
    found: list[int] = []
    for step in steps:
        first, leaving = len(found), [edge[:2] for edge in step]
        once = {place for place, count in Counter(leaving).items() if count == 1}
        tips = [edge[2:] for edge in step]
        found += [first + leaving.index(tip) if tip in once else -1 for tip in tips]
    return found


@settings(max_examples=300)
@given(st.lists(edges_of_a_step, min_size=1, max_size=3))
def test_what_goes_on_from_an_edge_is_the_only_one_of_its_step(steps: list[list[Edge]]) -> None:
    assert _next(*rows(steps)).tolist() == next_one_by_one(steps)


def test_two_edges_from_one_place_are_tangled_and_a_step_beside_it_is_not() -> None:
    loop = [(0, 0, 1, 0), (1, 0, 1, 1), (1, 1, 0, 0)]
    walks = walks_of(*rows([[*loop, (0, 0, 2, 2), (2, 2, 0, 0)], loop]))
    assert sorted(walks.tangled.tolist()) == [0, 1, 2, 3, 4]
    assert walks.edges.tolist() == [5, 6, 7]
    assert walks.lengths.tolist() == [3]


@given(grounds, grounds)
def test_places_with_one_key_are_noded_and_the_ground_is_the_same(
    area: Geometry, later: Geometry
) -> None:
    def ground() -> Pieces:
        return changed_grounds([leftover(outline_of(area), outline_of(later))])

    expected = ground()
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(walks_, "keys_of", lambda found: np.zeros(len(found), dtype=np.uint64))
        found = ground()
    for which in (True, False):
        one, two = (
            shapely.union_all(each.polygons[each.gained == which]) for each in (expected, found)
        )
        assert shapely.area(shapely.symmetric_difference(one, two)) < 1e-9


spans = st.lists(st.tuples(st.integers(0, 9), st.integers(0, 3), st.integers(0, 2)), min_size=1)


@given(spans, spans)
def test_all_pairs_of_one_group_that_meet_are_found_and_none_of_two(
    some: list[tuple[int, int, int]], others: list[tuple[int, int, int]]
) -> None:
    begins, sizes, group = np.array(some).T
    low, widths, of = np.array(others).T
    ends, high = begins + sizes, low + widths
    four = low.astype(float), high.astype(float), begins.astype(float), ends.astype(float)
    found = meeting_in_groups(*four, (group, of))
    assert len(found[0]) <= most_meeting(*four, (group, of))
    pairs = set(zip(*(each.tolist() for each in found), strict=True))
    meets = (begins[:, None] <= high) & (ends[:, None] >= low) & (group[:, None] == of)
    assert set(zip(*(each.tolist() for each in meets.nonzero()), strict=True)) <= pairs
    assert all(group[one] == of[two] for one, two in pairs)


boxes = st.lists(
    st.tuples(st.integers(0, 9), st.integers(0, 9), st.integers(1, 3), st.integers(0, 1)),
    max_size=6,
)
lines = st.lists(
    st.tuples(*[st.integers(0, 12)] * 4, st.integers(0, 1)).filter(lambda at: at[:2] != at[2:4]),
    max_size=6,
)


@settings(max_examples=200)
@given(boxes, lines)
def test_pieces_that_meet_another_or_a_knot_of_their_step_are_all_found(
    some: list[tuple[int, int, int, int]], knots: list[tuple[int, int, int, int, int]]
) -> None:
    pieces = np.empty(len(some), dtype=object)
    pieces[:] = [shapely.box(x, y, x + size, y + size) for x, y, size, _ in some]
    step = np.array([each[3] for each in some], dtype=np.int64)
    table = np.array(knots, dtype=np.int64).reshape(-1, 5)
    found = _met(pieces, step, table[:, :4].astype(float), table[:, 4])
    drawn = [shapely.LineString([at[:2], at[2:4]]) for at in knots]
    expected = {
        number
        for number, piece in enumerate(pieces)
        for other, (ground, its) in enumerate(
            zip([*pieces, *drawn], [*step.tolist(), *table[:, 4].tolist()], strict=True)
        )
        if other != number and its == step[number] and piece.intersects(ground)
    }
    assert set(found.tolist()) == expected


@given(boxes, lines)
def test_many_pieces_are_found_by_a_tree_as_by_sorting(
    some: list[tuple[int, int, int, int]], knots: list[tuple[int, int, int, int, int]]
) -> None:
    pieces = np.empty(len(some), dtype=object)
    pieces[:] = [shapely.box(x, y, x + size, y + size) for x, y, size, _ in some]
    step = np.array([each[3] for each in some], dtype=np.int64)
    table = np.array(knots, dtype=np.int64).reshape(-1, 5)
    asked = pieces, step, table[:, :4].astype(float), table[:, 4]
    with mock.patch.object(walks_, "_MANY", -1):
        assert set(_met(*asked).tolist()) == set(_met_by_sorting(*asked))


def _met_by_sorting(*asked: Any) -> list[int]:
    with mock.patch.object(walks_, "_MANY", 1 << 60):
        found: list[int] = _met(*asked).tolist()
    return found
