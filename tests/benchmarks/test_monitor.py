"""The benchmark of the monitor runs, and what it compares says the same. Nothing is timed here."""

from __future__ import annotations

import json
from pathlib import Path

import pyarrow as pa
import pyarrow.csv
import pyarrow.parquet as pq
import pytest

from servanda.rules import check, parse_formula, parse_log, parse_signature, reference

from .tools import FOLDER, RULES, answers, load

logs = load("_logs")
verdicts = load("_verdicts")
SHARED = FOLDER.parents[1] / "shared" / "data" / "monitor" / "rules"


def _crowded(kind: str, places: int) -> pa.Table:
    """A log of few places, so that a small one has verdicts under every rule."""
    log = logs.events(kind, 2_000)
    at = {"attack": "a0", "notify": "a1", "control": "a0", "truce_start": "a0", "truce_end": "a0"}
    names = log["event"].to_pylist()
    for column in ("a0", "a1"):
        values = [
            value % places if at.get(name) == column else value
            for name, value in zip(names, log[column].to_pylist(), strict=True)
        ]
        log = log.set_column(log.schema.get_field_index(column), column, pa.array(values))
    return log


@pytest.mark.parametrize("rule", RULES)
@pytest.mark.parametrize("kind", ["sparse", "dense"])
def test_the_sql_by_hand_says_what_the_formula_means(kind: str, rule: str, tmp_path: Path) -> None:
    parquet = tmp_path / "log.parquet"
    logs.write_parquet(_crowded(kind, 7), parquet)
    logs.write_text(parquet, tmp_path / "log.log")
    logs.write_signature(tmp_path / "log.sig")
    signature = parse_signature((tmp_path / "log.sig").read_text("utf-8"))
    formula = (FOLDER / "monitor_rules" / f"{rule}.mfotl").read_text("utf-8")
    log = parse_log((tmp_path / "log.log").read_text("utf-8").splitlines(), signature)
    expected = {
        (tp, ts, *row)
        for tp, ts, rows in reference.evaluate(check(parse_formula(formula), signature), log)
        for row in rows
    }
    assert expected
    assert answers(rule, parquet) == expected


@pytest.mark.shared_data
@pytest.mark.skipif(not SHARED.is_dir(), reason="../shared/data/monitor is not here")
@pytest.mark.parametrize("rule", RULES)
@pytest.mark.parametrize("kind", ["s", "d"])
def test_the_sql_by_hand_says_what_monpoly_says(kind: str, rule: str, tmp_path: Path) -> None:
    parquet = tmp_path / "log.parquet"
    pq.write_table(pyarrow.csv.read_csv(SHARED / f"{kind}4000.csv"), parquet)
    facts = json.loads((SHARED / f"{kind}-{rule}.json").read_text("utf-8"))
    expected = {(v["tp"], int(v["ts"]), *row) for v in facts["verdicts"] for row in v["tuples"]}
    assert expected
    assert answers(rule, parquet) == expected


def test_the_formulas_of_the_benchmark_are_those_that_the_figures_were_measured_with() -> None:
    given = FOLDER.parents[1] / "shared" / "tools" / "monitor_bench" / "rules"
    if not given.is_dir():
        pytest.skip("../shared/tools is not here")
    for rule in RULES:
        ours = (FOLDER / "monitor_rules" / f"{rule}.mfotl").read_bytes()
        assert ours == (given / f"{rule}.mfotl").read_bytes()


def test_a_fingerprint_is_of_the_verdicts_and_not_of_their_order_or_spelling(
    tmp_path: Path,
) -> None:
    def of(*lines: str) -> tuple[int, str]:
        file = tmp_path / "answer.txt"
        file.write_text("".join(f"{line}\n" for line in lines), "utf-8")
        found: tuple[int, str] = verdicts.fingerprint(file)
        return found

    one = of("@7 (time point 3): (1,2) (3,4)", "@9 (time point 4): (1,2)")
    assert one[0] == 3
    assert of("@7. (time point 3): ((3,4),(1,2))", "@9. (time point 4): (1,2)") == one
    assert of("4,9,1,2", "3,7,3,4", "3,7,1,2") == one
    assert of("@7 (time point 3): (1,2)", "@9 (time point 4): (1,2) (3,4)") != one
    assert of("@7 (time point 3): (1,2) (3,5)", "@9 (time point 4): (1,2)") != one
    assert of("@8 (time point 3): (1,2) (3,4)", "@9 (time point 4): (1,2)") != one
    assert of() == (0, "0" * 16)
