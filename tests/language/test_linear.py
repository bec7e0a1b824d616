"""Reading is linear: twice the text costs at most about twice the steps."""

from __future__ import annotations

import sys
from types import FrameType

import pytest

from servanda.language import read


def steps(text: str) -> int:
    """Count function calls and generator steps; unlike a stopwatch this is exact."""
    count = 0

    def profile(frame: FrameType, event: str, argument: object) -> None:
        nonlocal count
        count += event in {"call", "c_call"}

    before = sys.getprofile()
    sys.setprofile(profile)
    try:
        read(text, lang="de")
    finally:
        sys.setprofile(before)
    return count


@pytest.mark.parametrize(
    "piece",
    [
        '"a" ',
        "„",
        "„a. ",
        "sagte ",
        "„a“ sagte er, ",
        "Mark Rutte Peter ",
        "der Minister, der ",
        "von der ",
        "1 1,5 Milliarden ",
        "Am Freitag sagte er: „Das ist nicht neu für uns.“\n",
        "A",
        ", sagte er, dass ",
        "er sagte, er sei da, und kündigte an, ",
        "laut X ",
        "die Bitte der ",
        "nach Angaben von ",
        "er habe ",
        "(",
        "und ",
    ],
)
def test_twice_the_text_costs_twice_the_steps(piece: str) -> None:
    read(piece, lang="de")
    assert steps(piece * 800) < 2.2 * steps(piece * 400)
