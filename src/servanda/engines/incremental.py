"""Verdicts that follow their facts: what is new, late or withdrawn re-evaluates what it reaches.

A ``Reevaluation`` keeps the facts and the verdicts of one formula in a DuckDB of its own. Each
change is answered by the verdicts gained and lost; the result is the same as starting over
(a tested promise). Only time-points that the change can reach are evaluated, over the
facts that these can reach. Where the reach has no bound (``ONCE``, ``SINCE`` without an
end) that is everything after the change; where ``tp(i)`` gives numbers that matter, a new
time-point renumbers all that follow.

A time-point is a ``Moment``: a time-stamp, and an order among those of one time-stamp. It is
there from its first fact on, and stays when its facts go, until it is closed.

Main path: ``Reevaluation.of_log``, ``Reevaluation.apply``.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

from servanda.engines.duckdb import evaluate, load_log
from servanda.engines.factstore import Event, FactStore, Moment
from servanda.rules.checks import Checked
from servanda.rules.compiler import compile_formula
from servanda.rules.hull import Hull, numbers_matter
from servanda.rules.log import END_OF_TIME, Log
from servanda.rules.progress import progress
from servanda.rules.reach import reach

if TYPE_CHECKING:
    import pyarrow as pa

__all__ = ["Change", "Event", "Moment", "Reevaluation"]


_MANY = 100
"""From so many new or closed time-points on, the whole list is sorted again."""


@dataclass(frozen=True, slots=True)
class Change:
    """What a change of the facts did to the verdicts.

    Attributes:
        gained: New verdicts: ``ts``, ``ord`` (order within the time-stamp), the free variables.
        lost: Verdicts that no longer are.
        unknown: Events withdrawn that were not there.
        evaluated: At how many time-points the formula was evaluated again.
    """

    gained: pa.Table
    lost: pa.Table
    unknown: tuple[Event, ...]
    evaluated: int


class _Span(NamedTuple):
    """Moments from first to last, both included."""

    first: Moment
    last: Moment


class Reevaluation:
    """The verdicts of one formula over facts that change.

    Args:
        checked: What ``check`` returned.
        open_end: As for the evaluation: nothing follows the log.

    >>> from servanda.rules import check, parse_formula, parse_signature
    >>> checked = check(parse_formula("p(x) AND NOT ONCE[0,9] q(x)"),
    ...                 parse_signature("p(int) q(int)"))
    >>> kept = Reevaluation(checked)
    >>> kept.apply([Event("p", (1,), Moment(5)), Event("p", (2,), Moment(50))]).gained.to_pylist()
    [{'ts': 5, 'ord': 0, 'x': 1}, {'ts': 50, 'ord': 0, 'x': 2}]
    >>> late = kept.apply([Event("q", (1,), Moment(3))])
    >>> late.lost.to_pylist(), late.evaluated
    ([{'ts': 5, 'ord': 0, 'x': 1}], 2)
    """

    def __init__(self, checked: Checked, *, open_end: bool = False) -> None:
        self._checked = checked
        self._open_end = open_end
        self._query = compile_formula(checked)
        self._reach = reach(checked)
        self._numbers_matter = numbers_matter(checked)
        self._used = {table.predicate for table in self._query.tables}
        self._moments: list[Moment] = []
        self._times: list[int] = [] if open_end else [END_OF_TIME]
        self._store = FactStore(checked)

    @classmethod
    def of_log(cls, checked: Checked, log: Log, *, open_end: bool = False) -> Reevaluation:
        """Return the verdicts over a whole log, ready for changes."""
        kept = cls(checked, open_end=open_end)
        tables, timepoints = load_log(log)
        moments = _numbered(log.timestamps)
        with kept._store.transaction():
            kept._store.load(tables, timepoints, moments)
            times = [*log.timestamps, *kept._times]
            kept._replace(moments, times, [range(len(moments))] if moments else [])
        kept._moments, kept._times = moments, times
        return kept

    def verdicts(self) -> pa.Table:
        """Return all verdicts as ``evaluate`` does: ``tp``, ``ts`` and the free variables."""
        return self._store.verdicts(self._moments)

    def apply(
        self,
        added: Iterable[Event] = (),
        withdrawn: Iterable[Event] = (),
        *,
        opened: Iterable[Moment] = (),
        closed: Iterable[Moment] = (),
    ) -> Change:
        """Change the facts and re-evaluate what that can reach.

        Args:
            added: Events that are new, at any moment, also a past one. One that is there
                already changes nothing.
            withdrawn: Events that are no longer; taken away before others are added.
            opened: Time-points that exist although no event is at them.
            closed: Time-points that no longer exist.

        Raises:
            MisuseError: A predicate or a value does not fit the signature, or a closed time-point
                has events left. Nothing has changed then.
            UnreadableError: The rule cannot be computed over the facts. Nothing has changed.
        """
        added, withdrawn = list(added), list(withdrawn)
        wanted = {event.moment for event in added} | set(map(_moment, opened))
        gone = {moment for moment in map(_moment, closed) if self._is_there(moment)}
        new = {moment for moment in wanted if moment not in gone and not self._is_there(moment)}
        with self._store.transaction():
            unknown = self._store.withdraw(withdrawn)
            self._store.add(added)
            self._store.refuse_events_at(gone)
            moments, times = self._changed(new, gone)
            events = {e.moment for e in (*added, *withdrawn) if e.predicate in self._used}
            spans = self._spans(moments, times, events, new, gone)
            ranges = _merged(_positions(moments, span) for span in spans)
            gained, lost = self._replace(moments, times, ranges, gone)
        self._moments, self._times = moments, times
        return Change(gained, lost, unknown, sum(map(len, ranges)))

    def _is_there(self, moment: Moment) -> bool:
        place = bisect_left(self._moments, moment)
        return place < len(self._moments) and self._moments[place] == moment

    def _changed(self, new: set[Moment], gone: set[Moment]) -> tuple[list[Moment], list[int]]:
        """Return the time-points after the change, and their time-stamps with the end of time."""
        if not new and not gone:
            return self._moments, self._times
        if len(new) + len(gone) > _MANY:
            kept = [moment for moment in self._moments if moment not in gone]
            moments = sorted([*kept, *new])
            end = [] if self._open_end else [END_OF_TIME]
            return moments, [*(moment.ts for moment in moments), *end]
        moments, times = self._moments.copy(), self._times.copy()
        for moment in gone:
            place = bisect_left(moments, moment)
            del moments[place], times[place]
        for moment in new:
            place = bisect_left(moments, moment)
            moments.insert(place, moment)
            times.insert(place, moment.ts)
        return moments, times

    # What a change reaches

    def _spans(
        self,
        moments: list[Moment],
        times: list[int],
        events: set[Moment],
        new: set[Moment],
        gone: set[Moment],
    ) -> list[_Span]:
        spans: list[_Span] = []
        for timeline, stamps, moved in (
            (self._moments, self._times, gone),
            (moments, times, new),
        ):
            hull = Hull(self._checked.core, stamps)
            for moment in sorted(events | moved):
                tp = bisect_left(timeline, moment)
                if tp == len(timeline) or timeline[tp] != moment:
                    continue
                touched = self._reach.affected(stamps, tp, tp) if moment in events else range(0)
                spans += _as_spans(timeline, touched)
                if moment in moved:
                    touched = hull.touched(tp, tp)
                    end = len(timeline) if self._numbers_matter else touched.stop
                    spans += _as_spans(timeline, range(touched.start, end))
        return [*spans, *self._newly_decided(moments, times)]

    def _newly_decided(self, moments: list[Moment], times: list[int]) -> list[_Span]:
        """Where the log decides more, or less, than it did."""
        before, now = self._decided(self._moments, self._times), self._decided(moments, times)
        then = len(moments)
        if before < len(self._moments):
            then = bisect_left(moments, self._moments[before])
        elif self._moments:
            then = bisect_right(moments, self._moments[-1])
        return _as_spans(moments, range(min(then, now), max(then, now)))

    def _decided(self, moments: Sequence[Moment], times: Sequence[int]) -> int:
        return min(progress(self._checked.core, times), len(moments))

    # Evaluation of a slice

    def _replace(
        self,
        moments: list[Moment],
        times: list[int],
        ranges: list[range],
        gone: Iterable[Moment] = (),
    ) -> tuple[pa.Table, pa.Table]:
        """Evaluate the ranges again; return the verdicts gained and lost."""
        with self._store.comparison(gone) as found:
            decided = self._decided(moments, times)
            hull = Hull(self._checked.core, times)
            for stretch in ranges:
                found.forget(moments[stretch.start], moments[stretch.stop - 1])
                wanted = range(stretch.start, min(stretch.stop, decided))
                if not wanted:
                    continue
                part = self._slice(times, hull, wanted, len(moments))
                tables, timepoints = self._store.slice(moments[part.start : part.stop], self._used)
                table = evaluate(self._query, self._store.connection, tables, timepoints)
                found.take(table, part.start, wanted, moments)
            return found.difference()

    def _slice(self, times: list[int], hull: Hull, wanted: range, count: int) -> range:
        """Return the time-points to evaluate over, so that those wanted come out right."""
        first = 0 if self._numbers_matter else hull.of(wanted.start)[0]
        last = min(hull.of(wanted.stop - 1)[1], count - 1)
        step = 8
        while last < count - 1:
            # A slice has to decide what is wanted by itself, as the whole log does.
            ends = [*times[first : last + 1], END_OF_TIME]
            if first + progress(self._checked.core, ends) >= wanted.stop:
                break
            last, step = min(last + step, count - 1), step * 2
        return range(first, last + 1)


def _moment(pair: tuple[int, int]) -> Moment:
    return Moment(*pair)


def _numbered(timestamps: Sequence[int]) -> list[Moment]:
    moments: list[Moment] = []
    order = 0
    for position, ts in enumerate(timestamps):
        order = order + 1 if position and timestamps[position - 1] == ts else 0
        moments.append(Moment(ts, order))
    return moments


def _as_spans(timeline: Sequence[Moment], touched: range) -> list[_Span]:
    stop = min(touched.stop, len(timeline))
    if stop <= touched.start:
        return []
    return [_Span(timeline[touched.start], timeline[stop - 1])]


def _positions(moments: Sequence[Moment], span: _Span) -> range:
    return range(bisect_left(moments, span.first), bisect_right(moments, span.last))


def _merged(ranges: Iterable[range]) -> list[range]:
    """Return the ranges in order, those that overlap or touch as one, the empty ones gone."""
    out: list[range] = []
    for each in sorted((r for r in ranges if r), key=lambda r: r.start):
        if out and each.start <= out[-1].stop:
            out[-1] = range(out[-1].start, max(out[-1].stop, each.stop))
        else:
            out.append(each)
    return out
