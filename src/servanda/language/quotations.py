"""The quotations of a document in a language whose clauses are known, sentence by sentence.

The rules are tried in a fixed order: a verb of saying with its clause, a source without a
verb, the subjunctive or "soll" that carries on what somebody said before, speech that is
told. Words between marks are direct speech, inside indirect speech too if they are more
than a name. Which words are cues is decided in ``clauses_cues``; whether marks hold speech
in ``quotations_spoken``; who is meant in ``quotations_walk``.

Main path: ``said_in`` -> ``Found``; ``quoted`` for the words between marks.
"""

from __future__ import annotations

from servanda.language.addressees import add_addressees
from servanda.language.clauses import HANGING, Line
from servanda.language.clauses_cues import Cue
from servanda.language.clauses_words import SUBJ
from servanda.language.indirect import spoken_by_verb
from servanda.language.indirect_mood import spoken_by_mood
from servanda.language.indirect_nouns import spoken_by_noun
from servanda.language.indirect_sources import spoken_by_source
from servanda.language.quotations_carried import (
    Before,
    carried_on,
    carried_whole,
    is_carried,
    is_told,
)
from servanda.language.quotations_direct import direct, nested
from servanda.language.quotations_said import Said
from servanda.language.reported import told, told_before

__all__ = ["Before", "Found", "quoted", "said_in"]

_ADJUNCT = ","
_LONG = 60
_SOURCES = frozenset(("source", "so", "how", "source there"))


def _only_marked(line: Line, said: Said) -> bool:
    """Return whether nothing but marked words was said: then it is direct speech."""
    inside = [i for run in said.quote for i in range(*run)]
    return any(line.tokens[i].quote >= 0 for i in inside) and all(
        line.tokens[i].quote >= 0 or not line.low[i][0].isalnum() for i in inside
    )


class Found:
    """What one sentence says: its clauses, verbs of saying, and quotations."""

    __slots__ = ("cues", "line", "said", "sources")

    def __init__(self, line: Line, said: list[Said], cues: list[Cue]) -> None:
        self.line, self.cues, self.said, self.sources = line, cues, said, said
        if said:
            self.said = [each for each in said if not _only_marked(line, each)]
            add_addressees(line, cues, said)
            self.sources = [each for each in said if each.rule in _SOURCES]


def said_in(line: Line, cues: list[Cue], before: Before) -> Found:
    """Return what a sentence says.

    Args:
        line: The sentence.
        cues: Its verbs of saying.
        before: What was said before it.
    """
    if line.first >= line.size:
        return Found(line, [], [])
    tokens = line.tokens
    found = [] if _introduces(line, cues) else spoken_by_source(line, cues, line.first + 1)
    if found and line.low[found[0].anchor] == "danach" and not before.indirect:
        found = []  # it is a time, unless something was said before
    whole = None if found else carried_whole(line, cues, before)
    if whole is not None:
        found = spoken_by_source(line, cues, line.size) or [whole]
    if not found:
        found = _by_verbs(line, cues, before)
        by_source = _told_by(line, cues, found)
        found = by_source if by_source and by_source[0].rule == "so" else by_source + found
    if not found:
        said = spoken_by_noun(line, cues)
        found += [said] if said is not None else []
    alone = line.quotes and all(t.quote >= 0 or not t.text[0].isalnum() for t in tokens)
    if not found and before.carried and not alone and not _direct_with_inquit(line, cues):
        found += carried_on(line, before)
    if not found and not alone:
        said = spoken_by_mood(line)
        found += [said] if said is not None else []
    if not found and not alone and not _direct_with_inquit(line, cues):
        said = told(line, cues)
        found += [said] if said is not None else []
    elif found:
        said = told_before(line, cues, found)
        found += [said] if said is not None else []
    return Found(line, found + _inside(line, cues, found), cues)


def _told_by(line: Line, cues: list[Cue], found: list[Said]) -> list[Said]:
    """Return what a source says: of what somebody says too, as in "X sagte laut Y, dass ...".

    What "so Y" ends is said by Y alone if its verb of saying is in the reported mood.
    """
    said = spoken_by_source(line, cues, line.size)
    if not found or not said:
        return said
    if said[0].rule == "so" and any(is_told(line, cue) for cue in cues):
        return said
    outside = not any(a <= said[0].anchor < b for each in found for a, b in each.quote)
    paper = line.low[said[0].anchor] in line.grammar.sets["source_papers"]
    return said if outside and paper and said[0].rule == "source" else []


def _inside(line: Line, cues: list[Cue], found: list[Said]) -> list[Said]:
    """Return what sources say inside the words of others: "..., dass X, die laut Y kommt"."""
    triggers = line.grammar.sets["source_triggers"]
    for outer in found:
        for begin, end in outer.quote:
            for number in range(line.of[begin] + 1, line.of[end - 1] + 1):
                segment = line.segments[number]
                if segment.kind not in HANGING or triggers.isdisjoint(
                    line.low[segment.begin : segment.end]
                ):
                    continue
                said = spoken_by_source(line, cues, segment.end, segment.begin)
                if said and said[0].rule == "source" and said[0].anchor != outer.anchor:
                    return said
    return []


def _introduces(line: Line, cues: list[Cue]) -> bool:
    """Return whether a verb of saying and a colon introduce marked words."""
    return bool(cues) and any(line.low[at - 1] == ":" for at in line.quotes if 0 < at < line.size)


def _direct_with_inquit(line: Line, cues: list[Cue]) -> bool:
    """Return whether a full quotation stands in the sentence: the rest is its frame."""
    return bool(cues) and any(len(line.tokens[at].text) > _LONG for at in line.quotes)


def _ends_in_inquit(line: Line, cue: Cue, cues: list[Cue]) -> bool:
    """Return whether a later clause opens with a verb of saying in the indicative."""
    return any(
        other.at > cue.at
        and other.at == line.segments[other.segment].begin
        and not line.bits[other.finite] & SUBJ
        for other in cues
    )


def _by_verbs(line: Line, cues: list[Cue], before: Before) -> list[Said]:
    free = [True] * (line.size + 1)
    found: list[Said] = []
    begin = line.first
    for cue in cues:
        how = line.low[line.segments[cue.segment].begin] in line.grammar.sets["how"]
        if not free[cue.at] or (how and cue.last):
            continue
        if is_told(line, cue) and _ends_in_inquit(line, cue, cues):
            continue  # "Sie seien auf Hilfe angewiesen, sagte Maier": Maier says all of it
        if before.carried and is_carried(line, cue):
            return found
        said = spoken_by_verb(line, cue, cues, begin)
        if said is None:
            continue
        found.append(said)
        for first, last in said.quote:
            free[first:last] = [False] * (last - first)
            begin = max(begin, last)
        if said.rule == "inquit after":
            begin = max(begin, *(run[1] for run in said.frame))
        while begin < line.size and line.low[begin] == _ADJUNCT:
            begin += 1
    return found


def quoted(found: Found, at: int) -> Said | None:
    """Return the quotation of the marks at token ``at``, None if nobody near says it."""
    around = [
        (last - first, number)
        for number, outer in enumerate(found.said)
        for first, last in outer.quote
        if first <= at < last
    ]
    if around:
        outer = found.said[min(around)[1]]
        own = _inquit(found, at) if outer.rule == "source" else None
        return _to_whom(found, own or nested(found.line, outer, at, found.cues))
    return _to_whom(found, direct(found.line, at, found.cues, found.sources))


def _inquit(found: Found, at: int) -> Said | None:
    """Return the marked words with their own inquit: "„...“, sagte X laut Y" is said by X."""
    text = found.line.tokens[at].text
    if len(text) <= _LONG or not text[1:2].isupper():
        return None
    own = direct(found.line, at, found.cues, found.sources)
    if own is None or own.speaker is None or own.rule != "inquit after":
        return None
    return own


def _to_whom(found: Found, said: Said | None) -> Said | None:
    if said is not None:
        add_addressees(found.line, found.cues, (said,))
    return said
