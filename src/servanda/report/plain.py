"""Verdicts and duties for a terminal, as plain text without colour.

Main path: ``verdict_lines`` for all clauses, ``due_lines`` for duties; the whole
derivation of one answer is in ``servanda.report.explain``, what answers were before in
``servanda.report.history``. What we say is in English or German; what others say is
quoted. Evidence text is untrusted: control characters are replaced, so that no quotation
can drive the terminal.
"""

from __future__ import annotations

import textwrap
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, tzinfo

from servanda.base.moment import format_moment
from servanda.report.explain import explain_lines
from servanda.report.labels import Labels, Language
from servanda.report.model import Assessment, Due
from servanda.report.reasons import Reasons
from servanda.report.wording import Wording, one_line
from servanda.verdicts.due import grouped
from servanda.verdicts.model import Dated, FactRef, Verdict, Violation, Word

__all__ = [
    "Terms",
    "due_lines",
    "explain_lines",
    "verdict_lines",
    "verdict_table",
]

WIDTH = 100
SHOWN_SOURCES = 4
_WIDEST_CELL = 34


def verdict_lines(
    assessment: Assessment, zone: tzinfo | None = None, language: Language = "en"
) -> str:
    """Return every answer in a few lines: what, since, by whom, on whose word, what would flip it.

    Args:
        assessment: All answers.
        zone: Time zone to write in; the agreement's own by default.
        language: ``en`` or ``de``.
    """
    say = Terms(assessment, zone or assessment.agreement.zone, Labels(language))
    if not assessment.verdicts:
        return say.labels("line no clauses")
    indent = max(len(one_line(verdict.clause)) for verdict in assessment.verdicts) + 2
    blocks = [_block(say, verdict, indent) for verdict in assessment.verdicts]
    return "\n\n".join(blocks)


def verdict_table(assessment: Assessment, zone: tzinfo | None = None) -> str:
    """Return one line a clause: id, verdict, since, by, violations (verified + alleged)."""
    say = Terms(assessment, zone or assessment.agreement.zone, Labels("en"))
    rows = [("clause", "verdict", "since", "by", "verified", "alleged")]
    for verdict in assessment.verdicts:
        verified = sum(violation.verified for violation in verdict.violations)
        alleged = len(verdict.violations) - verified
        since = say.interval(verdict.since) if verdict.since else "-"
        by = say.by(verdict) or "-"
        rows.append((verdict.clause, verdict.word.value, since, by, str(verified), str(alleged)))
    return _table(rows)


def due_lines(assessment: Assessment, zone: tzinfo | None = None, language: Language = "en") -> str:
    """Return what falls due: what, from whom, by when, because of what, and its state.

    Args:
        assessment: All answers.
        zone: Time zone to write in; the agreement's own by default.
        language: ``en`` or ``de``.
    """
    say = Terms(assessment, zone or assessment.agreement.zone, Labels(language))
    if not assessment.due:
        return say.labels("line nothing due")
    blocks = [
        "\n  ".join([_due_block(say, due), *say.more("line more instances", more)])
        for due, more in grouped(assessment.due)
    ]
    return "\n\n".join(blocks)


@dataclass(frozen=True, slots=True)
class Terms:
    """One assessment in one zone and one language: the small parts of which lines are made."""

    assessment: Assessment
    zone: tzinfo
    labels: Labels

    def moment(self, moment: datetime) -> str:
        """A moment to the minute, with its offset."""
        return format_moment(moment, self.zone)

    def reason(self, text: str) -> str:
        """A reason on one line, in the language."""
        return one_line(Reasons(self.labels, self.moment, date.isoformat)(text))

    def word(self, word: Word) -> str:
        """The verdict, in capitals."""
        return self.labels(word.value).upper()

    def number(self, number: int) -> str:
        """A whole number with its thousands apart."""
        text = f"{number:,}"
        return text.replace(",", ".") if self.labels.language == "de" else text

    def more(self, key: str, count: int) -> list[str]:
        """How many more there are; nothing if there are none."""
        return [self.labels(key, count=self.number(count))] if count > 0 else []

    def by(self, verdict: Verdict) -> str:
        """Ids of those a breach is attributed to; empty where nobody is asked for."""
        if verdict.by:
            return ", ".join(one_line(party) for party in verdict.by)
        return "" if verdict.attributable else self.labels("not attributable")

    def interval(self, when: Dated) -> str:
        """``(2026-03-02, 2026-03-03]`` where both ends are midnights, else to the minute."""
        begins, ends = when.begins.astimezone(self.zone), when.ends.astimezone(self.zone)
        if when.dating == "instant":
            return self.moment(begins)
        whole = all((m.hour, m.minute, m.second) == (0, 0, 0) for m in (begins, ends))
        left, right = (
            f"{each:%Y-%m-%d}" if whole else self.moment(each) for each in (begins, ends)
        )
        if when.dating == "throughout":
            return self.labels("line to", begins=left, ends=right)
        return f"{'(' if when.dating == 'after' else '['}{left}, {right}]"

    def answer(self, verdict: Verdict) -> str:
        """The word, since when and by whom."""
        parts = [self.word(verdict.word)]
        if verdict.since and verdict.word in (Word.BREACHED, Word.ALLEGED, Word.KEPT):
            parts.append(self.labels("line since", when=self.interval(verdict.since)))
        if self.by(verdict):
            parts.append(self.labels("line by", parties=self.by(verdict)))
        return "  ".join(parts)


def _block(say: Terms, verdict: Verdict, indent: int) -> str:
    head = f"{one_line(verdict.clause):<{indent}}{say.answer(verdict)}"
    body = [say.reason(reason) for reason in verdict.reasons[:3]]
    body += _whose_word(say, verdict)
    body.append(" · ".join(_standing(say, verdict)))
    duties = say.assessment.due
    remedies = [due for due in duties if verdict.clause in due.remedy_for.split(", ")]
    for due, more in grouped(remedies):
        line = say.labels("line remedy", duty=_due_line(say, due))
        body.append(" ".join([line, *say.more("line more times", more)]))
    return "\n".join([head, *(_wrap(line, indent) for line in body if line)])


def _whose_word(say: Terms, verdict: Verdict) -> list[str]:
    """The first violation that decides, and how many more there are."""
    wanted = verdict.word is Word.BREACHED
    decisive = [v for v in verdict.violations if v.verified is wanted]
    if verdict.word not in (Word.BREACHED, Word.ALLEGED) or not decisive:
        looked = ", ".join(one_line(source) for source in verdict.sources)
        return [say.labels("line accepted", sources=looked)] if looked else []
    first = decisive[0]
    key = "line more verified" if wanted else "line more alleged"
    return [f"{say.reason(first.what)}: {_cited(say, first)}", *say.more(key, len(decisive) - 1)]


def _cited(say: Terms, violation: Violation) -> str:
    if not violation.facts:
        return say.reason(violation.why)
    count = len(violation.origins)
    head = say.labels("line origin") if count == 1 else say.labels("line origins", count=count)
    facts = ", ".join(_citation(say, fact) for fact in violation.facts[:SHOWN_SOURCES])
    more = say.more("line more facts", len(violation.facts) - SHOWN_SOURCES)
    return f"{head}: {' '.join([facts, *more])}"


def _citation(say: Terms, fact: FactRef) -> str:
    name = say.assessment.items.get(fact.item, "")
    item = f"{one_line(name, 40)}, " if name else ""
    place = f", {one_line(fact.locator, 40)}" if fact.locator else ""
    own = f", {say.labels('line own word', party=one_line(fact.party))}" if fact.party else ""
    grade = f"{fact.reliability}{fact.credibility}"
    return f"{one_line(fact.source)} ({grade}, {item}sha256 {fact.item[:4]}…{place}{own})"


def _standing(say: Terms, verdict: Verdict) -> Iterable[str]:
    for flip in verdict.flips:
        source = one_line(flip.source)
        yield say.labels("line flips", word=say.word(flip.word), source=source)
    if verdict.known_since:
        yield say.labels("line known", moment=say.moment(verdict.known_since))
    yield say.labels(verdict.activation.value)
    if verdict.engine:
        yield say.labels("line engine", version=verdict.engine)


def _due_block(say: Terms, due: Due) -> str:
    state = say.labels(f"state {due.state}").upper()
    return "\n  ".join([f"{state:<8} {_due_line(say, due)}", *_due_facts(say, due)])


def _due_facts(say: Terms, due: Due) -> Iterator[str]:
    labels = say.labels
    who = Wording(say.assessment.agreement, labels.language).parties(due.bearer)
    yield labels("line from", parties=one_line(who))
    yield labels("line because", cause=say.reason(due.because))
    yield labels("line started", moment=say.moment(due.begins))
    if due.done_late:
        yield labels("line done late", when=say.interval(due.done_late))
    if due.progress:
        yield labels("line so far", progress=say.reason(due.progress))


def _due_line(say: Terms, due: Due) -> str:
    by = say.labels("line no clock")
    if due.deadline:
        by = say.labels("line deadline", moment=say.moment(due.deadline))
    bearer = ", ".join(one_line(party) for party in due.bearer)
    state = say.labels(f"state {due.state}")
    return f"{one_line(due.clause)}: {one_line(due.what)} {by} ({bearer}), {state}"


def _wrap(line: str, indent: int) -> str:
    pad = " " * indent
    return textwrap.fill(
        line, max(WIDTH, indent + 40), initial_indent=pad, subsequent_indent=pad + "  "
    )


def _table(rows: Sequence[tuple[str, ...]]) -> str:
    cells = [tuple(one_line(cell, _WIDEST_CELL * 2) for cell in row) for row in rows]
    widths = [max(len(row[column]) for row in cells) for column in range(len(cells[0]))]
    lines = ["  ".join(f"{c:<{w}}" for c, w in zip(row, widths, strict=True)) for row in cells]
    lines.insert(1, "  ".join("-" * width for width in widths))
    return "\n".join(line.rstrip() for line in lines)
