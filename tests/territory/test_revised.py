"""A map read beside another is the map read by itself."""

from __future__ import annotations

from hashlib import sha256
from itertools import pairwise
from typing import Any
from unittest import mock

import numpy as np
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st

from servanda.territory import overlay, read_edition, validity
from servanda.territory.arrays import Floats
from servanda.territory.ground import Ground
from servanda.territory.outline import Outline, Revision, outline_of
from servanda.territory.overlay import changed_ground, uncommon
from servanda.territory.plaintext import plain_document
from servanda.territory.revised import differing

from .maps import START, collection, feature, keeps_edges
from .test_nesting import GROUND as GROUND_RINGS
from .test_nesting import Polygons, changed, news, square
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
        assert one is near or (one.revises is not None and one.revises.near is near.mark)
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


def multi(polygons: Polygons, style: str) -> bytes:
    coordinates = [[ring.tolist() for ring in polygon] for polygon in polygons]
    return in_style(
        collection(feature({"type": "MultiPolygon", "coordinates": coordinates})), style
    )


PADDING: Polygons = [[shapely.get_coordinates(shapely.Point(90, 9).buffer(9))]]


@settings(max_examples=300)
@given(
    st.lists(st.integers(0, 4), max_size=2),
    st.lists(news, max_size=3),
    st.sampled_from(sorted(STYLES)),
)
def test_rings_and_polygons_that_come_and_go_are_read_beside_the_map_before(
    drop: list[int], new: list[tuple[float, float, float, bool, int]], style: str
) -> None:
    before, after = (
        multi([*PADDING, *ground], style) for ground in (GROUND_RINGS, changed(drop, new))
    )
    known, alone = plain_document(before), plain_document(after)
    beside = plain_document(after, known[1] if known else ())
    assert known is not None
    assert alone is not None
    assert beside is not None
    [near], [one], [two] = known[1], alone[1], beside[1]
    for name in ("xy", "rings", "polygons", "begins"):
        assert np.array_equal(getattr(one, name), getattr(two, name)), name
    if two is not near and two.revises is not None:
        rings, others = (np.split(each.xy, each.rings.cumsum()[:-1]) for each in (two, near))
        assert len(others) == two.revises.count
        for ring, of in zip(rings, two.revises.rings.tolist(), strict=True):
            assert of < 0 or len(set(map(tuple, ring)) & set(map(tuple, others[of])))
    earlier, _ = read_edition(before, name="m", source="map A", at=START)
    found = read(after, near=earlier)
    assert found == carefully(after)
    if isinstance(found, str) or found[1] or not isinstance(found[0].held, Ground):
        return
    later = found[0].held.outline("held")
    fresh = Outline(later.xy, later.rings, later.polygons)
    was = Outline(near.xy, *(np.append(0, each.cumsum()) for each in (near.rings, near.polygons)))
    assert isinstance(earlier.held, Ground)
    beside_it = uncommon(earlier.held.outline("held"), later)
    for one_way, other in zip(beside_it, uncommon(was, fresh), strict=True):
        assert np.array_equal(np.sort(one_way, axis=0), np.sort(other, axis=0))


def test_a_ring_that_comes_or_goes_asks_for_no_other_edges() -> None:
    one, *others = GROUND_RINGS
    without = multi([*PADDING, one, *others], "gdal")
    for more in ([[square(20, 0, 1)]], [[square(20, 0, 5), square(21, 1, 1)]]):
        for ground in ([*PADDING, *more, one, *others], [*PADDING, one, *more, *others]):
            near, _ = read_edition(without, name="m", source="a", at=START)
            with mock.patch.object(validity, "_stays_clean", side_effect=AssertionError):
                data = multi(ground, "gdal")
                later, _ = read_edition(data, name="m", source="a", at=START, near=near)
                again, _ = read_edition(without, name="m", source="a", at=START, near=later)
            for edition, new in ((later, len(more[0])), (again, 0)):
                outline = edition.held.outline("held")  # type: ignore[attr-defined]
                assert outline.clean
                assert not keeps_edges(outline)
                assert (outline.revises.rings < 0).sum() == new


def test_a_ring_at_the_end_of_the_text_is_read_with_all_the_rest() -> None:
    known = plain_document(multi([*PADDING, *GROUND_RINGS], "gdal"))
    assert known is not None
    more = plain_document(multi([*PADDING, *GROUND_RINGS, [square(20, 0, 1)]], "gdal"), known[1])
    assert more is not None
    assert more[1][0].revises is None
    assert len(more[1][0].rings) == len(known[1][0].rings) + 1


def test_a_ring_cut_in_two_is_of_neither() -> None:
    ring = shapely.get_coordinates(shapely.Point(5, 5).buffer(3, quad_segs=32))
    half = len(ring) // 2
    one, two = np.vstack([ring[:half], ring[:1]]), np.vstack([ring[half:], ring[half : half + 1]])
    known = plain_document(multi([*PADDING, [ring]], "gdal"))
    assert known is not None
    cut = plain_document(multi([*PADDING, [one], [two]], "gdal"), known[1])
    assert cut is not None
    assert cut[1][0].rings.tolist() == [len(PADDING[0][0]), len(one), len(two)]
    assert cut[1][0].revises is None


def test_a_hole_that_becomes_ground_is_another_ring() -> None:
    first, second = GROUND_RINGS[0][:2], GROUND_RINGS[0][2]
    known = plain_document(multi([*PADDING, [*first, second]], "gdal"))
    assert known is not None
    split = plain_document(multi([*PADDING, first, [second]], "gdal"), known[1])
    assert split is not None
    assert split[1][0].polygons.tolist() == [1, 2, 1]
    revises = split[1][0].revises
    assert revises is None or revises.rings.tolist() == [0, 1, 2, -1]


edges = st.lists(st.tuples(*[st.integers(0, 2)] * 4), max_size=12)


def rows(found: list[tuple[int, int, int, int]]) -> Floats:
    return np.array(found, dtype=np.float64).reshape(-1, 4)


@settings(max_examples=300)
@given(edges, edges)
def test_few_edges_are_told_apart_as_many_are(
    one: list[tuple[int, int, int, int]], two: list[tuple[int, int, int, int]]
) -> None:
    few = overlay._uncommon(rows(one), rows(two))
    with mock.patch.object(overlay, "_FEW", -1):
        many = overlay._uncommon(rows(one), rows(two))
    for found, expected in zip(few, many, strict=True):
        assert found.tolist() == expected.tolist()


def test_of_an_edge_that_is_there_twice_one_is_left_over() -> None:
    left_one, left_two = overlay._uncommon(rows([(0, 0, 1, 1)]), rows([(0, 0, 1, 1)] * 2))
    assert left_one.tolist() == [False]
    assert sorted(left_two.tolist()) == [False, True]


@given(st.integers(0, 3), st.booleans())
def test_arrays_are_compared_at_spans_only_where_the_text_told_them(at: int, told: bool) -> None:
    one = outline_of(shapely.box(0, 0, 1, 1))
    xy = one.xy.copy()
    xy[at] += 1
    two = Outline(xy, one.rings, one.polygons)
    near = one.mark if told else object()
    rest = [(n, n + 1, n, n + 1) for n in range(5) if n != at]
    two.revises = Revision(near, rest, np.arange(1), 1)  # a lie: only who believes it is misled
    assert two.same_arrays(one) == told
    two.revises = Revision(near, [(at, at + 1, at, at + 1)], np.arange(1), 1)
    assert not two.same_arrays(one)
