"""Whether an outline is a valid set of polygons, asking only about what changed.

Checking a map of thousands of edges costs more than reading it, and nearly all of it was
checked with the edition before. Let ``near`` be *clean*: valid, and no ring touches itself
or another anywhere. A later outline is clean as well if

1. no new edge meets any edge, but the next and the one before at their common vertex;
2. every ring that keeps a vertex with both its edges has there a winding number of the
   leftover edges of 0: then left of it is inside, and right of it outside, still; and every
   other shell lies in as many shells as holes, so that the same is true of it;
3. every hole lies in its shell, and in nothing else that its shell does not lie in, which
   makes the same true of holes that keep no vertex.

1 makes all rings simple and apart, 2 makes the inside the same as their winding, 3 makes
holes belong where they are listed. All signs are certain or the answer is "do not know",
and then GEOS checks the whole. So this never changes an answer.

Where the text says which spans of positions differ, and which rings are the same but for them,
boxes tell most of it. In each span a ring leaves its old course at a position both have and
comes back to it at another, or at its end; old and new course, the one run backwards, are a
closed walk in a box, and what any ring changed by is such walks. Rings that came or went are
closed walks themselves. Let every other ring have a position outside all boxes. It is in no
span, and all that the ring does near it, it did before. Then, given 1,

- no walk goes round that position, nor round any place near it, so each ring goes round the
  places left and right of it as often as before, and no ring that came goes round it: it runs
  the same way, which is how edges know their inside, and 2 holds;
- each ring goes round the positions of the others as often as before, so holes lie in the
  rings they lay in, and 3 holds;
- it has two edges there that do not run back on each other, so it has three; those of a ring
  that came are all new, and are counted;
- new edges are in the boxes, so for 1 no edge has to be looked at that meets none of them;
- of rings that came, 2 and 3 are asked by themselves; no other ring lies in them.

A ring that has no position outside all boxes may be taken for one that went and another that
came, if all it was and all it is have boxes as well. What it kept of its edges is not new, for 1.

If a ring begins, and so ends, at another place than before, the walk that leads over it lies in
the spans at its two ends; and if one span follows another at once, a walk may lie in both. Such
spans have one box together. A box too many, or too large, only asks for more.
Of many outlines this is asked at once (``stays``). Main path: ``is_valid``.
"""

from __future__ import annotations

import numpy as np
import shapely

from servanda.territory.apart import meeting_others
from servanda.territory.arrays import Floats, Ints
from servanda.territory.nesting import holes_at_home, well_placed
from servanda.territory.outline import Outline
from servanda.territory.overlay import uncommon
from servanda.territory.stays import stay_clean
from servanda.territory.winding import winding

__all__ = ["is_clean", "is_valid", "stays_clean"]

_CORNERS = 3


def is_valid(outline: Outline, near: Outline | None) -> bool:
    """Return whether an outline with closed rings is a valid MultiPolygon.

    Args:
        outline: The outline in question.
        near: Another, valid, that has most of its edges; saves work and nothing else.
    """
    if near is not None and outline.same_arrays(near):
        outline.clean = near.clean
        return True
    if near is not None and is_clean(near) and stays_clean(near, outline):
        outline.clean = True
        return True
    return bool(shapely.is_valid(outline.geometry))


def is_clean(outline: Outline) -> bool:
    """Return whether no ring of a valid outline touches itself or another; asks once."""
    if outline.clean is None:
        owner = np.repeat(np.arange(len(outline.rings) - 1), np.diff(outline.rings))
        lines = shapely.linestrings(outline.xy, indices=owner)
        outline.clean = bool(shapely.is_simple(shapely.multilinestrings(lines)))
    return outline.clean


def stays_clean(near: Outline, later: Outline) -> bool:
    """Return True if ``later`` is certainly clean, given that ``near`` is."""
    if later.stays is near.mark:
        return True
    (told,) = stay_clean([(near, later)])
    if told is not None:
        return told
    return _stays_clean(near, later)


def _stays_clean(near: Outline, later: Outline) -> bool:
    """The same by all edges, whatever differs."""
    only_near, only_later, begins = uncommon(near, later)
    edges = later.edges
    counts = np.bincount(edges.ring, minlength=len(later.rings) - 1)
    if not len(counts) or counts.min() < _CORNERS:
        return False
    fresh, one_group = np.searchsorted(edges.at, begins), np.zeros(len(edges.at), dtype=np.int64)
    if len(meeting_others(edges.rows, fresh, one_group)):
        return False
    new = _sides_kept(later, begins, np.concatenate([only_near[:, [2, 3, 0, 1]], only_later]))
    return new is not None and well_placed(later, new.tolist()) and holes_at_home(later)


def _sides_kept(later: Outline, begins: Ints, leftover: Floats) -> Ints | None:
    """The rings that keep no position with both edges; None if a walk goes round one kept.

    Args:
        later: The outline.
        begins: Where its fresh edges begin.
        leftover: (m, 4) the edges of closed walks.
    """
    kept = np.zeros(len(later.xy), dtype=bool)
    kept[later.edges.at] = True
    kept[begins] = False
    firm = np.append(np.flatnonzero(kept[1:] & kept[:-1]) + 1, len(later.xy))
    first = firm[firm.searchsorted(later.rings[:-1])]
    keep = first < later.rings[1:]
    turns, sure = winding(later.xy[first[keep]], leftover)
    return None if turns.any() or not sure.all() else np.flatnonzero(~keep)
