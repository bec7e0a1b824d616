"""Between which time-points a verdict is decided: every one that evaluation may step on.

``reach`` bounds the *events* a verdict reads. A new time-point changes more: ``PREVIOUS`` then
stands somewhere else. The hull of a time-point spans all that its evaluation passes on the
way, so a time-point outside it may come or go without notice.

Main path: ``Hull.of``, ``Hull.touched``.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Mapping, Sequence

from servanda.rules.checks import Checked
from servanda.rules.signature import BUILT_IN
from servanda.rules.syntax import (
    Aggregate,
    Compare,
    Formula,
    Let,
    Matches,
    Predicate,
    Temporal,
    TwoSided,
)
from servanda.rules.variables import children, free_variables

__all__ = ["Hull", "numbers_matter"]

_Scope = Mapping[tuple[str, int], tuple[Let, "_Scope"]]


class Hull:
    """The spans of time-points that verdicts of one formula depend on.

    Args:
        formula: In normal form.
        times: Time-stamps of all time-points, never decreasing.

    >>> from servanda.rules import check, parse_formula, parse_signature
    >>> checked = check(parse_formula("PREVIOUS EVENTUALLY[0,4] p(x)"), parse_signature("p(int)"))
    >>> hull = Hull(checked.core, [0, 3, 5, 8, 20])
    >>> hull.of(2), hull.touched(3, 3)
    ((1, 3), range(2, 5))
    """

    def __init__(self, formula: Formula, times: Sequence[int]) -> None:
        self._formula = formula
        self._times = times
        self._known: dict[tuple[int, int, int, bool], int] = {}
        self._scopes: dict[tuple[int, int], _Scope] = {}
        self._top: _Scope = {}

    def of(self, tp: int) -> tuple[int, int]:
        """Return the first and last time-point on which the verdict at ``tp`` depends."""
        first = self._end(self._formula, tp, self._top, past=True)
        return first, self._end(self._formula, tp, self._top, past=False)

    def touched(self, first: int, last: int) -> range:
        """Return the time-points whose hull has one of ``first`` to ``last`` in it."""
        every = range(len(self._times))
        begin = bisect_left(every, first, key=lambda tp: self.of(tp)[1])
        end = bisect_right(every, last, key=lambda tp: self.of(tp)[0])
        return range(begin, max(begin, end))

    def _end(self, formula: Formula, tp: int, scope: _Scope, *, past: bool) -> int:
        key = (id(formula), id(scope), tp, past)
        if key not in self._known:
            self._known[key] = self._compute(formula, tp, scope, past=past)
        return self._known[key]

    def _compute(self, formula: Formula, tp: int, scope: _Scope, *, past: bool) -> int:
        if isinstance(formula, Predicate):
            name = (formula.name, len(formula.arguments))
            if name not in scope:
                return tp
            let, outer = scope[name]
            return self._end(let.definition, tp, outer, past=past)
        if isinstance(formula, Let):
            inner = (id(formula), id(scope))
            if inner not in self._scopes:
                name = (formula.name, len(formula.parameters))
                self._scopes[inner] = {**scope, name: (formula, scope)}
            return self._end(formula.body, tp, self._scopes[inner], past=past)
        if isinstance(formula, Temporal | TwoSided):
            tp = self._stepped(formula, tp, past=past)
        ends = [self._end(child, tp, scope, past=past) for child in children(formula)]
        return min([tp, *ends]) if past else max([tp, *ends])

    def _stepped(self, formula: Temporal | TwoSided, tp: int, *, past: bool) -> int:
        times, most = self._times, formula.interval.most
        if past and formula.operator == "PREVIOUS":
            return max(tp - 1, 0)
        if not past and formula.operator == "NEXT":
            return min(tp + 1, len(times) - 1)
        if past and formula.operator in {"ONCE", "SINCE"}:
            return 0 if most is None else bisect_left(times, times[tp] - most)
        if not past and formula.operator in {"EVENTUALLY", "UNTIL"}:
            assert most is not None
            return bisect_right(times, times[tp] + most) - 1
        return tp


def numbers_matter(checked: Checked) -> bool:
    """Whether the verdicts depend on which number a time-point has.

    Where ``tp(i)`` only tells time-points apart, to count them, another numbering gives the
    same counts. Any other use of ``i`` counts as one that matters.

    >>> from servanda.rules import check, parse_formula, parse_signature
    >>> signature = parse_signature("p(int)")
    >>> def matter(text): return numbers_matter(check(parse_formula(text), signature))
    >>> matter("n <- CNT i; x ONCE[0,7] (p(x) AND tp(i))"), matter("p(x) AND tp(x)")
    (False, True)
    """
    names: set[str] = set(checked.free_variables)
    numbered: set[str] = set()
    constant = False
    waiting = [checked.core]
    while waiting:
        part = waiting.pop()
        if isinstance(part, Predicate) and part.name in BUILT_IN and part.name != "ts":
            numbered |= set(free_variables(Predicate("tp", part.arguments[:1])))
            constant = constant or not free_variables(Predicate("tp", part.arguments[:1]))
            names |= set(free_variables(Predicate("ts", part.arguments[1:])))
        elif isinstance(part, Predicate | Compare | Matches):
            names |= set(free_variables(part))
        elif isinstance(part, Let):
            # Arguments of its uses are among the names already.
            names |= set(free_variables(part.definition))
        elif isinstance(part, Aggregate):
            names |= {part.result, *part.group}
            names |= set() if part.operator == "CNT" else {part.variable}
        waiting += children(part)
    return constant or bool(names & numbered)
