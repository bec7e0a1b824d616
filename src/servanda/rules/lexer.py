"""Formula text into tokens, by MonPoly's rules.

The longest match wins, and a name may contain ``- / : ' "`` after its first
character, so ``x-1`` is one name and ``x - 1`` a subtraction, as in MonPoly.

Main path: ``tokenize``.
"""

from __future__ import annotations

import re

from servanda.base.errors import FormulaError, Place, Problem
from servanda.base.record import record

__all__ = ["KEYWORDS", "MAX_LENGTH", "Token", "tokenize"]

MAX_LENGTH = 1_000_000
"""Longest formula read, in characters: a formula is written by hand, not by the megabyte."""

_SYNONYMS = {
    "PREV": "PREVIOUS",
    "SOMETIMES": "EVENTUALLY",
    "HISTORICALLY": "PAST_ALWAYS",
    "FORWARD": "MATCHF",
    "BACKWARD": "MATCHP",
}
KEYWORDS = frozenset(
    """SUBSTRING MATCHES r2s s2r MOD f2i i2f i2s s2i f2s s2f DAY_OF_MONTH MONTH YEAR FORMAT_DATE
    FALSE TRUE LET LETPAST IN NOT AND OR IMPLIES EQUIV EXISTS FORALL PREVIOUS NEXT EVENTUALLY ONCE
    ALWAYS PAST_ALWAYS SINCE UNTIL CNT MIN MAX SUM AVG MED MATCHF MATCHP""".split()
) | frozenset(_SYNONYMS)

_SKIP = re.compile(r"[ \t\r\n]+|#[^\r\n]*")
_COMMENT_MARK = re.compile(r"\(\*|\*\)")
# In MonPoly's order: on equal length the earlier kind wins.
_KINDS = (
    ("mark", re.compile(r"\|>|<\||▷|◁|<-|<=|>=|[+\-.*/()\[\]|,;?_<>=]")),
    (
        "date",
        re.compile(
            r"@[0-9]{4}-[0-9]{2}-[0-9]{2}"
            r"(?:T[0-9]{2}:[0-9]{2}(?::[0-9]{2})?(?:Z|[+-][0-9]{2}:[0-9]{2})?)?"
        ),
    ),
    ("unit", re.compile(r"[0-9]+[A-Za-z]")),
    ("int", re.compile(r"-?[0-9]+")),
    ("float", re.compile(r"-?[0-9]+\.[0-9]*")),
    ("string", re.compile(r'"(?:[^"\\]|\\.)*"|\'[^\']*\'', re.S)),
    ("regexp", re.compile(r'r"(?:[^"\\]|\\.)*"', re.S)),
    ("name", re.compile(r"[A-Za-z0-9_][A-Za-z0-9_\-/:'\"]*")),
)


@record(frozen=True, slots=True)
class Token:
    """One word, number or mark. ``kind`` is ``mark`` or ``word`` for fixed texts."""

    kind: str
    text: str
    line: int
    column: int


def tokenize(text: str, file: str) -> list[Token]:
    """Split ``text`` into tokens; the last one has kind ``end``.

    Raises:
        FormulaError: On a character that begins nothing, an unfinished comment, or a text
            longer than ``MAX_LENGTH`` characters.

    >>> [t.text for t in tokenize("p(x) (* all *) AND x-1 <= 30d", "f")]
    ['p', '(', 'x', ')', 'AND', 'x-1', '<=', '30d', '']
    """
    if len(text) > MAX_LENGTH:
        raise FormulaError(f"{file}: a formula of {len(text)} characters; at most {MAX_LENGTH}")
    tokens: list[Token] = []
    position, line, line_start = 0, 1, 0
    while position < len(text):
        skip = _SKIP.match(text, position)
        end = skip.end() if skip else _end_of_comment(text, position)
        if end == position:
            token = _token(text, position, file, line, position - line_start + 1)
            tokens.append(token)
            end = position + len(token.text)
        newlines = text.count("\n", position, end)
        if newlines:
            line += newlines
            line_start = text.rindex("\n", position, end) + 1
        position = end
    tokens.append(Token("end", "", line, position - line_start + 1))
    return [_normal(token) for token in tokens]


def _end_of_comment(text: str, position: int) -> int:
    """Return where a comment at ``position`` ends, ``position`` if none does.

    Comments nest; one whose inner marks do not come in pairs ends at its first end mark.
    """
    if not text.startswith("(*", position):
        return position
    depth, first = 0, position
    for mark in _COMMENT_MARK.finditer(text, position):
        depth += 1 if mark.group() == "(*" else -1
        if depth == 0:
            return mark.end()
        if mark.group() == "*)" and first == position:
            first = mark.end()
    return first


def _token(text: str, position: int, file: str, line: int, column: int) -> Token:
    place = Place(file, line, column)
    if text.startswith("(*", position):
        problem = Problem(place, "this comment never ends", "(*", expected="*)")
        raise FormulaError(str(problem))
    best, best_kind = "", ""
    for kind, pattern in _KINDS:
        match = pattern.match(text, position)
        if match and len(match.group()) > len(best):
            best, best_kind = match.group(), kind
    if not best:
        problem = Problem(
            place,
            "this character begins nothing in a formula",
            excerpt=text[position : position + 20].splitlines()[0],
            expected='a name, a number, "text", an operator or a bracket',
        )
        raise FormulaError(str(problem))
    if best_kind == "name" and best in KEYWORDS:
        best_kind = "word"
    return Token(best_kind, best, line, column)


def _normal(token: Token) -> Token:
    if token.kind == "word" and token.text in _SYNONYMS:
        return Token("word", _SYNONYMS[token.text], token.line, token.column)
    return token
