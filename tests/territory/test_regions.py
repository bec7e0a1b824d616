from __future__ import annotations

import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st

from servanda.base.errors import MisuseError
from servanda.territory import compare
from servanda.territory.patch import Patch
from servanda.territory.regions import OUTSIDE, Regions, read_regions, regions_of

from .maps import SQUARE, collection, edition, feature, geometry, grounds, strip


def patches(before: shapely.Geometry, after: shapely.Geometry) -> list[Patch]:
    change = compare(edition(before), edition(after, day=1))
    return [*change.gained, *change.lost]


HALVES = regions_of(
    {"west": shapely.box(36, 47, 37.15, 49), "east": shapely.box(37.15, 47, 39, 49)}
)


def test_a_patch_across_a_border_counts_on_both_sides_with_its_part() -> None:
    [patch] = patches(strip(0.1), strip(0.2))
    [share] = HALVES.split([patch])
    assert share["west"] == pytest.approx(patch.area_km2 / 2, rel=1e-9)
    assert sum(share.values()) == pytest.approx(patch.area_km2, rel=1e-12)


def test_a_patch_inside_one_region_is_wholly_its_own() -> None:
    [patch] = patches(strip(0.1), shapely.union(strip(0.1), strip(0.1, west=38)))
    assert HALVES.split([patch]) == [{"east": patch.area_km2}]


def test_ground_in_no_region_is_reported_as_outside_and_not_dropped() -> None:
    [patch] = patches(strip(0.1), shapely.union(strip(0.1), strip(0.1, west=45)))
    assert HALVES.split([patch]) == [{OUTSIDE: patch.area_km2}]
    [half] = patches(strip(0.1), shapely.union(strip(0.1), strip(0.2, west=38.9)))
    share = HALVES.split([half])[0]
    assert list(share) == ["east", OUTSIDE]
    assert share[OUTSIDE] == pytest.approx(half.area_km2 / 2, rel=1e-9)


def test_where_regions_overlap_the_smaller_has_the_ground_and_it_is_told() -> None:
    town = regions_of(
        {"land": shapely.box(37, 48, 38, 49), "town": shapely.box(37.4, 48, 37.6, 48.2)}
    )
    assert town.areas[0].intersection(town.areas[1]).area == 0
    [note] = town.notes
    assert note.startswith("land and town overlap by ")
    assert note.endswith("counted in town")


@settings(deadline=None)
@given(grounds, grounds, st.lists(grounds, min_size=1, max_size=4))
def test_parts_and_outside_add_up_to_the_whole(
    before: shapely.Geometry, after: shapely.Geometry, layer: list[shapely.Geometry]
) -> None:
    regions = regions_of({f"r{n}": area for n, area in enumerate(layer)})
    found = patches(before, after)
    for patch, share in zip(found, regions.split(found), strict=True):
        assert sum(share.values()) == pytest.approx(patch.area_km2, rel=1e-9, abs=1e-12)
        assert all(value > 0 for value in share.values())


def _layer(**properties: str) -> bytes:
    return collection(feature(geometry(SQUARE), **properties))


@pytest.mark.parametrize("name", ["name", "shapeName", "NAME_1"])
def test_the_usual_properties_with_names_are_found(name: str) -> None:
    assert read_regions(_layer(**{name: "Ilm"}), name="r.geojson").names == ("Ilm",)


def test_another_property_must_be_named() -> None:
    layer = _layer(oblast="Ilm")
    assert read_regions(layer, name="r", name_property="oblast").names == ("Ilm",)
    with pytest.raises(MisuseError, match="--region-name PROPERTY"):
        read_regions(layer, name="r.geojson")


def test_no_patches_no_shares() -> None:
    assert isinstance(HALVES, Regions)
    assert HALVES.split([]) == []
