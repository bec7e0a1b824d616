"""Where what is said ends in an English sentence, and where it begins.

With the sentence, before the next verb of saying of the same rank (", adding that", "and said",
"while X said"), before a colon, and before what the reporter adds (", ending a long mission").

Main path: ``clause_end``; ``adds`` for what stands behind an inquit.
"""

from __future__ import annotations

from collections.abc import Sequence

from servanda.language.english_line import Line
from servanda.language.english_passive import Cue

__all__ = [
    "DASHES",
    "JOINERS",
    "adds",
    "before_clause",
    "clause_end",
    "in_relative",
    "past_dateline",
]

JOINERS = frozenset(("and", "but", "while", "whereas", ";"))
DASHES = frozenset(("-", "–", "—"))
_LEAST_CLAUSE = 3
_LEAD_REACH = 7
_DATELINE = 10


def clause_end(line: Line, cue: Cue, later: Sequence[Cue]) -> int:
    """Return where a clause of saying ends: with the sentence or before the next inquit."""
    if cue.lemma == "noun" and cue.subject is not None and cue.subject[0] == 0:
        return _second_verb(line, cue.said + 1)
    for other in later:
        if other.at >= cue.said and other.first > cue.said:
            before = _cut_by(line, cue, other)
            if before is not None:
                return before
    end = line.end()
    for at in range(cue.said + 1, end - 1):
        last = line.low[at] == ":" and line.is_quote(at + 1) and at + 2 >= end
        last = last or (line.low[at] in DASHES and line.low[at + 1] in {"a", "an"})
        if last or _not_said(line, at):  # 'doubted that X was ready: "..."'
            return at
    return end - 1 if end > cue.said + 1 and line.low[end - 1] in {",", ";", ":"} else end


def _cut_by(line: Line, cue: Cue, other: Cue) -> int | None:
    """Return where what is said ends before a later verb of saying, None if it holds that."""
    before = other.first - 1
    if other.first == other.at and line.low[before] == "," and other.subject == cue.subject:
        return before  # ", adding that"
    announced = bool(other.said) and line.low[other.said - 1] == ":"
    if line.low[before] in JOINERS and (announced or _ranks(line, cue, other)):
        return before - (line.low[before - 1] == ",")
    if line.low[other.first] == "," and other.kind == "":
        return other.first
    relative = in_relative(line, other)
    if relative:
        return relative
    if not _breaks_in(line, other):
        return None
    begin = other.first - (line.low[other.first] != ",")
    near = range(begin - 1, max(cue.said, begin - _LEAD_REACH), -1)
    return next((k for k in near if line.low[k] == ","), begin)


def in_relative(line: Line, cue: Cue) -> int:
    """Return where ", a method the city has criticised" begins, 0 if the verb is in no such."""
    places = (cue.first - 2, cue.first - 3) if cue.kind == "object" else ()
    found = (at - 1 for at in places if line.has("indefinite", at) and line.low[at - 1] == ",")
    return next(found, 0)


def _second_verb(line: Line, start: int) -> int:
    """Return where the verb of the sentence follows "X's claim that Y would rise"."""
    seen = False
    for at in range(start, line.end()):
        if line.is_verb(at) and not line.is_verb(at - 1):
            if seen and line.low[at - 1] not in line.words["subordinators"]:
                return at
            seen = True
    return line.end()


def _ranks(line: Line, cue: Cue, other: Cue) -> bool:
    """Return whether a later verb is as high as the first: shares its subject or names one."""
    if other.subject == cue.subject:
        acts = other.kind in {"infinitive", "gerund"} and (
            line.low[other.first - 1] == "but" or _finite_like(line, cue, other)
        )
        told = other.lemma in line.words["told"] or other.lemma in line.words["no_clause"]
        acts = acts or (told and other.kind == "object" and (
            cue.kind == "infinitive" or _finite_like(line, cue, other)
        ))  # fmt: skip
        if other.lemma in line.words["of_mind"] and cue.lemma not in line.words["of_mind"]:
            return False
        return acts or other.kind in {"clause", "quote"}
    parted = line.low[other.first - 1] in {"while", "whereas", ";"}
    return other.subject is not None and (parted or line.low[other.first - 2] in {",", ";"})


def _finite_like(line: Line, cue: Cue, other: Cue) -> bool:
    """Return whether a second verb has the tense of the first: "said it was over and vowed to"."""
    both = line.low[cue.at], line.low[other.at]
    past = all(word.endswith("ed") or word == "said" for word in both)
    return past or all(word.endswith("s") for word in both)


def _breaks_in(line: Line, cue: Cue) -> bool:
    """Return whether ', he said, "' stands there, whose words are a quotation."""
    comma = "," in {line.low[cue.first], line.low[cue.first - 1]}
    marked = line.low[cue.said - 1] == "," and line.is_quote(cue.said)
    return cue.kind == "quote" and comma and marked and cue.first < cue.at


def _not_said(line: Line, at: int) -> bool:
    """Return whether ", without saying who" or ", citing X" begins there: the reporter adds it."""
    near = line.low[at : at + 3]
    if near[0] != "," or len(near) < _LEAST_CLAUSE:
        return False
    return near[1] == "citing" or (near[1] == "without" and near[2].endswith("ing"))


def adds(line: Line, at: int, end: int) -> bool:
    """Return whether the reporter adds something behind "X said,": ", ending a long mission"."""
    if at >= end or line.low[at - 1] != ",":
        return False
    word = line.low[at]
    gerund = word.endswith("ing") and not line.has("like_prepositions", at)
    if word in {"as", "while"} or gerund or _not_said(line, at - 1):
        return not line.tokens[at].capital and line.low[at + 1 : at + 2] != ["long"]
    after = line.phrase_from(at, end)
    if after == at or after >= end:
        return False
    step = word in {"a", "an"} and line.low[after] in {"that", "which"}
    return step or (line.low[after] in {"before", "after"} and line.has("spells", after - 1))


def past_dateline(line: Line, begin: int, last: int) -> int:
    """Return the index after "WASHINGTON—" or "KYIV, Ukraine (AP) —" before a sentence."""
    if begin or not (line.tokens[0].text.isupper() and len(line.tokens[0].text) > _LEAST_CLAUSE):
        return begin
    dashes = (at for at in range(1, min(last, _DATELINE)) if line.low[at] in DASHES)
    return next(dashes, begin - 1) + 1


def before_clause(line: Line, start: int, stop: int) -> int:
    """Return where ", but the rebels were not" begins, which is told of no more."""
    for at in range(start + 2, stop - 2):
        if line.low[at - 1] == "," and line.low[at] in {"but", "and", "while", "whereas"}:
            end = line.phrase_from(at + 1, stop)
            if end > at + 1 and end < stop and line.is_verb(end):
                return at - 1
    return stop
