"""To whom something is said: the object of the verb of saying, or "gegenüber X".

A verb has its hearer in the accusative ("bat die Stadt, ...") or in the dative ("warf der
Stadt vor, ..."); in the passive the hearer is the subject ("die Stadt wurde gebeten") or
keeps its dative. Any saying may have "gegenüber X", "im Gespräch mit X", "vor Journalisten".

Main path: ``add_addressees``. Which verb is whose is data (``to_...`` in ``clauses.yaml``); what
is said, and by whom, is decided before.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from servanda.language.clauses import Line
from servanda.language.clauses_cues import Cue
from servanda.language.clauses_subjects import inner_subject, subject_by_place
from servanda.language.clauses_words import ADV, CONJ, DET, NOUN, OBL, PREP, TIME
from servanda.language.quotations_said import Run, Said

__all__ = ["add_addressees"]

_SHORTEST = 3
_LONGEST = 40
_TALK_REACH = 3


def add_addressees(line: Line, cues: Sequence[Cue], said: Sequence[Said]) -> None:
    """Name to whom each of these quotations of a sentence is said, where the sentence does."""
    for each in said:
        if each.addressee is None and (each.cue or each.type == "Reported"):
            cue = _cue_of(cues, each)
            each.addressee = _by_word(line, each, cue)
            if each.addressee is None and cue is not None:
                each.addressee = _by_verb(line, cue, each) or _from_subject(line, cue, each)


def _cue_of(cues: Sequence[Cue], said: Said) -> Cue | None:
    own = {*said.cue, said.anchor}
    return next((cue for cue in cues if cue.at in own), None)


def _runs(line: Line, said: Said) -> list[Run]:
    """Return the clause of saying: the frame, or the whole of what is told."""
    return list(said.quote if said.type == "Reported" else said.frame)


def _by_word(line: Line, said: Said, cue: Cue | None) -> Run | None:
    """Read "gegenüber X", "im Gespräch mit X", "vor Journalisten", "an X appellieren"."""
    sets = line.grammar.sets
    for first, last in _runs(line, said):
        for at in range(max(first, cue.head if cue is not None else first), last):
            low = line.low[at]
            if not line.bits[at] & PREP or (cue is not None and _elsewhere(line, at, cue)):
                continue
            if low in sets["to_opposite"] and _hangs_on_saying(line, at, said):
                return _opposite(line, at, last)
            if low in sets["to_behind_mit"] and _is_talk(line, at - 1):
                return _phrase(line, at + 1, last)
            found = _phrase(line, at + 1, last) if _leads(line, at, cue, said) else None
            if found is not None and (low not in sets["to_before"] or _has_audience(line, found)):
                return found
    return None


def _leads(line: Line, at: int, cue: Cue | None, said: Said) -> bool:
    """Return whether the preposition at ``at`` may have the hearer behind it."""
    sets, low = line.grammar.sets, line.low[at]
    if low in sets["to_before"]:
        return True
    if low in sets["to_behind_an"] and at > line.first:
        noun = line.bits[at - 1] & NOUN and _ends_in(line.low[at - 1], sets["to_letters"])
        if noun or (said.rule == "noun before" and not sets["to_turning"].isdisjoint(line.low)):
            return True
    if cue is None or low not in _ties(sets, cue):
        return False
    return low not in sets["to_behind_von"] or _is_asked(line, at, cue)


def _elsewhere(line: Line, at: int, cue: Cue) -> bool:
    """Return whether a word stands in a relative clause that is not the verb's."""
    number = line.of[at]
    return line.segments[number].kind in {"rel", "that"} and number not in {
        cue.segment, line.of[cue.at]
    }  # fmt: skip


def _ties(sets: Mapping[str, frozenset[str]], cue: Cue) -> frozenset[str]:
    """Return the prepositions that the verb has its hearer behind."""
    if cue.saying.lemma in sets["to_an"]:
        return sets["to_behind_an"]
    if cue.saying.lemma in sets["to_mit"]:
        return sets["to_behind_mit"]
    asks = cue.saying.lemma in sets["to_von"] and not cue.passive
    return sets["to_behind_von"] if asks else frozenset()


def _is_asked(line: Line, at: int, cue: Cue) -> bool:
    """Return whether "von X" hangs on the verb, not on a noun: "das Ende von X"."""
    before = at - 1
    if cue.subject[0] <= at < cue.subject[1]:
        return False
    noun = line.bits[before] & (NOUN | TIME) and not line.bits[before - 1] & PREP
    return before in cue.words or before == cue.subject[1] - 1 or not noun


def _hangs_on_saying(line: Line, at: int, said: Said) -> bool:
    """Return whether "gegenüber X" is no attribute: "die Haltung gegenüber X"."""
    before = at - 1
    if before < line.first or not line.bits[before] & NOUN or line.bits[before] & TIME:
        return True
    speaker = said.speaker
    return speaker is not None and speaker[0] <= before < speaker[1] + 1


def _opposite(line: Line, at: int, stop: int) -> Run | None:
    """Return who stands behind "gegenüber", or before it: "ihm gegenüber"."""
    found = _phrase(line, at + 1, stop)
    if found is None and at > line.first and line.low[at - 1] in line.grammar.sets["to_whom"]:
        return at - 1, at
    return found


def _phrase(line: Line, at: int, stop: int) -> Run | None:
    if line.bits[at] & TIME:
        return None
    if line.low[at] in line.grammar.sets["to_whom"]:
        end = line.noun_phrase(at, stop)
        return at, max(end, at + 1)
    end = _end(line, at, stop)
    return (at, end) if end > at else None


def _end(line: Line, at: int, stop: int) -> int:
    """Return the end of the noun phrase at ``at``, with an agency written small ("dpa")."""
    end = line.noun_phrase(at, stop)
    if end > at + 1 and _is_thing(line, end - 1):
        return end - 1  # "forderte von der Werft Ersatz"
    small = line.grammar.sets["to_small_names"]
    return end + 1 if at < end < stop and line.low[end] in small else end


def _is_thing(line: Line, at: int) -> bool:
    """Return whether an abstract noun behind another noun begins a phrase of its own."""
    if (
        not line.low[at].endswith(tuple(line.grammar.sets["to_things"]))
        or not line.bits[at - 1] & NOUN
    ):
        return False
    adjective = line.low[at - 1].endswith(("en", "er"))
    return not adjective and not _ends_in(line.low[at], line.grammar.sets["to_audiences"])


def _is_talk(line: Line, at: int) -> bool:
    """Return whether "Interview" or "Gespräch" stands at ``at`` or a little before."""
    talks = line.grammar.sets["to_talks"]
    for index in range(at, max(line.first - 1, at - _TALK_REACH), -1):
        low = line.low[index]
        if line.bits[index] & NOUN and _ends_in(low, talks):
            return True
        if not low or not low[0].isalpha():
            return False
    return False


def _ends_in(low: str, words: frozenset[str]) -> bool:
    if low in words:
        return True
    return any(low[cut:] in words for cut in range(1, min(len(low) - _SHORTEST, _LONGEST)))


def _has_audience(line: Line, run: Run) -> bool:
    """Return whether the phrase names people who listen, or a newspaper or station."""
    audiences = line.grammar.sets["to_audiences"]
    return any(_ends_in(line.low[at], audiences) for at in range(*run) if line.bits[at] & NOUN)


def _by_verb(line: Line, cue: Cue, said: Said) -> Run | None:
    sets, lemma = line.grammar.sets, cue.saying.lemma
    accusative = lemma in sets["to_accusative"]
    if accusative and cue.passive:
        return _patient(line, cue)
    if not accusative and lemma not in sets["to_dative"] and lemma not in sets["to_dative_only"]:
        return None
    if accusative and cue.subject[1] <= cue.subject[0]:
        return None
    own = {cue.segment, *(line.of[at] for at in cue.words)}
    for first, last in _runs(line, said):
        at = max(first, cue.head)
        while at < last:
            after = _past(line, at, last, cue) if line.of[at] in own else at + 1
            if after > at:
                at = after
                continue
            found = _object(line, (at, last), cue, said, accusative=accusative)
            if found is not None:
                return found
            at = max(at + 1, line.noun_phrase(at, last))
    return None


def _past(line: Line, at: int, stop: int, cue: Cue) -> int:
    """Return the index after what is no object: subject, verb, time, what a preposition has."""
    if cue.subject[0] <= at < cue.subject[1]:
        return cue.subject[1]
    if at in cue.words or line.tokens[at].quote >= 0 or line.bits[at] & TIME:
        return at + 1
    if line.bits[at] & PREP:
        end = max(at + 1, line.noun_phrase(at + 1, stop))
        joined = (
            end < stop and line.low[end] in line.grammar.sets["to_joins"]
        )  # "vor Wind und hohen Wellen"
        return max(end, line.noun_phrase(end + 1, stop)) if joined else end
    return at


def _from_subject(line: Line, cue: Cue, said: Said) -> Run | None:
    """Take the hearer off the end of the subject where the verb cannot do without one.

    "wirft das Amt der Stadt vor": the dative looks like a genitive.
    """
    sets, (begin, end) = line.grammar.sets, cue.subject
    if cue.saying.lemma not in sets["to_needed"] or cue.passive or cue.last:
        return None
    if said.speaker != cue.subject or begin < cue.finite or said.type == "Direct":
        return None
    article = cue.saying.lemma in sets["to_dative_only"]
    for at in range(end - 1, begin + 1, -1):
        opens = article and line.low[at] in sets["to_dative_words"]
        alone = line.bits[at] & NOUN and line.bits[at - 1] & NOUN and line.bits[begin] & (DET | OBL)
        if opens or (alone and at == end - 1 and at - 1 > begin):
            said.speaker = (begin, at)
            return at, end
    return None


def _object(line: Line, run: Run, cue: Cue, said: Said, *, accusative: bool) -> Run | None:
    """Return the phrase at the beginning of ``run`` if its first word lets it be the hearer."""
    sets, (at, stop) = line.grammar.sets, run
    low = line.low[at]
    if line.bits[at] & CONJ or low in sets["to_nobody"]:
        return None
    hangs = low in sets["to_relatives"] and at == line.segments[line.of[at]].begin
    alone = hangs and not line.bits[at + 1] & NOUN  # "dem die Wache vorwirft, ..."
    end = at + 1 if alone else _end(line, at, stop)
    after = max(end, at + 1)  # "ihm zufolge" names a source
    sourced = after < line.size and line.low[after] in sets["source_after"]
    if sourced or (end > at and line.bits[end - 1] & TIME):
        return None
    whom = low in sets["to_whom"] or low in sets["to_whom_accusative"]
    whom = whom or alone
    if (end == at and not whom) or (line.bits[at] & ADV and not whom):
        return None
    end = max(end, at + 1)
    if accusative:
        return (at, _before_aim(line, at, end)) if low not in sets["to_never_accusative"] else None
    if cue.saying.lemma in sets["to_dative_only"]:
        end = _before_thing(line, at, end) if said.type == "Reported" else end
        return (at, end) if low not in sets["to_accusative_words"] else None
    return (at, end) if _is_dative(line, (at, end), cue, said) else None


def _is_dative(line: Line, run: Run, cue: Cue, said: Said) -> bool:
    """Return whether a phrase is a dative, where the verb may have an accusative beside it."""
    sets, (at, end) = line.grammar.sets, run
    low = line.low[at]
    if low in sets["to_surely_dative"]:
        return True
    named = cue.subject[1] > cue.subject[0] and not cue.passive
    if low in sets["to_plural"]:
        return line.low[end - 1].endswith(("n", "s"))
    if low in sets["to_dative_words"]:
        return named
    alone = end >= line.size or line.low[end] in {",", ":", ""}
    bare = bool(line.bits[at] & NOUN) and line.low[at - 1][:1].isalpha() and not cue.last
    return said.type != "Reported" and named and cue.subject[0] < at and alone and bare


def _before_aim(line: Line, at: int, end: int) -> int:
    """Cut off what somebody is called to: "die Bürger zum Sparen"."""
    aims = line.grammar.sets["to_aims"]
    return next((i for i in range(at + 1, end) if line.low[i] in aims), end)


def _before_thing(line: Line, at: int, end: int) -> int:
    """Cut off the thing right behind the hearer: "wirft Anna Renn Betrug vor"."""
    first = next((i for i in range(at, end) if line.bits[i] & NOUN), end)
    last = first
    while last + 1 < end and line.bits[last + 1] & NOUN:
        last += 1
    behind = line.noun_phrase(end, line.segments[line.of[at]].end) > end
    return last if last > first and not behind else end


def _patient(line: Line, cue: Cue) -> Run | None:
    """Return the subject of a passive: who is asked, warned or accused."""
    if cue.last:
        found = inner_subject(line, line.segments[cue.segment].begin, cue.finite)
    else:
        found = subject_by_place(line, cue.head, cue.finite)
    if found[1] <= found[0] or found == cue.subject:
        return None
    if line.low[found[0]] in line.grammar.sets["to_nobody"]:
        return None
    if found[0] < cue.subject[0] < found[1]:  # "die Stadt von Bürgern": who asks is cut off
        return found[0], cue.subject[0] - 1
    return found
