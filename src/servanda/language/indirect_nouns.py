"""Indirect speech behind a noun of saying: "die Ankündigung, dass ...", "der Meinung sein, ...".

Main path: ``spoken_by_noun`` -> ``Said``.
"""

from __future__ import annotations

from servanda.language.clauses import Line, Segment
from servanda.language.clauses_agents import agent
from servanda.language.clauses_cues import Cue
from servanda.language.clauses_subjects import subject_of
from servanda.language.clauses_words import ADJ, DET, NOUN, OBL, PART, PARTICLE, PREP, SUBJ
from servanda.language.indirect_ends import content_end
from servanda.language.quotations_said import Run, Said

__all__ = ["spoken_by_noun"]

_LONGEST = 30
_VERBS_BEHIND = 3
_ONE_VERB = 1
_NOUN_REACH = 10


def spoken_by_noun(line: Line, cues: list[Cue]) -> Said | None:
    """Return what is said behind a noun of saying before a comma, None if nothing is.

    A question says nothing of anybody: "Sind Sie sicher, dass ...?" asks.
    """
    if line.tokens[-1].text == "?":
        return None
    for number in range(len(line.segments) - 1):
        segment, following = line.segments[number], line.segments[number + 1]
        if line.low[segment.end] not in {",", ";"} or not _is_content(line, following):
            continue
        noun = _noun(line, segment.begin, segment.end)
        if noun < 0:
            noun = _state(line, segment)
        if noun >= 0:
            return _said(line, noun, following.begin, cues)
    return None


def _noun(line: Line, begin: int, end: int) -> int:
    """Return the noun of saying that ends a clause, a genitive behind it left out."""
    nouns = line.grammar.sets["nouns"]
    for at in range(end - 1, max(begin - 1, end - _NOUN_REACH), -1):
        low = line.low[at]
        if (
            line.bits[at] & NOUN
            and low not in line.grammar.sets["no_nouns"]
            and (
                low in nouns
                or any(low[cut:] in nouns for cut in range(2, min(len(low) - 4, _LONGEST)))
            )
        ):
            after = at + 1
            near = end - after <= _VERBS_BEHIND
            return at if near or line.noun_phrase(at, end, wide=True) >= end - _ONE_VERB else -1
    return -1


def _state(line: Line, segment: Segment) -> int:
    """Return the adjective of what somebody thinks that ends a clause: "ist sich sicher, dass"."""
    sets, at = line.grammar.sets, segment.end - 1
    words = sets["state_words"]
    if at > segment.begin and line.bits[at] & PARTICLE and line.low[at] not in words:
        at -= 1  # "sieht es als erwiesen an"
    shown = line.low[at] in sets["state_shown"] and line.low[segment.verb] in sets["state_showing"]
    known = line.low[at] in words or shown or _is_heard(line, at)
    if not known or not segment.begin <= segment.verb < at:
        return -1
    if segment.kind != "main" or line.low[segment.verb] not in sets["state_verbs"]:
        return -1
    if _is_heard(line, at):
        return at
    subject = subject_of(line, at)
    if subject is None:
        return -1
    nobody = subject[1] - subject[0] == 1 and line.low[subject[0]] in sets["told_by_nobody"]
    return -1 if nobody else at


def _is_heard(line: Line, at: int) -> bool:
    """Return whether something can be heard or read: "Aus der Partei ist zu hören, dass"."""
    return line.low[at] in line.grammar.sets["state_heard"] and line.low[at - 1] == "zu"


def _is_content(line: Line, segment: Segment) -> bool:
    if segment.kind in {"that", "inf"}:
        return True
    # "Käme sie mit dem Wunsch, müsste sie ...": what begins with its verb is no content
    second = segment.kind == "main" and segment.verb > segment.begin
    return second and bool(line.bits[segment.verb] & SUBJ)


def _said(line: Line, noun: int, start: int, cues: list[Cue]) -> Said:
    end = content_end(line, start, None, cues)
    segment = line.segments[line.of[noun]]
    first = noun
    while first > segment.begin and line.bits[first - 1] & (DET | OBL | ADJ | PREP):
        first -= 1
    speaker = _uttered_by(line, noun) or _holder(line, noun, segment.end)
    words = {noun}
    if segment.verb >= 0:
        words |= {segment.verb, *range(first, noun)}
        speaker = speaker or _from_whom(line, noun) or subject_of(line, segment.end - 1)
        if speaker is not None and line.low[speaker[0]] == "es":
            speaker = None  # "Es gibt Zweifel, ob ..."
    if speaker is None and first == segment.begin and not line.bits[first] & PREP:
        speaker = (first, noun + 1)  # "Vorwürfe werden laut, ..."
    frame = [(line.first, start)] + ([(end, line.size)] if end < line.size else [])
    return Said(
        "Indirect", [(start, end)], speaker, tuple(sorted(words)), frame, "noun before", noun
    )


def _from_whom(line: Line, noun: int) -> Run | None:
    """Return who stands behind "von" at the head of "Von X kommt der Vorschlag, ..."."""
    segment = line.segments[line.of[noun]]
    passive = line.grammar.sets["passive_forms"]
    if not passive.isdisjoint(line.low[segment.begin : segment.end]):
        begin, end = agent(line, segment.begin, noun)
        return (begin, end) if end > begin else None
    if line.low[line.first] not in {"von", "vom", "seitens"}:
        return None
    end = line.noun_phrase(line.first + 1, noun)
    return (line.first + 1, end) if end > line.first + 1 else None


def _holder(line: Line, noun: int, end: int) -> Run | None:
    """Return whose noun it is: "der Vorwurf der Regierung", "die Bitte von X"."""
    if noun + 1 >= end or line.is_finite(noun + 1):
        return None
    tied = line.noun_phrase(noun, end)
    begin = noun + 2 if line.low[noun + 1] in {"von", "vom"} else noun + 1
    return (begin, tied) if tied > begin else None


def _uttered_by(line: Line, noun: int) -> Run | None:
    """Return who stands behind "von" in "die von X erhobene Forderung"."""
    if noun - 1 <= line.first or not line.bits[noun - 1] & (ADJ | PART):
        return None
    for at in range(noun - 2, max(line.first, noun - _LONGEST), -1):
        if line.low[at] in {"von", "vom", "durch"} and line.bits[at - 1] & (DET | OBL):
            end = line.noun_phrase(at + 1, noun - 1)
            return (at + 1, end) if end > at + 1 else None
    return None
