"""What is remembered is bounded by the reach of the formula, not by the length of the log."""

from __future__ import annotations

import random

import pytest

from servanda.rules import check, parse_formula, parse_signature
from servanda.rules.stream import Monitor, TimePoint

SIGNATURE = parse_signature("p(int) q(int) r(int,int) f(int,float) e()")
# Bounded in the past and the future; the values never come again, so a leak would show.
BOUNDED = [
    "p(x) AND NOT EVENTUALLY[0,60] q(x)",
    "p(x) AND EVENTUALLY[20,60] ONCE[10,30] q(x)",
    "p(x) AND ONCE[20,60] ONCE[0,30] q(x)",
    "(NOT q(x)) SINCE[0,60] p(x)",
    "(NOT q(x)) SINCE[20,60] p(x)",
    "(ONCE[0,9] q(x)) SINCE[5,60] (ONCE[0,5] p(x))",
    "(NOT q(x)) UNTIL[0,60] p(x)",
    "(ONCE[0,9] q(x)) UNTIL[5,60] p(x)",
    "(NOT ONCE[0,9] q(x)) UNTIL[5,60] (ONCE[0,7] p(x))",
    "PREVIOUS ONCE[0,30] p(x)",
    "NEXT (p(x) OR ONCE[0,30] q(x))",
    "n <- CNT y; x ONCE[0,60] r(x,y)",
    "m <- MED v; x ONCE[0,60] f(x,v)",
    "LET d(a) = ONCE[0,30] p(a) IN d(x) AND NOT (EVENTUALLY[0,30] d(x)) AND ONCE[0,9] q(x)",
    "(EXISTS y. ONCE[0,60] r(x,y)) AND NOT ONCE[0,30] p(x)",
    "ONCE[0,60] (p(x) AND tp(i))",
    "(ONCE[0,9] p(x)) AND EVENTUALLY[0,9] (ONCE[0,5] q(x) OR p(x))",
]


def endless(seed: int) -> TimePoint:
    """The time-points of a log in which every value is new, though some come again soon."""
    rng = random.Random(seed)
    fresh = [seed * 3 + rng.randrange(6) for _ in range(4)]
    rows: dict[str, list[tuple[int | float, ...]]] = {"p": [(fresh[0],)], "q": [(fresh[1],)]}
    rows["r"] = [(fresh[2], fresh[3])]
    rows["f"] = [(fresh[2], fresh[3] / 7)]
    if rng.randrange(4) == 0:
        rows = {"e": [()]}
    return seed + seed // 7, rows


@pytest.mark.parametrize("text", BOUNDED)
def test_memory_does_not_grow_with_the_log(text: str) -> None:
    monitor = Monitor(check(parse_formula(text), SIGNATURE))
    peaks = []
    for part in range(6):
        peak = 0
        for begin in range(part * 1000, part * 1000 + 1000, 100):
            monitor.feed([endless(i) for i in range(begin, begin + 100)])
            peak = max(peak, monitor.retained())
        peaks.append(peak)
    # 60 seconds hold some 50 time-points of four rows; every operator may hold each of them.
    assert max(peaks[3:]) <= 1.1 * max(peaks[:3])
    assert max(peaks) < 3000


def test_an_unbounded_past_keeps_one_row_per_valuation_not_per_event() -> None:
    monitor = Monitor(check(parse_formula("p(x) AND ONCE q(x)"), SIGNATURE))
    for begin in range(0, 20_000, 1000):
        monitor.feed([(i, {"q": [(i % 50,)]}) for i in range(begin, begin + 1000)])
    assert monitor.retained() <= 2 * 50 + 10
