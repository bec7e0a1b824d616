"""What a batch of edits does to facts: it flags a gain, and never takes one away."""

from __future__ import annotations

import json
from pathlib import Path

import shapely

from servanda.facts.model import Reading
from servanda.readers.protocol import Evidence

from .tables import evidence
from .test_control_map import read, rows

STEPS = 12


def edition(folder: Path, day: int, depths: list[float]) -> Evidence:
    strips = [shapely.box(37, 45 + n / 2, 37.1 + d, 45.1 + n / 2) for n, d in enumerate(depths)]
    shape = shapely.geometry.mapping(shapely.union_all(strips))
    feature = {"type": "Feature", "properties": {}, "geometry": shape}
    text = json.dumps({"type": "FeatureCollection", "features": [feature]})
    return evidence(folder, text, f"map_202503{day:02d}.geojson", published_at=None)


def reading(folder: Path) -> Reading:
    """Twelve quiet steps in two of five places, then one in all, much deeper."""
    quiet = [[0.01 * n] * 2 + [0.0] * 3 for n in range(STEPS + 1)]
    batch = [d + 0.05 for d in quiet[-1]]
    return read(folder, [edition(folder, n, d) for n, d in enumerate([*quiet, batch], start=1)])


def test_ground_shown_in_a_batch_stays_gained_and_is_flagged(tmp_path: Path) -> None:
    found = reading(tmp_path)
    assert rows(found, "redrawn") == []
    gained = rows(found, "gained")
    assert len(gained) == 2 * STEPS + 5
    flagged = [fact for fact in gained if fact["batch"] >= 1]
    assert len(flagged) == 5
    assert {fact["class"] for fact in gained} == {"advance"}
    assert {fact["valid_until"].day for fact in flagged} == {STEPS + 2}
    assert {fact["batch"] for fact in gained if fact["valid_until"].day <= 10} == {0.0}


def test_the_table_of_patches_says_why(tmp_path: Path) -> None:
    patches = reading(tmp_path).extra["patches"].to_pylist()
    by_batch = [row for row in patches if row["why"] == "batch"]
    assert len(by_batch) == 5
    assert all(row["class"] == "advance" and row["batch"] >= 1 for row in by_batch)


def test_the_order_of_files_changes_no_fact(tmp_path: Path) -> None:
    depths = [[0.01 * n, 0.02, 0.0] for n in range(5)]
    editions = [edition(tmp_path, n, d) for n, d in enumerate(depths, start=1)]
    plain, turned = read(tmp_path, editions), read(tmp_path, editions[::2] + editions[1::2])
    for predicate in ("gained", "lost", "controls", "persisted"):
        assert rows(plain, predicate) == rows(turned, predicate)
    assert rows(plain, "gained")
