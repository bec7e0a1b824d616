"""How long the command line takes to start: the promise is under 0.3 s for ``--help``."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from statistics import median
from time import perf_counter
from typing import Any

__all__ = ["TITLE", "rows"]

TITLE = "seconds from the shell to the answer, 9 processes each, caches of Python warm"
_RUNS = 9
_COMMANDS = (("--version",), ("--help",), ("assess", "--help"))


def rows() -> Iterator[dict[str, Any]]:
    for command in _COMMANDS:
        _seconds(command)
        taken = sorted(_seconds(command) for _ in range(_RUNS))
        yield {
            "command": f"servanda {' '.join(command)}",
            "best_s": taken[0],
            "median_s": median(taken),
            "worst_s": taken[-1],
        }


def _seconds(command: tuple[str, ...]) -> float:
    begun = perf_counter()
    subprocess.run([sys.executable, "-m", "servanda", *command], check=True, capture_output=True)
    return perf_counter() - begun
