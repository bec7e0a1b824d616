"""MonPoly's log format, read line by line into columns.

``@17 p(1,"a") (2,b) q(); @18`` - a time-stamp, then predicates each with its tuples.
What cannot be read is reported with its line and counted, and the rest is read: an unknown
predicate, a tuple of another shape or type. A time-point earlier than the one before is
refused, or sorted in, as the caller decides. Nothing is opened here: lines come in, a ``Log``
goes out.

Main path: ``parse_log``.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field

from servanda.base.errors import Place, Problem
from servanda.rules.signature import BUILT_IN, Signature
from servanda.rules.syntax import Value

__all__ = [
    "END_OF_TIME",
    "FIRST_TIME",
    "LAST_TIME",
    "Column",
    "Log",
    "Table",
    "in_order",
    "parse_log",
    "read_lines",
]

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
        lines: The line on which each time-point begins; empty for a log that was not read.
        late: The lines of the time-points that were earlier than one before them.
    """

    signature: Signature
    timestamps: list[int]
    tables: dict[str, Table]
    problems: list[Problem] = field(default_factory=list)
    refused: int = 0
    lines: list[int] = field(default_factory=list)
    late: list[int] = field(default_factory=list)

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


def parse_log(
    lines: Iterable[str], signature: Signature, *, file: str = "<log>", sort: bool = False
) -> Log:
    """Read a log.

    Args:
        lines: The text, by line (an open file will do).
        signature: Predicates that may occur.
        file: Name used in messages.
        sort: Sort time-points that come too late into their place, and list them in ``late``.
            By default they are refused: whoever reads a stream has answered for them already.

    >>> from servanda.rules.signature import parse_signature
    >>> log = parse_log(['@3 p(1) (2)', '@5 p(x) p(4)'], parse_signature("p(int)"), file="a.log")
    >>> log.timestamps, log.tables["p"].time_points, log.tables["p"].columns, log.refused
    ([3, 5], [0, 0, 1], [[1, 2, 4]], 1)
    >>> print(log.problems[0])
    a.log:2: p: 'x' is no int
        (x)
      expected: p(a0:int)
    """
    log = read_lines(enumerate(lines, 1), signature, file=file, keep_late=sort)
    return in_order(log) if sort else log


def read_lines(
    numbered: Iterable[tuple[int, str]],
    signature: Signature,
    *,
    file: str = "<log>",
    keep_late: bool = True,
) -> Log:
    """Read some lines of a log, each with its number, in the order in which they stand.

    Args:
        numbered: Line number and text.
        signature: Predicates that may occur.
        file: Name used in messages.
        keep_late: Keep time-points earlier than one before; ``in_order`` sorts them.
    """
    reader = _Reader(Log.empty(signature), file, keep_late=keep_late)
    for number, line in numbered:
        for match in _TOKEN.finditer(line):
            kind = match.lastgroup
            if kind is not None:
                text = match["quoted"] if kind == "quoted" else match.group()
                reader.read(kind, text, number)
    reader.finish()
    return reader.log


def in_order(log: Log) -> Log:
    """Return the log in order of time; time-points of one time-stamp keep their order.

    >>> from servanda.rules.signature import parse_signature
    >>> log = parse_log(["@5 p(1)", "@3 p(2)", "@5 p(3)"], parse_signature("p(int)"), sort=True)
    >>> log.timestamps, log.tables["p"].time_points, log.tables["p"].columns, log.late
    ([3, 5, 5], [0, 1, 2], [[2, 1, 3]], [2])
    """
    latest, late = FIRST_TIME, []
    for line, timestamp in zip(log.lines, log.timestamps, strict=True):
        if timestamp < latest:
            late.append(line)
        latest = max(latest, timestamp)
    if not late:
        return log
    order = sorted(range(len(log.timestamps)), key=log.timestamps.__getitem__)
    place = {old: new for new, old in enumerate(order)}
    tables = {name: _moved(table, place) for name, table in log.tables.items()}
    timestamps, lines = ([each[i] for i in order] for each in (log.timestamps, log.lines))
    return Log(log.signature, timestamps, tables, log.problems, log.refused, lines, late)


def _moved(table: Table, place: dict[int, int]) -> Table:
    moved = [place[tp] for tp in table.time_points]
    order = sorted(range(len(moved)), key=moved.__getitem__)
    columns = [[column[i] for i in order] for column in table.columns]
    return Table([moved[i] for i in order], columns)


class _Reader:
    """A small state machine; ``state`` names what may come next."""

    def __init__(self, log: Log, file: str, *, keep_late: bool) -> None:
        self.log = log
        self._file = file
        self._keep_late = keep_late
        self._state = "start"
        self._line = 0
        self._name = ""
        self._row: list[str] = []

    def read(self, kind: str, text: str, line: int) -> None:
        """Take the next token."""
        if kind == "mark" and text in {"@", ";", ">"}:
            if self._state != "command":
                self._leave()
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
        self._leave()

    def _leave(self) -> None:
        if self._state == "named":
            self._add([])
        elif self._state in {"time", "value", "comma"}:
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
        elif timestamps and int(text) < timestamps[-1] and not self._keep_late:
            expected = f"a time-stamp from {timestamps[-1]} on: logs are in order of time"
            self._refuse("this time-point is earlier than the one before", f"@{text}", expected)
        else:
            timestamps.append(int(text))
            self.log.lines.append(self._line)
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
            excerpt = excerpt[:80].encode(errors="backslashreplace").decode()
            self.log.problems.append(Problem(place, message, excerpt, expected))


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
    return text if text.isascii() or _is_unicode(text) else None


def _is_unicode(text: str) -> bool:
    """Return whether a text can be written down; bytes that were no UTF-8 cannot."""
    return not any("\ud800" <= each <= "\udfff" for each in text)
