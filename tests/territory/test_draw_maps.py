"""Maps of a page of their own: svg, png and html of one scene."""

from __future__ import annotations

import re
from xml.etree import ElementTree as ET

import pytest
import shapely

from servanda.territory import Change, Edition, compare
from servanda.territory.draw import svg_of
from servanda.territory.mapping import change_scene
from servanda.territory.page import MOST_ROWS, page_of
from servanda.territory.raster import png_of
from servanda.territory.regions import regions_of
from servanda.territory.scene import Scene, Words, width_px
from servanda.territory.words import WORDS, Language, Say

from .maps import edition, strip

FAR = shapely.union_all([strip(0.3), strip(0.1, west=45), *(
    strip(0.01, west=38 + n / 2, height=0.01 + n / 500) for n in range(12))])  # fmt: skip
BEFORE, AFTER = edition(strip(0.2)), edition(FAR, day=1)
LAYER = regions_of(
    {"Oblast Süd": shapely.box(36, 47, 40, 49), "Ost <&>": shapely.box(40, 47, 47, 49)}
)


def scene(
    before: Edition = BEFORE, after: Edition = AFTER, language: Language = "en"
) -> tuple[Scene, Change]:
    change = compare(before, after)
    drawn = change_scene(
        before, after, change, credit="Karte A, CC BY 4.0", regions=LAYER, language=language
    )
    return drawn, change


def texts(found: Scene) -> list[str]:
    return [mark.text for mark in found.marks if isinstance(mark, Words)]


def test_the_largest_patches_are_numbered_and_shown_near() -> None:
    found, change = scene()
    assert any(text.startswith("1 · ") for text in texts(found))
    assert len(found.frames) > 1
    assert change.gained[0].area_km2 > 80


def test_no_text_lies_on_another_and_none_leaves_the_page() -> None:
    found, _ = scene()
    boxes = []
    for mark in found.marks:
        if isinstance(mark, Words):
            wide = width_px(mark.text, mark.px)
            left = {"start": 0.0, "middle": wide / 2, "end": wide}[mark.anchor]
            boxes.append((mark.x - left, mark.y - mark.px * 0.8, wide, mark.px * 0.8, mark.text))
    for n, (x, y, wide, high, text) in enumerate(boxes):
        assert x >= -1, text
        assert x + wide <= found.wide + 1, text
        assert 0 <= y <= y + high <= found.high, text
        for other in boxes[n + 1 :]:
            apart = x + wide <= other[0] or other[0] + other[2] <= x
            apart = apart or y + high <= other[1] or other[1] + other[3] <= y
            assert apart, (text, other[4])


def test_german_maps_speak_german() -> None:
    told = " ".join(texts(scene(language="de")[0]))
    assert "Veränderungen (2026-03-02 03:00 UTC, 2026-03-03 03:00 UTC]" in told
    assert "Oblast Süd" in told
    assert re.search(r"gewonnen \d+,\d\d km²", told)
    assert not re.search(r"\b(gained|lost|line on)\b", told)


def test_every_word_is_there_in_both_languages_with_the_same_gaps() -> None:
    for english, german in WORDS.values():
        assert english
        assert german
        assert set(re.findall(r"{(\w+)}", english)) == set(re.findall(r"{(\w+)}", german))


def test_svg_and_html_load_nothing_and_run_nothing() -> None:
    found, change = scene()
    page = page_of(found, change, Say("en"), regions={})
    for drawn in (svg_of(found), page):
        assert not re.search(r"<script|<image|href|@import|src=", drawn)
        assert not re.search(r"https?://(?!www\.w3\.org/2000/svg)", drawn)
    assert ET.fromstring(svg_of(found)).tag.endswith("svg")


def test_the_page_lists_the_patches_of_the_map_with_their_regions() -> None:
    found, change = scene()
    largest = change.gained[0]
    page = page_of(found, change, Say("de"), regions={largest.id: "Ost <&>"})
    assert page.count("<tr>") == 1 + len(change.gained)
    assert "Ost &lt;&amp;&gt;" in page
    assert largest.id in page
    assert svg_of(found) in page


def test_a_page_says_how_many_patches_it_leaves_out() -> None:
    found, change = scene()
    many = Change(change.source, "held", change.after, change.until, identical=False,
                  gained=change.gained * 50, lost=())  # fmt: skip
    page = page_of(found, many, Say("en"), regions={})
    assert f"{len(many.gained) - MOST_ROWS} smaller patches" in page


def test_the_same_scene_is_the_same_png() -> None:
    found, _ = scene()
    first = png_of(found, finer=0.5)
    assert first.startswith(b"\x89PNG")
    assert first == png_of(scene()[0], finer=0.5)


@pytest.mark.parametrize("language", ["en", "de"])
def test_an_unchanged_map_says_that_it_is_unchanged(language: Language) -> None:
    found, _ = scene(edition(strip(0.2)), edition(strip(0.2), day=1), language)
    assert Say(language)("same ground") in texts(found)


def test_where_only_the_pen_moved_what_is_too_small_to_see_is_ringed() -> None:
    dots = [strip(0.0005, west=west, height=0.0005) for west in (37.2, 38.2)]
    later = shapely.union_all([strip(0.2), *dots])
    found, change = scene(BEFORE, edition(later, day=1))
    assert change.redrawn_km2 == change.gained_km2 > 0
    assert any("○" in text for text in texts(found))


def test_a_map_that_shows_a_part_says_where_it_lies() -> None:
    small = shapely.union(strip(5.0), strip(0.02, west=42.0))
    found, _ = scene(edition(strip(5.0)), edition(small, day=1))
    assert "#c00" in svg_of(found)


def test_names_from_a_strange_layer_break_no_picture() -> None:
    layer = regions_of({"\x1b[31m\x00 <b> $x^2$ 東": shapely.box(36, 47, 40, 49)})
    change = compare(BEFORE, AFTER)
    found = change_scene(BEFORE, AFTER, change, regions=layer, credit="\x07 $\\frac$ 東")
    assert ET.fromstring(svg_of(found)).tag.endswith("svg")
    page = page_of(found, change, Say("en"), regions=dict.fromkeys([change.gained[0].id], "\x1b"))
    assert "\x1b" not in page
    assert png_of(found, finer=0.5).startswith(b"\x89PNG")
