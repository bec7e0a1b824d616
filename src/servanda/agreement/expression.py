"""The small language of requirements: ``strike(by: bearer, target: energy | port)``.

Turns the words behind ``obliges:``, ``prohibits:`` and ``after:`` into a tree that
keeps, for every part, the offsets of its characters. Decides grammar only: whether a
predicate, an argument or a party exists is for ``agreement.meaning`` to say.

Grammar::

    requirement = quota | act
    quota       = ("count of" | "sum of" word "in") act operator quantity
    act         = word [ "(" restriction { "," restriction } ")" ]
    restriction = word ":" ( value { "|" value } | comparison ) | word comparison
    value       = quoted | words
    comparison  = operator quantity             operator = < | <= | = | >= | >
    after       = "breach of" word | "entry into force" | act

Main path: ``parse_requirement`` / ``parse_after`` -> ``ActTree``, ``QuotaTree``, ``AfterTree``.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import NoReturn

__all__ = [
    "ActTree",
    "AfterTree",
    "ComparisonTree",
    "ExpressionError",
    "QuotaTree",
    "RestrictionTree",
    "Span",
    "parse_after",
    "parse_requirement",
]

OPERATORS = ("<=", ">=", "<", ">", "=")
_WORD = re.compile(r"[^\W\d][\w-]*")
_VALUE_END = re.compile(r"[,|()\"]")
_QUANTITY_END = re.compile(r"[,|()]")
_SPACE = re.compile(r"\s*")
_FOREIGN = {"≥": ">=", "≤": "<=", "==": "=", "=>": ">=", "=<": "<=", "!=": "", "≠": "", "<>": ""}
_LONGEST = 4_000  # characters; a requirement is a line, not a document


@dataclass(frozen=True, slots=True)
class Span:
    """Some characters of an expression: what they say and where they are, [start, end)."""

    text: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class ComparisonTree:
    """``>= 1 km²``: the operator and the words of the quantity."""

    operator: str
    quantity: Span
    whole: Span


@dataclass(frozen=True, slots=True)
class RestrictionTree:
    """One argument and either its alternatives or a comparison."""

    argument: Span
    values: tuple[Span, ...] = ()
    comparison: ComparisonTree | None = None


@dataclass(frozen=True, slots=True)
class ActTree:
    """A predicate with restrictions."""

    predicate: Span
    restrictions: tuple[RestrictionTree, ...] = ()


@dataclass(frozen=True, slots=True)
class QuotaTree:
    """A count or a sum against a threshold; ``argument`` is None for a count."""

    aggregate: str
    argument: Span | None
    act: ActTree
    threshold: ComparisonTree


@dataclass(frozen=True, slots=True)
class AfterTree:
    """``breach of <clause>``, an act, or (both None) entry into force."""

    breach_of: Span | None = None
    act: ActTree | None = None


class ExpressionError(Exception):
    """An expression does not follow the grammar; the loader turns it into a ``Problem``."""

    def __init__(self, message: str, span: Span, expected: str) -> None:
        super().__init__(message)
        self.message, self.span, self.expected = message, span, expected


def parse_requirement(text: str) -> ActTree | QuotaTree:
    """Parse what a clause obliges, prohibits, permits or empowers to do.

    Raises:
        ExpressionError: With the offending characters and what could stand there.

    >>> parse_requirement("strike(by: bearer)").predicate.text
    'strike'
    >>> quota = parse_requirement("sum of amount in disbursed(to: UA) >= 1e9 USD")
    >>> quota.argument.text, quota.threshold.operator, quota.threshold.quantity.text
    ('amount', '>=', '1e9 USD')
    """
    return _Parser(text).requirement()


def parse_after(text: str) -> AfterTree:
    """Parse what creates an instance of a clause.

    Raises:
        ExpressionError: With the offending characters and what could stand there.

    >>> parse_after("breach of no-advance").breach_of.text
    'no-advance'
    >>> parse_after("entry into force")
    AfterTree(breach_of=None, act=None)
    """
    return _Parser(text).after()


class _Parser:
    """Recursive descent over one line of text; ``at`` is the next unread character."""

    def __init__(self, text: str) -> None:
        self.text, self.at = text, 0
        if len(text) > _LONGEST:
            raise ExpressionError(
                f"the expression has {len(text)} characters; the limit is {_LONGEST}",
                Span(text[:40], 0, 40),
                "a shorter requirement, or `formula:`",
            )
        self.space()

    def requirement(self) -> ActTree | QuotaTree:
        if self.take("count of"):
            tree: ActTree | QuotaTree = self.quota("count", None)
        elif self.take("sum of"):
            argument = self.word("the argument to add up, such as amount")
            if not self.take("in"):
                self.refuse("`sum of` needs the act it adds over", "in <act>, as in: "
                            "sum of amount in disbursed(to: UA) >= 1e9 USD")  # fmt: skip
            tree = self.quota("sum", argument)
        else:
            tree = self.act()
            if self.text[self.at : self.at + 1] in ("<", ">", "="):
                self.refuse(
                    "an act cannot be compared with a number",
                    f"count of {self.text[: self.at].strip()} {self.text[self.at :].strip()}",
                )
        self.finish()
        return tree

    def after(self) -> AfterTree:
        if self.take("entry into force"):
            tree = AfterTree()
        elif self.take("breach of"):
            tree = AfterTree(breach_of=self.clause_id())
        else:
            tree = AfterTree(act=self.act())
        self.finish()
        return tree

    def quota(self, aggregate: str, argument: Span | None) -> QuotaTree:
        act = self.act()
        threshold = self.comparison()
        if threshold is None:
            self.refuse(
                f"a {aggregate} needs a threshold",
                "an operator and a number, such as >= 1e9 USD"
                if aggregate == "sum"
                else "an operator and a number, such as <= 5",
            )
        return QuotaTree(aggregate, argument, act, threshold)

    def act(self) -> ActTree:
        predicate = self.word("a predicate, such as strike(by: bearer)")
        if not self.sign("("):
            return ActTree(predicate)
        restrictions: list[RestrictionTree] = []
        if not self.sign(")"):
            restrictions.append(self.restriction())
            while self.sign(","):
                restrictions.append(self.restriction())
            if not self.sign(")"):
                self.refuse("the parenthesis is not closed here", "`,` or `)`")
        return ActTree(predicate, tuple(restrictions))

    def restriction(self) -> RestrictionTree:
        argument = self.word("an argument, such as by: bearer")
        comparison = self.comparison()
        if comparison is not None:
            return RestrictionTree(argument, comparison=comparison)
        if not self.sign(":"):
            self.refuse(
                f"argument {argument.text!r} has no value",
                f"{argument.text}: <value>, or {argument.text} >= <number>",
            )
        comparison = self.comparison()
        if comparison is not None:
            return RestrictionTree(argument, comparison=comparison)
        values = [self.value(argument)]
        while self.sign("|"):
            values.append(self.value(argument))
        inner = _quoted_comparison(values)
        return RestrictionTree(argument, () if inner else tuple(values), inner)

    def value(self, argument: Span) -> Span:
        quote = self.text[self.at : self.at + 1]
        if quote in ("'", '"') and quote:
            return self.quoted(quote)
        end = _VALUE_END.search(self.text, self.at)
        stop = end.start() if end else len(self.text)
        words = self.text[self.at : stop].rstrip()
        if not words:
            self.refuse(f"argument {argument.text!r} has no value", "a word or a quoted word")
        span = Span(words, self.at, self.at + len(words))
        self.at = stop
        return span

    def quoted(self, quote: str) -> Span:
        close = self.text.find(quote, self.at + 1)
        if close < 0:
            self.refuse("the quotation mark is not closed", f"a closing {quote}")
        span = Span(self.text[self.at + 1 : close], self.at + 1, close)
        if not span.text.strip():
            self.refuse("the quoted word is empty", "a word, or `unknown` for a party")
        self.at = close + 1
        self.space()
        return span

    def comparison(self) -> ComparisonTree | None:
        start = self.at
        for sign, right in _FOREIGN.items():
            if self.text.startswith(sign, start):
                self.refuse(f"{sign} is no operator here", right or ", ".join(OPERATORS))
        operator = next((sign for sign in OPERATORS if self.text.startswith(sign, start)), "")
        if not operator:
            return None
        self.at += len(operator)
        self.space()
        end = _QUANTITY_END.search(self.text, self.at)
        stop = end.start() if end else len(self.text)
        words = self.text[self.at : stop].rstrip()
        if not words:
            self.refuse(f"{operator} is followed by nothing", "a number and its unit")
        quantity = Span(words, self.at, self.at + len(words))
        self.at = stop
        return ComparisonTree(
            operator, quantity, Span(self.text[start : quantity.end], start, quantity.end)
        )

    def word(self, expected: str) -> Span:
        match = _WORD.match(self.text, self.at)
        if not match:
            what = "something is missing" if self.at >= len(self.text) else "this is no name"
            self.refuse(what, expected)
        self.at = match.end()
        self.space()
        return Span(match[0], match.start(), match.end())

    def clause_id(self) -> Span:
        words = self.text[self.at :].rstrip()
        if not words:
            self.refuse("`breach of` names no clause", "the id of a clause")
        span = Span(words, self.at, self.at + len(words))
        self.at = len(self.text)
        return span

    def take(self, phrase: str) -> bool:
        """Read a phrase of keywords, with any white space between its words."""
        pattern = r"\s+".join(map(re.escape, phrase.split())) + r"(?![\w-])"
        match = re.compile(pattern).match(self.text, self.at)
        if not match:
            return False
        after = self.text[match.end() :].lstrip()[:1]
        if " " not in phrase and after in ("(", ":"):
            return False
        self.at = match.end()
        self.space()
        return True

    def sign(self, sign: str) -> bool:
        if not self.text.startswith(sign, self.at):
            return False
        self.at += 1
        self.space()
        return True

    def space(self) -> None:
        match = _SPACE.match(self.text, self.at)
        self.at = match.end() if match else self.at

    def finish(self) -> None:
        if self.at < len(self.text):
            self.refuse("nothing can follow here", "the end of the expression")

    def refuse(self, message: str, expected: str) -> NoReturn:
        """Raise at the next word, or just behind the end."""
        rest = re.compile(r"[\w-]+|[<>=≤≥!≠]+|\S").match(self.text, self.at)
        span = Span(rest[0], rest.start(), rest.end()) if rest else Span("", self.at, self.at + 1)
        raise ExpressionError(message, span, expected)


def _quoted_comparison(values: list[Span]) -> ComparisonTree | None:
    """Read ``area: ">= 1 km²"``: quotes around a comparison are optional."""
    if len(values) != 1 or not values[0].text.lstrip().startswith(("<", ">", "=", "≤", "≥")):
        return None
    whole = values[0]
    inner = _Parser(whole.text)
    try:
        tree = inner.comparison()
        inner.finish()
    except ExpressionError as error:
        raise ExpressionError(
            error.message, _moved(error.span, whole.start), error.expected
        ) from None
    if tree is None:
        return None
    moved = _moved(tree.whole, whole.start)
    return ComparisonTree(tree.operator, _moved(tree.quantity, whole.start), moved)


def _moved(span: Span, by: int) -> Span:
    return Span(span.text, span.start + by, span.end + by)
