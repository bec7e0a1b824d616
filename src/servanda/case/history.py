"""What the answer about each clause was at each moment at which what could be known changed.

Everything is judged again at each of those moments, by the agreement, the sources and the
rules as they are now; only what could be known is as it was then. Facts are derived and
loaded once for every state of the archive (which items count, with which grade), and a
clause whose facts are the same as before is only decided again, not queried.

A change that time alone brings (a deadline passes, the lag is over) shows at the next
moment at which something became known.

Main path: ``history`` -> ``_stretches`` (states of the archive) -> ``Judge`` -> ``Change``.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, tzinfo
from typing import TYPE_CHECKING, Any

from servanda.case.assess import cited_facts, in_order
from servanda.case.derive import Derived, derive, heard_from
from servanda.case.factbase import FactBase, accepted_sources, literal
from servanda.case.inputs import Inputs, load
from servanda.case.judge import Judge
from servanda.facts.model import Coverage
from servanda.readers.protocol import Progress, no_progress
from servanda.report.history import Cause, Change, History
from servanda.report.model import Assessment
from servanda.verdicts.model import Dated, Verdict, Word

if TYPE_CHECKING:
    from servanda.agreement.model import Clause
    from servanda.case.folder import Case

__all__ = ["history"]

_JUDGING = "moments"


def history(
    case: Case, clause_id: str = "", *, by_day: bool = True, progress: Progress = no_progress
) -> History:
    """Judge a case at each moment at which what could be known changed.

    Args:
        case: The case.
        clause_id: Only this clause; empty for all.
        by_day: Judge once a day, at its last such moment, in the agreement's zone.
        progress: Told how far it has come.

    Raises:
        MisuseError: If there is no such clause, or no evidence.
    """
    wanted = [case.clause(clause_id).id] if clause_id else []
    inputs = load(case, None, progress)
    agreement = inputs.agreement
    wanted = wanted or [clause.id for clause in agreement.clauses]
    clauses = _needed(in_order(agreement.clauses), wanted)
    causes = _decisions(case) + _items(case)
    stretches = _stretches(inputs, causes, progress)
    causes = sorted({*causes, *(each for some in stretches for each in some.rows)}, key=_order)
    moments = _moments(causes, agreement.zone if by_day else None)
    told: dict[str, list[Change]] = {clause: [] for clause in wanted}
    reach = {clause.id: _reach(clause, clauses, inputs) for clause in clauses}
    before: datetime | None = None
    done = 0
    for stretch in stretches:
        mine = [moment for moment in moments if stretch.holds(moment)]
        for moment, verdicts in _judged(stretch, mine, clauses):
            progress(done, len(moments), _JUDGING)
            done += 1
            new = [each for each in causes if _lies(each.at, before, moment)]
            for clause, changes in told.items():
                bearing = [each for each in new if each.source in reach[clause]]
                _tell(changes, before, moment, verdicts[clause], bearing)
            before = moment
    progress(len(moments), len(moments), _JUDGING)
    return History(_at_the_end(inputs), told, len(moments))


def _needed(clauses: Sequence[Clause], wanted: Iterable[str]) -> list[Clause]:
    """Return the clauses asked for and those whose breach triggers them, in order."""
    needed = set(wanted)
    for clause in reversed(clauses):
        if clause.id in needed and clause.after is not None and clause.after.breach_of:
            needed.add(clause.after.breach_of)
    return [clause for clause in clauses if clause.id in needed]


# --- what became known -------------------------------------------------------------------


def _items(case: Case) -> list[Cause]:
    archive = case.archive
    every = [*archive.items(), *archive.withdrawn()]
    return [Cause(i.known_at, "known", i.sha256, i.source, i.name) for i in every]


def _decisions(case: Case) -> list[Cause]:
    from servanda.evidence.archive import DECISIONS

    archive = case.archive
    names = {i.sha256: i.name for i in (*archive.items(), *archive.withdrawn())}
    return [
        Cause(
            datetime.fromisoformat(entry["decided_at"]).astimezone(UTC), event, entry["item"],
            entry["source"], names.get(entry["item"], ""), entry["reason"],
            entry.get("credibility", ""),
        )
        for event in DECISIONS
        for entry in archive.entries(event)
    ]  # fmt: skip


def _order(cause: Cause) -> tuple[Any, ...]:
    return cause.at, cause.event, cause.source, cause.name, cause.item, cause.reason


def _moments(causes: Sequence[Cause], zone: tzinfo | None) -> list[datetime]:
    """Return the moments to judge at: all, or the last of each day of a zone."""
    if zone is None:
        return sorted({cause.at for cause in causes})
    last: dict[Any, datetime] = {}
    for cause in causes:
        day = cause.at.astimezone(zone).date()
        last[day] = max(cause.at, last.get(day, cause.at))
    return sorted(last.values())


# --- states of the archive ---------------------------------------------------------------


@dataclass(slots=True)
class _Stretch:
    """A time in which the same items counted with the same grades, so the same facts hold.

    Attributes:
        begins: Its first moment, None for the first stretch: rows may be older than any item.
        ends: The first moment after it; None for the last.
        inputs: The case with what is derived from those items.
        rows: Items whose rows say that they were published at other times than the item.
    """

    begins: datetime | None
    ends: datetime | None
    inputs: Inputs
    rows: tuple[Cause, ...] = ()
    _heard: dict[str, datetime] = field(default_factory=dict)
    _coverage: dict[str, list[Coverage]] = field(default_factory=dict)

    def holds(self, moment: datetime) -> bool:
        """Whether a moment lies in it."""
        after = self.begins is None or self.begins <= moment
        return after and (self.ends is None or moment < self.ends)

    def coverage(self, moment: datetime) -> list[Coverage]:
        """Return the coverage by readings of which something could be known."""
        store, derived = self.inputs.case.store, self.inputs.derived
        found: set[Coverage] = set()
        for key in derived.all_keys():
            if key not in self._heard:
                self._heard[key] = heard_from(store, key, derived.batches[key])
                self._coverage[key] = store.coverage([key])
            if self._heard[key] <= moment:
                found.update(self._coverage[key])
        return sorted(found, key=_span_order)


def _span_order(span: Coverage) -> tuple[Any, ...]:
    return span.predicate, span.source, span.begins, span.ends, str(span)


def _stretches(inputs: Inputs, causes: Sequence[Cause], progress: Progress) -> list[_Stretch]:
    """Return the states of the archive by time, each with the facts that held."""
    case, sources = inputs.case, dict(inputs.sources)
    changes = {cause.at for cause in causes if cause.event != "known"}
    changes |= {c.at for c in causes if c.source in sources and sources[c.source].replaces}
    first = min(cause.at for cause in causes)
    starts = [first, *sorted(changes - {first})]
    ends: list[datetime | None] = [*starts[1:], None]
    found = []
    for index, (begins, end) in enumerate(zip(starts, ends, strict=True)):
        derived = derive(case, inputs.agreement, sources, begins, progress)
        then = replace(inputs, derived=derived, as_of=begins)
        stretch = _Stretch(begins if index else None, end, then)
        stretch.rows = tuple(row for row in _rows(then) if stretch.holds(row.at))
        found.append(stretch)
    return found


def _rows(inputs: Inputs) -> Iterator[Cause]:
    """Yield the items of which rows became known at moments of their own, once a moment."""
    import duckdb

    names = {item.sha256: item.name for item in inputs.case.items_at(None)}
    connection = duckdb.connect(":memory:", config={"threads": 1})
    connection.execute("SET TimeZone = 'UTC'")
    for path in _paths(inputs.case, inputs.derived, inputs.agreement.vocabulary):
        table: Any = connection.sql(
            "SELECT DISTINCT source, item, reported_at AS at FROM "
            f"read_parquet({literal(path)}) WHERE reported_at IS NOT NULL ORDER BY ALL"
        ).to_arrow_table()
        for row in table.to_pylist():
            at = row["at"].astimezone(UTC)
            yield Cause(at, "known", row["item"], row["source"], names.get(row["item"], ""))


def _paths(case: Case, derived: Derived, vocabulary: Iterable[str]) -> list[str]:
    keys = derived.all_keys()
    return [str(path) for name in vocabulary for path in case.store.paths(name, keys)]


# --- judging -----------------------------------------------------------------------------


def _judged(
    stretch: _Stretch, moments: Sequence[datetime], clauses: Sequence[Clause]
) -> Iterator[tuple[datetime, Mapping[str, Verdict]]]:
    """Yield the verdicts of each moment of a stretch."""
    if not moments:
        return
    inputs = stretch.inputs
    keys, store = inputs.derived.all_keys(), inputs.case.store
    segments = {name: store.paths(name, keys) for name in inputs.agreement.vocabulary}
    base = FactBase.open(inputs.agreement, inputs.sources, moments[-1], (), segments)
    for moment in moments:
        base.at(moment, stretch.coverage(moment))
        judge = Judge(base)
        for clause in clauses:
            judge.verdict(clause)
        yield moment, judge.verdicts


def _reach(clause: Clause, clauses: Sequence[Clause], inputs: Inputs) -> frozenset[str]:
    """Return the sources that can bear on a clause, also by what triggers it."""
    accepted = set(accepted_sources(clause, inputs.sources))
    if clause.after is not None and clause.after.act is not None:
        return frozenset(inputs.sources)
    if clause.after is not None and clause.after.breach_of:
        by_id = {each.id: each for each in clauses}
        accepted |= _reach(by_id[clause.after.breach_of], clauses, inputs)
    return frozenset(accepted)


def _lies(at: datetime, after: datetime | None, until: datetime) -> bool:
    return at <= until and (after is None or at > after)


def _tell(
    told: list[Change],
    after: datetime | None,
    moment: datetime,
    verdict: Verdict,
    new: Sequence[Cause],
) -> None:
    """Add the answer of a moment if it is not the one before."""
    was = told[-1].verdict if told else None
    if was is not None and _answer(was) == _answer(verdict):
        return
    facts = cited_facts([verdict])
    fresh = {fact.item for fact in facts if _lies(fact.known_from, after, moment)}
    decided = {fact.item for fact in (*facts, *(cited_facts([was]) if was else ()))}
    marked = {
        (each.event, each.item, each.source, each.reason, each.credibility): replace(
            each, cited=each.item in (fresh if each.event == "known" else decided)
        )
        for each in new
    }
    ordered = sorted(marked.values(), key=lambda each: (not each.cited, *_order(each)))
    told.append(Change(moment, verdict, was, tuple(ordered)))


def _answer(verdict: Verdict) -> tuple[Word, tuple[str, ...], Dated | None]:
    """What a person would call the answer: the word, by whom, and of a breach since when."""
    since = verdict.since if verdict.word is Word.BREACHED else None
    return verdict.word, verdict.by, since


def _at_the_end(inputs: Inputs) -> Assessment:
    names = {item.sha256: item.name for item in inputs.case.items_at(inputs.as_of)}
    return Assessment(
        inputs.agreement, inputs.as_of, (), (), inputs.sources, {}, items=names,
        archive_head=inputs.case.archive.head(),
    )  # fmt: skip
