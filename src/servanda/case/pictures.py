"""Maps of the changes that verdicts cite, ready to stand in a report."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from servanda.report.model import PatchMap
from servanda.verdicts.model import FactRef

if TYPE_CHECKING:
    from servanda.case.assess import Inputs

__all__ = ["patch_maps"]


def patch_maps(inputs: Inputs, cited: Sequence[FactRef]) -> dict[str, PatchMap]:
    """Return pictures by patch id."""
    del inputs, cited
    return {}
