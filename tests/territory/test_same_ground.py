"""Whether two editions show the same ground, told without their digests where it can be."""

from __future__ import annotations

import copy
from datetime import timedelta
from typing import Any
from unittest import mock

import numpy as np
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st
from shapely import Geometry

from servanda.territory import Edition, read_edition
from servanda.territory.edition import digest_of
from servanda.territory.ground import Ground
from servanda.territory.outline import outline_of
from servanda.territory.overlay import uncommon

from .maps import (
    START,
    collection,
    edition,
    feature,
    grounds,
    keeps_edges,
    strip,
    written_otherwise,
)
from .test_plain import written


def read(parts: list[Geometry], near: Edition | None = None) -> Edition:
    shapes = [feature(written(part), side="ab"[n % 2]) for n, part in enumerate(parts)]
    data = collection(*shapes)
    return read_edition(data, name="m", source="a", at=START, class_property="side", near=near)[0]


def unnamed(found: Edition) -> bool:
    return Ground.of(found.held).digest is None


def with_a_position_twice(area: Geometry, which: int) -> Geometry:
    rings = [shapely.get_coordinates(ring) for ring in shapely.get_parts(area)[0].interiors]
    shell = shapely.get_coordinates(shapely.get_parts(area)[0].exterior)
    twice = np.insert(shell, which % len(shell), shell[which % len(shell)], axis=0)
    rest = shapely.get_parts(area)[1:]
    return shapely.MultiPolygon([shapely.Polygon(twice, rings), *rest])


@settings(max_examples=300)
@given(grounds, grounds, st.integers(0, 9), st.booleans(), st.booleans())
def test_same_ground_says_what_the_digests_say(
    area: Geometry, other: Geometry, turn: int, reverse: bool, beside: bool
) -> None:
    again = written_otherwise(area, turn, reverse=reverse)
    for later in (other, again, area, with_a_position_twice(area, turn)):
        one = read([area, strip(0.1)])
        two = read([later, strip(0.1)], one if beside else None)
        expected = digest_of(dict(one.held)) == digest_of(dict(two.held))
        assert one.same_ground(two) == expected
        assert two.same_ground(one) == expected
        assert (one.digest == two.digest) == expected


@settings(max_examples=300)
@given(grounds, grounds, st.integers(0, 9), st.booleans())
def test_no_uncommon_edge_means_the_same_digest(
    area: Geometry, other: Geometry, turn: int, reverse: bool
) -> None:
    # Rings that touch are valid, too; here the edges are asked for whatever the outline is.
    for later in (other, written_otherwise(area, turn, reverse=reverse)):
        only_one, only_two, _ = uncommon(outline_of(area), outline_of(later))
        alike = digest_of({"held": area}) == digest_of({"held": later})
        assert alike == (not len(only_one) and not len(only_two))


TOUCHING = {
    "half rings that meet in two vertices": [
        "((0 0,4 4,8 0,8 8,0 8,0 0),(2 4,2 6,6 6,6 4,4 5,2 4))",
        "((0 0,8 0,4 -4,0 0))",
    ],
    "hole that touches its shell": ["((0 0,8 0,8 8,0 8,0 0),(0 0,2 1,1 2,0 0))"],
    "holes that touch": ["((0 0,9 0,9 9,0 9,0 0),(1 1,4 1,4 4,1 1),(4 4,8 4,8 8,4 4))"],
}


@pytest.mark.parametrize("case", TOUCHING)
@pytest.mark.parametrize("turn", range(4))
def test_rings_that_touch_are_the_same_however_they_are_written(case: str, turn: int) -> None:
    area = shapely.from_wkt(f"MULTIPOLYGON({','.join(TOUCHING[case])})")
    assert area.is_valid
    again = written_otherwise(area, turn, reverse=turn > 1)
    only_one, only_two, _ = uncommon(outline_of(area), outline_of(again))
    assert not len(only_one)
    assert not len(only_two)
    assert digest_of({"held": area}) == digest_of({"held": again})
    assert edition(area).same_ground(edition(again))


def test_what_was_read_beside_another_needs_no_digest() -> None:
    one, two = strip(0.1), strip(0.2)
    turned = written_otherwise(one, 2, reverse=True)
    for later, expected in ((one, True), (turned, True), (two, False)):
        before = read([one])
        after = read([later], before)
        with mock.patch("servanda.territory.edition.digest_of", side_effect=AssertionError):
            assert before.same_ground(after) is expected
            assert after.same_ground(before) is expected
        assert unnamed(before)
        assert unnamed(after)


def test_what_was_read_by_itself_is_told_by_its_digest_and_makes_no_edges() -> None:
    one, two = edition(strip(0.1)), edition(written_otherwise(strip(0.1), 1, reverse=True))
    assert one.same_ground(two)
    assert not unnamed(one)
    for each in (one, two):
        assert not keeps_edges(Ground.of(each.held).outline("held"))


def test_the_same_ground_in_another_class_is_not_the_same() -> None:
    one, two = strip(0.1), strip(0.1, west=40.0)
    assert not read([one]).same_ground(read([one, two]))
    assert not read([one, two]).same_ground(read([two, one]))


def test_an_edition_keeps_the_digest_it_was_given_and_works_it_out_once() -> None:
    found = edition(strip(0.1))
    assert unnamed(found)
    first = found.digest
    assert found.digest is first
    again = Edition(source="a", at=START, held={"held": strip(0.1)}, digest="known")
    assert again.digest == "known"


def test_editions_are_equal_hashed_and_copied_by_what_they_say() -> None:
    one, two = edition(strip(0.1)), edition(strip(0.1))
    assert one == two
    assert hash(one) == hash(two)
    assert one != edition(strip(0.2))
    assert one != edition(strip(0.1), day=1)
    assert copy.copy(one) == one
    assert "map A" in repr(one)
    assert "held" in repr(one)
    with pytest.raises(AttributeError):
        one.at = one.at + timedelta(days=1)  # type: ignore[misc]


def spoiled(found: Any) -> None:
    outline = Ground.of(found.held).outline("a")
    outline.uncommon = (object(), *outline.uncommon[1:]) if outline.uncommon else None


def test_edges_uncommon_with_a_third_edition_tell_nothing() -> None:
    before = read([strip(0.1)])
    after = read([strip(0.2)], before)
    spoiled(after)
    with mock.patch("servanda.territory.edition.digest_of", side_effect=["x", "x"]) as asked:
        assert before.same_ground(after)
    assert asked.call_count == 2
