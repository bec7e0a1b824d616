"""The benchmark of ``--follow`` runs on a small log, and the verdicts are those of a file."""

from __future__ import annotations

from pathlib import Path

from .tools import run


def test_a_log_through_a_pipe_gets_the_verdicts_of_the_same_log_in_a_file(tmp_path: Path) -> None:
    settings = {"BENCH_FOLDER": str(tmp_path), "BENCH_FOLLOW": "1000", "BENCH_RULES": "ad"}
    rows = run("monitor_follow", **settings)
    assert [(row["log"], row["rule"]) for row in rows] == [
        ("sparse", "a"), ("sparse", "d"), ("dense", "a"), ("dense", "d")
    ]  # fmt: skip
    assert {row["agree"] for row in rows} == {"yes"}
