"""From when on a step is a batch: what other thresholds would call one, on the published maps.

``known`` counts the four days that are taken for batch updates (docs/concepts/territory.md);
``all`` and ``share_of_ground`` say how much else is called one with them.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

from run import SkipBenchmark

sys.path.insert(0, str(Path(__file__).resolve().parent))

from _maps import DAILY, editions

if TYPE_CHECKING:
    from servanda.territory import BatchRule, Change

__all__ = ["TITLE", "rows"]

TITLE = "days that are read as a batch of edits, by threshold"
_KNOWN = {date(2024, 11, 23), date(2024, 12, 25), date(2025, 5, 25), date(2025, 7, 4)}


def rows() -> Iterator[dict[str, Any]]:
    if not DAILY.is_dir():
        raise SkipBenchmark(f"needs the published maps in {DAILY}")
    from servanda.territory import BatchRule, changes

    steps = list(changes(editions(sorted(DAILY.glob("*.geojson"))), batch=None))
    for history in (14, 30, 60):
        for places_ratio in (1.0, 1.25, 1.5, 2.0):
            for area_ratio in (2.0, 3.0, 4.0, 5.0):
                rule = BatchRule(steps=history, places_ratio=places_ratio, area_ratio=area_ratio)
                yield _row(rule, steps)


def _row(rule: BatchRule, steps: list[Change]) -> dict[str, Any]:
    from servanda.territory.batch import Batches

    batches = Batches(rule)
    called: dict[date, float] = {}
    for step in steps:
        _, batch = batches.measure(step)
        if batch:
            moved = [p for p in (*step.gained, *step.lost) if p.movement != "redraw"]
            called[step.until.date()] = sum(p.area_km2 for p in moved)
    ground = sum(step.gained_km2 + step.lost_km2 for step in steps)
    return {
        "steps": rule.steps,
        "places_ratio": rule.places_ratio,
        "area_ratio": rule.area_ratio,
        "known": len(_KNOWN & set(called)),
        "all": len(called),
        "share_of_ground": f"{sum(called.values()) / ground:.1%}",
    }
