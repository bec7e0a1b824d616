"""Maps on disk, in order of their moments, one at a time; what is refused is told and counted.

Files are put in order by the dates in their names before any is read, so that a long
archive need not be held in memory. Of two different maps of one moment neither is used:
which of them counts is not guessed. Main path: ``Maps.editions``.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, time
from functools import partial
from itertools import groupby, islice
from pathlib import Path
from typing import TYPE_CHECKING, Any

from servanda.base.errors import MisuseError, ServandaError, UnreadableError
from servanda.readers.protocol import Progress

if TYPE_CHECKING:
    from servanda.territory import Edition, Read

    _Reader = Callable[[Iterable[Path]], Iterator[tuple[Path, Edition | None]]]

__all__ = ["Maps", "Mended", "Reading", "maps_of"]

_ZONE = "UTC"
_SHOWN = 3


@dataclass(frozen=True, slots=True)
class Reading:
    """How maps are to be read.

    Attributes:
        classes: The property that tells classes apart, and ``VALUE=CLASS`` pairs.
        date_property: Property with the date; empty takes the file name.
        date_patterns: How dates stand in file names.
        crs: Coordinate system of maps that state none.
        source: Whose maps they are, as printed on pictures.
        dates: When a file is of, where it was said; it wins over properties and names.
    """

    classes: tuple[str, ...] = ()
    date_property: str = ""
    date_patterns: tuple[str, ...] = ()
    crs: str = ""
    source: str = "maps"
    dates: Mapping[Path, datetime] = field(default_factory=dict)

    def options(self) -> dict[str, Any]:
        """Arguments for ``read_editions``.

        Raises:
            MisuseError: If there is not exactly one property beside the pairs.
        """
        names = [each for each in self.classes if "=" not in each]
        if len(names) > 1 or (self.classes and not names):
            raise MisuseError(
                f"--classes {' --classes '.join(self.classes)}: give one property that tells "
                f"classes apart, and VALUE=CLASS for each value that is to have another name, "
                f"e.g. --classes fill --classes '#a52714=occupied'"
            )
        values: dict[str, list[str]] = {}
        for each in self.classes:
            if "=" in each:
                value, _, name = each.rpartition("=")
                values.setdefault(name, []).append(value)
        return {
            "class_property": names[0] if names else None,
            "classes": values or None,
            "crs": self.crs or None,
            "date_property": self.date_property or None,
            "date_patterns": self.date_patterns,
        }


@dataclass(frozen=True, slots=True)
class Mended:
    """What was mended in one edition.

    Attributes:
        where: File and feature of the first repair.
        what: What was found there and what was done.
        count: Number of repairs.
        area_km2: Area that they concern, together.
    """

    where: str
    what: str
    count: int
    area_km2: float


@dataclass(slots=True)
class Maps:
    """The maps chosen, and what was found out about them on the way.

    Attributes:
        refused: One record a file left out: ``refused``, ``reason``.
        repaired: Editions that were mended, by moment.
        given: Number of files.
        used: Number of editions read so far.
    """

    _dated: list[tuple[datetime, Path]]
    _read: _Reader
    _progress: Progress
    refused: list[dict[str, Any]]
    repaired: dict[datetime, Mended]
    given: int
    used: int = 0
    _groups: list[tuple[datetime, list[Path]]] = field(default_factory=list)

    def __post_init__(self) -> None:
        """Put the files of one moment together."""
        ordered = sorted(set(self._dated))
        self._groups = [
            (at, [path for _, path in group])
            for at, group in groupby(ordered, lambda each: each[0])
        ]

    def editions(self) -> Iterator[Edition]:
        """Yield the editions in order, one at a time.

        Raises:
            MisuseError: Fewer than two can be used; as the type says, it was asked wrongly.
            UnreadableError: The same, because files cannot be read.
        """
        found = self._read(path for _, paths in self._groups for path in paths)
        for number, (at, paths) in enumerate(self._groups):
            self._progress(number, len(self._groups), "reading maps")
            edition = self._one(at, islice(found, len(paths)))
            if edition is not None:
                self.used += 1
                yield edition
        self._progress(len(self._groups), len(self._groups), "reading maps")
        self._check()

    def ends(self) -> tuple[Edition, Edition]:
        """Return the first and the last edition; nothing between them is read.

        Raises:
            MisuseError: As ``editions``.
            UnreadableError: As ``editions``.
        """
        groups = iter(self._groups)
        first = next((e for at, paths in groups if (e := self._one(at, self._read(paths)))), None)
        back = reversed(list(groups))
        last = next((e for at, paths in back if (e := self._one(at, self._read(paths)))), None)
        self.used = (first is not None) + (last is not None)
        self._check()
        assert first is not None
        assert last is not None
        return first, last

    def _check(self) -> None:
        if self.used < 2:  # noqa: PLR2004 - a change needs two
            raise self._too_few()

    def _too_few(self) -> ServandaError:
        told = f"{self.used} of {self.given} files can be used and a change needs two editions"
        if not self.refused:
            return MisuseError(told)
        reasons = "; ".join(each["reason"] for each in self.refused[:_SHOWN])
        return UnreadableError(f"{told}; refused: {reasons}")

    def _one(self, at: datetime, found: Iterable[tuple[Path, Edition | None]]) -> Edition | None:
        """Return the edition of a moment of which there is one."""
        read = [(path, edition) for path, edition in found if edition is not None]
        if len(read) <= 1 or len({edition.digest for _, edition in read}) <= 1:
            return read[0][1] if read else None
        for path, _ in read:
            reason = (
                f"{path.name}: there is another, different edition of {_iso(at)}; "
                "leave one of them out"
            )
            self.refused.append({"refused": str(path), "reason": reason})
        return None


def _iso(moment: datetime) -> str:
    return moment.isoformat().replace("+00:00", "Z")


def maps_of(
    paths: Sequence[Path],
    reading: Reading,
    *,
    begins: datetime | None,
    ends: datetime | None,
    progress: Progress,
) -> Maps:
    """Return the maps among files and folders whose moments lie in a window.

    Args:
        paths: Files, or folders of them.
        reading: How to read them.
        begins: First moment; None is open.
        ends: Last moment; None is open.
        progress: Told how far it has come.

    Raises:
        MisuseError: As ``Reading.options``.
    """
    from servanda.territory import Text, read_editions
    from servanda.territory.formats import bytes_of, files_of

    files, links = files_of(paths)
    refused = [{"refused": str(path), "reason": reason} for path, reason in links]
    repaired: dict[datetime, Mended] = {}
    options = reading.options()

    last: Edition | None = None

    def read(some: Iterable[Path]) -> Iterator[tuple[Path, Edition | None]]:
        nonlocal last
        texts = (Text.of(partial(bytes_of, p), p.name, reading.dates.get(p), p) for p in some)
        for one in read_editions(
            texts, source=reading.source, near=last, time_of_day=time(), zone=_ZONE, **options
        ):
            _note(one, refused, repaired)
            last = one.edition or last
            yield one.text.about, one.edition

    dated = []
    for path in dict.fromkeys(files):
        at = _moment_of(path, reading, read, refused)
        if at and (begins is None or begins <= at) and (ends is None or at <= ends):
            dated.append((at, path))
    return Maps(dated, read, progress, refused, repaired, len(files))


def _moment_of(
    path: Path,
    reading: Reading,
    read: _Reader,
    refused: list[dict[str, Any]],
) -> datetime | None:
    """When a map is of; only a date inside the file makes it necessary to read it twice."""
    from servanda.territory.dating import moment_of

    if path in reading.dates:
        return reading.dates[path]
    if reading.date_property:
        ((_, edition),) = read([path])
        return edition.at if edition else None
    if not path.exists():
        refused.append({"refused": str(path), "reason": f"{path}: there is no such file"})
        return None
    try:
        return moment_of(
            [], name=path.name, at=None, date_property=None, time_of_day=time(), zone=_ZONE,
            patterns=reading.date_patterns,
        )  # fmt: skip
    except UnreadableError as error:
        refused.append({"refused": str(path), "reason": str(error)})
        return None


def _note(one: Read, refused: list[dict[str, Any]], repaired: dict[datetime, Mended]) -> None:
    """Put down what was refused, or mended."""
    if one.edition is None:
        refused.append({"refused": str(one.text.about), "reason": str(one.problem)})
    elif one.repairs:
        area = sum(each.area_km2 for each in one.repairs)
        first = one.repairs[0]
        repaired[one.edition.at] = Mended(first.where, first.what, len(one.repairs), area)
