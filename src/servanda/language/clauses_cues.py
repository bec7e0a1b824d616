"""Words of saying in a clause, the words that belong to them, and who their subject is.

A reading of a verb counts only where its particle stands at the end of a clause, its
auxiliary is there if it is a participle, and it is not a word before a noun. Who its
subject is, is decided in ``clauses_subjects``.

Main path: ``find`` -> ``Cue``. What is said is decided in ``quotations``.
"""

from __future__ import annotations

from bisect import bisect_right
from dataclasses import dataclass

from servanda.language.clauses import Line
from servanda.language.clauses_agents import agent, behind_any, drawn_from
from servanda.language.clauses_subjects import (
    cited,
    head_of,
    inner_subject,
    subject_by_place,
)  # fmt: skip
from servanda.language.clauses_words import (
    AUX,
    CONJ,
    DET,
    FIN,
    INF,
    MODAL,
    NOUN,
    OBL,
    PART,
    SUBJ,
    Saying,
)  # fmt: skip

__all__ = ["Cue", "find"]

_REACH = 45
_NEAR = 5
_STATES = frozenset(("ist", "sind", "war", "waren"))
_WITH_BE = frozenset(("bekanntwerden", "durchsickern", "fortfahren", "ausgehen", "übereinkommen"))
_PASSIVE = frozenset("wird werden wurde wurden worden".split())
_SOURCES = frozenset("in im seitens laut".split())
_PLACES = frozenset("in im bei beim auf aus von vom seitens laut".split())


@dataclass(slots=True, unsafe_hash=True)  # never changed; "frozen" makes reading slower
class Cue:
    """A word of saying.

    Attributes:
        at: Index of the word.
        finite: Index of the finite verb of its clause.
        words: Indices of all its words, in order.
        saying: What it does and takes.
        segment: Number of the clause it stands in.
        subject: First index of who says it and the index after; equal if nobody is named.
        last: Whether the verb stands at the end of its clause, as after "dass".
        passive: Whether it is said that it was said.
        head: Index where its clause begins.
        quoting: Who quotes the subject in "X zitiert ihn", given as ``subject`` is.
    """

    at: int
    finite: int
    words: tuple[int, ...]
    saying: Saying
    segment: int
    subject: tuple[int, int]
    last: bool
    passive: bool
    head: int
    quoting: tuple[int, int] = (0, 0)


def find(line: Line) -> list[Cue]:
    """Return the verbs of saying of a sentence, in order."""
    saying = [at for at in range(line.first, line.size) if line.words[at].says]
    if not saying:
        return []
    apart = {reading.particle for at in saying for reading in line.words[at].says} - {""}
    ends = _clause_ends(line, apart) if apart else []
    cues = []
    for at in saying:
        if at > line.first and not line.tokens[at].text[:1].islower():
            continue
        cue = _read(line, at, ends)
        if cue is not None:
            cues.append(cue)
    return cues


def _clause_ends(line: Line, particles: set[str]) -> list[int]:
    """Return the indices of separated particles: at the end of a clause."""
    found = []
    for at in [at for at, low in enumerate(line.low) if low in particles]:
        after = line.low[at + 1] if at + 1 < line.size else "."
        ended = not after or not after[0].isalnum() or line.bits[at + 1] & CONJ
        if ended and line.first < at < line.size:
            found.append(at)
    return found


def _read(line: Line, at: int, ends: list[int]) -> Cue | None:
    for saying in line.words[at].says:
        particle = _particle(line, at, saying, ends)
        if saying.particle and particle < 0:
            continue
        found = _finite(line, at, saying)
        if found is None or not _has_itself(line, at, found[0], saying):
            continue
        finite, others = found
        words = {at, finite, *others, *([particle] if particle >= 0 else [])}
        words |= _with_them(line, at, finite, saying)
        return _cue(line, at, finite, tuple(sorted(words)), saying)
    return None


def _has_itself(line: Line, at: int, finite: int, saying: Saying) -> bool:
    """Return whether "sich" is there if the verb needs it: "einigten sich", but "in einigen"."""
    sets = line.grammar.sets
    if saying.lemma not in sets["reflexive_verbs"]:
        return True
    segment = line.segments[line.of[finite]]
    near = line.low[min(segment.begin, at) : max(segment.end, at)]
    return not sets["reflexives"].isdisjoint(near)


def _with_them(line: Line, at: int, finite: int, saying: Saying) -> set[int]:
    """Return "darauf" before the words said, and "es" or "sich" where the verb needs them."""
    sets = line.grammar.sets
    end = line.segments[line.of[at]].end
    if end < line.size and line.low[end] == ",":
        found = {i for i in (end - 1, end - 2) if i >= 0 and line.low[i] in sets["pointing"]}
        if found and any(line.is_finite(i) for i in range(max(at, finite) + 1, min(found))):
            found = set()  # "nannte es klug und forderte alle dazu auf"
    else:
        found = set()
    if saying.lemma in sets["reflexive_verbs"]:
        near = range(max(0, finite - 1), min(line.size, finite + _NEAR))
        found |= {i for i in near if line.low[i] == "sich"}
    if saying.lemma == "heißen":
        found |= {i for i in (finite - 1, finite + 1) if i >= 0 and line.low[i] == "es"}
    return found


def _particle(line: Line, at: int, saying: Saying, ends: list[int]) -> int:
    if not saying.particle:
        return -1
    if at > line.first and line.low[at - 1] == saying.particle:
        return at - 1
    for index in range(bisect_right(ends, at), len(ends)):
        end = ends[index]
        if end - at >= _REACH:
            break
        if line.low[end] == saying.particle:
            return end if ":" not in line.low[at:end] else -1
    return -1


def _finite(line: Line, at: int, saying: Saying) -> tuple[int, tuple[int, ...]] | None:
    """Return the finite verb a form belongs to, and the other auxiliaries with it."""
    if saying.kind == FIN:
        return (at, ()) if line.is_finite(at) else None
    if saying.kind == PART:
        if (
            at + 1 < line.size
            and line.bits[at + 1] & NOUN
            and line.low[at].endswith(("e", "en"))
            and line.bits[at - 1] & (DET | OBL)
        ):
            return None
        found = _governed(line, at, AUX | MODAL | SUBJ)
        state = found is not None and line.low[found[0]] in _STATES
        perfect = state and ("worden" in line.low[at + 1 : at + 3] or saying.lemma in _WITH_BE)
        return None if state and not perfect else found
    if saying.kind == INF:
        return _governed(line, at, MODAL) if line.low[at - 1] != "zu" else None
    return None


def _governed(line: Line, at: int, bit: int) -> tuple[int, tuple[int, ...]] | None:
    others = []
    after = at + 1
    while (after < line.size and line.bits[after] & (AUX | MODAL | SUBJ)) or (
        after < line.size and line.low[after] in {"worden", "werden", "haben"}
    ):
        others.append(after)
        after += 1
    finite = [i for i in others if line.bits[i] & (AUX | MODAL | SUBJ) and line.low[i] != "worden"]
    segment = line.segments[line.of[at]]
    if finite and (
        segment.verb < 0 or segment.verb >= at or segment.kind in {"sub", "rel", "that", "wh"}
    ):
        return finite[-1], tuple(others)
    for index in range(at - 1, max(-1, at - _REACH), -1):
        if line.low[index] in {":", ";"}:
            return None
        if line.bits[index] & bit and line.tokens[index].quote < 0 and line.is_finite(index):
            if (
                line.of[index] != line.of[at]
                and line.segments[line.of[index]].kind in {"rel", "that", "wh", "sub"}
                and line.segments[line.of[at]].kind != "sub"
            ):
                continue
            return index, tuple(others)
    return None


def _cue(line: Line, at: int, finite: int, words: tuple[int, ...], saying: Saying) -> Cue:
    segment = line.segments[line.of[finite]]
    last = segment.kind in {"sub", "rel", "that", "wh"} or (
        segment.kind == "main" and _starts_as(line, segment.begin)
    )
    passive = finite != at and any(line.low[i] in _PASSIVE for i in words) and saying.kind == PART
    head = head_of(line, finite) if not last else segment.begin
    if saying.lemma == "hervorgehen":
        subject = drawn_from(line, head, line.size)
    elif passive:
        subject = agent(line, head, at)
        if subject[1] <= subject[0]:
            subject = behind_any(line, head, at, _SOURCES)
            if _is_mere_place(line, subject):
                subject = (head, head)
    elif last:
        subject = inner_subject(line, segment.begin, finite)
    else:
        subject = subject_by_place(line, head, finite)
    quoting = (head, head)
    if saying.lemma == "zitieren":
        quoting, subject = subject, cited(line, subject, head, finite, (passive, last))
    impersonal = subject[1] == subject[0] + 1 and line.low[subject[0]] == "es"
    if saying.lemma == "heißen" and not last and line.low[finite + 1 : finite + 2] == ["es"]:
        subject = (finite, finite)  # "Aktuell heißt es, ..."
    if impersonal and (passive or saying.lemma in {"heißen", "geben"}):
        subject = (subject[0], subject[0])
    if saying.lemma in {"verlauten", "stehen"} and subject[1] <= subject[0]:
        subject = behind_any(line, head, segment.end, _PLACES)
    if saying.lemma == "heißen" and (subject[1] <= subject[0] or finite == segment.begin):
        subject = behind_any(line, finite, segment.end, _PLACES)
        if subject[1] <= subject[0]:
            subject = behind_any(line, head, segment.end, _PLACES)
    number = line.of[finite]
    return Cue(at, finite, words, saying, number, subject, last, passive, head, quoting)


def _is_mere_place(line: Line, run: tuple[int, int]) -> bool:
    """Return whether "in" tells where: "in Genf wurde betont", but "in Umfragen wurde ..."."""
    begin, end = run
    bare = end > begin > 0 and line.low[begin - 1] == "in" and bool(line.bits[begin] & NOUN)
    return bare and not line.low[begin].endswith(tuple(line.grammar.sets["speaking_plurals"]))


def _starts_as(line: Line, begin: int) -> bool:
    return line.low[begin] in line.grammar.sets["how"]
