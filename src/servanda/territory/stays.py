"""Whether outlines stay clean, each beside another, as far as boxes of what changed tell.

Why boxes tell it stands in ``validity``. Here it is asked of many pairs of outlines at once:
calls cost more than the few edges that a changed map asks for. The positions of all outlines
stand in one array, so that spans, boxes and edges are numbers in it; each is of one pair, and
nothing of one pair is held against another. A pair is answered as if alone.

Main path: ``stay_clean``.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

import numpy as np

from servanda.territory.apart import meeting_others
from servanda.territory.arrays import Floats, Ints, Mask
from servanda.territory.nesting import well_placed
from servanda.territory.outline import Outline
from servanda.territory.overlay import uncommon_of_few
from servanda.territory.winding import runs

__all__ = ["Pair", "stay_clean"]

Pair = tuple[Outline, Outline]
"""An outline, and a later one that says what it has otherwise than it."""

_CORNERS = 3
_FEW = 32  # spans: beyond, sorting all edges takes no longer than looking through them for each
_FEW_RINGS = 64  # in boxes: each has two boxes that all else is held against
_BLOCK = 32  # positions that are told by one box not to meet another


@dataclass(slots=True)
class _Window:
    """Pairs of outlines, the positions of all in one array.

    Attributes:
        pairs: An outline and a later one that revises it, each.
        xy: (2, n) longitudes and latitudes of all positions, outline after outline; n is a
            multiple of ``_BLOCK``, the last is repeated for it.
        rings: (r + 1,) where each ring begins in them, and where the last ends.
        first: Of each outline, by its mark, where it begins in them and in ``rings``.
        outlines: All, in their order.
        pair: (r,) of which pair's later outline each ring is; -1: of none.
        was: (r,) which ring of its near one each ring is; -1: of none.
        spans: (s, 4) what differs, begin and end in the one and in the other.
        owner: (s,) the pair of each span.
        told: (p,) whether boxes tell of the pair.
        retaken: The pairs in which a ring is taken for one that came although it was there.
    """

    pairs: Sequence[Pair]
    xy: Floats
    rings: Ints
    first: dict[object, tuple[int, int]]
    outlines: list[Outline]
    pair: Ints
    was: Ints
    spans: Ints
    owner: Ints
    told: Mask
    retaken: set[int] = field(default_factory=set)

    def backward(self) -> Mask:
        """Whether each ring is written with the inside on the right."""
        return np.concatenate([each.backward() for each in self.outlines])

    def begins(self) -> Ints:
        """Where the later outline of each pair begins."""
        return np.array([self.first[later.mark][0] for _, later in self.pairs])


def stay_clean(pairs: Sequence[Pair]) -> list[bool | None]:
    """Return of each pair whether the later is certainly clean, given that the other is.

    None where boxes of what changed do not tell it. The answer, if it is yes, is kept with the
    later one, and what is found out about its directions and uncommon edges.

    Args:
        pairs: Outlines and later ones; of a later one that is given twice the last is told.
    """
    told: list[bool | None] = [None] * len(pairs)
    last = {later.mark: n for n, (near, later) in enumerate(pairs) if _in_few_spans(near, later)}
    asked = list(last.values())
    if not asked:
        return told
    window = _window([pairs[number] for number in asked])
    at = _edges_asked(window)
    for number, found in zip(asked, _told(window, at), strict=True):
        told[number] = found
        near, later = pairs[number]
        later.stays = near.mark if found else None
    return told


def _in_few_spans(near: Outline, later: Outline) -> bool:
    known = later.revises
    return known is not None and known.near is near.mark and 0 < len(known.spans) <= _FEW


def _window(pairs: Sequence[Pair]) -> _Window:
    first: dict[object, tuple[int, int]] = {}
    outlines: list[Outline] = []
    begin = ring = 0
    for outline in (each for pair in pairs for each in pair):
        if outline.mark not in first:
            first[outline.mark] = begin, ring
            outlines.append(outline)
            begin, ring = begin + len(outline.xy), ring + len(outline.rings) - 1
    rings = [outline.rings[:-1] + first[outline.mark][0] for outline in outlines]
    pair, was = np.full(ring, -1), np.full(ring, -1)
    spans, owner = [], []
    for number, (near, later) in enumerate(pairs):
        assert later.revises is not None
        (near_xy, near_ring), (xy, at) = first[near.mark], first[later.mark]
        known = later.revises.rings
        pair[at : at + len(known)] = number
        was[at : at + len(known)] = np.where(known < 0, -1, known + near_ring)
        spans += [(a + near_xy, b + near_xy, c + xy, d + xy) for a, b, c, d in later.revises.spans]
        owner += [number] * len(later.revises.spans)
    return _Window(
        pairs,
        _columns(outlines, begin),
        np.concatenate([*rings, [begin]]),
        first,
        outlines,
        pair,
        was,
        np.array(spans),
        np.array(owner),
        np.ones(len(pairs), dtype=bool),
    )


def _columns(outlines: Sequence[Outline], count: int) -> Floats:
    """All longitudes, all latitudes, filled up to whole blocks."""
    found = np.empty((2, -(-count // _BLOCK) * _BLOCK))
    np.concatenate([outline.xy.T for outline in outlines], axis=1, out=found[:, :count])
    found[:, count:] = found[:, count - 1 : count]
    return found


def _edges_asked(window: _Window) -> Ints:
    """Where edges begin that may meet a box; takes rings that lie in boxes for others.

    A ring that has no position outside the boxes is taken for one that came, and what it was
    for one that went; a pair is not told if that leaves another without, or takes too many.
    """
    meets = _Meets(window)
    meets.add(*_boxes_of_spans(window))
    within = meets.rings_within()
    many = np.bincount(window.pair[within], minlength=len(window.pairs)) > _FEW_RINGS
    window.told[many] = False
    within = within[~many[window.pair[within]]]
    if len(within):
        was = window.was[within]
        window.was[within] = -1
        window.retaken.update(window.pair[within].tolist())
        meets.add(*_boxes_of_rings(window, was, within))
        window.told[window.pair[meets.rings_within()]] = False
    return np.flatnonzero(meets.mask)


class _Meets:
    """Which edges may meet boxes of their pair: of the later outline, by where they begin.

    Attributes:
        mask: (n,) whether what leads from each position to the next may.
    """

    def __init__(self, window: _Window) -> None:
        """Lay boxes round blocks of positions and what follows them."""
        self._window = window
        self.mask = np.zeros(window.xy.shape[1], dtype=bool)
        self._x, self._y = window.xy
        after = np.hstack([window.xy[:, _BLOCK::_BLOCK], window.xy[:, -1:]])
        self._west, self._south = np.minimum(_of_blocks(np.minimum, window.xy), after)
        self._east, self._north = np.maximum(_of_blocks(np.maximum, window.xy), after)
        self._begin = window.begins()
        sizes = [len(later.xy) for _, later in window.pairs]
        self._end = self._begin + sizes - 1  # nothing follows the last

    def add(self, boxes: Floats, owner: Ints) -> None:
        """Mark what may meet some more boxes: (b, 4), and the pair of each."""
        begin, end = self._begin[owner], self._end[owner]
        box, block = runs(begin // _BLOCK, -(-end // _BLOCK))
        west, south, east, north = np.ascontiguousarray(boxes.T)
        near = (self._east[block] >= west[box]) & (self._west[block] <= east[box])
        near &= (self._north[block] >= south[box]) & (self._south[block] <= north[box])
        box, block = box[near], block[near] * _BLOCK
        of, at = runs(np.maximum(block, begin[box]), np.minimum(block + _BLOCK, end[box]))
        box = box[of]
        x, to_x, y, to_y = self._x[at], self._x[at + 1], self._y[at], self._y[at + 1]
        meets = (np.maximum(x, to_x) >= west[box]) & (np.minimum(x, to_x) <= east[box])
        meets &= (np.maximum(y, to_y) >= south[box]) & (np.minimum(y, to_y) <= north[box])
        self.mask[at[meets]] = True

    def rings_within(self) -> Ints:
        """The rings, of those that were before, that have no position outside all boxes."""
        window = self._window
        at = np.flatnonzero(self.mask)
        ring = window.rings.searchsorted(at, side="right") - 1
        inner = at + 1 < window.rings[ring + 1]  # what follows the end of a ring is of another
        counts = np.bincount(ring[inner], minlength=len(window.pair))
        return np.flatnonzero((counts == np.diff(window.rings) - 1) & (window.was >= 0))


def _of_blocks(better: np.ufunc, values: Floats) -> Floats:
    """The least, or greatest, of each block; halving takes less than ``reduceat``."""
    left = _BLOCK
    while left > 1:
        values, left = better(values[:, ::2], values[:, 1::2]), left // 2
    return values


def _boxes_of_spans(window: _Window) -> tuple[Floats, Ints]:
    """(west, south, east, north) of closed walks, with the positions they leave and join."""
    begins = np.zeros(window.xy.shape[1] + 1, dtype=np.int64)
    begins[window.rings] = 1  # no edge leads from one ring to the next
    a, b, c, d = window.spans.T
    lows, highs = (a - 1 + begins[a], c - 1 + begins[c]), (b + 1 - begins[b], d + 1 - begins[d])
    boxes = _boxes_of(window.xy, np.column_stack(lows), np.column_stack(highs))
    return _united(boxes, window)


def _boxes_of_rings(window: _Window, was: Ints, now: Ints) -> tuple[Floats, Ints]:
    """Boxes of rings that went, and of those that came."""
    rings = np.concatenate([was, now])[:, None]
    boxes = _boxes_of(window.xy, window.rings[rings], window.rings[rings + 1])
    return boxes, np.tile(window.pair[now], 2)


def _boxes_of(xy: Floats, begin: Ints, end: Ints) -> Floats:
    """One box round all positions of each row of runs."""
    _, at = runs(begin.ravel(), end.ravel())
    counts = (end - begin).sum(axis=1)
    starts = counts.cumsum() - counts
    some = xy.take(at, axis=1)
    low, high = (each.reduceat(some, starts, axis=1) for each in (np.minimum, np.maximum))
    return np.concatenate([low, high]).T


def _united(boxes: Floats, window: _Window) -> tuple[Floats, Ints]:
    """The boxes of spans, one for those in which one walk may lie; and the pair of each."""
    several = list(_in_several(window))
    if not several:
        return boxes, window.owner
    first = list(range(len(boxes)))
    for some in several:
        old = {first[number] for number in some}
        least = min(old)
        first = [least if each in old else each for each in first]
    kept, group = np.unique(first, return_inverse=True)
    found = boxes[kept]
    np.minimum.at(found[:, :2], group, boxes[:, :2])
    np.maximum.at(found[:, 2:], group, boxes[:, 2:])
    return found, window.owner[kept]


def _in_several(window: _Window) -> Iterator[list[int]]:
    """Numbers of spans in which one walk may lie: all others lie in one span each."""
    spans, owner = window.spans, window.owner
    follows = (spans[:-1, 1] == spans[1:, 0]) & (owner[:-1] == owner[1:])
    yield from ([n, n + 1] for n in np.flatnonzero(follows).tolist())
    kept = np.flatnonzero(window.was >= 0)
    old, new = window.xy[:, window.rings[window.was[kept]]], window.xy[:, window.rings[kept]]
    for ring in kept[(old != new).any(axis=0)].tolist():  # its first and last spans are one walk
        (first, end), (begin, last) = (
            window.rings[each : each + 2].tolist() for each in (window.was[ring], ring)
        )
        of = window.pair[ring]
        mine = range(*owner.searchsorted([of, of + 1]).tolist())
        yield [
            number
            for number, (a, b, c, d) in zip(mine, spans[mine].tolist(), strict=True)
            if a <= first <= b or a <= end <= b or c <= begin <= d or c <= last <= d
        ]


@dataclass(frozen=True, slots=True)
class _Rows:
    """Directed edges, the inside on the left, those of one pair together.

    Attributes:
        rows: (m, 4), degrees: x1, y1, x2, y2; none has length zero.
        at: (m,) the number of the position with which each begins.
        ring: (m,) the ring of each.
        pair: (m,) the pair for which each is asked.
    """

    rows: Floats
    at: Ints
    ring: Ints
    pair: Ints


def _told(window: _Window, at: Ints) -> list[bool | None]:
    """What edges tell of each pair."""
    _turn(window)
    some = _rows(window, at, window.pair[window.rings.searchsorted(at, side="right") - 1])
    fresh = _uncommon(window, some)
    clean = np.ones(len(window.pairs), dtype=bool)
    clean[meeting_others(some.rows, fresh, some.pair)] = False
    came = np.flatnonzero((window.was < 0) & (window.pair >= 0))
    corners = np.bincount(some.ring, minlength=len(window.was))[came]
    clean[window.pair[came[corners < _CORNERS]]] = False
    for number in np.unique(window.pair[came]).tolist():
        if clean[number] and window.told[number]:
            _, later = window.pairs[number]
            mine = came[window.pair[came] == number] - window.first[later.mark][1]
            clean[number] = well_placed(later, mine.tolist())
    return [
        bool(is_clean) if told else None
        for is_clean, told in zip(clean.tolist(), window.told.tolist(), strict=True)
    ]


def _turn(window: _Window) -> None:
    """Tell the later outlines which way their rings run; leave to others where one turned."""
    old = np.array([window.first[near.mark][1] for near, _ in window.pairs])
    was = np.where(window.was < 0, -1, window.was - old[window.pair])
    for number, (near, later) in enumerate(window.pairs):
        if not window.told[number]:
            continue
        assert later.revises is not None
        begin, known = window.first[later.mark][1], later.revises.rings
        mine = was[begin : begin + len(known)]
        later.turns_as(near, mine)
        if number in window.retaken:
            taken = (known >= 0) & (mine < 0)
            if (later.turns()[taken] != near.turns()[known[taken]]).any():
                window.told[number] = False


def _rows(window: _Window, at: Ints, pair: Ints) -> _Rows:
    """The edges that begin at some positions: none at the end of a ring, or of length 0."""
    rows = np.empty((len(at), 4))
    x, y = window.xy
    rows[:, 0], rows[:, 1] = x[at], y[at]
    rows[:, 2:] = window.xy.take(at + 1, axis=1, mode="clip").T
    start, end = rows.view(np.complex128).T  # one number a position
    ring = window.rings.searchsorted(at, side="right") - 1
    moves = (start != end) & (at + 1 < window.rings[ring + 1]) & window.told[pair]
    if not moves.all():
        rows, at, ring, pair = rows[moves], at[moves], ring[moves], pair[moves]
    back = window.backward()[ring]
    if back.any():
        rows[back] = rows[back][:, [2, 3, 0, 1]]
    return _Rows(rows, at, ring, pair)


def _uncommon(window: _Window, some: _Rows) -> Ints:
    """Numbers of the edges of later outlines that the others lack; kept with each."""
    one = _rows(window, *_touching(window, 0))
    asked = np.zeros(window.xy.shape[1], dtype=bool)
    asked[_touching(window, 2)[0]] = True
    new = np.flatnonzero(asked[some.at])
    rows, pair = some.rows[new], some.pair[new]
    left, fresh = uncommon_of_few(  # the number of its pair keeps each from those of others
        np.column_stack([one.rows, one.pair]), np.column_stack([rows, pair])
    )
    was, now = one.rows[left], rows[fresh]
    begins = some.at[new[fresh]] - window.begins()[pair[fresh]]
    numbers = np.arange(len(window.pairs) + 1)
    ones = one.pair[left].searchsorted(numbers).tolist()
    twos = pair[fresh].searchsorted(numbers).tolist()
    for number, (near, later) in enumerate(window.pairs):
        if window.told[number]:
            a, b = slice(*ones[number : number + 2]), slice(*twos[number : number + 2])
            later.uncommon = near.mark, was[a], now[b], begins[b]
    return new[fresh]


def _touching(window: _Window, column: int) -> tuple[Ints, Ints]:
    """Where edges begin that have a position in a span, and the pair of each."""
    begin, end = window.spans[:, column], window.spans[:, column + 1]
    first = [window.first[pair[column // 2].mark][0] for pair in window.pairs]
    done = np.append(0, end[:-1])
    same = np.append(False, window.owner[1:] == window.owner[:-1])
    done = np.where(same, done, np.array(first)[window.owner])
    span, at = runs(np.maximum(begin - 1, done), end)
    return at, window.owner[span]
