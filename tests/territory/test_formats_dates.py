"""Dates in file names, by the ways that read one way only or by patterns given."""

from __future__ import annotations

from datetime import UTC, datetime, time
from typing import Any

import pytest

from servanda.base.errors import MisuseError, UnreadableError
from servanda.territory.dating import check_pattern, moment_of
from servanda.territory.formats import document_of
from servanda.territory.geojson import features

from .maps import strip
from .written import FORMATS, kml

DAY = datetime(2025, 7, 4, 3, tzinfo=UTC)


def moment(name: str, *patterns: str, **more: Any) -> datetime:
    arguments: dict[str, Any] = {"at": None, "date_property": None, "time_of_day": time(3)}
    arguments |= {"zone": "UTC"} | more
    return moment_of([], name=name, patterns=patterns, **arguments)


@pytest.mark.parametrize(
    "name",
    ["m20250704.kml", "2025-07-04.gpkg", "m_2025_07_04.zip", "2025.07.04.json", "04.07.2025.kmz"],
)
def test_dates_that_read_one_way_only_are_found_unasked(name: str) -> None:
    assert moment(name) == DAY


@pytest.mark.parametrize("name", ["04-07-2025.kml", "07/04/2025", "4 July 2025", "250704.json"])
def test_dates_that_read_two_ways_are_not_guessed(name: str) -> None:
    with pytest.raises(UnreadableError, match="no date in the file name"):
        moment(name)


@pytest.mark.parametrize(
    ("name", "pattern"),
    [
        ("04-07-2025.kml", "%d-%m-%Y"),
        ("map 4 July 2025.kml", "%d %b %Y"),
        ("Karte 4. Juli 2025.kml", "%d. %b %Y"),
        ("us07042025x.kml", r"(?P<month>\d\d)(?P<day>\d\d)(?P<year>\d{4})x"),
        ("100%-2025-7-4.kml", "%%-%Y-%m-%d"),
    ],
)
def test_a_pattern_reads_the_date_it_describes(name: str, pattern: str) -> None:
    assert moment(name, pattern) == DAY


def test_a_pattern_can_read_the_hour_or_seconds_since_1970() -> None:
    assert moment("m_20250704_2130.kml", "%Y%m%d_%H%M") == DAY.replace(hour=21, minute=30)
    assert moment("1751598000.geojson", "%s", time_of_day=None, zone=None) == DAY
    with pytest.raises(MisuseError, match="a day, not a moment"):
        moment("04-07-2025", "%d-%m-%Y", time_of_day=None)


def test_of_several_patterns_the_first_that_fits_counts() -> None:
    patterns = ("old_%d-%m-%Y", "new_%Y-%m-%d")
    assert moment("new_2025-07-04", *patterns) == moment("old_04-07-2025", *patterns) == DAY
    with pytest.raises(UnreadableError, match=r"fits no date pattern \(old_.*add its pattern"):
        moment("2025-07-04", *patterns)


def test_a_day_that_no_calendar_has_is_refused() -> None:
    for name, pattern in (("31-02-2025", "%d-%m-%Y"), ("4 Julember 2025", "%d %b %Y")):
        with pytest.raises(UnreadableError, match="no day of the calendar"):
            moment(name, pattern)


@pytest.mark.parametrize(
    ("pattern", "words"),
    [
        ("%d-%m", "year, month and day"),
        ("map", "year, month and day"),
        ("%Q%Y%m%d", "known after %"),
        ("%Y%m%d%Y", "each once"),
        (r"(?P<year>\d+)(?P<month>\d+)(?P<day>\d+)(?P<era>x)", "each once"),
        (r"(?P<year>(\d+)(?P<month>\d+)(?P<day>\d+)", "date pattern"),
        (r"(?P<year>\d+)(?P<month>\d+)(?P<day>\d+)\1", "date pattern"),
        (r"(?P<unix>\d+)" + "x" * 400, "longer than 300"),
    ],
)
def test_a_pattern_that_means_nothing_is_refused(pattern: str, words: str) -> None:
    with pytest.raises(MisuseError, match="date pattern") as caught:
        check_pattern(pattern)
    assert words in str(caught.value)


def test_no_pattern_takes_more_than_linear_time() -> None:
    """Backtracking would take longer than the age of the universe; so this test would not end."""
    pattern = r"(?P<year>\d{4})(?P<month>\d\d)(?P<day>\d\d)(?:a|aa|a*)*$"
    with pytest.raises(UnreadableError, match="fits no date pattern"):
        moment("20250704" + "a" * 5000 + "b", pattern)


@pytest.mark.parametrize("kind", FORMATS)
def test_a_date_property_is_read_in_every_format(kind: str) -> None:
    data = FORMATS[kind]([(strip(0.1), "2025-07-04T03:00Z")])
    document, _ = document_of(data, name="map", date_property="status")
    found = moment_of(
        features(document, name="map"), name="map", at=None, date_property="status",
        time_of_day=None, zone=None,
    )  # fmt: skip
    assert found == DAY


def test_the_time_stamp_of_a_placemark_is_a_property() -> None:
    stamp = "<TimeStamp><when>2025-07-04T03:00:00Z</when></TimeStamp>"
    document, _ = document_of(kml([(strip(0.1), "")], placemark=stamp), name="map")
    [properties] = [each["properties"] for each in features(document, name="map")]
    assert properties["when"] == "2025-07-04T03:00:00Z"
