"""Runs every benchmark beside it and prints one table for each: ``make bench``.

A benchmark is a module of this folder with two names: ``TITLE``, a line that says what is
measured and on what, and ``rows()``, which yields one dict a row. All rows of one table have
the same keys; units stand in the keys (``best_s``, ``rows_per_s``). A benchmark whose data is
missing raises ``SkipBenchmark`` with the reason, and the reason is printed instead of numbers.

``python benchmarks/run.py NAME ...`` runs some of them, ``--json`` prints JSON Lines.
"""

from __future__ import annotations

import json
import os
import platform
import sys
from collections.abc import Iterable, Iterator
from importlib.util import module_from_spec, spec_from_file_location
from pathlib import Path
from types import ModuleType
from typing import Any

__all__ = ["SkipBenchmark", "benchmarks", "main", "markdown"]

FOLDER = Path(__file__).resolve().parent
Row = dict[str, Any]


class SkipBenchmark(Exception):  # noqa: N818 - it is a decision, not an error
    """This benchmark cannot run here; the text says why."""


def benchmarks(folder: Path = FOLDER) -> list[str]:
    """Names of the benchmarks in a folder, sorted."""
    return sorted(p.stem for p in folder.glob("*.py") if p.stem != "run" and p.stem[0] != "_")


def markdown(rows: Iterable[Row]) -> Iterator[str]:
    r"""Lines of a Markdown table.

    >>> print("\n".join(markdown([{"what": "help", "best_s": 0.1234567}])))
    | what | best_s |
    | --- | --- |
    | help | 0.1235 |
    """
    for number, row in enumerate(rows):
        if number == 0:
            yield f"| {' | '.join(row)} |"
            yield f"|{' --- |' * len(row)}"
        yield f"| {' | '.join(_cell(value) for value in row.values())} |"


def main(arguments: list[str]) -> int:
    """Run the benchmarks that are named, or all; return the exit code."""
    # Where it is set, each start of an editable servanda compiles all its modules (60 ms).
    os.environ.pop("PYTHONDONTWRITEBYTECODE", None)
    as_json = "--json" in arguments
    known = benchmarks()
    names = [name for name in arguments if name != "--json"] or known
    if unknown := sorted(set(names) - set(known)):
        print(f"no benchmark {', '.join(unknown)}; there are: {', '.join(known)}", file=sys.stderr)
        return 2
    if not as_json:
        print(f"{platform.platform()}, Python {platform.python_version()}, {os.cpu_count()} cores")
    for name in names:
        _run(name, as_json=as_json)
    return 0


def _run(name: str, *, as_json: bool) -> None:
    module = _load(name)
    if not as_json:
        print(f"\n## {name}: {module.TITLE}\n")
    try:
        rows = module.rows()
        if as_json:
            for row in rows:
                print(json.dumps({"benchmark": name, **row}, ensure_ascii=False))
        else:
            for line in markdown(rows):
                print(line, flush=True)
    except SkipBenchmark as reason:
        print(f"skipped: {reason}", file=sys.stderr if as_json else sys.stdout)


def _load(name: str) -> ModuleType:
    spec = spec_from_file_location(f"benchmark_{name}", FOLDER / f"{name}.py")
    assert spec
    assert spec.loader
    module = module_from_spec(spec)
    sys.modules[spec.name] = module
    spec.loader.exec_module(module)
    return module


def _cell(value: object) -> str:
    return f"{value:.4g}" if isinstance(value, float) else str(value)


if __name__ == "__main__":
    # Benchmarks say "from run import SkipBenchmark" and must get this very class.
    sys.modules["run"] = sys.modules[__name__]
    sys.exit(main(sys.argv[1:]))
