"""Indirect speech shown by nothing but the mood of a subordinate clause.

In "Sie warnte vor einem Streit, der niemandem nutze" the main clause is the reporter's, in the
indicative; the first subjunctive of the clause that hangs on it says that somebody else is
answerable for it. The second subjunctive says no such thing: it may be a mere possibility.

Main path: ``spoken_by_mood`` -> ``Said``.
"""

from __future__ import annotations

from servanda.language.clauses import HANGING, Line, Segment
from servanda.language.clauses_subjects import subject_of
from servanda.language.clauses_words import SUBJ
from servanda.language.indirect_ends import content_end
from servanda.language.quotations_said import Said

__all__ = ["is_reported", "spoken_by_mood"]


def spoken_by_mood(line: Line) -> Said | None:
    """Return the clause in the first subjunctive that hangs on a main clause in the indicative."""
    for number, segment in enumerate(line.segments):
        if number == 0 or segment.kind not in HANGING or segment.verb < 0:
            continue
        if not _is_first_subjunctive(line, segment):
            continue
        begin = segment.begin
        if not _hangs_on_report(line, number) or "ich" in line.low[begin : segment.end]:
            return None
        return Said("Indirect", [(begin, content_end(line, begin, None, []))],
                    subject_of(line, begin - 1), (), [], "mood", segment.verb)  # fmt: skip
    return None


def is_reported(line: Line) -> bool:
    """Return whether a main clause is in the subjunctive: all of it is told after somebody."""
    return any(s.kind == "main" and s.verb >= 0 and line.bits[s.verb] & SUBJ for s in line.segments)


def _hangs_on_report(line: Line, number: int) -> bool:
    """Return whether the main clause before is in the indicative."""
    for main in reversed(line.segments[:number]):
        if main.verb >= 0 and line.bits[main.verb] & SUBJ:
            return False
        if main.kind == "main":
            return main.verb >= 0
    return False


def _is_first_subjunctive(line: Line, segment: Segment) -> bool:
    """Return whether the verb of a clause is a first subjunctive, or stands in for one.

    In the plural the first subjunctive often looks like the indicative, and the second takes its
    place ("hätten"); as that may be a mere possibility, it counts behind "die", "weil" and "da".
    """
    sets, low = line.grammar.sets, line.low[segment.verb]
    if low in sets["reported_mood"]:
        return True
    if low in sets["reported_mood_plural"]:
        return segment.kind == "rel" or line.low[segment.begin] in sets["reasons"]
    made = low.endswith("e") and not low.endswith("te") and not line.grammar.closed.get(low, 0)
    return made and bool(line.bits[segment.verb] & SUBJ)
