"""The state file: whole or not at all, and only for its own formula."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from servanda.base.errors import DamagedError, MisuseError
from servanda.engines.streamsaved import Position, load, save

HERE = Position(120, 3, 3, 2, 1, 0)


def test_what_was_saved_comes_back(tmp_path: Path) -> None:
    path = tmp_path / "state"
    save(path, "f", HERE, [1, ["t", 'a"\ud800'], 1e400])
    assert load(path, "f") == (HERE, [1, ["t", 'a"\ud800'], 1e400])
    assert load(tmp_path / "none", "f") is None


@pytest.mark.parametrize("kept", [0, 10, 300, -30, -2])
def test_a_part_of_a_state_is_refused(tmp_path: Path, kept: int) -> None:
    path = tmp_path / "state"
    save(path, "f", HERE, list(range(1000)))
    path.write_bytes(path.read_bytes()[:kept])
    with pytest.raises(DamagedError, match=r"not a complete state(?s:.)*expected: a copy of it"):
        load(path, "f")


def test_a_state_of_another_formula_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "state"
    save(path, "f", HERE, [])
    with pytest.raises(MisuseError, match="belongs to another formula or signature"):
        load(path, "g")


def test_a_state_of_another_version_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "state"
    save(path, "f", HERE, [])
    path.write_bytes(path.read_bytes().replace(b'"version": 1', b'"version": 2'))
    with pytest.raises(MisuseError, match="has version 2, not 1"):
        load(path, "f")


def test_a_write_that_fails_leaves_the_good_state(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "state"
    save(path, "f", HERE, [1])

    def fail(*_: object) -> None:
        raise OSError("no space left on device")

    for step in ("replace", "fsync", "write"):
        with monkeypatch.context() as broken:
            broken.setattr(os, step, fail)
            with pytest.raises(OSError, match="no space"):
                save(path, "f", HERE, [2])
        assert load(path, "f") == (HERE, [1])
