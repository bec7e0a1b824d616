r"""What can be known of a pattern before it is matched.

A group need not take part in a match: of ``\(a\)\|\(b\)`` only one does. A variable for such a
group then has no value and the formula does not hold (as in MonPoly). SQL gives the empty text
for it, so it has to be known which groups can stay out, and whether an empty text can be theirs.

Main path: ``groups_of``. Patterns are in OCaml's ``Str`` syntax, as in a formula.
"""

from __future__ import annotations

import re
from itertools import pairwise
from typing import NamedTuple

from servanda.rules.terms import translate_pattern

__all__ = ["Group", "groups_of", "has_backreference", "pattern_error"]

_PIECE = re.compile(r"\[\^?\]?[^\]]*\]|\\.|.", re.S)
_REPEATS = frozenset("*+?")


class Group(NamedTuple):
    r"""One group of a pattern.

    Attributes:
        optional: A match is possible without it.
        may_be_empty: It can take part and be empty.
        last_unclear: It is repeated, or in what is, and a last empty round is told by some
            evaluators and not by others, as in ``\(a*\)+``.
    """

    optional: bool
    may_be_empty: bool
    last_unclear: bool = False


def pattern_error(pattern: str) -> str:
    r"""Return why a pattern cannot be read, the empty text if it can.

    >>> pattern_error("a["), pattern_error(r"\(a")
    ('unterminated character set', 'missing ), unterminated subpattern')
    """
    pieces = _PIECE.findall(pattern)
    if any(one in _REPEATS and two in _REPEATS for one, two in pairwise(pieces)):
        return "a repetition of a repetition"  # what Str, Python and SQL take for different things
    try:
        re.compile(translate_pattern(pattern), re.MULTILINE)
    except (re.error, OverflowError, RecursionError) as error:
        return re.sub(r" at position [0-9]+$", "", str(error))
    return ""


def has_backreference(pattern: str) -> bool:
    r"""Whether the pattern asks for a group's text again, as in ``\(a*\)b\1``."""
    return any(piece[0] == "\\" and piece[1:].isdigit() for piece in _PIECE.findall(pattern))


def groups_of(pattern: str) -> list[Group]:
    r"""Return the groups of a readable pattern, in order of their opening.

    >>> [group.optional for group in groups_of(r"\(a\)\(b\(c\)\)*\|\(d\)")]
    [True, True, True, True]
    >>> [group.may_be_empty for group in groups_of(r"\(a*\)\(b\)?")]
    [True, False]
    >>> [group.last_unclear for group in groups_of(r"\(\(a\)*\)+")]
    [True, True]
    """
    pieces = [(match.group(), match.start()) for match in _PIECE.finditer(pattern)]
    optional: list[bool] = []
    spans: list[tuple[int, int]] = []
    opened: list[int] = []  # the groups around where we are
    repeated: list[int] = []
    for number, (piece, position) in enumerate(pieces):
        if piece == "\\(":
            opened.append(len(spans))
            optional.append(False)
            spans.append((position + 2, len(pattern)))
        elif piece == "\\)" and opened:
            group = opened.pop()
            spans[group] = (spans[group][0], position)
            after = pieces[number + 1][0] if number + 1 < len(pieces) else ""
            if after in {"*", "?"}:
                optional[group:] = [True] * (len(optional) - group)
            if after in {"*", "+"}:
                repeated.append(group)
    for piece, position in pieces:
        if piece == "\\|":
            begin, end = _around(spans, position, len(pattern))
            for group, (first, last) in enumerate(spans):
                if begin < first and last < end:
                    optional[group] = True
    texts = [pattern[first:last] for first, last in spans]
    empty = [_may_be_empty(text) for text in texts]
    rounds = [spans[group] for group in repeated if empty[group]]
    unclear = [any(a <= first and last <= b for a, b in rounds) for first, last in spans]
    return [Group(*each) for each in zip(optional, empty, unclear, strict=True)]


def _around(spans: list[tuple[int, int]], position: int, end: int) -> tuple[int, int]:
    """Return the span of the innermost group around a position, of the pattern if none is."""
    inside = [(first, last) for first, last in spans if first <= position < last]
    return max(inside, default=(-1, end + 1))


def _may_be_empty(text: str) -> bool:
    if "\\b" in text or has_backreference(text):
        return True
    return re.fullmatch(translate_pattern(text), "", re.MULTILINE) is not None
