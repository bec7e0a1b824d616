"""Each rewriting fires where it should, and not where it would change the meaning."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import fields

import pytest

from servanda.rules import check, parse_formula, parse_signature
from servanda.rules.optimise import optimise
from servanda.rules.optimised import (
    Apart,
    Earliest,
    Limited,
    Near,
    Own,
    Sliding,
    Within,
    is_single,
    own_columns,
)
from servanda.rules.plan import (
    AntiJoin,
    Bind,
    Clock,
    Distinct,
    Empty,
    Join,
    Merge,
    Node,
    Project,
    Scan,
    Spread,
)
from servanda.rules.planner import plan_formula

SIGNATURE = parse_signature("e() p(int) q(int) r(int,int) t(int,int,int)")


def _plan(text: str) -> Node:
    return optimise(plan_formula(check(parse_formula(text), SIGNATURE).core, SIGNATURE))


def _nodes(node: Node) -> Iterator[Node]:
    yield node
    for field in fields(node):
        child = getattr(node, field.name)
        if isinstance(child, Node):
            yield from _nodes(child)


def _kinds(text: str) -> list[type[Node]]:
    return [type(node) for node in _nodes(_plan(text))]


# Rows


def test_a_projection_reaches_the_source() -> None:
    kinds = _kinds("EXISTS y. r(x,y)")
    assert kinds == [Distinct, Bind, Scan]
    (bind,) = (node for node in _nodes(_plan("EXISTS y. r(x,y)")) if isinstance(node, Bind))
    assert bind.arguments[1] is None


def test_a_column_that_is_compared_is_not_projected_away() -> None:
    assert Project in _kinds("e() AND EXISTS x. r(x,x)")


def test_a_projection_goes_below_once_and_below_a_join() -> None:
    kinds = _kinds("EXISTS y. ONCE[0,5] r(x,y)")
    assert Project not in kinds
    plan = _plan("EXISTS z. (r(x,y) AND ONCE t(y,z,v))")
    assert Project not in {type(node) for node in _nodes(plan)}


def test_doubles_are_dropped_once_and_last() -> None:
    kinds = _kinds("p(x) AND NOT ONCE[0,5] q(x) AND x > 3")
    assert kinds[0] is Distinct
    assert kinds.count(Distinct) == 1


def test_doubles_are_dropped_before_they_are_counted() -> None:
    kinds = _kinds("n <- CNT y; x r(x,y)")
    assert Distinct in kinds[1:]


def test_alternatives_are_merged_as_a_whole() -> None:
    kinds = _kinds("(ONCE[0,5] p(x)) OR (ONCE[0,7] q(x)) OR (ONCE[0,9] EXISTS y. r(x,y))")
    assert kinds[0] is Merge
    assert kinds[:3].count(Merge) == 1
    kinds = _kinds("p(x) OR q(x) OR (EXISTS y. r(x,y))")
    assert kinds.count(Distinct) == 1


def test_an_unbounded_once_keeps_the_first_of_each_and_merges_nothing() -> None:
    kinds = _kinds("ONCE p(x)")
    assert kinds[:3] == [Apart, Spread, Earliest]
    assert Merge not in kinds


def test_points_that_know_their_own_time_never_touch() -> None:
    kinds = _kinds("ONCE[0,5] (p(x) AND tp(k))")
    assert Merge not in kinds
    assert Merge in _kinds("ONCE[0,5] (p(x) AND ts(k))")  # two time-points may share it


# Joins


def test_a_join_with_the_clock_is_a_column() -> None:
    kinds = _kinds("p(x) AND tpts(i,t)")
    assert kinds.count(Own) == 2
    assert Clock not in kinds


def test_a_join_with_the_clock_stays_where_the_variable_is_bound() -> None:
    assert Clock in _kinds("r(x,k) AND tp(k)")
    assert Clock in _kinds("p(x) AND tp(3)")


@pytest.mark.parametrize("operator", ["ONCE", "EVENTUALLY"])
@pytest.mark.parametrize("interval", ["[0,5]", "[2,7]", "[0,0]"])
@pytest.mark.parametrize("negation", ["", "NOT "])
def test_points_with_points_near_them(operator: str, interval: str, negation: str) -> None:
    plan = _plan(f"r(x,y) AND {negation}{operator}{interval} EXISTS z. r(y,z)")
    (near,) = (node for node in _nodes(plan) if isinstance(node, Near))
    assert (near.past, near.negated) == (operator == "ONCE", bool(negation))
    assert near.right.names == ("y",)
    assert Spread not in {type(node) for node in _nodes(plan)}


def test_near_on_either_side_of_and() -> None:
    assert Near in _kinds("(ONCE[0,5] p(x)) AND r(x,y)")


def test_near_needs_no_new_column_and_points() -> None:
    assert Near not in _kinds("p(x) AND ONCE[0,5] r(x,y)")
    assert Near not in _kinds("(ONCE[0,9] p(x)) AND ONCE[0,5] p(x)")
    assert Near not in _kinds("p(x) AND ONCE[0,5] PREVIOUS[0,1] ONCE[2,3] p(x)")


def test_a_window_without_a_moment_holds_nowhere() -> None:
    assert Empty in _kinds("p(x) AND ONCE(0,1) q(x)")
    kinds = _kinds("p(x) AND NOT ONCE(0,1) q(x)")
    assert AntiJoin not in kinds
    assert Near not in kinds


def test_points_within_since_compare_with_its_limits() -> None:
    kinds = _kinds("r(x,y) AND ((NOT q(x)) SINCE[0,9] p(x))")
    assert Within in kinds
    assert Limited in kinds
    assert Merge not in kinds
    kinds = _kinds("r(x,y) AND NOT ((NOT q(x)) UNTIL[0,9] p(x))")
    assert {Within, Limited} <= {*kinds}
    assert Merge not in kinds


def test_limits_hold_only_for_windows_that_begin_now() -> None:
    kinds = _kinds("r(x,y) AND ((NOT q(x)) SINCE[2,9] p(x))")
    assert Within in kinds
    assert Limited not in kinds


def test_within_needs_a_key() -> None:
    assert Within not in _kinds("p(x) AND ((NOT e()) SINCE e())")


def test_doubles_of_what_is_only_asked_for_stay() -> None:
    kinds = _kinds("p(x) AND NOT q(x)")
    assert kinds == [Distinct, AntiJoin, Bind, Scan, Bind, Scan]
    assert Distinct in _kinds("p(x) AND q(y)")[1:]
    assert Join in _kinds("p(x) AND q(y)")


# Windows

_COUNT = "(n <- CNT k; x ONCE[0,9] EXISTS y. (r(x,y) AND tp(k)))"


def _window(text: str) -> Sliding:
    (window,) = (node for node in _nodes(_plan(text)) if isinstance(node, Sliding))
    return window


def test_a_count_in_a_sliding_window_is_computed_where_it_is_asked() -> None:
    assert _window(f"p(x) AND EXISTS n. ({_COUNT} AND n > 2)").askers is not None
    assert _window(f"p(x) AND NOT EXISTS n. ({_COUNT} AND n > 2)").askers is not None
    assert _window(f"{_COUNT} AND p(x)").askers is not None


def test_who_is_counted_asks_for_itself() -> None:
    assert _window(f"r(x,z) AND EXISTS n. ({_COUNT} AND n > 2)").askers is None
    assert _window(f"(r(x,z) AND z < 3) AND EXISTS n. ({_COUNT} AND n > 2)").askers is None


def test_a_window_that_begins_earlier_or_has_no_end_slides_too() -> None:
    for interval in ("[2,9]", "[0,*)"):
        text = f"p(x) AND {_COUNT.replace('[0,9]', interval)}"
        assert _window(text).least == (2 if interval == "[2,9]" else 0)


@pytest.mark.parametrize(
    "text",
    [
        "p(x) AND (n <- CNT y; x ONCE[0,9] r(x,y))",  # a binding counts once, however often met
        "p(x) AND (n <- MAX k; x ONCE[0,9] EXISTS y. (r(x,y) AND tp(k)))",  # cannot be subtracted
        _COUNT,  # asked everywhere
        "p(z) AND EXISTS x. (n <- CNT k; x ONCE[0,9] EXISTS y. (r(x,y) AND tp(k)))",
        "p(x) AND (n <- CNT k; x EVENTUALLY[0,9] EXISTS y. (r(x,y) AND tp(k)))",
    ],
)
def test_other_aggregations_stay_over_runs(text: str) -> None:
    assert Sliding not in _kinds(text)


# What is known of plans


def test_what_is_single_and_what_knows_its_own_time() -> None:
    plan = _plan("p(x) AND tp(k) AND q(x)")
    assert own_columns(plan) == {"k"}
    assert is_single(plan)
    plan = _plan("p(x) AND q(x)")
    assert not own_columns(plan)
    assert not is_single(plan)


def test_the_optimiser_is_idempotent() -> None:
    for text in (f"r(x,z) AND EXISTS n. ({_COUNT} AND n > 2)", "p(x) AND NOT ONCE[0,5] q(x)"):
        plan = _plan(text)
        assert optimise(plan) == plan


def test_shared_plans_are_optimised_once() -> None:
    text = "".join(
        f"LET a{i}(x) = {'p(x)' if i == 0 else f'a{i - 1}(x) AND ONCE a{i - 1}(x)'} IN "
        for i in range(30)
    )
    assert optimise(
        plan_formula(check(parse_formula(f"{text} a29(x)"), SIGNATURE).core, SIGNATURE)
    ).is_point
