"""A scene as a PNG, drawn by matplotlib part by part: the same picture as the SVG.

No screen, no global state: a figure of its own for each picture, and no date in the file.
Main path: ``png_of``.
"""

from __future__ import annotations

import io
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import numpy as np
from matplotlib import rc_context
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure
from matplotlib.patches import Circle, PathPatch, Rectangle
from matplotlib.path import Path
from matplotlib.patheffects import withStroke

from servanda.territory.scene import GAINED, LOST, Area, Dot, Pixels, Scene, Stroke, Words, plain

__all__ = ["drawing", "png_of"]

SETTINGS: Any = {
    "font.family": "DejaVu Sans",  # comes with matplotlib: the same on every machine
    "hatch.linewidth": 0.9,
    "svg.hashsalt": "servanda",
    "svg.fonttype": "path",
    "path.simplify": False,
    "text.usetex": False,
    "text.parse_math": False,
}
_DPI = 100
_POINTS = 72 / _DPI
_NARROW = 0.93  # DejaVu Sans is wide: brought to the width the layout reckons with
_HATCHES = {"gained": ("////", GAINED), "lost": ("\\\\\\\\", LOST)}


@contextmanager
def drawing() -> Iterator[None]:
    """Our settings, while drawing; a letter that the font lacks is a box, and no news."""
    with rc_context(SETTINGS), warnings.catch_warnings():
        warnings.filterwarnings("ignore", message="Glyph .* missing from font")
        yield


def png_of(scene: Scene, *, finer: float = 2.0) -> bytes:
    """Return a scene as PNG, with ``finer`` pixels of the file for one of the scene."""
    with drawing():
        figure = Figure(figsize=(scene.wide / _DPI, scene.high / _DPI), dpi=_DPI * finer)
        FigureCanvasAgg(figure)
        axes = figure.add_axes((0, 0, 1, 1))
        axes.set_xlim(0, scene.wide)
        axes.set_ylim(scene.high, 0)
        axes.axis("off")
        for order, mark in enumerate(scene.marks):
            _draw(axes, mark, order, scene)
        out = io.BytesIO()
        figure.savefig(out, format="png", metadata={"Software": None})
    return out.getvalue()


def _draw(axes: Any, mark: object, order: int, scene: Scene) -> None:
    if isinstance(mark, Words):
        _words(axes, mark, order)
        return
    for patch in _patches(mark):
        patch.set_zorder(order)
        axes.add_patch(patch)
        if isinstance(mark, Area | Dot) and mark.frame >= 0:
            frame = scene.frames[mark.frame]
            window = Rectangle((frame.x, frame.y), frame.wide, frame.high)
            patch.set_clip_path(window.get_path(), window.get_patch_transform() + axes.transData)


def _patches(mark: object) -> list[Any]:
    if isinstance(mark, Dot):
        fill = {"fill": bool(mark.fill), "facecolor": mark.fill or "none"}
        return [
            Circle((mark.x, mark.y), mark.radius, edgecolor=mark.line, linewidth=_POINTS, **fill)
        ]
    if isinstance(mark, Stroke):
        shape = _path([np.array(mark.points)], closed=bool(mark.fill))
        return [
            PathPatch(shape, facecolor=_see_through(mark), edgecolor=mark.line or "none",
                      fill=bool(mark.fill), linewidth=mark.wide * _POINTS)
        ]  # fmt: skip
    assert isinstance(mark, Area)
    return _area(mark) if mark.rings else []


def _see_through(mark: Stroke) -> Any:
    return (mark.fill, 0.85) if mark.over else mark.fill or "none"


def _area(mark: Area) -> list[Any]:
    shape = _path(mark.rings, closed=len(mark.rings[0]) > 2)  # noqa: PLR2004 - a sample of a line
    strength = 0.5 if mark.faint else 1.0
    dashes = (0, (4, 3)) if mark.dashed else "solid"
    line = {"edgecolor": mark.line or "none", "linewidth": mark.wide * _POINTS,
            "linestyle": dashes, "alpha": strength}  # fmt: skip
    if not mark.hatch:
        return [PathPatch(shape, facecolor=mark.fill or "none", fill=bool(mark.fill), **line)]
    hatch, colour = _HATCHES[mark.hatch]
    return [
        PathPatch(shape, facecolor=colour, alpha=0.45 * strength, linewidth=0),
        PathPatch(shape, facecolor="none", hatch=hatch, **line),
    ]


def _path(rings: tuple[Pixels, ...] | list[Pixels], *, closed: bool) -> Path:
    points, codes = [], []
    for ring in rings:
        points.append(np.vstack([ring, ring[:1]]) if closed else ring)
        steps = np.full(len(points[-1]), Path.LINETO)
        steps[0] = Path.MOVETO
        if closed:
            steps[-1] = Path.CLOSEPOLY
        codes.append(steps)
    return Path(np.concatenate(points), np.concatenate(codes))


def _words(axes: Any, mark: Words, order: int) -> None:
    sides = {"start": "left", "middle": "center", "end": "right"}
    text = axes.text(
        mark.x, mark.y, plain(mark.text), fontsize=mark.px * _POINTS * _NARROW, color=mark.colour,
        ha=sides[mark.anchor], va="baseline", weight="bold" if mark.bold else "normal",
        zorder=order, parse_math=False,
    )  # fmt: skip
    if mark.halo:
        text.set_path_effects([withStroke(linewidth=2.6, foreground="white")])
