"""A control map may come in any format; the options of its source say how to read it."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
import shapely

from servanda.base.errors import MisuseError
from servanda.facts.model import Reading
from servanda.facts.shipped import shipped_vocabulary
from servanda.readers.control_map import ControlMapReader
from servanda.readers.protocol import Context, Evidence, no_progress
from territory.written import FORMATS, archive, geopackage, kml

from .tables import evidence, source

OPTIONS = {"holder": "RU", "edition time": "03:00", "time zone": "UTC"}
RED, GREY = "#a52714", "#bcaaa4"


def ground(east: float) -> list[tuple[Any, str]]:
    return [(shapely.box(37, 48, east, 48.1), RED), (shapely.box(36, 48, 36.5, 48.1), GREY)]


def read(editions: list[Evidence], **options: Any) -> Reading:
    context = Context(source("control map", options={**OPTIONS, **options}), shipped_vocabulary())
    return ControlMapReader().read(editions, context, no_progress)


def gains(reading: Reading) -> list[tuple[Any, ...]]:
    table = reading.facts.get("gained")
    rows = table.to_pylist() if table is not None else []
    return [(each["by"], each["valid_until"], round(each["area"], 2)) for each in rows]


DAY = datetime(2025, 3, 2, 3, tzinfo=UTC)


@pytest.mark.parametrize("kind", FORMATS)
def test_the_same_gain_is_read_from_every_format(tmp_path: Path, kind: str) -> None:
    files = [
        evidence(tmp_path, FORMATS[kind](ground(37 + n / 10)), f"2025030{n}.{kind}") for n in (1, 2)
    ]
    reading = read(files)
    assert gains(reading) == [("RU", DAY, 82.9)]
    assert not reading.refused


def test_formats_may_change_from_day_to_day(tmp_path: Path) -> None:
    files = [
        evidence(tmp_path, write(ground(37.2)), f"2025-03-0{n}")
        for n, write in enumerate(FORMATS.values(), 1)
    ]
    reading = read(files)
    assert gains(reading) == []
    assert not reading.refused


def test_classes_are_named_by_the_values_of_a_property(tmp_path: Path) -> None:
    files = [evidence(tmp_path, kml(ground(37 + n / 10)), f"2025030{n}.kml") for n in (1, 2)]
    reading = read(
        files,
        holders={"occupied": "RU"},
        classes={"occupied": [RED, "#880e4f"], "grey": GREY},
        **{"class property": "status"},
    )
    assert gains(reading) == [("RU", DAY, 82.9)]
    assert reading.notes == []


def test_a_value_nobody_named_is_told(tmp_path: Path) -> None:
    files = [evidence(tmp_path, kml(ground(37.1)), "20250301.kml")]
    options = {"class property": "status", "classes": {"occupied": RED}}
    reading = read(files, holders={"occupied": "RU"}, **options)
    told = "20250301.kml, feature 1: status '#bcaaa4' is in no class; classed 'unclassed'"
    assert reading.notes == [told]


def test_a_mended_ring_is_told_in_words_with_its_area(tmp_path: Path) -> None:
    bow = shapely.Polygon([(37, 48), (37.1, 48.1), (37.1, 48), (37, 48.1)])
    reading = read([evidence(tmp_path, geopackage([(bow, "")]), "20250301.gpkg")])
    [told] = reading.notes
    assert told.startswith("20250301.gpkg, feature 0: invalid polygon (Self-intersection")
    assert told.endswith("made valid, 41.448 km²")


@pytest.mark.parametrize("pattern", ["%d-%m-%Y", ["x_%Y%m%d", "%d-%m-%Y"]])
def test_a_date_pattern_of_the_source_dates_its_editions(tmp_path: Path, pattern: Any) -> None:
    files = [
        evidence(tmp_path, kml(ground(37 + n / 10)), f"control 0{n}-03-2025.kml") for n in (1, 2)
    ]
    assert gains(read(files, **{"date pattern": pattern})) == [("RU", DAY, 82.9)]


def test_a_name_that_fits_no_date_pattern_is_refused_and_the_rest_goes_on(tmp_path: Path) -> None:
    names = ("01-03-2025", "final", "02-03-2025")
    files = [
        evidence(tmp_path, kml(ground(37 + n / 10)), f"{name}.kml")
        for n, name in enumerate(names, 1)
    ]
    reading = read(files, **{"date pattern": "%d-%m-%Y"})
    [refusal] = reading.refused
    assert "final.kml: the file name fits no date pattern" in refusal.reason
    assert gains(reading) == [("RU", DAY, 165.79)]


def test_a_coordinate_system_can_be_given_for_maps_that_state_none(tmp_path: Path) -> None:
    import io
    import zipfile

    with zipfile.ZipFile(io.BytesIO(FORMATS["shp.zip"](ground(37.1)))) as packed:
        bare = {n: packed.read(n) for n in packed.namelist() if not n.endswith(".prj")}
    files = [evidence(tmp_path, archive(bare), "20250301.zip")]
    [refusal] = read(files).refused
    assert "does not say in which coordinate system" in refusal.reason
    assert not read(files, **{"coordinate system": "EPSG:4326"}).refused


@pytest.mark.parametrize(
    ("options", "words"),
    [
        ({"classes": {"occupied": RED}}, "not of which property"),
        ({"classes": "occupied", "class property": "fill"}, "which values make a class"),
        ({"classes": {"a": {"b": "c"}}, "class property": "fill"}, "which values make a class"),
        ({"classes": {"a": RED, "b": [RED]}, "class property": "fill"}, "is in 'a' and in 'b'"),
        ({"date pattern": {"a": "b"}}, "`date pattern` is a text"),
        ({"date pattern": "%d-%m"}, "it needs year, month and day"),
    ],
)
def test_options_that_mean_nothing_are_refused_before_any_map_is_read(
    options: dict[str, Any], words: str
) -> None:
    with pytest.raises(MisuseError) as caught:
        read([], **options)
    assert words in str(caught.value)
