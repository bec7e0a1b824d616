"""A case that is read: what was agreed, who published, and where the facts are."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from servanda.base.errors import MisuseError
from servanda.base.suggest import nearest
from servanda.case.derive import Derived, derive
from servanda.readers.protocol import READERS, Progress, no_progress, reader

if TYPE_CHECKING:
    from servanda.agreement.model import Agreement
    from servanda.case.folder import Case
    from servanda.evidence.source import Source

__all__ = ["Inputs", "load"]


@dataclass(frozen=True, slots=True)
class Inputs:
    """A case that is read: what was agreed, who published, and where the facts are."""

    case: Case
    agreement: Agreement
    sources: Mapping[str, Source]
    derived: Derived
    as_of: datetime


def load(case: Case, as_of: datetime | None = None, progress: Progress = no_progress) -> Inputs:
    """Read agreement, sources and all evidence of a case.

    Args:
        case: The case.
        as_of: Moment of knowledge; None means the newest item's.
        progress: Told how far it has come.

    Raises:
        MisuseError: If a source speaks for somebody who is not in the agreement, or replaces
            what can only be read side by side.
    """
    agreement, sources = case.agreement(), case.sources()
    _check_parties(agreement, sources)
    _check_replacing(sources)
    moment = as_of or case.latest_knowledge()
    return Inputs(
        case, agreement, sources, derive(case, agreement, sources, moment, progress), moment
    )


def _check_parties(agreement: Agreement, sources: Mapping[str, Source]) -> None:
    """A party's own word is weighed by its id; a misspelt one would count as a stranger's."""
    for source in sources.values():
        if source.party and source.party not in agreement.parties:
            hint = nearest(source.party, agreement.parties)
            raise MisuseError(
                f"source {source.id!r} speaks for {source.party!r}, and the agreement has no such "
                f"party; its ids are {', '.join(agreement.parties)}"
                + (f" (did you mean {hint}?)" if hint else "")
            )


def _check_replacing(sources: Mapping[str, Source]) -> None:
    """Editions of a map are compared with each other; if one replaced the rest, nothing changed."""
    for source in sources.values():
        if source.replaces and source.reader in READERS and reader(source.reader).together():
            raise MisuseError(
                f"source {source.id!r} says 'replaces: yes' and reads as {source.reader}: its "
                "items are read side by side, and with only the latest of them no change could be "
                "seen. Leave 'replaces' out; withdraw what was wrong"
            )
