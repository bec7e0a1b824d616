"""How far a formula looks: which time-points its verdict at one of them can depend on.

``ONCE[0,7d] p()`` looks seven days back, ``NEXT p()`` one time-point ahead. The reach bounds
what streaming has to keep, what an explanation has to read, and what a new or withdrawn
fact can change. It is an upper bound from the operators alone; no event is looked at.

Main path: ``reach``, then ``Reach.needed`` (what a verdict reads) and ``Reach.affected``
(what a change can touch).
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from servanda.rules.checks import Checked
from servanda.rules.syntax import Formula, Let, Predicate, Temporal, TwoSided
from servanda.rules.variables import children

__all__ = ["Reach", "reach"]

_Key = tuple[str, int]
_Offsets = tuple[int | None, int, int, int]  # seconds back and ahead, points back and ahead
_Span = tuple[int, int]
_Scope = Mapping[_Key, tuple[Let, "_Scope"]]
_NOTHING: _Offsets = (0, 0, 0, 0)
_FUTURE = frozenset({"NEXT", "EVENTUALLY", "UNTIL"})


@dataclass(frozen=True, slots=True)
class Reach:
    """How far a formula looks from a time-point.

    Attributes:
        formula: The formula, in normal form.
        past_s: Seconds (time-stamp units) back, ``None`` without bound.
        future_s: Seconds ahead; a monitorable formula has a bound.
        past_points: Further time-points back, for PREVIOUS, whatever their distance.
        future_points: Further time-points ahead, for NEXT.
    """

    formula: Formula
    past_s: int | None
    future_s: int
    past_points: int
    future_points: int

    def needed(self, times: Sequence[int], tp: int) -> tuple[int, int]:
        """Return the first and last time-point whose events the verdict at ``tp`` may read.

        Args:
            times: Time-stamps of all time-points, never decreasing.
            tp: A time-point.
        """
        first, last = _Spans(times).of(self.formula, tp, tp, {})
        return first, max(first, last)

    def affected(self, times: Sequence[int], first: int, last: int) -> range:
        """Return the time-points whose verdict may change with the events of first to last.

        Args:
            times: Time-stamps of all time-points, never decreasing.
            first: First time-point with a new, changed or withdrawn event.
            last: Last one.
        """
        # Both ends of what is needed only move forwards with the time-point.
        everywhere = range(len(times))
        begin = bisect_left(everywhere, first, key=lambda tp: self.needed(times, tp)[1])
        end = bisect_right(everywhere, last, key=lambda tp: self.needed(times, tp)[0])
        return range(begin, max(begin, end))


def reach(checked: Checked) -> Reach:
    """Return how far a checked formula looks.

    >>> from servanda.rules import check, parse_formula, parse_signature
    >>> formula = check(parse_formula("ONCE[1,7] PREVIOUS p(x)"), parse_signature("p(int)"))
    >>> found = reach(formula)
    >>> found.past_s, found.past_points, found.future_s, found.needed([0, 5, 6, 7, 20], 3)
    (7, 1, 0, (0, 1))
    >>> found.affected([0, 5, 6, 7, 20], 1, 1)
    range(3, 4)
    """
    back, ahead, points_back, points_ahead = _offsets(checked.core, {})
    return Reach(checked.core, back, ahead, points_back, points_ahead)


def _offsets(formula: Formula, known: Mapping[_Key, _Offsets]) -> _Offsets:
    if isinstance(formula, Predicate):
        return known.get((formula.name, len(formula.arguments)), _NOTHING)
    if isinstance(formula, Let):
        key = (formula.name, len(formula.parameters))
        return _offsets(formula.body, {**known, key: _offsets(formula.definition, known)})
    below = [_offsets(child, known) for child in children(formula)] or [_NOTHING]
    back: int | None = 0
    for offsets in below:
        back = None if back is None or offsets[0] is None else max(back, offsets[0])
    ahead, points_back, points_ahead = (
        max(column) for column in zip(*(b[1:] for b in below), strict=True)
    )
    if isinstance(formula, Temporal | TwoSided):
        most = formula.interval.most
        points_back += formula.operator == "PREVIOUS"
        points_ahead += formula.operator == "NEXT"
        if formula.operator in _FUTURE:
            ahead += most or 0
        elif formula.operator == "PREVIOUS":
            back = None if back is None else back + (most or 0)
        else:
            back = None if back is None or most is None else back + most
    return back, ahead, points_back, points_ahead


class _Spans:
    """From where and up to where events are read to evaluate a subformula over a span."""

    def __init__(self, times: Sequence[int]) -> None:
        self._times = times
        self._known: dict[tuple[int, int, int, int], _Span] = {}
        self._scopes: dict[tuple[int, int], _Scope] = {}

    def of(self, formula: Formula, low: int, high: int, scope: _Scope) -> _Span:
        """Return the first and last time-point read.

        The first depends on ``low`` alone and the last on ``high`` alone, and both never
        decrease with them; where nothing is read the first may be beyond the last.
        """
        last = len(self._times) - 1
        low, high = min(max(low, 0), last), min(max(high, 0), last)
        key = (id(formula), id(scope), low, high)
        if key not in self._known:
            self._known[key] = self._of(formula, low, high, scope)
        return self._known[key]

    def _of(self, formula: Formula, low: int, high: int, scope: _Scope) -> _Span:
        if isinstance(formula, Predicate):
            name = (formula.name, len(formula.arguments))
            if name not in scope:
                return low, high
            let, outer = scope[name]
            return self.of(let.definition, low, high, outer)
        if isinstance(formula, Let):
            return self.of(formula.body, low, high, self._scope(formula, scope))
        spans = []
        if isinstance(formula, Temporal | TwoSided):
            first, last = self._window(formula, low, high)
            if isinstance(formula, Temporal):
                return self.of(formula.body, first, last, scope)
            past = formula.operator == "SINCE"
            left = (first + 1, high) if past else (low, last - 1)
            spans = [
                self.of(formula.left, *left, scope),
                self.of(formula.right, first, last, scope),
            ]
        else:
            spans = [self.of(child, low, high, scope) for child in children(formula)]
        if not spans:
            return low, high
        return min(first for first, _ in spans), max(last for _, last in spans)

    def _scope(self, formula: Let, scope: _Scope) -> _Scope:
        key = (id(formula), id(scope))
        if key not in self._scopes:
            name = (formula.name, len(formula.parameters))
            self._scopes[key] = {**scope, name: (formula, scope)}
        return self._scopes[key]

    def _window(self, formula: Temporal | TwoSided, low: int, high: int) -> _Span:
        """Time-points inside the interval, seen from those of low to high."""
        times, interval = self._times, formula.interval
        if formula.operator == "PREVIOUS":
            return low - 1, high - 1
        if formula.operator == "NEXT":
            return low + 1, high + 1
        most = interval.most
        if formula.operator in _FUTURE:
            assert most is not None
            first = bisect_left(times, times[low] + interval.least)
            return max(low, first), bisect_right(times, times[high] + most) - 1
        first = 0 if most is None else bisect_left(times, times[low] - most)
        return first, min(high, bisect_right(times, times[high] - interval.least) - 1)
