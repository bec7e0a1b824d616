"""Forty daily editions of a made-up map: two parties and the line between them.

The region lies in the open ocean, where nobody fights. The line is a random walk with a
fixed seed; what happens to it is listed in ``EVENTS``: advances that stay, one that is
taken back, and a redraw that moves many vertices by a few metres and nothing on the
ground. One day has no edition. Coordinates are rounded to a tenth of a metre, so that
the bytes are the same on every machine.

Main path: ``editions`` -> bytes of one GeoJSON file for each day.
"""

from __future__ import annotations

import json
import math
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import pairwise
from random import Random

__all__ = ["EVENTS", "FIRST_DAY", "LAST_DAY", "MISSING_DAY", "Event", "editions"]

FIRST_DAY = date(2031, 3, 31)
LAST_DAY = date(2031, 5, 10)
MISSING_DAY = date(2031, 4, 17)

Line = list[tuple[float, float]]

_SEED = 3
_WEST, _EAST, _SOUTH, _NORTH = -20.62, -19.38, -30.48, -29.52
_KM_PER_DEGREE_LAT = 110.9
_KM_PER_DEGREE_LON = 96.4  # at 30° south
_SWAY_KM = 42.0
_REDRAWN_RUN = 7  # vertices drawn anew between two that stay


@dataclass(frozen=True, slots=True)
class Event:
    """Something that happens to the line on the map.

    Attributes:
        day: The edition that shows it first.
        kind: ``advance`` moves the line, ``redraw`` only the pen.
        latitude: Where along the line, degrees.
        length_km: How much of the line it takes.
        depth_km: How far the line moves east (for Halvany) or, negative, west (for Kestria).
        until: The edition that no longer shows it; None if it stays.
    """

    day: date
    kind: str
    latitude: float
    length_km: float
    depth_km: float
    until: date | None = None


EVENTS = (
    Event(date(2031, 4, 6), "advance", -30.34, 1.3, 0.6),
    Event(date(2031, 4, 9), "redraw", -29.66, 16.0, 0.035),
    Event(date(2031, 4, 14), "advance", -29.90, 3.4, 1.9, until=date(2031, 4, 16)),
    Event(date(2031, 4, 23), "advance", -30.20, 4.6, -2.2),
    Event(date(2031, 5, 1), "advance", -30.13, 3.2, -1.9),
    Event(date(2031, 5, 4), "redraw", -30.40, 9.0, -0.03),
    Event(date(2031, 5, 7), "advance", -30.05, 2.6, 1.6),
)


def editions() -> Iterator[tuple[date, bytes]]:
    """Yield the day and the bytes of each edition, in order; the missing day is left out."""
    line = _wander((-20.06, _NORTH), (-19.95, _SOUTH), Random(_SEED))  # noqa: S311 - a drawing
    frame = _frame(Random(_SEED + 1))  # noqa: S311
    day = FIRST_DAY
    while day <= LAST_DAY:
        if day != MISSING_DAY:
            yield day, _geojson(day, _line_on(day, line), *frame)
        day += timedelta(days=1)


def _line_on(day: date, line: Line) -> Line:
    for number, event in enumerate(EVENTS):
        if event.day <= day and (event.until is None or day < event.until):
            line = _moved(line, event, Random(_SEED + 10 + number))  # noqa: S311
    return line


def _wander(start: tuple[float, float], end: tuple[float, float], random: Random) -> Line:
    """A crooked line by midpoint displacement: 2^9 edges, as mappers draw from hill to hill."""
    line, sway_km = [start, end], _SWAY_KM
    for _ in range(9):
        finer: Line = []
        for a, b in pairwise(line):
            middle = ((a[0] + b[0]) / 2, (a[1] + b[1]) / 2)
            finer += [a, _shifted(middle, _across(a, b), sway_km * (random.random() - 0.5))]
        line, sway_km = [*finer, line[-1]], sway_km * 0.56
    return line


def _moved(line: Line, event: Event, random: Random) -> Line:
    """Push the stretch around the event's latitude to one side, most in its middle."""
    half_deg = event.length_km / 2 / _KM_PER_DEGREE_LAT
    inside = [abs(lat - event.latitude) < half_deg for _, lat in line]
    first, last = inside.index(True), len(inside) - inside[::-1].index(True)
    moved: Line = []
    for place, (lon, lat) in enumerate(line[first:last]):
        share = (place + 1) / (last - first + 1)
        shape = _swell(share) if event.kind == "advance" else _strokes(place)
        depth_km = event.depth_km * shape * (0.7 + 0.6 * random.random())
        moved.append(_shifted((lon, lat), (1.0, 0.0), depth_km))
    return line[:first] + moved + line[last:]


def _swell(share: float) -> float:
    return math.pow(math.sin(math.pi * share), 0.6)


def _strokes(place: int) -> float:
    """A pen that misses the old line now to one side, now to the other: thin slivers."""
    run, within = divmod(place, _REDRAWN_RUN + 1)
    return 0.0 if within == _REDRAWN_RUN else 1.0 - 2.0 * (run % 2)


def _frame(random: Random) -> tuple[Line, Line]:
    """The outer border of the west and of the east, both from north to south."""
    west = _wander((_WEST, _NORTH), (_WEST + 0.05, _SOUTH), random)[::8]
    east = _wander((_EAST, _NORTH), (_EAST - 0.04, _SOUTH), random)[::8]
    return west, east


def _across(a: tuple[float, float], b: tuple[float, float]) -> tuple[float, float]:
    """Unit vector to the left of the way from a to b, in kilometres."""
    east_km, north_km = (b[0] - a[0]) * _KM_PER_DEGREE_LON, (b[1] - a[1]) * _KM_PER_DEGREE_LAT
    length_km = math.hypot(east_km, north_km)
    return -north_km / length_km, east_km / length_km


def _shifted(
    point: tuple[float, float], towards: tuple[float, float], by_km: float
) -> tuple[float, float]:
    return (
        point[0] + towards[0] * by_km / _KM_PER_DEGREE_LON,
        point[1] + towards[1] * by_km / _KM_PER_DEGREE_LAT,
    )


def _geojson(day: date, line: Line, west: Line, east: Line) -> bytes:
    features = [
        _feature("Halvany", [*line, *reversed(west)]),
        _feature("Kestria", [*east, *reversed(line)]),
    ]
    # The name keeps two editions apart that show the same: an archive goes by the bytes.
    name = f"ilmar-map-{day}"
    collection = {"type": "FeatureCollection", "name": name, "features": features}
    return (json.dumps(collection, separators=(", ", ": ")) + "\n").encode()


def _feature(holder: str, ring: Line) -> dict[str, object]:
    rounded = [[round(lon, 6), round(lat, 6)] for lon, lat in [*ring, ring[0]]]
    geometry = {"type": "Polygon", "coordinates": [rounded]}
    return {"type": "Feature", "properties": {"holder": holder}, "geometry": geometry}
