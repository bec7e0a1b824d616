"""MonPoly's log format, read in pieces as it comes through a pipe.

A time-point is complete when ``;`` ends its line or the next line begins with ``@``. Lines in
the plain form that programs write are read at once; every other line goes to
``log.read_lines``, so both mean the same. A time-point earlier than the one before is refused:
the ones before it have been answered already.
Nothing is opened here: bytes come in, time-points go out.

Main path: ``LogReader.feed`` for each piece, ``LogReader.finish`` at the end.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from typing import Any

from servanda.base.errors import Problem, UnreadableError
from servanda.rules.log import read_lines
from servanda.rules.signature import Signature
from servanda.rules.stream import TimePoint
from servanda.rules.streamflow import Row
from servanda.rules.syntax import Value

__all__ = ["LONGEST_BYTES", "LogReader"]

LONGEST_BYTES = 1 << 28
"""Most bytes of one time-point; a log without line breaks would fill the memory."""

_WORD = r"[A-Za-z0-9_\[\]/:\-.!+]++"
_CELL = rf'(?:{_WORD}|"[^"\\]*+")[ \t]*+'
_TUPLE = rf"\([ \t]*+(?:{_CELL}(?:,[ \t]*+{_CELL})*+)?+\)"
_ROWS = rf"{_WORD}(?:[ \t]*+{_TUPLE})*+"
_LINE = re.compile(rf"[ \t]*+@([+-]?+[0-9]{{1,18}}+)((?:[ \t]++{_ROWS})*+)[ \t\r]*+;?+[ \t\r]*+")
_ONE = re.compile(r"@([0-9]{1,18}) ([A-Za-z0-9_]++)\(([0-9,-]{0,18})\);")
_PIECE = re.compile(rf"({_WORD})((?:[ \t]*+{_TUPLE})*+)")
_PLAIN_TUPLES = re.compile(r"\(([^)]*)\)")
_TUPLES = re.compile(r'\(((?:[^)"]|"[^"]*")*)\)')
_CELLS = re.compile(r'"([^"]*)"|([^," \t]+)')
_LONG_NUMBER = re.compile(r"[0-9]{19}")
_SURROGATE = re.compile("[\ud800-\udfff]")
_SCAN = re.compile(r'"(?:[^"\\]|\\.)*"|#[^\n]*|\S')


class LogReader:
    """Reads one log.

    Attributes:
        problems: What could not be read since this list was last emptied.
        refused: How many things could not be read at all.
        lines: How many lines were read.

    >>> from servanda.rules.signature import parse_signature
    >>> reader = LogReader(parse_signature("p(int)"))
    >>> reader.feed(b"@3 p(1)(2); @4 p(5);" + bytes([10]) + b"@7 p(")
    [(3, {'p': [(1,), (2,)]}), (4, {'p': [(5,)]})]
    >>> reader.feed(b"6)"), reader.finish()
    ([], [(7, {'p': [(6,)]})])
    """

    def __init__(self, signature: Signature, *, file: str = "<log>") -> None:
        self._signature = signature
        self._file = file
        self._rows = {name: _row_reader(signature.types(name)) for name in signature}
        kinds = {name: signature.types(name) for name in signature}
        self._widths = {name: len(row) for name, row in kinds.items() if set(row) == {"int"}}
        self._rest = b""  # of a line that is not complete yet
        self._block: list[tuple[int, str]] = []  # lines of a time-point that may go on
        self._size = 0  # characters in it
        self._in_command = False
        self._last: int | None = None
        self.lines = 0
        self.refused = 0
        self.problems: list[Problem] = []

    def feed(self, data: bytes, *, stop: bool = False) -> list[TimePoint]:
        """Take the next bytes; return the time-points they complete.

        Args:
            data: Any number of bytes, cut anywhere.
            stop: Go no further than the first problem.

        Raises:
            UnreadableError: A time-point does not end.
        """
        whole, newline, rest = data.rpartition(b"\n")
        if self._size + len(self._rest) + len(data) > LONGEST_BYTES:
            raise UnreadableError(
                f"{self._file}:{self.lines + 1}: a time-point of more than {LONGEST_BYTES} bytes\n"
                "  expected: line breaks between time-points"
            )
        if not newline:
            self._rest += data
            return []
        text = (self._rest + whole).decode("utf-8", "surrogateescape")
        self._rest = rest
        points: list[TimePoint] = []
        for line in text.split("\n"):
            before = len(points)
            self._line(line, points)
            if stop and self.problems:
                del points[before:]
                break
        return points

    def finish(self) -> list[TimePoint]:
        """Return the time-points that only the end of the log completes."""
        points: list[TimePoint] = []
        if self._rest:
            text = self._rest.decode("utf-8", "surrogateescape")
            self._rest = b""
            self._line(text, points)
        self._end_block(points)
        return points

    def _line(self, line: str, points: list[TimePoint]) -> None:
        self.lines += 1
        if not self._block:
            point = self._single(line)
            if point is not None:
                points.append(point)
                return
        start = line.lstrip(" \t\r")[:1]
        is_complete = line.endswith((";", ";\r"))
        if start == "@" and not self._in_command:
            if self._block:
                self._end_block(points)
            if is_complete:
                point = self._plain(line)
                if point is not None:
                    points.append(point)
                    return
        elif start in {"", "#"}:
            return
        self._block.append((self.lines, line))
        self._size += len(line)
        if start == "@" and not (self._in_command or is_complete) and _LINE.fullmatch(line):
            return  # it may go on
        tokens = [token for token in _SCAN.findall(line) if token[0] != "#"]
        for mark in tokens:
            if mark in {"<", ">"}:
                self._in_command = mark == ">"
        if tokens and tokens[-1] == ";" and not self._in_command:
            self._end_block(points)

    def _end_block(self, points: list[TimePoint]) -> None:
        block, self._block, self._size = self._block, [], 0
        if len(block) == 1:
            point = self._plain(block[0][1])
            if point is not None:
                points.append(point)
                return
        if block:
            points.extend(self._tolerant(block))

    def _single(self, line: str) -> TimePoint | None:
        """Read a line with one event of short whole numbers, the most common one."""
        match = _ONE.fullmatch(line)
        if match is None:
            return None
        stamp, name, cells = match.groups()
        try:
            row = tuple(map(int, cells.split(",")))
        except ValueError:
            return None
        time = int(stamp)
        if len(row) != self._widths.get(name) or (self._last is not None and time < self._last):
            return None
        self._last = time
        return time, {name: [row]}

    def _plain(self, line: str) -> TimePoint | None:
        """Read a line in plain form with nothing wrong; ``None`` for any other."""
        match = _LINE.fullmatch(line)
        if match is None:
            return None
        time = int(match[1])
        if (self._last is not None and time < self._last) or _LONG_NUMBER.search(line):
            return None
        if not line.isascii() and _SURROGATE.search(line):
            return None
        tables: dict[str, Sequence[Row]] = {}
        try:
            for name, tuples in _PIECE.findall(match[2]):
                rows = self._rows[name](tuples)
                tables[name] = [*tables[name], *rows] if name in tables else rows
        except (KeyError, ValueError):
            return None
        self._last = time
        return time, tables

    def _tolerant(self, block: list[tuple[int, str]]) -> list[TimePoint]:
        before = [] if self._last is None else [(0, f"@{self._last};")]
        log = read_lines(before + block, self._signature, file=self._file, keep_late=False)
        self.refused += log.refused
        self.problems.extend(log.problems)
        rows: list[dict[str, list[Row]]] = [{} for _ in log.timestamps]
        for name, table in log.tables.items():
            columns = (
                zip(*table.columns, strict=True) if table.columns else [()] * len(table.time_points)
            )
            for tp, row in zip(table.time_points, columns, strict=True):
                rows[tp].setdefault(name, []).append(row)
        if log.timestamps:
            self._last = log.timestamps[-1]
        points: list[TimePoint] = list(zip(log.timestamps, rows, strict=True))
        return points[len(before) :]

    def dump(self) -> Any:
        """Return where reading stands, in lists, numbers and texts."""
        rest = self._rest.decode("latin-1")
        return [rest, list(map(list, self._block)), self._in_command, self._last, self.lines]

    def restore(self, state: Any) -> None:
        """Take up what ``dump`` returned.

        Raises:
            ValueError: It is no such state.
        """
        rest, block, self._in_command, self._last, self.lines = state
        self._rest = rest.encode("latin-1")
        self._block = [(number, line) for number, line in block]
        self._size = sum(len(line) for _, line in self._block)


def _row_reader(kinds: tuple[str, ...]) -> Callable[[str], list[Row]]:
    """Return the reader of ``(1,2)(3,4)``, which raises ValueError at anything wrong."""
    width = len(kinds)
    if width and set(kinds) == {"int"}:
        return lambda text: _whole_numbers(text, width)
    readers = [_READERS[kind] for kind in kinds]

    def read(text: str) -> list[Row]:
        rows: list[Row] = []
        for inside in _TUPLES.findall(text) if text else [""]:
            cells = [quoted or word for quoted, word in _CELLS.findall(inside)]
            rows.append(tuple(r(cell) for r, cell in zip(readers, cells, strict=True)))
        return rows

    return read


def _whole_numbers(text: str, width: int) -> list[Row]:
    if "_" in text or '"' in text:
        raise ValueError(text)
    rows: list[Row] = [tuple(map(int, inside.split(","))) for inside in _PLAIN_TUPLES.findall(text)]
    if not rows or any(len(row) != width for row in rows):
        raise ValueError(text)
    return rows


def _int(text: str) -> int:
    if "_" in text:
        raise ValueError(text)
    return int(text)


def _float(text: str) -> float:
    value = float(text)
    if "_" in text or value != value:  # noqa: PLR0124 - not a number
        raise ValueError(text)
    return value


_READERS: dict[str, Callable[[str], Value]] = {
    "int": _int,
    "float": _float,
    "string": str,
    "regexp": str,
}
