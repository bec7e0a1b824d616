"""Months: the compiled query, its explanation and re-evaluation mean what the reference means."""

from __future__ import annotations

from dataclasses import replace

import duckdb
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from rules.strategies import SIGNATURE, formulas, logs
from servanda.engines.duckdb import evaluate_log
from servanda.engines.incremental import Reevaluation
from servanda.rules import Log, check, compile_formula, parse_formula, parse_log, reference, to_text
from servanda.rules.syntax import Formula, Interval, Temporal, TwoSided
from servanda.rules.variables import map_children

CONNECTION = duckdb.connect(config={"threads": 1})
START = 1737000000  # January 2025


def _on_a_calendar(formula: Formula) -> Formula:
    """Every bounded interval in months instead of seconds."""
    formula = map_children(formula, _on_a_calendar)
    if isinstance(formula, Temporal | TwoSided) and formula.interval.high is not None:
        old = formula.interval
        text = f"ONCE{'(' if old.low_open else '['}{old.low} months,{old.high} months] e()"
        if not old.low:
            text = f"ONCE{'(' if old.low_open else '['}0,{max(old.high or 0, 1)} months] e()"
        written = parse_formula(text, zone="Europe/Kyiv")
        assert isinstance(written, Temporal)
        new = written.interval
        return replace(formula, interval=new if new.is_well_formed else Interval(0, 86400))
    return formula


@settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))
@given(formulas(), logs(), st.booleans(), st.integers(0, 31))
def test_months_mean_what_the_reference_says(
    formula: Formula, log: Log, open_end: bool, days: int
) -> None:
    log.timestamps[:] = [START + days * 86400 + ts * 1295000 for ts in log.timestamps]
    checked = check(_on_a_calendar(formula), SIGNATURE)
    verdicts = reference.evaluate(checked, log, open_end=open_end)
    expected = sorted((v.tp, v.ts, *row) for v in verdicts for row in v.tuples)
    table = evaluate_log(compile_formula(checked, open_end=open_end), log, CONNECTION)
    rows = list(zip(*(column.to_pylist() for column in table.columns), strict=True))
    assert rows == expected, to_text(checked.formula)


def test_months_are_followed_too() -> None:
    log = parse_log(["@1737000000 p(1)", "@1739600000 q(1)"], SIGNATURE)
    formula = parse_formula("p(x) AND NOT EVENTUALLY[0,1 month] q(x)", zone="Europe/Kyiv")
    kept = Reevaluation.of_log(check(formula, SIGNATURE), log)
    assert kept.verdicts().num_rows == 0
