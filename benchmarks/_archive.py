"""Build an archive of maps, or add to one: ``_archive.py build|add|changes FOLDER LIST``.

LIST is a text file with one path a line. Prints one JSON object with seconds of the work,
without start-up and imports.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path
from statistics import median
from time import perf_counter

sys.path.insert(0, str(Path(__file__).resolve().parent))

from _maps import editions

SOURCE = "map"


def add(folder: Path, files: list[Path]) -> dict[str, float]:
    """Read each file and add it, the first time with opening the archive; both timed."""
    from servanda.territory.archive import Archive

    begun = perf_counter()
    archive = Archive.open(folder, source=SOURCE)
    near = archive.latest()
    opened = perf_counter()
    taken = []
    for edition in editions(files, SOURCE, near=near):
        archive.add(edition)
        taken.append(perf_counter())
    each = [b - a for a, b in zip([opened, *taken], taken, strict=False)]
    return {"open_s": opened - begun, "add_s": median(each), "all_s": taken[-1] - begun}


def changes(folder: Path) -> dict[str, float]:
    """Read all changes back from the archive."""
    from servanda.territory.archive import Archive

    begun = perf_counter()
    patches = sum(
        len(change.gained) + len(change.lost)
        for change in Archive.open(folder, source=SOURCE).changes()
    )
    return {"changes_s": perf_counter() - begun, "patches": patches}


def main(way: str, folder: Path, listed: Path) -> None:
    files = [Path(line) for line in listed.read_text("utf-8").splitlines()]
    print(json.dumps(changes(folder) if way == "changes" else add(folder, files)))


if __name__ == "__main__":
    main(sys.argv[1], Path(sys.argv[2]), Path(sys.argv[3]))
