"""Processed editions in a folder: adding one costs the work of one, whatever is there.

The folder holds the ground of each edition, and for each pair of neighbours the patches
between them. A step is kept under a name made of everything it hangs on: both grounds,
both moments, the class, the thresholds, the way areas are measured and the method's
version. So nothing has to be declared out of date: what is asked for and not there is
worked out and kept. An edition that comes late makes two new steps of one.

Every file is written beside its place and then renamed, an edition last, after its
ground; a crash at any moment leaves a folder that is whole, and at worst a step to work
out again. Returns and batches hang on the steps before; they are read off the kept steps
in order, as from scratch, and so cannot differ.

One edition of a moment is kept; which of two counts is not decided here.
Main path: ``Archive.open`` -> ``add`` -> ``changes``.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from itertools import pairwise, starmap
from pathlib import Path

import orjson

from servanda.base.errors import DamagedError, MisuseError
from servanda.territory.area import Edges
from servanda.territory.batch import BatchRule
from servanda.territory.change import Change, compare
from servanda.territory.edition import Edition
from servanda.territory.kept import ground_of, load, save, step_of, written_ground, written_step
from servanda.territory.marks import Marks
from servanda.territory.patch import Thresholds
from servanda.territory.runs import in_runs

__all__ = ["Archive"]

METHOD = 1  # raise it when the same two editions give other patches
_WHAT = "servanda territory archive"
_FORMAT = 1
_AT_ONCE = 16  # steps that are marked together: calls cost more than the few patches of a step
_DEFAULTS = Thresholds()
_BATCH = BatchRule()


@dataclass(frozen=True, slots=True, order=True)
class _Entry:
    """An edition in the folder.

    Attributes:
        at: Its moment.
        digest: Of its ground.
        written: Hash of its ground as it is written: rings may begin elsewhere.
    """

    at: datetime
    digest: str
    written: str


class Archive:
    """The processed editions of one map."""

    def __init__(
        self,
        folder: Path,
        source: str,
        *,
        holder_class: str,
        k: int,
        thresholds: Thresholds,
        edges: Edges,
        batch: BatchRule | None,
    ) -> None:
        """Use ``open``."""
        self.folder, self.source, self.holder_class = folder, source, holder_class
        self.k, self.thresholds, self.edges, self.batch = k, thresholds, edges, batch
        self._entries = sorted(map(_entry, (folder / "editions").glob("*.json")))
        self._last: Edition | None = None

    @classmethod
    def open(
        cls,
        folder: Path,
        *,
        source: str,
        holder_class: str = "held",
        k: int = 30,
        thresholds: Thresholds = _DEFAULTS,
        edges: Edges = "geodesic",
        batch: BatchRule | None = _BATCH,
    ) -> Archive:
        """Open an archive, or begin one in a folder that is empty or not there.

        Args:
            folder: Where it is kept.
            source: Who publishes the map; an archive holds one.
            holder_class: See ``servanda.territory.series.changes``, as for the rest.
            k: The same.
            thresholds: The same.
            edges: The same.
            batch: The same.

        Raises:
            MisuseError: The folder holds something else, or another map.
            DamagedError: A file in it is not what was written.
        """
        head = folder / "archive.json"
        if not head.exists():
            if folder.exists() and any(folder.glob("*.json")):
                raise MisuseError(
                    f"{folder}: holds other files and no territory archive. Give an empty folder."
                )
            for name in ("editions", "ground", "steps"):
                (folder / name).mkdir(parents=True, exist_ok=True)
            save(head, orjson.dumps({"what": _WHAT, "format": _FORMAT, "source": source}))
        told = orjson.loads(load(head))
        if (told.get("what"), told.get("format")) != (_WHAT, _FORMAT):
            raise MisuseError(
                f"{head}: not a territory archive of format {_FORMAT}. Begin another one in an "
                f"empty folder and add the editions again."
            )
        if told["source"] != source:
            raise MisuseError(
                f"{folder}: an archive of {told['source']}, not of {source}. One archive holds "
                f"the editions of one map; open another folder."
            )
        return cls(
            folder, source, holder_class=holder_class, k=k, thresholds=thresholds, edges=edges,
            batch=batch,
        )  # fmt: skip

    def __len__(self) -> int:
        return len(self._entries)

    def add(self, edition: Edition) -> bool:
        """Keep an edition and what lies between it and its neighbours.

        Returns:
            Whether it is new; one that is there already changes nothing.

        Raises:
            MisuseError: It is of another source, or the archive has another one of its moment.
        """
        if edition.source != self.source:
            raise MisuseError(
                f"{self.folder}: an archive of {self.source}; the edition of {edition.at} is by "
                f"{edition.source}. Two mappers draw two lines; keep them in two archives."
            )
        for other in self._entries:
            if other.at != edition.at:
                continue
            if other.digest != edition.digest:
                raise MisuseError(
                    f"{self.folder}: there is another edition of {edition.at}. Which of two "
                    f"editions of one moment counts is yours to say: add only that one."
                )
            return False
        body = written_ground(edition.held)
        entry = _Entry(edition.at, edition.digest, hashlib.sha256(body).hexdigest())
        if not self._ground(entry).exists():
            save(self._ground(entry), body)
        save(
            self.folder / "editions" / f"{_stamp(entry.at)}.json",
            orjson.dumps(
                {"at": entry.at.isoformat(), "digest": entry.digest, "written": entry.written}
            ),
        )
        self._entries = sorted([*self._entries, entry])
        self._link(entry, edition)
        if entry == self._entries[-1]:
            self._last = edition
        return True

    def latest(self) -> Edition | None:
        """Return the last edition: what ``read_edition`` wants as ``near``."""
        if self._entries and (self._last is None or self._last.at != self._entries[-1].at):
            self._last = self._edition(self._entries[-1])
        return self._last

    def editions(self) -> Iterator[Edition]:
        """Yield the editions in order, one at a time."""
        return map(self._edition, self._entries)

    def changes(self) -> Iterator[Change]:
        """Yield what ``servanda.territory.series.changes`` yields for these editions."""
        marks = Marks(self.k, self.thresholds.return_share, self.batch)
        for steps in in_runs(starmap(self._step, pairwise(self._entries)), _AT_ONCE):
            yield from marks.read(steps)

    def _link(self, entry: _Entry, edition: Edition) -> None:
        """Work out the steps to and from a new edition; what it parts is dropped."""
        at = self._entries.index(entry)
        before, after = self._entries[:at][-1:], self._entries[at + 1 :][:1]
        for one, two in ((before, [entry]), ([entry], after)):
            if one and two:
                ends = [edition if e == entry else self._near(e) for e in (one[0], two[0])]
                if any(self.holder_class in each.held for each in ends):
                    self._step(one[0], two[0], ends)
        if before and after:
            self._path(before[0], after[0]).unlink(missing_ok=True)

    def _near(self, entry: _Entry) -> Edition:
        known = self._last
        return known if known and known.at == entry.at else self._edition(entry)

    def _step(self, earlier: _Entry, later: _Entry, ends: list[Edition] | None = None) -> Change:
        path = self._path(earlier, later)
        if path.exists():
            try:
                return step_of(load(path), self.source, self.holder_class, earlier.at, later.at)
            except DamagedError:  # it can be worked out again
                path.unlink()
        one, two = ends or [self._edition(each) for each in (earlier, later)]
        change = compare(
            one, two, holder_class=self.holder_class, thresholds=self.thresholds, edges=self.edges
        )
        save(path, written_step(change))
        return change

    def _path(self, earlier: _Entry, later: _Entry) -> Path:
        asked = {
            "method": METHOD,
            "holder": self.holder_class,
            "thresholds": asdict(self.thresholds),
            "edges": self.edges,
            "ends": [[_stamp(each.at), each.written] for each in (earlier, later)],
        }
        name = hashlib.sha256(orjson.dumps(asked, option=orjson.OPT_SORT_KEYS)).hexdigest()
        return self.folder / "steps" / f"{_stamp(later.at)[:10]}-{name[:40]}.json"

    def _ground(self, entry: _Entry) -> Path:
        return self.folder / "ground" / f"{entry.written}.npz"

    def _edition(self, entry: _Entry) -> Edition:
        held = ground_of(load(self._ground(entry)))
        return Edition(self.source, entry.at, held, entry.digest)


def _entry(path: Path) -> _Entry:
    told = orjson.loads(load(path))
    return _Entry(datetime.fromisoformat(told["at"]), told["digest"], told["written"])


def _stamp(at: datetime) -> str:
    """The moment as a file name, in the order of time."""
    return at.astimezone(UTC).isoformat(timespec="microseconds")[:26].replace(":", "")
