"""The optimiser: a plan in, a plan with the same meaning and less work out.

It knows no costs and no data. Each rewriting looks at one node and its children and either
returns a better one or ``None``; they are applied from the leaves up until none fits. Each is
listed, with before and after, in docs/concepts/rules.md.

Main path: ``optimise``.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import fields, replace
from typing import Any

from servanda.rules.optimise_joins import JOIN_REWRITINGS
from servanda.rules.optimise_rows import ROW_REWRITINGS, bag
from servanda.rules.optimise_windows import WINDOW_REWRITINGS
from servanda.rules.plan import Node
from servanda.rules.planner import merged

__all__ = ["REWRITINGS", "optimise"]

REWRITINGS: tuple[Callable[[Node], Node | None], ...] = (
    *ROW_REWRITINGS,
    *WINDOW_REWRITINGS,
    *JOIN_REWRITINGS,
)
"""In the order in which they are tried."""


def optimise(root: Node) -> Node:
    """Return a plan with the same satisfactions as ``root``; merged if ``root`` is."""
    done = _Optimiser().run(root)
    if not done.is_point:
        return done
    # Doubles are dropped last, when few rows are left.
    return merged(bag(done)) if root.is_merged else done


class _Optimiser:
    def __init__(self) -> None:
        self._done: dict[Node, Node] = {}

    def run(self, node: Node) -> Node:
        """Return the optimised node; what several share is optimised once."""
        if node not in self._done:
            self._done[node] = self._rewritten(node)
        return self._done[node]

    def _rewritten(self, node: Node) -> Node:
        node = with_children(node, self.run)
        for rewriting in REWRITINGS:
            better = rewriting(node)
            if better is not None:
                return self.run(better)
        return node


def with_children(node: Node, change: Callable[[Node], Node]) -> Node:
    """Return the node over changed children; the same node if none changes."""
    changed: dict[str, Any] = {}
    for field in fields(node):
        child = getattr(node, field.name)
        if isinstance(child, Node) and (new := change(child)) is not child:
            changed[field.name] = new
    return replace(node, **changed) if changed else node
