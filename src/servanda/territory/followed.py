"""What became of each changed patch: held through the next k editions, or taken back.

The rule is that of ``servanda.territory.series.persistence`` (at least half of the patch in
each of the next k editions), told once per patch instead of once per edition, for ground
gained and ground lost alike, and as a stream: only the patches that are still open are
kept, and of each only how much of it the changes since have taken back.

Main path: ``Follower.step`` for every change in order, then ``Follower.outcomes``.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields, replace
from datetime import datetime
from typing import Literal, cast

import numpy as np
import shapely
from numpy.typing import NDArray

from servanda.territory.arrays import Floats, Geometries, Ints, Mask
from servanda.territory.change import Change
from servanda.territory.common import InCommon, overlapping_boxes
from servanda.territory.patch import Patch

__all__ = ["Fate", "Follower", "Outcome"]

Fate = Literal["persistent", "reverted", "undecided"]
_HALF = 0.5
_ROUNDING = 1e-9
_SURE = _ROUNDING  # of a patch: where its area in common may be more wrong, GEOS is asked


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


@dataclass(frozen=True, slots=True)
class _Open:
    """Patches that are not decided yet, in the order in which they came.

    Attributes:
        ids: Of the patches.
        ground: Their polygons.
        boxes: Of each: west, south, east, north.
        gained: Whether it was gained.
        since: Number of the step that brought it.
        share: How much of it is still as the patch left it.
    """

    ids: NDArray[np.object_]
    ground: Geometries
    boxes: Floats
    gained: Mask
    since: Ints
    share: Floats

    def of(self, which: Mask) -> _Open:
        """Only some of them."""
        return _Open(*(getattr(self, each.name)[which] for each in fields(self)))

    def and_then(self, other: _Open) -> _Open:
        """Those and others."""
        return _Open(
            *(
                np.concatenate([getattr(self, each.name), getattr(other, each.name)])
                for each in fields(self)
            )
        )


class Follower:
    """Follows patches through the editions after the one that first showed them."""

    def __init__(self, k: int, *, share: float = _HALF) -> None:
        """Follow for ``k`` further editions; ``share`` of the area counts as still so."""
        self._k, self._share = k, share
        self._open = _opened((), 0)
        self._step = 0
        self._decided: dict[str, Outcome] = {}

    def step(self, change: Change) -> None:
        """Take the next change."""
        if self._k <= 0:
            return
        self._step += 1
        moved = _opened((*change.gained, *change.lost), self._step)
        left = self._open
        if len(moved.ids) and len(left.ids):
            left = replace(left, share=left.share + _won_back(left, moved))
        further = self._step - left.since
        reverted = left.share < self._share - _ROUNDING
        held = ~reverted & (further >= self._k)
        for fate, which, known in (("reverted", reverted, 1), ("persistent", held, 0)):
            for patch, count in zip(left.ids[which], further[which].tolist(), strict=True):
                self._decided[patch] = Outcome(cast("Fate", fate), count - known, change.until)
        self._open = left.of(~(reverted | held)).and_then(moved)

    def outcomes(self) -> Mapping[str, Outcome]:
        """What is known of every patch so far, by patch id."""
        further = (self._step - self._open.since).tolist()
        undecided = {
            patch: Outcome("undecided", count)
            for patch, count in zip(self._open.ids, further, strict=True)
        }
        return {**self._decided, **undecided}


def _won_back(patches: _Open, moved: _Open) -> Floats:
    """Which share of each patch the moved ones win back, less what they take.

    A patch loses what changes the other way and wins back what changes its way again. Square
    degrees will do within one patch.
    """
    patch, by = overlapping_boxes(patches.boxes, moved.boxes)
    sizes = shapely.area(patches.ground)
    ground = np.concatenate([patches.ground, moved.ground])
    used, place = np.unique(np.concatenate([patch, by + len(sizes)]), return_inverse=True)
    areas, doubts = InCommon(ground[used]).areas(place[: len(patch)], place[len(patch) :])
    unsure = ~(doubts <= _SURE * sizes[patch])
    ones, twos = patches.ground[patch[unsure]], moved.ground[by[unsure]]
    areas[unsure] = shapely.area(shapely.intersection(ones, twos))
    again = np.where(patches.gained[patch] == moved.gained[by], 1.0, -1.0)
    won: Floats = np.bincount(patch, weights=again * areas, minlength=len(sizes)) / sizes
    return won


def _opened(patches: Sequence[Patch], step: int) -> _Open:
    ids, ground = (np.empty(len(patches), dtype=object) for _ in range(2))
    ids[:] = [patch.id for patch in patches]
    ground[:] = [patch.geometry for patch in patches]
    return _Open(
        ids=ids,
        ground=ground,
        boxes=shapely.bounds(ground),
        gained=np.array([patch.kind == "gained" for patch in patches], dtype=bool),
        since=np.full(len(patches), step),
        share=np.ones(len(patches)),
    )
