"""The grammar of requirements."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from servanda.agreement.expression import (
    ActTree,
    ExpressionError,
    QuotaTree,
    parse_after,
    parse_requirement,
)


def _act(text: str) -> ActTree:
    tree = parse_requirement(text)
    assert isinstance(tree, ActTree)
    return tree


def test_alternatives_are_separated_by_bars_and_may_be_quoted() -> None:
    (one,) = _act("strike(target: energy | 'sea port' | \"a, b\")").restrictions
    assert [value.text for value in one.values] == ["energy", "sea port", "a, b"]


@pytest.mark.parametrize(
    "text",
    ["gained(area: '>= 1 km²')", 'gained(area: ">= 1 km²")', "gained(area >= 1 km²)",
     "gained(area: >= 1 km²)"],
)  # fmt: skip
def test_a_comparison_reads_the_same_with_and_without_quotes(text: str) -> None:
    comparison = _act(text).restrictions[0].comparison
    assert comparison is not None
    assert (comparison.operator, comparison.quantity.text) == (">=", "1 km²")
    assert text[comparison.quantity.start : comparison.quantity.end] == "1 km²"


def test_a_place_may_have_spaces_without_quotes() -> None:
    assert _act("strike(place: Kyiv Oblast)").restrictions[0].values[0].text == "Kyiv Oblast"


def test_a_predicate_may_be_called_like_a_keyword() -> None:
    assert _act("count(by: A)").predicate.text == "count"
    assert parse_after("breach(by: A)").act == _act("breach(by: A)")


def test_a_quota_has_aggregate_act_and_threshold() -> None:
    quota = parse_requirement("count of strike(by: bearer) <= 5")
    assert isinstance(quota, QuotaTree)
    assert (quota.aggregate, quota.argument, quota.act.predicate.text) == ("count", None, "strike")
    assert (quota.threshold.operator, quota.threshold.quantity.text) == ("<=", "5")


def test_after_is_a_breach_an_act_or_entry_into_force() -> None:
    breach = parse_after("breach of  no-advance").breach_of
    assert breach is not None
    assert (breach.text, breach.start) == ("no-advance", 11)
    act = parse_after("strike(by: A)").act
    assert act is not None
    assert act.predicate.text == "strike"
    nothing = parse_after("entry  into force")
    assert (nothing.breach_of, nothing.act) == (None, None)


@pytest.mark.parametrize(
    ("text", "at", "message", "expected"),
    [
        ("", 0, "something is missing", "a predicate"),
        ("strike(", 7, "something is missing", "an argument"),
        ("strike(by: A", 12, "the parenthesis is not closed here", "`,` or `)`"),
        ("strike(by A)", 10, "argument 'by' has no value", "by: <value>"),
        ("strike(by: )", 11, "argument 'by' has no value", "a word"),
        ("strike(by: 'A)", 11, "the quotation mark is not closed", "a closing '"),
        ("strike(by: A) > 5", 14, "cannot be compared", "count of strike(by: A) > 5"),
        ("strike(by: A) B", 14, "nothing can follow here", "the end"),
        ("gained(area ≥ 1 km²)", 12, "≥ is no operator here", ">="),
        ("gained(area >= )", 15, ">= is followed by nothing", "a number"),
        ("count of strike", 15, "a count needs a threshold", "<= 5"),
        ("sum of amount disbursed", 14, "`sum of` needs the act", "in <act>"),
        ("sum of in disbursed", 10, "`sum of` needs", "in <act>"),
        ("strike(by: '  ')", 11, "the quoted word is empty", "unknown"),
        ("gained(area: '>= ')", 17, ">= is followed by nothing", "a number"),
        ("gained(area: '>= 1, 2')", 18, "nothing can follow here", "the end"),
        ("(strike)", 0, "this is no name", "a predicate"),
    ],
)
def test_a_mistake_is_refused_at_its_character(
    text: str, at: int, message: str, expected: str
) -> None:
    with pytest.raises(ExpressionError) as caught:
        parse_requirement(text)
    assert caught.value.span.start == at
    assert message in caught.value.message
    assert expected in caught.value.expected


def test_a_breach_of_nothing_is_refused() -> None:
    with pytest.raises(ExpressionError, match="names no clause"):
        parse_after("breach of ")


def test_a_long_expression_is_refused_before_it_is_parsed() -> None:
    with pytest.raises(ExpressionError, match="the limit is 4000"):
        parse_requirement("strike(by: " + "A | " * 2_000 + "B)")


@given(st.text(alphabet="strike(by:A|B,) '\"<>=1²of cnt-", max_size=60))
def test_any_text_parses_or_is_refused_inside_itself(text: str) -> None:
    for parse in (parse_requirement, parse_after):
        error = _refusal(parse, text)
        assert error is None or 0 <= error.span.start <= len(text)
        assert error is None or (error.message and error.expected)


def _refusal(parse: Callable[[str], object], text: str) -> ExpressionError | None:
    try:
        parse(text)
    except ExpressionError as error:
        return error
    return None
