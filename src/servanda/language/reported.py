"""Speech that is told and not rendered: "X fordert eine Untersuchung", "X sprach von Betrug".

Told is what names the thing said: a demand, a warning, a reproach, a number, a judgement
("nannte den Plan unklug", "kritisierte den Plan als unklug"). A mere stand for or against a
thing ("kritisierte den Plan") does not say what was said, and "hatte eine Untersuchung gefordert"
only looks back. A name between marks is direct speech alone.

Main path: ``told`` -> ``Said``. Which verbs tell, and with what, is data (``told``).
"""

from __future__ import annotations

from servanda.language.clauses import Line
from servanda.language.clauses_cues import Cue
from servanda.language.clauses_words import CONJ, SUBJ
from servanda.language.quotations_said import Said

__all__ = ["told", "told_before"]

_MOST_MARKED = 0.25
_PLACES = frozenset(("in", "am", "im", "bei"))
_REACH = 4


def told(line: Line, cues: list[Cue]) -> Said | None:
    """Return the speech act the sentence tells, None if it tells none."""
    if line.tokens[-1].text == "?":
        return None
    return _first(line, cues, len(line.tokens))


def told_before(line: Line, cues: list[Cue], said: list[Said]) -> Said | None:
    """Return the act told before a clause whose words are given: "nannte ... und sagte, ..."."""
    anchor = said[0].anchor
    cue = next((cue for cue in cues if cue.at == anchor), None)
    if cue is None or cue.last or said[0].rule != "verb before" or cue.head <= line.first:
        return None
    if not line.bits[cue.head] & CONJ and line.segments[cue.segment].begin != cue.head:
        return None
    stop = cue.head - 1 if line.low[cue.head - 1] in {",", ";"} else cue.head
    return _first(line, [each for each in cues if max(each.words) < stop], stop)


def _first(line: Line, cues: list[Cue], stop: int) -> Said | None:
    for cue in cues:
        if cue.last or line.bits[cue.finite] & SUBJ:
            continue
        found = _judged(line, cue, stop) if cue.passive else _tells(line, cue, stop)
        if found:
            named = cue.subject[1] > cue.subject[0]
            return Said("Reported", [(line.first, stop)], cue.subject if named else None, (), [],
                        "told", cue.at, cue.saying.act)  # fmt: skip
    return None


def _tells(line: Line, cue: Cue, stop: int) -> bool:
    """Return whether an active clause tells what was said."""
    sets, ties = line.grammar.sets, line.grammar.told.get(cue.saying.lemma)
    begin, end = cue.subject
    if ties is None or end <= begin or _is_other_verb(line, cue, stop):
        return False
    if cue.at != cue.finite and (
        line.low[cue.finite] not in sets["told_perfect"] or line.low[cue.at - 1] in sets["told_not"]
    ):
        return False
    if line.low[begin] in sets["told_by_nobody"] and end == begin + 1:
        return False
    if ties and ties.isdisjoint(line.low[line.first : stop]):
        return False
    if cue.saying.lemma in sets["told_for"] and not _is_for_something(line, cue, ties):
        return False
    return bool(ties or _has_object(line, cue, stop)) and not _is_marked(line, cue, stop)


def _judged(line: Line, cue: Cue, stop: int) -> bool:
    """Return whether it is "X wurde von Y als Z bezeichnet", or "als Grund wurde X genannt"."""
    sets = line.grammar.sets
    if line.low[line.first] == "als" and cue.saying.lemma in sets["told_reasons"]:
        return True
    ties = line.grammar.told.get(cue.saying.lemma, frozenset())
    if "als" not in ties or "als" not in line.low[line.first : stop]:
        return False
    begin, end = cue.subject
    by = end > begin > 0 and line.low[begin - 1] in sets["told_agents"]
    return by and not _is_marked(line, cue, stop)


def _is_for_something(line: Line, cue: Cue, ties: frozenset[str]) -> bool:
    """Return whether "für klug" or "für einen Fehler" closes the clause: "hält X für klug"."""
    end = line.segments[cue.segment].end
    for at in range(end - 2, cue.finite, -1):
        if line.low[at] in ties:
            small = line.tokens[end - 1].text[:1].islower()
            return small or line.low[at + 1] in line.grammar.sets["told_a"]
    return False


def _is_other_verb(line: Line, cue: Cue, stop: int) -> bool:
    """Return whether a particle or "sich" makes it another verb: "forderte Geld ein"."""
    sets, end = line.grammar.sets, min(line.segments[cue.segment].end, stop)
    last = line.low[end - 1]
    if not cue.saying.particle and last in sets["particles"] and end - 1 > cue.finite:
        return True
    if cue.saying.lemma in sets["told_reflexive"]:
        return False
    first = max(line.first, cue.finite - 1)
    return "sich" in line.low[first : min(end, max(cue.finite, cue.subject[1]) + _REACH)]


def _is_marked(line: Line, cue: Cue, stop: int) -> bool:
    """Return whether what is said stands between marks, all of it or its name."""
    begin, end = cue.subject
    marked = whole = 0
    for at in range(line.first, min(stop, line.size)):
        if begin <= at < end or at in cue.words:
            continue
        size = len(line.tokens[at].text)
        whole += size
        marked += size if line.tokens[at].quote >= 0 else 0
    names = cue.saying.lemma in line.grammar.sets["told_names"]
    return bool(marked) and (names or marked > _MOST_MARKED * whole)


def _has_object(line: Line, cue: Cue, stop: int) -> bool:
    at, stop = line.first, min(stop, line.size)
    while at < stop:
        if cue.subject[0] <= at < cue.subject[1]:
            at = cue.subject[1]
            continue
        end = line.noun_phrase(at, stop)
        if end > at and (at == 0 or line.low[at - 1] not in _PLACES):
            return line.low[end - 1] not in line.grammar.sets["told_losses"]
        at += 1
    return False
