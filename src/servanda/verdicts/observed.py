"""Where and when somebody accepted for a clause was looking.

Silence counts only inside these spans. Built by ``servanda.case`` from coverage
(``servanda.facts.coverage``); this module only asks questions of it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from servanda.verdicts.model import Gap

__all__ = ["Observed", "Stretch"]

Stretch = tuple[datetime, datetime]


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
        """Return the origins that covered all of [begins, ends], sorted."""
        return tuple(
            sorted(
                origin
                for origin, stretches in self.by_origin.items()
                if any(first <= begins and ends <= last for first, last in stretches)
            )
        )

    def gaps_within(self, begins: datetime, ends: datetime) -> tuple[Gap, ...]:
        """Return the gaps that touch [begins, ends], cut to it."""
        return tuple(
            Gap(max(gap.begins, begins), min(gap.ends, ends), gap.reason)
            for gap in self.gaps
            if gap.begins < ends and begins < gap.ends
        )

    def spans_within(self, begins: datetime, ends: datetime) -> tuple[Stretch, ...]:
        """Return the covered stretches that touch [begins, ends], cut to it."""
        return tuple(
            (max(first, begins), min(last, ends))
            for first, last in self.spans
            if first < ends and begins < last
        )
