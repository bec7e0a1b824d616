"""KML to features, its styles resolved to colours, by expat and without any entity.

GDAL's KML driver drops styles and folders, which is where hand-made maps keep their
classes, so the XML is walked here. Each Placemark becomes a feature with its own data
(``ExtendedData``) and with ``name``, ``folder`` (the path of folders around it),
``styleUrl``, ``fill`` (``#rrggbb`` of its PolyStyle), and the ``begin``, ``end`` or
``when`` of its time. A document type is refused: KML has none, and entities are how a
small file becomes a huge one. Network links are never followed.

Main path: ``features_of``.
"""

from __future__ import annotations

import re
from typing import Any
from xml.parsers import expat

import numpy as np
from numpy.typing import NDArray

from servanda.base.errors import UnreadableError

__all__ = ["features_of"]

_DEPTH = 100
_ELEMENTS = 2_000_000
_LONE = re.compile(r"(?<![^\s])[^\s,]+(?![^\s])")
_GAP = re.compile(r"\s*,\s*")
_SINGLE = ("Point", "LineString", "Track", "Model", "LinearRing")
_TIMES = ("begin", "end", "when")
_HOPS = 8  # StyleMap to style to style: no map needs more, and a circle has no end


def features_of(
    data: bytes, *, name: str, most_vertices: int
) -> tuple[list[dict[str, Any]], list[str]]:
    """Return the Placemarks as features, and what was not followed.

    Args:
        data: The XML.
        name: File name, for messages.
        most_vertices: Positions in all rings together.

    Raises:
        UnreadableError: Not well-formed, not KML, with a document type, or nested too deep.
    """
    walk = _Walk(name, most_vertices)
    parser = expat.ParserCreate()
    parser.buffer_text = True
    parser.StartElementHandler = walk.start
    parser.EndElementHandler = walk.end
    parser.CharacterDataHandler = walk.texts.append
    parser.StartDoctypeDeclHandler = walk.doctype
    try:
        parser.Parse(data, True)
    except UnreadableError:
        raise
    except (expat.ExpatError, LookupError, ValueError) as problem:
        raise UnreadableError(
            f"{name}: not well-formed XML ({problem}). The file is cut off or not KML; a map read "
            f"in part would show ground lost that was not. Fetch it again."
        ) from None
    notes = [f"{walk.links} NetworkLink(s) not followed"] if walk.links else []
    return [walk.styled(feature) for feature in walk.features], notes


class _Walk:
    """What has been read so far, and where in the tree the parser stands."""

    def __init__(self, name: str, most_vertices: int) -> None:
        self.name = name
        self.elements, self.vertices, self.most = _ELEMENTS, most_vertices, most_vertices
        self.path: list[str] = []
        self.texts: list[str] = []
        self.folders: list[str] = []
        self.features: list[dict[str, Any]] = []
        self.links = 0
        self.fills: dict[str, str] = {}
        self.refers: dict[str, str] = {}
        self.style = ""
        self.pair = ""
        self.key = ""
        self.current: dict[str, Any] | None = None
        self.data: dict[str, Any] = {}
        self.polygons: list[list[NDArray[np.float64]]] = []
        self.others = ""

    def doctype(self, *_: Any) -> None:
        raise UnreadableError(
            f"{self.name}: the XML has a document type (<!DOCTYPE>). KML has none, and entities "
            f"can unpack to any size; remove it if you trust the file."
        )

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        element = tag.rpartition(":")[2]
        if not self.path and element != "kml":
            raise UnreadableError(
                f"{self.name}: the root of the XML is <{element[:40]}>, not <kml>. Convert the "
                f"map to GeoJSON, GeoPackage or KML."
            )
        self.path.append(element)
        self.elements -= 1
        if self.elements < 0:
            raise UnreadableError(
                f"{self.name}: more than {_ELEMENTS} XML elements, the limit for one map."
            )
        if len(self.path) > _DEPTH:
            raise UnreadableError(f"{self.name}: XML nested too deep. Flatten the file.")
        self.texts.clear()
        if element == "Placemark":
            self.current, self.data, self.polygons, self.others = {}, {}, [], ""
        elif element in ("Folder", "Document"):
            self.folders.append("")
        elif element in ("Style", "StyleMap"):
            self.style = attributes.get("id", "")
        elif element == "Polygon":
            self.polygons.append([np.empty((0, 2))])  # until its outer boundary comes
        elif element in ("Data", "SimpleData"):
            self.key = attributes.get("name", "")
            self.data.setdefault(self.key, "")

    def end(self, tag: str) -> None:
        element, parent = self.path.pop(), self.path[-1] if self.path else ""
        text = "".join(self.texts).strip()
        self.texts.clear()
        if element == "coordinates":
            self._coordinates(parent, text)
        elif element == "Placemark" and self.current is not None:
            self._finish(self.current)
            self.current = None
        elif element in ("Folder", "Document"):
            self.folders.pop()
        elif element == "NetworkLink":
            self.links += 1
        elif element in _SINGLE and parent not in ("outerBoundaryIs", "innerBoundaryIs"):
            self.others = element
        else:
            self._words(element, parent, text)

    def _words(self, element: str, parent: str, text: str) -> None:
        """Take up a name, a time, a style or a datum."""
        if element == "name" and parent in ("Folder", "Document") and self.folders:
            self.folders[-1] = text
        elif element == "color" and parent == "PolyStyle":
            self._colour(text)
        elif element == "key" and parent == "Pair":
            self.pair = text
        elif element == "styleUrl" and parent == "Pair":
            if self.pair == "normal":
                self.refers[self.style] = text
        elif self.current is None:
            return
        elif element == "name" and parent == "Placemark":
            self.current["name"] = text
        elif element == "styleUrl" and parent == "Placemark":
            self.current["styleUrl"] = text
        elif element in _TIMES and parent in ("TimeSpan", "TimeStamp"):
            self.current[element] = text
        elif (element == "value" and parent == "Data") or element == "SimpleData":
            self.data[self.key] = text

    def _colour(self, text: str) -> None:
        """KML writes aabbggrr; the rest of the world #rrggbb."""
        plain = text.lstrip("#").lower()
        if not re.fullmatch("[0-9a-f]{8}", plain):
            return
        found = f"#{plain[6:8]}{plain[4:6]}{plain[2:4]}"
        if self.current is not None:
            self.current["fill"] = found
        elif self.style:
            self.fills[self.style] = found

    def _coordinates(self, parent: str, text: str) -> None:
        if parent != "LinearRing" or not self.polygons or self.current is None:
            return
        if self.path[-2:-1] not in (["outerBoundaryIs"], ["innerBoundaryIs"]):
            return
        ring = self._positions(text)
        if self.path[-2] == "innerBoundaryIs":
            self.polygons[-1].append(ring)
        elif len(self.polygons[-1][0]):
            raise UnreadableError(
                f"{self.name}, feature {len(self.features)}: a polygon with two outer boundaries. "
                f"Which of them holds the ground cannot be told; draw two polygons."
            )
        else:
            self.polygons[-1][0] = ring

    def _positions(self, text: str) -> NDArray[np.float64]:
        if text.count(",") > 2 * self.vertices:
            raise UnreadableError(
                f"{self.name}, feature {len(self.features)}: more than {self.most} vertices, "
                f"the limit for one map. Simplify the map, or raise Limits.vertices."
            )
        text = _GAP.sub(",", text)
        lone = _LONE.search(text) is not None  # not a pair; found before anything is built
        pairs = [] if lone else [each.split(",")[:2] for each in text.split()]
        self.vertices -= len(pairs)
        try:
            found = np.array(pairs, dtype=np.float64) if pairs else np.empty((0, 2 - lone))
        except (ValueError, OverflowError):
            found = np.empty(0)
        if found.ndim != 2 or found.shape[1] != 2:  # noqa: PLR2004
            raise UnreadableError(
                f"{self.name}, feature {len(self.features)}: <coordinates> are not numbers in "
                f"pairs (longitude,latitude). The outline cannot be drawn without them; mend the "
                f"file."
            )
        return found

    def _finish(self, own: dict[str, Any]) -> None:
        kind = "MultiPolygon" if self.polygons else self.others or None
        geometry = {"type": kind, "coordinates": self.polygons} if kind else None
        if kind in ("Track", "Model", "LinearRing"):
            geometry = {"type": "LineString", "coordinates": []}
        folder = "/".join(each for each in self.folders if each)
        properties = {**own, "folder": folder, **self.data}
        self.features.append({"type": "Feature", "properties": properties, "geometry": geometry})

    def styled(self, feature: dict[str, Any]) -> dict[str, Any]:
        """Return the feature with the colour its style has, once all styles are known."""
        properties = feature["properties"]
        style = str(properties.get("styleUrl", "")).rpartition("#")[2]
        for _ in range(_HOPS):
            if style not in self.refers or style in self.fills:
                break
            style = self.refers[style].rpartition("#")[2]
        if "fill" not in properties and style in self.fills:
            properties["fill"] = self.fills[style]
        return feature
