"""What one more edition costs in an archive of processed maps, by how many it holds.

``BENCH_EDITIONS``, ``BENCH_VERTICES``, ``BENCH_MAPS`` and ``BENCH_FOLDER`` are those of
``territory``. The last five editions are added one by one by a process of its own.
"""

from __future__ import annotations

import json
import os
import shutil
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parent))

from _maps import source_of
from _process import measure

__all__ = ["TITLE", "rows"]

TITLE = "one more edition in an archive: seconds of work (median of five), MiB at the peak"
_HERE = Path(__file__).resolve().parent
_ADDED = 5


def rows() -> Iterator[dict[str, Any]]:
    default = str(_HERE.parent / "build" / "bench")
    folder = Path(os.environ.get("BENCH_FOLDER", default)).resolve()
    folder.mkdir(parents=True, exist_ok=True)
    vertices = int(os.environ.get("BENCH_VERTICES", "2900"))
    sizes = sorted(map(int, os.environ.get("BENCH_EDITIONS", "50,200,536").split(",")))
    for count in sizes:
        maps, files = source_of(folder, count, vertices)
        yield _row(maps, files, folder)


def _row(maps: str, files: list[Path], folder: Path) -> dict[str, Any]:
    archive = folder / "archive"
    shutil.rmtree(archive, ignore_errors=True)
    built, _ = _run("build", archive, files[:-_ADDED], folder)
    added, peak_mib = _run("add", archive, files[-_ADDED:], folder)
    read, _ = _run("changes", archive, [], folder)
    size = sum(file.stat().st_size for file in archive.rglob("*") if file.is_file())
    return {
        "maps": maps,
        "kept_before": len(files) - _ADDED,
        "build_s": built["all_s"],
        "open_s": added["open_s"],
        "add_one_s": added["add_s"],
        "all_changes_s": read["changes_s"],
        "patches": read["patches"],
        "add_mib": peak_mib,
        "archive_mb": size / 1e6,
    }


def _run(
    way: str, archive: Path, files: list[Path], folder: Path
) -> tuple[dict[str, float], float]:
    listed, answer = folder / "added.txt", folder / f"archive-{way}.json"
    listed.write_text("\n".join(map(str, files)), "utf-8")
    command = [sys.executable, str(_HERE / "_archive.py"), way, str(archive), str(listed)]
    measured = measure(command, answer, timeout_s=3600)
    return json.loads(answer.read_text("utf-8")), measured.peak_mib
