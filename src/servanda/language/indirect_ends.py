"""Where the words said end: with the sentence, or where the reporter goes on.

Behind "..., dass X" and "..., X zu tun" the reporter's own clause is known by its verb: it is
in the indicative and not at the end of its clause. What somebody else says, and what stands
behind a colon, is not a part of it either.

Main path: ``content_end``. Where the words begin is decided in ``indirect``.
"""

from __future__ import annotations

from servanda.language.clauses import FINITE, HANGING, Line, Segment
from servanda.language.clauses_cues import Cue
from servanda.language.clauses_words import (
    AUX,
    CONJ,
    INF,
    MODAL,
    NOUN,
    PART,
    PRON,
    SMALL,
    SUBJ,
    SUBORD,
)  # fmt: skip

__all__ = ["RESUMING", "content_end", "strip"]

_SECOND = 3
RESUMING = frozenset("und aber sondern doch sowie".split())
_BOUND = frozenset(("that", "inf", "wh"))


def content_end(line: Line, start: int, cue: Cue | None, cues: list[Cue]) -> int:
    """Return where the words said end: at the end of the sentence, or before the next saying."""
    end = _before_saying(line, start, cue, cues)
    end = _before_new_clause(line, start, end, fronted=cue is None)
    end = _before_conjunct(line, start, end)
    if cue is not None and cue.last:
        end = _before_main_clause(line, start, end)
    return strip(line, start, end)


def _before_saying(line: Line, start: int, cue: Cue | None, cues: list[Cue]) -> int:
    """Return where the next verb of saying takes the sentence up."""
    for other in cues:
        if other.finite <= start or other.last or (cue is not None and other.at in cue.words):
            continue
        if line.bits[other.finite] & SUBJ:
            continue
        opens = other.finite == line.segments[other.segment].begin
        if opens and line.low[other.finite + 1] in RESUMING and not _named(other):
            return other.finite  # "..., sprach aber von ..."
        if line.low[other.head] not in RESUMING:
            continue
        if (
            other.head + 1 == other.finite
            or line.bits[other.head + 1] & PRON
            or _new_speaker(other)
        ):
            return other.head
    return line.size


def _before_main_clause(line: Line, start: int, end: int) -> int:
    """Return where the main clause follows a clause of saying that came before it."""
    for segment in line.segments[line.of[start] + 1 :]:
        first = segment.begin < end and segment.verb == segment.begin
        if first and (not line.bits[segment.verb] & SUBJ or line.bits[line.first] & SUBORD):
            return segment.begin
    return end


def _before_new_clause(line: Line, start: int, end: int, *, fronted: bool) -> int:
    """Return where a clause of its own follows "dass ..." or "... zu tun": that is not said."""
    number = line.of[start]
    opening = line.segments[number]
    bound = opening.kind in _BOUND and (opening.kind == "inf" or opening.verb >= 0)
    mood = opening.kind == "main" and bool(line.bits[opening.verb] & SUBJ)
    for segment in line.segments[number + 1 :]:
        if segment.begin >= end:
            break
        mark = line.low[segment.begin - 1]
        if mark == ":" and _is_shown(line, segment):
            return segment.begin
        if mark == "," and _is_aside(line, segment):
            return segment.begin
        if _comments(line, opening, segment):
            return segment.begin
        if bound and (mark == ";" or _is_new_clause(line, segment)):
            return segment.begin
        if (bound or fronted or mood) and (_resumes(line, segment) or _closes(line, segment)):
            return segment.begin
    return end


def _is_shown(line: Line, segment: Segment) -> bool:
    """Return whether what stands behind a colon is shown by the reporter: marked words."""
    return line.tokens[segment.begin].quote >= 0


def _is_aside(line: Line, segment: Segment) -> bool:
    """Return whether the clause names who says it once more: "..., so X"."""
    begin = segment.begin
    if segment.kind != "part" or line.low[begin] not in line.grammar.sets["source_so"]:
        return False
    return begin + 1 < segment.end and line.noun_phrase(begin + 1, segment.end) > begin + 1


def _comments(line: Line, opening: Segment, segment: Segment) -> bool:
    """Return whether the reporter adds something: ", was nicht bestätigt wurde"."""
    if line.low[segment.begin] not in line.grammar.sets["commenting"] or segment.verb < 0:
        return False
    reported = opening.kind == "inf" or (opening.verb >= 0 and line.bits[opening.verb] & SUBJ)
    return bool(reported) and not line.bits[segment.verb] & SUBJ


def _resumes(line: Line, segment: Segment) -> bool:
    """Return whether the main clause goes on with its verb: "Dass X, wurde bestritten"."""
    marked = line.tokens[segment.begin].quote >= 0
    if segment.kind != "main" or segment.verb != segment.begin or marked:
        return False
    bits, after = line.bits[segment.verb], line.bits[segment.verb + 1]
    if bits & SUBJ or (after & NOUN and not bits & (AUX | MODAL)):
        return False  # "..., bestimmte Fragen zu stellen"
    return line.segments[line.of[segment.begin] - 1].kind not in HANGING


def _closes(line: Line, segment: Segment) -> bool:
    """Return whether the clause of saying ends here: "den Beweis, dass X, nicht gefunden"."""
    last = segment.end - 1
    short = segment.kind == "part" and last - segment.begin < _SECOND and segment.end >= line.size
    verbal = line.bits[last] & PART and line.bits[last] & SMALL
    return bool(short and verbal) and line.low[segment.begin - 1] == ","


def _is_new_clause(line: Line, segment: Segment) -> bool:
    if segment.kind != "main" or line.bits[segment.begin] & CONJ:
        return False
    bits = line.bits[segment.verb]
    indicative = bits & (AUX | MODAL) and not bits & SUBJ
    second = segment.begin < segment.verb <= segment.begin + _SECOND
    return bool(indicative) and second and line.segments[line.of[segment.begin] - 1].kind != "sub"


def _before_conjunct(line: Line, start: int, end: int) -> int:
    """Return where "und" and a verb in the indicative carry on the clause of saying."""
    opening = line.segments[line.of[start]]
    mood = opening.verb >= 0 and line.bits[opening.verb] & SUBJ
    if opening.kind not in _BOUND and not mood:
        return end
    for at in range(start + 1, min(end, line.size) - 1):
        if line.low[at] in RESUMING and _takes_up(line, at + 1):
            return at
    return end


def _takes_up(line: Line, verb: int) -> bool:
    """Return whether the word behind "und" is a finite verb that does not close its clause."""
    bits = line.bits[verb]
    if bits & (SUBJ | INF) or not bits & FINITE or not line.is_finite(verb):
        return False
    segment = line.segments[line.of[verb]]
    return verb + 1 < segment.end and not line.bits[verb + 1] & (FINITE | CONJ)


def _named(cue: Cue) -> bool:
    return cue.subject[1] > cue.subject[0]


def _new_speaker(other: Cue) -> bool:
    return other.head < other.subject[0] < other.finite


def strip(line: Line, start: int, end: int) -> int:
    """Return ``end`` without commas and dashes before it."""
    while end > start and line.low[end - 1] in {",", ";", ":", "–", "-", "—"}:
        end -= 1
    return end
