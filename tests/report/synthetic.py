"""Assessments of the invented truce, made by hand."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta

from servanda.agreement.model import (
    Agreement,
)
from servanda.evidence.source import Regime, Source, SourceCoverage
from servanda.facts.model import Refusal
from servanda.report.model import Assessment, Due, EvidenceText, PatchMap
from servanda.verdicts.model import (
    Activation,
    BreachKind,
    Dated,
    FactRef,
    Flip,
    Gap,
    Instance,
    Span,
    Verdict,
    Violation,
    Word,
)

from .invented import AS_OF, BEGINS, HOSTILE, agreement, day, sha

RTL = "قال المتحدث إن المدينة هادئة"
HEAD = "5f" * 32
NEWS = (
    "Talks went on through the night.\n\n"
    "A spokesman for Westmark said on Monday: “We took the ridge at Alder, and we will "
    "stay.” Eastmark called it a breach.\n\nThe river crossing stayed open."
)
NEWS_WORDS = "We took the ridge at Alder, and we will stay."
SVG = (
    '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 60 40" role="img">'
    '<rect width="60" height="40" fill="#e8e4da"/><path d="M5 30 L25 8 L50 20 L40 36 Z" '
    'fill="#c46a2b" stroke="#5a2d10"/></svg>'
)


def fact(name: str, predicate: str = "strike", **changes: object) -> FactRef:
    values: dict[str, object] = {
        "fact": sha(name)[:20],
        "predicate": predicate,
        "arguments": {"by": "WM", "place": "Alder"},
        "when": Dated(day(10), day(10)),
        "source": "log",
        "origin": "Valley Observatory",
        "party": "",
        "reliability": "B",
        "credibility": "2",
        "item": sha("incidents.csv"),
        "locator": "row=17",
        "words": "date=2026-03-11; place=Alder; what=shelling",
        "known_from": day(11),
    }
    return FactRef(**{**values, **changes})  # type: ignore[arg-type]


def map_fact() -> FactRef:
    return fact(
        "map",
        "gained",
        arguments={"by": "WM", "area": 14.2, "place": "Alder", "patch": "p1"},
        when=Dated(day(9), day(10), "after"),
        source="map-a",
        origin="Cartographers",
        item=sha("map.geojson"),
        locator="patch=p1",
        words="",
    )


def news_fact() -> FactRef:
    begins = NEWS.index(NEWS_WORDS)
    return fact(
        "news",
        "said",
        arguments={"by": "WM", "speaker": "spokesman"},
        source="courier",
        origin="Courier",
        reliability="C",
        credibility="6",
        item=sha("report.txt"),
        locator=f"char={begins},{begins + len(NEWS_WORDS)}",
        words=NEWS_WORDS,
    )


def denial() -> FactRef:
    return fact("denial", "denied", arguments={"by": "WM", "about": HOSTILE}, party="WM", words=RTL)


def violation(number: int = 0, *, verified: bool = True, **changes: object) -> Violation:
    values: dict[str, object] = {
        "id": f"incident-{number}",
        "what": "gained 14.2 km² at Alder; limit 1",
        "when": Dated(day(9), day(10), "after"),
        "verified": verified,
        "why": "2 independent sources" if verified else "one origin only",
        "by": ("WM",),
        "facts": (map_fact(), news_fact()),
        "denials": (denial(),),
        "origins": ("Cartographers", "Courier"),
    }
    return Violation(**{**values, **changes})  # type: ignore[arg-type]


def _verdict(clause: str, word: Word, **changes: object) -> Verdict:
    values: dict[str, object] = {
        "clause": clause,
        "word": word,
        "activation": Activation.ACTIVE,
        "window": (BEGINS, AS_OF),
        "since": Dated(BEGINS, BEGINS),
        "sources": ("map-a", "courier"),
        "engine": "1.0",
        "known_since": day(11),
    }
    return Verdict(**{**values, **changes})  # type: ignore[arg-type]


def breached(**changes: object) -> Verdict:
    values: dict[str, object] = {
        "since": Dated(day(9), day(10), "after"),
        "by": ("WM",),
        "reasons": ("A verified violation: 14.2 km² came under Westmark's control.",),
        "violations": (violation(), violation(1, verified=False, when=Dated(day(40), day(40)))),
        "gaps": (Gap(day(20), day(27), "map-a published no edition"),),
        "strip": (
            Span(BEGINS, day(9), Word.KEPT),
            Span(day(9), day(20), Word.BREACHED),
            Span(day(20), day(27), Word.UNDETERMINED),
            Span(day(27), AS_OF, Word.KEPT),
        ),
        "breach_kind": BreachKind.COMPLETED,
        "flips": (Flip("map-a", Word.UNDETERMINED),),
    }
    return _verdict("no-advance", Word.BREACHED, **{**values, **changes})


def unattributed() -> Verdict:
    found = violation(7, by=(), facts=(fact("s1"), fact("s2", source="courier")), denials=())
    return _verdict(
        "no-advance",
        Word.BREACHED,
        attributable=False,
        by=(),
        violations=(found,),
        since=found.when,
    )


def verdicts() -> list[Verdict]:
    alleged = violation(
        3,
        verified=False,
        what="strike at Alder",
        facts=(fact("s1"),),
        when=Dated(day(30), day(30) + timedelta(hours=20), "within"),
    )
    triggered = Instance(
        "incident-0",
        day(10),
        day(11),
        Word.PENDING,
        "the clock is running",
        trigger=(map_fact(),),
    )
    month = Instance(
        "2026-03",
        BEGINS,
        day(30),
        Word.KEPT,
        "threshold reached",
        fulfilled_by=(
            fact(
                "aid",
                "disbursed",
                arguments={"by": "NH", "to": "EM", "amount": 1.2e9, "currency": "USD"},
            ),
        ),
        progress="1,200,000,000 USD of 1,000,000,000 USD",
    )
    blind = Gap(BEGINS, AS_OF, "no accepted source covers the crossing")
    return [
        breached(),
        _verdict(
            "no-strikes",
            Word.ALLEGED,
            violations=(alleged,),
            since=alleged.when,
            reasons=("One source reports a strike; a second is needed.",),
            strip=(Span(BEGINS, AS_OF, Word.ALLEGED),),
        ),
        _verdict(
            "crossing",
            Word.UNDETERMINED,
            gaps=(blind,),
            reasons=("Nobody accepted was looking at the crossing.",),
            strip=(Span(BEGINS, AS_OF, Word.UNDETERMINED),),
            sources=(),
            since=None,
        ),
        _verdict(
            "consult",
            Word.PENDING,
            instances=(triggered,),
            strip=(Span(BEGINS, AS_OF, Word.PENDING),),
            since=None,
        ),
        _verdict(
            "package",
            Word.KEPT,
            instances=(month,),
            strip=(Span(BEGINS, AS_OF, Word.KEPT),),
            sources=("log",),
        ),
    ]


def sources() -> dict[str, Source]:
    return {
        "map-a": Source(
            "map-a",
            "Cartographers",
            "CC BY 4.0",
            "B",
            "control map",
            kind="control maps",
            url="https://example.org/map",
            lag=timedelta(days=1),
            coverage=(SourceCoverage(("gained",), places=("Alder",), except_places=("Birch",)),),
            regimes=(Regime(day(50), "finer grid"),),
        ),
        "courier": Source("courier", "The Courier", "unknown", "C", "news", kind="news"),
        "log": Source(
            "log",
            "Valley Observatory",
            "ODbL 1.0",
            "B",
            "table",
            party="EM",
            url="javascript:alert(1)",
            lag=timedelta(hours=6),
        ),
    }


def due() -> list[Due]:
    return [
        Due(
            "consult",
            "incident-0",
            ("NH",),
            "consulted (by: the bearer)",
            day(10),
            day(11),
            "overdue",
            "breach of no-advance",
            remedy_for="no-advance",
        ),
        Due("package", "2026-05", ("NH",), "sum of amount", day(61), None, "open", "May 2026"),
    ]


def assessment(
    chosen: Sequence[Verdict] | None = None, *, of: Agreement | None = None, **changes: object
) -> Assessment:
    values: dict[str, object] = {
        "agreement": of or agreement(),
        "as_of": AS_OF,
        "verdicts": verdicts() if chosen is None else chosen,
        "due": due(),
        "sources": sources(),
        "formulas": {"no-advance": "gained(by, area, place, patch) AND area >= 1.0"},
        "refused": {
            "log": [Refusal(sha("incidents.csv"), "row=4", "no date; write 2026-03-04", HOSTILE)]
        },
        "read_counts": {"log": 120, "map-a": 40},
        "notes": {"map-a": ["2026-03-22: no edition"]},
        "items": {
            sha("incidents.csv"): "incidents.csv",
            sha("map.geojson"): "map.geojson",
            sha("report.txt"): "report.txt",
        },
        "archive_head": HEAD,
        "texts": {sha("report.txt"): EvidenceText(sha("report.txt"), "report.txt", NEWS)},
        "maps": {"p1": PatchMap("p1", SVG, "Ground gained at Alder, 10 to 11 March 2026")},
    }
    return Assessment(**{**values, **changes})  # type: ignore[arg-type]


def crowd(count: int) -> Assessment:
    """One clause with very many violations, every second one alleged."""
    many = tuple(
        violation(n, verified=n < count // 2, when=Dated(day(n / count * 80), day(n / count * 80)))
        for n in range(count)
    )
    return assessment([breached(violations=many)])
