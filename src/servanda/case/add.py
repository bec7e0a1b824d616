"""Putting files into a case's archive; the archive itself is ``servanda.evidence``."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO

from servanda.base.errors import MisuseError, UnreadableError
from servanda.base.suggest import nearest
from servanda.readers.protocol import Progress, no_progress

if TYPE_CHECKING:
    from servanda.case.folder import Case
    from servanda.evidence.item import Added

__all__ = ["add_files"]

_LARGEST_STDIN = 2**30


def add_files(
    case: Case,
    files: Sequence[Path],
    *,
    source: str,
    collected: datetime,
    published: datetime | None = None,
    credibility: str = "6",
    name: str = "",
    note: str = "",
    stdin: BinaryIO | None = None,
    progress: Progress = no_progress,
) -> list[Added]:
    """Add files to the archive of a case; a file that is already there is one item.

    Args:
        case: The case.
        files: Paths; ``-`` stands for ``stdin``.
        source: Id of a source in ``sources.yaml``.
        collected: When they were fetched.
        published: When the source published them, if known.
        credibility: Admiralty grade 1-6.
        name: What to call the item of standard input.
        note: What the next reader should know.
        stdin: Where ``-`` reads from.
        progress: Told how far it has come.

    Raises:
        MisuseError: If the source is not in ``sources.yaml``, with the nearest one.
        UnreadableError: If a file cannot be read.
    """
    known = case.sources()
    if source not in known:
        hint = nearest(source, known)
        raise MisuseError(
            f"source {source!r} is not in {case.root / 'sources.yaml'}; describe it there first "
            "(publisher, licence, reliability)" + (f", or did you mean {hint}?" if hint else "")
        )
    _check_all(files)
    added = []
    archive = case.archive  # one object: it holds the lock over all files
    with archive.writing():
        for index, file in enumerate(files):
            progress(index, len(files), "adding")
            what, called = _content(file, name, stdin)
            added.append(
                archive.add(
                    what, source=source, collected_at=collected, published_at=published,
                    credibility=credibility, name=called, note=note,
                )
            )  # fmt: skip
    progress(len(files), len(files), "adding")
    return added


def _check_all(files: Sequence[Path]) -> None:
    """Refuse a list of which one cannot be read before anything is added."""
    for file in files:
        if str(file) == "-":
            continue
        try:
            file.open("rb").close()
        except OSError as error:
            raise UnreadableError(f"{file} cannot be read: {error.strerror or error}") from error


def _content(file: Path, name: str, stdin: BinaryIO | None) -> tuple[bytes | Path, str]:
    if str(file) != "-":
        return file, name or file.name
    if stdin is None or not name:
        raise MisuseError("standard input has no file name; say --name NAME")
    data = stdin.read(_LARGEST_STDIN + 1)
    if len(data) > _LARGEST_STDIN:
        raise UnreadableError("standard input is larger than 1 GiB; save it and add the file")
    return data, name
