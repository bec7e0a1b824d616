"""What the text says differs spares looking at the rest, and never changes an answer."""

from __future__ import annotations

from unittest import mock

import numpy as np
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st
from shapely import Geometry

from servanda.territory import stays, validity
from servanda.territory.arrays import Floats
from servanda.territory.outline import Outline, Revision, outline_of
from servanda.territory.overlay import uncommon
from servanda.territory.revised import Span
from servanda.territory.validity import is_clean, is_valid, stays_clean

from .maps import keeps_edges

PIERCED = shapely.Point(37, 48).buffer(1).difference(shapely.Point(37, 48).buffer(0.5))
ISLAND = shapely.Point(37, 48).buffer(0.2)
GROUND = shapely.MultiPolygon([PIERCED, shapely.Point(40, 48).buffer(0.9), ISLAND])


def moved(area: Geometry, moves: dict[int, tuple[float, float]]) -> tuple[Outline, Outline]:
    """The outline, and it with some positions elsewhere, both ends of a ring together."""
    near = outline_of(area)
    xy = near.xy.copy()
    changed = set()
    for at, by in moves.items():
        ring = int(np.searchsorted(near.rings, at, side="right")) - 1
        first, last = int(near.rings[ring]), int(near.rings[ring + 1]) - 1
        both = {first, last} if at in (first, last) else {at}
        xy[list(both)] = xy[at] + by
        changed |= both
    spans = [(at, at + 1, at, at + 1) for at in sorted(changed)]
    return near, beside(near, xy, spans)


def beside(near: Outline, xy: Floats, spans: list[Span]) -> Outline:
    later = Outline(xy, near.rings, near.polygons)
    every = np.arange(len(near.rings) - 1)
    later.revises = Revision(near.mark, spans, every, len(every))
    return later


def taken_for_new(near: Outline, later: Outline) -> list[int] | None:
    """The rings that boxes alone do not tell about; None if the boxes tell nothing."""
    if not stays._in_few_spans(near, later):
        return None
    window = stays._window([(near, later)])
    stays._edges_asked(window)
    mine = window.pair == 0
    return np.flatnonzero(window.was[mine] < 0).tolist() if window.told[0] else None


positions = st.integers(0, len(outline_of(GROUND).xy) - 1)
steps = st.one_of(st.floats(-1e-2, 1e-2), st.floats(-1.0, 1.0), st.floats(-4.0, 4.0))


@settings(max_examples=500)
@given(st.dictionaries(positions, st.tuples(steps, steps), min_size=1, max_size=6))
def test_what_is_told_by_spans_is_what_is_told_by_all_edges(
    moves: dict[int, tuple[float, float]],
) -> None:
    near, later = moved(GROUND, moves)
    alone = Outline(later.xy, later.rings, later.polygons)
    clean = stays_clean(near, later)
    assert is_valid(later, near) == bool(shapely.is_valid(alone.geometry))
    if clean:
        assert is_valid(alone, None)
        assert is_clean(alone)
    if is_valid(alone, None):
        assert (later.turns() == alone.turns()).all()
        for found, expected in zip(uncommon(near, later), uncommon(near, alone), strict=True):
            assert np.array_equal(found, expected)


@settings(max_examples=200)
@given(positions, st.tuples(st.floats(-1e-3, 1e-3), st.floats(-1e-3, 1e-3)))
def test_a_small_move_asks_for_few_edges(at: int, by: tuple[float, float]) -> None:
    near, later = moved(GROUND, {at: by})
    stays_clean(near, Outline(near.xy, near.rings, near.polygons))  # the edges of near
    assert stays_clean(near, later)
    assert not keeps_edges(later)


def test_a_ring_that_runs_the_other_way_is_asked_about() -> None:
    near = outline_of(GROUND)
    xy = near.xy.copy()
    first, end = near.rings[3], near.rings[4]
    xy[first:end] = xy[first:end][::-1]
    later = beside(near, xy, [(int(first), int(end), int(first), int(end))])
    assert taken_for_new(near, later) == [3]
    assert stays_clean(near, later)
    assert later.turns()[3] != near.turns()[3]
    assert all(not len(edges) for edges in uncommon(near, later)[:2])


def test_a_hole_that_leaves_its_shell_is_asked_about() -> None:
    near = outline_of(GROUND)
    first, end = int(near.rings[1]), int(near.rings[2])
    for place, valid in ((37.1, True), (40.0, False), (44.0, False)):
        xy = near.xy.copy()
        xy[first:end, 0] += place - 37.0
        later = beside(near, xy, [(first, end, first, end)])
        assert 1 in (taken_for_new(near, later) or [])
        assert not stays_clean(near, later) or valid
        assert is_valid(later, near) == valid


def test_a_ring_all_within_the_box_of_another_is_asked_about() -> None:
    # The shell is drawn back: a little, or until the hole lies outside of it.
    west, east, inner = shapely.box(0, 0, 9, 9), shapely.box(20, 0, 29, 9), shapely.box(3, 3, 4, 4)
    near = outline_of(shapely.MultiPolygon([west.difference(inner), east]))
    at = [n for n in range(5) if near.xy[n, 0] == 9]
    _, within = moved(near.geometry, dict.fromkeys(at, (-0.5, 0.0)))
    near_again, without = moved(near.geometry, dict.fromkeys(at, (-7.0, 0.0)))
    assert 1 in (taken_for_new(near_again, without) or [])
    assert not stays_clean(near_again, without)
    assert not is_valid(without, near_again)
    assert is_valid(within, None)


def boxes_of(near: Outline, later: Outline) -> Floats:
    return stays._boxes_of_spans(stays._window([(near, later)]))[0]


def boxed(near: Outline, later: Outline) -> list[int]:
    """How many of the positions of the spans lie in each box."""
    assert later.revises is not None
    boxes = boxes_of(near, later)
    first = later.xy[[c for _, _, c, _ in later.revises.spans]]
    within = (first >= boxes[:, None, :2]) & (first <= boxes[:, None, 2:])
    return within.all(axis=2).sum(axis=1).tolist()  # type: ignore[no-any-return]


small = st.floats(-0.05, 0.05)
SMALL = shapely.MultiPolygon(
    [
        shapely.box(0, 0, 9, 9).difference(shapely.box(3, 3, 4, 4)),
        shapely.box(3.2, 3.2, 3.6, 3.6),
        shapely.box(9.2, 0, 10, 1),
    ]
)


@settings(max_examples=500)
@given(
    st.dictionaries(
        st.integers(0, len(outline_of(SMALL).xy) - 1),
        st.tuples(st.one_of(small, st.floats(-1, 1)), st.one_of(small, st.floats(-1, 1))),
        min_size=1,
        max_size=8,
    )
)
def test_rings_that_lie_in_the_boxes_of_others_are_told_right_or_not_at_all(
    moves: dict[int, tuple[float, float]],
) -> None:
    near, later = moved(SMALL, moves)
    alone = Outline(later.xy, later.rings, later.polygons)
    assert is_clean(near)
    if stays_clean(near, later):
        assert is_valid(alone, None)
        assert is_clean(alone)
        assert (later.turns() == alone.turns()).all()
    assert is_valid(later, near) == is_valid(alone, None)


def test_a_small_ring_that_moves_altogether_asks_for_no_other_edges() -> None:
    first, end = (int(outline_of(SMALL).rings[n]) for n in (2, 3))
    near, later = moved(SMALL, dict.fromkeys(range(first, end - 1), (0.1, 0.1)))
    assert taken_for_new(near, later) == [2]
    with mock.patch.object(validity, "_stays_clean", side_effect=AssertionError):
        assert stays_clean(near, later)
        for by in ((2.0, 0.0), (6.1, -3.1), (1.0, 1.0)):  # on ground, on other ground, across
            near, later = moved(SMALL, dict.fromkeys(range(first, end - 1), by))
            assert not stays_clean(near, later)


def test_ends_of_rings_and_spans_that_follow_at_once_are_one_box() -> None:
    near, later = moved(GROUND, {0: (1e-3, 1e-3), 20: (1e-3, 0.0)})
    assert later.revises is not None
    assert len(later.revises.spans) == 3
    assert boxed(near, later) == [2, 1]  # the ends of the first ring, and what moved within it
    near, later = moved(GROUND, {10: (1e-3, 1e-3), 11: (1e-3, 0.0)})
    assert later.revises is not None
    assert len(boxes_of(near, later)) == 1
    near, later = moved(GROUND, {10: (1e-3, 1e-3), 20: (1e-3, 0.0)})
    assert later.revises is not None
    assert len(boxes_of(near, later)) == 2


def test_many_spans_are_looked_at_by_all_edges() -> None:
    near, later = moved(GROUND, {2 * n + 1: (1e-4, 1e-4) for n in range(30)})
    assert taken_for_new(near, later) == []
    with mock.patch.object(stays, "_FEW", 29):
        assert taken_for_new(near, later) is None
        assert stays_clean(near, later)


def test_spans_beside_another_outline_tell_nothing() -> None:
    near, later = moved(GROUND, {5: (1e-3, 0.0)})
    other = outline_of(GROUND)
    with mock.patch.object(stays, "_window", side_effect=AssertionError):
        assert stays_clean(other, later)
    assert stays_clean(near, later)


def test_many_rings_in_the_box_of_another_are_left_to_all_edges() -> None:
    # Each would be held against all else: with thousands that takes more memory than there is.
    shell = shapely.Polygon([(-50, -20), (99, 0), (99, 99), (-50, 120), (-80, 50), (-80, 20)])
    several = stays._FEW_RINGS + 1
    islands = [shapely.box(120 + n, 50, 120.5 + n, 51) for n in range(several)]
    near = outline_of(shapely.MultiPolygon([shell, *islands]))
    at = near.xy.tolist().index([99.0, 99.0])
    near, later = moved(near.geometry, {at: (121.0 + several, 0.0)})
    with mock.patch.object(stays, "_FEW_RINGS", several):
        assert taken_for_new(near, later) is not None
    assert stays.stay_clean([(near, later)]) == [None]
    assert is_valid(later, near) == shapely.is_valid(later.geometry)
