"""Who is timed on a rule and a log, and how each is called.

servanda from Parquet and from MonPoly's text, SQL by hand from Parquet, and MonPoly from its
text where it is on PATH. Nothing is run here.
"""

from __future__ import annotations

import os
import shlex
import shutil
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

__all__ = ["FOLDER", "LARGEST_PEER", "RULES", "Tool", "log_command", "servanda", "tools"]

FOLDER = Path(__file__).resolve().parent
RULES = "abcdef"
LARGEST_PEER = 1_000_000
"""Events of the largest log that peers are given: they need minutes beyond it."""


@dataclass(frozen=True, slots=True)
class Tool:
    """One way to answer a rule.

    Attributes:
        name: As in the tables.
        command: From a rule (``a`` to ``f``) and the path of a log without its ending.
        exit_codes: Those that are answers.
        text: Whether it reads the log as text.
        peer: Whether it is somebody else's, timed once and given up when it takes too long.
    """

    name: str
    command: Callable[[str, Path], list[str]]
    exit_codes: tuple[int, ...] = (0,)
    text: bool = False
    peer: bool = False


def servanda(*arguments: str) -> list[str]:
    """Command line of servanda: ``BENCH_SERVANDA``, or what is installed beside this Python."""
    if other := os.environ.get("BENCH_SERVANDA"):
        return [*shlex.split(other), *arguments]
    script = Path(sys.executable).with_name("servanda")
    return [*([str(script)] if script.exists() else [sys.executable, "-m", "servanda"]), *arguments]


def tools() -> list[Tool]:
    """Everyone who can be timed here, servanda first."""
    found = [
        Tool("parquet", lambda rule, log: _monitor(rule, log, ".parquet"), (0, 1)),
        Tool("text", lambda rule, log: _monitor(rule, log, ".log"), (0, 1), text=True),
        Tool("sql", _by_hand),
    ]
    if shutil.which("monpoly"):
        found.append(Tool("monpoly", _monpoly, text=True, peer=True))
    return found


def log_command(kind: str, events: int, log: Path, *, text: bool) -> list[str]:
    """Command that makes a log."""
    made = [sys.executable, str(FOLDER / "_logs.py"), kind, str(events), str(log)]
    return [*made, "--text"] if text else made


def _formula(rule: str) -> str:
    return str(FOLDER / "monitor_rules" / f"{rule}.mfotl")


def _monitor(rule: str, log: Path, ending: str) -> list[str]:
    given = ["--signature", f"{log}.sig", "--formula", _formula(rule), f"{log}{ending}"]
    return servanda("monitor", *given)


def _by_hand(rule: str, log: Path) -> list[str]:
    sql = FOLDER / "monitor_sql" / f"{rule}.sql"
    return [sys.executable, str(FOLDER / "_sql.py"), str(sql), f"{log}.parquet"]


def _monpoly(rule: str, log: Path) -> list[str]:
    given = ["-sig", f"{log}.sig", "-formula", _formula(rule), "-log", f"{log}.log"]
    return ["monpoly", *given]
