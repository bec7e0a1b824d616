"""What no format can be made to do, and what is said instead."""

from __future__ import annotations

import gzip
import io
import os
import sqlite3
import stat
import struct
import zipfile
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import numpy as np
import orjson
import pyarrow as pa
import pyproj
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st
from pyproj import network

from servanda.base.errors import UnreadableError
from servanda.territory import Edition, Limits, Repair, read_edition

from .written import (
    FORMATS,
    archive,
    by_gdal,
    geojson,
    geopackage,
    geoparquet,
    kml,
    kml_ring,
    parquet,
    shapefile,
    zipped,
)

AT = datetime(2026, 3, 2, 3, tzinfo=UTC)
BOX = shapely.box(37, 48, 37.1, 48.1)
ROWS = [(BOX, "occupied"), (shapely.box(38, 48, 38.1, 48.1), "grey")]
SMALL = Limits(bytes=200_000, vertices=500)


def read(data: bytes, **more: Any) -> tuple[Edition, list[Repair]]:
    arguments: dict[str, Any] = {"name": "map", "source": "map A", "at": AT} | more
    return read_edition(data, **arguments)


def link(name: str) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as packed:
        member = zipfile.ZipInfo(name)
        member.external_attr = (stat.S_IFLNK | 0o777) << 16
        packed.writestr(member, "/etc/passwd")
    return out.getvalue()


def encrypted() -> bytes:
    data = bytearray(zipped(map__kml=kml(ROWS)))
    at = data.rfind(b"PK\x01\x02")
    data[at + 8] |= 1
    return bytes(data)


def by_bzip2() -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_BZIP2) as packed:
        packed.writestr("map.kml", kml(ROWS))
    return out.getvalue()


def twice() -> bytes:
    data = zipped(one__kml=kml(ROWS), two__kml=kml(ROWS))
    return data.replace(b"two.kml", b"one.kml")


def with_sql(*statements: str) -> bytes:
    """A GeoPackage in which a stranger ran some SQL."""
    database = sqlite3.connect(":memory:")
    database.deserialize(geopackage(ROWS))
    for statement in statements:
        database.execute(statement)
    database.commit()
    found = database.serialize()
    database.close()
    return bytes(found)


def without_system(rows: Any) -> bytes:
    return with_sql("UPDATE gpkg_geometry_columns SET srs_id = -1")


def deep(levels: int) -> bytes:
    """Collections inside one another, as WKB."""
    head = struct.pack("<BII", 1, 7, 1)
    return head * levels + bytes(BOX.wkb)


def wkb_parquet(*blobs: bytes, metadata: bool = True, **about: Any) -> bytes:
    column = {"encoding": "WKB", **about}
    geo = orjson.dumps({"primary_column": "shape", "columns": {"shape": column}})
    table = pa.table({"shape": pa.array(blobs, pa.binary())})
    return parquet(table, {b"geo": geo} if metadata else {})


def geo_shape(points: int) -> bytes:
    """WKB of one polygon with many points."""
    return struct.pack("<BIII", 1, 3, 1, points) + bytes(16 * points)


TANGLE = shapely.Polygon(np.random.default_rng(1).uniform((37, 48), (38, 49), (500, 2)))
SHELL = f"<outerBoundaryIs>{kml_ring(BOX.exterior)}</outerBoundaryIs>"
LAUGHS = (
    b"<?xml version='1.0'?><!DOCTYPE kml [<!ENTITY a 'ha'><!ENTITY b '&a;&a;&a;&a;'>"
    b"<!ENTITY c SYSTEM 'file:///etc/passwd'>]><kml>&b;&c;</kml>"
)
FAR = shapely.Polygon([*np.linspace((0, 0), (10, 5), 600).tolist(), (0, 10)])
GRID = pyproj.CRS("+proj=longlat +ellps=krass +nadgrids=/etc/passwd +type=crs").to_wkt()
ONE = shapefile([(BOX, "")])
with zipfile.ZipFile(io.BytesIO(ONE)) as _packed:
    SHP = {name: _packed.read(name) for name in _packed.namelist()}
CURVE = struct.pack("<BII", 1, 10, 1) + bytes(40)

REFUSED: dict[str, tuple[bytes, dict[str, Any], list[str]]] = {
    "zip cut off": (zipped(map__kml=kml(ROWS))[:-30], {}, ["map", "zip", "Fetch it again"]),
    "zip without a map": (zipped(readme__txt=b"x"), {}, ["no map", ".shp"]),
    "zip with nothing": (b"PK\x05\x06" + bytes(18), {}, ["no map"]),
    "path up": (archive({"../../map.kml": kml(ROWS)}), {}, ["leads out of the zip"]),
    "path from the root": (archive({"/etc/map.kml": kml(ROWS)}), {}, ["leads out of the zip"]),
    "path of a drive": (archive({"C:/map.kml": kml(ROWS)}), {}, ["leads out of the zip"]),
    "link": (link("map.kml"), {}, ["symbolic link", "not followed"]),
    "encrypted": (encrypted(), {}, ["encrypted"]),
    "bzip2": (by_bzip2(), {}, ["method 12", "pack it anew"]),
    "two of a name": (twice(), {}, ["two members are called one.kml"]),
    "zip in a zip": (zipped(map__zip=zipped(map__kml=kml(ROWS))), {}, ["packed again"]),
    "zip called kml": (zipped(map__kml=zipped(map__kml=kml(ROWS))), {}, ["packed again"]),
    "many members": (
        archive({f"{n}.txt": b"" for n in range(1001)}), {}, ["more than 1000 members"],
    ),
    "zip bomb": (
        zipped(map__geojson=b" " * 300_000), {"limits": SMALL}, ["200000 bytes", "Limits.bytes"],
    ),
    "gz bomb": (gzip.compress(b" " * 300_000), {"limits": SMALL}, ["200000 bytes"]),
    "kml cut off": (kml(ROWS)[:-80], {}, ["not well-formed XML", "Fetch it again"]),
    "entities": (LAUGHS, {}, ["DOCTYPE", "entities"]),
    "other xml": (b"<gpx><wpt/></gpx>", {}, ["<gpx>", "not <kml>"]),
    "deep xml": (b"<kml>" + b"<a>" * 200, {}, ["nested too deep"]),
    "kml words": (kml(ROWS).replace(b"37.0,48.0", b"here,48.0"), {}, ["feature 0", "coordinates"]),
    "kml nan": (kml(ROWS).replace(b"37.0,48.0", b"nan,48.0"), {}, ["two finite numbers"]),
    "kml of two shells": (
        kml(ROWS).replace(b"</outerBoundaryIs>", f"</outerBoundaryIs>{SHELL}".encode(), 1),
        {}, ["feature 0", "two outer boundaries"],
    ),
    "kml without areas": (kml([]), {}, ["no features", "loss of all"]),
    "kml swapped": (
        kml([(shapely.box(48, 137, 48.1, 137.1), "")]), {}, ["over 90", "exchanged"],
    ),
    "gpkg cut off": (geopackage(ROWS)[:9_000], {}, ["GeoPackage cannot be read", "Fetch", ""][:1]),
    "sqlite": (
        b"SQLite format 3\0" + bytes(500), {}, ["GeoPackage cannot be read"],
    ),
    "gpkg with a view for a layer": (
        with_sql(
            'ALTER TABLE "map" RENAME TO hidden',
            "CREATE VIEW map AS SELECT * FROM hidden",
        ),
        {}, ["'map' is a view", "program", "Export it as a table"],
    ),
    "gpkg with an endless view": (
        with_sql(
            'DROP TABLE "map"',
            "CREATE VIEW map AS WITH RECURSIVE n(x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM n) "
            "SELECT NULL AS geom, x AS status FROM n",
        ),
        {}, ["'map' is a view"],
    ),
    "gpkg with a function": (
        with_sql(
            'DROP TABLE "map"',
            "CREATE TABLE map (status TEXT, geom AS (zeroblob(1000000000)))",
            "INSERT INTO map VALUES ('x')",
        ),
        {}, ["computed columns", "asks for more than reading tables"],
    ),
    "gpkg without areas": (
        geopackage([(shapely.Point(1, 2), "")], geometry_type="Point"), {}, ["no features"],
    ),
    "gpkg without a system": (without_system(ROWS), {}, ["does not say in which", "crs="]),
    "parquet cut off": (geoparquet(ROWS)[:-60], {}, ["Parquet file cannot be read"]),
    "parquet without geo": (wkb_parquet(b"", metadata=False), {}, ["without `geo` metadata"]),
    "parquet of bad geo": (
        parquet(pa.table({"a": [1]}), {b"geo": b"[1]"}), {}, ["does not describe its primary"],
    ),
    "parquet of no geometry": (
        parquet(pa.table({"a": [1]}), {
            b"geo": b'{"primary_column":"b","columns":{"b":{"encoding":"WKB"}}}'
        }), {}, ["geometry column 'b'"],
    ),
    "parquet of unknown system": (wkb_parquet(BOX.wkb, crs=None), {}, ["does not say in which"]),
    "parquet bomb": (
        parquet(pa.table({"shape": [bytes(100_000) + bytes([n]) for n in range(40)]}), {
            b"geo": b'{"primary_column":"shape","columns":{"shape":{"encoding":"WKB"}}}'
        }), {"limits": SMALL}, ["unpacks to more than 200000 bytes"],
    ),
    "parquet that repeats": (
        wkb_parquet(*([geo_shape(5000)] * 100)), {"limits": SMALL},
        ["unpacks to more than 200000 bytes"],
    ),
    "parquet of nested lists": (
        parquet(pa.table({"shape": pa.array([[[[37.0, 48.0]]]])}), {
            b"geo": b'{"primary_column":"shape","columns":{"shape":{"encoding":"polygon"}}}'
        }), {}, ["encoding 'polygon'", "with WKB"],
    ),
    "wkb cut off": (wkb_parquet(BOX.wkb[:-3]), {}, ["feature 0", "damaged geometry"]),
    "wkb of many points": (
        wkb_parquet(struct.pack("<BIII", 1, 3, 1, 2**31)), {}, ["announced, fewer are there"],
    ),
    "wkb nested": (wkb_parquet(deep(100_000)), {}, ["nested too deep", "Flatten"]),
    "wkb of a curve": (wkb_parquet(CURVE), {}, ["curved", "CONVERT_TO_LINEAR"]),
    "wkb of nothing": (wkb_parquet(b"\x07"), {}, ["no byte order"]),
    "wkb of infinity": (
        wkb_parquet(shapely.to_wkb(BOX).replace(struct.pack("<d", 48.1), b"\xff" * 8)),
        {}, ["two finite numbers"],
    ),
    "shp cut off": (
        archive({**SHP, "map.shp": SHP["map.shp"][:-20]}), {}, ["feature 0", "ends inside"],
    ),
    "shp of points": (
        by_gdal([(shapely.Point(1, 2), "")], "ESRI Shapefile", "m.shp", geometry_type="Point"),
        {}, ["type 1, not polygons"],
    ),
    "shp with a wrong count": (
        archive({**SHP, "map.shp": SHP["map.shp"][:148] + b"\xff\xff\xff\x7f"
                 + SHP["map.shp"][152:]}),
        {}, ["feature 0", "announced"],
    ),
    "shp in a system with a grid file": (
        archive({**SHP, "map.prj": GRID.encode()}), {}, ["not one that can be reprojected"],
    ),
    "shp in no known system": (
        archive({**SHP, "map.prj": b"/vsicurl/http://example.org/x"}), {},
        ["not one that can be reprojected", "ogr2ogr"],
    ),
    "crs that is a link": (
        orjson.dumps({**orjson.loads(geojson(ROWS)), "crs": {
            "type": "link", "properties": {"href": "http://example.org"}}}),
        {}, ["links are not followed"],
    ),
    "crs of another place": (
        geojson([(shapely.box(-9e9, 0, -8e9, 1), "")], "EPSG:32637"), {}, ["is not defined"],
    ),
    "crs of an unknown datum": (geojson(ROWS, "EPSG:4004"), {}, ["more than a guess", "100 m"]),
    "crs in space": (geojson(ROWS, "EPSG:4978"), {}, ["not one that can be reprojected"]),
    "a thousand crossings": (
        geojson([(TANGLE, "")]),
        {}, ["feature 0", "cross more than 1000 times", "draw them anew"],
    ),
    "lists without end": (
        b'{"type":"Polygon","coordinates":[' + b"[]," * 200_000 + b"[]]}",
        {"limits": Limits(vertices=500)}, ["more lists and numbers", "500 vertices"],
    ),
    "elements without end": (
        b"<kml>" + b"<a/>" * 2_000_001 + b"</kml>", {}, ["2000000 XML elements"],
    ),
    "parts without end": (
        wkb_parquet(struct.pack("<BII", 1, 6, 120_000) + struct.pack("<BII", 1, 3, 0) * 120_000),
        {"limits": Limits(vertices=500)}, ["more than 100500 rings"],
    ),
    "half the globe": (
        geopackage([(shapely.box(-180, -90, 180, 10), "")]), {}, ["half the globe"],
    ),
    "too many vertices in kml": (kml([(FAR, "")]), {"limits": SMALL}, ["500 vertices"]),
    "too many vertices in gpkg": (
        geopackage([(FAR, "")]), {"limits": SMALL}, ["500 vertices"],
    ),
    "too many vertices in shp": (shapefile([(FAR, "")]), {"limits": SMALL}, ["500 vertices"]),
    "too many vertices on the way": (
        geoparquet([(shapely.box(4e5, 5e6, 6e5, 5.3e6), "")], "EPSG:32637"),
        {"limits": SMALL}, ["500 vertices", "edges"],
    ),
}  # fmt: skip


@pytest.mark.parametrize("case", REFUSED)
def test_what_cannot_be_read_whole_and_safely_is_refused_and_says_why(case: str) -> None:
    data, more, words = REFUSED[case]
    with pytest.raises(UnreadableError) as caught:
        read(data, **more)
    assert str(caught.value).startswith("map")
    assert all(word in str(caught.value) for word in words), str(caught.value)
    assert str(caught.value).count("map:") <= 1, "one message within another"


def test_an_external_file_named_in_a_map_is_not_opened(tmp_path: Path) -> None:
    """A pipe that nobody writes to: who opens it hangs, so the test would not end."""
    trap = tmp_path / "trap"
    os.mkfifo(trap)
    entity = f"<!DOCTYPE kml [<!ENTITY x SYSTEM 'file://{trap}'>]><kml>&x;</kml>".encode()
    linked = kml(ROWS, head=f"<NetworkLink><Link><href>file://{trap}</href></Link></NetworkLink>")
    with pytest.raises(UnreadableError, match="DOCTYPE"):
        read(entity)
    _, [told] = read(linked)
    assert told.what == "1 NetworkLink(s) not followed"


def test_no_reader_leaves_a_way_to_the_network_open() -> None:
    network.set_network_enabled(active=True)  # type: ignore[attr-defined]
    read(geojson([(shapely.box(4e5, 5e6, 4.1e5, 5.1e6), "")], "EPSG:32637"))
    assert not network.is_network_enabled()  # type: ignore[attr-defined]


@st.composite
def damaged(draw: st.DrawFn) -> bytes:
    """A valid file of some format with some bytes changed, cut out or repeated."""
    data = bytearray(SAMPLES[draw(st.sampled_from(sorted(SAMPLES)))])
    for _ in range(draw(st.integers(1, 4))):
        at = draw(st.integers(0, max(len(data) - 1, 0)))
        how = draw(st.sampled_from(["set", "cut", "end", "again", "huge"]))
        if how == "set":
            data[at : at + 1] = bytes([draw(st.integers(0, 255))])
        elif how == "huge":
            data[at : at + 4] = b"\xff\xff\xff\x7f"
        elif how == "cut":
            del data[at : at + draw(st.integers(1, 64))]
        elif how == "end":
            del data[at:]
        else:
            data[at:at] = data[at : at + draw(st.integers(1, 64))]
    return bytes(data)


SAMPLES = {name: write(ROWS) for name, write in FORMATS.items()}


@settings(deadline=None, max_examples=300)
@given(damaged())
def test_damaged_files_of_any_format_give_an_edition_or_our_own_error(data: bytes) -> None:
    try:
        found, _ = read(data, limits=SMALL)
    except UnreadableError:
        return
    assert all(area.is_valid for area in found.held.values())


@settings(deadline=None)
@given(
    st.sampled_from(
        [b"PK\x03\x04", b"SQLite format 3\0", b"PAR1", b"\x00\x00\x27\x0a", b"<kml>", b"\x1f\x8b"]
    ),
    st.binary(max_size=300),
)
def test_any_bytes_after_the_first_of_a_format_give_our_own_error(
    magic: bytes, rest: bytes
) -> None:
    with pytest.raises(UnreadableError):
        read(magic + rest)
