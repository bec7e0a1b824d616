"""Counting a quota: what was reported in each calendar period, held against the threshold.

A fact belongs to a period if at least 95 % of its valid time lies in it: a month in UTC
and the same month in Kyiv differ by two hours, and that is no reason to lose it. A fact
that straddles two periods is in neither; it is counted in the notes.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from servanda.agreement.clauses import ClauseFormula
from servanda.agreement.model import Comparison, Quota
from servanda.base.quantity import Quantity
from servanda.base.said import Listed, Said, said
from servanda.case.clauselog import BEST_REPORT, ClauseLog
from servanda.case.doubts import changed_instrument, straddling, unpriced
from servanda.case.formulas import evaluate
from servanda.case.helpers import Helper
from servanda.case.incidents import persisted_patches
from servanda.case.periods import CalendarPeriod
from servanda.verdicts.model import FactRef
from servanda.verdicts.question import Question
from servanda.verdicts.quota import Period
from servanda.verdicts.weigh import shows_done, weigh

__all__ = ["QuotaCount"]

_Key = tuple[int, str]
"""Number of the stretch, and the bearer looked at alone, or the empty text."""
_Counted = Mapping[_Key, Mapping[str, Sequence[FactRef]]]

_SHARE_INSIDE = 0.95


@dataclass(slots=True)
class QuotaCount:
    """The count behind one quota clause: for each stretch of time, and each bearer looked at alone.

    Attributes:
        log: The clause's log.
        formula: What the clause compiled to.
        question: The frame.
        stretches: Calendar periods, or for a triggered quota one stretch a trigger.
        helpers: Predicates for the trigger, if there is one.
    """

    log: ClauseLog
    formula: ClauseFormula
    question: Question
    stretches: Sequence[CalendarPeriod]
    helpers: Mapping[str, Helper] = field(default_factory=dict)
    _straddling: dict[int, set[str]] = field(default_factory=dict)

    @property
    def quota(self) -> Quota:
        """The requirement; a recurring act counts as a quota of one."""
        requirement = self.log.clause.requirement
        if isinstance(requirement, Quota):
            return requirement
        assert requirement is not None
        return Quota("count", "", requirement, Comparison(">=", Quantity(1.0)))

    @property
    def is_triggered(self) -> bool:
        """Whether a trigger, not the calendar, makes the stretches."""
        return self.log.clause.after is not None

    def periods(self) -> list[Period]:
        """Return every stretch, for each bearer looked at alone, with what was counted in it."""
        self.log.build(self.formula.predicates, None if self.is_triggered else self.question.window)
        if not self.is_triggered:
            self._assign(self.quota.act.predicate)
        sources = self.log.sources(self.formula.currency)
        violated = set(self._keyed(self.formula.violation, sources))
        tally = {key: row["s"] for key, row in self._keyed(self.formula.tally, sources).items()}
        facts = self._facts()
        carrying = self._verified(facts) if self.formula.excess else self._shown(facts)
        sure = self._violated_by(carrying)
        each = "bearer" in self.formula.violation_columns
        found = []
        for key, stretch in enumerate(self.stretches):
            for bearer in self.log.clause.bearer if each else ("",):
                some = facts.get((key, bearer), {})
                hit, is_sure = (key, bearer) in violated, (key, bearer) in sure
                excess = self.formula.excess
                found.append(
                    Period(
                        _named(stretch, bearer),
                        stretch.begins,
                        stretch.ends,
                        _progress(self.quota, tally.get((key, bearer), 0.0)),
                        hit if excess else not hit,
                        is_sure if excess else not is_sure,
                        tuple(fact for reports in some.values() for fact in reports),
                        self._by(some, bearer, carrying),
                        self._undecided(key, stretch),
                    )
                )
        return found

    def _by(
        self, facts: Mapping[str, Sequence[FactRef]], bearer: str, carrying: Sequence[str]
    ) -> tuple[str, ...]:
        """Whom an excess is attributed to: first of all whom verified incidents name."""
        if bearer:
            return (bearer,)
        if not self.formula.excess:
            return ()
        sure = set(carrying)
        return _attributed({k: some for k, some in facts.items() if k in sure}) or _attributed(
            facts
        )

    def notes(self) -> list[Said]:
        """Say what was left out of the count, and why."""
        notes = []
        across = set().union(*self._straddling.values())
        if across:
            notes.append(
                said(
                    "{count} incidents straddle two periods and count in neither",
                    count=len(across),
                )
            )
        for currency, count in sorted(self.log.unconverted.items()):
            notes.append(
                said(
                    "{count} amounts in {currency} are not counted: the agreement gives no rate",
                    count=count, currency=currency,
                )
            )  # fmt: skip
        every, first = self.log.clause.every, self.stretches[0]
        if every is not None and first.begins > self.question.begins:
            notes.append(
                said("the first calendar period is not whole within the window: not judged")
            )
        return notes

    def _assign(self, predicate: str) -> None:
        """Give each incident its period, and date it inside that period."""
        connection, table = self.log.base.connection, self.log.tables[predicate]
        rows = ", ".join(
            f"({k}, {int(each.begins.timestamp())}, {int(each.ends.timestamp())})"
            for k, each in enumerate(self.stretches)
        )
        connection.execute(
            f"""CREATE OR REPLACE TABLE {table}_period AS
            WITH period AS (SELECT * FROM (VALUES {rows}) AS p(k, b, e)),
            report AS (
              SELECT incident, epoch(valid_from) AS f, epoch(coalesce(valid_until, valid_from)) AS u
              FROM {table}
              {BEST_REPORT})
            SELECT incident, CAST(k AS BIGINT) AS k, CAST(e - 1 AS BIGINT) AS latest
            FROM report JOIN period ON f < e AND u >= b
            WHERE CASE WHEN u <= f THEN f >= b
              ELSE (least(u, e) - greatest(f, b)) >= {_SHARE_INSIDE} * (u - f) END"""
        )
        connection.execute(
            f"""UPDATE {table} SET at_s = least(at_s, p.latest)
            FROM {table}_period AS p WHERE p.incident = {table}.incident"""
        )
        self._straddling = self._across(table, rows)

    def _across(self, table: str, periods: str) -> dict[int, set[str]]:
        """Return the counted incidents that may lie in each period or beside it, by its number."""
        touching = f"""SELECT DISTINCT t.at_s AS ts, t.incident, CAST(p.k AS BIGINT) AS k
            FROM {table} AS t JOIN (VALUES {periods}) AS p(k, b, e)
              ON epoch(t.valid_from) < p.e AND epoch(coalesce(t.valid_until, t.valid_from)) >= p.b
            WHERE t.incident NOT IN (SELECT incident FROM {table}_period)"""
        helpers = {**self._all_helpers(), "in_period": Helper(touching, ("string", "int"))}
        found: dict[int, set[str]] = {}
        for row in evaluate(self.formula.fulfilment, self.log, helpers, self.log.sources()).rows:
            found.setdefault(int(row["k"]), set()).add(row["incident"])
        return found

    def _all_helpers(self) -> dict[str, Helper]:
        if self.is_triggered:
            return {**self.log.zone_helper(), **self.helpers}
        table = self.log.tables[self.quota.act.predicate]
        ends = ", ".join(
            f"({int(each.ends.timestamp()) - 1}, {k})" for k, each in enumerate(self.stretches)
        )
        inside = (
            f"SELECT DISTINCT t.at_s AS ts, t.incident, p.k FROM {table} AS t "
            f"JOIN {table}_period AS p ON p.incident = t.incident"
        )
        return {
            **self.log.zone_helper(),
            "period_end": Helper(
                f"SELECT CAST(ts AS BIGINT) AS ts, CAST(k AS BIGINT) AS k "
                f"FROM (VALUES {ends}) AS t(ts, k)", ("int",)
            ),
            "in_period": Helper(inside, ("string", "int")),
        }  # fmt: skip

    def _rows(self, text: str, sources: Mapping[str, str]) -> list[tuple[_Key, dict[str, Any]]]:
        """Return rows in time order, each with its stretch and its bearer ("" for all)."""
        places = {stretch.label: k for k, stretch in enumerate(self.stretches)}
        rows = evaluate(text, self.log, self._all_helpers(), sources).rows
        return [
            ((row["k"] if "k" in row else places[row["trigger"]], row.get("bearer", "")), row)
            for row in rows
            if "k" in row or row["trigger"] in places
        ]

    def _keyed(self, text: str, sources: Mapping[str, str]) -> dict[_Key, dict[str, Any]]:
        """Return the latest row of each stretch and bearer."""
        return dict(self._rows(text, sources))

    def _facts(self) -> dict[_Key, dict[str, tuple[FactRef, ...]]]:
        """Return the counted incidents of each stretch and bearer, with their reports."""
        rows = self._rows(self.formula.fulfilment, self.log.sources(self.formula.currency))
        reports = self.log.facts_of(row["incident"] for _, row in rows)
        found: dict[_Key, dict[str, tuple[FactRef, ...]]] = {}
        for key, row in rows:
            found.setdefault(key, {})[row["incident"]] = reports[row["incident"]]
        return found

    def _verified(self, facts: _Counted) -> list[str]:
        """Return the incidents that are verified."""
        rule = self.question.rule
        persisted = persisted_patches(self.log.base, self.log.accepted)
        return [
            incident
            for reports in facts.values()
            for incident, some in reports.items()
            if weigh(some, _attributed({incident: some}), rule, persisted).verified
        ]

    def _shown(self, facts: _Counted) -> list[str]:
        """Return the incidents that somebody other than the bearer reports."""
        return [
            incident
            for (_, bearer), reports in facts.items()
            for incident, some in reports.items()
            if any(shows_done(fact, (bearer,) if bearer else self.question.bearer) for fact in some)
        ]

    def _violated_by(self, incidents: Sequence[str]) -> set[_Key]:
        """Return where the quota is violated if these incidents alone are counted."""
        sources = self.log.sources(self.formula.currency, only=incidents)
        return set(self._keyed(self.formula.violation, sources))

    def _undecided(self, key: int, stretch: CalendarPeriod) -> str:
        """Why the count of this stretch does not decide; empty if it does."""
        predicate, log = self.quota.act.predicate, self.log
        doubts = []
        if log.unconverted:
            rows = self._rows(self.formula.fulfilment, log.sources())
            admitted = [row["incident"] for _, row in rows]
            doubts.append(unpriced(log, predicate, admitted, stretch, self.formula.currency))
        if not self.is_triggered:
            across = len(self._straddling.get(key, ()))
            doubts += [straddling(across), changed_instrument(log, stretch)]
        told = [doubt for doubt in doubts if doubt]
        return said("{parts:; }", parts=Listed(told)) if told else ""


def _attributed(facts: Mapping[str, Sequence[FactRef]]) -> tuple[str, ...]:
    named = {
        str(fact.arguments["by"])
        for reports in facts.values()
        for fact in reports
        if fact.arguments.get("by")
    }
    return tuple(sorted(named))


def _progress(quota: Quota, reached: float) -> Said:
    return said(
        "{reached} (asked: {threshold})",
        reached=Quantity(reached, quota.threshold.quantity.unit),
        threshold=quota.threshold,
    )


def _named(stretch: CalendarPeriod, bearer: str) -> str:
    if not bearer:
        return stretch.label
    return said("{what} · {party}", what=stretch.label, party=bearer)
