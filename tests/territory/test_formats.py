"""One map in every format is one edition, whatever it came in."""

from __future__ import annotations

import io
import zipfile
from datetime import UTC, datetime
from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np
import pyproj
import pytest
import shapely
from hypothesis import given, settings
from shapely import Geometry

from servanda.base.errors import UnreadableError
from servanda.territory import Edition, Repair, area_km2, read_edition
from servanda.territory.formats import SUFFIXES, bytes_of, files_of, is_map

from .maps import grounds
from .written import (
    FORMATS,
    archive,
    by_gdal,
    geojson,
    geopackage,
    geoparquet,
    kml,
    shapefile,
    zipped,
)

AT = datetime(2026, 3, 2, 3, tzinfo=UTC)
WEST = shapely.Polygon(
    [(37, 48), (37.25, 48), (37.25, 48.25), (37, 48.25)],
    [[(37.0625, 48.0625), (37.125, 48.0625), (37.125, 48.125)]],
)
EAST = shapely.MultiPolygon([shapely.box(38, 48, 38.1, 48.1), shapely.box(39, 48, 39.1, 48.1)])
ROWS = [(WEST, "occupied"), (EAST, "grey")]
PLANES = {"geojson": geojson, "gpkg": geopackage, "shp.zip": shapefile, "parquet": geoparquet}


def same(one: Edition, other: Edition) -> bool:
    """The same ground, whatever way its rings run, to the square metre."""
    areas = [{k: round(area_km2(v), 6) for k, v in each.held.items()} for each in (one, other)]
    return one.digest == other.digest and areas[0] == areas[1]


def read(data: bytes, **more: Any) -> tuple[Edition, list[Repair]]:
    arguments: dict[str, Any] = {"name": "map", "source": "map A", "at": AT} | more
    return read_edition(data, **arguments)


@pytest.mark.parametrize("kind", FORMATS)
def test_the_same_map_in_every_format_is_the_same_edition(kind: str) -> None:
    found, repairs = read(FORMATS[kind](ROWS))
    assert same(found, read(geojson(ROWS))[0])
    assert repairs == []


@pytest.mark.parametrize("kind", FORMATS)
def test_classes_are_kept_apart_in_every_format(kind: str) -> None:
    found, repairs = read(FORMATS[kind](ROWS), class_property="status")
    assert list(found.held) == ["grey", "occupied"]
    assert same(found, read(geojson(ROWS), class_property="status")[0])
    assert repairs == []


@settings(deadline=None, max_examples=15)
@given(grounds)
def test_any_ground_has_one_digest_in_all_formats(area: Geometry) -> None:
    digests = {read(write([(area, "held")]))[0].digest for write in FORMATS.values()}
    assert len(digests) == 1


def in_plane(crs: str) -> list[tuple[Geometry, str]]:
    """The ground of ``ROWS``, its corners carried to a plane, its edges straight there."""
    way = pyproj.Transformer.from_crs("OGC:CRS84", crs, always_xy=True)
    return [(shapely.transform(a, way.transform, interleaved=False), s) for a, s in ROWS]


def finely(rows: list[tuple[Geometry, str]], crs: str) -> float:
    """Area in km² with every edge cut in a thousand parts in its own plane."""
    way = pyproj.Transformer.from_crs(crs, "OGC:CRS84", always_xy=True)
    geod, total = pyproj.Geod(ellps="WGS84"), 0.0
    for part in shapely.get_parts(shapely.get_parts([area for area, _ in rows])):
        for n, ring in enumerate([part.exterior, *part.interiors]):
            xy = shapely.get_coordinates(ring)
            steps = np.linspace(0, 1, 1000, endpoint=False)[:, None]
            fine = np.concatenate([a + steps * (b - a) for a, b in pairwise(xy)])
            area, _ = geod.polygon_area_perimeter(*way.transform(*fine.T))
            total += abs(area) * (-1 if n else 1)
    return total / 1e6


@pytest.mark.parametrize("kind", PLANES)
@pytest.mark.parametrize("crs", ["EPSG:32637", "EPSG:3857", "EPSG:28407", "EPSG:3035"])
def test_ground_in_a_plane_keeps_its_area_when_brought_to_degrees(kind: str, crs: str) -> None:
    rows = in_plane(crs)
    found, [told] = read(PLANES[kind](rows, crs))
    measured = area_km2(found.held["held"])
    assert measured == pytest.approx(finely(rows, crs), rel=1e-6)
    assert f"reprojected from {crs}" in told.what
    assert "vertices added so that edges stay where they were" in told.what


@pytest.mark.parametrize("kind", ["geojson", "gpkg", "parquet"])
def test_another_datum_in_degrees_moves_the_ground_and_adds_no_vertex(kind: str) -> None:
    rows = in_plane("EPSG:4284")
    found, [told] = read(PLANES[kind](rows, "EPSG:4284"))
    before = shapely.get_coordinates(read(geojson(ROWS))[0].held["held"])
    after = shapely.get_coordinates(found.held["held"])
    assert np.abs(np.sort(before, axis=0) - np.sort(after, axis=0)).max() < 1e-7
    assert "vertices" not in told.what
    assert "EPSG:4284 (Pulkovo 1942) to 3 m" in told.what


def test_neighbours_in_a_plane_still_share_their_outline_in_degrees() -> None:
    low, high = shapely.box(4e5, 5.3e6, 4.4e5, 5.34e6), shapely.box(4.4e5, 5.3e6, 4.6e5, 5.34e6)
    found, _ = read(geopackage([(low, "a"), (high, "b")], "EPSG:32637"), class_property="status")
    assert area_km2(shapely.intersection(*found.held.values())) == 0.0
    outline = [shapely.get_coordinates(each) for each in found.held.values()]
    common = {tuple(xy) for xy in outline[0]} & {tuple(xy) for xy in outline[1]}
    assert len(common) > 30


def test_a_file_that_states_no_system_is_read_only_if_the_caller_states_it() -> None:
    parts = shapefile(in_plane("EPSG:32637"), "EPSG:32637")
    with zipfile.ZipFile(io.BytesIO(parts)) as packed:
        bare = {n: packed.read(n) for n in packed.namelist() if not n.endswith(".prj")}
    with pytest.raises(UnreadableError, match=r"no \.prj.*say it with crs="):
        read(archive(bare))
    assert same(read(archive(bare), crs="EPSG:32637")[0], read(parts)[0])
    assert same(read(bare["map.shp"], crs="EPSG:32637")[0], read(parts)[0])


def test_spherical_edges_are_told() -> None:
    _, [told] = read(geoparquet(ROWS, edges="spherical"))
    assert told.what == "edges are spherical; overlaid as straight ones"


def test_layers_are_not_added_up_unless_they_are_the_classes() -> None:
    two = archive(
        {
            "a/occupied.shp": one_shp(WEST),
            "a/grey.shp": one_shp(EAST),
            "a/occupied.prj": pyproj.CRS(4326).to_wkt("WKT1_ESRI").encode(),
            "a/grey.prj": pyproj.CRS(4326).to_wkt("WKT1_ESRI").encode(),
        }
    )
    with pytest.raises(UnreadableError, match=r"layers grey, occupied hold areas.*class property"):
        read(two)
    found, _ = read(two, class_property="layer")
    assert same(found, read(geojson(ROWS), class_property="status")[0])


def one_shp(area: Geometry) -> bytes:
    with zipfile.ZipFile(io.BytesIO(shapefile([(area, "")]))) as packed:
        return packed.read("map.shp")


def test_heights_and_measures_are_dropped_in_every_format() -> None:
    high = [(shapely.force_3d(area, 120.5), status) for area, status in ROWS]
    plain = read(geojson(ROWS))[0]
    shp = by_gdal(high, "ESRI Shapefile", "m.shp", geometry_type="Polygon Z")
    for data in (geojson(high), geopackage(high), geoparquet(high), shp):
        assert same(read(data)[0], plain)


def test_points_and_lines_beside_the_areas_are_left_out_and_told() -> None:
    mixed = [
        *ROWS,
        (shapely.Point(37, 48), "town"),
        (shapely.LineString([(1, 2), (3, 4)]), "front"),
        (shapely.GeometryCollection([shapely.MultiPoint([(1, 2)]), WEST]), "occupied"),
    ]
    for write in (geojson, geopackage, geoparquet):
        found, repairs = read(write(mixed[:4]))
        assert same(found, read(geojson(ROWS))[0])
        assert [each.where for each in repairs] == ["map, feature 2", "map, feature 3"]
        assert "Point has no area; left out" in repairs[0].what
        assert read(write(mixed))[0].held["held"].equals(found.held["held"])


def test_a_ring_that_crosses_itself_is_mended_alike_in_every_format() -> None:
    bow = [(shapely.Polygon([(37, 48), (37.1, 48.1), (37.1, 48), (37, 48.1)]), "held")]
    plain, [repair] = read(geojson(bow))
    assert repair.area_km2 == pytest.approx(41.45, abs=0.01)
    for write in (geopackage, geoparquet, kml):
        found, repairs = read(write(bow))
        assert same(found, plain)
        assert repairs == [repair]


def test_a_hole_without_a_shell_holds_no_ground() -> None:
    both = kml([(WEST, ""), (EAST, "")])
    found, [told] = read(both.replace(b"outerBoundaryIs", b"gone", 2))  # begin and end of the first
    assert same(found, read(geojson([(EAST, "")]))[0])
    assert "ring of 0 positions has no area; left out" in told.what


def test_a_bare_part_of_another_kind_beside_a_map_in_a_zip_is_no_second_map() -> None:
    shp = {"map.shp": one_shp(WEST), "about.json": b"{}", "__MACOSX/._map.shp": b"x"}
    shp["map.prj"] = pyproj.CRS(4326).to_wkt().encode()
    assert same(read(archive(shp))[0], read(geojson([(WEST, "")]))[0])
    with pytest.raises(UnreadableError, match="several maps"):
        read(zipped(a__kml=kml(ROWS), b__kml=kml(ROWS)))
    assert same(read(zipped(doc__kml=kml(ROWS), b__kml=kml(ROWS)))[0], read(kml(ROWS))[0])


def test_maps_in_a_folder_are_found_by_name_and_links_out_of_it_are_left_out(
    tmp_path: Path,
) -> None:
    folder = tmp_path / "maps"
    folder.mkdir()
    for name in ("b.KML", "a.geojson.gz", "m.shp", "m.dbf", "m.prj", "notes.txt", "c.parquet"):
        (folder / name).write_bytes(b"")
    (tmp_path / "secret.json").write_bytes(b"{}")
    (folder / "link.json").symlink_to(tmp_path / "secret.json")
    (folder / "same.json").symlink_to(folder / "b.KML")
    found, refused = files_of([folder, tmp_path / "other.xyz"])
    names = ["a.geojson.gz", "b.KML", "c.parquet", "m.shp", "same.json", "other.xyz"]
    assert [each.name for each in found] == names
    [(path, reason)] = refused
    assert path.name == "link.json"
    assert "link that leads out of its folder" in reason
    assert not is_map(Path("m.dbf"))
    assert all(is_map(Path(f"x{suffix}")) for suffix in SUFFIXES)


def test_a_shapefile_on_disk_is_read_with_its_siblings_but_not_through_links(
    tmp_path: Path,
) -> None:
    (tmp_path / "m.shp").write_bytes(one_shp(WEST))
    with pytest.raises(UnreadableError, match=r"no \.prj"):
        read(bytes_of(tmp_path / "m.shp"))
    (tmp_path / "m.PRJ").write_text(pyproj.CRS(4326).to_wkt("WKT1_ESRI"))
    assert same(read(bytes_of(tmp_path / "m.shp"))[0], read(geojson([(WEST, "")]))[0])
    (tmp_path / "m.dbf").symlink_to("/etc/hostname")
    with pytest.raises(UnreadableError, match="symbolic link beside"):
        bytes_of(tmp_path / "m.shp")
    with pytest.raises(UnreadableError, match="cannot be read"):
        bytes_of(tmp_path / "none.geojson")
