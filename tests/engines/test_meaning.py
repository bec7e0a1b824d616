from __future__ import annotations

from typing import Any

import duckdb
import pytest

from rules.meanings import MEANINGS, SIGNATURE, Meaning
from servanda.engines.duckdb import evaluate_log
from servanda.rules import check, compile_formula, parse_formula, parse_log, parse_signature


@pytest.mark.parametrize("meaning", MEANINGS, ids=lambda m: m.rule)
def test_compiled_query_means(meaning: Meaning) -> None:
    signature = parse_signature(SIGNATURE)
    checked = check(parse_formula(meaning.formula), signature, negate=meaning.negate)
    query = compile_formula(checked, open_end=meaning.open_end)
    with duckdb.connect() as connection:
        table = evaluate_log(query, parse_log([meaning.log], signature), connection)
    found: dict[int, set[tuple[Any, ...]]] = {}
    for tp, _, *row in zip(*(column.to_pylist() for column in table.columns), strict=True):
        found.setdefault(tp, set()).add(tuple(row))
    assert found == meaning.expected
