"""Maps of control to square kilometres gained, lost and redrawn. A library of its own.

It knows nothing of facts, agreements or verdicts: bytes of a map go in, an ``Edition``
comes out; two editions give a ``Change``; a sequence of them gives changes, gaps, and
how long each gained patch was held. Whether a difference is a breach is decided
elsewhere, from more than one edition and more than one source.

Main path: ``read_edition`` -> ``compare`` (or ``changes`` over a sequence) -> ``svg_map``.

Names are loaded when first used, so that importing this package costs nothing.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from servanda.territory.archive import Archive
    from servanda.territory.area import area_km2, perimeter_km
    from servanda.territory.batch import BatchRule
    from servanda.territory.change import Change, compare
    from servanda.territory.draw import svg_map
    from servanda.territory.edition import Edition, edition_of
    from servanda.territory.geojson import Limits, Repair
    from servanda.territory.patch import Patch, Thresholds
    from servanda.territory.reading import Read, Text, read_edition, read_editions
    from servanda.territory.series import (
        Gap,
        Held,
        Reverted,
        Survey,
        changes,
        persistence,
        survey,
    )

__all__ = [
    "Archive",
    "BatchRule",
    "Change",
    "Edition",
    "Gap",
    "Held",
    "Limits",
    "Patch",
    "Read",
    "Repair",
    "Reverted",
    "Survey",
    "Text",
    "Thresholds",
    "area_km2",
    "changes",
    "compare",
    "edition_of",
    "perimeter_km",
    "persistence",
    "read_edition",
    "read_editions",
    "survey",
    "svg_map",
]

_HOME = {
    "Archive": "archive",
    "BatchRule": "batch",
    "Change": "change",
    "Edition": "edition",
    "Gap": "series",
    "Held": "series",
    "Limits": "geojson",
    "Patch": "patch",
    "Read": "reading",
    "Repair": "geojson",
    "Reverted": "series",
    "Survey": "series",
    "Text": "reading",
    "Thresholds": "patch",
    "area_km2": "area",
    "changes": "series",
    "compare": "change",
    "edition_of": "edition",
    "perimeter_km": "area",
    "persistence": "series",
    "read_edition": "reading",
    "read_editions": "reading",
    "survey": "series",
    "svg_map": "draw",
}


def __getattr__(name: str) -> Any:
    if name not in _HOME:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(f"{__name__}.{_HOME[name]}"), name)


def __dir__() -> list[str]:
    return list(__all__)
