"""A log as tables of one DuckDB connection: what every reader of logs returns.

The tables are temporary and named here; what is in them is decided by the readers
(``logs_text``, ``logs_rows``).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Protocol

from servanda.base.errors import Place, Problem
from servanda.base.record import record

__all__ = ["Loaded", "Reading", "literal", "table_name"]


@record(frozen=True, slots=True)
class Loaded:
    """Where a log lies, and what could not be read of it.

    Attributes:
        tables: Name of a table or view for each predicate that was asked for: ``tp``, one
            column per argument, and last ``ts``.
        timepoints: Name of the table of all time-points: ``tp`` from 0 without gaps, and ``ts``.
        problems: What could not be read, at most the first 1000.
        refused: How many things could not be read, also beyond those listed.
        late: How many time-points were earlier than one before them, and were sorted in.
        first_late: Where the first of these stands.
    """

    tables: Mapping[str, str]
    timepoints: str
    problems: tuple[Problem, ...] = ()
    refused: int = 0
    late: int = 0
    first_late: Place | None = None


class Reading(Protocol):
    """A log that is read and checked, before it is known which predicates are wanted of it."""

    def finish(self, wanted: Sequence[str]) -> Loaded:
        """Put these predicates into tables. To be called once."""
        ...


def table_name(part: object) -> str:
    """Return the name of a temporary table of a log; the same part has the same name."""
    return f"__servanda_log_{part}"


def literal(text: str) -> str:
    """Return a text as an SQL literal.

    >>> literal("it's")
    "'it''s'"
    """
    return "'" + text.replace("'", "''") + "'"
