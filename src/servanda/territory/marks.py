"""What only the steps before can tell of a patch: that it is a return, or part of a batch.

When ground is a return and when a step is a batch is decided in ``returns`` and ``batch``; here
is decided how both read. Nothing else of a patch changes.

Main path: ``Marks.reading``, for some steps at a time, in order; ``Marks.read`` for changes that
are there already.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

import numpy as np

from servanda.territory.arrays import Floats, Mask
from servanda.territory.batch import Batches, BatchRule
from servanda.territory.change import Change
from servanda.territory.patch import BATCH, Columns, Reading
from servanda.territory.returns import Recent

__all__ = ["Marks"]


class Marks:
    """Reads the patches of one map in order and marks returns and batches."""

    def __init__(self, k: int, share: float, rule: BatchRule | None) -> None:
        """Start without history.

        Args:
            k: How many steps back a change can be taken back.
            share: From which share of its area on a patch is a return.
            rule: When a step is read as a batch; None: never.
        """
        self._share = share
        self._recent = Recent(k, share)
        self._batches = Batches(rule) if rule else None

    def reading(self, columns: Columns, intervals: Sequence[tuple[datetime, datetime]]) -> Reading:
        """Return how the patches of the next steps are read, and remember them.

        Args:
            columns: The patches. Many steps cost less together than one by one; the answer is
                the same.
            intervals: Of each step the moments of the earlier and the later edition.
        """
        shares = self._recent.shares(columns)
        measures, batches = self._measured(columns, intervals)
        why = np.where((columns.why == 0) & batches[columns.step], BATCH, columns.why)
        returned = (shares >= self._share) & (shares > 0)
        return Reading(why, returned, shares, measures[columns.step])

    def read(self, changes: Sequence[Change]) -> list[Change]:
        """Return the changes, as ``compare`` makes them, with their patches marked.

        Args:
            changes: The next ones.
        """
        columns = Columns.of([(change.gained, change.lost) for change in changes])
        reading = self.reading(columns, [(change.after, change.until) for change in changes])
        found = zip(changes, columns.patches(reading), strict=True)
        return [replace(change, gained=won, lost=lost) for change, (won, lost) in found]

    def _measured(
        self, columns: Columns, intervals: Sequence[tuple[datetime, datetime]]
    ) -> tuple[Floats, Mask]:
        """How far each step goes towards a batch, and whether it is one."""
        measures, batches = np.zeros(len(intervals)), np.zeros(len(intervals), dtype=bool)
        if self._batches is None:
            return measures, batches
        moved = columns.why == 0
        ends = np.cumsum(np.bincount(columns.step[moved], minlength=len(intervals))).tolist()
        areas, _, _, lon, lat = columns.sizes[:, moved].tolist()
        begin = 0
        for number, (interval, end) in enumerate(zip(intervals, ends, strict=True)):
            some = slice(begin, end)
            measures[number], batches[number] = self._batches.read(
                interval, areas[some], list(zip(lon[some], lat[some], strict=True))
            )
            begin = end
        return measures, batches
