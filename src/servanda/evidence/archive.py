"""The archive: originals by hash, and the log of what was added and decided.

::

    archive/
      objects/ab/abcdef...   the originals, never changed
      log.jsonl              one entry a line, each naming the hash of the line before it
      head                   hash of the last line: a log cut short is noticed
      recovered/             half-written lines that an interruption left
      lock                   held while something is written

An object is on the disk before the entry that names it, and an entry before the head,
so an interruption at any point loses nothing: running the same ``add`` again completes it.

Decides which items there are. Does not read what they say (``servanda.readers`` does),
has no clock (times are arguments), and finds no tampering by itself
(``servanda.evidence.seal`` does).

Main path: ``Archive.add`` -> ``Archive.items`` -> ``Archive.read``.
"""

from __future__ import annotations

import io
import re
from collections.abc import Callable, Iterator, Mapping
from contextlib import AbstractContextManager, contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, BinaryIO

from servanda.base.errors import DamagedError, MisuseError, UnreadableError
from servanda.evidence import durable
from servanda.evidence.chain import is_hash, iso, utc
from servanda.evidence.grade import credibility as checked_grade
from servanda.evidence.item import Added, Finding, Item
from servanda.evidence.log import Log
from servanda.evidence.replay import key_of, replay
from servanda.evidence.seal import sha256_of, verify

__all__ = ["DECISIONS", "Added", "Archive", "Finding", "Item"]

DECISIONS = ("grade", "withdraw", "restore")
"""Events by which an analyst decides about an item."""

_SOURCE_ID = re.compile(r"[a-z0-9][a-z0-9-]*")
_EVENT = re.compile(r"[a-z][a-z-]*")
_OWN_KEYS = ("seq", "previous", "event")
_SHORTEST_PREFIX = 8


class Archive:
    """One folder of originals and its log. Nothing is written before the first ``add``."""

    def __init__(self, root: Path) -> None:
        """Look at an archive.

        Args:
            root: The archive's own folder (``<case>/archive``); it need not exist yet.
        """
        self.root = Path(root)
        self._log = Log(self.root)

    # --- reading -------------------------------------------------------------------------

    def items(self, as_of: datetime | None = None) -> list[Item]:
        """Return the current items in the order they were added, with their latest grade.

        Args:
            as_of: Leave out what was not known by then, and decisions made later.

        Raises:
            DamagedError: If the log does not follow from itself.
        """
        return [item for item in self._all(as_of) if not item.withdrawn]

    def withdrawn(self, as_of: datetime | None = None) -> list[Item]:
        """Return the items that were withdrawn, each with its reason."""
        return [item for item in self._all(as_of) if item.withdrawn]

    def _all(self, as_of: datetime | None) -> list[Item]:
        state = self._log.load()
        if as_of is None:
            return list(state.items.values())
        iso(as_of, "as_of")  # refuses a moment without a zone
        return list(replay(state.lines, str(self._log.path), as_of).values())

    def find(self, sha256: str, source: str = "", published_at: datetime | None = None) -> Item:
        """Return the item whose hash begins so; withdrawn ones too.

        Args:
            sha256: The hash or its beginning, at least eight signs.
            source: Only of this source; empty for any.
            published_at: Only of this publication; None for any.

        Raises:
            MisuseError: If there is none, or more than one.
        """
        if len(sha256) < _SHORTEST_PREFIX:
            raise MisuseError(f"{sha256!r}: give at least {_SHORTEST_PREFIX} signs of the hash")
        found = [
            item
            for item in self._all(None)
            if item.sha256.startswith(sha256.lower())
            and source in ("", item.source)
            and published_at in (None, item.published_at)
        ]
        if len(found) == 1:
            return found[0]
        if not found:
            raise MisuseError(f"no item {sha256!r}{_of(source, published_at)} in {self.root}")
        listed = ", ".join(
            f"{item.sha256[:12]} from {item.source}{_of('', item.published_at)}" for item in found
        )
        raise MisuseError(
            f"{sha256!r} may be {listed}; name the source, when it was published, or more of "
            "the hash"
        )

    def latest_decision(self, item: Item) -> datetime | None:
        """Return when the latest decision about an item was made, None if there is none."""
        published = iso(item.published_at, "published_at") if item.published_at else None
        made = [
            utc(entry["decided_at"])
            for event in DECISIONS
            for entry in self.entries(event)
            if (entry["item"], entry["source"]) == (item.sha256, item.source)
            and entry.get("published_at") in (None, published)
        ]
        return max(made, default=None)

    def entries(self, event: str = "") -> list[Mapping[str, Any]]:
        """Return log entries, all or those of one event, in order."""
        lines = (line.entry for line in self._log.load().lines)
        return [entry for entry in lines if entry and event in ("", entry["event"])]

    def path(self, item: Item | str) -> Path:
        """Return where an item's bytes lie; never outside the archive.

        Raises:
            MisuseError: If it is no hash.
            DamagedError: If the object is a link.
        """
        sha256 = item if isinstance(item, str) else item.sha256
        if not is_hash(sha256):
            raise MisuseError(f"{sha256!r} is no SHA-256 of an item")
        path = self.root / "objects" / sha256[:2] / sha256
        if path.is_symlink() or path.parent.is_symlink():
            raise DamagedError(f"{path} is a link; an archive holds its own files")
        return path

    def read(self, item: Item | str) -> bytes:
        """Return an item's bytes, after comparing them with its hash.

        Raises:
            DamagedError: If they are gone, or not what was added.
        """
        path = self.path(item)
        try:
            data = path.read_bytes()
        except FileNotFoundError:
            raise DamagedError(f"{path} is gone; put it back from a copy of the case") from None
        if sha256_of(io.BytesIO(data)) != path.name:
            raise DamagedError(
                f"{path} is not what was added: its bytes changed; "
                "put it back from a copy of the case"
            )
        return data

    def head(self) -> str:
        """Return the hash of the last log line: write it down, print it, have it time-stamped.

        Whoever knows the head can later tell whether the log up to it is the same.
        """
        return self._log.head

    def verify(
        self,
        expected_head: str = "",
        progress: Callable[[int, int], None] | None = None,
    ) -> list[Finding]:
        """Compare everything with the log; see ``servanda.evidence.seal.verify``."""
        return verify(self.root, expected_head, progress)

    # --- writing -------------------------------------------------------------------------

    def add(
        self,
        what: bytes | Path,
        *,
        source: str,
        collected_at: datetime,
        name: str = "",
        published_at: datetime | None = None,
        known_at: datetime | None = None,
        credibility: str = "6",
        note: str = "",
    ) -> Added:
        """Keep an original and log it. The same bytes, source and publication are one item.

        Args:
            what: The bytes, or the file to copy.
            source: Id of the source.
            collected_at: When it was collected.
            name: What it was called; by default the file's name.
            published_at: When it was published, if known.
            known_at: From when it could be known; by default when published, or when
                collected if that was earlier or the former is unknown.
            credibility: Admiralty grade 1-6.
            note: Anything the next reader should know.

        Raises:
            MisuseError: If source, name, grade or a time is wrong, or another writer is at work.
            UnreadableError: If the file cannot be read or the archive not written.
            DamagedError: If the log does not follow from itself.
        """
        entry = _add_entry(what, source, name, credibility, note)
        entry["collected_at"] = iso(collected_at, "collected_at")
        entry["published_at"] = iso(published_at, "published_at") if published_at else None
        known = known_at or min(published_at or collected_at, collected_at)
        entry["known_at"] = iso(known, "known_at")
        with _opened(what) as stream, self.writing():
            entry["item"], entry["bytes"] = self._store(stream)
            published = published_at.astimezone(UTC).isoformat() if published_at else ""
            key = (entry["item"], source, published)
            known_item = self._log.load().items.get(key)
            if known_item:
                return Added(known_item, is_new=False)
            self._log.append("add", entry)
            return Added(self._log.load().items[key], is_new=True)

    def grade(self, item: Item, credibility: str, reason: str, *, decided_at: datetime) -> Item:
        """Give an item another credibility; the earlier grade stays in the log."""
        return self._decide(
            "grade", item, reason, decided_at, credibility=checked_grade(credibility)
        )

    def withdraw(self, item: Item, reason: str, *, decided_at: datetime) -> Item:
        """Let an item no longer count; its bytes and its entry stay."""
        return self._decide("withdraw", item, reason, decided_at)

    def restore(self, item: Item, reason: str, *, decided_at: datetime) -> Item:
        """Let a withdrawn item count again."""
        return self._decide("restore", item, reason, decided_at)

    def append(self, event: str, **fields: Any) -> int:
        """Log something else an analyst decided (``review`` ...), and return its number.

        Args:
            event: Lower-case word; ``add`` and the decisions on items have their own methods.
            fields: JSON values; moments are written in UTC.

        Raises:
            MisuseError: If the event or a field cannot be logged.
        """
        if not _EVENT.fullmatch(event) or event in ("add", *DECISIONS):
            raise MisuseError(f"{event!r} cannot be logged so; use Archive.{event or 'add'}()")
        for key in _OWN_KEYS:
            if key in fields:
                raise MisuseError(f"{key!r} is set by the log itself; call the field otherwise")
        written = {
            key: iso(value, key) if isinstance(value, datetime) else value
            for key, value in fields.items()
        }
        with self.writing():
            return self._log.append(event, written)

    def writing(self) -> AbstractContextManager[None]:
        """Hold the archive's lock over many calls; each call takes it by itself otherwise.

        Raises:
            MisuseError: If another writer is at work.
            DamagedError: If the log does not follow from itself.
            UnreadableError: If the disk refuses a write.
        """
        return self._log.writing()

    def _decide(
        self, event: str, item: Item, reason: str, decided_at: datetime, **fields: str
    ) -> Item:
        if not reason.strip():
            raise MisuseError(
                f"{event}: give a reason; it is what a reader of the verdict asks for"
            )
        entry = {
            **fields, "item": item.sha256, "source": item.source, "reason": reason,
            "published_at": iso(item.published_at, "published_at") if item.published_at else None,
            "decided_at": iso(decided_at, "decided_at"),
        }  # fmt: skip
        with self.writing():
            key = key_of(item)
            if key not in self._log.load().items:
                raise MisuseError(f"{event}: no item {item.sha256[:12]} from {item.source} is here")
            self._log.append(event, entry)
            return self._log.load().items[key]

    def _store(self, stream: BinaryIO) -> tuple[str, int]:
        # The part has one fixed name: only the holder of the lock writes it, and what an
        # interruption left of it is simply overwritten.
        part = self.root / "objects" / "incoming.part"
        sha256, size_bytes = durable.copy_hashed(stream, part)
        path = self.path(sha256)
        durable.make_folder(path.parent)
        durable.replace(part, path)  # over the same bytes if they are there, or damaged ones
        return sha256, size_bytes


def _of(source: str, published_at: datetime | None) -> str:
    """Return what was asked for besides the hash, in words."""
    words = f" from {source}" if source else ""
    return words + (f" published {iso(published_at, 'published_at')}" if published_at else "")


def _add_entry(what: bytes | Path, source: str, name: str, grade: str, note: str) -> dict[str, Any]:
    if not _SOURCE_ID.fullmatch(source):
        raise MisuseError(
            f"{source!r} is no source id; write lower-case letters, digits and hyphens, "
            "as in sources.yaml"
        )
    name = name or (what.name if isinstance(what, Path) else "")
    if not name.strip():
        raise MisuseError("an item needs a name: the file's name, or the address it came from")
    return {"source": source, "name": name, "credibility": checked_grade(grade), "note": note}


@contextmanager
def _opened(what: bytes | Path) -> Iterator[BinaryIO]:
    if isinstance(what, bytes):
        yield io.BytesIO(what)
        return
    try:
        stream = what.open("rb")
    except OSError as error:
        raise UnreadableError(f"{what} cannot be read: {error.strerror or error}") from error
    with stream:
        yield stream
