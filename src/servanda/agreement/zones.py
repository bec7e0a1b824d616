"""Zones of an agreement: names of places, or a geometry written in place or in a file.

Decides whether a zone is well formed. Does not decide which incidents lie in it
(``servanda.case`` does), and opens no file itself: the caller hands over a function
that reads one file of the case.
"""

from __future__ import annotations

import json
import math
import re
from collections.abc import Callable, Mapping
from typing import Any

from servanda.agreement import keys
from servanda.agreement.model import Zone
from servanda.agreement.parts import ID
from servanda.base.errors import MisuseError, ServandaError
from servanda.base.suggest import nearest
from servanda.base.yamlfile import Fields, Node, Problems, plain

__all__ = ["ReadFile", "read_zones"]

ReadFile = Callable[[str], str]
"""Given a relative path inside the case, returns the text of that file."""

_GEOMETRIES = (
    "Polygon", "MultiPolygon", "LineString", "MultiLineString", "Point", "MultiPoint",
)  # fmt: skip
_TYPES = (*_GEOMETRIES, "GeometryCollection", "Feature", "FeatureCollection")
_MAX_CHARACTERS = 50_000_000
_MAX_DEPTH = 12
_LONGITUDE, _LATITUDE = 180.0, 90.0
_PAIR = (2, 3)  # longitude, latitude and perhaps an altitude


def read_zones(fields: Fields, read_file: ReadFile | None) -> dict[str, Zone]:
    """Return the zones by id."""
    found: dict[str, Zone] = {}
    section = fields.mapping("zones")
    for zone_id, node in section.entries() if section else ():
        if not ID.fullmatch(zone_id):
            fields.problems.add(
                node, f"{zone_id!r} cannot be the id of a zone", expected="letters, digits and -"
            )
        else:
            found[zone_id] = _zone(zone_id, node, fields.problems, read_file)
    return found


def _zone(zone_id: str, node: Node, problems: Problems, read_file: ReadFile | None) -> Zone:
    fields = Fields(node, problems, known=keys.names(keys.ZONE), what=f"zone {zone_id!r}")
    given = [key for key in ("places", "geojson", "file") if key in fields]
    if len(given) != 1:
        fields.problem(
            given[1] if given else "places",
            "a zone is described by exactly one of places, geojson and file",
            why="two descriptions could disagree, and none describes nothing",
        )
    geometry = None
    if given[:1] == ["geojson"]:
        geometry = _inline(fields)
    elif given[:1] == ["file"]:
        geometry = _from_file(fields, read_file)
    return Zone(zone_id, fields.text("name"), fields.texts("places"), geometry)


def _inline(fields: Fields) -> Mapping[str, Any] | None:
    section = fields.mapping("geojson")
    if section is None:
        return None
    try:
        return _geojson(plain(section.node))
    except MisuseError as error:
        fields.problem("geojson", str(error))
        return None


def _from_file(fields: Fields, read_file: ReadFile | None) -> Mapping[str, Any] | None:
    path = fields.text("file")
    try:
        return _geojson(json.loads(_text_of(path, read_file)))
    except ServandaError as error:
        fields.problem("file", str(error))
    except (OSError, RecursionError, UnicodeDecodeError) as error:
        fields.problem("file", f"{path!r} cannot be read: {error}")
    except ValueError as error:
        fields.problem("file", f"{path!r} is no JSON: {error}", expected="a GeoJSON file")
    return None


def _text_of(path: str, read_file: ReadFile | None) -> str:
    _stay_inside(path)
    if read_file is None:
        raise MisuseError(f"{path!r} cannot be read here, outside a case")
    text = read_file(path)
    if len(text) > _MAX_CHARACTERS:
        raise MisuseError(f"{path!r} is larger than {_MAX_CHARACTERS:,} characters")
    return text


def _stay_inside(path: str) -> None:
    parts = path.split("/")
    if "\\" in path or ":" in path or "\0" in path or path.startswith("/") or ".." in parts:
        raise MisuseError(
            f"{path!r} leads out of the case; write a path inside it, such as zones/line.geojson"
        )


def _geojson(value: Any) -> Mapping[str, Any]:
    """Check a GeoJSON object and turn its written numbers into numbers.

    >>> _geojson({"type": "Point", "coordinates": ["37.5", "48"]})
    {'type': 'Point', 'coordinates': [37.5, 48.0]}
    """
    if not isinstance(value, Mapping):
        raise MisuseError("GeoJSON is an object with a type")
    kind = value.get("type")
    if kind not in _TYPES:
        hint = nearest(str(kind), _TYPES)
        raise MisuseError(
            f"{kind!r} is no type of GeoJSON" + (f" (did you mean {hint}?)" if hint else "")
        )
    if kind == "Feature":
        return {"type": kind, "properties": {}, "geometry": _geojson(value.get("geometry"))}
    member = {"FeatureCollection": "features", "GeometryCollection": "geometries"}.get(str(kind))
    if member is not None:
        inner = value.get(member)
        if not isinstance(inner, list) or not inner:
            raise MisuseError(f"a {kind} without {member}")
        return {"type": kind, member: [_geojson(one) for one in inner]}
    return {"type": kind, "coordinates": _coordinates(value.get("coordinates"), _MAX_DEPTH)}


def _coordinates(value: Any, depth: int) -> list[Any]:
    if not isinstance(value, list) or not value or not depth:
        raise MisuseError("coordinates are lists of [longitude, latitude]")
    if isinstance(value[0], list):
        return [_coordinates(one, depth - 1) for one in value]
    pair = [_degrees(one) for one in value]
    if len(pair) not in _PAIR or abs(pair[0]) > _LONGITUDE or abs(pair[1]) > _LATITUDE:
        raise MisuseError(f"{value!r} is no [longitude, latitude] in degrees (WGS 84)")
    return pair


def _degrees(value: Any) -> float:
    written = isinstance(value, str) and re.fullmatch(r"[+-]?\d{1,9}(\.\d+)?", value)
    if not written and (isinstance(value, bool) or not isinstance(value, (int, float))):
        raise MisuseError(f"{value!r} is no number of degrees")
    degrees = float(value)
    if not math.isfinite(degrees):
        raise MisuseError(f"{value!r} is no number of degrees")
    return degrees
