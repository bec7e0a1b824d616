"""Which facts an edition for publication withholds, and why; what of a fact remains.

Decides fact by fact, by the agreement's ``publish`` section and the sources' licences. It
knows nothing of verdicts: those do not change by publishing less. Texts that repeat what a
fact says are for ``case.publish``.

Main path: ``withhold`` -> facts as published, and what is withheld.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime

from servanda.agreement.model import Agreement, Publish
from servanda.case.coarse import coarse, locates
from servanda.case.masking import STRUCK
from servanda.evidence.source import Source
from servanda.report.model import Withheld
from servanda.verdicts.model import FactRef

__all__ = ["Published", "withhold"]

_CHARACTERS = re.compile(r"(?:^|[#;&])char=(\d{1,12}),(\d{1,12})")
_ROW = re.compile(r"(?:^|[#;&])row=\d+")


@dataclass(slots=True)
class Published:
    """Facts as published.

    Attributes:
        facts: Every fact by id, without what is withheld.
        withheld: What was taken out.
        whole: Ids of the facts of which only source, time, place, hash and grade remain.
        struck: Values of redacted arguments, to be struck out of every text.
    """

    facts: dict[str, FactRef] = field(default_factory=dict)
    withheld: list[Withheld] = field(default_factory=list)
    whole: set[str] = field(default_factory=set)
    struck: set[str] = field(default_factory=set)


def withhold(
    cited: Sequence[FactRef],
    agreement: Agreement,
    sources: Mapping[str, Source],
    as_of: datetime,
) -> Published:
    """Return facts as they may be published.

    Args:
        cited: Facts, each once, in a stable order.
        agreement: Its ``publish`` section decides, with its defaults if it has none.
        sources: Their licences decide, too: a source without ``export: yes`` keeps its rows.
        as_of: Moment of knowledge; the delay counts back from it.
    """
    rules, found = agreement.publish, Published()
    for fact in cited:
        reason = _reason(fact, rules, sources, as_of - rules.delay)
        if reason:
            found.facts[fact.fact] = _emptied(fact, agreement)
            found.withheld.append(Withheld(reason, fact.item, fact.fact))
            found.whole.add(fact.fact)
        else:
            found.facts[fact.fact] = _struck(fact, agreement, found)
    _beside(cited, {each.fact for each in found.withheld}, found)
    for fact in cited:
        shown = found.facts[fact.fact]
        if fact.fact not in found.whole and locates(shown):
            found.facts[fact.fact] = coarse(shown, rules.coordinates_km)
            found.withheld.append(Withheld("coarse", fact.item, fact.fact))
    return found


def _reason(fact: FactRef, rules: Publish, sources: Mapping[str, Source], before: datetime) -> str:
    """Why the whole fact is withheld; empty if it is not."""
    source = sources.get(fact.source)
    if fact.predicate in rules.predicates or fact.source in rules.sources:
        return "redacted"
    if source is None or not source.may_export:
        return "licence"
    lasts = fact.when.dating == "throughout" and fact.when.ends <= fact.when.begins
    return "delay" if lasts or fact.when.ends > before else ""


def _emptied(fact: FactRef, agreement: Agreement) -> FactRef:
    """Return the fact with nothing but what the verdict says itself: which parties it names."""
    kinds = {each.name: each.type for each in agreement.vocabulary[fact.predicate].arguments}
    named = {
        name: value
        for name, value in fact.arguments.items()
        if kinds.get(name) == "party" and value in agreement.parties
    }
    return replace(fact, arguments=named, words="")


def _struck(fact: FactRef, agreement: Agreement, found: Published) -> FactRef:
    """Return the fact without redacted arguments; then its words are withheld as well."""
    rules = agreement.publish
    named = {
        name
        for name in fact.arguments
        if name in rules.arguments or f"{fact.predicate}.{name}" in rules.arguments
    }
    if not named:
        return fact
    found.withheld.append(Withheld("redacted", fact.item, fact.fact))
    values = {fact.arguments[name] for name in named}
    found.struck |= {each for each in values if isinstance(each, str)} - set(agreement.parties)
    kept = {name: STRUCK if name in named else each for name, each in fact.arguments.items()}
    kept.pop("patch", None)  # its map would show what was struck out
    return replace(fact, arguments=kept, words="")


def _beside(cited: Iterable[FactRef], hidden: set[str], found: Published) -> None:
    """Withhold the words of facts that stand where something withheld stands.

    Of a row nothing remains: every fact that is read from it tells the same cells.
    """
    rows: dict[tuple[str, str], bool] = {}
    spans: dict[str, list[tuple[int, int]]] = {}
    for fact in cited:
        if fact.fact in hidden:
            row = (fact.item, _row(fact.locator))
            rows[row] = rows.get(row, False) or fact.fact in found.whole
            spans.setdefault(fact.item, []).extend(_span(fact.locator))
    merged = {item: _merged(each) for item, each in spans.items()}
    for fact in cited:
        if fact.fact in hidden:
            continue
        row, shown = (fact.item, _row(fact.locator)), found.facts[fact.fact]
        if rows.get(row):
            found.facts[fact.fact] = replace(shown, arguments={}, words="")
            found.whole.add(fact.fact)
        elif shown.words and (row in rows or _meets(fact.locator, merged.get(fact.item, ()))):
            found.facts[fact.fact] = replace(shown, words="")
        else:
            continue
        found.withheld.append(Withheld("beside", fact.item, fact.fact))


def _meets(locator: str, spans: Sequence[tuple[int, int]]) -> bool:
    return any(
        begin < last and first < end for begin, end in _span(locator) for first, last in spans
    )


def _row(locator: str) -> str:
    match = _ROW.search(locator)
    return match[0].lstrip("#;&") if match else locator


def _span(locator: str) -> list[tuple[int, int]]:
    match = _CHARACTERS.search(locator)
    return [(int(match[1]), int(match[2]))] if match else []


def _merged(spans: list[tuple[int, int]]) -> list[tuple[int, int]]:
    found: list[tuple[int, int]] = []
    for begin, end in sorted(spans):
        if found and begin <= found[-1][1]:
            found[-1] = (found[-1][0], max(end, found[-1][1]))
        else:
            found.append((begin, end))
    return found
