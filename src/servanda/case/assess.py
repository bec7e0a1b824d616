"""All clauses of a case at one moment of knowledge: the main path of servanda.

Main path: ``assess`` -> ``derive`` (evidence to facts) -> ``FactBase`` (facts to SQL) ->
``Judge`` (clause to verdict) -> ``Assessment``.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import datetime
from typing import TYPE_CHECKING

from servanda.agreement.clauses import compile_clause
from servanda.case.factbase import FactBase
from servanda.case.inputs import Inputs, load
from servanda.case.judge import Judge
from servanda.case.pictures import patch_maps
from servanda.readers.protocol import Progress, no_progress
from servanda.report.model import Assessment, EvidenceText
from servanda.verdicts.due import falls_due
from servanda.verdicts.model import FactRef, Flip, Verdict

if TYPE_CHECKING:
    from servanda.agreement.model import Agreement, Clause
    from servanda.case.folder import Case

__all__ = ["assess", "in_order"]

_LEAVING_OUT = "leaving out one source at a time"


def assess(
    case: Case,
    as_of: datetime | None = None,
    progress: Progress = no_progress,
    *,
    robustness: bool = True,
    pictures: bool = False,
) -> Assessment:
    """Answer every clause of a case.

    Args:
        case: The case.
        as_of: What could be known then; None means when the newest item could be known.
        progress: Told how far it has come.
        robustness: Also find which single source would flip each verdict.
        pictures: Also gather the texts and maps that a report shows.
    """
    inputs = load(case, as_of, progress)
    base = _fact_base(inputs)
    judge = Judge(base)
    clauses = in_order(inputs.agreement.clauses)
    for index, clause in enumerate(clauses):
        progress(index, len(clauses), "clauses")
        judge.verdict(clause)
    progress(len(clauses), len(clauses), "clauses")
    if robustness:
        _add_flips(base, clauses, judge.verdicts, progress)
    verdicts = [judge.verdicts[clause.id] for clause in inputs.agreement.clauses]
    cited = cited_facts(verdicts) if pictures else []
    return Assessment(
        agreement=inputs.agreement,
        as_of=inputs.as_of,
        verdicts=verdicts,
        due=falls_due(inputs.agreement, verdicts),
        sources=inputs.sources,
        formulas={each.id: _formula(each, inputs.agreement) for each in inputs.agreement.clauses},
        refused=inputs.derived.refused,
        read_counts=inputs.derived.read_counts,
        notes=inputs.derived.notes,
        items={item.sha256: item.name for item in case.items_at(inputs.as_of)},
        archive_head=case.archive.head(),
        texts=_texts(inputs, cited),
        maps=patch_maps(inputs, cited) if pictures else {},
    )


def in_order(clauses: Sequence[Clause]) -> list[Clause]:
    """Return clauses so that one whose breach triggers another comes before it.

    The loader has refused cycles; otherwise the agreement's order is kept.
    """
    by_id = {clause.id: clause for clause in clauses}
    ordered: dict[str, Clause] = {}

    def place(clause: Clause) -> None:
        if clause.id in ordered:
            return
        if clause.after is not None and clause.after.breach_of:
            place(by_id[clause.after.breach_of])
        ordered[clause.id] = clause

    for clause in clauses:
        place(clause)
    return list(ordered.values())


def cited_facts(verdicts: Sequence[Verdict]) -> list[FactRef]:
    """Return every fact that the verdicts cite, once, in a stable order."""
    found: dict[str, FactRef] = {}
    for verdict in verdicts:
        for violation in verdict.violations:
            found.update({fact.fact: fact for fact in (*violation.facts, *violation.denials)})
        for instance in verdict.instances:
            facts = (*instance.trigger, *instance.fulfilled_by, *instance.done_late_by)
            found.update({fact.fact: fact for fact in facts})
    return [found[key] for key in sorted(found)]


def _fact_base(inputs: Inputs) -> FactBase:
    keys = inputs.derived.all_keys()
    store = inputs.case.store
    segments = {name: store.paths(name, keys) for name in inputs.agreement.vocabulary}
    return FactBase.open(
        inputs.agreement, inputs.sources, inputs.as_of, inputs.derived.coverage, segments
    )


def _add_flips(
    base: FactBase, clauses: Sequence[Clause], verdicts: dict[str, Verdict], progress: Progress
) -> None:
    """Decide everything again without each source in turn, and note what changes."""
    reach = {clause.id: _reach(clause, verdicts[clause.id], base.sources) for clause in clauses}
    used = sorted(set().union(*reach.values()))
    flips: dict[str, list[Flip]] = {}
    for index, source in enumerate(used):
        progress(index, len(used), _LEAVING_OUT)
        again = Judge(base, without=source)
        for clause in clauses:
            before = verdicts[clause.id]
            trigger = clause.after.breach_of if clause.after is not None else ""
            same = trigger == "" or again.verdicts[trigger] == verdicts[trigger]
            if source not in reach[clause.id] and same:
                again.verdicts[clause.id] = before
            elif again.verdict(clause).word is not before.word:
                word = again.verdicts[clause.id].word
                flips.setdefault(clause.id, []).append(Flip(source, word))
    for clause_id, found in flips.items():
        verdicts[clause_id] = replace(verdicts[clause_id], flips=tuple(found))
    progress(len(used), len(used), _LEAVING_OUT)


def _reach(clause: Clause, verdict: Verdict, sources: Iterable[str]) -> set[str]:
    """Return the sources a verdict can hang on; an act that triggers may be anybody's to report."""
    triggered = clause.after is not None and clause.after.act is not None
    return set(sources if triggered else verdict.sources)


def _formula(clause: Clause, agreement: Agreement) -> str:
    compiled = compile_clause(clause, agreement)
    return compiled.violation or compiled.fulfilment


def _texts(inputs: Inputs, cited: Sequence[FactRef]) -> dict[str, EvidenceText]:
    names = {item.sha256: item for item in inputs.case.items_at(inputs.as_of)}
    wanted = sorted({fact.item for fact in cited if fact.locator.startswith("char=")})
    texts = {}
    for sha256 in wanted:
        from servanda.readers.news import text_of

        texts[sha256] = EvidenceText(
            sha256, names[sha256].name, text_of(inputs.case.archive.read(sha256))
        )
    return texts
