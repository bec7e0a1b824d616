"""What a report says of its own publication: which edition it is, and what it leaves out.

Counts and names what ``servanda.case.publish`` withheld; withholds nothing itself.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass

from servanda.report.model import WITHHELD, Assessment
from servanda.report.wording import Wording

__all__ = ["Publication", "publication_of"]


@dataclass(frozen=True, slots=True)
class Publication:
    """Sentences about the edition.

    Attributes:
        edition: Which edition it is, and by what rules it was made.
        summary: How many things are withheld, by reason.
        why: Reason -> the same in words.
        listed: (reason, ((item, how many), ...)), reasons in the order of ``WITHHELD``.
    """

    edition: str
    summary: str
    why: Mapping[str, str]
    listed: tuple[tuple[str, tuple[tuple[str, int], ...]], ...]


def publication_of(assessment: Assessment, say: Wording) -> Publication:
    """Return what the page says of itself."""
    edition = assessment.edition
    if edition is None:
        return Publication(say.labels("working copy"), "", {}, ())
    delay, km = say.lag(edition.delay), say.number(edition.coordinates_km)
    counts = Counter(each.reason for each in assessment.withheld)
    parts = [
        say.labels(f"short {reason}", count=say.number(counts[reason]))
        for reason in WITHHELD
        if counts[reason]
    ]
    count = say.number(counts.total())
    return Publication(
        say.labels(
            "for publication", before=say.moment(assessment.as_of - edition.delay), delay=delay,
            km=km,
        ),
        say.labels("withheld count", count=count, parts="; ".join(parts))
        if parts
        else say.labels("withheld none"),
        {reason: say.labels(f"why {reason}", delay=delay, km=km) for reason in WITHHELD},
        tuple((reason, _by_item(assessment, reason)) for reason in WITHHELD if counts[reason]),
    )  # fmt: skip


def _by_item(assessment: Assessment, reason: str) -> tuple[tuple[str, int], ...]:
    items = Counter(each.item for each in assessment.withheld if each.reason == reason)
    return tuple(sorted(items.items()))
