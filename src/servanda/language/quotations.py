"""The quotations of a document in a language whose clauses are known, sentence by sentence.

The rules are tried in a fixed order: a verb of saying with its clause, a source without a
verb, the subjunctive or "soll" that carries on what somebody said before, speech that is
told. Words between marks are direct speech, inside indirect speech too if they are more
than a name. Which words are cues is decided in ``clauses_cues``; who is meant in
``attribution``.

Main path: ``Walk.sentence`` -> ``Said``.
"""

from __future__ import annotations

from servanda.language.clauses import Line
from servanda.language.clauses_cues import Cue
from servanda.language.clauses_words import SUBJ
from servanda.language.indirect import spoken_by_verb
from servanda.language.indirect_nouns import spoken_by_noun
from servanda.language.indirect_sources import spoken_by_source
from servanda.language.quotations_direct import direct, nested
from servanda.language.quotations_said import Said
from servanda.language.reported import told

__all__ = ["Found", "said_in"]

_ADJUNCT = ","
_WEAK_MOOD = frozenset(
    "würde würden hätte hätten wäre wären könnte könnten müsste müssten dürfte dürften möchte "
    "möchten sollte sollten".split()
)
_LONG = 60
_PERFECT = frozenset(("haben", "sein"))


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
        self.line, self.cues = line, cues
        self.said = [each for each in said if not _only_marked(line, each)]
        self.sources = [each for each in said if each.rule in _SOURCES]


def said_in(line: Line, cues: list[Cue], *, carried: bool, indirect: bool) -> Found:
    """Return what a sentence says.

    Args:
        line: The sentence.
        cues: Its verbs of saying.
        carried: Whether somebody spoke before whose words may go on here.
        indirect: Whether the sentence before held words that were not direct.
    """
    if line.first >= line.size:
        return Found(line, [], [])
    tokens = line.tokens
    found = spoken_by_source(line, cues, line.first + 1)
    if found and line.low[found[0].anchor] == "danach" and not indirect:
        found = []  # it is a time, unless something was said before
    if not found:
        found = _by_verbs(line, cues) or spoken_by_source(line, cues, line.size)
    if not found:
        said = spoken_by_noun(line, cues)
        found += [said] if said is not None else []
    alone = sum(t.quote >= 0 for t in tokens) and all(
        t.quote >= 0 or not t.text[0].isalnum() for t in tokens
    )
    if not found and carried and not alone and not _direct_with_inquit(line, cues):
        found += _carried_on(line, indirect)
    if not found and not alone and not _direct_with_inquit(line, cues):
        said = told(line, cues)
        found += [said] if said is not None else []
    return Found(line, found, cues)


def _direct_with_inquit(line: Line, cues: list[Cue]) -> bool:
    """Return whether a full quotation stands in the sentence: the rest is its frame."""
    return any(t.quote >= 0 and len(t.text) > _LONG for t in line.tokens) and bool(cues)


def _by_verbs(line: Line, cues: list[Cue]) -> list[Said]:
    free = [True] * (line.size + 1)
    found: list[Said] = []
    begin = line.first
    for cue in cues:
        how = line.low[line.segments[cue.segment].begin] in line.grammar.sets["how"]
        if not free[cue.at] or (how and cue.last):
            continue
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


def _carried_on(line: Line, indirect: bool) -> list[Said]:
    """Return the sentence as carried on: in the subjunctive, or what somebody "soll"."""
    main = next((s for s in line.segments if s.kind == "main"), None)
    if main is None or main.verb < 0:
        return []
    low, bits = line.low[main.verb], line.bits[main.verb]
    whole = [(line.first, len(line.tokens))]
    if low in line.grammar.sets["shall"]:
        if not (indirect or line.low[line.size - 1] in _PERFECT):
            return []
        return [
            Said("FreeIndirect", whole, None, (), [], "carried on: " + low, main.verb, carried=True)
        ]
    if bits & SUBJ and (low not in _WEAK_MOOD or indirect):
        return [
            Said(
                "IndirectFreeIndirect",
                whole,
                None,
                (),
                [],
                "carried on: " + low,
                main.verb,
                carried=True,
            )
        ]
    return []


def quoted(found: Found, at: int) -> Said | None:
    """Return the quotation of the marks at token ``at``, None if nobody near says it."""
    for outer in found.said:
        if any(first <= at < last for first, last in outer.quote):
            return nested(outer, at)
    return direct(found.line, at, found.cues, found.sources)
