from __future__ import annotations

from dataclasses import replace
from itertools import pairwise

import pytest
import shapely
from hypothesis import given
from hypothesis import strategies as st

from servanda.base.errors import MisuseError
from servanda.territory import BatchRule, Change, Edition, changes
from servanda.territory.batch import places_of

from .maps import edition, strip

PLACES = 6
QUIET = BatchRule(steps=5, least_steps=3)


def front(*depths: float, day: int, source: str = "map A") -> Edition:
    """Strips half a degree (56 km) apart, each so many hundredths of a degree deep."""
    strips = [strip(0.1 + d / 100, south=45 + n / 2) for n, d in enumerate(depths)]
    return edition(shapely.union_all(strips), day=day, source=source)


def marching(*steps: tuple[int, float], days: list[int] | None = None) -> list[Edition]:
    """Editions in which, step by step, so many places move by so much."""
    depths = [0.0] * PLACES
    found = [front(*depths, day=0)]
    when = days or list(range(1, len(steps) + 1))
    for day, (places, by) in zip(when, steps, strict=True):
        depths = [depth + (by if n < places else 0) for n, depth in enumerate(depths)]
        found.append(front(*depths, day=day))
    return found


def last(editions: list[Edition], rule: BatchRule | None = QUIET) -> Change:
    return list(changes(editions, batch=rule))[-1]


def movements(change: Change) -> set[tuple[str, str]]:
    return {(p.movement, p.why) for p in (*change.gained, *change.lost)}


USUAL = [(2, 1.0)] * 3


def test_a_step_in_many_places_at_once_is_redraw_by_batch_with_its_measure_beside() -> None:
    change = last(marching(*USUAL, (4, 4.0)))
    assert movements(change) == {("redraw", "batch")}
    # Twice the places of which 1.5 times would do; eight times the ground of which 4 would.
    assert {round(p.batch, 6) for p in change.gained} == {round(2 / 1.5, 6)}
    assert change.redrawn_km2 == change.gained_km2 > 0
    assert len(change.gained) == 4


def test_an_ordinary_step_keeps_its_measure_and_its_reading() -> None:
    change = last(marching(*USUAL, (2, 1.0)))
    assert movements(change) == {("advance", "")}
    assert {round(p.batch, 3) for p in change.gained} == {0.25}


def test_much_ground_in_few_places_is_a_breakthrough_and_no_batch() -> None:
    assert movements(last(marching(*USUAL, (2, 30.0)))) == {("advance", "")}


def test_little_ground_in_many_places_is_no_batch() -> None:
    assert movements(last(marching(*USUAL, (6, 1.0)))) == {("advance", "")}


def test_two_places_are_never_many_however_quiet_it_was() -> None:
    assert movements(last(marching(*[(1, 1.0)] * 3, (2, 20.0)))) == {("advance", "")}


def test_without_enough_history_nothing_is_called_a_batch() -> None:
    change = last(marching(*USUAL[:2], (6, 9.0)))
    assert movements(change) == {("advance", "")}
    assert {p.batch for p in change.gained} == {0.0}


def test_no_rule_no_batch() -> None:
    assert movements(last(marching(*USUAL, (6, 9.0)), None)) == {("advance", "")}


def test_a_step_over_missing_days_is_held_against_as_many_usual_days() -> None:
    steps = [*USUAL, (6, 3.0)]
    assert movements(last(marching(*steps))) == {("redraw", "batch")}
    assert movements(last(marching(*steps, days=[1, 2, 3, 6]))) == {("advance", "")}


def test_identical_editions_are_neither_usual_nor_a_step() -> None:
    paused = marching(*USUAL, *[(0, 0.0)] * 8, (4, 4.0))
    assert movements(last(paused)) == {("redraw", "batch")}


def test_one_batch_does_not_make_the_next_usual() -> None:
    assert movements(last(marching(*USUAL, (4, 4.0), (4, 4.0)))) == {("redraw", "batch")}


def test_slivers_and_small_patches_keep_their_own_reason_and_count_for_no_place() -> None:
    specks = [shapely.box(37, 50 + n, 37.001, 50.001 + n) for n in range(4)]
    calm = marching(*USUAL, (2, 1.0))
    area = shapely.union_all([calm[-1].held["held"], *specks])
    change = last([*calm[:-1], edition(area, day=4)])
    assert movements(change) == {("advance", ""), ("redraw", "small")}
    assert {round(p.batch, 3) for p in change.gained} == {0.25}


def test_ground_given_back_in_a_batch_is_redraw_too_and_its_share_stays() -> None:
    change = last(marching(*USUAL, (5, 4.0), (5, -4.0)))
    assert movements(change) == {("redraw", "batch")}
    assert {round(p.returned_share, 6) for p in change.lost} == {1.0}


@given(st.lists(st.tuples(st.integers(0, PLACES), st.integers(0, 8)), min_size=4, max_size=9))
def test_exchanging_the_holders_marks_the_same_steps(steps: list[tuple[int, int]]) -> None:
    forward = marching(*((places, float(by)) for places, by in steps))
    whole = shapely.box(36, 40, 41, 52)
    others = [replace(e, held={"held": whole.difference(e.held["held"])}) for e in forward]
    others = [edition(e.held["held"], day=n) for n, e in enumerate(others)]
    one, two = changes(forward, batch=QUIET), changes(others, batch=QUIET)
    for ours, theirs in zip(one, two, strict=True):
        marked = [(p.why, round(p.batch, 6), round(p.area_km2, 6)) for p in ours.gained]
        assert marked == [(p.why, round(p.batch, 6), round(p.area_km2, 6)) for p in theirs.lost]


@given(st.lists(st.tuples(st.integers(0, PLACES), st.integers(0, 8)), min_size=2, max_size=9))
def test_a_batch_changes_no_area_and_no_id(steps: list[tuple[int, int]]) -> None:
    editions = marching(*((places, float(by)) for places, by in steps))
    with_rule, without = changes(editions, batch=QUIET), changes(editions, batch=None)
    for marked, plain in zip(with_rule, without, strict=True):
        for ours, theirs in zip(
            marked.gained + marked.lost, plain.gained + plain.lost, strict=True
        ):
            read = theirs._replace(movement=ours.movement, why=ours.why, batch=ours.batch)
            assert ours == read
        assert (marked.gained_km2, marked.lost_km2) == (plain.gained_km2, plain.lost_km2)
        assert marked.redrawn_km2 >= plain.redrawn_km2


@pytest.mark.parametrize(("apart_km", "places"), [(30, 6), (54, 6), (57, 1)])
def test_a_chain_of_near_patches_is_one_place(apart_km: float, places: int) -> None:
    centres = [(p.lon, p.lat) for p in last(marching(*USUAL, (6, 1.0))).gained]
    assert places_of(centres, apart_km) == places
    assert places_of(centres[::-1], apart_km) == places
    assert places_of([], apart_km) == 0


def test_places_next_to_each_other_across_the_antimeridian_are_one() -> None:
    assert places_of([(179.99, 48.0), (-179.99, 48.0)], 10) == 1
    assert places_of([(179.9, 48.0), (-179.9, 48.0)], 10) == 2


def test_a_rule_that_no_history_can_fulfil_is_refused() -> None:
    with pytest.raises(MisuseError, match="least_steps from 1 to steps"):
        BatchRule(steps=5, least_steps=6)
    with pytest.raises(MisuseError, match="above zero"):
        BatchRule(apart_km=0)


def test_a_batch_is_marked_as_the_stream_passes() -> None:
    editions = marching(*USUAL, (4, 4.0), (2, 1.0))
    whole = list(changes(editions, batch=QUIET))
    cut = list(changes(editions[:-1], batch=QUIET))
    assert whole[: len(cut)] == cut
    assert [c.until for c in whole] == [b.at for _, b in pairwise(editions)]
