from __future__ import annotations

import re
from dataclasses import replace
from typing import Any

import pytest
import shapely

from servanda.evidence.source import Source
from servanda.facts.model import Refusal
from servanda.report.html import render
from servanda.report.model import EvidenceText, PatchMap
from servanda.territory import compare, edition_of, svg_map
from servanda.verdicts.model import Instance, Word

from .invented import BEGINS, HOSTILE, agreement, clauses, day, sha
from .page import Page, text_of
from .synthetic import (
    NEWS,
    NEWS_WORDS,
    RTL,
    assessment,
    breached,
    fact,
    news_fact,
    violation,
)

_QUOTE_BREAKER = '"><img src=x onerror=y>'
_SIX = (HOSTILE, HOSTILE, HOSTILE, HOSTILE, HOSTILE, HOSTILE)


def _untyped(values: dict[str, str]) -> dict[str, Any]:
    return dict(values)


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
    parsed = Page(page)
    assert "script" not in parsed.tags
    assert "img" not in parsed.tags
    assert not [name for name, _ in parsed.attributes if name.startswith("on")]
    assert not [href for href in parsed.hrefs if not href.startswith("#")]
    assert HOSTILE in text_of(page)


def test_page_asks_nothing_of_any_network() -> None:
    page = render(assessment())
    assert "default-src 'none'" in page
    assert "<script" not in page
    assert "@import" not in page
    assert not re.search(r"url\((?!#)", page)
    outside = {href for href in Page(page).hrefs if not href.startswith("#")}
    assert outside == {"https://example.org/truce", "https://example.org/map"}


def test_right_to_left_words_set_their_own_direction() -> None:
    assert f'<blockquote dir="auto"><mark>{RTL}</mark></blockquote>' in render(assessment())


def test_control_characters_and_halves_of_characters_never_reach_the_file() -> None:
    odd = violation(what="a\x00b\x1b[2J\ud800", facts=())
    page = render(assessment([breached(violations=(odd,))]))
    page.encode("utf-8")
    assert "a\ufffdb\ufffd[2J\ufffd" in page


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


def test_the_drawing_of_the_territory_room_is_let_through() -> None:
    held = shapely.box(37.0, 48.0, 37.1, 48.1)
    more = shapely.box(37.0, 48.0, 37.2, 48.1)
    before, after = (
        edition_of("map A", moment, {"held": ground})
        for moment, ground in ((day(0), held), (day(1), more))
    )
    svg = svg_map(before, after, compare(before, after), credit=HOSTILE, prefix="p1")
    page = render(assessment(maps={"p1": PatchMap("p1", svg, "caption")}))
    assert svg in page
    assert "script" not in Page(page).tags
