"""Phrases before a verb that begin with what stands before an adjective, without an article.

"In Genf lebende Ukrainer klagten" begins with a preposition and is the subject all the same:
its participle stands before a noun, and nothing but the verb follows.

Main path: ``attribute_first``.
"""

from __future__ import annotations

from servanda.language.clauses import Line
from servanda.language.clauses_words import ADJ, NOUN, PART, PREP, SMALL, TIME

__all__ = ["attribute_first"]

_LONGEST = 8
_PRESENT = "nde"


def attribute_first(line: Line, begin: int, finite: int) -> int:
    """Return the index of the participle if "In Genf lebende Maler" is a subject, -1 if not.

    Args:
        line: The sentence.
        begin: Index of a preposition before the verb.
        finite: The finite verb.
    """
    if not line.bits[begin] & PREP:
        return -1
    for at in range(begin + 2, min(finite - 1, begin + _LONGEST)):
        bits = line.bits[at]
        if bits & ADJ and bits & SMALL and line.bits[at + 1] & NOUN:
            behind = line.bits[at - 1] & (NOUN | TIME) and not line.bits[at - 1] & SMALL
            return at if behind and _is_participle(line, at) else -1
    return -1


def _is_participle(line: Line, at: int) -> bool:
    """Return whether an adjective is "lebende", "gedruckte": a plural without an article."""
    low = line.low[at]
    if low.endswith(_PRESENT):
        return True
    return low.endswith("e") and bool(line.grammar.word(low[:-1]).bits & PART)
