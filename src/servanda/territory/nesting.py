"""Which rings of an outline lie in which, and whether that is as polygons have it.

Rings are taken to be simple and apart from one another; then one lies in another with all of
it or not at all, and one vertex tells which. Does not ask whether they are (``validity``).
Main path: ``well_placed``.
"""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np

from servanda.territory.arrays import Floats, Ints
from servanda.territory.outline import Outline
from servanda.territory.winding import winding

__all__ = ["holes_at_home", "well_placed"]

_MOST = 1 << 24  # positions looked through: beyond, GEOS takes no longer and does not grow so
_CALL = 1 << 10  # positions that take as long as asking about a ring does


def well_placed(outline: Outline, rings: Iterable[int]) -> bool:
    """Return whether some rings certainly lie as a shell or a hole must, if all others do.

    Many rings among many others are not told: each is held against all that it may lie in.

    A shell lies in as many shells as holes: so outside of all polygons, or in a hole. A hole
    lies in its shell and in all that this lies in, and in no other.

    Args:
        outline: Rings that are simple and apart.
        rings: Numbers of those in question.
    """
    asked = list(rings)
    if not asked:
        return True
    boxes, shells = _boxes(outline), outline.shells()
    sizes, looked = np.diff(outline.rings), 0
    for ring in asked:
        near = _near(outline, ring, boxes)
        looked += len(boxes) // 4 + int((sizes[near] + _CALL).sum())
        if looked > _MOST:
            return False
        about = _around(outline, ring, near)
        if about is None:
            return False
        if shells[ring]:
            if sum(1 if shells[other] else -1 for other in about):
                return False
            continue
        shell = int(outline.polygons[outline.polygons.searchsorted(ring, side="right") - 1])
        home = _around(outline, shell, _near(outline, shell, boxes))
        if home is None or about != home | {shell}:
            return False
    return True


def holes_at_home(outline: Outline) -> bool:
    """Return whether every hole certainly lies where it must."""
    return well_placed(outline, np.flatnonzero(~outline.shells()).tolist())


def _boxes(outline: Outline) -> Floats:
    starts, xy = outline.rings[:-1], np.ascontiguousarray(outline.xy.T)  # four times as fast so
    low, high = (each.reduceat(xy, starts, axis=1) for each in (np.minimum, np.maximum))
    return np.concatenate([low, high]).T


def _near(outline: Outline, ring: int, boxes: Floats) -> Ints:
    """The other rings that one may lie in, as their boxes tell."""
    point = outline.ring(ring)[0]
    near = (boxes[:, :2] <= point).all(axis=1) & (boxes[:, 2:] >= point).all(axis=1)
    near[ring] = False
    return np.flatnonzero(near)


def _around(outline: Outline, ring: int, near: Ints) -> set[int] | None:
    """The rings that one lies in, of those that it may lie in; None if not sure."""
    point = outline.ring(ring)[0]
    found = set()
    for other in near.tolist():
        line = outline.ring(other)
        turns, sure = winding(point[None, :], np.hstack([line[:-1], line[1:]]))
        if not sure.all():
            return None
        if turns[0]:
            found.add(other)
    return found
