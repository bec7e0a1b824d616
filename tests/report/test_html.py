from __future__ import annotations

import re
from dataclasses import replace

import pytest

from servanda.base.errors import MisuseError
from servanda.facts.model import Refusal
from servanda.report.html import render
from servanda.report.labels import LANGUAGES, SYMBOLS, Language
from servanda.verdicts.model import Verdict, Word

from .invented import AS_OF, BEGINS, agreement, day, sha
from .page import Page, text_of
from .synthetic import (
    HEAD,
    NEWS_WORDS,
    SVG,
    assessment,
    breached,
    crowd,
    fact,
    map_fact,
    news_fact,
    sources,
    unattributed,
    verdicts,
    violation,
)


@pytest.mark.parametrize("language", LANGUAGES)
def test_page_is_well_formed_and_every_link_inside_it_leads_somewhere(language: Language) -> None:
    page = Page(render(assessment(), language=language))
    assert len(page.ids) == len(set(page.ids))
    inner = {href[1:] for href in page.hrefs if href.startswith("#")}
    assert inner <= set(page.ids)
    assert any(target.startswith("fact-") for target in inner)


def test_the_same_assessment_gives_the_same_bytes() -> None:
    assert render(assessment()).encode() == render(assessment()).encode()


def test_header_names_agreement_moment_engine_archive_and_how_to_contest() -> None:
    text = text_of(render(assessment()))
    for part in (
        "Valley truce 2026",
        "An assessment against stated rules on open evidence",
        "Westmark, Eastmark, Northhaven (guarantor)",
        "To end the fighting",
        "20 May 2026, 15:00 +03:00",
        "Europe/Kyiv",
        "Rules engine 1.0",
        HEAD,
        "working copy: not for publication; nothing is withheld",
        "How to contest an answer",
    ):
        assert part in text


@pytest.mark.parametrize("language", LANGUAGES)
def test_words_of_mandated_activities_are_not_claimed(language: Language) -> None:
    text = text_of(render(assessment(), language=language)).lower()
    assert "monitor" not in text
    assert "verification" not in text
    assert "überwach" not in text


@pytest.mark.parametrize("word", list(Word))
def test_each_verdict_has_a_word_and_a_symbol_beside_its_colour(word: Word) -> None:
    page = render(assessment())
    shown = f'<span aria-hidden="true">{SYMBOLS[word.value]}</span>&nbsp;{word.value}'
    assert f'class="word {word.value}">{shown}' in page


def test_flip_names_the_source_and_the_word_it_leads_to() -> None:
    assert "map-a, then ? undetermined" in text_of(render(assessment()))


def test_unattributed_breach_accuses_nobody() -> None:
    text = text_of(render(assessment([unattributed()], due=[])))
    answers = text[text.index("no-advance") : text.index("How to read")]
    assert "not attributable" in answers
    assert "Westmark" not in answers


def test_alleged_verdict_names_the_accused_only_as_alleged() -> None:
    text = text_of(render(assessment([verdicts()[1]])))
    assert "alleged violation: Westmark" in text


def test_what_falls_due_has_bearer_clock_cause_and_state() -> None:
    text = text_of(render(assessment()))
    assert (
        "consult consulted (by: the bearer) Northhaven 12 Mar 2026, 08:00 +02:00 "
        "breach of no-advance overdue" in text
    )


def test_provision_is_told_in_plain_words() -> None:
    text = text_of(render(assessment()))
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


def test_a_period_is_told_in_german_as_one_says_it() -> None:
    text = text_of(render(assessment(), language="de"))
    assert "jeden Monat" in text
    assert "month" not in text.split("jeden Monat")[0][-40:]


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
    text = text_of(render(assessment()))
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


def test_denial_stands_beside_the_accusation() -> None:
    page = render(assessment())
    assert re.search(r'class="denied">Denied: <a href="#fact-\w+"><bdi>log</bdi></a>', page)


def test_thousands_of_violations_are_cut_and_counted() -> None:
    page = render(crowd(5000))
    assert page.count('<td data-name="What">') == 50
    text = text_of(page)
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
    text = text_of(render(assessment(refused={"log": refusals})))
    assert "log: 120 read, 30 refused" in text
    assert "and 10 more" in text


def test_gap_and_undetermined_clause_are_named_with_their_reason() -> None:
    text = text_of(render(assessment()))
    part = text.partition("What could not be determined")[2].partition("Evidence cited")[0]
    assert "crossing ? undetermined Nobody accepted was looking at the crossing." in part
    assert "map-a published no edition" in part


def test_sources_show_licence_grade_lag_party_and_what_they_cannot_see() -> None:
    text = text_of(render(assessment()))
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
    text = text_of(page)
    assert "has no clauses" in text
    assert "Nothing falls due" in text
    assert "Nothing was refused" in text
    assert Page(page).tags.count("table") == 0


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
    text = text_of(page)
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


def test_source_of_the_case_that_is_missing_is_named_by_its_id() -> None:
    page = render(assessment([breached(window=(BEGINS, day(1)))], sources={}))
    assert "<bdi>map-a</bdi>" in page
    assert sources()["map-a"].publisher not in text_of(page).split("Evidence cited")[0]


def _luminance(colour: str) -> float:
    parts = [int(colour[n : n + 2], 16) / 255 for n in (1, 3, 5)]
    red, green, blue = (c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


@pytest.mark.parametrize("scheme", [0, 1, 2], ids=["light", "dark", "print"])
def test_every_text_colour_has_enough_contrast(scheme: int) -> None:
    css = render(assessment())
    palettes = [
        dict(re.findall(r"--([\w-]+): (#[0-9a-f]{3,6})\b", block))
        for block in re.findall(r":root \{(.*?)\}", css, re.DOTALL)
    ]
    colours = {
        name: "#" + "".join(c * 2 for c in colour[1:]) if len(colour) == 4 else colour
        for name, colour in palettes[scheme].items()
    }
    for name in ("ink", "soft", "link", *Word):
        for ground in ("paper", "wash"):
            light, dark = sorted((_luminance(colours[name]), _luminance(colours[ground])))[::-1]
            assert (light + 0.05) / (dark + 0.05) >= 4.5, (name, ground)
