from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta
from itertools import combinations, pairwise
from unittest.mock import patch

import numpy as np
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st
from shapely import Geometry

from servanda.territory import BatchRule, Change, Edition, compare
from servanda.territory import batch as batch_
from servanda.territory import common as common_
from servanda.territory import returns as returns_
from servanda.territory.batch import places_of
from servanda.territory.marks import Marks
from servanda.territory.patch import Columns, Reading, Thresholds, columns_of
from servanda.territory.pieces import Pieces
from servanda.territory.returns import Recent

from .maps import START, edition, grounds, strip

QUIET = BatchRule(steps=3, least_steps=1, least_places=1)


def raw(areas: Sequence[Geometry]) -> list[Change]:
    """The changes before anything is marked."""
    return [compare(*pair) for pair in pairwise(edition(a, day=n) for n, a in enumerate(areas))]


def by_geos(changes: Sequence[Change], k: int) -> list[list[float]]:
    """The shares as they are defined."""
    found = []
    for number, change in enumerate(changes):
        before = changes[max(number - k, 0) : number]
        gained = [p.geometry for c in before for p in c.gained]
        lost = [p.geometry for c in before for p in c.lost]
        found.append(
            [
                shapely.intersection(p.geometry, shapely.union_all(others)).area / p.geometry.area
                for patches, others in ((change.gained, lost), (change.lost, gained))
                for p in patches
            ]
        )
    return found


def shares_of(recent: Recent, changes: Sequence[Change]) -> list[list[float]]:
    """By change, those of its gained patches and then of its lost ones."""
    found = iter(recent.shares(Columns.of([(c.gained, c.lost) for c in changes])).tolist())
    return [[next(found) for _ in (*c.gained, *c.lost)] for c in changes]


def flat(shares: list[list[float]]) -> list[float]:
    return [share for step in shares for share in step]


def asked_of_geos(changes: Sequence[Change], k: int = 30) -> tuple[list[list[float]], int]:
    with patch.object(returns_, "_asked_of_geos", wraps=returns_._asked_of_geos) as asked:
        found = shares_of(Recent(k, 0.5), changes)
    return found, sum(len(set(call.args[1].tolist())) for call in asked.call_args_list)


@settings(deadline=None)
@given(st.lists(grounds, min_size=3, max_size=7), st.integers(0, 4))
def test_the_share_is_that_of_the_intersection_with_what_changed_the_other_way(
    areas: list[Geometry], k: int
) -> None:
    changes = raw(areas)
    assert flat(shares_of(Recent(k, 0.5), changes)) == pytest.approx(
        flat(by_geos(changes, k)), abs=1e-6
    )


@given(st.lists(grounds, min_size=3, max_size=7), st.integers(1, 4), st.integers(1, 7))
def test_steps_read_together_are_marked_as_those_read_one_by_one(
    areas: list[Geometry], k: int, together: int
) -> None:
    changes = raw(areas)
    one, many = Marks(k, 0.5, QUIET), Marks(k, 0.5, QUIET)
    alone = [marked for change in changes for marked in one.read([change])]
    parts = [changes[n : n + together] for n in range(0, len(changes), together)]
    assert [marked for part in parts for marked in many.read(part)] == alone


@given(st.lists(grounds, min_size=3, max_size=6))
def test_nothing_but_the_reading_of_a_patch_is_changed(areas: list[Geometry]) -> None:
    changes = raw(areas)
    for plain, marked in zip(changes, Marks(9, 0.5, QUIET).read(changes), strict=True):
        for one, other in zip(plain.gained + plain.lost, marked.gained + marked.lost, strict=True):
            reading = {n: getattr(other, n) for n in ("movement", "returned_share", "why", "batch")}
            assert one._replace(**reading) == other


@given(st.lists(grounds, min_size=2, max_size=5))
def test_columns_of_patches_give_the_same_patches(areas: list[Geometry]) -> None:
    patches = [(c.gained, c.lost) for c in raw(areas)]
    columns = Columns.of(patches)
    assert columns.patches(columns.alone()) == patches


def test_a_reading_is_told_of_each_patch() -> None:
    [change] = raw([strip(0.1), shapely.union_all([strip(w, west=37 + w) for w in (0.3, 0.6)])])
    columns = Columns.of([(change.gained, change.lost)])
    number = np.arange(len(columns.ids))
    reading = Reading(np.where(number == 0, 3, 0), number == 1, number / 4, number / 2)
    [(gained, lost)] = columns.patches(reading)
    told = [(p.movement, p.returned_share, p.why, p.batch) for p in (*gained, *lost)]
    assert told == [
        ("redraw", 0.0, "batch", 0.0),
        ("return", 0.25, "", 0.5),
        ("advance", 0.5, "", 1.0),
    ]


def test_no_steps_no_shares() -> None:
    assert shares_of(Recent(3, 0.5), []) == []
    assert Marks(3, 0.5, None).read([]) == []
    assert shares_of(Recent(3, 0.5), raw([strip(0.1), strip(0.1)])) == [[]]


def test_ground_taken_back_as_it_was_given_is_a_whole_return_without_an_intersection() -> None:
    wedge = shapely.Polygon([(37.0, 48.0), (37.1, 48.03), (37.03, 48.1)])
    bay = shapely.union_all([wedge, strip(0.1, west=39)])
    changes = raw([strip(0.1, west=39), bay, strip(0.1, west=39)])
    assert asked_of_geos(changes) == ([[0.0], [1.0]], 0)


def test_neighbours_that_only_touch_are_no_return_and_cost_no_intersection() -> None:
    far = strip(0.1, west=39)
    above, below = (
        shapely.union(far, shapely.Polygon([(37.0, 48.0), (37.1, 48.07), corner]))
        for corner in ((37.0, 48.07), (37.1, 48.0))
    )
    assert asked_of_geos(raw([above, far, below])) == ([[0.0], [0.0]], 0)


def test_ground_covered_twice_is_counted_once_and_asked_of_geos() -> None:
    # Lost, won, lost again a little further, won altogether: the losses lie on each other.
    widths = [0.4, 0.2, 0.3, 0.05, 0.45]
    changes = raw([strip(width) for width in widths])
    found, asked = asked_of_geos(changes)
    assert asked == 1
    assert found[-1] == [pytest.approx(0.35 / 0.4)]


@given(grounds, grounds)
def test_patches_of_one_kind_in_one_step_have_no_ground_in_common(
    before: Geometry, after: Geometry
) -> None:
    [change] = raw([before, after])
    for patches in (change.gained, change.lost):
        ground = [patch.geometry for patch in patches]
        common = [one.intersection(two).area for one, two in combinations(ground, 2)]
        assert sum(common) < 1e-12


def test_losses_side_by_side_are_added_without_geos() -> None:
    changes = raw([strip(width) for width in (0.4, 0.3, 0.2, 0.45)])
    found, asked = asked_of_geos(changes)
    assert asked == 0
    assert found[-1] == [pytest.approx(0.2 / 0.25)]


def test_a_share_at_the_threshold_is_asked_of_geos() -> None:
    half = [strip(0.25), strip(0.125), strip(0.375)]  # exact in binary: just half of it
    found, asked = asked_of_geos(raw(half))
    assert asked == 1
    assert found[-1] == [pytest.approx(0.5)]
    beyond = asked_of_geos(raw([*half[:2], strip(0.376)]))
    assert beyond[1] == 0


def test_polygons_of_very_many_edges_are_asked_of_geos() -> None:
    disc = shapely.Point(37, 48).buffer(0.1, quad_segs=16)
    changes = raw([disc, shapely.union(disc, strip(0.3)), disc.buffer(-0.05)])
    plain, none = asked_of_geos(changes)
    with patch.object(common_, "_MOST", 1):
        slow, asked = asked_of_geos(changes)
    assert (none, asked) == (0, 1)
    assert flat(slow) == pytest.approx(flat(plain))


def test_what_is_too_vague_to_be_told_is_asked_of_geos() -> None:
    teeth, high = 8000, 0.01
    comb = [(-60.0, -40.0)]
    for south in (-40 + high * n for n in range(teeth)):
        comb += [(60, south), (60, south + 0.004), (-59, south + 0.004), (-59, south + high)]
    comb = [*comb[:-1], (-60.0, comb[-2][1])]
    gap = -40 + high * teeth / 2 + 0.007
    ground = [shapely.Polygon(comb), shapely.box(10, gap, 10 + 3.3e-6, gap + 3.3e-6)]
    assert ground[0].is_valid
    moments = [START + timedelta(days=n) for n in range(3)]
    pieces = Pieces(np.array(ground), np.array([0, 1]), np.array([True, False]))
    columns = columns_of(pieces, list(pairwise(moments)), Thresholds(), "straight")
    assert len(columns.ids) == len(ground)
    assert Recent(5, 0.5).shares(columns).tolist() == [0.0, 0.0]


def test_a_threshold_of_nothing_does_not_make_a_return_of_ground_that_never_changed() -> None:
    changes = raw([strip(0.3), strip(0.2), strip(0.2, west=40)])
    marked = Marks(5, 0.0, None).read(changes)
    assert {p.movement for p in marked[-1].gained} == {"advance"}


@given(
    st.lists(st.tuples(st.integers(-60, 60), st.integers(-30, 30)), max_size=30),
    st.floats(0.5, 40),
)
def test_places_are_counted_alike_for_few_and_for_many(
    at: list[tuple[int, int]], apart_km: float
) -> None:
    centres = [(37 + x / 30, 48 + y / 30) for x, y in at]
    few = places_of(centres, apart_km)
    with patch.object(batch_, "_MANY", -1):
        assert places_of(centres, apart_km) == few


def test_memory_of_the_steps_before_does_not_grow() -> None:
    recent = Recent(2, 0.5)
    widths = [strip(0.1 + 0.1 * (n % 2)) for n in range(9)]
    for change in raw(widths):
        shares_of(recent, [change])
    assert recent._known.step.tolist() == [6, 7]


def later(editions: list[Edition], days: int) -> list[Edition]:
    return [replace(e, at=e.at + timedelta(days=days)) for e in editions]


def test_a_series_read_later_is_marked_the_same() -> None:
    editions = [edition(strip(w), day=n) for n, w in enumerate((0.1, 0.3, 0.2, 0.4))]
    one = shares_of(Recent(5, 0.5), [compare(*pair) for pair in pairwise(editions)])
    two = shares_of(Recent(5, 0.5), [compare(*pair) for pair in pairwise(later(editions, 900))])
    assert np.array(flat(one)).tobytes() == np.array(flat(two)).tobytes()
