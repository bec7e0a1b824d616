"""What was agreed: model, loading, and the formulas that clauses compile to."""

from __future__ import annotations

from servanda.agreement.clauses import ClauseFormula, compile_clause, log_columns
from servanda.agreement.load import load_agreement
from servanda.agreement.model import Agreement, Clause

__all__ = [
    "Agreement",
    "Clause",
    "ClauseFormula",
    "compile_clause",
    "load_agreement",
    "log_columns",
]
