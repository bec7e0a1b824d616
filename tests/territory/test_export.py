from __future__ import annotations

import io
import json
from datetime import UTC
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq
import pyogrio.raw
import pytest
import shapely

from servanda.base.errors import MisuseError
from servanda.territory import area_km2, changes, read_edition
from servanda.territory.export import COLUMNS, FORMS, form_of, rows_of, written
from servanda.territory.followed import Follower

from .maps import START, edition, strip


def rows() -> list[dict[str, Any]]:
    maps = [edition(strip(width), day=n) for n, width in enumerate((0.2, 0.3, 0.25, 0.25))]
    found = list(changes(maps))
    follower = Follower(1)
    for change in found:
        follower.step(change)
    shares = {p.id: {"Ilm": p.area_km2} for c in found for p in c.gained}
    return rows_of(found, follower.outcomes(), shares)


ROWS = rows()


def test_every_patch_is_a_row_with_all_measures() -> None:
    gained, lost = ROWS
    assert set(gained) == {*COLUMNS, "geometry"}
    assert (gained["kind"], gained["fate"], gained["region"]) == ("gained", "reverted", "Ilm") or (
        gained["fate"] == "persistent"
    )
    assert (lost["kind"], lost["movement"], lost["region"]) == ("lost", "return", None)


def test_geojson_is_as_rfc_7946_wants_it() -> None:
    document = json.loads(written(ROWS, ".geojson"))
    assert "crs" not in document
    first = document["features"][0]
    assert first["bbox"] == list(ROWS[0]["geometry"].bounds)
    ring = shapely.Polygon(first["geometry"]["coordinates"][0]).exterior
    assert ring.is_ccw
    assert first["properties"]["from"] == "2026-03-02T03:00:00Z"


def test_geoparquet_says_what_its_geometries_are() -> None:
    table = pq.read_table(io.BytesIO(written(ROWS, ".parquet")))
    told = json.loads(table.schema.metadata[b"geo"])
    column = told["columns"]["geometry"]
    assert (told["version"], told["primary_column"], column["encoding"]) == (
        "1.1.0",
        "geometry",
        "WKB",
    )
    assert column["geometry_types"] == ["Polygon"]
    assert table["from"].to_pylist()[0] == START.astimezone(UTC)
    shape = shapely.from_wkb(table["geometry"].to_pylist()[0])
    assert area_km2(shape) == pytest.approx(ROWS[0]["area_km2"], rel=1e-9)


def test_a_geopackage_reads_back_as_it_was_written(tmp_path: Path) -> None:
    (tmp_path / "p.gpkg").write_bytes(written(ROWS, ".gpkg"))
    meta, _, shapes, fields = pyogrio.raw.read(tmp_path / "p.gpkg")
    assert list(meta["fields"]) == list(COLUMNS)
    assert meta["crs"] == "EPSG:4326"
    found = dict(zip(meta["fields"], fields, strict=True))
    assert list(found["patch"]) == [row["patch"] for row in ROWS]
    assert found["area_km2"].tolist() == [row["area_km2"] for row in ROWS]
    assert str(found["to"][0]).startswith("2026-03-03T03:00:00")
    assert shapely.from_wkb(shapes[0]).equals(ROWS[0]["geometry"])


@pytest.mark.parametrize("form", FORMS)
def test_the_same_patches_are_the_same_bytes(form: str) -> None:
    assert written(ROWS, form) == written(rows(), form)


@pytest.mark.parametrize("form", FORMS)
def test_no_patches_are_an_empty_file_of_that_form(form: str) -> None:
    assert written([], form)


@pytest.mark.parametrize("form", FORMS)
def test_what_is_written_can_be_read_as_a_map_again(form: str) -> None:
    again, _ = read_edition(
        written(ROWS, form), name=f"p{form}", source="m", at=START, class_property="kind"
    )
    assert area_km2(again.held["gained"]) == pytest.approx(ROWS[0]["area_km2"], rel=1e-9)


def test_another_end_of_the_name_is_refused_with_those_there_are() -> None:
    assert form_of("a.b.parquet") == ".parquet"
    with pytest.raises(MisuseError, match=r"\.parquet, \.geojson, \.gpkg"):
        form_of("patches.csv")
