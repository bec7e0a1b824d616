"""GeoPackage to features, through SQLite with everything forbidden but reading tables.

A GeoPackage is a database, and a database can hold views and triggers, which are
programs. So the file is opened in memory (no file beside it can be reached), only plain
tables that its own catalogue lists are read, no function may be called, and the number
of steps is bounded. GDAL would read the same bytes, and run the views.

Main path: ``features_of``.
"""

from __future__ import annotations

import sqlite3
from contextlib import closing
from dataclasses import dataclass
from typing import Any

from servanda.base.errors import UnreadableError
from servanda.territory.wkb import Budget, Shape, geometry_of

__all__ = ["SQLITE", "Table", "tables_of"]

SQLITE = b"SQLite format 3\0"
_ALLOWED = (sqlite3.SQLITE_SELECT, sqlite3.SQLITE_READ)
_STEPS, _PATIENCE = 100_000, 20_000  # two thousand million steps of SQLite's machine
_ENVELOPE = (0, 32, 48, 48, 64)
_HEAD = 8
_AREAS = ("GEOMETRY", "POLYGON", "MULTIPOLYGON", "GEOMETRYCOLLECTION", "GEOMCOLLECTION")
_CURVES = ("CURVEPOLYGON", "MULTISURFACE", "SURFACE")


@dataclass(frozen=True, slots=True)
class Table:
    """One layer with areas.

    Attributes:
        layer: Name of the table.
        system: Organization and its number of the coordinate system, e.g. ("EPSG", 4326).
        definition: The same as WKT, for systems of no organization.
        features: GeoJSON-like features whose rings are arrays.
    """

    layer: str
    system: tuple[str, int]
    definition: str
    features: list[dict[str, Any]]


def tables_of(
    data: bytes, *, name: str, wanted: frozenset[str], most: int, depth: int
) -> list[Table]:
    """Return the layers that can hold areas, in order of their names.

    Args:
        data: The file.
        name: File name, for messages.
        wanted: Columns to read beside the geometry, if a layer has them.
        most: Features to read before the file is refused.
        depth: Geometry collections inside one another that are allowed.

    Raises:
        UnreadableError: Damaged, no GeoPackage, or a layer that is a view.
    """
    image = bytearray(data)
    image[18:20] = b"\x01\x01"  # a file left in write-ahead mode has no log beside it in memory
    try:
        with closing(sqlite3.connect(":memory:")) as database:
            database.deserialize(bytes(image))
            _forbid(database, max(len(data), 1000))
            return _tables(database, name, wanted, most, depth)
    except UnreadableError:
        raise
    except (sqlite3.Error, OverflowError, ValueError, MemoryError) as problem:
        raise UnreadableError(
            f"{name}: the GeoPackage cannot be read ({problem}). It is damaged, cut off or asks "
            f"for more than reading tables; fetch it again, or export it anew."
        ) from None


def _forbid(database: sqlite3.Connection, most_bytes: int) -> None:
    database.execute("PRAGMA trusted_schema = OFF")
    database.execute("PRAGMA cell_size_check = ON")
    database.text_factory = lambda raw: raw.decode("utf-8", "replace")
    database.setlimit(sqlite3.SQLITE_LIMIT_LENGTH, most_bytes)
    database.set_authorizer(_allow)
    calls = iter(range(_PATIENCE))
    database.set_progress_handler(lambda: int(next(calls, None) is None), _STEPS)


def _allow(action: int, first: str | None, *_: str | None) -> int:
    asks_columns = action == sqlite3.SQLITE_PRAGMA and first == "table_xinfo"
    return sqlite3.SQLITE_OK if action in _ALLOWED or asks_columns else sqlite3.SQLITE_DENY


def _tables(
    database: sqlite3.Connection, name: str, wanted: frozenset[str], most: int, depth: int
) -> list[Table]:
    plain = _schema(database)
    if "gpkg_geometry_columns" not in plain:
        raise UnreadableError(
            f"{name}: an SQLite database without the tables of a GeoPackage. Export the layer as "
            f"GeoPackage or GeoJSON."
        )
    systems = {
        row[0]: (str(row[1]), _number(row[2]), str(row[3]))
        for row in database.execute(
            "SELECT srs_id, organization, organization_coordsys_id, definition "
            "FROM gpkg_spatial_ref_sys"
        )
    }
    listed = database.execute(
        "SELECT table_name, column_name, geometry_type_name, srs_id "
        "FROM gpkg_geometry_columns ORDER BY table_name LIMIT 1000"
    ).fetchall()
    found = []
    budget = Budget(most)
    for layer, column, kind, system in listed:
        if str(kind).upper() not in _AREAS + _CURVES:
            continue
        if not plain.get(str(layer).lower()):
            raise UnreadableError(
                f"{name}: layer {str(layer)[:80]!r} is a view or missing, and only tables are "
                f"read: a view is a program of the file's author. Export it as a table."
            )
        organization, code, definition = systems.get(system, ("NONE", 0, "undefined"))
        rows = _rows(database, str(layer), str(column), wanted, most)
        features = [
            _feature(row, f"{name}, feature {n}", depth, budget) for n, row in enumerate(rows)
        ]
        found.append(Table(str(layer), (organization, code), definition, features))
    return found


def _schema(database: sqlite3.Connection) -> dict[str, bool]:
    """Name of each relation -> whether it is a plain table."""
    found = {}
    for kind, relation, text in database.execute("SELECT type, name, sql FROM sqlite_master"):
        if kind in ("table", "view"):
            start = str(text).lstrip().upper()
            found[str(relation).lower()] = kind == "table" and start.startswith("CREATE TABLE")
    return found


def _rows(
    database: sqlite3.Connection, layer: str, column: str, wanted: frozenset[str], most: int
) -> list[tuple[Any, dict[str, Any]]]:
    table = _quoted(layer)
    columns = database.execute(f"PRAGMA table_xinfo({table})").fetchall()
    if any(each[-1] for each in columns):  # computed by a formula of the file's author
        raise ValueError(f"layer {layer} has computed columns, which are not run")
    extra = sorted((wanted & {str(each[1]) for each in columns}) - {column})
    chosen = ", ".join(map(_quoted, [column, *extra]))
    cursor = database.execute(f"SELECT {chosen} FROM {table} LIMIT {most + 1}")
    rows = [(row[0], dict(zip(extra, row[1:], strict=True))) for row in cursor]
    if len(rows) > most:
        raise ValueError(f"layer {layer} has more than {most} features")
    return rows


def _quoted(identifier: str) -> str:
    return '"' + identifier.replace('"', '""') + '"'


def _number(value: Any) -> int:
    return value if isinstance(value, int) else 0


def _feature(
    row: tuple[Any, dict[str, Any]], where: str, depth: int, budget: Budget
) -> dict[str, Any]:
    blob, properties = row
    geometry = None if blob is None else _geometry(blob, where, depth, budget)
    return {"type": "Feature", "properties": properties, "geometry": geometry}


def _geometry(blob: Any, where: str, depth: int, budget: Budget) -> Shape:
    if not isinstance(blob, bytes) or len(blob) < _HEAD or blob[:2] != b"GP":
        raise UnreadableError(
            f"{where}: the geometry is not in GeoPackage's form. A map read in part would show "
            f"ground lost that was not; export it anew."
        )
    size = blob[3] >> 1 & 0x7
    if size >= len(_ENVELOPE) or blob[3] & 0x20:
        raise UnreadableError(
            f"{where}: the geometry is of an extended kind. Convert it to polygons "
            f"(ogr2ogr -nlt CONVERT_TO_LINEAR)."
        )
    return geometry_of(blob[_HEAD + _ENVELOPE[size] :], where=where, depth=depth, budget=budget)
