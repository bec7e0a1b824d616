"""Indirect speech behind or before a verb of saying: "X sagte, dass ...", "..., sagte X".

The words said reach to the end of the sentence, or to where the clause of saying is taken
up again; the rest of the sentence is their frame. "Das teilte X mit" has the sentence
before. Phrases without a verb of saying ("laut X") are in ``indirect_sources``.

Main path: ``spoken_by_verb`` -> ``Said``.
"""

from __future__ import annotations

from dataclasses import replace

from servanda.language.clauses import Line, Segment
from servanda.language.clauses_cues import Cue
from servanda.language.clauses_subjects import first_phrase
from servanda.language.clauses_words import AUX, CONJ, MODAL, PRON, SUBJ, SUBORD, THAT
from servanda.language.quotations_said import Run, Said

__all__ = ["content_end", "spoken_by_verb", "strip"]

_MARK_AND_QUOTE = 2
_SECOND = 3
_RESUMING = frozenset("und aber sondern doch sowie".split())
_SKIPPED = frozenset(("rel", "part", "sub", "wh"))


def spoken_by_verb(line: Line, cue: Cue, cues: list[Cue], begin: int) -> Said | None:
    """Return what is said by one verb of saying, None if nothing is.

    Args:
        line: The sentence.
        cue: The verb.
        cues: All verbs of saying of the sentence.
        begin: Where the words not yet taken by an earlier verb begin.
    """
    if not cue.last:
        before = _said_before(line, cue, begin)
        if before is not None:
            return before
    after = _said_after(line, cue, cues)
    if after is not None:
        return _with_frame(line, cue, after, begin)
    return _sentence_before(line, cue, begin)


def _said_after(line: Line, cue: Cue, cues: list[Cue]) -> Run | None:
    start = _content_start(line, cue)
    if line.low[cue.subject[0]] == "ich" and cue.subject[1] > cue.subject[0]:
        return None
    if start < 0 or any(_said_between(cue, other, start) for other in cues):
        return None
    end = content_end(line, start, cue, cues)
    return (start, end) if end > start else None


def _said_between(cue: Cue, other: Cue, start: int) -> bool:
    """Return whether another verb of saying stands between a verb and the words said."""
    return cue.at < other.at < start and other.at > cue.words[-1] and not other.last


def _content_start(line: Line, cue: Cue) -> int:
    """Return where the words said begin behind the clause of saying, -1 if they do not."""
    reach = max(cue.words[-1], cue.subject[1] - 1 if cue.subject[1] > cue.at else 0)
    number = line.of[reach]
    takes = cue.saying.takes
    mark = line.low[line.segments[number].end] if line.segments[number].end < line.size else ""
    if mark == ":":
        return -1
    if cue.last and "c" not in takes and mark != ",":
        return -1
    for following in range(number + 1, min(len(line.segments), number + 5)):
        segment = line.segments[following]
        if _is_content(line, segment, takes, following == number + 1, cue):
            return _past_lead(line, segment)
        if segment.kind not in _SKIPPED or line.low[segment.begin - 1] in {":", ";"}:
            return -1
        if cue.last and line.is_finite(segment.begin):
            return -1
    return -1


def _past_lead(line: Line, segment: Segment) -> int:
    begin = segment.begin
    while begin < segment.end - 1 and line.bits[begin] & CONJ and segment.kind == "that":
        begin += 1
    return begin


def _is_content(line: Line, segment: Segment, takes: str, direct: bool, cue: Cue) -> bool:
    kind = segment.kind
    clause = "c" in takes
    if kind == "that":
        return bool(set(takes) & set("cwz"))
    if line.low[segment.begin] in _RESUMING or kind == "rel":
        return False
    if kind in {"wh", "inf"}:
        return (direct and clause) or ("z" in takes if kind == "inf" else direct and "w" in takes)
    if not clause or (cue.last and segment.verb == segment.begin):
        return False
    if kind == "main":
        return bool(line.bits[segment.verb] & SUBJ) or (direct and "s" in takes)
    return _subjunctive_later(line, segment)


def _subjunctive_later(line: Line, segment: Segment) -> bool:
    """Return whether a clause in the subjunctive takes up the one that begins here."""
    number = line.of[segment.begin]
    if line.low[segment.begin] in {"indem", "wobei", "um", "ohne", "wodurch"}:
        return False
    for following in line.segments[number + 1 : number + 4]:
        if following.kind == "main":
            here = following.verb == following.begin
            return bool(line.bits[following.verb] & SUBJ) and (here or segment.kind == "sub")
    return False


def content_end(line: Line, start: int, cue: Cue | None, cues: list[Cue]) -> int:
    """Return where the words said end: at the end of the sentence, or before the next saying."""
    end = line.size
    for other in cues:
        if other.finite <= start or other.last or (cue is not None and other.at in cue.words):
            continue
        if line.bits[other.finite] & SUBJ:
            continue
        opens = other.finite == line.segments[other.segment].begin
        if opens and line.low[other.finite + 1] in _RESUMING and not _named(other):
            end = min(end, other.finite)  # "..., sprach aber von ..."
            break
        if line.low[other.head] not in _RESUMING:
            continue
        if (
            other.head + 1 == other.finite
            or line.bits[other.head + 1] & PRON
            or _new_speaker(other)
        ):
            end = min(end, other.head)
            break
    end = _before_new_clause(line, start, end)
    if cue is not None and cue.last:
        number = line.of[start]
        for segment in line.segments[number + 1 :]:
            first = segment.begin < end and segment.verb == segment.begin
            if first and (not line.bits[segment.verb] & SUBJ or line.bits[line.first] & SUBORD):
                end = segment.begin
                break
    return strip(line, start, end)


def _before_new_clause(line: Line, start: int, end: int) -> int:
    """Return where a clause of its own follows "dass ..." or "... zu tun": that is not said."""
    number = line.of[start]
    kind, verb = line.segments[number].kind, line.segments[number].verb
    if kind not in {"that", "inf"} or (kind == "that" and verb < 0):
        return end
    for segment in line.segments[number + 1 :]:
        if segment.begin >= end:
            break
        if line.low[segment.begin - 1] == ";" or _is_new_clause(line, segment):
            return segment.begin
    return end


def _is_new_clause(line: Line, segment: Segment) -> bool:
    if segment.kind != "main" or line.bits[segment.begin] & CONJ:
        return False
    bits = line.bits[segment.verb]
    indicative = bits & (AUX | MODAL) and not bits & SUBJ
    second = segment.begin < segment.verb <= segment.begin + _SECOND
    return bool(indicative) and second and line.segments[line.of[segment.begin] - 1].kind != "sub"


def _named(cue: Cue) -> bool:
    return cue.subject[1] > cue.subject[0]


def _new_speaker(other: Cue) -> bool:
    return other.head < other.subject[0] < other.finite


def strip(line: Line, start: int, end: int) -> int:
    """Return ``end`` without commas and dashes before it."""
    while end > start and line.low[end - 1] in {",", ";", ":", "–", "-", "—"}:
        end -= 1
    return end


def _with_frame(line: Line, cue: Cue, said: Run, begin: int) -> Said:
    begin = max(begin, _after_colon(line, begin, cue.at))
    if cue.head > begin and line.low[cue.head] in _RESUMING and begin == line.first:
        earlier = any(line.words[i].says and line.is_finite(i) for i in range(begin, cue.head))
        begin = cue.head if earlier else begin
    frame = [(begin, said[0])]
    if cue.last and said[1] < line.size:
        frame.append((said[1], line.size))
    return Said("Indirect", [said], _subject(cue), cue.words, frame, "verb before", cue.at,
                cue.saying.act)  # fmt: skip


def _after_colon(line: Line, begin: int, stop: int) -> int:
    return next((i + 1 for i in range(stop - 1, begin, -1) if line.low[i] == ":"), begin)


def _subject(cue: Cue) -> Run | None:
    return cue.subject if cue.subject[1] > cue.subject[0] else None


def _said_before(line: Line, cue: Cue, begin: int) -> Said | None:
    """Return what stands before an inquit: "..., sagte X"."""
    segment = line.segments[line.of[cue.finite]]
    at = cue.finite
    opening = segment.begin
    if line.low[opening] in {"so", "das"} and opening + 1 == at:
        at = opening
    if at != opening or at <= begin + 1:
        return None
    if not cue.passive and cue.saying.lemma != "heißen":
        cue = replace(cue, subject=first_phrase(line, cue.finite + 1))
    if cue.subject[1] <= cue.subject[0] and cue.saying.lemma != "heißen":
        return None
    number = line.of[cue.finite]
    earlier = [s for s in line.segments[:number] if s.begin >= begin]
    if (
        line.tokens[at - _MARK_AND_QUOTE].quote >= 0
        and line.tokens[at - _MARK_AND_QUOTE].text[1:2].isupper()
    ):
        return None
    if not earlier or "c" not in cue.saying.takes or line.low[at - 1] not in {",", "–", "-"}:
        return None
    rest = _goes_on(line, cue, number)
    has_verb = any(s.kind in {"main", "that", "inf", "wh"} for s in earlier)
    split = (
        rest is not None
        and cue.subject[1] > cue.subject[0]
        and all(s.kind in {"part", "rel"} for s in earlier)
    )
    if not (has_verb or split) or _is_quoted(line, earlier):
        return None
    said = [(_past_mark(line, begin), strip(line, begin, at))]
    frame: Run = (at - 1, line.size)
    if rest is not None and split:
        said.append((rest, line.size))
        frame = (at - 1, rest)
    return Said("Indirect", said, _subject(cue), cue.words, [frame], "inquit after", cue.at,
                cue.saying.act)  # fmt: skip


def _past_mark(line: Line, begin: int) -> int:
    while begin < line.size and line.low[begin] and not line.low[begin][0].isalnum():
        begin += 1
    return begin


def _is_quoted(line: Line, earlier: list[Segment]) -> bool:
    """Return whether nothing but a quotation stands there."""
    return all(
        line.tokens[at].quote >= 0 or not line.low[at][0].isalnum()
        for segment in earlier
        for at in range(segment.begin, segment.end)
    )


def _goes_on(line: Line, cue: Cue, number: int) -> int | None:
    """Return where the words said go on behind an inquit put in, None if they do not."""
    reach = line.of[max(cue.words[-1], cue.subject[1] - 1)]
    for following in line.segments[max(number, reach) + 1 :]:
        if following.kind in {"part", "rel"}:
            continue
        if following.kind == "main" and following.verb == following.begin:
            return following.begin
        return None
    return None


def _sentence_before(line: Line, cue: Cue, begin: int) -> Said | None:
    """Return the sentence before and "Das", which "Das teilte X mit" says."""
    head = _past_mark(line, cue.head)
    if begin > line.first or not line.bits[head] & THAT or head != line.first or cue.last:
        return None
    if head + 1 != cue.finite or not set(cue.saying.takes) & set("cw"):
        return None
    if cue.saying.act in {"denies", "refuses", "doubts"} and "w" not in cue.saying.takes:
        return None
    return Said(
        type="Indirect",
        quote=[(head, head + 1)],
        speaker=_subject(cue),
        cue=cue.words,
        frame=[(cue.finite, line.size)],
        rule="sentence before",
        anchor=cue.at,
        act=cue.saying.act,
        before=True,
    )
