"""The evidence that is written out by hand: news reports and small tables.

They are package data in ``demo/data``; this module only says which source published
each, and when, which is what an analyst would note down when adding it.

Main path: ``written_evidence`` -> source, file name, bytes, time of publication, grade.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from importlib.resources import files

__all__ = ["Written", "data_files", "written_evidence"]

# source, folder, file, published (UTC), credibility of the item (Admiralty 1-6)
_PUBLISHED = (
    ("diplomatic-log", "tables", "diplomatic-log.csv", "2031-05-12T08:00", "2"),
    ("wire-chronicle", "tables", "wire-chronicle.csv", "2031-05-12T08:30", "3"),
    ("access-log", "tables", "access-log.csv", "2031-05-12T07:00", "2"),
    ("aid-ledger", "tables", "aid-ledger.csv", "2031-05-11T09:00", "1"),
    ("herald", "news", "herald-2031-04-03.txt", "2031-04-03T05:00", "3"),
    ("kurier", "news", "kurier-2031-04-13.txt", "2031-04-13T04:30", "3"),
    ("herald", "news", "herald-2031-04-24.txt", "2031-04-24T05:00", "3"),
    ("kurier", "news", "kurier-2031-05-07.txt", "2031-05-07T04:30", "3"),
    ("amarel-post", "news", "amarel-post-2031-05-07.txt", "2031-05-07T06:00", "3"),
    ("kurier", "news", "kurier-2031-05-08.txt", "2031-05-08T04:30", "3"),
    ("herald", "news", "herald-2031-05-09.txt", "2031-05-09T20:00", "3"),
    ("amarel-post", "news", "amarel-post-2031-05-10.txt", "2031-05-10T06:00", "4"),
)


@dataclass(frozen=True, slots=True)
class Written:
    """One hand-written document and what is known of its publication.

    Attributes:
        source: Source id.
        name: File name.
        data: Its bytes.
        published: When it was published, UTC, ``2031-05-12T08:00``.
        credibility: Admiralty grade of the item.
    """

    source: str
    name: str
    data: bytes
    published: str
    credibility: str


def written_evidence() -> Iterator[Written]:
    """Yield every hand-written document, in the order in which a case would list them."""
    for source, folder, name, published, grade in _PUBLISHED:
        yield Written(source, name, _read(folder, name), published, grade)


def data_files() -> Iterator[tuple[str, bytes]]:
    """Yield (path in the case, bytes) of the accord, its YAML, the sources and the mappings."""
    for name in ("accord.txt", "agreement.yaml", "sources.yaml"):
        yield name, _read(name)
    mappings = files(__package__).joinpath("data", "mappings").iterdir()
    for name in sorted(mapping.name for mapping in mappings if mapping.name.endswith(".yaml")):
        yield f"mappings/{name}", _read("mappings", name)


def _read(*path: str) -> bytes:
    """Read package data with plain line ends, whatever a checkout made of them."""
    return files(__package__).joinpath("data", *path).read_bytes().replace(b"\r\n", b"\n")
