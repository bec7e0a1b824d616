from __future__ import annotations

import math
from datetime import date
from itertools import islice

import pytest
from hypothesis import given
from hypothesis import strategies as st
from shapely import Geometry

from servanda.base.errors import MisuseError
from servanda.territory import Edition, Held, Reverted, changes, persistence, survey
from servanda.territory.ground import Ground

from .maps import edition, grounds, keeps_edges, strip


def series(*widths: float) -> list[Edition]:
    """One edition a day, each holding a strip of so many tenths of a degree."""
    return [edition(strip(width / 10), day=n) for n, width in enumerate(widths)]


def test_missing_map_day_is_a_gap_not_a_zero() -> None:
    editions = [edition(strip(0.1)), edition(strip(0.2), day=1), edition(strip(0.3), day=4)]
    [gap] = survey(editions).gaps
    assert gap.missing_days == (date(2026, 3, 4), date(2026, 3, 5))
    assert (gap.after, gap.until) == (editions[1].at, editions[2].at)
    assert [(c.after, c.until) for c in changes(editions)][-1] == (gap.after, gap.until)


def test_identical_consecutive_editions_are_known_as_such() -> None:
    editions = series(1, 1, 2)
    assert survey(editions).identical == (editions[1].at,)
    assert [c.identical for c in changes(editions)] == [True, False]


def test_an_edition_given_twice_counts_once_and_two_on_one_day_are_named() -> None:
    first = edition(strip(0.1))
    second = edition(strip(0.2), day=0.25)  # type: ignore[arg-type]
    assert survey([first, first, second]).same_day == (date(2026, 3, 2),)
    assert len(list(changes([first, first, second]))) == 1


def test_editions_out_of_order_or_at_odds_for_one_moment_are_refused() -> None:
    for pair in (series(1, 2)[::-1], [edition(strip(0.1)), edition(strip(0.2))]):
        with pytest.raises(MisuseError, match="Sort them by moment"):
            list(changes(pair))


def test_ground_that_changes_back_within_k_editions_is_a_return_both_ways() -> None:
    found = list(changes(series(2, 1, 2, 1), k=2))
    assert [p.movement for c in found for p in (*c.gained, *c.lost)] == [
        "advance",
        "return",
        "return",
    ]
    assert found[1].gained[0].returned_share == pytest.approx(1)


def test_ground_that_changes_back_after_k_editions_is_no_return() -> None:
    inside = list(changes(series(2, 1, 1, 2), k=2))[-1].gained[0]
    outside = list(changes(series(2, 1, 1, 1, 2), k=2))[-1].gained[0]
    assert (inside.movement, outside.movement) == ("return", "advance")


def test_a_patch_mostly_on_new_ground_is_an_advance_and_keeps_its_measure() -> None:
    patch = list(changes(series(2, 1, 4)))[-1].gained[0]
    assert patch.movement == "advance"
    assert patch.returned_share == pytest.approx(1 / 3)


def test_a_redrawn_line_stays_redraw_when_it_is_drawn_back() -> None:
    back = list(changes(series(1.005, 1, 1.005)))[-1].gained[0]
    assert (back.movement, round(back.returned_share, 6)) == ("redraw", 1)


def test_changes_are_read_as_a_stream() -> None:
    def endless() -> object:
        day = 0
        while True:
            yield edition(strip(0.1 + day / 100), day=day)
            day += 1

    assert len(list(islice(changes(endless()), 3))) == 3  # type: ignore[arg-type]


def test_editions_already_compared_let_go_of_their_edges() -> None:
    editions = series(1, 2, 3, 4)
    assert len(list(changes(editions))) == 3
    kept = [keeps_edges(e.held.outline("held")) for e in editions if isinstance(e.held, Ground)]
    assert kept == [False, False, False, True]


def test_a_gain_is_held_edition_by_edition_up_to_k_each_dated_by_the_edition_showing_it() -> None:
    editions = series(1, 2, 2, 2, 2)
    found = list(changes(editions))
    patch = found[0].gained[0].id
    assert list(persistence(editions, found, 2)) == [
        Held(patch, editions[2].at, 1, 1.0),
        Held(patch, editions[3].at, 2, 1.0),
    ]


def test_a_gain_that_is_mostly_given_back_is_reverted_once() -> None:
    editions = series(1, 2, 2, 1.25, 1, 2)
    found = list(changes(editions))
    patch = found[0].gained[0].id
    first = [e for e in persistence(editions, found, 9) if e.patch_id == patch]
    assert [type(e) for e in first] == [Held, Reverted]
    assert (first[1].at, first[1].editions_held) == (editions[3].at, 1)
    assert math.isclose(first[1].share, 0.25, rel_tol=1e-6)


def test_half_of_a_patch_is_enough_to_count_as_held() -> None:
    editions = series(1, 2, 1.6)
    [event] = persistence(editions, changes(editions), 1)
    assert isinstance(event, Held)
    assert math.isclose(event.share, 0.6, rel_tol=1e-6)


def test_nothing_is_followed_when_no_further_edition_is_asked_for() -> None:
    editions = series(1, 2, 2)
    assert list(persistence(editions, changes(editions), 0)) == []


@given(st.lists(grounds, min_size=3, max_size=6), st.integers(1, 3))
def test_every_gained_patch_is_followed_until_k_reversion_or_the_last_edition(
    areas: list[Geometry], k: int
) -> None:
    editions = [edition(area, day=n) for n, area in enumerate(areas)]
    found = list(changes(editions))
    events = list(persistence(editions, found, k))
    for index, change in enumerate(found):
        for patch in change.gained:
            own = [e for e in events if e.patch_id == patch.id]
            reverted = [e for e in own if isinstance(e, Reverted)]
            left = min(k, len(found) - 1 - index)
            assert len(own) == left if not reverted else own[-1] is reverted[0]
            assert [e.at for e in own] == [e.at for e in editions[index + 2 :]][: len(own)]
