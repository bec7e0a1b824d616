"""Numbers, texts and patterns of a stream mean what the reference says they mean."""

from __future__ import annotations

import random

import pytest

from rules.test_stream import stream
from servanda.rules import Log, check, parse_formula, parse_signature, reference

SIGNATURE = parse_signature("f(int,float) g(int,int) s(int,string) t(string)")
FLOATS = [0.1, 0.2, 0.30000000000000004, -1.5, 1e16, 1.0, 0.0, -0.0, float("inf"), 2.5e-300]
TEXTS = ["", "a", "ab", "b", "a(b)", "ü", "12", "1.5"]
FORMULAS = [
    *(f"m <- {op} v; x ONCE[0,4] f(x,v)" for op in ("SUM", "AVG", "MIN", "MAX", "MED", "CNT")),
    *(f"m <- {op} v; x ONCE[0,4] g(x,v)" for op in ("SUM", "AVG", "MIN", "MAX", "MED", "CNT")),
    *(f"m <- {op} v ONCE[0,4] f(x,v)" for op in ("SUM", "AVG", "MIN", "MAX", "MED", "CNT")),
    *(f"m <- {op} v; x f(x,v)" for op in ("SUM", "AVG", "MIN", "MAX", "MED", "CNT")),
    *(f"m <- {op} v ONCE[0,4] s(x,v)" for op in ("MIN", "MAX", "CNT")),
    "m <- SUM v; x ((ONCE[0,4] g(x,v)) AND NOT EVENTUALLY[0,3] g(v,x))",
    'ONCE[0,4] s(x,y) AND y MATCHES r"a\\(.*\\)" (z)',
    'ONCE[0,4] s(x,y) AND NOT y MATCHES r"a"',
    '(ONCE[0,4] s(x,y)) AND "a" SUBSTRING y',
    "(ONCE[0,4] g(x,y)) AND z = x * y + 3 / y",
    "(ONCE[0,4] f(x,y)) AND z = y - y AND EVENTUALLY[0,3] f(x,y)",
    "(ONCE[0,4] f(x,y)) AND z = i2f(x) / y AND NOT z < 2.",
    "s(x,y) AND z = s2f(y) AND ONCE[1,4] t(y)",
    "(ONCE[0,4] g(x,y)) AND NOT y <= x",
    "x = 3 AND ONCE[0,4] g(x,y)",
    "EXISTS t. tpts(i,t) AND t >= 3 AND ONCE[0,4] g(x,i)",
    "ONCE[0,4] (g(x,x) AND tp(i)) AND ts(t)",
    "g(x,y) AND NOT EXISTS t, u. ts(t) AND (ONCE[0,9] (g(y,x) AND ts(u))) AND u + 2 < t",
    "g(x,y) AND EXISTS t, u. ts(t) AND (EVENTUALLY[0,9] (g(y,z) AND ts(u))) AND t + 1 < u",
    "t(y) AND EXISTS x. tp(x) AND (ONCE[0,9] s(x,y)) AND NOT g(x,x)",
]


def random_log(seed: int) -> Log:
    rng, log, now = random.Random(seed), Log.empty(SIGNATURE), 0
    for _ in range(rng.randrange(2, 16)):
        now += rng.choice([0, 0, 1, 1, 2, 6])
        log.timestamps.append(now)
        for _ in range(rng.randrange(3)):
            log.add("f", [rng.randrange(2), rng.choice(FLOATS)])
            log.add("g", [rng.randrange(-1, 4), rng.randrange(-1, 4)])
            log.add("s", [rng.randrange(2), rng.choice(TEXTS)])
            log.add("t", [rng.choice(TEXTS)])
    return log


def shown(verdicts: list[reference.Verdict]) -> list[tuple[int, int, list[str]]]:
    """Texts, since what is not a number equals nothing, and -0.0 is 0.0."""
    return [
        (v.tp, v.ts, sorted(str([x + 0 if isinstance(x, float) else x for x in r]) for r in v[2]))
        for v in verdicts
    ]


@pytest.mark.parametrize("text", FORMULAS)
def test_values_of_a_stream(text: str) -> None:
    checked = check(parse_formula(text), SIGNATURE)
    for seed in range(40):
        log = random_log(seed)
        expected = reference.evaluate(checked, log)
        found = stream(checked, log, [len(log.timestamps) // 2], open_end=False, resume=True)
        assert shown(found) == shown(expected), seed


@pytest.mark.parametrize(
    "text",
    [
        "g(x,y) AND NOT EVENTUALLY[0,1 month] g(y,x)",
        "g(x,y) AND ONCE[1 month,2 months] g(y,x)",
        "g(x,y) AND (NOT g(y,x)) SINCE[0,1 month] g(x,y)",
        "(ONCE[0,9 days] g(x,y)) AND EVENTUALLY[1 month,3 months) g(y,x)",
    ],
)
def test_months_of_a_stream(text: str) -> None:
    checked = check(parse_formula(text), SIGNATURE)
    for seed in range(20):
        log, rng = random_log(seed), random.Random(seed)
        now = 1_736_000_000
        for tp in range(len(log.timestamps)):
            now += rng.choice([0, 1, 5, 10, 20]) * 86400
            log.timestamps[tp] = now
        expected = reference.evaluate(checked, log)
        cut = [len(log.timestamps) // 2]
        assert stream(checked, log, cut, open_end=False, resume=True) == expected, seed
