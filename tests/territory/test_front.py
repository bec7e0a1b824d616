from __future__ import annotations

import pytest
import shapely
from pyproj import Geod

from servanda.territory import compare
from servanda.territory.front import (
    active_line,
    deepest_km,
    front_line,
    inland,
    length_km,
    mean_depth_km,
)

from .maps import edition, strip

LAND = shapely.box(36.0, 47.0, 39.0, 49.0)
HELD = shapely.box(36.0, 47.0, 37.0, 49.0)
"""Ground from the western coast of the land to the 37th meridian."""


def _meridian_km(south: float, north: float) -> float:
    return float(Geod(ellps="WGS84").inv(37, south, 37, north)[2]) / 1e3


def test_the_front_is_what_does_not_run_along_the_rim() -> None:
    line = front_line(HELD, inland([LAND]))
    assert length_km(line) == pytest.approx(_meridian_km(47, 49) - 4, abs=0.2)


def test_without_a_layer_the_whole_outline_counts() -> None:
    assert length_km(front_line(HELD, None)) > 2 * _meridian_km(47, 49)


def test_a_narrow_gap_between_two_regions_is_no_coast() -> None:
    two = [shapely.box(36, 47, 37.501, 49), shapely.box(37.51, 47, 39, 49)]
    across = shapely.LineString([(37.2, 48), (37.8, 48)])
    assert inland(two).covers(across)


def test_a_wider_rim_leaves_less() -> None:
    near, far = (length_km(front_line(HELD, inland([LAND], rim_km=rim))) for rim in (2, 20))
    assert near - far == pytest.approx(36, abs=0.5)


def _advance() -> tuple[shapely.Geometry, shapely.Geometry]:
    return HELD, shapely.union(HELD, shapely.box(37.0, 48.0, 37.1, 48.1))


def test_only_the_front_near_what_moved_is_active() -> None:
    before, after = _advance()
    change = compare(edition(before), edition(after, day=1))
    line = front_line(before, inland([LAND]))
    active = length_km(active_line(line, change.gained))
    assert active == pytest.approx(_meridian_km(48, 48.1) + 10, abs=0.3)
    assert length_km(active_line(line, ())) == 0


def test_the_deepest_point_is_the_gained_vertex_farthest_from_the_ground_before() -> None:
    before, after = _advance()
    change = compare(edition(before), edition(after, day=1))
    east = float(Geod(ellps="WGS84").inv(37.0, 48.05, 37.1, 48.05)[2]) / 1e3
    assert deepest_km([p.geometry for p in change.gained], before) == pytest.approx(east, rel=2e-3)


def test_nothing_gained_is_no_depth_and_nothing_held_before_is_no_answer() -> None:
    assert deepest_km((), HELD) == 0.0
    assert deepest_km((), shapely.MultiPolygon()) is None


def test_a_redrawn_sliver_makes_no_front_active() -> None:
    later = shapely.union(strip(0.1), strip(0.0001, west=38.5))
    change = compare(edition(strip(0.1)), edition(later, day=1))
    assert [patch.movement for patch in change.gained] == ["redraw"]
    assert length_km(active_line(front_line(strip(0.1), None), change.gained)) == 0.0


def test_without_a_front_there_is_no_mean_depth() -> None:
    assert mean_depth_km(10.0, 0.0) is None
    assert mean_depth_km(-10.0, 20.0) == -0.5
