"""Put the case together from the data this example is about, which it does not ship.

    python examples/kyiv-2025/assemble.py DATA CASE

DATA is a folder with ``seeds``, ``control/daily``, ``alerts``, ``incidents`` and ``aid``.
CASE must not exist yet. Then: ``servanda assess CASE --as-of 2026-11-21T00:00Z``.
"""

from __future__ import annotations

import shutil
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

from servanda.case.folder import Case

COLLECTED = datetime(2026, 11, 21, tzinfo=UTC)
"""When the data folder was fetched; a constant, so that the archive is the same bytes."""
FIRST, LAST = datetime(2025, 8, 21, 3, tzinfo=UTC), datetime(2025, 12, 31, 3, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Evidence:
    """One file, its source, and when that source published it (None: it does not say)."""

    path: Path
    source: str
    published_at: datetime | None


def evidence(data: Path) -> Iterator[Evidence]:
    """Yield what the case rests on, in a fixed order."""
    spoken = datetime(2025, 8, 22, 21, tzinfo=UTC)
    yield Evidence(data / "seeds/000_63bc72a47012b5cc.txt", "report-000", spoken)
    yield Evidence(data / "seeds/001_230d9d416a8d1689.txt", "report-001", spoken)
    day = FIRST
    while day <= LAST:  # a file shows the evening before, fetched about 03:00 UTC
        path = data / f"control/daily/deepstatemap_data_{day:%Y%m%d}.geojson"
        if path.exists():
            yield Evidence(path, "deepstate", day)
        day += timedelta(days=1)
    year_end = datetime(2026, 1, 1, tzinfo=UTC)
    yield Evidence(data / "alerts/alerts_oblast.csv.gz", "air-raid-alerts", year_end)
    attacks = datetime(2025, 9, 10, 12, tzinfo=UTC)
    yield Evidence(data / "incidents/missile_attacks_daily.csv", "missile-attacks", attacks)
    release = datetime(2026, 8, 4, tzinfo=UTC)
    yield Evidence(data / "aid/procurement_trends.csv", "support-tracker", release)


def assemble(data: Path, root: Path) -> Case:
    """Write the case folder and add all evidence to its archive."""
    here = Path(__file__).parent
    root.mkdir(parents=True)
    for name in ("agreement.yaml", "sources.yaml"):
        shutil.copy(here / name, root / name)
    case = Case(root)
    archive = case.archive
    with archive.writing():
        for each in evidence(data):
            archive.add(
                each.path,
                source=each.source,
                collected_at=COLLECTED,
                published_at=each.published_at,
            )
    return case


if __name__ == "__main__":
    match sys.argv[1:]:
        case [data, root]:
            sys.stdout.write(f"{assemble(Path(data), Path(root)).root}\n")
        case _:
            sys.exit(__doc__)
