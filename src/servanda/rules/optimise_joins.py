"""Rewritings of joins in time: a point is compared with points and limits, not with merged runs.

Main path: ``JOIN_REWRITINGS``.
"""

from __future__ import annotations

from dataclasses import replace

from servanda.rules.optimise_rows import bag, narrowed
from servanda.rules.optimised import Apart, Limited, Near, Own, Within
from servanda.rules.plan import (
    AntiJoin,
    Bind,
    Clock,
    Distinct,
    Empty,
    Join,
    Merge,
    Node,
    Reach,
    Spread,
)
from servanda.rules.planner import merged
from servanda.rules.syntax import Var

__all__ = ["JOIN_REWRITINGS"]


def _own_time(node: Node) -> Node | None:
    """Join(points, tp(k)) -> the points with one more column: each knows its own time."""
    if not isinstance(node, Join):
        return None
    for points, clock in ((node.left, node.right), (node.right, node.left)):
        bind = clock.child if isinstance(clock, Distinct) else clock
        if not points.is_point or not isinstance(bind, Bind) or not isinstance(bind.child, Clock):
            continue
        names = [a.name for a in bind.arguments if isinstance(a, Var)]
        fresh = len(names) == len(bind.arguments) == len({*names} - {*points.names})
        if fresh:
            kinds = {"tp": ("tp",), "ts": ("ts",), "tpts": ("tp", "ts")}[bind.child.kind]
            found = points
            for name, kind in zip(names, kinds, strict=True):
                found = Own((*found.columns, (name, "int")), found, kind)
            return _in_order(found, node)
    return None


def _in_order(found: Node, node: Node) -> Node:
    return narrowed(found, node.names)


def _sides(node: Node) -> tuple[Node, Node] | None:
    """Return points and runs of a join whose runs only decide which of the points stay."""
    if isinstance(node, Join | AntiJoin):
        pairs = [(node.left, node.right)]
        if isinstance(node, Join):
            pairs.append((node.right, node.left))
        for points, runs in pairs:
            if points.is_point and not runs.is_point and {*runs.names} <= {*points.names}:
                return points, runs
    return None


def _near(node: Node) -> Node | None:
    """Points with(out) ONCE or EVENTUALLY of points -> Near: buckets of time, no runs."""
    sides = _sides(node)
    if sides is None:
        return None
    points, runs = sides
    spread = runs.child if isinstance(runs, Merge | Apart) else runs
    if not isinstance(spread, Spread) or not spread.child.is_point:
        return None
    if spread.most is None and not spread.past:
        return None
    negated = isinstance(node, AntiJoin)
    if spread.most is not None and spread.most < spread.least:
        return points if negated else _in_order(Empty(points.columns), node)
    source = bag(spread.child)
    left = points if negated else bag(points)
    near = Near(points.columns, left, source, spread.past, spread.least, spread.most, negated)
    return _in_order(merged(near), node)


def _within(node: Node) -> Node | None:
    """Points inside (outside) runs -> Within: hash join for few runs a key, ASOF for many."""
    sides = _sides(node)
    if sides is None or not sides[1].names:
        return None
    points, runs = sides
    inner = runs.child if isinstance(runs, Merge) else runs
    if isinstance(inner, Reach) and inner.child.is_point and inner.least == 0:
        runs = Limited(inner.columns, inner)
    within = Within(points.columns, points, runs, isinstance(node, AntiJoin))
    return _in_order(merged(within), node)


def _bare_right(node: Node) -> Node | None:
    """Points AND (NOT) points: doubles on the right change nothing."""
    if isinstance(node, Join | AntiJoin | Near):
        asked = isinstance(node, AntiJoin | Near) or {*node.right.names} <= {*node.left.names}
        if asked and node.left.is_point and node.right.is_point:
            bare = bag(node.right)
            return None if bare is node.right else replace(node, right=bare)
    return None


JOIN_REWRITINGS = (_own_time, _near, _within, _bare_right)
