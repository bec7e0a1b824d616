from __future__ import annotations

import json
from pathlib import Path

import pytest

from .conftest import Servanda

LOG = "@0 p(1) p(2)\n@3 q(1)\n@9 p(1)\n"


@pytest.fixture
def files(tmp_path: Path) -> list[str]:
    (tmp_path / "a.sig").write_text("p(int) q(int)", encoding="utf-8")
    (tmp_path / "a.mfotl").write_text("p(x) AND NOT EVENTUALLY[0,5] q(x)", encoding="utf-8")
    (tmp_path / "a.log").write_text(LOG, encoding="utf-8")
    names = [str(tmp_path / f"a.{suffix}") for suffix in ("sig", "mfotl", "log")]
    return ["monitor", "--signature", names[0], "--formula", names[1], names[2]]


@pytest.mark.parametrize("engine", ["duckdb", "reference"])
def test_each_verdict_has_its_tree_below_it(
    servanda: Servanda, files: list[str], engine: str
) -> None:
    ran = servanda(*files, "--explain", "--engine", engine)
    assert ran.code == 1
    lines = ran.out.splitlines()
    assert lines[0] == "@0 (time point 0): (2)"
    assert lines[1] == "    p(2) holds here"
    assert lines[2].endswith("no q(2) at time-points 0 to 1 (window from @0 until @5)")
    assert lines[3] == "@9 (time point 2): (1)"


def test_the_tree_is_in_each_record(servanda: Servanda, files: list[str]) -> None:
    records = [
        json.loads(line) for line in servanda(*files, "--explain", "--json").out.splitlines()
    ]
    assert [record["valuations"] for record in records] == [[{"x": 2}], [{"x": 1}]]
    assert records[0]["explanation"]["parts"][0]["facts"][0]["predicate"] == "p"


def test_an_open_end_explains_what_it_decides(servanda: Servanda, files: list[str]) -> None:
    lines = servanda(*files, "--explain", "--open-end").out.splitlines()
    assert [line for line in lines if line.startswith("@")] == ["@0 (time point 0): (2)"]


def test_what_is_followed_cannot_be_explained(servanda: Servanda, files: list[str]) -> None:
    ran = servanda(*files, "--explain", "--follow")
    assert ran.code == 2
    assert "prints no reasons" in ran.err
