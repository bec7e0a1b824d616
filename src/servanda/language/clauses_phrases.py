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
    CONJ,
    DET,
    FIN,
    MODAL,
    NOUN,
    OBL,
    PART,
    PREP,
    PRON,
    SMALL,
    SUBJ,
    TIME,
    Grammar,
)  # fmt: skip
from servanda.language.names_found import is_given
from servanda.language.tokens import Token

__all__ = ["ABSTRACT", "Words", "closes_attribute", "done_by", "negates_verb", "noun_phrase"]

_BREAKS = frozenset(",;:–—-")
_LONGEST_ATTRIBUTE = 10
_LONGEST_NAME = 60
_LONGEST_PHRASE = 30
_JOINTS = frozenset("von van de da den zu del di al bin ibn la le du y ten el".split())
ABSTRACT = ("ung", "ungen", "heit", "keit", "schaft", "ion", "ionen", "tät", "nahme")
_THINGS = ("ungen", "heiten", "keiten", "täten")
_APOSTROPHES = frozenset(("'", "’"))
_SIBILANTS = ("s", "ß", "x", "z")
_NEXT = 2
_YEAR = 4
_NUMBERS = DET | OBL
_BEFORE_NOUN = DET | OBL | ADJ
_VERB = FIN | SUBJ


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
    paired = line.grammar.sets["paired"]
    if line.low[at] in paired and at + 1 < stop:
        return _both(line, at, stop, wide)
    end = _core(line, at, min(stop, at + _LONGEST_PHRASE))
    if end == at:
        return at
    return _ties(line, end, min(stop, at + 2 * _LONGEST_PHRASE), wide)


def _both(line: Words, at: int, stop: int, wide: bool) -> int:
    """Read "sowohl X als auch Y" and "weder X noch Y"."""
    first = _core(line, at + 1, min(stop, at + _LONGEST_PHRASE))
    if first == at + 1:
        return at
    first = _ties(line, first, min(stop, at + _LONGEST_PHRASE), wide)
    second = first
    while second < min(stop, first + _NEXT) and line.low[second] in {"als", "wie", "auch", "noch"}:
        second += 1
    if second == first:
        return at
    end = _core(line, second, min(stop, second + _LONGEST_PHRASE))
    return at if end == second else _ties(line, end, min(stop, second + _LONGEST_PHRASE), wide)


def _core(line: Words, at: int, stop: int) -> int:
    begin = at
    at = _past_attribute(line, at, stop)
    while at < stop and line.tokens[at].quote < 0 and not _is_noun(line, at):
        if not _stands_before_noun(line, at, begin):
            return begin
        at += 1
    if at >= stop:
        return begin
    while at < stop and (
        (_is_noun(line, at) and not (at > begin and _says_more(line, at)))
        or _is_name_alike(line, at)
    ):
        at = _past_noun(line, at + 1, stop)
    return at


def _is_name_alike(line: Words, at: int) -> bool:
    """Return whether a capital word behind a noun is a name that looks like an adverb: "Kurz"."""
    if not line.tokens[at].capital or line.tokens[at].quote >= 0 or line.bits[at] & (TIME | PRON):
        return False
    return bool(line.bits[at] & ADV and line.bits[at - 1] & NOUN)


def _stands_before_noun(line: Words, at: int, begin: int) -> bool:
    """Return whether a word can stand in a noun phrase before its noun: "die neu ernannten"."""
    bits = line.bits[at]
    if bits & PREP:
        return False
    if bits & (_NUMBERS | ADJ | PART) or (bits & ADV and at > begin):
        return True
    plain = bits == SMALL and at > begin
    return plain and bool(line.bits[at + 1] & (ADJ | PART) and line.bits[at + 2] & (NOUN | ADJ))


def _says_more(line: Words, at: int) -> bool:
    """Return whether marked words, or those behind them, are no part of a name before."""
    if line.tokens[at].quote >= 0:
        return line.tokens[at].text[1:2].islower() and bool(line.bits[at - 1] & NOUN)
    before = line.tokens[at - 1]
    if before.quote >= 0:
        return before.end < line.tokens[at].begin
    return _is_thing(line, at) and bool(line.bits[at - 1] & NOUN)


def _is_thing(line: Words, at: int) -> bool:
    """Return whether a noun is a plural of things, no part of a name: "laut X Störungen"."""
    low = line.low[at]
    return low.endswith(_THINGS) and not low[:-2].endswith(tuple(line.grammar.sets["bodies"]))


def _past_noun(line: Words, at: int, stop: int) -> int:
    """Step over what ties two nouns to one: "von", a number, the stop of "Dr.", a hyphen."""
    if at >= stop:
        return at
    low = line.low[at]
    if low[:1].isdigit():
        return at + 1 if _is_number_of(line, at) else at
    if low == "." and line.low[at - 1] in line.grammar.sets["firms"]:
        return at + 1  # "Acme Inc. teilte mit"
    return _past_joint(line, at, stop) if at + 1 < stop else at


def _past_joint(line: Words, at: int, stop: int) -> int:
    """Step over a word or mark between two nouns of one name, if it joins them."""
    low = line.low[at]
    genitive = low in _APOSTROPHES and line.low[at - 1].endswith(_SIBILANTS)
    if genitive or (low in _JOINTS and _is_name(line, at)):  # "Merz' Stellvertreter"
        return at + 1 if _is_noun(line, at + 1) else at
    if low == "." and _is_short(line, at - 1):
        return at + 1 if _is_noun(line, at + 1) else at + 2 * line.low[at + 1][:1].isdigit()
    return _past_hyphen(line, at, stop) if low == "-" else at


def _is_number_of(line: Words, at: int) -> bool:
    """Return whether a number belongs to the noun before it: "Artikel 5", "Bündnis 90/Die"."""
    after = line.bits[at + 1]
    dated = len(line.low[at]) == _YEAR and line.low[at].isdigit()
    if dated and line.low[at - 1] in line.grammar.sets["source_nouns"]:
        return False  # "soll nach Angaben 2030 fertig sein"
    if line.low[at].isdigit():
        return not after & (NOUN | ADJ) or bool(after & TIME) or line.low[at][0] == "0"
    return "/" in line.low[at] and bool(after & NOUN)


def _is_short(line: Words, at: int) -> bool:
    """Return whether the full stop behind a word is that of "R." or "Dr."."""
    return len(line.low[at]) == 1 or line.low[at] in line.grammar.sets["shortened"]


def _past_hyphen(line: Words, at: int, stop: int) -> int:
    """Step over the hyphen of "Such- und Rettungsdienst" and of marked words before a noun."""
    tokens = line.tokens
    if tokens[at].begin != tokens[at - 1].end:
        return at
    if tokens[at].end == tokens[at + 1].begin:
        return at + 1 if _is_noun(line, at + 1) else at
    joined = line.bits[at + 1] & CONJ and at + 2 < stop and _is_noun(line, at + 2)
    return at + 2 if joined else at


def _past_attribute(line: Words, at: int, stop: int) -> int:
    """Step over what stands before the adjective it belongs to inside a noun phrase.

    "Die zur Gruppe gehörende Firma", "die den Verein leitende Maria", "die 30 Mann starke
    Wache".
    """
    if not (at + 1 < stop and line.bits[at] & _NUMBERS and _opens_attribute(line, at + 1)):
        return at
    for index in range(at + 2, min(stop - 1, at + _LONGEST_ATTRIBUTE)):
        if line.low[index] in _BREAKS or line.bits[index] & (AUX | MODAL):
            return at
        small = line.bits[index] & (ADJ | PART | FIN) and line.tokens[index].text[:1].islower()
        looks = not line.bits[index] & FIN or line.low[index].endswith(("te", "ten"))
        if (
            small
            and looks
            and not line.bits[index] & PREP
            and line.bits[index + 1] & NOUN
            and line.bits[index - 1] & (NOUN | TIME)
        ):
            return index
    return at


def closes_attribute(line: Words, last: int) -> bool:
    """Return whether an article and a preposition open a phrase before an adjective.

    "Ein am Montag" in "ein am Montag veröffentlichter Bericht", "das von X" in "das von X
    formulierte Ziel".

    Args:
        line: The sentence.
        last: Index of the word before what looks like a verb.
    """
    if last < 1 or not line.bits[last] & (NOUN | TIME):
        return False
    for index in range(last - 1, max(0, last - _LONGEST_ATTRIBUTE), -1):
        bits = line.bits[index]
        if bits & PREP and not bits & NOUN:
            if line.low[index - 1] in line.grammar.sets["attribute_articles"]:
                return True
        elif not bits & (NOUN | TIME | DET | OBL | ADJ):
            return False
    return False


def negates_verb(line: Words, at: int) -> bool:
    """Return whether "nicht" negates the verb: not in "nicht nur", "ein nicht genannter Zeuge"."""
    if line.low[at + 1] in line.grammar.sets["not_negated_before"]:
        return False
    inside = line.bits[at - 1] & (DET | OBL | PREP) and line.bits[at + 1] & (ADJ | PART)
    return not (inside and line.bits[at + 2] & NOUN)


def done_by(line: Words, at: int) -> bool:
    """Return whether a participle opens a clause put in: "X, vertreten durch Y, ..."."""
    behind = at > 0 and line.low[at - 1] == "," and bool(line.bits[at] & PART)
    return behind and line.low[at + 1] in line.grammar.sets["told_agents"]


def _opens_attribute(line: Words, at: int) -> bool:
    """Return whether a preposition, a second article or a number and its noun begins here."""
    if line.bits[at] & (PREP | DET | OBL):
        return True
    return line.low[at].isdigit() and bool(line.bits[at + 1] & NOUN)


def _is_name(line: Words, at: int) -> bool:
    return line.low[at] not in {"den", "zu", "la"}


def _is_noun(line: Words, at: int) -> bool:
    if line.tokens[at].quote >= 0:
        return len(line.tokens[at].text) < _LONGEST_NAME
    if line.bits[at] & TIME and not line.tokens[at].text.isupper():
        return False
    return bool(line.bits[at] & NOUN)


def _ties(line: Words, at: int, stop: int, wide: bool) -> int:
    """Follow what hangs on a noun phrase: genitives, "von", a place, a second one behind "und"."""
    while at < stop:
        if at in line.closing:
            at = line.closing[at] + 1
            continue
        if line.low[at] in {"vom", "von"} and line.bits[at + 1] & TIME:
            at += 3 if at + 2 < stop and line.low[at + 2].isdigit() else 2
            continue
        if _is_year(line, at, stop):
            at += 2 if line.low[at] == "von" else 4
            continue
        begin = _tied(line, at, stop, wide)
        end = _core(line, begin, stop) if begin >= 0 else begin
        if end <= begin:
            return at
        at = end
    return at


def _is_year(line: Words, at: int, stop: int) -> bool:
    """Return whether "von 1961" or "aus dem Jahr 2005" dates what stands before."""
    if line.low[at] == "von":
        return at + 1 < stop and line.low[at + 1].isdigit() and len(line.low[at + 1]) == _YEAR
    dated = line.low[at : at + _NEXT] == ["aus", "dem"] and at + 3 < stop
    return dated and line.low[at + 2] in {"jahr", "jahre"} and line.low[at + 3].isdigit()


def _tied(line: Words, at: int, stop: int, wide: bool) -> int:
    """Return where the phrase begins that hangs on the one before ``at``, -1 if none does."""
    low, bits = line.low[at], line.bits[at]
    if low in line.grammar.sets["genitives"]:
        dative = low == "der" and at >= _NEXT and _is_full_name(line, at)
        return -1 if low == "der" and (dative or _is_nominative(line, at, stop)) else at
    if low in {"und", "sowie"} or (
        wide and bits & PREP and low not in line.grammar.sets["never_tie"]
    ):
        return at + 1
    if low.endswith("er") and bits & ADJ and at + 1 < stop and line.bits[at + 1] & NOUN:
        return at
    return at + 1 if _hangs(line, at, stop) else -1


def _is_full_name(line: Words, at: int) -> bool:
    """Return whether a given name and a surname stand before ``at``: no genitive follows them."""
    return line.tokens[at - 1].capital and is_given(line.tokens[at - _NEXT], line.grammar.lexicon)


def _hangs(line: Words, at: int, stop: int) -> bool:
    """Return whether a preposition ties its phrase to the noun before it."""
    low = line.low[at]
    if low in {"in", "im"}:
        return _is_seat(line, at, stop)
    if low == "für" and line.low[at - 1] in line.grammar.sets["source_nouns"]:
        return False
    if low == "aus" and not line.bits[at + 1] & (NOUN | DET | OBL):
        return False
    if low == "aus" and line.low[at + 1].endswith(tuple(line.grammar.sets["motives"])):
        return False
    return low in line.grammar.sets["ties"]


def _is_nominative(line: Words, at: int, stop: int) -> bool:
    """Return whether "der" begins a subject: "der Präsident" can be no genitive."""
    end = _core(line, at, stop)
    return end > at and line.low[end - 1].endswith(tuple(line.grammar.sets["masculine"]))


def _is_seat(line: Words, at: int, stop: int) -> bool:
    """Return whether "in Genf", "im Landtag" tells which body is meant, not where it speaks.

    That it does only behind a body; people speak where they are.
    """
    if not line.bits[at - 1] & NOUN and line.low[at - 1] != ")":
        return False
    before = line.bits[at - _NEXT] if at >= _NEXT else 0
    if line.low[at - 1] != ")" and (not before & _BEFORE_NOUN or before & _VERB):
        return False
    if line.low[at] == "in":
        place = at + 1
        return place < stop and _is_place(line, place)
    end = _core(line, at + 1, stop)
    return end > at + 1 and line.low[end - 1].endswith(tuple(line.grammar.sets["seats"]))


def _is_place(line: Words, at: int) -> bool:
    low = line.low[at]
    if line.tokens[at].quote >= 0 or not line.bits[at] & NOUN or line.bits[at] & TIME:
        return False
    return not low.endswith(ABSTRACT) and low not in line.grammar.sets["no_places"]
