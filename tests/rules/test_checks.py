from __future__ import annotations

import pytest

from servanda.base.errors import FormulaError
from servanda.rules import Checked, check, parse_formula, parse_signature, to_text

SIGNATURE = parse_signature("p(int) q(int) r(int,int) s(string) f(float) e()")


def _check(text: str) -> Checked:
    return check(parse_formula(text, file="f"), SIGNATURE)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("NOT p(x)", ["NOT p(x) alone cannot be listed", "binds x", "q(x) AND NOT p(x)"]),
        ("p(x) OR q(y)", ["both sides of OR", "x, y", "EXISTS"]),
        ("p(x) AND x < y", ["needs a value of y", "bind y on the left"]),
        ("p(x) AND NOT r(x,y)", ["has the variable y", "NOT (EXISTS y. ...)"]),
        ("r(x,y) SINCE p(x)", ["left side of SINCE", "y", "EXISTS y."]),
        ("x < 3", ["a comparison alone", "gives values to x", "p(x) AND x < 3"]),
        ("p(x + 1)", ["a variable or a constant", "EXISTS v."]),
        ("EVENTUALLY p(x)", ["needs an upper bound", "EVENTUALLY[0,30d]"]),
        ("p(x) UNTIL[3,*) q(x)", ["needs an upper bound", "no log is ever long enough"]),
        ("ONCE[5,2] p(x)", ["negative or empty"]),
        ("ONCE(0,0] p(x)", ["negative or empty"]),
        ("NEXT[-4,-1] p(x)", ["negative or empty"]),
        ("LET a(x) = r(x,y) IN a(z)", ["not the free variables", "LET a(x, y) = ..."]),
        ("LET a(3) = p(x) IN a(z)", ["not the free variables"]),
        ("LETPAST a(x) = p(x) IN a(x)", ["LETPAST is not supported", "SINCE"]),
        ("n <- CNT y p(x)", ["y is not a free variable", "one of x"]),
        ("x <- CNT y; x r(x,y)", ["both the result and a group variable"]),
        ("pp(x)", ["there is no predicate pp with 1", "p/1", "did you mean: p"]),
        ("p(x,y)", ["p has 1 arguments, not 2"]),
        ("p(x) AND s(x)", ["types do not agree", "x is int", "string is needed"]),
        ("n <- SUM x s(x)", ["types do not agree", "string", "a number"]),
        ("p(x) AND f(x + 1)", ["types do not agree"]),
        ("p(x) AND x = f2i(x)", ["types do not agree", "float"]),
        ('p(x) AND x MATCHES r"a"', ["types do not agree"]),
        ("p(x) AND x = 1.5", ["types do not agree"]),
    ],
)
def test_refusals_name_the_subformula_why_and_the_way_out(text: str, words: list[str]) -> None:
    with pytest.raises(FormulaError) as caught:
        _check(text)
    for word in ["f:", *words]:
        assert word in str(caught.value)


@pytest.mark.parametrize(
    "text",
    [
        "x > 1 AND p(x)",
        "NOT q(x) AND p(x)",
        "y = x + 1 AND p(x)",
        "p(x) AND (NOT q(x) AND x > 1)",
        "p(x) AND NOT (q(x) OR r(x,x))",
        "p(x) AND NOT (q(x) AND NOT r(x,x))",
        "p(x) AND (q(x) IMPLIES r(x,x))",
        "p(x) AND ONCE[0,5] NOT q(x)",
        "p(x) AND EVENTUALLY[0,5] x > 3",
        "p(x) AND PREVIOUS NOT q(x)",
        "p(x) AND (EXISTS y. NOT q(y) AND r(x,y))",
        "p(x) AND NOT EXISTS y. (r(x,y) AND NOT q(y))",
        "p(x) AND FORALL y. (r(x,y) IMPLIES q(y))",
        "p(x) AND NOT (e() AND 0 < 0)",
        "p(x) AND ALWAYS[0,5] NOT q(x)",
    ],
)
def test_standard_equivalences_are_tried_before_refusing(text: str) -> None:
    assert _check(text).free_variables in {("x",), ("y", "x"), ("x", "y")}


def test_negation_makes_a_policy_its_violations() -> None:
    policy = parse_formula("p(x) IMPLIES q(x)")
    with pytest.raises(FormulaError, match="cannot be"):
        check(policy, SIGNATURE)
    assert to_text(check(policy, SIGNATURE, negate=True).core) == "p(x) AND (NOT q(x))"


def test_types_of_free_variables_come_from_the_signature() -> None:
    checked = _check("s(x) AND n <- CNT y; z r(y,z)")
    assert dict(zip(checked.free_variables, checked.types, strict=True)) == {
        "x": "string",
        "n": "int",
        "z": "int",
    }


def test_a_chain_of_equivalences_is_refused_before_it_explodes() -> None:
    with pytest.raises(FormulaError, match="once EQUIV is written out"):
        _check(" EQUIV ".join(["e()"] * 60))
