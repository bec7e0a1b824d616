"""What an edition shows held: class to ground, as outlines until a geometry is asked for.

A mapping like any other, so that nobody needs to know; those who work on outlines take
them from here without a geometry being made. Decides nothing.

Main path: ``Ground``.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING

from shapely import Geometry

from servanda.territory.outline import Outline, outline_of

if TYPE_CHECKING:
    from servanda.territory.plaintext import Block

__all__ = ["Ground"]


class Ground(Mapping[str, Geometry]):
    """Class of ground to its MultiPolygon, made on first use.

    Attributes:
        blocks: The texts it was read from, in their order; empty if it was not, or no more.
        digest: Its sha256, if somebody asked; see ``edition.digest_of``.
    """

    __slots__ = ("_outlines", "blocks", "digest")

    def __init__(self, outlines: Mapping[str, Outline], blocks: Sequence[Block] = ()) -> None:
        """Take the outlines, in order of their classes, and what they were read from."""
        self._outlines = {name: outlines[name] for name in sorted(outlines)}
        self.blocks = tuple(blocks)
        self.digest: str | None = None

    @classmethod
    def of(cls, held: Mapping[str, Geometry]) -> Ground:
        """Return geometries as ground; of one that is ground already, itself."""
        if isinstance(held, cls):
            return held
        return cls({name: outline_of(area) for name, area in held.items()})

    def outline(self, name: str) -> Outline:
        """Return the outline of one class."""
        return self._outlines[name]

    def same_arrays(self, other: Ground) -> bool:
        """Return whether both hold the same classes, written in the same way."""
        return list(self) == list(other) and all(
            self._outlines[name].same_arrays(other.outline(name)) for name in self
        )

    def forget(self) -> None:
        """Let go of edges and texts, which take several times the place of the outlines."""
        self.blocks = ()
        for outline in self._outlines.values():
            outline.forget()

    def __getitem__(self, name: str) -> Geometry:
        return self._outlines[name].geometry

    def __iter__(self) -> Iterator[str]:
        return iter(self._outlines)

    def __len__(self) -> int:
        return len(self._outlines)

    def __contains__(self, name: object) -> bool:
        return name in self._outlines

    def __repr__(self) -> str:
        return f"Ground({', '.join(self._outlines)})"
