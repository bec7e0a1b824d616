"""Who does the saying in an English sentence: the subject of a verb of saying.

The subject stands before its verb, past adverbials, appositions and relative clauses, or,
after what is said, behind it ("said X"). A second verb shares the subject of the first.

Main path: ``subject_before``, ``subject_behind``.
"""

from __future__ import annotations

from collections.abc import Sequence

from servanda.language.english_line import Line

__all__ = ["follows_who", "inherited", "subject_before", "subject_behind", "who_before",
           "with_subject"]  # fmt: skip

Part = tuple[int, int]
_COMMA_REACH = 30
_RELATIVE_REACH = 14
_LEAST_REDUCED = 3
_LEAST_LISTED = 2


def _before_relative(line: Line, end: int) -> int:
    """Return the end of the noun that "who asked not to be named" hangs on; ``end`` if none."""
    for at in range(end - 1, max(0, end - _RELATIVE_REACH), -1):
        if line.is_mark(at) or line.is_quote(at):
            return end
        if line.low[at] in {"who", "which"}:
            return at
    return end


def subject_before(line: Line, at: int, earlier: Sequence[Part | None]) -> tuple[Part, int] | None:
    """Return the subject and where its clause begins, None if nothing fits before the verb."""
    last = at - 1
    while (
        last >= 0
        and (line.has("auxiliaries", last) or line.has("adverbs", last))
        and not (line.tokens[last].capital and last > 0)
    ):
        last -= 1
    if last < 0 or line.is_quote(last):
        return None
    if line.low[last] in {"and", "but", "or", "then"}:
        return _shared(line, last, earlier)
    if line.has("relatives", last):
        return None
    if line.low[last] in {",", "–", "—"}:
        return _past_parenthesis(line, last)
    if line.is_mark(last):
        return None
    return _plain_subject(line, last + 1)


def follows_who(line: Line, at: int) -> bool:
    """Return whether the verb stands in a relative clause: "who had expressed doubts"."""
    last = at - 1
    while last >= 0 and (line.has("auxiliaries", last) or line.has("adverbs", last)):
        last -= 1
    return last >= 0 and line.low[last] in {"who", "which"}


def who_before(line: Line, at: int) -> tuple[Part, int] | None:
    """Return who ", who accused the West of ..." hangs on, if that clause ends the sentence."""
    if not follows_who(line, at):
        return None
    who = next(k for k in range(at - 1, -1, -1) if line.low[k] in {"who", "which"})
    goes_on = any(line.low[k] == "," and (line.is_verb(k + 1) or line.has("adverbs", k + 1))
                  for k in range(at + 1, line.end() - 1))  # fmt: skip
    if line.low[who] != "who" or goes_on or line.low[who - 1] != ",":
        return None
    end = who - 1
    first = line.phrase_to(end)
    names = [k for k in range(first, end) if line.has("prepositions", k)]
    first = next((k + 1 for k in reversed(names) if line.has_name(k + 1)), first)
    return ((first, end), who) if first < end and line.tokens[end - 1].capital else None


def _plain_subject(line: Line, end: int) -> tuple[Part, int] | None:
    first = line.phrase_to(end)
    if first >= end or (first > 0 and (line.is_verb(first - 1) or line.low[first - 1] == "to")):
        end = _before_relative(line, end)
        first = line.phrase_to(end) if end > 0 else end
    if first >= end:
        return None
    if first > 0 and line.has("prepositions", first - 1):
        first -= 1
    first = line.past_adverbial(first, end)
    cut = line.without_occasion(first, end)
    if _is_reduced(line, first, cut):
        return (cut - 1, cut), first
    first = _listed(line, first, cut)
    if cut <= first or not _can_speak(line, first, cut):
        return None
    return (first, cut), first


def _listed(line: Line, first: int, end: int) -> int:
    """Return where a list of names begins: "Italy, Bulgaria and Malta"."""
    if not any(line.low[k] == "and" for k in range(first, end)) or not line.tokens[first].capital:
        return first
    while first > 1 and line.low[first - 1] == "," and line.tokens[first - 2].capital and (
        first == _LEAST_LISTED or line.is_mark(first - 3)
    ):  # fmt: skip
        first -= 2
    return first


def _is_reduced(line: Line, first: int, end: int) -> bool:
    """Return whether a relative without its word stands there: ", an act Tallinn called"."""
    if end - first < _LEAST_REDUCED or line.low[first - 1] != "," or first == 0:
        return False
    small = all(not line.tokens[k].capital for k in range(first, end - 1))
    noun = line.tokens[end - 2].text
    person = line.lexicon.role_of(noun) or line.lexicon.has("bodies", noun)
    return small and line.tokens[end - 1].capital and not person and line.has("indefinite", first)


def _shared(line: Line, at: int, earlier: Sequence[Part | None]) -> tuple[Part, int] | None:
    """Return the subject of a second verb: "X met Y and said"."""
    if earlier and earlier[-1] is not None:
        return earlier[-1], at + 1
    first = 0
    if line.has("prepositions", 0):
        commas = [k for k in range(at) if line.low[k] == ","]
        first = commas[0] + 1 if commas else 0
    end = line.phrase_from(first, at)
    return ((first, line.apposed(end, at)), at + 1) if end > first else None


def _past_parenthesis(line: Line, last: int) -> tuple[Part, int] | None:
    """Return the subject before ", apposition," or ", who was there,"."""
    opening = next((k for k in range(last - 1, max(0, last - _COMMA_REACH), -1)
                    if line.low[k] == line.low[last] or line.is_quote(k)), -1)  # fmt: skip
    if opening <= 0 or line.is_quote(opening):
        return None
    found = _plain_subject(line, opening)
    if found is None or found[0] is None:
        return None
    (first, _), clause = found
    led = line.low[max(0, first - 3) : first]
    if led[2:] == ["by"] and led[0] == "," and led[1].endswith("ed"):
        return _plain_subject(line, first - 3)  # ", represented by its head, Anna Renn,"
    inside = range(opening + 1, last)
    relative = line.has("relatives", opening + 1) or (
        line.has("prepositions", opening + 1) and line.low[opening + 1] != "of"
    )
    relative = relative or line.low[opening + 1].endswith(("ing", "ed"))
    if relative:
        return (first, opening), clause
    if any(line.is_verb(k) for k in inside) or line.has("conjunctions", opening + 1):
        return None
    return (first, last), clause


def _can_speak(line: Line, first: int, end: int) -> bool:
    if end - first == 1 and line.low[first] in {"there", "that", "this", "which", "what"}:
        return False
    return any(line.low[k][:1].isalpha() for k in range(first, end))


def with_subject(line: Line, at: int) -> Part | None:
    """Return the subject of "with one blogger claiming", None if "with" does not lead to it."""
    first = line.phrase_to(at)
    while first < at and line.has("prepositions", first):
        first += 1
    led = first < at and first > 0 and line.low[first - 1] == "with"
    return (first, at) if led and not line.is_mark(at - 1) else None


def inherited(line: Line, at: int, earlier: Sequence[Part | None]) -> Part | None:
    """Return the subject of ", adding ...": that of the verb before, or of the sentence."""
    if earlier:
        return earlier[-1]
    end = line.phrase_from(0, at)
    return (0, line.apposed(end, at)) if end else None


def subject_behind(line: Line, start: int) -> tuple[Part, int] | None:
    """Return the subject of an inverted verb: "..., said X of the council, head of Y"."""
    if start >= line.size or line.has("subordinators", start) or line.has("objects", start):
        return None
    end = line.phrase_from(start)
    if end == start or not _can_speak(line, start, end):
        return None
    at = start
    while at > 0 and not line.is_quote(at - 1) and line.low[at - 1] not in {","}:
        at -= 1
    comma = at - 1 if at > 0 and line.low[at - 1] == "," else at
    return (start, line.apposed(end)), comma
