"""Ticks under a time strip: hours, days, months or years of the agreement's time zone."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta, tzinfo
from math import ceil

from servanda.report.sentences import MONTHS
from servanda.report.wording import Wording

__all__ = ["Tick", "ticks"]

_MOST_LABELS = 5  # what fits 360 pixels
_EDGE = 6.0  # percent: labels this near an edge are set inwards
_LAST_YEAR = 9990
_UNITS = (  # (unit, step, about how many seconds, for windows of at most so many)
    ("hour", 1, 3600, 30), ("hour", 6, 21600, 20), ("day", 1, 86400, 31),
    ("day", 7, 604800, 8), ("month", 1, 2629800, 48), ("year", 1, 31557600, 40),
    ("year", 10, 315576000, 40),
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Tick:
    """A tick at ``x`` percent; the label is empty for a small one."""

    x: float
    label: str
    anchor: str


def ticks(begins: datetime, ends: datetime, say: Wording) -> Iterator[Tick]:
    """Yield the ticks of a window, in order, at most a few of them labelled."""
    seconds = (ends - begins).total_seconds()
    unit, step = next(
        ((u, s) for u, s, size, most in _UNITS if seconds / size <= most), ("year", 100)
    )
    starts = [s for s in _starts(begins, ends, unit, step, say.zone) if begins <= s <= ends]
    every = ceil(len(starts) / _MOST_LABELS) or 1
    for number, start in enumerate(starts):
        x = round(100 * (start - begins).total_seconds() / seconds, 3)
        local = start.astimezone(say.zone)
        label = "" if number % every else _label(local, unit, number == 0, say)
        anchor = "start" if x < _EDGE else "end" if x > 100 - _EDGE else "middle"
        yield Tick(x, label, anchor)


def _starts(
    begins: datetime, ends: datetime, unit: str, step: int, zone: tzinfo
) -> Iterator[datetime]:
    """Starts of units on the wall clock of the zone, as moments in UTC."""
    wall = begins.astimezone(zone).replace(tzinfo=None, minute=0, second=0, microsecond=0)
    if unit != "hour":
        wall = wall.replace(hour=0)
    if unit in ("month", "year"):
        wall = wall.replace(day=1)
    if unit == "year":
        wall = wall.replace(month=1, year=max(wall.year - wall.year % step, 1))
    moment = wall.replace(tzinfo=zone).astimezone(UTC)
    while moment <= ends and wall.year < _LAST_YEAR:
        yield moment
        wall = _next(wall, unit, step)
        moment = wall.replace(tzinfo=zone).astimezone(UTC)


def _next(wall: datetime, unit: str, step: int) -> datetime:
    if unit == "hour":
        return wall + timedelta(hours=step)
    if unit == "day":
        return wall + timedelta(days=step)
    if unit == "month":
        return wall.replace(year=wall.year + wall.month // 12, month=wall.month % 12 + 1)
    return wall.replace(year=wall.year + step)


def _label(local: datetime, unit: str, first: bool, say: Wording) -> str:
    german = say.labels.language == "de"
    month = MONTHS[german][local.month - 1]
    if unit == "year":
        return str(local.year)
    if unit == "month":
        return f"{month} {local.year}" if first or local.month == 1 else month
    day = f"{local.day}{'.' if german else ''} {month}"
    return day if unit == "day" or first or local.hour == 0 else f"{local:%H:%M}"
