"""Most grounds are written without GEOS for their names; nobody may be able to tell."""

from __future__ import annotations

from unittest.mock import patch

import numpy as np
import pytest
import shapely
from hypothesis import given
from hypothesis import strategies as st

from servanda.territory import names as names_
from servanda.territory.arrays import Geometries
from servanda.territory.names import names_of, written_of

Ring = list[tuple[float, float]]

KITE: Ring = [(37.0, 48.0), (37.3, 48.1), (37.2, 48.5), (36.9, 48.2)]
# On a coarse grid rings cross themselves, run back, and have their least or highest place twice.
coarse = st.tuples(st.integers(0, 5), st.integers(0, 5)).map(lambda at: (at[0] / 4, at[1] / 4))
fine = st.tuples(st.floats(36.9, 37.1), st.floats(47.9, 48.1))
near = st.tuples(st.floats(0, 3e-7), st.floats(0, 3e-7))  # rounding makes many of them equal
rings = st.one_of(*(st.lists(each, min_size=3, max_size=9) for each in (coarse, fine, near)))


def polygons_of(rings: list[Ring]) -> Geometries:
    return np.array([shapely.Polygon(ring) for ring in rings], dtype=object)


def by_geos(polygons: Geometries) -> int:
    """How many of them are left to GEOS."""
    with patch.object(names_, "_written_by_geos", wraps=names_._written_by_geos) as asked:
        written_of(polygons)
    return len(asked.call_args.args[0])


@given(st.lists(rings, min_size=1, max_size=8))
def test_any_rings_are_written_as_geos_normalizes_them(rings: list[Ring]) -> None:
    polygons = polygons_of(rings)
    assert written_of(polygons) == names_._written_by_geos(polygons)


@given(st.lists(fine, min_size=3, max_size=9, unique=True), st.integers(0, 8), st.booleans())
def test_the_name_does_not_hang_on_where_a_ring_begins_or_which_way_it_runs(
    ring: Ring, begin: int, reverse: bool
) -> None:
    at = begin % len(ring)
    other = ring[at:] + ring[:at]
    one, two = names_of(
        polygons_of([ring, other[::-1] if reverse else other]), [b"gained\n"], np.array([0, 0])
    )
    same = polygons_of([ring])
    if by_geos(same) == 0:
        assert one == two


def test_a_plain_ring_is_not_left_to_geos() -> None:
    assert by_geos(polygons_of([KITE, KITE[::-1], KITE[2:] + KITE[:2]])) == 0


@pytest.mark.parametrize(
    "ring",
    [
        [(37.0, 48.0), (37.3, 48.5), (37.2, 48.5), (36.9, 48.2)],  # highest twice
        [(37.0, 48.0), (37.3, 48.1), (37.2, 48.5), (37.0, 48.0), (36.9, 47.9), (37.1, 47.9),
         (36.9, 47.9)],  # least twice
        [(37.0, 48.0), (37.3, 48.1), (37.3, 48.1 + 1e-9), (37.2, 48.5)],  # twice in a row
        [(37.0, 48.0), (37.25, 48.5), (37.125, 48.25)],  # no turn that could be told
    ],
)  # fmt: skip
def test_what_is_not_plain_is_left_to_geos(ring: Ring) -> None:
    assert by_geos(polygons_of([KITE, ring])) == 1


def test_polygons_with_holes_are_left_to_geos() -> None:
    hole = shapely.Polygon(KITE).difference(shapely.Point(37.1, 48.2).buffer(0.01))
    polygons = np.array([hole, shapely.Polygon(KITE)])
    assert by_geos(polygons) == 1
    assert written_of(polygons) == names_._written_by_geos(polygons)


def test_the_head_is_part_of_the_name() -> None:
    polygons = polygons_of([KITE, KITE, KITE])
    one, two, three = names_of(polygons, [b"gained\n", b"lost\n"], np.array([0, 1, 0]))
    assert one == three != two
    assert names_of(polygons[:0], [], np.array([], dtype=np.int64)) == []
