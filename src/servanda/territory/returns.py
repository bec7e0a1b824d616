"""Ground that changes hands again: which patches lie where a recent change went the other way.

Only the patches of the last k steps are held. How much of a patch counts as a return is the
caller's threshold; the share is always kept.

Patches are small and lie side by side, so most pairs are told apart by their boxes alone, and
ground that is taken back as it was given is known by its rings. GEOS intersects the others.

Main path: ``Recent.read``, once for each change in order.
"""

from __future__ import annotations

from collections import deque
from dataclasses import replace

import numpy as np
import shapely
from numpy.typing import NDArray

from servanda.territory.area import Geometries
from servanda.territory.change import Change
from servanda.territory.patch import Patch, altered

__all__ = ["Recent", "shares"]

_FEW = 20  # pieces for which a tree of the others is not worth planting
_Floats = NDArray[np.float64]
_Pairs = NDArray[np.int64]
_Pieces = tuple[Geometries, _Floats]  # polygons, and their boxes: west, south, east, north


class Recent:
    """Reads the changes of one map in order and marks those that are returns."""

    def __init__(self, k: int, share: float) -> None:
        """Start without history.

        Args:
            k: How many steps back a change can be taken back.
            share: From which share of its area on a patch is a return.
        """
        self.share = share
        self._gained: deque[_Pieces] = deque(maxlen=k)
        self._lost: deque[_Pieces] = deque(maxlen=k)

    def read(self, change: Change) -> Change:
        """Return the change, its returned patches marked, and remember it."""
        gained, lost = _pieces(change.gained), _pieces(change.lost)
        marked = replace(
            change,
            gained=_marked(change.gained, _shares(gained, self._lost), self.share),
            lost=_marked(change.lost, _shares(lost, self._gained), self.share),
        )
        self._gained.append(gained)
        self._lost.append(lost)
        return marked


def shares(pieces: Geometries, others: Geometries) -> _Floats:
    """Return which share of each piece lies on any of the others.

    Within one patch square degrees are as good as square kilometres.
    """
    whole = (pieces, shapely.bounds(pieces))
    return _shares(whole, deque([(others, shapely.bounds(others))]))


def _shares(pieces: _Pieces, steps: deque[_Pieces]) -> _Floats:
    found = np.zeros(len(pieces[0]))
    if not len(found) or not steps:
        return found
    others = np.concatenate([ground for ground, _ in steps])
    boxes = np.concatenate([each for _, each in steps])
    piece, other = _overlapping(pieces, (others, boxes))
    alike = _alike(pieces[0], others, piece, other, (pieces[1][piece] == boxes[other]).all(axis=1))
    found[piece[alike]] = 1.0
    open_ = found[piece] == 0
    piece, other = piece[open_], other[open_]
    parts = shapely.intersection(pieces[0][piece], others[other])
    areas = shapely.area(parts)
    real = areas > 0  # most neighbours only touch
    piece, parts, areas = piece[real], parts[real], areas[real]
    common = np.bincount(piece, weights=areas, minlength=len(found))
    for many in np.flatnonzero(np.bincount(piece) > 1):
        common[many] = shapely.area(shapely.union_all(parts[piece == many]))
    asked = np.unique(piece)
    found[asked] = np.minimum(common[asked] / shapely.area(pieces[0][asked]), 1.0)
    return found


def _overlapping(pieces: _Pieces, others: _Pieces) -> tuple[_Pairs, _Pairs]:
    """Pairs whose boxes have more in common than a line."""
    if len(pieces[0]) <= _FEW:
        piece, other = np.nonzero(_overlap(pieces[1][:, None], others[1]))
        return piece, other
    piece, other = shapely.STRtree(others[0]).query(pieces[0])
    overlap = _overlap(pieces[1][piece], others[1][other])
    return piece[overlap], other[overlap]


def _overlap(one: _Floats, two: _Floats) -> NDArray[np.bool_]:
    found: NDArray[np.bool_] = (one[..., 0] < two[..., 2]) & (one[..., 2] > two[..., 0])
    found &= (one[..., 1] < two[..., 3]) & (one[..., 3] > two[..., 1])
    return found


def _alike(
    pieces: Geometries, others: Geometries, piece: _Pairs, other: _Pairs, same: NDArray[np.bool_]
) -> NDArray[np.bool_]:
    """Which of the pairs whose boxes are the ``same`` have the same rings."""
    alike, at = same.copy(), np.flatnonzero(same)
    ones, twos = shapely.normalize(pieces[piece[at]]), shapely.normalize(others[other[at]])
    alike[at] = shapely.equals_exact(ones, twos, tolerance=0.0)
    return alike


def _pieces(patches: tuple[Patch, ...]) -> _Pieces:
    found: Geometries = np.empty(len(patches), dtype=object)
    found[:] = [patch.geometry for patch in patches]
    return found, shapely.bounds(found)


def _marked(patches: tuple[Patch, ...], found: _Floats, share: float) -> tuple[Patch, ...]:
    return tuple(
        _with_share(patch, part, share) if part else patch
        for patch, part in zip(patches, found.tolist(), strict=True)
    )


def _with_share(patch: Patch, found: float, share: float) -> Patch:
    again = found >= share and patch.movement != "redraw"
    return altered(patch, returned_share=found, movement="return" if again else patch.movement)
