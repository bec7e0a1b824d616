"""The log file: read once, appended to under a lock, completed after an interruption.

Decides when an entry counts as written, and refuses to go on from a log that does not
follow from itself. What entries mean is ``servanda.evidence.replay``'s business.
"""

from __future__ import annotations

import io
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from servanda.base.errors import DamagedError, UnreadableError
from servanda.evidence import durable
from servanda.evidence.chain import START, Line, encode, split
from servanda.evidence.item import Item
from servanda.evidence.replay import ItemKey, check_chain, replay
from servanda.evidence.seal import read_head, sha256_of

__all__ = ["Log", "State"]


@dataclass(slots=True)
class State:
    """The log as last read, and what the file was then.

    Attributes:
        lines: Its whole lines.
        rest: A half-written line after them, empty if there is none.
        items: What the lines amount to, by ``replay.key_of``.
        stamp: Size, time and number of the file when it was read.
    """

    lines: list[Line]
    rest: bytes
    items: dict[ItemKey, Item]
    stamp: tuple[int, int, int]


class Log:
    """``log.jsonl``, ``head``, ``lock`` and ``recovered/`` of one archive."""

    def __init__(self, root: Path) -> None:
        """Look at the log of an archive; the folder need not exist."""
        self.root = root
        self.path = root / "log.jsonl"
        self._state: State | None = None
        self._is_writing = False

    @property
    def head(self) -> str:
        """Hash of the last line, 64 zeros before the first."""
        lines = self.load().lines
        return lines[-1].sha256 if lines else START

    @contextmanager
    def writing(self) -> Iterator[None]:
        """Hold the archive's lock over many calls; each call takes it by itself otherwise.

        Raises:
            MisuseError: If another writer is at work.
            DamagedError: If the log does not follow from itself.
            UnreadableError: If the disk refuses a write.
        """
        if self._is_writing:
            yield
            return
        try:
            durable.make_folder(self.root / "objects")
            with durable.exclusive(self.root / "lock"):
                self._is_writing = True
                self._keep_bytes_under_git()
                self._recover()
                yield
        except OSError as error:
            raise UnreadableError(
                f"{self.root} cannot be written ({error}); what was logged is safe, "
                "and running the same again completes the rest"
            ) from error
        finally:
            self._is_writing = False

    def _keep_bytes_under_git(self) -> None:
        """Tell git not to change line ends: a case may be kept under it, also on Windows."""
        path = self.root / ".gitattributes"
        if not path.exists():
            durable.write_file(path, b"* -text\n")

    def append(self, event: str, fields: Mapping[str, Any]) -> int:
        """Write one entry, then the head, and return its number; only while ``writing``."""
        lines = self.load().lines
        previous = lines[-1].sha256 if lines else START
        seq = len(lines) + 1
        line = encode({**fields, "event": event, "seq": seq, "previous": previous})
        durable.append(self.path, line)
        self._extend(line)
        durable.write_file(self.root / "head", f"{self.head}\n".encode())
        return seq

    def _extend(self, raw: bytes) -> None:
        """Take the line just written into the state, so that adding many stays linear."""
        state = self.load(refresh=False)
        (new,), _ = split(raw)
        end = state.lines[-1].end if state.lines else 0
        line = Line(len(state.lines) + 1, new.entry, new.sha256, end + new.end)
        state.lines.append(line)
        state.items = replay([line], str(self.path), items=state.items)
        state.stamp = self._stamp()

    def _recover(self) -> None:
        """Complete what an interrupted writer left."""
        state = self.load()
        end = state.lines[-1].end if state.lines else 0
        if state.rest:
            self._keep_rest(state)
            durable.truncate(self.path, end)
        if state.lines and read_head(self.root) != state.lines[-1].sha256:
            durable.write_file(self.root / "head", f"{state.lines[-1].sha256}\n".encode())

    def _keep_rest(self, state: State) -> None:
        number, rest = len(state.lines) + 1, state.rest
        name = f"line-{number:06d}-{sha256_of(io.BytesIO(rest))[:12]}"
        durable.make_folder(self.root / "recovered")
        durable.write_file(self.root / "recovered" / f"{name}.partial", rest)
        durable.write_file(
            self.root / "recovered" / f"{name}.txt",
            f"Line {number} of log.jsonl was half-written ({len(rest)} bytes): its writer was "
            "interrupted.\nIts bytes are in the .partial file beside this note; the line was "
            "taken out of the log.\n".encode(),
        )

    def _stamp(self) -> tuple[int, int, int]:
        try:
            stat = self.path.lstat()
        except FileNotFoundError:
            return (0, 0, 0)
        return (stat.st_size, stat.st_mtime_ns, stat.st_ino)

    def load(self, *, refresh: bool = True) -> State:
        """Return the log, read again only if the file changed.

        Raises:
            DamagedError: If it does not follow from itself, or was cut.
        """
        if self._state and (not refresh or self._state.stamp == self._stamp()):
            return self._state
        if self.root.is_symlink() or self.path.is_symlink():
            raise DamagedError(f"{self.path} is a link; an archive holds its own files")
        head = read_head(self.root)  # before the log: a writer may add in between
        stamp = self._stamp()
        lines, rest = split(self.path.read_bytes() if stamp != (0, 0, 0) else b"")
        check_chain(lines, str(self.path))
        _check_head(head, lines, self.root)
        self._state = State(lines, rest, replay(lines, str(self.path)), stamp)
        return self._state


def _check_head(head: str, lines: list[Line], root: Path) -> None:
    if head in (line.sha256 for line in lines) or (not head and len(lines) <= 1):
        return
    last = lines[-1].sha256 if lines else START
    raise DamagedError(
        f"{root / 'head'} says {head or 'nothing'}, and no line of the log is that: entries were "
        f"cut off or edited. Put the log back from a copy of the case; if you are sure that it "
        f"is whole, write {last} into {root / 'head'}"
    )
