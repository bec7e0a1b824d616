"""One line of a grammar of times, made an expression over characters that stand for classes.

A line is written in class names: ``< d:dayno dot m:month y:year? >``. ``< >`` bound the
words that are the answer, what stands outside is context; ``x:`` names a part; ``( | )?``
group and choose; ``{0,6}`` repeats, always bounded, so that matching cannot take long;
``$name`` puts in a macro of the file. An unknown class is an error, not an empty match.

Main path: ``compile_pattern``.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace

from servanda.base.errors import MisuseError

__all__ = ["compile_pattern"]

_PIECE = re.compile(r"\$\w+|\{\d,\d\}|[^\W\d]\w*:|[^\W\d]\w*|[()|?<>]|\S")
_DEEPEST = 8
_MOST_PIECES = 5_000  # the longest line of ours has 125


@dataclass(frozen=True, slots=True)
class _Part:
    expression: str
    optional: bool
    first: frozenset[str]
    second: frozenset[str] = frozenset()  # what may stand behind the first character
    single: bool = False  # whether one character may be all


@dataclass(frozen=True, slots=True)
class Pattern:
    """A compiled line.

    Attributes:
        expression: The expression.
        first: The characters it may begin with.
        second: The characters that may follow the first.
        single: Whether one character may be all of it.
    """

    expression: re.Pattern[str]
    first: frozenset[str]
    second: frozenset[str]
    single: bool


def compile_pattern(
    line: str, macros: Mapping[str, str], members: Mapping[str, frozenset[str]]
) -> Pattern:
    """Return the expression of a line and the characters it may begin with.

    Args:
        line: The pattern, written in classes.
        macros: What ``$name`` stands for.
        members: The characters of each class.

    Raises:
        MisuseError: If the line names an unknown class or macro or its brackets do not close.

    >>> found = compile_pattern("< d:day m:month? >", {}, {"day": frozenset("ab"),
    ...                                                    "month": frozenset("c")})
    >>> found.expression.pattern, sorted(found.first), sorted(found.second), found.single
    ('(?P<S>(?P<d>[ab])(?P<m>[c])?)', ['a', 'b'], ['c'], True)
    """
    reader = _Reader(_expanded(line, macros, line, 0), line, members)
    part = reader.choice()
    if reader.at != len(reader.pieces) or "<S>" not in part.expression or part.optional:
        raise MisuseError(f"pattern of times {line!r}: brackets do not close, or < > is missing")
    return Pattern(re.compile(part.expression), part.first, part.second, part.single)


def _expanded(text: str, macros: Mapping[str, str], line: str, depth: int) -> list[str]:
    pieces: list[str] = []
    for piece in _PIECE.findall(text):
        if not piece.startswith("$"):
            pieces.append(piece)
        elif piece[1:] in macros and depth < _DEEPEST:
            pieces += ["(", *_expanded(macros[piece[1:]], macros, line, depth + 1), ")"]
        else:
            raise MisuseError(f"pattern of times {line!r}: no macro {piece[1:]!r}")
        if len(pieces) > _MOST_PIECES:  # macros of macros grow with a power of their number
            raise MisuseError(f"pattern of times {line!r}: macros make it too long")
    return pieces


class _Reader:
    """Reads the pieces of one line from left to right."""

    def __init__(self, pieces: list[str], line: str, members: Mapping[str, frozenset[str]]) -> None:
        self.pieces, self.line, self.members = pieces, line, members
        self.at = 0
        self.named: dict[str, int] = {}

    def group(self, name: str) -> str:
        """Return the name of a group; a second one of the same name is ``x__2``."""
        self.named[name] = count = self.named.get(name, 0) + 1
        return f"(?P<{name}>" if count == 1 else f"(?P<{name}__{count}>"

    def next(self) -> str:
        return self.pieces[self.at] if self.at < len(self.pieces) else ""

    def choice(self) -> _Part:
        parts = [self.sequence()]
        while self.next() == "|":
            self.at += 1
            parts.append(self.sequence())
        if len(parts) == 1:
            return parts[0]
        return _Part(
            "|".join(part.expression for part in parts),
            any(part.optional for part in parts),
            frozenset().union(*(part.first for part in parts)),
            frozenset().union(*(part.second for part in parts)),
            any(part.single for part in parts),
        )

    def sequence(self) -> _Part:
        expression, first, second = "", frozenset[str](), frozenset[str]()
        optional, single = True, False
        while self.next() not in {"", "|", ")", ">"}:
            part = self.item()
            expression += part.expression
            second |= part.first if single else frozenset()
            second |= part.second if optional else frozenset()
            first |= part.first if optional else frozenset()
            single = (single and part.optional) or (optional and part.single)
            optional = optional and part.optional
        return _Part(expression, optional, first, second, single)

    def item(self) -> _Part:
        name = ""
        if self.next().endswith(":"):
            name = self.next()[:-1]
            self.at += 1
        part = self.bare(name)
        mark = self.next()
        if mark == "?" or mark.startswith("{"):
            self.at += 1
            optional = mark == "?" or mark.startswith("{0")
            again = part.first if part.single and mark != "?" else frozenset()
            return _Part(part.expression + mark, part.optional or optional, part.first,
                         part.second | again, part.single)  # fmt: skip
        return part

    def bare(self, name: str) -> _Part:
        piece = self.next()
        self.at += 1
        if piece in {"(", "<"}:
            inner = self.choice()
            if self.next() != {"(": ")", "<": ">"}[piece]:
                raise MisuseError(f"pattern of times {self.line!r}: brackets do not close")
            self.at += 1
            group = "S" if piece == "<" else name
            head = self.group(group) if group else "(?:"
            return replace(inner, expression=f"{head}{inner.expression})")
        if piece not in self.members:
            raise MisuseError(f"pattern of times {self.line!r}: no class {piece!r}")
        codes = self.members[piece]
        charset = "[" + "".join(sorted(codes)) + "]"
        expression = f"{self.group(name)}{charset})" if name else charset
        return _Part(expression, False, codes, single=True)
