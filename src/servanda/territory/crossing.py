"""Where edges cross, to the nearest double: in twice the precision, for many at once.

Two drawings of one line run so close to each other that their crossings are wrong by metres when
worked out in plain doubles. So differences and products are taken with what rounding takes from
them (Dekker 1971, Knuth), and how far the result may still be wrong is worked out beside it. If
that leaves open to which double it is rounded, GEOS is asked: mostly where it lies halfway between
two of them.

Main path: ``crossings``.
"""

from __future__ import annotations

import numpy as np
import shapely

from servanda.territory.arrays import Floats, Mask

__all__ = ["crossings"]

_SPLIT = 2.0**27 + 1  # cuts a double into two halves whose products are exact
_ROUNDING = 2.0**-53
_TWICE = 512 * _ROUNDING**2  # of the largest terms: more than all roundings in twice the precision
_POSITIONS = 8  # of the pieces of two edges that cross once


def crossings(ones: Floats, twos: Floats) -> tuple[Floats, Mask]:
    """Return where edges cross, and of which pairs that is not known.

    Args:
        ones: (n, 4) x1, y1, x2, y2 of edges, degrees, longer than 1e-11.
        twos: (n, 4) edges that properly cross these.

    >>> crossings(np.array([[0.0, 0, 3, 3]]), np.array([[0.0, 2, 2, 0]]))[0].tolist()
    [[1.0, 1.0]]
    """
    found, doubt = _crossings(ones.T.reshape(2, 2, -1), twos.T.reshape(2, 2, -1))
    unknown = np.zeros(len(ones), dtype=bool)
    if doubt.any():
        asked = np.flatnonzero(doubt)
        found[asked], known = _asked_of_geos(ones[asked], twos[asked])
        unknown[asked] = ~known
    return found, unknown


def _crossings(one: Floats, two: Floats) -> tuple[Floats, Mask]:
    """The same, and of which it is open to which double they are rounded.

    Args:
        one: (2, 2, n) begin and end, x and y.
        two: The same.
    """
    begins, ends = np.stack([one[0], one[0], two[0]]), np.stack([two[0], one[1], two[1]])
    ways, lost = _differences(ends, begins)
    ahead, other = ways[1:]
    # Of the way ahead it is as much as (begin to begin) x other is of ahead x other.
    high, low = _products(ways[:2], other[::-1])
    turns, rest = _differences(high[:, 0], high[:, 1])
    turns, rest = _sums(turns, rest + (low[:, 0] - low[:, 1]))
    step, finer = _share_of(ahead, turns, rest)
    place, lost_place = _sums(one[0], step)
    finer += lost_place
    largest = np.abs(np.concatenate([one, two])).max(axis=(0, 1))  # what GEOS multiplies
    wrong = (np.abs(ahead) + np.abs(other)) * (_TWICE * largest**2 / np.abs(turns[1]))
    wrong += 4 * _ROUNDING * np.abs(finer)
    open_ = (place + (finer + wrong) != place + (finer - wrong)).any(axis=0)
    return (place + finer).T, open_ | (lost != 0).any(axis=(0, 1))


def _share_of(ahead: Floats, turns: Floats, rest: Floats) -> tuple[Floats, Floats]:
    """The share of the way that one turn is of the other, and what rounding takes from it."""
    share = turns[0] / turns[1]
    back, lost_back = _products(share, turns[1])
    beyond = ((turns[0] - back - lost_back + rest[0]) - share * rest[1]) / turns[1]
    step, finer = _products(share, ahead)
    return step, finer + beyond * ahead


def _sums(a: Floats, b: Floats) -> tuple[Floats, Floats]:
    """Sums, and what rounding takes from them."""
    found = a + b
    part = found - a
    return found, (a - (found - part)) + (b - part)


def _differences(a: Floats, b: Floats) -> tuple[Floats, Floats]:
    return _sums(a, -b)


def _products(a: Floats, b: Floats) -> tuple[Floats, Floats]:
    """Products, and what rounding takes from them."""
    found = a * b
    (a1, a2), (b1, b2) = _halves(a), _halves(b)
    return found, a2 * b2 - (((found - a1 * b1) - a2 * b1) - a1 * b2)


def _halves(a: Floats) -> tuple[Floats, Floats]:
    large = _SPLIT * a
    upper = large - (large - a)
    return upper, a - upper


def _asked_of_geos(ones: Floats, twos: Floats) -> tuple[Floats, Mask]:
    """Where edges cross, as GEOS nodes two of them; and whether it cuts each in two."""
    found = np.full((len(ones), 2), np.nan)
    lines = shapely.linestrings(np.hstack([ones, twos]).reshape(-1, 2, 2)).reshape(-1, 2)
    try:
        noded = shapely.node(shapely.multilinestrings(lines))
    except shapely.GEOSException:
        return found, np.zeros(len(ones), dtype=bool)
    known = shapely.get_num_coordinates(noded) == _POSITIONS
    found[known] = shapely.get_coordinates(noded[known]).reshape(-1, _POSITIONS, 2)[:, 1]
    return found, known
