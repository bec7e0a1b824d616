"""Edges are cut as GEOS cuts them; what cannot be cut at once for certain is left to it."""

from __future__ import annotations

from fractions import Fraction
from itertools import combinations
from unittest.mock import patch

import numpy as np
import pytest
import shapely
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from servanda.territory import apart, cutting, noding
from servanda.territory.apart import meeting_others
from servanda.territory.arrays import Floats, Ints
from servanda.territory.crossing import _crossings, crossings
from servanda.territory.cutting import Lines, nodes_of, pairs_of
from servanda.territory.noding import lines_of, noded

Edge = tuple[float, float, float, float]


def rows(*edges: tuple[float, ...]) -> Floats:
    return np.array(edges, dtype=float).reshape(-1, 4)


def in_order(edges: Floats) -> Floats:
    found: Floats = edges[np.lexsort(edges.T)]
    return found


def by_geos(edges: Floats) -> Floats:
    found: Floats = shapely.get_coordinates(shapely.node(lines_of(edges))).reshape(-1, 4)
    return found


def doubtful(*edges: tuple[float, ...]) -> list[bool]:
    lines = Lines(rows(*edges))
    nodes_of(lines, pairs_of(lines, np.zeros(len(edges), dtype=np.int64)))
    return [bool(each) for each in lines.doubtful]


def cut_as_geos_does(several: list[Floats]) -> None:
    group = np.repeat(np.arange(len(several)), [len(each) for each in several])
    pieces, of, _, failed = noded(np.concatenate(several), group, len(several))
    for number, each in enumerate(several):
        try:
            expected = by_geos(each).tolist()
        except shapely.GEOSException:
            continue  # it gives up where lines are nearly parallel
        assert not failed[number]
        assert pieces[of == number].tolist() == expected


def cross(one: Edge, two: Edge) -> tuple[Fraction, Fraction] | None:
    """Where two edges properly cross, in fractions."""
    a, b, c, d = map(Fraction, one)
    e, f, g, h = map(Fraction, two)
    turn = (c - a) * (h - f) - (d - b) * (g - e)
    if not turn:
        return None
    share = ((e - a) * (h - f) - (f - b) * (g - e)) / turn
    other = ((e - a) * (d - b) - (f - b) * (c - a)) / turn
    if not (0 < share < 1 and 0 < other < 1):
        return None
    return a + share * (c - a), b + share * (d - b)


def meet_at_ends_only(one: Edge, two: Edge) -> bool:
    ends = {one[:2], one[2:]} & {two[:2], two[2:]}
    if cross(one, two) or len(ends) > 1:
        return False
    return not any(
        lies_on(place, edge)
        for edge, other in ((one, two), (two, one))
        for place in (other[:2], other[2:])
        if place not in ends
    )


def lies_on(place: tuple[float, ...], edge: Edge) -> bool:
    x, y, a, b, c, d = map(Fraction, (*place, *edge))
    if (c - a) * (y - b) != (d - b) * (x - a):
        return False
    return min(a, c) <= x <= max(a, c) and min(b, d) <= y <= max(b, d)


places = st.tuples(st.integers(0, 6), st.integers(0, 5))
segments = st.lists(
    st.tuples(places, places).filter(lambda pair: pair[0] != pair[1]), min_size=1, max_size=12
)
degrees = st.floats(-80, 80)
free = st.tuples(degrees, degrees, degrees, degrees)


@settings(max_examples=300)
@given(st.lists(segments, min_size=1, max_size=4), st.floats(1e-6, 1.0), st.floats(-90, 90))
def test_edges_that_lie_and_end_on_one_another_are_cut_as_geos_cuts_them(
    several: list[list[tuple[tuple[int, int], ...]]], size: float, shift: float
) -> None:
    drawn = [np.array(each, dtype=float).reshape(-1, 4) * size + shift for each in several]
    assume(all((each[:, :2] != each[:, 2:]).any(axis=1).all() for each in drawn))
    cut_as_geos_does([in_order(each) for each in drawn])


@given(st.lists(st.lists(free, min_size=1, max_size=9), min_size=1, max_size=3))
def test_edges_anywhere_are_cut_as_geos_cuts_them(several: list[list[Edge]]) -> None:
    drawn = [rows(*each) for each in several]
    assume(all((np.hypot(*(each[:, 2:] - each[:, :2]).T) > 1e-9).all() for each in drawn))
    cut_as_geos_does([in_order(each) for each in drawn])


@settings(max_examples=200)
@given(
    st.lists(st.tuples(st.floats(-1, 1), st.floats(-1, 1)), min_size=3, max_size=9),
    st.integers(3, 15),
    st.integers(0, 2**31),
)
def test_a_line_drawn_again_nearly_the_same_is_cut_as_geos_cuts_it(
    line: list[tuple[float, float]], decimals: int, seed: int
) -> None:
    first = np.array(line) * 0.1 + (37.0, 48.0)
    again = first + np.random.default_rng(seed).normal(size=first.shape) * 10.0**-decimals
    edges = [np.hstack([each[:-1], each[1:]]) for each in (first, again)]
    assume((np.hypot(*(edges[0][:, 2:] - edges[0][:, :2]).T) > 1e-9).all())
    cut_as_geos_does([in_order(np.concatenate(edges))])


@given(st.lists(free, min_size=2, max_size=7))
def test_pieces_without_doubt_meet_at_their_ends_only(edges: list[Edge]) -> None:
    assume(not any(doubtful(*edges)))
    pieces = noded(rows(*edges), np.zeros(len(edges), dtype=np.int64), 1)[0]
    for one, two in combinations(map(tuple, pieces.tolist()), 2):
        assert meet_at_ends_only(one, two)


@settings(max_examples=300)
@given(free, free, st.integers(0, 12))
def test_a_crossing_is_the_nearest_double_or_asked_of_geos(
    one: Edge, two: Edge, decimals: int
) -> None:
    near = (*(a + b * 10.0**-decimals for a, b in zip(one, two, strict=True)),)
    ones, twos = rows(one), rows(near)
    lines = Lines(np.concatenate([ones, twos]))
    assume(pairs_of(lines, np.zeros(2, dtype=np.int64)).crossing.size and not any(lines.doubtful))
    exact = cross(one, near)  # type: ignore[arg-type]
    assert exact is not None
    found, unknown = crossings(ones, twos)
    if not _crossings(ones.T.reshape(2, 2, 1), twos.T.reshape(2, 2, 1))[1][0]:
        assert found[0].tolist() == [float(each) for each in exact]
    elif not unknown[0]:
        assert found.tolist() == by_geos(np.concatenate([ones, twos]))[0, 2:].reshape(1, 2).tolist()


def test_a_crossing_halfway_between_two_doubles_is_asked_of_geos() -> None:
    one = rows((37.478914, 48.100629, 37.486349, 48.099217))
    two = rows((37.4863487, 48.0992172, 37.4789143, 48.1006288))
    assert _crossings(one.T.reshape(2, 2, 1), two.T.reshape(2, 2, 1))[1].tolist() == [True]
    assert crossings(one, two)[0].tolist() == by_geos(np.concatenate([one, two]))[:1, 2:].tolist()


def test_a_crossing_that_geos_does_not_find_is_unknown() -> None:
    one = rows((37.478914, 48.100629, 37.486349, 48.099217))
    two = rows((37.4863487, 48.0992172, 37.4789143, 48.1006288))
    for answer in (lambda lines: lines, _gives_up):
        with patch.object(shapely, "node", answer):
            assert crossings(one, two)[1].tolist() == [True]


def _gives_up(_: object) -> object:
    raise shapely.GEOSException("nodes for ever")


ASIDE = (5.0, 5.0, 6.0, 6.0)


def test_what_is_clear_is_not_in_doubt() -> None:
    assert not any(doubtful((0, 0, 2, 2), (0, 2, 2, 0), (2, 2, 4, 3), (2, 2, 3, 4), ASIDE))


@pytest.mark.parametrize(
    ("one", "two"),
    [
        ((0, 0, 2, 0), (1, 0, 1, 1)),  # ends on it
        ((0, 0, 2, 0), (1, 9e-12, 1, 1)),  # ends near it
        ((0, 0, 2, 0), (1, -9e-12, 1, 1)),
        ((0, 0, 2, 0), (1, 0, 3, 0)),  # lies on it
        ((0, 0, 2, 0), (0, 0, 2, 0)),
        ((0, 0, 2, 0), (2, 0, 0, 0)),
        ((0, 0, 2, 0), (0, 0, 1, 0)),
        ((0, 0, 2, 0), (0, 0, 1, 9e-12)),  # parts from it at next to no angle
        ((0, 0, 2, 0), (1, 0, 2, 0)),
    ],
)
def test_edges_that_may_touch_are_both_in_doubt_and_others_are_not(one: Edge, two: Edge) -> None:
    assert doubtful(one, ASIDE, two) == [True, False, True]


def test_several_crossings_in_one_place_are_in_doubt() -> None:
    assert doubtful((0, 0, 2, 2), (0, 2, 2, 0), (0, 1, 2, 1), ASIDE) == [True, True, True, False]


def test_a_crossing_near_the_end_of_an_edge_is_in_doubt() -> None:
    assert doubtful((0, 0, 2, 0), (1, 2e-11, 1, -1), ASIDE) == [False] * 3
    assert all(doubtful((0, 0, 2, 0), (1, 9e-12, 1, -1)))


def test_what_is_too_short_or_beyond_degrees_is_in_doubt() -> None:
    assert doubtful((0, 0, 9e-12, 0), (0, 0, 2e3, 1), (0, 0, np.nan, 1)) == [True] * 3


def test_only_the_edges_in_doubt_and_those_that_cross_them_are_asked_of_geos() -> None:
    edges = rows(
        (0, 0, 9, 0),
        (1, 0, 1, 1),
        (2, -1, 2, 1),
        (1.5, 0.5, 2.5, 0.4),
        (0, 5, 9, 6),
        (1, 9, 3, 0.2),
    )
    asked: list[int] = []

    def counted(some: Floats) -> Floats:
        asked.append(len(some))
        return by_geos(some)

    with patch.object(noding, "_by_geos", counted):
        pieces, of, edge, _ = noded(edges, np.zeros(len(edges), dtype=np.int64), 1)
    assert asked == [4]
    assert pieces.tolist() == by_geos(edges).tolist()
    assert of.tolist() == [0] * len(pieces)
    assert edge.tolist() == [-1] * len(pieces)


def test_edges_that_lie_on_one_another_in_two_groups_are_there_in_both() -> None:
    edges = rows((0, 0, 2, 0), (0, 0, 1, 0))
    pieces, of, edge, _ = noded(np.concatenate([edges, edges]), np.array([0, 0, 1, 1]), 2)
    assert pieces.tolist() == [[0, 0, 1, 0], [1, 0, 2, 0]] * 2
    assert of.tolist() == [0, 0, 1, 1]
    assert edge.tolist() == [-1] * 4


def test_the_edge_of_each_piece_is_told_in_groups_without_doubt() -> None:
    cross, doubled = rows((0, 0, 2, 2), (0, 2, 2, 0)), rows((0, 0, 2, 0), (0, 0, 1, 0))
    group = np.repeat([0, 1, 2], 2)
    _, of, edge, _ = noded(np.concatenate([cross, doubled, cross]), group, 3)
    assert of.tolist() == [0] * 4 + [1] * 2 + [2] * 4
    assert edge.tolist() == [0, 0, 1, 1, -1, -1, 4, 4, 5, 5]


def test_what_geos_cuts_so_that_the_rest_is_in_doubt_is_left_to_it_as_a_whole() -> None:
    edges = rows((0, 0, 2, 0), (1, 0, 1, 1), (0, 0, -1, 2), (7, 7, 8, 8))

    def astray(some: Floats) -> Floats:
        found = by_geos(some)
        return found + 1e-9 if len(some) == 2 else found

    with patch.object(noding, "_by_geos", astray):
        pieces = noded(edges, np.zeros(len(edges), dtype=np.int64), 1)[0]
    assert pieces.tolist() == by_geos(edges).tolist()


def test_a_group_that_geos_gives_up_is_said_and_the_others_are_cut() -> None:
    bad, good = rows((0, 0, 2, 0), (1, 0, 1, 1)), rows((0, 0, 2, 2), (0, 2, 2, 0))
    group: Ints = np.array([0, 0, 1, 1])
    with patch.object(shapely, "node", _gives_up):
        pieces, of, _, failed = noded(np.concatenate([bad, good]), group, 2)
    assert (of.tolist(), failed.tolist()) == ([1] * 4, [True, False])
    assert pieces.tolist() == by_geos(good).tolist()


def test_a_way_that_comes_back_is_not_followed_for_ever() -> None:
    ways = noding._Ways([[0.0, 0.0, 5e-14, 0.0]])
    assert ways.between((0.0, 0.0), (5e-14, 0.0)) == [(0.0, 0.0), (5e-14, 0.0)]
    assert ways.between((0.0, 0.0), (2.5e-14, 0.0)) == []
    assert ways.done


@given(st.lists(segments, min_size=1, max_size=3))
def test_many_edges_are_found_near_by_a_tree_as_by_sorting(
    several: list[list[tuple[tuple[int, int], ...]]],
) -> None:
    edges = np.concatenate([np.array(each, dtype=float).reshape(-1, 4) for each in several])
    group = np.repeat(np.arange(len(several)), [len(each) for each in several])
    expected = cutting._near(edges, group)
    with patch.object(cutting, "_MANY", -1):
        assert cutting._near(edges, group).tolist() == expected.tolist()


@given(st.lists(segments, min_size=1, max_size=3))
def test_many_edges_meet_others_by_a_tree_as_one_by_one(
    several: list[list[tuple[tuple[int, int], ...]]],
) -> None:
    edges = np.concatenate([np.array(each, dtype=float).reshape(-1, 4) for each in several])
    group = np.repeat(np.arange(len(several)), [len(each) for each in several])
    fresh = np.arange(0, len(edges), 2)
    expected = set(meeting_others(edges, fresh, group).tolist())
    with patch.object(apart, "_ALL_PAIRS", -1):
        assert set(meeting_others(edges, fresh, group).tolist()) == expected
        with patch.object(apart, "_MANY", -1):
            assert set(meeting_others(edges, fresh, group).tolist()) == expected


@given(st.integers(1, 9), st.integers(0, 9))
def test_all_edges_that_cross_one_after_another_from_one_in_doubt_are_cut_together(
    several: int, apart: int
) -> None:
    # A zigzag in which each crosses the next only; one more lies on the first of them.
    x = np.arange(several) * 1.0
    up, down = np.arange(several) % 2, (np.arange(several) + 1) % 2
    zigzag = np.column_stack([x, up, x + 1.5, down])
    other = zigzag[:1] + np.array([50.0 + apart, 0, 50.0 + apart, 0])
    on_it = np.array([[0.25, zigzag[0, 1] + 0.25 * (zigzag[0, 3] - zigzag[0, 1]) / 1.5, 0.2, 9.0]])
    lines = Lines(np.concatenate([zigzag, other, on_it]))
    pairs = pairs_of(lines, np.zeros(len(lines.edges), dtype=np.int64))
    nodes_of(lines, pairs)
    assert noding._knotted(lines, pairs).tolist() == [True] * several + [False, True]
