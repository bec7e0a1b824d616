"""Verdicts and duties for a terminal, as plain text without colour.

Main path: ``verdict_lines`` for all clauses, ``due_lines`` for duties; the whole
derivation of one answer is in ``servanda.report.explain``. Evidence text is untrusted:
control characters are replaced, so that no quotation can drive the terminal.
"""

from __future__ import annotations

import textwrap
from collections.abc import Iterable, Sequence
from datetime import datetime, tzinfo

from servanda.base.moment import format_moment
from servanda.report.explain import explain_lines
from servanda.report.model import Assessment, Due
from servanda.report.wording import Wording, one_line
from servanda.verdicts.due import grouped
from servanda.verdicts.model import Dated, FactRef, Verdict, Violation, Word

__all__ = ["due_lines", "explain_lines", "verdict_lines", "verdict_table"]

WIDTH = 100
SHOWN_SOURCES = 4
_WIDEST_CELL = 34


def verdict_lines(assessment: Assessment, zone: tzinfo | None = None) -> str:
    """Return every answer in a few lines: what, since, by whom, on whose word, what would flip it.

    Args:
        assessment: All answers.
        zone: Time zone to write in; the agreement's own by default.
    """
    shown = zone or assessment.agreement.zone
    if not assessment.verdicts:
        return "no clauses, nothing to answer"
    indent = max(len(one_line(verdict.clause)) for verdict in assessment.verdicts) + 2
    blocks = [_block(assessment, verdict, indent, shown) for verdict in assessment.verdicts]
    return "\n\n".join(blocks)


def verdict_table(assessment: Assessment, zone: tzinfo | None = None) -> str:
    """Return one line a clause: id, verdict, since, by, violations (verified + alleged)."""
    shown = zone or assessment.agreement.zone
    rows = [("clause", "verdict", "since", "by", "verified", "alleged")]
    for verdict in assessment.verdicts:
        verified = sum(violation.verified for violation in verdict.violations)
        alleged = len(verdict.violations) - verified
        since = _interval(verdict.since, shown) if verdict.since else "-"
        by = _by(verdict) or "-"
        rows.append((verdict.clause, verdict.word.value, since, by, str(verified), str(alleged)))
    return _table(rows)


def due_lines(assessment: Assessment, zone: tzinfo | None = None) -> str:
    """Return what falls due: what, from whom, by when, because of what, and its state."""
    shown = zone or assessment.agreement.zone
    if not assessment.due:
        return "nothing falls due"
    blocks = [
        _due_block(assessment, due, shown) + _and_more(more, "instances of this duty", "\n  ")
        for due, more in grouped(assessment.due)
    ]
    return "\n\n".join(blocks)


def _and_more(count: int, what: str, before: str = " ") -> str:
    return f"{before}and {count:,} more {what}" if count else ""


def _block(assessment: Assessment, verdict: Verdict, indent: int, zone: tzinfo) -> str:
    head = f"{one_line(verdict.clause):<{indent}}{verdict.word.value.upper()}"
    if verdict.since and verdict.word in (Word.BREACHED, Word.ALLEGED, Word.KEPT):
        head += f"  since {_interval(verdict.since, zone)}"
    if _by(verdict):
        head += f"  by: {_by(verdict)}"
    body = [one_line(reason) for reason in verdict.reasons[:3]]
    body += _whose_word(assessment, verdict)
    body.append(" · ".join(_standing(verdict, zone)))
    remedies = [due for due in assessment.due if verdict.clause in due.remedy_for.split(", ")]
    body += [
        f"due because of this: {_due_line(due, zone)}{_and_more(more, 'times')}"
        for due, more in grouped(remedies)
    ]
    return "\n".join([head, *(_wrap(line, indent) for line in body if line)])


def _whose_word(assessment: Assessment, verdict: Verdict) -> list[str]:
    """The first violation that decides, and how many more there are."""
    wanted = verdict.word is Word.BREACHED
    decisive = [v for v in verdict.violations if v.verified is wanted]
    if verdict.word not in (Word.BREACHED, Word.ALLEGED) or not decisive:
        looked = ", ".join(one_line(source) for source in verdict.sources)
        return [f"accepted sources: {looked}"] if looked else []
    first = decisive[0]
    lines = [f"{one_line(first.what)}: {_cited(assessment, first)}"]
    if len(decisive) > 1:
        kind = "verified" if wanted else "alleged"
        lines.append(f"and {len(decisive) - 1:,} more {kind} violations")
    return lines


def _cited(assessment: Assessment, violation: Violation) -> str:
    if not violation.facts:
        return one_line(violation.why)
    count = len(violation.origins)
    head = f"{count} independent source{'' if count == 1 else 's'}: "
    more = len(violation.facts) - SHOWN_SOURCES
    facts = [_citation(assessment, fact) for fact in violation.facts[:SHOWN_SOURCES]]
    return head + ", ".join(facts) + (f" and {more:,} more facts" if more > 0 else "")


def _citation(assessment: Assessment, fact: FactRef) -> str:
    name = assessment.items.get(fact.item, "")
    item = f"{one_line(name, 40)}, " if name else ""
    place = f", {one_line(fact.locator, 40)}" if fact.locator else ""
    own = f", {one_line(fact.party)}'s own word" if fact.party else ""
    grade = f"{fact.reliability}{fact.credibility}"
    return f"{one_line(fact.source)} ({grade}, {item}sha256 {fact.item[:4]}…{place}{own})"


def _standing(verdict: Verdict, zone: tzinfo) -> Iterable[str]:
    for flip in verdict.flips:
        yield f"flips to {flip.word.value.upper()} without {one_line(flip.source)}"
    if verdict.known_since:
        yield f"known since {format_moment(verdict.known_since, zone)}"
    yield f"{verdict.activation.value}"
    if verdict.engine:
        yield f"engine {verdict.engine}"


def _due_block(assessment: Assessment, due: Due, zone: tzinfo) -> str:
    who = Wording(assessment.agreement).parties(due.bearer)
    lines = [f"{due.state.upper():<8} {_due_line(due, zone)}", f"  from: {one_line(who)}"]
    lines.append(f"  because of: {one_line(due.because)}")
    lines.append(f"  clock started: {format_moment(due.begins, zone)}")
    if due.progress:
        lines.append(f"  so far: {one_line(due.progress)}")
    return "\n".join(lines)


def _due_line(due: Due, zone: tzinfo) -> str:
    by = f"by {format_moment(due.deadline, zone)}" if due.deadline else "no clock stated"
    bearer = ", ".join(one_line(party) for party in due.bearer)
    return f"{one_line(due.clause)}: {one_line(due.what)} {by} ({bearer}), {due.state}"


def _by(verdict: Verdict) -> str:
    if verdict.by:
        return ", ".join(one_line(party) for party in verdict.by)
    return "" if verdict.attributable else "not attributable"


def _interval(when: Dated, zone: tzinfo) -> str:
    """``(2026-03-02, 2026-03-03]`` where both ends are midnights, else to the minute."""
    begins, ends = when.begins.astimezone(zone), when.ends.astimezone(zone)
    if when.dating == "instant":
        return format_moment(begins, zone)
    whole = all((m.hour, m.minute, m.second) == (0, 0, 0) for m in (begins, ends))
    left, right = (_written(moment, zone, whole) for moment in (begins, ends))
    if when.dating == "throughout":
        return f"{left} to {right}"
    return f"{'(' if when.dating == 'after' else '['}{left}, {right}]"


def _written(moment: datetime, zone: tzinfo, day_only: bool) -> str:
    return f"{moment:%Y-%m-%d}" if day_only else format_moment(moment, zone)


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
