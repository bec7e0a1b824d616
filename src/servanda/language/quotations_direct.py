"""Which verb or source the words between marks belong to, by the clauses around them.

The inquit after the marks, the last verb of saying before them, a source ("laut X"), or
whoever is the subject of the clause before a colon. Whether marks hold speech at all is
decided in ``quotations_spoken``; who is meant in ``quotations_walk``.

Main path: ``direct`` -> ``Said``.
"""

from __future__ import annotations

from servanda.language.clauses import Line
from servanda.language.clauses_agents import behind_any
from servanda.language.clauses_cues import Cue
from servanda.language.clauses_named import closed_apposition, first_phrase
from servanda.language.clauses_subjects import subject_of
from servanda.language.clauses_words import ADJ, AUX, CONJ, DET, MODAL, OBL, PREP, PRON, SUBJ
from servanda.language.indirect_mood import is_reported
from servanda.language.indirect_sources import spoken_by_source
from servanda.language.quotations_said import Run, Said

__all__ = ["direct", "nested"]

_LONG = 25
_BETWEEN = frozenset((",", "-", "–", "—"))
_TIE_REACH = 5
_NEAR = 4
_TIES = frozenset("als von vor für mit zu".split())


def direct(line: Line, at: int, cues: list[Cue], sources: list[Said]) -> Said | None:
    """Return the quotation whose marks are the token ``at``, None if nobody is near.

    Args:
        line: The sentence.
        at: Index of the token that is the quotation.
        cues: The verbs of saying of the sentence.
        sources: What its sources say, for their speakers.
    """
    quote: Run = (at, at + 1)
    if sources and _is_source_of(line, quote, sources[0]):
        return _sourced(quote, sources[0])
    judged = _judging(line, at, cues)
    if judged is not None:
        return _beside(line, quote, judged, cues, "judged")
    cues = [cue for cue in cues if cue.saying.lemma != "nennen"]  # a name is given, not said
    behind = _inquit_behind(line, at, cues)
    if behind is not None:
        return behind
    before = _before(line, at, cues)
    if before is not None:
        named = _is_its_name(line, at, before)
        return None if named else _beside(line, quote, before, cues, "verb before")
    return _sourced(quote, sources[0]) if sources else _so_behind(line, at) or _colon(line, at)


def _before(line: Line, at: int, cues: list[Cue]) -> Cue | None:
    """Return the verb before the marks: before a colon, that of the main clause."""
    earlier = [cue for cue in cues if cue.at < at or cue.finite < at]
    near = earlier[-1] if earlier else None
    if line.low[at - 1] != ":":
        return near
    return next((cue for cue in reversed(earlier) if not cue.last), near)


def _inquit_behind(line: Line, at: int, cues: list[Cue]) -> Said | None:
    """Return the quotation if the verb behind the marks is the one that says it."""
    after = next((cue for cue in cues if cue.finite > at), None)
    if after is not None and _is_inquit(line, at, after):
        frame = [(at + 1, _next_quote(line, at + 1))]
        return _made(line, (at, at + 1), after, frame, "inquit after")
    return _any_verb(line, at)


def _beside(line: Line, quote: Run, cue: Cue, cues: list[Cue], rule: str) -> Said:
    """Return the quotation that stands in the clause of its verb."""
    frame = _pieces(line, _begin(line, cue, cues), quote[0])
    end = max(cue.words[-1] + 1, cue.subject[1])
    frame += _pieces(line, quote[1], end) if end > quote[1] else []
    made = _made(line, quote, cue, frame, rule)
    made.judged = rule == "judged"
    return made


def _judging(line: Line, at: int, cues: list[Cue]) -> Cue | None:
    """Return the verb by which marked words say what somebody holds something to be.

    "bezeichnete dies als „Q“", "sprach von einem „Q“", "nannte ihn einen „Q“".
    """
    tie = at - 1
    while tie > line.first and tie > at - _TIE_REACH and line.bits[tie] & (DET | OBL | ADJ):
        tie -= 1
    here = line.of[at]
    while here and line.segments[here].kind == "part" and line.segments[here].begin > line.first:
        here -= 1  # over an apposition: "nannte X, Chef von Y, einen „Q“"
    found = None
    for cue in cues:
        near = {here, line.of[at]} & {line.of[cue.at], line.of[cue.finite]}
        if near and (found is None or cue.at < at) and _judges(line, cue, tie, at):
            found = cue  # the nearest: "bestätigte den Fund und bezeichnete ihn als „Q“"
    return found


def _judges(line: Line, cue: Cue, tie: int, at: int) -> bool:
    """Return whether the verb holds something to be what stands at ``at`` behind ``tie``."""
    low, lemma = line.low[tie], cue.saying.lemma
    if low == "als":
        return bool(set(cue.saying.takes) & set("an"))
    if low in {"von", "vom"}:
        return lemma == "sprechen"
    if lemma != "nennen" or cue.passive or cue.subject[1] <= cue.subject[0] or cue.finite > at:
        return False
    said = tie < at - 1 or line.tokens[at].text[1:2].islower()  # else it is a name
    return said and "sich" not in line.low


def _any_verb(line: Line, at: int) -> Said | None:
    """Read "Q", strich X heraus: a verb and its subject right behind what is plainly speech."""
    verb = at + 2 if line.low[at + 1] in _BETWEEN else at + 1
    worded = at > 0 and line.low[at - 1] in line.grammar.sets["wordings"]  # "mit den Worten „Q“"
    plainly = worded or (verb > at + 1 and len(line.tokens[at].text) > _LONG)
    if not plainly or verb >= line.size or not line.is_finite(verb):
        return None
    subject = first_phrase(line, verb + 1)
    if subject[1] <= subject[0] or line.bits[verb] & (AUX | MODAL):
        return None
    frame = [(at + 1, _next_quote(line, at + 1))]
    return Said("Direct", [(at, at + 1)], subject, (verb,), frame, "inquit after", verb)


def _is_source_of(line: Line, quote: Run, source: Said) -> bool:
    """Return whether the source stands right behind the marks, or has said nothing else."""
    behind = source.frame[0][0] - quote[1]
    return 0 <= behind <= 1 and line.size > source.frame[0][0]


def _sourced(quote: Run, source: Said) -> Said:
    return Said("Direct", [quote], source.speaker, source.cue, list(source.frame), "phrase",
                source.anchor, source.act, carried=source.carried)  # fmt: skip


def _made(line: Line, quote: Run, cue: Cue, frame: list[Run], rule: str) -> Said:
    subject = _who(line, quote[0], cue)
    words = cue.words
    tie = quote[0] - 1
    while tie > 0 and line.tokens[tie].quote < 0 and tie > quote[0] - 4:
        if (
            line.low[tie] in _TIES
            and rule != "inquit after"
            and line.low[quote[0] - 1] not in {":", ","}
        ):
            words = tuple(sorted({*words, tie}))
            break
        tie -= 1
    return Said("Direct", [quote], subject, words, frame, rule, cue.at, cue.saying.act)


def _written_there(line: Line, at: int) -> Run | None:
    """Return where words stand or whom they come from: "Auf dem Schild war zu lesen: „Q“"."""
    begin, end = behind_any(line, line.first, at, line.grammar.sets["written_places"])
    if end == begin and line.low[line.first] in line.grammar.sets["written_places"]:
        alone = line.first + 1
        return (alone, alone + 1) if line.low[alone] in line.grammar.sets["to_whom"] else None
    return (begin, end) if end > begin else None


def _is_its_name(line: Line, at: int, cue: Cue) -> bool:
    """Return whether the marked words name who speaks: "Der „Bund für Natur“ fordert"."""
    return cue.subject[0] <= at < cue.subject[1] and not line.tokens[at].text[1:2].islower()


def _who(line: Line, at: int, cue: Cue) -> Run | None:
    """Return the subject of the verb; the words said are not: "Ein „Sieg“, urteilte X"."""
    begin, end = cue.subject
    if cue.saying.lemma == "finden" and "sich" in line.low[cue.finite : cue.finite + _NEAR]:
        return _written_there(line, at)
    if begin <= at < end:
        tie = next((i for i in range(at - 1, begin, -1) if line.bits[i] & PREP), begin)
        begin, end = (begin, tie) if tie > begin else first_phrase(line, cue.finite + 1)
    return (begin, end) if end > begin and not begin <= at < end else None


def _is_inquit(line: Line, at: int, cue: Cue) -> bool:
    between = line.low[at + 1 : cue.finite]
    if line.segments[cue.segment].kind in {"rel", "that", "sub"}:
        return False
    rest = [low for low in between if low not in _BETWEEN]
    if not between and at > line.first and line.low[at - 1] not in {":", ",", "–"}:
        return False
    return (
        not rest
        or (len(rest) == 1 and rest[0] in {"so", "das", "."})
        or (cue.last and bool(rest) and rest[0] in line.grammar.sets["how"])
    )


def _next_quote(line: Line, begin: int) -> int:
    for at in range(begin, line.size):
        if line.tokens[at].quote >= 0 and len(line.tokens[at].text) > _LONG:
            return at
    return line.size


def _begin(line: Line, cue: Cue, cues: list[Cue]) -> int:
    """Return where the clause of saying begins for its frame: the sentence, or its conjunct."""
    earlier = [other for other in cues if other.at < cue.at]
    return cue.head if earlier and line.bits[cue.head] & CONJ else line.first


def _pieces(line: Line, begin: int, end: int) -> list[Run]:
    """Return the runs between two indices, long quotations left out."""
    runs: list[Run] = []
    for at in range(begin, min(end, line.size)):
        if line.tokens[at].quote >= 0 and len(line.tokens[at].text) > _LONG:
            continue
        if runs and runs[-1][1] == at:
            runs[-1] = (runs[-1][0], at + 1)
        else:
            runs.append((at, at + 1))
    return runs


def _colon(line: Line, at: int) -> Said | None:
    """Read "...: Q" without a known verb of saying: whoever the clause before speaks of."""
    if at == 0 or line.low[at - 1] != ":":
        return None
    there = not line.grammar.sets["written_there"].isdisjoint(line.low[line.first : at])
    written = _written_there(line, at) if there else None
    rule = "named before the colon" if written is None else "phrase"
    frame = _pieces(line, line.first, at)
    if written is None and is_reported(line):  # "Wichtig sei ihm nur eines: „Q“" goes on too
        return Said("Direct", [(at, at + 1)], None, (), frame, rule, at, carried=True)
    subject = written or subject_of(line, at - 1)
    return Said("Direct", [(at, at + 1)], subject, (), frame, rule, at)


def nested(line: Line, outer: Said, at: int, cues: list[Cue]) -> Said:
    """Return the words between marks inside indirect speech: the same speaker and frame."""
    own = _so_behind(line, at) or _inner(line, outer, at, cues) or _nearer(line, outer, at, cues)
    if own is not None:
        return own
    if outer.type == "Reported":
        cue = next((cue for cue in cues if cue.at == outer.anchor), None)
        if cue is not None:
            frame = _pieces(line, line.first, at)
            end = max(cue.words[-1] + 1, cue.subject[1])
            frame += _pieces(line, at + 1, end) if end > at + 1 else []
            made = _made(line, (at, at + 1), cue, frame, "inside told")
            made.judged = _judging(line, at, [cue]) is not None
            return made
    bare = outer.type != "Indirect"
    words, frame = ((), []) if bare else (outer.cue, list(outer.frame))
    return Said("Direct", [(at, at + 1)], outer.speaker, words, frame, "inside " + outer.rule,
                outer.anchor, outer.act, carried=outer.carried)  # fmt: skip


def _so_behind(line: Line, at: int) -> Said | None:
    """Read "„Q“, so X" where the sentence is somebody else's, and "„Q“, so letztere"."""
    so = at + 1 + (line.low[at + 1] in _BETWEEN)
    if line.low[so] not in line.grammar.sets["source_so"] or so + 1 >= line.size:
        return None
    begin = so + 1
    end = line.noun_phrase(begin, line.size)
    if end == begin and line.bits[begin] & PRON:
        end = begin + 1
    end = closed_apposition(line, end)
    if end == begin or (end < line.size and line.low[end] not in _BETWEEN):
        return None
    frame = [(at + 1, end)]
    return Said("Direct", [(at, at + 1)], (begin, end), (so,), frame, "phrase", so)


def _inner(line: Line, outer: Said, at: int, cues: list[Cue]) -> Said | None:
    """Read "Laut Y sagte X: „Q“": the verb before the colon is X's, if it is not reported."""
    begin = next((a for a, b in outer.quote if a <= line.first < b or a <= at < b), at)
    cue = _before(line, at, cues) if line.low[at - 1] == ":" else None
    if cue is None or outer.rule not in {"source", "how"} or cue.at == outer.anchor:
        return None
    reported = cue.last or bool(line.bits[cue.finite] & SUBJ)
    if reported or not begin <= cue.finite < at or cue.at in outer.cue:
        return None
    return _beside(line, (at, at + 1), cue, cues, "verb before")


def _nearer(line: Line, outer: Said, at: int, cues: list[Cue]) -> Said | None:
    """Read "Wie X berichtet, soll laut Y „Q“ ...": of two sources the nearer one before it."""
    if line.grammar.sets["source_triggers"].isdisjoint(line.low[outer.anchor + 1 : at]):
        return None
    found = spoken_by_source(line, cues, at, outer.anchor + 1)
    if not found or found[0].rule != "source" or found[0].speaker is None:
        return None
    inside = any(begin <= at < end for begin, end in found[0].quote)
    return _sourced((at, at + 1), found[0]) if inside else None
