"""What one rule found, as an answer: spans of the text, how sure it is, and why.

Main path: ``spans_of``, ``confidence_of``, ``why_of``. Confidence orders the rules; it is no
measured probability.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from servanda.language.clauses import Line
from servanda.language.marks import Marked
from servanda.language.model import Quotation, Span
from servanda.language.quotations_said import Run, Said
from servanda.language.speech import is_fragment

__all__ = [
    "RULE_CONFIDENCE",
    "confidence_of",
    "cue_spans",
    "marked_as",
    "spans_of",
    "whole_of",
    "why_of",
]

RULE_CONFIDENCE = {
    "inquit after": 0.95, "verb before": 0.9, "verb later in the sentence": 0.8, "phrase": 0.9,
    "source": 0.9, "so": 0.9, "how": 0.9, "source there": 0.7, "noun before": 0.7,
    "sentence before": 0.8, "told": 0.6,
    "named before the colon": 0.7, "subject of its clause": 0.5,
}  # fmt: skip
_CARRIED = 0.5
_NESTED_COST = 0.1
_PRONOUN_COST = 0.1
_COSTS = {
    "office given to this person in the document": 0.1,
    "office, taken for the last speaker": 0.3,
    "the one person of this people in the document": 0.1,
    "people, taken for the last speaker": 0.3,
}


def marked_as(made: Quotation, mark: Marked, text: str) -> Quotation:
    """Return a quotation with the words of its marks, and whether it is whole."""
    return replace(
        made,
        words=(mark.inner,),
        fragment=is_fragment(text),
        closed=mark.opened and mark.closed,
    )


def whole_of(line: Line) -> Span | None:
    """Return where the words of a sentence stand, None if it has none."""
    if line.first >= line.size:
        return None
    return line.tokens[line.first].begin, line.tokens[line.size - 1].end


def spans_of(line: Line, runs: Sequence[Run]) -> tuple[Span, ...]:
    """Return where runs of words stand in the text, in order."""
    tokens = line.tokens
    return tuple((tokens[a].begin, tokens[b - 1].end) for a, b in sorted(runs) if b > a)


def cue_spans(line: Line, indices: Sequence[int]) -> tuple[Span, ...]:
    """Return where words stand in the text, neighbours as one."""
    found: list[Span] = []
    for before, at in zip((-2, *indices), indices, strict=False):
        token = line.tokens[at]
        if at == before + 1 and found:
            found[-1] = (found[-1][0], token.end)
        else:
            found.append((token.begin, token.end))
    return tuple(found)


def confidence_of(said: Said, how: str) -> float:
    """Return how sure the rule is, less what the way to the name costs."""
    rule = said.rule.removeprefix("inside ")
    sure = RULE_CONFIDENCE.get(rule, _CARRIED) - (_NESTED_COST if rule != said.rule else 0)
    cost = _COSTS.get(how, _PRONOUN_COST if how.startswith("pronoun") else 0)
    return round(sure - cost, 2)


def why_of(line: Line, said: Said, how: str) -> str:
    """Return the rule, the words that led to it, and how the name was found."""
    led = said.cue or ((said.anchor,) if said.rule == "told" else ())
    words_of = " … ".join(line.tokens[i].text for i in led)
    whom = " ".join(line.tokens[i].text for i in range(*said.speaker)) if said.speaker else ""
    if not led and not whom:
        return f"{said.rule} ({how})"
    return f"{said.rule}: {words_of!r} by {whom!r} ({how})"
