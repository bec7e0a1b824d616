"""A log read as it comes gives the verdicts of the compiled query on the whole log."""

from __future__ import annotations

import json
import random
from pathlib import Path

import duckdb
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from rules.cases import FOLDER, REASON, rounded
from rules.strategies import SIGNATURE, formulas, logs
from rules.test_stream import stream
from servanda.engines.duckdb import evaluate_log
from servanda.rules import Checked, Log, check, compile_formula, parse_formula, to_text
from servanda.rules.signature import parse_signature
from servanda.rules.stream import Monitor
from servanda.rules.streamlog import LogReader
from servanda.rules.syntax import Formula

CONNECTION = duckdb.connect(config={"threads": 1})


def compiled(checked: Checked, log: Log, *, open_end: bool) -> list[tuple[object, ...]]:
    table = evaluate_log(compile_formula(checked, open_end=open_end), log, CONNECTION)
    return list(zip(*(column.to_pylist() for column in table.columns), strict=True))


@settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))
@given(formulas(), logs(most=40), st.booleans(), st.data())
def test_a_stream_gives_the_verdicts_of_the_compiled_query(
    formula: Formula, log: Log, open_end: bool, data: st.DataObject
) -> None:
    cuts = data.draw(st.lists(st.integers(0, len(log.timestamps)), max_size=4))
    checked = check(formula, SIGNATURE)
    found = stream(checked, log, cuts, open_end=open_end, resume=bool(cuts))
    rows = sorted((v.tp, v.ts, *row) for v in found for row in v.tuples)
    assert rows == compiled(checked, log, open_end=open_end), to_text(formula)


@pytest.mark.shared_data
@pytest.mark.parametrize("log", ["s4000", "d4000"])
@pytest.mark.parametrize("rule", "abcdef")
def test_the_six_rules_read_in_random_pieces(rule: str, log: str) -> None:
    folder = FOLDER / "rules"
    if not folder.exists():
        pytest.skip(REASON)
    signature = parse_signature((folder / f"{log}.sig").read_text("utf-8"))
    text = (folder / f"{rule}.mfotl").read_text("utf-8")
    monitor, reader = Monitor(check(parse_formula(text), signature)), LogReader(signature)
    data, rng = Path(folder / f"{log}.log").read_bytes(), random.Random(7)
    found = []
    while data:
        size = rng.randrange(1, 5000)
        found += monitor.feed(reader.feed(data[:size]))
        data = data[size:]
    found += monitor.feed(reader.finish()) + monitor.finish()
    facts = json.loads((folder / f"{log[0]}-{rule}.json").read_text("utf-8"))
    expected = [(v["tp"], int(v["ts"]), rounded(v["tuples"])) for v in facts["verdicts"]]
    assert [(v.tp, v.ts, rounded(v.tuples)) for v in found] == expected
