"""Scale bar, north, frame, degrees, legend, and the small map of where all this is."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
import shapely
from shapely import Geometry

from servanda.territory.change import Change
from servanda.territory.labels import Board
from servanda.territory.scene import (
    GAINED,
    GROUND,
    INK,
    LINE,
    LOST,
    QUIET,
    Area,
    Frame,
    Mark,
    Stroke,
    Words,
    width_px,
    wrapped,
)
from servanda.territory.view import View, round_km, view_of
from servanda.territory.words import Say

__all__ = ["Foot", "border", "legend", "locator", "north", "scale_bar", "ticks"]

_BAR_SHARE = 0.3
_PAD, _SWATCH = 8, 14
_LOCATOR_SHARE, _LOCATOR_FROM = 0.24, 0.9


def border(view: View) -> Mark:
    """Frame of a window."""
    f = view.frame
    corners = ((f.x, f.y), (f.x + f.wide, f.y), (f.x + f.wide, f.y + f.high), (f.x, f.y + f.high))
    return Stroke((*corners, corners[0]), QUIET)


def _box(x: float, y: float, wide: float, high: float) -> Mark:
    corners = ((x, y), (x + wide, y), (x + wide, y + high), (x, y + high))
    return Stroke(corners, "", fill="#fff", over=True)


def scale_bar(view: View, board: Board | None, say: Say) -> list[Mark]:
    """Bar of a round length at the lower left."""
    f = view.frame
    km = round_km(f.wide / view.px_per_km * _BAR_SHARE)
    bar, bottom = km * view.px_per_km, f.y + f.high
    x, y = f.x + 12, bottom - 12
    text = f"{km:g} km" if km >= 1 else f"{km * 1000:g} m"
    if board:
        board.take(f.x, bottom - 36, max(bar, width_px(text, 11)) + 24, 36)
    return [
        _box(f.x + 4, bottom - 32, max(bar, width_px(text, 11)) + 16, 28),
        Stroke(((x, y - 5), (x, y), (x + bar, y), (x + bar, y - 5)), INK, 1.5),
        Words(x + 4, y - 5, text, 11),
    ]


def north(view: View, board: Board) -> list[Mark]:
    """Arrow at the upper right."""
    x, top = view.frame.x + view.frame.wide - 20, view.frame.y + 8
    board.take(x - 12, top - 8, 32, 44)
    return [
        _box(x - 10, top - 4, 20, 38),
        Stroke(((x, top), (x + 6, top + 18), (x, top + 13), (x - 6, top + 18)), "", fill=INK),
        Words(x, top + 30, "N", 11, "middle"),
    ]


def ticks(view: View, board: Board) -> list[Mark]:
    """Degrees along the upper and the left edge, so that places can be looked up."""
    f = view.frame
    step = _tick_step((view.east - view.west) / 5)
    digits = max(0, -math.floor(math.log10(step) + 1e-9))
    marks: list[Mark] = []
    for lon in np.arange(math.ceil(view.west / step), view.east / step) * step:
        x, _ = view.point(float(lon), view.north)
        text = f"{abs(lon):.{digits}f}°{'E' if lon >= 0 else 'W'}"
        if board.is_free(x - 24, f.y + 2, 48, 16):
            board.take(x - 24, f.y + 2, 48, 16)
            marks += [Stroke(((x, f.y), (x, f.y + 5)), QUIET),
                      Words(x, f.y + 15, text, 10, "middle", halo=True, colour="#666")]  # fmt: skip
    for lat in np.arange(math.ceil(view.south / step), view.north / step) * step:
        _, y = view.point(view.west, float(lat))
        text = f"{abs(lat):.{digits}f}°{'N' if lat >= 0 else 'S'}"
        if board.is_free(f.x + 2, y - 8, 48, 16):
            board.take(f.x + 2, y - 8, 48, 16)
            marks += [Stroke(((f.x, y), (f.x + 5, y)), QUIET),
                      Words(f.x + 8, y + 4, text, 10, halo=True, colour="#666")]  # fmt: skip
    return marks


def _tick_step(least: float) -> float:
    """The smallest of 0.01, 0.02, 0.05, 0.1 ... degrees that is not below ``least``."""
    power = 10.0 ** math.floor(math.log10(least))
    return min(step * power for step in (1, 2, 5, 10) if step * power >= least)


def locator(
    views: Sequence[View], ground: Geometry, board: Board, moved: Sequence[Geometry], say: Say
) -> list[Mark]:
    """Small map of all ground held with the main window on it; none if that shows it anyway."""
    main = views[0]
    whole = shapely.envelope(ground)
    if shapely.intersection(whole, main.box).area > _LOCATOR_FROM * whole.area:
        return []
    side = min(main.frame.wide, main.frame.high) * _LOCATOR_SHARE
    shape = view_of([ground], Frame(0, 0, side, side), least_km=1)
    place = _quiet_corner(main, board, moved, side)
    if place is None:
        return []
    board.take(place.x - 4, place.y - 4, side + 8, side + 8)
    small = view_of([ground], place, least_km=1)
    simple = shapely.simplify(ground, (shape.east - shape.west) / side / 3)
    window = small.rings(main.box)[0].tolist()
    corners = tuple((float(x), float(y)) for x, y in window)
    x, y = place.x, place.y
    return [
        _box(x, y, side, side),
        *_outline(simple, small),
        Stroke((*corners, corners[0]), "#c00", 1.5),
        Stroke(((x, y), (x + side, y), (x + side, y + side), (x, y + side), (x, y)), QUIET),
    ]


def _outline(ground: Geometry, view: View) -> list[Mark]:
    marks: list[Mark] = []
    for ring in view.rings(ground):
        points = tuple((float(x), float(y)) for x, y in ring)
        marks.append(Stroke(points, LINE, 0.6, fill=GROUND))
    return marks


def _quiet_corner(view: View, board: Board, moved: Sequence[Geometry], side: float) -> Frame | None:
    """The corner with the fewest patches under it, of those that are free."""
    f, gap = view.frame, 10
    left, right = f.x + gap, f.x + f.wide - side - gap
    top, bottom = f.y + gap + 14, f.y + f.high - side - gap
    corners = [(right, bottom), (left, top), (right, top + 34), (left, bottom - 34)]
    points = np.array([view.point(*shapely.get_coordinates(g.centroid)[0]) for g in moved])

    def under(corner: tuple[float, float]) -> int:
        if not len(points):
            return 0
        x, y = corner
        inside = (points[:, 0] > x) & (points[:, 0] < x + side)
        return int((inside & (points[:, 1] > y) & (points[:, 1] < y + side)).sum())

    free = [c for c in corners if board.is_free(c[0], c[1], side, side)]
    return Frame(*min(free, key=under), side, side) if free else None


@dataclass(frozen=True, slots=True)
class Foot:
    """The legend and the source, as high as they need."""

    high: float
    at: Callable[[float], list[Mark]]


def legend(
    change: Change,
    say: Say,
    credit: str,
    size: tuple[int, int],
    *,
    detail: bool,
    rings: bool = False,
) -> Foot:
    """Return what stands below the map, set in as many lines as it takes."""
    px = 13 if detail else 11
    entries = _entries(change, say, px)
    if rings:
        entries.append(_Entry(f"○ {say('ring')}", px))
    rows: list[list[tuple[float, _Entry]]] = [[]]
    x = float(_PAD)
    for entry in entries:
        if rows[-1] and x + entry.wide > size[0] - _PAD:
            rows.append([])
            x = _PAD
        rows[-1].append((x, entry))
        x += entry.wide + 2 * _PAD
    told = "; ".join(text for text in (change.source, credit) if text)
    small = wrapped(told, px - 1, size[0] - 2 * _PAD)
    row_high, line_high = px + 8, px + 4

    def at(top: float) -> list[Mark]:
        marks: list[Mark] = []
        for number, row in enumerate(rows):
            base = top + 8 + number * row_high + px
            marks += [mark for place, entry in row for mark in entry.marks(place, base)]
        base = top + 8 + len(rows) * row_high + px
        marks += [Words(_PAD, base + number * line_high, line, px - 1, colour="#444")
                  for number, line in enumerate(small)]  # fmt: skip
        return marks

    return Foot(8 + len(rows) * row_high + len(small) * line_high + 6, at)


@dataclass(frozen=True, slots=True)
class _Entry:
    text: str
    px: float
    sample: Callable[[float, float], list[Mark]] | None = None

    @property
    def wide(self) -> float:
        return width_px(self.text, self.px) + (_SWATCH + 5 if self.sample else 0)

    def marks(self, x: float, base: float) -> list[Mark]:
        sample = self.sample(x, base) if self.sample else []
        return [*sample, Words(x + (_SWATCH + 5 if self.sample else 0), base, self.text, self.px)]


def _entries(change: Change, say: Say, px: float) -> list[_Entry]:
    def swatch(**style: str | bool) -> Callable[[float, float], list[Mark]]:
        def drawn(x: float, base: float) -> list[Mark]:
            corners = np.array(
                [(x, base - 9), (x + 14, base - 9), (x + 14, base + 1), (x, base + 1)]
            )
            return [Area((corners,), frame=-1, **style)]  # type: ignore[arg-type]

        return drawn

    def line(wide: float, *, dashed: bool) -> Callable[[float, float], list[Mark]]:
        def drawn(x: float, base: float) -> list[Mark]:
            ends = np.array([(x, base - 4), (x + 15, base - 4)])
            return [Area((ends,), line=LINE, wide=wide, dashed=dashed, frame=-1)]

        return drawn

    def km2(word: str, value: float) -> str:
        return f"{say(word)} {say.number(value)} km²"

    return [
        _Entry(km2("gained", change.gained_km2), px, swatch(hatch="gained", line=GAINED)),
        _Entry(km2("lost", change.lost_km2), px, swatch(hatch="lost", line=LOST)),
        _Entry(f"{say('net')} {say.number(change.net_km2, sign=True)} km²", px),
        _Entry(km2("of this redrawn", change.redrawn_km2), px,
               swatch(hatch="gained", line=GAINED, faint=True)),
        _Entry(say("held in both"), px, swatch(fill=GROUND)),
        _Entry(say("line on", moment=say.moment(change.after)), px, line(1, dashed=True)),
        _Entry(say("line on", moment=say.moment(change.until)), px, line(1.5, dashed=False)),
    ]  # fmt: skip
