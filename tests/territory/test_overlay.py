from __future__ import annotations

import numpy as np
import pytest
import shapely
from hypothesis import given, settings
from shapely import Geometry

from servanda.territory import faces
from servanda.territory.overlay import full_overlay, only_in_each
from servanda.territory.tracing import UNKNOWN

from .maps import grounds


@settings(max_examples=300)
@given(grounds, grounds)
def test_striking_out_shared_edges_gives_the_ground_of_a_full_overlay(
    a: Geometry, b: Geometry
) -> None:
    for fast, slow in zip(only_in_each(a, b), full_overlay(a, b), strict=True):
        assert fast.symmetric_difference(slow).area < 1e-11


@given(grounds)
def test_a_polygon_differs_from_itself_nowhere(area: Geometry) -> None:
    assert all(part.is_empty for part in only_in_each(area, area))


def test_an_edge_shared_back_to_back_is_not_struck_out() -> None:
    # Two squares side by side share an edge, each from its own side: all of both has changed.
    lost, gained = only_in_each(shapely.box(0, 0, 1, 1), shapely.box(1, 0, 2, 1))
    assert (lost.bounds, gained.bounds) == ((0, 0, 1, 1), (1, 0, 2, 1))


def test_a_hole_that_fills_is_gained_and_a_hole_that_opens_is_lost() -> None:
    full = shapely.box(0, 0, 3, 3)
    pierced = full.difference(shapely.box(1, 1, 2, 2))
    assert only_in_each(pierced, full)[1].bounds == (1, 1, 2, 2)
    assert only_in_each(full, pierced)[0].bounds == (1, 1, 2, 2)


@pytest.mark.parametrize("turns", [1, -1, 2, UNKNOWN])
def test_faces_that_miss_the_shoelace_sum_fall_back_to_the_full_overlay(
    monkeypatch: pytest.MonkeyPatch, turns: int
) -> None:
    none = np.zeros(0, dtype=np.int64)
    elsewhere = np.array([shapely.box(9, 9, 8, 8)]), np.array([0]), np.array([turns]), none
    monkeypatch.setattr(faces, "_faces", lambda edges, turned, step: elsewhere)
    lost, gained = only_in_each(shapely.box(0, 0, 2, 1), shapely.box(1, 0, 3, 1))
    assert (lost.area, gained.area) == (1, 1)
