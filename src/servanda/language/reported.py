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
from servanda.language.clauses_words import ADJ, ADV, CONJ, DET, OBL, PREP, SUBJ, TIME
from servanda.language.quotations_said import Said

__all__ = ["told", "told_before"]

_MOST_MARKED = 0.25
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
            return Said("Reported", [(line.first, stop)], _teller(line, cue), (), [],
                        "told", cue.at, cue.saying.act)  # fmt: skip
    return None


def _teller(line: Line, cue: Cue) -> tuple[int, int] | None:
    """Return who tells; what the verb tells is no part of it: "plädierte der Rat für X"."""
    begin, end = cue.subject
    ties = line.grammar.told.get(cue.saying.lemma, frozenset())
    if begin > cue.finite and not cue.passive:
        end = next((at for at in range(begin + 1, end) if line.low[at] in ties), end)
    return (begin, end) if end > begin else None


def _tells(line: Line, cue: Cue, stop: int) -> bool:
    """Return whether an active clause tells what was said."""
    sets, ties = line.grammar.sets, line.grammar.told.get(cue.saying.lemma)
    begin, end = cue.subject
    if ties is None or end <= begin or _is_other_verb(line, cue, stop):
        return False
    looks_back = cue.at != cue.finite and line.low[cue.finite] not in sets["told_perfect"]
    last = max(cue.words)
    untold = last != cue.finite and line.low[last - 1] in sets["told_not"]
    nobody = line.low[begin] in sets["told_by_nobody"] and end == begin + 1
    if looks_back or untold or nobody or not _has_content(line, cue, ties, stop):
        return False
    return not _is_marked(line, cue, stop)


def _has_content(line: Line, cue: Cue, ties: frozenset[str], stop: int) -> bool:
    """Return whether the clause has what the verb tells, where the verb has it."""
    sets, lemma = line.grammar.sets, cue.saying.lemma
    if lemma in sets["told_in"]:
        return _sees_in(line, cue)
    if not ties:
        return _has_object(line, cue, stop)
    if ties.isdisjoint(line.low[line.first : stop]):
        return False
    return lemma not in sets["told_for"] or _is_for_something(line, cue, ties)


def _judged(line: Line, cue: Cue, stop: int) -> bool:
    """Return whether a passive tells: "wurde von X als klug bezeichnet", "als Grund wurde ...".

    A paper tells as in the active: "in der Studie wurde ein Irrtum vermutet".
    """
    sets = line.grammar.sets
    if line.low[line.first] in sets["told_as"] and cue.saying.lemma in sets["told_reasons"]:
        return True
    ties = line.grammar.told.get(cue.saying.lemma)
    begin, end = cue.subject
    if ties is None or end <= begin or begin == 0 or _is_marked(line, cue, stop):
        return False
    judged = not sets["told_as"].isdisjoint(ties & {*line.low[line.first : stop]})
    if line.low[begin - 1] in sets["told_agents"]:
        return judged
    written = any(line.low[at].endswith(tuple(sets["told_papers"])) for at in range(begin, end))
    said = judged or (not ties or not ties.isdisjoint(line.low[line.first : stop]))
    return line.low[begin - 1] in sets["told_places"] and written and said


def _is_for_something(line: Line, cue: Cue, ties: frozenset[str]) -> bool:
    """Return whether "für klug" or "für einen Fehler" closes a clause: "hält X für klug"."""
    for at in range(cue.finite + 1, line.size):
        if line.low[at] in ties:
            last = line.tokens[line.segments[line.of[at]].end - 1].text
            small = last[:1].islower() and last.isalpha()
            return small or line.low[at + 1] in line.grammar.sets["told_a"]
    return False


def _sees_in(line: Line, cue: Cue) -> bool:
    """Return whether something is seen in something: "sieht in dem Plan einen Fehler"."""
    sets = line.grammar.sets
    at = max(cue.finite + 1, cue.subject[1])
    while at < line.size and line.bits[at] & ADV and line.low[at] not in sets["told_therein"]:
        at += 1
    behind = at + 1
    if line.low[at] not in sets["told_therein"]:
        if line.low[at] not in sets["told_places"] or line.bits[at + 1] & TIME:
            return False
        behind = line.noun_phrase(at + 1, line.size)
    return behind > at and line.low[behind] in sets["told_a"]


def _is_other_verb(line: Line, cue: Cue, stop: int) -> bool:
    """Return whether a particle or "sich" makes it another verb: "forderte Geld ein"."""
    sets, end = line.grammar.sets, min(line.segments[cue.segment].end, stop)
    last = line.low[end - 1]
    if not cue.saying.particle and last in sets["particles"] and end - 1 > cue.finite:
        return True
    if cue.saying.lemma in sets["told_reflexive"]:
        return False
    first = max(line.first, cue.finite - 1)
    near = line.low[first : min(end, max(cue.finite, cue.subject[1]) + _REACH)]
    return not sets["told_self"].isdisjoint(near)


def _is_marked(line: Line, cue: Cue, stop: int) -> bool:
    """Return whether what is said stands between marks, all of it or its name."""
    begin, end = cue.subject
    marked = whole = 0
    named, names = False, cue.saying.lemma in line.grammar.sets["told_names"]
    for at in range(line.first, min(stop, line.size)):
        if begin <= at < end or at in cue.words:
            continue
        size = len(line.tokens[at].text)
        whole += size
        if line.tokens[at].quote >= 0:
            marked += size
            named = named or (names and not _behind_preposition(line, at))
    return named or marked > _MOST_MARKED * whole


def _behind_preposition(line: Line, at: int) -> bool:
    """Return whether marks belong to an adjunct: "in einem Brief an den „Boten“"."""
    before = at - 1
    while before > line.first and line.bits[before] & (DET | OBL | ADJ):
        before -= 1
    return (
        bool(line.bits[before] & PREP) and line.low[before] not in line.grammar.sets["told_agents"]
    )


def _has_object(line: Line, cue: Cue, stop: int) -> bool:
    at, stop = line.first, min(stop, line.size)
    while at < stop:
        if cue.subject[0] <= at < cue.subject[1]:
            at = cue.subject[1]
            continue
        end = line.noun_phrase(at, stop)
        if end > at and (at == 0 or line.low[at - 1] not in line.grammar.sets["told_places"]):
            return not line.low[end - 1].endswith(tuple(line.grammar.sets["told_empty"]))
        at += 1
    return False
