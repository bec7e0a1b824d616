"""SINCE and ONCE over streams.

A row satisfies ``left SINCE[a,b] right`` when its latest anchor - the last time-point inside the
interval at which ``right`` held - lies neither before the interval nor before the last
time-point at which ``left`` failed for it. So one number per row is enough, and only rows whose
anchor, expiry or left side changes are looked at. ONCE is SINCE without a left side.

Main path: ``Since.items``.
"""

from __future__ import annotations

from collections import deque
from typing import Any

from servanda.rules.streamflow import Change, Operator, Row, Stream, projection
from servanda.rules.syntax import Interval

__all__ = ["Since"]


class Since(Operator):
    """``left SINCE right``, ``(NOT left) SINCE right``, or ``ONCE right``.

    Inputs: right (points or changes), time-stamps, and left (changes) if there is one.
    """

    kept = (
        "_now", "_pending", "_latest", "_open", "_live", "_expiry", "_entered", "_empty",
        "_left_rows", "_of_key", "_failed", "_healing", "_again",
    )  # fmt: skip

    def __init__(
        self, interval: Interval, right: Stream, left: Stream | None, *, negated: bool
    ) -> None:
        super().__init__()
        self._least, self._most = interval.least, interval.most
        self._lasting = right.lasting
        self._key = projection(right.columns, left.columns) if left else None
        self._negated = negated
        self._now = -1  # this time-point
        self._pending: deque[tuple[int, int, Any]] = deque()  # right items not old enough yet
        self._latest: dict[Row, int] = {}  # latest anchor of rows whose anchors have ended
        self._open: set[Row] = set()  # rows that still hold on the right, as far as entered
        self._live: set[Row] = set()  # rows that satisfy the formula
        self._expiry: deque[tuple[int, int, Row]] = deque()  # time-stamp, anchor, row
        self._entered = (-1, 0)  # last right item entered: time-point, time-stamp
        self._empty = True  # no time-point lies inside the interval
        self._left_rows: set[Row] = set()
        self._of_key: dict[Row, set[Row]] = {}  # rows with an anchor, by their part on the left
        self._failed: dict[Row, int] = {}  # last failure of a key that holds on the left again
        self._healing: deque[tuple[int, Row]] = deque()
        self._again: list[Row] = []  # anchored just now, while the left side fails

    def items(self, *inputs: list[Any]) -> list[Any]:
        """Follow both sides."""
        rights, times, *lefts = inputs
        if self._least == 0 and not lefts and not self._lasting:
            return [self._simple(*pair) for pair in zip(rights, times, strict=True)]
        left: list[Change] = lefts[0] if lefts else [None] * len(rights)
        return [self._step(*step) for step in zip(rights, times, left, strict=True)]

    def _simple(self, rows: Any, time: int) -> Change:
        """ONCE[0,b] over points, the common case: no left side, nothing pending."""
        latest, expiry, most = self._latest, self._expiry, self._most
        self._now = now = self._now + 1
        new: list[Row] = []
        if most is None:
            for row in rows:
                if row not in latest:
                    latest[row] = now
                    new.append(row)
            return (new, ()) if new else None
        for row in rows:
            if row not in latest:
                new.append(row)
            latest[row] = now
            expiry.append((time, now, row))
        gone: list[Row] = []
        limit = time - most
        while expiry and expiry[0][0] < limit:
            _, anchor, row = expiry.popleft()
            if latest[row] == anchor:
                del latest[row]
                gone.append(row)
        return (new, gone) if new or gone else None

    def _step(self, right: Any, time: int, left: Change) -> Change:
        self._now += 1
        limit = None if self._most is None else time - self._most
        is_quiet = not (right or left or self._again or self._least)
        if is_quiet and (limit is None or not self._expiry or self._expiry[0][0] >= limit):
            self._entered = (self._now, time)
            return None
        touched: dict[Row, None] = dict.fromkeys(self._again)
        self._again = []
        if left is not None:
            self._absorb_left(left, touched)
        self._pending.append((self._now, time, right))
        self._enter(time - self._least, touched)
        if limit is not None:
            self._expire(limit, touched)
        healed = self._heal(touched)
        change = self._settle(touched)
        for tp, key in healed:
            if self._failed.get(key) == tp:
                del self._failed[key]
        return change

    def _settle(self, touched: dict[Row, None]) -> Change:
        new, gone, live = [], [], self._live
        for row in touched:
            if self._holds(row):
                if row not in live:
                    live.add(row)
                    new.append(row)
            elif row in live:
                live.discard(row)
                gone.append(row)
        return (new, gone) if new or gone else None

    def _absorb_left(self, left: tuple[Any, Any], touched: dict[Row, None]) -> None:
        begun, ended = left
        self._left_rows.difference_update(ended)
        self._left_rows.update(begun)
        fails, recovers = (begun, ended) if self._negated else (ended, begun)
        for key in fails:
            touched.update(dict.fromkeys(self._of_key.get(key, ())))
        for key in recovers:
            self._failed[key] = self._now - 1
            self._healing.append((self._now - 1, key))

    def _enter(self, newest: int, touched: dict[Row, None]) -> None:
        """Let in what the right side gave up to the time-stamp ``newest``."""
        pending = self._pending
        while pending and pending[0][1] <= newest:
            tp, time, item = pending.popleft()
            if not self._lasting:
                for row in item:
                    self._anchor(row, tp, time)
                    touched[row] = None
            elif item is not None:
                self._change(item, touched)
            self._entered = (tp, time)

    def _anchor(self, row: Row, tp: int, time: int) -> None:
        self._latest[row] = tp
        if self._most is not None:
            self._expiry.append((time, tp, row))
        if self._key is not None:
            self._of_key.setdefault(self._key(row), set()).add(row)

    def _change(self, item: tuple[Any, Any], touched: dict[Row, None]) -> None:
        begun, ended = item
        for row in ended:
            self._open.discard(row)
            self._anchor(row, *self._entered)
        for row in begun:
            self._open.add(row)
            self._latest.pop(row, None)
            if self._key is not None:
                self._of_key.setdefault(self._key(row), set()).add(row)
        touched.update(dict.fromkeys(ended))
        touched.update(dict.fromkeys(begun))

    def _expire(self, limit: int, touched: dict[Row, None]) -> None:
        """Forget the anchors before the interval."""
        expiry = self._expiry
        while expiry and expiry[0][0] < limit:
            _, tp, row = expiry.popleft()
            if self._latest.get(row) == tp:
                self._forget(row)
                touched[row] = None
        empty = self._entered[0] < 0 or self._entered[1] < limit
        if empty != self._empty:
            self._empty = empty
            touched.update(dict.fromkeys(self._open))

    def _forget(self, row: Row) -> None:
        del self._latest[row]
        if self._key is not None:
            key = self._key(row)
            rows = self._of_key[key]
            rows.discard(row)
            if not rows:
                del self._of_key[key]

    def _heal(self, touched: dict[Row, None]) -> list[tuple[int, Row]]:
        """Look again at rows whose last failure is no later than what entered by now."""
        healed = []
        while self._healing and self._healing[0][0] <= self._entered[0]:
            healed.append(self._healing.popleft())
            rows = self._of_key.get(healed[-1][1], ())
            touched.update(dict.fromkeys(row for row in rows if row in self._open))
        return healed

    def _holds(self, row: Row) -> bool:
        is_open = row in self._open
        if is_open and self._empty and self._most is not None:
            return False
        anchor = self._entered[0] if is_open else self._latest.get(row)
        if anchor is None:
            return False
        if self._key is None:
            return True
        key = self._key(row)
        if (key in self._left_rows) == self._negated:
            holds = anchor == self._now  # the left side need not hold at the anchor itself
            if holds and not is_open:
                self._again.append(row)
        else:
            holds = anchor >= self._failed.get(key, -1)
        if not holds and not is_open:
            self._forget(row)
        return holds
