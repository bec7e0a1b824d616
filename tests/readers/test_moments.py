from __future__ import annotations

from datetime import UTC, datetime, tzinfo
from zoneinfo import ZoneInfo

import pyarrow as pa
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from servanda.base.errors import MisuseError
from servanda.base.moment import PRECISIONS, parse_moment
from servanda.readers.moments import EMPTY, NO_DATE, NO_ZONE, READ, read_moments

ZONES = [None, UTC, ZoneInfo("Europe/Kyiv"), ZoneInfo("America/New_York")]

digits = st.integers(0, 99).map(lambda number: f"{number:02}")
dates = st.one_of(
    st.dates(datetime(1900, 1, 1).date(), datetime(2100, 1, 1).date()).map(str),  # noqa: DTZ001
    st.builds("{}{}-{}-{}".format, digits, digits, digits, digits),
    st.builds("{}{}{}".format, st.integers(1900, 2100), digits, digits),
    st.sampled_from(["2025", "2025-08", "2024-02-29", "2023-02-29", "soon", " 2025-01-01 "]),
)
clocks = st.one_of(
    st.just(""),
    st.builds("{}{}:{}".format, st.sampled_from(["T", " "]), digits, digits),
    st.builds("T{}:{}:{}".format, digits, digits, digits),
    st.sampled_from(["T24:00", " 3:30", "T03", "T12:00:00.5", "T03:30:00,123", "T1"]),
)
offsets = st.sampled_from(["", "Z", "UTC", " UTC", "+03:00", "-0530", "+02"])


@given(dates, clocks, offsets, st.sampled_from(ZONES))
@example("2025-03-30", "T03:30", "", ZONES[2])
@example("2025-10-26", "T03:30", "", ZONES[2])
@example("2025-10-25", "", "", ZONES[2])
def test_a_column_means_what_each_text_means_alone(
    date: str, clock: str, offset: str, zone: tzinfo | None
) -> None:
    text = date + clock + (offset if clock else "")
    found = read_moments(pa.array([text, "2020-01-01T00:00Z"]), zone)
    try:
        expected = parse_moment(text, zone)
    except MisuseError:
        assert found.state[0] in (NO_DATE, NO_ZONE)
        return
    assert found.state[0] == READ
    assert datetime.fromtimestamp(int(found.earliest[0]), UTC) == expected.earliest
    assert datetime.fromtimestamp(int(found.latest[0]), UTC) == expected.latest
    assert PRECISIONS[found.precision[0]] == expected.precision


def test_an_empty_cell_is_unknown_and_not_wrong() -> None:
    assert list(read_moments(pa.array(["", "  ", "x"]), UTC).state) == [EMPTY, EMPTY, NO_DATE]


def test_no_rows_are_no_moments() -> None:
    assert len(read_moments(pa.array([], pa.string()), UTC).state) == 0


@pytest.mark.parametrize(
    ("order", "text"),
    [("day first", "22.8.2025 14:05"), ("month first", "08/22/2025 14:05")],
)
def test_days_or_months_may_stand_first(order: str, text: str) -> None:
    found = read_moments(pa.array([text, "2025-08-22"]), UTC, order)
    assert datetime.fromtimestamp(int(found.earliest[0]), UTC) == datetime(
        2025, 8, 22, 14, 5, tzinfo=UTC
    )
    assert found.state[1] == NO_DATE
