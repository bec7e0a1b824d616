"""Where and when somebody accepted for a clause was looking.

Silence counts only inside these spans. Built by ``servanda.case`` from coverage
(``servanda.facts.coverage``); this module only asks questions of it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from servanda.base.said import said
from servanda.verdicts.model import Gap

__all__ = ["Observed", "Stretch"]

Stretch = tuple[datetime, datetime]

_SECOND = timedelta(seconds=1)
"""Coverage is known to the second: less than that is no gap."""


@dataclass(frozen=True, slots=True)
class Observed:
    """Coverage as one clause sees it.

    Attributes:
        spans: Disjoint covered stretches of the clause's window, in order.
        gaps: The rest of the window, each with its reason, in order.
        by_origin: Independence key -> that origin's own covered stretches, disjoint, in order.
        lag: How late the slowest accepted source usually reports: younger silence says nothing.
    """

    spans: tuple[Stretch, ...] = ()
    gaps: tuple[Gap, ...] = ()
    by_origin: Mapping[str, tuple[Stretch, ...]] = field(default_factory=dict)
    lag: timedelta = timedelta(0)

    def observers(self, begins: datetime, ends: datetime) -> tuple[str, ...]:
        """Return the origins that each covered all of [begins, ends), sorted."""
        return tuple(
            sorted(
                origin
                for origin, stretches in self.by_origin.items()
                if any(first <= begins and ends - last < _SECOND for first, last in stretches)
            )
        )

    def gaps_within(self, begins: datetime, ends: datetime) -> tuple[Gap, ...]:
        """Return the gaps in [begins, ends), cut to it, in order.

        What is neither covered nor a named gap is a gap, too: silence must be shown.
        """
        if ends <= begins:
            return ()
        named = [
            Gap(max(gap.begins, begins), min(gap.ends, ends), gap.reason)
            for gap in self.gaps
            if gap.begins < ends and begins < gap.ends
        ]
        known = [*self.spans_within(begins, ends), *((gap.begins, gap.ends) for gap in named)]
        unseen = said("no accepted source covers it")
        rest = [Gap(*hole, unseen) for hole in _rest(known, begins, ends)]
        return tuple(sorted([*named, *rest], key=lambda gap: (gap.begins, gap.ends, gap.reason)))

    def spans_within(self, begins: datetime, ends: datetime) -> tuple[Stretch, ...]:
        """Return the covered stretches of [begins, ends), cut to it."""
        return tuple(
            (max(first, begins), min(last, ends))
            for first, last in self.spans
            if max(first, begins) < min(last, ends)
        )


def _rest(known: Sequence[Stretch], begins: datetime, ends: datetime) -> list[Stretch]:
    """Return what of [begins, ends) no stretch reaches."""
    found: list[Stretch] = []
    for first, last in [*sorted(known), (ends, ends)]:
        if first - begins >= _SECOND:
            found.append((begins, first))
        begins = max(begins, last)
    return found
