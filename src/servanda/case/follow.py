"""Follows a log that comes through a pipe, and answers each time-point once it is decided.

What is read at once is answered at once: little when the pipe is slow, much when it is full.
With a state file it can be stopped at any moment and taken up later with the rest of the
log. What a formula means and what has to be remembered is decided in ``servanda.rules``.

Main path: ``follow``.
"""

from __future__ import annotations

import json
import os
import select
import signal
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from types import FrameType
from typing import IO, Any, TextIO

from servanda.base.errors import DamagedError, MisuseError, UnreadableError
from servanda.case.monitor import checked_formula
from servanda.engines import streamsaved
from servanda.engines.streamsaved import Position
from servanda.rules.calendars import calendar_of
from servanda.rules.checks import Checked
from servanda.rules.output import verdict_lines, verdict_records
from servanda.rules.reference import Verdict
from servanda.rules.signature import Signature
from servanda.rules.stream import Monitor, TimePoint
from servanda.rules.streamlog import LogReader

__all__ = ["follow"]

_CHUNK_BYTES = 1 << 18
_SAVE_EVERY_S = 10.0
_SAVE_SHARE = 20  # at most one part in so many of the time goes into saving
_MOST_TOLD = 20
_SIGNALS = (signal.SIGINT, signal.SIGTERM)
_STOPPED = 128


def follow(
    formula_path: Path,
    signature_path: Path,
    stream: IO[Any],
    *,
    negate: bool,
    open_end: bool,
    zone: str = "UTC",
    state: Path | None,
    as_json: bool,
    strict: bool,
    out: TextIO,
    write: Callable[[str], object] | None = None,
    tell: Callable[[str], object] | None = None,
) -> int:
    """Answer a log as it comes.

    SIGINT and SIGTERM stop between two reads; with a state file nothing read is lost.

    Args:
        formula_path: File with the formula.
        signature_path: File with the predicates.
        stream: The log in MonPoly's format. Its file descriptor is read if it has one.
        negate: Find where the formula does not hold.
        zone: Time zone of months and of dates without an offset in the formula.
        open_end: At the end of the stream, answer only what the log itself decides.
        state: File to go on from if it is there, and to save what is remembered in.
        as_json: Records instead of MonPoly's lines.
        strict: Stop at the first thing that cannot be read.
        out: Takes the verdicts; flushed after every batch.
        write: Takes the verdicts instead; ``out`` is still flushed.
        tell: Takes messages; standard error if ``None``.

    Returns:
        1 if there were verdicts, 0 if none; 128 and the number of the signal that stopped it.

    Raises:
        FormulaError: The formula cannot be understood or monitored.
        MisuseError: The state belongs to another formula, or cannot be written there.
        UnreadableError: With ``strict``, something cannot be read.
        DamagedError: The state is not what was saved.
    """
    checked = checked_formula(formula_path, signature_path, negate=negate, zone=zone)
    if state is not None and not state.absolute().parent.is_dir():
        raise MisuseError(f"{state}: there is no folder {state.absolute().parent} for the state")
    name = getattr(stream, "name", "<stdin>")
    predicates = checked.signature.predicates
    in_logs = Signature({name: row for name, row in predicates if not calendar_of(name)})
    reader = LogReader(in_logs, file=name if isinstance(name, str) else "<stdin>")
    follower = _Follower(
        checked, reader, state, out=out, write=write or out.write, tell=tell or _tell,
        as_json=as_json, strict=strict,
    )  # fmt: skip
    follower.resume()
    return follower.run(stream, open_end=open_end)


def _tell(message: str) -> None:
    print(message, file=sys.stderr)


@dataclass(slots=True)
class _Follower:
    """A monitor with its log, its state file and whoever listens."""

    checked: Checked
    reader: LogReader
    state: Path | None
    out: TextIO
    write: Callable[[str], object]
    tell: Callable[[str], object]
    as_json: bool
    strict: bool
    monitor: Monitor = field(init=False)
    bytes_read: int = 0
    lines: int = 0  # of verdicts
    found: bool = False
    saved_at: float = field(default_factory=time.monotonic)
    saving_s: float = 0.0
    is_saved: bool = False

    def __post_init__(self) -> None:
        self.monitor = Monitor(self.checked)

    def resume(self) -> None:
        """Take up the saved state, if there is one."""
        saved = self.state and streamsaved.load(self.state, self.monitor.fingerprint)
        if not saved:
            return
        position, memory = saved
        try:
            reader, monitor = memory
            self.reader.restore(reader)
            self.monitor.restore(monitor)
        except (ValueError, TypeError, AttributeError, KeyError, RecursionError) as error:
            raise DamagedError(f"{self.state}: this state cannot be taken up ({error})") from error
        self.bytes_read, self.lines = position.bytes_read, position.verdict_lines
        self.reader.refused = position.refused
        self.is_saved = True
        self.tell(f"{self.state}: going on after {_read(position)}")

    def run(self, stream: IO[Any], *, open_end: bool) -> int:
        """Follow the log to its end or until stopped."""
        with _stoppable() as stop:
            for data in _pieces(stream, stop, self._until_save):
                if data:
                    self.bytes_read += len(data)
                    self.is_saved = False
                    self.answer(self.reader.feed(data, stop=self.strict))
                if not self.is_saved and self._until_save() == 0:
                    self.save()
        stopped = stop.signal
        if not self.is_saved:
            self.save()
        if stopped is None:
            self.end(open_end=open_end)
        self._summary()
        if stopped is not None:
            return _STOPPED + stopped
        return 1 if self.found else 0

    def end(self, *, open_end: bool) -> None:
        """Answer what is left. A saved state stays as it was before: the log may go on."""
        if open_end and self.state is not None:
            return  # a time-point that may go on waits for the rest of the log
        self.answer(self.reader.finish())
        if not open_end:
            self._put(self.monitor.finish())

    def answer(self, points: Sequence[TimePoint]) -> None:
        """Take the next time-points; write what they decide."""
        if points:
            self._put(self.monitor.feed(points))
        problems = self.reader.problems
        if problems and self.strict:
            raise UnreadableError(f"{problems[0]}\n  --strict: nothing after it was looked at")
        told = self.reader.refused - len(problems)
        for problem in problems[: max(0, _MOST_TOLD - told)]:
            self.tell(str(problem))
        problems.clear()

    def _put(self, verdicts: Sequence[Verdict]) -> None:
        if not verdicts:
            return
        self.found = True
        if self.as_json:
            records = verdict_records(self.checked.free_variables, verdicts)
            lines = [json.dumps(record, ensure_ascii=False) for record in records]
        else:
            lines = list(verdict_lines(verdicts, self.checked.types))
        self.lines += len(lines)
        self.write("\n".join(lines) + "\n")
        self.out.flush()

    def _until_save(self) -> float | None:
        """Seconds until the state should be saved; ``None`` if there is nothing to save."""
        if self.state is None or self.is_saved:
            return None
        wait = max(_SAVE_EVERY_S, _SAVE_SHARE * self.saving_s)
        return max(0.0, self.saved_at + wait - time.monotonic())

    def save(self) -> None:
        """Write the state; what it leaves out has reached the reader of the answer."""
        if self.state is None:
            return
        self.out.flush()
        begun = time.monotonic()
        memory = [self.reader.dump(), self.monitor.dump()]
        streamsaved.save(self.state, self.monitor.fingerprint, self._position(), memory)
        self.saved_at = time.monotonic()
        self.saving_s = self.saved_at - begun
        self.is_saved = True

    def _position(self) -> Position:
        monitor, reader = self.monitor, self.reader
        return Position(
            self.bytes_read, reader.lines, monitor.time_points, monitor.decided, self.lines,
            reader.refused,
        )  # fmt: skip

    def _summary(self) -> None:
        refused = self.reader.refused
        if refused:
            things = "1 thing" if refused == 1 else f"{refused:,} things"
            more = "" if refused <= _MOST_TOLD else f", the first {_MOST_TOLD} told"
            self.tell(f"{things} could not be read{more}; the rest was")
        if self.state is not None:
            self.tell(f"{self.state}: saved after {_read(self._position())}")


def _read(position: Position) -> str:
    return f"{position.bytes_read} bytes, {position.time_points} time-points"


class _Stop:
    """Which signal asked to stop, and a descriptor that can be read once one did."""

    def __init__(self) -> None:
        self.signal: int | None = None
        self.wake, self._write = os.pipe()

    def ask(self, number: int, _frame: FrameType | None) -> None:
        """Remember the signal and wake whoever waits."""
        if self.signal is None:
            self.signal = number
            os.write(self._write, b".")

    def close(self) -> None:
        """Give the descriptors back."""
        os.close(self.wake)
        os.close(self._write)


@contextmanager
def _stoppable() -> Iterator[_Stop]:
    """Turn SIGINT and SIGTERM into a wish to stop, as long as this lasts."""
    stop = _Stop()
    before: dict[int, Any] = {}
    try:
        for number in _SIGNALS:
            try:
                before[number] = signal.signal(number, stop.ask)
            except ValueError:  # not in the main thread: whoever runs us handles signals
                break
        yield stop
    finally:
        for each, handler in before.items():
            signal.signal(each, handler)
        stop.close()


def _pieces(stream: IO[Any], stop: _Stop, wait_s: Callable[[], float | None]) -> Iterator[bytes]:
    """Yield what can be read, at once; nothing after ``wait_s`` seconds without anything.

    A descriptor is read only when it has something, so a signal never loses what was read.
    """
    try:
        handle = stream.fileno()
    except (OSError, AttributeError):
        while stop.signal is None and (data := stream.read(_CHUNK_BYTES)):
            yield data.encode("utf-8", "surrogateescape") if isinstance(data, str) else data
        return
    while stop.signal is None:
        ready, _, _ = select.select([handle, stop.wake], [], [], wait_s())
        if stop.wake in ready:
            return
        if not ready:
            yield b""
            continue
        data = os.read(handle, _CHUNK_BYTES)
        if not data:
            return
        yield data
