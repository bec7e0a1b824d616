"""A made-up case to learn servanda with: an accord, its evidence, and nothing real.

``write_case`` fills an empty folder with an agreement, a sources file, mappings and an
``inbox`` of raw evidence: what an analyst has on the desk before the first ``add``. It
writes the same bytes every time, and it holds no verdicts: those come from the evidence,
by the same path as everybody's. ``servanda.case`` does the adding.

Main path: ``write_case(root)`` -> ``DemoInputs``.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

from servanda.base.errors import MisuseError

__all__ = ["DEMO_AS_OF", "DemoInputs", "InboxItem", "write_case"]

DEMO_AS_OF = datetime(2031, 5, 12, 13, 0, tzinfo=UTC)
"""The moment of which the demo is told: noon of 12 May 2031 in the accord's zone."""

_COLLECTED_AFTER = timedelta(minutes=30)


@dataclass(frozen=True, slots=True)
class InboxItem:
    """One raw file and what is needed to add it to the archive.

    Attributes:
        path: Where it was written, below ``inbox``.
        source: Source id.
        published_at: When its source published it, UTC.
        collected_at: When the analyst of the demo fetched it, UTC.
        credibility: Admiralty grade of the item, 1-6.
    """

    path: Path
    source: str
    published_at: datetime
    collected_at: datetime
    credibility: str


@dataclass(frozen=True, slots=True)
class DemoInputs:
    """What ``write_case`` wrote.

    Attributes:
        root: The case folder.
        agreement: Its ``agreement.yaml``.
        sources: Its ``sources.yaml``.
        mappings: The mapping files its sources name, sorted.
        inbox: The raw evidence in the order in which it was collected.
        as_of: The moment the demo is told of.
    """

    root: Path
    agreement: Path
    sources: Path
    mappings: tuple[Path, ...]
    inbox: tuple[InboxItem, ...]
    as_of: datetime = DEMO_AS_OF


@dataclass(frozen=True, slots=True)
class _Raw:
    source: str
    name: str
    data: bytes
    published_at: datetime
    credibility: str


def write_case(root: Path) -> DemoInputs:
    """Write the demo's agreement, sources, mappings and raw evidence into an empty folder.

    Args:
        root: The folder; made if it is missing.

    Returns:
        What was written, with the times and grades needed to add the evidence.

    Raises:
        MisuseError: If the folder already holds something; nothing is overwritten.
    """
    from servanda.demo.reports import data_files

    _refuse_full(root)
    for path, data in data_files():
        _write(root / path, data)
    raw = sorted(_evidence(), key=lambda item: (item.published_at, item.source, item.name))
    inbox = tuple(_put(root / "inbox", item) for item in raw)
    _write(root / "inbox" / "contents.csv", _contents(inbox, root / "inbox"))
    mappings = tuple(sorted((root / "mappings").iterdir()))
    return DemoInputs(root, root / "agreement.yaml", root / "sources.yaml", mappings, inbox)


def _refuse_full(root: Path) -> None:
    if root.exists() and not root.is_dir():
        raise MisuseError(f"{root} is a file; name a folder for the demo, such as demo-case")
    if root.is_dir() and any(root.iterdir()):
        raise MisuseError(
            f"{root} is not empty, and the demo overwrites nothing; name a new folder, "
            "such as demo-case"
        )


def _evidence() -> Iterator[_Raw]:
    from servanda.demo.editions import editions
    from servanda.demo.reports import written_evidence
    from servanda.demo.tables import incident_logs

    for day, data in editions():
        at = datetime(day.year, day.month, day.day, 4, tzinfo=UTC)
        yield _Raw("daily-map", f"ilmar-map-{day}.geojson", data, at, "3")
    for source, name, data, published in incident_logs():
        yield _Raw(source, name, data, published, "2" if source == "joint-log" else "3")
    for item in written_evidence():
        at = datetime.fromisoformat(item.published).replace(tzinfo=UTC)
        yield _Raw(item.source, item.name, item.data, at, item.credibility)


def _put(inbox: Path, raw: _Raw) -> InboxItem:
    path = inbox / raw.source / raw.name
    _write(path, raw.data)
    collected_at = raw.published_at + _COLLECTED_AFTER
    return InboxItem(path, raw.source, raw.published_at, collected_at, raw.credibility)


def _write(path: Path, data: bytes) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(data)


def _contents(inbox: tuple[InboxItem, ...], folder: Path) -> bytes:
    """A table of the inbox for people: what to say to ``servanda add`` for each file."""
    text = io.StringIO(newline="")
    table = csv.writer(text, lineterminator="\n")
    table.writerow(["file", "source", "published_at", "credibility"])
    for item in inbox:
        name = item.path.relative_to(folder).as_posix()
        table.writerow(
            [name, item.source, f"{item.published_at:%Y-%m-%dT%H:%MZ}", item.credibility]
        )
    return text.getvalue().encode()
