"""The promise that carries the house: the compiled query means what the reference means."""

from __future__ import annotations

import duckdb
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from rules.strategies import SIGNATURE, formulas, logs
from servanda.engines.duckdb import evaluate_log
from servanda.rules import Log, check, compile_formula, reference, to_text
from servanda.rules.syntax import Formula

CONNECTION = duckdb.connect(config={"threads": 1})


@settings(max_examples=150, deadline=None, suppress_health_check=list(HealthCheck))
@given(formulas(), logs(), st.booleans())
def test_compiled_query_equals_the_reference(formula: Formula, log: Log, open_end: bool) -> None:
    checked = check(formula, SIGNATURE)
    verdicts = reference.evaluate(checked, log, open_end=open_end)
    expected = sorted((v.tp, v.ts, *row) for v in verdicts for row in v.tuples)
    table = evaluate_log(compile_formula(checked, open_end=open_end), log, CONNECTION)
    rows = list(zip(*(column.to_pylist() for column in table.columns), strict=True))
    assert rows == expected, to_text(formula)
