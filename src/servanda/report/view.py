"""What the page's templates draw: an assessment cut to length, with an address for everything.

Chooses how much is shown (and counts the rest), gathers each cited fact once, and gives
clauses, facts and maps their anchors. It adds no finding of its own.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field

from markupsafe import Markup

from servanda.agreement.model import Clause
from servanda.report.drawing import is_plain_drawing
from servanda.report.model import Assessment
from servanda.report.publication import Publication, publication_of
from servanda.report.quote import Passage, cells, passage
from servanda.report.strip import Strip, strip_of
from servanda.report.wording import Wording
from servanda.verdicts.model import FactRef, Instance, Verdict, Violation, Word

__all__ = ["ClauseView", "FactView", "MapView", "PageView", "anchor", "page_of"]

SHOWN_VIOLATIONS = 50
SHOWN_FACTS = 12
SHOWN_REFUSALS = 20
_SAFE = re.compile(r"[A-Za-z0-9._-]{1,80}")


def anchor(kind: str, name: str) -> str:
    """Return an address in the page for a thing's id, safe whatever the id holds.

    >>> anchor("clause", "no-advance"), anchor("fact", "a b").startswith("fact-x")
    ('clause-no-advance', True)
    """
    if _SAFE.fullmatch(name):
        return f"{kind}-{name}"
    return f"{kind}-x{hashlib.sha256(name.encode('utf-8', 'replace')).hexdigest()[:16]}"


@dataclass(frozen=True, slots=True)
class MapView:
    """The picture of a change; ``svg`` is None when it is not a plain drawing."""

    anchor: str
    svg: Markup | None
    caption: str
    first: bool


@dataclass(slots=True)
class FactView:
    """A fact with what its place in the evidence shows, and the clauses that cite it."""

    fact: FactRef
    anchor: str
    passage: Passage | None
    cells: list[tuple[str, str]]
    map: MapView | None
    withheld: tuple[str, ...] = ()
    clauses: list[str] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class ClauseView:
    """One clause with its answer, cut to a readable length."""

    verdict: Verdict
    clause: Clause | None
    anchor: str
    strip: Strip | None
    violations: Sequence[Violation]
    instances: Sequence[Instance]
    verified: int
    alleged: int
    accused: tuple[str, ...]
    word_of: tuple[tuple[str, str], ...]

    @property
    def more_verified(self) -> int:
        """Verified violations that are not listed."""
        return self.verified - sum(violation.verified for violation in self.violations)

    @property
    def more_alleged(self) -> int:
        """Alleged violations that are not listed."""
        return self.alleged - sum(not violation.verified for violation in self.violations)


@dataclass(frozen=True, slots=True)
class PageView:
    """The whole page: clauses by layer, every cited fact once, and what is withheld."""

    clauses: tuple[ClauseView, ...]
    layers: tuple[tuple[str, tuple[ClauseView, ...]], ...]
    facts: tuple[FactView, ...]
    refused: int
    publication: Publication


def page_of(assessment: Assessment, say: Wording) -> PageView:
    """Return what the page shows, from all answers."""
    by_id = {clause.id: clause for clause in assessment.agreement.clauses}
    clauses = tuple(_clause(verdict, by_id, say) for verdict in assessment.verdicts)
    layers: dict[str, list[ClauseView]] = {}
    for view in clauses:
        layers.setdefault(view.clause.layer if view.clause else "", []).append(view)
    return PageView(
        clauses=clauses,
        layers=tuple((layer, tuple(views)) for layer, views in layers.items()),
        facts=tuple(_book(assessment, clauses)),
        refused=sum(map(len, assessment.refused.values())),
        publication=publication_of(assessment, say),
    )


def _clause(verdict: Verdict, by_id: dict[str, Clause], say: Wording) -> ClauseView:
    verified = sum(violation.verified for violation in verdict.violations)
    accused = () if verdict.word is not Word.ALLEGED else _accused(verdict.violations)
    return ClauseView(
        verdict=verdict,
        clause=by_id.get(verdict.clause),
        anchor=anchor("clause", verdict.clause),
        strip=strip_of(verdict, say),
        violations=verdict.violations[:SHOWN_VIOLATIONS],
        instances=verdict.instances[:SHOWN_VIOLATIONS],
        verified=verified,
        alleged=len(verdict.violations) - verified,
        accused=accused,
        word_of=_word_of(verdict),
    )


def _accused(violations: Iterable[Violation]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(party for violation in violations for party in violation.by))


def _word_of(verdict: Verdict) -> tuple[tuple[str, str], ...]:
    """Sources (id, party) of what decides: violations, fulfilments, or those who looked."""
    wanted = verdict.word is Word.BREACHED
    facts: Iterable[FactRef]
    if verdict.word in (Word.BREACHED, Word.ALLEGED):
        facts = (f for v in verdict.violations if v.verified is wanted for f in v.facts)
    else:
        facts = (f for instance in verdict.instances for f in instance.fulfilled_by)
    found = tuple(dict.fromkeys((fact.source, fact.party) for fact in facts))
    rests_on_silence = verdict.word in (Word.KEPT, Word.BREACHED)  # of those who looked
    if rests_on_silence and not found:
        return tuple((source, "") for source in verdict.sources)
    return found


def _book(assessment: Assessment, clauses: Iterable[ClauseView]) -> Iterator[FactView]:
    """Each fact that the page cites, once, in the order in which it is first cited."""
    book: dict[str, FactView] = {}
    drawn: set[str] = set()
    withheld: dict[str, tuple[str, ...]] = {}
    for each in assessment.withheld:
        withheld[each.fact] = (*withheld.get(each.fact, ()), each.reason)
    for view in clauses:
        for fact in _cited(view):
            if fact.fact not in book:
                book[fact.fact] = _fact(assessment, fact, drawn, withheld.get(fact.fact, ()))
            if view.verdict.clause not in book[fact.fact].clauses:
                book[fact.fact].clauses.append(view.verdict.clause)
    return iter(book.values())


def _cited(view: ClauseView) -> Iterator[FactRef]:
    for violation in view.violations:
        yield from violation.facts[:SHOWN_FACTS]
        yield from violation.denials[:SHOWN_FACTS]
    for instance in view.instances:
        yield from instance.trigger[:SHOWN_FACTS]
        yield from instance.fulfilled_by[:SHOWN_FACTS]
        yield from instance.done_late_by[:SHOWN_FACTS]


def _fact(
    assessment: Assessment, fact: FactRef, drawn: set[str], withheld: tuple[str, ...]
) -> FactView:
    text = assessment.texts.get(fact.item)
    return FactView(
        fact=fact,
        anchor=anchor("fact", fact.fact),
        passage=passage(text.text, fact.locator, fact.words) if text else None,
        cells=cells(fact.locator, fact.words),
        map=_map(assessment, str(fact.arguments.get("patch", "")), drawn),
        withheld=withheld,
    )


def _map(assessment: Assessment, patch: str, drawn: set[str]) -> MapView | None:
    picture = assessment.maps.get(patch)
    if picture is None:
        return None
    first = patch not in drawn
    drawn.add(patch)
    # The drawing is made by servanda.territory; the guard holds should that ever change.
    svg = Markup(picture.svg) if is_plain_drawing(picture.svg) else None  # noqa: S704
    return MapView(anchor("map", patch), svg, picture.caption, first)
