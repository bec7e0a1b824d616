"""What ``publish:`` may say, and what is said of what it may not."""

from __future__ import annotations

from datetime import timedelta

import pytest

from servanda.agreement import Agreement, load_agreement
from servanda.agreement.model import Publish
from servanda.base.errors import AgreementError

_BASE = """\
agreement: Quiet
time zone: UTC
in force: {from: 2031-04-01}
parties: {A: Aland}
clauses: [{id: x, bearer: A, prohibits: strike}]
"""


def _load(publish: str) -> Agreement:
    return load_agreement(f"{_BASE}publish: {publish}\n", file="a.yaml")


def test_an_agreement_that_says_nothing_delays_and_coarsens_all_the_same() -> None:
    found = load_agreement(_BASE, file="a.yaml").publish
    assert found == Publish(timedelta(hours=72), 1.0)


def test_every_key_is_read() -> None:
    found = _load(
        "{delay: 5 days, coordinates: 2500 m, redact: {arguments: [speaker, strike.place], "
        "predicates: released, sources: [line-a], names: [Jane Doe]}}"
    ).publish
    assert found == Publish(
        timedelta(days=5), 2.5, ("speaker", "strike.place"), ("released",), ("line-a",),
        ("Jane Doe",),
    )  # fmt: skip


def test_a_section_that_names_one_thing_keeps_the_other_defaults() -> None:
    assert _load("{coordinates: 10 km}").publish == Publish(timedelta(hours=72), 10.0)


@pytest.mark.parametrize(
    ("section", "message", "way_out"),
    [
        ("{delay: 1 month}", "months differ in length", "72 h"),
        ("{delay: none}", "no span of time", "24 h"),
        ("{coordinates: 500 m}", "cannot be 0.5 km", "1 km to 1000 km"),
        ("{coordinates: 2000 km}", "cannot be 2000 km", "1 km to 1000 km"),
        ("{coordinates: 10 h}", "not length", "10 km"),
        ("{redact: {arguments: [speakers]}}", "'speakers'", "did you mean: speaker"),
        ("{redact: {arguments: [strike.speaker]}}", "'strike.speaker'", "strike.place"),
        ("{redact: {predicates: [strikes]}}", "no predicate 'strikes'", "did you mean: strike"),
        ("{redact: {names: [A.]}}", "too short", "3 letters"),
        ("{delays: 72 h}", "unknown key 'delays'", "did you mean: delay"),
        ("{redact: {name: Jane}}", "unknown key 'name'", "did you mean: names"),
    ],
)
def test_what_cannot_be_followed_is_told_with_its_place_and_a_way_out(
    section: str, message: str, way_out: str
) -> None:
    with pytest.raises(AgreementError) as caught:
        _load(section)
    [problem] = caught.value.problems
    assert message in str(problem)
    assert way_out in str(problem)
    assert problem.place.line == 6
