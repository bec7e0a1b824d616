"""A case folder: ``agreement.yaml``, ``sources.yaml``, ``archive/``, ``facts/``.

Knows where things lie and opens them. Decides nothing about their content.
"""

from __future__ import annotations

import os
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from servanda.base.errors import DamagedError, MisuseError, UnreadableError
from servanda.base.suggest import nearest

if TYPE_CHECKING:
    from servanda.agreement.model import Agreement, Clause
    from servanda.evidence.archive import Archive
    from servanda.evidence.item import Item
    from servanda.evidence.source import Source
    from servanda.facts.store import FactStore

__all__ = ["Case", "init_case", "open_case"]

_AGREEMENT = """\
# Every key is explained in docs/reference/agreement.md; `servanda schema` prints the schema.
agreement: Name of the agreement
time zone: UTC
in force: {from: 2031-01-01T00:00}
parties:
  A: First party
  B: Second party

clauses:
  - id: no-strikes
    text: Neither side strikes the other.
    bearer: [A, B]
    prohibits: strike(by: bearer)
"""
_SOURCES = """\
# Who published, under which licence, how reliable. See docs/reference/case.md.
sources:
  example-log:
    publisher: Name of the publisher
    licence: unknown
    reliability: F
    reads as: news
"""


_DECISIONS = ("grade", "withdraw", "restore")


@dataclass(frozen=True, slots=True)
class Case:
    """One case. Opening it reads nothing yet."""

    root: Path

    @property
    def archive(self) -> Archive:
        """The originals and their log."""
        from servanda.evidence.archive import Archive

        return Archive(self.root / "archive")

    @property
    def store(self) -> FactStore:
        """The derived facts."""
        from servanda.facts.store import FactStore

        return FactStore(self.root / "facts")

    def agreement(self) -> Agreement:
        """Read ``agreement.yaml``.

        Raises:
            AgreementError: With all its problems.
        """
        from servanda.agreement.load import load_agreement

        name = "agreement.yaml"
        return load_agreement(
            self.read_file(name), file=str(self.root / name), read_file=self.read_file
        )

    def clause(self, clause_id: str) -> Clause:
        """Read ``agreement.yaml`` and return one clause.

        Raises:
            AgreementError: With all its problems.
            MisuseError: If there is no such clause, with the nearest one.
        """
        clauses = {clause.id: clause for clause in self.agreement().clauses}
        if clause_id in clauses:
            return clauses[clause_id]
        hint = nearest(clause_id, clauses)
        raise MisuseError(
            f"there is no clause {clause_id!r}; the agreement has {', '.join(clauses)}"
            + (f" (did you mean {hint}?)" if hint else "")
        )

    def sources(self) -> dict[str, Source]:
        """Read ``sources.yaml``.

        Raises:
            AgreementError: With all its problems.
        """
        from servanda.evidence.sources import load_sources

        name = "sources.yaml"
        return load_sources(self.read_file(name), file=str(self.root / name))

    def read_file(self, relative: str) -> str:
        """Read a text file inside the case.

        Raises:
            MisuseError: If the path leads outside the case, or there is no such file.
            UnreadableError: If it is not UTF-8 text.
        """
        path = (self.root / relative).resolve()
        if not path.is_relative_to(self.root.resolve()):
            raise MisuseError(f"{relative!r} leads outside the case; only files inside it are read")
        try:
            return path.read_text(encoding="utf-8-sig")
        except FileNotFoundError:
            raise MisuseError(f"there is no {relative} in {self.root}") from None
        except (OSError, UnicodeDecodeError) as error:
            raise UnreadableError(f"{path} cannot be read as UTF-8 text: {error}") from error

    def latest_knowledge(self) -> datetime:
        """Return when the newest item could be known, or the newest decision was made.

        That is as-of where nobody gives another.

        Raises:
            MisuseError: If the archive is empty.
        """
        known = [max(item.known_at, item.collected_at) for item in self.items_at(None)]
        known += [
            datetime.fromisoformat(entry["decided_at"])
            for event in _DECISIONS
            for entry in self.archive.entries(event)
        ]
        if not known:
            raise MisuseError(
                f"{self.root} has no evidence yet; add some with servanda add, or say --as-of"
            )
        return max(known).astimezone(UTC)

    def items_at(self, as_of: datetime | None) -> list[Item]:
        """Return the items that count at a moment, with the grade they had then.

        Items that could be known only later are among them: readers read whole series,
        and facts carry their own report times. A withdrawal counts from when it was decided.
        """
        from servanda.evidence.replay import key_of  # not needed by --help

        archive = self.archive
        graded = {key_of(each): each for each in archive.items(as_of)}
        gone = {key_of(each) for each in archive.withdrawn(as_of)}
        everything = [*archive.items(), *archive.withdrawn()]
        if as_of is not None:  # what became known later was not graded again yet
            first = {entry["seq"]: entry["credibility"] for entry in archive.entries("add")}
            everything = [replace(each, credibility=first[each.seq]) for each in everything]
        return sorted(
            (graded.get(key_of(each), each) for each in everything if key_of(each) not in gone),
            key=lambda item: item.seq,
        )


def init_case(root: Path) -> Case:
    """Make a new case folder with a small agreement and sources file to start from.

    Raises:
        MisuseError: If it already holds a case.
        UnreadableError: If the folder cannot be written.
    """
    if (root / "agreement.yaml").exists() or (root / "archive").exists():
        raise MisuseError(f"{root} already holds a case; nothing was changed")
    try:
        root.mkdir(parents=True, exist_ok=True)
        if not (root / "sources.yaml").exists():  # the analyst's own, or of an interrupted init
            (root / "sources.yaml").write_text(_SOURCES, encoding="utf-8", newline="\n")
        unfinished = root / f".agreement.yaml.{os.getpid()}"
        unfinished.write_text(_AGREEMENT, encoding="utf-8", newline="\n")
        unfinished.replace(root / "agreement.yaml")  # last: it makes the folder a case
    except OSError as error:
        raise UnreadableError(f"{root} cannot be written: {error.strerror or error}") from error
    return Case(root)


def open_case(root: Path) -> Case:
    """Open a case folder.

    Raises:
        MisuseError: If it is none.
        DamagedError: If its agreement is gone though its archive is there.
    """
    if not (root / "agreement.yaml").is_file():
        if (root / "archive").is_dir():
            raise DamagedError(f"{root}/agreement.yaml is gone; put it back from a copy")
        raise MisuseError(
            f"{root} is no case: it has no agreement.yaml. Make one with servanda init {root}"
        )
    return Case(root)
