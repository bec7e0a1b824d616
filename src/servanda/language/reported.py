"""Speech that is told and not rendered: "X fordert eine Untersuchung", "X sprach von Betrug".

Only verbs whose object is what was said are read so; a judgement ("kritisierte den Plan")
does not say what was said.

Main path: ``told`` -> ``Said``.
"""

from __future__ import annotations

from servanda.language.clauses import Line
from servanda.language.clauses_cues import Cue
from servanda.language.clauses_words import SUBJ
from servanda.language.quotations_said import Said

__all__ = ["told"]


def told(line: Line, cues: list[Cue]) -> Said | None:
    """Return the speech act the sentence tells, None if it tells none."""
    for cue in cues:
        ties = line.grammar.told.get(cue.saying.lemma)
        if (
            ties is None
            or cue.last
            or cue.passive
            or cue.at != cue.finite
            or line.bits[cue.finite] & SUBJ
        ):
            continue
        subject = cue.subject if cue.subject[1] > cue.subject[0] else None
        if subject is None:
            continue
        words = set(line.low[line.first : line.size])
        if ties and not words & ties:
            continue
        if not ties and not _has_object(line, cue):
            continue
        return Said(
            "Reported",
            [(line.first, len(line.tokens))],
            subject,
            (),
            [],
            "told",
            cue.at,
            cue.saying.act,
        )
    return None


def _has_object(line: Line, cue: Cue) -> bool:
    at = line.first
    while at < line.size:
        if cue.subject[0] <= at < cue.subject[1]:
            at = cue.subject[1]
            continue
        end = line.noun_phrase(at, line.size)
        if end > at and (at == 0 or line.low[at - 1] not in {"in", "am", "im", "bei"}):
            return True
        at += 1
    return False
