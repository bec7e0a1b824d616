from __future__ import annotations

from datetime import UTC, datetime, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from servanda.base.quantity import parse_span
from servanda.case.periods import CalendarPeriod, calendar_periods

KYIV = ZoneInfo("Europe/Kyiv")
HOUR = timedelta(hours=1)


def utc(*parts: int) -> datetime:
    return datetime(*parts, tzinfo=UTC)  # type: ignore[arg-type,misc]


def periods(
    span: str, begins: datetime, until: datetime, ends: datetime | None = None, zone: str = "UTC"
) -> list[CalendarPeriod]:
    return calendar_periods(begins, until, ends, parse_span(span), ZoneInfo(zone))


def labels(*args: object, **more: object) -> list[str]:
    return [each.label for each in periods(*args, **more)]  # type: ignore[arg-type]


def test_deadline_midnight_in_kyiv_is_still_open_at_2159_utc_in_winter() -> None:
    (january,) = periods("month", utc(2030, 12, 31, 22), utc(2031, 1, 20), zone="Europe/Kyiv")
    assert january.begins == utc(2030, 12, 31, 22)
    assert january.ends == utc(2031, 1, 31, 22)
    assert january.begins < utc(2031, 1, 31, 21, 59) < january.ends


def test_in_summer_midnight_in_kyiv_is_2100_utc() -> None:
    (july,) = periods("month", utc(2031, 6, 30, 21), utc(2031, 7, 20), zone="Europe/Kyiv")
    assert july.ends == utc(2031, 7, 31, 21)


def test_the_day_on_which_clocks_go_forward_has_23_hours_and_back_25() -> None:
    forward = periods("day", utc(2031, 3, 28, 22), utc(2031, 3, 31), zone="Europe/Kyiv")
    assert [each.label for each in forward] == ["2031-03-29", "2031-03-30", "2031-03-31"]
    assert [(each.ends - each.begins) / HOUR for each in forward] == [24, 23, 24]
    back = periods("day", utc(2031, 10, 25, 21), utc(2031, 10, 26, 23), zone="Europe/Kyiv")
    assert [(each.ends - each.begins) / HOUR for each in back] == [25, 24]


def test_hours_are_hours_even_when_clocks_change() -> None:
    found = periods("12 h", utc(2031, 3, 29, 12), utc(2031, 3, 31), zone="Europe/Kyiv")
    assert {each.ends - each.begins for each in found} == {12 * HOUR}
    assert found[0].begins == utc(2031, 3, 29, 12)


def test_weeks_count_from_monday() -> None:
    found = periods("week", utc(2031, 4, 2), utc(2031, 4, 20))  # the 2nd is a Wednesday
    assert [each.label for each in found] == ["2031-04-07", "2031-04-14"]
    assert all(each.begins.weekday() == 0 for each in found)


def test_quarters_count_from_january_and_years_from_the_first_of_it() -> None:
    begins, until = utc(2031, 2, 1), utc(2032, 2, 1)
    assert labels("quarter", begins, until) == ["2031-04", "2031-07", "2031-10", "2032-01"]
    assert labels("year", begins, until) == ["2032"]


def test_a_first_period_that_is_not_whole_is_not_judged() -> None:
    assert labels("month", utc(2031, 3, 1, 0, 0, 1), utc(2031, 4, 2)) == ["2031-04"]
    assert labels("month", utc(2031, 3, 1), utc(2031, 4, 2)) == ["2031-03", "2031-04"]


def test_a_last_period_that_the_window_cuts_is_not_judged() -> None:
    begins = utc(2031, 3, 1)
    assert labels("month", begins, utc(2031, 5, 1), utc(2031, 5, 1)) == ["2031-03", "2031-04"]
    assert labels("month", begins, utc(2031, 5, 1), utc(2031, 4, 30)) == ["2031-03"]


def test_the_period_that_as_of_lies_in_is_listed_and_one_that_begins_then_is_not() -> None:
    begins = utc(2031, 3, 1)
    assert labels("month", begins, utc(2031, 4, 15)) == ["2031-03", "2031-04"]
    assert labels("month", begins, utc(2031, 4, 1)) == ["2031-03"]


def test_a_window_that_opens_at_local_midnight_has_a_whole_first_period() -> None:
    assert labels("month", utc(2031, 3, 31, 21), utc(2031, 4, 9), zone="Europe/Kyiv") == ["2031-04"]
    assert labels("month", utc(2031, 4, 1), utc(2031, 4, 9), zone="Europe/Kyiv") == []


SPANS = ("day", "week", "month", "quarter", "year", "36 h", "10 days")


@given(
    st.sampled_from(SPANS),
    st.integers(0, 10 * 365 * 24 * 60).map(lambda n: utc(2025, 1, 1) + timedelta(minutes=n)),
    st.integers(0, 2000),
    st.sampled_from(("UTC", "Europe/Kyiv", "Asia/Beirut", "America/New_York")),
)
def test_periods_follow_each_other_without_gap_or_overlap_inside_the_window(
    span: str, begins: datetime, days: int, zone: str
) -> None:
    until = begins + timedelta(days=min(days, 400 if span in ("day", "36 h") else days))
    found = periods(span, begins, until, until, zone)
    assert all(begins <= each.begins < each.ends <= until for each in found)
    assert all(a.ends == b.begins for a, b in pairwise(found))
    assert len({each.label for each in found}) == len(found)


def test_no_period_begins_before_a_window_that_is_empty() -> None:
    assert periods("day", utc(2031, 4, 1), utc(2031, 4, 1)) == []


@pytest.mark.parametrize("zone", ["UTC", "Europe/Kyiv"])
def test_bounds_are_utc_whatever_the_zone(zone: str) -> None:
    found = periods("month", utc(2031, 3, 1), utc(2031, 8, 1), zone=zone)
    assert {each.begins.utcoffset() for each in found} == {timedelta(0)}
