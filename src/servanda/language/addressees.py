"""To whom something is said: the object of the verb of saying, or "gegenüber X".

A verb has its hearer in the accusative ("bat die Stadt, ...") or in the dative ("warf der
Stadt vor, ..."); in the passive the hearer is the subject ("die Stadt wurde gebeten") or
keeps its dative. Any saying may have "gegenüber X", "im Gespräch mit X", "vor Journalisten".

Main path: ``addressed``. Which verb is whose is data (``to_...`` in ``clauses.yaml``); what
is said, and by whom, is decided before.
"""

from __future__ import annotations

from collections.abc import Sequence

from servanda.language.clauses import Line
from servanda.language.clauses_cues import Cue
from servanda.language.clauses_subjects import inner_subject, subject_by_place
from servanda.language.clauses_words import ADV, CONJ, NOUN, PREP, TIME
from servanda.language.quotations_said import Run, Said

__all__ = ["add_addressees"]

_SHORTEST = 3
_LONGEST = 40
_TALK_REACH = 3


def add_addressees(line: Line, cues: Sequence[Cue], said: Sequence[Said]) -> None:
    """Name to whom each of these quotations of a sentence is said, where the sentence does."""
    for each in said:
        if each.addressee is None and (each.cue or each.type == "Reported"):
            cue = _cue_of(cues, each)
            each.addressee = _by_word(line, each, cue)
            if each.addressee is None and cue is not None:
                each.addressee = _by_verb(line, cue, each)


def _cue_of(cues: Sequence[Cue], said: Said) -> Cue | None:
    own = {*said.cue, said.anchor}
    return next((cue for cue in cues if cue.at in own), None)


def _runs(line: Line, said: Said) -> list[Run]:
    """Return the clause of saying: the frame, or the whole of what is told."""
    return list(said.quote if said.type == "Reported" else said.frame)


def _by_word(line: Line, said: Said, cue: Cue | None) -> Run | None:
    """Read "gegenüber X", "im Gespräch mit X", "vor Journalisten", "an X appellieren"."""
    sets = line.grammar.sets
    an = cue is not None and cue.saying.lemma in sets["to_an"]
    von = cue is not None and cue.saying.lemma in sets["to_von"]
    for first, last in _runs(line, said):
        for at in range(max(first, cue.head if cue is not None else first), last):
            low = line.low[at]
            if low == "gegenüber":
                return _opposite(line, at, last)
            if low == "mit" and _is_talk(line, at - 1):
                return _phrase(line, at + 1, last)
            if low in sets["to_before"]:
                found = _phrase(line, at + 1, last)
                if found is not None and _has_audience(line, found):
                    return found
            if (an and low == "an") or (von and low in {"von", "vom"}):
                found = _phrase(line, at + 1, last)
                if found is not None:
                    return found
    return None


def _opposite(line: Line, at: int, stop: int) -> Run | None:
    """Return who stands behind "gegenüber", or before it: "ihm gegenüber"."""
    found = _phrase(line, at + 1, stop)
    if found is None and at > line.first and line.low[at - 1] in line.grammar.sets["to_whom"]:
        return at - 1, at
    return found


def _phrase(line: Line, at: int, stop: int) -> Run | None:
    if line.bits[at] & TIME:
        return None
    if line.low[at] in line.grammar.sets["to_whom"]:
        end = line.noun_phrase(at, stop)
        return at, max(end, at + 1)
    end = _end(line, at, stop)
    return (at, end) if end > at else None


def _end(line: Line, at: int, stop: int) -> int:
    """Return the end of the noun phrase at ``at``, with an agency written small ("dpa")."""
    end = line.noun_phrase(at, stop)
    small = line.grammar.sets["to_small_names"]
    return end + 1 if at < end < stop and line.low[end] in small else end


def _is_talk(line: Line, at: int) -> bool:
    """Return whether "Interview" or "Gespräch" stands at ``at`` or a little before."""
    talks = line.grammar.sets["to_talks"]
    for index in range(at, max(line.first - 1, at - _TALK_REACH), -1):
        low = line.low[index]
        if line.bits[index] & NOUN and _ends_in(low, talks):
            return True
        if not low or not low[0].isalpha():
            return False
    return False


def _ends_in(low: str, words: frozenset[str]) -> bool:
    if low in words:
        return True
    return any(low[cut:] in words for cut in range(1, min(len(low) - _SHORTEST, _LONGEST)))


def _has_audience(line: Line, run: Run) -> bool:
    """Return whether the phrase names people who listen, or a newspaper or station."""
    audiences = line.grammar.sets["to_audiences"]
    return any(_ends_in(line.low[at], audiences) for at in range(*run) if line.bits[at] & NOUN)


def _by_verb(line: Line, cue: Cue, said: Said) -> Run | None:
    sets, lemma = line.grammar.sets, cue.saying.lemma
    accusative = lemma in sets["to_accusative"]
    if accusative and cue.passive:
        return _patient(line, cue)
    if not accusative and lemma not in sets["to_dative"] and lemma not in sets["to_dative_only"]:
        return None
    taken = cue.subject if cue.subject[1] > cue.subject[0] else (-1, -1)
    if accusative and taken[0] < 0:
        return None
    own = {cue.segment, *(line.of[at] for at in cue.words)}
    for first, last in _runs(line, said):
        at = max(first, cue.head)
        while at < last:
            if taken[0] <= at < taken[1]:
                at = taken[1]
            elif at in cue.words or line.of[at] not in own or line.tokens[at].quote >= 0:
                at += 1
            elif line.bits[at] & (PREP | TIME):
                at = max(at + 1, line.noun_phrase(at + 1, last))
            else:
                bare = accusative or (said.type != "Reported" and 0 <= taken[0] < at)
                found = _object(line, at, last, lemma, accusative=accusative, bare=bare)
                if found is not None:
                    return found
                at = max(at + 1, line.noun_phrase(at, last))
    return None


def _object(
    line: Line, at: int, stop: int, lemma: str, *, accusative: bool, bare: bool
) -> Run | None:
    """Return the phrase at ``at`` if it can be the hearer by its first word.

    Args:
        line: The sentence.
        at: Where the phrase begins.
        stop: Where it must have ended.
        lemma: The verb.
        accusative: Whether its hearer stands in the accusative.
        bare: Whether a noun without an article can be nothing else.
    """
    sets, low = line.grammar.sets, line.low[at]
    if line.bits[at] & CONJ or low in {"sich", "es"}:
        return None
    end = _end(line, at, stop)
    whom = low in sets["to_whom"] or low in sets["to_whom_accusative"]
    if end == at and not whom:
        return None
    if accusative:
        fits = low not in sets["to_never_accusative"]
    elif lemma in sets["to_dative_only"]:
        fits = low not in sets["to_accusative_words"]
    else:
        fits = low in sets["to_dative_words"] or (bare and bool(line.bits[at] & NOUN))
    if not fits or (line.bits[at] & ADV and not whom):
        return None
    return at, max(end, at + 1)


def _patient(line: Line, cue: Cue) -> Run | None:
    """Return the subject of a passive: who is asked, warned or accused."""
    if cue.last:
        found = inner_subject(line, line.segments[cue.segment].begin, cue.finite)
    else:
        found = subject_by_place(line, cue.head, cue.finite)
    if found[1] <= found[0] or found == cue.subject or line.low[found[0]] == "es":
        return None
    if found[0] < cue.subject[0] < found[1]:  # "die Stadt von Bürgern": who asks is cut off
        return found[0], cue.subject[0] - 1
    return found
