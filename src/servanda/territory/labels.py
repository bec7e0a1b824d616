"""Where numbers and names may stand on a map: beside what they name, and never on each other.

Each text tries places around its point, near ones first, and is left out if all are taken;
what is left out is still in the table of patches. Main path: ``Board.fit``.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence

import numpy as np
import shapely

from servanda.territory.patch import Patch
from servanda.territory.regions import Regions
from servanda.territory.scene import GAINED, LOST, Frame, Mark, Stroke, Words, width_px
from servanda.territory.view import View
from servanda.territory.words import Say

__all__ = ["Board", "place_names", "place_numbers"]

_PX, _NAME_PX = 12.0, 11.0
_REACH = (14, 24, 38, 56, 80, 110)
_LEAST_SHARE = 0.01


class Board:
    """Which rectangles of a window are taken."""

    def __init__(self, frame: Frame) -> None:
        """Begin with an empty window."""
        self.frame = frame
        self._taken: list[tuple[float, float, float, float]] = []

    def take(self, x: float, y: float, wide: float, high: float) -> None:
        """Keep a rectangle free of anything else."""
        self._taken.append((x, y, x + wide, y + high))

    def is_free(self, x: float, y: float, wide: float, high: float) -> bool:
        """Whether a rectangle lies in the window and on nothing."""
        f = self.frame
        inside = f.x + 2 <= x and x + wide <= f.x + f.wide - 2
        inside = inside and f.y + 2 <= y and y + high <= f.y + f.high - 2
        return inside and not any(
            x < right and left < x + wide and y < bottom and top < y + high
            for left, top, right, bottom in self._taken
        )

    def fit(self, x: float, y: float, wide: float, high: float) -> tuple[float, float] | None:
        """Take the nearest free rectangle about a point; None if there is none.

        Returns:
            Its left upper corner.
        """
        for left, top in _around(x, y, wide, high):
            if self.is_free(left, top, wide, high):
                self.take(left, top, wide, high)
                return left, top
        return None


def _around(x: float, y: float, wide: float, high: float) -> Iterator[tuple[float, float]]:
    for reach in _REACH:
        for turn in (-0.125, 0.125, -0.375, 0.375, 0, 0.5, -0.25, 0.25):
            east, south = math.cos(2 * math.pi * turn), math.sin(2 * math.pi * turn)
            left = x + east * reach - wide * (1 - east) / 2
            yield left, y + south * reach - high * (1 - south) / 2


def place_numbers(
    patches: Sequence[Patch], views: Sequence[View], board: Board, say: Say
) -> list[Mark]:
    """Number the patches in order, with their area, in the main window and the near ones."""
    marks: list[Mark] = []
    main = views[0]
    for patch in patches:  # no text on the point of another
        x, y = main.point(patch.lon, patch.lat)
        board.take(x - 8, y - 8, 16, 16)
    for number, patch in enumerate(patches, 1):
        text = f"{number} · {say.number(patch.area_km2)} km²"
        marks += _on_it(text, main, patch, board) or _beside(
            text, main.point(patch.lon, patch.lat), patch, board
        )
    for view in views[1:]:
        near = Board(view.frame)
        near.take(view.frame.x, view.frame.y + view.frame.high - 36, view.frame.wide * 0.45, 36)
        for number, patch in enumerate(patches, 1):
            point = patch.geometry.representative_point()
            if view.box.contains(point):
                text = f"{number} · {say.number(patch.area_km2)} km²"
                marks += _on_it(text, view, patch, near) or _beside(
                    text, view.point(point.x, point.y), patch, near
                )
    return marks


def _on_it(text: str, view: View, patch: Patch, board: Board) -> list[Mark]:
    """Text in the middle of a patch that is large enough for it."""
    west, south, east, north = shapely.bounds(patch.geometry)
    (left, bottom), (right, top) = view.point(west, south), view.point(east, north)
    wide = width_px(text, _PX)
    if right - left < wide * 1.2 or bottom - top < _PX * 4:
        return []
    point = patch.geometry.representative_point()
    x, y = view.point(point.x, point.y)
    if not board.is_free(x - wide / 2, y - _PX, wide, _PX + 3):
        return []
    board.take(x - wide / 2, y - _PX, wide, _PX + 3)
    return [Words(x, y, text, _PX, "middle", bold=True, halo=True, colour=_ink(patch))]


def _ink(patch: Patch) -> str:
    return _dark(GAINED if patch.kind == "gained" else LOST)


def _beside(text: str, place: tuple[float, float], patch: Patch, board: Board) -> list[Mark]:
    wide, (x, y) = width_px(text, _PX), place
    found = board.fit(x, y, wide, _PX + 3)
    if found is None:
        return []
    left, top = found
    colour = _ink(patch)
    end = (min(max(x, left), left + wide), min(max(y, top), top + _PX + 3))
    drawn: list[Mark] = [Words(left, top + _PX, text, _PX, bold=True, halo=True, colour=colour)]
    return [Stroke((place, end), colour, 0.9), *drawn] if math.dist(place, end) > _PX else drawn


def _dark(colour: str) -> str:
    """The same colour, dark enough to be read as text on white."""
    return {"#d55e00": "#9c4500", "#0072b2": "#00517f"}[colour]


def place_names(regions: Regions, view: View, board: Board) -> list[Mark]:
    """Write the name of each region that takes up some of the window, where there is room."""
    marks: list[Mark] = []
    box = view.box
    for name, area in zip(regions.names, regions.areas, strict=True):
        seen = shapely.intersection(area, box)
        if seen.area < box.area * _LEAST_SHARE:
            continue
        wide = width_px(name, _NAME_PX)
        for point in _inside(seen):
            x, y = view.point(*point)
            if board.is_free(x - wide / 2, y - _NAME_PX, wide, _NAME_PX + 4):
                board.take(x - wide / 2, y - _NAME_PX, wide, _NAME_PX + 4)
                marks.append(Words(x, y, name, _NAME_PX, "middle", halo=True, colour="#777"))
                break
    return marks


def _inside(area: shapely.Geometry) -> Iterator[tuple[float, float]]:
    """Points well inside an area, the best first."""
    west, south, east, north = shapely.bounds(area)
    best = shapely.point_on_surface(area)
    yield float(best.x), float(best.y)
    shapely.prepare(area)
    for part in (0.5, 0.35, 0.65, 0.2, 0.8):
        for across in np.linspace(0.2, 0.8, 5):
            lon, lat = west + across * (east - west), south + part * (north - south)
            if shapely.contains_xy(area, lon, lat):
                yield float(lon), float(lat)
