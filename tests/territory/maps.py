"""Small maps made in code, so that no test needs a file."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import numpy as np
import orjson
import shapely
from hypothesis import assume
from hypothesis import strategies as st
from shapely import Geometry

from servanda.territory import Edition, edition_of
from servanda.territory.outline import Outline

START = datetime(2026, 3, 2, 3, tzinfo=UTC)
SQUARE = [[37.0, 48.0], [37.1, 48.0], [37.1, 48.1], [37.0, 48.1], [37.0, 48.0]]


def edition(area: Geometry, *, day: int = 0, source: str = "map A") -> Edition:
    return edition_of(source, START + timedelta(days=day), {"held": area})


def strip(width: float, *, west: float = 37.0, south: float = 48.0, height: float = 0.1) -> Any:
    """Ground ``width`` degrees wide from ``west`` eastward."""
    return shapely.box(west, south, west + width, south + height)


def geometry(*rings: list[Any]) -> dict[str, Any]:
    return {"type": "Polygon", "coordinates": list(rings)}


def feature(shape: Any, **properties: Any) -> dict[str, Any]:
    return {"type": "Feature", "properties": properties, "geometry": shape}


def collection(*features: Any, **more: Any) -> bytes:
    return orjson.dumps({"type": "FeatureCollection", "features": list(features), **more})


def _piece(kind: str, x: int, y: int, w: int, h: int) -> Geometry:
    corners = {
        "box": [(x, y), (x + w, y), (x + w, y + h), (x, y + h)],
        "wedge": [(x, y), (x + w, y + 1), (x, y + h)],
        "kite": [(x, y), (x + w, y - 1), (x + 2 * w, y + 1), (x + w, y + h)],
    }[kind]
    return shapely.Polygon(np.array(corners) * 0.01 + (37.0, 48.0))


_pieces = st.builds(
    _piece,
    st.sampled_from(["box", "wedge", "kite"]),
    st.integers(0, 12),
    st.integers(0, 12),
    st.integers(1, 8),
    st.integers(2, 8),
)


def _ground(add: list[Geometry], take: list[Geometry]) -> Geometry:
    whole = shapely.union_all(add).difference(shapely.union_all(take))
    parts = [p for p in shapely.get_parts(whole) if p.geom_type == "Polygon" and p.area > 0]
    return shapely.MultiPolygon(parts)


grounds: st.SearchStrategy[Geometry] = st.builds(
    _ground, st.lists(_pieces, min_size=1, max_size=5), st.lists(_pieces, max_size=3)
).filter(lambda area: not area.is_empty and area.is_valid)


def written_otherwise(area: Geometry, turn: int, *, reverse: bool) -> Geometry:
    """The same ground: every ring begun elsewhere, run backwards, the parts in another order."""

    def again(ring: Geometry) -> Any:
        xy = np.roll(shapely.get_coordinates(ring)[:-1], turn, axis=0)
        xy = xy[::-1] if reverse else xy
        return np.vstack([xy, xy[:1]])

    parts = [
        shapely.Polygon(again(p.exterior), [again(hole) for hole in reversed(p.interiors)])
        for p in reversed(shapely.get_parts(area))
    ]
    return shapely.MultiPolygon(parts)


def with_midpoints(area: Geometry) -> Geometry:
    """The same ground with a vertex in the middle of every edge.

    Made by hand: shapely.segmentize was seen to return nothing for a valid polygon.
    """

    def again(ring: Geometry) -> Any:
        xy = shapely.get_coordinates(ring)
        both = np.empty((2 * len(xy) - 1, 2))
        both[::2], both[1::2] = xy, (xy[1:] + xy[:-1]) / 2
        return both

    finer = shapely.MultiPolygon(
        [
            shapely.Polygon(again(p.exterior), [again(hole) for hole in p.interiors])
            for p in shapely.get_parts(area)
        ]
    )
    assume(finer.is_valid)  # rounding of a midpoint can cross a vertex that touches the edge
    return finer


def keeps_edges(outline: Outline) -> bool:
    """Whether the edges of an outline are made and not let go of."""
    return outline._edges is not None
