"""An evidence item: one published document as one source gave it, and what verify finds.

The same bytes from two sources are two items over one object: who published is
part of what was published. This module only says what an item is; the archive
decides which items there are.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import NamedTuple

__all__ = ["Added", "Finding", "Item"]


@dataclass(frozen=True, slots=True)
class Item:
    """One published document, named by its bytes and its source.

    Attributes:
        sha256: Hash of its bytes, 64 hexadecimal digits.
        name: File name or address it was collected under; a label, never used as a path.
        source: Id of its source.
        collected_at: When the analyst collected it, UTC.
        published_at: When its source published it, UTC; None if unknown.
        known_at: From when it could be known, UTC; what ``--as-of`` compares with.
        credibility: Admiralty grade 1-6, the latest given.
        size_bytes: Its length.
        note: What the analyst noted when adding it.
        withdrawn: Why it no longer counts; empty while it does.
        seq: Number of the log entry that added it.
    """

    sha256: str
    name: str
    source: str
    collected_at: datetime
    published_at: datetime | None
    known_at: datetime
    credibility: str = "6"
    size_bytes: int = 0
    note: str = ""
    withdrawn: str = ""
    seq: int = 0


class Added(NamedTuple):
    """The item, and whether it was new to the archive."""

    item: Item
    is_new: bool


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that is not as the log says.

    Attributes:
        kind: ``changed``, ``lost``, ``stray``, ``edited``, ``order``, ``cut``, ``half-written``
            or ``malformed``.
        message: What is wrong, where, and what it means.
        line: 1-based line of ``log.jsonl``, 0 if none.
        item: Hash of the item concerned, empty if none.
    """

    kind: str
    message: str
    line: int = 0
    item: str = ""

    def __str__(self) -> str:
        return f"{self.kind}: {self.message}"
