"""Amounts with their bounds, days with theirs."""

from __future__ import annotations

from datetime import date

import pytest

from servanda.language.lexicon import load
from servanda.language.quantities import quantities
from servanda.language.times import times

FRIDAY = date(2025, 8, 22)


@pytest.mark.parametrize(
    ("text", "language", "value", "low", "high", "unit", "approximate"),
    [
        ("1,5 Milliarden Euro", "de", 1.5e9, 1.5e9, 1.5e9, "EUR", False),
        ("etwa 2,3 Milliarden Euro", "de", 2.3e9, None, None, "EUR", True),
        ("mehr als acht Millionen (Euro)", "de", 8e6, 8e6, None, "EUR", True),
        ("bis zu 300 Millionen Euro", "de", 3e8, None, 3e8, "EUR", True),
        ("zwischen 1 und 1,5 Milliarden Dollar", "de", None, 1e9, 1.5e9, "USD", False),
        ("1.250.000 Euro", "de", 1.25e6, 1.25e6, 1.25e6, "EUR", False),
        ("$1.5 billion", "en", 1.5e9, 1.5e9, 1.5e9, "USD", False),
        ("about 50 million euros", "en", 5e7, None, None, "EUR", True),
        ("between $1 billion and $1.5 billion", "en", None, 1e9, 1.5e9, "USD", False),
    ],
)
def test_amounts_keep_their_bounds(  # noqa: PLR0917
    text: str,
    language: str,
    value: float | None,
    low: float | None,
    high: float | None,
    unit: str,
    approximate: bool,
) -> None:
    [found] = quantities(text, load(language))
    assert (found.value, found.low, found.high) == (value, low, high)
    assert (found.unit, found.approximate, found.what) == (unit, approximate, "money")


def test_a_large_number_without_a_currency_borrows_none() -> None:
    [found] = quantities("etwa 1,5 Milliarden", load("de"))
    assert (found.unit, found.what) == ("", "count")


def test_a_plain_number_that_counts_nothing_is_no_amount() -> None:
    assert quantities("Am 34. Tag waren es 12.", load("de")) == ()


@pytest.mark.parametrize(
    ("text", "language", "value"),
    [
        ("am 22. August 2025", "de", "2025-08-22"),
        ("am 22.08.2025", "de", "2025-08-22"),
        ("on August 22, 2025", "en", "2025-08-22"),
        ("on 22 August 2025", "en", "2025-08-22"),
        ("im August 2025", "de", "2025-08"),
        ("am 22. August", "de", "2025-08-22"),
        ("gestern", "de", "2025-08-21"),
        ("am vergangenen Montag", "de", "2025-08-18"),
        ("next Monday", "en", "2025-08-25"),
        ("am Freitag", "de", "2025-08-22"),
    ],
)
def test_days_are_resolved(text: str, language: str, value: str) -> None:
    [found] = times(text, FRIDAY, load(language))
    assert found.value == value


def test_a_bare_weekday_may_lie_on_either_side_and_stays_open() -> None:
    [found] = times("am Sonntag", FRIDAY, load("de"))
    assert (found.value, found.earliest, found.latest) == ("", "2025-08-17", "2025-08-24")


def test_without_a_day_of_publication_a_relative_day_is_unknown_not_today() -> None:
    assert [t.value for t in times("gestern und am Freitag", None, load("de"))] == ["", ""]


def test_days_at_the_edge_of_the_calendar_do_not_fail() -> None:
    assert [t.value for t in times("gestern", date.min, load("de"))] == [""]
    assert times("am 31.02.2025 und August 0000", FRIDAY, load("de")) is not None
