"""Small pieces of explanations: windows, chains, words.

Main path: ``explain_why`` uses all of it.
"""

from __future__ import annotations

from collections.abc import Sequence

from servanda.rules.explain_search import Values
from servanda.rules.explain_tree import Explanation, Window
from servanda.rules.printing import value_to_text
from servanda.rules.syntax import Aggregate, And, Formula, Temporal, TwoSided

__all__ = ["conjuncts", "cut", "head", "named", "rests_on_facts", "seen"]


def named(values: Values) -> str:
    """Return the values as one writes them: ``x = 1, y = ...``."""
    return ", ".join(f"{name} = {value_to_text(value)}" for name, value in values.items())


def seen(times: Sequence[int], f: Temporal | TwoSided, i: int, stretch: range) -> Window:
    """Return the window of ``f`` at time-point ``i``, of which ``stretch`` was looked at."""
    interval, now = f.interval, times[i]
    past = f.operator in {"ONCE", "SINCE"}
    near = now - interval.least if past else now + interval.least
    far = None
    if interval.most is not None:
        far = now - interval.most if past else now + interval.most
    opens, closes = (far, near) if past else (near, far)
    return Window(stretch.start, stretch.stop - 1, opens, closes)


def cut(window: range, breaker: int, *, past: bool) -> range:
    """Return the part of a window on this side of ``breaker``, and ``breaker`` itself."""
    if past:
        return range(max(window.start, breaker), max(window.start, breaker, window.stop))
    return range(window.start, max(window.start, min(window.stop, breaker + 1)))


def head(f: Aggregate) -> str:
    """Return what an aggregation computes, before its rows are listed."""
    return f"{f.operator} of {f.variable} over these rows"


def conjuncts(f: Formula) -> list[Formula]:
    """Return the parts of a chain of AND."""
    parts: list[Formula] = []
    while isinstance(f, And):
        parts.append(f.right)
        f = f.left
    return [f, *reversed(parts)]


def rests_on_facts(node: Explanation) -> bool:
    """Whether any node of the tree names a fact."""
    return bool(node.facts) or any(map(rests_on_facts, node.parts))
