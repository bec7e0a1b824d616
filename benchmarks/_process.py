"""Runs one process and says what it took: seconds, processor seconds, peak memory, its answer.

The kernel counts, so the figures hold for the whole process with its start-up and all its
threads. The caller has to be small itself: a new process begins with the memory of the one
that started it, and no peak below that can be seen.
"""

from __future__ import annotations

import os
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from threading import Timer
from time import perf_counter
from typing import IO

__all__ = ["Measured", "measure"]


@dataclass(frozen=True, slots=True)
class Measured:
    """What one run of a process took; ``seconds`` is nothing where it ran out of time."""

    seconds: float | None
    processor_s: float
    peak_mib: float
    exit_code: int


def measure(
    command: list[str],
    answer: Path,
    *,
    timeout_s: float,
    allowed: tuple[int, ...] = (0,),
    piped: Path | None = None,
) -> Measured:
    """Run a command with its output in a file.

    Args:
        command: What to run.
        answer: Where its standard output goes.
        timeout_s: When to stop it.
        allowed: Exit codes that are answers.
        piped: A file that another process writes to its standard input, through a pipe.

    Raises:
        RuntimeError: It failed; with what it said.
    """
    said = answer.with_suffix(".err")
    with answer.open("wb") as out, said.open("wb") as err, _feeding(piped) as given:
        begun = perf_counter()
        process = subprocess.Popen(command, stdin=given, stdout=out, stderr=err)
        stopped = Timer(timeout_s, process.kill)
        stopped.start()
        # wait4 and not Popen.wait: only it tells what this very process used.
        _, status, used = os.wait4(process.pid, 0)
        seconds = perf_counter() - begun
        stopped.cancel()
    process.returncode = code = os.waitstatus_to_exitcode(status)
    late = code == -9 and seconds >= timeout_s
    if not late and code not in allowed:
        words = said.read_text("utf-8", errors="replace")[-2_000:]
        raise RuntimeError(f"{' '.join(command)} ended with {code}:\n{words}")
    processor_s = used.ru_utime + used.ru_stime
    return Measured(None if late else seconds, processor_s, used.ru_maxrss / 1024, code)


@contextmanager
def _feeding(piped: Path | None) -> Iterator[IO[bytes] | int]:
    if piped is None:
        yield subprocess.DEVNULL
        return
    with subprocess.Popen(["cat", str(piped)], stdout=subprocess.PIPE) as feeder:
        assert feeder.stdout
        yield feeder.stdout
        # Our end has to close, or a reader that stops early leaves the feeder waiting for ever.
        feeder.stdout.close()
