"""The benchmarks of territory run on small made-up maps, and everyone finds the same ground."""

from __future__ import annotations

import json
from itertools import pairwise
from pathlib import Path

import pytest
import shapely

from .tools import FOLDER, load, run

maps = load("_maps")
PUBLISHED = FOLDER.parents[1] / "shared" / "data" / "control" / "published_monthly.csv"


def _ground(file: Path) -> shapely.Geometry:
    (feature,) = json.loads(file.read_text("utf-8"))["features"]
    return shapely.geometry.shape(feature["geometry"])


def test_generated_maps_are_the_same_for_a_seed_and_others_for_another(tmp_path: Path) -> None:
    one = [f.read_bytes() for f in maps.generate(tmp_path / "a", 4, 300)]
    assert one == [f.read_bytes() for f in maps.generate(tmp_path / "b", 4, 300)]
    assert one != [f.read_bytes() for f in maps.generate(tmp_path / "a", 4, 300, seed=5)]
    assert one[:2] == [f.read_bytes() for f in maps.generate(tmp_path / "c", 2, 300)]


def test_generated_maps_move_a_few_dozen_vertices_a_step_as_published_ones_do(
    tmp_path: Path,
) -> None:
    grounds = [_ground(f) for f in maps.generate(tmp_path, 12, 2900)]
    assert all(ground.is_valid for ground in grounds)
    assert {shapely.get_num_coordinates(ground) for ground in grounds} == {2901}
    moved = [
        len(
            set(map(tuple, shapely.get_coordinates(b)))
            - set(map(tuple, shapely.get_coordinates(a)))
        )
        for a, b in pairwise(grounds)
    ]
    assert min(moved) == 0
    assert 30 <= max(moved) <= 40


def test_a_refined_map_shows_the_same_ground_with_more_vertices(tmp_path: Path) -> None:
    for file in maps.generate(tmp_path, 2, 200):
        plain, fine = _ground(file), _ground(maps.refined(file, 7, tmp_path))
        assert shapely.get_num_coordinates(fine) == 7 * 200 + 1
        assert shapely.symmetric_difference(plain, fine).area < 1e-9
        corners = set(map(tuple, shapely.get_coordinates(plain)))
        assert corners <= set(map(tuple, shapely.get_coordinates(fine)))


def test_an_edge_is_cut_at_the_same_places_whichever_way_it_runs() -> None:
    ring = shapely.get_coordinates(shapely.Polygon([(37, 48), (38.1, 48.3), (37.4, 49.7)]))
    one, other = maps._cut(ring, 7), maps._cut(ring[::-1], 7)
    assert set(map(tuple, one)) == set(map(tuple, other))


def test_servanda_finds_the_ground_that_a_full_overlay_of_each_pair_finds(tmp_path: Path) -> None:
    files = maps.generate(tmp_path, 9, 600)
    ways = load("_territory").WAYS
    _, ours = ways["servanda"](files)
    grounds = [_ground(file) for file in files]
    changed = [shapely.symmetric_difference(a, b) for a, b in pairwise(grounds)]
    assert ours["changed_deg2"] == pytest.approx(sum(each.area for each in changed), rel=1e-6)
    pieces = sum(part.area > 0 for each in changed for part in shapely.get_parts(each))
    assert ours["patches"] == pieces > 8
    _, read = ways["parse"](files)
    assert read["vertices"] == 9 * 601


def test_the_benchmark_runs_without_published_maps_on_growing_series_and_finer_maps(
    tmp_path: Path,
) -> None:
    rows = run(
        "territory", BENCH_FOLDER=str(tmp_path), BENCH_MAPS="generated", BENCH_EDITIONS="3,5",
        BENCH_VERTICES="200", BENCH_REFINE="1,4", BENCH_REFINED="3", BENCH_RUNS="1",
    )  # fmt: skip
    assert [(r["maps"], r["editions"], r["vertices"]) for r in rows] == [
        ("generated", 3, 201), ("generated", 5, 201), ("generated", 3, 201), ("generated", 3, 801)
    ]  # fmt: skip
    assert all(r["agree"] in ("yes", "-") for r in rows)
    assert rows[0]["patches"] == rows[2]["patches"] == rows[3]["patches"] > 0
    assert all(r["by_parse"] > 0 and r["servanda_mib"] > 0 for r in rows)


def test_the_benchmark_of_the_archive_finds_the_patches_that_reading_all_finds(
    tmp_path: Path,
) -> None:
    settings = {"BENCH_FOLDER": str(tmp_path), "BENCH_MAPS": "generated", "BENCH_VERTICES": "200"}
    rows = run("territory_archive", BENCH_EDITIONS="8,12", **settings)
    assert [(r["maps"], r["kept_before"]) for r in rows] == [("generated", 3), ("generated", 7)]
    whole = run("territory", BENCH_EDITIONS="8,12", BENCH_REFINED="3", BENCH_REFINE="1",
                BENCH_RUNS="1", **settings)  # fmt: skip
    assert [r["patches"] for r in rows] == [r["patches"] for r in whole[:2]]
    assert all(r["add_one_s"] > 0 for r in rows)


@pytest.mark.shared_data
@pytest.mark.skipif(not PUBLISHED.is_file(), reason=f"no published figures in {PUBLISHED}")
def test_months_come_within_two_per_cent_of_the_publisher_and_stand_in_the_document() -> None:
    rows = run("territory_months")
    assert rows[-1]["month"] == "median of 12"
    assert float(rows[-1]["net_off"].rstrip("%")) <= 2
    text = (FOLDER.parent / "docs" / "concepts" / "territory-figures.md").read_text("utf-8")
    table = {line.split(" | ")[0].strip("| "): line for line in text.splitlines() if "|" in line}
    for row in rows[:-1]:
        assert f"| {row['net_km2']:.1f} |" in table[row["month"]]
        assert f"| {row['gained_km2']:.1f} |" in table[row["month"]]
    over = [r["month"] for r in rows[:-1] if abs(float(r["net_off"].rstrip("%"))) > 5]
    assert over == ["2024-10", "2025-04"]
    assert all(f"- **{month}, +" in text for month in over)


def test_of_several_published_figures_the_publishers_own_counts_and_no_partial_month() -> None:
    import sys

    sys.modules["run"] = load("run")
    months = load("territory_months")
    lines = [
        "month,km2,publisher,url,note", "2024-11,725,B,,computed by a third party",
        "2024-11,730,A,,highest", "2024-11,600,C,,PARTIAL MONTH", "2024-12,401,B,,third-party only",
        "2025-01,325,A,,own", "2025-01,321,B,,third-party computation",
    ]  # fmt: skip
    assert months.published(lines) == {
        "2024-11": (730.0, True), "2024-12": (401.0, False), "2025-01": (325.0, True)
    }  # fmt: skip
