"""Where derived facts are kept: one folder a reading, named by what it was derived from.

A reading is written into a temporary folder and then renamed, so that Ctrl-C leaves
nothing half-written and the next run continues with what is missing. The same reading
is the same bytes: rows are sorted, writer settings are fixed, no clock is read.

Decides where facts lie on disk. Does not decide which readings count
(``servanda.case`` names the keys) and holds nothing that cannot be derived again.

Main path: ``FactStore.has`` -> ``write`` -> ``paths`` (for the engine), ``reading``.
"""

from __future__ import annotations

import json
import os
import re
import shutil
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from servanda.base.errors import DamagedError, MisuseError
from servanda.facts.coverage import coverage_from_table, coverage_table
from servanda.facts.model import FORMAT, Coverage, Reading, Refusal

if TYPE_CHECKING:
    import pyarrow as pa

__all__ = ["FactStore", "StoredReading"]

_KEY = re.compile(r"[0-9a-f]{16,64}")
_NAME = re.compile(r"[A-Za-z][A-Za-z0-9_-]{0,79}")
_KEY_LENGTH = 16
_RESERVED = "coverage"
_UNFINISHED = ".unfinished-"


@dataclass(frozen=True, slots=True)
class StoredReading:
    """What ``reading.json`` says of one reading.

    Attributes:
        key: The whole key of the batch.
        reader: Reader's name.
        version: Reader's version.
        folder: Where it lies.
        counts: Facts by predicate.
        refused: What could not be read.
        notes: Remarks of the reader.
        read_count: Records read without refusal.
    """

    key: str
    reader: str
    version: str
    folder: Path
    counts: Mapping[str, int]
    refused: tuple[Refusal, ...]
    notes: tuple[str, ...]
    read_count: int


class FactStore:
    """The ``facts/`` folder of a case."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self._known: dict[str, Path] = {}  # short key -> folder; the disk is asked on a miss

    def has(self, key: str) -> bool:
        """Whether the reading of that key is stored whole."""
        return self._find(key) is not None

    def write(self, key: str, reader: str, version: str, reading: Reading) -> Path:
        """Store a reading; one that is stored already is left as it is.

        Args:
            key: Name of what it was derived from (``readers.protocol.batch_key``).
            reader: Reader's name; a blank becomes a hyphen in the folder's name.
            version: Reader's version.
            reading: What was read.

        Returns:
            The folder of the reading.

        Raises:
            MisuseError: If a predicate's name cannot be the name of a file.
        """
        stored = self._find(key)
        if stored is not None:
            return stored
        folder = self.root / f"{reader.replace(' ', '-')}-{version}-{key[:_KEY_LENGTH]}"
        unfinished = self.root / f"{_UNFINISHED}{key[:_KEY_LENGTH]}-{os.getpid()}"
        shutil.rmtree(unfinished, ignore_errors=True)
        (unfinished / "extra").mkdir(parents=True)
        try:
            _write_all(unfinished, key, reader, version, reading)
            shutil.rmtree(folder, ignore_errors=True)  # a folder without reading.json
            unfinished.replace(folder)
        except BaseException:
            shutil.rmtree(unfinished, ignore_errors=True)
            raise
        return folder

    def reading(self, key: str) -> StoredReading:
        """Return what is known of one stored reading.

        Raises:
            MisuseError: If there is none of that key.
            DamagedError: If its record cannot be read.
        """
        folder = self._find(key)
        if folder is None:
            raise MisuseError(f"no facts are stored under {key[:_KEY_LENGTH]}; read the case again")
        return _load(folder)

    def readings(self, keys: Iterable[str]) -> list[StoredReading]:
        """Return the stored readings of these keys, in their order."""
        return [self.reading(key) for key in keys]

    def paths(self, predicate: str, keys: Iterable[str]) -> list[Path]:
        """Return the Parquet files that hold facts of a predicate, in the order of the keys."""
        return self._files(f"{predicate}.parquet", keys)

    def extra_paths(self, table: str, keys: Iterable[str]) -> list[Path]:
        """Return the Parquet files of a table beside the facts, such as ``patches``."""
        return self._files(f"extra/{table}.parquet", keys)

    def coverage(self, keys: Iterable[str]) -> list[Coverage]:
        """Return all spans and gaps of these readings, each once, sorted."""
        import pyarrow.parquet as pq

        found: set[Coverage] = set()
        for path in self._files("coverage.parquet", keys):
            found.update(coverage_from_table(pq.read_table(path)))
        return sorted(
            found, key=lambda each: (each.predicate, each.source, each.begins, each.ends, str(each))
        )

    def prune(self, keep: Iterable[str]) -> list[Path]:
        """Remove derived folders that are no longer named, and unfinished ones.

        Returns:
            The folders removed, sorted. Anything that is not ours is left alone.
        """
        kept = {key[:_KEY_LENGTH] for key in keep}
        gone = [folder for folder in self._folders() if folder.name[-_KEY_LENGTH:] not in kept]
        if self.root.is_dir():
            gone += [each for each in self.root.iterdir() if each.name.startswith(_UNFINISHED)]
        for folder in gone:
            shutil.rmtree(folder)
        return sorted(gone)

    def _files(self, name: str, keys: Iterable[str]) -> list[Path]:
        folders = [folder for folder in map(self._find, keys) if folder is not None]
        return [folder / name for folder in folders if (folder / name).is_file()]

    def _find(self, key: str) -> Path | None:
        if not _KEY.fullmatch(key):
            raise MisuseError(f"{key!r} is no key of a reading; a key is 16 to 64 hex digits")
        short = key[:_KEY_LENGTH]
        folder = self._known.get(short)
        if folder is None:
            folder = next((each.parent for each in self.root.glob(f"*-{short}/reading.json")), None)
        if folder is None or not (folder / "reading.json").is_file():
            return None
        self._known[short] = folder
        return folder

    def _folders(self) -> Iterator[Path]:
        if self.root.is_dir():
            yield from sorted(path.parent for path in self.root.glob("*-*/reading.json"))


def _write_all(folder: Path, key: str, reader: str, version: str, reading: Reading) -> None:
    for predicate, table in reading.facts.items():
        _check_name(predicate)
        if table.num_rows:
            _write_table(folder / f"{predicate}.parquet", _sorted_facts(table))
    for name, table in reading.extra.items():
        _check_name(name)
        _write_table(folder / "extra" / f"{name}.parquet", table)
    _write_table(folder / "coverage.parquet", coverage_table(reading.coverage))
    record = {
        "format": FORMAT,
        "key": key,
        "reader": reader,
        "version": version,
        "counts": {name: table.num_rows for name, table in sorted(reading.facts.items())},
        "refused": [asdict(each) for each in reading.refused],
        "notes": list(reading.notes),
        "read_count": reading.read_count,
    }
    text = json.dumps(record, sort_keys=True, ensure_ascii=False, indent=1)
    with (folder / "reading.json").open("w", encoding="utf-8", newline="\n") as file:
        file.write(text + "\n")
        file.flush()
        os.fsync(file.fileno())


def _check_name(name: str) -> None:
    if not _NAME.fullmatch(name) or name == _RESERVED:
        raise MisuseError(
            f"facts cannot be stored under the name {name!r}; a name is a letter and then "
            f"letters, digits, - or _, and not {_RESERVED!r}"
        )


def _sorted_facts(table: pa.Table) -> pa.Table:
    order: Sequence[tuple[str, str]] = [("valid_from", "ascending"), ("fact", "ascending")]
    return table.sort_by(list(order)).combine_chunks()


def _write_table(path: Path, table: pa.Table) -> None:
    import pyarrow.parquet as pq

    pq.write_table(
        table, path, compression="zstd", compression_level=3, version="2.6",
        row_group_size=131_072, use_dictionary=True, write_statistics=True,
    )  # fmt: skip


def _load(folder: Path) -> StoredReading:
    try:
        record: dict[str, Any] = json.loads((folder / "reading.json").read_text(encoding="utf-8"))
        return StoredReading(
            key=record["key"], reader=record["reader"], version=record["version"], folder=folder,
            counts=record["counts"], refused=tuple(Refusal(**each) for each in record["refused"]),
            notes=tuple(record["notes"]), read_count=record["read_count"],
        )  # fmt: skip
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise DamagedError(
            f"{folder / 'reading.json'} is damaged ({error}); delete the folder {folder.name}, "
            "and the next run derives it again"
        ) from error
