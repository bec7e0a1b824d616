"""Maps are read several at a time; nobody may be able to tell, whatever is among them."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from itertools import count, pairwise
from typing import Any
from unittest import mock

import numpy as np
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st

from servanda.base.errors import MisuseError, UnreadableError
from servanda.territory import Change, Read, Text, changes, read_edition, read_editions, stays
from servanda.territory.outline import Outline
from servanda.territory.plain import plain_map
from servanda.territory.stays import stay_clean
from servanda.territory.validity import stays_clean

from .maps import SQUARE, START, collection, feature, geometry
from .test_nesting import GROUND as GROUND_RINGS
from .test_nesting import Polygons, changed, news
from .test_plain import outline_in, written

ROUND = [
    [shapely.get_coordinates(shapely.Point(x, 48).buffer(size))]
    for x, size in ((37, 1.0), (40, 0.9), (43, 0.3))
]
ROUND[0].append(shapely.get_coordinates(shapely.Point(37, 48).buffer(0.5))[::-1])
PADDING: Polygons = [[shapely.get_coordinates(shapely.Point(90, 9).buffer(9))]]


def document(polygons: Polygons) -> bytes:
    coordinates = [[ring.tolist() for ring in polygon] for polygon in polygons]
    return collection(feature({"type": "MultiPolygon", "coordinates": coordinates}))


def moved(polygons: Polygons, moves: list[tuple[int, int, float, float]]) -> Polygons:
    """Some positions elsewhere, both ends of a ring together."""
    found = [[ring.copy() for ring in polygon] for polygon in polygons]
    for which, at, x, y in moves:
        rings = [ring for polygon in found for ring in polygon]
        ring = rings[which % len(rings)]
        number = at % (len(ring) - 1)
        ring[[number, -1] if number == 0 else [number]] += (x, y)
    return found


small, large = (st.integers(-n, n).map(lambda m: m / 1e6) for n in (10_000, 2_000_000))
shifts = st.one_of(st.tuples(small, small), st.tuples(large, large))
moves = st.lists(
    st.tuples(st.integers(0, 9), st.integers(0, 99), shifts).map(lambda m: (*m[:2], *m[2])),
    max_size=4,
)
rings = st.tuples(st.lists(st.integers(0, 4), max_size=2), st.lists(news, max_size=3))
edits = st.one_of(
    st.tuples(st.just("move"), moves),
    st.tuples(st.just("same"), st.none()),
    st.tuples(st.just("rings"), rings),
    st.tuples(st.sampled_from(["cut", "bowtie", "empty", "undated", "point", "other"]), st.none()),
)  # fmt: skip


def written_out(edits: list[tuple[str, Any]], base: Polygons) -> list[Text]:
    """Texts, each that of the day before otherwise, or something else altogether."""
    texts, ground = [], base
    bow = [[37.0, 48.0], [37.1, 48.1], [37.1, 48.0], [37.0, 48.1], [37.0, 48.0]]
    others = {
        "cut": document(ground)[:-40],
        "empty": b"",
        "bowtie": collection(feature(geometry(bow))),
        "point": collection(feature({"type": "Point", "coordinates": [1, 2]})),
        "other": collection(feature(written(shapely.box(37, 48, 38, 49)))),
    }
    for day, (kind, how) in enumerate(edits):
        if kind == "move":
            ground = moved(ground, how)
        if kind == "rings":
            ground = [*PADDING, *changed(*how)]
        data = others.get(kind, document(ground))
        at = None if kind == "undated" else START + timedelta(days=day)
        texts.append(Text(data, f"m-{day}.geojson", at, day))
    return texts


def one_by_one(texts: list[Text]) -> Iterator[Read]:
    last = None
    for text in texts:
        try:
            last, repairs = read_edition(
                text.data, name=text.name, source="map A", at=text.at, near=last
            )
        except UnreadableError as problem:
            yield Read(text, None, (), problem)
        else:
            yield Read(text, last, repairs)


def told(read: Read) -> tuple[Any, ...]:
    found = read.edition
    if found is None:
        return read.text.about, str(read.problem)
    ground = {name: shapely.to_wkb(area) for name, area in found.held.items()}
    return read.text.about, found.source, found.at, found.digest, ground, tuple(read.repairs)


def changed_between(reads: Iterator[Read]) -> list[Change]:
    return list(changes(read.edition for read in reads if read.edition))


@settings(max_examples=60, deadline=None)
@given(
    st.lists(edits, min_size=1, max_size=12),
    st.sampled_from(["round", "rings"]),
    st.integers(1, 14),
    st.integers(1, 40_000),
)
def test_no_answer_hangs_on_how_many_are_read_at_once(
    edits: list[tuple[str, Any]], base: str, window: int, size: int
) -> None:
    texts = written_out(edits, ROUND if base == "round" else [*PADDING, *GROUND_RINGS])
    expected = [told(read) for read in one_by_one(texts)]
    with mock.patch("servanda.territory.reading._BYTES", size):
        some = list(map(told, read_editions(texts, source="map A", window=window)))
    assert some == expected
    assert list(map(told, read_editions(texts, source="map A", window=window))) == expected
    assert changed_between(read_editions(texts, source="map A", window=window)) == changed_between(
        one_by_one(texts)
    )


def outlines(texts: list[Text]) -> list[Outline]:
    """What plain texts show, each read beside the one before; nothing checked."""
    found = []
    near = None
    for text in texts:
        parsing = mock.Mock(class_property=None, default_class="held", bounds=None)
        parsing.limits.bytes = parsing.limits.vertices = 1 << 30
        read = plain_map(text.data, parsing, near)
        if read is None:
            break
        if read.ground is not near:
            near = read.ground
            found.append(near.outline("held"))
    return found


@settings(max_examples=60, deadline=None)
@given(st.lists(st.tuples(st.just("move"), moves), min_size=2, max_size=9))
def test_what_is_asked_of_many_is_what_is_asked_of_each(edits: list[tuple[str, Any]]) -> None:
    texts = written_out(edits, ROUND)
    pairs, again = ([*pairwise(o)] for o in (outlines(texts), outlines(texts)))
    together = stay_clean(pairs)
    for found, pair, (near, later) in zip(together, pairs, again, strict=True):
        assert [found] == stay_clean([(near, later)])
        assert (later.stays is near.mark) == (pair[1].stays is pair[0].mark) == bool(found)
        if found is None or later.uncommon is None:
            continue
        assert (pair[1].turns() == later.turns()).all()
        assert pair[1].uncommon is not None
        assert pair[1].uncommon[0] is pair[0].mark
        for one, other in zip(pair[1].uncommon[1:], later.uncommon[1:], strict=True):
            assert np.array_equal(one, other)


def test_a_later_one_asked_about_twice_is_told_once() -> None:
    crossed = written_out([("same", None), ("move", [(0, 3, -1.9, 0.4)])], ROUND)
    near, later = outlines(crossed)
    assert stay_clean([(near, later), (near, later)])[0] is None
    assert not stays_clean(near, later)


def daily(number: int) -> list[Text]:
    return written_out([("move", [(0, n, 1e-4, 0.0)]) for n in range(number)], ROUND)


def test_a_window_of_small_changes_is_checked_at_once() -> None:
    asked = []

    def seen(pairs: Any) -> Any:
        asked.append(len(pairs))
        return stay_clean(pairs)

    with mock.patch("servanda.territory.reading.stay_clean", seen):
        reads = list(read_editions(daily(12), source="map A", window=5))
    assert asked == [4, 5, 2]  # the first is beside none
    with mock.patch.object(stays, "_window", side_effect=AssertionError):
        for one, two in pairwise(reads):
            assert one.edition
            assert two.edition
            assert stays_clean(outline_in(one.edition, "held"), outline_in(two.edition, "held"))


def test_no_more_than_a_window_is_read_ahead() -> None:
    taken = count()
    texts = (text for text in daily(12) if next(taken) >= 0)
    reads = read_editions(texts, source="map A", window=4)
    next(reads)
    assert next(taken) == 4


def test_editions_that_have_to_be_mended_again_and_again_are_not_read_ahead_each_time() -> None:
    bow = [[37.0, 48.0], [37.1, 48.1], [37.1, 48.0], [37.0, 48.1], [37.0, 48.0]]
    texts = [
        Text(collection(feature(geometry(bow if day % 2 else SQUARE))), "m", START + timedelta(day))
        for day in range(40)
    ]
    asked = []

    def seen(*given: Any) -> Any:
        asked.append(given)
        return plain_map(*given)

    with mock.patch("servanda.territory.reading.plain_map", seen):
        reads = list(read_editions(texts, source="map A", window=16))
    assert [bool(read.repairs) for read in reads] == [bool(day % 2) for day in range(40)]
    assert len(asked) < 2 * len(texts) + 16


def test_what_comes_before_a_question_that_means_nothing_is_answered() -> None:
    texts = [*daily(3), Text(daily(1)[0].data, "m-20260310.geojson")]
    reads = read_editions(texts, source="map A", window=16)
    assert [next(reads).text.about for _ in range(3)] == [0, 1, 2]
    with pytest.raises(MisuseError, match="a day, not a moment"):
        next(reads)


def test_a_text_without_bytes_is_answered_in_its_place() -> None:
    def gone() -> bytes:
        raise UnreadableError("m: gone")

    texts = [*daily(2), Text.of(gone, "m", about="gone"), *daily(4)[2:]]
    reads = list(read_editions(texts, source="map A"))
    assert [read.text.about for read in reads if read.edition is None] == ["gone"]
    with pytest.raises(UnreadableError, match="m: gone"):
        reads[2].or_raise()
    alone = read_edition(texts[4].data, name="m", source="map A", at=texts[4].at)[0]
    assert reads[4].or_raise().digest == alone.digest


def test_holes_in_a_shell_shrunk_to_a_point_stop_no_other_map() -> None:
    # GEOS fails to make such a polygon valid the usual way.
    shrunk = geometry([[37.0, 48.0]] * 4, [[x + 2, y] for x, y in SQUARE])
    maps = [collection(feature(geometry(SQUARE)), feature(shrunk)), collection(feature(shrunk))]
    texts = [Text(data, "a.geojson", START + timedelta(n)) for n, data in enumerate(maps * 2)]
    found = list(read_editions(texts, source="map A"))
    assert len(found) == len(texts)
    assert "made valid" in found[0].repairs[0].what
    assert found[0].or_raise().held["held"].equals(shapely.Polygon(SQUARE))
    assert found[0].or_raise().same_ground(found[2].or_raise())


def test_what_geos_cannot_compute_is_refused_and_the_next_map_is_read() -> None:
    twisted = [[37.0, 48.0], [37.1, 48.1], [37.1, 48.0], [37.0, 48.1], [37.0, 48.0]]
    maps = [collection(feature(geometry(ring))) for ring in (twisted, SQUARE)]
    texts = [Text(data, "a.geojson", START + timedelta(n)) for n, data in enumerate(maps)]
    with mock.patch.object(shapely, "make_valid", side_effect=shapely.GEOSException("gives up")):
        refused, read = read_editions(texts, source="map A")
    assert "feature" in str(refused.problem)
    assert "could not be computed (gives up); draw them anew" in str(refused.problem)
    assert read.edition is not None
