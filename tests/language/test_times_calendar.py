"""The calendar behind times: feasts, and the days a value covers."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from servanda.language.times.calendar import (
    add_days,
    add_months,
    bounds,
    easter,
    feast,
    narrowed,
    week_value,
)

DAYS = st.dates(date(1, 2, 1), date(9998, 12, 1))


@pytest.mark.parametrize(
    "day",
    [date(1961, 4, 2), date(1995, 4, 16), date(2000, 4, 23), date(2008, 3, 23), date(2016, 3, 27),
     date(2019, 4, 21), date(2024, 3, 31), date(2025, 4, 20), date(2038, 4, 25)],
)  # fmt: skip
def test_easter_falls_on_its_known_days(day: date) -> None:
    assert easter(day.year) == day


@given(st.integers(1583, 9999))
def test_easter_is_a_sunday_between_22_march_and_25_april(year: int) -> None:
    found = easter(year)
    assert found.isoweekday() == 7
    assert date(year, 3, 22) <= found <= date(year, 4, 25)


@given(st.integers(1583, 9998))
def test_the_first_of_advent_is_the_fourth_sunday_before_christmas(year: int) -> None:
    found = feast("A+0", year)
    assert found is not None
    assert found.isoweekday() == 7
    assert timedelta(days=21) < date(year, 12, 25) - found <= timedelta(days=28)


@pytest.mark.parametrize(
    ("name", "day"),
    [("E-2", date(2025, 4, 18)), ("E+60", date(2025, 6, 19)), ("N+2SU5", date(2025, 5, 11)),
     ("N-1MO5", date(2025, 5, 26)), ("N+4TH11", date(2025, 11, 27)), ("12-24", date(2025, 12, 24))],
)  # fmt: skip
def test_feasts_are_fixed_or_count_from_easter_or_a_weekday(name: str, day: date) -> None:
    assert feast(name, 2025) == day


def test_a_feast_that_a_year_does_not_have_is_none() -> None:
    assert feast("02-29", 2025) is None
    assert feast("12-24", 0) is None


@given(DAYS)
def test_the_week_of_a_day_covers_it(day: date) -> None:
    earliest, latest = bounds(week_value(day))
    assert earliest <= day.isoformat() <= latest
    assert date.fromisoformat(latest) - date.fromisoformat(earliest) == timedelta(days=6)


@given(DAYS)
def test_month_year_decade_and_century_of_a_day_cover_it(day: date) -> None:
    for length in (10, 7, 4, 3, 2):
        earliest, latest = bounds(day.isoformat()[:length])
        assert earliest <= day.isoformat() <= latest


@given(st.integers(2, 9998), st.integers(1, 12), st.integers(-20000, 20000))
def test_months_added_and_taken_away_come_back(year: int, month: int, months: int) -> None:
    assert add_months(*add_months(year, month, months), -months) == (year, month)


@given(DAYS, st.integers(1, 400), st.sampled_from(["START", "MID", "END"]))
def test_a_part_of_a_stretch_lies_inside_it(day: date, days: int, part: str) -> None:
    last = add_days(day, days)
    if last is None:
        return
    earliest, latest = narrowed(day.isoformat(), last.isoformat(), part)
    assert day.isoformat() <= earliest <= latest <= last.isoformat()


def test_past_the_ends_of_the_calendar_is_no_day() -> None:
    assert add_days(date.max, 1) is None
    assert add_days(date.min, -1) is None
    assert bounds("0000-WI") == ("", "")
    assert bounds("9999-W52") == bounds("9999-W52-WE") == ("", "")
    assert bounds("9999-13") == bounds("0000") == bounds("2025-02-30") == ("", "")


@given(st.text(max_size=30))
def test_any_value_has_bounds_or_none(value: str) -> None:
    earliest, latest = bounds(value)
    assert bool(earliest) == bool(latest)
    assert earliest <= latest
