"""What begins with each position of an outline: nothing, a ring, or a polygon.

So written, rings that come and go in a text are positions that come and go. Which ring is
which is told from the positions that both have. Knows nothing of text.
Main path: ``levels_of`` -> ``revision``; ``counts_of`` leads back.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from servanda.territory.arrays import Floats, Ints
from servanda.territory.outline import Revision
from servanda.territory.revised import Span

__all__ = ["Levels", "counts_of", "levels_of", "revision"]

Levels = NDArray[np.int8]
"""(n,): 0 within a ring, 1 where a ring begins, 2 where a polygon does."""


def levels_of(rings: Ints, polygons: Ints) -> Levels:
    """Return the levels of all positions.

    Args:
        rings: Positions in each ring.
        polygons: Rings in each polygon.

    >>> levels_of(np.array([4, 5, 4]), np.array([2, 1])).tolist()
    [2, 0, 0, 0, 1, 0, 0, 0, 0, 2, 0, 0, 0]
    """
    found = np.zeros(int(rings.sum()), dtype=np.int8)
    starts = rings.cumsum() - rings
    found[starts] = 1
    found[starts[polygons.cumsum() - polygons]] = 2
    return found


def counts_of(levels: Levels) -> tuple[Ints, Ints]:
    """Return how many positions are in each ring, and rings in each polygon."""
    starts = np.append(np.flatnonzero(levels), len(levels))
    shells = np.flatnonzero(levels[starts[:-1]] == 2)  # noqa: PLR2004
    return starts[1:] - starts[:-1], np.diff(np.append(shells, len(starts) - 1))


def revision(
    near: object, old: tuple[Floats, Levels], new: tuple[Floats, Levels], spans: list[Span]
) -> Revision | None:
    """Return which rings are the same, but for some positions; None if that cannot be said.

    Args:
        near: The mark of the other.
        old: Its positions and their levels.
        new: The positions and levels in question.
        spans: What differs, in order; all other positions have the same coordinates, and the
            same level unless they follow a span.
    """
    spans = [_trimmed(old, new, span) for span in spans]
    spans = [(a, b, c, d) for a, b, c, d in spans if a < b or c < d]
    was, now = (np.cumsum(levels > 0) - 1 for _, levels in (old, new))
    kept = np.ones(len(was), dtype=bool), np.ones(len(now), dtype=bool)
    for a, b, c, d in spans:
        kept[0][a:b] = kept[1][c:d] = False
    one, two = was[kept[0]], now[kept[1]]
    first = np.append(True, (one[1:] != one[:-1]) | (two[1:] != two[:-1]))[: len(one)]
    one, two = one[first], two[first]
    if (one[1:] == one[:-1]).any() or (two[1:] == two[:-1]).any():
        return None  # a ring that was cut in two, or two that became one
    rings = np.full(now[-1] + 1, -1, dtype=np.int64)
    rings[two] = one
    ours = rings >= 0
    if not np.array_equal(rings[_shells(new[1])[ours]], _shells(old[1])[rings[ours]]):
        return None
    return Revision(near, spans, rings, int(was[-1]) + 1)


def _trimmed(old: tuple[Floats, Levels], new: tuple[Floats, Levels], span: Span) -> Span:
    """The span without what is the same at its ends."""
    a, b, c, d = span
    (one, two), most = (_rows(*old, a, b), _rows(*new, c, d)), min(b - a, d - c)
    front = next((n for n in range(most) if one[n] != two[n]), most)
    most -= front
    back = next((n for n in range(most) if one[-1 - n] != two[-1 - n]), most)
    return a + front, b - back, c + front, d - back


def _rows(xy: Floats, levels: Levels, begin: int, end: int) -> list[tuple[list[float], int]]:
    return list(zip(xy[begin:end].tolist(), levels[begin:end].tolist(), strict=True))


def _shells(levels: Levels) -> Ints:
    """The shell of each ring."""
    _, polygons = counts_of(levels)
    return np.repeat(polygons.cumsum() - polygons, polygons)
