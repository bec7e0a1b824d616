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
from servanda.language.clauses_named import first_phrase
from servanda.language.clauses_phrases import negates_verb
from servanda.language.clauses_words import (
    AUX,
    CONJ,
    DET,
    LEAD,
    MODAL,
    PREP,
    REL,
    SMALL,
    SUBJ,
    SUBORD,
    THAT,
)  # fmt: skip
from servanda.language.indirect_content import is_content, is_question
from servanda.language.indirect_ends import RESUMING, content_end, strip
from servanda.language.quotations_said import Run, Said

__all__ = ["spoken_by_verb"]

_MARK_AND_QUOTE = 2
_NEXT = 2
_NAME_BLANKS = 2
_SKIPPED = frozenset(("rel", "part", "sub", "wh"))


def spoken_by_verb(line: Line, cue: Cue, cues: list[Cue], begin: int) -> Said | None:
    """Return what is said by one verb of saying, None if nothing is.

    Args:
        line: The sentence.
        cue: The verb.
        cues: All verbs of saying of the sentence.
        begin: Where the words not yet taken by an earlier verb begin.
    """
    if _is_withheld(line, cue):
        return None
    if not cue.last:
        before = _said_before(line, cue, begin)
        if before is not None:
            return before
    after = _said_after(line, cue, cues)
    if after is not None:
        return _with_frame(line, cue, after, begin)
    return _sentence_before(line, cue, begin)


def _is_withheld(line: Line, cue: Cue) -> bool:
    """Return whether it is told that nothing is said: "wollte nicht bestätigen, dass"; "wenn"."""
    sets = line.grammar.sets
    if cue.last and line.low[line.segments[cue.segment].begin] in sets["no_saying_after"]:
        return True
    if line.tokens[-1].text == "?" or _is_condition(line, cue):
        return True
    modal = line.bits[cue.finite] & MODAL and cue.at != cue.finite
    lemma = cue.saying.lemma
    if lemma in sets["said_if_negated"] if modal else lemma not in sets["not_said_if_negated"]:
        return False
    begin, end = sorted((cue.finite, cue.at if modal else _clause_of(line, cue)))
    return any(
        line.low[at] in sets["negating"] and negates_verb(line, at) for at in range(begin, end)
    )


def _clause_of(line: Line, cue: Cue) -> int:
    """Return where the clause of a verb of saying ends."""
    return max(line.segments[cue.segment].end, cue.words[-1])


def _is_condition(line: Line, cue: Cue) -> bool:
    """Return whether the sentence begins with "Sollte ..." or the like: a condition."""
    return cue.finite == line.first and bool(line.bits[cue.finite] & SUBJ)


def _said_after(line: Line, cue: Cue, cues: list[Cue]) -> Run | None:
    start = _content_start(line, cue)
    if line.low[cue.subject[0]] == "ich" and cue.subject[1] > cue.subject[0]:
        return None
    if start < 0 or any(_said_between(line, cue, other, start) for other in cues):
        return None
    end = content_end(line, start, cue, cues)
    return (start, end) if end > start else None


def _said_between(line: Line, cue: Cue, other: Cue, start: int) -> bool:
    """Return whether another verb of saying stands between a verb and the words said.

    One in a clause that hangs on the first does not take them, unless that clause tells by
    which words it is done: "antwortete, indem er sagte, ...".
    """
    by_it = line.low[line.segments[other.segment].begin] in line.grammar.sets["by_saying"]
    return cue.at < other.at < start and other.at > cue.words[-1] and (by_it or not other.last)


def _content_start(line: Line, cue: Cue) -> int:
    """Return where the words said begin behind the clause of saying, -1 if they do not."""
    reach = max(cue.words[-1], cue.subject[1] - 1 if cue.subject[1] > cue.at else 0)
    number = line.of[reach]
    end = line.segments[number].end
    if _infinitive_inside(line, cue, reach + 1, end):
        return reach + 1
    mark = line.low[end] if end < line.size else ""
    if mark == ":" or (cue.last and "c" not in cue.saying.takes and mark != ","):
        return -1
    return _content_behind(line, cue, number)


def _content_behind(line: Line, cue: Cue, number: int) -> int:
    """Return where the words said begin in one of the clauses behind the one given, or -1."""
    for following in range(number + 1, min(len(line.segments), number + 5)):
        segment = line.segments[following]
        if is_content(line, segment, cue.saying.takes, following == number + 1, cue):
            if not _opens_infinitive(line, number + 1, following):
                return _past_lead(line, segment)
            first = line.segments[number + 1].begin
            return first if line.low[first] not in line.grammar.sets["purposes"] else -1
        if segment.kind not in _SKIPPED or line.low[segment.begin - 1] in {":", ";"}:
            return -1
        if cue.last and line.is_finite(segment.begin):
            return -1
    return -1


def _opens_infinitive(line: Line, first: int, last: int) -> bool:
    """Return whether an infinitive begins clauses before: "an, die Werke A, B und C zu bauen"."""
    between = line.segments[first:last]
    if not between or line.segments[last].kind != "inf" or any(s.kind != "part" for s in between):
        return False
    begin = between[0].begin
    named = line.low[begin] in line.grammar.sets["source_so"]
    return bool(line.bits[begin] & SMALL) and not named


def _infinitive_inside(line: Line, cue: Cue, begin: int, end: int) -> bool:
    """Return whether an infinitive follows whose comma was forgotten: "verspricht zu kommen"."""
    modal = cue.saying.lemma in line.grammar.sets["modal_unmarked"]
    if "z" not in cue.saying.takes or cue.last or modal or end - begin < _NEXT:
        return False
    ended = cue.at == begin - 1 and cue.at > cue.finite  # "hat angeboten bei dem Treffen zu reden"
    return line.ends_in_infinitive(end - _NEXT, end) and (ended or not line.bits[begin] & PREP)


def _past_lead(line: Line, segment: Segment) -> int:
    begin = segment.begin
    while begin < segment.end - 1 and line.bits[begin] & CONJ and segment.kind == "that":
        begin += 1
    return begin


def _with_frame(line: Line, cue: Cue, said: Run, begin: int) -> Said:
    begin = max(begin, _after_colon(line, begin, cue.at))
    if cue.head > begin and line.low[cue.head] in RESUMING and begin == line.first:
        earlier = any(line.words[i].says and line.is_finite(i) for i in range(begin, cue.head))
        begin = cue.head if earlier else begin
    frame = [(begin, said[0])]
    if cue.last and said[1] < line.size:
        frame.append((said[1], line.size))
    return Said("Indirect", [said], _subject(line, cue), cue.words, frame, "verb before", cue.at,
                cue.saying.act)  # fmt: skip


def _after_colon(line: Line, begin: int, stop: int) -> int:
    return next((i + 1 for i in range(stop - 1, begin, -1) if line.low[i] == ":"), begin)


def _subject(line: Line, cue: Cue) -> Run | None:
    named = cue.subject[1] > cue.subject[0] and line.low[cue.subject[0]] != "man"
    return cue.subject if named else None


def _said_before(line: Line, cue: Cue, begin: int) -> Said | None:
    """Return what stands before an inquit: "..., sagte X"."""
    segment = line.segments[line.of[cue.finite]]
    at = cue.finite
    opening = segment.begin
    if line.low[opening] in {"so", "das"} and opening + 1 == at:
        at = opening
    if at != opening or at <= begin + 1 or _is_no_inquit(line, cue, opening):
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
        and line.tokens[at - _MARK_AND_QUOTE].text.count(" ") >= _NAME_BLANKS
    ):
        return None
    said_so = _takes_before(line, cue, earlier)
    if not earlier or not said_so or line.low[at - 1] not in {",", "–", "-"}:
        return None
    rest = _goes_on(line, cue, number)
    has_verb = any(_is_said_whole(line, s, cue) for s in earlier)
    split = (
        rest is not None
        and cue.subject[1] > cue.subject[0]
        and all(s.kind in {"part", "rel"} for s in earlier)
    )
    whole = split or (has_verb and not _is_noun(line, earlier))
    if not whole or _is_quoted(line, earlier):
        return None
    said = [(_past_mark(line, begin), strip(line, begin, at))]
    frame: Run = (at - 1, line.size)
    if rest is None and (line.low[at] == "so" or _is_cut(line, earlier)):
        rest, split = _past_inquit(line, cue), True
    if rest is not None and split:
        said.append((rest, line.size))
        frame = (at - 1, rest)
    return Said("Indirect", said, _subject(line, cue), cue.words, [frame], "inquit after", cue.at,
                cue.saying.act)  # fmt: skip


def _takes_before(line: Line, cue: Cue, earlier: list[Segment]) -> bool:
    """Return whether a verb can have its words before it: "Dass X, belegt Y", "so zeigt Y"."""
    if "c" in cue.saying.takes:
        return True
    put_in = line.low[line.segments[cue.segment].begin] == "so"
    fronted = bool(earlier) and earlier[0].kind == "that"
    return "w" in cue.saying.takes and not cue.passive and (put_in or fronted)


def _is_no_inquit(line: Line, cue: Cue, opening: int) -> bool:
    """Return whether the clause is none put beside words: "das heißt", "verspricht sich ..."."""
    if cue.saying.lemma == "heißen" and line.low[opening + 1 : opening + 2] == ["das"]:
        return True
    if cue.saying.lemma == "heißen" and line.low[opening] == "das":
        return True
    sets = line.grammar.sets
    itself = line.low[cue.finite + 1] == "sich" and cue.saying.lemma not in sets["reflexive_verbs"]
    modal = cue.at != cue.finite and line.bits[cue.finite] & MODAL
    return itself or bool(modal and line.low[cue.finite] not in sets["letting"])


def _is_said_whole(line: Line, segment: Segment, cue: Cue) -> bool:
    """Return whether a clause before an inquit can be what was said: no mere adverbial clause."""
    if segment.kind == "wh":
        return is_question(line, segment, cue)
    if segment.kind != "main":
        return segment.kind in {"that", "inf"}
    opens = segment.begin
    while opens < segment.verb and line.bits[opens] & LEAD and not line.bits[opens] & DET:
        opens += 1
    return not line.bits[opens] & SUBORD or bool(line.bits[opens] & PREP)


def _is_noun(line: Line, earlier: list[Segment]) -> bool:
    """Return whether a noun and what hangs on it open the sentence: "Die Seuche, die X befällt"."""
    if earlier[0].kind != "part" or len(earlier) == 1 or earlier[0].begin != line.first:
        return False
    if any(s.kind == "main" and s.verb < s.end - 1 for s in earlier[1:]):
        return False
    if line.bits[earlier[0].begin] & PREP and earlier[1].kind in {"that", "inf"}:
        return True  # "Auf die Frage, ob er komme, antwortete sie, ..."
    begin = earlier[1].begin
    begin += bool(line.bits[begin] & PREP)
    return line.low[earlier[1].begin - 1] == "," and bool(line.bits[begin] & REL)


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


def _is_cut(line: Line, earlier: list[Segment]) -> bool:
    """Return whether an inquit cuts a main clause behind its verb: "Es gebe, sagte er, Streit"."""
    main = earlier[-1]
    if len(earlier) > 1 or main.kind != "main" or main.verb != main.end - 1:
        return False
    bare = line.low[main.verb] in line.grammar.sets["bare_verbs"]
    return bare or bool(line.bits[main.verb] & (AUX | MODAL | SUBJ))


def _past_inquit(line: Line, cue: Cue) -> int | None:
    """Return where the clause goes on that an inquit put in cuts: "X sei, so sagt Y, krank"."""
    reach = line.of[max(cue.words[-1], cue.subject[1] - 1)]
    following = line.segments[reach + 1 : reach + 2]
    if (
        not following
        or not _may_go_on(line, following[0])
        or line.low[following[0].begin - 1] == ":"
    ):
        return None
    return following[0].begin


def _may_go_on(line: Line, following: Segment) -> bool:
    """Return whether a clause lacks a verb of its own, or has but the last part of one."""
    if following.kind == "main":
        return following.verb == following.end - 1 and not line.bits[following.begin] & CONJ
    return following.kind in {"part", "inf"}


def _sentence_before(line: Line, cue: Cue, begin: int) -> Said | None:
    """Return the sentence before and "Das", which "Das teilte X mit" says."""
    head = _past_mark(line, cue.head)
    if begin > line.first or not line.bits[head] & THAT or head != line.first or cue.last:
        return None
    if head + 1 != cue.finite or not set(cue.saying.takes) & {"c"}:
        return None
    if cue.saying.act in {"denies", "refuses", "doubts"} and "w" not in cue.saying.takes:
        return None
    return Said(
        type="Indirect",
        quote=[(head, head + 1)],
        speaker=_subject(line, cue),
        cue=cue.words,
        frame=[(cue.finite, line.size)],
        rule="sentence before",
        anchor=cue.at,
        act=cue.saying.act,
        before=True,
    )
