"""How the answer about each clause changed as more became known, as values and as lines.

Filled by ``servanda.case.history``. What a person reads says of each change what the answer
was, and which evidence or decision came in between; it does not claim that this alone made
the difference where the new answer does not cite it.

Main path: ``history_lines`` for people, ``history_records`` for programs.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, tzinfo
from typing import Any

from servanda.report.jsonlines import dated_record, iso
from servanda.report.labels import Labels, Language
from servanda.report.model import Assessment
from servanda.report.plain import Terms
from servanda.report.wording import one_line
from servanda.verdicts.model import Verdict

__all__ = ["Cause", "Change", "History", "history_lines", "history_records"]

SHOWN_CAUSES = 4


@dataclass(frozen=True, slots=True)
class Cause:
    """Something that became known, or was decided, between two answers.

    Attributes:
        at: When it became known, or from when the decision counts.
        event: ``known``, ``grade``, ``withdraw`` or ``restore``.
        item: SHA-256 of the item.
        source: Id of its source.
        name: Its name as archived.
        reason: Of a decision: why.
        credibility: Of ``grade``: the new grade.
        cited: Whether the new answer cites it, or it is a decision on what either cites.
    """

    at: datetime
    event: str
    item: str
    source: str
    name: str
    reason: str = ""
    credibility: str = ""
    cited: bool = False


@dataclass(frozen=True, slots=True)
class Change:
    """One answer that was not the one before.

    Attributes:
        as_of: What could be known then leads to it.
        verdict: The answer.
        was: The answer before; None for the first.
        because: What became known in between and may bear on it, cited first, then by time.
    """

    as_of: datetime
    verdict: Verdict
    was: Verdict | None
    because: tuple[Cause, ...] = ()


@dataclass(frozen=True, slots=True)
class History:
    """All changes of some clauses of a case.

    Attributes:
        assessment: The case as it stands at the end, for names and zones; without flips.
        changes: Clause id -> its changes by time, the first answer first.
        moments: How many moments were judged.
    """

    assessment: Assessment
    changes: Mapping[str, Sequence[Change]]
    moments: int


def history_lines(history: History, zone: tzinfo | None = None, language: Language = "en") -> str:
    """Return the answers of each clause by time, with what became known before each.

    Args:
        history: All changes.
        zone: Time zone to write in; the agreement's own by default.
        language: ``en`` or ``de``.
    """
    assessment = history.assessment
    say = Terms(assessment, zone or assessment.agreement.zone, Labels(language))
    blocks = [
        "\n".join([one_line(clause), *(line for each in changes for line in _change(say, each))])
        for clause, changes in history.changes.items()
    ]
    engines = sorted({each.verdict.engine for some in history.changes.values() for each in some})
    judged = say.labels("past judged", version=", ".join(engines))
    return "\n\n".join([*blocks, judged])


def _change(say: Terms, change: Change) -> Iterator[str]:
    answer = say.answer(change.verdict)
    if change.was is not None:
        before = say.answer(change.was)
        if change.was.word is not change.verdict.word:
            before = say.word(change.was.word)
        answer += "  " + say.labels("past was", answer=before)
    yield f"  {say.moment(change.as_of)}  {answer}"
    if change.was is not None:
        yield "    " + _because(say, change.because)


def _because(say: Terms, causes: Sequence[Cause]) -> str:
    if not causes:
        return say.labels("past time")
    key = "past because" if causes[0].cited else "past beside"
    told = [each for each in causes if each.cited] or list(causes)
    named = [_named(say, each) for each in told[:SHOWN_CAUSES]]
    more = say.more("past more", len(told) - SHOWN_CAUSES)
    return say.labels(key, causes=" ".join([", ".join(named), *more]))


def _named(say: Terms, cause: Cause) -> str:
    item = f"{one_line(cause.name, 60)} ({one_line(cause.source)}, sha256 {cause.item[:4]}…)"
    if cause.event == "known":
        return item
    reason = one_line(cause.reason)
    if cause.event == "grade":
        return say.labels("past grade", item=item, grade=cause.credibility, reason=reason)
    key = "past withdraw" if cause.event == "withdraw" else "past restore"
    return say.labels(key, item=item, reason=reason)


def history_records(history: History) -> list[dict[str, Any]]:
    """Return one record a change, by clause and then by time."""
    return [_record(clause, change) for clause, some in history.changes.items() for change in some]


def _record(clause: str, change: Change) -> dict[str, Any]:
    verdict, was = change.verdict, change.was
    return {
        "clause": clause,
        "as_of": iso(change.as_of),
        "verdict": verdict.word.value,
        "since": dated_record(verdict.since),
        "by": list(verdict.by),
        "attributable": verdict.attributable,
        "reasons": list(verdict.reasons),
        "was": was.word.value if was is not None else None,
        "because": [
            {
                "event": cause.event,
                "at": iso(cause.at),
                "item": cause.item,
                "name": cause.name,
                "source": cause.source,
                "reason": cause.reason,
                "cited": cause.cited,
            }
            for cause in change.because
        ],
        "engine": verdict.engine,
    }
