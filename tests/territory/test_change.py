from __future__ import annotations

import math
from itertools import pairwise

import numpy as np
import pytest
import shapely
from hypothesis import given
from hypothesis import strategies as st
from shapely import Geometry

from servanda.base.errors import MisuseError
from servanda.territory import Thresholds, area_km2, compare, edition_of
from servanda.territory.patch import columns_of, sides_m
from servanda.territory.pieces import Pieces

from .maps import START, edition, grounds, strip, with_midpoints, written_otherwise


def close(a: float, b: float) -> bool:
    return math.isclose(a, b, rel_tol=1e-9, abs_tol=1e-6)


@given(grounds, grounds)
def test_what_one_way_gains_the_other_way_loses(a: Geometry, b: Geometry) -> None:
    there = compare(edition(a), edition(b, day=1))
    back = compare(edition(b), edition(a, day=1))
    assert close(there.gained_km2, back.lost_km2)
    assert close(there.lost_km2, back.gained_km2)
    assert close(there.redrawn_km2, back.redrawn_km2)


@given(grounds, grounds)
def test_gained_and_kept_are_the_whole_later_edition(a: Geometry, b: Geometry) -> None:
    change = compare(edition(a), edition(b, day=1), edges="straight")
    kept = area_km2(shapely.intersection(a, b), edges="straight")
    assert close(change.gained_km2 + kept, area_km2(b, edges="straight"))
    assert close(change.lost_km2 + kept, area_km2(a, edges="straight"))


@given(st.lists(grounds, min_size=3, max_size=5))
def test_net_adds_up_over_editions(areas: list[Geometry]) -> None:
    editions = [edition(area, day=n) for n, area in enumerate(areas)]
    steps = (compare(a, b, edges="straight") for a, b in pairwise(editions))
    whole = compare(editions[0], editions[-1], edges="straight")
    assert close(sum(step.net_km2 for step in steps), whole.net_km2)


@given(grounds, grounds)
def test_geodesic_net_misses_the_difference_of_areas_by_no_more_than_its_edges_bend(
    a: Geometry, b: Geometry
) -> None:
    change = compare(edition(a), edition(b, day=1))
    measured = [a, b, *(p.geometry for p in (*change.gained, *change.lost))]
    bend = sum(abs(area_km2(g) - area_km2(g, edges="straight")) for g in measured)
    assert abs(change.net_km2 - (area_km2(b) - area_km2(a))) <= bend + 1e-6


@given(grounds, grounds, st.integers(0, 9), st.booleans())
def test_ring_start_direction_and_order_change_nothing(
    a: Geometry, b: Geometry, turn: int, reverse: bool
) -> None:
    plain = compare(edition(a), edition(b, day=1))
    again = compare(
        edition(written_otherwise(a, turn, reverse=reverse)),
        edition(written_otherwise(b, turn + 1, reverse=not reverse), day=1),
    )
    assert [p.id for p in plain.gained] == [p.id for p in again.gained]
    assert [p.id for p in plain.lost] == [p.id for p in again.lost]
    assert close(plain.gained_km2, again.gained_km2)


@given(grounds, grounds)
def test_a_vertex_in_the_middle_of_an_edge_changes_nothing(a: Geometry, b: Geometry) -> None:
    plain = compare(edition(a), edition(b, day=1), edges="straight")
    again = compare(edition(with_midpoints(a)), edition(with_midpoints(b), day=1), edges="straight")
    assert close(plain.gained_km2, again.gained_km2)
    assert close(plain.lost_km2, again.lost_km2)


def test_gain_loss_net_and_interval_of_a_change_worked_by_hand() -> None:
    before = shapely.union(strip(0.1), strip(0.1, west=38))
    after = shapely.union(strip(0.2), strip(0.05, west=38))
    change = compare(edition(before), edition(after, day=3))
    assert round(change.gained_km2, 2) == 82.90
    assert round(change.lost_km2, 2) == 41.45
    assert round(change.net_km2, 2) == 41.45
    assert (change.after, change.until) == (START, edition(after, day=3).at)
    [patch] = change.gained
    assert (patch.kind, patch.movement) == ("gained", "advance")
    assert (round(patch.lon, 2), round(patch.lat, 2)) == (37.15, 48.05)
    assert round(patch.width_m / 100) == 75
    assert round(patch.length_m / 100) == 111


def test_the_same_ground_is_known_as_identical_and_changes_nothing() -> None:
    change = compare(edition(strip(0.1)), edition(strip(0.1), day=1))
    assert change.identical
    assert (change.gained, change.lost, change.net_km2) == ((), (), 0)


def test_a_sliver_is_redraw_reported_apart_and_still_in_the_gross() -> None:
    # 37 m wide and 11 km long: 0.41 km²
    change = compare(edition(strip(0.1)), edition(strip(0.1005), day=1))
    [patch] = change.gained
    assert (patch.movement, patch.why) == ("redraw", "sliver")
    assert round(patch.width_m) == 37
    assert change.gained_km2 == change.redrawn_km2 == patch.area_km2
    assert round(change.gained_km2, 2) == 0.41


def test_a_wide_patch_and_a_short_narrow_one_are_not_slivers() -> None:
    wide = compare(edition(strip(0.1)), edition(strip(0.105), day=1))
    stub = strip(0.0005, west=37.1, height=0.0016)
    short = compare(
        edition(strip(0.1)), edition(shapely.union(strip(0.1), stub), day=1), ignore_below_km2=0
    )
    assert [p.movement for p in (*wide.gained, *short.gained)] == ["advance", "advance"]
    assert [p.why for p in (*wide.gained, *short.gained)] == ["", ""]


def test_a_patch_below_the_stated_area_is_redraw_not_dropped() -> None:
    grown = edition(strip(0.101), day=1)
    change = compare(edition(strip(0.1)), grown, ignore_below_km2=1.0)
    assert [(p.movement, p.why) for p in change.gained] == [("redraw", "small")]
    assert change.gained_km2 == change.redrawn_gained_km2 > 0.8
    assert change.redrawn_lost_km2 == 0
    assert compare(edition(strip(0.1)), grown, ignore_below_km2=0.5).redrawn_km2 == 0
    strict = Thresholds(ignore_below_km2=1.0)
    assert compare(edition(strip(0.1)), grown, thresholds=strict).redrawn_km2 > 0.8


def test_patch_id_hangs_on_ground_kind_and_interval() -> None:
    ids = {
        compare(edition(a), edition(b, day=day)).gained[0].id
        for a, b, day in [
            (strip(0.1), strip(0.2), 1),
            (strip(0.1), strip(0.2), 2),
            (strip(0.1), strip(0.3), 1),
        ]
    }
    lost = compare(edition(strip(0.2)), edition(strip(0.1), day=1)).lost[0].id
    assert len({*ids, lost}) == 4
    assert compare(edition(strip(0.1)), edition(strip(0.2), day=1)).gained[0].id in ids


def test_a_class_that_appears_is_gained_whole() -> None:
    later = edition_of("map A", edition(strip(0.1), day=1).at, {"grey": strip(0.1)})
    change = compare(edition(strip(0.1)), later, holder_class="grey")
    assert round(change.gained_km2, 1) == 82.9
    assert round(compare(edition(strip(0.1)), later).lost_km2, 1) == 82.9


def test_editions_that_cannot_be_compared_say_why() -> None:
    area = strip(0.1)
    with pytest.raises(MisuseError, match="not later than"):
        compare(edition(area, day=1), edition(area))
    with pytest.raises(MisuseError, match="editions of one source"):
        compare(edition(area), edition(area, day=1, source="map B"))
    with pytest.raises(MisuseError, match=r"no class 'grey'.*they have: held"):
        compare(edition(area), edition(area, day=1), holder_class="grey")


@given(st.floats(0.001, 50), st.floats(1, 40))
def test_sides_are_those_of_the_rectangle_with_the_same_area_and_outline(
    width_km: float, ratio: float
) -> None:
    length_km = width_km * ratio
    width_m, length_m = sides_m(width_km * length_km, 2 * (width_km + length_km))
    assert math.isclose(width_m, width_km * 1e3, rel_tol=1e-6)
    assert math.isclose(length_m, length_km * 1e3, rel_tol=1e-6)


def test_a_round_patch_counts_as_a_square() -> None:
    assert sides_m(4.0, 7.1) == (2000.0, 2000.0)
    assert sides_m(0.0, 0.0) == (0.0, 0.0)


def test_a_spike_without_width_is_no_patch_though_geodesics_give_it_area() -> None:
    spike = shapely.Polygon([(37.08, 48.05), (37.105, 48.055), (37.13, 48.06)])
    assert area_km2(spike) > 1e-4
    interval = (START, edition(strip(0.1), day=1).at)
    pieces = Pieces(np.array([spike]), np.array([0]), np.array([True]))
    assert columns_of(pieces, [interval], Thresholds(), "geodesic").ids == []
