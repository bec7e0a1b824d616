"""Coverage of a case as one clause sees it: accepted sources, its predicate, its zone."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from servanda.agreement.model import Act, Zone
from servanda.base.said import Listed, Said, said
from servanda.evidence.source import Source
from servanda.facts.coverage import Answer, covered
from servanda.facts.coverage import Gap as Uncovered
from servanda.facts.model import Coverage
from servanda.facts.vocabulary import Vocabulary
from servanda.verdicts.model import Gap
from servanda.verdicts.observed import Observed, Stretch

__all__ = ["Asked", "asked_of", "observe"]

_SECOND = timedelta(seconds=1)


@dataclass(frozen=True, slots=True)
class Asked:
    """What sources must cover: a predicate, and the texts to which its arguments are restricted."""

    predicate: str
    about: Mapping[str, frozenset[str]] = field(default_factory=dict)


def asked_of(act: Act, vocabulary: Vocabulary) -> Asked:
    """Return what must be covered for an act's silence to mean anything.

    Parties are left out: a log that names who struck covers everybody's strikes.
    """
    texts = {each.name for each in vocabulary[act.predicate].arguments if each.type == "text"}
    about = {
        one.argument: frozenset(one.values)
        for one in act.restrictions
        if one.argument in texts and one.values
    }
    return Asked(act.predicate, about)


def observe(
    coverage: Sequence[Coverage],
    acts: Sequence[Asked],
    accepted: Sequence[Source],
    window: Stretch,
    zone: Zone | None,
) -> Observed:
    """Say who of the accepted sources was looking, and when nobody was.

    Args:
        coverage: All spans and gaps that could be known.
        acts: What the clause is about; each must be covered.
        accepted: The sources accepted for the clause.
        window: [begins, ends), UTC.
        zone: Where the clause applies; None for everywhere.

    Returns:
        Half-open stretches; facts.coverage counts both ends in, to the second.
    """
    begins, ends = window
    lag = max((source.lag for source in accepted), default=timedelta(0))
    if ends - begins < _SECOND:
        return Observed(lag=lag)
    names = {source.id for source in accepted}
    mine = [each for each in coverage if each.source in names]
    asked = (begins, ends - _SECOND)
    places = zone.places if zone else ()
    answers = [covered(mine, act.predicate, asked, places, act.about) for act in acts]
    gaps = [gap for answer in answers for gap in _gaps(answer, window)]
    origins = sorted({each.origin for each in mine})
    by_origin = {
        origin: _common(
            [
                covered(
                    [c for c in mine if c.origin == origin],
                    act.predicate,
                    asked,
                    places,
                    act.about,
                )
                for act in acts
            ]
        )
        for origin in origins
    }
    if not acts:
        gaps = [Gap(begins, ends, said("the clause names nothing that a source could cover"))]
    return Observed(_common(answers), tuple(sorted(gaps, key=_order)), by_origin, lag)


def _gaps(answer: Answer, window: Stretch) -> list[Gap]:
    return [Gap(gap.begins, gap.ends + _SECOND, _reason(gap)) for gap in answer.gaps]


def _reason(gap: Uncovered) -> Said:
    reasons = Listed(gap.reasons)
    if gap.place:
        return said("{place}: {parts:; }", place=gap.place, parts=reasons)
    return said("{parts:; }", parts=reasons)


def _common(answers: Sequence[Answer]) -> tuple[Stretch, ...]:
    """Return the stretches in which every predicate is covered everywhere."""
    if not answers:
        return ()
    common = [(first, last + _SECOND) for first, last in answers[0].spans]
    for answer in answers[1:]:
        common = [
            (max(a, first), min(b, last + _SECOND))
            for a, b in common
            for first, last in answer.spans
            if max(a, first) < min(b, last + _SECOND)
        ]
    return tuple(common)


def _order(gap: Gap) -> tuple[datetime, datetime, str]:
    return gap.begins, gap.ends, gap.reason
