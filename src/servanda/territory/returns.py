"""Ground that changes hands again: how much of a patch had just changed the other way.

Only the patches of the last k steps are held. How much of a patch counts as a return is the
caller's threshold; the share is always kept.

Patches are small and lie side by side, so most pairs are told apart by their boxes alone. What
the others have in common is worked out for all of them at once, with how far rounding may have
gone. GEOS is asked where that leaves anything open: where several patches cover the same ground,
so that it must be counted once, and where the share is too near the threshold to be sure.

Main path: ``Recent.shares``, for some steps at a time, in order.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import shapely

from servanda.territory.arrays import Floats, Geometries, Ints, Mask
from servanda.territory.common import InCommon, boxes_in_common, overlapping_boxes
from servanda.territory.patch import Columns

__all__ = ["Recent"]

_SURE = 1e-6  # a share that may be more wrong than this is asked of GEOS
_ROUNDING = 1e-9  # of a patch: nearer to nothing or to the whole than this is rounding


@dataclass(frozen=True, slots=True)
class _Pieces:
    """Changed ground of one step or more, in their order.

    Attributes:
        ground: Polygons.
        boxes: Of each: west, south, east, north.
        gained: Whether it was gained.
        step: In which step.
    """

    ground: Geometries
    boxes: Floats
    gained: Mask
    step: Ints


class Recent:
    """Reads the changes of one map in order and tells what of each had just changed hands."""

    def __init__(self, k: int, share: float) -> None:
        """Start without history.

        Args:
            k: How many steps back a change can be taken back.
            share: From which share of its area on a patch is a return: the others need not
                be known exactly, only these must be told from the rest.
        """
        self.k, self.share = k, share
        self._known = _pieces(Columns.of(()), 0)
        self._count = 0

    def shares(self, columns: Columns) -> Floats:
        """Return of each patch the share that changed hands the other way, and remember them.

        Args:
            columns: The patches of the next steps. Whether steps come one by one or together
                makes no difference to the answer; together they cost less.
        """
        asked = len(columns.ids)
        known, found = self._known, np.zeros(asked)
        if asked:
            known = _joined(known, _pieces(columns, self._count))
            found = _shares(known, self._taken_back(known, asked), asked, self.share)
        self._count += columns.steps
        self._known = _some(known, known.step >= self._count - self.k)
        return found

    def _taken_back(self, known: _Pieces, asked: int) -> tuple[Ints, Ints]:
        """Pairs of pieces, the first of them one of the last so many, that may be returns."""
        begin = len(known.ground) - asked
        piece, other = overlapping_boxes(known.boxes[begin:], known.boxes)
        piece += begin
        back = known.step[piece] - known.step[other]
        taken = (back > 0) & (back <= self.k) & (known.gained[piece] != known.gained[other])
        return piece[taken], other[taken]


def _shares(known: _Pieces, pairs: tuple[Ints, Ints], asked: int, threshold: float) -> Floats:
    """Which share of each of the last ``asked`` pieces lies on any of those paired with it."""
    found = np.zeros(asked)
    if len(pairs[0]):
        used, place = np.unique(np.concatenate(pairs), return_inverse=True)
        piece, other = place[: len(pairs[0])], place[len(pairs[0]) :]
        shares = _shares_of(_some(known, used), piece, other, threshold)
        number = used - (len(known.ground) - asked)
        found[number[number >= 0]] = shares[number >= 0]
    return found


def _shares_of(known: _Pieces, piece: Ints, other: Ints, threshold: float) -> Floats:
    """Which share of each piece lies on any of the others it is paired with.

    Within one patch square degrees are as good as square kilometres.
    """
    in_common, sizes = InCommon(known.ground), shapely.area(known.ground)
    whole = np.zeros(len(sizes), dtype=bool)
    same = np.flatnonzero((known.boxes[piece] == known.boxes[other]).all(axis=1))
    # Ground taken back as it was given is found first: nothing more has to be asked of it.
    for rows in (same, np.arange(len(piece))):
        left = rows[~whole[piece[rows]]]
        areas, doubts = in_common.areas(piece[left], other[left])
        doubts += _ROUNDING * sizes[piece[left]]
        vague = doubts > _SURE * sizes[piece[left]]  # tells nothing: left to GEOS
        whole[piece[left[~vague & (areas >= sizes[piece[left]] - doubts)]]] = True
    doubt = np.bincount(piece[left], weights=doubts, minlength=len(sizes))
    touching = ~vague & (areas <= doubts)  # as most neighbours do
    real = ~touching & ~whole[piece[left]]
    piece, other = piece[left[real]], other[left[real]]
    common = np.bincount(piece, weights=areas[real], minlength=len(sizes))
    unsure = (doubt > _SURE * sizes) | (np.abs(common - threshold * sizes) <= doubt)
    unsure |= _covered_twice(in_common, known, piece, other)
    shares = np.where(whole, 1.0, common / sizes)
    asked = unsure[piece]
    if asked.any():
        each = np.unique(piece[asked])
        shares[each] = _asked_of_geos(known.ground, piece[asked], other[asked]) / sizes[each]
    return np.minimum(shares, 1.0)


def _covered_twice(in_common: InCommon, known: _Pieces, piece: Ints, other: Ints) -> Mask:
    """Of which pieces some of the others have ground in common, so that it counts once.

    Those of one step have none: they are the pieces that one region falls into.
    """
    one, two = _rows_of_one(piece)
    boxes, step = known.boxes[other], known.step[other]
    near = np.flatnonzero((step[one] != step[two]) & boxes_in_common(boxes[one], boxes[two]))
    one, two = one[near], two[near]
    areas, doubts = in_common.areas(other[one], other[two])
    twice = np.zeros(len(known.step), dtype=bool)
    twice[piece[one[~(areas <= doubts)]]] = True
    return twice


def _rows_of_one(piece: Ints) -> tuple[Ints, Ints]:
    """All pairs of rows that are of the same piece; rows are in the order of pieces."""
    many = np.bincount(piece)
    before = np.arange(len(piece)) - np.repeat(np.cumsum(many) - many, many)  # of the same piece
    later = np.repeat(np.arange(len(piece)), before)
    back = np.arange(len(later)) - np.repeat(np.cumsum(before) - before, before)
    return later - 1 - back, later


def _asked_of_geos(ground: Geometries, piece: Ints, other: Ints) -> Floats:
    """How much of each of the pieces lies on any of those paired with it, in square degrees."""
    parts = shapely.intersection(ground[piece], ground[other])
    many = np.unique(piece, return_counts=True)[1]
    row = np.repeat(np.arange(len(many)), many)
    place = np.arange(len(piece)) - np.repeat(np.cumsum(many) - many, many)
    table: Geometries = np.full((len(many), many.max()), None, dtype=object)
    table[row, place] = parts
    found: Floats = shapely.area(shapely.union_all(table, axis=1))
    return found


def _pieces(columns: Columns, step: int) -> _Pieces:
    """The patches of steps, counted from ``step``."""
    ground = columns.polygons
    return _Pieces(ground, shapely.bounds(ground), columns.gained, columns.step + step)


def _some(pieces: _Pieces, which: Ints | Mask) -> _Pieces:
    return _Pieces(
        pieces.ground[which], pieces.boxes[which], pieces.gained[which], pieces.step[which]
    )


def _joined(one: _Pieces, two: _Pieces) -> _Pieces:
    return _Pieces(
        np.concatenate([one.ground, two.ground]),
        np.concatenate([one.boxes, two.boxes]),
        np.concatenate([one.gained, two.gained]),
        np.concatenate([one.step, two.step]),
    )
