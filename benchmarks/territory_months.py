"""Ground gained a month beside the figures that the publisher of the maps gave.

One rule for all months. A file named by day D was fetched at 03:00 UTC and shows the evening
of D - 1; the publisher closes a month on the 1st of the next. So a month runs from the edition
of its 2nd to that of the next month's 2nd: a change is counted in the month of the day two
days before the edition that shows it. That is ``servanda territory --by month --lag 2``.

Of several published figures for a month the publisher's own counts; partial months do not.
docs/concepts/territory-figures.md explains each miss over 5 per cent.
"""

from __future__ import annotations

import csv
import sys
from collections.abc import Iterable, Iterator
from datetime import timedelta
from pathlib import Path
from statistics import median
from typing import TYPE_CHECKING, Any

from run import SkipBenchmark

sys.path.insert(0, str(Path(__file__).resolve().parent))

from _maps import DAILY, PUBLISHED, editions

if TYPE_CHECKING:
    from servanda.territory import Change

__all__ = ["LAG_DAYS", "TITLE", "by_month", "published", "rows"]

TITLE = "km² a month from the maps beside what their publisher said"
LAG_DAYS = 2
_THIRD_PARTY = ("third-party", "third party")


def rows() -> Iterator[dict[str, Any]]:
    if not PUBLISHED.is_file():
        raise SkipBenchmark(f"needs the published maps and figures in {PUBLISHED.parent}")
    from servanda.territory import changes

    steps = list(changes(editions(sorted(DAILY.glob("*.geojson")))))
    months = by_month(steps, LAG_DAYS)
    misses: dict[str, list[float]] = {"net": [], "gross": []}
    for month, (km2, own) in published(PUBLISHED.read_text("utf-8").splitlines()).items():
        gained, lost, batch = months[month]
        net = gained - lost
        misses["net"].append(abs(net / km2 - 1))
        misses["gross"].append(abs(gained / km2 - 1))
        yield {
            "month": month,
            "published_km2": km2,
            "figure": "its own" if own else "third party's",
            "net_km2": round(net, 1),
            "net_off": f"{net / km2 - 1:+.1%}",
            "gained_km2": round(gained, 1),
            "gross_off": f"{gained / km2 - 1:+.1%}",
            "lost_km2": round(lost, 1),
            "in_batches_km2": round(batch, 1),
        }
    yield {
        "month": f"median of {len(misses['net'])}",
        "published_km2": "", "figure": "", "net_km2": "", "net_off": f"{median(misses['net']):.2%}",
        "gained_km2": "", "gross_off": f"{median(misses['gross']):.2%}", "lost_km2": "",
        "in_batches_km2": "",
    }  # fmt: skip


def by_month(steps: Iterable[Change], lag_days: int) -> dict[str, tuple[float, float, float]]:
    """Return month -> (gained, lost, either of them in batches), km²."""
    found: dict[str, tuple[float, float, float]] = {}
    for step in steps:
        month = f"{step.until - timedelta(days=lag_days):%Y-%m}"
        patches = (*step.gained, *step.lost)
        batch = sum(p.area_km2 for p in patches if p.why == "batch")
        before = found.get(month, (0.0, 0.0, 0.0))
        parts = zip(before, (step.gained_km2, step.lost_km2, batch), strict=True)
        gained, lost, batches = (a + b for a, b in parts)
        found[month] = (gained, lost, batches)
    return found


def published(lines: Iterable[str]) -> dict[str, tuple[float, bool]]:
    """Return month -> (km², whether it is the publisher's own figure).

    >>> published(["month,km2,publisher,url,note", "2024-11,725,B,,a third party",
    ...            "2024-11,730,A,,highest", "2024-11,600,C,,PARTIAL MONTH"])
    {'2024-11': (730.0, True)}
    """
    found: dict[str, tuple[float, bool]] = {}
    for row in csv.DictReader(lines):
        own = not any(words in row["note"] for words in _THIRD_PARTY)
        if row["note"].startswith("PARTIAL") or (row["month"] in found and not own):
            continue
        if row["month"] not in found or not found[row["month"]][1]:
            found[row["month"]] = (float(row["km2"]), own)
    return found
