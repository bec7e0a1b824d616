r"""What terms mean, in plain Python: used by the reference evaluator and to fold constants.

Integers divide towards zero. A term that has no value (division by zero, a text that is
no number where MonPoly has no answer either) is ``None``; an atom over it does not hold.
Patterns are written in OCaml's ``Str`` syntax, where ``\(`` groups and ``(`` is literal.

Main path: ``evaluate``.
"""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Mapping
from datetime import UTC, datetime

from servanda.rules.syntax import Apply, Const, Term, Value, Var

__all__ = ["FIRST_DATE", "FLOAT_TEXT", "LAST_DATE", "evaluate", "search", "translate_pattern"]

FIRST_DATE, LAST_DATE = -62135596800.0, 4102444800.0
"""Calendar functions know the years 1 to 2100; outside, the nearest of the two (as MonPoly)."""

FLOAT_TEXT = r"[+-]?([0-9]+[.]?[0-9]*|[.][0-9]+)([eE][+-]?[0-9]+)?"
"""What ``s2f`` reads as a number; any other text is 0."""


def evaluate(term: Term, valuation: Mapping[str, Value]) -> Value | None:
    """Return the value of ``term``, ``None`` if it has none.

    >>> from servanda.rules.syntax import Apply, Const
    >>> evaluate(Apply("/", (Const(-7, "int"), Const(2, "int"))), {})
    -3
    """
    if isinstance(term, Var):
        return valuation[term.name]
    if isinstance(term, Const):
        return term.value
    values = [evaluate(argument, valuation) for argument in term.arguments]
    if None in values:
        return None
    return _apply(term, [value for value in values if value is not None])


def _apply(term: Apply, values: list[Value]) -> Value | None:
    if term.function in _TEXT:
        return _TEXT[term.function](str(values[0]))
    numbers = [value for value in values if not isinstance(value, str)]
    if term.function in _UNARY:
        return _UNARY[term.function](numbers[0])
    return _arithmetic(term.function, *numbers)


def _arithmetic(function: str, left: float, right: float) -> Value | None:
    if function == "+":
        return left + right
    if function == "-":
        return left - right
    if function == "*":
        return left * right
    if right == 0:
        return None
    if isinstance(left, int) and isinstance(right, int):
        quotient = abs(left) // abs(right)
        quotient = quotient if (left < 0) == (right < 0) else -quotient
        return quotient if function == "/" else left - right * quotient
    return left / right


def _moment(seconds: float) -> datetime:
    return datetime.fromtimestamp(math.floor(max(FIRST_DATE, min(seconds, LAST_DATE))), UTC)


def _to_int(number: float) -> int:
    return math.trunc(number) if math.isfinite(number) else 0


def _read_int(text: str) -> int:
    return int(text) if re.fullmatch(r"[+-]?[0-9]+", text) else 0


def _read_float(text: str) -> float:
    return float(text) if re.fullmatch(FLOAT_TEXT, text) else 0.0


def _show_float(number: float) -> str:
    text = f"{number:.12g}"
    return text if re.search(r"[.a-z]", text) else f"{text}."


_UNARY: dict[str, Callable[[float], Value]] = {
    "neg": lambda n: -n,
    "f2i": _to_int,
    "i2f": float,
    "i2s": str,
    "f2s": _show_float,
    "DAY_OF_MONTH": lambda n: _moment(n).day,
    "MONTH": lambda n: _moment(n).month,
    "YEAR": lambda n: _moment(n).year,
    "FORMAT_DATE": lambda n: _moment(n).date().isoformat(),
}
_TEXT: dict[str, Callable[[str], Value]] = {
    "s2i": _read_int,
    "s2f": _read_float,
    "s2r": str,
    "r2s": str,
}


def translate_pattern(pattern: str) -> str:
    r"""Rewrite a pattern from OCaml's ``Str`` syntax to that of RE2 and Python.

    >>> print(translate_pattern(r"\(z*\)(a)|b"))
    (z*)\(a\)\|b
    """
    out: list[str] = []
    position = 0
    while position < len(pattern):
        piece = _CLASS.match(pattern, position)
        if piece is None:
            step = 2 if pattern[position] == "\\" else 1
            text = pattern[position : position + step]
            out.append(_swap(text))
        else:
            text = piece.group()
            out.append(text.replace("\\", "\\\\"))
        position += len(text)
    return "".join(out)


_CLASS = re.compile(r"\[\^?\]?[^\]]*\]")


def _swap(text: str) -> str:
    if text in {"\\(", "\\)", "\\|"}:
        return text[1]
    if text in {"(", ")", "|", "{", "}"}:
        return "\\" + text
    if text == "\\":
        return "\\\\"
    if text[0] == "\\" and text[1].isalnum() and text[1] != "b" and not text[1].isdigit():
        return text[1]
    return text


def search(pattern: str, text: str) -> tuple[str | None, ...] | None:
    """Return the groups of the first place where ``pattern`` matches, ``None`` if nowhere.

    A text that is no pattern matches nowhere.
    """
    try:
        match = re.search(translate_pattern(pattern), text, re.MULTILINE)
    except (re.error, OverflowError, RecursionError):
        return None
    return match.groups() if match else None
