"""``make bench`` runs on small logs, and everyone it compares gives the same verdicts."""

from __future__ import annotations

import json
import os
import sys
from pathlib import Path

from .tools import RULES, run


def _settings(folder: Path, **more: str) -> dict[str, str]:
    return {"BENCH_FOLDER": str(folder), "BENCH_EVENTS": "1000", "BENCH_RUNS": "1", **more}


def _peer(folder: Path, code: str) -> str:
    """A PATH on which ``monpoly`` is something of ours."""
    program = folder / "bin" / "monpoly"
    program.parent.mkdir()
    program.write_text(f"#!/bin/sh\n{code}\n", "utf-8")
    program.chmod(0o755)
    return f"{program.parent}{os.pathsep}{os.environ['PATH']}"


def test_every_rule_is_timed_on_both_kinds_of_log_and_all_agree(tmp_path: Path) -> None:
    rows = run("monitor", **_settings(tmp_path, PATH="/usr/bin:/bin"))
    assert [(row["log"], row["rule"]) for row in rows] == [
        (kind, rule) for kind in ("sparse", "dense") for rule in RULES
    ]
    assert {row["agree"] for row in rows} == {"yes"}
    assert sum(row["verdicts"] for row in rows) > 0
    assert all(row["events_per_s"] > 0 for row in rows)
    assert "monpoly_s" not in rows[0]


def test_every_single_run_is_kept(tmp_path: Path) -> None:
    run("monitor", **_settings(tmp_path, BENCH_RULES="a", BENCH_LOGS="dense", BENCH_RUNS="2"))
    kept = json.loads((tmp_path / "monitor.json").read_text("utf-8"))
    tools = {result["tool"]: result for result in kept["results"]}
    assert set(tools) >= {"parquet", "text", "sql"}
    assert [len(tools[name]["runs"]) for name in ("parquet", "text", "sql")] == [2, 2, 2]
    assert len({result["hash"] for result in kept["results"]}) == 1
    assert kept["machine"]["cores"] == os.cpu_count()
    assert {file.suffix for file in tmp_path.iterdir()} == {".parquet", ".log", ".sig", ".json"}


def test_a_monpoly_on_the_path_runs_on_the_same_log_beside(tmp_path: Path) -> None:
    code = f'{sys.executable} -m servanda monitor --signature "$2" --formula "$4" "$6"'
    settings = _settings(tmp_path, BENCH_RULES="ad", BENCH_LOGS="sparse")
    rows = run("monitor", **settings, PATH=_peer(tmp_path, f"{code} || true"))
    assert [row["agree"] for row in rows] == ["yes", "yes"]
    assert all(float(row["monpoly_x"]) > 0 for row in rows)


def test_whoever_says_something_else_is_named(tmp_path: Path) -> None:
    settings = _settings(tmp_path, BENCH_RULES="a", BENCH_LOGS="sparse")
    path = _peer(tmp_path, 'echo "@1640995200 (time point 0): (1,2)"')
    assert run("monitor", **settings, PATH=path)[0]["agree"] == "no: monpoly"


def test_whoever_fails_is_named_and_the_others_go_on(tmp_path: Path) -> None:
    settings = _settings(tmp_path, BENCH_RULES="ad", BENCH_LOGS="sparse")
    rows = run("monitor", **settings, PATH=_peer(tmp_path, "exit 2"))
    assert [row["monpoly_s"] for row in rows] == ["failed", "failed"]
    assert {row["agree"] for row in rows} == {"no: monpoly failed"}


def test_a_peer_that_takes_too_long_is_given_up_and_not_run_on_a_larger_log(
    tmp_path: Path,
) -> None:
    settings = _settings(tmp_path, BENCH_RULES="a", BENCH_LOGS="sparse", BENCH_TIMEOUT="1")
    settings["BENCH_EVENTS"] = "1000,2000"
    rows = run("monitor", **settings, PATH=_peer(tmp_path, "exec sleep 600"))
    assert [row["monpoly_s"] for row in rows] == [">1", "-"]
    assert [row["agree"] for row in rows] == ["yes", "yes"]


def test_the_start_is_timed(tmp_path: Path) -> None:
    rows = run("monitor_start", **_settings(tmp_path, BENCH_STARTS="1"))
    assert {row["process"] for row in rows} >= {"python", "python and DuckDB", "parquet", "text"}
