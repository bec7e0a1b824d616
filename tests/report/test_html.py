from __future__ import annotations

import re
from dataclasses import replace
from html.parser import HTMLParser
from typing import Any

import pytest

from servanda.base.errors import MisuseError
from servanda.evidence.source import Source
from servanda.facts.model import Refusal
from servanda.report.html import render
from servanda.report.labels import LANGUAGES, SYMBOLS, Language
from servanda.report.model import EvidenceText, PatchMap
from servanda.verdicts.model import Instance, Verdict, Word

from .synthetic import (
    AS_OF,
    BEGINS,
    HEAD,
    HOSTILE,
    NEWS,
    NEWS_WORDS,
    RTL,
    SVG,
    agreement,
    assessment,
    breached,
    clauses,
    crowd,
    day,
    fact,
    map_fact,
    news_fact,
    sha,
    sources,
    unattributed,
    verdicts,
    violation,
)

_APART = frozenset("td th dt dd div p h1 h2 h3 h4 li span summary caption".split())
_VOID = {"meta", "rect", "circle", "line", "path", "br", "hr"}


_QUOTE_BREAKER = '"><img src=x onerror=y>'
_SIX = (HOSTILE, HOSTILE, HOSTILE, HOSTILE, HOSTILE, HOSTILE)


class _Page(HTMLParser):
    """Collects what tests ask about and insists on balanced tags."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.open: list[str] = []
        self.tags: list[str] = []
        self.ids: list[str] = []
        self.hrefs: list[str] = []
        self.attributes: list[tuple[str, str | None]] = []
        self.text = ""
        self.feed(page)
        self.close()
        assert self.open == []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        self.text += " " * (tag in _APART)
        self.attributes += attrs
        self.ids += [value or "" for name, value in attrs if name == "id"]
        self.hrefs += [value or "" for name, value in attrs if name in ("href", "src")]
        if tag not in _VOID:
            self.open.append(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)

    def handle_endtag(self, tag: str) -> None:
        self.text += " " * (tag in _APART)
        if tag not in _VOID:
            assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        self.text += data


def _untyped(values: dict[str, str]) -> dict[str, Any]:
    return dict(values)


def _text(page: str) -> str:
    body = page[page.index("<body>") :]
    text = " ".join(_Page(body.replace("</html>", "")).text.split())
    return text.replace(" ,", ",")


@pytest.mark.parametrize("language", LANGUAGES)
def test_page_is_well_formed_and_every_link_inside_it_leads_somewhere(language: Language) -> None:
    page = _Page(render(assessment(), language=language))
    assert len(page.ids) == len(set(page.ids))
    inner = {href[1:] for href in page.hrefs if href.startswith("#")}
    assert inner <= set(page.ids)
    assert any(target.startswith("fact-") for target in inner)


def test_the_same_assessment_gives_the_same_bytes() -> None:
    assert render(assessment()).encode() == render(assessment()).encode()


def test_header_names_agreement_moment_engine_archive_and_how_to_contest() -> None:
    text = _text(render(assessment()))
    for part in (
        "Valley truce 2026",
        "An assessment against stated rules on open evidence",
        "Westmark, Eastmark, Northhaven (guarantor)",
        "To end the fighting",
        "20 May 2026, 15:00 +03:00",
        "Europe/Kyiv",
        "Rules engine 1.0",
        HEAD,
        "Withheld 0",
        "How to contest an answer",
    ):
        assert part in text


@pytest.mark.parametrize("language", LANGUAGES)
def test_words_of_mandated_activities_are_not_claimed(language: Language) -> None:
    text = _text(render(assessment(), language=language)).lower()
    assert "monitor" not in text
    assert "verification" not in text
    assert "überwach" not in text


@pytest.mark.parametrize("word", list(Word))
def test_each_verdict_has_a_word_and_a_symbol_beside_its_colour(word: Word) -> None:
    page = render(assessment())
    shown = f'<span aria-hidden="true">{SYMBOLS[word.value]}</span> {word.value}'
    assert f'class="word {word.value}">{shown}' in page


def test_flip_names_the_source_and_the_word_it_leads_to() -> None:
    assert "map-a, then ? undetermined" in _text(render(assessment()))


def test_unattributed_breach_accuses_nobody() -> None:
    text = _text(render(assessment([unattributed()], due=[])))
    answers = text[text.index("no-advance") : text.index("How to read")]
    assert "not attributable" in answers
    assert "Westmark" not in answers


def test_alleged_verdict_names_the_accused_only_as_alleged() -> None:
    text = _text(render(assessment([verdicts()[1]])))
    assert "alleged violation: Westmark" in text


def test_what_falls_due_has_bearer_clock_cause_and_state() -> None:
    text = _text(render(assessment()))
    assert (
        "consult consulted (by: the bearer) Northhaven 12 Mar 2026, 08:00 +02:00 "
        "breach of no-advance overdue" in text
    )


def test_provision_is_told_in_plain_words() -> None:
    text = _text(render(assessment()))
    for part in (
        "Who may not Westmark and Eastmark",
        "gained (by: the bearer; area ≥ 1 km²)",
        "Alder valley (Alder, Birch)",
        "“shall not”",
        "truce.txt#char=10,44",
        "Trigger a breach of no-advance",
        "Deadline within 24 h of the trigger",
        "Period every month",
        "sum of amount in disbursed (to: Eastmark) ≥ 1,000,000,000 USD",
        "3 independent sources report it, 2 further editions of the map still show it or an "
        "item of credibility 2 or better reports it",
    ):
        assert part in text


def test_quoted_words_are_marked_inside_their_paragraph() -> None:
    page = render(assessment())
    assert f"“<mark>{NEWS_WORDS}</mark>” Eastmark called it a breach.</blockquote>" in page
    assert "Talks went on through the night" not in page


def test_words_that_are_not_at_their_place_are_shown_as_different() -> None:
    other = replace(news_fact(), words="We left the ridge")
    page = render(assessment([breached(violations=(violation(facts=(other,)),))]))
    assert "are not the words recorded" in page
    assert "“We left the ridge”" in page


def test_row_is_shown_as_its_cells() -> None:
    page = render(assessment())
    assert '<th scope="col" dir="auto">place</th>' in page
    assert '<td dir="auto">shelling</td>' in page


def test_fact_leads_to_source_grade_licence_item_and_place() -> None:
    text = _text(render(assessment()))
    for part in (
        "gained by Westmark area 14.2 km² place Alder",
        "B usually reliable; 2 probably true",
        "C fairly reliable; 6 truth cannot be judged",
        "Licence CC BY 4.0",
        f"map.geojson sha256 {sha('map.geojson')[:12]}…",
        "Place in it row=17",
        "disbursed by Northhaven to Eastmark amount 1,200,000,000 USD",
    ):
        assert part in text


def test_a_map_is_drawn_once_and_linked_from_the_other_facts_of_its_change() -> None:
    again = replace(map_fact(), fact="later", predicate="persisted")
    page = render(assessment([breached(violations=(violation(facts=(map_fact(), again)),))]))
    assert page.count(SVG) == 1
    assert '<a href="#map-p1">' in page


@pytest.mark.parametrize(
    "svg",
    [
        "<svg onload='x()'></svg>",
        "<svg><script>x()</script></svg>",
        "<svg><a href='https://example.org'/></svg>",
        "<svg><rect fill='url(https://example.org/x)'/></svg>",
        "<!DOCTYPE svg><svg/>",
        "<svg><style>@import 'x'</style></svg>",
        "<img src=x>",
        "<svg",
    ],
)
def test_a_picture_that_is_not_a_plain_drawing_is_not_shown(svg: str) -> None:
    page = render(assessment(maps={"p1": PatchMap("p1", svg, "caption")}))
    assert '<figure class="map"' not in page
    assert "not a plain drawing" in page


def test_denial_stands_beside_the_accusation() -> None:
    page = render(assessment())
    assert re.search(r'class="denied">Denied: <a href="#fact-\w+"><bdi>log</bdi></a>', page)


def test_no_text_from_outside_becomes_markup() -> None:
    said = dict.fromkeys(("fact", "predicate", "source", "origin", "locator", "words"), HOSTILE)
    said |= dict.fromkeys(("reliability", "credibility", "item", "party"), _QUOTE_BREAKER)
    bad = replace(fact(HOSTILE), arguments={HOSTILE: HOSTILE, "patch": HOSTILE}, **_untyped(said))
    parts = ("id", "text", "layer", "domain", "zone", "verb", "formula")
    clause = replace(clauses()[0], **_untyped(dict.fromkeys(parts, HOSTILE)))
    verdict = replace(
        breached(),
        clause=HOSTILE,
        by=(HOSTILE,),
        reasons=(HOSTILE,),
        notes=(HOSTILE,),
        sources=(HOSTILE,),
        violations=(violation(what=HOSTILE, why=HOSTILE, by=(HOSTILE,), facts=(bad,)),),
        instances=(Instance(HOSTILE, BEGINS, None, Word.KEPT, HOSTILE, (bad,), (bad,), HOSTILE),),
    )
    evil = Source(*_SIX, url='javascript:alert(1)"><b>')
    page = render(
        assessment(
            [verdict],
            of=replace(agreement([clause]), name=HOSTILE, purpose=HOSTILE, reference=HOSTILE),
            sources={HOSTILE: evil},
            formulas={HOSTILE: HOSTILE},
            maps={HOSTILE: PatchMap(HOSTILE, HOSTILE, HOSTILE)},
            refused={HOSTILE: [Refusal(HOSTILE, HOSTILE, HOSTILE, HOSTILE)]},
            notes={HOSTILE: [HOSTILE]},
            archive_head=HOSTILE,
        )
    )
    parsed = _Page(page)
    assert "script" not in parsed.tags
    assert "img" not in parsed.tags
    assert not [name for name, _ in parsed.attributes if name.startswith("on")]
    assert not [href for href in parsed.hrefs if not href.startswith("#")]
    assert HOSTILE in _text(page)


def test_page_asks_nothing_of_any_network() -> None:
    page = render(assessment())
    assert "default-src 'none'" in page
    assert "<script" not in page
    assert "@import" not in page
    assert not re.search(r"url\((?!#)", page)
    outside = {href for href in _Page(page).hrefs if not href.startswith("#")}
    assert outside == {"https://example.org/truce", "https://example.org/map"}


def test_right_to_left_words_set_their_own_direction() -> None:
    assert f'<blockquote dir="auto"><mark>{RTL}</mark></blockquote>' in render(assessment())


def test_control_characters_and_halves_of_characters_never_reach_the_file() -> None:
    odd = violation(what="a\x00b\x1b[2J\ud800", facts=())
    page = render(assessment([breached(violations=(odd,))]))
    page.encode("utf-8")
    assert "a\ufffdb\ufffd[2J\ufffd" in page


def test_thousands_of_violations_are_cut_and_counted() -> None:
    page = render(crowd(5000))
    assert page.count('<td data-name="What">') == 50
    text = _text(page)
    assert "5,000: 2,500 verified, 2,500 alleged" in text
    assert "4,950 more violations are not listed here: 2,450 verified, 2,500 alleged" in text
    assert page.count('class="mark') < 500
    assert len(page) < 300_000


def test_a_violation_of_very_many_facts_says_how_many_more() -> None:
    many = tuple(fact(f"f{n}") for n in range(100))
    page = render(assessment([breached(violations=(violation(facts=many),))]))
    assert "and 88 more" in page
    assert page.count('<article class="fact"') == 13  # twelve and the denial


def test_refused_records_are_counted_and_quoted_and_long_lists_say_how_many_more() -> None:
    refusals = [Refusal(sha("incidents.csv"), f"row={n}", "no date", "x") for n in range(30)]
    text = _text(render(assessment(refused={"log": refusals})))
    assert "log: 120 read, 30 refused" in text
    assert "and 10 more" in text


def test_gap_and_undetermined_clause_are_named_with_their_reason() -> None:
    text = _text(render(assessment()))
    part = text.partition("What could not be determined")[2].partition("Evidence cited")[0]
    assert "crossing ? undetermined Nobody accepted was looking at the crossing." in part
    assert "map-a published no edition" in part


def test_sources_show_licence_grade_lag_party_and_what_they_cannot_see() -> None:
    text = _text(render(assessment()))
    part = text[text.rindex("Sources") :]
    for words in (
        "Cartographers map-a, control maps B usually reliable CC BY 4.0 no party",
        "gained: Alder; not Birch",
        "finer grid",
        "Eastmark declares none: its silence proves nothing",
        "6 h",
        "120 read, 1 refused",
    ):
        assert words in part


def test_an_agreement_without_clauses_says_so() -> None:
    page = render(assessment([], of=agreement([]), due=[], sources={}, refused={}))
    text = _text(page)
    assert "has no clauses" in text
    assert "Nothing falls due" in text
    assert "Nothing was refused" in text
    assert _Page(page).tags.count("table") == 0


def test_a_window_without_length_has_no_strip_and_no_error() -> None:
    page = render(assessment([breached(window=(AS_OF, AS_OF))]))
    assert '<figure class="strip">' not in page


def test_strip_says_in_words_what_it_shows() -> None:
    page = render(assessment()).replace("\u00a0", " ")
    label = re.search(r'<svg width="100%"[^>]* aria-label="(no-advance[^"]*)"', page)
    assert label
    assert "breached 10 Mar 2026, 08:00 +02:00 to 21 Mar 2026" in label[1]
    assert "2: 1 verified, 1 alleged" in label[1]
    assert 'class="mark full"' in page
    assert 'class="mark hollow"' in page
    assert 'class="gap"' in page


def test_german_page_translates_labels_and_quotes_the_rest_as_it_is() -> None:
    page = render(assessment(), language="de")
    text = _text(page)
    assert '<html lang="de">' in page
    assert "Eine Beurteilung nach festgelegten Regeln" in text
    assert "◆ gebrochen" in text
    assert "≥ 1.000.000.000 USD" in text
    assert "14,2 km²" in text
    assert "12. März 2026, 08:00 +02:00" in text
    assert NEWS_WORDS in text


def test_a_language_without_catalogue_is_refused() -> None:
    with pytest.raises(MisuseError, match="en or de, not 'fr'"):
        render(assessment(), language="fr")  # type: ignore[arg-type]


def test_swapping_party_names_swaps_them_and_changes_nothing_else() -> None:
    def page(first: str, second: str) -> str:
        base = agreement()
        parties = {
            **base.parties,
            "WM": replace(base.parties["WM"], name=first),
            "EM": replace(base.parties["EM"], name=second),
        }
        plain: list[Verdict] = [breached(reasons=(), violations=())]
        return render(assessment(plain, of=replace(base, parties=parties)))

    swapped = page("Nordland", "Sudland").translate({})
    hidden = swapped.replace("Nordland", "\0").replace("Sudland", "Nordland")
    assert hidden.replace("\0", "Sudland") == page("Sudland", "Nordland")


def test_text_item_with_windows_line_ends_is_shown_without_odd_signs() -> None:
    text = NEWS.replace("\n", "\r\n")
    begins = text.index(NEWS_WORDS)
    moved = replace(news_fact(), locator=f"char={begins},{begins + len(NEWS_WORDS)}")
    shown = assessment(
        [breached(violations=(violation(facts=(moved,)),))],
        texts={sha("report.txt"): EvidenceText(sha("report.txt"), "report.txt", text)},
    )
    page = render(shown)
    assert f"<mark>{NEWS_WORDS}</mark>" in page
    assert "\ufffd" not in page


def test_source_of_the_case_that_is_missing_is_named_by_its_id() -> None:
    page = render(assessment([breached(window=(BEGINS, day(1)))], sources={}))
    assert "<bdi>map-a</bdi>" in page
    assert sources()["map-a"].publisher not in _text(page).split("Evidence cited")[0]
