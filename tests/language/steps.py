"""How much work a reading is, counted in calls: unlike a stopwatch this is exact."""

from __future__ import annotations

import sys
from collections.abc import Callable
from types import FrameType

from servanda.language import read

__all__ = ["calls", "steps"]


def calls(work: Callable[[], object]) -> int:
    """Count the function calls and generator steps of ``work``."""
    count = 0

    def profile(frame: FrameType, event: str, argument: object) -> None:
        nonlocal count
        count += event in {"call", "c_call"}

    before = sys.getprofile()
    sys.setprofile(profile)
    try:
        work()
    finally:
        sys.setprofile(before)
    return count


def steps(text: str, language: str = "de") -> int:
    """Count the calls it takes to read a text."""
    return calls(lambda: read(text, lang=language))
