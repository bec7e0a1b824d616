"""Maps to measure on: the published daily ones where they are at hand, and generated ones.

A generated series is made from a seed: one large outline that wanders, of which a few dozen
neighbouring vertices move from one edition to the next, which is what the published maps do.
``refined`` writes any map again with each edge cut into equal parts, so that the ground stays
and only the number of vertices grows.

Nothing is measured here.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import orjson
from numpy.typing import NDArray

if TYPE_CHECKING:
    from servanda.territory import Edition

__all__ = ["DAILY", "PUBLISHED", "chosen", "editions", "generate", "refined", "source_of"]

_CONTROL = Path(__file__).resolve().parents[2] / "shared" / "data" / "control"
DAILY = _CONTROL / "daily"
PUBLISHED = _CONTROL / "published_monthly.csv"
_FIRST = date(2024, 7, 8)
_MOVED = 40  # of about 2,900 vertices, in three or four places
Ring = NDArray[np.float64]


def source_of(folder: Path, count: int, vertices: int = 2900) -> tuple[str, list[Path]]:
    """Return whose maps are measured on, and the first ``count`` of them.

    Args:
        folder: Where generated ones are kept.
        count: How many editions.
        vertices: Of a generated edition.
    """
    found = [] if os.environ.get("BENCH_MAPS") == "generated" else sorted(DAILY.glob("*.geojson"))
    if len(found) >= count:
        return "published", found[:count]
    return "generated", generate(folder, count, vertices)


def chosen(files: list[Path]) -> int:
    """Bytes of all files."""
    return sum(file.stat().st_size for file in files)


def editions(
    files: list[Path], source: str = "map", near: Edition | None = None
) -> Iterator[Edition]:
    """Read maps as editions of one source, each at 03:00 UTC of the day in its name.

    Args:
        files: In order of their days.
        source: Who publishes them.
        near: The edition before the first, if it is at hand: it saves work.
    """
    from servanda.territory import Text, read_editions

    texts = (Text(file.read_bytes(), file.name) for file in files)
    for read in read_editions(texts, source=source, time_of_day=time(3), zone="UTC", near=near):
        yield read.or_raise()


def generate(folder: Path, count: int, vertices: int, *, seed: int = 4) -> list[Path]:
    """Write a series of made-up daily maps, or find it written; each file depends on the seed.

    Args:
        folder: Where to.
        count: How many editions.
        vertices: Of each.
        seed: Another seed, other maps.
    """
    home = folder / f"maps-{vertices}-{seed}"
    home.mkdir(parents=True, exist_ok=True)
    random = np.random.default_rng(seed)
    angle = np.linspace(0, 2 * np.pi, vertices, endpoint=False)
    waves = sum(random.normal(0, 0.6 / k) * np.sin(k * angle + k) for k in range(2, 40))
    radius = 3 + 0.4 * waves + random.normal(0, 0.004, vertices)
    files = []
    for number in range(count):
        ring = np.column_stack([37 + 1.4 * radius * np.cos(angle), 48 + radius * np.sin(angle)])
        day = datetime.combine(_FIRST, time()) + timedelta(days=number)
        file = home / f"map_{day:%Y%m%d}.geojson"
        _write(file, [[np.round(np.vstack([ring, ring[:1]]), 7)]])
        files.append(file)
        if number % 8 != 7:
            _move(radius, random)
    return files


def _move(radius: Ring, random: np.random.Generator) -> None:
    """Push three or four stretches of the outline, mostly outward."""
    places = int(random.integers(3, 5))
    for start in random.integers(0, len(radius), places):
        stretch = (start + np.arange(_MOVED // places)) % len(radius)
        push = random.normal(0.012, 0.012)
        radius[stretch] += push * np.sin(np.linspace(0.2, np.pi - 0.2, len(stretch)))


def refined(file: Path, factor: int, folder: Path) -> Path:
    """Write a map again with each edge cut into ``factor`` equal parts, or find it written."""
    out = folder / f"refined-{factor}" / file.name
    if not out.exists():
        out.parent.mkdir(parents=True, exist_ok=True)
        shape = _geometry(orjson.loads(file.read_bytes()))
        parts = [shape["coordinates"]] if shape["type"] == "Polygon" else shape["coordinates"]
        _write(out, [[_cut(np.array(ring)[:, :2], factor) for ring in part] for part in parts])
    return out


def _geometry(document: dict[str, object]) -> dict[str, list[object]]:
    (feature,) = document["features"]  # type: ignore[misc, attr-defined]
    return feature["geometry"]  # type: ignore[no-any-return]


def _cut(ring: Ring, factor: int) -> Ring:
    """The same edge is cut at the same places whichever ring it is in and whichever way it runs."""
    a, b = ring[:-1], ring[1:]
    turned = (a[:, 0] > b[:, 0]) | ((a[:, 0] == b[:, 0]) & (a[:, 1] > b[:, 1]))
    low, high = np.where(turned[:, None], b, a), np.where(turned[:, None], a, b)
    share = np.arange(factor) / factor
    along = np.where(turned[:, None], 1 - share, share)[:, :, None]
    cut = low[:, None] + along * (high - low)[:, None]
    cut[:, 0] = a
    return np.vstack([cut.reshape(-1, 2), ring[-1:]])


def _write(file: Path, parts: list[list[Ring]]) -> None:
    coordinates = [[ring.tolist() for ring in part] for part in parts]
    shape = {"type": "MultiPolygon", "coordinates": coordinates}
    feature = {"type": "Feature", "properties": {}, "geometry": shape}
    data = orjson.dumps({"type": "FeatureCollection", "features": [feature]})
    if not file.exists() or file.read_bytes() != data:
        file.write_bytes(data)
