"""The whole derivation of one answer, as an indented tree for a terminal.

From the top: the clause, its formula, the window; then the violations and, under
each, the facts with item, place, words and grades; the gaps; and the sources whose
absence would change the answer. A tree that grows too long is counted, not dropped
silently.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from servanda.agreement.model import Clause
from servanda.base.errors import MisuseError
from servanda.base.suggest import nearest
from servanda.report.labels import Language
from servanda.report.model import Assessment
from servanda.report.wording import Wording, one_line
from servanda.verdicts.model import FactRef, Instance, Verdict, Violation

__all__ = ["explain_lines"]

SHOWN = 50
SHOWN_FACTS = 12
_WORDS = 300


def explain_lines(
    assessment: Assessment, clause_id: str, *, shown: int = SHOWN, language: Language = "en"
) -> str:
    """Return the derivation of one clause's answer.

    Args:
        assessment: All answers.
        clause_id: Which clause.
        shown: How many violations, instances and gaps to list before counting the rest.
        language: ``en`` or ``de``.

    Raises:
        MisuseError: If no answer is about that clause, with the nearest id.
    """
    verdict = next((v for v in assessment.verdicts if v.clause == clause_id), None)
    if verdict is None:
        ids = [v.clause for v in assessment.verdicts]
        hint = nearest(clause_id, ids)
        raise MisuseError(
            f"no clause {clause_id!r} in this assessment; it has {', '.join(ids) or 'none'}"
            + (f" (did you mean {hint}?)" if hint else "")
        )
    return "\n".join(_Tree(assessment, verdict, shown, language).lines())


class _Tree:
    """Writes one verdict's tree; each method yields lines of one branch."""

    def __init__(
        self, assessment: Assessment, verdict: Verdict, shown: int, language: Language
    ) -> None:
        self.assessment = assessment
        self.verdict = verdict
        self.say = Wording(assessment.agreement, language)
        self.labels = self.say.labels
        self.shown = shown

    def lines(self) -> Iterator[str]:
        verdict, say = self.verdict, self.say
        word, life = self.labels(verdict.word.value).upper(), self.labels(verdict.activation.value)
        yield f"{one_line(verdict.clause)}  {word}  ({life})"
        clauses = self.assessment.agreement.clauses
        clause = next((c for c in clauses if c.id == verdict.clause), None)
        if clause:
            yield from self._clause(clause)
        formula = one_line(self.assessment.formulas.get(verdict.clause, "")) or "-"
        yield self._line("tree formula", formula)
        yield self._line("tree window", say.span(*verdict.window))
        yield self._line("tree as of", say.moment(self.assessment.as_of))
        if verdict.since:
            yield self._line("tree since", say.dated(verdict.since))
        if verdict.by or not verdict.attributable:
            yield self._line("tree by", self._by(verdict.by))
        yield from self._branches()
        head = self.assessment.archive_head or "-"
        yield "  " + self.labels("tree engine", version=verdict.engine, head=head)

    def _branches(self) -> Iterator[str]:
        verdict = self.verdict
        yield from self._branch("tree reasons", [[self._told(r)] for r in verdict.reasons])
        yield from self._branch("tree violations", [self._violation(v) for v in verdict.violations])
        yield from self._branch("tree duties", [self._instance(i) for i in verdict.instances])
        gaps = [
            [f"{self.say.span(g.begins, g.ends)}: {self._told(g.reason)}"] for g in verdict.gaps
        ]
        yield from self._branch("tree gaps", gaps)
        flips = [
            [self.labels("flip", word=self.labels(f.word.value), source=one_line(f.source))]
            for f in verdict.flips
        ]
        yield from self._branch("tree flips", flips)
        yield from self._branch("tree remarks", [[self._told(n)] for n in verdict.notes])

    def _told(self, reason: str) -> str:
        return one_line(self.say.reason(reason))

    def _line(self, key: str, words: str) -> str:
        return f"  {self.labels(key)}: {words}"

    def _by(self, parties: Sequence[str]) -> str:
        return one_line(self.say.parties(parties) if parties else self.labels("not attributable"))

    def _clause(self, clause: Clause) -> Iterator[str]:
        say = self.say
        yield self._line("tree text", one_line(clause.text))
        yield self._line(clause.modality.value, one_line(say.parties(clause.bearer)))
        yield self._line("tree what", one_line(say.requirement(clause)))
        if clause.after:
            yield self._line("tree after", one_line(say.trigger(clause)))
        if say.deadline(clause):
            yield self._line("tree deadline", one_line(say.deadline(clause)))

    def _branch(self, key: str, entries: Sequence[Iterable[str]]) -> Iterator[str]:
        if not entries:
            return
        yield f"  {self.labels(key)}:"
        for entry in entries[: self.shown]:
            for number, line in enumerate(entry):
                yield ("    - " if number == 0 else "      ") + line
        if len(entries) > self.shown:
            count = self.say.number(len(entries) - self.shown)
            yield "    " + self.labels("tree more", count=count)

    def _violation(self, violation: Violation) -> Iterator[str]:
        state = self.labels("tree verified" if violation.verified else "tree alleged")
        yield f"{state}: {self._told(violation.what)}, {self.say.dated(violation.when)}"
        if violation.until:
            yield f"{self.labels('tree until')}: {self.say.dated(violation.until)}"
        yield f"{self.labels('tree why')}: {self._told(violation.why)}"
        yield f"{self.labels('tree by')}: {self._by(violation.by)}"
        yield from self._facts("tree fact", violation.facts)
        yield from self._facts("tree denied", violation.denials)

    def _instance(self, instance: Instance) -> Iterator[str]:
        word = self.labels(instance.word.value)
        yield f"{self._told(instance.name)}: {word}, {self._told(instance.reason)}"
        none = self.labels("none stated")
        deadline = self.say.moment(instance.deadline) if instance.deadline else none
        begins = self.say.moment(instance.begins)
        yield self.labels("tree clock", begins=begins, deadline=deadline)
        if instance.progress:
            yield self.labels("line so far", progress=self._told(instance.progress))
        yield from self._facts("tree triggered", instance.trigger)
        yield from self._facts("tree fulfilled", instance.fulfilled_by)
        yield from self._facts("tree late", instance.done_late_by)

    def _facts(self, role: str, facts: Sequence[FactRef]) -> Iterator[str]:
        for fact in facts[:SHOWN_FACTS]:
            yield from self._fact(role, fact)
        if len(facts) > SHOWN_FACTS:
            yield self.labels("tree more facts", count=self.say.number(len(facts) - SHOWN_FACTS))

    def _fact(self, role: str, fact: FactRef) -> Iterator[str]:
        say = self.say
        claim = "; ".join(f"{name} {words}" for name, words in say.arguments(fact))
        yield f"{self.labels(role)} {fact.fact[:12]}: {one_line(f'{fact.predicate} {claim}')}"
        yield self._line("tree when", say.dated(fact.when))
        whose = [self.labels("tree origin", origin=one_line(fact.origin))]
        if fact.party:
            whose.append(self.labels("line own word", party=one_line(say.party(fact.party))))
        yield self._line("tree source", f"{one_line(fact.source)} ({', '.join(whose)})")
        grades = f"{say.grade(fact.reliability)}; {say.grade(fact.credibility)}"
        yield self._line("tree grades", grades)
        name = one_line(self.assessment.items.get(fact.item, self.labels("tree item")))
        place = one_line(fact.locator) or self.labels("tree whole")
        yield self._line("tree item", f"{name}, sha256 {fact.item[:12]}…, {place}")
        if fact.words:
            yield "  " + self.labels("tree words", words=one_line(fact.words, _WORDS))
        yield self._line("tree known", say.moment(fact.known_from))
