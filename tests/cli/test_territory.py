"""The verb ``territory``: rows, table, files. What the numbers mean is tested in territory."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from case.dsl import map_of, square
from cli.conftest import Servanda

SEVEN = ["from", "to", "gained_km2", "lost_km2", "net_km2", "redrawn_km2", "patches"]


@pytest.fixture
def maps(tmp_path: Path) -> Path:
    """Editions of 1, 2, 2 (the same) and 5 April, and of 2 May, which gives something back."""
    folder = tmp_path / "maps"
    folder.mkdir()
    for name, width in (("04-01", 2), ("04-02", 3), ("04-03", 3), ("04-06", 5), ("05-02", 4)):
        held = {"type": "Polygon", "coordinates": [_strip(width)]}
        text = json.dumps({"type": "Feature", "properties": {}, "geometry": held})
        (folder / f"m-2031-{name}.geojson").write_text(text)
    return folder


def _strip(width: int) -> list[list[float]]:
    east = 10 + width / 10
    return [[10, 50], [east, 50], [east, 50.1], [10, 50.1], [10, 50]]


def _layer(tmp_path: Path, **boxes: tuple[float, float]) -> Path:
    features = [
        {"type": "Feature", "properties": {"name": name},
         "geometry": {"type": "Polygon", "coordinates": [
             [[west, 49], [east, 49], [east, 51], [west, 51], [west, 49]]]}}
        for name, (west, east) in boxes.items()
    ]  # fmt: skip
    path = tmp_path / "regions.geojson"
    path.write_text(json.dumps({"type": "FeatureCollection", "features": features}))
    return path


def _rows(servanda: Servanda, *command: Any) -> list[dict[str, Any]]:
    ran = servanda("territory", *command, "--json")
    assert ran.code == 0, ran.err
    return ran.records


def test_every_row_begins_with_the_same_seven_keys(servanda: Servanda, maps: Path) -> None:
    for by in ("edition", "day", "week", "month"):
        for row in _rows(servanda, maps, "--by", by):
            assert list(row)[:7] == SEVEN


def test_days_without_an_edition_are_null_and_an_unchanged_one_is_zero(
    servanda: Servanda, maps: Path
) -> None:
    rows = {row["period"]: row for row in _rows(servanda, maps, "--by", "day")}
    assert rows["2031-04-03"]["gained_km2"] == 0
    assert rows["2031-04-03"]["unchanged_editions"] == 1
    gap = rows["2031-04-04"]
    assert gap["editions"] == 0
    assert all(gap[key] is None for key in SEVEN)
    assert (rows["2031-04-06"]["from"][:10], rows["2031-04-06"]["gap_days"]) == ("2031-04-03", 2)


def test_the_table_says_gap_and_unchanged(servanda: Servanda, maps: Path) -> None:
    told = servanda("territory", maps, "--by", "day", "--to", "2031-04-06").out.splitlines()
    assert told[2].endswith("unchanged edition")
    assert told[3].split() == ["2031-04-04", "-", "-", "-", "-", "-", "no", "edition"]
    assert told[5].endswith("2 days without an edition in it")
    assert told[6].startswith("sum")
    assert "counts in the period of its later edition" in told[7]


def test_between_compares_only_the_first_and_the_last(servanda: Servanda, maps: Path) -> None:
    (maps / "m-2031-04-03.geojson").write_text("broken, and not read")
    [row] = _rows(servanda, maps, "--between")
    assert (row["from"][:10], row["to"][:10]) == ("2031-04-01", "2031-05-02")
    steps = _rows(servanda, maps)
    assert row["net_km2"] == pytest.approx(sum(each.get("net_km2", 0) for each in steps), abs=1e-3)
    assert row["gained_km2"] < steps[0]["gained_km2"] + steps[1]["gained_km2"]


def test_lag_credits_a_change_to_the_day_before(servanda: Servanda, maps: Path) -> None:
    periods = [row["period"] for row in _rows(servanda, maps, "--by", "month", "--lag", "2")]
    assert periods == ["2031-03", "2031-04"]


def test_cumulative_sums_run_on_and_stop_in_gaps(servanda: Servanda, maps: Path) -> None:
    rows = _rows(servanda, maps, "--by", "day", "--cumulative")
    assert rows[2]["cumulative_net_km2"] is None
    last = rows[-1]
    assert last["cumulative_net_km2"] == pytest.approx(
        last["cumulative_gained_km2"] - last["cumulative_lost_km2"]
    )
    assert "net since start" in servanda("territory", maps, "--cumulative").out


def test_parts_of_the_sums_add_up(servanda: Servanda, maps: Path) -> None:
    for row in _rows(servanda, maps, "--k", "1"):
        gained = ("advance_km2", "return_km2", "redrawn_gained_km2")
        lost = ("lost_advance_km2", "lost_return_km2", "redrawn_lost_km2")
        fates = ("persisted_km2", "reverted_km2", "undecided_km2")
        for names, whole in ((gained, "gained_km2"), (lost, "lost_km2"), (fates, "gained_km2")):
            assert sum(row[name] for name in names) == pytest.approx(row[whole], abs=1e-5)


def test_ground_given_back_is_a_return_and_the_gain_reverted(
    servanda: Servanda, maps: Path
) -> None:
    rows = _rows(servanda, maps)
    assert rows[-1]["lost_return_km2"] == rows[-1]["lost_km2"] > 0
    assert rows[0]["persisted_km2"] == 0
    assert rows[0]["undecided_km2"] == rows[0]["gained_km2"]


def test_regions_and_outside_add_up_to_the_whole(
    servanda: Servanda, maps: Path, tmp_path: Path
) -> None:
    layer = _layer(tmp_path, west=(9, 10.25), east=(10.25, 10.42))
    whole = _rows(servanda, maps, "--by", "month")
    parts = _rows(servanda, maps, "--by", "month", "--regions", layer)
    assert [row["region"] for row in parts[:3]] == ["east", "west", "outside all regions"]
    for row in whole:
        mine = [each for each in parts if each["period"] == row["period"]]
        for name in ("gained_km2", "lost_km2", "redrawn_km2"):
            assert sum(each[name] for each in mine) == pytest.approx(row[name], abs=5e-6)
    table = servanda("territory", maps, "--regions", layer, "--language", "de").out
    assert "außerhalb aller Regionen" in table
    assert "alle Regionen" in table
    assert table.count("unveränderte Ausgabe") == 1


def test_regions_that_overlap_are_told(servanda: Servanda, maps: Path, tmp_path: Path) -> None:
    layer = _layer(tmp_path, land=(9, 11), town=(10.2, 10.3))
    told = servanda("territory", maps, "--regions", layer).out
    assert "land and town overlap by " in told
    assert told.rstrip().endswith("counted in town")


def test_front_and_depth_are_told_by_month(servanda: Servanda, maps: Path, tmp_path: Path) -> None:
    layer = _layer(tmp_path, land=(9, 11))
    april, _ = _rows(servanda, maps, "--by", "month", "--regions", layer)
    assert april["front_km"] > april["active_front_km"] > 0
    assert april["depth_km"] == pytest.approx(april["net_km2"] / april["front_km"], rel=1e-4)
    assert 20 < april["deepest_km"] < 23
    assert "front_km" not in _rows(servanda, maps)[0]


def test_depth_in_a_region_is_that_of_the_ground_gained_in_it(
    servanda: Servanda, maps: Path, tmp_path: Path
) -> None:
    layer = _layer(tmp_path, west=(9, 10.25), east=(10.25, 11))
    east, west, *_ = _rows(servanda, maps, "--by", "month", "--regions", layer)
    assert (east["region"], west["region"]) == ("east", "west")
    assert 20 < east["deepest_km"] < 23
    assert 3 < west["deepest_km"] < 4


def test_german_table_has_german_words_and_numbers(servanda: Servanda, maps: Path) -> None:
    told = servanda("territory", maps, "--language", "de", "--by", "month").out
    assert all(word in told for word in ("Zeitraum", "gewonnen", "Summe", "unveränderte Ausgabe"))
    assert "gained" not in told


@pytest.mark.parametrize("name", ["p.parquet", "p.geojson", "p.gpkg"])
def test_patches_are_written_and_can_be_read_as_a_map(
    servanda: Servanda, maps: Path, tmp_path: Path, name: str
) -> None:
    ran = servanda("territory", maps, "-o", tmp_path / name)
    assert ran.out.endswith(f"-> {tmp_path / name}\n")
    assert (tmp_path / name).stat().st_size > 500


_BEGINNINGS: dict[str, bytes | tuple[bytes, ...]] = {
    "png": b"\x89PNG",
    "svg": (b"<?xml", b"<svg"),
    "html": b"<!doctype html>",
}


@pytest.mark.parametrize(
    ("option", "name"),
    [("--plot", "c.png"), ("--plot", "c.svg"), ("--map", "m.png"), ("--map", "m.svg"),
     ("--map", "m.html")],
)  # fmt: skip
def test_pictures_are_written_and_the_same_each_time(
    servanda: Servanda, maps: Path, tmp_path: Path, option: str, name: str
) -> None:
    command = ["territory", maps, "--by", "day", option, tmp_path / name, "--credit", "Karte ©"]
    assert servanda(*command, "--language", "de").code == 0
    first = (tmp_path / name).read_bytes()
    assert first.startswith(_BEGINNINGS[name.rpartition(".")[2]])
    servanda(*command, "--language", "de")
    assert (tmp_path / name).read_bytes() == first


def test_a_map_without_a_credit_says_that_none_is_stated(
    servanda: Servanda, maps: Path, tmp_path: Path
) -> None:
    servanda("territory", maps, "--map", tmp_path / "m.svg")
    assert "Source and licence: not stated" in (tmp_path / "m.svg").read_text()


@pytest.mark.parametrize(
    ("option", "name", "told"),
    [
        ("-o", "p.csv", ".parquet, .geojson, .gpkg"),
        ("--plot", "c.pdf", ".png, .svg"),
        ("--map", "m.pdf", ".png, .svg, .html"),
        ("--map", "none/m.svg", "there is no folder"),
    ],
)
def test_a_file_that_cannot_be_written_is_refused_before_any_map_is_read(
    servanda: Servanda, tmp_path: Path, option: str, name: str, told: str
) -> None:
    ran = servanda("territory", tmp_path / "gone.geojson", option, tmp_path / name)
    assert (ran.code, told in ran.err) == (2, True)


def test_refused_files_are_told_and_counted(servanda: Servanda, maps: Path) -> None:
    (maps / "m-2031-04-03.geojson").write_text("{")
    (maps / "undated.geojson").write_text(map_of(square(10.0, 50.0)))
    told = servanda("territory", maps).out
    assert told.endswith("2 files refused\n")
    assert "undated.geojson" in told


def _classed(folder: Path) -> Path:
    folder.mkdir()
    for day, colour in ((1, "#bcaaa4"), (2, "#a52714")):
        areas = ((10.0, "#a52714"), (10.2, colour), (10.5, "#bcaaa4"))
        features = [
            {"type": "Feature", "properties": {"fill": fill},
             "geometry": {"type": "Polygon", "coordinates": square(west, 50.0)}}
            for west, fill in areas
        ]  # fmt: skip
        text = json.dumps({"type": "FeatureCollection", "features": features})
        (folder / f"m-2031-03-0{day}.geojson").write_text(text)
    return folder


def test_classes_are_kept_apart_and_may_be_named(servanda: Servanda, tmp_path: Path) -> None:
    folder = _classed(tmp_path / "classed")
    named = ["--classes", "fill", "--classes", "#a52714=occupied", "--classes", "#bcaaa4=grey"]
    [occupied] = _rows(servanda, folder, *named, "--holder", "occupied")
    [grey] = _rows(servanda, folder, *named, "--holder", "grey")
    assert occupied["gained_km2"] == pytest.approx(grey["lost_km2"])
    unchosen = servanda("territory", folder, *named)
    assert (unchosen.code, "grey, occupied" in unchosen.err) == (2, True)
    wrong = servanda("territory", folder, *named, "--holder", "ocupied")
    assert "did you mean occupied?" in wrong.err


def test_values_without_a_property_are_refused(servanda: Servanda, maps: Path) -> None:
    ran = servanda("territory", maps, "--classes", "#a52714=occupied")
    assert (ran.code, "give one property" in ran.err) == (2, True)


def test_dates_come_from_a_property_or_a_pattern(servanda: Servanda, tmp_path: Path) -> None:
    for day, count in ((1, 1), (2, 2)):
        text = json.loads(map_of(*(square(10.0 + n / 5, 50.0) for n in range(count))))
        for feature in text.get("features", [text]):
            feature["properties"] = {"valid": f"2031-03-0{day}"}
        (tmp_path / f"d0{day}-03-2031.geojson").write_text(json.dumps(text))
    [row] = _rows(servanda, tmp_path, "--date-property", "valid")
    [same] = _rows(servanda, tmp_path, "--date-pattern", "d%d-%m-%Y")
    assert row == same
    assert row["to"] == "2031-03-02T00:00:00Z"


def test_mended_maps_are_told(servanda: Servanda, tmp_path: Path) -> None:
    for day, count in ((1, 1), (2, 2)):  # the second has two squares with a common edge
        text = map_of(*(square(10.0 + n / 10, 50.0) for n in range(count)))
        (tmp_path / f"m-2031-03-0{day}.geojson").write_text(text)
    [row] = _rows(servanda, tmp_path)
    assert row["repairs"] >= 1
    assert "repaired: " in servanda("territory", tmp_path).out


def test_dates_that_are_given_win_over_names(servanda: Servanda, maps: Path) -> None:
    first, second, *_ = sorted(maps.iterdir())
    [row] = _rows(servanda, second, first, "--date", "2030-01-01", "--date", "2030-01-09T12:00Z")
    assert (row["from"], row["to"]) == ("2030-01-01T00:00:00Z", "2030-01-09T12:00:00Z")
    assert row["gained_km2"] == 0 < row["lost_km2"]


def test_dates_fit_the_paths_one_by_one(servanda: Servanda, maps: Path) -> None:
    first, second, *_ = sorted(maps.iterdir())
    ran = servanda("territory", first, second, "--date", "2030-01-01")
    assert (ran.code, "given 1 times for 2 paths" in ran.err) == (2, True)
    ran = servanda("territory", maps, "--date", "2030-01-01")
    assert (ran.code, "a folder has no date" in ran.err) == (2, True)
