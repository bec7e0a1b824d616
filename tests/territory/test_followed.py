from __future__ import annotations

from itertools import pairwise
from unittest.mock import patch

import shapely
from hypothesis import given, settings
from hypothesis import strategies as st

from servanda.territory import Edition, Held, Reverted, changes, persistence
from servanda.territory import followed as followed_
from servanda.territory.followed import Follower, Outcome

from .maps import edition, grounds, strip


def followed(editions: list[Edition], k: int) -> dict[str, Outcome]:
    follower = Follower(k)
    for change in changes(editions, batch=None):
        follower.step(change)
    return dict(follower.outcomes())


def series(*widths: float) -> list[Edition]:
    return [edition(strip(width), day=day) for day, width in enumerate(widths)]


def test_ground_held_in_k_further_editions_is_persistent() -> None:
    [outcome] = followed(series(0.1, 0.2, 0.2, 0.2), 2).values()
    assert (outcome.fate, outcome.editions_held) == ("persistent", 2)
    assert outcome.at == edition(strip(1), day=3).at


def test_ground_given_back_before_that_is_reverted_on_the_day_that_shows_it() -> None:
    editions = series(0.1, 0.2, 0.2, 0.1)
    outcomes = followed(editions, 5)
    [gained] = next(iter(changes(editions))).gained
    assert outcomes[gained.id] == Outcome("reverted", 1, editions[3].at)


def test_at_the_end_of_the_series_it_is_undecided() -> None:
    assert [o.fate for o in followed(series(0.1, 0.2, 0.2), 5).values()] == ["undecided"]


def test_ground_lost_is_followed_as_ground_gained_is() -> None:
    fates = [o.fate for o in followed(series(0.2, 0.1, 0.2, 0.2, 0.2), 2).values()]
    assert fates.count("reverted") == 1
    assert fates.count("persistent") == 1


def test_nothing_is_followed_through_no_editions() -> None:
    assert followed(series(0.1, 0.2, 0.2), 0) == {}


@settings(max_examples=60, deadline=None)
@given(st.lists(grounds, min_size=2, max_size=6), st.integers(1, 3))
def test_what_is_told_of_gains_is_what_persistence_tells(
    areas: list[shapely.Geometry], k: int
) -> None:
    editions = [edition(area, day=day) for day, area in enumerate(areas)]
    found = list(changes(editions, batch=None))
    outcomes = followed(editions, k)
    near_half = {
        event.patch_id for event in persistence(editions, found, k) if abs(event.share - 0.5) < 1e-6
    }
    told = {
        event.patch_id: event for event in persistence(editions, found, k)
        if isinstance(event, Reverted) or (isinstance(event, Held) and event.editions_held == k)
    }  # fmt: skip
    for change in found:
        for gain in change.gained:
            if gain.id in near_half:
                continue
            event = told.get(gain.id)
            fate = {Held: "persistent", Reverted: "reverted", type(None): "undecided"}[type(event)]
            assert outcomes[gain.id].fate == fate
            if event:
                assert outcomes[gain.id].at == event.at


def test_ground_eaten_away_in_steps_is_reverted_when_half_is_gone() -> None:
    widths = [0.1, 0.2, 0.18, 0.16, 0.155, 0.15, 0.149]
    outcomes = followed(series(*widths), 30)
    [gained] = next(iter(changes(series(*widths)))).gained
    assert outcomes[gained.id] == Outcome("reverted", 4, edition(strip(1), day=6).at)


def test_ground_won_again_in_the_same_place_makes_up_for_what_was_lost() -> None:
    outcomes = followed(series(0.1, 0.2, 0.16, 0.2, 0.16, 0.16), 4)
    [gained] = next(iter(changes(series(0.1, 0.2)))).gained
    assert outcomes[gained.id].fate == "persistent"


@given(st.lists(grounds, min_size=2, max_size=6), st.integers(1, 3))
def test_asking_geos_for_every_pair_decides_the_same(areas: list[shapely.Geometry], k: int) -> None:
    editions = [edition(area, day=day) for day, area in enumerate(areas)]
    outcomes = followed(editions, k)
    with patch.object(followed_, "_SURE", -1.0):
        assert followed(editions, k) == outcomes


def test_editions_that_show_the_same_count_as_editions() -> None:
    editions = series(0.1, 0.2, 0.2)
    assert [change.identical for change in changes(editions)] == [False, True]
    assert next(iter(followed(editions, 1).values())).fate == "persistent"
    assert len(list(pairwise(editions))) == 2
