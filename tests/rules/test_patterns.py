"""Groups of a pattern: which can stay out of a match, and what the evaluators make of it."""

from __future__ import annotations

import duckdb
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from servanda.base.errors import FormulaError, NotCompiledError
from servanda.engines.duckdb import evaluate_log
from servanda.rules import Log, check, compile_formula, parse_formula, parse_signature, reference
from servanda.rules.patterns import groups_of, has_backreference, pattern_error

SIGNATURE = parse_signature("s(string)")
TEXTS = ["", "a", "b", "c", "ab", "ba", "aab", "abc", "bcb", "(a)", "a|b", "a\nb"]


def _alternatives(inner: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    piece = st.tuples(inner, st.sampled_from(["", "", "*", "?", "+"])).map(
        lambda pair: rf"\({pair[0]}\){pair[1]}"
    )
    return st.lists(st.one_of(piece, inner), min_size=1, max_size=3).flatmap(
        lambda parts: st.sampled_from(["".join(parts), r"\|".join(parts)])
    )


PATTERNS = st.recursive(st.sampled_from(["a", "b", "ab", "[ab]", ".", "a*", "c?"]), _alternatives)


@given(PATTERNS)
@settings(max_examples=150, deadline=None)
def test_a_compiled_group_is_that_of_the_definition_or_is_not_compiled(pattern: str) -> None:
    groups = ", ".join(f"v{i}" for i in range(len(groups_of(pattern))))
    formula = parse_formula(f's(x) AND x MATCHES r"{pattern}" ({groups})')
    checked = check(formula, SIGNATURE)
    log = Log.empty(SIGNATURE)
    log.timestamps.append(0)
    for text in TEXTS:
        log.add("s", [text])
    try:
        query = compile_formula(checked)
    except NotCompiledError:
        return
    with duckdb.connect() as connection:
        table = evaluate_log(query, log, connection)
    found = set(zip(*(column.to_pylist() for column in table.columns[2:]), strict=True))
    expected = reference.evaluate(checked, log)
    assert found == (expected[0].tuples if expected else set())


def test_a_bracket_in_a_class_or_behind_a_backslash_is_no_group() -> None:
    assert groups_of(r"[\(]a\\(b)[]\)]") == []


def test_a_backreference_is_seen_but_not_in_a_class() -> None:
    assert has_backreference(r"\(a\)\1")
    assert not has_backreference(r"\\1[\1]")


@pytest.mark.parametrize("pattern", ["a[", r"\(a", r"a\)", "*a", "a**", "a+?", "a++"])
def test_what_is_no_pattern_is_refused_with_its_place(pattern: str) -> None:
    assert pattern_error(pattern)
    with pytest.raises(FormulaError, match=r"f:1:20: .*(.|\n)*a pattern that can be read"):
        parse_formula(f's(x) AND x MATCHES r"{pattern}"', file="f")
