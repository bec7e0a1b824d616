"""What became of each changed patch: held through the next k editions, or taken back.

The rule is that of ``servanda.territory.series.persistence`` (at least half of the patch in
each of the next k editions), told once per patch instead of once per edition, for ground
gained and ground lost alike, and as a stream: only the patches that are still open are
kept, and of each only how much of it the changes since have taken back.

Main path: ``Follower.step`` for every change in order, then ``Follower.outcomes``.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

import numpy as np
import shapely

from servanda.territory.change import Change
from servanda.territory.patch import Patch

__all__ = ["Fate", "Follower", "Outcome"]

Fate = Literal["persistent", "reverted", "undecided"]
_HALF = 0.5
_ROUNDING = 1e-9


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
    share: float = 1.0
    """How much of it is still as the patch left it."""


class Follower:
    """Follows patches through the editions after the one that first showed them."""

    def __init__(self, k: int, *, share: float = _HALF) -> None:
        """Follow for ``k`` further editions; ``share`` of the area counts as still so."""
        self._k, self._share = k, share
        self._open: list[_Open] = []
        self._step = 0
        self._decided: dict[str, Outcome] = {}

    def step(self, change: Change) -> None:
        """Take the next change."""
        self._step += 1
        self._take_back(change)
        still = []
        for each in self._open:
            further = self._step - each.since
            if each.share < self._share - _ROUNDING:
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

    def _take_back(self, change: Change) -> None:
        """Bring the shares of the open patches up to date by what the change did to them.

        A patch loses what changes the other way and wins back what changes its way again.
        Square degrees will do within one patch.
        """
        moved = (*change.gained, *change.lost)
        if not moved or not self._open:
            return
        places = np.array([each.patch.geometry for each in self._open], dtype=object)
        shapes = np.array([patch.geometry for patch in moved], dtype=object)
        which, by = shapely.STRtree(shapes).query(places, predicate="intersects")
        common = shapely.area(shapely.intersection(places[which], shapes[by]))
        shares = common / shapely.area(places[which])
        for number, other, share in zip(which, by, shares.tolist(), strict=True):
            again = self._open[number].patch.kind == moved[other].kind
            self._open[number].share += share if again else -share
