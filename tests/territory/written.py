"""One map written in every format, so that no test needs a file of anybody's."""

from __future__ import annotations

import gzip
import io
import tempfile
import zipfile
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import orjson
import pyarrow as pa
import pyarrow.parquet as pq
import pyogrio
import pyproj
import shapely
from shapely import Geometry

from servanda.territory.formats import bytes_of

Rows = Sequence[tuple[Geometry, str]]
"""Each feature: its area, and the text in its column ``status``."""


def geojson(rows: Rows, crs: str = "OGC:CRS84") -> bytes:
    features = [
        {
            "type": "Feature",
            "properties": {"status": status},
            "geometry": orjson.loads(shapely.to_geojson(area)),
        }
        for area, status in rows
    ]
    name = "urn:ogc:def:crs:" + crs.replace(":", "::")
    stated = {"type": "name", "properties": {"name": name}}
    return orjson.dumps({"type": "FeatureCollection", "crs": stated, "features": features})


def by_gdal(rows: Rows, driver: str, file: str, crs: str = "EPSG:4326", **more: Any) -> bytes:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / file
        arguments: dict[str, Any] = {"geometry_type": "Unknown", "crs": crs, **more}
        pyogrio.raw.write(
            path, np.array([shapely.to_wkb(area) for area, _ in rows], dtype=object),
            [np.array([status for _, status in rows], dtype=object)], ["status"],
            driver=driver, encoding="UTF-8", **arguments,
        )  # fmt: skip
        return bytes_of(path)


def geopackage(rows: Rows, crs: str = "EPSG:4326", **more: Any) -> bytes:
    return by_gdal(rows, "GPKG", "map.gpkg", crs, **more)


def shapefile(rows: Rows, crs: str = "EPSG:4326") -> bytes:
    return by_gdal(rows, "ESRI Shapefile", "map.shp", crs, geometry_type="Polygon")


def geoparquet(rows: Rows, crs: str = "OGC:CRS84", **about: Any) -> bytes:
    column = {"encoding": "WKB", "geometry_types": [], **about}
    if crs != "OGC:CRS84":
        column["crs"] = pyproj.CRS(crs).to_json_dict()
    geo = {"version": "1.1.0", "primary_column": "shape", "columns": {"shape": column}}
    table = pa.table(
        {
            "shape": pa.array([shapely.to_wkb(area) for area, _ in rows], pa.binary()),
            "status": [status for _, status in rows],
        }
    )
    return parquet(table, {b"geo": orjson.dumps(geo)})


def parquet(table: pa.Table, metadata: Mapping[bytes, bytes] | None = None) -> bytes:
    out = io.BytesIO()
    pq.write_table(table.replace_schema_metadata(dict(metadata or {})), out)
    return out.getvalue()


def kml_ring(ring: Any) -> str:
    text = " ".join(f"{x!r},{y!r},120" for x, y in shapely.get_coordinates(ring).tolist())
    return f"<LinearRing><coordinates>\n{text}\n</coordinates></LinearRing>"


def kml_shape(area: Geometry) -> str:
    found = ""
    for part in shapely.get_parts(area):
        holes = "".join(
            f"<innerBoundaryIs>{kml_ring(hole)}</innerBoundaryIs>" for hole in part.interiors
        )
        shell = f"<outerBoundaryIs>{kml_ring(part.exterior)}</outerBoundaryIs>"
        found += f"<Polygon>{shell}{holes}</Polygon>"
    return f"<MultiGeometry>{found}</MultiGeometry>"


def kml(rows: Rows, head: str = "", placemark: str = "") -> bytes:
    marks = "".join(
        f"<Placemark><name>{status}</name>{placemark}<ExtendedData><Data name='status'>"
        f"<value>{status}</value></Data></ExtendedData>{kml_shape(area)}</Placemark>"
        for area, status in rows
    )
    return (
        "<?xml version='1.0' encoding='UTF-8'?><kml xmlns='http://www.opengis.net/kml/2.2'>"
        f"<Document><name>map</name>{head}{marks}</Document></kml>"
    ).encode()


def zipped(**content: bytes) -> bytes:
    """A zip; ``__`` in a name is the dot before its suffix."""
    return archive({name.replace("__", "."): data for name, data in content.items()})


def archive(content: Mapping[str, bytes]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as packed:
        for name, data in content.items():
            packed.writestr(zipfile.ZipInfo(name), data, zipfile.ZIP_DEFLATED)
    return out.getvalue()


FORMATS: dict[str, Callable[[Rows], bytes]] = {
    "geojson": geojson,
    "geojson.gz": lambda rows: gzip.compress(geojson(rows)),
    "geojson.zip": lambda rows: zipped(map__geojson=geojson(rows)),
    "gpkg": geopackage,
    "gpkg.gz": lambda rows: gzip.compress(geopackage(rows)),
    "gpkg.zip": lambda rows: zipped(map__gpkg=geopackage(rows)),
    "shp.zip": shapefile,
    "kml": kml,
    "kml.gz": lambda rows: gzip.compress(kml(rows)),
    "kmz": lambda rows: zipped(doc__kml=kml(rows), icon__png=b"\x89PNG"),
    "parquet": geoparquet,
}
