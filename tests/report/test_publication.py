"""An edition for publication: what is withheld is nowhere, is counted, and changes no answer."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from servanda.agreement.model import Publish
from servanda.base.errors import MisuseError
from servanda.case.incidents import describe
from servanda.case.masking import STRUCK
from servanda.case.publish import for_publication
from servanda.evidence.source import Source
from servanda.report.html import render
from servanda.report.jsonlines import due_records, verdict_records
from servanda.report.labels import LANGUAGES, Language
from servanda.report.model import Assessment, EvidenceText, PatchMap, Withheld
from servanda.verdicts.model import Dated, FactRef, Flip, Instance, Violation, Word

from .invented import AS_OF, BEGINS, agreement, sha
from .page import Page, text_of
from .synthetic import NEWS, NEWS_WORDS, SVG, assessment, breached, fact, news_fact, violation

_OLD, _YOUNG = AS_OF - timedelta(days=10), AS_OF - timedelta(hours=71)


def _sources(**may_export: bool) -> dict[str, Source]:
    return {
        name.replace("_", "-"): Source(
            name.replace("_", "-"), f"Desk {name}", "own terms", "B", "table", may_export=may,
        )
        for name, may in may_export.items()
    }  # fmt: skip


def _strike(
    number: int, source: str = "open", when: datetime | Dated = _OLD, **more: object
) -> FactRef:
    """A strike whose every value is its own, so that it can be looked for."""
    place, target = f"Placename{number}", f"Targetname{number}"
    dated = when if isinstance(when, Dated) else Dated(when, when)
    longitude, latitude = 20.123457 + number / 1000, 40.765431 + number / 1000
    values: dict[str, Any] = {
        "arguments": {
            "by": "WM", "place": place, "target": target, "longitude": longitude,
            "latitude": latitude,
        },
        "when": dated, "source": source, "origin": f"Desk {source}",
        "item": sha(source), "locator": f"row={number}",
        "words": f"where={place}; what={target}; lat={latitude}; lon={longitude}; n=Cell{number}",
    }  # fmt: skip
    return fact(f"strike-{number}", **{**values, **more})


def _case(facts: Sequence[FactRef], rules: Publish | None = None, **changes: object) -> Assessment:
    """An assessment in which one clause is violated by each fact, and a duty follows from each."""
    found = tuple(
        violation(n, what=describe(each), when=each.when, facts=(each,), denials=())
        for n, each in enumerate(facts)
    )
    duties = tuple(
        Instance(
            f"duty {n}", each.when.ends, None, Word.PENDING, f"{describe(each)}: waits", (each,),
            label=describe(each),
        )
        for n, each in enumerate(facts)
    )  # fmt: skip
    verdict = breached(
        violations=found, instances=duties, reasons=[f"{each.what}: seen" for each in found],
        strip=(), gaps=(), flips=(), sources=(),
    )  # fmt: skip
    values: dict[str, object] = {
        "of": replace(agreement(), publish=rules or Publish()),
        "sources": _sources(open=True, shut=False),
        "due": [], "refused": {}, "texts": {}, "maps": {}, "notes": {},
        "items": {sha("open"): "open.csv", sha("shut"): "shut.csv"},
    }  # fmt: skip
    return assessment([verdict], **{**values, **changes})  # type: ignore[arg-type]


def _reasons(published: Assessment) -> list[str]:
    return [each.reason for each in published.withheld]


def _traces(each: FactRef) -> list[str]:
    """Everything that would give a fact away, as it stands in its row and in sentences."""
    cells = [cell.partition("=")[2] for cell in each.words.split("; ")]
    values = [str(value) for name, value in each.arguments.items() if name != "by"]
    return [*cells, *values, each.words, describe(each)]


def test_without_the_option_the_report_says_that_it_is_a_working_copy() -> None:
    english, german = (text_of(render(assessment(), language=one)) for one in LANGUAGES)
    assert "working copy: not for publication; nothing is withheld" in english
    assert "Arbeitsexemplar: nicht zur Veröffentlichung" in german
    assert "What is withheld" not in english


@pytest.mark.parametrize("made", [assessment(), for_publication(assessment())])
def test_every_report_says_that_it_is_not_for_bets_and_calls_for_nothing(made: Assessment) -> None:
    assert "Not for the settlement of bets" in text_of(render(made))
    assert "calls for no action" in text_of(render(made))
    german = text_of(render(made, language="de"))
    assert "Nicht zur Abrechnung von Wetten" in german
    assert "ruft zu nichts auf" in german


def test_evidence_younger_than_the_delay_is_withheld_and_the_rest_is_shown() -> None:
    young, old = _strike(1, when=_YOUNG), _strike(2)
    published = for_publication(_case([young, old]))
    page = render(published)
    assert "Placename1" not in page
    assert "Placename2" in page
    assert Withheld("delay", sha("open"), young.fact) in published.withheld


@pytest.mark.parametrize(
    ("when", "withheld"),
    [
        (Dated(AS_OF - timedelta(hours=72), AS_OF - timedelta(hours=72)), False),
        (Dated(AS_OF - timedelta(hours=72), AS_OF - timedelta(hours=71, minutes=59)), True),
        (Dated(_OLD, _YOUNG, "within"), True),
        (Dated(_OLD, _YOUNG, "after"), True),
        (Dated(_OLD, _OLD, "throughout"), True),  # it lasts: nobody has seen its end
        (Dated(_OLD, _OLD + timedelta(hours=1), "throughout"), False),
    ],
)
def test_what_may_have_happened_within_the_delay_counts_as_young(
    when: Dated, withheld: bool
) -> None:
    published = for_publication(_case([_strike(1, when=when)]))
    assert ("delay" in _reasons(published)) is withheld


def test_a_longer_delay_withholds_more() -> None:
    case = _case([_strike(1)], Publish(delay=timedelta(days=11)))
    assert _reasons(for_publication(case)) == ["delay"]


def test_rows_words_and_maps_of_a_source_without_export_stay_in_the_case() -> None:
    shut = _strike(1, "shut")
    gained = fact(
        "map", "gained", arguments={"by": "WM", "patch": "p1", "area": 7.77}, source="shut",
        item=sha("map"), locator="patch=p1", words="", when=Dated(_OLD, _OLD, "after"),
    )  # fmt: skip
    maps = {"p1": PatchMap("p1", SVG, "Caption of the map")}
    published = for_publication(_case([shut, gained], maps=maps))
    page = render(published)
    assert not [trace for trace in _traces(shut) if trace in page]
    assert "Caption of the map" not in page
    assert "7.77" not in page
    assert published.maps == {}
    assert _reasons(published) == ["licence", "licence"]


def test_what_was_done_late_is_shown_with_its_evidence_or_withheld_like_all_of_it() -> None:
    def page(source: str) -> str:
        late = _strike(1, source)
        duty = Instance("x", _OLD, _OLD, Word.BREACHED, "late", done_late_by=(late,))
        case = replace(_case([]), verdicts=[breached(violations=(), instances=(duty,))])
        return render(for_publication(case))

    assert "Done late, as reported by: open" in text_of(page("open"))
    assert "Placename1" in page("open")
    assert "Done late, as reported by: shut" in text_of(page("shut"))
    assert "Placename1" not in page("shut")


def test_locator_hash_and_grade_of_what_is_withheld_stay() -> None:
    text = text_of(render(for_publication(_case([_strike(17, "shut")]))))
    assert "row=17" in text
    assert sha("shut") in text
    assert "B usually reliable; 2 probably true" in text
    assert "shut.csv" in text


def test_a_permanent_reason_is_told_before_one_that_passes() -> None:
    published = for_publication(_case([_strike(1, "shut", _YOUNG)]))
    assert _reasons(published) == ["licence"]


def test_a_map_of_an_old_change_by_a_source_that_may_leave_is_drawn() -> None:
    gained = fact(
        "map", "gained", arguments={"by": "WM", "patch": "p1", "area": 7.77}, source="open",
        item=sha("map"), locator="patch=p1", words="", when=Dated(_OLD, _OLD, "after"),
    )  # fmt: skip
    maps = {"p1": PatchMap("p1", SVG, "Caption of the map")}
    assert "Caption of the map" in render(for_publication(_case([gained], maps=maps)))
    young = replace(gained, when=Dated(_OLD, _YOUNG, "after"))
    assert "Caption of the map" not in render(for_publication(_case([young], maps=maps)))


@pytest.mark.parametrize("km", [1.0, 10.0, 50.0])
def test_no_coordinate_is_more_exact_than_the_agreement_allows(km: float) -> None:
    published = for_publication(_case([_strike(1)], Publish(coordinates_km=km)))
    [shown] = published.verdicts[0].violations[0].facts
    longitude, latitude = shown.arguments["longitude"], shown.arguments["latitude"]
    assert isinstance(longitude, float)
    assert isinstance(latitude, float)
    step = km / 111.32
    assert longitude == round(longitude, 2)
    assert latitude == round(latitude, 2)
    assert abs(latitude - 40.766431) <= 5 * step
    assert "40.766431" not in render(published)
    assert f"where=Placename1; what=Targetname1; lat={STRUCK}; lon={STRUCK}" in shown.words
    assert _reasons(published) == ["coarse"]


def test_words_that_give_a_place_away_in_another_way_are_withheld_whole() -> None:
    hidden = replace(_strike(1), words="spot=48°12'33\"; note=by the Mill")
    page = render(for_publication(_case([hidden])))
    assert "by the Mill" not in page


def test_coordinates_in_a_cell_that_nothing_reads_are_struck_out_too() -> None:
    row = replace(_strike(1), arguments={"by": "WM"}, words="where=Kell; Latitude=40.766431")
    published = for_publication(_case([row]))
    assert "40.766431" not in render(published)
    assert _reasons(published) == ["coarse"]


def test_a_redacted_argument_takes_its_words_and_its_repetitions_with_it() -> None:
    said = fact(
        "said", "said", arguments={"by": "WM", "speaker": "Jane Doe"}, source="open",
        item=sha("open"), locator="char=0,30", words="I saw it, says Jane of the Doe family.",
        when=Dated(_OLD, _OLD),
    )  # fmt: skip
    other = replace(_strike(2), words="where=Kell; note=JANE DOE saw it")
    items = {sha("open"): "interview_jane_doe.txt"}
    case = _case([said, other], Publish(arguments=("speaker",)), items=items)
    page = render(for_publication(case))
    assert "jane" not in page.lower()
    assert "doe family" not in page.lower()
    assert page.count(STRUCK) >= 3


def test_an_argument_of_one_predicate_leaves_that_of_another() -> None:
    rules = Publish(arguments=("said.speaker", "strike.target"))
    page = render(for_publication(_case([_strike(1)], rules)))
    assert "Targetname1" not in page
    assert "Placename1" in page


def test_facts_of_a_redacted_predicate_are_withheld() -> None:
    published = for_publication(_case([_strike(1)], Publish(predicates=("strike",))))
    assert not [trace for trace in _traces(_strike(1)) if trace in render(published)]
    assert _reasons(published) == ["redacted"]


def test_a_redacted_source_is_nowhere_named() -> None:
    sources = _sources(open=True, witness_line=True)
    case = _case(
        [_strike(1, "witness-line"), _strike(2)], Publish(sources=("witness-line",)),
        sources=sources, items={sha("witness-line"): "call-from-witness.csv"},
        notes={"witness-line": ["two rows were torn"]},
    )  # fmt: skip
    verdict = replace(
        case.verdicts[0], sources=("open", "witness-line"), notes=("only Desk witness_line saw it",)
    )
    page = render(for_publication(replace(case, verdicts=[verdict]))).lower()
    assert "witness" not in page
    assert "torn" not in page
    assert f"{STRUCK}1" in page


def test_a_redacted_source_that_is_not_there_stops_the_report() -> None:
    case = _case([_strike(1)], Publish(sources=("opne",)))
    with pytest.raises(MisuseError, match=r"'opne' \(did you mean open\?\); .*published"):
        for_publication(case)


def test_names_are_struck_out_of_evidence_whatever_their_capitals() -> None:
    row = replace(_strike(1), words="where=Kell; note=seen by ALEX MILLER and Alex Millerson")
    case = _case([row], Publish(names=("Alex Miller",)), notes={"open": ["alex-miller.csv: read"]})
    page = render(for_publication(case))
    assert f"seen by {STRUCK} and Alex Millerson" in page
    assert "alex miller" not in page.lower().replace("alex millerson", "")
    assert f"{STRUCK}.csv: read" in page


def test_a_redacted_source_is_struck_out_of_sentences_but_not_out_of_longer_ids() -> None:
    sources = _sources(log=True, joint_log=True)
    verdict = breached(
        violations=(), reasons=("as reported by log, joint-log",), flips=(Flip("log", Word.KEPT),),
        sources=("joint-log", "log"),
    )  # fmt: skip
    case = replace(_case([], Publish(sources=("log",)), sources=sources), verdicts=[verdict])
    [published] = for_publication(case).verdicts
    assert published.reasons == (f"as reported by {STRUCK}1, joint-log",)
    assert published.sources == ("joint-log", f"{STRUCK}1")
    assert published.flips == (Flip(f"{STRUCK}1", Word.KEPT),)


def test_words_beside_something_withheld_go_with_it() -> None:
    whole = "On Monday Jane Roe said that the mill burned."
    inner, outer = (
        fact(
            name, predicate, arguments={"by": "WM", **more}, source="open", item=sha("text"),
            locator=f"char={begin},{len(whole)}", words=whole[begin:], when=Dated(_OLD, _OLD),
        )
        for name, predicate, begin, more in (
            ("inner", "said", 10, {"speaker": "Jane Roe"}), ("outer", "denied", 0, {}),
        )
    )  # fmt: skip
    published = for_publication(_case([inner, outer], Publish(predicates=("said",))))
    assert "the mill burned" not in render(published)
    assert sorted(_reasons(published)) == ["beside", "redacted"]


def test_a_row_that_yields_two_facts_is_withheld_for_both() -> None:
    strike = _strike(1)
    told = replace(strike, fact="other", predicate="denied", arguments={"about": "Placename1"})
    published = for_publication(_case([strike, told], Publish(predicates=("strike",))))
    assert "Placename1" not in render(published)


def test_the_paragraph_around_a_quotation_is_not_published() -> None:
    quoted = replace(news_fact(), when=Dated(_OLD, _OLD), source="open")
    texts = {sha("report.txt"): EvidenceText(sha("report.txt"), "report.txt", NEWS)}
    page = render(for_publication(_case([quoted], texts=texts)))
    assert NEWS_WORDS in text_of(page)
    assert "A spokesman for Westmark said on Monday" not in text_of(page)


def test_what_could_not_be_read_is_counted_and_not_quoted() -> None:
    before = assessment()
    published = for_publication(before)
    text = text_of(render(published))
    assert "no date; write 2026-03-04" in text_of(render(before))
    assert "no date; write 2026-03-04" not in text
    assert "row=4" in text
    assert Withheld("unread", sha("incidents.csv")) in published.withheld


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_edition_declares_what_it_withholds_with_reason_count_and_hash(
    language: Language,
) -> None:
    published = for_publication(_case([_strike(1, when=_YOUNG), _strike(2, "shut")]))
    page = render(published, language=language)
    text = text_of(page)
    head = text[: text.index(STRUCK)]
    wanted = {
        "en": ("2 in all: 1 by licence; 1 too young", "no coordinate is more exact than 1 km"),
        "de": ("zusammen 2: 1 wegen der Lizenz; 1 zu jung", "keine Koordinate ist genauer"),
    }[language]
    for words in wanted:
        assert words in head
    listed = page[page.index('id="withheld"') :]
    assert sha("open") in listed
    assert sha("shut") in listed
    Page(page)


def test_the_same_assessment_gives_the_same_edition() -> None:
    case = _case([_strike(1), _strike(2, "shut"), _strike(3, when=_YOUNG)])
    assert render(for_publication(case)) == render(for_publication(case))


_KINDS = st.sampled_from(["open", "shut"])
_AGES = st.sampled_from([_OLD, _YOUNG, BEGINS, AS_OF - timedelta(hours=72)])
_RULES = st.builds(
    Publish,
    delay=st.sampled_from([timedelta(hours=1), timedelta(hours=72), timedelta(days=30)]),
    coordinates_km=st.sampled_from([1.0, 10.0, 100.0]),
    arguments=st.sampled_from([(), ("place",), ("strike.target", "place")]),
    predicates=st.sampled_from([(), ("strike",), ("denied",)]),
)


@settings(max_examples=25, deadline=None)
@given(st.lists(st.tuples(_KINDS, _AGES), max_size=8), _RULES, st.sampled_from(LANGUAGES))
def test_what_is_withheld_occurs_nowhere_and_all_of_it_is_counted(
    made: list[tuple[str, datetime]], rules: Publish, language: Language
) -> None:
    facts = [_strike(n, source, when) for n, (source, when) in enumerate(made, start=1)]
    case = _case(facts, rules)
    published = for_publication(case)
    page = render(published, language=language)
    by_fact = {each.fact: each.reason for each in published.withheld if each.reason != "coarse"}
    for each in facts:
        whole = each.source == "shut" or "strike" in rules.predicates
        whole = whole or each.when.ends > AS_OF - rules.delay
        assert (each.fact in by_fact) is (whole or bool(rules.arguments))
        if whole:
            assert not [trace for trace in _traces(each) if _stands(trace, page)]
        exact = [str(each.arguments[name]) for name in ("longitude", "latitude")]
        assert not [one for one in exact if one in page]
    counts = Counter(_reasons(published))
    assert counts.total() == len(published.withheld)
    shown = [int(count) for count in re.findall(r'data-name="(?:How many|Wie viele)">(\d+)<', page)]
    assert sum(shown) == len(published.withheld)
    for reason in ("delay", "licence", "redacted", "coarse"):
        assert sum(each.reason == reason for each in published.withheld) == counts[reason]
    assert page.count('<p class="warn">') == len(published.withheld)


def _stands(trace: str, page: str) -> bool:
    return re.search(rf"(?<!\w){re.escape(trace)}(?!\w)", page) is not None


@settings(max_examples=20, deadline=None)
@given(st.lists(st.tuples(_KINDS, _AGES), max_size=6), _RULES)
def test_publishing_less_changes_no_answer(
    made: list[tuple[str, datetime]], rules: Publish
) -> None:
    case = _case([_strike(n, *each) for n, each in enumerate(made, start=1)], rules)
    published = for_publication(case)

    def answers(one: Assessment) -> list[dict[str, object]]:
        told = ("reasons", "violations", "instances", "notes")
        return [
            *({k: v for k, v in each.items() if k not in told} for each in verdict_records(one)),
            *({k: v for k, v in each.items() if k != "because"} for each in due_records(one)),
        ]

    def outcomes(found: Sequence[Violation]) -> list[object]:
        return [(one.id, one.when, one.verified, one.by, one.why, one.kind) for one in found]

    assert answers(published) == answers(case)
    for before, after in zip(case.verdicts, published.verdicts, strict=True):
        assert outcomes(before.violations) == outcomes(after.violations)
        assert [i.word for i in before.instances] == [i.word for i in after.instances]
