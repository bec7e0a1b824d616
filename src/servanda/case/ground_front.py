"""Front and depth of each period, while the editions go by.

Holds two editions of the period that is running: the one it began with and the latest.
Main path: ``Fronts.step`` for each change, then ``Fronts.found``.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from shapely import Geometry

    from servanda.territory import Change, Edition
    from servanda.territory.regions import Regions

__all__ = ["WHOLE", "Fronts", "Measures"]

WHOLE = ""
"""Stands for the region where no regions are asked for."""

Measures = Mapping[str, float | None]


class Fronts:
    """Measures the front at the beginning of each period and how far it was crossed."""

    def __init__(self, holder: str, regions: Regions | None, *, inland: Geometry | None) -> None:
        """Measure for one holder; without regions the whole outline counts as front."""
        self._holder, self._regions, self._inland = holder, regions, inland
        self._label = ""
        self._ends: tuple[Edition, Edition] | None = None
        self._found: dict[str, dict[str, Measures]] = {}

    def step(self, label: str, earlier: Edition, later: Edition) -> None:
        """Take the next pair of editions, whose change counts in the period ``label``."""
        if label != self._label:
            self._close()
            self._label, self._ends = label, (earlier, later)
        elif self._ends:
            self._ends = (self._ends[0], later)

    def found(self) -> Mapping[str, Mapping[str, Measures]]:
        """Measures by period and region."""
        self._close()
        return self._found

    def _close(self) -> None:
        if self._ends:
            self._found[self._label] = self._measured(*self._ends)
        self._ends = None

    def _measured(self, first: Edition, last: Edition) -> dict[str, Measures]:
        import shapely

        from servanda.territory import compare
        from servanda.territory.front import active_line, front_line

        change = compare(first, last, holder_class=self._holder)
        before = first.held.get(self._holder, shapely.MultiPolygon())
        line = front_line(before, self._inland)
        active = active_line(line, (*change.gained, *change.lost))
        gained = [patch.geometry for patch in change.gained if patch.movement != "redraw"]
        if self._regions is None:
            return {WHOLE: _measures(line, active, change.net_km2, gained, before)}
        shares = self._regions.split([*change.gained, *change.lost])
        shapely.prepare(line)
        found = {}
        for name, area in zip(self._regions.names, self._regions.areas, strict=True):
            inside = [shapely.intersection(each, area) for each in gained if each.intersects(area)]
            if line.intersects(area) or inside:
                here, near = (shapely.intersection(each, area) for each in (line, active))
                net = _net(change, shares, name)
                found[name] = _measures(here, near, net, inside, before)
        return found


def _net(change: Change, shares: list[dict[str, float]], name: str) -> float:
    signs = [1] * len(change.gained) + [-1] * len(change.lost)
    return sum(sign * share.get(name, 0.0) for sign, share in zip(signs, shares, strict=True))


def _measures(
    line: Geometry, active: Geometry, net: float, gained: list[Geometry], before: Geometry
) -> Measures:
    from servanda.territory.front import deepest_km, length_km, mean_depth_km

    front, near = length_km(line), length_km(active)
    return {
        "front_km": front,
        "active_front_km": near,
        "depth_km": mean_depth_km(net, front),
        "active_depth_km": mean_depth_km(net, near),
        "deepest_km": deepest_km(gained, before),
    }
