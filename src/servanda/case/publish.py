"""An assessment for publication, and writing a report to disk: whole or not at all.

``for_publication`` takes out what the agreement's ``publish`` section, its delay and the
licences withhold (``case.withhold`` says what), also where an answer repeats it in a
sentence, and declares every single thing. It never changes an answer.

Main path: ``assess`` -> ``for_publication`` -> ``write_report``.
"""

from __future__ import annotations

import os
from bisect import bisect_right
from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Literal

from servanda.base.errors import MisuseError, UnreadableError
from servanda.base.suggest import nearest
from servanda.case.incidents import describe
from servanda.case.masking import STRUCK, Mask, everywhere, facts_in
from servanda.case.withhold import Published, withhold
from servanda.report.model import WITHHELD, Assessment, Withheld

if TYPE_CHECKING:
    from servanda.agreement.model import Agreement
    from servanda.evidence.source import Source
    from servanda.facts.model import Refusal
    from servanda.verdicts.model import FactRef, Verdict, Violation

__all__ = ["for_publication", "write_report"]


def for_publication(assessment: Assessment) -> Assessment:
    """Return the assessment without what must not be published; every verdict stays.

    Raises:
        MisuseError: If ``publish`` redacts a source that the case does not have.
    """
    agreement, rules = assessment.agreement, assessment.agreement.publish
    _check_sources(rules.sources, assessment.sources)
    by_id = {fact.fact: fact for fact in facts_in(list(assessment.verdicts))}
    cited = [by_id[key] for key in sorted(by_id)]
    found = withhold(cited, agreement, assessment.sources, assessment.as_of)
    told = _Sentences(cited, found)
    unread = [
        Withheld("unread", each.item)
        for source in sorted(assessment.refused)
        for each in assessment.refused[source]
    ]
    patches = {str(fact.arguments.get("patch", "")) for fact in found.facts.values()}
    published = replace(
        assessment,
        verdicts=[told.verdict(each) for each in assessment.verdicts],
        due=everywhere(list(assessment.due), told),
        refused={each: _unread(some) for each, some in assessment.refused.items()},
        texts={},
        maps={key: each for key, each in assessment.maps.items() if key in patches},
    )
    return replace(
        _masked(published, cited, found),
        edition=rules,
        withheld=sorted([*found.withheld, *unread], key=_order),
    )


def _check_sources(redacted: Sequence[str], sources: Mapping[str, Source]) -> None:
    for each in redacted:
        if each not in sources:
            hint = nearest(each, sources)
            raise MisuseError(
                f"publish: redact: sources: no source of this case is {each!r}"
                + (f" (did you mean {hint}?)" if hint else "")
                + "; a misspelt one would be published"
            )


def _order(one: Withheld) -> tuple[int, str, str]:
    return WITHHELD.index(one.reason), one.item, one.fact


def _unread(refused: Sequence[Refusal]) -> list[Refusal]:
    """What could not be read is neither dated nor understood, so only its place is told."""
    return [replace(each, reason=STRUCK, excerpt=STRUCK) for each in refused]


class _Sentences:
    """Sentences of an answer that repeat what a fact says, told anew.

    A violation is described by its best report, and that description is repeated in what
    follows from it: in duties, their reasons and what makes them due.
    """

    def __init__(self, cited: Sequence[FactRef], found: Published) -> None:
        self._facts = found.facts
        self._whole = found.whole
        self._blank = {f"{fact.predicate}: {STRUCK}" for fact in cited}
        self._anew: dict[str, str] = {}
        for fact in cited:
            told = self._told(fact)
            before = self._anew.setdefault(describe(fact), told)
            if len(told) < len(before):  # the same words stand for something withheld, too
                self._anew[describe(fact)] = told
        for old in [old for old in self._anew if ": " not in old]:
            del self._anew[old]  # a bare predicate tells nothing
        self._known = sorted(self._anew)
        self._heads = {old.partition(": ")[0] + ": " for old in self._known}

    def _told(self, fact: FactRef) -> str:
        if fact.fact in self._whole:
            return f"{fact.predicate}: {STRUCK}"
        return describe(self._facts[fact.fact])

    def __call__(self, text: str) -> str:
        """Return a text with every description in it told anew."""
        alone, told = self._anew.get(text), self._spliced(text)
        return alone if alone is not None and alone == told else told

    def _spliced(self, text: str) -> str:
        for head in sorted(self._heads):
            at = text.find(head)
            while at >= 0:
                old = self._longest(text[at:])
                new = self._anew[old] if old else head
                text = text[:at] + new + text[at + len(old or head) :]
                at = text.find(head, at + len(new))
        return text

    def _longest(self, text: str) -> str:
        """Return the longest known description that the text begins with, or nothing."""
        while text:
            index = bisect_right(self._known, text) - 1
            if index < 0:
                return ""
            if text.startswith(self._known[index]):
                return self._known[index]
            text = _common(text, self._known[index])
        return ""

    def verdict(self, verdict: Verdict) -> Verdict:
        """Return a verdict with its facts as published; nothing else of it changes."""
        told: Verdict = everywhere(verdict, self, self._facts)
        violations = tuple(
            replace(new, what=self._what(old, new))
            for old, new in zip(verdict.violations, told.violations, strict=True)
        )
        return replace(told, violations=violations)

    def _what(self, old: Violation, new: Violation) -> str:
        """Describe a violation by a report that is published, if there is one."""
        kept = [fact for fact in new.facts if fact.fact not in self._whole]
        if kept and old.what in {describe(fact) for fact in old.facts} and new.what in self._blank:
            return describe(min(kept, key=lambda fact: (fact.when.ends, fact.fact)))
        return new.what


def _common(one: str, other: str) -> str:
    """Return what both texts begin with."""
    pairs = enumerate(zip(one, other, strict=False))
    return one[: next((n for n, (a, b) in pairs if a != b), min(len(one), len(other)))]


def _masked(assessment: Assessment, cited: Sequence[FactRef], found: Published) -> Assessment:
    """Strike out names, and who redacted sources are, wherever they stand."""
    rules = assessment.agreement.publish
    hidden = {each: f"{STRUCK}{n}" for n, each in enumerate(sorted(set(rules.sources)), 1)}
    mask = Mask(_names(assessment, found, hidden), hidden)
    items = {fact.item for fact in cited if fact.source in hidden}
    items |= {each.item for source in hidden for each in assessment.refused.get(source, ())}
    told = {sha: STRUCK if sha in items else mask(name) for sha, name in assessment.items.items()}
    sources = {each: _nameless(one, hidden) for each, one in assessment.sources.items()}
    notes = {each: () if each in hidden else some for each, some in assessment.notes.items()}
    return replace(
        assessment,
        agreement=_accepting(assessment.agreement, mask),
        verdicts=everywhere(list(assessment.verdicts), mask),
        due=[replace(everywhere(each, mask), what=each.what) for each in assessment.due],
        sources=everywhere(sources, mask),
        refused=everywhere(dict(assessment.refused), mask),
        read_counts={mask(each): count for each, count in assessment.read_counts.items()},
        notes=everywhere(notes, mask),
        items=told,
        maps={key: everywhere(each, mask) for key, each in assessment.maps.items()},
    )


def _names(assessment: Assessment, found: Published, hidden: Mapping[str, str]) -> dict[str, str]:
    """Return what is struck out of every text, with what stands in its place."""
    names = dict.fromkeys([*sorted(found.struck), *assessment.agreement.publish.names], STRUCK)
    for source, alias in hidden.items():
        one = assessment.sources[source]
        names |= {each: alias for each in (one.publisher, one.origin) if each}
    return names


def _nameless(source: Source, hidden: Mapping[str, str]) -> Source:
    return replace(source, url="", options={}) if source.id in hidden else source


def _accepting(agreement: Agreement, mask: Mask) -> Agreement:
    """Clauses name the sources they accept; the rest of an agreement is public already."""
    clauses = tuple(
        replace(each, verified_by=everywhere(each.verified_by, mask)) for each in agreement.clauses
    )
    return replace(agreement, clauses=clauses)


def write_report(
    assessment: Assessment, output: Path, *, language: Literal["en", "de"] = "en"
) -> Path:
    """Write an assessment as one HTML file and return its path.

    Raises:
        UnreadableError: If the file cannot be written.
    """
    from servanda.report.html import render

    text = render(assessment, language=language)
    unfinished = output.with_name(f".{output.name}.{os.getpid()}")
    try:
        unfinished.write_text(text, encoding="utf-8", newline="\n")
        unfinished.replace(output)
    except OSError as error:
        unfinished.unlink(missing_ok=True)
        raise UnreadableError(f"{output} cannot be written: {error}") from error
    return output
