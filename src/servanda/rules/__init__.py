"""Metric first-order temporal logic: read a formula, check it, compile it to SQL.

A library of its own: text in, SQL text and plain objects out; it opens nothing and reads no
clock. ``reference`` says what a formula means, ``compile_formula`` makes it fast,
``explain`` says why a verdict is one,
``servanda.engines`` runs it.

Main path: ``parse_formula`` -> ``check`` -> ``compile_formula``.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
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

_HOMES = {
    "servanda.rules.checks": "Checked check",
    "servanda.rules.compiler": "Query SourceTable compile_formula",
    "servanda.rules.explainer": "Explainer Explanation Fact explain",
    "servanda.rules.log": "Log parse_log",
    "servanda.rules.parser": "parse_formula",
    "servanda.rules.printing": "to_text",
    "servanda.rules.signature": "Signature parse_signature",
    "servanda.rules.syntax": "Formula",
}
_HOME = {name: home for home, names in _HOMES.items() for name in names.split()}


def __getattr__(name: str) -> Any:
    """Import what is asked for when it is asked for: a command needs a third of this room."""
    if name in _HOME:
        return getattr(import_module(_HOME[name]), name)
    if name == "reference":
        return import_module("servanda.rules.reference")
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
