"""Ground that changes hands again: which patches lie where a recent change went the other way.

Only the patches of the last k steps are held, and a tree of them for each direction. How
much of a patch counts as a return is the caller's threshold; the share is always kept.

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

_NONE: Geometries = np.empty(0, dtype=object)


class Recent:
    """Reads the changes of one map in order and marks those that are returns."""

    def __init__(self, k: int, share: float) -> None:
        """Start without history.

        Args:
            k: How many steps back a change can be taken back.
            share: From which share of its area on a patch is a return.
        """
        self.share = share
        self._gained: deque[Geometries] = deque(maxlen=k)
        self._lost: deque[Geometries] = deque(maxlen=k)

    def read(self, change: Change) -> Change:
        """Return the change, its returned patches marked, and remember it."""
        gained, lost = _geometries(change.gained), _geometries(change.lost)
        marked = replace(
            change,
            gained=_marked(change.gained, shares(gained, _all(self._lost)), self.share),
            lost=_marked(change.lost, shares(lost, _all(self._gained)), self.share),
        )
        self._gained.append(gained)
        self._lost.append(lost)
        return marked


def shares(pieces: Geometries, others: Geometries) -> NDArray[np.float64]:
    """Return which share of each piece lies on any of the others.

    Within one patch square degrees are as good as square kilometres.
    """
    common = np.zeros(len(pieces))
    if not len(pieces) or not len(others):
        return common
    piece, other = shapely.STRtree(others).query(pieces, predicate="intersects")
    parts = shapely.intersection(pieces[piece], others[other])
    areas = shapely.area(parts)
    real = areas > 0  # most neighbours only touch
    piece, parts, areas = piece[real], parts[real], areas[real]
    common += np.bincount(piece, weights=areas, minlength=len(pieces))
    counts = np.bincount(piece, minlength=len(pieces))
    for many in np.flatnonzero(counts > 1):
        common[many] = shapely.area(shapely.union_all(parts[piece == many]))
    found: NDArray[np.float64] = np.minimum(common / shapely.area(pieces), 1.0)
    return found


def _geometries(patches: tuple[Patch, ...]) -> Geometries:
    found: Geometries = np.empty(len(patches), dtype=object)
    found[:] = [patch.geometry for patch in patches]
    return found


def _all(steps: deque[Geometries]) -> Geometries:
    return np.concatenate(steps) if steps else _NONE


def _marked(
    patches: tuple[Patch, ...], found: NDArray[np.float64], share: float
) -> tuple[Patch, ...]:
    return tuple(
        _with_share(patch, part, share) if part else patch
        for patch, part in zip(patches, found.tolist(), strict=True)
    )


def _with_share(patch: Patch, found: float, share: float) -> Patch:
    again = found >= share and patch.movement != "redraw"
    return altered(patch, returned_share=found, movement="return" if again else patch.movement)
