"""How long ``servanda monitor`` takes on ten events: what every small log pays.

The promise is under 0.4 s. Beside it: Python alone, Python with ``import duckdb`` and a database
(what SQL by hand pays before it begins), and MonPoly where it is on PATH.
``BENCH_STARTS`` is how often each is started, 9 by default.
"""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from statistics import median
from typing import Any

from _process import measure
from _settings import settings
from _tools import FOLDER, log_command, servanda, tools
from run import SkipBenchmark

__all__ = ["TITLE", "rows"]

TITLE = "seconds to answer rule (a) on a log of 10 events, caches of Python warm"
_EVENTS = 10


def rows() -> Iterator[dict[str, Any]]:
    if subprocess.run(servanda("monitor", "--help"), check=False, capture_output=True).returncode:
        raise SkipBenchmark("this servanda has no verb 'monitor'")
    folder, starts = settings().folder, int(os.environ.get("BENCH_STARTS", "9"))
    folder.mkdir(parents=True, exist_ok=True)
    log = folder / f"first-{_EVENTS}"
    subprocess.run(
        [*log_command("sparse", 1_000, log, text=True), "--first", str(_EVENTS)], check=True
    )
    commands = {
        "python": ([sys.executable, "-c", "pass"], (0,)),
        "python and DuckDB": ([sys.executable, str(FOLDER / "_sql.py"), "-", "-"], (0,)),
    }
    for tool in tools():
        commands[tool.name] = (tool.command("a", log), tool.exit_codes)
    answer = folder / "answer-start.txt"
    for name, (command, allowed) in commands.items():
        runs = [measure(command, answer, timeout_s=60, allowed=allowed) for _ in range(starts + 1)]
        taken = sorted(run.seconds or 60.0 for run in runs[1:])
        yield {
            "process": name,
            "best_s": taken[0],
            "median_s": median(taken),
            "worst_s": taken[-1],
            "peak_mib": f"{max(run.peak_mib for run in runs):.0f}",
        }
    answer.unlink()
    answer.with_suffix(".err").unlink()
