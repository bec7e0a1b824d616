"""From a clause's formula to rows: signature, check, compile, one query, result.

The only place where the case touches the rules room and the engine.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from servanda.agreement.model import Agreement, Clause
from servanda.agreement.shapes import names_used
from servanda.case.helpers import Helper
from servanda.facts.vocabulary import Vocabulary

if TYPE_CHECKING:
    from servanda.case.clauselog import ClauseLog

__all__ = ["Rows", "evaluate", "predicates_in", "signature_of"]

_RULE_TYPES = {"number": "float", "integer": "int", "moment": "int"}


@dataclass(frozen=True, slots=True)
class Rows:
    """The satisfactions of a formula: names of the free variables, one tuple a row, with ``ts``."""

    names: tuple[str, ...]
    rows: tuple[dict[str, Any], ...] = ()

    def column(self, name: str) -> list[str]:
        """Return one variable's values as text, sorted, each once."""
        return sorted({str(row[name]) for row in self.rows if name in row})

    def common(self, other: Rows) -> Rows:
        """Return the rows that the other has too, whatever their time."""
        theirs = {self._bound(row) for row in other.rows}
        return Rows(self.names, tuple(row for row in self.rows if self._bound(row) in theirs))

    def without(self, other: Rows) -> Rows:
        """Return the rows that the other has not, whatever their time."""
        theirs = {self._bound(row) for row in other.rows}
        return Rows(self.names, tuple(row for row in self.rows if self._bound(row) not in theirs))

    def joined(self, other: Rows) -> Rows:
        """Return the rows of both."""
        return Rows(self.names or other.names, (*self.rows, *other.rows))

    def _bound(self, row: dict[str, Any]) -> tuple[Any, ...]:
        return tuple(row[name] for name in self.names)


def signature_of(vocabulary: Vocabulary, helpers: Mapping[str, Helper]) -> dict[str, Any]:
    """Return the signature of formulas: ``incident``, then the vocabulary's arguments in order."""
    signature: dict[str, Any] = {
        name: (
            ("incident", "string"),
            *((each.name, _RULE_TYPES.get(each.type, "string")) for each in predicate.arguments),
        )
        for name, predicate in vocabulary.items()
    }
    for name, helper in helpers.items():
        signature[name] = tuple((f"x{i}", kind) for i, kind in enumerate(helper.types))
    return signature


def evaluate(
    formula: str,
    log: ClauseLog,
    helpers: Mapping[str, Helper],
    sources: Mapping[str, str],
) -> Rows:
    """Evaluate one formula over a clause's log by one query.

    Args:
        formula: In MonPoly's syntax.
        log: The clause's log; errors name its clause.
        helpers: Predicates beside the vocabulary.
        sources: SQL of tuples (ts, incident, arguments) by predicate.

    Raises:
        FormulaError: If the formula does not parse, type, or cannot be monitored.
    """
    from servanda.engines import duckdb as engine
    from servanda.rules import Signature, check, compile_formula, parse_formula

    if not formula:
        return Rows(())
    place = log.clause.place
    signature = Signature(signature_of(log.base.agreement.vocabulary, helpers))
    checked = check(
        parse_formula(
            formula, file=f"{place} clause {log.clause.id}", zone=log.base.agreement.zone_name
        ),
        signature,
    )
    every = {**sources, **{name: helper.sql for name, helper in helpers.items()}}
    table = engine.run(compile_formula(checked), log.base.connection, sources=every)
    rows = table.to_pylist()
    names = tuple(name for name in table.column_names if name not in ("tp", "ts"))
    return Rows(names, tuple(sorted(rows, key=lambda row: (row["ts"], str(row)))))


def predicates_in(clause: Clause, agreement: Agreement) -> list[str]:
    """Return the vocabulary's predicates that a ``formula:`` clause uses, sorted."""
    return [name for name in names_used(clause.formula) if name in agreement.vocabulary]
