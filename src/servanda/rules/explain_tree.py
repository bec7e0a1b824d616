"""An explanation as a tree: why a formula holds, or does not, at one time-point.

Each node says one thing about one part of the formula, names the facts it rests on itself,
and has the parts it rests on below it. The tree knows nothing of logs or of how it was found.

Main path: ``Explanation.as_text`` for a person, ``Explanation.as_dict`` for JSON.
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from servanda.rules.log import END_OF_TIME, LAST_TIME
from servanda.rules.printing import value_to_text
from servanda.rules.syntax import Value

__all__ = ["Explanation", "Fact", "Window", "moment_to_text"]

_FIRST_DATED, _LAST_DATED = 10**8, 2 * 10**10
"""Time-stamps between these are shown as dates, too; smaller ones hardly count from 1970."""


@dataclass(frozen=True, slots=True, order=True)
class Fact:
    """One tuple of an event predicate at one time-point."""

    tp: int
    ts: int
    predicate: str
    values: tuple[Value, ...]

    def __str__(self) -> str:
        return f"{self.predicate}({', '.join(map(value_to_text, self.values))})"

    def as_dict(self) -> dict[str, Any]:
        """Return the fact for JSON."""
        return {
            "predicate": self.predicate,
            "values": [_plain(value) for value in self.values],
            "time_point": self.tp,
            "timestamp": self.ts,
        }


@dataclass(frozen=True, slots=True)
class Window:
    """The time-points an interval reaches: none if ``last`` is before ``first``.

    ``opens`` and ``closes`` are time-stamps, ``None`` without a bound.
    """

    first: int
    last: int
    opens: int | None
    closes: int | None

    def __str__(self) -> str:
        if self.last < self.first:
            where = "at no time-point at all"
        elif self.first == self.last:
            where = f"at time-point {self.first}"
        else:
            where = f"at time-points {self.first} to {self.last}"
        opens = "" if self.opens is None else f" from {moment_to_text(self.opens)}"
        closes = "" if self.closes is None else f" until {moment_to_text(self.closes)}"
        return f"{where} (window{opens}{closes})" if opens or closes else where


@dataclass(frozen=True, slots=True)
class Explanation:
    """Why a part of a formula holds, or does not.

    Attributes:
        holds: Whether it does.
        formula: The part, with the values filled in.
        says: What there is to see, in words.
        tp: Number of the time-point it is about.
        ts: Its time-stamp.
        facts: The facts this node names itself.
        parts: What it rests on.
        window: The time-points it looked at, where it looked at more than one.
    """

    holds: bool
    formula: str
    says: str
    tp: int
    ts: int
    facts: tuple[Fact, ...] = ()
    parts: tuple[Explanation, ...] = ()
    window: Window | None = None

    def all_facts(self) -> list[Fact]:
        """Return every fact in the tree, once, in order of time.

        They suffice: over these facts alone (and the same time-points) the formula holds, or
        does not, for the same binding at the same time-point.
        """
        return sorted({fact for node, _, _ in self._walk() for fact in node.facts}, key=_by_time)

    def as_text(self, *, most: int = 200) -> str:
        """Return the tree as indented lines, at most ``most`` of them."""
        lines = [
            "  " * depth + node.line(None if depth == 0 else parent) + (" (see above)" * again)
            for node, depth, (parent, again) in self._walk()
        ]
        if len(lines) > most:
            lines = [*lines[:most], f"... and {len(lines) - most} more lines"]
        return "\n".join(lines)

    def line(self, parent: int | None = None) -> str:
        """Return what this node says, and where, unless that is where its parent is."""
        if self.window is not None:
            return f"{self.says} {self.window}"
        if self.tp == parent:
            return f"{self.says} here" if self.facts else self.says
        return f"{self.says} at time-point {self.tp} ({moment_to_text(self.ts)})"

    def as_dict(self) -> dict[str, Any]:
        """Return the tree for JSON; a part that occurs again is there once in full."""
        return _as_dict(self, set())

    def _walk(self) -> Iterator[tuple[Explanation, int, tuple[int, bool]]]:
        """Yield (node, depth, (time-point of the parent, whether its parts came before))."""
        seen: set[int] = set()
        waiting = [(self, 0, self.tp)]
        while waiting:
            node, depth, parent = waiting.pop()
            again = bool(node.parts) and id(node) in seen
            yield node, depth, (parent, again)
            if not again:
                seen.add(id(node))
                waiting += [(part, depth + 1, node.tp) for part in reversed(node.parts)]


def _as_dict(node: Explanation, seen: set[int]) -> dict[str, Any]:
    found: dict[str, Any] = {
        "holds": node.holds,
        "formula": node.formula,
        "says": node.line(),
        "time_point": node.tp,
        "timestamp": None if node.ts >= END_OF_TIME else node.ts,
        "facts": [fact.as_dict() for fact in node.facts],
    }
    if node.window is not None:
        found["window"] = {
            "first_time_point": node.window.first,
            "last_time_point": node.window.last,
            "opens": node.window.opens,
            "closes": node.window.closes,
        }
    if node.parts and id(node) in seen:
        return {**found, "parts": [], "shown_above": True}
    seen.add(id(node))
    return {**found, "parts": [_as_dict(part, seen) for part in node.parts]}


def _plain(value: Value) -> Value:
    """JSON has no infinity; it becomes a text."""
    return str(value) if isinstance(value, float) and not math.isfinite(value) else value


def _by_time(fact: Fact) -> tuple[int, str, str]:
    return (fact.tp, fact.predicate, repr(fact.values))


def moment_to_text(ts: int) -> str:
    """Return a time-stamp, with its date in UTC where it can be seconds since 1970.

    >>> moment_to_text(17), moment_to_text(1755820800)
    ('@17', '@1755820800, 2025-08-22 00:00:00 UTC')
    """
    if ts >= LAST_TIME:
        return "the end of time"
    if not _FIRST_DATED <= ts < _LAST_DATED:
        return f"@{ts}"
    return f"@{ts}, {datetime.fromtimestamp(ts, UTC):%Y-%m-%d %H:%M:%S} UTC"
