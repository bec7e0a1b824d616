"""Whether outlines cross so often that mending them would never end.

A ring of five hundred random positions, 20 kB, keeps GEOS's ``make_valid`` busy for more
than a minute, and the time grows with the square of the crossings. A map drawn by
people crosses itself a few times. So crossings are counted first, and no further than
the limit. Nothing is mended here. Main path: ``is_tangled``.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import shapely
from numpy.typing import NDArray

__all__ = ["is_tangled"]

_PAIRS_AT_ONCE = 20_000_000
_NEAR_EACH, _NEAR_ALL = 50, 1_000_000


def is_tangled(rings: Sequence[NDArray[np.float64]], *, most: int) -> bool:
    """Return whether edges cross more than ``most`` times, or are too many too close to tell.

    Args:
        rings: Positions, shape (n, 2) each.
        most: Crossings that can be mended.

    >>> bow = np.array([[0, 0], [1, 1], [1, 0], [0, 1], [0, 0]], dtype=float)
    >>> is_tangled([bow], most=0), is_tangled([bow], most=1)
    (True, False)
    """
    edges = np.concatenate([np.stack([r[:-1], r[1:]], axis=1) for r in rings if len(r) > 1])
    lines = shapely.linestrings(edges)
    tree = shapely.STRtree(lines)
    near = crossed = 0
    step = max(_PAIRS_AT_ONCE // len(lines), 1)
    for start in range(0, len(lines), step):
        first, second = tree.query(lines[start : start + step])
        first += start
        pairs = first < second
        near += int(pairs.sum())
        crossed += int(shapely.crosses(lines[first[pairs]], lines[second[pairs]]).sum())
        if crossed > most or near > _NEAR_EACH * len(lines) + _NEAR_ALL:
            return True
    return False
