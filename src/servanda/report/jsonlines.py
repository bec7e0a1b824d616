"""Verdicts and duties as plain records for programs: one JSON object a line.

The shape is public API and described in ``docs/reference/json.md``. Every time is
ISO 8601 in UTC with ``Z``; every list is in the order of the assessment; nothing is
cut, so a program sees what the HTML report only counts.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, datetime
from typing import Any

from servanda.report.model import Assessment, Due
from servanda.verdicts.model import Dated, FactRef, Instance, Verdict, Violation

__all__ = ["dated_record", "due_records", "fact_record", "iso", "verdict_records"]


def iso(moment: datetime | None) -> str | None:
    """Write a moment as ISO 8601 in UTC, None as None.

    >>> iso(datetime(2026, 3, 4, 6, 10, tzinfo=UTC))
    '2026-03-04T06:10:00Z'
    """
    if moment is None:
        return None
    return moment.astimezone(UTC).isoformat().replace("+00:00", "Z")


def verdict_records(assessment: Assessment) -> list[dict[str, Any]]:
    """Return one record a clause, in the agreement's order, complete down to the facts."""
    return [_verdict(assessment, verdict) for verdict in assessment.verdicts]


def due_records(assessment: Assessment) -> list[dict[str, Any]]:
    """Return one record a duty that falls due, by deadline."""
    return [_due(assessment, due) for due in assessment.due]


def fact_record(fact: FactRef) -> dict[str, Any]:
    """Return one cited fact: the claim, who says so, and where exactly it stands."""
    return {
        "fact": fact.fact,
        "predicate": fact.predicate,
        "arguments": {name: _plain(value) for name, value in fact.arguments.items()},
        "when": dated_record(fact.when),
        "source": fact.source,
        "origin": fact.origin,
        "party": fact.party,
        "reliability": fact.reliability,
        "credibility": fact.credibility,
        "item": fact.item,
        "locator": fact.locator,
        "words": fact.words,
        "known_from": iso(fact.known_from),
    }


def _verdict(assessment: Assessment, verdict: Verdict) -> dict[str, Any]:
    clause = next((c for c in assessment.agreement.clauses if c.id == verdict.clause), None)
    return {
        "agreement": assessment.agreement.name,
        "clause": verdict.clause,
        "text": clause.text if clause else "",
        "layer": clause.layer if clause else "",
        "domain": clause.domain if clause else "",
        "modality": clause.modality.value if clause else "",
        "bearer": list(clause.bearer) if clause else [],
        "verdict": verdict.word.value,
        "activation": verdict.activation.value,
        "since": dated_record(verdict.since),
        "by": list(verdict.by),
        "attributable": verdict.attributable,
        "breach_kind": verdict.breach_kind.value if verdict.breach_kind else None,
        "window": [iso(verdict.window[0]), iso(verdict.window[1])],
        "known_since": iso(verdict.known_since),
        "flips": [{"without": f.source, "verdict": f.word.value} for f in verdict.flips],
        "reasons": list(verdict.reasons),
        "violations": [_violation(violation) for violation in verdict.violations],
        "instances": [_instance(instance) for instance in verdict.instances],
        "gaps": [
            {"begins": iso(gap.begins), "ends": iso(gap.ends), "reason": gap.reason}
            for gap in verdict.gaps
        ],
        "strip": [
            {
                "begins": iso(span.begins),
                "ends": iso(span.ends),
                "verdict": span.word.value,
                "label": span.label,
            }
            for span in verdict.strip
        ],
        "sources": list(verdict.sources),
        "notes": list(verdict.notes),
        "formula": assessment.formulas.get(verdict.clause, ""),
        "engine": verdict.engine,
        "as_of": iso(assessment.as_of),
        "archive_head": assessment.archive_head,
    }


def _violation(violation: Violation) -> dict[str, Any]:
    return {
        "id": violation.id,
        "what": violation.what,
        "when": dated_record(violation.when),
        "verified": violation.verified,
        "why": violation.why,
        "by": list(violation.by),
        "kind": violation.kind.value,
        "until": dated_record(violation.until),
        "origins": list(violation.origins),
        "facts": _facts(violation.facts),
        "denials": _facts(violation.denials),
    }


def _instance(instance: Instance) -> dict[str, Any]:
    return {
        "id": instance.id,
        "label": instance.label,
        "begins": iso(instance.begins),
        "deadline": iso(instance.deadline),
        "verdict": instance.word.value,
        "reason": instance.reason,
        "progress": instance.progress,
        "trigger": _facts(instance.trigger),
        "fulfilled_by": _facts(instance.fulfilled_by),
        "done_late_by": _facts(instance.done_late_by),
    }


def _due(assessment: Assessment, due: Due) -> dict[str, Any]:
    return {
        "agreement": assessment.agreement.name,
        "clause": due.clause,
        "instance": due.instance,
        "bearer": list(due.bearer),
        "what": due.what,
        "begins": iso(due.begins),
        "deadline": iso(due.deadline),
        "state": due.state,
        "because": due.because,
        "progress": due.progress,
        "remedy_for": due.remedy_for,
        "done_late": dated_record(due.done_late),
        "as_of": iso(assessment.as_of),
    }


def _facts(facts: Iterable[FactRef]) -> list[dict[str, Any]]:
    return [fact_record(fact) for fact in facts]


def dated_record(when: Dated | None) -> dict[str, Any] | None:
    """Return when something happened, or None."""
    if when is None:
        return None
    return {"begins": iso(when.begins), "ends": iso(when.ends), "dating": when.dating}


def _plain(value: object) -> object:
    if isinstance(value, datetime):
        return iso(value)
    return value if isinstance(value, str | int | float | bool) or value is None else str(value)
