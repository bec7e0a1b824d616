"""What "k further editions hold it" means where editions repeat, are missing, or change back."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from shapely import Geometry

from servanda.territory import Edition, Held, Reverted, changes, persistence
from servanda.territory.followed import Follower, Outcome

from .maps import edition, grounds, strip


def series(*widths: float, days: list[int] | None = None) -> list[Edition]:
    """Editions that each hold a strip of so many tenths of a degree."""
    when = days or list(range(len(widths)))
    return [edition(strip(w / 10), day=day) for w, day in zip(widths, when, strict=True)]


def events(editions: list[Edition], k: int) -> list[Held | Reverted]:
    return list(persistence(editions, changes(editions), k))


def fates(editions: list[Edition], k: int) -> dict[str, Outcome]:
    follower = Follower(k)
    for change in changes(editions):
        follower.step(change)
    return dict(follower.outcomes())


def test_a_patch_is_persistent_with_the_kth_further_edition_and_not_before() -> None:
    editions = series(1, 2, 2, 2, 2)
    assert [e.editions_held for e in events(editions[:4], 3)] == [1, 2]
    assert [o.fate for o in fates(editions[:4], 3).values()] == ["undecided"]
    assert [e.editions_held for e in events(editions, 3)] == [1, 2, 3]
    assert list(fates(editions, 3).values()) == [Outcome("persistent", 3, editions[4].at)]


def test_an_unchanged_edition_counts_because_its_publisher_could_have_taken_the_patch_back() -> (
    None
):
    unchanged = series(1, 2, 2, 2)
    moved_elsewhere = series(1, 2, 2.5, 3)
    for editions in (unchanged, moved_elsewhere):
        first = next(iter(changes(editions))).gained[0].id
        held = [e for e in events(editions, 2) if e.patch_id == first]
        assert [type(e) for e in held] == [Held, Held]
        assert fates(editions, 2)[first].fate == "persistent"


def test_a_missing_day_holds_nothing_and_what_decides_is_the_edition_after_it() -> None:
    gap = series(1, 2, 2, 2, days=[0, 1, 5, 6])
    assert [(e.editions_held, e.at) for e in events(gap, 9)] == [(1, gap[2].at), (2, gap[3].at)]
    taken_back = series(1, 2, 1, days=[0, 1, 5])
    (event,) = events(taken_back, 3)
    assert (type(event), event.editions_held, event.at) == (Reverted, 0, taken_back[2].at)
    assert next(iter(fates(taken_back, 3).values())) == Outcome("reverted", 0, taken_back[2].at)


def test_a_patch_that_first_shows_after_a_gap_is_followed_from_there() -> None:
    editions = series(1, 2, 2, 2, days=[0, 4, 5, 6])
    assert [e.editions_held for e in events(editions, 2)] == [1, 2]


def test_the_same_edition_given_twice_is_one_further_edition() -> None:
    editions = series(1, 2, 2)
    twice = [*editions[:2], editions[2], editions[2]]
    assert events(twice, 5) == events(editions, 5)


def test_a_night_time_edit_that_is_gone_by_morning_never_persists() -> None:
    editions = series(1, 2, 1, 1, 1)
    (event,) = events(editions, 2)
    assert isinstance(event, Reverted)
    assert event.editions_held == 0
    gain, loss = fates(editions, 2).values()
    assert (gain.fate, loss.fate) == ("reverted", "persistent")


def test_a_patch_taken_again_is_another_patch_that_starts_from_nothing() -> None:
    editions = series(1, 2, 2, 1, 2, 2)
    first, again = (c.gained[0].id for c in changes(editions) if c.gained)
    assert first != again
    told = [(e.patch_id == again, type(e), e.editions_held) for e in events(editions, 9)]
    assert told == [(False, Held, 1), (False, Reverted, 1), (True, Held, 1)]


def test_slow_erosion_reverts_a_patch_when_less_than_half_is_left() -> None:
    editions = series(1, 2, 1.8, 1.6, 1.4, 1.2)
    first = next(iter(changes(editions))).gained[0].id
    own = [e for e in events(editions, 9) if e.patch_id == first]
    assert [type(e) for e in own] == [Held, Held, Reverted]
    assert [round(e.share, 1) for e in own] == [0.8, 0.6, 0.4]


def test_events_carry_the_edition_that_shows_them_so_that_none_is_known_too_early() -> None:
    editions = series(1, 2, 2, 2, 1)
    for count in range(2, 6):
        known = events(editions[:count], 9)
        assert known == [e for e in events(editions, 9) if e.at <= editions[count - 1].at]


@pytest.mark.parametrize("k", [1, 2, 5])
@given(areas=st.lists(grounds, min_size=3, max_size=7))
def test_told_once_a_patch_or_once_an_edition_it_is_the_same(k: int, areas: list[Geometry]) -> None:
    editions = [edition(area, day=n) for n, area in enumerate(areas)]
    told = fates(editions, k)
    by_edition: dict[str, list[Held | Reverted]] = {}
    for event in events(editions, k):
        by_edition.setdefault(event.patch_id, []).append(event)
    for change in changes(editions):
        for patch in change.gained:
            own = by_edition.get(patch.id, [])
            if any(abs(e.share - 0.5) < 1e-6 for e in own):
                return  # half to the last digit: which side rounding falls is not promised
            outcome = told[patch.id]
            if own and isinstance(own[-1], Reverted):
                assert outcome == Outcome("reverted", own[-1].editions_held, own[-1].at)
            elif len(own) == k:
                assert outcome == Outcome("persistent", k, own[-1].at)
            else:
                assert outcome == Outcome("undecided", len(own))
