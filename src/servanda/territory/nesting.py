"""Which rings of an outline lie in which, and whether that is as polygons have it.

Rings are taken to be simple and apart from one another; then one lies in another with all of
it or not at all, and one vertex tells which. Does not ask whether they are (``validity``).
Main path: ``well_placed``.
"""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np

from servanda.territory.arrays import Floats
from servanda.territory.outline import Outline
from servanda.territory.winding import winding

__all__ = ["holes_at_home", "well_placed"]


def well_placed(outline: Outline, rings: Iterable[int]) -> bool:
    """Return whether some rings certainly lie as a shell or a hole must, if all others do.

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
    for ring in asked:
        about = _around(outline, ring, boxes)
        if about is None:
            return False
        if shells[ring]:
            if sum(1 if shells[other] else -1 for other in about):
                return False
            continue
        shell = int(outline.polygons[outline.polygons.searchsorted(ring, side="right") - 1])
        home = _around(outline, shell, boxes)
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


def _around(outline: Outline, ring: int, boxes: Floats) -> set[int] | None:
    """The rings that one lies in; None if not sure."""
    point = outline.ring(ring)[0]
    near = (boxes[:, :2] <= point).all(axis=1) & (boxes[:, 2:] >= point).all(axis=1)
    found = set()
    for other in np.flatnonzero(near).tolist():
        if other == ring:
            continue
        line = outline.ring(other)
        turns, sure = winding(point[None, :], np.hstack([line[:-1], line[1:]]))
        if not sure.all():
            return None
        if turns[0]:
            found.add(other)
    return found
