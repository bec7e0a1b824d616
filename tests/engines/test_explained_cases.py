"""Explanations of the verdicts of real policies: each names facts that suffice."""

from __future__ import annotations

import duckdb
import pytest

from rules.cases import Case, every_case
from servanda.engines.duckdb import evaluate_log
from servanda.rules import Explainer, Fact, Log, compile_formula

CONNECTION = duckdb.connect(config={"threads": 1})


def _only(log: Log, facts: list[Fact]) -> Log:
    left = Log.empty(log.signature)
    left.timestamps.extend(log.timestamps)
    for fact in facts:
        table = left.tables[fact.predicate]
        table.time_points.append(fact.tp)
        for column, value in zip(table.columns, fact.values, strict=True):
            column.append(value)
    return left


@pytest.mark.parametrize("case", every_case(accepted=True))
def test_the_facts_of_a_case_suffice(case: Case) -> None:
    checked, log = case.checked(), case.log()
    query = compile_formula(checked, open_end=case.open_end)
    table = evaluate_log(query, log, CONNECTION)
    rows = list(zip(*(column.to_pylist() for column in table.columns), strict=True))
    explainer = Explainer(checked, log, open_end=case.open_end)
    for tp, _, *row in rows[:1] + rows[-1:]:
        found = explainer.explain(tp, row)
        assert found.holds
        again = evaluate_log(query, _only(log, found.all_facts()), CONNECTION)
        kept = zip(*(column.to_pylist() for column in again.columns), strict=True)
        assert [tp, *row] in [[first, *others] for first, _, *others in kept]
        assert found.as_text()
