"""UNTIL and EVENTUALLY, PREVIOUS and NEXT over streams.

An anchor of ``left UNTIL[a,b] right`` - a row for which ``right`` holds - makes the formula true
over one run of earlier time-points: from where ``left`` holds without a break, and as far back
as the interval allows. The run is entered into a calendar of changes that still wait for
their time-point to be decided; a time-point is decided when the log has gone further than
the interval beyond it. EVENTUALLY is UNTIL without a left side.

Main path: ``Until.work``; ``Shift.work`` for PREVIOUS and NEXT.
"""

from __future__ import annotations

from collections import deque
from typing import Any

from servanda.rules.streamflow import Change, Operator, Row, Stream, count, projection, take
from servanda.rules.syntax import Interval

__all__ = ["Shift", "Until"]

_COMPACT = 256


class Until(Operator):
    """``left UNTIL right``, ``(NOT left) UNTIL right``, or ``EVENTUALLY right``.

    Inputs: time-stamps, right (points or changes), and left (changes) if there is one.
    """

    kept = (
        "_now", "_next", "_first", "_times", "_calendar", "_begin", "_end", "_counts", "_open",
        "_waiting", "_left_rows", "_since", "_forgetting",
    )  # fmt: skip

    def __init__(
        self, interval: Interval, right: Stream, left: Stream | None, *, negated: bool
    ) -> None:
        super().__init__()
        assert interval.most is not None
        self._least, self._most = interval.least, interval.most
        self._lasting = right.lasting
        self._key = projection(right.columns, left.columns) if left else None
        self._slides = right.lasting and self._least > 0 and left is None
        self._negated = negated
        self._now = -1  # last time-point whose right and left side are known
        self._next = 0  # first time-point not given yet
        self._first = 0  # time-point of the first entry of _times
        self._times: list[int] = []
        # Rows that begin and that end to hold, for each time-point from _next to _now + 1.
        self._calendar: deque[tuple[list[Row], list[Row]] | None] = deque([None])
        self._begin = 0  # first time-point the interval reaches from now, not before _next
        self._end = -1  # last one
        self._counts: dict[Row, int] = {}
        self._open: dict[Row, None] = {}  # rows that still hold on the right
        self._waiting: dict[Row, None] = {}  # those of them the interval has not reached yet
        self._left_rows: set[Row] = set()
        # Positive left: where a key began to hold. Negated: where it began to fail no more.
        self._since: dict[Row, int] = {}
        self._forgetting: deque[tuple[int, Row]] = deque()

    def work(self) -> None:
        """Take what all inputs have; the next time-stamp alone may decide something, too."""
        times, *sides = self.inputs
        ready = min(len(times), *map(len, sides))
        columns = [take(queue, ready) for queue in self.inputs]
        result: list[Change] = []
        for time, right, *left in zip(*columns, strict=True):
            self._learn(time, right, left[0] if left else None, result)
        if times:
            self._decide(times[0], result)
        if result:
            self.give(result)

    def _learn(self, time: int, right: Any, left: Change, result: list[Change]) -> None:
        self._decide(time, result)
        self._now += 1
        self._times.append(time)
        self._calendar.append(None)
        if self._slides:
            self._slide(time, right)
        elif right or (self._lasting and self._least and self._open):
            self._move(time)
            if self._lasting:
                self._change(right)
            else:
                for row in right:
                    self._anchor(row)
        if left is not None:
            self._absorb_left(left)

    def _decide(self, time: int, result: list[Change]) -> None:
        """Give every time-point that ``time`` lies beyond."""
        limit = time - self._most
        times, first, calendar = self._times, self._first, self._calendar
        while self._next <= self._now and times[self._next - first] < limit:
            if self._open and self._slides and self._next == self._end + 1:
                self._pause()
            entry = calendar.popleft()
            result.append(entry and count(self._counts, *entry))
            self._next += 1
        if self._next - first > _COMPACT and 2 * (self._next - first) > len(times):
            del times[: self._next - first]
            self._first = self._next
        while self._forgetting and self._forgetting[0][0] <= self._next:
            since, key = self._forgetting.popleft()
            if self._since.get(key) == since:
                del self._since[key]

    def _move(self, time: int) -> None:
        """Find the time-points inside the interval, seen from now."""
        times, first = self._times, self._first
        self._begin = max(self._begin, self._next)
        while times[self._begin - first] < time - self._most:
            self._begin += 1
        self._end = max(self._end, self._next - 1)
        while self._end < self._now and times[self._end + 1 - first] <= time - self._least:
            self._end += 1

    def _slide(self, time: int, item: Change) -> None:
        """EVENTUALLY[a,b] with a > 0 of what lasts: the run goes on as the interval moves."""
        begun, ended = item or ((), ())
        for row in ended:
            if row in self._waiting:
                del self._waiting[row]
            else:
                del self._open[row]
                self._entry(self._end + 1)[1].append(row)
        self._waiting.update(dict.fromkeys(begun))
        if self._open or self._waiting:
            self._move(time)
        if self._waiting and self._begin <= self._end:
            self._entry(self._begin)[0].extend(self._waiting)
            self._open.update(self._waiting)
            self._waiting = {}

    def _pause(self) -> None:
        """No anchor reaches the time-point that is given next: what holds ends before it."""
        self._entry(self._next)[1].extend(self._open)
        self._waiting.update(self._open)
        self._open = {}

    def _anchor(self, row: Row) -> None:
        begin = max(self._begin, self._start(row))
        if begin <= self._end:
            self._entry(begin)[0].append(row)
            self._entry(self._end + 1)[1].append(row)

    def _entry(self, tp: int) -> tuple[list[Row], list[Row]]:
        entry = self._calendar[tp - self._next]
        if entry is None:
            entry = self._calendar[tp - self._next] = ([], [])
        return entry

    def _start(self, row: Row) -> int:
        """Return the first time-point from which the left side holds up to now, exclusive."""
        if self._key is None:
            return 0
        key = self._key(row)
        if (key in self._left_rows) == self._negated:
            return self._now
        return self._since.get(key, 0)

    def _change(self, item: Change) -> None:
        begun, ended = item or ((), ())
        for row in ended:
            del self._open[row]
            if not self._least:
                self._entry(self._now)[1].append(row)
        for row in begun:
            self._open[row] = None
            if not self._least:
                # As long as it holds, each time-point is its own anchor.
                begin = max(self._begin, self._start(row))
                self._entry(begin)[0].append(row)
        if self._least:
            for row in self._open:
                self._anchor(row)

    def _absorb_left(self, left: tuple[Any, Any]) -> None:
        begun, ended = left
        self._left_rows.difference_update(ended)
        self._left_rows.update(begun)
        fails, recovers = (begun, ended) if self._negated else (ended, begun)
        for key in fails:
            self._since.pop(key, None)
        for key in recovers:
            self._since[key] = self._now
            if self._negated:
                self._forgetting.append((self._now, key))


class Shift(Operator):
    """PREVIOUS and NEXT. Inputs: time-stamps, body."""

    kept = ("_now", "_before", "_rows", "_shown", "_begun")

    def __init__(self, interval: Interval, body: Stream, *, forwards: bool) -> None:
        super().__init__()
        self._interval = interval
        self._lasting = body.lasting
        self._forwards = forwards
        self._now = -1  # last time-point whose body is known
        self._before = 0  # time-stamp of the time-point before it (NEXT)
        self._rows: set[Row] = set()
        self._shown = False
        self._begun = False  # the first time-point of PREVIOUS has been given

    def work(self) -> None:
        """Give the body's items, one time-point later or earlier, where the distance fits."""
        times, body = self.inputs
        result: list[Any] = []
        if not self._forwards and not self._begun and times:
            self._begun = True
            result.append(None if self._lasting else ())
        # PREVIOUS knows the time-point after the body's last one by its time-stamp alone.
        while body and len(times) > (0 if self._forwards else 1):
            self._now += 1
            item, time = body.popleft(), times.popleft()
            distance = time - self._before if self._forwards else times[0] - time
            self._before = time
            fits = self._interval.contains(distance) and (self._now > 0 or not self._forwards)
            shown = self._item(item, fits=fits)
            if self._now > 0 or not self._forwards:
                result.append(shown)
        if result:
            self.give(result)

    def _item(self, item: Any, *, fits: bool) -> Any:
        if not self._lasting:
            return item if fits else ()
        before, self._shown = self._shown, fits
        if before and not fits:
            gone = list(self._rows)
        if item is not None:
            self._rows.difference_update(item[1])
            self._rows.update(item[0])
        if before == fits:
            return item if fits else None
        rows = ((), gone) if before else (list(self._rows), ())
        return rows if rows[0] or rows[1] else None
