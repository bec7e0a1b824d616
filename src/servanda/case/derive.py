"""From archived evidence to stored facts: every batch that is not yet read is read once.

A batch is named by what it is derived from, so a second run reads nothing again, and
an interrupted one continues with what is missing.

Where a source replaces what it published before, only its latest item as of a moment is
read; the older ones stay in the archive, and count again for an earlier moment.
"""

from __future__ import annotations

import shutil
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from servanda.base.errors import ServandaError
from servanda.facts.model import Coverage, Refusal
from servanda.readers.protocol import (
    Context,
    Evidence,
    Progress,
    batch_key,
    batches_of,
    no_progress,
    reader,
)

if TYPE_CHECKING:
    from servanda.agreement.model import Agreement
    from servanda.case.folder import Case
    from servanda.evidence.item import Item
    from servanda.evidence.source import Source
    from servanda.facts.store import FactStore

__all__ = ["Derived", "counting", "derive", "heard_from"]


@dataclass(slots=True)
class Derived:
    """What a case's facts are, and what was refused on the way, by source.

    Attributes:
        keys: Source id -> keys of its readings.
        refused: Source id -> refusals.
        notes: Source id -> remarks.
        read_counts: Source id -> records read.
        coverage: Spans and gaps by sources that had published something by as-of.
        batches: Key of a reading -> the items it was made from.
    """

    keys: dict[str, list[str]] = field(default_factory=dict)
    refused: dict[str, list[Refusal]] = field(default_factory=dict)
    notes: dict[str, list[str]] = field(default_factory=dict)
    read_counts: dict[str, int] = field(default_factory=dict)
    coverage: list[Coverage] = field(default_factory=list)
    batches: dict[str, Sequence[Item]] = field(default_factory=dict)
    _heard: list[str] = field(default_factory=list)

    def all_keys(self) -> list[str]:
        """Return the keys of all readings, in the order of sources."""
        return [key for keys in self.keys.values() for key in keys]


def derive(
    case: Case,
    agreement: Agreement,
    sources: dict[str, Source],
    as_of: datetime | None = None,
    progress: Progress = no_progress,
) -> Derived:
    """Read what is not yet read, and say where all facts are.

    A source whose batch cannot be read at all is refused whole, reported, and the rest
    goes on.

    Args:
        case: The case.
        agreement: Supplies vocabulary and zone.
        sources: Sources by id.
        as_of: Withdrawals and grades decided later do not count yet, nor does the silence
            of what nobody could have read by then.
        progress: Told how far it has come.
    """
    items = case.items_at(as_of)
    found = Derived()
    for source_id in sorted({item.source for item in items}):
        mine = [item for item in items if item.source == source_id]
        if source_id not in sources:
            found.refused[source_id] = [
                Refusal(item.sha256, "", f"source {source_id!r} is not in sources.yaml")
                for item in mine
            ]
            continue
        context = Context(sources[source_id], agreement.vocabulary, agreement.zone, case.root)
        if sources[source_id].replaces:
            mine, superseded = counting(mine, as_of)
            found.notes[source_id] = _superseded(mine, superseded)
        _derive_source(case, context, mine, found, as_of=as_of, progress=progress)
    found.coverage = case.store.coverage(found._heard)
    return found


def counting(items: Sequence[Item], as_of: datetime | None = None) -> tuple[list[Item], list[Item]]:
    """Tell the items that count from those they supersede, in a source that replaces.

    What became known at one moment is one download, be it in several files. Before the
    first download could be known it stands in, for its rows may have been published earlier
    and say so. Later ones are in neither list.

    Args:
        items: The items of one source that count at all.
        as_of: What could be known then; None for everything.
    """
    moments = sorted({item.known_at for item in items})
    known = [moment for moment in moments if as_of is None or moment <= as_of]
    latest = (known or moments)[-1 if known else 0]
    return (
        [item for item in items if item.known_at == latest],
        [item for item in items if item.known_at < latest],
    )


def _superseded(counting: Sequence[Item], superseded: Sequence[Item]) -> list[str]:
    if not superseded:
        return []
    names = ", ".join(sorted(item.name for item in counting))
    noun = "item is" if len(superseded) == 1 else "items are"
    return [f"{len(superseded):,} earlier {noun} superseded by {names}"]


def _derive_source(
    case: Case,
    context: Context,
    items: Sequence[Item],
    found: Derived,
    *,
    as_of: datetime | None,
    progress: Progress,
) -> None:
    source, store = context.source, case.store
    found.keys[source.id] = []
    refused = found.refused.setdefault(source.id, [])
    try:
        read_by = reader(source.reader)
        batches = batches_of(read_by, items)
    except ServandaError as error:
        refused += [Refusal(item.sha256, "", str(error)) for item in items]
        return
    for index, batch in enumerate(batches):
        progress(index, len(batches), source.id)
        try:
            key = batch_key(read_by, batch, context)
            if not _is_whole(store, key):
                evidence = [Evidence(item, _checked_path(case, item)) for item in batch]
                reading = read_by.read(evidence, context, progress)
                store.write(key, read_by.name, read_by.version, reading)
        except ServandaError as error:
            refused += [Refusal(item.sha256, "", str(error)) for item in batch]
            continue
        found.keys[source.id].append(key)
        found.batches[key] = batch
        if _is_heard(store, key, batch, as_of):
            found._heard.append(key)
        stored = store.reading(key)
        refused += stored.refused
        found.notes.setdefault(source.id, []).extend(stored.notes)
        found.read_counts[source.id] = found.read_counts.get(source.id, 0) + stored.read_count
    progress(len(batches), len(batches), source.id)


def _is_whole(store: FactStore, key: str) -> bool:
    """Whether a reading is stored with all its rows; what is left of a damaged one is removed.

    Facts are derived and may be thrown away. If only some of them were, their silence
    would keep clauses.
    """
    if not store.has(key):
        return False
    import pyarrow as pa
    import pyarrow.parquet as pq

    stored = store.reading(key)
    expected = {name: count for name, count in stored.counts.items() if count}
    try:
        found = {
            name: pq.read_metadata(stored.folder / f"{name}.parquet").num_rows for name in expected
        }
        pq.read_metadata(stored.folder / "coverage.parquet")
        if found == expected:
            return True
    except (OSError, pa.ArrowException):
        pass  # a file is gone, or no Parquet any more
    shutil.rmtree(stored.folder)
    return False


def _is_heard(store: FactStore, key: str, batch: Sequence[Item], as_of: datetime | None) -> bool:
    """Whether anything of a batch could be known by as-of; if not, its silence says nothing."""
    if as_of is None or any(item.known_at <= as_of for item in batch):
        return True
    return heard_from(store, key, batch) <= as_of


def heard_from(store: FactStore, key: str, batch: Sequence[Item]) -> datetime:
    """Return when the first of a batch could be known, of its items or of their rows."""
    import pyarrow.compute as pc
    import pyarrow.parquet as pq

    first = [item.known_at for item in batch]
    for path in (path for name in store.reading(key).counts for path in store.paths(name, [key])):
        row = pc.min(pq.read_table(path, columns=["reported_at"])["reported_at"]).as_py()
        first += [row.astimezone(UTC)] if row is not None else []
    return min(first)


def _checked_path(case: Case, item: Item) -> Path:
    """Return where the original lies, after comparing its bytes with its hash."""
    case.archive.read(item)
    return case.archive.path(item)
