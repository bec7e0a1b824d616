"""Definitions of predicates: those that ship, and mistakes in an agreement's own."""

from __future__ import annotations

import pytest

from servanda.base.errors import AgreementError
from servanda.base.quantity import UNITS
from servanda.base.yamlfile import Problems, load_tree
from servanda.facts.shipped import parse_predicates, shipped_vocabulary


def _refusal(text: str) -> str:
    problems = Problems()
    parse_predicates(load_tree(text, file="p.yaml", problems=problems), problems)
    with pytest.raises(AgreementError) as caught:
        problems.raise_if_any()
    return str(caught.value)


def test_what_ships_is_read_once_and_is_whole() -> None:
    vocabulary = shipped_vocabulary()
    assert vocabulary is shipped_vocabulary()
    assert {"strike", "gained", "said", "disbursed", "restricted"} <= set(vocabulary)
    assert [one.name for one in vocabulary["pledged"].arguments] == [
        one.name for one in vocabulary["committed"].arguments
    ]
    for predicate in vocabulary.values():
        assert predicate.help
        assert not predicate.extension
        assert {one.name for one in predicate.arguments} >= set(predicate.same_when)
        assert all(one.unit in (*UNITS, "money") for one in predicate.arguments)


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("strike: {help: x, arguments: {by: {type: party}}}", "ships with servanda"),
        ("Flown: {help: x, arguments: {by: {type: party}}}", "'Flown' cannot be used"),
        ("deadline: {help: x, arguments: {by: {type: party}}}", "is taken by the formulas"),
        ("flown: {help: x, arguments: {bearer: {type: party}}}", "is taken by the formulas"),
        ("flown: {arguments: {by: {type: party}}}", "'help' is missing"),
        ("flown: {help: x}", "'arguments' is missing"),
        ("flown: {help: x, kind: even, arguments: {by: {type: party}}}", "did you mean: event"),
        ("flown: {help: x, arguments: {by: {type: text, unit: km}}}", "a text has no unit"),
        ("flown: {help: x, arguments: {by: {type: number, unit: qm}}}", "unknown unit 'qm'"),
        (
            "flown: {help: x, arguments: {by: {type: party}}, same within: month}",
            "differ in length",
        ),
        ("flown: {help: x, argumens: {by: {type: party}}}", "did you mean: arguments"),
    ],
)
def test_a_mistaken_definition_is_told_with_its_place(text: str, message: str) -> None:
    found = _refusal(text)
    assert message in found
    assert found.startswith("p.yaml:1:")
