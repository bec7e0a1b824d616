"""Why a formula holds, or does not: the reasons and the facts, part by part.

Each explanation is *robust*: whatever other facts of the log are left out, its own facts keep
the formula as it is. So explanations can be put together without looking again, and the facts
of the whole suffice. Of several reasons the nearest in time is given; a fact that only
would have mattered is shown in words and not counted among the facts.

Main path: ``Reasons.explain``.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace

from servanda.rules.calendars import add_months, calendar_of
from servanda.rules.explain_search import (
    Definitions,
    Need,
    Search,
    Values,
    between,
    match,
    parameters,
)
from servanda.rules.explain_tree import Explanation, Fact, Window, moment_to_text
from servanda.rules.explain_words import conjuncts, cut, head, named, rests_on_facts, seen
from servanda.rules.log import END_OF_TIME
from servanda.rules.printing import to_text
from servanda.rules.signature import BUILT_IN
from servanda.rules.substitution import with_values
from servanda.rules.syntax import (
    Aggregate,
    And,
    Compare,
    Exists,
    Formula,
    Let,
    Matches,
    Not,
    Or,
    Predicate,
    Temporal,
    TwoSided,
    Value,
)

__all__ = ["Reasons"]

_SELF = "\0"
"""Stands for the text of the formula in what a node says."""

_MOST_NEAR = 5
"""How many near misses without facts of their own are shown below one node."""


class Reasons:
    """Builds explanations from what a ``Search`` finds."""

    def __init__(self, search: Search) -> None:
        self._search = search
        self._known: dict[tuple[object, ...], Explanation] = {}
        self._kept: list[object] = []

    def explain(self, f: Formula, i: int, values: Values, lets: Definitions) -> Explanation:
        """Return why ``f`` holds, or does not, at ``i`` for these values of its free variables."""
        given = {name: values[name] for name in self._search.free(f)}
        key = (id(f), i, tuple(given.items()), id(lets))
        if key not in self._known:
            self._kept += [f, lets]
            holds = self._holds(f, i, given, lets)
            self._known[key] = (self._true if holds else self._false)(f, i, given, lets)
        return self._known[key]

    def _holds(self, f: Formula, i: int, values: Values, lets: Definitions) -> bool:
        """Whether ``f`` holds where all its variables have values, listable or not."""
        if isinstance(f, Not):
            return not self._holds(f.body, i, values, lets)
        if isinstance(f, Compare | Matches):
            return self._search.satisfied(f, values)
        return self._search.holds(f, i, values, lets)

    def _node(  # noqa: PLR0917 - the question first, then the answer
        self,
        holds: bool,
        f: Formula,
        i: int,
        values: Values,
        says: str,
        parts: Iterable[Explanation] = (),
        **more: object,
    ) -> Explanation:
        text = to_text(with_values(f, values))
        ts = self._search.times[i]
        says = says.replace(_SELF, text)
        return Explanation(holds, text, says, i, ts, parts=tuple(parts), **more)  # type: ignore[arg-type]

    # Why it holds

    def _true(  # noqa: PLR0911 - one return for each kind
        self, f: Formula, i: int, values: Values, lets: Definitions
    ) -> Explanation:
        if isinstance(f, Predicate):
            return self._true_predicate(f, i, values, lets)
        if isinstance(f, Compare | Matches):
            return self._node(True, f, i, values, _SELF)
        if isinstance(f, Not):
            return self._true_not(f, i, values, lets)
        if isinstance(f, And):
            parts = [self.explain(part, i, values, lets) for part in conjuncts(f)]
            return self._node(True, f, i, values, f"all {len(parts)} of these hold", parts)
        if isinstance(f, Or):
            side = f.left if self._search.holds(f.left, i, values, lets) else f.right
            return self.explain(side, i, values, lets)
        if isinstance(f, Exists):
            return self._true_exists(f, i, values, lets)
        if isinstance(f, Aggregate):
            return self._pinned(f, i, values, lets, holds=True)
        if isinstance(f, Let):
            return self.explain(f.body, i, values, self._search.environment(f, lets))
        if isinstance(f, Temporal):
            j = self._nearest(f, f.body, i, values, lets)
            body = self.explain(f.body, j, values, lets)
            return self._node(True, f, i, values, _SELF, [body])
        assert isinstance(f, TwoSided), f
        return self._true_two_sided(f, i, values, lets)

    def _true_predicate(
        self, f: Predicate, i: int, values: Values, lets: Definitions
    ) -> Explanation:
        key = (f.name, len(f.arguments))
        if key in lets:
            let, outer = lets[key]
            part = self.explain(let.definition, i, parameters(let, f, values), outer)
            return self._node(True, f, i, values, f"{_SELF} as defined by LET", [part])
        if f.name in BUILT_IN:
            return self._node(True, f, i, values, _SELF)
        if calendar := calendar_of(f.name):
            after = moment_to_text(add_months(self._search.times[i], *calendar))
            return self._node(True, f, i, values, f"{f.name}: {after}")
        row = next(
            row
            for row in self._search.facts(f.name).get(i, [])
            if match(f.arguments, row, values) is not None
        )
        fact = Fact(i, self._search.times[i], f.name, row)
        return self._node(True, f, i, values, f"{_SELF} holds", facts=(fact,))

    def _true_not(self, f: Not, i: int, values: Values, lets: Definitions) -> Explanation:
        inner = self.explain(f.body, i, values, lets)
        text = to_text(with_values(f, values))
        says = f"{text}: {inner.says}"
        if isinstance(f.body, Predicate) and not inner.parts:
            says = inner.says
        elif inner.says in (f"no {inner.formula}", f"{inner.formula} is not so"):
            says = text
        return replace(inner, holds=True, formula=text, says=says)

    def _true_exists(self, f: Exists, i: int, values: Values, lets: Definitions) -> Explanation:
        known = {name: value for name, value in values.items() if name not in f.variables}
        row = self._search.find(f.body, i, known, lets).rows[0]
        part = self.explain(f.body, i, row, lets)
        if isinstance(f.body, Predicate):
            return part
        found = {name: row[name] for name in f.variables if name in row}
        parts = part.parts if isinstance(f.body, And) else (part,)
        return self._node(True, f, i, values, f"with {named(found)}", parts)

    def _nearest(
        self, f: Temporal | TwoSided, body: Formula, i: int, values: Values, lets: Definitions
    ) -> int:
        moments = self._search.moments(f, i, values, lets)
        past = f.operator in {"PREVIOUS", "ONCE"}
        ordered = reversed(moments) if past else iter(moments)
        return next(j for j in ordered if self._search.holds(body, j, values, lets))

    def _true_two_sided(
        self, f: TwoSided, i: int, values: Values, lets: Definitions
    ) -> Explanation:
        past = f.operator == "SINCE"
        moments = self._search.moments(f, i, values, lets)
        j = next(
            j
            for j in (reversed(moments) if past else iter(moments))
            if self._search.holds(f.right, j, values, lets)
            and self._search.is_held(f, i, j, values, lets)
        )
        stretch = between(f, i, j)
        parts = [self.explain(f.right, j, values, lets)]
        if stretch:
            parts.append(self._held(f, i, stretch, values, lets))
        return self._node(True, f, i, values, _SELF, parts)

    def _held(
        self, f: TwoSided, i: int, stretch: range, values: Values, lets: Definitions
    ) -> Explanation:
        """The left side at each time-point of a stretch."""
        window = Window(stretch.start, stretch.stop - 1, None, None)
        left = f.left
        if isinstance(left, Not):
            parts, more = self._misses(left.body, stretch, values, lets)
            body = to_text(with_values(left.body, values))
            return self._node(True, left, i, values, f"no {body}{more}", parts, window=window)
        parts = [self.explain(left, k, values, lets) for k in stretch]
        return self._node(True, left, i, values, f"{_SELF} throughout,", parts, window=window)

    # Why it does not

    def _false(  # noqa: PLR0911 - one return for each kind
        self, f: Formula, i: int, values: Values, lets: Definitions
    ) -> Explanation:
        if isinstance(f, Predicate):
            return self._false_predicate(f, i, values, lets)
        if isinstance(f, Compare | Matches):
            return self._node(False, f, i, values, f"{_SELF} is not so")
        if isinstance(f, Not):
            part = self.explain(f.body, i, values, lets)
            return self._node(False, f, i, values, f"{_SELF} is not so", [part])
        if isinstance(f, And):
            failing = (p for p in reversed(conjuncts(f)) if not self._holds(p, i, values, lets))
            why = self.explain(next(failing), i, values, lets)
            return self._node(False, f, i, values, f"{_SELF} is not so", [why])
        if isinstance(f, Or):
            both = [self.explain(side, i, values, lets) for side in (f.left, f.right)]
            return self._node(False, f, i, values, f"neither side of {_SELF} holds", both)
        if isinstance(f, Exists):
            return self._false_exists(f, i, values, lets)
        if isinstance(f, Aggregate):
            return self._pinned(f, i, values, lets, holds=False)
        if isinstance(f, Let):
            return self.explain(f.body, i, values, self._search.environment(f, lets))
        if isinstance(f, Temporal):
            return self._false_temporal(f, i, values, lets)
        assert isinstance(f, TwoSided), f
        return self._false_two_sided(f, i, values, lets)

    def _false_predicate(
        self, f: Predicate, i: int, values: Values, lets: Definitions
    ) -> Explanation:
        key = (f.name, len(f.arguments))
        if key in lets:
            let, outer = lets[key]
            part = self.explain(let.definition, i, parameters(let, f, values), outer)
            return self._node(False, f, i, values, f"no {_SELF}, as defined by LET,", [part])
        return self._node(False, f, i, values, f"no {_SELF}")

    def _false_exists(self, f: Exists, i: int, values: Values, lets: Definitions) -> Explanation:
        known = {name: value for name, value in values.items() if name not in f.variables}
        parts, more = self._candidates(f.body, i, known, lets)
        return self._node(False, f, i, values, f"no {_SELF}{more}", parts)

    def _candidates(
        self, body: Formula, i: int, known: Values, lets: Definitions
    ) -> tuple[list[Explanation], str]:
        """Why none of the valuations that agree with ``known`` satisfies ``body``."""
        found = self._search.find(body, i, known, lets, possible=True)
        misses = (self.explain(body, i, row, lets) for row in found.rows)
        return self._short([*self._pins(found.needs), *misses])

    def _misses(
        self, body: Formula, stretch: range, values: Values, lets: Definitions
    ) -> tuple[list[Explanation], str]:
        """Why ``body`` holds at no time-point of the stretch."""
        return self._short(self._each_miss(body, stretch, values, lets))

    def _each_miss(
        self, body: Formula, stretch: range, values: Values, lets: Definitions
    ) -> Iterator[Explanation]:
        for j in self._search.within(body, stretch, values, lets):
            found = self._search.find(body, j, values, lets, possible=True)
            yield from self._pins(found.needs)
            if found.rows:
                yield self.explain(body, j, values, lets)

    @staticmethod
    def _short(parts: Iterable[Explanation]) -> tuple[list[Explanation], str]:
        """Keep the parts that rest on facts, and a few of the others."""
        kept: list[Explanation] = []
        quiet = 0
        for part in parts:
            is_quiet = not rests_on_facts(part)
            quiet += is_quiet
            if not is_quiet or quiet <= _MOST_NEAR:
                kept.append(part)
        over = quiet - _MOST_NEAR
        return kept, f" (and {over} more near misses)" if over > 0 else ""

    def _false_temporal(
        self, f: Temporal, i: int, values: Values, lets: Definitions
    ) -> Explanation:
        stretch = self._search.window(f, i)
        if f.operator in {"PREVIOUS", "NEXT"}:
            return self._false_step(f, i, values, lets)
        parts, more = self._misses(f.body, stretch, values, lets)
        says = f"no {to_text(with_values(f.body, values))}{more}"
        return self._node(
            False, f, i, values, says, parts, window=seen(self._search.times, f, i, stretch)
        )

    def _false_step(self, f: Temporal, i: int, values: Values, lets: Definitions) -> Explanation:
        side = "before" if f.operator == "PREVIOUS" else "after"
        j = i - 1 if side == "before" else i + 1
        times = self._search.times
        if not 0 <= j < len(times):
            return self._node(False, f, i, values, f"{_SELF}: there is no time-point {side},")
        if not self._search.window(f, i):
            apart = "infinitely far" if times[j] >= END_OF_TIME else abs(times[j] - times[i])
            says = f"{_SELF}: the time-point {side} is {apart} away, outside the interval,"
            return self._node(False, f, i, values, says)
        part = self.explain(f.body, j, values, lets)
        return self._node(False, f, i, values, f"{_SELF} is not so", [part])

    def _false_two_sided(
        self, f: TwoSided, i: int, values: Values, lets: Definitions
    ) -> Explanation:
        near = self._search.window(f, i)
        parts: list[Explanation] = []
        breaker = self._breaker(f, i, values, lets)
        if breaker is not None:
            # Anchors beyond the breaker are cut off by it; the others never were anchors.
            near = cut(near, breaker, past=f.operator == "SINCE")
            parts.append(self.explain(f.left, breaker, values, lets))
        misses, more = self._misses(f.right, near, values, lets)
        says = f"no {to_text(with_values(f.right, values))}{more}"
        parts.append(
            self._node(
                False, f.right, i, values, says, misses, window=seen(self._search.times, f, i, near)
            )
        )
        return self._node(False, f, i, values, f"{_SELF} is not so", parts)

    def _breaker(self, f: TwoSided, i: int, values: Values, lets: Definitions) -> int | None:
        """Where the left side fails, nearest to ``i``, if that cuts off anything."""
        past = f.operator == "SINCE"
        window = self._search.window(f, i)
        anchors = self._search.within(f.right, window, values, lets)
        if not anchors:
            return None
        reach = between(f, i, anchors[0] if past else anchors[-1])
        breaker = self._search.breaker(f, reach, values, lets)
        if breaker is None:
            return None
        beyond = range(window.start, breaker) if past else range(breaker + 1, window.stop)
        for j in self._search.within(f.right, beyond, values, lets):
            if self._search.find(f.right, j, values, lets, possible=True).rows:
                return breaker
        return None

    # Aggregations

    def _pinned(
        self, f: Aggregate, i: int, values: Values, lets: Definitions, *, holds: bool
    ) -> Explanation:
        """The rows of a group: all that count, and what keeps others from counting."""
        group = {name: values[name] for name in f.group if name in values}
        says = f"{named(values)}{'' if holds else ' is not so'}: {head(f)}"
        return self._node(holds, f, i, values, says, self._members(f, i, group, lets))

    def _members(
        self, f: Aggregate, i: int, group: dict[str, Value], lets: Definitions
    ) -> list[Explanation]:
        found = self._search.find(f.body, i, group, lets, possible=True)
        rows = (self.explain(f.body, i, row, lets) for row in found.rows)
        parts = (*self._pins(found.needs), *rows)
        return [part for part in parts if part.holds or rests_on_facts(part)]

    def _pins(self, needs: Iterable[Need]) -> Iterator[Explanation]:
        for need in needs:
            f, i, group, lets = need
            parts = self._members(f, i, group, lets)
            results = self._search.find(f, i, group, lets).rows
            if parts and len(results) == 1:
                yield self._node(True, f, i, group, f"{named(results[0])}: {head(f)}", parts)
            elif parts:
                yield self._node(True, f, i, group, f"{len(results)} groups: {head(f)}", parts)
