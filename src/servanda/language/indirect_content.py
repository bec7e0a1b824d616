"""Whether a clause behind a verb of saying is what was said: what the verb takes, and the mood.

"dass", "ob" and infinitives are told by the verb's government, other clauses by their mood:
the subjunctive, a past plural that is one too, or the plain mood behind "sagte". Behind
"darauf" or the like any such clause is said. Where it ends is decided in ``indirect_ends``.

Main path: ``is_content``.
"""

from __future__ import annotations

from servanda.language.clauses import Line, Segment
from servanda.language.clauses_cues import Cue
from servanda.language.clauses_words import AUX, DET, FIN, INF, MODAL, NOUN, PREP, SUBJ
from servanda.language.indirect_ends import RESUMING

__all__ = ["is_content", "is_question"]

_MARK_AND_WORD = 2
_NEAR = 4
_DASHES = frozenset("–—-")


def is_content(line: Line, segment: Segment, takes: str, direct: bool, cue: Cue) -> bool:
    """Return whether a clause behind a verb of saying is what the verb takes."""
    if _is_reason(line, cue):
        takes += "cz"
    kind, clause = segment.kind, "c" in takes
    pointed = _pointed(line, segment.begin)
    if cue.saying.lemma in line.grammar.sets["pointing_verbs"] and not pointed:
        return False
    if kind == "that" and not _is_settled(line, segment, cue):
        return bool(set(takes) & set("cwz")) or ("v" in takes and pointed)
    if line.low[segment.begin] in RESUMING or kind in {"rel", "that"}:
        return clause and direct and kind == "rel" and _is_no_relative(line, segment, cue)
    if kind == "inf":
        own = direct and _has_own_infinitive(line, segment.begin - _MARK_AND_WORD)
        return not own and ((direct and (clause or pointed)) or "z" in takes)
    if kind == "wh":
        return direct and (pointed or is_question(line, segment, cue))
    told = clause or (direct and (pointed or "w" in takes))
    return told and _is_told_clause(line, segment, direct, cue)


def _is_no_relative(line: Line, segment: Segment, cue: Cue) -> bool:
    """Return whether the verb alone stands before the clause: "sagte, das Geld komme"."""
    bare = cue.at == segment.begin - _MARK_AND_WORD and not cue.last and not cue.passive
    mood = segment.verb >= 0 and line.bits[segment.verb] & SUBJ
    return bool(bare and mood and line.bits[segment.begin] & DET)


def _is_reason(line: Line, cue: Cue) -> bool:
    """Return whether a reason is given: "Als Grund nannte X, dass ..."."""
    sets = line.grammar.sets
    return line.low[line.first] in sets["told_as"] and cue.saying.lemma in sets["told_reasons"]


def _has_own_infinitive(line: Line, at: int) -> bool:
    """Return whether the noun before an infinitive has it: "plant X mit dem Ziel, Y zu tun"."""
    low = line.low[at]
    if not line.bits[at] & NOUN or not low.endswith(tuple(line.grammar.sets["own_infinitives"])):
        return False
    return any(line.bits[i] & PREP for i in range(max(0, at - _MARK_AND_WORD), at))


def _is_settled(line: Line, segment: Segment, cue: Cue) -> bool:
    """Return whether a clause is what is settled or follows: "entscheidet, ob"; "ergibt sich"."""
    sets, lemma = line.grammar.sets, cue.saying.lemma
    if line.low[segment.begin] == "ob":
        return lemma in sets["settling"]
    return lemma in sets["not_with_itself"] and line.low[cue.finite + 1] in sets["reflexives"]


def _is_told_clause(line: Line, segment: Segment, direct: bool, cue: Cue) -> bool:
    """Return whether a clause without "dass" is said: subjunctive, or plain behind "sagte"."""
    if segment.verb == segment.begin and (cue.last or _is_condition(line, segment)):
        return False
    if segment.kind != "main":
        return _subjunctive_later(line, segment)
    dashed = line.low[segment.begin - 1] in _DASHES  # "Die Front meldet Siege – Feind schweigt"
    plain = direct and "s" in cue.saying.takes and not cue.passive and not dashed
    if plain and segment.verb > segment.begin and not _has_object(line, cue, segment.begin - 1):
        return True
    if direct and line.low[segment.verb] in line.grammar.sets["either_mood"]:
        return True
    past = direct and "c" in cue.saying.takes and _is_plural_past(line, segment)
    if past and not _has_object(line, cue, segment.begin - 1):
        return True
    return bool(line.bits[segment.verb] & SUBJ)


def _is_condition(line: Line, segment: Segment) -> bool:
    """Return whether the last clause sets a condition by its verb: "drohte, sollten sie kommen"."""
    last = segment.end >= line.size or line.low[segment.end] == ":"
    return last and line.low[segment.begin - 1] == "," and bool(line.bits[segment.verb] & SUBJ)


def _is_plural_past(line: Line, segment: Segment) -> bool:
    """Return whether the verb stands second and is past and subjunctive at once: "verfolgten"."""
    low, bits = line.low[segment.verb], line.bits[segment.verb]
    if segment.verb <= segment.begin or not bits & FIN or bits & (AUX | MODAL | SUBJ | INF):
        return False
    return low.endswith(tuple(line.grammar.sets["plural_past"]))


def _has_object(line: Line, cue: Cue, stop: int) -> bool:
    """Return whether the verb has a thing for its object already: "bemerkte die Probleme"."""
    articles = line.grammar.sets["object_articles"]
    at = max(cue.finite, cue.subject[1] - 1) + 1
    while at < stop:
        end = line.noun_phrase(at, stop)
        if end > at and line.low[at] in articles and not line.bits[at - 1] & PREP:
            return not cue.subject[0] <= at < cue.subject[1]
        at = max(end, at + 1)
    return False


def _pointed(line: Line, begin: int) -> bool:
    """Return whether "davon", "darauf" or the like stands in the clause before: "davon, dass"."""
    if begin < _MARK_AND_WORD:
        return False
    first = line.segments[line.of[begin - 1]].begin
    near = line.low[max(first, begin - _NEAR) : begin - 1]
    return any(low in line.grammar.sets["pointing_at"] for low in near)


def is_question(line: Line, segment: Segment, cue: Cue) -> bool:
    """Return whether a clause with a question word is asked, or told in the subjunctive."""
    asked = cue.saying.act == "demands" and "w" in cue.saying.takes
    return asked or (segment.verb >= 0 and bool(line.bits[segment.verb] & SUBJ))


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
