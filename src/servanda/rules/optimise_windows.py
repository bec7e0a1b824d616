"""Rewritings of aggregations over a sliding window: computed where they are asked, no runs.

Main path: ``WINDOW_REWRITINGS``.
"""

from __future__ import annotations

from dataclasses import replace

from servanda.rules.optimise_rows import bag, narrowed
from servanda.rules.optimised import Apart, Near, Sliding, Within, is_single
from servanda.rules.plan import (
    Aggregated,
    AntiJoin,
    Distinct,
    Extend,
    Filter,
    Join,
    Merge,
    Node,
    Points,
    Project,
    Spread,
)
from servanda.rules.planner import merged

__all__ = ["WINDOW_REWRITINGS"]

_ADDITIVE = {"CNT", "SUM", "AVG"}


def _sliding(node: Node) -> Node | None:
    """Points joined with CNT, SUM or AVG of ONCE[a,b] of points -> Sliding, at those points."""
    if not isinstance(node, Join | AntiJoin):
        return None
    if node.left.is_point:
        found = _asked(node.right, node.left, node.right.names)
        if found is not None:
            return replace(node, right=found)
    if isinstance(node, Join) and node.right.is_point:
        found = _asked(node.left, node.right, node.left.names)
        return None if found is None else replace(node, left=found)
    return None


def _asked(node: Node, points: Node, visible: tuple[str, ...]) -> Node | None:
    """Return ``node``, a chain of rows over one aggregation, computed at ``points`` only.

    ``visible`` are the columns that the join compares: the group has to be among them.
    """
    if node.is_point:
        return None
    if isinstance(node, Aggregated):
        return _at_points(node, points, visible)
    if isinstance(node, Project | Filter | Extend | Merge):
        child = _asked(node.child, points, visible)
        if child is None:
            return None
        if isinstance(node, Merge):
            return merged(child)
        return replace(node, child=child)
    return None


def _at_points(node: Aggregated, points: Node, visible: tuple[str, ...]) -> Node | None:
    spread = node.child.child if isinstance(node.child, Apart) else node.child
    if not isinstance(spread, Spread) or not spread.past or not spread.child.is_point:
        return None
    whole = node.operator == "CNT" or node.child.type_of(node.variable) == "int"
    if node.operator not in _ADDITIVE or not whole or not is_single(spread.child):
        return None
    if not {*node.group} <= {*points.names} & {*visible}:
        return None
    askers: Node | None = narrowed(bag(points), node.group)
    if spread.least == 0 and node.group and _contains(spread.child, points, node.group):
        askers = None
    window = Sliding(
        node.columns,
        spread.child,
        node.operator,
        node.variable,
        node.group,
        spread.least,
        spread.most,
        askers,
    )
    return merged(window)


def _contains(data: Node, points: Node, group: tuple[str, ...]) -> bool:
    """Whether each of the points is, in the group's columns, one of the data's."""
    from servanda.rules.optimise import optimise

    wanted = optimise(narrowed(bag(data), group))
    while {*group} <= {*points.names}:
        if optimise(narrowed(bag(points), group)) == wanted:
            return True
        if isinstance(points, Distinct | Filter | Apart | Points):
            points = points.child
        elif isinstance(points, Near | Within | AntiJoin | Join) and points.left.is_point:
            points = points.left
        else:
            return False
    return False


WINDOW_REWRITINGS = (_sliding,)
