"""A map read beside another is the map read by itself."""

from __future__ import annotations

from hashlib import sha256
from itertools import pairwise
from typing import Any

import numpy as np
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st

from servanda.territory import read_edition
from servanda.territory.outline import outline_of
from servanda.territory.overlay import changed_ground, uncommon
from servanda.territory.plaintext import plain_document
from servanda.territory.revised import differing

from .maps import START, collection, feature
from .test_plain import STYLES, carefully, in_style, read, written

texts = st.binary(max_size=300)


@given(st.lists(texts, max_size=4), texts, texts)
def test_what_is_said_to_be_the_same_is_the_same(same: list[bytes], one: bytes, two: bytes) -> None:
    earlier, later = one.join(same) + one, two.join(same) + two
    spans = differing(earlier, later)
    assert spans is not None
    whole = [(0, 0, 0, 0), *spans, (len(earlier),) * 2 + (len(later),) * 2]
    for (_, a, _, c), (b, _, d, _) in pairwise(whole):
        assert earlier[a:b] == later[c:d]


def test_texts_that_differ_everywhere_are_given_up() -> None:
    blocks = [sha256(b"%d" % number).hexdigest().encode() * 4 for number in range(300)]
    assert differing(b"-".join(blocks), b"+".join(blocks)) is None


PIERCED = shapely.Point(37, 48).buffer(1).difference(shapely.Point(37, 48).buffer(0.5))
GROUND = shapely.union(PIERCED, shapely.Point(40, 48).buffer(0.9))


def document(parts: list[Any]) -> bytes:
    return collection(*(feature(written(part), side="ab"[n % 2]) for n, part in enumerate(parts)))


@pytest.mark.parametrize("style", STYLES)
@pytest.mark.parametrize("parts", [[GROUND], list(GROUND.geoms), [GROUND, shapely.box(0, 0, 1, 1)]])
def test_moved_positions_are_read_beside_the_map_before(parts: list[Any], style: str) -> None:
    before = in_style(document(parts), style)
    moved = shapely.transform(parts[0], lambda xy: np.where(xy == xy[70], xy + 1e-3, xy))
    after = in_style(document([moved, *parts[1:]]), style)
    known, read_now = plain_document(before), plain_document(after)
    assert known is not None
    assert read_now is not None
    beside = plain_document(after, known[1])
    assert beside is not None
    for one, two, near in zip(beside[1], read_now[1], known[1], strict=True):
        assert one.revises is not None
        assert one.revises[0] is near.mark
        for name in ("xy", "rings", "polygons", "begins"):
            assert np.array_equal(getattr(one, name), getattr(two, name)), name


DATA = in_style(document([GROUND]), "gdal")
NEAR, _ = read_edition(DATA, name="m", source="map A", at=START)
edits = st.tuples(
    st.integers(0, len(DATA) - 1),
    st.sampled_from([b"", b"1", b"[", b"]", b"], [", b"] ], [ [", b"37, 48 ], [ ", b"null", b'"']),
    st.integers(0, 60),
)


@settings(max_examples=500)
@given(st.lists(edits, min_size=1, max_size=3))
def test_whatever_differs_from_the_map_before_is_read_as_by_itself(
    changes: list[tuple[int, bytes, int]],
) -> None:
    data = DATA
    for at, text, cut in changes:
        data = data[:at] + text + data[at + cut :]
    near, _ = read_edition(DATA, name="m", source="map A", at=START)
    assert read(data, near=near) == carefully(data)


@settings(max_examples=100)
@given(st.lists(st.tuples(st.integers(1, 60), st.floats(-1e-3, 1e-3)), min_size=1, max_size=4))
def test_edges_not_in_common_are_the_same_with_and_without_the_text(
    moves: list[tuple[int, float]],
) -> None:
    xy = shapely.get_coordinates(GROUND)
    for at, by in moves:
        xy[at] += by
    moved = document([shapely.set_coordinates(shapely.from_wkb(GROUND.wkb), xy)])
    near, _ = read_edition(document([GROUND]), name="m", source="a", at=START)
    later, _ = read_edition(moved, name="m", source="a", at=START, near=near)
    one, two = (outline_of(each.held["held"]) for each in (near, later))
    beside = near.held.outline("held"), later.held.outline("held")  # type: ignore[attr-defined]
    for found, expected in zip(uncommon(*beside), uncommon(one, two), strict=True):
        assert np.array_equal(np.sort(found, axis=0), np.sort(expected, axis=0))
    for pieces, ground in zip(changed_ground(*beside), changed_ground(one, two), strict=True):
        assert shapely.union_all(pieces).equals(shapely.union_all(ground))
