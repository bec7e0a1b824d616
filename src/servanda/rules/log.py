"""MonPoly's log format, read line by line into columns.

``@17 p(1,"a") (2,b) q(); @18`` - a time-stamp, then predicates each with its tuples.
What cannot be read is reported with its line and counted, and the rest is read: an unknown
predicate, a tuple of another shape or type, a time-point earlier than the one before.
Nothing is opened here: lines come in, a ``Log`` goes out.

Main path: ``parse_log``.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field

from servanda.base.errors import Place, Problem
from servanda.rules.signature import BUILT_IN, Signature
from servanda.rules.syntax import Value

__all__ = ["END_OF_TIME", "FIRST_TIME", "LAST_TIME", "Column", "Log", "Table", "parse_log"]

FIRST_TIME, LAST_TIME = -(2**60), 2**62
"""Time-stamps lie between these, so that adding an interval bound never overflows 64 bits."""

END_OF_TIME = 2**62 + 2**61
"""Time-stamp of the empty time-point that follows a complete log; later than any deadline."""

_TOKEN = re.compile(
    r'[ \t\r\n]+|#[^\n]*|r?"(?P<quoted>(?:[^"\\]|\\.)*)"|(?P<word>[A-Za-z0-9_\[\]/:\-.!+]+)'
    r"|(?P<mark>[@(),;<>{}])|(?P<bad>.)",
    re.S,
)
_INT = re.compile(r"[+-]?[0-9]+\Z")
_MAX_PROBLEMS = 1000

Column = list[Value]


@dataclass(slots=True)
class Table:
    """The tuples of one predicate, by column; ``time_points[i]`` is where row i stands."""

    time_points: list[int]
    columns: list[Column]


@dataclass(slots=True)
class Log:
    """A log in columns.

    Attributes:
        signature: What the tables hold.
        timestamps: Time-stamp of each time-point; never decreasing.
        tables: One per predicate of the signature.
        problems: What could not be read, at most the first 1000.
        refused: How many things could not be read, also beyond those listed.
    """

    signature: Signature
    timestamps: list[int]
    tables: dict[str, Table]
    problems: list[Problem] = field(default_factory=list)
    refused: int = 0

    @classmethod
    def empty(cls, signature: Signature) -> Log:
        """Return a log without time-points."""
        tables = {n: Table([], [[] for _ in signature.types(n)]) for n in signature}
        return cls(signature, [], tables)

    def add(self, name: str, row: Iterable[Value]) -> None:
        """Add a tuple at the last time-point."""
        table = self.tables[name]
        table.time_points.append(len(self.timestamps) - 1)
        for column, value in zip(table.columns, row, strict=True):
            column.append(value)


def parse_log(lines: Iterable[str], signature: Signature, *, file: str = "<log>") -> Log:
    """Read a log.

    Args:
        lines: The text, by line (an open file will do).
        signature: Predicates that may occur.
        file: Name used in messages.

    >>> from servanda.rules.signature import parse_signature
    >>> log = parse_log(['@3 p(1) (2)', '@5 p(x) p(4)'], parse_signature("p(int)"), file="a.log")
    >>> log.timestamps, log.tables["p"].time_points, log.tables["p"].columns, log.refused
    ([3, 5], [0, 0, 1], [[1, 2, 4]], 1)
    >>> print(log.problems[0])
    a.log:2: p: 'x' is no int
        (x)
      expected: p(a0:int)
    """
    reader = _Reader(Log.empty(signature), file)
    for number, line in enumerate(lines, 1):
        for match in _TOKEN.finditer(line):
            kind = match.lastgroup
            if kind is not None:
                text = match["quoted"] if kind == "quoted" else match.group()
                reader.read(kind, text, number)
    reader.finish()
    return reader.log


class _Reader:
    """A small state machine; ``state`` names what may come next."""

    def __init__(self, log: Log, file: str) -> None:
        self.log = log
        self._file = file
        self._state = "start"
        self._line = 0
        self._name = ""
        self._row: list[str] = []

    def read(self, kind: str, text: str, line: int) -> None:
        """Take the next token."""
        if kind == "mark" and text in {"@", ";", ">"}:
            if self._state != "command":
                self._leave(line)
            self._state = {"@": "time", ";": "start", ">": "command"}[text]
            self._line = line
        elif self._state == "command":
            if text == "<":
                self._state = "start"
        elif self._state != "skip":
            self._line = line
            getattr(self, f"_{self._state}")(kind, text)

    def finish(self) -> None:
        """End of log."""
        self._leave(self._line)

    def _leave(self, line: int) -> None:
        if self._state == "named":
            self._add([])
        elif self._state in {"time", "value", "comma"}:
            self._line = line
            self._refuse("the line ends in the middle", "", "a complete time-point")

    def _start(self, _kind: str, text: str) -> None:
        self._refuse("something stands before the first time-stamp", text, "@time p(...)")
        self._state = "skip"

    def _time(self, kind: str, text: str) -> None:
        timestamps = self.log.timestamps
        self._state = "skip"
        if kind != "word" or not _INT.match(text) or not _in_time(int(text)):
            expected = f"a whole number from {FIRST_TIME} to {LAST_TIME - 1}"
            self._refuse("this is no time-stamp", text, expected)
        elif timestamps and int(text) < timestamps[-1]:
            expected = f"a time-stamp from {timestamps[-1]} on: logs are in order of time"
            self._refuse("this time-point is earlier than the one before", f"@{text}", expected)
        else:
            timestamps.append(int(text))
            self._state = "name_"

    def _name_(self, kind: str, text: str) -> None:
        if kind not in {"word", "quoted"}:
            self._refuse("a predicate is expected here", text, "name(value, ...)")
            return
        self._name = text
        self._state = "named"

    def _named(self, kind: str, text: str) -> None:
        if kind == "mark" and text == "(":
            self._row = []
            self._state = "value"
        elif kind in {"word", "quoted"}:
            self._add([])
            self._name = text
        else:
            self._refuse("a tuple or a predicate is expected here", text, "name(value, ...)")

    def _value(self, kind: str, text: str) -> None:
        if kind in {"word", "quoted"}:
            self._row.append(text)
            self._state = "comma"
        elif text == ")" and not self._row:
            self._close()
        else:
            self._broken(text)

    def _comma(self, kind: str, text: str) -> None:
        if kind == "mark" and text == ")":
            self._close()
        elif kind == "mark" and text == ",":
            self._state = "value"
        else:
            self._broken(text)

    def _tuple(self, kind: str, text: str) -> None:
        if kind == "mark" and text == "(":
            self._row = []
            self._state = "value"
        else:
            self._name_(kind, text)

    def _broken(self, text: str) -> None:
        self._refuse("this tuple cannot be read", text, 'values: numbers, words or "text"')
        self._state = "tuple" if text == ")" else "rest"

    def _rest(self, kind: str, text: str) -> None:
        if kind == "mark" and text == ")":
            self._state = "tuple"

    def _close(self) -> None:
        self._state = "tuple"
        self._add(self._row)

    def _add(self, row: list[str]) -> None:
        signature = self.log.signature
        if self._name not in self.log.tables:
            known = f"one of {', '.join(signature)}"
            why = " is built in" if self._name in BUILT_IN else " is not in the signature"
            self._refuse(f"predicate {self._name}{why}", self._name, known)
            return
        arguments = signature.arguments(self._name)
        shape = f"{self._name}({', '.join(f'{label}:{kind}' for label, kind in arguments)})"
        if len(row) != len(arguments):
            self._refuse(
                f"{self._name} has {len(arguments)} values, not {len(row)}", _shown(row), shape
            )
            return
        values: list[Value] = []
        for text, (_, kind) in zip(row, arguments, strict=True):
            value = _convert(text, kind)
            if value is None:
                self._refuse(f"{self._name}: {text!r} is no {kind}", _shown(row), shape)
                return
            values.append(value)
        self.log.add(self._name, values)

    def _refuse(self, message: str, excerpt: str, expected: str) -> None:
        self.log.refused += 1
        if len(self.log.problems) < _MAX_PROBLEMS:
            place = Place(self._file, self._line)
            self.log.problems.append(Problem(place, message, excerpt[:80], expected))


def _in_time(timestamp: int) -> bool:
    return FIRST_TIME <= timestamp < LAST_TIME


def _shown(row: list[str]) -> str:
    return f"({', '.join(row)})"


def _convert(text: str, kind: str) -> Value | None:
    if kind == "int":
        return int(text) if _INT.match(text) and -(2**63) <= int(text) < 2**63 else None
    if kind == "float":
        try:
            value = float(text)
        except ValueError:
            return None
        return value if "_" not in text and value == value else None  # noqa: PLR0124 - not NaN
    return text
