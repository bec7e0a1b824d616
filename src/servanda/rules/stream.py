"""A monitor that reads a log as it comes and answers each time-point once it is decided.

What it remembers is bounded by the reach of the formula (``reach``): events that no later
time-point can see are forgotten. Its memory can be saved and taken up again. It gives the
verdicts of ``reference`` and of the compiled query, in order of time-points.
It reads no text and opens no file: ``streamlog`` makes time-points of text.

Main path: ``Monitor.feed`` for each batch, ``Monitor.finish`` at the end of the log.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from itertools import repeat
from typing import Any

from servanda.base.errors import MisuseError
from servanda.rules.checks import Checked
from servanda.rules.log import END_OF_TIME, Log
from servanda.rules.printing import to_text
from servanda.rules.reference import Verdict
from servanda.rules.streamflow import Row, projection, take
from servanda.rules.streamplan import built_in, plan
from servanda.rules.streamstate import pack, unpack, weight

__all__ = ["Monitor", "TimePoint", "points_of"]

TimePoint = tuple[int, Mapping[str, Sequence[Row]]]
"""A time-stamp, and the rows of each predicate that has any."""


class Monitor:
    """One formula along one log.

    >>> from servanda.rules import check, parse_formula, parse_signature
    >>> formula = parse_formula("p(x) AND NOT EVENTUALLY[0,5] q(x)")
    >>> monitor = Monitor(check(formula, parse_signature("p(int) q(int)")))
    >>> monitor.feed([(1, {"p": [(7,)]}), (4, {"q": [(8,)]})])
    []
    >>> monitor.feed([(7, {"p": [(9,)]})])
    [Verdict(tp=0, ts=1, tuples={(7,)})]
    >>> monitor.finish()
    [Verdict(tp=2, ts=7, tuples={(9,)})]
    """

    def __init__(self, checked: Checked) -> None:
        self._plan = plan(checked)
        self._checked = checked
        rows = ((name, built_in(name)) for name in self._plan.sources)
        self._built_in = {name: row for name, row in rows if row is not None}
        self._row = projection(self._plan.answer.columns, checked.free_variables)
        self._read = 0  # time-points fed
        self._given = 0  # time-points answered
        self._times: list[int] = []  # time-stamps of those in between
        self._last: int | None = None
        self._ended = False
        self._rows: set[Row] = set()  # what holds, if the answer lasts

    @property
    def time_points(self) -> int:
        """How many time-points were fed."""
        return self._read

    @property
    def decided(self) -> int:
        """How many of them are answered."""
        return self._given

    @property
    def last_time(self) -> int | None:
        """Time-stamp of the last time-point fed."""
        return self._last

    @property
    def fingerprint(self) -> str:
        """What tells this formula, over this signature and in these operators, from any other."""
        checked = self._checked
        parts = [to_text(checked.core), *checked.free_variables, *checked.types]
        parts += map(repr, checked.signature.predicates)
        for operator in self._plan.operators:
            parts.append(f"{type(operator).__name__} {len(operator.inputs)} {operator.kept}")
        return hashlib.sha256("\n".join(parts).encode("utf-8", "surrogatepass")).hexdigest()

    def feed(self, points: Sequence[TimePoint]) -> list[Verdict]:
        """Take the next time-points; return the verdicts that are decided by now.

        Args:
            points: In order; time-stamps never decrease.

        Raises:
            MisuseError: The log has ended, or a time-stamp decreases.
        """
        if self._ended:
            raise MisuseError("this log has ended; no time-point can follow")
        for time, _ in points:
            if self._last is not None and time < self._last:
                raise MisuseError(f"the time-point @{time} is earlier than @{self._last} before it")
            self._last = time
        self._pass(points)
        first = self._read
        self._read += len(points)
        self._give_built_in(first, points)
        return self._run()

    def finish(self) -> list[Verdict]:
        """End the log: return the verdicts of the time-points that were still open."""
        if self._ended:
            return []
        self._ended = True
        final: list[TimePoint] = [(END_OF_TIME, {})]
        self._pass(final)
        self._give_built_in(self._read, final)
        return self._run()

    def _pass(self, points: Sequence[TimePoint]) -> None:
        for name, source in self._plan.sources.items():
            if name not in self._built_in:
                source.give([_set(tables.get(name, ())) for _, tables in points])
        times = [time for time, _ in points]
        self._plan.clock.give(times)
        self._times.extend(times)

    def _give_built_in(self, first: int, points: Sequence[TimePoint]) -> None:
        for name, row in self._built_in.items():
            rows = [(row(tp, time),) for tp, (time, _) in enumerate(points, first)]
            self._plan.sources[name].give(rows)

    def _run(self) -> list[Verdict]:
        for operator in self._plan.operators:
            operator.work()
        items = take(self._plan.answers, len(self._plan.answers))
        # The time-point at the end of time is not reported itself.
        items = items[: self._read - self._given]
        first, lasting, verdicts = self._given, self._plan.answer.lasting, []
        for at, item in enumerate(items):
            if lasting and item is not None:
                self._rows.difference_update(item[1])
                self._rows.update(item[0])
            rows = self._rows if lasting else item
            if rows:
                verdicts.append(Verdict(first + at, self._times[at], set(map(self._row, rows))))
        self._given += len(items)
        del self._times[: len(items)]
        return verdicts

    def retained(self) -> int:
        """Return how many rows and numbers are remembered, all operators together."""
        parts = [getattr(o, name) for o in self._plan.operators for name in o.kept]
        queues = [queue for o in self._plan.operators for queue in o.inputs]
        return weight(parts) + weight(queues) + weight(self._rows) + len(self._times)

    def dump(self) -> Any:
        """Return all that is remembered, in lists, numbers and texts."""
        operators = [
            [pack([getattr(o, name) for name in o.kept]), pack(o.inputs)]
            for o in self._plan.operators
        ]
        own = [self._read, self._given, pack(self._times), self._last, pack(self._rows)]
        return [own, operators]

    def restore(self, state: Any) -> None:
        """Take up what ``dump`` of a monitor of the same formula returned.

        Raises:
            ValueError: It is no such state; the monitor cannot be used any more.
        """
        own, operators = state
        self._read, self._given, times, self._last, rows = own
        self._times, self._rows = unpack(times), unpack(rows)
        for operator, (kept, inputs) in zip(self._plan.operators, operators, strict=True):
            for name, value in zip(operator.kept, unpack(kept), strict=True):
                setattr(operator, name, value)
            for queue, items in zip(operator.inputs, unpack(inputs), strict=True):
                queue.extend(items)


def points_of(log: Log) -> list[TimePoint]:
    """Return the time-points of a log, one by one.

    >>> from servanda.rules import parse_log, parse_signature
    >>> points_of(parse_log(["@3 p(1)(2)", "@5"], parse_signature("p(int)")))
    [(3, {'p': [(1,), (2,)]}), (5, {})]
    """
    tables: list[dict[str, list[Row]]] = [{} for _ in log.timestamps]
    for name, table in log.tables.items():
        rows = zip(*table.columns, strict=True) if table.columns else repeat(())
        for tp, row in zip(table.time_points, rows, strict=False):
            tables[tp].setdefault(name, []).append(row)
    return list(zip(log.timestamps, tables, strict=True))


def _set(rows: Sequence[Row]) -> Sequence[Row]:
    return rows if len(rows) <= 1 else tuple(dict.fromkeys(rows))
