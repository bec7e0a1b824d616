"""How fast texts are read, on one core and on more, and whether memory grows with their number.

| variable | means | default |
| --- | --- | --- |
| ``BENCH_TEXTS`` | documents given to the command line; no more are read elsewhere | 2000 |
"""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from itertools import islice
from pathlib import Path
from time import perf_counter, process_time
from typing import Any

sys.path.insert(0, str(Path(__file__).parent))

from _articles import articles, generated, page

__all__ = ["TITLE", "rows"]

TITLE = "documents read a second (best of 3), and the largest process of each run"
_RUNS = 3
_PAGES = 300


def rows() -> Iterator[dict[str, Any]]:
    from servanda.language import open_documents, read, read_document

    kind, texts = articles()
    texts = texts[: _many()]
    english = list(islice(generated(1, "en"), min(300, _many())))
    pages = [page(text).encode() for text in texts[:_PAGES]]

    def read_pages() -> None:
        for data in pages:
            for document in open_documents(data, "a"):
                read_document(document)

    for what, count, size, work in (
        (f"read(), {kind}", len(texts), sum(map(len, texts)), lambda: [read(t) for t in texts]),
        ("read(), made up, English", len(english), sum(map(len, english)),
         lambda: [read(text) for text in english]),
        ("pages: extract and read", len(pages), sum(map(len, texts[:_PAGES])), read_pages),
    ):  # fmt: skip
        work()
        taken = min(_seconds(work, process_time) for _ in range(_RUNS))
        yield _row(what, 1, count, size, taken=taken)
    yield from _command_line(texts)


def _command_line(texts: list[str]) -> Iterator[dict[str, Any]]:
    """The verb, start of Python included; ten times the documents must not need more memory."""
    many = _many()
    with tempfile.TemporaryDirectory() as folder:
        files = []
        for number in range(many):
            file = Path(folder) / f"{number:06}.txt"
            file.write_text(texts[number % len(texts)], encoding="utf-8")
            files.append(file)
        size = sum(len(texts[number % len(texts)]) for number in range(many))
        for count, jobs in ((many // 10, 1), (many, 1), (many, 2), (many, 4)):
            if jobs > max(2, os.cpu_count() or 1):
                continue
            begun = perf_counter()
            peak, cpu = _peak_and_cpu(files[:count], jobs)
            yield _row(f"servanda read, {count:,} files", jobs, count, size * count // many,
                       taken=perf_counter() - begun, peak=peak, cpu=cpu)  # fmt: skip


def _many() -> int:
    return int(os.environ.get("BENCH_TEXTS", "2000"))


def _row(
    what: str,
    jobs: int,
    count: int,
    size: int,
    *,
    taken: float,
    peak: int | None = None,
    cpu: float | None = None,
) -> dict[str, Any]:
    return {"what": what, "jobs": jobs, "documents": count, "s": taken,
            "cpu_s": taken if cpu is None else cpu,
            "documents_per_s": count / taken, "characters_per_s": size / taken,
            "peak_mib": peak if peak is not None else "-"}  # fmt: skip


def _seconds(work: Any, clock: Any) -> float:
    begun = clock()
    work()
    return float(clock() - begun)


_CODE = """
import resource, sys
from multiprocessing import forkserver
from servanda.cli import main
try:
    main(sys.argv[1:])
except SystemExit:
    forkserver._forkserver._stop()  # readers are its children: they count when it has ended
    uses = [resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    cpu = sum(use.ru_utime + use.ru_stime for use in uses)
    print(max(use.ru_maxrss for use in uses) // 1024, cpu, file=sys.stderr)
"""


def _peak_and_cpu(files: list[Path], jobs: int) -> tuple[int, float]:
    """Return MiB of the largest process and seconds of all, started servers included."""
    command = [sys.executable, "-c", _CODE, "read", "--json", "--jobs", str(jobs), *map(str, files)]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    peak, cpu = done.stderr.split()[-2:]
    return int(peak), float(cpu)
