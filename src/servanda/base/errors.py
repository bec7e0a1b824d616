"""The one tree of errors, and the places they point at.

::

    ServandaError
    ├── MisuseError          the command or call cannot mean anything (exit code 2)
    │   └── FormulaError     a formula does not parse, type or cannot be monitored
    │       └── NotCompiledError   it can be monitored, but not as SQL
    ├── AgreementError       an agreement file has problems; carries all of them (exit code 2)
    ├── UnreadableError      data cannot be read at all, or its limits are exceeded (exit code 3)
    └── DamagedError         an archive is not what its log says it is (exit code 3)

A message says what is wrong, where, why it matters, and what to write instead.
Messages are public API: tests hold each one to the words it must contain.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

__all__ = [
    "AgreementError",
    "DamagedError",
    "FormulaError",
    "MisuseError",
    "NotCompiledError",
    "Place",
    "Problem",
    "ServandaError",
    "UnreadableError",
]


@dataclass(frozen=True, slots=True, order=True)
class Place:
    """Where in a text file a problem is: 1-based line and column, 0 when unknown.

    >>> str(Place("truce.yaml", 41, 12))
    'truce.yaml:41:12'
    >>> str(Place("truce.yaml"))
    'truce.yaml'
    """

    file: str
    line: int = 0
    column: int = 0

    def __str__(self) -> str:
        if not self.line:
            return self.file
        return (
            f"{self.file}:{self.line}:{self.column}" if self.column else f"{self.file}:{self.line}"
        )


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing wrong with an input, complete enough to be mended without asking.

    Attributes:
        place: File, line and column.
        message: What is wrong, in one line.
        excerpt: The offending text as written, empty if there is none.
        expected: What could stand there instead.
        nearest: The nearest right word, empty if nothing is near.
        why: Why it matters to the reader of a verdict.
    """

    place: Place
    message: str
    excerpt: str = ""
    expected: str = ""
    nearest: str = ""
    why: str = ""

    def __str__(self) -> str:
        lines = [f"{self.place}: {self.message}"]
        if self.excerpt:
            lines.append(f"    {self.excerpt}")
        if self.why:
            lines.append(f"  why it matters: {self.why}")
        if self.expected:
            lines.append(f"  expected: {self.expected}")
        if self.nearest:
            lines.append(f"  did you mean: {self.nearest}")
        return "\n".join(lines)


class ServandaError(Exception):
    """Root of everything servanda raises on purpose. ``exit_code`` is what the CLI ends with."""

    exit_code = 2


class MisuseError(ServandaError, ValueError):
    """The command or call cannot mean anything as it was given."""


class FormulaError(MisuseError):
    """A formula does not parse, does not type, or cannot be monitored."""


class NotCompiledError(FormulaError):
    """A formula can be monitored, but no SQL says what it means: the other evaluators can."""


class AgreementError(ServandaError, ValueError):
    """An agreement, or another YAML file an analyst wrote, has problems; all in one go.

    >>> print(AgreementError([Problem(Place("a.yaml", 2, 1), "unknown key 'partys'",
    ...                               nearest="parties")]))
    a.yaml:2:1: unknown key 'partys'
      did you mean: parties
    """

    def __init__(self, problems: Sequence[Problem]) -> None:
        self.problems = tuple(problems)
        super().__init__("\n".join(str(problem) for problem in self.problems))


class UnreadableError(ServandaError, ValueError):
    """Data cannot be read at all, or is larger or deeper than the stated limits."""

    exit_code = 3


class DamagedError(ServandaError):
    """An archive is not what its own log says it is."""

    exit_code = 3
