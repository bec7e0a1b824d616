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
from servanda.report.model import Assessment
from servanda.report.wording import Wording, one_line
from servanda.verdicts.model import FactRef, Instance, Verdict, Violation

__all__ = ["explain_lines"]

SHOWN = 50
SHOWN_FACTS = 12
_WORDS = 300


def explain_lines(assessment: Assessment, clause_id: str, *, shown: int = SHOWN) -> str:
    """Return the derivation of one clause's answer.

    Args:
        assessment: All answers.
        clause_id: Which clause.
        shown: How many violations, instances and gaps to list before counting the rest.

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
    return "\n".join(_Tree(assessment, verdict, shown).lines())


class _Tree:
    """Writes one verdict's tree; each method yields lines of one branch."""

    def __init__(self, assessment: Assessment, verdict: Verdict, shown: int) -> None:
        self.assessment = assessment
        self.verdict = verdict
        self.say = Wording(assessment.agreement)
        self.shown = shown

    def lines(self) -> Iterator[str]:
        verdict = self.verdict
        yield f"{one_line(verdict.clause)}  {verdict.word.value.upper()}  ({verdict.activation})"
        clauses = self.assessment.agreement.clauses
        clause = next((c for c in clauses if c.id == verdict.clause), None)
        if clause:
            yield from self._clause(clause)
        yield f"  formula: {one_line(self.assessment.formulas.get(verdict.clause, '')) or '-'}"
        yield f"  window: {self.say.span(*verdict.window)}"
        yield f"  as of: {self.say.moment(self.assessment.as_of)}"
        if verdict.since:
            yield f"  since: {self.say.dated(verdict.since)}"
        if verdict.by or not verdict.attributable:
            by = self.say.parties(verdict.by) if verdict.by else "not attributable"
            yield f"  by: {one_line(by)}"
        yield from self._branch("reasons", [[one_line(r)] for r in verdict.reasons])
        yield from self._branch("violations", [self._violation(v) for v in verdict.violations])
        yield from self._branch("duties that arose", [self._instance(i) for i in verdict.instances])
        gaps = [[f"{self.say.span(g.begins, g.ends)}: {one_line(g.reason)}"] for g in verdict.gaps]
        yield from self._branch("gaps: nobody accepted was looking", gaps)
        yield from self._branch(
            "flips", [[f"{f.word.value} without {one_line(f.source)}"] for f in verdict.flips]
        )
        yield from self._branch("remarks", [[one_line(n)] for n in verdict.notes])
        yield f"  engine {verdict.engine} · archive head {self.assessment.archive_head or '-'}"

    def _clause(self, clause: Clause) -> Iterator[str]:
        yield f"  text: {one_line(clause.text)}"
        yield f"  {clause.modality.value}: {one_line(self.say.parties(clause.bearer))}"
        yield f"  what: {one_line(self.say.requirement(clause))}"
        if clause.after:
            yield f"  after: {one_line(self.say.trigger(clause))}"
        if self.say.deadline(clause):
            yield f"  deadline: {one_line(self.say.deadline(clause))}"

    def _branch(self, name: str, entries: Sequence[Iterable[str]]) -> Iterator[str]:
        if not entries:
            return
        yield f"  {name}:"
        for entry in entries[: self.shown]:
            for number, line in enumerate(entry):
                yield ("    - " if number == 0 else "      ") + line
        if len(entries) > self.shown:
            yield f"    … and {len(entries) - self.shown:,} more"

    def _violation(self, violation: Violation) -> Iterator[str]:
        state = "verified" if violation.verified else "alleged"
        yield f"{state}: {one_line(violation.what)}, {self.say.dated(violation.when)}"
        yield f"why: {one_line(violation.why)}"
        by = self.say.parties(violation.by) if violation.by else "not attributable"
        yield f"by: {one_line(by)}"
        yield from self._facts("fact", violation.facts)
        yield from self._facts("denied", violation.denials)

    def _instance(self, instance: Instance) -> Iterator[str]:
        yield f"{one_line(instance.name)}: {instance.word.value}, {one_line(instance.reason)}"
        deadline = self.say.moment(instance.deadline) if instance.deadline else "none stated"
        yield f"clock started {self.say.moment(instance.begins)}; deadline {deadline}"
        if instance.progress:
            yield f"so far: {one_line(instance.progress)}"
        yield from self._facts("triggered by", instance.trigger)
        yield from self._facts("fulfilled by", instance.fulfilled_by)

    def _facts(self, role: str, facts: Sequence[FactRef]) -> Iterator[str]:
        for fact in facts[:SHOWN_FACTS]:
            claim = "; ".join(f"{name} {words}" for name, words in self.say.arguments(fact))
            yield f"{role} {fact.fact[:12]}: {one_line(f'{fact.predicate} {claim}')}"
            yield f"  when: {self.say.dated(fact.when)}"
            own = f", {one_line(self.say.party(fact.party))}'s own word" if fact.party else ""
            yield f"  source: {one_line(fact.source)} (origin {one_line(fact.origin)}{own})"
            yield (
                f"  grades: {self.say.grade(fact.reliability)}; {self.say.grade(fact.credibility)}"
            )
            name = one_line(self.assessment.items.get(fact.item, "item"))
            yield f"  item: {name}, sha256 {fact.item[:12]}…, {one_line(fact.locator) or 'whole'}"
            if fact.words:
                yield f"  words: “{one_line(fact.words, _WORDS)}”"
            yield f"  known from: {self.say.moment(fact.known_from)}"
        if len(facts) > SHOWN_FACTS:
            yield f"… and {len(facts) - SHOWN_FACTS:,} more facts"
