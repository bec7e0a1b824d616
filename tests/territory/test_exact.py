"""What must be exact, on polygons of any kind: the section "Exact" of what territory promises."""

from __future__ import annotations

import math
from collections.abc import Iterator
from datetime import UTC, datetime
from itertools import pairwise
from typing import Any

import numpy as np
import pytest
import shapely
from hypothesis import assume, given
from hypothesis import strategies as st
from pyproj import Geod
from shapely import Geometry

from servanda.base.errors import UnreadableError
from servanda.territory import Edition, area_km2, changes, compare, edition_of, read_edition
from servanda.territory.area import Edges

from .maps import START, _ground, _piece, collection, edition, feature, geometry, written_otherwise

WGS84 = Geod(ellps="WGS84")
BOTH: list[Edges] = ["geodesic", "straight"]


def close(a: float, b: float) -> bool:
    """Equal to a millionth of the larger, or a thousandth of a square metre."""
    return math.isclose(a, b, rel_tol=1e-6, abs_tol=1e-9)


def _star(lon: float, lat: float, size: float, seed: int, corners: int) -> Geometry:
    """An outline of any shape that does not cross itself, with a hole of the same kind."""
    random = np.random.default_rng(seed)
    angle = np.sort(random.uniform(0, 2 * np.pi, corners))
    radius = random.uniform(0.5, 1, corners) * size
    around = np.column_stack([np.cos(angle), np.sin(angle)])
    shell = around * radius[:, None] + (lon, lat)
    hole = around * (radius * random.uniform(0.05, 0.3))[:, None] + (lon, lat)
    return shapely.Polygon(shell, [hole] if seed % 2 else [])


stars = st.builds(
    _star,
    st.floats(-140, 140),
    st.floats(-60, 60),
    st.sampled_from([0.001, 0.1, 2.0, 15.0]),
    st.integers(0, 10_000),
    st.integers(5, 60),
).filter(lambda polygon: polygon.is_valid)


def _multi(parts: list[Geometry]) -> Geometry:
    kept: list[Geometry] = []
    for part in parts:
        if not any(part.intersects(other) for other in kept):
            kept.append(part)
    return shapely.MultiPolygon(kept)


@given(st.lists(stars, min_size=1, max_size=4).map(_multi))
def test_area_is_geographiclibs_for_the_same_rings_to_a_millionth(area: Geometry) -> None:
    oriented = shapely.orient_polygons(area)
    expected = sum(WGS84.geometry_area_perimeter(part)[0] for part in oriented.geoms) / 1e6
    assert math.isclose(area_km2(area), expected, rel_tol=1e-6)
    patches = compare(nothing_yet(), at(area, 1)).gained
    assert math.isclose(sum(p.area_km2 for p in patches), expected, rel_tol=1e-6)


def nothing_yet() -> Edition:
    """A map that holds a speck in the ocean, so that all else is gained."""
    return edition_of("map A", START, {"held": shapely.MultiPolygon()})


def at(area: Geometry, day: int) -> Edition:
    return edition(area, day=day)


def _pushed(area: Geometry, random: np.random.Generator) -> Geometry:
    """Some neighbouring vertices of the outline moved, as from one edition to the next."""
    ring = shapely.get_coordinates(area.exterior)[:-1].copy()
    start, length = random.integers(0, len(ring)), random.integers(1, max(len(ring) // 3, 2))
    run = (start + np.arange(length)) % len(ring)
    centre = ring.mean(axis=0)
    ring[run] = centre + (ring[run] - centre) * random.uniform(0.7, 1.3, (length, 1))
    return shapely.Polygon(ring, [hole.coords for hole in area.interiors])


def _series(area: Geometry, seed: int, count: int) -> list[Geometry]:
    random = np.random.default_rng(seed)
    found = [area]
    for _ in range(count):
        found.append(_pushed(found[-1], random))
        assume(found[-1].is_valid)
    return found


near = stars.filter(lambda area: shapely.box(-140, -60, 140, 60).contains(area))
pairs = st.builds(_series, near, st.integers(0, 10_000), st.just(1))
many = st.builds(_series, near, st.integers(0, 10_000), st.integers(2, 5))


@pytest.mark.parametrize("edges", BOTH)
@given(pairs)
def test_what_one_way_gains_the_other_way_loses(edges: Edges, areas: list[Geometry]) -> None:
    a, b = areas
    there, back = compare(at(a, 0), at(b, 1), edges=edges), compare(at(b, 0), at(a, 1), edges=edges)
    assert close(there.gained_km2, back.lost_km2)
    assert close(there.lost_km2, back.gained_km2)
    assert len(there.gained) == len(back.lost)
    assert len(there.lost) == len(back.gained)


@given(pairs)
def test_gained_and_kept_are_the_later_area(areas: list[Geometry]) -> None:
    a, b = areas
    change = compare(at(a, 0), at(b, 1), edges="straight")
    kept = area_km2(shapely.intersection(a, b), edges="straight")
    assert close(change.gained_km2 + kept, area_km2(b, edges="straight"))
    assert close(change.lost_km2 + kept, area_km2(a, edges="straight"))


@given(many)
def test_net_is_additive_over_editions_exactly_with_straight_edges(areas: list[Geometry]) -> None:
    editions = [at(area, day) for day, area in enumerate(areas)]
    net = sum(step.net_km2 for step in changes(editions, edges="straight"))
    whole = compare(editions[0], editions[-1], edges="straight").net_km2
    areas_km2 = [area_km2(area, edges="straight") for area in (areas[0], areas[-1])]
    tolerance = 1e-9 * max(areas_km2) + 1e-9 * len(areas)
    assert abs(net - whole) <= tolerance
    assert abs(net - (areas_km2[1] - areas_km2[0])) <= tolerance


@given(many)
def test_geodesic_net_misses_by_no_more_than_the_measured_edges_bend(areas: list[Geometry]) -> None:
    editions = [at(area, day) for day, area in enumerate(areas)]
    steps = list(changes(editions))
    measured = [areas[0], areas[-1]]
    measured += [p.geometry for step in steps for p in (*step.gained, *step.lost)]
    bend = sum(abs(area_km2(g) - area_km2(g, edges="straight")) for g in measured)
    net = sum(step.net_km2 for step in steps)
    assert abs(net - (area_km2(areas[-1]) - area_km2(areas[0]))) <= bend + 1e-6


def written(areas: list[Geometry], *, order: list[int], apart: bool) -> bytes:
    """Polygons as one feature or as one each, in some order."""
    parts = [areas[n] for n in order]
    if not apart:
        return collection(feature(shapely.geometry.mapping(shapely.MultiPolygon(parts))))
    return collection(*(feature(shapely.geometry.mapping(part)) for part in parts))


def read(data: bytes, day: int = 0) -> Edition:
    when = datetime(2026, 3, 2 + day, 3, tzinfo=UTC)
    return read_edition(data, name="map", source="map A", at=when)[0]


@given(
    st.lists(stars, min_size=2, max_size=4).map(lambda parts: list(_multi(parts).geoms)),
    st.randoms(use_true_random=False),
)
def test_order_of_polygons_and_features_changes_nothing(parts: list[Geometry], random: Any) -> None:
    order = list(range(len(parts)))
    plain = read(written(parts, order=order, apart=False))
    random.shuffle(order)
    for apart in (True, False):
        other = read(written(parts, order=order, apart=apart))
        assert other.digest == plain.digest
        assert close(area_km2(other.held["held"]), area_km2(plain.held["held"]))


@given(pairs, st.integers(0, 40), st.booleans())
def test_direction_and_start_of_rings_change_no_patch(
    areas: list[Geometry], turn: int, reverse: bool
) -> None:
    first, second = (shapely.MultiPolygon([area]) for area in areas)
    plain = compare(at(first, 0), at(second, 1))
    again = compare(
        at(written_otherwise(first, turn, reverse=reverse), 0),
        at(written_otherwise(second, turn + 3, reverse=not reverse), 1),
    )
    for one, other in ((plain.gained, again.gained), (plain.lost, again.lost)):
        assert len(one) == len(other)
        assert all(close(p.area_km2, q.area_km2) for p, q in zip(one, other, strict=True))


def _split(area: Geometry, share: float) -> Geometry:
    """The same ground, every edge of it cut in two: a vertex on the line up to rounding."""

    def again(ring: Geometry) -> Any:
        xy = shapely.get_coordinates(ring)
        both = np.empty((2 * len(xy) - 1, 2))
        both[::2], both[1::2] = xy, xy[:-1] + share * (xy[1:] - xy[:-1])
        return both

    return shapely.Polygon(again(area.exterior), [again(hole) for hole in area.interiors])


@given(pairs, st.floats(0.1, 0.9))
def test_a_collinear_vertex_changes_nothing_above_rounding(
    areas: list[Geometry], share: float
) -> None:
    a, b = areas
    finer = _split(b, share)
    assume(finer.is_valid)
    plain = compare(at(a, 0), at(b, 1), edges="straight")
    again = compare(at(a, 0), at(finer, 1), edges="straight")
    # Rounding moves a vertex by 1e-16 of its coordinates: a strip of that width, all round.
    rounding = area_km2(shapely.box(*shapely.total_bounds(b)), edges="straight") * 1e-12 + 1e-9
    assert abs(plain.gained_km2 - again.gained_km2) <= rounding + 1e-9 * plain.gained_km2
    assert abs(plain.lost_km2 - again.lost_km2) <= rounding + 1e-9 * plain.lost_km2
    assert compare(at(b, 0), at(finer, 1), edges="straight").gained_km2 <= rounding


def test_lines_that_cannot_be_noded_are_compared_all_the_same() -> None:
    box, one, other = (
        _piece(*kind)
        for kind in (("box", 0, 0, 1, 2), ("wedge", 7, 6, 4, 2), ("wedge", 9, 4, 5, 4))
    )
    before, after = _ground([box, one], []), _ground([box, other], [box, one])
    change = compare(at(before, 0), at(after, 1), edges="straight")  # GEOS gave up on these
    assert close(change.lost_km2, area_km2(before, edges="straight"))
    assert close(change.gained_km2, area_km2(after, edges="straight"))


def test_classes_are_kept_apart_and_ground_that_changes_class_is_lost_by_one_gained_by_other() -> (
    None
):
    def held(border: float) -> dict[str, Geometry]:
        return {
            "occupied": shapely.box(37, 48, border, 48.1),
            "grey": shapely.box(border, 48, 37.3, 48.1),
        }

    before = edition_of("map A", START, held(37.1))
    after = edition_of("map A", edition(held(37.1)["grey"], day=1).at, held(37.2))
    occupied = compare(before, after, holder_class="occupied", edges="straight")
    grey = compare(before, after, holder_class="grey", edges="straight")
    assert (occupied.lost, grey.gained) == ((), ())
    assert close(occupied.gained_km2, grey.lost_km2)
    assert round(occupied.gained_km2, 1) == 82.9
    assert compare(before, before_at_day_one(before), holder_class="grey").identical


def before_at_day_one(earlier: Edition) -> Edition:
    return edition_of("map A", START.replace(day=3), dict(earlier.held))


def test_an_outline_across_the_antimeridian_is_refused_and_one_cut_there_is_right() -> None:
    across = geometry([[179, 48], [-179, 48], [-179, 49], [179, 49], [179, 48]])
    with pytest.raises(UnreadableError, match=r"from \(179, 48\) to \(-179, 48\) spans more than"):
        read(collection(feature(across)))
    unclosed = geometry([[-179, 49], [-179, 48], [-178, 48], [179, 48.5]])
    with pytest.raises(UnreadableError, match="cut it at 180 degrees"):
        read(collection(feature(unclosed)))
    east, west = shapely.box(179, 48, 180, 49), shapely.box(-180, 48, -179, 49)
    cut = read(collection(*(feature(shapely.geometry.mapping(each)) for each in (east, west))))
    inland = area_km2(shapely.box(10, 48, 12, 49), edges="straight")
    assert close(area_km2(cut.held["held"], edges="straight"), inland)


def test_ground_round_a_pole_is_right_when_it_is_drawn_along_the_pole() -> None:
    cap = [[lon, 80] for lon in range(-180, 181, 5)] + [[180, 90], [-180, 90], [-180, 80]]
    held = read(collection(feature(geometry(cap)))).held["held"]
    lons = list(range(-180, 180, 5))
    expected = abs(WGS84.polygon_area_perimeter(lons, [80] * len(lons))[0]) / 1e6
    assert math.isclose(area_km2(held), expected, rel_tol=1e-6)


def test_half_the_globe_is_refused_however_it_is_drawn() -> None:
    for box in (shapely.box(-170, -80, 170, 80), shapely.box(-180, -90, 180, 90)):
        rings = [[list(xy) for xy in _along(box)]]
        with pytest.raises(UnreadableError, match="half the globe"):
            read(collection(feature(geometry(*rings))))


def _along(box: Geometry) -> Iterator[tuple[float, float]]:
    """The corners of a box with a point every ten degrees between them."""
    corners = list(box.exterior.coords)
    for (x1, y1), (x2, y2) in pairwise(corners):
        for share in np.arange(0, 1, 10 / max(abs(x2 - x1), abs(y2 - y1))):
            yield float(x1 + share * (x2 - x1)), float(y1 + share * (y2 - y1))
    yield corners[-1]
