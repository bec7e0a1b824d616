"""The compiled query on DuckDB against every stored verdict of MonPoly."""

from __future__ import annotations

from typing import Any

import duckdb
import pytest

from rules.cases import Case, every_case, rounded
from servanda.engines.duckdb import evaluate_log
from servanda.rules import compile_formula

pytestmark = pytest.mark.shared_data


@pytest.mark.parametrize("case", every_case(accepted=True))
def test_compiled_query_gives_monpolys_verdicts(case: Case) -> None:
    query = compile_formula(case.checked(), open_end=case.open_end)
    with duckdb.connect() as connection:
        table = evaluate_log(query, case.log(), connection)
    found: dict[int, tuple[int, list[Any]]] = {}
    for tp, ts, *row in zip(*(column.to_pylist() for column in table.columns), strict=True):
        found.setdefault(tp, (ts, []))[1].append(row)
    assert {tp: (ts, rounded(rows)) for tp, (ts, rows) in found.items()} == case.expected()
