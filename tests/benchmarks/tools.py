"""Modules and scripts of ``benchmarks/``, which is no package."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from importlib.util import module_from_spec, spec_from_file_location
from pathlib import Path
from typing import Any

__all__ = ["FOLDER", "RULES", "answers", "load", "run"]

FOLDER = Path(__file__).parents[2] / "benchmarks"
RULES = "abcdef"


def load(name: str) -> Any:
    """A module of the folder."""
    spec = spec_from_file_location(f"benchmark_{name}", FOLDER / f"{name}.py")
    assert spec
    assert spec.loader
    module = module_from_spec(spec)
    sys.modules[spec.name] = module  # dataclasses look themselves up there
    spec.loader.exec_module(module)
    return module


def run(*arguments: str, **settings: str) -> list[dict[str, Any]]:
    """Rows of some benchmarks."""
    done = subprocess.run(
        [sys.executable, str(FOLDER / "run.py"), *arguments, "--json"],
        check=False, capture_output=True, text=True, env={**os.environ, **settings},
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    assert "skipped" not in done.stderr
    return [json.loads(line) for line in done.stdout.splitlines()]


def answers(rule: str, log: Path) -> set[tuple[int, ...]]:
    """What the SQL by hand says: time-point, time-stamp, values."""
    done = subprocess.run(
        [sys.executable, str(FOLDER / "_sql.py"), str(FOLDER / "monitor_sql" / f"{rule}.sql"),
         str(log)],
        check=True, capture_output=True, text=True,
    )  # fmt: skip
    rows = [tuple(map(int, line.split(","))) for line in done.stdout.splitlines()]
    assert len(rows) == len(set(rows))
    return set(rows)
