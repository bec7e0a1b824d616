"""What each verb of saying rules in an English sentence: the quotations and their borders.

What is said begins where ``english_cues`` found it; where it ends is decided in
``english_ends``. Names are not looked up here.

Main path: ``ruled`` -> ``Found``.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from servanda.language.english_cues import WEAK, Cue
from servanda.language.english_ends import (
    DASHES,
    JOINERS,
    adds,
    before_clause,
    clause_end,
    in_relative,
    past_dateline,
)
from servanda.language.english_line import Line
from servanda.language.model import Span
from servanda.language.tokens import Token

__all__ = ["Found", "cue_spans", "dash_name", "frame_spans", "is_hearsay", "is_shifted", "part_of",
           "ruled", "span_of"]  # fmt: skip

_AUXILIARY_REACH = 8
_LEAST_CLAUSE = 3
_OBJECT_REACH = 7


@dataclass(frozen=True, slots=True)
class Found:
    """One quotation of a sentence in indices of tokens, before names are looked up."""

    type: str
    spans: tuple[tuple[int, int], ...]
    cue: Cue | None
    rule: str


def ruled(line: Line, cues: Sequence[Cue]) -> list[Found]:
    """Return the quotations that the verbs of a sentence rule, in order of the verbs."""
    found: list[Found] = []
    owned: set[int] = set()
    begin = stop = 0  # where the stretch before the next inquit begins; where what is said ends
    for number, cue in enumerate(cues):
        if cue.at < stop or cue.kind == "silent" or in_relative(line, cue):
            continue
        if cue.kind == "infinitive" and _inquit_follows(line, cues[number + 1 :]):
            continue
        if cue.kind in {"clause", "infinitive", "gerund"}:
            stop = clause_end(line, cue, cues[number + 1 :])
            found += _following(line, cue, stop, owned, cues[number + 1 :])
            begin = stop
        elif cue.kind == "quote":
            stop = _quote_end(line, cue, cues[number + 1 :])
            found += _quoted(line, cue, stop, owned)
            begin = stop
        elif cue.kind == "object" and _inquit_follows(line, cues[number + 1 :]):
            continue
        elif cue.kind == "object":
            found += _told(line, cue, cues[number + 1 :], owned, begin)
        else:
            made = _preceding(line, cue, begin, owned, cues[number + 1 :])
            found += made
            begin = cue.last if made or cue.lemma not in WEAK else begin
            if made and made[0].rule == "phrase" and made[0].type == "Indirect":
                stop = made[0].spans[-1][1]  # "According to X, Canada promised to ..." is X's
    return found


def _inquit_follows(line: Line, later: Sequence[Cue]) -> bool:
    """Return whether the whole clause is what somebody else says: "..., Y told lawmakers"."""
    return any(other.kind == "" and line.low[other.first] == "," for other in later)


def _following(
    line: Line, cue: Cue, stop: int, owned: set[int], later: Sequence[Cue]
) -> list[Found]:
    """What is said follows its verb; marked parts of it are quotations of their own."""
    if stop <= cue.said:
        return []
    inside = [at for at in range(cue.said, stop) if line.is_quote(at)]
    only = len(inside) == 1 and stop - cue.said == 1
    if stop - cue.said == 1 and line.low[cue.said] == "that":
        return []
    made = [] if only else [Found("Indirect", ((cue.said, stop),), cue, "clause of saying")]
    owned.update(inside)
    rule = "verb before" if only else "inside what is said"
    inner = {at: _called(line, cue, at, later) for at in inside}
    return made + [Found("Direct", ((at, at + 1),), inner[at], rule) for at in inside]


def _called(line: Line, cue: Cue, at: int, later: Sequence[Cue]) -> Cue:
    """Return the verb of 'what he called "..."' inside what is said, else the verb of saying."""
    for other in later:
        first = other.subject[0] if other.subject is not None else 0
        if other.at < at <= other.at + 2 and line.low[first - 1] == "what" and first > cue.at:
            return replace(other, first=first, last=at)
    return cue


def _quote_end(line: Line, cue: Cue, later: Sequence[Cue]) -> int:
    end = line.end()
    return next((other.first for other in later if other.first > cue.said), end)


def _quoted(line: Line, cue: Cue, stop: int, owned: set[int]) -> list[Found]:
    """Quotations right after the verb; before it too, if it interrupts one."""
    places = [at for at in range(cue.said, stop) if line.is_quote(at)]
    first = cue.first - 1
    if line.is_quote(first) and first not in owned and places and _interrupts(line, cue):
        owned.update({first, places[0]})
        joined = Found("Direct", ((first, first + 1), (places[0], places[0] + 1)),
                       replace(cue, last=places[0]), "inquit between")  # fmt: skip
        rest = places[1:]
        return [joined, *(Found("Direct", ((at, at + 1),), cue, "verb before") for at in rest)]
    if line.is_quote(first) and first not in owned and line.low[cue.said - 1] != ":":
        places.insert(0, first)
    owned.update(places)
    rest = [at for at in range(cue.said, stop) if not line.is_mark(at) and not line.is_quote(at)]
    told = cue.lemma in line.words["told"] and cue.said == cue.words[-1] + 1 and bool(rest)
    thing = cue.said > cue.words[-1] + 1 and cue.addressee is None and line.low[cue.said - 1] != ":"
    judged = line.low[cue.said - 1] == "as" or line.low[cue.said - 2] == "as"
    told = told or (cue.lemma in line.words["told"] and thing and not judged
                    and cue.lemma not in WEAK)  # fmt: skip
    last = line.size if stop == line.end() else stop
    whole = Found("Reported", ((cue.first, last),), cue, "act told")
    return [whole] * (told and not cue.inverted) + [Found("Direct", ((at, at + 1),), cue,
                  "inquit after" if at < cue.at else "verb before") for at in places]  # fmt: skip


def _interrupts(line: Line, cue: Cue) -> bool:
    return cue.kind in {"quote", ""} and line.low[cue.said - 1] in {",", "–", "—"}


def _told(line: Line, cue: Cue, later: Sequence[Cue], owned: set[int], begin: int) -> list[Found]:
    """An act of speech told with its object: "X rejected the accusations"."""
    stop = line.size
    for other in later:
        if line.low[other.first - 1] in JOINERS and other.first > cue.at:
            stop = other.first - 1
            break
        bare = other.first == other.at or line.low[other.first] == "with"
        if bare and line.low[other.first - 1] == "," and other.at > cue.at:
            stop = other.first - 1  # ", saying", ", with X saying"
            break
    stop = before_clause(line, cue.at, stop)
    inside = [at for at in range(cue.at, stop) if line.is_quote(at) and at not in owned]
    owned.update(inside)
    judged = bool(inside) and "as" in line.low[inside[0] - 2 : inside[0]]
    if (
        judged
        or cue.lemma in {"call", "describe", "label", "brand", "term"}
        or (inside and cue.lemma not in line.words["told"])
    ):
        framed = replace(cue, last=inside[0]) if inside else cue
        return [Found("Direct", ((at, at + 1),), framed, "verb before") for at in inside]
    if cue.lemma not in line.words["told"] or cue.lemma in WEAK or cue.subject is None:
        return []
    if cue.lemma in line.words["told_now"] and line.low[cue.at].endswith("ed"):
        return []
    if cue.lemma in line.words["light"] and not _names_speech(line, cue.at, stop):
        return []
    apart = cue.subject[0] >= cue.first or begin > cue.subject[1]
    first = cue.first if apart else cue.subject[0]
    made = [Found("Reported", ((first, stop),), cue, "act told")]
    framed = replace(cue, last=inside[0]) if inside else cue
    return made + [Found("Direct", ((at, at + 1),), framed, "verb before") for at in inside]


def _names_speech(line: Line, at: int, stop: int) -> bool:
    """Return whether what is "issued" or "claimed" is speech: a warning, victory."""
    reach = range(at + 1, min(stop, at + _OBJECT_REACH))
    return any(line.has("speech", k) for k in reach)


def _preceding(
    line: Line, cue: Cue, begin: int, owned: set[int], later: Sequence[Cue]
) -> list[Found]:
    """What is said stands before its inquit, around it, or after "according to X,"."""
    end = line.end()
    if cue.first == 0 or (cue.first == begin and cue.first > 0 and cue.act == ""):
        return _after_phrase(line, cue, end, owned)
    last = cue.first
    if line.has("hindering", last - 1):
        return []  # "that is not what human rights groups report", "if parliament agrees"
    if line.is_quote(last - 1):
        return _inquit(line, cue, begin, owned)
    while begin < last and (line.is_mark(begin) or line.low[begin] in {"and", "but"}):
        begin += 1
    if begin >= last:  # nothing is left of it
        return []
    clause = any(line.is_verb(at) or line.is_quote(at) for at in range(begin, last))
    begin = next((at + 1 for at in range(last - 2, begin, -1) if line.low[at] == ":"), begin)
    begin = past_dateline(line, begin, last)
    goes_on = line.low[cue.last : cue.last + 1] == [","] and cue.last + 1 < end
    clause = clause or (goes_on and line.is_verb(cue.last + 1))
    if not clause and (last - begin < _LEAST_CLAUSE or cue.lemma in WEAK):
        return []
    spans = [(begin, last)]
    inside = [at for at in range(begin, last) if line.is_quote(at)]
    after = cue.last
    if clause and not line.is_quote(last) and adds(line, after + 1, end):
        end = after
    ends = (other.first for other in later if other.first > after + 1 and other.first == other.at)
    end = next((first - (line.low[first - 1] == ",") for first in ends if first < end), end)
    if any(other.at == after + 1 for other in later):  # ", cautioning that"
        end = after
    if after + 1 < end and line.low[after] == "," and not line.has("conjunctions", after + 1):
        spans.append((after + 1, end))
        inside += [at for at in range(after + 1, end) if line.is_quote(at)]
    elif after + 1 < end and line.is_quote(after + 1) and line.low[after] == ",":
        inside.append(after + 1)
    if len(spans) > 1 and spans[1][1] - spans[1][0] == len(inside):
        spans.pop()  # ', as X put it, "..."'
    inside = [at for at in inside if at not in owned]
    owned.update(inside)
    made = [Found("Indirect", tuple(spans), cue, "what stands before the inquit")]
    return made + [Found("Direct", ((at, at + 1),), cue, "inside what is said") for at in inside]


def _after_phrase(line: Line, cue: Cue, end: int, owned: set[int]) -> list[Found]:
    """Read "According to X, ..." and "As X announced, ...": the rest is what is said."""
    if not (cue.lemma.startswith(("according", "in ", "as ")) or line.low[cue.first] == "as"):
        return []
    first = cue.last + (cue.last < end and line.low[cue.last] == ",")
    if first >= end:
        return []
    inside = [at for at in range(first, end) if line.is_quote(at) and at not in owned]
    owned.update(inside)
    made = [Found("Direct", ((at, at + 1),), cue, "phrase") for at in inside]
    if end - first == len(inside):
        return made
    return [Found("Indirect", ((first, end),), replace(cue, last=first), "phrase"), *made]


def _inquit(line: Line, cue: Cue, begin: int, owned: set[int]) -> list[Found]:
    """A quotation before its inquit, with the words of the reporter it may stand in."""
    at = cue.first - 1
    after = cue.last + 1
    between = (
        cue.last < line.size and line.low[cue.last] in {",", "–", "—"} and line.is_quote(after)
    )
    others = [k for k in range(begin, at) if line.is_quote(k) and k not in owned]
    owned.update({at, *others})
    if between:
        owned.add(after)
        joined = Found("Direct", ((at, at + 1), (after, after + 1)), cue, "inquit between")
        return [joined, *_each(others, cue)]
    made = [Found("Direct", ((at, at + 1),), cue, "inquit after"), *_each(others, cue)]
    lead = [k for k in range(begin, at) if not line.is_mark(k)]
    if len(lead) > 1 and any(line.is_verb(k) for k in lead if not line.is_quote(k)):
        rule = "what stands before the inquit"
        return [Found("Indirect", ((lead[0], at + 1),), cue, rule), *made]
    return made


def _each(places: Sequence[int], cue: Cue) -> list[Found]:
    return [Found("Direct", ((at, at + 1),), cue, "inside what is said") for at in places]


def dash_name(line: Line, at: int) -> Cue | None:
    """Return who is named beside a dash after a quotation: "No deal" – minister Petra Lund."""
    if at + 2 >= line.size or line.low[at + 1] not in DASHES:
        return None
    end = line.phrase_from(at + 2)
    if end == at + 2 or not line.tokens[end - 1].capital:
        return None
    return Cue(at + 1, (), "", "asserts", (at + 2, end), at + 1, end, said=end)


def is_hearsay(line: Line) -> bool:
    """Return whether a sentence passes on what is "reportedly" or "said to be" so."""
    for at, word in enumerate(line.low):
        if word in line.words["reported_by"]:
            return True
        said = word in line.words["reported_to"] and line.low[at + 1 : at + 2] == ["to"]
        if said and at and line.low[at - 1] in {"is", "are", "was", "were", "been"}:
            return True
    return False


def is_shifted(line: Line) -> bool:
    """Return whether the first verb of a sentence is shifted back: "would", "had", "could"."""
    for at in range(1, min(line.size, _AUXILIARY_REACH)):
        if line.low[at] in line.words["auxiliaries"]:
            return line.low[at] in line.words["shifted"]
        if line.is_mark(at):
            return False
    return False


def span_of(tokens: Sequence[Token], first: int, end: int) -> Span:
    """Return the offsets from the first token to the one before ``end``."""
    return tokens[first].begin, tokens[end - 1].end


def part_of(tokens: Sequence[Token], part: tuple[int, int] | None) -> tuple[Span, ...]:
    """Return the offsets of a part of the frame, empty if there is none."""
    return () if part is None else (span_of(tokens, *part),)


def cue_spans(tokens: Sequence[Token], cue: Cue | None) -> tuple[Span, ...]:
    """Return the offsets of the words of saying."""
    if cue is None:
        return ()
    return tuple((tokens[index].begin, tokens[index].end) for index in cue.words)


def frame_spans(line: Line, item: Found) -> tuple[Span, ...]:
    """Return the clause of saying without what is said."""
    cue = item.cue
    if cue is None:
        return ()
    last = min(cue.last, line.size)
    for first, end in item.spans:
        if first > cue.first:
            last = min(last, first)
        elif end > cue.first >= first and item.type != "Reported":
            return ()
    return (span_of(line.tokens, cue.first, last),) if last > cue.first else ()
