"""A small map of one change, as a self-contained inline SVG for a report.

Both editions are clipped around the changed patches. Colours are told apart by people
with any colour vision, and gain and loss are also hatched in different directions, so
that a grey print still reads. No base map, no network, no script: what is drawn is what
the two editions say, with their dates, source and licence beside it.

It shows; it decides nothing, and it does not delay, coarsen or withhold: whoever publishes
it does that first. Main path: ``svg_map``.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from datetime import datetime
from xml.sax.saxutils import escape, quoteattr

import numpy as np
import shapely
from numpy.typing import NDArray
from shapely import Geometry

from servanda.base.errors import MisuseError
from servanda.territory.change import Change
from servanda.territory.edition import Edition
from servanda.territory.patch import Patch

__all__ = ["svg_map"]

_GAINED, _LOST, _GROUND, _LINE = "#d55e00", "#0072b2", "#e4e0d8", "#6b6459"  # Okabe and Ito
_DEGREE_KM = 111.32
_MARGIN, _LEAST_KM = 0.15, 3.0
_HEAD_PX, _FOOT_PX, _PAD_PX = 26, 58, 8
_LEAST_PX, _SMALL_PX = 200, 7
_BAR_SHARE = 0.3
_FONT = "font-family='system-ui,sans-serif' fill='#222'"


@dataclass(frozen=True, slots=True)
class _View:
    """The window in degrees and how it falls on the page."""

    west: float
    south: float
    east: float
    north: float
    px_per_km: float

    @property
    def lon_km(self) -> float:
        return _DEGREE_KM * math.cos(math.radians((self.south + self.north) / 2))

    def project(self, xy: NDArray[np.float64]) -> NDArray[np.float64]:
        km = (xy - (self.west, self.north)) * (self.lon_km, -_DEGREE_KM)
        placed: NDArray[np.float64] = km * self.px_per_km + (0, _HEAD_PX)
        return placed

    @property
    def box(self) -> Geometry:
        return shapely.box(self.west, self.south, self.east, self.north)


def svg_map(
    earlier: Edition,
    later: Edition,
    change: Change,
    *,
    size: tuple[int, int] = (520, 420),
    title: str = "",
    credit: str = "",
    prefix: str = "map",
    focus: Patch | None = None,
) -> str:
    """Return an ``<svg>`` element with the two editions around the changed patches.

    Args:
        earlier: The edition before.
        later: The edition after.
        change: Their change.
        size: Width and height in CSS pixels, at least 200 each.
        title: Heading, also the accessible name; the interval if empty.
        credit: Source and licence text, printed as given.
        prefix: Begins every id, so that several maps can stand in one page.
        focus: Show the surroundings of this patch; None shows all that moved, which on a
            long front leaves each patch small and ringed.

    Raises:
        MisuseError: The page is too small, or the change is not between these editions.
    """
    if min(size) < _LEAST_PX:
        raise MisuseError(f"size {size} is too small to read; give at least {_LEAST_PX} pixels.")
    if (change.after, change.until) != (earlier.at, later.at):
        raise MisuseError(
            f"the change is ({change.after}, {change.until}], the editions are {earlier.at} and "
            f"{later.at}. Pass the two editions that were compared."
        )
    view = _view(change, later, size, focus)
    heading = title or f"Changes ({change.after:%Y-%m-%d}, {change.until:%Y-%m-%d}]"
    told = (
        f"Gained {change.gained_km2:.2f} km², lost {change.lost_km2:.2f} km², net "
        f"{change.net_km2:+.2f} km²; of this redrawn {change.redrawn_km2:.2f} km²."
    )
    return "\n".join(
        [
            _opening(size, heading, told, prefix),
            _definitions(prefix, size),
            f"<g clip-path='url(#{_id(prefix)}-frame)'>",
            *_grounds(earlier, later, change.holder_class, view),
            *(_patch(p, view, prefix) for p in (*change.gained, *change.lost)),
            "</g>",
            *_furniture(view, size),
            *_legend((earlier.at, later.at), change, size, credit, prefix),
            "</svg>",
        ]
    )


def _view(change: Change, later: Edition, size: tuple[int, int], focus: Patch | None) -> _View:
    """The window around what moved (or, if nothing did, what was redrawn), to scale."""
    patches = (focus,) if focus else (*change.gained, *change.lost)
    shown = [p.geometry for p in patches if p.movement != "redraw"] or [p.geometry for p in patches]
    shown = shown or [later.held[change.holder_class]]
    west, south, east, north = (float(v) for v in shapely.total_bounds(shown))
    lon_km = _DEGREE_KM * math.cos(math.radians((south + north) / 2))
    wide = max((east - west) * lon_km, _LEAST_KM) * (1 + 2 * _MARGIN)
    high = max((north - south) * _DEGREE_KM, _LEAST_KM) * (1 + 2 * _MARGIN)
    frame_high = size[1] - _HEAD_PX - _FOOT_PX
    scale = min(size[0] / wide, frame_high / high)
    half_lon, half_lat = size[0] / scale / lon_km / 2, frame_high / scale / _DEGREE_KM / 2
    lon, lat = (west + east) / 2, (south + north) / 2
    return _View(lon - half_lon, lat - half_lat, lon + half_lon, lat + half_lat, scale)


def _opening(size: tuple[int, int], heading: str, told: str, prefix: str) -> str:
    wide, high = size
    return (
        f"<svg xmlns='http://www.w3.org/2000/svg' width='{wide}' height='{high}' "
        f"viewBox='0 0 {wide} {high}' role='img' "
        f"aria-labelledby='{_id(prefix)}-title {_id(prefix)}-desc'>\n"
        f"<title id='{_id(prefix)}-title'>{escape(heading)}</title>\n"
        f"<desc id='{_id(prefix)}-desc'>{escape(told)}</desc>\n"
        f"<rect width='{wide}' height='{high}' fill='#fff'/>\n"
        f"<text x='{_PAD_PX}' y='18' font-size='14' font-weight='600' {_FONT}>"
        f"{escape(heading)}</text>"
    )


def _id(prefix: str) -> str:
    return quoteattr(prefix)[1:-1].replace("'", "")


def _definitions(prefix: str, size: tuple[int, int]) -> str:
    def hatch(name: str, colour: str, angle: int) -> str:
        return (
            f"<pattern id='{_id(prefix)}-{name}' width='6' height='6' "
            f"patternUnits='userSpaceOnUse' patternTransform='rotate({angle})'>"
            f"<rect width='6' height='6' fill='{colour}' fill-opacity='.45'/>"
            f"<path d='M0 0V6' stroke='{colour}' stroke-width='3'/></pattern>"
        )

    frame = f"<rect y='{_HEAD_PX}' width='{size[0]}' height='{size[1] - _HEAD_PX - _FOOT_PX}'/>"
    return (
        f"<defs>{hatch('gained', _GAINED, 45)}{hatch('lost', _LOST, -45)}"
        f"<clipPath id='{_id(prefix)}-frame'>{frame}</clipPath></defs>"
    )


def _grounds(earlier: Edition, later: Edition, holder: str, view: _View) -> list[str]:
    """Ground held in both as a quiet fill; the earlier line dashed, the later one solid."""
    before, after = (
        shapely.intersection(e.held.get(holder, shapely.MultiPolygon()), view.box)
        for e in (earlier, later)
    )
    return [
        f"<path d='{_path(shapely.intersection(before, after), view)}' fill='{_GROUND}'/>",
        f"<path d='{_path(before, view)}' fill='none' stroke='{_LINE}' stroke-dasharray='4 3'/>",
        f"<path d='{_path(after, view)}' fill='none' stroke='{_LINE}' stroke-width='1.5'/>",
    ]


def _path(area: Geometry, view: _View) -> str:
    drawn = []
    for ring in shapely.get_rings(shapely.get_parts(area)):
        points = view.project(shapely.get_coordinates(ring))[:-1]
        drawn.append("M" + "L".join(f"{x:.1f} {y:.1f}" for x, y in points) + "Z")
    return "".join(drawn)


def _patch(patch: Patch, view: _View, prefix: str) -> str:
    """One patch; too small to see, it gets a ring round it unless it is only redraw."""
    colour = _GAINED if patch.kind == "gained" else _LOST
    faint = " opacity='.5'" if patch.movement == "redraw" else ""
    name = f"{patch.kind} {patch.area_km2:.2f} km², {patch.movement}"
    drawn = (
        f"<path d='{_path(patch.geometry, view)}' fill='url(#{_id(prefix)}-{patch.kind})' "
        f"stroke='{colour}' fill-rule='evenodd'{faint}><title>{name}</title></path>"
    )
    x, y = view.project(np.array([[patch.lon, patch.lat]]))[0]
    if patch.movement == "redraw" or patch.area_km2**0.5 * view.px_per_km >= _SMALL_PX:
        return drawn
    return drawn + f"<circle cx='{x:.1f}' cy='{y:.1f}' r='8' fill='none' stroke='{colour}'/>"


def _furniture(view: _View, size: tuple[int, int]) -> list[str]:
    """Frame, scale bar and north arrow."""
    wide, bottom = size[0], size[1] - _FOOT_PX
    km = _round_km(wide / view.px_per_km * _BAR_SHARE)
    bar, y = km * view.px_per_km, bottom - 12
    x, top = wide - 20, _HEAD_PX + 8
    return [
        f"<rect y='{_HEAD_PX}' width='{wide}' height='{bottom - _HEAD_PX}' fill='none' "
        f"stroke='#999'/>",
        f"<rect x='4' y='{bottom - 32}' width='{bar + 16:.1f}' height='28' fill='#fff' "
        f"fill-opacity='.8'/>",
        f"<path d='M12 {y - 5}v5h{bar:.1f}v-5' fill='none' stroke='#222' stroke-width='1.5'/>",
        f"<text x='16' y='{y - 5}' font-size='11' {_FONT}>{km:g} km</text>",
        f"<path d='M{x} {top}l6 18l-6 -5l-6 5z' fill='#222'/>",
        f"<text x='{x}' y='{top + 30}' font-size='11' text-anchor='middle' {_FONT}>N</text>",
    ]


def _round_km(km: float) -> float:
    power = 10.0 ** math.floor(math.log10(km))
    return max(step * power for step in (1, 2, 5) if step * power <= km)


def _legend(
    moments: tuple[datetime, datetime],
    change: Change,
    size: tuple[int, int],
    credit: str,
    prefix: str,
) -> list[str]:
    y, third = size[1] - _FOOT_PX + 8, size[0] // 3
    drawn = [
        f"<rect x='{_PAD_PX + x}' y='{y}' width='14' height='10' stroke='{colour}' "
        f"fill='url(#{_id(prefix)}-{kind})'/>"
        for kind, colour, x in (("gained", _GAINED, 0), ("lost", _LOST, third))
    ]
    before, after = (f"{moment:%Y-%m-%d %H:%M %Z}" for moment in moments)
    lines = [
        (_PAD_PX + 19, y + 9, f"gained {change.gained_km2:.2f} km²", 11),
        (_PAD_PX + 19 + third, y + 9, f"lost {change.lost_km2:.2f} km²", 11),
        (_PAD_PX + 2 * third, y + 9, f"of this redrawn {change.redrawn_km2:.2f} km²", 11),
        (_PAD_PX, y + 26, f"line on {before} dashed, on {after} solid", 11),
        (_PAD_PX, y + 42, "; ".join(t for t in (change.source, credit) if t), 10),
    ]
    return drawn + [
        f"<text x='{x}' y='{place}' font-size='{px}' {_FONT}>{escape(text)}</text>"
        for x, place, text, px in lines
    ]
