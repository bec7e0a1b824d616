"""Formula text into a ``Formula``: MonPoly's concrete syntax, read by hand.

The precedences are MonPoly's, from loosest: ``LET IN``; ``SINCE UNTIL`` (right);
``PREVIOUS NEXT ONCE EVENTUALLY ALWAYS PAST_ALWAYS``; ``EXISTS FORALL``; ``EQUIV``;
``IMPLIES`` (right); ``OR``; ``AND``; ``NOT``. So ``ONCE p() AND q()`` is ``ONCE (p() AND q())``,
and the body of an aggregation reaches as far right as it can.
What a formula needs beyond its grammar (types, monitorability) is decided in ``checks``.

Main path: ``parse_formula``.
"""

from __future__ import annotations

from dataclasses import replace

from servanda.base.errors import FormulaError, Place, Problem
from servanda.rules.calendars import known_zone
from servanda.rules.lexer import KEYWORDS, Token, tokenize
from servanda.rules.syntax import (
    FALSE,
    TRUE,
    Aggregate,
    And,
    Apply,
    Compare,
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
    Var,
)
from servanda.rules.termparser import TermParser
from servanda.rules.variables import children

__all__ = ["MAX_DEPTH", "parse_formula"]

_MOST_MONTHS = 1200
MAX_DEPTH = 150
"""Deepest nesting read; beyond it a formula is refused, not followed."""

_SECONDS = {"d": 86400, "h": 3600, "m": 60, "s": 1}
_UNIT_WORDS = {"week": 604800, "day": 86400, "hour": 3600, "minute": 60, "second": 1}
_MONTHS = {"month": 1, "year": 12}
_WORDS = frozenset(word + end for word in (*_UNIT_WORDS, *_MONTHS) for end in ("", "s"))
_UNARY = ("PREVIOUS", "NEXT", "ONCE", "EVENTUALLY", "ALWAYS", "PAST_ALWAYS")
_AGGREGATIONS = ("CNT", "MIN", "MAX", "SUM", "AVG", "MED")
# operator -> (binding strength, strength of its right side)
_BINARY = {
    "SINCE": (1, 1),
    "UNTIL": (1, 1),
    "EQUIV": (4, 5),
    "IMPLIES": (5, 5),
    "OR": (6, 7),
    "AND": (7, 8),
}
_LOOSEST, _TEMPORAL, _QUANTIFIER, _NEGATION = 0, 2, 3, 9
_CLASSES = {"EQUIV": Equiv, "IMPLIES": Implies, "OR": Or, "AND": And}
_COMPARISONS = ("=", "<=", "<", ">", ">=", "SUBSTRING", "MATCHES")
_TERM_GOES_ON = (*_COMPARISONS, "+", "-", "*", "/", "MOD")


def parse_formula(text: str, *, file: str = "<formula>", zone: str = "UTC") -> Formula:
    """Read one formula.

    Args:
        text: The formula in MonPoly's concrete syntax.
        file: Name used in messages.
        zone: Time zone of months in intervals and of dates that name none.

    Raises:
        FormulaError: With line, column, the offending text, what was expected and, if one
            is near, the right word.

    >>> parse_formula("p(x) AND x <= 3").right
    Compare(operator='<=', left=Var(name='x'), right=Const(value=3, type='int'))
    >>> parse_formula("p(x) ADN q(x)")
    Traceback (most recent call last):
    ...
    servanda.base.errors.FormulaError: <formula>:1:6: this formula cannot be read
        ADN
      expected: AND, OR, IMPLIES, EQUIV, SINCE, UNTIL or the end of the formula
      did you mean: AND
    """
    if zone != "UTC":
        known_zone(zone)
    parser = _Parser(tokenize(text, file), file, zone)
    formula = parser.formula(_LOOSEST)
    if parser.token.kind != "end":
        raise parser.wrong("AND, OR, IMPLIES, EQUIV, SINCE, UNTIL or the end of the formula")
    if _height(formula) > MAX_DEPTH:
        place = Place(file, 1, 1)
        message = f"this formula is too deep: more than {MAX_DEPTH} operators one inside the other"
        instead = "fewer alternatives in one chain; LET gives a part a name"
        raise FormulaError(str(Problem(place, message, expected=instead)))
    return formula


def _height(formula: Formula) -> int:
    """Return how deep the formula is; without recursion, since chains are read in a loop."""
    highest = 0
    waiting: list[tuple[Formula | Term, int]] = [(formula, 1)]
    while waiting:
        part, depth = waiting.pop()
        highest = max(highest, depth)
        below: tuple[Formula | Term | None, ...] = ()
        if isinstance(part, Apply | Predicate):
            below = part.arguments
        elif isinstance(part, Compare):
            below = (part.left, part.right)
        elif isinstance(part, Matches):
            below = (part.text, part.pattern, *part.groups)
        elif isinstance(part, Formula):
            below = children(part)
        waiting += [(child, depth + 1) for child in below if child is not None]
    return highest


class _Parser(TermParser):
    """Precedence climbing over the tokens."""

    def __init__(self, tokens: list[Token], file: str, zone: str) -> None:
        super().__init__(tokens, file, zone)
        self._depth = 0
        self._closing = _matching_brackets(tokens)

    def formula(self, strength: int) -> Formula:
        """Read a formula whose operators bind at least as tightly as ``strength``."""
        self._depth += 1
        if self._depth > MAX_DEPTH:
            raise self.wrong(f"a formula nested at most {MAX_DEPTH} deep")
        place = self.place
        left = self._prefix()
        while self.token.text in _BINARY and self.token.kind == "word":
            word = self.token.text
            own, right = _BINARY[word]
            if own < strength:
                break
            left = replace(self._binary(word, left, right), place=place)
        self._depth -= 1
        return left

    def _binary(self, word: str, left: Formula, right: int) -> Formula:
        self.take()
        if word in _CLASSES:
            return _CLASSES[word](left, self.formula(right))
        interval = self._interval()
        return TwoSided(word, interval, left, self.formula(right))

    def _prefix(self) -> Formula:
        place, token = self.place, self.token
        if token.kind == "word":
            return replace(self._word(token.text), place=place)
        if token.text == "(" and token.kind == "mark" and not self._bracket_is_term():
            self.take()
            inner = self.formula(_LOOSEST)
            self.expect(")")
            return inner
        ahead = self.ahead().text
        if token.kind in {"name", "unit", "int"} and ahead == "(":
            return replace(self._predicate(), place=place)
        if (token.kind in {"name", "unit"} or token.text == "_") and ahead == "<-":
            return replace(self._aggregate(), place=place)
        return replace(self._comparison(), place=place)

    def _bracket_is_term(self) -> bool:
        closing = self._closing.get(self.position)
        if closing is None:
            return False
        after = self.tokens[closing + 1]
        return after.kind in {"mark", "word"} and after.text in _TERM_GOES_ON

    def _word(self, word: str) -> Formula:
        if word in {"TRUE", "FALSE"}:
            self.take()
            return TRUE if word == "TRUE" else FALSE
        if word == "NOT":
            self.take()
            return Not(self.formula(_NEGATION))
        if word in {"EXISTS", "FORALL"}:
            self.take()
            variables = self._variables()
            if not variables:
                raise self.wrong("the variables that are quantified")
            self.expect(".")
            body = self.formula(_QUANTIFIER)
            return Exists(variables, body) if word == "EXISTS" else Forall(variables, body)
        if word in _UNARY:
            self.take()
            interval = self._interval()
            return Temporal(word, interval, self.formula(_TEMPORAL))
        if word in {"LET", "LETPAST"}:
            return self._let(past=word == "LETPAST")
        if word in {"MATCHF", "MATCHP"}:
            raise self.wrong("an operator other than the regular expressions over time")
        return self._comparison()

    def _let(self, *, past: bool) -> Formula:
        self.take()
        if self.token.kind not in {"name", "unit", "int"}:
            raise self.wrong("the name that LET defines")
        name = self.take().text
        parameters = self._terms()
        self.expect("=")
        definition = self.formula(_LOOSEST)
        self.expect("IN")
        return Let(name, parameters, definition, self.formula(_LOOSEST), past)

    def _predicate(self) -> Formula:
        name = self.take().text
        predicate = Predicate(name, self._terms(), place=self.place)
        hidden = tuple(
            a.name for a in predicate.arguments if isinstance(a, Var) and a.name[0] == "_"
        )
        return Exists(hidden, predicate) if hidden else predicate

    def _terms(self) -> tuple[Term, ...]:
        self.expect("(")
        terms: list[Term] = []
        while self.token.text != ")":
            terms.append(self.term(0))
            if self.token.text != ")":
                self.expect(",")
        self.expect(")")
        return tuple(terms)

    def _variables(self) -> tuple[str, ...]:
        variables: list[str] = []
        while self.token.kind in {"name", "unit"} or self.token.text in {"_", ","}:
            if self.token.text == ",":
                self.take()
            variables.append(self.variable())
            if self.token.text != ",":
                break
        return tuple(variables)

    def _aggregate(self) -> Formula:
        result = self.variable()
        self.expect("<-")
        if self.token.text not in _AGGREGATIONS:
            raise self.wrong("CNT, SUM, AVG, MIN, MAX or MED", _AGGREGATIONS)
        operator = self.take().text
        variable = self.variable()
        group: tuple[str, ...] = ()
        if self.token.text == ";":
            self.take()
            group = self._variables()
        return Aggregate(result, operator, variable, group, self.formula(_LOOSEST))

    def _comparison(self) -> Formula:
        left = self.term(0)
        word = self.token.text
        if word not in _COMPARISONS:
            raise self.wrong("=, <, <=, >, >=, SUBSTRING or MATCHES after this term")
        self.take()
        right = self.term(0)
        if word == "MATCHES":
            return Matches(left, right, self._groups())
        if word in {">", ">="}:
            return Compare(word.replace(">", "<"), right, left)
        return Compare(word, left, right)

    def _groups(self) -> tuple[Term | None, ...]:
        if self.token.text != "(":
            return ()
        self.take()
        groups: list[Term | None] = []
        while self.token.text != ")":
            if self.token.text == "_" and self.token.kind == "mark":
                self.take()
                groups.append(None)
            else:
                groups.append(self.term(0))
            if self.token.text != ")":
                self.expect(",")
        self.take()
        return tuple(groups)

    def _interval(self) -> Interval:
        opening, bound = self.token, self.ahead()
        # "ONCE (0 = 0)" is no interval: one has a comma or a unit after its first bound.
        after = self.tokens[min(self.position + 2, len(self.tokens) - 1)]
        bounded = after.text == "," or after.text in _WORDS
        if opening.text not in {"[", "("} or not bounded or bound.kind not in {"int", "unit"}:
            if opening.text == "[":
                raise self.wrong("an interval such as [0,7d] or (2,*)")
            return Interval()
        self.take()
        low, low_months = self._bound()
        self.expect(",")
        high, high_months = None, 0
        if self.token.text == "*":
            self.take()
        else:
            high, high_months = self._bound()
        if self.token.text not in {")", "]"}:
            raise self.wrong("] or ) to end the interval")
        closing = self.take().text
        high_open = high is not None and closing == ")"
        zone = self.zone if low_months or high_months else "UTC"
        low_open = opening.text == "("
        # In seconds, months are between the shortest and the longest they can be.
        low = max(low_months * 28 - 2, 0) * 86400 if low_months else low
        high = (high_months * 31 + 2) * 86400 if high_months else high
        return Interval(low, high, low_open, high_open, low_months, high_months, zone)

    def _bound(self) -> tuple[int, int]:
        """Read a bound: seconds, and months on a calendar."""
        token = self.token
        if token.kind == "int":
            count = int(self.take().text)
            word = self.token.text if self.token.kind == "name" else ""
            if word not in _WORDS:
                return count, 0
            unit = self.take().text.removesuffix("s")
            if unit in _MONTHS and 0 < count * _MONTHS[unit] <= _MOST_MONTHS:
                return 0, count * _MONTHS[unit]
            if unit in _UNIT_WORDS:
                return count * _UNIT_WORDS[unit], 0
            raise self.wrong(f"from 1 to {_MOST_MONTHS} months")
        if token.kind == "unit" and token.text[-1] in _SECONDS:
            self.take()
            return int(token.text[:-1]) * _SECONDS[token.text[-1]], 0
        raise self.wrong("a whole number, with d, h, m or s for days, hours, minutes, seconds")

    def wrong(self, expected: str, words: tuple[str, ...] = ()) -> FormulaError:
        """Return the error for the token at hand, with the nearest right word."""
        from difflib import get_close_matches

        token = self.token
        near = get_close_matches(token.text.upper(), words or sorted(KEYWORDS), 1, 0.6)
        nearest = near[0] if near and token.text and near[0] != token.text else ""
        problem = Problem(
            Place(self.file, token.line, token.column),
            "this formula cannot be read",
            excerpt=token.text or "end of the formula",
            expected=expected,
            nearest=nearest,
        )
        return FormulaError(str(problem))


def _matching_brackets(tokens: list[Token]) -> dict[int, int]:
    """Position of each opening bracket -> position of the one that closes it."""
    closing: dict[int, int] = {}
    stack: list[int] = []
    for position, token in enumerate(tokens):
        if token.kind == "mark" and token.text == "(":
            stack.append(position)
        elif token.kind == "mark" and token.text == ")" and stack:
            closing[stack.pop()] = position
    return closing
