from __future__ import annotations

import tempfile
from collections.abc import Generator
from datetime import timedelta
from pathlib import Path
from unittest import mock

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from shapely import Geometry

from servanda.base.errors import DamagedError, MisuseError
from servanda.territory import Archive, BatchRule, Edition, Thresholds, changes, compare, kept
from servanda.territory import archive as archive_module
from servanda.territory.ground import Ground
from servanda.territory.outline import Outline, outline_of

from .maps import edition, grounds, strip

RULE = BatchRule(steps=2, least_steps=1)


def opened(folder: Path, **more: object) -> Archive:
    return Archive.open(folder, source="map A", **more)  # type: ignore[arg-type]


def series(*widths: float) -> list[Edition]:
    return [edition(strip(width / 10), day=n) for n, width in enumerate(widths)]


@settings(max_examples=40, deadline=None)
@given(st.lists(grounds, min_size=2, max_size=6), st.randoms(use_true_random=False))
def test_editions_added_in_any_order_give_the_changes_from_scratch(
    areas: list[Geometry], shuffle: object
) -> None:
    editions = [edition(area, day=n) for n, area in enumerate(areas)]
    late = editions.copy()
    shuffle.shuffle(late)  # type: ignore[attr-defined]
    with tempfile.TemporaryDirectory() as folder:
        archive = opened(Path(folder), k=2, batch=RULE)
        assert all(archive.add(each) for each in late)
        expected = list(changes(editions, k=2, batch=RULE))
        assert list(archive.changes()) == expected
        again = opened(Path(folder), k=2, batch=RULE)
        assert list(again.changes()) == expected
        assert list(again.editions()) == editions
        assert len(list((Path(folder) / "steps").iterdir())) == len(editions) - 1


def test_adding_one_edition_compares_it_with_its_neighbours_only(tmp_path: Path) -> None:
    editions = series(1, 2, 3, 4, 5)
    archive = opened(tmp_path)
    for each in (*editions[:2], *editions[3:]):
        archive.add(each)
    with mock.patch("servanda.territory.archive.compare", wraps=compare) as compared:
        archive.add(editions[2])
        assert compared.call_count == 2
        found = list(archive.changes())
        assert compared.call_count == 2
    assert found == list(changes(editions))


def test_an_edition_that_is_there_changes_nothing_and_another_of_its_moment_is_refused(
    tmp_path: Path,
) -> None:
    archive = opened(tmp_path)
    [first] = series(1)
    assert archive.add(first)
    assert not archive.add(first)
    assert len(archive) == 1
    with pytest.raises(MisuseError, match="another edition of 2026-03-02"):
        archive.add(edition(strip(0.2)))
    with pytest.raises(MisuseError, match="keep them in two archives"):
        archive.add(edition(strip(0.2), source="map B", day=1))


def test_other_parameters_are_worked_out_again_and_the_first_ones_are_still_there(
    tmp_path: Path,
) -> None:
    editions = series(1, 1.3, 1.2)
    archive = opened(tmp_path)
    for each in editions:
        archive.add(each)
    coarse = Thresholds(ignore_below_km2=50)
    for more in ({"thresholds": coarse}, {"edges": "straight"}, {"k": 0}, {"batch": None}, {}):
        expected = list(changes(editions, **more))
        assert list(opened(tmp_path, **more).changes()) == expected
    with (
        mock.patch.object(archive_module, "METHOD", archive_module.METHOD + 1),
        mock.patch("servanda.territory.archive.compare", wraps=compare) as compared,
    ):
        assert list(opened(tmp_path).changes()) == list(changes(editions))
        assert compared.call_count == 2


def test_two_editions_of_the_same_ground_keep_it_once(tmp_path: Path) -> None:
    archive = opened(tmp_path)
    for each in series(1, 2, 1):
        archive.add(each)
    assert len(list((tmp_path / "ground").iterdir())) == 2
    latest = opened(tmp_path).latest()
    assert latest == series(1, 2, 1)[-1]


class Killed(BaseException):
    """The process ends here."""


def killed_at(step: int) -> Generator[None, None, None]:
    """Let so many renames through, and end at the next."""
    left = step
    rename = Path.replace

    def replace(self: Path, target: Path) -> Path:
        nonlocal left
        left -= 1
        if left < 0:
            raise Killed
        return rename(self, target)

    with mock.patch.object(Path, "replace", replace):
        yield


@pytest.mark.parametrize("step", range(8))
def test_killed_at_any_moment_it_goes_on_where_it_was(tmp_path: Path, step: int) -> None:
    editions = series(1, 2, 4, 3)
    editions = [editions[0], editions[3], editions[1], editions[2]]
    dying = killed_at(step)
    next(dying)
    with pytest.raises(Killed):  # noqa: PT012 - wherever it ends
        archive = opened(tmp_path)
        for each in editions:
            archive.add(each)
    dying.close()
    archive = opened(tmp_path)
    for each in editions:
        archive.add(each)
    assert list(archive.changes()) == list(changes(sorted(editions, key=lambda e: e.at)))
    assert len(archive) == 4


def test_a_damaged_step_is_worked_out_again_and_damaged_ground_is_refused(tmp_path: Path) -> None:
    editions = series(1, 2)
    archive = opened(tmp_path)
    for each in editions:
        archive.add(each)
    [step] = (tmp_path / "steps").iterdir()
    step.write_bytes(step.read_bytes()[:-3])
    assert list(archive.changes()) == list(changes(editions))
    for ground in (tmp_path / "ground").iterdir():
        ground.write_bytes(ground.read_bytes()[:-3])
    step.unlink()
    with pytest.raises(DamagedError, match="not what was written"):
        list(opened(tmp_path).changes())
    with pytest.raises(DamagedError, match="cannot be read"):
        kept.load(tmp_path / "nothing")


def test_a_folder_of_something_else_or_of_another_map_is_refused(tmp_path: Path) -> None:
    (tmp_path / "other.json").write_text("{}")
    with pytest.raises(MisuseError, match="Give an empty folder"):
        opened(tmp_path)
    opened(tmp_path / "new")
    with pytest.raises(MisuseError, match="an archive of map A, not of map B"):
        Archive.open(tmp_path / "new", source="map B")
    kept.save(tmp_path / "new" / "archive.json", b'{"what":"x"}')
    with pytest.raises(MisuseError, match="not a territory archive"):
        opened(tmp_path / "new")


def test_a_class_that_no_neighbour_has_is_refused_when_changes_are_asked_for(
    tmp_path: Path,
) -> None:
    archive = opened(tmp_path, holder_class="grey")
    for each in series(1, 2):
        archive.add(each)
    with pytest.raises(MisuseError, match="no class 'grey'"):
        list(archive.changes())


def test_moments_keep_their_offset(tmp_path: Path) -> None:
    [first] = series(1)
    archive = opened(tmp_path)
    archive.add(first)
    [back] = opened(tmp_path).editions()
    assert back.at.utcoffset() == first.at.utcoffset() == timedelta(0)


@pytest.mark.parametrize("offsets", [[0, 5, 9], [0, 2, 5], [1, 5], [0, 5, 0, 5], []])
def test_kept_ground_whose_offsets_lead_astray_is_refused(offsets: list[int]) -> None:
    outline = outline_of(strip(0.1))
    odd = Outline(outline.xy, np.array(offsets, dtype=np.int64), outline.polygons)
    with pytest.raises(DamagedError, match="does not fit together"):
        kept.ground_of(kept.written_ground(Ground({"held": odd})))
