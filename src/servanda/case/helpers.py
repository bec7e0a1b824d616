"""Predicates beside the vocabulary that a clause's formulas use: triggers, periods, zones."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from servanda.case.factbase import literal

__all__ = ["Helper", "trigger_helpers"]


@dataclass(frozen=True, slots=True)
class Helper:
    """A predicate that is not in the vocabulary: SQL of its tuples, and its argument types."""

    sql: str
    types: tuple[str, ...]


def trigger_helpers(
    name: str, triggers: Sequence[tuple[str, datetime]], types: tuple[str, ...]
) -> dict[str, Helper]:
    """Return the helper predicate that ticks once for each trigger.

    Args:
        name: ``breach_of_...``, ``entry_into_force`` or ``deadline``.
        triggers: Id and moment of each.
        types: Of its arguments: none, or ``string, string`` for the trigger's id and a party.
    """
    names = ("incident", "party")[: len(types)]
    rows = [
        (_second(moment), *(literal(text) for text in (trigger, "")[: len(types)]))
        for trigger, moment in triggers
    ]
    return {name: Helper(_values(rows, names), types)}


def _second(moment: datetime) -> int:
    return int(moment.astimezone(UTC).timestamp())


def _values(rows: Sequence[tuple[Any, ...]], names: Sequence[str]) -> str:
    columns = ["CAST(ts AS BIGINT) AS ts", *names]
    texts = [f"({', '.join(str(value) for value in row)})" for row in rows]
    if texts:
        listed = f"(VALUES {', '.join(texts)}) AS t({', '.join(['ts', *names])})"
        return f"SELECT {', '.join(columns)} FROM {listed}"
    empty = [f"CAST(NULL AS VARCHAR) AS {name}" for name in names]
    return f"SELECT {', '.join(['CAST(NULL AS BIGINT) AS ts', *empty])} WHERE false"
