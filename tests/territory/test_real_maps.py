"""A published daily map, where it is at hand. Never the only cover of a rule."""

from __future__ import annotations

from datetime import date, time, timedelta
from pathlib import Path

import pytest

from servanda.territory import Edition, area_km2, changes, compare, read_edition, survey
from servanda.territory.overlay import full_overlay, only_in_each

DAILY = Path(__file__).parents[3] / "shared" / "data" / "control" / "daily"

pytestmark = [
    pytest.mark.shared_data,
    pytest.mark.skipif(not DAILY.is_dir(), reason=f"no published maps in {DAILY}"),
]


def days(first: date, last: date) -> list[Edition]:
    found = []
    for n in range((last - first).days + 1):
        path = DAILY / f"deepstatemap_data_{first + timedelta(days=n):%Y%m%d}.geojson"
        if path.exists():
            edition, repairs = read_edition(
                path.read_bytes(), name=path.name, source="map", time_of_day=time(3), zone="UTC"
            )
            assert not repairs
            found.append(edition)
    return found


def test_the_batch_update_of_4_july_2025_is_one_interval_of_91_7_km2() -> None:
    change = compare(*days(date(2025, 7, 3), date(2025, 7, 4)))
    assert round(change.gained_km2, 1) == 91.7


def test_two_days_without_a_map_in_august_2024_are_one_gap() -> None:
    [gap] = survey(days(date(2024, 8, 14), date(2024, 8, 22))).gaps
    assert gap.missing_days == (date(2024, 8, 18), date(2024, 8, 19))


def test_a_month_of_steps_adds_up_to_the_difference_of_the_areas() -> None:
    editions = days(date(2025, 8, 1), date(2025, 9, 1))
    net = sum(change.net_km2 for change in changes(editions))
    first, last = (area_km2(e.held["held"]) for e in (editions[0], editions[-1]))
    assert abs(net - (last - first)) < 0.01
    assert 460 < net < 475  # the publisher said 464 for the month


def test_real_steps_are_those_of_a_full_overlay() -> None:
    editions = days(date(2025, 11, 1), date(2025, 11, 10))
    for earlier, later in zip(editions, editions[1:], strict=False):  # noqa: RUF007
        grounds = earlier.held["held"], later.held["held"]
        for fast, slow in zip(only_in_each(*grounds), full_overlay(*grounds), strict=True):
            assert abs(fast.area - slow.area) < 1e-12
