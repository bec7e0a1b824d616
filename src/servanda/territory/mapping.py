"""What stands on a map of one change: editions, patches, scale, north, dates, source.

Main path: ``change_scene``. Large pictures (``detail``) also get windows on the largest
patches, numbers and areas beside them, borders and names of regions, and a small map of
where all this is. How a scene is written down is decided elsewhere.
"""

from __future__ import annotations

from dataclasses import dataclass

import shapely
from shapely import Geometry

from servanda.base.errors import MisuseError
from servanda.territory.change import Change
from servanda.territory.edition import Edition
from servanda.territory.furniture import border, legend, locator, north, scale_bar, ticks
from servanda.territory.labels import Board, place_names, place_numbers
from servanda.territory.patch import Patch
from servanda.territory.regions import Regions
from servanda.territory.scene import (
    GAINED,
    GROUND,
    LINE,
    LOST,
    Area,
    Dot,
    Frame,
    Mark,
    Scene,
    Words,
    width_px,
)
from servanda.territory.view import View, view_of
from servanda.territory.words import Language, Say

__all__ = ["change_scene", "ranked"]

_LEAST_PX, _SMALL_PX, _RING_PX = 200, 7, 8
_MOST_RINGS, _DOT_PX = 40, 2.2
_PAD = 8
_PANELS, _PANEL_SHARE, _PANEL_GAP = 4, 0.26, 8
_CLEAR_PX = 60  # a patch this large in the main window needs no window of its own
_NUMBERED = 12
_NOTHING = shapely.MultiPolygon()


@dataclass(frozen=True, slots=True)
class _Grounds:
    before: Geometry
    after: Geometry


def change_scene(
    earlier: Edition,
    later: Edition,
    change: Change,
    *,
    size: tuple[int, int] = (1400, 1000),
    title: str = "",
    credit: str = "",
    focus: Patch | None = None,
    regions: Regions | None = None,
    language: Language = "en",
    detail: bool = True,
) -> Scene:
    """Return the picture of two editions and the patches between them.

    Args:
        earlier: The edition before.
        later: The edition after.
        change: Their change.
        size: Width and height in pixels, at least 200 each.
        title: Heading; the interval if empty.
        credit: Source and licence text, printed as given.
        focus: Show the surroundings of this patch; None shows all that moved.
        regions: Borders and names to find one's way by.
        language: Of the words on the map.
        detail: Number the largest patches and show them near as well.

    Raises:
        MisuseError: The page is too small, or the change is not between these editions.
    """
    _check(earlier, later, change, size)
    say = Say(language)
    heading = title or say("changes", after=say.moment(change.after),
                           until=say.moment(change.until))  # fmt: skip
    head = 26 if not detail else 40
    rings = detail and _has_rings(change, Frame(0, head, size[0], size[1] - 2 * head))
    foot = legend(change, say, credit, size, detail=detail, rings=rings)
    page = Frame(0, head, size[0], size[1] - head - foot.high)
    grounds = _Grounds(*(e.held.get(change.holder_class, _NOTHING) for e in (earlier, later)))
    views = _views(change, grounds, page, focus, detail=detail)
    marks: list[Mark] = [_heading(heading, head, size)]
    for view in views:
        marks += _window(view, grounds, change, regions, say, detail=detail, whole=len(views) == 1)
    marks += _about(views, grounds, change, regions, say, detail=detail)
    marks += foot.at(size[1] - foot.high)
    frames = [view.frame for view in views]
    return Scene(*size, heading, _told(change, say), tuple(frames), tuple(marks))


def _has_rings(change: Change, page: Frame) -> bool:
    patches = ranked(change)
    if not patches:
        return False
    view = view_of([p.geometry for p in patches], page)
    return bool(patches[-1].area_km2 ** 0.5 * view.px_per_km < _SMALL_PX)


def _check(earlier: Edition, later: Edition, change: Change, size: tuple[int, int]) -> None:
    if min(size) < _LEAST_PX:
        raise MisuseError(f"size {size} is too small to read; give at least {_LEAST_PX} pixels.")
    if (change.after, change.until) != (earlier.at, later.at):
        raise MisuseError(
            f"the change is ({change.after}, {change.until}], the editions are {earlier.at} and "
            f"{later.at}. Pass the two editions that were compared."
        )


def _heading(heading: str, head: int, size: tuple[int, int]) -> Words:
    px = 14 if head < 30 else 20  # noqa: PLR2004 - the two sizes of page
    while px > 7 and 1.12 * width_px(heading, px) > size[0] - 2 * _PAD:  # noqa: PLR2004
        px -= 1
    return Words(_PAD, head - 8 if head < 30 else head - 13, heading, px, bold=True)  # noqa: PLR2004


def ranked(change: Change) -> list[Patch]:
    """Patches that moved, largest first; where nothing moved, those redrawn."""
    both = sorted((*change.gained, *change.lost), key=lambda p: (-p.area_km2, p.id))
    return [p for p in both if p.movement != "redraw"] or both


def _views(
    change: Change, grounds: _Grounds, page: Frame, focus: Patch | None, *, detail: bool
) -> list[View]:
    """The main window, and windows on the largest patches that are small in it."""
    patches = [focus] if focus else ranked(change)
    shapes = [p.geometry for p in patches] or [_any(grounds)]
    main = view_of(shapes, page)
    if not detail or focus:
        return [main]
    small = [p for p in patches[:_NUMBERED] if p.length_m / 1e3 * main.px_per_km < _CLEAR_PX]
    near = _apart(small)[:_PANELS]
    if not near:
        return [main]
    wide = page.wide * _PANEL_SHARE
    high = (page.high - (_PANELS - 1) * _PANEL_GAP) / _PANELS
    main = view_of(shapes, Frame(page.x, page.y, page.wide - wide - _PANEL_GAP, page.high))
    panels = [
        view_of(
            [p.geometry],
            Frame(page.wide - wide, page.y + i * (high + _PANEL_GAP), wide, high),
            number=i + 1,
        )
        for i, p in enumerate(near)
    ]
    return [main, *panels]


def _any(grounds: _Grounds) -> Geometry:
    return grounds.before if grounds.after.is_empty else grounds.after


def _apart(patches: list[Patch]) -> list[Patch]:
    """Leave out a patch that a window on a larger one shows already."""
    kept: list[Patch] = []
    seen: list[Geometry] = []
    for patch in patches:
        if not any(window.covers(patch.geometry) for window in seen):
            kept.append(patch)
            seen.append(view_of([patch.geometry], Frame(0, 0, 4, 3)).box)
    return kept


def _window(
    view: View,
    grounds: _Grounds,
    change: Change,
    regions: Regions | None,
    say: Say,
    *,
    detail: bool,
    whole: bool,
) -> list[Mark]:
    """Everything inside one frame."""
    box = shapely.buffer(view.box, (view.east - view.west) * 0.02)
    before, after = (shapely.intersection(g, box) for g in (grounds.before, grounds.after))
    n = view.number
    marks: list[Mark] = [
        Area(view.rings(shapely.intersection(before, after)), fill=GROUND, frame=n)
    ]
    if regions:
        near = (shapely.intersection(area, box) for area in regions.areas if area.intersects(box))
        marks += [Area(view.rings(area), line="#bbb", wide=0.8, frame=n) for area in near]
    marks += [
        Area(view.rings(before), line=LINE, dashed=True, frame=n),
        Area(view.rings(after), line=LINE, wide=1.5, frame=n),
    ]
    patches = [p for p in (*change.gained, *change.lost) if p.geometry.intersects(box)]
    marks += [mark for p in _in_order(patches) for mark in _patch(p, view, say)]
    if whole or not n:
        marks += _rings(ranked(change), view, say)
    return marks


def _in_order(patches: list[Patch]) -> list[Patch]:
    """Redraw below, then the large before the small, so that none hides another."""
    return sorted(patches, key=lambda p: (p.movement != "redraw", -p.area_km2, p.id))


def _patch(patch: Patch, view: View, say: Say) -> list[Mark]:
    colour = GAINED if patch.kind == "gained" else LOST
    drawn = Area(
        view.rings(patch.geometry), hatch=patch.kind, line=colour, title=_named(patch, say),
        faint=patch.movement == "redraw", frame=view.number,
    )  # fmt: skip
    return [drawn]


def _named(patch: Patch, say: Say) -> str:
    return f"{say(patch.kind)} {say.number(patch.area_km2)} km², {say(patch.movement)}"


def _rings(patches: list[Patch], view: View, say: Say) -> list[Mark]:
    """A ring about each patch that is too small to see; where they are many, a dot in it."""
    small = [p for p in patches if p.area_km2**0.5 * view.px_per_km < _SMALL_PX]
    few = len(small) <= _MOST_RINGS
    marks: list[Mark] = []
    for patch in small:
        colour = GAINED if patch.kind == "gained" else LOST
        x, y = view.point(patch.lon, patch.lat)
        marks.append(
            Dot(x, y, _RING_PX if few else _DOT_PX, colour, "" if few else colour,
                "" if few else _named(patch, say), view.number)
        )  # fmt: skip
    return marks


def _about(
    views: list[View],
    grounds: _Grounds,
    change: Change,
    regions: Regions | None,
    say: Say,
    *,
    detail: bool,
) -> list[Mark]:
    """Frames, scales and north; on large pages numbers, names and where it is."""
    main = views[0]
    board = Board(main.frame)
    marks: list[Mark] = []
    for view in views:
        marks += [border(view), *scale_bar(view, board if view is main else None, say)]
    marks += north(main, board)
    if change.identical:
        marks += _across(say("same ground"), main, board)
    if detail:
        marks += ticks(main, board)
        marks += locator(views, _any(grounds), board, [p.geometry for p in ranked(change)], say)
        shown = ranked(change)[:_NUMBERED]
        marks += place_numbers(shown, views, board, say)
        marks += place_names(regions, main, board) if regions else []
    return marks


def _across(text: str, view: View, board: Board) -> list[Mark]:
    frame = view.frame
    px = max(min(16.0, 16 * frame.wide * 0.9 / width_px(text, 16)), 7)
    x, y = frame.x + frame.wide / 2, frame.y + 56
    board.take(x - frame.wide / 2, y - px, frame.wide, 2 * px)
    return [Words(x, y, text, px, "middle", bold=True, halo=True, colour="#444")]


def _told(change: Change, say: Say) -> str:
    return say(
        "told",
        gained=say.number(change.gained_km2),
        lost=say.number(change.lost_km2),
        net=say.number(change.net_km2, sign=True),
        redrawn=say.number(change.redrawn_km2),
    )
