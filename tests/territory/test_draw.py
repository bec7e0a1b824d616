from __future__ import annotations

import re
from xml.etree import ElementTree as ET

import pytest
import shapely

from servanda.base.errors import MisuseError
from servanda.territory import compare, svg_map

from .maps import edition, strip

BEFORE, AFTER = edition(strip(0.1)), edition(strip(0.2), day=1)
CHANGE = compare(BEFORE, AFTER)


def test_map_names_interval_amounts_source_licence_scale_and_north() -> None:
    drawn = svg_map(BEFORE, AFTER, CHANGE, credit="CC BY 4.0")
    words = "".join(ET.fromstring(drawn).itertext())
    for word in ("2026-03-02", "2026-03-03", "82.90 km²", "map A", "CC BY 4.0", " km", "N"):
        assert word in words


def test_map_is_self_contained() -> None:
    drawn = svg_map(BEFORE, AFTER, CHANGE)
    assert not re.search(r"<script|<image|href|@import|https?://(?!www\.w3\.org/2000/svg)", drawn)


def test_two_maps_in_one_page_share_no_id() -> None:
    ids = [
        set(re.findall(r"\bid='([^']+)'", svg_map(BEFORE, AFTER, CHANGE, prefix=prefix)))
        for prefix in ("a", "b")
    ]
    assert len(ids[0]) == len(ids[1]) == 5
    assert not ids[0] & ids[1]


def test_every_id_that_is_used_exists() -> None:
    drawn = svg_map(BEFORE, AFTER, CHANGE, prefix="x")
    used = set(re.findall(r"url\(#([^)]+)\)", drawn))
    assert used <= set(re.findall(r"\bid='([^']+)'", drawn))


def test_title_credit_and_prefix_cannot_break_out_of_the_drawing() -> None:
    nasty = "'><script>alert(1)</script>&"
    drawn = svg_map(BEFORE, AFTER, CHANGE, title=nasty, credit=nasty, prefix=nasty)
    assert "script" not in {e.tag.rpartition("}")[2] for e in ET.fromstring(drawn).iter()}
    assert "<script" not in drawn


def test_north_is_up_and_east_is_right() -> None:
    east = ET.fromstring(svg_map(BEFORE, AFTER, CHANGE))
    paths = [e.get("d", "") for e in east.iter() if "gained" in e.get("fill", "")]
    x = [float(v) for v in re.findall(r"([\d.]+) [\d.]+", paths[0])]
    kept = next(e.attrib["d"] for e in east.iter() if e.attrib.get("fill") == "#e4e0d8")
    assert min(x) >= max(float(v) for v in re.findall(r"([-\d.]+) [-\d.]+", kept)) - 0.2


def test_a_patch_too_small_to_see_gets_a_ring_and_redraw_does_not() -> None:
    far = shapely.union_all([strip(0.1), strip(0.1, west=40), strip(0.005, west=38)])
    sliver = shapely.union(far, strip(0.0002, west=39))
    later = edition(sliver, day=1)
    drawn = svg_map(BEFORE, later, compare(BEFORE, later))
    assert drawn.count("<circle") == 1
    assert drawn.count("redraw</title>") == 1


def test_an_unchanged_map_is_drawn_whole() -> None:
    same = edition(strip(0.1), day=1)
    assert "gained 0.00 km²" in svg_map(BEFORE, same, compare(BEFORE, same))


def test_a_page_too_small_or_a_change_of_other_editions_is_refused() -> None:
    with pytest.raises(MisuseError, match="too small to read"):
        svg_map(BEFORE, AFTER, CHANGE, size=(100, 400))
    with pytest.raises(MisuseError, match="the two editions that were compared"):
        svg_map(BEFORE, edition(strip(0.2), day=2), CHANGE)


def test_focus_draws_the_surroundings_of_one_patch() -> None:
    later = edition(shapely.union(strip(0.11), strip(0.1, west=41)), day=1)
    change = compare(BEFORE, later)
    near = svg_map(BEFORE, later, change, focus=change.gained[-1])
    assert "<circle" in svg_map(BEFORE, later, change)
    assert "<circle" not in near
    assert ">5 km<" in near
