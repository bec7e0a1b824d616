"""No rewriting changes a meaning: formulas shaped so that they fire, against the reference."""

from __future__ import annotations

import duckdb
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from rules.strategies import SIGNATURE, atoms, formulas, intervals, logs
from servanda.engines.duckdb import evaluate_log
from servanda.rules import Log, check, compile_formula, parse_formula, reference, to_text
from servanda.rules import sqlspecial as special
from servanda.rules.syntax import (
    Aggregate,
    And,
    Compare,
    Const,
    Exists,
    Formula,
    Not,
    Predicate,
    Temporal,
    TwoSided,
    Var,
)

CONNECTION = duckdb.connect(config={"threads": 1})
SETTINGS = settings(max_examples=150, deadline=None, suppress_health_check=list(HealthCheck))
FREE = st.sampled_from([("x",), ("x", "y")])


@st.composite
def _some(draw: st.DrawFn, free: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(name for name in free if draw(st.booleans()))


@st.composite
def _in_time(draw: st.DrawFn, free: tuple[str, ...], depth: int) -> Formula:
    operator = draw(st.sampled_from(["ONCE", "EVENTUALLY", "SINCE", "UNTIL"]))
    interval = draw(intervals(bounded=operator in {"EVENTUALLY", "UNTIL"}))
    body = draw(formulas(free, depth))
    if draw(st.booleans()):
        body = And(draw(atoms(free)), draw(_in_time(draw(_some(free)), 0)))
    if operator in {"ONCE", "EVENTUALLY"}:
        return Temporal(operator, interval, body)
    left = draw(formulas(draw(_some(free)), depth))
    return TwoSided(operator, interval, Not(left) if draw(st.booleans()) else left, body)


@st.composite
def points_and_runs(draw: st.DrawFn) -> Formula:
    """Something with (or without) something around it in time."""
    free = draw(FREE)
    right = draw(_in_time(draw(_some(free)), draw(st.integers(0, 1))))
    return And(draw(formulas(free, 1)), Not(right) if draw(st.booleans()) else right)


@st.composite
def windows(draw: st.DrawFn) -> Formula:
    """An aggregation over a sliding window, asked for where something else is."""
    free = draw(FREE)
    group = draw(_some(free))
    name, arity = draw(st.sampled_from([("r", 2), ("t", 3)]))
    spare = tuple(f"v{number}" for number in range(arity))
    variables = tuple(draw(st.permutations((*group, *spare[len(group) :]))))
    clock = draw(st.sampled_from(["tp", "tp", "ts"]))
    event: Formula = Predicate(name, tuple(map(Var, variables)))
    body: Formula = And(event, Predicate(clock, (Var("k"),)))
    if draw(st.booleans()):
        body = And(body, draw(_in_time(group, 0)))
    hidden = tuple(n for n in variables if n not in group and draw(st.booleans()))
    body = Exists(hidden, body) if hidden else body
    counted = draw(st.sampled_from([n for n in (*variables, "k") if n not in (*group, *hidden)]))
    interval = draw(intervals(bounded=draw(st.booleans())))
    operator = draw(st.sampled_from(["CNT", "SUM", "AVG", "MIN"]))
    found = Aggregate("n", operator, counted, group, Temporal("ONCE", interval, body))
    asker: Formula = draw(formulas(free, 1))
    if draw(st.booleans()) and {*free} <= {*variables}:
        others = tuple(n for n in variables if n not in free)
        asker = Exists(others, event) if others else event
    kind = "float" if operator == "AVG" else "int"
    least = Const(draw(st.integers(0, 3)), "int")
    bound = Const(float(least.value), "float") if kind == "float" else least
    test = And(found, Compare(draw(st.sampled_from(["<", "<="])), bound, Var("n")))
    asked = draw(st.sampled_from([test, Exists(("n",), test), Not(Exists(("n",), test))]))
    return And(asker, asked)


def _agrees(formula: Formula, log: Log, *, open_end: bool) -> None:
    checked = check(formula, SIGNATURE)
    verdicts = reference.evaluate(checked, log, open_end=open_end)
    expected = sorted((v.tp, v.ts, *row) for v in verdicts for row in v.tuples)
    table = evaluate_log(compile_formula(checked, open_end=open_end), log, CONNECTION)
    rows = list(zip(*(column.to_pylist() for column in table.columns), strict=True))
    assert rows == expected, to_text(formula)


@pytest.mark.parametrize("few", [0, 1, 64])
@SETTINGS
@given(points_and_runs(), logs(20), st.booleans())
def test_points_joined_with_what_is_around_them(
    few: int, formula: Formula, log: Log, open_end: bool
) -> None:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(special, "FEW", few)
        _agrees(formula, log, open_end=open_end)


@pytest.mark.parametrize("few", [0, 2, 64])
@SETTINGS
@given(windows(), logs(20), st.booleans())
def test_windows_where_they_are_asked(few: int, formula: Formula, log: Log, open_end: bool) -> None:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(special, "FEW", few)
        _agrees(formula, log, open_end=open_end)


@pytest.mark.parametrize("shift", [-1000, -3, 2**40])
@pytest.mark.parametrize("operator", ["ONCE", "EVENTUALLY"])
def test_buckets_of_time_on_both_sides_of_zero(shift: int, operator: str) -> None:
    """SQL divides towards zero; the stretches of time must not."""
    log = Log.empty(SIGNATURE)
    for time in range(12):
        log.timestamps.append(time + shift)
        log.add("p" if time % 5 else "q", [time % 2])
    for text in (f"p(x) AND {operator}[0,4] q(x)", f"p(x) AND NOT {operator}[2,3] q(x)"):
        _agrees(parse_formula(text), log, open_end=False)


def test_many_runs_of_one_key_take_the_ordered_join() -> None:
    log = Log.empty(SIGNATURE)
    for time in range(600):
        log.timestamps.append(time)
        log.add(["p", "q", "r"][time % 3], [time % 2, time % 5][: 2 if time % 3 == 2 else 1])
    for text in (
        "r(x,y) AND ((NOT q(x)) SINCE[0,3] p(x))",
        "r(x,y) AND NOT ((NOT q(x)) SINCE p(x))",
        "r(x,y) AND ((NOT q(x)) UNTIL[0,3] p(x))",
    ):
        _agrees(parse_formula(text), log, open_end=False)


def test_a_sum_beyond_64_bits_is_right_as_long_as_each_window_fits() -> None:
    log = Log.empty(SIGNATURE)
    for time in range(20):
        log.timestamps.append(time)
        log.add("r", [1, 2**62])
    text = "r(x,v) AND (s <- SUM v; x ONCE[0,0] (r(x,v) AND tp(k)))"
    _agrees(parse_formula(text), log, open_end=False)


def test_the_rows_of_a_log_said_twice_count_once() -> None:
    log = Log.empty(SIGNATURE)
    for time in range(4):
        log.timestamps.append(time)
        for _ in range(3):
            log.add("r", [1, time])
    text = "r(x,y) AND (n <- CNT k; x ONCE[0,9] EXISTS y. (r(x,y) AND tp(k)))"
    _agrees(parse_formula(text), log, open_end=False)
