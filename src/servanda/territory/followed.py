"""What became of each changed patch: held through the next k editions, or taken back.

The rule is that of ``servanda.territory.series.persistence`` (at least half of the patch in
each of the next k editions), told once per patch instead of once per edition, for ground
gained and ground lost alike, and as a stream: only the patches that are still open are
kept, and a patch is measured again only when something in its place has changed.

Main path: ``Follower.step`` for every change in order, then ``Follower.outcomes``.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

import shapely
from shapely import Geometry

from servanda.territory.change import Change
from servanda.territory.patch import Patch

__all__ = ["Fate", "Follower", "Outcome"]

Fate = Literal["persistent", "reverted", "undecided"]
_HALF = 0.5
_NOTHING = shapely.MultiPolygon()


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of one patch.

    Attributes:
        fate: ``persistent`` (k further editions show it), ``reverted``, or ``undecided``: the
            series ended before k further editions.
        editions_held: In how many further editions it was still so.
        at: Moment of the edition that decided it; None while undecided.
    """

    fate: Fate
    editions_held: int
    at: datetime | None = None


@dataclass(slots=True)
class _Open:
    patch: Patch
    since: int
    """Number of the step that brought it."""


class Follower:
    """Follows patches through the editions after the one that first showed them."""

    def __init__(self, k: int, *, share: float = _HALF) -> None:
        """Follow for ``k`` further editions; ``share`` of the area counts as still so."""
        self._k, self._share = k, share
        self._open: list[_Open] = []
        self._step = 0
        self._decided: dict[str, Outcome] = {}

    def step(self, change: Change, held: Mapping[str, Geometry]) -> None:
        """Take the next change, and what the edition that it led to shows held."""
        self._step += 1
        touched = self._touched(change)
        ground = held.get(change.holder_class, _NOTHING) if touched else _NOTHING
        still = []
        for number, each in enumerate(self._open):
            further = self._step - each.since
            if number in touched and _still_so(each.patch, ground) < self._share:
                self._decided[each.patch.id] = Outcome("reverted", further - 1, change.until)
            elif further >= self._k:
                self._decided[each.patch.id] = Outcome("persistent", further, change.until)
            else:
                still.append(each)
        new = (*change.gained, *change.lost) if self._k > 0 else ()
        self._open = still + [_Open(patch, self._step) for patch in new]

    def outcomes(self) -> Mapping[str, Outcome]:
        """What is known of every patch so far, by patch id."""
        undecided = {
            each.patch.id: Outcome("undecided", self._step - each.since) for each in self._open
        }
        return {**self._decided, **undecided}

    def _touched(self, change: Change) -> set[int]:
        """Numbers of the open patches in whose place this change changed something."""
        moved = [patch.geometry for patch in (*change.gained, *change.lost)]
        if not moved or not self._open:
            return set()
        places = [each.patch.geometry for each in self._open]
        return set(shapely.STRtree(moved).query(places, predicate="intersects")[0].tolist())


def _still_so(patch: Patch, held: Geometry) -> float:
    """Share of a patch that is as the patch left it; square degrees will do within one patch."""
    share = float(shapely.intersection(patch.geometry, held).area / patch.geometry.area)
    return share if patch.kind == "gained" else 1 - share
