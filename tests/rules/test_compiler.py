from __future__ import annotations

import pytest

from servanda.base.errors import FormulaError
from servanda.rules import check, compile_formula, parse_formula, parse_signature
from servanda.rules.plan import Bind, Scan
from servanda.rules.planner import plan_formula
from servanda.rules.syntax import Var

SIGNATURE = parse_signature("p(int) q(int) r(int,int)")


def _sql(text: str) -> str:
    return compile_formula(check(parse_formula(text), SIGNATURE)).sql


def test_a_subformula_that_occurs_twice_is_computed_once() -> None:
    sql = _sql("(ONCE[0,5] r(x,y) AND p(x)) OR (ONCE[0,5] r(x,y) AND q(y))")
    assert sql.count('FROM "p_r"') == 1


def test_what_several_use_is_materialised_and_what_one_uses_is_not() -> None:
    sql = _sql("LET d(x) = p(x) AND q(x) IN d(x) AND ONCE d(x)")
    assert " AS MATERIALIZED" in sql
    assert " AS MATERIALIZED" not in _sql("p(x) AND q(x)")


def test_equal_plans_are_equal_values() -> None:
    columns = (("0", "int"),)
    one = Bind((("x", "int"),), Scan(columns, "p"), (Var("x"),))
    other = Bind((("x", "int"),), Scan(columns, "p"), (Var("x"),))
    assert one == other
    assert hash(one) == hash(other)
    assert one != Bind((("x", "int"),), Scan(columns, "q"), (Var("x"),))


def test_predicates_stay_points_and_windows_are_runs() -> None:
    checked = check(parse_formula("p(x) AND q(x)"), SIGNATURE)
    assert plan_formula(checked.core, SIGNATURE).is_point
    checked = check(parse_formula("ONCE[0,5] p(x)"), SIGNATURE)
    assert not plan_formula(checked.core, SIGNATURE).is_point


def test_a_past_formula_needs_no_end_of_time() -> None:
    assert "HAVING" not in _sql("ONCE[0,5] p(x)")
    assert "HAVING" in _sql("NEXT p(x)")


def test_names_shared_by_many_definitions_stay_cheap() -> None:
    text = "".join(
        f"LET a{i}(x) = {'p(x)' if i == 0 else f'a{i - 1}(x) AND ONCE a{i - 1}(x)'} IN "
        for i in range(30)
    )
    assert _sql(f"{text} a29(x)").count('FROM "p_p"') == 1


def test_a_nest_of_conversions_is_refused_before_it_explodes() -> None:
    with pytest.raises(FormulaError, match="too many conversions"):
        _sql(f"p(x) AND y = {'f2i(i2f(' * 40}x{'))' * 40}")


def test_the_statement_does_not_depend_on_anything_but_the_formula() -> None:
    text = "n <- CNT y; x ONCE[0,5] r(x,y)"
    assert _sql(text) == _sql(text)
