"""What follows a verb of saying in an English sentence, and where it begins.

A clause ("that ...", a question word, or bare), an infinitive, a gerund, a quotation, an
object, or nothing. Whose words they are is decided elsewhere.

Main path: ``complement``.
"""

from __future__ import annotations

from servanda.language.english_line import Line

__all__ = ["complement"]

_LOOK_AHEAD = 14
_QUOTE_REACH = 3


def complement(line: Line, lemma: str, start: int) -> tuple[str, int]:
    """Return what follows the verb and where it begins."""
    end = line.end()
    if start >= end:
        return "", end
    direct = _ahead(line, start, end)
    if direct is not None:
        return direct
    low = line.low[start]
    ing = low.endswith("ing") and not line.tokens[start].capital
    if low == "to" and lemma in line.words["infinitive"]:
        return "infinitive", start
    if (ing and lemma in line.words["gerund"]) or (low == "of" and lemma == "accuse"):
        return "gerund", start
    begin = _past_preposition(line, start, end)
    if _is_clause(line, begin, end):
        return "clause", begin
    return ("" if line.is_mark(start) else "object"), start


def _ahead(line: Line, start: int, end: int) -> tuple[str, int] | None:
    """Return "that", a colon or a quotation that only adverbials keep from the verb."""
    for at in range(start, min(end, start + _LOOK_AHEAD)):
        if line.is_quote(at):
            return (
                ("quote", at)
                if at - start <= _QUOTE_REACH or line.low[at - 1] in {":", ","}
                else None
            )
        low = line.low[at]
        if low == ":":
            return "quote" if line.is_quote(at + 1) else "clause", at + 1
        if low == "that" or (at == start and low in line.words["openers"]):
            return "clause", at
        if low in ",;" and at + 1 < end and line.is_quote(at + 1):
            return "quote", at + 1
        if low in ",;.–—" or line.is_verb(at):
            return None
    return None


def _past_preposition(line: Line, start: int, end: int) -> int:
    """Return where a bare clause begins after "on Monday", "in a statement"."""
    at = start
    while at < end and (line.has("prepositions", at) or line.has("occasions", at)):
        first = at
        at += 1
        while at < end and line.has("determiners", at):
            at += 1
        while at < end and (line.has("occasions", at) or line.low[at].isdigit()):
            at += 1
        if line.has("prepositions", first) and not line.has("occasions", at - 1):
            while at < end and line.is_noun(at):
                at += 1
    return at


def _is_clause(line: Line, begin: int, end: int) -> bool:
    """Return whether a subject and a finite verb stand there."""
    if begin >= end or line.is_mark(begin) or line.has("prepositions", begin):
        return False
    object_only = line.has("objects", begin) and line.low[begin] not in {"it", "you"}
    if object_only and not line.is_noun(begin + 1):
        return False
    if line.is_contracted(begin):
        return True
    after = line.phrase_from(begin, end)
    if after == begin:
        return line.low[begin] in {"there", "that", "this"} or line.is_quote(begin)
    return _verb_follows(line, after, min(end, after + _LOOK_AHEAD))


def _verb_follows(line: Line, start: int, stop: int) -> bool:
    for at in range(start, stop):
        if line.is_quote(at) or line.low[at] in {";", ":", "to"}:
            return False
        if line.is_verb(at):
            return not line.has("relatives", at - 1)
    return False
