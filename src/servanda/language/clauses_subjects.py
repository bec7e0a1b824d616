"""Who the subject of a verb is, and where its clause begins.

German: what stands before the finite verb, over apposition and relative clause; or, if an
adverbial, an object or what is said stands there, the first phrase behind it that can be
a subject. In a passive it is whoever stands behind "von".

Main path: ``head_of``, then ``subject_by_place``.
"""

from __future__ import annotations

from servanda.language.clauses import FINITE, Line, Segment
from servanda.language.clauses_attributes import attribute_first
from servanda.language.clauses_datives import is_fronted_dative
from servanda.language.clauses_named import first_phrase, is_person, with_apposition
from servanda.language.clauses_phrases import ABSTRACT
from servanda.language.clauses_words import (
    ACC,
    ADJ,
    ADV,
    CONJ,
    DET,
    LEAD,
    NOUN,
    OBL,
    PART,
    PREP,
    PRON,
    REL,
    SUBJ,
    THAT,
    TIME,
)  # fmt: skip
from servanda.language.speakers import is_speaker

__all__ = [
    "cited",
    "head_of",
    "inner_subject",
    "subject_by_place",
    "subject_of",
]

_NAME_WORDS = 2
_TWO = 2
_JOINING = frozenset(("und", "aber", "sondern", "doch"))
_SUBJECTS = frozenset(("er", "sie", "man", "wir"))
_MASCULINE = frozenset(("der", "ein", "dieser", "kein", "jeder"))
_ADVERBIAL = (
    "lich",
    "gemäß",
    "weise",
    "haft",
    "ßend",
    "mals",
    "lang",
    "seits",
    "falls",
    "ig",
    "end",
)
_OBJECTS = frozenset(("den", "die", "das"))
_OWNERS = frozenset(("dessen", "deren"))


def head_of(line: Line, finite: int) -> int:
    """Return where the clause of a verb begins, over what is put in before its verb.

    What stands in the place before the verb may hold commas: apposition, relative clause,
    a clause before the main one.
    """
    number = line.of[finite]
    segment = line.segments[number]
    begin = _after_and(line, segment.begin, finite)
    if begin != segment.begin or (segment.verb != finite and segment.verb >= 0):
        return begin
    at_start = begin == finite
    while number > 0:
        before = line.segments[number - 1]
        mark = line.low[before.end] if before.end < line.size else ""
        if line.tokens[before.end - 1].quote >= 0 and _is_long(line, before.end - 1):
            break
        if mark in {":", ";"} or before.kind == "main":
            break
        if before.kind in {"rel", "part", "inf", "sub", "that", "wh"} and (
            at_start or before.kind in {"part", "rel"}
        ):
            if not at_start and not _closes(line, number) and not _is_nominal(line, before):
                break
            number -= 1
            begin = before.begin
            continue
        break
    return begin


def _is_long(line: Line, at: int) -> bool:
    """Return whether marked words are more than a name."""
    return at == line.first or line.tokens[at].text.count(" ") >= _NAME_WORDS


def _is_nominal(line: Line, segment: Segment) -> bool:
    """Return whether a clause without a verb is a phrase that can begin a subject."""
    bits = line.bits[segment.begin]
    return segment.kind == "part" and bool(bits & (NOUN | DET)) and not bits & (PREP | ADV | CONJ)


def _closes(line: Line, number: int) -> bool:
    """Return whether the clause ``number`` carries on a phrase broken off before a comma."""
    begin = line.segments[number].begin
    return bool(line.bits[begin] & FINITE and line.is_finite(begin))


def _after_and(line: Line, begin: int, finite: int) -> int:
    """Return where the last conjunct begins: behind "und" before its verb."""
    for at in range(finite - 1, begin - 1, -1):
        if line.bits[at] & CONJ and line.low[at] in {
            "und",
            "aber",
            "sondern",
            "oder",
            "doch",
            "denn",
        }:
            verb_before = any(line.is_finite(i) for i in range(begin, at))
            if verb_before or at == begin:
                return at
    return begin


def subject_by_place(line: Line, head: int, finite: int) -> tuple[int, int]:
    """Return the subject of the clause that begins at ``head``; equal indices if none is named."""
    return _not_only(line, head, finite) or _by_place(line, head, finite)


def _by_place(line: Line, head: int, finite: int) -> tuple[int, int]:
    """Return what stands before the verb or behind it as its subject."""
    segment = line.segments[line.of[finite]]
    again = head == segment.begin and head < segment.verb < finite and segment.kind == "main"
    if again and line.low[finite + 1] in _JOINING:
        finite = segment.verb  # a second verb without "und": "X nannte es klug stellte aber fest"
        head = head_of(line, finite)
    at = _past_lead(line, head, finite)
    behind = first_phrase(line, finite + 1)
    if at >= finite:
        pronoun = behind[1] > behind[0] and line.bits[behind[0]] & PRON
        pronoun = pronoun and line.low[behind[0]] not in line.grammar.sets["either_case"]
        joined = head < finite and line.low[head] in _JOINING and head > line.first
        if joined and not pronoun:
            return subject_of(line, head, joined=True) or (finite, finite)
        if head > line.first and behind[1] <= behind[0] and line.low[finite + 1] in _JOINING:
            return subject_of(line, head, joined=True) or behind  # "..., sagte aber"
        return behind
    named = behind[1] > behind[0]
    if line.bits[at] & (THAT | PRON) and at + 1 == finite:
        return behind if named and line.bits[at] & THAT else (at, at + 1)
    one_of = line.low[at] == "einer" and line.low[at + 1] == "der"
    oblique = line.bits[at] & (OBL | ACC) and not line.bits[at] & DET and not one_of
    if line.bits[at] & (PREP | TIME) or oblique or is_fronted_dative(line, at, finite):
        attribute = attribute_first(line, at, finite)
        whole = attribute >= 0 and _with_example(line, attribute, finite) == finite
        return (at, finite) if whole else behind
    return _before_verb(line, at, finite, behind)


def _not_only(line: Line, head: int, finite: int) -> tuple[int, int] | None:
    """Return both who speak in "Nicht nur X, sondern auch Y warnte", None if not two do."""
    number, sets = line.of[head], line.grammar.sets
    if not number or line.low[head] not in sets["but_also"]:
        return None
    first = line.segments[number - 1]
    begin = first.begin + _TWO
    denied = line.low[first.begin] in sets["negating"]
    if not denied or line.low[begin - 1] not in sets["not_negated_before"]:
        return None
    second = _past_lead(line, head, finite)
    one = line.noun_phrase(begin, first.end, wide=True) == first.end
    two = line.noun_phrase(second, finite, wide=True) == finite
    named = one and two and second < finite and not line.bits[begin] & (PREP | OBL) & ~DET
    return (begin, finite) if named else None


def _past_lead(line: Line, head: int, finite: int) -> int:
    """Step over "und", marks, "auch" and the like at the beginning of a clause."""
    at = head
    while at < finite and (line.bits[at] & CONJ or not (line.low[at] or "x")[0].isalnum()):
        at += 1
    while at < finite - 1 and line.bits[at] & LEAD and not line.bits[at] & DET:
        at += 1
    return at


def _before_verb(line: Line, at: int, finite: int, behind: tuple[int, int]) -> tuple[int, int]:
    """Return the phrase before the verb, or the one behind it if that is the subject."""
    named = behind[1] > behind[0]
    if line.low[at] in _SUBJECTS and line.low[at + 1] in {"und", "sowie"}:
        both = line.noun_phrase(at + _TWO, finite, wide=True)
        return (at, both) if both == finite else behind
    end = _with_example(line, at, finite)
    if (
        end == at
        and line.bits[at] & DET
        and at + _TWO == finite
        and not line.bits[at + 1] & (ADV | TIME)
    ):
        return at, finite  # "die taz"
    if end == at or (named and _is_adverbial(line, at, finite)):
        return behind
    if named and behind[0] == finite + 1 and line.low[behind[0]] in _SUBJECTS:
        her = line.low[behind[0]] == "sie" and line.low[at] in _MASCULINE  # "Der Rat bat sie, ..."
        return (at, with_apposition(line, end, finite)) if her else behind
    if named and behind[0] == finite + 1 and _is_before_as_object(line, at, end, finite, behind):
        return behind
    return at, with_apposition(line, end, finite)


def _with_example(line: Line, at: int, finite: int) -> int:
    """Return where the phrase before the verb ends, with an example: "Beobachter wie Huber"."""
    end = line.noun_phrase(at, finite, wide=True)
    if not at < end < finite or line.low[end] not in line.grammar.sets["how"]:
        return end
    example = line.noun_phrase(end + 1, finite, wide=True)
    return example if example == finite else end


def _is_before_as_object(
    line: Line, at: int, end: int, finite: int, behind: tuple[int, int]
) -> bool:
    """Return whether the phrase before the verb is its object: the subject stands behind it.

    A thing is if a person stands there, or one bare word before "als": "Den Plan nannte
    Huber klug", "Eine Absage bezeichnete Huber als falsch". So is a plural before a singular,
    and a number before a body: "Die Zahl der Toten gab die Polizei mit drei an".
    """
    if line.low[_head(line, at, end)] in line.grammar.sets["amounts"] and _is_speaker(line, behind):
        return True
    bare = behind[1] == behind[0] + 1 and bool(line.bits[behind[0]] & NOUN)
    if _is_object(line, at, end) and (is_person(line, behind) or (bare and _is_as(line, behind))):
        return True
    plural = line.low[at] == "die" and bool(line.bits[at + 1] & ADJ and line.bits[at + 2] & NOUN)
    plural = plural and line.low[at + 1].endswith("en") and not line.bits[at + 1] & NOUN
    return plural and not line.low[finite].endswith(("n", "sind"))


def _head(line: Line, begin: int, end: int) -> int:
    """Return the index of the head of a phrase: its first noun."""
    return next((i for i in range(begin, end) if line.bits[i] & NOUN), begin)


def _is_speaker(line: Line, phrase: tuple[int, int]) -> bool:
    """Return whether a phrase holds one of the nouns that speak, not in the dative."""
    if line.bits[phrase[0]] & OBL and not line.bits[phrase[0]] & DET:
        return False
    inside = line.tokens[phrase[0] : phrase[1]]
    return any(t.capital and is_speaker(t.text, line.grammar.lexicon) for t in inside)


def _is_as(line: Line, phrase: tuple[int, int]) -> bool:
    return phrase[1] < line.size and line.low[phrase[1]] == "als"


def _is_object(line: Line, begin: int, end: int) -> bool:
    """Return whether the head of a phrase is what is done or said, and so nobody who speaks."""
    head = _head(line, begin, end)
    low, sets = line.low[head], line.grammar.sets
    if low.endswith(tuple(sets["bodies"])):
        return False
    if line.low[begin] in _MASCULINE and not low.endswith(ABSTRACT):
        return False  # "der Rat" is no object, and "der Behauptung" is a dative
    return low.endswith(ABSTRACT) or low in sets["nouns"] or low in sets["deeds"]


def _is_adverbial(line: Line, at: int, finite: int) -> bool:
    """Return whether the first word of a sentence is an adverb, by its shape."""
    if at != line.first or line.bits[at] & DET:
        return False
    small = line.grammar.word(line.low[at]).bits
    alone = at + 1 == finite or bool(line.bits[at + 1] & PREP)
    return alone and (line.low[at].endswith(_ADVERBIAL) or bool(small & PART))


def inner_subject(line: Line, begin: int, finite: int) -> tuple[int, int]:
    """Return the subject of a clause whose verb stands last."""
    at = begin
    if line.bits[at] & CONJ and at + 1 < finite:
        at += 1
    relative = line.segments[line.of[begin]].kind == "rel"
    if relative and line.bits[at] & PREP and line.bits[at + 1] & REL and at + _TWO < finite:
        owned = line.low[at + 1] in _OWNERS  # "in deren Folge X sagte"
        behind = line.noun_phrase(at + _TWO, finite) if owned else at + _TWO
        return first_phrase(line, behind)  # "von dem die Wache glaubt, ..."
    if line.bits[at] & REL and relative:
        following = at + 1
        named = line.low[at] == "die" and is_person(line, (following, following + _TWO))
        nominative = not named and line.low[at] in {
            "der",
            "die",
            "das",
            "welche",
            "welcher",
            "welches",
        }
        begins = line.low[following] in {"der", "die", "das", "ein", "eine", "er", "sie", "man"}
        if nominative and not (begins and line.low[at] != "der"):
            return at, at + 1
        return first_phrase(line, following)
    return first_phrase(line, at + 1)


def cited(
    line: Line, subject: tuple[int, int], head: int, finite: int, form: tuple[bool, bool]
) -> tuple[int, int]:
    """Return whom somebody quotes: the object, or the subject of "wird zitiert".

    Args:
        line: The sentence.
        subject: Who quotes.
        head: Index where the clause begins.
        finite: Its finite verb.
        form: Whether it is a passive, and whether its verb stands last.
    """
    passive, last = form
    if passive and last:
        begin, end = inner_subject(line, head, finite)
        return begin, subject[0] - 1 if begin < subject[0] < end else end
    if passive:
        return subject_by_place(line, head, finite)
    begin = max(finite + 1, subject[1])
    end = line.noun_phrase(begin, line.size)
    if end == begin and line.low[begin] in line.grammar.sets["to_whom_accusative"]:
        end = begin + 1  # "zitierte ihn"
    if end == begin:
        return subject
    before = subject[0] < finite or line.low[subject[0]] == "man"
    return (begin, end) if before or line.low[begin] in _OBJECTS else subject


def subject_of(line: Line, stop: int, *, joined: bool = False) -> tuple[int, int] | None:
    """Return the subject of the main clause before ``stop``, None if it has none.

    Args:
        line: The sentence.
        stop: Where the main clause must have begun and have its verb.
        joined: Whether a clause behind "und" asks: what is reported between has no share in it.
    """
    for number in range(line.of[stop], -1, -1):
        segment = line.segments[number]
        told = joined and number and line.bits[segment.verb] & SUBJ and not line.bits[stop] & SUBJ
        if segment.kind == "main" and segment.begin < stop and segment.verb < stop and not told:
            found = subject_by_place(line, head_of(line, segment.verb), segment.verb)
            return found if found[1] > found[0] else None
    if line.bits[line.first] & PRON and not line.bits[line.first] & (DET | THAT):
        return line.first, line.first + 1
    end = line.noun_phrase(line.first, stop)
    return (line.first, with_apposition(line, end, stop)) if end > line.first else None
