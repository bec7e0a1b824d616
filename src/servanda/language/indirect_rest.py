"""Which words of a sentence a source says that is named in it: all but its own phrase.

If the phrase stands in a clause that hangs on another, only that clause is said. Whether a
phrase names a source is decided in ``indirect_sources``.

Main path: ``rest_of`` -> runs of words.
"""

from __future__ import annotations

from servanda.language.clauses import Line
from servanda.language.clauses_words import REL
from servanda.language.indirect_ends import strip
from servanda.language.quotations_said import Run

__all__ = ["all_before", "rest_of"]


def rest_of(line: Line, phrase: Run) -> list[Run]:
    """Return the sentence without the phrase, or the part of the sentence it begins."""
    begin, end = phrase
    first, stop = line.first, line.size
    number = line.of[begin]
    segment = line.segments[number]
    if number and segment.kind in {"rel", "sub", "wh", "part"} and segment.begin > line.first:
        first, stop = segment.begin, max(_clause_end(line, number), end)
        if segment.begin == begin and segment.kind == "part":
            first, stop = line.first, line.size
    elif any(s.kind == "main" for s in line.segments[:number]) and segment.kind == "main":
        first = segment.begin
    runs = []
    if begin > first and strip(line, first, begin) > first:
        runs.append((first, strip(line, first, begin)))
    while end < stop and line.low[end] in {",", "–", "-", ":"}:
        end += 1
    stop = next((i for i in range(end, stop) if line.low[i] == ";"), stop)
    if end < stop:
        runs.append((end, stop))
    return runs


def _clause_end(line: Line, number: int) -> int:
    """Return where a clause ends that commas of a list cut: "das laut X A, B und C umfasst"."""
    segment = line.segments[number]
    if segment.kind != "part" or not line.bits[segment.begin] & REL or segment.begin == line.first:
        return segment.end
    for following in line.segments[number + 1 :]:
        if line.low[following.begin - 1] != ",":
            break
        if following.verb >= 0:
            return following.end if following.verb == following.end - 1 else segment.end
    return segment.end


def all_before(line: Line, stop: int) -> list[Run]:
    """Return what stands before "so X" or "wie X sagte" at the end: all from the last ";" on."""
    begin = next((i + 1 for i in range(stop - 1, line.first, -1) if line.low[i] == ";"), line.first)
    end = strip(line, begin, stop)
    return [(begin, end)] if end > begin else []
