"""Own reports with keys, and the metric of the German quotation set, small, to score them.

Spans become sets of words. Predictions are paired one to one with the key so that the
summed F1 of the words of the quotes is greatest; shares are averaged over pairs and
leftovers, a part that is empty on a side is skipped there.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

__all__ = ["PARTS", "Pair", "Report", "kind_f1", "macro", "pairs", "scored", "spans_lie_in_text"]

PARTS = ("quote", "speaker", "cue", "addressee", "frame")
_WORD = re.compile(r"\w+(?:[-’'./]\w+)*|[^\w\s]")
_SAME_TYPE = 0.01
Parts = dict[str, frozenset[int]]
Pair = tuple[Parts, Parts]
Report = tuple[str, dict[str, Any], dict[str, Any]]
"""Text, key and answer."""
LENGTHS_OF_TIME = {"year", "month", "week", "day", "hour", "h"}  # the keys have them as times
_NOTHING: Parts = {part: frozenset() for part in PARTS}


def f1(precision: float, recall: float) -> float:
    """Return the harmonic mean."""
    return 2 * precision * recall / (precision + recall) if precision + recall else 0.0


def _parts(text: str, quotation: dict[str, Any]) -> Parts:
    words = [match.span() for match in _WORD.finditer(text)]
    return {
        part: frozenset(
            number
            for number, (begin, end) in enumerate(words)
            if any(begin < last and first < end for first, last in quotation[part])
        )
        for part in PARTS
    }


def pairs(text: str, key: Sequence[dict[str, Any]], found: Sequence[dict[str, Any]]) -> list[Pair]:
    """Return pairs of key and answer; the leftovers of either are paired with nothing."""
    gold = [_parts(text, quotation) for quotation in key]
    said = [_parts(text, quotation) for quotation in found]
    weight = np.zeros((len(gold), len(said)))
    for row, one in enumerate(gold):
        for column, other in enumerate(said):
            common = len(one["quote"] & other["quote"])
            if common:
                weight[row, column] = 2 * common / (len(one["quote"]) + len(other["quote"]))
                weight[row, column] += _SAME_TYPE * (key[row]["type"] == found[column]["type"])
    chosen = _assigned(weight)
    left = [(one, _NOTHING) for row, one in enumerate(gold) if row not in dict(chosen)]
    right = {column for _, column in chosen}
    over = [(_NOTHING, other) for column, other in enumerate(said) if column not in right]
    return [(gold[row], said[column]) for row, column in chosen] + left + over


def _assigned(weight: NDArray[np.float64]) -> list[tuple[int, int]]:
    """Return a best assignment: exact by search over what competes, greedy is not enough."""
    rows = range(weight.shape[0])
    best: dict[frozenset[int], tuple[float, tuple[tuple[int, int], ...]]] = {frozenset(): (0.0, ())}
    for row in rows:
        after = dict(best)
        for used, (total, chosen) in best.items():
            for column in np.flatnonzero(weight[row]).tolist():
                if column in used:
                    continue
                value = (total + float(weight[row, column]), (*chosen, (row, column)))
                both = used | {column}
                if value > after.get(both, (-1.0, ())):
                    after[both] = value
        best = after
    return list(max(best.values())[1])


def macro(scored: Sequence[Pair], parts: Sequence[str]) -> float:
    """Return the F1 of the averages of precision and recall over pairs and parts."""
    precision, recall = [], []
    for gold, said in scored:
        for part in parts:
            hits = len(gold[part] & said[part])
            if said[part]:
                precision.append(hits / len(said[part]))
            if gold[part]:
                recall.append(hits / len(gold[part]))
    return f1(float(np.mean(precision or [0.0])), float(np.mean(recall or [0.0])))


def matched(
    key: Sequence[dict[str, Any]], found: Sequence[dict[str, Any]], same: Sequence[str]
) -> int:
    """Return how many of the key overlap an answer that has the same values for ``same``."""
    return sum(
        any(
            one["begin"] < other["end"]
            and other["begin"] < one["end"]
            and all(one[name] == other[name] for name in same)
            for other in found
        )
        for one in key
    )


def scored(reports: Sequence[Report]) -> tuple[Pair, ...]:
    """Return the pairs of all reports."""
    return tuple(
        pair
        for text, key, found in reports
        for pair in pairs(text, key["quotations"], found["quotations"])
    )


def kind_f1(reports: Sequence[Report], kind: str, same: tuple[str, ...]) -> float:
    """Return how well times or quantities are found with the same values for ``same``."""
    hits = written = answered = 0
    for _, key, found in reports:
        answers = [one for one in found[kind] if one.get("unit") not in LENGTHS_OF_TIME]
        hits += matched(key[kind], answers, same)
        written += len(key[kind])
        answered += len(answers)
    return f1(hits / max(1, answered), hits / written)


def spans_lie_in_text(report: Report, parts: Sequence[str]) -> bool:
    """Return whether every quotation of a key has words, and all its offsets lie in the text."""
    text, key, _ = report
    return all(
        quotation["quote"]
        and all(0 <= first < last <= len(text) for part in parts for first, last in quotation[part])
        for quotation in key["quotations"]
    )
