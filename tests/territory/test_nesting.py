"""Rings that come, go or lie elsewhere are told right or left to GEOS."""

from __future__ import annotations

import numpy as np
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st

from servanda.territory.arrays import Floats
from servanda.territory.nesting import holes_at_home, well_placed
from servanda.territory.outline import Outline
from servanda.territory.validity import is_clean, is_valid, stays_clean

Polygons = list[list[Floats]]


def square(west: float, south: float, size: float, *, back: bool = False) -> Floats:
    ring: Floats = shapely.get_coordinates(shapely.box(west, south, west + size, south + size))
    return ring[::-1].copy() if back else ring


def outlined(polygons: Polygons) -> Outline:
    rings = [ring for polygon in polygons for ring in polygon]
    counts = np.cumsum([0, *map(len, rings)])
    return Outline(np.concatenate(rings), counts, np.cumsum([0, *map(len, polygons)]))


# A square with two holes, an island in the first of them, and a square apart.
GROUND: Polygons = [
    [square(0, 0, 9), square(1, 1, 4), square(6, 6, 2, back=True)],
    [square(2, 2, 1)],
    [square(12, 0, 3)],
]
halves = st.integers(-1, 32).map(lambda n: n / 2 + 0.25)
news = st.tuples(
    halves, halves, st.sampled_from([0.25, 0.5, 1.0, 3.0, 12.0]), st.booleans(), st.integers(-1, 4)
)


def changed(drop: list[int], new: list[tuple[float, float, float, bool, int]]) -> Polygons:
    """Some rings left out, with their polygon where they are its shell; some put in."""
    number, kept = 0, []
    for polygon in GROUND:
        some = [ring for n, ring in enumerate(polygon, number) if n not in drop]
        if number not in drop:
            kept.append(some)
        number += len(polygon)
    for west, south, size, back, into in new:
        ring = square(west, south, size, back=back)
        if 0 <= into < len(kept):
            kept[into].append(ring)
        else:
            kept.append([ring])
    return kept or [[square(0, 0, 1)]]


@settings(max_examples=500)
@given(st.lists(st.integers(0, 4), max_size=2), st.lists(news, max_size=3))
def test_rings_that_come_and_go_change_no_answer(
    drop: list[int], new: list[tuple[float, float, float, bool, int]]
) -> None:
    near, polygons = outlined(GROUND), changed(drop, new)
    later, alone = outlined(polygons), outlined(polygons)
    expected = bool(shapely.is_valid(alone.geometry))
    assert is_clean(near)
    if stays_clean(near, later):
        assert expected
        assert is_clean(alone)
    assert is_valid(later, near) == expected


WELL = {
    "island": [[square(20, 0, 1)]],
    "island in a hole": [[square(7, 7, 0.5, back=True)]],
    "ring of ground": [[square(20, 0, 5), square(21, 1, 1)]],
    "ground in a hole of new ground": [[square(20, 0, 5), square(21, 1, 3)], [square(22, 2, 1)]],
    "ring about all": [[square(-9, -9, 40), square(-8, -8, 38)]],
}
BADLY = {
    "ground in ground": [[square(13, 1, 1)]],
    "ground about ground": [[square(11, -1, 5)]],
    "hole outside": [[square(20, 0, 1), square(22, 0, 1)]],
    "hole in a hole": [[square(20, 0, 9), square(21, 1, 7), square(22, 2, 1)]],
}


@pytest.mark.parametrize("case", WELL)
def test_new_rings_where_they_must_lie_need_no_check_of_the_whole(case: str) -> None:
    assert stays_clean(outlined(GROUND), outlined(GROUND + WELL[case]))
    assert stays_clean(outlined(GROUND + WELL[case]), outlined(GROUND))


@pytest.mark.parametrize("case", BADLY)
def test_new_rings_that_lie_otherwise_are_not_taken_for_clean(case: str) -> None:
    later = outlined(GROUND + BADLY[case])
    assert not stays_clean(outlined(GROUND), later)
    assert not is_valid(later, outlined(GROUND))


def test_a_ring_is_placed_by_shells_and_holes_about_it() -> None:
    good, bad = outlined(GROUND), outlined([*GROUND, *BADLY["ground in ground"]])
    assert well_placed(good, range(5))
    assert holes_at_home(good)
    assert not well_placed(bad, [5])
    assert well_placed(bad, [0, 1, 2, 3])
    assert well_placed(bad, [])


def test_many_rings_in_many_others_are_left_to_geos() -> None:
    several = 400  # each in all before it: all pairs would take as long as the square of that
    rings = [square(n, n, 1e4 - 2 * n, back=n % 2 == 1) for n in range(several)]
    outline = outlined([[shell, hole] for shell, hole in zip(rings[::2], rings[1::2], strict=True)])
    assert is_clean(outline)
    assert well_placed(outline, [several - 1])
    assert not well_placed(outline, range(several))
    assert shapely.is_valid(outline.geometry)
