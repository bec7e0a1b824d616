"""Metric first-order temporal logic: read a formula, check it, compile it to SQL.

A library of its own: text in, SQL text and plain objects out; it opens nothing and reads no
clock. ``reference`` says what a formula means, ``compile_formula`` makes it fast,
``explain`` says why a verdict is one,
``servanda.engines`` runs it.

Main path: ``parse_formula`` -> ``check`` -> ``compile_formula``.
"""

from __future__ import annotations

from servanda.rules import reference
from servanda.rules.checks import Checked, check
from servanda.rules.compiler import Query, SourceTable, compile_formula
from servanda.rules.explainer import Explainer, Explanation, Fact, explain
from servanda.rules.log import Log, parse_log
from servanda.rules.parser import parse_formula
from servanda.rules.printing import to_text
from servanda.rules.signature import Signature, parse_signature
from servanda.rules.syntax import Formula

__all__ = [
    "Checked",
    "Explainer",
    "Explanation",
    "Fact",
    "Formula",
    "Log",
    "Query",
    "Signature",
    "SourceTable",
    "check",
    "compile_formula",
    "explain",
    "parse_formula",
    "parse_log",
    "parse_signature",
    "reference",
    "to_text",
]
