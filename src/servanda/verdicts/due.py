"""What falls due, from whom, by when, because of what: a statement about the text, not advice."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

from servanda.agreement.model import Agreement, Clause, Modality
from servanda.base.said import said
from servanda.verdicts.model import Dated, Instance, Verdict, Word
from servanda.verdicts.obligation import done_late

__all__ = ["Due", "falls_due", "grouped"]

_STATES = {Word.BREACHED: "overdue", Word.ALLEGED: "overdue", Word.UNDETERMINED: "unclear"}
_FAR = datetime.max.replace(tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Due:
    """A duty that falls due.

    ``state`` is ``due`` (the clock is running, or ended so lately that the sources need
    not have reported), ``open`` (no clock stated), ``overdue`` (the clock has ended and
    somebody looked and did not see it done), ``late`` (the same, but it was done since:
    ``done_late`` says when) or ``unclear`` (the evidence cannot decide).
    """

    clause: str
    instance: str
    bearer: tuple[str, ...]
    what: str
    begins: datetime
    deadline: datetime | None
    state: str
    because: str
    progress: str = ""
    remedy_for: str = ""
    done_late: Dated | None = None


def falls_due(agreement: Agreement, verdicts: Iterable[Verdict]) -> list[Due]:
    """Return the unfulfilled duties of all obligations, by deadline, then clause."""
    found = []
    for verdict in verdicts:
        clause = agreement.clause(verdict.clause)
        if clause.modality is Modality.OBLIGATION:
            found += [
                _due(agreement, clause, instance)
                for instance in verdict.instances
                if instance.word is not Word.KEPT
            ]
    return sorted(found, key=lambda due: (due.deadline or _FAR, due.clause, due.instance))


def _due(agreement: Agreement, clause: Clause, instance: Instance) -> Due:
    state = _STATES.get(instance.word, "open" if instance.deadline is None else "due")
    bearer = instance.bearer or clause.bearer
    done = done_late(instance, bearer) if state == "overdue" else None
    state = "late" if done is not None else state
    return Due(
        clause.id, instance.id, bearer, clause.text,
        instance.begins, instance.deadline, state, _because(clause, instance), instance.progress,
        _remedies(agreement.clauses, clause), done,
    )  # fmt: skip


def _because(clause: Clause, instance: Instance) -> str:
    if clause.every is not None:
        return said("every {span}: {instance}", span=clause.every.span, instance=instance.id)
    after = clause.after
    if after is None or not (after.breach_of or after.act):
        return said("entry into force")
    because = said("breach of {clause}", clause=after.breach_of)
    if after.act is not None and not after.breach_of:
        because = said("after {act}", act=after.act.predicate)
    if not instance.label:
        return because
    return said("{because} ({what})", because=because, what=instance.label)


def _remedies(clauses: Sequence[Clause], clause: Clause) -> str:
    return ", ".join(sorted(other.id for other in clauses if other.remedy == clause.id))


def grouped(duties: Iterable[Due]) -> list[tuple[Due, int]]:
    """Return the first duty of each clause and state, and how many more there are.

    One long breach can make a duty fall due hundreds of times; a person wants it once.
    """
    kept: dict[tuple[str, str], list[Due]] = {}
    for due in duties:
        kept.setdefault((due.clause, due.state), []).append(due)
    return [(same[0], len(same) - 1) for same in kept.values()]
