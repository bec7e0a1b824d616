"""Zones: geometries are checked and stay inside the case."""

from __future__ import annotations

import json
from typing import Any

import pytest

from servanda.agreement import load_agreement
from servanda.base.errors import AgreementError

from .sample import GEOJSON, with_clause

TEXT = with_clause("id: x\nbearer: A\nprohibits: strike\nzone: woods").replace(
    "{line: {places: [Mill]}}", "{woods: {file: w.json}}"
)


def _zone(value: Any) -> Any:
    agreement = load_agreement(TEXT, file="a.yaml", read_file=lambda path: json.dumps(value))
    return agreement.zones["woods"].geojson


def _refusal(value: Any) -> str:
    with pytest.raises(AgreementError) as caught:
        _zone(value)
    return str(caught.value)


def test_features_and_collections_keep_their_geometries_and_lose_their_properties() -> None:
    polygon = json.loads(GEOJSON)
    feature = {"type": "Feature", "properties": {"name": "x"}, "geometry": polygon}
    collection = {"type": "FeatureCollection", "features": [feature, feature]}
    bare = {**feature, "properties": {}}
    assert _zone(collection) == {"type": "FeatureCollection", "features": [bare, bare]}
    several = {"type": "GeometryCollection", "geometries": [polygon]}
    assert _zone(several) == several


@pytest.mark.parametrize(
    ("value", "message"),
    [
        ([1, 2], "GeoJSON is an object"),
        ({"type": "Topology"}, "'Topology' is no type of GeoJSON"),
        ({"type": "Feature", "geometry": None}, "GeoJSON is an object"),
        ({"type": "FeatureCollection", "features": []}, "a FeatureCollection without features"),
        ({"type": "Point", "coordinates": []}, "coordinates are lists"),
        ({"type": "Point", "coordinates": [37]}, "is no [longitude, latitude]"),
        ({"type": "Point", "coordinates": [37, 98]}, "is no [longitude, latitude]"),
        ({"type": "Point", "coordinates": [True, 48]}, "True is no number of degrees"),
        ({"type": "Point", "coordinates": [float("nan"), 48]}, "nan is no number of degrees"),
        ({"type": "Polygon", "coordinates": [[[[[[[[[[[[[[0, 0]]]]]]]]]]]]]]}, "are lists"),
    ],
)
def test_a_file_that_is_no_geojson_is_told_why(value: Any, message: str) -> None:
    found = _refusal(value)
    assert message in found
    assert found.startswith("a.yaml:6:")


def test_the_id_of_a_zone_is_letters_digits_and_hyphens() -> None:
    with pytest.raises(AgreementError, match="'a_b' cannot be the id of a zone"):
        load_agreement(TEXT.replace("woods", "a_b"), file="a.yaml", read_file=lambda path: GEOJSON)


def test_a_deeply_nested_file_is_refused() -> None:
    deep = "[" * 100_000 + "]" * 100_000
    with pytest.raises(AgreementError, match=r"'w\.json' cannot be read|is no JSON"):
        load_agreement(TEXT, file="a.yaml", read_file=lambda path: deep)
