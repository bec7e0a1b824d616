"""Who is heard without a word of saying, and who is not heard though a clause says something.

"Die Imker äußerten Zweifel" tells nobody's words, but those that follow are theirs. A
relative pronoun for a thing says something ("ein Brief, das zeigt, dass ..."), but nothing
that follows is its.

Main path: ``judging``, ``stands_for_thing``. Whose words go on is decided in ``quotations_turns``.
"""

from __future__ import annotations

from servanda.language.clauses import HANGING, Line
from servanda.language.clauses_subjects import subject_of
from servanda.language.clauses_words import PRON
from servanda.language.quotations_said import Run
from servanda.language.speakers import is_speaker

__all__ = ["judging", "stands_for_thing"]

_REACH = 3


def judging(line: Line) -> Run | None:
    """Return who "äußerte Zweifel", "übte Kritik" or the like in a sentence, None if nobody."""
    sets = line.grammar.sets
    if sets["judging_nouns"].isdisjoint(line.low):
        return None
    main = next((s for s in line.segments if s.kind == "main" and s.verb >= 0), None)
    if main is None or line.low[main.verb] not in sets["judging_verbs"]:
        return None
    behind = range(main.verb + 1, main.end)
    if all(line.low[at] not in sets["judging_nouns"] for at in behind):
        return None
    subject = subject_of(line, line.size - 1)
    if subject is None or (line.bits[subject[0]] & PRON and line.low[subject[0]] == "es"):
        return None
    inside = range(*subject)
    return None if any(line.low[at] in sets["judging_nouns"] for at in inside) else subject


def stands_for_thing(line: Line, run: Run) -> bool:
    """Return whether a phrase is a relative "das" or "was" that stands for a thing."""
    sets, at = line.grammar.sets, run[0]
    segment = line.segments[line.of[at]]
    alone = run[1] == at + 1 and at == segment.begin and segment.kind in HANGING
    if not alone or line.low[at] not in sets["thing_relatives"] or at < _REACH:
        return False
    noun = line.tokens[at - 2]
    written = noun.low.endswith(tuple(sets["told_papers"]))
    return written or not is_speaker(noun.text, line.grammar.lexicon)
