"""Terms: variables, constants, arithmetic and conversions.

As in MonPoly, ``*`` and ``/`` bind tighter than ``+`` and ``-``, and ``MOD`` reaches as far
right as it can: ``a MOD b + c`` is ``a MOD (b + c)``.

Main path: ``TermParser.term``, called by ``parser``.
"""

from __future__ import annotations

from abc import ABC, abstractmethod

from servanda.base.errors import FormulaError, Place
from servanda.rules.lexer import Token
from servanda.rules.patterns import pattern_error
from servanda.rules.syntax import Apply, Const, Term, Var

__all__ = ["FUNCTIONS", "TermParser"]

FUNCTIONS = frozenset("f2i i2f i2s s2i f2s s2f r2s s2r DAY_OF_MONTH MONTH YEAR FORMAT_DATE".split())
_BINARY = {"+": (1, 2), "-": (1, 2), "*": (3, 4), "/": (3, 4), "MOD": (9, 0)}
_UNARY_MINUS = 5
_MAX_TERM_DEPTH = 150


class TermParser(ABC):
    """A cursor over tokens that can read terms."""

    def __init__(self, tokens: list[Token], file: str, zone: str) -> None:
        self.zone = zone
        self.tokens = tokens
        self.file = file
        self.position = 0
        self._anonymous = 0
        self._term_depth = 0

    @property
    def token(self) -> Token:
        """The token at hand."""
        return self.tokens[self.position]

    @property
    def place(self) -> Place:
        """Where the token at hand stands."""
        return Place(self.file, self.token.line, self.token.column)

    def ahead(self) -> Token:
        """The token after the one at hand."""
        return self.tokens[min(self.position + 1, len(self.tokens) - 1)]

    def take(self) -> Token:
        """Return the token at hand and step on."""
        token = self.token
        if token.kind != "end":
            self.position += 1
        return token

    def expect(self, text: str) -> None:
        """Step over ``text`` or raise."""
        if self.token.text != text or self.token.kind not in {"mark", "word"}:
            raise self.wrong(text)
        self.take()

    @abstractmethod
    def wrong(self, expected: str, words: tuple[str, ...] = ()) -> FormulaError:
        """Return the error for the token at hand."""

    def variable(self) -> str:
        """Read a variable; ``_`` is a new one each time."""
        token = self.token
        if token.text == "_" and token.kind == "mark":
            self.take()
            self._anonymous += 1
            return f"_{self._anonymous}"
        if token.kind not in {"name", "unit"}:
            raise self.wrong("a variable")
        return self.take().text

    def term(self, strength: int) -> Term:
        """Read a term whose operators bind at least as tightly as ``strength``."""
        self._term_depth += 1
        if self._term_depth > _MAX_TERM_DEPTH:
            raise self.wrong(f"a term nested at most {_MAX_TERM_DEPTH} deep")
        left = self._operand()
        while self.token.text in _BINARY and self.token.kind in {"mark", "word"}:
            own, right = _BINARY[self.token.text]
            if own < strength:
                break
            function = self.take().text
            left = Apply(function, (left, self.term(right)))
        self._term_depth -= 1
        return left

    def _operand(self) -> Term:
        token = self.token
        if token.kind in {"int", "float", "string", "regexp"}:
            if token.kind == "regexp" and (problem := pattern_error(token.text[2:-1])):
                raise self.wrong(f"a pattern that can be read, in OCaml's syntax ({problem})")
            self.take()
            return _constant(token)
        if token.kind == "date":
            return self._date(token)
        if token.text == "-" and token.kind == "mark":
            self.take()
            return Apply("neg", (self.term(_UNARY_MINUS),))
        if token.kind == "word" and token.text in FUNCTIONS:
            self.take()
            return Apply(token.text, (self._bracketed(),))
        if token.text == "(" and token.kind == "mark":
            return self._bracketed()
        if token.kind in {"name", "unit"} or token.text == "_":
            return Var(self.variable())
        raise self.wrong("a variable, a number, a text or a predicate")

    def _date(self, token: Token) -> Const:
        """A moment as its time-stamp; without an offset it is on the zone's wall clock."""
        from datetime import datetime

        from servanda.rules.calendars import instant, known_zone

        try:
            moment = datetime.fromisoformat(token.text[1:])
        except ValueError as error:
            raise self.wrong("a date that exists, such as @2025-04-19T18:00+03:00") from error
        self.take()
        if moment.tzinfo is None:
            return Const(instant(moment.replace(tzinfo=known_zone(self.zone))), "int")
        return Const(int(moment.timestamp()), "int")

    def _bracketed(self) -> Term:
        self.expect("(")
        inner = self.term(0)
        self.expect(")")
        return inner


def _constant(token: Token) -> Const:
    if token.kind == "int":
        return Const(int(token.text), "int")
    if token.kind == "float":
        return Const(float(token.text), "float")
    if token.kind == "regexp":
        return Const(token.text[2:-1], "regexp")
    return Const(token.text[1:-1], "string")
