"""Pieces of changed ground of several steps in one array, and whose they are.

Main path: ``Pieces``.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from servanda.territory.arrays import Geometries, Ints, Mask

__all__ = ["Pieces"]


@dataclass(frozen=True, slots=True)
class Pieces:
    """Connected pieces of ground that changed hands.

    Attributes:
        polygons: Each one piece, degrees.
        step: The number of the step that changed it.
        gained: Whether the later edition holds it, not the earlier.
    """

    polygons: Geometries
    step: Ints
    gained: Mask

    def where(self, which: Mask) -> Pieces:
        """Return some of them."""
        return Pieces(self.polygons[which], self.step[which], self.gained[which])

    @classmethod
    def all_of(cls, several: Sequence[Pieces]) -> Pieces:
        """Return those of several in one, in their order."""
        return cls(
            np.concatenate([each.polygons for each in several]),
            np.concatenate([each.step for each in several]),
            np.concatenate([each.gained for each in several]),
        )
