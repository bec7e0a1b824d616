"""The fast way to read a map and the careful way give one answer."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import Any
from unittest import mock

import numpy as np
import orjson
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st
from shapely import Geometry

from servanda.base.errors import UnreadableError
from servanda.territory import Edition, Limits, Repair, compare, read_edition
from servanda.territory.ground import Ground
from servanda.territory.outline import Outline, outline_of
from servanda.territory.plaintext import plain_document
from servanda.territory.validity import is_clean, is_valid, stays_clean

from .maps import (
    SQUARE,
    START,
    collection,
    feature,
    geometry,
    grounds,
    keeps_edges,
    written_otherwise,
)


def read(data: bytes, **more: Any) -> tuple[Edition, list[Repair]] | str:
    arguments: dict[str, Any] = {"name": "m.geojson", "source": "map A", "at": START} | more
    try:
        return read_edition(data, **arguments)
    except UnreadableError as refused:
        return str(refused)


def outline_in(edition: Edition, name: str) -> Outline:
    assert isinstance(edition.held, Ground)
    return edition.held.outline(name)


def carefully(data: bytes, **more: Any) -> tuple[Edition, list[Repair]] | str:
    with mock.patch("servanda.territory.reading.plain_map", return_value=None):
        return read(data, **more)


def is_plain(data: bytes) -> bool:
    with mock.patch("servanda.territory.reading.document_of", side_effect=UnreadableError("slow")):
        return not isinstance(read(data), str)


STYLES = {
    "compact": (b",", b"[", b"]"),
    "python": (b", ", b"[", b"]"),
    "gdal": (b", ", b"[ ", b" ]"),
    "lines": (b",\n ", b"[\n", b"\n]"),
}


def in_style(data: bytes, style: str) -> bytes:
    comma, opening, closing = STYLES[style]
    return data.replace(b",", comma).replace(b"[", opening).replace(b"]", closing)


def written(area: Geometry, *, height: bool = False) -> dict[str, Any]:
    def ring(found: Any) -> list[list[float]]:
        return [[*p, 7.5] if height else list(p) for p in found.coords]

    polygons = [[ring(p.exterior), *map(ring, p.interiors)] for p in shapely.get_parts(area)]
    if len(polygons) == 1:
        return {"type": "Polygon", "coordinates": polygons[0]}
    return {"type": "MultiPolygon", "coordinates": polygons}


@settings(max_examples=200)
@given(st.lists(grounds, min_size=1, max_size=3), st.sampled_from(sorted(STYLES)), st.booleans())
def test_plain_maps_are_read_as_the_careful_way_reads_them(
    areas: list[Geometry], style: str, height: bool
) -> None:
    shapes = [
        feature(written(area, height=height), side="ab"[n % 2]) for n, area in enumerate(areas)
    ]
    data = in_style(collection(*shapes), style)
    for more in ({}, {"class_property": "side"}):
        assert read(data, **more) == carefully(data, **more)
    assert plain_document(data) is not None


@settings(max_examples=200)
@given(grounds, grounds)
def test_an_edition_near_by_changes_no_answer(near: Geometry, area: Geometry) -> None:
    before, _ = read_edition(collection(feature(written(near))), name="m", source="a", at=START)
    data = collection(feature(written(area)))
    found = read(data, near=before)
    assert found == carefully(data)
    assert not isinstance(found, str)
    assert read(data, near=found[0]) == found


POINT, LINE = [[50.25, 40.5]] * 4, [[50.0, 40.0], [51.0, 41.0], [51.0, 41.0], [50.0, 40.0]]


@pytest.mark.parametrize("ring", [POINT, LINE], ids=["point", "line"])
@pytest.mark.parametrize("at", [0, 10, 25])
def test_a_ring_that_comes_and_encloses_nothing_is_mended_beside_another_edition_too(
    ring: list[list[float]], at: int
) -> None:
    squares = [[[*map(list, shapely.box(n, 40, n + 0.5, 41).exterior.coords)]] for n in range(25)]

    def text(polygons: list[Any]) -> bytes:
        return collection(feature({"type": "MultiPolygon", "coordinates": polygons}))

    before, _ = read_edition(text(squares), name="m.geojson", source="map A", at=START)
    data = text([*squares[:at], [ring], *squares[at:]])
    found = read(data, near=before)
    assert found == carefully(data)
    assert not isinstance(found, str)
    assert found[1]
    assert found[0].digest == before.digest


def row(*squares: int) -> bytes:
    """Squares at some longitudes, and others at 60 so that few of the bytes are of those."""
    rest = [shapely.box(60, n, 60.5, n + 0.5) for n in range(30)]
    shape = shapely.multipolygons([*rest, *(shapely.box(x, 40, x + 0.5, 41) for x in squares)])
    return collection(feature(written(shape)))


def test_where_a_map_was_does_not_count_for_where_it_may_be() -> None:
    before = read(row(0, 165))
    assert not isinstance(before, str)
    for squares in ((10, 175), (10, 181), (-10, 165), (0, 165)):
        expected = carefully(row(*squares))
        assert read(row(*squares), near=before[0]) == expected
    for west in (-5.0, 100.0):  # nothing of the later map is there any more
        bounds = (west, 38.0, west + 20.0, 45.0)
        assert read(row(10, 140), near=before[0], bounds=bounds) == carefully(
            row(10, 140), bounds=bounds
        )


def test_a_map_beside_one_that_reached_elsewhere_is_plain_still() -> None:
    before = read(row(0, 165))
    assert not isinstance(before, str)
    with mock.patch("servanda.territory.reading.document_of", side_effect=UnreadableError("slow")):
        assert not isinstance(read(row(10, 175), near=before[0]), str)


def test_a_class_that_did_not_change_is_told_without_its_edges() -> None:
    def text(step: int) -> bytes:
        moving = shapely.box(37, 48, 38 + step / 10, 49)
        shapes = {"still": shapely.box(30, 48, 31, 49), "moving": moving}
        return collection(*(feature(written(shape), side=name) for name, shape in shapes.items()))

    near: Edition | None = None
    for step in range(3):
        found = read(text(step), class_property="side", near=near)
        assert not isinstance(found, str)
        later = replace(found[0], at=START + timedelta(days=step))
        if near is not None:
            change = compare(near, later, holder_class="still")
            assert (change.gained, change.lost) == ((), ())
            assert not keeps_edges(outline_in(later, "still"))
        near = later


ODD = {
    "number between positions": b"[[1,2],3[,4],[5,6],[1,2]]",
    "number before a ring": b"[5 [[37,48],[38,48],[38,49],[37,48]]]",
    "number after a ring": b"[[[37,48],[38,48],[38,49],[37,48]] 5]",
    "blank in a number": b"[[[37,4 8],[38,48],[38,49],[37,48]]]",
    "missing number": b"[[[37,],[38,48],[38,49],[37,48]]]",
    "one number": b"[[[37],[38,48,1],[38,49],[37,48]]]",
    "trailing comma": b"[[[37,48],[38,48],[38,49],[37,48],]]",
    "minus alone": b"[[[37,-],[38,48],[38,49],[37,48]]]",
    "leading zero": b"[[[037,48],[38,48],[38,49],[37,48]]]",
    "mixed heights": b"[[[37,48,1],[38,48],[38,49],[37,48]]]",
    "four numbers": b"[[[37,48,1,1],[38,48,1,1],[38,49,1,1],[37,48,1,1]]]",
    "position in a polygon": b"[[[37,48],[38,48],[38,49],[37,48]],[37,48]]",
    "shifted over a ring": b"[[[37,48],[38,48],[38,49],[37,48]],3[[,5],[38,48],[38,49],[3,5]]]",
    "too deep": b"[[[[[37,48],[38,48],[38,49],[37,48]]]]]",
    "open": b"[[[37,48],[38,48],[38,49],[37,49]]]",
    "short": b"[[[37,48],[38,48],[37,48]]]",
    "bow": b"[[[37,48],[38,49],[38,48],[37,49],[37,48]]]",
    "half the globe": b"[[[-180,-90],[180,-90],[180,0],[-180,0],[-180,-90]]]",
    "metres": b"[[[37e5,48],[38e5,48],[38e5,49],[37e5,48]]]",
    "huge": b"[[[1" + b"0" * 400 + b",48],[38,48],[38,49],[37,48]]]",
}


@pytest.mark.parametrize("case", ODD)
@pytest.mark.parametrize("kind", ["Polygon", "MultiPolygon"])
def test_what_is_odd_is_left_to_the_careful_way(case: str, kind: str) -> None:
    inner = ODD[case] if kind == "Polygon" else b"[" + ODD[case] + b"]"
    data = b'{"type":"%s","coordinates":%s}' % (kind.encode(), inner)
    assert not is_plain(data)
    assert read(data) == carefully(data)


FORGED = [
    b'{"type":"Feature","properties":{"coordinates":%s},"geometry":{"type":"Polygon",'
    b'"coordinates":"@0"}}',
    b'{"type":"Feature","properties":{"coordinates":%s},"geometry":{"type":"Polygon",'
    b'"coordinates":"\\u00400"}}',
    b'{"type":"Polygon","coordinates":%s,"coordinates":%s}',
    b'{"type":"Polygon","other":"\\"coordinates\\": ","coordinates":%s}',
    b'{"type":"Polygon","coordinates":%s,"bbox":"@7"}',
    b'{"type":"Polygon","coordinates" %s}',
]


@pytest.mark.parametrize("text", FORGED)
def test_no_string_can_stand_in_for_coordinates(text: bytes) -> None:
    data = text.replace(b"%s", orjson.dumps([SQUARE]))
    assert not is_plain(data)
    assert read(data) == carefully(data)


def test_limits_bounds_and_a_foreign_crs_are_held_the_same_way() -> None:
    plain = collection(feature(geometry(SQUARE)))
    assert is_plain(plain)
    for more in (
        {"limits": Limits(vertices=4)},
        {"limits": Limits(bytes=9)},
        {"bounds": (47.0, 36.0, 49.0, 38.0)},
        {"bounds": (0.0, 0.0, 1.0, 1.0)},
        {"class_property": "side"},
    ):
        assert read(plain, **more) == carefully(plain, **more)
    named = {"type": "name", "properties": {"name": "EPSG:3857"}}
    assert not is_plain(collection(feature(geometry(SQUARE)), crs=named))


DATA = in_style(
    collection(feature(written(shapely.union(shapely.box(1, 1, 2, 2), shapely.box(4, 1, 5, 2))))),
    "gdal",
)


@settings(max_examples=500)
@given(st.integers(0, len(DATA) - 1), st.sampled_from(b'[],. "-1eE:{}@\\\n'), st.integers(0, 2))
def test_a_byte_changed_anywhere_is_read_the_same_way_or_refused_the_same_way(
    at: int, byte: int, cut: int
) -> None:
    data = DATA[:at] + bytes([byte]) + DATA[at + cut :]
    assert read(data) == carefully(data)


def moved(area: Geometry, which: int, by: tuple[float, float]) -> Outline:
    """The outline with one vertex elsewhere, valid or not."""
    outline = outline_of(area)
    starts, ends = outline.rings[:-1], outline.rings[1:]
    at = which % (len(outline.xy) - 1)
    ring = int(np.searchsorted(starts, at, side="right")) - 1
    xy = outline.xy.copy()
    xy[at] += by
    if at in (starts[ring], ends[ring] - 1):
        xy[starts[ring]] = xy[ends[ring] - 1] = xy[at]
    return Outline(xy, outline.rings, outline.polygons)


steps = st.integers(-4, 4).map(lambda n: n * 0.005)


@settings(max_examples=500)
@given(grounds, st.integers(0, 99), st.tuples(steps, steps))
def test_an_outline_taken_for_clean_is_clean(
    area: Geometry, which: int, by: tuple[float, float]
) -> None:
    near, later = outline_of(area), moved(area, which, by)
    expected = bool(shapely.is_valid(later.geometry))
    if is_clean(near) and stays_clean(near, later):
        assert expected
        assert is_clean(Outline(later.xy, later.rings, later.polygons))
    assert is_valid(later, near) == expected


def test_small_moves_of_a_clean_outline_are_known_to_be_clean() -> None:
    ring = shapely.Point(37, 48).buffer(1)
    pierced = ring.difference(shapely.box(37, 48, 37.1, 48.1))
    near = outline_of(shapely.union(pierced, shapely.box(39, 48, 40, 49)))
    for which in range(5, 60):
        later = moved(near.geometry, which, (0.001, 0.001))
        assert stays_clean(near, later), which


def test_a_hole_listed_with_another_shell_is_not_taken_for_clean() -> None:
    one, two = shapely.box(0, 0, 9, 9), shapely.box(20, 0, 29, 9)
    hole = shapely.box(3, 3, 4, 4)
    near = outline_of(shapely.MultiPolygon([one.difference(hole), two]))
    rings = [shapely.get_coordinates(g) for g in (one, two, hole)]
    later = Outline(np.concatenate(rings), near.rings, np.array([0, 1, 3]))
    assert not stays_clean(near, later)
    assert not is_valid(later, near)


def test_ground_listed_twice_is_not_taken_for_clean() -> None:
    near = outline_of(shapely.box(0, 0, 1, 1))
    twice = Outline(np.concatenate([near.xy, near.xy]), np.array([0, 5, 10]), np.array([0, 1, 2]))
    assert not stays_clean(near, twice)
    assert not is_valid(twice, near)


@given(grounds, st.integers(0, 9), st.booleans())
def test_the_same_ground_written_otherwise_is_known_to_be_clean(
    area: Geometry, turn: int, reverse: bool
) -> None:
    near, later = outline_of(area), outline_of(written_otherwise(area, turn, reverse=reverse))
    assert stays_clean(near, later) or not is_clean(near)
