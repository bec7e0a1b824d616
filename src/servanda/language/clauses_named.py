"""The first phrase of a clause that can be its subject, and the apposition behind a phrase.

"Am Montag sagte ein Sprecher in Kiew, Ivan X, ..." names "ein Sprecher in Kiew, Ivan X". Where
the subject of a verb stands is decided in ``clauses_subjects``.

Main path: ``first_phrase``, ``with_apposition``.
"""

from __future__ import annotations

from servanda.language.clauses import HANGING, Line
from servanda.language.clauses_phrases import done_by
from servanda.language.clauses_words import (
    ADJ,
    ADV,
    AUX,
    CONJ,
    DET,
    MODAL,
    NOUN,
    OBL,
    PREP,
    PRON,
    TIME,
)  # fmt: skip
from servanda.language.names_found import is_given

__all__ = ["closed_apposition", "first_phrase", "is_person", "with_apposition"]

_TWO = 2
_NEAR = 5
_DASHES = frozenset(("–", "—", "-"))
_LONGEST_ASIDE = 14
_NAME_SIZES = (2, 3)


def first_phrase(line: Line, begin: int) -> tuple[int, int]:
    """Return the first phrase from ``begin`` on that can be a subject."""
    at, sets = begin, line.grammar.sets
    while at < min(line.size, begin + 26):
        bits, low = line.bits[at], line.low[at]
        if low == "." and line.bits[at - 1] & ADV:
            at += 1  # that of "u.a."
            continue
        if low and not low[0].isalnum() and at not in line.closing:
            closed = _closing_dash(line, at)
            if closed < 0:
                return begin, begin
            at = closed + 1
            continue
        if low in sets["neuter"] and _object_first(line, at):
            at += 1  # "sah es der Prüfer", "findet das die Ministerin"
            continue
        if low in {"er", "sie", "es", "man", "wir", "ich"}:
            return at, at + 1
        if bits & (PREP | TIME) or (bits & OBL and not bits & DET):
            at = _past_adverbial(line, at)
            continue
        if bits & (AUX | MODAL) or (bits & CONJ and low not in {"sowie"}):
            return begin, begin
        bare = bits & (PRON | ADV) and not bits & (NOUN | DET)
        end = at if bare else line.noun_phrase(at, line.size)
        if end > at:
            return at, closed_apposition(line, _to_its_name(line, at, end))
        if bits & PRON:  # "sagte sie", "sagte dieser"
            return at, at + 1
        at += 1
    return begin, begin


def _closing_dash(line: Line, at: int) -> int:
    """Return the dash that closes what the one at ``at`` puts in, -1 if there is none near."""
    if line.low[at] not in _DASHES or line.tokens[at - 1].end == line.tokens[at].begin:
        return -1
    reach = range(at + 2, min(line.size - 1, at + _LONGEST_ASIDE))
    return next((i for i in reach if line.low[i] == line.low[at]), -1)


def _object_first(line: Line, at: int) -> bool:
    """Return whether "es", "das", "dies" is the object of the verb before it: a subject follows."""
    sets = line.grammar.sets
    if at + 1 >= line.size or not line.is_finite(at - 1) or line.low[at - 1] in sets["being_there"]:
        return False
    after = line.bits[at + 1]
    article = bool(after & DET) and line.low[at + 1] in sets["subject_articles"]
    given = is_given(line.tokens[at + 1], line.grammar.lexicon)
    office = bool(line.grammar.lexicon.role_of(line.tokens[at + 1].text)) and line.low[at] == "es"
    end = line.noun_phrase(at + 1, line.size) if article else 0
    return given or office or end > at + _TWO


def _past_adverbial(line: Line, at: int) -> int:
    """Step over a phrase that is no subject, not over who is named behind a day."""
    bits = line.bits[at]
    if bits & PREP and line.low[at + 1] in line.grammar.sets["adverb_ends"]:
        hangs = line.segments[line.of[at]].kind in HANGING  # "denen unter anderem X vorwirft"
        if hangs or is_person(line, (at + _TWO, at + _NEAR)):
            return at + _TWO
    if bits & PREP and at + _TWO < line.size and line.bits[at + 1] & TIME:
        after = at + _TWO + line.low[at + _TWO].isdecimal()
        if after < line.size and not line.bits[after] & (TIME | OBL):
            return after
    return max(at + 1, line.noun_phrase(at + 1 if bits & (PREP | TIME) else at, line.size))


def _to_its_name(line: Line, begin: int, end: int) -> int:
    """Go on to the comma behind which somebody is named: "ein Sprecher in Kiew, Ivan X,"."""
    if end >= line.size or not line.bits[end] & PREP:
        return end
    wide = line.noun_phrase(begin, line.size, wide=True)
    if wide + 1 >= line.size or line.low[wide] != ",":
        return end
    if any(is_given(token, line.grammar.lexicon) for token in line.tokens[begin:end]):
        return end
    named = is_given(line.tokens[wide + 1], line.grammar.lexicon)
    return wide if named or _is_bare_name(line, wide + 1) else end


def _is_bare_name(line: Line, begin: int) -> bool:
    """Return whether nothing but two or three capital words stand between two commas."""
    segment = line.segments[line.of[begin]]
    closed = segment.end < line.size and line.low[segment.end] == ","
    if not closed or segment.end - segment.begin not in _NAME_SIZES:
        return False
    inside = range(segment.begin, segment.end)
    no_name = DET | OBL | ADJ | TIME
    return all(
        line.bits[at] & NOUN and not line.bits[at] & no_name and line.tokens[at].quote < 0
        for at in inside
    )


def closed_apposition(line: Line, end: int) -> int:
    """Follow an apposition behind a phrase: it ends at a comma or with the sentence."""
    if end < line.size and line.low[end] == ",":
        number = line.of[end] + 1
        if number < len(line.segments):
            segment = line.segments[number]
            said = line.tokens[segment.begin].text[1:2].islower() and segment.begin in line.quotes
            bits = PREP | ADV | CONJ
            said = said or line.low[segment.begin] in line.grammar.sets["accusative"]
            if segment.kind == "part" and not said and not line.bits[segment.begin] & bits:
                narrow = line.noun_phrase(segment.begin, segment.end)
                after = line.low[narrow] == "nach" and is_person(line, (segment.begin, narrow))
                if after:  # "sagte X, Trainer der Y nach dem Spiel"
                    return narrow
                phrase = line.noun_phrase(segment.begin, segment.end, wide=True)
                if phrase == segment.end:
                    return phrase
                if phrase > segment.begin and _may_end(line, segment.begin, phrase):
                    return phrase
    return end


def _may_end(line: Line, begin: int, end: int) -> bool:
    """Return whether an apposition ends without a comma: ", Leiter des Amts am Montag."."""
    if line.low[end] in line.grammar.sets["particles"]:
        return True
    return bool(line.bits[end] & (PREP | TIME | ADV)) and is_person(line, (begin, end))


def with_apposition(line: Line, end: int, stop: int) -> int:
    """Follow ", Mark Rutte," and ", head of the agency," up to the verb."""
    while end < stop and line.low[end] in {",", "–"}:
        number = line.of[end] + 1
        if number >= len(line.segments):
            break
        segment = line.segments[number]
        if segment.begin >= stop or line.bits[segment.begin] & (PREP | ADV):
            break
        if done_by(line, segment.begin):
            break
        if segment.kind != "part":  # no comma behind it: "X, head of Y said"
            phrase = line.noun_phrase(segment.begin, stop, wide=True)
            return stop if phrase == stop else end
        end = min(segment.end, stop)
    return end


def is_person(line: Line, phrase: tuple[int, int]) -> bool:
    """Return whether a phrase names somebody by office or given name."""
    lexicon = line.grammar.lexicon
    if line.bits[phrase[0]] & OBL and not line.bits[phrase[0]] & DET:
        return False
    near = line.tokens[phrase[0] : min(phrase[1], phrase[0] + _NEAR)]
    return any(t.capital and (lexicon.role_of(t.text) or is_given(t, lexicon)) for t in near)
