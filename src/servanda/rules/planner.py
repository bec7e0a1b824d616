"""From a checked formula to a plan.

Predicates stay points; runs are made where an operator makes them. A merge is put only
where a node needs its input merged and it is not.

Main path: ``plan_formula``.
"""

from __future__ import annotations

from collections.abc import Mapping

from servanda.rules.aggregates import result_type
from servanda.rules.plan import (
    Aggregated,
    AntiJoin,
    Bind,
    Captured,
    Clock,
    Columns,
    Distinct,
    Empty,
    Everywhere,
    Extend,
    Filter,
    Join,
    Merge,
    Node,
    Points,
    Project,
    Reach,
    Scan,
    Shift,
    Spread,
    Steps,
    Union,
)
from servanda.rules.signature import BUILT_IN, Signature
from servanda.rules.syntax import (
    Aggregate,
    And,
    Compare,
    Const,
    Exists,
    Formula,
    Let,
    Matches,
    Not,
    Or,
    Predicate,
    Temporal,
    Term,
    TwoSided,
    Var,
)
from servanda.rules.terms import evaluate
from servanda.rules.typecheck import CONVERSIONS
from servanda.rules.variables import ordered, term_variables

__all__ = ["merged", "plan_formula", "runs_of", "term_type"]

_Lets = Mapping[tuple[str, int], Node]


def plan_formula(formula: Formula, signature: Signature) -> Node:
    """Return a merged plan whose columns are the free variables of ``formula``.

    Args:
        formula: Monitorable, in normal form (``Checked.core``).
        signature: Types of the predicates.
    """
    return merged(_Planner(signature).plan(formula, {}))


def merged(node: Node) -> Node:
    """Return the node with every satisfaction once."""
    if node.is_merged:
        return node
    return Distinct(node.columns, node) if node.is_point else Merge(node.columns, node)


def runs_of(node: Node) -> Node:
    """Return the node merged, with touching points as runs."""
    return Merge(node.columns, node) if node.is_point else merged(node)


def term_type(term: Term, columns: Columns) -> str:
    """Return the type of a term over ``columns``."""
    if isinstance(term, Const):
        return term.type
    if isinstance(term, Var):
        return dict(columns)[term.name]
    if term.function in CONVERSIONS:
        return CONVERSIONS[term.function][1]
    return term_type(term.arguments[0], columns)


def _bind(child: Node, arguments: tuple[Term, ...]) -> Node:
    columns: dict[str, str] = {}
    for (_, kind), argument in zip(child.columns, arguments, strict=True):
        if isinstance(argument, Var):
            columns.setdefault(argument.name, kind)
    return Bind(tuple(columns.items()), child, arguments)


def _project(child: Node, keep: tuple[str, ...]) -> Node:
    if keep == child.names:
        return child
    columns = tuple((name, child.type_of(name)) for name in keep)
    return merged(Project(columns, child))


class _Planner:
    def __init__(self, signature: Signature) -> None:
        self._signature = signature

    def plan(self, formula: Formula, lets: _Lets) -> Node:  # noqa: PLR0911 - one return for each kind
        """Return a merged plan for ``formula``."""
        if isinstance(formula, Predicate):
            return self._predicate(formula, lets)
        if isinstance(formula, Compare):
            return _comparison(formula)
        if isinstance(formula, And):
            return self._and(formula, lets)
        if isinstance(formula, Or):
            left, right = self.plan(formula.left, lets), self.plan(formula.right, lets)
            return merged(Union(left.columns, left, right))
        if isinstance(formula, Not):
            return self._not(formula, lets)
        if isinstance(formula, Exists):
            body = self.plan(formula.body, lets)
            return _project(body, tuple(n for n in body.names if n not in formula.variables))
        if isinstance(formula, Temporal):
            return self._temporal(formula, lets)
        if isinstance(formula, TwoSided):
            return self._two_sided(formula, lets)
        if isinstance(formula, Aggregate):
            return self._aggregate(formula, lets)
        assert isinstance(formula, Let), formula
        names = [p.name for p in formula.parameters if isinstance(p, Var)]
        definition = _project(self.plan(formula.definition, lets), tuple(names))
        return self.plan(formula.body, {**lets, (formula.name, len(names)): definition})

    def _predicate(self, formula: Predicate, lets: _Lets) -> Node:
        key = (formula.name, len(formula.arguments))
        if key in lets:
            return _bind(lets[key], formula.arguments)
        kinds = self._signature.types(formula.name)
        columns = tuple((str(position), kind) for position, kind in enumerate(kinds))
        if formula.name in BUILT_IN:
            return _bind(Clock(columns, formula.name), formula.arguments)
        return merged(_bind(Scan(columns, formula.name), formula.arguments))

    def _not(self, formula: Not, lets: _Lets) -> Node:
        body = formula.body
        if isinstance(body, Compare) and isinstance(body.left, Var):
            return Empty(((body.left.name, "string"),))
        return AntiJoin((), Everywhere(()), self.plan(body, lets))

    def _and(self, formula: And, lets: _Lets) -> Node:
        left, right = self.plan(formula.left, lets), formula.right
        inner = right.body if isinstance(right, Not) else right
        if isinstance(inner, Compare | Matches):
            return _filtered(left, inner, negated=isinstance(right, Not))
        other = self.plan(inner, lets)
        if isinstance(right, Not):
            return AntiJoin(left.columns, left, other)
        extra = tuple(column for column in other.columns if column[0] not in left.names)
        return Join(left.columns + extra, left, other)

    def _temporal(self, formula: Temporal, lets: _Lets) -> Node:
        body, interval = self.plan(formula.body, lets), formula.interval
        least, most = interval.least, interval.most
        if formula.operator in {"PREVIOUS", "NEXT"}:
            by = 1 if formula.operator == "PREVIOUS" else -1
            moved = Shift(body.columns, body, by)
            steps = Steps((), -by, least, most)
            return Join(body.columns, moved, steps if body.is_point else runs_of(steps))
        if least > 0 and most is not None and not body.is_point:
            body = Points(body.columns, body)
        return merged(Spread(body.columns, body, formula.operator == "ONCE", least, most))

    def _two_sided(self, formula: TwoSided, lets: _Lets) -> Node:
        anchor = self.plan(formula.right, lets)
        least, most = formula.interval.least, formula.interval.most
        negated = isinstance(formula.left, Not)
        left = formula.left.body if isinstance(formula.left, Not) else formula.left
        held = self.plan(left, lets)
        if not negated:
            held = runs_of(held)
        if least > 0 and not anchor.is_point:
            anchor = Points(anchor.columns, anchor)
        past = formula.operator == "SINCE"
        return merged(Reach(anchor.columns, anchor, held, negated, past, least, most))

    def _aggregate(self, formula: Aggregate, lets: _Lets) -> Node:
        body = self.plan(formula.body, lets)
        kind = result_type(formula.operator, body.type_of(formula.variable))
        group = ordered(formula.group)
        columns = ((formula.result, kind), *((name, body.type_of(name)) for name in group))
        return merged(Aggregated(columns, body, formula.operator, formula.variable, group))


def _comparison(formula: Compare) -> Node:
    for one, other in ((formula.left, formula.right), (formula.right, formula.left)):
        if isinstance(one, Var) and isinstance(other, Const):
            return Everywhere(((one.name, other.type),), (other,))
    holds = evaluate(formula.left, {}) == evaluate(formula.right, {})
    return Everywhere(()) if holds else Empty(())


def _filtered(left: Node, condition: Compare | Matches, *, negated: bool) -> Node:
    bound = set(left.names)
    if isinstance(condition, Matches):
        new = ordered(
            g.name for g in condition.groups if isinstance(g, Var) and g.name not in bound
        )
        if new:
            return Captured(left.columns + tuple((n, "string") for n in new), left, condition)
        return Filter(left.columns, left, condition, negated)
    if condition.operator == "=":
        for one, other in (
            (condition.left, condition.right),
            (condition.right, condition.left),
        ):
            if isinstance(one, Var) and one.name not in bound:
                assert bound.issuperset(term_variables(other))
                column = (one.name, term_type(other, left.columns))
                return Extend((*left.columns, column), left, other)
    return Filter(left.columns, left, condition, negated)
