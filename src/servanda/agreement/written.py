"""An agreement's text as written: expressions made safe for YAML, and where characters are.

``obliges: strike(by: bearer)`` is what a lawyer reads aloud, but YAML takes the second
``: `` for a key. ``prepare`` swaps that colon for one of the same width before the
YAML is read, so nobody has to quote expressions and every line and column stays true.
``Written`` finds the line and column of any character of an expression, also when it
was quoted or folded over several lines.

Decides nothing about what an expression means.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace

from servanda.agreement.expression import Span
from servanda.base.errors import Place, Problem
from servanda.base.yamlfile import Node
from servanda.base.yamltree import MAX_BYTES

__all__ = ["EXPRESSION_KEYS", "Prepared", "Written", "prepare"]

EXPRESSION_KEYS = ("obliges", "prohibits", "permits", "empowers", "after")
_STAND_IN = "\uff1a"  # as wide as a colon, and no YAML
_EXPRESSION = re.compile(
    rf"\s*(?:-\s+)?(?:{'|'.join(EXPRESSION_KEYS)})\s*:\s+(?=[^\s'\"|>\[{{&*!#])"
)
_BLOCK = re.compile(r":\s+[|>][+-]?\d?[+-]?\s*(?:#.*)?$")
_INNER_COLON = re.compile(r":(?=\s|$)")
_MOST_LINES = 40  # of one expression; an unclosed parenthesis must not swallow the file
_LONGEST_EXCERPT = 120


@dataclass(frozen=True, slots=True)
class Prepared:
    """A text that YAML can read, and the lines as they were written."""

    text: str
    lines: tuple[str, ...]
    changed: frozenset[int]

    def as_written(self, problem: Problem) -> Problem:
        """Return a problem with the excerpt the analyst would recognise."""
        if problem.place.line not in self.changed:
            return problem
        return replace(problem, excerpt=problem.excerpt.replace(_STAND_IN, ":"))


def prepare(text: str) -> Prepared:
    """Make bare expressions safe for YAML without moving a character.

    >>> prepare("obliges: met(by: bearer)").text
    'obliges: met(by： bearer)'
    """
    lines = text.removeprefix("\ufeff").split("\n")
    if len(text) > MAX_BYTES:  # refused by load_tree in a moment; not worth a look
        return Prepared(text, tuple(lines), frozenset())
    safe, changed = list(lines), set()
    number, block_indent = 0, -1
    while number < len(lines):
        line = lines[number]
        indent = len(line) - len(line.lstrip())
        if block_indent >= 0 and (not line.strip() or indent > block_indent):
            number += 1
            continue
        block = _BLOCK.search(line)
        block_indent = indent if block else -1
        match = None if block else _EXPRESSION.match(line)
        count = _lines_of_expression(lines, number, match.end()) if match else 1
        for offset in range(count if match else 0):
            start = match.end() if match and not offset else 0
            here = number + offset
            safe[here] = lines[here][:start] + _INNER_COLON.sub(_STAND_IN, lines[here][start:])
            if safe[here] != lines[here]:
                changed.add(here + 1)
        number += count
    return Prepared("\n".join(safe), tuple(lines), frozenset(changed))


def _lines_of_expression(lines: list[str], first: int, start: int) -> int:
    """Count the lines until the parentheses close; one if they never do."""
    depth = 0
    for count, line in enumerate(lines[first : first + _MOST_LINES], start=1):
        bare = re.sub(r"'[^']*'|\"[^\"]*\"", "", line[start:] if count == 1 else line)
        depth += bare.count("(") - bare.count(")")
        if depth <= 0:
            return count
    return 1


class Written:
    """The characters of one YAML scalar and where each stands in the file."""

    def __init__(self, node: Node, prepared: Prepared) -> None:
        self.text = node.text.replace(_STAND_IN, ":")
        self._file = node.place.file
        self._lines = prepared.lines
        self._places = _align(self.text, prepared.lines, node.line - 1, node.column - 1)

    def problem(
        self, span: Span, message: str, *, expected: str = "", nearest: str = "", why: str = ""
    ) -> Problem:
        """Return a problem that points at the very characters of a span."""
        line, column = self._place(span.start)
        end_line, end_column = self._place(max(span.start, span.end - 1))
        written = self._lines[line] if line < len(self._lines) else ""
        width = end_column - column + 1 if end_line == line else len(written.rstrip()) - column
        place = Place(self._file, line + 1, column + 1)
        excerpt = _with_caret(written, column, max(1, width))
        return Problem(place, message, excerpt, expected, nearest, why)

    def _place(self, offset: int) -> tuple[int, int]:
        if offset < len(self._places):
            return self._places[offset]
        line, column = self._places[-1] if self._places else (0, 0)
        return line, column + 1


def _with_caret(written: str, column: int, width: int) -> str:
    """Return the line and, below it, a caret under each offending character."""
    indent = len(written) - len(written.lstrip())
    shown = "".join(sign if sign.isprintable() else "�" for sign in written.strip())
    at = column - indent
    if at + width > _LONGEST_EXCERPT:
        cut = max(0, at - _LONGEST_EXCERPT // 2)
        shown, at = ("…" if cut else "") + shown[cut:], at - cut + (1 if cut else 0)
    shown = shown[:_LONGEST_EXCERPT]
    carets = "^" * max(1, min(width, len(shown) - at + 1))
    return f"{shown}\n    {' ' * at}{carets}"


def _align(text: str, lines: tuple[str, ...], line: int, column: int) -> list[tuple[int, int]]:
    """Find each character of a scalar in the file; quotes, escapes and folds are stepped over."""
    places: list[tuple[int, int]] = []
    for sign in text:
        if not sign.isspace():
            line, column = _next(sign, lines, line, column)
        places.append((line, column))
        column += 1
    return places


def _next(sign: str, lines: tuple[str, ...], line: int, column: int) -> tuple[int, int]:
    for here in range(line, min(line + _MOST_LINES, len(lines))):
        found = lines[here].find(sign, column if here == line else 0)
        if found >= 0:
            return here, found
    return line, column
