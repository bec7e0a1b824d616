"""Classes by property, colour, style, folder and layer; the same in every format."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import orjson
import pytest
import shapely

from servanda.base.errors import MisuseError
from servanda.territory import Edition, Repair, read_edition
from servanda.territory.styles import Classes

from .maps import SQUARE, collection, feature, geometry
from .written import FORMATS, kml, kml_shape

AT = datetime(2026, 3, 2, 3, tzinfo=UTC)
WEST, EAST, FAR = (shapely.box(x, 48, x + 0.1, 48.1) for x in (37, 38, 39))
ROWS = [(WEST, "#A52714"), (EAST, "#880e4f"), (FAR, "#bcaaa4")]
NAMED = {"occupied": ["#a52714", "#880e4f"], "grey": ["#bcaaa4"]}


def read(data: bytes, **more: Any) -> tuple[Edition, list[Repair]]:
    arguments: dict[str, Any] = {"name": "map", "source": "map A", "at": AT} | more
    return read_edition(data, **arguments)


def grounds(edition: Edition) -> dict[str, float]:
    return {name: round(area.bounds[0], 3) for name, area in edition.held.items()}


@pytest.mark.parametrize("kind", FORMATS)
def test_several_values_make_one_class_and_others_another(kind: str) -> None:
    found, repairs = read(FORMATS[kind](ROWS), class_property="status", classes=NAMED)
    assert grounds(found) == {"grey": 39, "occupied": 37}
    assert len(shapely.get_parts(found.held["occupied"])) == 2
    assert repairs == []


def test_a_value_nobody_named_is_unclassed_and_told_not_dropped() -> None:
    few = {"occupied": ["#a52714"]}
    found, repairs = read(FORMATS["gpkg"](ROWS), class_property="status", classes=few)
    assert grounds(found) == {"occupied": 37, "unclassed": 38}
    told = [(each.where, each.what) for each in repairs]
    assert told == [
        ("map, feature 1", "status '#880e4f' is in no class; classed 'unclassed'"),
        ("map, feature 2", "status '#bcaaa4' is in no class; classed 'unclassed'"),
    ]


def test_a_feature_without_the_property_is_unclassed_and_told() -> None:
    data = collection(feature(geometry(SQUARE)))
    found, [told] = read(data, class_property="fill", classes=NAMED)
    assert list(found.held) == ["unclassed"]
    assert told.what == "no property 'fill'; classed 'unclassed'"


def test_a_name_in_several_languages_matches_by_any_of_them() -> None:
    names = ["Окуповано /// Occupied", "Сіра зона///Unknown status", "Інше /// Other"]
    shapes = [orjson.loads(shapely.to_geojson(area)) for area in (WEST, EAST, FAR)]
    data = collection(*(feature(s, name=n) for s, n in zip(shapes, names, strict=True)))
    classes = {"occupied": ["occupied"], "grey": ["Unknown Status"]}
    found, [told] = read(data, class_property="name", classes=classes)
    assert grounds(found) == {"grey": 38, "occupied": 37, "unclassed": 39}
    assert "'Інше /// Other' is in no class" in told.what


HEAD = (
    "<Style id='red'><LineStyle><color>ff00ff00</color></LineStyle>"
    "<PolyStyle><color>7f1427a5</color></PolyStyle></Style>"
    "<StyleMap id='pair'><Pair><key>highlight</key><styleUrl>#none</styleUrl></Pair>"
    "<Pair><key>normal</key><styleUrl>#red</styleUrl></Pair></StyleMap>"
    "<StyleMap id='circle'><Pair><key>normal</key><styleUrl>#circle</styleUrl></Pair></StyleMap>"
)
INLINE = "<Style><PolyStyle><color>ffa4aabc</color></PolyStyle></Style>"


def test_the_colour_of_a_kml_style_is_followed_to_where_it_is_written() -> None:
    def mark(area: Any, style: str) -> str:
        return f"<Placemark>{style}{kml_shape(area)}</Placemark>"

    marks = (
        mark(WEST, "<styleUrl>#pair</styleUrl>")
        + mark(EAST, "<styleUrl>#red</styleUrl>" + INLINE)
        + mark(FAR, "<styleUrl>#circle</styleUrl>")
    )
    text = f"<kml><Document><name>m</name>{marks}{HEAD}</Document></kml>".encode()
    found, [told] = read(text, class_property="fill", classes=NAMED)
    assert grounds(found) == {"grey": 38, "occupied": 37, "unclassed": 39}
    assert told.what == "no property 'fill'; classed 'unclassed'"
    by_url, _ = read(text, class_property="styleUrl")
    assert grounds(by_url) == {"#circle": 39, "#pair": 37, "#red": 38}


def test_the_folders_of_a_kml_can_be_its_classes() -> None:
    def folder(name: str, area: Any) -> str:
        mark = f"<Placemark>{kml_shape(area)}</Placemark>"
        return f"<Folder><name>{name}</name>{mark}</Folder>"

    inner = folder("occupied", WEST) + folder("grey", EAST)
    text = f"<kml><Document><name>m</name>{inner}</Document></kml>".encode()
    found, _ = read(text, class_property="folder")
    assert grounds(found) == {"m/grey": 38, "m/occupied": 37}
    named = {"occupied": ["m/occupied"], "grey": ["m/grey"]}
    assert list(read(text, class_property="folder", classes=named)[0].held) == ["grey", "occupied"]


def test_a_kml_without_a_class_property_is_one_class() -> None:
    found, _ = read(kml(ROWS), default_class="RU")
    assert list(found.held) == ["RU"]


@pytest.mark.parametrize(
    ("values", "words"),
    [
        ({"b": ["a"], "c": ["A "]}, ["'A ' is in 'b' and in 'c'", "Keep it in one"]),
        ({"b": ["#abc"], "c": ["#AABBCC"]}, ["is in 'b' and in 'c'"]),
    ],
)
def test_a_value_of_two_classes_is_refused(values: dict[str, list[str]], words: list[str]) -> None:
    with pytest.raises(MisuseError) as caught:
        Classes.of("fill", values)
    assert all(word in str(caught.value) for word in words), str(caught.value)


def test_values_without_a_property_are_refused() -> None:
    with pytest.raises(MisuseError, match="not of which property"):
        read(kml(ROWS), classes=NAMED)
