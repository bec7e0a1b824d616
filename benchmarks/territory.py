"""From raw maps to all patches of all pairs, beside reading the same files and beside geopandas.

Each is a process of its own; they take turns, so that a busy machine is busy for all. Seconds
are those of the work, without start-up and imports; the peak is the kernel's, of the whole
process. ``agree`` compares the changed ground of geopandas with servanda's.

| variable | means | default |
| --- | --- | --- |
| ``BENCH_EDITIONS`` | how many editions | 50,200,536 |
| ``BENCH_REFINE`` | parts into which each edge is cut, on ``BENCH_REFINED`` editions | 1,10,100 |
| ``BENCH_REFINED`` | editions that are refined | 10 |
| ``BENCH_VERTICES`` | vertices of a generated edition, where there are no published ones | 2900 |
| ``BENCH_MAPS`` | ``generated``: leave the published ones alone | |
| ``BENCH_RUNS`` | runs of each; geopandas runs once | 3 |
| ``BENCH_TIMEOUT`` | seconds after which geopandas is stopped | 240 |
| ``BENCH_FOLDER`` | where generated maps are kept | build/bench |
"""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from importlib.util import find_spec
from math import isclose
from pathlib import Path
from statistics import median
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parent))

from _maps import chosen, refined, source_of
from _process import measure

__all__ = ["TITLE", "rows"]

TITLE = "all patches of consecutive maps: seconds of work (median), MiB at the peak"
_HERE = Path(__file__).resolve().parent
_FLOOR, _OURS, _PEER = "parse", "servanda", "overlay"


@dataclass(frozen=True, slots=True)
class _Settings:
    editions: tuple[int, ...]
    factors: tuple[int, ...]
    refined: int
    vertices: int
    runs: int
    timeout_s: float
    folder: Path


@dataclass(frozen=True, slots=True)
class _Run:
    work_s: float
    peak_mib: float
    found: dict[str, Any]


def rows() -> Iterator[dict[str, Any]]:
    chosen_settings = _settings()
    chosen_settings.folder.mkdir(parents=True, exist_ok=True)
    for count in chosen_settings.editions:
        maps, files = source_of(chosen_settings.folder, count, chosen_settings.vertices)
        yield _row(maps, files, 1, chosen_settings)
    maps, files = source_of(
        chosen_settings.folder, chosen_settings.refined, chosen_settings.vertices
    )
    for factor in chosen_settings.factors:
        finer = [refined(file, factor, chosen_settings.folder / maps) for file in files]
        yield _row(maps, finer if factor > 1 else files, factor, chosen_settings)


def _settings() -> _Settings:
    given = os.environ.get
    return _Settings(
        editions=tuple(sorted(map(int, given("BENCH_EDITIONS", "50,200,536").split(",")))),
        factors=tuple(sorted(map(int, given("BENCH_REFINE", "1,10,100").split(",")))),
        refined=int(given("BENCH_REFINED", "10")),
        vertices=int(given("BENCH_VERTICES", "2900")),
        runs=int(given("BENCH_RUNS", "3")),
        timeout_s=float(given("BENCH_TIMEOUT", "240")),
        folder=Path(given("BENCH_FOLDER", str(_HERE.parent / "build" / "bench"))).resolve(),
    )


def _row(maps: str, files: list[Path], factor: int, settings: _Settings) -> dict[str, Any]:
    listed = settings.folder / "maps.txt"
    listed.write_text("\n".join(map(str, files)), "utf-8")
    taken: dict[str, list[_Run]] = {_FLOOR: [], _OURS: []}
    for _ in range(settings.runs):
        for way, runs in taken.items():
            runs += [run for run in [_run(way, listed, settings)] if run]
    peer = _run(_PEER, listed, settings) if find_spec("geopandas") else None
    floor, ours = (median(run.work_s for run in taken[way]) for way in (_FLOOR, _OURS))
    return {
        "maps": maps,
        "editions": len(files),
        "edges_cut_in": factor,
        "vertices": taken[_FLOOR][0].found["vertices"] // len(files),
        "mb": chosen(files) / 1e6,
        "parse_s": floor,
        "servanda_s": ours,
        "by_parse": ours / floor,
        "servanda_mib": max(run.peak_mib for run in taken[_OURS]),
        "patches": taken[_OURS][0].found["patches"],
        **_beside(peer, taken[_OURS][0], ours, settings),
    }


def _beside(peer: _Run | None, ours: _Run, ours_s: float, settings: _Settings) -> dict[str, Any]:
    if peer is None:
        installed = find_spec("geopandas") is not None
        why = f">{settings.timeout_s:g}" if installed else "no geopandas"
        return {"geopandas_s": why, "times": "-", "geopandas_mib": "-", "agree": "-"}
    theirs, own = peer.found["changed_deg2"], ours.found["changed_deg2"]
    same = isclose(theirs, own, rel_tol=1e-6, abs_tol=1e-9)
    return {
        "geopandas_s": peer.work_s,
        "times": peer.work_s / ours_s,
        "geopandas_mib": peer.peak_mib,
        "agree": "yes" if same else f"no: {theirs:g} and {own:g} square degrees",
    }


def _run(way: str, listed: Path, settings: _Settings) -> _Run | None:
    answer = settings.folder / f"territory-{way}.json"
    command = [sys.executable, str(_HERE / "_territory.py"), way, str(listed)]
    timeout_s = settings.timeout_s if way == _PEER else 3600.0
    measured = measure(command, answer, timeout_s=timeout_s)
    if measured.seconds is None:
        return None
    found = json.loads(answer.read_text("utf-8"))
    return _Run(found.pop("work_s"), measured.peak_mib, found)
