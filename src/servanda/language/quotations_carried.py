"""Sentences that carry on what somebody said before, without a word of saying of their own.

"Der Plan sei gut." is said by whoever spoke before: the mood of the main verb shows it, or
"soll". Forms that need not be reported speech ("könnte") count only behind words of
somebody. Whose words are carried on is decided in ``quotations_walk``.

Main path: ``carried_on`` -> ``Said``.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from servanda.language.clauses import Line, Segment
from servanda.language.clauses_cues import Cue
from servanda.language.clauses_subjects import subject_of
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
    SHALL,
    SUBJ,
)
from servanda.language.phrases import describe
from servanda.language.quotations_said import Run, Said
from servanda.language.speakers import may_speak

__all__ = ["Before", "carried_on", "carried_whole", "is_carried", "is_told", "shall_rows"]

_BEFORE_MAIN = frozenset(("sub", "that", "wh", "inf"))


@dataclass(slots=True, unsafe_hash=True)  # never changed; "frozen" makes reading slower
class Before:
    """What the sentences around a sentence tell of it.

    Attributes:
        carried: Whether somebody spoke whose words may go on.
        indirect: Whether the sentence before held words that were not direct.
        spoke: Whether it held any words of somebody.
        row: Whether the sentence before or behind tells what somebody "soll" as well.
        near: Whether somebody spoke no longer than a sentence ago.
    """

    carried: bool
    indirect: bool
    spoke: bool
    row: bool = False
    near: bool = True


def shall_rows(lines: Sequence[Line]) -> list[bool]:
    """Return for each sentence of a paragraph if it and a neighbour tell what somebody "soll".

    One such sentence may be the reporter's own; of two the plan or rumour is somebody else's.
    """
    tells = [False, *map(_tells_shall, lines), False]
    if not any(tells):
        return tells[1:-1]
    return [b and (a or c) for a, b, c in zip(tells, tells[1:], tells[2:], strict=False)]


def _tells_shall(line: Line) -> bool:
    if not line.every & SHALL or line.first >= line.size:
        return False
    main, verb = _main(line)
    return main is not None and line.low[verb] in line.grammar.sets["shall"]


def is_told(line: Line, cue: Cue) -> bool:
    """Return whether a sentence begins with a saying that is told itself: "Sie hätten zugesagt"."""
    return bool(line.bits[cue.finite] & SUBJ) and not cue.last and cue.head == line.first


def is_carried(line: Line, cue: Cue) -> bool:
    """Return whether the saying itself is told by somebody: "Man rechne damit, dass ..."."""
    return is_told(line, cue) and line.low[cue.finite] not in line.grammar.sets["weak_mood"]


def carried_whole(line: Line, cues: list[Cue], before: Before) -> Said | None:
    """Return the sentence if its main verb shows that somebody before says all of it.

    A verb of saying in it is then told by that speaker too: "Sie frage ihn, ob ...".

    Args:
        line: The sentence.
        cues: Its verbs of saying.
        before: What was said before it.
    """
    main, verb = _main(line)
    if main is None:
        return None
    told = before.carried and _tells_what_others_said(line, verb, cues)
    if not (told or _is_reported_mood(line, verb, before)) or "ich" in line.low:
        return None
    if main.begin > line.first and line.segments[0].kind not in _BEFORE_MAIN:
        return None  # "Der Vorwurf, er habe gelogen, ...": the clause hangs on a noun
    if line.low[verb] in line.grammar.sets["weak_mood"] and not (before.indirect or told):
        return None
    if any(not cue.last and not line.bits[cue.finite] & SUBJ for cue in cues):
        return None
    return _carried(line, "IndirectFreeIndirect", line.first, len(line.tokens), verb)


def _tells_what_others_said(line: Line, verb: int, cues: list[Cue]) -> bool:
    """Return whether a plural perfect of saying is reported: "Beide hätten ihm zugesagt, ..."."""
    if line.low[verb] not in line.grammar.sets["reported_mood_plural"]:
        return False
    said = any(
        cue.finite == verb != cue.at and cue.words[-1] + 1 == line.segments[cue.segment].end
        for cue in cues
    )
    behind = line.segments[line.of[verb] + 1 :]
    return said and bool(behind) and all(segment.kind != "sub" for segment in line.segments)


def carried_on(line: Line, before: Before) -> list[Said]:
    """Return the sentence as carried on: in the subjunctive, or what somebody "soll"."""
    main, verb = _main(line)
    if main is None or "ich" in line.low:
        return []
    sets = line.grammar.sets
    low, stop = line.low[verb], len(line.tokens)
    if low in sets["shall"]:
        perfect = before.near and line.low[line.size - 1] in sets["perfect"]
        if not (before.spoke or before.indirect or before.row or perfect):
            return []
        return [_carried(line, "FreeIndirect", line.first, stop, verb)]
    if _is_reported_mood(line, verb, before):
        return [_carried(line, "IndirectFreeIndirect", line.first, stop, verb)]
    for segment in line.segments[line.of[main.begin] + 1 :]:
        strict = (
            segment.kind == "main" and line.low[segment.verb] not in line.grammar.sets["weak_mood"]
        )
        if strict and _is_reported_mood(line, segment.verb, before):
            said = _carried(line, "IndirectFreeIndirect", segment.begin, stop, segment.verb)
            said.speaker = _before_it(line, main, segment)
            said.carried = said.speaker is None
            return [said]
    return []


def _before_it(line: Line, main: Segment, segment: Segment) -> Run | None:
    """Return who the main clause before is about: "In dem Plan sieht X ein Risiko, er sei teuer".

    Behind a colon that is who speaks; behind a bare comma, if it is somebody and the clause is
    in the indicative. Behind "und" or a semicolon the sentence begins anew.
    """
    subject = subject_of(line, segment.begin - 1)
    if subject is None or line.low[segment.begin - 1] == ":":
        return subject
    mark = line.low[segment.begin - 1] == "," and not line.bits[segment.begin] & CONJ
    if not mark or main.verb >= segment.begin or line.bits[main.verb] & SUBJ:
        return None
    if line.bits[subject[0]] & PRON:
        return None
    phrase = describe(line.tokens, subject[0], subject[1] - 1, line.grammar.lexicon)
    return subject if may_speak(line.tokens, phrase, line.grammar.lexicon) else None


def _main(line: Line) -> tuple[Segment | None, int]:
    """Return the first main clause and its verb, first what is nothing but the reported mood."""
    main = next((s for s in line.segments if s.kind == "main" and s.verb >= 0), None)
    if main is None:
        return None, -1
    mood = line.grammar.sets["reported_mood"]
    if mood.isdisjoint(line.low[main.verb : main.end]):
        return main, main.verb
    sure = (at for at in range(main.verb, main.end) if line.low[at] in mood and line.is_finite(at))
    return main, next(sure, main.verb)


def _is_reported_mood(line: Line, verb: int, before: Before) -> bool:
    """Return whether the verb shows that somebody else's words are given."""
    low, sets = line.low[verb], line.grammar.sets
    if not line.bits[verb] & SUBJ or low in sets["wishes"] or low in sets["possible"]:
        return False
    if (
        verb == line.first
        and not line.bits[verb] & (AUX | MODAL)
        and not line.bits[verb + 1] & PRON
    ):
        return False  # a noun that looks like a verb: "Berichte über ..."
    if low in sets["subjunctives"]:
        return low not in sets["weak_mood"] or before.indirect or before.spoke
    return not (line.bits[verb] & ADV or _is_attribute(line, verb))


def _is_attribute(line: Line, at: int) -> bool:
    """Return whether what looks like a verb is an adjective: "ihre warme weiche Stimme"."""
    behind = line.bits[at - 1] & (DET | OBL | ADJ | NOUN) and line.low[at - 1] != ","
    return bool(behind and line.bits[at] & ADJ and line.bits[at + 1] & NOUN)


def _carried(line: Line, kind: str, begin: int, stop: int, verb: int) -> Said:
    rule = "carried on: " + line.low[verb]
    shown = next((at for at in line.quotes if begin < at < stop and line.low[at - 1] == ":"), stop)
    if shown > verb:
        stop = shown  # marked words behind a colon are given as they were said
    return Said(kind, [(begin, stop)], None, (), [], rule, verb, carried=True)
