"""One clause from its facts to its verdict: log, formula, one query, decision.

Each modality has its own short path; all of them run formulas through
``servanda.case.formulas`` and decide in ``servanda.verdicts``.

What queries find depends on the facts, not on the clock: a judge of a later moment that
sees the same facts takes over what was found (``_found``) and only decides again.

Main path: ``Judge.verdict``.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, tzinfo
from typing import TypeVar

from servanda.agreement.clauses import ClauseFormula, compile_clause
from servanda.agreement.model import Clause, Modality, Quota
from servanda.agreement.shapes import ENTRY
from servanda.base.errors import MisuseError
from servanda.base.said import Said, said
from servanda.base.suggest import nearest
from servanda.case.clauselog import ClauseLog, acts_of
from servanda.case.clocks import deadline_of
from servanda.case.factbase import FactBase, accepted_sources
from servanda.case.formulas import Rows, evaluate, predicates_in
from servanda.case.helpers import Helper, trigger_helpers
from servanda.case.incidents import denials_of, incident_of, persisted_patches
from servanda.case.observe import Asked, asked_of, observe
from servanda.case.periods import CalendarPeriod, calendar_periods
from servanda.case.quotas import QuotaCount
from servanda.evidence.source import Source
from servanda.verdicts import ENGINE_VERSION
from servanda.verdicts.model import Activation, Dated, FactRef, Instance, Verdict, Violation, Word
from servanda.verdicts.obligation import Trigger, decide_obligation
from servanda.verdicts.prohibition import Incident, decide_prohibition
from servanda.verdicts.question import Question
from servanda.verdicts.quota import Period, decide_quota
from servanda.verdicts.weigh import weigh

__all__ = ["Judge"]

_Any = TypeVar("_Any")
_Reports = dict[str, list[FactRef]]
_Persisted = dict[str, list[tuple[int, datetime]]]


@dataclass(slots=True)
class Judge:
    """Decides the clauses of one agreement in the order in which they depend on each other.

    Attributes:
        base: The facts.
        without: Id of one source to leave out, empty for none.
        verdicts: Verdicts so far, by clause; triggers look them up.
    """

    base: FactBase
    without: str = ""
    verdicts: dict[str, Verdict] = field(default_factory=dict)

    def verdict(self, clause: Clause) -> Verdict:
        """Decide one clause; clauses whose breach triggers it must be decided before."""
        question = self.question(clause)
        everyone = tuple(sorted(set(self.base.sources) - {self.without}))
        log = ClauseLog(self.base, clause, self._accepted(clause), everyone, _table_prefix(clause))
        formula = compile_clause(clause, self.base.agreement)
        if clause.formula:
            verdict = self._by_formula(question, log, formula)
        elif isinstance(clause.requirement, Quota) or clause.every is not None:
            verdict = self._by_quota(question, log, formula)
        elif clause.modality is Modality.PROHIBITION:
            verdict = self._by_prohibition(question, log, formula)
        elif clause.modality is Modality.OBLIGATION:
            verdict = self._by_obligation(question, log, formula)
        else:
            verdict = self._exercises(question, log, formula)
        notes = (*verdict.notes, *self._unmatched(clause))
        verdict = replace(verdict, sources=tuple(log.accepted), notes=notes)
        self.verdicts[clause.id] = verdict
        return verdict

    def question(self, clause: Clause) -> Question:
        """Return the frame of a clause: window, rule, coverage."""
        agreement = self.base.agreement
        begins, ends = agreement.in_force
        if clause.in_force is not None:
            begins, ends = clause.in_force[0] or begins, clause.in_force[1] or ends
        rule = clause.verified_when or agreement.verified_when
        as_of = self.base.as_of
        reach = min(as_of, ends) if ends is not None else as_of
        if clause.modality is Modality.OBLIGATION and clause.every is None:
            reach = as_of  # a clock that started in force runs on after its end
        vocabulary = agreement.vocabulary
        asked = [asked_of(act, vocabulary) for act in acts_of(clause)[:1]]
        asked += [Asked(name) for name in predicates_in(clause, agreement)]
        observed = observe(
            self.base.coverage,
            asked,
            self._watchers(clause),
            (begins, max(begins, reach)),
            agreement.zones.get(clause.zone),
        )
        return Question(clause.id, clause.bearer, (begins, ends), as_of, rule, observed)

    def _unmatched(self, clause: Clause) -> list[Said]:
        """Say which words of ``verified by`` name no source and no kind of source here."""
        known = {*self.base.sources, *(source.kind for source in self.base.sources.values())}
        notes = []
        for word in clause.verified_by:
            if word not in known:
                hint = nearest(word, known)
                note = said("verified by: no source of this case is {word!r}", word=word)
                if hint:
                    note = said("{note} (did you mean {hint}?)", note=note, hint=hint)
                notes.append(note)
        return notes

    def _watchers(self, clause: Clause) -> list[Source]:
        """Sources whose silence counts: not a bearer's own about itself, and none graded E."""
        accepted = [self.base.sources[each] for each in self._accepted(clause)]
        return [
            source
            for source in accepted
            if source.party not in clause.bearer and source.reliability != "E"
        ]

    def _accepted(self, clause: Clause) -> tuple[str, ...]:
        return accepted_sources(clause, self.base.sources, self.without)

    def _by_prohibition(
        self, question: Question, log: ClauseLog, formula: ClauseFormula
    ) -> Verdict:
        def find() -> tuple[list[Incident], _Persisted]:
            log.build(formula.predicates, question.window)
            triggers = self._triggers(question, log, formula) if log.clause.after else []
            rows = self._run(formula.violation, log, self._helpers(log, formula, triggers))
            return self._incidents(log, rows), persisted_patches(self.base, log.accepted)

        return decide_prohibition(question, *self._found(question, log, formula, find))

    def _found(
        self,
        question: Question,
        log: ClauseLog,
        formula: ClauseFormula,
        find: Callable[[], _Any],
        *more: object,
    ) -> _Any:
        """Return what queries find; what was found from the same is not asked for again."""
        clause = log.clause
        used = {*formula.predicates, *predicates_in(clause, self.base.agreement)}
        facts = [(name, self.base.known(name, log.sources_for(name))) for name in sorted(used)]
        if clause.modality is Modality.PROHIBITION:
            facts.append(("denied", self.base.known("denied", self.base.sources)))
        key = (
            clause.id, self.without, question.activation is Activation.INACTIVE,
            self.base.known("persisted", log.accepted), tuple(facts),
            self._created_by(clause), *more,
        )  # fmt: skip
        if key not in self.base.found:
            self.base.found[key] = find()
        found: _Any = self.base.found[key]
        return found

    def _created_by(self, clause: Clause) -> tuple[object, ...]:
        """Return the verified breaches that trigger a clause, with the facts behind them."""
        if clause.after is None or not clause.after.breach_of:
            return ()
        return tuple(
            (each.id, each.what, each.when, tuple(fact.fact for fact in each.facts))
            for each in self.verdicts[clause.after.breach_of].violations
            if each.verified
        )

    def _by_formula(self, question: Question, log: ClauseLog, formula: ClauseFormula) -> Verdict:
        log.build(predicates_in(log.clause, self.base.agreement), question.window)
        rows = self._run(formula.violation, log, {})
        if "incident" not in rows.names:
            raise MisuseError(
                f"{log.clause.place}: the formula of {log.clause.id} has no free variable "
                f"`incident` (free: {', '.join(rows.names) or 'none'}). Without it a violation "
                "leads back to no evidence; leave the first argument of a predicate free: incident"
            )
        persisted = persisted_patches(self.base, log.accepted)
        return decide_prohibition(question, self._incidents(log, rows), persisted)

    def _by_quota(self, question: Question, log: ClauseLog, formula: ClauseFormula) -> Verdict:
        stretches, helpers = self._stretches(question, log, formula)
        if not stretches:
            triggered = log.clause.after is not None
            word, reason = self._untriggered(log.clause)
            if not triggered:
                word, reason = Word.PENDING, said("no whole period has begun")
            return Verdict(
                question.clause, word, Activation.INACTIVE if triggered else question.activation,
                (question.begins, question.until), reasons=(reason,), engine=ENGINE_VERSION,
            )  # fmt: skip

        def find() -> tuple[list[Period], list[Said]]:
            counted = QuotaCount(log, formula, question, stretches, helpers)
            return counted.periods(), counted.notes()

        asked = (tuple(stretches), tuple((name, helpers[name].sql) for name in sorted(helpers)))
        periods, notes = self._found(question, log, formula, find, *asked)
        return replace(decide_quota(question, periods, excess=formula.excess), notes=tuple(notes))

    def _stretches(
        self, question: Question, log: ClauseLog, formula: ClauseFormula
    ) -> tuple[list[CalendarPeriod], dict[str, Helper]]:
        clause, (begins, ends) = log.clause, question.window
        if clause.after is not None:
            log.build(formula.predicates, None)
            triggers = self._triggers(question, log, formula)
            helpers = self._helpers(log, formula, triggers)
            made = [
                CalendarPeriod(each.id, each.when.ends, each.deadline or question.until)
                for each in triggers
            ]
            return made, helpers
        if question.until <= begins:
            return [], {}
        if clause.every is None:
            last = clause.by_deadline or ends or question.until
            return [CalendarPeriod(said("the whole window"), begins, last)], {}
        zone = self.base.agreement.zone
        return calendar_periods(begins, question.until, ends, clause.every.span, zone), {}

    def _by_obligation(self, question: Question, log: ClauseLog, formula: ClauseFormula) -> Verdict:
        triggers, done, possible, in_time, helpers = self._found(
            question, log, formula, lambda: self._answered(question, log, formula)
        )
        late = {}
        if any(_is_over(each, question) and not done[each.id] for each in triggers):
            late = self._found(
                question, log, formula,
                lambda: self._late(log, formula, triggers, in_time, helpers), "late",
            )  # fmt: skip
        untriggered = self._untriggered(log.clause)
        return decide_obligation(question, triggers, done, possible, untriggered, late=late)

    def _answered(
        self, question: Question, log: ClauseLog, formula: ClauseFormula
    ) -> tuple[list[Trigger], _Reports, _Reports, Rows, dict[str, Helper]]:
        """Return the duties that arose, what was done in time, what may have been, and how."""
        log.build(formula.predicates, None)
        triggers = self._triggers(question, log, formula)
        if "bearer" in formula.fulfilment_columns:
            triggers = [
                replace(
                    each,
                    id=said("{what} · {party}", what=each.id, party=party),
                    bearer=(party,),
                    label=said("{what} · {party}", what=each.label or each.id, party=party),
                )
                for each in triggers
                for party in log.clause.bearer
            ]
        helpers = self._helpers(log, formula, triggers)
        sure = self._run(formula.fulfilment, log, helpers) if triggers else Rows(())
        maybe = self._run(formula.fulfilment, log, helpers, earliest=True) if triggers else Rows(())
        in_time = sure.joined(maybe)
        # In time for certain is what lies in the window wholly, however vaguely dated.
        done = self._fulfilments(log, triggers, sure.common(maybe))
        return triggers, done, self._fulfilments(log, triggers, in_time), in_time, helpers

    def _late(
        self, log: ClauseLog, formula: ClauseFormula, triggers: Sequence[Trigger], in_time: Rows,
        helpers: Mapping[str, Helper],
    ) -> _Reports:  # fmt: skip
        """Return what was done after its trigger for certain, and cannot have been in time."""
        if not log.tables:
            log.build(formula.predicates, None)
        clockless = replace(log.clause, within=None, by_deadline=None)
        text = compile_clause(clockless, self.base.agreement).fulfilment
        after = self._run(text, log, helpers)
        after = after.common(self._run(text, log, helpers, earliest=True))
        return self._fulfilments(log, triggers, after.without(in_time))

    def _fulfilments(self, log: ClauseLog, triggers: Sequence[Trigger], rows: Rows) -> _Reports:
        reports = log.facts_of(rows.column("incident"))
        found: dict[str, list[FactRef]] = {trigger.id: [] for trigger in triggers}
        for row in rows.rows:
            bearer = f" · {row['bearer']}" if "bearer" in row else ""
            trigger = f"{row['trigger']}{bearer}"
            if trigger in found:
                found[trigger] += reports.get(row["incident"], ())
        return found

    def _triggers(
        self, question: Question, log: ClauseLog, formula: ClauseFormula
    ) -> list[Trigger]:
        clause, zone = log.clause, self.base.agreement.zone
        if clause.after is not None and clause.after.breach_of:
            source = self.verdicts[clause.after.breach_of]
            return [_created(clause, each, zone) for each in source.violations if each.verified]
        if clause.after is not None and clause.after.act is not None:
            found = self._incidents(
                log, self._run(formula.trigger, log, log.zone_helper()), "trigger"
            )
            return [
                _created(clause, each, zone)
                for each in found
                if weigh(each.facts, each.by, question.rule).verified
            ]
        begins = question.begins
        if question.activation is Activation.INACTIVE:
            return []
        deadline = deadline_of(clause, begins, zone) or question.window[1]
        return [Trigger(ENTRY, Dated(begins, begins), deadline)]

    def _helpers(
        self, log: ClauseLog, formula: ClauseFormula, triggers: Sequence[Trigger]
    ) -> dict[str, Helper]:
        """Return the predicates beside the vocabulary that the formulas of a clause use."""
        ticks = sorted({(each.id.split(" · ")[0], each.when.ends) for each in triggers})
        helpers = log.zone_helper()
        for name in formula.extra:
            if name.startswith("breach_of_"):
                helpers |= trigger_helpers(name, ticks, ("string", "string"))
            elif name == "entry_into_force":
                helpers |= trigger_helpers(name, ticks, ())
            elif name == "deadline":
                ends = sorted({(ENTRY, each.deadline) for each in triggers if each.deadline})
                helpers |= trigger_helpers(name, ends, ())
        return helpers

    def _untriggered(self, clause: Clause) -> tuple[Word, str]:
        if clause.after is not None and clause.after.breach_of:
            other = self.verdicts[clause.after.breach_of]
            if other.word in (Word.UNDETERMINED, Word.ALLEGED):
                return Word.UNDETERMINED, said(
                    "whether it fell due cannot be told: {clause} is {word}",
                    clause=other.clause, word=other.word,
                )  # fmt: skip
            return Word.PENDING, said(
                "no verified breach of {clause} has triggered it", clause=other.clause
            )
        return Word.PENDING, said("nothing has triggered it")

    def _exercises(self, question: Question, log: ClauseLog, formula: ClauseFormula) -> Verdict:
        log.build(formula.predicates, question.window)
        triggers = self._triggers(question, log, formula)
        rows = self._run(formula.fulfilment, log, self._helpers(log, formula, triggers))
        found = self._incidents(log, rows)
        return Verdict(
            question.clause, Word.KEPT, question.activation, (question.begins, question.until),
            reasons=(
                said(
                    "a {modality} cannot be breached; reported as used {count} times",
                    modality=log.clause.modality, count=len(found),
                ),
            ),
            instances=tuple(
                Instance(each.id, each.when.begins, None, Word.KEPT, each.what, each.facts)
                for each in found
            ),
            engine=ENGINE_VERSION,
        )  # fmt: skip

    def _incidents(self, log: ClauseLog, rows: Rows, key: str = "incident") -> list[Incident]:
        reports = log.facts_of(rows.column(key))
        bearer: dict[str, set[str]] = {}
        for row in rows.rows:
            parties = bearer.setdefault(str(row[key]), set())
            parties |= {str(row[name]) for name in ("bearer", "by") if row.get(name)}
        found = [
            incident_of(each, tuple(sorted(parties)), reports[each])
            for each, parties in sorted(bearer.items())
            if each in reports
        ]
        return denials_of(self.base, found)

    def _run(
        self,
        formula: str,
        log: ClauseLog,
        helpers: Mapping[str, Helper],
        *,
        earliest: bool = False,
    ) -> Rows:
        currency = compile_clause(log.clause, self.base.agreement).currency
        return evaluate(formula, log, helpers, log.sources(currency, earliest=earliest))


def _is_over(trigger: Trigger, question: Question) -> bool:
    return trigger.deadline is not None and trigger.deadline < question.as_of


def _created(clause: Clause, by: Incident | Violation, zone: tzinfo) -> Trigger:
    deadline = deadline_of(clause, by.when.ends, zone)
    return Trigger(by.id, by.when, deadline, by.facts, label=by.what)


def _table_prefix(clause: Clause) -> str:
    return "c_" + "".join(letter if letter.isalnum() else "_" for letter in clause.id)
