"""A log read as it comes gives the verdicts of the whole log, wherever it is cut."""

from __future__ import annotations

import json
from itertools import pairwise

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from rules.cases import Case, every_case, rounded
from rules.meanings import MEANINGS, Meaning
from rules.meanings import SIGNATURE as MEANINGS_SIGNATURE
from rules.strategies import SIGNATURE, formulas, logs
from servanda.rules import (
    Checked,
    Log,
    check,
    parse_formula,
    parse_log,
    parse_signature,
    reference,
    to_text,
)
from servanda.rules.progress import progress
from servanda.rules.stream import Monitor, TimePoint
from servanda.rules.syntax import Formula, Value


def points(log: Log) -> list[TimePoint]:
    """The time-points of a log, one by one."""
    rows: list[dict[str, list[tuple[Value, ...]]]] = [{} for _ in log.timestamps]
    for name, table in log.tables.items():
        for at, tp in enumerate(table.time_points):
            rows[tp].setdefault(name, []).append(tuple(column[at] for column in table.columns))
    return list(zip(log.timestamps, rows, strict=True))


def stream(
    checked: Checked, log: Log, cuts: list[int], *, open_end: bool, resume: bool
) -> list[reference.Verdict]:
    """Feed a log in pieces, in a new monitor with the old one's memory after each if asked."""
    monitor, found, items = Monitor(checked), [], points(log)
    for begin, end in pairwise([0, *sorted(cuts), len(items)]):
        found += monitor.feed(items[begin:end])
        if resume:
            state = json.loads(json.dumps(monitor.dump()))
            monitor = Monitor(checked)
            monitor.restore(state)
    return found if open_end else found + monitor.finish()


@settings(max_examples=250, deadline=None, suppress_health_check=list(HealthCheck))
@given(formulas(), logs(), st.booleans(), st.booleans(), st.data())
def test_a_log_in_pieces_gives_the_verdicts_of_the_whole(
    formula: Formula, log: Log, open_end: bool, resume: bool, data: st.DataObject
) -> None:
    cuts = data.draw(st.lists(st.integers(0, len(log.timestamps)), max_size=4))
    checked = check(formula, SIGNATURE)
    expected = reference.evaluate(checked, log, open_end=open_end)
    found = stream(checked, log, cuts, open_end=open_end, resume=resume)
    assert found == expected, (to_text(formula), to_text(checked.core))


@settings(max_examples=100, deadline=None, suppress_health_check=list(HealthCheck))
@given(formulas(), logs())
def test_each_time_point_is_answered_as_soon_as_it_is_decided(formula: Formula, log: Log) -> None:
    checked = check(formula, SIGNATURE)
    monitor = Monitor(checked)
    for seen, point in enumerate(points(log), 1):
        monitor.feed([point])
        decided = min(progress(checked.core, log.timestamps[:seen]), seen)
        assert monitor.decided == decided, to_text(formula)


@pytest.mark.parametrize("meaning", MEANINGS, ids=lambda m: m.rule)
def test_meaning(meaning: Meaning) -> None:
    signature = parse_signature(MEANINGS_SIGNATURE)
    checked = check(parse_formula(meaning.formula), signature, negate=meaning.negate)
    log = parse_log(meaning.log.splitlines(), signature)
    cuts = list(range(len(log.timestamps)))
    found = stream(checked, log, cuts, open_end=meaning.open_end, resume=True)
    rows = {v.tp: rounded(v.tuples) for v in found}
    assert rows == {tp: rounded(expected) for tp, expected in meaning.expected.items()}


@pytest.mark.shared_data
@pytest.mark.parametrize("case", every_case(accepted=True))
def test_stream_gives_monpolys_verdicts(case: Case) -> None:
    log = case.log()
    cut = [len(log.timestamps) // 2]
    found = stream(case.checked(), log, cut, open_end=case.open_end, resume=True)
    assert {v.tp: (v.ts, rounded(v.tuples)) for v in found} == case.expected()
