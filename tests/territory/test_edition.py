from __future__ import annotations

import gzip
from datetime import UTC, datetime, time
from typing import Any

import orjson
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st
from shapely import Geometry

from servanda.base.errors import MisuseError, UnreadableError
from servanda.territory import Edition, Limits, Repair, area_km2, edition_of, read_edition
from servanda.territory.edition import digest_of

from .maps import SQUARE, START, collection, feature, geometry, grounds, written_otherwise

PLAIN = collection(feature(geometry(SQUARE)))


def read(data: bytes, **more: Any) -> tuple[Edition, list[Repair]]:
    arguments: dict[str, Any] = {"name": "m.geojson", "source": "map A", "at": START} | more
    return read_edition(data, **arguments)


def test_collection_feature_and_bare_geometry_are_one_edition() -> None:
    shapes = [PLAIN, orjson.dumps(feature(geometry(SQUARE))), orjson.dumps(geometry(SQUARE))]
    shapes.append(orjson.dumps({"type": "MultiPolygon", "coordinates": [[SQUARE]]}))
    shapes.append(orjson.dumps({"type": "GeometryCollection", "geometries": [geometry(SQUARE)]}))
    assert len({read(data)[0].digest for data in shapes}) == 1
    assert round(area_km2(read(PLAIN)[0].held["held"]), 2) == 82.9


def test_gzip_byte_order_mark_and_height_change_nothing() -> None:
    high = collection(feature(geometry([[*p, 120.5] for p in SQUARE])))
    mixed = collection(feature(geometry([[*p, 7.0] if i else p for i, p in enumerate(SQUARE)])))
    for data in (gzip.compress(PLAIN), b"\xef\xbb\xbf" + PLAIN, high, mixed):
        assert read(data) == read(PLAIN)


@given(grounds, st.integers(0, 9), st.booleans())
def test_digest_names_the_ground_not_the_way_it_is_written(
    area: Geometry, turn: int, reverse: bool
) -> None:
    same = written_otherwise(area, turn, reverse=reverse)
    assert digest_of({"held": same}) == digest_of({"held": area})
    assert digest_of({"held": shapely.transform(area, lambda xy: xy + 1e-6)}) != digest_of(
        {"held": area}
    )
    assert digest_of({"grey": area}) != digest_of({"held": area})


def test_classes_are_kept_apart_and_a_feature_without_one_is_unclassed_and_told() -> None:
    east = [[x + 1, y] for x, y in SQUARE]
    data = collection(feature(geometry(SQUARE), status="occupied"), feature(geometry(east)))
    found, repairs = read(data, class_property="status")
    assert list(found.held) == ["occupied", "unclassed"]
    assert repairs == [
        Repair("m.geojson, feature 1", "no property 'status'; classed 'unclassed'", 0.0)
    ]


def test_a_ring_that_crosses_itself_is_made_valid_and_told_with_its_area() -> None:
    bow = [[37.0, 48.0], [37.1, 48.1], [37.1, 48.0], [37.0, 48.1], [37.0, 48.0]]
    found, [repair] = read(collection(feature(geometry(bow))))
    assert found.held["held"].is_valid
    assert "Self-intersection" in repair.what
    assert repair.area_km2 == pytest.approx(41.45, abs=0.01)
    assert repair.where == "m.geojson, feature 0"


def test_an_unclosed_ring_is_closed_and_told() -> None:
    found, [repair] = read(collection(feature(geometry(SQUARE[:-1]))))
    assert found.digest == read(PLAIN)[0].digest
    assert "not closed" in repair.what


def test_ground_drawn_twice_counts_once_and_the_overlap_is_told() -> None:
    found, [repair] = read(collection(feature(geometry(SQUARE)), feature(geometry(SQUARE))))
    assert area_km2(found.held["held"]) == pytest.approx(82.9, abs=0.01)
    assert repair.area_km2 == pytest.approx(82.9, abs=0.01)


def test_features_without_area_hold_no_ground_and_are_told() -> None:
    flat = geometry([[37.0, 48.0], [37.1, 48.0], [37.0, 48.0]])
    point = {"type": "Point", "coordinates": [37.0, 48.0]}
    data = collection(*(feature(g) for g in (None, point, flat, geometry(SQUARE))))
    found, repairs = read(data)
    assert found == read(PLAIN)[0]
    assert [r.where[-1] for r in repairs] == ["0", "1", "2"]
    assert all("left out" in r.what for r in repairs)


SWAPPED = [[y, x] for x, y in SQUARE]
FAR_SWAPPED = [[y, x + 80] for x, y in SQUARE]
DEEP: dict[str, Any] = geometry(SQUARE)
for _ in range(12):
    DEEP = {"type": "GeometryCollection", "geometries": [DEEP]}

REFUSED: dict[str, tuple[bytes, dict[str, Any], list[str]]] = {
    "empty": (b" \n", {}, ["m.geojson", "empty", "missing edition"]),
    "truncated": (PLAIN[:-40], {}, ["m.geojson:1:", "not valid JSON", "Fetch it again"]),
    "list": (b"[1]", {}, ["list", "FeatureCollection"]),
    "topology": (b'{"type":"Topology"}', {}, ["Topology", "FeatureCollection"]),
    "no features": (collection(), {}, ["no features", "loss of all"]),
    "not a feature": (collection(3), {}, ["feature 0", "FeatureCollection"]),
    "only a point": (
        collection(feature({"type": "Point", "coordinates": [1, 2]})),
        {},
        ["no polygon", "leave the edition out"],
    ),
    "swapped": (
        collection(feature(geometry(FAR_SWAPPED))),
        {},
        ["feature 0", "over 90", "exchanged", "longitude first"],
    ),
    "swapped in bounds": (
        collection(feature(geometry(SWAPPED))),
        {"bounds": (22, 44, 41, 53)},
        ["feature 0", "exchanged"],
    ),
    "metres": (
        collection(feature(geometry([[x * 1e5, y * 1e5] for x, y in SQUARE]))),
        {},
        ["not in degrees", "EPSG:4326"],
    ),
    "crs": (
        collection(feature(geometry(SQUARE)), crs={"properties": {"name": "EPSG:999999"}}),
        {},
        ["EPSG:999999", "reproject"],
    ),
    "half the globe": (
        collection(feature(geometry([[-180, -90], [180, -90], [180, 0], [-180, 0]]))),
        {},
        ["feature 0", "half the globe"],
    ),
    "text for a number": (
        collection(feature(geometry([["37.0", 48.0], *SQUARE[1:]]))),
        {},
        ["feature 0", "not two numbers", "mend the file"],
    ),
    "null for a number": (
        collection(feature(geometry([[None, 48.0], *SQUARE[1:]]))),
        {},
        ["not two numbers"],
    ),
    "one number": (collection(feature(geometry([[1], [2], [3], [1]]))), {}, ["not two numbers"]),
    "no list": (
        collection(feature({"type": "Polygon", "coordinates": "37 48"})),
        {},
        ["feature 0", "str, not a list"],
    ),
    "too deep": (orjson.dumps(DEEP), {}, ["nested too deep", "Flatten"]),
    "too many vertices": (PLAIN, {"limits": Limits(vertices=4)}, ["more than 4 vertices"]),
    "too many bytes": (PLAIN, {"limits": Limits(bytes=9)}, ["more than 9 bytes", "Simplify"]),
    "gzip bomb": (
        gzip.compress(b" " * 10_000),
        {"limits": Limits(bytes=5_000)},
        ["more than 5000 bytes"],
    ),
    "gzip cut off": (gzip.compress(PLAIN)[:-12], {}, ["cut off"]),
    "gzip damaged": (gzip.compress(PLAIN)[:12] + b"\xff" * 40, {}, ["damaged gzip"]),
}


@pytest.mark.parametrize("case", REFUSED)
def test_a_map_that_cannot_be_read_whole_is_refused_with_what_where_and_what_to_do(
    case: str,
) -> None:
    data, more, words = REFUSED[case]
    with pytest.raises(UnreadableError) as caught:
        read(data, **more)
    assert all(word in str(caught.value) for word in words), str(caught.value)


@settings(deadline=None)  # the first of a kind loads its reader
@given(st.binary(max_size=60) | st.integers(0, len(PLAIN)).map(lambda n: PLAIN[:n]))
def test_no_bytes_raise_anything_but_our_own_error(data: bytes) -> None:
    try:
        found, _ = read(data)
    except UnreadableError:
        return
    assert found.digest == read(PLAIN)[0].digest


JSON = st.recursive(
    st.none() | st.integers(-200, 200) | st.floats(-99, 99) | st.sampled_from(["Polygon", "a"]),
    lambda inner: st.lists(inner, max_size=4),
    max_leaves=12,
)


@given(st.sampled_from(["Polygon", "MultiPolygon", "GeometryCollection"]), JSON)
def test_any_coordinates_are_read_or_refused(kind: str, value: Any) -> None:
    shape = {"type": kind, "coordinates": value, "geometries": value}
    try:
        found, _ = read(collection(feature(shape), feature(geometry(SQUARE))))
    except UnreadableError:
        return
    assert found.held["held"].is_valid


def test_the_date_comes_from_the_name_with_a_stated_time_and_zone() -> None:
    for name in ("map_20250704.geojson", "2025-07-04.geojson.gz"):
        found, _ = read(PLAIN, at=None, name=name, time_of_day=time(3), zone="Europe/Kyiv")
        assert found.at == datetime(2025, 7, 4, 0, tzinfo=UTC)


def test_the_date_comes_from_a_property() -> None:
    values = {"2025-07-04": 3, "2025-07-04T05:00Z": 5, "2025-07-04T06:00": 6}
    for value, hour in values.items():
        data = collection(feature(geometry(SQUARE), day=value))
        found, _ = read(data, at=None, date_property="day", time_of_day=time(3), zone="UTC")
        assert found.at == datetime(2025, 7, 4, hour, tzinfo=UTC)


UNDATED: dict[str, tuple[dict[str, Any], type[Exception], str]] = {
    "naive": ({"at": datetime(2025, 7, 4)}, MisuseError, "no time zone"),  # noqa: DTZ001
    "bare day": ({"at": None, "name": "m_20250704"}, MisuseError, "a day, not a moment"),
    "none": ({"at": None}, UnreadableError, "no date"),
    "two": ({"at": None, "name": "20250704_20250705"}, UnreadableError, "more than one date"),
    "no day": ({"at": None, "name": "20250231"}, UnreadableError, "no day of the calendar"),
    "no date": ({"at": None, "date_property": "x"}, UnreadableError, "not a date"),
}


@pytest.mark.parametrize("case", UNDATED)
def test_an_edition_without_a_certain_date_is_refused(case: str) -> None:
    more, kind, words = UNDATED[case]
    with pytest.raises(kind, match=words):
        read(PLAIN, **more)


def test_features_that_disagree_on_the_date_are_refused() -> None:
    data = collection(*(feature(geometry(SQUARE), day=f"2025-07-0{n}") for n in (4, 5)))
    with pytest.raises(UnreadableError, match="differs between features"):
        read(data, at=None, date_property="day", zone="UTC")


def test_a_moment_without_a_zone_in_a_property_is_refused() -> None:
    data = collection(feature(geometry(SQUARE), day="2025-07-04T06:00"))
    with pytest.raises(MisuseError, match=r"has no time zone\. Give zone="):
        read(data, at=None, date_property="day")


def test_an_area_without_rings_holds_no_ground_and_is_told() -> None:
    none = {"type": "MultiPolygon", "coordinates": []}
    shapes = (geometry(), geometry([]), none, geometry(SQUARE))
    found, repairs = read(collection(*(feature(shape) for shape in shapes)))
    assert found == read(PLAIN)[0]
    assert [r.what for r in repairs] == [
        "polygon without rings has no area; left out",
        "ring of 0 positions has no area; left out",
        "MultiPolygon without polygons has no area; left out",
    ]


def test_a_naive_or_invalid_geometry_is_no_edition() -> None:
    with pytest.raises(MisuseError, match="no time zone"):
        edition_of("map A", START.replace(tzinfo=None), {"held": shapely.box(0, 0, 1, 1)})
    bow = shapely.Polygon([(0, 0), (1, 1), (1, 0), (0, 1)])
    with pytest.raises(MisuseError, match="not a valid polygon"):
        edition_of("map A", START, {"held": bow})
