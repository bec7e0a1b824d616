"""What is rewritten so that it can be monitored means what was written."""

from __future__ import annotations

import random

import pytest

from servanda.rules import Log, check, parse_formula, parse_signature, reference, to_text

SIGNATURE = parse_signature("p(int) q(int) r(int,int)")

# What needs rewriting, and the same in a form that does not.
PAIRS = [
    (
        "p(x) AND (q(x) EQUIV r(x,x))",
        "(p(x) AND q(x) AND r(x,x)) OR (p(x) AND NOT q(x) AND NOT r(x,x))",
    ),
    ("p(x) AND (q(x) OR NOT r(x,x))", "(p(x) AND q(x)) OR (p(x) AND NOT r(x,x))"),
    ("p(x) AND (NOT q(x) OR r(x,x))", "(p(x) AND NOT q(x)) OR (p(x) AND r(x,x))"),
    ("p(x) AND (q(x) OR x < 2)", "(p(x) AND q(x)) OR (p(x) AND x < 2)"),
    (
        "r(x,y) AND q(y) AND (NOT p(x) OR NOT q(y) OR x < y)",
        "(r(x,y) AND q(y) AND NOT p(x)) OR (r(x,y) AND q(y) AND x < y)",
    ),
    (
        "(p(x) AND q(y)) AND (r(x,y) OR NOT r(y,x))",
        "(p(x) AND q(y) AND r(x,y)) OR (p(x) AND q(y) AND NOT r(y,x))",
    ),
    (
        "p(x) AND ONCE[0,3] (q(x) OR NOT r(x,x))",
        "(p(x) AND ONCE[0,3] q(x)) OR (p(x) AND ONCE[0,3] ((EVENTUALLY[0,3] p(x)) AND NOT r(x,x)))",
    ),
]


def random_log(seed: int) -> Log:
    rng, log, now = random.Random(seed), Log.empty(SIGNATURE), 0
    for _ in range(rng.randrange(1, 8)):
        now += rng.choice([0, 1, 1, 3])
        log.timestamps.append(now)
        for _ in range(rng.randrange(4)):
            log.add("p", [rng.randrange(3)])
            log.add("q", [rng.randrange(3)])
            log.add("r", [rng.randrange(3), rng.randrange(3)])
    return log


@pytest.mark.parametrize(("written", "plain"), PAIRS)
def test_a_rewritten_formula_means_what_was_written(written: str, plain: str) -> None:
    one, other = (check(parse_formula(text), SIGNATURE) for text in (written, plain))
    assert one.free_variables == other.free_variables
    for seed in range(60):
        log = random_log(seed)
        assert reference.evaluate(one, log) == reference.evaluate(other, log), seed


@pytest.mark.parametrize("link", ["(NOT q(x) OR r(x,x))", "(q(x) OR NOT r(x,x))"])
def test_a_long_chain_of_alternatives_does_not_double_with_each(link: str) -> None:
    def size(links: int) -> int:
        text = " AND ".join(["p(x)"] + [link] * links)
        return len(to_text(check(parse_formula(text), SIGNATURE).core))

    assert size(20) - size(10) <= 3 * (size(10) - size(5))


def test_what_binds_too_little_is_still_refused() -> None:
    with pytest.raises(ValueError, match="cannot be monitored"):
        check(parse_formula("p(x) AND (q(y) OR NOT r(x,y))"), SIGNATURE)
