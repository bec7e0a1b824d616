"""Random logs, and random formulas that are monitorable by construction."""

from __future__ import annotations

from collections.abc import Callable

from hypothesis import strategies as st

from servanda.rules import Log, Signature, parse_signature
from servanda.rules.syntax import (
    Aggregate,
    And,
    Apply,
    Compare,
    Const,
    Exists,
    Forall,
    Formula,
    Implies,
    Interval,
    Let,
    Not,
    Or,
    Predicate,
    Temporal,
    Term,
    TwoSided,
    Var,
)

SIGNATURE: Signature = parse_signature("e() p(int) q(int) r(int,int) t(int,int,int)")
_ARITIES = {"e": 0, "p": 1, "q": 1, "r": 2, "t": 3}
VALUES = st.integers(0, 2)
Kind = Callable[[tuple[str, ...], int], st.SearchStrategy[Formula]]


@st.composite
def logs(draw: st.DrawFn, most: int = 12) -> Log:
    log = Log.empty(SIGNATURE)
    now = draw(st.integers(0, 3))
    for _ in range(draw(st.integers(2, most)) - 2):
        now += draw(st.sampled_from([0, 0, 1, 1, 2, 5]))
        log.timestamps.append(now)
        for name, arity in _ARITIES.items():
            for _ in range(draw(st.integers(0, 2 + arity))):
                log.add(name, [draw(VALUES) for _ in range(arity)])
    return log


@st.composite
def intervals(draw: st.DrawFn, *, bounded: bool = False) -> Interval:
    low = draw(st.integers(0, 3))
    low_open = draw(st.booleans())
    if not bounded and draw(st.booleans()):
        return Interval(low, None, low_open)
    interval = Interval(low, low + draw(st.integers(0, 5)), low_open, draw(st.booleans()))
    return interval if interval.is_well_formed else Interval(low, interval.high)


@st.composite
def formulas(draw: st.DrawFn, free: tuple[str, ...] | None = None, depth: int = 3) -> Formula:
    """A formula whose free variables are exactly ``free``."""
    if free is None:
        free = draw(st.sampled_from([(), ("x",), ("x", "y"), ("y", "x")]))
    if depth == 0:
        return draw(atoms(free))
    kind: Kind = draw(st.sampled_from(_KINDS))
    return draw(kind(free, depth - 1))


@st.composite
def atoms(draw: st.DrawFn, free: tuple[str, ...]) -> Formula:
    """A predicate over ``free``, with constants, repeated and hidden variables."""
    names = [name for name, arity in _ARITIES.items() if arity >= len(free)]
    name = draw(st.sampled_from(names))
    spare = _ARITIES[name] - len(free)
    terms: list[Term] = [Var(v) for v in free]
    hidden = []
    for number in range(spare):
        choice = draw(st.integers(0, 2))
        if choice == 0:
            terms.append(Const(draw(VALUES), "int"))
        elif choice == 1 and free:
            terms.append(Var(draw(st.sampled_from(free))))
        else:
            hidden.append(f"h{number}")
            terms.append(Var(f"h{number}"))
    predicate = Predicate(name, tuple(draw(st.permutations(terms))))
    return Exists(tuple(hidden), predicate) if hidden else predicate


@st.composite
def _part(draw: st.DrawFn, free: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(v for v in free if draw(st.booleans()))


@st.composite
def _conjunctions(draw: st.DrawFn, free: tuple[str, ...], depth: int) -> Formula:
    left = draw(formulas(free, depth))
    kind = draw(st.integers(0, 3))
    if kind == 0:
        return And(left, draw(formulas(draw(_part(free)), depth)))
    if kind == 1:
        return And(left, Not(draw(formulas(draw(_part(free)), depth))))
    first = draw(_part(free))
    rest = tuple(v for v in free if v not in first)
    if kind == 2:
        return And(draw(formulas(first, depth)), draw(formulas(rest, depth)))
    return And(left, draw(_comparisons(free)))


@st.composite
def _comparisons(draw: st.DrawFn, free: tuple[str, ...]) -> Formula:
    sides: list[Term] = [*map(Var, free), Const(draw(VALUES), "int")]
    left, right = draw(st.sampled_from(sides)), draw(st.sampled_from(sides))
    function = draw(st.sampled_from(["", "+", "-", "*", "/", "MOD"]))
    if function:
        right = Apply(function, (right, draw(st.sampled_from(sides))))
    comparison = Compare(draw(st.sampled_from(["=", "<", "<="])), left, right)
    return Not(comparison) if draw(st.booleans()) else comparison


@st.composite
def _assignments(draw: st.DrawFn, free: tuple[str, ...], depth: int) -> Formula:
    if not free:
        return draw(_closed(free, depth))
    rest = free[1:]
    term = Apply("+", (Var(rest[0]), Const(1, "int"))) if rest else Const(draw(VALUES), "int")
    return And(draw(formulas(rest, depth)), Compare("=", Var(free[0]), term))


@st.composite
def _closed(draw: st.DrawFn, free: tuple[str, ...], depth: int) -> Formula:
    """Something that gains or loses by negation: NOT of a closed formula, FORALL, IMPLIES."""
    inner = draw(formulas((), depth))
    closed: Formula = Not(inner)
    if draw(st.booleans()):
        variables = ("u",)
        body = Implies(draw(formulas(variables, depth)), draw(formulas(variables, depth)))
        closed = Forall(variables, body)
    return And(draw(formulas(free, depth)), closed) if free else closed


@st.composite
def _disjunctions(draw: st.DrawFn, free: tuple[str, ...], depth: int) -> Formula:
    return Or(draw(formulas(free, depth)), draw(formulas(free, depth)))


@st.composite
def _temporals(draw: st.DrawFn, free: tuple[str, ...], depth: int) -> Formula:
    operator = draw(st.sampled_from(["PREVIOUS", "NEXT", "ONCE", "EVENTUALLY"]))
    interval = draw(intervals(bounded=operator == "EVENTUALLY"))
    if not free and draw(st.booleans()):
        operator = {"ONCE": "PAST_ALWAYS", "EVENTUALLY": "ALWAYS"}.get(operator, operator)
    return Temporal(operator, interval, draw(formulas(free, depth)))


@st.composite
def _two_sided(draw: st.DrawFn, free: tuple[str, ...], depth: int) -> Formula:
    operator = draw(st.sampled_from(["SINCE", "UNTIL"]))
    interval = draw(intervals(bounded=operator == "UNTIL"))
    left = draw(formulas(draw(_part(free)), depth))
    if draw(st.booleans()):
        left = Not(left)
    return TwoSided(operator, interval, left, draw(formulas(free, depth)))


@st.composite
def _aggregates(draw: st.DrawFn, free: tuple[str, ...], depth: int) -> Formula:
    if not free:
        return Exists(("n",), draw(_aggregates(("n",), depth)))
    operator = draw(st.sampled_from(["CNT", "SUM", "MIN", "MAX"]))
    inner = next(f"a{i}" for i in range(9) if f"a{i}" not in free)
    body = draw(formulas((*free[1:], inner), depth))
    return Aggregate(free[0], operator, inner, free[1:], body)


@st.composite
def _lets(draw: st.DrawFn, free: tuple[str, ...], depth: int) -> Formula:
    definition = draw(formulas(("a", "b"), depth))
    arguments: list[Term] = [Var(free[0]) if free else Const(1, "int")]
    arguments.append(Const(draw(VALUES), "int"))
    if len(free) > 1:
        arguments = list(map(Var, free[:2]))
    use: Formula = Predicate("d", tuple(arguments))
    body = And(use, draw(formulas(free, depth)))
    return Let("d", (Var("a"), Var("b")), definition, body)


_KINDS: list[Kind] = [
    lambda free, depth: atoms(free),
    _conjunctions,
    _assignments,
    _closed,
    _disjunctions,
    _temporals,
    _temporals,
    _two_sided,
    _two_sided,
    _aggregates,
    _lets,
]
