"""Times ``servanda monitor`` on six rules, beside SQL by hand and MonPoly, in one run.

Each figure is a whole process, from its start to its last verdict in a file, with reading the
log: median of the runs, smallest and largest beside it. Tools take turns, so that a busy
machine is busy for all. ``growth`` is the exponent from the size before to this one (1 is
linear; start-up makes it smaller on small logs). ``processor_s`` is what all threads used
together, which a busy machine changes less. ``sql_x`` is servanda by SQL by hand, both
from Parquet; ``monpoly_x`` and ``text_monpoly_x`` are MonPoly by servanda. ``agree`` says that
everyone who finished gave the same verdicts; one who did not is named.

The settings are in ``_settings``; all single runs go to ``monitor.json`` in its folder.
"""

from __future__ import annotations

import json
import os
import platform
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from importlib.metadata import version
from itertools import product
from math import log2
from pathlib import Path
from statistics import median
from typing import Any

from _process import Measured, measure
from _settings import Settings, settings
from _tools import FOLDER, LARGEST_PEER, Tool, log_command, servanda, tools
from run import SkipBenchmark

__all__ = ["TITLE", "rows"]

TITLE = "six rules on logs of 1,000 days and 2,000 places: seconds of whole processes"
_OWN_TIMEOUT_S = 600.0
_FAILED = 1


@dataclass(frozen=True, slots=True)
class Case:
    """One rule on one log; ``path`` is the log's without its ending."""

    log: str
    events: int
    rule: str
    path: Path


@dataclass(frozen=True, slots=True)
class Result:
    """All runs of one tool on one rule and log."""

    log: str
    events: int
    rule: str
    tool: str
    runs: list[Measured]
    verdicts: int | None
    hash: str | None

    @property
    def seconds(self) -> float | None:
        """Median, or nothing if it ran out of time."""
        taken = [run.seconds for run in self.runs if run.seconds is not None]
        return median(taken) if len(taken) == len(self.runs) else None

    @property
    def failed(self) -> bool:
        """Whether it gave up by itself, which is no matter of time."""
        return any(run.seconds is None and run.exit_code == _FAILED for run in self.runs)


def rows() -> Iterator[dict[str, Any]]:
    asked = settings()
    known = tools()
    if subprocess.run(servanda("monitor", "--help"), check=False, capture_output=True).returncode:
        raise SkipBenchmark("this servanda has no verb 'monitor'")
    asked.folder.mkdir(parents=True, exist_ok=True)
    every: list[Result] = []
    before: dict[tuple[str, str], tuple[int, float]] = {}
    given_up: set[tuple[str, str, str]] = set()
    for kind, events in product(asked.logs, asked.events):
        log = _made(asked, kind, events, peers=any(tool.peer for tool in known))
        for rule in asked.rules:
            able = [
                tool
                for tool in known
                if _takes(tool, asked, events) and (kind, rule, tool.name) not in given_up
            ]
            found = _timed(able, asked, Case(kind, events, rule, log))
            every += found.values()
            peers = {tool.name for tool in able if tool.peer}
            given_up |= {(kind, rule, name) for name in peers if found[name].seconds is None}
            yield _row(found, before.get((kind, rule)), asked)
            if taken := found["parquet"].seconds:
                before[kind, rule] = (events, taken)
            _write(asked, every)


def _made(asked: Settings, kind: str, events: int, *, peers: bool) -> Path:
    log = asked.folder / f"{kind}-{events}"
    text = events <= asked.text or (peers and events <= LARGEST_PEER)
    missing = [".parquet", ".sig", *([".log"] if text else [])]
    if not all(Path(f"{log}{ending}").exists() for ending in missing):
        subprocess.run(log_command(kind, events, log, text=text), check=True)
    return log


def _takes(tool: Tool, asked: Settings, events: int) -> bool:
    if tool.peer:
        return events <= LARGEST_PEER
    return not tool.text or events <= asked.text


def _timed(able: list[Tool], asked: Settings, case: Case) -> dict[str, Result]:
    runs: dict[str, list[Measured]] = {tool.name: [] for tool in able}
    for number in range(asked.runs_at(case.events)):
        for tool in able:
            if not (tool.peer and number):
                runs[tool.name].append(_run(tool, asked, case))
    found = {}
    for tool in able:
        answer, said = _answer(asked, tool), (None, None)
        if all(run.seconds is not None for run in runs[tool.name]):
            said = _fingerprint(answer)
        for file in (answer, answer.with_suffix(".err")):
            file.unlink()
        given = (case.log, case.events, case.rule, tool.name)
        found[tool.name] = Result(*given, runs[tool.name], *said)
    return found


def _run(tool: Tool, asked: Settings, case: Case) -> Measured:
    timeout_s = asked.timeout_s if tool.peer else _OWN_TIMEOUT_S
    command = tool.command(case.rule, case.path)
    try:
        return measure(command, _answer(asked, tool), timeout_s=timeout_s, allowed=tool.exit_codes)
    except RuntimeError as reason:
        print(reason, file=sys.stderr)
        return Measured(None, 0.0, 0.0, _FAILED)


def _answer(asked: Settings, tool: Tool) -> Path:
    return asked.folder / f"answer-{os.getpid()}-{tool.name}.txt"


def _fingerprint(answer: Path) -> tuple[int, str]:
    command = [sys.executable, str(FOLDER / "_verdicts.py"), str(answer)]
    said = json.loads(subprocess.run(command, check=True, capture_output=True).stdout)
    return said["verdicts"], said["hash"]


def _row(
    found: dict[str, Result], before: tuple[int, float] | None, asked: Settings
) -> dict[str, Any]:
    own = found["parquet"]
    row: dict[str, Any] = {"log": own.log, "events": own.events, "rule": own.rule}
    row |= {"verdicts": own.verdicts, **_figures(own)}
    row["events_per_s"] = int(own.events / own.seconds) if own.seconds else "-"
    row["growth"] = _growth(own, before)
    row["text_s"] = _seconds(found.get("text"), asked)
    row["text_peak_mib"] = _peak(found.get("text"))
    row["sql_s"] = _seconds(found.get("sql"), asked)
    row["sql_processor_s"] = _processor_s(found.get("sql"))
    row["sql_peak_mib"] = _peak(found.get("sql"))
    row["sql_x"] = _times(own, found.get("sql"))
    if any(tool.peer for tool in tools()):
        peer = found.get("monpoly")
        row["monpoly_s"] = _seconds(peer, asked)
        row["monpoly_x"] = _times(peer, own)
        row["text_monpoly_x"] = _times(peer, found.get("text"))
    said = {r.tool: (r.verdicts, r.hash) for r in found.values() if r.seconds is not None}
    others = [name for name, answer in said.items() if answer != said.get("sql")]
    others += [f"{r.tool} failed" for r in found.values() if r.failed]
    row["agree"] = f"no: {', '.join(sorted(others))}" if others else "yes"
    return row


def _figures(own: Result) -> dict[str, Any]:
    if own.seconds is None:
        said = "failed" if own.failed else f">{_OWN_TIMEOUT_S:.0f}"
        return {"parquet_s": said, "range_s": "-", "processor_s": "-", "peak_mib": "-"}
    taken = [run.seconds for run in own.runs if run.seconds is not None]
    return {
        "parquet_s": f"{own.seconds:.2f}",
        "range_s": f"{min(taken):.2f}-{max(taken):.2f}",
        "processor_s": _processor_s(own),
        "peak_mib": _peak(own),
    }


def _seconds(result: Result | None, asked: Settings) -> str:
    if result is None:
        return "-"
    if result.failed:
        return "failed"
    return f">{asked.timeout_s:.0f}" if result.seconds is None else f"{result.seconds:.2f}"


def _processor_s(result: Result | None) -> str:
    return "-" if result is None else f"{median(run.processor_s for run in result.runs):.2f}"


def _peak(result: Result | None) -> str:
    return "-" if result is None else f"{max(run.peak_mib for run in result.runs):.0f}"


def _times(longer: Result | None, shorter: Result | None) -> str:
    if not (longer and shorter and longer.seconds and shorter.seconds):
        return "-"
    return f"{longer.seconds / shorter.seconds:.1f}"


def _growth(own: Result, before: tuple[int, float] | None) -> str:
    if before is None or own.seconds is None:
        return "-"
    events, seconds = before
    return f"{log2(own.seconds / seconds) / log2(own.events / events):.2f}"


def _write(asked: Settings, every: list[Result]) -> None:
    machine = {
        "platform": platform.platform(),
        "processor": _processor(),
        "cores": os.cpu_count(),
        "load_average": os.getloadavg()[0],
        "python": platform.python_version(),
        "duckdb": version("duckdb"),
        "servanda": version("servanda"),
    }
    told = {"machine": machine, "results": [asdict(result) for result in every]}
    target = asked.folder / "monitor.json"
    target.write_text(json.dumps(told, indent=1) + "\n", "utf-8")


def _processor() -> str:
    try:
        lines = Path("/proc/cpuinfo").read_text("utf-8").splitlines()
    except OSError:
        return platform.processor()
    models = (line.partition(":")[2].strip() for line in lines if line.startswith("model name"))
    return next(models, platform.processor())
