"""Noun phrases of a clause: where the one that begins at a word ends.

German: article, adjectives and attributes, nouns and names, and what hangs on them
("der Sprecher der Regierung von X"). Only the shape is decided here; whether the phrase
is a subject is decided in ``clauses_subjects``.

Main path: ``noun_phrase``.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Protocol

from servanda.language.clauses_words import (
    ADJ,
    ADV,
    AUX,
    DET,
    MODAL,
    NOUN,
    OBL,
    PART,
    PREP,
    TIME,
    Grammar,
)  # fmt: skip
from servanda.language.tokens import Token

__all__ = ["Words", "noun_phrase"]

_BREAKS = frozenset(",;:–—-")
_LONGEST_ATTRIBUTE = 10
_LONGEST_NAME = 60
_LONGEST_PHRASE = 30
_GENITIVE = frozenset(
    "der des eines einer dieser dieses seiner ihrer seines ihres unserer deren mehrerer".split()
)
_JOINTS = frozenset("von van de da den zu del di al bin ibn la le du y ten el".split())
_TIES = frozenset("von vom aus für zur zum".split())
_NUMBERS = DET | OBL


class Words(Protocol):
    """What is asked of a sentence: its words and what each can be."""

    tokens: Sequence[Token]
    grammar: Grammar
    low: list[str]
    bits: list[int]

    @property
    def closing(self) -> Mapping[int, int]:
        """The closing bracket of each opening one."""


def noun_phrase(line: Words, at: int, stop: int, *, wide: bool = False) -> int:
    """Return the index after the noun phrase that begins at ``at``, or ``at`` if none does.

    Args:
        line: The sentence.
        at: Where it would begin.
        stop: Where it must have ended.
        wide: Whether every prepositional phrase behind the noun belongs to it.
    """
    end = _core(line, at, min(stop, at + _LONGEST_PHRASE))
    if end == at:
        return at
    return _ties(line, end, min(stop, at + 2 * _LONGEST_PHRASE), wide)


def _core(line: Words, at: int, stop: int) -> int:
    begin = at
    at = _past_attribute(line, at, stop)
    while at < stop and line.tokens[at].quote < 0 and not _is_noun(line, at):
        bits = line.bits[at]
        if bits & PREP or not (bits & (_NUMBERS | ADJ | PART) or (bits & ADV and at > begin)):
            return begin
        at += 1
    if at >= stop:
        return begin
    while at < stop and _is_noun(line, at):
        at += 1
        if (
            at + 1 < stop
            and line.low[at] in _JOINTS
            and _is_noun(line, at + 1)
            and _is_name(line, at)
        ) or (at < stop and line.low[at].isdigit()):
            at += 1
    return at


def _is_initial(line: Words, at: int) -> bool:
    """Return whether the full stop is that of "Jürgen R. Thumann"."""
    return len(line.low[at - 1]) == 1 and _is_noun(line, at + 1)


def _past_attribute(line: Words, at: int, stop: int) -> int:
    """Step over "die zur Gruppe gehörende": a prepositional phrase inside a noun phrase."""
    if not (at + 1 < stop and line.bits[at] & _NUMBERS and line.bits[at + 1] & PREP):
        return at
    for index in range(at + 2, min(stop - 1, at + _LONGEST_ATTRIBUTE)):
        if line.low[index] in _BREAKS or line.bits[index] & (AUX | MODAL):
            return at
        small = line.bits[index] & (ADJ | PART) and line.tokens[index].text[:1].islower()
        if (
            small
            and not line.bits[index] & PREP
            and line.bits[index + 1] & NOUN
            and line.bits[index - 1] & (NOUN | TIME)
        ):
            return index
    return at


def _is_name(line: Words, at: int) -> bool:
    return line.low[at] not in {"den", "zu", "la"}


def _is_noun(line: Words, at: int) -> bool:
    if line.tokens[at].quote >= 0:
        return len(line.tokens[at].text) < _LONGEST_NAME
    if line.bits[at] & TIME and not line.tokens[at].text.isupper():
        return False
    return bool(line.bits[at] & NOUN)


def _ties(line: Words, at: int, stop: int, wide: bool) -> int:
    while at < stop:
        low = line.low[at]
        if at in line.closing:
            at = line.closing[at] + 1
            continue
        tied = low in _TIES or low in _GENITIVE or (wide and line.bits[at] & PREP)
        joined = low in {"und", "sowie"}
        bare = (
            low.endswith("er")
            and line.bits[at] & ADJ
            and at + 1 < stop
            and line.bits[at + 1] & NOUN
        )
        if low == "für" and not wide and line.low[at - 1] in line.grammar.sets["source_nouns"]:
            return at
        if low in {"vom", "von"} and line.bits[at + 1] & TIME:
            at += 3 if at + 2 < stop and line.low[at + 2].isdigit() else 2
            continue
        if not (tied or joined or bare):
            return at
        begin = at + (1 if joined or (low not in _GENITIVE and not bare) else 0)
        end = _core(line, begin, stop)
        if end == begin:
            return at
        at = end
    return at
