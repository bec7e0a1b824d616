"""Arithmetic, conversions, dates and patterns give the same values in SQL and in the reference."""

from __future__ import annotations

import duckdb
from hypothesis import HealthCheck, given, reject, settings
from hypothesis import strategies as st

from servanda.base.errors import UnreadableError
from servanda.engines.duckdb import evaluate_log
from servanda.rules import Log, check, compile_formula, parse_signature, reference
from servanda.rules.syntax import (
    And,
    Apply,
    Compare,
    Const,
    Formula,
    Matches,
    Not,
    Predicate,
    Term,
    Value,
    Var,
)

SIGNATURE = parse_signature("i(int) f(float) s(string)")
CONNECTION = duckdb.connect(config={"threads": 1})
LEAVES: dict[str, st.SearchStrategy[Term]] = {
    "int": st.sampled_from([Var("i"), *(Const(n, "int") for n in (-7, -1, 0, 2, 10**9))]),
    "float": st.sampled_from([Var("f"), *(Const(n, "float") for n in (-2.5, 0.0, 1e9, 0.1))]),
    "string": st.sampled_from([Var("s"), *(Const(t, "string") for t in ("", "12", "-1.5", "a'"))]),
}
CONVERSIONS = {
    "int": [("f2i", "float"), ("s2i", "string"), ("YEAR", "float"), ("DAY_OF_MONTH", "float")],
    "float": [("i2f", "int"), ("s2f", "string")],
    "string": [("i2s", "int"), ("f2s", "float"), ("FORMAT_DATE", "float")],
}
PATTERNS = [r"a", r"\(b*\)c", r"^.\|x", r"(a)", r"[0-9]+\.", r"\(a\|b\)\(c*\)"]


@st.composite
def terms(draw: st.DrawFn, kind: str, depth: int = 3) -> Term:
    choice = draw(st.integers(0, 3)) if depth else 0
    if choice == 0:
        return draw(LEAVES[kind])
    if choice == 1 or kind == "string":
        function, source = draw(st.sampled_from(CONVERSIONS[kind]))
        return Apply(function, (draw(terms(source, depth - 1)),))
    if choice == 2:
        return Apply("neg", (draw(terms(kind, depth - 1)),))
    functions = ["+", "-", "*", "/", "MOD"] if kind == "int" else ["+", "-", "*", "/"]
    pair = (draw(terms(kind, depth - 1)), draw(terms(kind, depth - 1)))
    return Apply(draw(st.sampled_from(functions)), pair)


@st.composite
def conditions(draw: st.DrawFn) -> Formula:
    if draw(st.booleans()):
        condition: Formula = Matches(Var("s"), Const(draw(st.sampled_from(PATTERNS)), "regexp"))
    else:
        kind = draw(st.sampled_from(["int", "float", "string"]))
        operators = ["=", "<", "<=", *(["SUBSTRING"] if kind == "string" else [])]
        sides = (draw(terms(kind, 2)), draw(terms(kind, 2)))
        condition = Compare(draw(st.sampled_from(operators)), *sides)
    return Not(condition) if draw(st.booleans()) else condition


@st.composite
def logs(draw: st.DrawFn) -> Log:
    log = Log.empty(SIGNATURE)
    log.timestamps.append(0)
    log.add("i", [draw(st.sampled_from([-9, 0, 3, 1755820800]))])
    log.add("f", [draw(st.sampled_from([-0.5, 0.0, 2.0, 1e-7, 1.7e9, 123456.789]))])
    log.add("s", [draw(st.sampled_from(["", "abc", "7", "+3", "1e3", " 1", "bbc.", "(a)"]))])
    return log


BOUND: Formula = And(
    And(Predicate("i", (Var("i"),)), Predicate("f", (Var("f"),))), Predicate("s", (Var("s"),))
)


def _agree(formula: Formula, log: Log) -> None:
    checked = check(formula, SIGNATURE)
    try:
        expected: list[tuple[Value, ...]] = sorted(
            row for verdict in reference.evaluate(checked, log) for row in verdict.tuples
        )
        table = evaluate_log(compile_formula(checked), log, CONNECTION)
    except (UnreadableError, OverflowError):
        reject()
    rows = list(zip(*(c.to_pylist() for c in table.columns[2:]), strict=True))
    assert rows == expected


@settings(max_examples=200, deadline=None, suppress_health_check=list(HealthCheck))
@given(st.sampled_from(["int", "float", "string"]).flatmap(terms), logs())
def test_a_term_has_one_value(term: Term, log: Log) -> None:
    _agree(And(BOUND, Compare("=", Var("y"), term)), log)


@settings(max_examples=100, deadline=None, suppress_health_check=list(HealthCheck))
@given(conditions(), logs())
def test_a_condition_holds_in_both_or_in_neither(condition: Formula, log: Log) -> None:
    _agree(And(BOUND, condition), log)
