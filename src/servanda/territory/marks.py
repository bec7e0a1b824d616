"""What only the steps before can tell of a patch: that it is a return, or part of a batch.

Both are worked out first and each patch is made anew at most once. Nothing else of it changes.
When ground is a return and when a step is a batch is decided in ``returns`` and ``batch``.

Main path: ``Marks.read``, for some changes at a time, in order.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace

from servanda.territory.batch import Batches, BatchRule
from servanda.territory.change import Change
from servanda.territory.patch import Patch, altered
from servanda.territory.returns import Recent

__all__ = ["Marks"]


class Marks:
    """Reads the changes of one map in order and marks returns and batches."""

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

    def read(self, changes: Sequence[Change]) -> list[Change]:
        """Return the changes, their patches marked, and remember them.

        Args:
            changes: The next ones. Together they cost less than one by one; the answer is
                the same.
        """
        found = []
        for change, shares in zip(changes, self._recent.shares(changes), strict=True):
            measure, batch = self._batches.measure(change) if self._batches else (0.0, False)
            if measure or any(shares):
                won = len(change.gained)
                gained = self._marked(change.gained, shares[:won], measure, batch=batch)
                lost = self._marked(change.lost, shares[won:], measure, batch=batch)
                change = replace(change, gained=gained, lost=lost)  # noqa: PLW2901
            found.append(change)
        return found

    def _marked(
        self, patches: Iterable[Patch], shares: Iterable[float], measure: float, *, batch: bool
    ) -> tuple[Patch, ...]:
        least = self._share
        return tuple(
            _read(patch, share, measure, again=share >= least, batch=batch)
            if share or measure
            else patch
            for patch, share in zip(patches, shares, strict=True)
        )


def _read(patch: Patch, share: float, measure: float, *, again: bool, batch: bool) -> Patch:
    movement, why = patch.movement, patch.why
    if movement != "redraw":
        if batch:
            movement, why = "redraw", "batch"
        elif again and share:
            movement = "return"
    return altered(patch, movement=movement, returned_share=share, why=why, batch=measure)
