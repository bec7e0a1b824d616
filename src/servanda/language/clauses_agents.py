"""Who is named behind a preposition: "von X" in a passive, "in dem Bericht", "aus der Antwort".

Whether somebody stands there as the speaker is decided in ``clauses_cues``.

Main path: ``agent``, ``behind_any``.
"""

from __future__ import annotations

from servanda.language.clauses import Line
from servanda.language.clauses_words import NOUN, TIME

__all__ = ["agent", "behind_any", "drawn_from"]

_AGENTS = frozenset("von vom durch".split())


def behind_any(line: Line, head: int, stop: int, words: frozenset[str]) -> tuple[int, int]:
    """Return the phrase behind one of these prepositions: "in dem Bericht heißt es"."""
    for index in range(head, stop - 1):
        if line.low[index] in words and not line.bits[index + 1] & TIME:
            end = line.noun_phrase(index + 1, stop)
            if end > index + 1 and not line.bits[end - 1] & TIME:
                return index + 1, end
    return head, head


def drawn_from(line: Line, head: int, stop: int) -> tuple[int, int]:
    """Return what stands between "aus" and "hervor" or the end: "geht aus X auf Anfrage hervor"."""
    begin, end = behind_any(line, head, stop, frozenset(("aus",)))
    wide = line.noun_phrase(begin, stop, wide=True) if end > begin else end
    closes = end < wide and line.low[wide].startswith("hervor")
    return (begin, wide) if closes else (begin, end)


def agent(line: Line, head: int, at: int) -> tuple[int, int]:
    """Return who stands behind "von" before the participle at ``at``."""
    finite = line.segments[line.of[at]].verb
    for index in range(head, at):
        attribute = index < finite < at and line.bits[index - 1] & NOUN and index > head
        if line.low[index] in _AGENTS and not attribute:
            begin = index + 1 + (line.low[index + 1] == "seiten")  # "von Seiten der Regierung"
            end = line.noun_phrase(begin, at)
            if end > begin:
                return begin, end
    return head, head
