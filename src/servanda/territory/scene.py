"""A drawing as plain parts in pixels, before anybody decides how it is written down.

One scene is computed once and written as SVG (``draw``), PNG (``raster``) or HTML
(``page``), so that no two pictures of one change can differ. Nothing here knows what an
edition is; ``mapping`` puts the parts together. Pixels: x to the right, y down.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import shapely
from numpy.typing import NDArray
from shapely import Geometry

__all__ = [
    "GAINED",
    "GROUND",
    "INK",
    "LINE",
    "LOST",
    "QUIET",
    "Area",
    "Dot",
    "Frame",
    "Mark",
    "Scene",
    "Stroke",
    "Words",
    "plain",
    "rings_of",
    "width_px",
    "wrapped",
]

GAINED, LOST, GROUND, LINE = "#d55e00", "#0072b2", "#e4e0d8", "#6b6459"  # Okabe and Ito
INK, QUIET = "#222", "#999"
_WIDE_LETTER = 0.58  # of the height; an upper bound for the usual sans-serif faces

Pixels = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Frame:
    """A window of the page; what belongs to it is cut off at its edge."""

    x: float
    y: float
    wide: float
    high: float


@dataclass(frozen=True, slots=True)
class Area:
    """A filled or outlined shape.

    Attributes:
        rings: Closed rings, each of shape (n, 2) without the repeated last point.
        fill: Colour, or empty.
        hatch: ``gained`` or ``lost`` for the two hatchings, or empty.
        line: Colour of the outline, or empty.
        wide: Width of the outline.
        dashed: Draw the outline dashed.
        faint: Draw everything at half strength.
        title: What it is, shown when pointed at.
        frame: Number of the window it belongs to.
    """

    rings: tuple[Pixels, ...]
    fill: str = ""
    hatch: str = ""
    line: str = ""
    wide: float = 1.0
    dashed: bool = False
    faint: bool = False
    title: str = ""
    frame: int = 0


@dataclass(frozen=True, slots=True)
class Stroke:
    """A line through some points, on the page as a whole."""

    points: tuple[tuple[float, float], ...]
    line: str = INK
    wide: float = 1.0
    fill: str = ""
    """If there is a colour here the line is closed and filled."""
    over: bool = False
    """On a white ground that lets a little through."""


@dataclass(frozen=True, slots=True)
class Dot:
    """A ring, or a dot if filled, about a point of a window."""

    x: float
    y: float
    radius: float
    line: str
    fill: str = ""
    title: str = ""
    frame: int = 0


@dataclass(frozen=True, slots=True)
class Words:
    """Text; ``x``, ``y`` is the foot of its first letter, its middle, or its last."""

    x: float
    y: float
    text: str
    px: float = 11
    anchor: str = "start"
    bold: bool = False
    halo: bool = False
    colour: str = INK


Mark = Area | Stroke | Dot | Words


@dataclass(frozen=True, slots=True)
class Scene:
    """A whole picture.

    Attributes:
        wide: Pixels.
        high: Pixels.
        heading: Its title; drawn by one of the marks as well.
        told: What it shows, in a sentence, for who cannot see it.
        frames: Windows.
        marks: In the order of drawing.
    """

    wide: int
    high: int
    heading: str
    told: str
    frames: tuple[Frame, ...]
    marks: tuple[Mark, ...]


def rings_of(area: Geometry) -> list[Pixels]:
    """Return the rings of polygons without the repeated last point."""
    rings = shapely.get_rings(shapely.get_parts(area))
    return [shapely.get_coordinates(ring)[:-1] for ring in rings]


def plain(text: str) -> str:
    r"""Return text without what a picture cannot hold: names come from layers of strangers.

    >>> plain("Ilm\x1b[31m\n")
    'Ilm�[31m�'
    """
    return "".join(each if each.isprintable() else "\ufffd" for each in text)


def width_px(text: str, px: float) -> float:
    """Return about how wide a text is, rather too much than too little."""
    return len(text) * px * _WIDE_LETTER


def wrapped(text: str, px: float, room: float) -> list[str]:
    """Break a text into lines that fit; a word wider than the room stands alone.

    >>> wrapped("Map A. Licence: CC BY 4.0.", 10, 100)
    ['Map A. Licence:', 'CC BY 4.0.']
    """
    lines: list[str] = []
    for word in text.split():
        longer = f"{lines[-1]} {word}" if lines else word
        if lines and width_px(longer, px) <= room:
            lines[-1] = longer
        else:
            lines.append(word)
    return lines
