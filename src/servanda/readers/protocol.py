"""What a reader is: evidence in, facts and coverage and refusals out.

A reader understands one kind of document. It is told which items must be read
together, reads one such batch, and gives back a ``Reading``. What it derives is named
by what it was derived from (``batch_key``), so that a reading is made once, can be
thrown away and made again, and is never mixed with one from other evidence.

Decides how a batch is named and what every fact carries besides its claim. Does not
decide what a document says (each reader does) or where facts are kept
(``servanda.facts.store``).

Main path: ``reader(name)`` -> ``batches`` -> ``batch_key`` -> ``read`` -> ``Reading``.
"""

from __future__ import annotations

import dataclasses
import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta, tzinfo
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol, cast

from servanda.base.errors import MisuseError, UnreadableError
from servanda.base.moment import parse_zone
from servanda.base.suggest import nearest
from servanda.facts.model import FORMAT

if TYPE_CHECKING:
    from servanda.evidence.item import Item
    from servanda.evidence.source import Source
    from servanda.facts.model import Reading
    from servanda.facts.vocabulary import Vocabulary

__all__ = [
    "READERS",
    "Context",
    "Evidence",
    "Progress",
    "Reader",
    "batch_key",
    "batches_of",
    "no_progress",
    "origin_of",
    "reader",
]

READERS: Mapping[str, str] = {
    "control map": "servanda.readers.control_map:ControlMapReader",
    "news": "servanda.readers.news:NewsReader",
    "table": "servanda.readers.table:TableReader",
}
"""Readers by the name that ``reads as`` in sources.yaml gives them; loaded when first used."""


class Progress(Protocol):
    """Told how far a reader has come: ``progress(done, total, "what")``."""

    def __call__(self, done: int, total: int, what: str) -> None:
        """Take note that ``done`` of ``total`` things are read."""


def no_progress(done: int, total: int, what: str) -> None:
    """Show nothing."""


@dataclass(frozen=True, slots=True)
class Evidence:
    """One archived item and where its original lies.

    Attributes:
        item: What the archive knows of it: hash, source, times, grade.
        path: The original's file.
    """

    item: Item
    path: Path

    def read(self, limit: int) -> bytes:
        """Return the original's bytes.

        Args:
            limit: Largest size accepted, in bytes.

        Raises:
            UnreadableError: If it is larger, or cannot be opened.
        """
        try:
            size = self.path.stat().st_size
            if size > limit:
                raise UnreadableError(
                    f"{self.item.name} has {size:,} bytes and the limit is {limit:,}; "
                    "split it, or cut it down to the columns that matter"
                )
            return self.path.read_bytes()
        except OSError as error:
            raise UnreadableError(f"{self.item.name} cannot be opened: {error}") from error


@dataclass(frozen=True, slots=True)
class Context:
    """What a reader may know besides the evidence.

    Attributes:
        source: Who published, with the options for this reader.
        vocabulary: Predicates that facts can be claims of.
        zone: The agreement's zone. Never used to read naive times: only a source
            knows which zone it writes in.
        folder: The case folder, in which options name files of their own.
    """

    source: Source
    vocabulary: Vocabulary
    zone: tzinfo = UTC
    folder: Path | None = None

    def option(self, name: str, default: str = "") -> str:
        """Return an option of the source as text.

        Raises:
            MisuseError: If it is a list or a mapping.
        """
        value = self.source.options.get(name, default)
        if not isinstance(value, str | int | float):
            raise MisuseError(f"source {self.source.id!r}: option {name!r} must be a single value")
        return str(value)

    def source_zone(self) -> tzinfo | None:
        """Return the zone the source writes in, None if it does not say.

        Raises:
            MisuseError: If there is no such zone.
        """
        name = self.option("time zone")
        return parse_zone(name) if name else None


class Reader(Protocol):
    """Evidence -> facts, for one kind of document."""

    name: str
    version: str

    def together(self) -> bool:
        """Whether all items of a source must be read as one batch (editions of a map)."""

    def settings(self, context: Context) -> Mapping[str, Any]:
        """Return what else the reading depends on, such as the text of a mapping file."""

    def read(self, batch: Sequence[Evidence], context: Context, progress: Progress) -> Reading:
        """Read one batch. Bad parts are refused one by one; the rest is read."""


def reader(name: str) -> Reader:
    """Return the reader of that name.

    Raises:
        MisuseError: If there is none, with the nearest right name.
    """
    if name not in READERS:
        hint = nearest(name, READERS)
        raise MisuseError(
            f"there is no reader {name!r}; `reads as` is one of {', '.join(READERS)}"
            + (f" (did you mean {hint}?)" if hint else "")
        )
    module, _, kind = READERS[name].partition(":")
    return cast(Reader, getattr(import_module(module), kind)())


def batches_of(reader: Reader, items: Sequence[Item]) -> list[list[Item]]:
    """Return items of one source in the batches in which the reader needs them.

    Order never depends on the order of adding: items are sorted by publication,
    then name, then hash.
    """
    known = sorted(items, key=lambda item: (_iso(item.published_at), item.name, item.sha256))
    if reader.together():
        return [known] if known else []
    return [[item] for item in known]


def batch_key(reader: Reader, batch: Sequence[Item], context: Context) -> str:
    """Return the name of what this reader derives from this batch: 64 hex digits.

    It covers everything the reading depends on: reader and version, each item with its
    times and grade, and the settings of the source that matter. Same key, same facts.
    """
    source = context.source
    subject = {
        "format": FORMAT,
        "reader": [reader.name, reader.version],
        "items": [_item_key(item) for item in batch],
        "source": {
            "id": source.id,
            "origin": origin_of(source),
            "reliability": source.reliability,
            "party": source.party,
            "coverage": [dataclasses.asdict(each) for each in source.coverage],
            "options": source.options,
        },
        "settings": reader.settings(context),
    }
    text = json.dumps(
        subject, sort_keys=True, ensure_ascii=False, separators=(",", ":"), default=_plain
    )
    return hashlib.sha256(text.encode()).hexdigest()


def origin_of(source: Source) -> str:
    """Return the independence key of a source: its origin, else its publisher, else its id."""
    return source.origin or source.publisher or source.id


def _item_key(item: Item) -> list[str]:
    times = [_iso(time) for time in (item.published_at, item.collected_at, item.known_at)]
    return [item.sha256, item.name, *times, str(item.credibility)]


def _iso(moment: datetime | None) -> str:
    return moment.astimezone(UTC).isoformat() if moment else ""


def _plain(value: object) -> object:
    if isinstance(value, datetime):
        return _iso(value)
    if isinstance(value, timedelta):
        return value.total_seconds()
    if isinstance(value, Mapping):
        return dict(value)
    raise TypeError(f"{type(value).__name__} cannot be part of a key")
