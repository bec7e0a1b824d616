"""What follows a verb of saying in an English sentence, and where it begins.

A clause ("that ...", a question word, or bare), an infinitive, a gerund, a quotation, an
object, or nothing. Whose words they are is decided elsewhere.

Main path: ``complement``.
"""

from __future__ import annotations

from servanda.language.english_line import Line

__all__ = ["before_charge", "complement", "past_aside"]

_LOOK_AHEAD = 14
_VERB_AHEAD = 20
_QUOTE_REACH = 3
_LONGEST_WORD = 20
_LEAST_CLAUSE = 3
_OBJECT_REACH = 6
_FARTHEST_COMMA = 9


def complement(line: Line, lemma: str, start: int) -> tuple[str, int]:
    """Return what follows the verb and where it begins."""
    end = line.end()
    if start >= end:
        return "", end
    low = line.low[start]
    charge = low == "of" and lemma == "accuse"
    ing = low.endswith("ing") and not line.tokens[start].capital
    to = low == "to" or line.low[start : start + 2] == ["not", "to"]
    to = to and not line.has("determiners", start + 1)  # "agreed to a ceasefire"
    if to and lemma in line.words["infinitive"]:
        return "infinitive", start
    direct = None if charge else _ahead(line, start, end, bare=lemma == "say")
    if direct is not None:
        return direct
    if charge or (ing and lemma in line.words["gerund"]):
        return "gerund", start
    begin = _past_preposition(line, start, end)
    light = lemma in line.words["light"] and _is_speech(line, start, end)
    if light:
        begin = end
    if lemma in line.words["no_clause"]:
        begin = end
    if _is_clause(line, begin, end) or (lemma == "say" and _says_more(line, begin, end)):
        return "clause", begin
    return ("" if line.is_mark(start) else "object"), start


def _is_speech(line: Line, start: int, end: int) -> bool:
    """Return whether the object is a word of speech: "issued a yellow warning"."""
    for at in range(start, min(end, start + _OBJECT_REACH)):
        if line.has("speech", at):
            return True
        if line.is_mark(at) or line.has("prepositions", at):
            return False
    return False


def _says_more(line: Line, begin: int, end: int) -> bool:
    """Return whether a verb that takes no object has one: then the verb in it is unknown."""
    named = line.phrase_from(begin, end) > begin and not line.has("occasions", begin)
    small = line.has("adverbs", begin) or line.has("prepositions", begin)
    return named and not small and end - begin >= _LEAST_CLAUSE


def _ahead(line: Line, start: int, end: int, *, bare: bool) -> tuple[str, int] | None:
    """Return "that", a colon or a quotation that only adverbials keep from the verb."""
    for at in range(start, min(end, start + _LOOK_AHEAD)):
        if line.is_quote(at):
            return _quote_ahead(line, start, at, bare=bare)
        low = line.low[at]
        if low == ":":
            return "quote" if line.is_quote(at + 1) else "clause", at + 1
        terms = low == "that" and line.has("terms", at - 1)  # "on condition that"
        relative = low == "that" and at > start and line.has("auxiliaries", at + 1)
        terms = terms or relative  # "a package that would ban"
        if (low == "that" and not terms) or (at == start and low in line.words["openers"]):
            return "clause", at
        if low in ",;" and at + 1 < end and line.is_quote(at + 1):
            return "quote", at + 1
        if terms or low in ",;.–—" or line.is_verb(at):
            return None
    return None


def _quote_ahead(line: Line, start: int, at: int, *, bare: bool) -> tuple[str, int] | None:
    """Return the quotation at ``at`` if it is what is said, and no part of an object."""
    if at == start + 1 and line.has("pronouns", start) and _opens_with_verb(line, at):
        return "clause", start  # 'saying it "rewards" them'
    near = at - start <= _QUOTE_REACH
    noun = bare and at > start and line.is_noun(at - 1) and line.is_noun(start)
    noun = noun and not line.has("occasions", at - 1)
    marked = line.low[at - 1] in {":", ","}
    return ("quote", at) if (near and not noun) or marked else None


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
    return _verb_follows(line, after, min(end, after + _VERB_AHEAD))


def _opens_with_verb(line: Line, at: int) -> bool:
    """Return whether a quotation goes on with the verb: the plan "does not work"."""
    word = line.tokens[at].text[1:_LONGEST_WORD].split(" ", 1)[0].lower()
    known = word in line.words["auxiliaries"] or word in line.words["finite"]
    third = word.endswith("s") and word.isalpha() and line.has("pronouns", at - 1)
    return known or (third and word not in line.words["determiners"])  # it "rewards" them


def _verb_follows(line: Line, start: int, stop: int) -> bool:
    for at in range(start, stop):
        if line.is_quote(at):
            return _opens_with_verb(line, at)
        terms = line.has("terms", at) and line.low[at + 1 : at + 2] == ["that"]
        parts = line.has("subordinators", at) and not line.has("prepositions", at)
        parts = parts and not line.has("relatives", at) and line.low[at] != "that"
        if terms or parts or line.low[at] in {";", ":", "to"}:
            return False
        if line.is_verb(at):
            if line.low[at - 1] == "that" and at > start:
                continue  # "a package that would ban"
            apart = line.low[at - 1] == "," and line.low[at].endswith("ing")  # ", saying"
            apart = apart or (line.low[at - 1] in {"and", "but"} and at == start + 1)  # "and left"
            return not apart and not line.has("relatives", at - 1)
    return False


def past_aside(line: Line, at: int) -> int:
    """Return the index after ", however," and ", without proof," before "that"; ``at`` if none."""
    if line.low[at : at + 1] != [","]:
        return at
    if line.low[at + 2 : at + 3] == [","] and line.has("adverbs", at + 1):
        return at + 3
    for k in range(at + 1, min(line.end(), at + _FARTHEST_COMMA)):
        if line.low[k] == ",":
            return k + 1 if line.low[k + 1 : k + 2] == ["that"] else at
        if line.is_quote(k) or line.has("pronouns", k) or line.is_verb(k):
            return at
    return at


def before_charge(line: Line, begin: int, end: int) -> int:
    """Return where "of genocide" begins behind whom somebody accuses of it."""
    if line.low[end : end + 1] == ["of"]:
        return end
    return next((at for at in range(end - 1, begin, -1) if line.low[at] == "of"), end)
