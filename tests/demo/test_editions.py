from __future__ import annotations

import json
from datetime import UTC, time, timedelta
from itertools import pairwise

import pytest
from shapely.geometry import shape

from servanda.demo.editions import EVENTS, FIRST_DAY, LAST_DAY, MISSING_DAY, editions
from servanda.territory import Change, Edition, read_edition
from servanda.territory import changes as changes_between

_ALL = list(editions())


@pytest.fixture(scope="module")
def read() -> list[Edition]:
    found = []
    for day, data in _ALL:
        edition, repairs = read_edition(
            data,
            name=f"ilmar-map-{day}.geojson",
            source="daily-map",
            class_property="holder",
            time_of_day=time(3),
            zone="UTC",
        )
        assert not repairs
        found.append(edition)
    return found


@pytest.fixture(scope="module")
def changes(read: list[Edition]) -> list[Change]:
    return list(changes_between(read, holder_class="Halvany"))


def _on(changes: list[Change], event: int) -> Change:
    day = EVENTS[event].day
    [change] = [change for change in changes if change.until.date() == day]
    return change


def test_forty_editions_and_one_day_missing() -> None:
    days = [day for day, _ in _ALL]
    assert len(days) == 40
    assert (days[0], days[-1]) == (FIRST_DAY, LAST_DAY)
    gaps = [b - a for a, b in pairwise(days)]
    assert gaps.count(timedelta(days=2)) == 1
    assert MISSING_DAY not in days


def test_no_two_editions_have_the_same_bytes_though_many_show_the_same() -> None:
    assert len({data for _, data in _ALL}) == 40


def test_the_two_parties_hold_everything_and_nothing_twice(read: list[Edition]) -> None:
    for edition in read:
        west, east = edition.held["Halvany"], edition.held["Kestria"]
        assert west.intersection(east).area < 1e-9
        assert west.union(east).geom_type == "Polygon"


def test_the_line_is_as_crooked_as_a_mapper_draws_it() -> None:
    feature = json.loads(_ALL[0][1])["features"][0]
    assert len(feature["geometry"]["coordinates"][0]) > 500
    assert shape(feature["geometry"]).is_valid


def test_the_region_lies_in_the_open_ocean(read: list[Edition]) -> None:
    for edition in (read[0], read[-1]):
        west, south, east, north = edition.held["Halvany"].union(edition.held["Kestria"]).bounds
        assert -21 < west < east < -19
        assert -31 < south < north < -29


def test_advances_are_a_few_square_kilometres(changes: list[Change]) -> None:
    gains = [_on(changes, event).gained_km2 for event in (2, 6)]
    losses = [_on(changes, event).lost_km2 for event in (3, 4)]
    assert all(1 < km2 < 9 for km2 in [*gains, *losses])
    assert _on(changes, 0).gained_km2 < 1


def test_one_advance_is_taken_back_in_full(changes: list[Change]) -> None:
    gained = _on(changes, 2).gained_km2
    [back] = [change for change in changes if change.until.date() == EVENTS[2].until]
    assert back.lost_km2 == pytest.approx(gained)


def test_a_redraw_is_slivers_on_both_sides_and_no_advance(changes: list[Change]) -> None:
    for event in (1, 5):
        change = _on(changes, event)
        assert len(change.gained) > 3
        assert len(change.lost) > 3
        assert max(patch.area_km2 for patch in (*change.gained, *change.lost)) < 0.1


def test_all_other_days_change_nothing(changes: list[Change]) -> None:
    days = {event.day for event in EVENTS} | {event.until for event in EVENTS}
    quiet = [change for change in changes if change.until.astimezone(UTC).date() not in days]
    assert quiet
    assert all(change.identical for change in quiet)
