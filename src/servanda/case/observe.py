"""Coverage of a case as one clause sees it: accepted sources, its predicate, its zone."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

from servanda.agreement.model import Zone
from servanda.evidence.source import Source
from servanda.facts.coverage import Answer, covered
from servanda.facts.model import Coverage
from servanda.verdicts.model import Gap
from servanda.verdicts.observed import Observed, Stretch

__all__ = ["observe"]

_SECOND = timedelta(seconds=1)


def observe(
    coverage: Sequence[Coverage],
    predicates: Sequence[str],
    accepted: Sequence[Source],
    window: Stretch,
    zone: Zone | None,
) -> Observed:
    """Say who of the accepted sources was looking, and when nobody was.

    Args:
        coverage: All spans and gaps that could be known.
        predicates: What the clause is about; each must be covered.
        accepted: The sources accepted for the clause.
        window: [begins, ends), UTC.
        zone: Where the clause applies; None for everywhere.

    Returns:
        Half-open stretches; facts.coverage counts both ends in, to the second.
    """
    begins, ends = window
    lag = max((source.lag for source in accepted), default=timedelta(0))
    if ends <= begins:
        return Observed(lag=lag)
    names = {source.id for source in accepted}
    mine = [each for each in coverage if each.source in names]
    asked = (begins, ends - _SECOND)
    places = zone.places if zone else ()
    answers = [covered(mine, predicate, asked, places) for predicate in predicates]
    gaps = [gap for answer in answers for gap in _gaps(answer, window)]
    origins = sorted({each.origin for each in mine})
    by_origin = {
        origin: _common(
            [
                covered([c for c in mine if c.origin == origin], predicate, asked, places)
                for predicate in predicates
            ]
        )
        for origin in origins
    }
    if not predicates:
        gaps = [Gap(begins, ends, "the clause names nothing that a source could cover")]
    return Observed(_common(answers), tuple(sorted(gaps, key=_order)), by_origin, lag)


def _gaps(answer: Answer, window: Stretch) -> list[Gap]:
    gaps = [
        Gap(
            gap.begins,
            gap.ends + _SECOND,
            (f"{gap.place}: " if gap.place else "") + "; ".join(gap.reasons),
        )
        for gap in answer.gaps
    ]
    if answer.blind:
        blind = "; ".join(
            sorted(f"{each.source} sees nothing in {each.place}" for each in answer.blind)
        )
        gaps.append(Gap(*window, blind))
    return gaps


def _common(answers: Sequence[Answer]) -> tuple[Stretch, ...]:
    """Return the stretches in which every predicate is covered everywhere."""
    if not answers or any(answer.blind for answer in answers):
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
