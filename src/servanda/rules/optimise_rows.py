"""Rewritings of single relations: narrower rows, no needless merges and doubles dropped late.

Main path: ``ROW_REWRITINGS`` and ``bag``.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import replace

from servanda.rules.optimised import Apart, Earliest, Near, Own, Within, is_single
from servanda.rules.plan import (
    AntiJoin,
    Bind,
    Captured,
    Columns,
    Distinct,
    Extend,
    Filter,
    Join,
    Merge,
    Node,
    Points,
    Project,
    Reach,
    Spread,
    Union,
)
from servanda.rules.planner import merged
from servanda.rules.syntax import Var

__all__ = ["ROW_REWRITINGS", "bag", "narrowed"]

_ROW_BY_ROW = (Bind, Filter, Extend, Captured, Project, Own)


def bag(node: Node) -> Node:
    """Return points with the same rows, perhaps some of them twice, at less cost."""
    if isinstance(node, Distinct | Apart):
        return bag(node.child)
    if not node.is_point:
        return node
    if isinstance(node, _ROW_BY_ROW):
        child = bag(node.child)
        return node if child is node.child else replace(node, child=child)
    if isinstance(node, Union):
        sides = bag(node.left), bag(node.right)
        return node if sides == (node.left, node.right) else Union(node.columns, *sides)
    keeps_left = isinstance(node, Near | Within | AntiJoin) or (
        isinstance(node, Join)
        and node.left.is_point
        and set(node.right.names) <= set(node.left.names)
    )
    if keeps_left:
        assert isinstance(node, Near | Within | AntiJoin | Join)
        left = bag(node.left)
        return node if left is node.left else replace(node, left=left)
    return node


def narrowed(node: Node, keep: tuple[str, ...]) -> Node:
    """Return the projection to ``keep`` (doubles stay)."""
    if keep == node.names:
        return node
    return Project(_kept(node, keep), node)


def _kept(node: Node, keep: tuple[str, ...]) -> Columns:
    return tuple((name, node.type_of(name)) for name in keep)


def _distinct_late(node: Node) -> Node | None:
    """Distinct(... Distinct(x)) -> Distinct(... x): one dropping of doubles, after filters."""
    if isinstance(node, Distinct):
        bare = bag(node.child)
        if bare is not node.child:
            return merged(bare)
        if node.child.is_merged:
            return node.child
    return None


def _merge_once(node: Node) -> Node | None:
    """Merge(x) -> x if x is merged; Points(x) -> x if x is points."""
    if isinstance(node, Points) and node.child.is_point:
        return node.child
    if not isinstance(node, Merge):
        return None
    child = node.child
    if child.is_merged and not child.is_point:
        return child
    if isinstance(child, Spread) and child.child.is_point:
        return _merge_spread(node, child)
    if isinstance(child, Reach) and child.child.is_point:
        bare = bag(child.child)
        return None if bare is child.child else replace(node, child=replace(child, child=bare))
    return None


def _merge_alternatives(node: Node) -> Node | None:
    """Merge(Merge(R OR S) OR T) -> Merge(R OR S OR T): a chain of OR is merged as a whole."""
    if not isinstance(node, Merge) or not isinstance(node.child, Union):
        return None
    union = node.child
    flat = Union(union.columns, _unmerged(union.left), _unmerged(union.right))
    return None if flat == union else replace(node, child=flat)


def _unmerged(node: Node) -> Node:
    """Return a side of a union that is merged as a whole."""
    return node.child if isinstance(node, Merge) and isinstance(node.child, Union) else bag(node)


def _merge_spread(node: Merge, spread: Spread) -> Node | None:
    """No merge where runs cannot touch: each binding has one point, or only its first counts."""
    if is_single(spread.child):
        return Apart(node.columns, spread)
    if spread.past and spread.most is None:
        first = Earliest(spread.child.columns, bag(spread.child))
        return Apart(node.columns, replace(spread, child=first))
    bare = bag(spread.child)
    return None if bare is spread.child else replace(node, child=replace(spread, child=bare))


def _project_early(node: Node) -> Node | None:  # noqa: PLR0911 - one return for each kind
    """Project(op(x)) -> op(Project(x)): narrower rows from the source on, fewer doubles."""
    if not isinstance(node, Project):
        return None
    child, keep = node.child, node.names
    if keep == child.names:
        return child
    if isinstance(child, Distinct | Merge | Apart) and (child.child.is_point == child.is_point):
        return replace(node, child=child.child)
    if isinstance(child, Project | Distinct | Apart):
        return replace(node, child=child.child)
    if isinstance(child, Own) and child.names[-1] not in keep:
        return narrowed(child.child, keep)
    if isinstance(child, Own) and child.child.names != keep[:-1] and child.names[-1] == keep[-1]:
        return replace(child, columns=node.columns, child=narrowed(child.child, keep[:-1]))
    if isinstance(child, Spread):
        return replace(child, columns=node.columns, child=narrowed(child.child, keep))
    if isinstance(child, Union):
        sides = (narrowed(child.left, keep), narrowed(child.right, keep))
        return Union(node.columns, *sides)
    if isinstance(child, Bind):
        return _narrow_bind(node, child)
    return _narrow_join(node, child) if isinstance(child, Join) else None


def _narrow_bind(node: Project, bind: Bind) -> Node | None:
    uses = Counter(argument for argument in bind.arguments if isinstance(argument, Var))
    if any(uses[Var(name)] > 1 for name in bind.names if name not in node.names):
        return None
    arguments = tuple(
        None if isinstance(a, Var) and a.name not in node.names else a for a in bind.arguments
    )
    return replace(bind, columns=node.columns, arguments=arguments)


def _narrow_join(node: Project, join: Join) -> Node | None:
    left, right = join.left, join.right
    on_left = tuple(n for n in left.names if n in node.names or n in right.names)
    on_right = tuple(n for n in right.names if n in node.names or n in left.names)
    if on_left == left.names and on_right == right.names:
        return None
    sides = [
        side if keep == side.names else merged(narrowed(side, keep))
        for side, keep in ((left, on_left), (right, on_right))
    ]
    names = tuple(n for n in join.names if n in on_left or n in on_right)
    columns = node.columns if set(names) == set(node.names) else _kept(join, names)
    return narrowed(Join(columns, *sides), node.names)


def _earliest_once(node: Node) -> Node | None:
    """Earliest(Project(Earliest(x))) -> Earliest(Project(x)): the first of the firsts."""
    if isinstance(node, Earliest) and isinstance(node.child, Project):
        inner = node.child.child
        if isinstance(inner, Earliest):
            return replace(node, child=replace(node.child, child=inner.child))
    return None


ROW_REWRITINGS = (
    _project_early,
    _merge_once,
    _merge_alternatives,
    _distinct_late,
    _earliest_once,
)
