"""Formulas back into MonPoly's concrete syntax.

What is printed parses to an equal formula again (a tested promise). Every
operator is put in brackets unless it cannot be misread, so that a reader need not
know the precedences; the text is not the text that was written.

Main path: ``to_text``.
"""

from __future__ import annotations

import re

from servanda.rules.syntax import (
    FALSE,
    TRUE,
    Aggregate,
    And,
    Compare,
    Const,
    Equiv,
    Exists,
    Forall,
    Formula,
    Implies,
    Interval,
    Let,
    Matches,
    Not,
    Or,
    Predicate,
    Temporal,
    Term,
    TwoSided,
    Value,
    Var,
)

__all__ = ["interval_to_text", "term_to_text", "to_text", "value_to_text"]

_WORDS = {And: "AND", Or: "OR", Implies: "IMPLIES", Equiv: "EQUIV"}
_ANONYMOUS = re.compile(r"_[0-9]+\Z")


def term_to_text(term: Term, *, inner: bool = False) -> str:
    """Return the term as MonPoly writes it; ``inner`` puts brackets around operators."""
    if isinstance(term, Var):
        return "_" if _ANONYMOUS.match(term.name) else term.name
    if isinstance(term, Const):
        return _constant(term)
    parts = [term_to_text(argument, inner=True) for argument in term.arguments]
    if term.function == "neg":
        # A space, or "-3" would be read as one number.
        text = f"- {parts[0]}"
    elif term.function in {"+", "-", "*", "/", "MOD"}:
        text = f"{parts[0]} {term.function} {parts[1]}"
    else:
        return f"{term.function}({term_to_text(term.arguments[0])})"
    return f"({text})" if inner else text


def value_to_text(value: Value) -> str:
    """Return a value as a constant would be written."""
    kind = {int: "int", float: "float", str: "string"}[type(value)]
    return _constant(Const(value, kind))


def _constant(term: Const) -> str:
    if term.type == "string":
        return f'"{term.value}"'
    if term.type == "regexp":
        return f'r"{term.value}"'
    if isinstance(term.value, float):
        # MonPoly knows no exponents, so the digits are written out.
        text = f"{term.value:.17f}" if "e" in repr(term.value) else repr(term.value)
        return text if "." in text else f"{text}."
    return str(term.value)


def interval_to_text(interval: Interval) -> str:
    """Return ``[a,b)`` and the like.

    >>> interval_to_text(Interval(0, None)), interval_to_text(Interval(1, 7, True, True))
    ('[0,*)', '(1,7)')
    """
    left = "(" if interval.low_open else "["
    low = _months(interval.low_months) or _distance(interval.low)
    if interval.high is None:
        return f"{left}{low},*)"
    right = ")" if interval.high_open else "]"
    return f"{left}{low},{_months(interval.high_months) or _distance(interval.high)}{right}"


def _months(count: int) -> str:
    return f"{count} month{'s' if count > 1 else ''}" if count else ""


def _distance(bound: int) -> str:
    # Not in minutes: 60 may be 60 of anything where a log does not count in seconds.
    for unit, seconds in (("d", 86400), ("h", 3600)):
        if bound and bound % seconds == 0:
            return f"{bound // seconds}{unit}"
    return str(bound)


def to_text(formula: Formula) -> str:
    """Return the formula in MonPoly's syntax.

    >>> from servanda.rules.parser import parse_formula
    >>> to_text(parse_formula("p(x) AND NOT ONCE[0,3d] q(x, _)"))
    'p(x) AND (NOT (ONCE[0,3d] q(x, _)))'
    """
    if formula == TRUE:
        return "TRUE"
    if formula == FALSE:
        return "FALSE"
    if isinstance(formula, Predicate):
        return f"{formula.name}({', '.join(map(term_to_text, formula.arguments))})"
    if isinstance(formula, Compare):
        sides = [term_to_text(side, inner=True) for side in (formula.left, formula.right)]
        return f"{sides[0]} {formula.operator} {sides[1]}"
    if isinstance(formula, Matches):
        return _matches(formula)
    return _compound(formula)


def _matches(formula: Matches) -> str:
    text = f"{term_to_text(formula.text, inner=True)} MATCHES "
    text += term_to_text(formula.pattern, inner=True)
    if formula.groups:
        text += f" ({', '.join('_' if g is None else term_to_text(g) for g in formula.groups)})"
    return text


def _compound(formula: Formula) -> str:  # noqa: PLR0911 - one return for each kind
    if isinstance(formula, And | Or | Implies | Equiv):
        return f"{_part(formula.left)} {_WORDS[type(formula)]} {_part(formula.right)}"
    if isinstance(formula, Not):
        return f"NOT {_part(formula.body)}"
    if isinstance(formula, Exists | Forall):
        return _quantified(formula)
    if isinstance(formula, Temporal):
        return f"{_timed(formula)} {_part(formula.body)}"
    if isinstance(formula, TwoSided):
        return f"{_part(formula.left)} {_timed(formula)} {_part(formula.right)}"
    if isinstance(formula, Aggregate):
        group = f"; {', '.join(formula.group)}" if formula.group else ""
        head = f"{formula.result} <- {formula.operator} {formula.variable}{group}"
        return f"{head} ({to_text(formula.body)})"
    assert isinstance(formula, Let)
    word = "LETPAST" if formula.past else "LET"
    head = f"{formula.name}({', '.join(map(term_to_text, formula.parameters))})"
    return f"{word} {head} = {to_text(formula.definition)} IN {to_text(formula.body)}"


def _timed(formula: Temporal | TwoSided) -> str:
    if formula.interval == Interval():
        return formula.operator
    return f"{formula.operator}{interval_to_text(formula.interval)}"


def _quantified(formula: Exists | Forall) -> str:
    if isinstance(formula, Exists) and isinstance(formula.body, Predicate):
        anonymous = tuple(
            a.name for a in formula.body.arguments if isinstance(a, Var) and a.name[0] == "_"
        )
        if anonymous == formula.variables:
            return to_text(formula.body)
    word = "EXISTS" if isinstance(formula, Exists) else "FORALL"
    return f"{word} {', '.join(formula.variables)}. {_part(formula.body)}"


def _part(formula: Formula) -> str:
    text = to_text(formula)
    # Atoms need no brackets; "EXISTS _1. p(_1)" prints as the atom p(_).
    atom = isinstance(formula, Predicate) or formula in (TRUE, FALSE)
    if isinstance(formula, Exists) and not text.startswith("EXISTS "):
        atom = True
    return text if atom else f"({text})"
