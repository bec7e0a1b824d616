"""A chart of periods: gross gain up, gross loss down, net as a line, gaps as gaps.

What reads as redrawing stands apart at the end of each bar, hatched, so that a batch of
edits cannot pass for movement. A period without an edition has no bar and a hatched band;
its net line is broken. The picture is drawn without a screen and has no date in it: the
same numbers give the same bytes. Main path: ``chart_of``.
"""

from __future__ import annotations

import io
import textwrap
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

import numpy as np
from matplotlib import dates as _dates
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure
from matplotlib.patches import Patch as Swatch
from matplotlib.ticker import FuncFormatter

from servanda.territory.raster import drawing
from servanda.territory.scene import GAINED, INK, LOST, plain
from servanda.territory.words import Language, Say

__all__ = ["Bar", "chart_of"]

dates: Any = _dates  # it has no types
_SIZE_IN = (12.0, 6.0)
_DPI = 150
_LINE = 180  # characters of the small print that fit the width
_MANY = 100  # from here on bars need every pixel
_DEEP = 1.4  # how much higher the picture is with running totals below


@dataclass(frozen=True, slots=True)
class Bar:
    """One period.

    Attributes:
        begins: Its first day.
        ends: Its last day.
        gained_km2: Gross gain; None if no edition appeared in it.
        lost_km2: Gross loss.
        redrawn_gained_km2: The part of the gain that reads as redraw.
        redrawn_lost_km2: The part of the loss.
        cumulative_net_km2: Net since the first edition.
    """

    begins: date
    ends: date
    gained_km2: float | None
    lost_km2: float = 0.0
    redrawn_gained_km2: float = 0.0
    redrawn_lost_km2: float = 0.0
    cumulative_net_km2: float = 0.0


def chart_of(
    bars: Sequence[Bar],
    *,
    form: str,
    by: str,
    source: str,
    language: Language = "en",
    title: str = "",
    cumulative: bool = False,
) -> bytes:
    """Return the chart as PNG or SVG.

    Args:
        bars: In order of time; at least one.
        form: ``png`` or ``svg``.
        by: ``edition``, ``day``, ``week`` or ``month``: what a bar stands for.
        source: Printed below: whose maps, and their dates.
        language: Of the words.
        title: Heading; a plain one if empty.
        cumulative: Draw net since the beginning in a second panel.
    """
    say = Say(language)
    with drawing():
        high = _SIZE_IN[1] * (_DEEP if cumulative else 1)
        figure = Figure(figsize=(_SIZE_IN[0], high), dpi=_DPI, layout="constrained")
        FigureCanvasAgg(figure)
        panels = 2 if cumulative else 1
        axes = figure.subplots(panels, 1, sharex=True, squeeze=False,
                               height_ratios=(2, 1)[:panels])[:, 0]  # fmt: skip
        _bars(axes[0], bars, say)
        axes[0].set_ylabel(say("axis", by=say(by)))
        if cumulative:
            _running(axes[1], bars, say)
        for each in axes:
            _dress(each, bars, say)
        figure.suptitle(title or say("chart", by=say(by)), x=0.01, ha="left", weight="bold",
                        fontsize=13)  # fmt: skip
        below = textwrap.fill(plain(source), _LINE)
        figure.supxlabel(below, x=0.01, ha="left", fontsize=8, color="#444")
        axes[0].legend(handles=_legend(bars, say), loc="lower left", bbox_to_anchor=(0, 1),
                       ncols=5, fontsize=9, frameon=False, borderaxespad=0.2)  # fmt: skip
        return _written(figure, form)


def _written(figure: Figure, form: str) -> bytes:
    out = io.BytesIO()
    nothing: dict[str, Any] = (
        {"Date": None, "Creator": None} if form == "svg" else {"Software": None}
    )
    figure.savefig(out, format=form, metadata=nothing)
    return out.getvalue()


def _bars(axes: Any, bars: Sequence[Bar], say: Say) -> None:
    known = [bar for bar in bars if bar.gained_km2 is not None]
    left = np.array([dates.date2num(bar.begins) for bar in known])
    wide = np.array([_days(bar) for bar in known])
    gap = 0.12 if len(bars) < _MANY else 0.0
    for sign, colour, whole, redrawn in (
        (
            1,
            GAINED,
            [bar.gained_km2 or 0.0 for bar in known],
            [b.redrawn_gained_km2 for b in known],
        ),
        (-1, LOST, [bar.lost_km2 for bar in known], [b.redrawn_lost_km2 for b in known]),
    ):
        total, part = np.array(whole), np.array(redrawn)
        place = {"x": left + wide * gap / 2, "width": wide * (1 - gap), "align": "edge"}
        axes.bar(height=sign * (total - part), color=colour, linewidth=0, **place)
        axes.bar(height=sign * part, bottom=sign * (total - part), facecolor="white",
                 edgecolor=colour, hatch="/////", linewidth=0.4, **place)  # fmt: skip
    net = [np.nan if b.gained_km2 is None else b.gained_km2 - b.lost_km2 for b in bars]
    middle = [dates.date2num(bar.begins) + _days(bar) / 2 for bar in bars]
    few = len(bars) < _MANY
    axes.plot(
        middle, net, color=INK, linewidth=1.1 if few else 0.6, marker="o" if few else "None",
        markersize=3.5, drawstyle="default" if few else "steps-mid",
    )  # fmt: skip
    axes.axhline(0, color=INK, linewidth=0.8)
    high = max((bar.gained_km2 or 0.0 for bar in bars), default=0.0)
    low = max((bar.lost_km2 for bar in bars), default=0.0)
    room = (high + low or 1.0) * 0.06
    axes.set_ylim(-low - room, high + room)


def _days(bar: Bar) -> int:
    return (bar.ends - bar.begins).days + 1


def _running(axes: Any, bars: Sequence[Bar], say: Say) -> None:
    ends = [dates.date2num(bar.ends) + 1 for bar in bars]
    total = [np.nan if bar.gained_km2 is None else bar.cumulative_net_km2 for bar in bars]
    axes.step([dates.date2num(bars[0].begins), *ends], [0.0, *total], where="pre", color=INK,
              linewidth=1.4)  # fmt: skip
    axes.axhline(0, color=INK, linewidth=0.8)
    axes.set_ylabel(say("axis since", day=bars[0].begins.isoformat()))


def _dress(axes: Any, bars: Sequence[Bar], say: Say) -> None:
    """Bands for gaps, a grid to read by, dates and numbers in the language of the rest."""
    for bar in bars:
        if bar.gained_km2 is None:
            axes.axvspan(dates.date2num(bar.begins), dates.date2num(bar.ends) + 1, facecolor="#eee",
                         edgecolor="#999", hatch="xxxx", linewidth=0, zorder=0)  # fmt: skip
    axes.set_xlim(dates.date2num(bars[0].begins), dates.date2num(bars[-1].ends) + 1)
    locator = dates.AutoDateLocator(minticks=4, maxticks=14)
    axes.xaxis.set_major_locator(locator)
    plain = ["%Y", "%Y-%m", "%m-%d", "%H:%M", "%H:%M", "%S"]
    axes.xaxis.set_major_formatter(
        dates.ConciseDateFormatter(
            locator, formats=plain, zero_formats=["", "%Y", "%Y-%m", "%m-%d", "%H:%M", "%H:%M"],
            offset_formats=[""] * 6, show_offset=False,
        )
    )  # fmt: skip
    axes.yaxis.set_major_formatter(FuncFormatter(lambda value, _: _tick(value, say)))
    axes.grid(axis="y", color="#ddd", linewidth=0.6)
    axes.set_axisbelow(True)
    for side in ("top", "right"):
        axes.spines[side].set_visible(False)


def _tick(value: float, say: Say) -> str:
    digits = 0 if float(value).is_integer() else 1
    return say.number(value, digits if abs(value) >= 1 or not value else 2)


def _legend(bars: Sequence[Bar], say: Say) -> list[Any]:
    from matplotlib.lines import Line2D

    entries: list[Any] = [
        Swatch(facecolor=GAINED, label=say("gross gain")),
        Swatch(facecolor=LOST, label=say("gross loss")),
        Swatch(facecolor="white", edgecolor="#666", hatch="/////", label=say("redrawn in chart")),
        Line2D([], [], color=INK, linewidth=1.4, label=say("net change")),
    ]
    if any(bar.gained_km2 is None for bar in bars):
        entries.append(Swatch(facecolor="#eee", edgecolor="#999", hatch="xxxx",
                              label=say("no edition")))  # fmt: skip
    return entries
