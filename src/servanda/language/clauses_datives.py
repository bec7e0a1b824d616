"""Phrases before a verb whose form shows that they are no subject, though "der" opens them.

"Der" stands before a masculine noun in the nominative, or before a feminine one in the
dative: "Der Zeitung sagte Huber". To whom something is said is decided in ``addressees``.

Main path: ``is_fronted_dative``.
"""

from __future__ import annotations

from servanda.language.clauses import Line
from servanda.language.clauses_words import ADJ, NOUN, SMALL

__all__ = ["is_fronted_dative"]

_DECLINED = "en"


def is_fronted_dative(line: Line, begin: int, finite: int) -> bool:
    """Return whether "der" before a verb opens a dative: "Der Kieler Zeitung sagte Huber".

    It does before a feminine noun, and before an adjective that ends in "-en".

    Args:
        line: The sentence.
        begin: Where the phrase begins.
        finite: The finite verb.
    """
    sets = line.grammar.sets
    if line.low[begin] not in sets["feminine_datives"]:
        return False
    at = begin + 1
    while at < finite and line.bits[at] & ADJ and line.bits[at] & SMALL:
        if not line.low[at].endswith(_DECLINED):
            return False
        at += 1
    declined = at > begin + 1 and at < finite and bool(line.bits[at] & NOUN)
    while at < finite and line.bits[at] & NOUN and line.tokens[at].quote < 0:
        if line.low[at] in sets["feminine_nouns"]:
            return True
        ends = line.low[at].endswith(tuple(sets["feminine_ends"]))
        if ends and not line.low[at].endswith(tuple(sets["not_feminine"])):
            return True
        at += 1
    return declined
