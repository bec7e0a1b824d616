"""Steps in which a map moves in many places at once: a batch of edits, or many advances.

Mappers hold changes back and publish them together: after a pause, after a review, at a
month's end. Such a step shows ground that was taken on several days, or long ago, and its
interval (earlier, later] is then too short. A step is read as a batch if it moves clearly
more places *and* clearly more ground than the steps before it did. ``marks`` makes its
patches movement ``redraw`` with why ``batch`` and keeps the measure beside each.

What this cannot tell: an offensive on several axes that begins on one day looks the same.
So ``redraw`` by batch never means that the ground was not taken; it means that this step
does not show when. ``readers.control_map`` therefore keeps such patches as ``gained`` and
only flags them. Steps without enough history are never called a batch.

Main path: ``Batches.read``, once for each step in order.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from math import cos, dist, radians, sin
from statistics import median
from typing import TYPE_CHECKING

import numpy as np

from servanda.base.errors import MisuseError
from servanda.territory.arrays import Floats

if TYPE_CHECKING:
    from servanda.territory.change import Change

__all__ = ["BatchRule", "Batches", "places_of"]

_EARTH_KM = 6371.0
_MANY = 64  # patches from which on arrays are worth their cost
_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class BatchRule:
    """From when on a step is read as a batch.

    The defaults were swept over 535 steps of a real daily map; docs/concepts/territory.md
    shows the sweep.

    Attributes:
        steps: How many steps that moved something make up the usual.
        least_steps: With fewer of them nothing is called a batch: the usual is not known.
        apart_km: Patches whose centres lie farther apart than this are different places,
            unless others lie between them.
        least_places: A batch moves at least so many places.
        places_ratio: It moves at least so many times the usual places ...
        area_ratio: ... and so many times the usual area.
    """

    steps: int = 14
    least_steps: int = 10
    apart_km: float = 10.0
    least_places: int = 3
    places_ratio: float = 1.5
    area_ratio: float = 4.0

    def __post_init__(self) -> None:
        """Refuse a rule that no history can fulfil.

        Raises:
            MisuseError: If ``least_steps`` is not from 1 to ``steps``, or a ratio not positive.
        """
        if not 1 <= self.least_steps <= self.steps:
            raise MisuseError(
                f"a batch is told from the last {self.steps} steps, and {self.least_steps} of "
                f"them are needed: give a least_steps from 1 to steps."
            )
        if min(self.apart_km, self.places_ratio, self.area_ratio) <= 0:
            raise MisuseError("apart_km, places_ratio and area_ratio of a batch are above zero.")


class Batches:
    """Reads the changes of one map in order and tells which are batches.

    It holds two numbers for each of the last ``rule.steps`` steps, however long the series.
    """

    def __init__(self, rule: BatchRule) -> None:
        """Start without history."""
        self.rule = rule
        self._usual: deque[tuple[float, float]] = deque(maxlen=rule.steps)

    def measure(self, change: Change) -> tuple[float, bool]:
        """Return the measure of the step and whether it is a batch, and remember it.

        Only patches that read as movement count. A step over several days, because editions
        are missing, is held against as many usual days. Steps in which nothing moves say
        nothing about the usual size of one that does, and are left out of it.

        Returns:
            0 if nothing moves or the usual is not known.
        """
        moved = [p for p in (*change.gained, *change.lost) if p.movement != "redraw"]
        return self.read(
            (change.after, change.until),
            [p.area_km2 for p in moved],
            [(p.lon, p.lat) for p in moved],
        )

    def read(
        self,
        interval: tuple[datetime, datetime],
        areas_km2: Sequence[float],
        centres: Sequence[tuple[float, float]],
    ) -> tuple[float, bool]:
        """Return the same of a step of which only the patches that moved are told.

        Args:
            interval: Moments of its editions.
            areas_km2: Of the patches.
            centres: Longitude and latitude of each, degrees.
        """
        if not areas_km2:
            return 0.0, False
        days = max((interval[1] - interval[0]) / _DAY, 1.0)
        places = places_of(centres, self.rule.apart_km)
        found = places / days, sum(areas_km2) / days
        measure = self._against_usual(*found)
        self._usual.append(found)
        return measure, measure >= 1 and places >= self.rule.least_places

    def _against_usual(self, places: float, area_km2: float) -> float:
        """How far a step goes towards a batch: 1 is one. 0 if the usual is not known."""
        if len(self._usual) < self.rule.least_steps:
            return 0.0
        usual_places, usual_km2 = (median(values) for values in zip(*self._usual, strict=True))
        by_places = places / usual_places / self.rule.places_ratio
        return float(min(by_places, area_km2 / usual_km2 / self.rule.area_ratio))


def places_of(centres: Sequence[tuple[float, float]], apart_km: float) -> int:
    """Return in how many separate places patches lie, by the distance of their centres.

    Args:
        centres: Longitude and latitude of each, degrees, in any order.
        apart_km: Two patches are in one place if a chain of patches joins them in which
            each is at most this far from the next (on a sphere: the last per cent of a
            threshold that was chosen by eye does not matter).
    """
    reach = 2 * sin(apart_km / _EARTH_KM / 2)
    left = [_unit_vector(lon, lat) for lon, lat in centres]
    if len(left) > _MANY:
        return _places_of_many(np.array(left), reach)
    places = 0
    while left:
        places += 1
        front = [left.pop()]
        while front and left:
            at = front.pop()
            far = [other for other in left if dist(at, other) > reach]
            if len(far) < len(left):
                front += [other for other in left if dist(at, other) <= reach]
                left = far
    return places


def _places_of_many(left: Floats, reach: float) -> int:
    """The same by arrays, which are slower for a few."""
    places = 0
    while len(left):
        places += 1
        front, left = left[:1], left[1:]
        while len(front) and len(left):
            near = np.linalg.norm(left - front[0], axis=1) <= reach
            front = np.concatenate([front[1:], left[near]])
            left = left[~near]
    return places


def _unit_vector(lon: float, lat: float) -> tuple[float, float, float]:
    east, north = radians(lon), radians(lat)
    return cos(north) * cos(east), cos(north) * sin(east), sin(north)
