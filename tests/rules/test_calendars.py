from __future__ import annotations

from bisect import bisect_right
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from servanda.base.errors import FormulaError
from servanda.rules import Log, check, parse_formula, parse_log, parse_signature, reference, to_text
from servanda.rules.calendars import FIRST, LAST, add_months, calendar_of, pieces

ZONES = ["UTC", "Europe/Kyiv", "America/New_York", "Australia/Lord_Howe", "Pacific/Apia"]
SIGNATURE = parse_signature("p(int) q(int)")
# Around changes of clocks, ends of months, and anywhere.
MOMENTS = st.one_of(
    st.integers(FIRST - 10**8, LAST + 10**8),
    st.integers(-90000, 90000).map(lambda d: 1743296400 + d),
    st.integers(-90000, 90000).map(lambda d: 1761440400 + d),
    st.integers(-90000, 90000).map(lambda d: 1738281600 + d),
    st.integers(-90000, 90000).map(lambda d: 1325239200 + d),
)


def _ts(text: str) -> int:
    return int(datetime.fromisoformat(text).timestamp())


def _after(text: str, months: int, zone: str) -> str:
    found = add_months(_ts(text), months, zone)
    return datetime.fromtimestamp(found, ZoneInfo(zone)).isoformat()


@pytest.mark.parametrize(
    ("start", "months", "zone", "deadline"),
    [
        ("2025-01-15T12:00+00:00", 1, "UTC", "2025-02-15T12:00:00+00:00"),
        ("2025-01-31T12:00+00:00", 1, "UTC", "2025-02-28T23:59:59+00:00"),
        ("2024-01-31T12:00+00:00", 1, "UTC", "2024-02-29T23:59:59+00:00"),
        ("2024-02-29T12:00+00:00", 12, "UTC", "2025-02-28T23:59:59+00:00"),
        ("2025-12-31T12:00+00:00", 2, "UTC", "2026-02-28T23:59:59+00:00"),
        ("2025-03-15T12:00+02:00", 1, "Europe/Kyiv", "2025-04-15T12:00:00+03:00"),
        # The wall clock skips from 3:00 to 4:00 on 30 March 2025.
        ("2025-02-28T03:30+02:00", 1, "Europe/Kyiv", "2025-03-28T03:30:00+02:00"),
        ("2025-01-30T03:30+02:00", 2, "Europe/Kyiv", "2025-03-30T04:00:00+03:00"),
        # It shows 3:30 twice on 26 October 2025.
        ("2025-09-26T03:30+03:00", 1, "Europe/Kyiv", "2025-10-26T03:30:00+02:00"),
        ("2025-10-26T03:30+02:00", 1, "Europe/Kyiv", "2025-11-26T03:59:59+02:00"),
    ],
)
def test_a_month_is_the_same_day_on_the_wall_clock(
    start: str, months: int, zone: str, deadline: str
) -> None:
    assert _after(start, months, zone) == deadline


@given(MOMENTS, MOMENTS, st.integers(1, 30), st.sampled_from(ZONES))
def test_a_later_moment_has_no_earlier_deadline(one: int, two: int, months: int, zone: str) -> None:
    one, two = sorted((one, two))
    if (one < FIRST) == (two < FIRST) and (one < LAST) == (two < LAST):
        assert one < add_months(one, months, zone) <= add_months(two, months, zone)


@settings(deadline=None)
@given(MOMENTS, st.sampled_from([1, 72]), st.sampled_from(ZONES[1:4]))
def test_the_table_says_the_same(moment: int, months: int, zone: str) -> None:
    table = pieces(months, zone)
    piece = table[bisect_right(table, moment, key=lambda p: p.start) - 1]
    deadline = moment + piece.delta if piece.fixed is None else piece.fixed
    assert deadline == add_months(moment, months, zone)


@pytest.mark.parametrize(
    "text",
    [
        "ONCE[0,1 month] (p(x))",
        "EVENTUALLY[1 month,2 months] (p(x))",
        "p(x) SINCE[2d,1 month) (q(x))",
    ],
)
def test_months_are_printed_as_they_are_read(text: str) -> None:
    formula = parse_formula(text, zone="Europe/Kyiv")
    assert parse_formula(to_text(formula), zone="Europe/Kyiv") == formula
    assert parse_formula(to_text(formula)) != formula
    assert "month" in to_text(formula)


def test_a_year_has_twelve_months() -> None:
    assert parse_formula("ONCE[0,1 year] p(x)") == parse_formula("ONCE[0,12 months] p(x)")


def _log(*lines: str) -> Log:
    stamped = [line.split(" ", 1) for line in lines]
    return parse_log((f"@{_ts(when)} {rest}" for when, rest in stamped), SIGNATURE)


def _found(text: str, log: Log) -> dict[int, set[tuple[int | float | str, ...]]]:
    checked = check(parse_formula(text, zone="Europe/Kyiv"), SIGNATURE)
    return {v.tp: v.tuples for v in reference.evaluate(checked, log)}


def test_the_deadline_counts_from_the_earlier_moment() -> None:
    log = _log(
        "2025-01-31T12:00+02:00 p(1) p(2)",
        "2025-02-28T23:59:59+02:00 q(1)",
        "2025-03-01T00:00+02:00 q(2)",
    )
    assert _found("p(x) AND NOT EVENTUALLY[0,1 month] q(x)", log) == {0: {(2,)}}
    assert _found("q(x) AND ONCE[0,1 month] p(x)", log) == {1: {(1,)}}
    assert _found("q(x) AND NOT ONCE[0,1 month] p(x)", log) == {2: {(2,)}}
    assert _found("(NOT p(x)) SINCE[1 month,*) p(x)", log) == {1: {(1,), (2,)}, 2: {(1,), (2,)}}
    assert _found("(NOT p(x)) SINCE(1 month,*) p(x)", log) == {2: {(1,), (2,)}}
    assert _found("p(x) AND ALWAYS(0,1 month] q(1)", log) == {0: {(1,), (2,)}}
    assert _found("NEXT[0,1 month] q(x)", log) == {0: {(1,)}, 1: {(2,)}}
    assert _found("PREVIOUS[1 month,2 months] p(x)", log) == {1: {(1,), (2,)}}


def test_dates_are_moments() -> None:
    log = _log("2025-04-19T18:00+03:00 p(1)", "2025-04-20T00:00+03:00 p(1)")
    assert _found("p(x) AND ts(t) AND t > @2025-04-19T18:00+03:00 AND t >= @2025-04-20", log) == {
        1: {(1, _ts("2025-04-20T00:00+03:00"))}
    }
    utc = parse_formula("ts(@2025-04-20)")
    assert utc == parse_formula(f"ts({int(datetime(2025, 4, 20, tzinfo=UTC).timestamp())})")


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("ts(@2025-02-30)", "a date that exists"),
        ("ONCE[0,0 months] p(x)", "from 1 to 1200 months"),
        ("ONCE[0,9999 years] p(x)", "from 1 to 1200 months"),
        ("ONCE[2 months,1 month] p(x)", "negative or empty"),
        ("ONCE[1 month,1 month) p(x)", "negative or empty"),
        ("ONCE[3 months,28 days] p(x)", "negative or empty"),
        ("EVENTUALLY[1 month,*) p(x)", "needs an upper bound"),
    ],
)
def test_what_is_no_calendar_distance_is_refused(text: str, words: str) -> None:
    with pytest.raises(FormulaError, match=words):
        check(parse_formula(text), SIGNATURE)


def test_an_unknown_zone_is_refused() -> None:
    with pytest.raises(FormulaError, match="no time zone 'Europe/Kyjw'"):
        parse_formula("p(x)", zone="Europe/Kyjw")


def test_comments_nest_where_they_come_in_pairs() -> None:
    plain = parse_formula("p(x)")
    assert parse_formula("(* a (* b *) c *) p(x) (* d *)") == plain
    assert parse_formula("(* a (* b *) p(x) (* c *)") == plain


def test_names_of_calendars_are_no_names_of_predicates() -> None:
    assert calendar_of("+1 months UTC") == (1, "UTC")
    assert calendar_of("months") is None
