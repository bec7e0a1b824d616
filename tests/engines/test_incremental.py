from __future__ import annotations

import random
from typing import Any

import duckdb
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from rules.strategies import SIGNATURE, formulas, logs
from servanda.base.errors import MisuseError, UnreadableError
from servanda.engines.duckdb import evaluate_log
from servanda.engines.incremental import Event, Moment, Reevaluation
from servanda.rules import Checked, Log, check, compile_formula, parse_formula, parse_log, to_text
from servanda.rules.syntax import Formula

CONNECTION = duckdb.connect(config={"threads": 1})
Facts = set[Event]
Rows = list[tuple[Any, ...]]


def _log(facts: Facts, moments: set[Moment]) -> Log:
    log = Log.empty(SIGNATURE)
    for moment in sorted(moments):
        log.timestamps.append(moment.ts)
        for fact in sorted(fact for fact in facts if fact.moment == moment):
            log.add(fact.predicate, fact.values)
    return log


def _start(log: Log) -> tuple[Facts, set[Moment]]:
    moments: list[Moment] = []
    for ts in log.timestamps:
        moments.append(Moment(ts, sum(1 for moment in moments if moment.ts == ts)))
    facts = {
        Event(name, tuple(column[row] for column in table.columns), moments[tp])
        for name, table in log.tables.items()
        for row, tp in enumerate(table.time_points)
    }
    return facts, set(moments)


def _again(checked: Checked, facts: Facts, moments: set[Moment], *, open_end: bool) -> Rows:
    query = compile_formula(checked, open_end=open_end)
    table = evaluate_log(query, _log(facts, moments), CONNECTION)
    return sorted(map(tuple, (row.values() for row in table.to_pylist())))


def _event(chance: random.Random, latest: int) -> Event:
    name, arity = chance.choice([("e", 0), ("p", 1), ("q", 1), ("r", 2), ("t", 3)])
    values = tuple(chance.randrange(3) for _ in range(arity))
    return Event(name, values, Moment(chance.randrange(latest + 8), chance.choice([0, 0, 0, 1])))


@settings(max_examples=40, deadline=None, suppress_health_check=list(HealthCheck))
@given(formulas(), logs(), st.booleans(), st.integers(0, 10**6))
def test_following_the_facts_equals_starting_over(
    formula: Formula, log: Log, open_end: bool, seed: int
) -> None:
    chance = random.Random(seed)
    checked = check(formula, SIGNATURE)
    facts, moments = _start(log)
    kept = Reevaluation.of_log(checked, log, open_end=open_end)
    latest = max((moment.ts for moment in moments), default=0)
    before = _again(checked, facts, moments, open_end=open_end)
    for _ in range(4):
        added = [_event(chance, latest) for _ in range(chance.randrange(3))]
        withdrawn = chance.sample(sorted(facts), min(len(facts), chance.randrange(4)))
        opened = [Moment(chance.randrange(latest + 8))] if chance.random() < 0.3 else []
        facts = (facts - set(withdrawn)) | set(added)
        used = {fact.moment for fact in facts}
        idle = sorted(moments - used - set(opened))
        closed = chance.sample(idle, min(len(idle), chance.randrange(3)))
        moments = (moments - set(closed)) | used | set(opened)
        change = kept.apply(added, withdrawn, opened=opened, closed=closed)
        now = _again(checked, facts, moments, open_end=open_end)
        found = sorted(map(tuple, (row.values() for row in kept.verdicts().to_pylist())))
        assert found == now, (to_text(formula), seed)
        if not closed and not opened and not added:
            assert change.gained.num_rows - change.lost.num_rows == len(now) - len(before)
        before = now


def _kept(text: str, *lines: str, open_end: bool = False) -> Reevaluation:
    log = parse_log(lines, SIGNATURE)
    return Reevaluation.of_log(check(parse_formula(text), SIGNATURE), log, open_end=open_end)


LONG = [f"@{10 * i} p({i % 3})" for i in range(200)]


def test_a_change_re_evaluates_only_what_it_reaches() -> None:
    kept = _kept("p(x) AND NOT ONCE[0,25] q(x)", *LONG)
    change = kept.apply([Event("q", (1,), Moment(1000))])
    assert change.evaluated == 3
    assert change.gained.num_rows == 0
    assert [row["ts"] for row in change.lost.to_pylist()] == [1000]


def test_an_obligation_is_re_evaluated_backwards() -> None:
    kept = _kept("p(x) AND NOT EVENTUALLY[0,25] q(x)", *LONG)
    change = kept.apply([Event("q", (1,), Moment(1001))])
    assert change.evaluated == 4
    assert [row["ts"] for row in change.lost.to_pylist()] == [1000]
    back = kept.apply((), [Event("q", (1,), Moment(1001))])
    assert back.gained.equals(change.lost)


def test_an_unbounded_past_re_evaluates_all_that_follows() -> None:
    kept = _kept("p(x) AND ONCE q(x)", *LONG)
    change = kept.apply([Event("q", (1,), Moment(1000))])
    assert change.evaluated == 100
    assert change.gained.num_rows == 34


def test_numbers_that_matter_move_with_a_late_time_point() -> None:
    kept = _kept("p(x) AND tp(i)", *LONG)
    assert kept.apply(opened=[Moment(1001)]).evaluated == 100
    counted = _kept("n <- CNT i; x ONCE[0,25] (p(x) AND tp(i))", *LONG)
    assert counted.apply(opened=[Moment(1001)]).evaluated == 3


def test_an_event_that_no_part_of_the_formula_mentions_changes_nothing() -> None:
    kept = _kept("p(x) AND NOT ONCE q(x)", *LONG)
    assert kept.apply([Event("r", (1, 1), Moment(0))]).evaluated == 0


def test_more_log_decides_more_of_an_open_end() -> None:
    kept = _kept("p(x) AND NOT EVENTUALLY[0,25] q(x)", *LONG[:3], open_end=True)
    assert kept.verdicts().num_rows == 0
    change = kept.apply(opened=[Moment(40)])
    assert change.gained.to_pylist() == [{"ts": 0, "ord": 0, "x": 0}, {"ts": 10, "ord": 0, "x": 1}]
    assert kept.apply(closed=[Moment(40)]).lost.equals(change.gained)


def test_what_is_withdrawn_without_being_there_is_told() -> None:
    gone = Event("q", (2,), Moment(10))
    change = _kept("p(x)", *LONG).apply((), [gone])
    assert change.unknown == (gone,)
    assert (change.gained.num_rows, change.lost.num_rows) == (0, 0)


@pytest.mark.parametrize(
    ("event", "words"),
    [
        (Event("nobody", (), Moment(0)), "not in the signature"),
        (Event("p", (1, 2), Moment(0)), r"does not fit p\(int\)"),
        (Event("p", ("a",), Moment(0)), r"does not fit p\(int\)"),
    ],
)
def test_what_does_not_fit_the_signature_changes_nothing(event: Event, words: str) -> None:
    kept = _kept("p(x)", *LONG)
    before = kept.verdicts()
    with pytest.raises(MisuseError, match=words):
        kept.apply([Event("p", (7,), Moment(5)), event])
    assert kept.verdicts().equals(before)


def test_a_time_point_with_events_cannot_be_closed() -> None:
    kept = _kept("p(x)", *LONG)
    with pytest.raises(MisuseError, match="still has events of p"):
        kept.apply(closed=[Moment(10)])
    assert kept.apply((), [Event("p", (1,), Moment(10))], closed=[Moment(10)]).lost.num_rows == 1


def test_a_rule_that_cannot_be_computed_leaves_everything_as_it_was() -> None:
    kept = _kept("n <- SUM x ONCE[0,5] p(x)", "@0 p(1)")
    before = kept.verdicts()
    with pytest.raises(UnreadableError):
        kept.apply([Event("p", (2**63 - 1,), Moment(1)), Event("p", (2**63 - 2,), Moment(1))])
    assert kept.verdicts().equals(before)
    assert kept.apply([Event("p", (2,), Moment(1))]).gained.num_rows == 1
