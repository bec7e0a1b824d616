"""In a process of its own, where no test has imported anything, the monitor has what it needs."""

from __future__ import annotations

import gzip
import subprocess
import sys
from pathlib import Path

import duckdb
import pytest

_VERDICTS = "@2 (time point 1): (1)\n@3 (time point 2): (1)\n"
_TABLE = "(1, 'q', 1), (2, 'p', 1), (3, 'p', 1)"
_LATE = "(2, 'p', 1), (3, 'p', 1), (1, 'q', 1)"
_TEXTS = {
    "plain.log": "@1 q(1)\n@2 p(1)\n@3 p(1)\n",
    "spread.log": "@1 q (1)\n@2\n p(1)\n@3 p(1)\n",
    "odd.log": "@1 q(1) # the first\n@2 p(1)\n@3 p(1) # the last\n",
    "table.csv": "ts,event,a0\n1,q,1\n2,p,1\n3,p,1\n",
    "late.csv": "ts,event,a0\n2,p,1\n1,q,1\n3,p,1\n",
}
_PARQUET = {"table.parquet": _TABLE, "late.parquet": _LATE}
_LAYERS = {"duckdb", "pyarrow", "numpy", "zoneinfo", "difflib", "tempfile", "json", "rich"}
"""What takes long to import and a log in order does not need."""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "s.sig").write_text("p(int) q(int)\n")
    (tmp_path / "f.mfotl").write_text("p(x) AND ONCE[0,10] q(x)\n")
    for name, text in _TEXTS.items():
        (tmp_path / name).write_text(text)
    (tmp_path / "table.csv.gz").write_bytes(gzip.compress(_TEXTS["table.csv"].encode()))
    for name, rows in _PARQUET.items():
        table = f"SELECT CAST(ts AS BIGINT) AS ts, event, a0 FROM (VALUES {rows}) t(ts, event, a0)"
        duckdb.sql(f"COPY ({table}) TO '{tmp_path / name}'")
    return tmp_path


def _run(folder: Path, *arguments: str) -> tuple[str, set[str]]:
    code = (
        "import sys\n"
        "from servanda.cli import main\n"
        "try: main(sys.argv[1:])\n"
        "finally: print(*sys.modules, file=sys.stderr)"
    )
    command = [sys.executable, "-c", code, "monitor", "--signature", "s.sig"]
    done = subprocess.run(
        [*command, "--formula", "f.mfotl", *arguments],
        cwd=folder, check=False, capture_output=True, text=True,
    )  # fmt: skip
    assert done.returncode == 1, done.stderr
    return done.stdout, set(done.stderr.splitlines()[-1].split())


@pytest.mark.parametrize("name", [*_TEXTS, *_PARQUET, "table.csv.gz"])
def test_every_kind_of_log_is_answered(folder: Path, name: str) -> None:
    assert _run(folder, name)[0] == _VERDICTS


@pytest.mark.parametrize("name", ["odd.log", "table.parquet"])
def test_the_definition_gives_the_same_answer(folder: Path, name: str) -> None:
    assert _run(folder, "--engine", "reference", name)[0] == _VERDICTS


@pytest.mark.parametrize("name", ["odd.log", "plain.log", "table.parquet"])
def test_verdicts_are_explained(folder: Path, name: str) -> None:
    lines = _run(folder, "--explain", name)[0].splitlines(keepends=True)
    assert "".join(line for line in lines if line.startswith("@")) == _VERDICTS
    assert "    p(1) holds here\n" in lines


@pytest.mark.parametrize("name", ["plain.log", "table.parquet"])
def test_a_log_in_order_is_answered_without_what_it_does_not_need(folder: Path, name: str) -> None:
    assert not _run(folder, name)[1] & _LAYERS
