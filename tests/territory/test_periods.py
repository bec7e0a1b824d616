from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from servanda.territory import Change
from servanda.territory.periods import By, in_periods, label_of


def change(after: date, until: date, *, identical: bool = False) -> Change:
    begins, ends = (datetime(d.year, d.month, d.day, 3, tzinfo=UTC) for d in (after, until))
    return Change("map A", "held", begins, ends, identical=identical, gained=(), lost=())


def days(*numbers: int) -> list[Change]:
    dates = [date(2026, 3, 1) + timedelta(days=n) for n in numbers]
    return [change(a, b) for a, b in zip(dates, dates[1:], strict=False)]  # noqa: RUF007


def test_a_day_without_an_edition_is_a_gap_and_no_zero() -> None:
    found = in_periods(days(0, 1, 4), "day")
    assert [(p.label, p.is_gap) for p in found] == [
        ("2026-03-02", False), ("2026-03-03", True), ("2026-03-04", True), ("2026-03-05", False),
    ]  # fmt: skip
    assert found[-1].gap_days == 2


def test_a_change_across_a_border_counts_in_the_period_of_its_later_edition() -> None:
    found = in_periods([change(date(2026, 3, 30), date(2026, 4, 2))], "month")
    assert [p.label for p in found] == ["2026-04"]


def test_lag_credits_a_change_to_an_earlier_day() -> None:
    first_of_april = [change(date(2026, 3, 31), date(2026, 4, 1))]
    assert in_periods(first_of_april, "month", lag_days=1)[0].label == "2026-03"
    assert in_periods(first_of_april, "day", lag_days=2)[0].label == "2026-03-30"


def test_unchanged_editions_are_counted() -> None:
    one = change(date(2026, 3, 1), date(2026, 3, 2), identical=True)
    [period] = in_periods([one], "day")
    assert (period.unchanged, period.is_gap, period.gap_days) == (1, False, 0)


def test_single_editions_have_no_gaps_between_them() -> None:
    assert len(in_periods(days(0, 1, 9), "edition")) == 2


def test_no_changes_are_no_periods() -> None:
    assert in_periods([], "month") == []


@pytest.mark.parametrize(
    ("day", "week", "month"),
    [
        (date(2026, 12, 31), "2026-W53", "2026-12"),
        (date(2024, 12, 30), "2025-W01", "2024-12"),
        (date(2028, 2, 29), "2028-W09", "2028-02"),
    ],
)
def test_weeks_are_iso_weeks(day: date, week: str, month: str) -> None:
    assert (label_of(day, "week"), label_of(day, "month")) == (week, month)


@given(
    st.lists(st.integers(0, 800), min_size=2, max_size=20, unique=True).map(sorted),
    st.sampled_from(["day", "week", "month"]),
    st.integers(0, 40),
)
def test_every_change_counts_once_and_the_periods_have_no_holes(
    numbers: list[int], by: By, lag: int
) -> None:
    changes = days(*numbers)
    found = in_periods(changes, by, lag_days=lag)
    assert [each for period in found for each in period.changes] == changes
    for before, after in zip(found, found[1:], strict=False):  # noqa: RUF007
        assert after.begins == before.ends + timedelta(days=1)
    assert not found[0].is_gap
    assert not found[-1].is_gap
