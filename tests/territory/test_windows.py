"""Steps of a series are worked out several at a time; nobody may be able to tell."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from itertools import pairwise
from unittest.mock import patch

import numpy as np
import pytest
import shapely
from hypothesis import given
from hypothesis import strategies as st
from shapely import Geometry

from servanda.base.errors import MisuseError
from servanda.territory import Edition, changes, compare, edition_of
from servanda.territory import faces as faces_
from servanda.territory import series as series_
from servanda.territory.outline import outline_of
from servanda.territory.overlay import changed_ground, changed_grounds, full_overlay, leftover
from servanda.territory.winding import winding

from .maps import START, edition, grounds, keeps_edges, strip


def editions_of(areas: list[Geometry]) -> list[Edition]:
    return [edition(area, day=n) for n, area in enumerate(areas)]


@given(st.lists(grounds, min_size=2, max_size=7), st.integers(1, 8), st.integers(1, 60))
def test_the_changes_of_a_series_do_not_hang_on_the_window(
    areas: list[Geometry], window: int, positions: int
) -> None:
    editions = editions_of(areas)
    with patch.object(series_, "_WINDOW", window), patch.object(series_, "_POSITIONS", positions):
        found = list(changes(editions))
    assert found == list(changes(editions))
    with patch.object(series_, "_WINDOW", 1):
        assert found == list(changes(editions))


@given(st.lists(grounds, min_size=2, max_size=6))
def test_a_step_of_a_series_is_the_comparison_of_two_editions(areas: list[Geometry]) -> None:
    editions = editions_of(areas)
    found = list(changes(editions, k=0, batch=None))
    assert found == [compare(*pair) for pair in pairwise(editions)]


@given(st.lists(st.tuples(grounds, grounds), min_size=1, max_size=6))
def test_ground_of_many_steps_is_byte_for_byte_that_of_each_alone(
    pairs: list[tuple[Geometry, Geometry]],
) -> None:
    outlines = [(outline_of(a), outline_of(b)) for a, b in pairs]
    pieces = changed_grounds([leftover(a, b) for a, b in outlines])
    for number, (a, b) in enumerate(outlines):
        for alone, gained in zip(changed_ground(a, b), (False, True), strict=True):
            mine = pieces.polygons[(pieces.step == number) & (pieces.gained == gained)]
            assert shapely.to_wkb(mine).tolist() == shapely.to_wkb(alone).tolist()


@given(st.lists(st.tuples(grounds, grounds), min_size=2, max_size=5), st.data())
def test_a_step_that_cannot_be_noded_is_overlaid_and_the_others_are_not(
    pairs: list[tuple[Geometry, Geometry]], data: st.DataObject
) -> None:
    outlines = [(outline_of(a), outline_of(b)) for a, b in pairs]
    lefts = [leftover(a, b) for a, b in outlines]
    plain = changed_grounds(lefts)
    bad = data.draw(st.integers(0, len(pairs) - 1))
    faces = faces_._faces

    def failing(edges: np.ndarray, turned: np.ndarray, step: np.ndarray) -> object:
        return *faces(edges, turned, step)[:3], np.intersect1d(step, [bad])

    with patch.object(faces_, "_faces", failing):
        pieces = changed_grounds(lefts)
    for number in range(len(pairs)):
        one, two = (p.where(p.step == number) for p in (pieces, plain))
        if number != bad:
            assert shapely.to_wkb(one.polygons).tolist() == shapely.to_wkb(two.polygons).tolist()
            continue
        slow = full_overlay(*(o.geometry for o in outlines[bad]))
        for ground, gained in zip(slow, (False, True), strict=True):
            mine = shapely.union_all(one.polygons[one.gained == gained])
            assert mine.symmetric_difference(ground).area < 1e-11


def test_lines_that_cannot_be_noded_are_told_apart_from_those_that_can(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    node = shapely.node

    def stubborn(lines: Geometry) -> object:
        if isinstance(lines, Geometry) and lines.bounds[0] == 5:
            raise shapely.GEOSException("nodes for ever")
        return node(lines)

    monkeypatch.setattr(shapely, "node", stubborn)
    # Edges that lie on one another are left to GEOS.
    pairs = [(shapely.box(w, 0, w + 2, 1), shapely.box(w + 1, 0, w + 3, 2)) for w in (0, 5, 9)]
    lefts = [leftover(outline_of(a), outline_of(b)) for a, b in pairs]
    pieces = changed_grounds(lefts)
    for number, (a, b) in enumerate(pairs):
        mine = pieces.polygons[(pieces.step == number) & pieces.gained]
        assert shapely.union_all(mine).symmetric_difference(b.difference(a)).area < 1e-11
    assert pieces.step.tolist()[-2:] == [1, 1]  # overlaid by itself, after the others


@given(grounds, grounds, st.floats(-1e6, 1e6))
def test_a_point_is_asked_about_the_walks_of_its_own_group_only(
    a: Geometry, b: Geometry, far: float
) -> None:
    rings = [shapely.get_coordinates(shapely.get_rings(shapely.get_parts(g))[0]) for g in (a, b)]
    edges = [np.hstack([ring[:-1], ring[1:]]) for ring in rings]
    points = np.array([[37.03, 48.03], [37.05, 48.04], [37.05, far]])
    both = np.concatenate(edges)
    groups = np.repeat([3, 0], [len(each) for each in edges])
    for group, mine in zip((3, 0, 7), (*edges, both[:0]), strict=True):
        found = winding(points, both, (np.full(len(points), group), groups))
        for one, other in zip(found, winding(points, mine), strict=True):
            assert one.tolist() == other.tolist()


def told_before(editions: Iterator[Edition] | list[Edition], wrong: type[Exception]) -> int:
    """How many changes come before the error."""
    steps, count = changes(editions), 0
    while True:
        try:
            next(steps)
        except wrong:
            return count
        count += 1


def test_what_comes_before_an_error_is_told_before_it() -> None:
    areas = [strip(width / 10) for width in (1, 2, 3, 4)]
    editions = editions_of(areas)
    assert told_before([*editions, editions[0]], MisuseError) == 3
    bare = [edition_of("map A", START + timedelta(days=n), {"grey": areas[0]}) for n in (8, 9)]
    assert told_before([*editions, *bare], MisuseError) == 4

    def broken() -> Iterator[Edition]:
        yield from editions
        raise OSError("the disk is gone")

    assert told_before(broken(), OSError) == 3


@pytest.mark.parametrize(("positions", "ahead"), [(1, 2), (10, 3), (1 << 16, 9)])
def test_large_maps_are_worked_out_one_by_one(
    monkeypatch: pytest.MonkeyPatch, positions: int, ahead: int
) -> None:
    monkeypatch.setattr(series_, "_POSITIONS", positions)
    monkeypatch.setattr(series_, "_WINDOW", 8)
    given_: list[int] = []

    def counted() -> Iterator[Edition]:
        for day in range(12):
            given_.append(day)
            yield edition(strip(0.1 + day / 100), day=day)

    next(changes(counted()))
    assert len(given_) == ahead  # a strip has five positions


def test_of_editions_in_a_window_only_the_last_keeps_its_edges() -> None:
    editions = editions_of([strip(width / 10) for width in (1, 2, 3, 4)])
    next(changes(editions))
    kept = [keeps_edges(each.held.outline("held")) for each in editions]  # type: ignore[attr-defined]
    assert kept == [False, False, False, True]
