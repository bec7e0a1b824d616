"""A word of saying and the clause it rules, and those whose subject does not say it.

"Was condemned by X", "was quoted as saying", "Interfax quoted X as saying": who speaks is
not the subject of the verb. The other cues are those of ``english_cues``.

Main path: ``Cue``, ``is_passive`` -> ``by_agent``.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

from servanda.language.english_clauses import complement
from servanda.language.english_line import Line
from servanda.language.english_subjects import subject_before
from servanda.language.lexicon import Verb

__all__ = ["Cue", "by_agent", "is_negated", "is_passive", "is_source", "quoted_by"]

_BE = frozenset(("is", "are", "was", "were", "been", "be", "being"))
_NEGATION_REACH = 4


@dataclass(frozen=True, slots=True)
class Cue:
    """A word of saying and the clause it rules.

    Attributes:
        at: Index of the verb, or of the first word of "according to".
        words: Indices of all its tokens.
        lemma: Dictionary form, or the phrase.
        act: What is done by saying it.
        subject: First index and index after the last, None if nobody is named.
        first: Where the frame begins.
        last: Index after the frame.
        addressee: To whom; None if nobody is named.
        kind: ``clause``, ``infinitive``, ``gerund``, ``object``, ``quote``, ``""``
            (nothing follows: what is said stands before) or ``silent`` (says nothing).
        said: Where what is said begins; for "" the index after the frame.
        inverted: Whether the subject stands behind the verb.
        negated: Whether the saying is negated.
    """

    at: int
    words: tuple[int, ...]
    lemma: str
    act: str
    subject: tuple[int, int] | None
    first: int
    last: int
    addressee: tuple[int, int] | None = None
    kind: str = ""
    said: int = 0
    inverted: bool = False
    negated: bool = False


def is_passive(line: Line, at: int, lemma: str) -> bool:
    """Return whether somebody is told and does not tell: "was asked", "are expected"."""
    helper = at - 1
    while helper > 0 and line.has("adverbs", helper):
        helper -= 1
    if helper < 0 or line.low[helper] not in _BE:  # "was condemned by X and denied by Y"
        return line.has("conjunctions", at - 1) and line.low[at + 1 : at + 2] == ["by"]
    quoted = lemma == "quote" and line.low[at + 1 : at + 2] == ["as"]
    return not quoted and not line.low[at].endswith("ing")


def quoted_by(line: Line, at: int, verb: Verb) -> Cue | None:
    """Read "Interfax quoted him as saying": who is quoted speaks."""
    end = line.apposed(line.phrase_from(at + 1))
    behind = end + (line.low[end : end + 1] == [","])
    if end == at + 1 or line.low[behind : behind + 2] != ["as", "saying"]:
        return None
    found = subject_before(line, at, ())
    cue = Cue(at, (at, behind, behind + 1), "quote", verb.act, (at + 1, end),
              found[1] if found else at, behind + 2, said=behind + 2)  # fmt: skip
    kind, said = complement(line, "say", behind + 2)
    return replace(cue, kind=kind, said=said, last=said) if kind in {"clause", "quote"} else None


def by_agent(line: Line, at: int, words: tuple[int, ...], verb: Verb) -> Cue | None:
    """Read "was condemned by X": who is named behind "by" says it."""
    begin = words[-1] + 1
    while line.has("adverbs", begin):
        begin += 1
    if line.low[begin : begin + 1] != ["by"] or line.low[begin + 1 : begin + 2] == ["then"]:
        return None
    end = line.phrase_from(begin + 1)
    if end == begin + 1 or line.low[begin + 1].endswith("ing"):
        return None
    end = line.apposed(end)
    helper = at - 1
    while line.has("adverbs", helper):
        helper -= 1
    first = at
    if line.low[helper] in _BE:
        first, words = line.phrase_to(helper), (helper, *words)
    cue = Cue(at, words, verb.lemma.replace(" ", "-"), verb.act, (begin + 1, end),
              first, end, said=end, negated=is_negated(line, at))  # fmt: skip
    opened = line.low[end : end + 1] == ["that"]
    return replace(cue, kind="clause" if opened else "object")


def is_source(line: Line, found: tuple[tuple[int, int], int] | None) -> bool:
    """Return whether what "shows" something is written or counted: a report, figures."""
    if found is None:
        return False
    first, end = found[0]
    return any(line.has("sources", at) for at in range(first, end))


def is_negated(line: Line, at: int) -> bool:
    """Return whether the saying is negated."""
    near = line.low[max(0, at - _NEGATION_REACH) : at]
    return any(word in line.lexicon.sets["negations"] or word.endswith("n't") for word in near)
