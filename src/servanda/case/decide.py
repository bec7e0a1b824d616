"""What an analyst decides about one item: its grade, its withdrawal, its return.

A decision is an entry in the archive's log. It erases nothing: with ``--as-of`` before it,
it is not yet made. Decides whether a decision makes sense where it is made; what follows
from it for a verdict is found by deciding the clauses again.

Main path: ``decide`` -> ``Archive.grade`` / ``withdraw`` / ``restore`` -> ``Decision``.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any, Literal

from servanda.base.errors import MisuseError
from servanda.report.jsonlines import iso

if TYPE_CHECKING:
    from servanda.case.folder import Case
    from servanda.evidence.archive import Archive
    from servanda.evidence.item import Item

__all__ = ["Decision", "Event", "decide"]

Event = Literal["grade", "withdraw", "restore"]


@dataclass(frozen=True, slots=True)
class Decision:
    """A decision that was logged.

    Attributes:
        event: ``grade``, ``withdraw`` or ``restore``.
        item: The item as it counts now.
        was: Its credibility before.
        reason: Why, in the analyst's words.
        decided_at: From when it counts.
        head: Hash of the log entry that holds it.
    """

    event: Event
    item: Item
    was: str
    reason: str
    decided_at: datetime
    head: str

    def line(self) -> str:
        """Say in one line what was decided."""
        told = {
            "grade": f"credibility {self.was} -> {self.item.credibility}",
            "withdraw": "withdrawn",
            "restore": "restored",
        }
        item = f"{self.item.sha256[:12]}  {self.item.name} ({self.item.source})"
        return f"{item}  {told[self.event]} from {iso(self.decided_at)} on: {self.reason}"

    def record(self) -> dict[str, Any]:
        """Return it for programs; described in ``docs/reference/json.md``."""
        return {
            "event": self.event,
            "item": self.item.sha256,
            "name": self.item.name,
            "source": self.item.source,
            "published": iso(self.item.published_at),
            "credibility": self.item.credibility,
            "was": self.was,
            "reason": self.reason,
            "decided_at": iso(self.decided_at),
            "head": self.head,
        }


def decide(
    case: Case,
    event: Event,
    item: str,
    *,
    reason: str,
    decided_at: datetime,
    source: str = "",
    published: datetime | None = None,
    credibility: str = "",
) -> Decision:
    """Log a decision about one item.

    Args:
        case: The case.
        event: ``grade``, ``withdraw`` or ``restore``.
        item: The item's SHA-256, or its beginning.
        reason: Why; a reader of the verdict will ask.
        decided_at: From when it counts.
        source: Id of the item's source, where two published the same bytes.
        published: When it was published, where one source published them twice.
        credibility: Admiralty grade 1-6, for ``grade``.

    Raises:
        MisuseError: If no or more than one item is meant, the reason or grade is missing, the
            item is not in a state to be withdrawn or restored, or the decision is dated
            before an earlier one on the same item.
    """
    archive = case.archive
    with archive.writing():
        found = archive.find(item, source, published)
        _check(archive, event, found, decided_at)
        if event == "grade":
            now = archive.grade(found, credibility, reason, decided_at=decided_at)
        elif event == "withdraw":
            now = archive.withdraw(found, reason, decided_at=decided_at)
        else:
            now = archive.restore(found, reason, decided_at=decided_at)
        return Decision(event, now, found.credibility, reason, decided_at, archive.head())


def _check(archive: Archive, event: Event, item: Item, decided_at: datetime) -> None:
    """Refuse what would change nothing, and what would rewrite what was decided before."""
    called = f"{item.sha256[:12]} from {item.source}"
    if event == "withdraw" and item.withdrawn:
        raise MisuseError(f"{called} is withdrawn already ({item.withdrawn}); nothing was logged")
    if event == "restore" and not item.withdrawn:
        raise MisuseError(f"{called} is not withdrawn, so there is nothing to restore")
    latest = archive.latest_decision(item)
    if latest is not None and decided_at < latest:
        raise MisuseError(
            f"{event}: {called} was last decided upon at {iso(latest)}, after {iso(decided_at)}; "
            "an answer given in between would change. Say a later --at"
        )
