"""Times ``servanda monitor --follow`` on six rules: a log that comes through a pipe.

Each figure is a whole process, start-up and all, fed as fast as it reads; ``after_start_per_s``
leaves out what the same process takes for an empty log. The promise is 20,000 events a second,
in memory bounded by how far the rule reaches and not by the log: ``peak_mib`` is shown for the
log and for its first half. ``agree`` says that the verdicts are those of the SQL by hand.

The settings are in ``_settings``; ``BENCH_FOLLOW`` is the number of events, 200000 by default.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from itertools import product
from pathlib import Path
from typing import Any

from _process import Measured, measure
from _settings import Settings, settings
from _tools import FOLDER, log_command, servanda, tools
from run import SkipBenchmark

__all__ = ["TITLE", "rows"]

TITLE = "six rules on a log that comes through a pipe, answered as soon as decided"
_TIMEOUT_S = 600.0


def rows() -> Iterator[dict[str, Any]]:
    helped = subprocess.run(
        servanda("monitor", "--help"), check=False, capture_output=True, text=True
    )
    if "--follow" not in helped.stdout:
        raise SkipBenchmark("this servanda has no 'monitor --follow'")
    asked = settings()
    asked.folder.mkdir(parents=True, exist_ok=True)
    events = int(float(os.environ.get("BENCH_FOLLOW", "200000")))
    for kind, rule in product(asked.logs, asked.rules):
        log = asked.folder / f"{kind}-{events}"
        if not Path(f"{log}.log").exists():
            subprocess.run(log_command(kind, events, log, text=True), check=True)
        yield _row(asked, kind, rule, events, log)


def _row(asked: Settings, kind: str, rule: str, events: int, log: Path) -> dict[str, Any]:
    answer = asked.folder / f"answer-{os.getpid()}-follow.txt"
    half, empty = asked.folder / "half.log", asked.folder / "empty.log"
    _first_half(Path(f"{log}.log"), half)
    empty.write_bytes(b"")
    shorter = _follow(rule, log, half, answer)
    started = _follow(rule, log, empty, answer).seconds or 0.0
    whole = _follow(rule, log, Path(f"{log}.log"), answer)
    told = _fingerprint(answer)
    by_hand = next(tool for tool in tools() if tool.name == "sql")
    measure(by_hand.command(rule, log), answer, timeout_s=_TIMEOUT_S)
    agree = told == _fingerprint(answer)
    for file in (answer, answer.with_suffix(".err"), half, empty):
        file.unlink()
    seconds = whole.seconds or _TIMEOUT_S
    return {
        "log": kind,
        "events": events,
        "rule": rule,
        "verdicts": told["verdicts"],
        "seconds": f"{seconds:.2f}",
        "events_per_s": int(events / seconds),
        "after_start_per_s": int(events / max(seconds - started, 1e-9)),
        "peak_mib": f"{whole.peak_mib:.0f}",
        "half_peak_mib": f"{shorter.peak_mib:.0f}",
        "agree": "yes" if agree else "no",
    }


def _first_half(log: Path, half: Path) -> None:
    """Copy whole lines up to the middle; line by line, for whoever measures has to stay small."""
    middle = log.stat().st_size // 2
    with log.open("rb") as source, half.open("wb") as target:
        while source.tell() < middle:
            target.write(source.readline())


def _follow(rule: str, log: Path, given: Path, answer: Path) -> Measured:
    formula = FOLDER / "monitor_rules" / f"{rule}.mfotl"
    command = servanda("monitor", "--follow", "--signature", f"{log}.sig")
    command += ["--formula", str(formula), "-"]
    return measure(command, answer, timeout_s=_TIMEOUT_S, allowed=(0, 1), piped=given)


def _fingerprint(answer: Path) -> dict[str, Any]:
    command = [sys.executable, str(FOLDER / "_verdicts.py"), str(answer)]
    found: dict[str, Any] = json.loads(
        subprocess.run(command, check=True, capture_output=True).stdout
    )
    return found
