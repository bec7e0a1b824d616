from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from servanda.base.errors import FormulaError
from servanda.rules import parse_formula, to_text
from servanda.rules.parser import MAX_DEPTH
from servanda.rules.syntax import Formula

from .strategies import formulas


@given(formulas())
def test_what_is_printed_parses_to_the_same_formula(formula: Formula) -> None:
    assert parse_formula(to_text(formula)) == formula


@given(st.text(alphabet="px(),. \"[]*<-=+1dANDOTRUELIMS_#'\n", max_size=60))
def test_any_text_parses_or_is_refused_with_a_place(text: str) -> None:
    try:
        formula = parse_formula(text, file="any")
    except FormulaError as error:
        message = str(error)
    else:
        message = f"any: {to_text(formula)}"
        assert parse_formula(to_text(formula)) == formula
    assert message.startswith("any:")


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("ONCE p(x) AND q(x)", "ONCE (p(x) AND q(x))"),
        ("p(x) AND ONCE q(x) OR r(x)", "p(x) AND (ONCE (q(x) OR r(x)))"),
        ("ONCE p(x) SINCE q(x)", "(ONCE p(x)) SINCE q(x)"),
        ("p(x) SINCE q(x) AND r(x)", "p(x) SINCE (q(x) AND r(x))"),
        ("p(x) SINCE q(x) UNTIL[0,1] r(x)", "p(x) SINCE (q(x) UNTIL[0,1] r(x))"),
        ("EXISTS y. p(y) AND q(y) SINCE r(x)", "(EXISTS y. (p(y) AND q(y))) SINCE r(x)"),
        ("NOT p(x) AND q(x)", "(NOT p(x)) AND q(x)"),
        ("NOT ONCE p(x) AND q(x)", "NOT (ONCE (p(x) AND q(x)))"),
        ("p() OR q() AND r()", "p() OR (q() AND r())"),
        ("p() IMPLIES q() IMPLIES r()", "p() IMPLIES (q() IMPLIES r())"),
        ("p() EQUIV q() EQUIV r()", "(p() EQUIV q()) EQUIV r()"),
        ("p() IMPLIES q() OR r()", "p() IMPLIES (q() OR r())"),
        ("n <- CNT x p(x) SINCE q(x)", "n <- CNT x (p(x) SINCE q(x))"),
        ("n <- CNT x; y, z p(x,y,z) AND TRUE", "n <- CNT x; y, z (p(x,y,z) AND TRUE)"),
        ("LET a(x) = p(x) IN a(x) AND q(x)", "LET a(x) = p(x) IN (a(x) AND q(x))"),
        ("p(x) AND (x + 1) * 2 > 3", "p(x) AND (3 < ((x + 1) * 2))"),
        ("x = - 1 + 2 * y - 3", "x = (((- 1) + (2 * y)) - 3)"),
        ("HISTORICALLY[0,1] p()", "PAST_ALWAYS[0,1] p()"),
        ("SOMETIMES[0,1h] PREV p()", "EVENTUALLY[0,3600] (PREVIOUS p())"),
        ("p(x) (* a comment *) AND # another\n q(x)", "p(x) AND q(x)"),
        ("ONCE[0,30 days] p()", "ONCE[0,30d] p()"),
        ("ONCE[1 hour,2 weeks) p()", "ONCE[1h,14d) p()"),
        ("ONCE (0,3] ONCE(0 = 0)", "ONCE(0,3] (ONCE TRUE)"),
    ],
)
def test_precedences_are_monpolys(written: str, meant: str) -> None:
    assert parse_formula(written) == parse_formula(meant)


def test_a_name_may_contain_signs() -> None:
    assert to_text(parse_formula("p-1/a:b'(x-1)")) == "p-1/a:b'(x-1)"


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("p(x) ADN q(x)", ["f:1:6", "ADN", "did you mean: AND"]),
        ("p(x) AND\n  ONEC q(x)", ["f:2:8", "after this term"]),
        ("p(x) AND", ["f:1:9", "end of the formula", "a predicate"]),
        ("p(x", ["f:1:4", "expected: ,"]),
        ("ONCE[0,5x] p()", ["f:1:8", "5x", "d, h, m or s"]),
        ("ONCE[a,5] p()", ["f:1:5", "an interval such as"]),
        ("p() (* never", ["f:1:5", "this comment never ends"]),
        ("p(x) AND x ~ 3", ["f:1:12", "begins nothing"]),
        ("n <- COUNT x p(x)", ["f:1:6", "COUNT", "CNT, SUM", "did you mean: CNT"]),
        ("EXISTS . p()", ["f:1:8", "the variables that are quantified"]),
        ("MATCHF p()", ["f:1:1", "regular expressions over time"]),
        ("x", ["f:1:2", "MATCHES after this term"]),
    ],
)
def test_refusals_say_where_what_and_what_instead(text: str, words: list[str]) -> None:
    with pytest.raises(FormulaError) as caught:
        parse_formula(text, file="f")
    for word in words:
        assert word in str(caught.value)


@pytest.mark.parametrize("text", ["(" * 5000, "NOT " * 5000 + "p()", "- " * 5000 + "1 = 1"])
def test_depth_is_limited_not_followed(text: str) -> None:
    with pytest.raises(FormulaError, match=str(MAX_DEPTH)):
        parse_formula(text)


@pytest.mark.parametrize("word", [" AND ", " OR ", " SINCE "])
def test_a_chain_may_not_be_deeper_than_a_nest(word: str) -> None:
    with pytest.raises(FormulaError, match=str(MAX_DEPTH)):
        parse_formula(word.join(["p()"] * 2000))


def test_a_chain_of_sums_is_limited_too() -> None:
    with pytest.raises(FormulaError, match=r"LET gives a part a name|nested at most"):
        parse_formula("x = " + " + ".join(["1"] * 2000))


def test_a_hundred_conjuncts_are_read() -> None:
    chain = " AND ".join(["p(x)"] * 100)
    assert to_text(parse_formula(chain)).count("AND") == 99
