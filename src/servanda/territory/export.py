"""Patches with all their measures as GeoParquet, GeoJSON or GeoPackage.

The same patches give the same bytes. Coordinates are longitude and latitude in degrees,
WGS 84, edges straight between them; rings run as RFC 7946 wants them. Nothing is coarsened
or withheld here. Main path: ``rows_of`` -> ``written``.
"""

from __future__ import annotations

import io
import json
import tempfile
from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC
from pathlib import Path
from typing import Any

import shapely

from servanda.base.errors import MisuseError
from servanda.territory.change import Change
from servanda.territory.followed import Outcome
from servanda.territory.patch import Patch

__all__ = ["COLUMNS", "FORMS", "form_of", "rows_of", "written"]

FORMS = (".parquet", ".geojson", ".gpkg")
COLUMNS: dict[str, str] = {
    "patch": "string", "from": "moment", "to": "moment", "holder": "string", "kind": "string",
    "movement": "string", "why": "string", "batch": "double", "area_km2": "double",
    "width_m": "double", "length_m": "double", "lon": "double", "lat": "double",
    "region": "string", "region_km2": "double", "returned_share": "double", "fate": "string",
    "editions_held": "int", "decided": "moment",
}  # fmt: skip
_UNDECIDED = Outcome("undecided", 0)
_GDAL_UTC = 100
_MOMENT_IN_A_FILE = "2000-01-01T00:00:00Z"


def form_of(name: str) -> str:
    """Return the form that a file name asks for.

    Raises:
        MisuseError: Another end.
    """
    for form in FORMS:
        if name.endswith(form):
            return form
    raise MisuseError(f"{name}: patches are written as {', '.join(FORMS)}; end the name in one.")


def rows_of(
    changes: Iterable[Change],
    outcomes: Mapping[str, Outcome],
    regions: Mapping[str, Mapping[str, float]],
) -> list[dict[str, Any]]:
    """Return one row a patch, in order of time, then size.

    Args:
        changes: In order.
        outcomes: What became of each patch, by its id.
        regions: km² by region, by patch id; the one with most of it is named.
    """
    return [
        _row(patch, change, outcomes.get(patch.id, _UNDECIDED), regions.get(patch.id, {}))
        for change in changes
        for patch in sorted((*change.gained, *change.lost), key=lambda p: (-p.area_km2, p.id))
    ]


def _row(
    patch: Patch, change: Change, outcome: Outcome, shares: Mapping[str, float]
) -> dict[str, Any]:
    most = max(shares, key=lambda name: shares[name]) if shares else None
    return {
        "patch": patch.id, "from": change.after, "to": change.until, "holder": change.holder_class,
        "kind": patch.kind, "movement": patch.movement, "why": patch.why, "batch": patch.batch,
        "area_km2": patch.area_km2, "width_m": patch.width_m, "length_m": patch.length_m,
        "lon": patch.lon, "lat": patch.lat,
        "region": most, "region_km2": shares[most] if most is not None else None,
        "returned_share": patch.returned_share, "fate": outcome.fate,
        "editions_held": outcome.editions_held, "decided": outcome.at,
        "geometry": patch.geometry,
    }  # fmt: skip


def written(rows: Sequence[Mapping[str, Any]], form: str) -> bytes:
    """Return the rows as a file of that form."""
    shapes = shapely.orient_polygons([row["geometry"] for row in rows])
    if form == ".geojson":
        return _geojson(rows, shapes)
    if form == ".parquet":
        return _parquet(rows, shapes)
    return _geopackage(rows, shapes)


def _geojson(rows: Sequence[Mapping[str, Any]], shapes: Any) -> bytes:
    import orjson

    features = [
        {
            "type": "Feature",
            "id": row["patch"],
            "bbox": [float(v) for v in shapely.bounds(shape)],
            "geometry": orjson.Fragment(shapely.to_geojson(shape)),
            "properties": {name: row[name] for name in COLUMNS},
        }
        for row, shape in zip(rows, shapes, strict=True)
    ]
    collection = {"type": "FeatureCollection", "features": features}
    return orjson.dumps(collection, option=orjson.OPT_UTC_Z | orjson.OPT_APPEND_NEWLINE)


def _parquet(rows: Sequence[Mapping[str, Any]], shapes: Any) -> bytes:
    import pyarrow as pa
    import pyarrow.parquet as pq

    kinds = {"string": pa.string(), "double": pa.float64(), "int": pa.int32(),
             "moment": pa.timestamp("us", "UTC")}  # fmt: skip
    columns = {
        name: pa.array([row[name] for row in rows], kinds[kind]) for name, kind in COLUMNS.items()
    }
    columns["geometry"] = pa.array(shapely.to_wkb(shapes, byte_order=1), pa.binary())
    geo: dict[str, Any] = {"encoding": "WKB", "geometry_types": ["Polygon"], "edges": "planar",
                           "orientation": "counterclockwise"}  # fmt: skip
    if rows:
        geo["bbox"] = [float(v) for v in shapely.total_bounds(shapes)]
    told = {"version": "1.1.0", "primary_column": "geometry", "columns": {"geometry": geo}}
    table = pa.table(columns).replace_schema_metadata({"geo": json.dumps(told)})
    out = io.BytesIO()
    pq.write_table(table, out, compression="zstd")
    return out.getvalue()


def _geopackage(rows: Sequence[Mapping[str, Any]], shapes: Any) -> bytes:
    import numpy as np
    import pyogrio
    from pyogrio.raw import write

    fields = [_field([row[name] for row in rows], kind) for name, kind in COLUMNS.items()]
    moments = [name for name, kind in COLUMNS.items() if kind == "moment"]
    shapes = np.array(shapely.to_wkb(shapes), dtype=object)
    before = pyogrio.get_gdal_config_option("OGR_CURRENT_DATE")
    pyogrio.set_gdal_config_options({"OGR_CURRENT_DATE": _MOMENT_IN_A_FILE})
    try:
        with tempfile.TemporaryDirectory() as folder:
            path = Path(folder) / "patches.gpkg"
            write(
                path, shapes, fields, list(COLUMNS), layer="patches", driver="GPKG",
                geometry_type="Polygon", crs="EPSG:4326",
                gdal_tz_offsets={name: np.full(len(rows), _GDAL_UTC) for name in moments},
            )  # fmt: skip
            return path.read_bytes()
    finally:
        pyogrio.set_gdal_config_options({"OGR_CURRENT_DATE": before})


def _field(values: list[Any], kind: str) -> Any:
    import numpy as np

    if kind == "moment":
        plain = [v and v.astimezone(UTC).replace(tzinfo=None) for v in values]
        return np.array(plain, dtype="datetime64[ms]")
    numbers = {"double": np.float64, "int": np.int32}
    if kind in numbers:
        return np.array([np.nan if v is None else v for v in values], dtype=numbers[kind])
    return np.array(values, dtype=object)
