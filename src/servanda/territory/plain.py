"""A plain GeoJSON map to outlines, as fast as it can be, or not at all.

What is written the usual way, in degrees, with closed rings that are valid polygons, is
read here. Anything else, however slight, is left to the careful way (``formats`` and
``geojson``), which repairs, reports or refuses: the same map, the same answer, and one
place for every message. Main path: ``plain_map``.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, TypeVar

import numpy as np
from numpy.typing import NDArray

from servanda.base.errors import UnreadableError
from servanda.territory.arrays import Ints
from servanda.territory.geojson import Limits, features
from servanda.territory.ground import Ground
from servanda.territory.outline import Outline, Revision
from servanda.territory.plaintext import Block, Box, plain_document
from servanda.territory.revised import Span
from servanda.territory.stays import Pair
from servanda.territory.validity import is_valid

__all__ = ["Parsing", "PlainMap", "plain_map"]

T = TypeVar("T", bound=np.generic)

_MIN_RING = 4
_HEAD = 64
_DEPTH = {"Polygon": 1, "MultiPolygon": 2}
_WIDE = 170.0  # degrees of longitude: narrower ground is less than half the globe


@dataclass(frozen=True, slots=True)
class Parsing:
    """How a map is read.

    Attributes:
        class_property: Property that names the class, or None for ``default_class``.
        default_class: Class of everything if there is no such property.
        bounds: (west, south, east, north), degrees, that every feature must touch.
        limits: What the map may cost.
    """

    class_property: str | None
    default_class: str
    bounds: Box | None
    limits: Limits


@dataclass(frozen=True, slots=True)
class PlainMap:
    """What was read: features without coordinates, and the ground of each class.

    Attributes:
        features: In their order.
        ground: Not checked; that of ``near`` if both are written in the same way.
        near: The ground it was read beside.
    """

    features: list[Mapping[str, Any]]
    ground: Ground
    near: Ground | None

    def pairs(self) -> list[Pair]:
        """Each outline that was read beside another, and that other."""
        if self.near is None or self.ground is self.near:
            return []
        names = [name for name in self.ground if name in self.near]
        pairs = [(self.near.outline(name), self.ground.outline(name)) for name in names]
        return [(one, two) for one, two in pairs if one is not two]

    def is_valid(self) -> bool:
        """Return whether all is valid if what it was read beside is."""
        near = self.near
        return self.ground is near or all(
            is_valid(
                self.ground.outline(name), near.outline(name) if near and name in near else None
            )
            for name in self.ground
        )


def plain_map(data: bytes, asked: Parsing, near: Ground | None) -> PlainMap | None:
    """Return the map, or None if it is not plain. Whether it is valid is to be asked.

    Args:
        data: The bytes as published.
        asked: How to read them.
        near: Ground of another edition; it saves work, nothing else.
    """
    if len(data) > asked.limits.bytes or data[:_HEAD].lstrip()[:1] != b"{":
        return None
    read = plain_document(data, near.blocks if near else ())
    if read is None or sum(len(block.xy) for block in read[1]) > asked.limits.vertices:
        return None
    document, blocks = read
    try:
        found = features(document, name="")
    except UnreadableError:
        return None
    parts = _by_class(found, blocks, asked)
    if parts is None or not all(_in_place(block, asked.bounds) for block in blocks):
        return None
    outlines = {}
    for name, each in sorted(parts.items()):
        other = near.outline(name) if near and name in near else None
        outlines[name] = _outline(each, other)
    ground = Ground(outlines, blocks)
    same = near is not None and ground.same_arrays(near)
    return PlainMap(found, near if near and same else ground, near)


def _by_class(
    found: list[Mapping[str, Any]], blocks: list[Block], asked: Parsing
) -> dict[str, list[Block]] | None:
    """The blocks of each class; None unless every feature has its own and none is over."""
    parts: dict[str, list[Block]] = {}
    key = asked.class_property
    if len(found) != len(blocks):
        return None
    for number, (feature, block) in enumerate(zip(found, blocks, strict=True)):
        geometry = feature.get("geometry")
        if not isinstance(geometry, dict) or geometry.get("coordinates") != f"@{number}":
            return None
        if _DEPTH.get(geometry.get("type", "")) != block.depth:
            return None
        properties = feature.get("properties") or {}
        held = asked.default_class if key is None else properties.get(key)
        if held is None:
            return None
        parts.setdefault(str(held), []).append(block)
    return parts


def _in_place(block: Block, bounds: Box | None) -> bool:
    """Whether rings are closed and all in degrees, not too wide and within bounds."""
    if block.rings.min() < _MIN_RING:
        return False
    ends = block.rings.cumsum()
    if (block.xy[ends - 1] != block.xy[ends - block.rings]).any():
        return False
    if bounds is None and _on_a_globe(block.box):  # what it reaches further does not matter then
        return True
    x, y = np.ascontiguousarray(block.xy.T)  # twice as fast as it stands
    west, south, east, north = box = float(x.min()), float(y.min()), float(x.max()), float(y.max())
    return _on_a_globe(box) and (
        bounds is None
        or (east >= bounds[0] and west <= bounds[2] and north >= bounds[1] and south <= bounds[3])
    )


def _on_a_globe(box: Box) -> bool:
    """Whether it is in degrees, and not too wide."""
    west, south, east, north = box
    degrees = west >= -180 and east <= 180 and south >= -90 and north <= 90  # noqa: PLR2004
    return degrees and east - west < _WIDE


def _outline(blocks: list[Block], near: Outline | None) -> Outline:
    parts = tuple(block.mark for block in blocks)
    if near is not None and parts == near.parts:
        return near
    xy = _one([block.xy for block in blocks])
    rings = _offsets(_one([block.rings for block in blocks]))
    made = Outline(xy, rings, _offsets(_one([block.polygons for block in blocks])))
    made.parts = parts
    made.revises = _revision(blocks, near) if near is not None else None
    return made


def _one(arrays: list[NDArray[T]]) -> NDArray[T]:
    """Arrays as one; of one, itself."""
    return arrays[0] if len(arrays) == 1 else np.concatenate(arrays)


def _offsets(counts: Ints) -> Ints:
    found = np.zeros(len(counts) + 1, dtype=np.int64)
    counts.cumsum(out=found[1:])
    return found


def _revision(blocks: list[Block], near: Outline) -> Revision | None:
    """What several blocks have otherwise than those of another outline, counted through."""
    if len(blocks) != len(near.parts):
        return None
    spans: list[Span] = []
    rings: list[Ints] = []
    if len(blocks) == 1 and (only := blocks[0].revises) and only.near is near.parts[0]:
        return Revision(near.mark, only.spans, only.rings, only.count)
    old = new = count = 0
    for block, part in zip(blocks, near.parts, strict=True):
        known = _unchanged(block) if block.mark is part else block.revises
        if known is None or known.near is not part:
            return None
        spans += [(a + old, b + old, c + new, d + new) for a, b, c, d in known.spans]
        rings.append(np.where(known.rings < 0, -1, known.rings + count))
        count += known.count
        new += len(block.xy)
        old += len(block.xy) + sum(b - a - (d - c) for a, b, c, d in known.spans)
    return Revision(near.mark, spans, np.concatenate(rings), count)


def _unchanged(block: Block) -> Revision:
    return Revision(block.mark, [], np.arange(len(block.rings)), len(block.rings))
