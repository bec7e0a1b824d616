"""What ``make bench`` times, from the environment; every setting has a default.

| variable | means | default |
| --- | --- | --- |
| ``BENCH_EVENTS`` | sizes of the logs | 10000,100000,1000000,10000000 |
| ``BENCH_LOGS`` | kinds of log | sparse,dense |
| ``BENCH_RULES`` | which rules | abcdef |
| ``BENCH_RUNS`` | runs of each, up to a million events; one beyond | 3 |
| ``BENCH_TEXT`` | events of the largest log read as text | 1000000 |
| ``BENCH_TIMEOUT`` | seconds after which a peer is stopped | 60 |
| ``BENCH_SERVANDA`` | another servanda to time, as a command | the one beside this Python |
| ``BENCH_FOLDER`` | where logs are kept and results written | build/bench |
"""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path

__all__ = ["Settings", "settings"]

_ROOT = Path(__file__).resolve().parents[1]
_MANY = 1_000_000


@dataclass(frozen=True, slots=True)
class Settings:
    """Sizes, kinds, rules and runs; see the module."""

    events: tuple[int, ...]
    logs: tuple[str, ...]
    rules: str
    runs: int
    text: int
    timeout_s: float
    folder: Path

    def runs_at(self, events: int) -> int:
        """How often each is run on a log of this size."""
        return self.runs if events <= _MANY else 1


def settings() -> Settings:
    """Read the environment."""
    events = os.environ.get("BENCH_EVENTS", "10000,100000,1000000,10000000")
    folder = Path(os.environ.get("BENCH_FOLDER", _ROOT / "build" / "bench")).resolve()
    return Settings(
        events=tuple(sorted(int(float(each)) for each in events.split(","))),
        logs=tuple(os.environ.get("BENCH_LOGS", "sparse,dense").split(",")),
        rules=os.environ.get("BENCH_RULES", "abcdef"),
        runs=int(os.environ.get("BENCH_RUNS", "3")),
        text=int(float(os.environ.get("BENCH_TEXT", str(_MANY)))),
        timeout_s=float(os.environ.get("BENCH_TIMEOUT", "60")),
        folder=folder,
    )
