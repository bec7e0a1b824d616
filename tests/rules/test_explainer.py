from __future__ import annotations

import random

import orjson
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from servanda.base.errors import MisuseError
from servanda.rules import (
    Checked,
    Explainer,
    Explanation,
    Fact,
    Log,
    check,
    explain,
    parse_formula,
    parse_log,
    parse_signature,
    reference,
    to_text,
)
from servanda.rules.log import END_OF_TIME
from servanda.rules.progress import progress
from servanda.rules.syntax import Formula, Value

from .strategies import SIGNATURE, formulas, logs

Tuples = set[tuple[Value, ...]]


def _only(log: Log, facts: list[Fact]) -> Log:
    """The same time-points with these facts alone."""
    left = Log.empty(log.signature)
    left.timestamps.extend(log.timestamps)
    for fact in facts:
        table = left.tables[fact.predicate]
        table.time_points.append(fact.tp)
        for column, value in zip(table.columns, fact.values, strict=True):
            column.append(value)
    return left


def _facts(log: Log) -> list[Fact]:
    return [
        Fact(i, log.timestamps[i], name, tuple(column[row] for column in table.columns))
        for name, table in log.tables.items()
        for row, i in enumerate(table.time_points)
    ]


def _verdicts(checked: Checked, log: Log) -> dict[int, Tuples]:
    return {v.tp: v.tuples for v in reference.evaluate(checked, log)}


def _asked(
    checked: Checked, log: Log, chance: random.Random
) -> list[tuple[int, tuple[Value, ...]]]:
    """Every verdict, and some bindings that are none."""
    found = [(i, row) for i, rows in _verdicts(checked, log).items() for row in sorted(rows)]
    times = [*log.timestamps, END_OF_TIME]
    decided = min(progress(checked.core, times), len(log.timestamps))
    others = [
        (chance.randrange(decided), tuple(chance.randrange(3) for _ in checked.free_variables))
        for _ in range(6 if decided else 0)
    ]
    return chance.sample(found, min(6, len(found))) + others


@settings(max_examples=300, deadline=None, suppress_health_check=list(HealthCheck))
@given(formulas(), logs(), st.integers(0, 1000))
def test_the_facts_named_suffice_whatever_else_is_left_out(
    formula: Formula, log: Log, seed: int
) -> None:
    checked = check(formula, SIGNATURE)
    full, chance = _verdicts(checked, log), random.Random(seed)
    explainer = Explainer(checked, log)
    every = _facts(log)
    for i, row in _asked(checked, log, chance):
        found = explainer.explain(i, row)
        facts = found.all_facts()
        assert set(facts) <= set(every)
        assert found.holds == (row in full.get(i, set())), to_text(formula)
        more = facts + [fact for fact in every if chance.random() < 0.5]
        for part in (facts, more):
            held = row in _verdicts(checked, _only(log, part)).get(i, set())
            assert held == found.holds, (to_text(checked.core), i, row, found.as_text())


SIGNATURE_OF_TEXTS = parse_signature(
    "attack(int,int) notify(int,int) p(int) q(int) r(int,int) e() s(string)"
)


def _explain(formula: str, log: str, tp: int, *row: Value) -> Explanation:
    checked = check(parse_formula(formula), SIGNATURE_OF_TEXTS)
    return explain(checked, parse_log(log.split("/"), SIGNATURE_OF_TEXTS), tp, row)


@pytest.mark.parametrize(
    ("formula", "log", "tp", "row", "lines"),
    [
        (
            "attack(p,q) AND NOT EVENTUALLY[0,1d] EXISTS g. notify(g,p)",
            "@1755820800 attack(1,2)/@1755820900 notify(3,2)/@1755920900",
            0,
            (1, 2),
            [
                "p = 1, q = 2 satisfies the formula at time-point 0 "
                "(@1755820800, 2025-08-22 00:00:00 UTC)",
                "  attack(1, 2) holds here",
                "  NOT (EVENTUALLY[0,1d] (EXISTS g. notify(g, 1))): no EXISTS g. notify(g, 1) "
                "at time-points 0 to 1 (window from @1755820800, 2025-08-22 00:00:00 UTC "
                "until @1755907200, 2025-08-23 00:00:00 UTC)",
            ],
        ),
        (
            "NOT e() SINCE[0,9] p(x)",
            "@0 p(1) e()/@3/@4",
            2,
            (1,),
            [
                "x = 1 satisfies the formula at time-point 2 (@4)",
                "  (NOT e()) SINCE[0,9] p(1)",
                "    p(1) holds at time-point 0 (@0)",
                "    no e() at time-points 1 to 2",
            ],
        ),
        (
            "NOT e() SINCE p(x)",
            "@0 p(1)/@3 e()/@4",
            2,
            (1,),
            [
                "x = 1 does not satisfy the formula at time-point 2 (@4)",
                "  (NOT e()) SINCE p(1) is not so",
                "    NOT e() is not so at time-point 1 (@3)",
                "      e() holds here",
                "    no p(1) at time-points 1 to 2 (window until @4)",
            ],
        ),
        (
            "n <- SUM y; x ONCE[0,9] r(x,y)",
            "@0 r(1,5)/@3 r(2,1)/@4 r(1,2)",
            2,
            (7, 1),
            [
                "n = 7, x = 1 satisfies the formula at time-point 2 (@4)",
                "  n = 7, x = 1: SUM of y over these rows",
                "    ONCE[0,9] r(1, 2)",
                "      r(1, 2) holds here",
                "    ONCE[0,9] r(1, 5)",
                "      r(1, 5) holds at time-point 0 (@0)",
            ],
        ),
        (
            "p(x) AND FORALL y. r(x,y) IMPLIES q(y)",
            "@0 p(1) r(1,2) r(1,3) q(2)",
            0,
            (1,),
            [
                "x = 1 does not satisfy the formula at time-point 0 (@0)",
                "  p(1) AND (NOT (EXISTS y. (r(1, y) AND (NOT q(y))))) is not so",
                "    NOT (EXISTS y. (r(1, y) AND (NOT q(y)))) is not so",
                "      with y = 3",
                "        r(1, 3) holds here",
                "        no q(3)",
            ],
        ),
        (
            "e() AND NOT NEXT[0,5] e()",
            "@0 e()/@9 e()",
            0,
            (),
            [
                "the formula holds at time-point 0 (@0)",
                "  e() holds here",
                "  NOT (NEXT[0,5] e()): NEXT[0,5] e(): the time-point after is 9 away, "
                "outside the interval,",
            ],
        ),
        (
            "LET d(y) = p(y) AND y > 1 IN d(x) OR q(x)",
            "@0 p(1)",
            0,
            (1,),
            [
                "x = 1 does not satisfy the formula at time-point 0 (@0)",
                "  neither side of d(1) OR q(1) holds",
                "    no d(1), as defined by LET,",
                "      p(1) AND (1 < 1) is not so",
                "        1 < 1 is not so",
                "    no q(1)",
            ],
        ),
    ],
)
def test_a_tree_that_a_person_can_read(
    formula: str, log: str, tp: int, row: tuple[Value, ...], lines: list[str]
) -> None:
    assert _explain(formula, log, tp, *row).as_text().splitlines() == lines


def test_only_what_matters_is_named() -> None:
    log = "@0 p(1) p(2) q(1)/@1 p(1) q(2)/@2 p(1) r(1,1)/@99 q(1)"
    found = _explain("r(x,y) AND ONCE[0,9] p(x) AND NOT ONCE[0,9] q(5)", log, 2, 1, 1)
    assert list(map(str, found.all_facts())) == ["p(1)", "r(1, 1)"]
    assert [fact.tp for fact in found.all_facts()] == [2, 2]


def test_the_tree_as_json_keeps_windows_and_facts() -> None:
    found = _explain("p(x) AND NOT ONCE[1,9] q(x)", "@0 q(2)/@9 p(1)", 1, 1).as_dict()
    first, second = found["parts"]
    assert found["holds"] is True
    assert first["facts"] == [{"predicate": "p", "values": [1], "time_point": 1, "timestamp": 9}]
    assert second["window"] == {
        "first_time_point": 0,
        "last_time_point": 0,
        "opens": 0,
        "closes": 8,
    }
    assert orjson.loads(orjson.dumps(found)) == found


def test_many_near_misses_are_counted_not_listed() -> None:
    log = "@0 " + " ".join(f"r(1,{y})" for y in range(3, 100)) + " p(1)"
    text = _explain("p(x) AND NOT EXISTS y. r(x,y) AND NOT r(x,y)", log, 0, 1).as_text()
    assert len(text.splitlines()) < 300
    tree = _explain("n <- CNT y; x r(x,y)", log, 0, 97, 1)
    assert len(tree.as_text(most=10).splitlines()) == 11
    assert tree.as_text(most=10).endswith("... and 89 more lines")


def test_definitions_used_by_many_are_explained_once() -> None:
    text = "".join(
        f"LET a{i}(x) = {'p(x)' if i == 0 else f'a{i - 1}(x) AND ONCE a{i - 1}(x)'} IN "
        for i in range(30)
    )
    found = _explain(f"{text} a29(x)", "@0 p(1)", 0, 1)
    assert len(found.as_text(most=10**6).splitlines()) < 200
    assert len(str(found.as_dict())) < 10**6
    assert list(map(str, found.all_facts())) == ["p(1)"]


@pytest.mark.parametrize(("tp", "row"), [(9, (1,)), (-1, (1,)), (0, ()), (0, (1, 2))])
def test_what_has_no_verdict_cannot_be_explained(tp: int, row: tuple[Value, ...]) -> None:
    with pytest.raises(MisuseError, match=r"no verdict to explain|a value for each"):
        _explain("p(x)", "@0 p(1)", tp, *row)


def test_an_open_log_explains_only_what_it_decides() -> None:
    checked = check(parse_formula("p(x) AND NOT EVENTUALLY[0,5] q(x)"), SIGNATURE)
    log = parse_log(["@0 p(1)", "@3 p(1)", "@6"], SIGNATURE)
    assert explain(checked, log, 0, {"x": 1}, open_end=True).holds
    with pytest.raises(MisuseError, match="decides time-points 0 to 0"):
        explain(checked, log, 1, {"x": 1}, open_end=True)


def test_a_question_costs_what_it_can_reach_not_the_whole_log() -> None:
    lines = [f"@{i} p({i % 7}) q({i % 11 + 20})" for i in range(20000)]
    checked = check(parse_formula("p(x) AND NOT ONCE q(x)"), SIGNATURE)
    found = explain(checked, parse_log(lines, SIGNATURE), 19999, [19999 % 7])
    assert found.holds
    assert len(found.all_facts()) == 1
