"""Whose words a sentence is without a verb of saying: "laut X", "X zufolge", "wie X mitteilte".

The source stands in a phrase of its own; the rest of its sentence, or of its part of
the sentence, is what was said.

Main path: ``spoken_by_source`` -> ``Said``.
"""

from __future__ import annotations

from servanda.language.clauses import Line
from servanda.language.clauses_cues import Cue
from servanda.language.clauses_named import closed_apposition
from servanda.language.clauses_words import (
    ADJ,
    ADV,
    AUX,
    CONJ,
    DET,
    MODAL,
    NOUN,
    OBL,
    PRON,
    REL,
)  # fmt: skip
from servanda.language.indirect_ends import strip
from servanda.language.indirect_mood import is_reported
from servanda.language.indirect_rest import all_before, rest_of
from servanda.language.quotations_said import Run, Said

__all__ = ["spoken_by_source"]

_REACH = 14
_SOURCE_REACH = 5
_HEAD_REACH = 9
_LONGEST = 40


def spoken_by_source(line: Line, cues: list[Cue], stop: int, start: int = 0) -> list[Said]:
    """Return what is said by sources named without a verb of saying.

    Args:
        line: The sentence.
        cues: Its verbs of saying.
        stop: Index before which the source is named.
        start: Index from which on it is named.
    """
    triggers = line.grammar.sets["source_triggers"]
    if triggers.isdisjoint(line.low):
        return []
    for at in range(max(start, line.first), stop):
        if line.low[at] in triggers:
            said = _source(line, at, cues)
            if said is not None and said.quote:
                return [said]
    return []


def _source(line: Line, at: int, cues: list[Cue]) -> Said | None:
    """Return what is said by a source named at ``at``, None if none is."""
    sets, low = line.grammar.sets, line.low[at]
    if low in {"laut", "nach"} and _opens_relative(line, at):
        return _where(line, at)
    if low in sets["source_after"] or (low == "folge" and line.low[at - 1] == "zu"):
        return _behind(line, at)
    if low == "nach" and line.low[at - 1] in sets["source_nouns"] and _names_ends(line, at):
        return _behind(line, at)
    if low in sets["source_prepositions"] or low == "aus":
        return _before(line, at)
    return _by_word(line, at, cues)


def _by_word(line: Line, at: int, cues: list[Cue]) -> Said | None:
    """Return what is said beside "so X", "wie X sagte", "wonach" and "demnach"."""
    sets, low = line.grammar.sets, line.low[at]
    if low == "so":
        return _so(line, at) if _is_inserted(line, at) else None
    if low in sets["how"]:
        return _how(line, at, cues)
    if low in sets["source_where"]:
        return _where(line, at)
    if low in sets["source_there"]:
        if at > line.first and is_reported(line):
            return None  # "Er sei demnach krank": the mood tells whose words it concludes from
        word = (at, at + 1)
        rest = rest_of(line, word)
        return Said("Indirect", rest, word, (at,), [word], "source there", at, carried=True)
    return None


def _opens_relative(line: Line, at: int) -> bool:
    """Return whether "laut dem ..." or "nach denen ..." begins a relative clause."""
    segment = line.segments[line.of[at]]
    if at + 1 >= line.size or not line.bits[at + 1] & REL or segment.begin != at:
        return False
    if line.low[at] == "nach":
        mood = line.low[segment.verb] in line.grammar.sets["reported_mood"]
        near = range(max(line.first, at - _SOURCE_REACH - 1), at - 1)
        return segment.kind == "rel" and (
            mood or any(line.bits[i] & NOUN and _is_source_noun(line, i) for i in near)
        )
    if segment.kind in {"rel", "sub"}:
        return bool(line.bits[at + 2] & (NOUN | DET | PRON))
    return line.low[at - 1] == "," and line.ends_in_verb(segment.end, at, segment.verb)


def _is_source_noun(line: Line, at: int) -> bool:
    """Return whether a noun names what was said or a rule: "Umfragen, nach denen ..."."""
    low, sets = line.low[max(0, at)], line.grammar.sets
    known = sets["source_nouns"] | sets["nouns"] | sets["rules"]
    return any(low[cut:] in known for cut in range(min(len(low), _LONGEST)))


def _phrase_end(line: Line, at: int, *, opens: bool) -> int:
    """Return where the phrase of the source ends: before the verb if it opens the sentence."""
    end = line.noun_phrase(at, line.size, wide=opens)
    if not opens or end == at:
        return end
    while end < line.size and line.low[end] == ",":
        segment = line.segments[line.of[end] + 1] if line.of[end] + 1 < len(line.segments) else None
        if segment is None or segment.kind != "part" or segment.end >= line.size:
            break
        end = segment.end
    return end


def _before(line: Line, at: int) -> Said | None:
    if line.low[at] == "nach" and (_is_time_after(line, at) or not _names_source(line, at)):
        return None
    if line.low[at] == "aus" and line.low[at + 1] not in line.grammar.sets["source_views"]:
        return None
    start = at + 1
    verb = next((i for i in range(start, line.size) if line.is_finite(i)), line.size)
    end = strip(line, start, min(_phrase_end(line, start, opens=at == line.first), verb))
    if end == start:
        return None
    end = end if at == line.first else closed_apposition(line, end)
    stop = end + 1 if at == line.first and line.low[end] == "," else end
    if at == line.first:
        stop = max(stop, _second(line, stop))
    return Said(
        "Indirect", rest_of(line, (at, stop)), (start, end), (at,), [(at, stop)], "source", at
    )


def _second(line: Line, at: int) -> int:
    """Return the finite verb of the main clause: all before it is the phrase that opens it."""
    for segment in line.segments[line.of[at] :]:
        if segment.begin > at and line.low[segment.begin - 1] in {":", ";"}:
            break
        if segment.kind == "main" and segment.verb >= at:
            return segment.verb
        if segment.kind not in {"rel", "part"}:
            break
    return at


def _is_time_after(line: Line, at: int) -> bool:
    """Return whether "nach" tells a time: "zwei Monate nach", "kurz nach"."""
    before = line.low[at - 1] if at > line.first else ""
    sets = line.grammar.sets
    return bool(before) and (before in sets["temporal"] or before in sets["before_after"])


def _names_ends(line: Line, at: int) -> bool:
    """Return whether "nach" closes the phrase: "ihrer Meinung nach"."""
    return (
        at + 1 >= line.size
        or not line.noun_phrase(at + 1, line.size) > at + 1
        or line.is_finite(at + 1)
    )


def _names_source(line: Line, at: int) -> bool:
    """Return whether the head noun behind "nach" is one of what is said."""
    nouns, deeds = line.grammar.sets["source_nouns"], line.grammar.sets["declared"]
    seen = False
    for index in range(at + 1, min(line.size, at + _HEAD_REACH)):
        low, noun = line.low[index], bool(line.bits[index] & NOUN)
        if noun and low in deeds:
            return False
        if noun and (
            low in nouns or any(low[c:] in nouns for c in range(1, min(len(low) - 4, _LONGEST)))
        ):
            return True
        ended = (seen and not noun) or bool(line.bits[index] & (AUX | MODAL) & ~(DET | OBL))
        if ended or not low or not low[0].isalpha():
            return False
        seen = noun
    return False


def _behind(line: Line, at: int) -> Said | None:
    """Read "X zufolge" and "ihrer Meinung nach"."""
    stop = at - 1 if line.low[at] == "folge" else at
    start = _back(line, stop)
    begins = start
    while start < stop and line.bits[start] & ADV and not line.bits[start] & (DET | OBL):
        start += 1
    if start == stop:
        return None
    end = at + 1
    return Said(
        "Indirect",
        rest_of(line, (begins, end)),
        (start, stop),
        tuple(range(stop, end)),
        [(start, end)],
        "source",
        at,
    )


def _back(line: Line, stop: int) -> int:
    """Return where the noun phrase that ends before ``stop`` begins."""
    first = line.first
    opening = range(first, stop)
    if stop - first <= _SOURCE_REACH + 1 and not any(
        line.is_finite(i) or line.low[i] == "," for i in opening
    ):
        return first
    start = stop
    article = False
    while start > first and stop - start < _REACH:
        before = start - 1
        bits = line.bits[before]
        if (
            article
            and not (bits & NOUN and line.low[start] in _GENITIVES)
            and line.low[before] not in {"von", "vom"}
        ):
            break
        if bits & (DET | OBL) and line.low[before] != "sich":
            article = True
        elif bits & NOUN or line.low[before] in {"von", "vom", ")", "("}:
            if (
                bits & NOUN
                and line.low[start] in line.grammar.sets["source_nouns"]
                and not article
                and start < stop
            ):
                break
            article = False
        elif not bits & ADJ or line.is_finite(before):
            break
        start -= 1
    return start


_NOT_AS_SAID = frozenset(("zeigen", "beschreiben", "verweisen", "suggerieren", "stehen", "halten"))
_GENITIVES = frozenset("der des eines einer dieser dieses".split())


def _is_inserted(line: Line, at: int) -> bool:
    before = line.low[at - 1] if at > line.first else ""
    return at > line.first and (before in {",", "–", "-", "("} or line.tokens[at - 1].quote >= 0)


def _so(line: Line, at: int) -> Said | None:
    nxt = line.bits[at + 1] if at + 1 < line.size else 0
    small = (
        nxt & NOUN and line.tokens[at + 1].text[1:2].islower() and line.tokens[at + 1].quote >= 0
    )
    if (nxt & ADV and not nxt & DET) or line.is_finite(at + 1) or small:
        return None  # nobody is named in "so „könne es gehen“"
    end = line.noun_phrase(at + 1, line.size)
    stop = closing = line.segments[line.of[end]].end if end < line.size else end
    if end == at + 1 or any(line.is_finite(i) for i in range(end, closing)):
        return None
    if (
        end == closing < line.size
        and line.low[end] == ","
        and line.of[end] + 1 < len(line.segments)
    ):
        segment = line.segments[line.of[end] + 1]
        phrase = line.noun_phrase(segment.begin, segment.end, wide=True)
        if segment.kind == "part" and phrase == segment.end:
            end = stop = segment.end
    stop = _past_relatives(line, stop)
    if stop < line.size and line.low[stop] in {",", "–", "-"}:
        stop += 1
    elif stop + 1 < line.size and line.low[stop] == ":" and line.tokens[stop + 1].quote >= 0:
        stop = line.size  # the marked words behind a colon are given as they were said
    runs = [r for r in rest_of(line, (at - 1, stop)) if r[1] > r[0]]
    if stop >= line.size:
        runs = all_before(line, at - 1) or runs
    if at - 1 > line.first and runs and runs[0][0] >= at - 1:
        runs.insert(0, (line.first, strip(line, line.first, at - 1)))
    return Said("Indirect", runs, (at + 1, end), (at,), [(at - 1, stop)], "so", at)


def _past_relatives(line: Line, stop: int) -> int:
    """Return where the clauses end that tell more of who is named: "so X, der Y leitet, ..."."""
    while stop < line.size and line.low[stop] == "," and line.of[stop] + 1 < len(line.segments):
        segment = line.segments[line.of[stop] + 1]
        if segment.kind != "rel":
            break
        stop = segment.end
    return stop


def _how(line: Line, at: int, cues: list[Cue]) -> Said | None:
    """Read "Wie X mitteilte, ..." and "..., wie X mitteilte"."""
    segment = line.segments[line.of[at]]
    if line.low[at + 1] in line.grammar.sets["degrees"]:
        return None
    lead = at == line.first + 1 and bool(line.bits[line.first] & CONJ)  # "Denn wie X sagte, ..."
    cue = _verb_of(line, at, cues) if segment.begin == at or lead else None
    if cue is None:
        return None
    opens = at == line.first or lead
    begin, end = (line.first if opens else at - 1), line.segments[cue.segment].end
    number = cue.segment + 1
    while number < len(line.segments) and line.segments[number].kind in {"rel"}:
        end = line.segments[number].end
        number += 1
    if end < line.size:
        end += 1
    runs = rest_of(line, (begin, end))
    if not opens and end >= line.size:
        runs = all_before(line, begin) or runs
    if not opens and runs and runs[0][0] >= begin:
        runs.insert(0, (line.first, strip(line, line.first, begin)))
    subject: Run | None = cue.subject if cue.subject[1] > cue.subject[0] else None
    if cue.segment != line.of[at]:
        named = at + 1, _named_before(line, at + 1, cue)
        subject = named if named[1] > named[0] else None
    return Said(
        "Indirect",
        runs,
        subject,
        tuple(sorted({at, *cue.words})),
        [(begin, end)],
        "how",
        at,
        cue.saying.act,
    )


def _named_before(line: Line, begin: int, cue: Cue) -> int:
    """Return where who is named ends: at the relative clause before the verb, or at the verb."""
    number = line.of[begin] + 1
    while number < cue.segment and line.segments[number].kind != "rel":
        number += 1
    return strip(line, begin, line.segments[number].begin)


def _verb_of(line: Line, at: int, cues: list[Cue]) -> Cue | None:
    """Return the verb of saying that ends the clause of "wie", over an apposition."""
    number = line.of[at]
    for cue in cues:
        if not set(cue.saying.takes) & set("cw") or cue.saying.lemma in _NOT_AS_SAID:
            continue
        if cue.finite > at and cue.segment == number and cue.last:
            return cue
        if cue.finite > at and number < cue.segment <= number + 3:
            between = line.segments[number : cue.segment]
            segment = line.segments[cue.segment]
            ends = cue.words[-1] + 1 >= segment.end
            if ends and all(
                (s.kind in {"part", "rel", "main"} and s.verb < 0) or s.kind == "rel"
                for s in between
            ):
                return cue
    return None


def _where(line: Line, at: int) -> Said | None:
    """Read "Gerüchte, wonach ..." and "Angaben, nach denen ..."."""
    if at == line.first:
        return None
    name = at + 1 if line.bits[at + 1] & REL and line.low[at] in {"nach", "laut"} else at
    segment = line.segments[line.of[at]]
    rest = line.segments[line.of[at] + 1 :]
    end = next((s.begin for s in rest if s.verb == s.begin), line.size)
    end = strip(line, name + 1, end) if rest else segment.end
    if end <= name + 1:
        return None  # nothing is told: the text ends in "wonach"
    frame = [(line.first, name + 1)]
    if end < line.size:
        frame.append((end, line.size))
    speaker = _named_source(line, at) or (name, name + 1)
    return Said("Indirect", [(name + 1, end)], speaker, (at,), frame, "source there", at)


def _named_source(line: Line, at: int) -> Run | None:
    """Return the phrase before ", wonach" if its noun is one of what is said: "ein Bericht"."""
    number = line.of[at] - 1
    if number < 0 or line.low[at] != "wonach":
        return None
    for noun in range(line.segments[number].begin, at - 1):
        if line.bits[noun] & NOUN and _is_source_noun(line, noun):
            begin = noun
            while begin > line.segments[number].begin and line.bits[begin - 1] & (DET | OBL | ADJ):
                begin -= 1
            end = line.noun_phrase(begin, at - 1, wide=True)
            return (begin, end) if end == at - 1 else None
    return None
