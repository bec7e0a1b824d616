"""One way to get through a list of maps, as a process of its own: ``_territory.py WAY LIST``.

Ways: ``parse`` (orjson, then one NumPy array a ring: the floor), ``servanda`` (all patches of
all pairs), ``overlay`` (geopandas ``overlay(how="symmetric_difference")`` of each pair),
``archive`` (one more edition to an archive that holds the others).

LIST is a text file with one path a line. Prints one JSON object: seconds of the work without
start-up and imports, and what was found, so that the answers can be compared.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Callable
from itertools import pairwise
from pathlib import Path
from time import perf_counter
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parent))

from _maps import editions

Found = dict[str, Any]


def parse(files: list[Path]) -> tuple[float, Found]:
    """Floor: the text of every map to arrays of coordinates, and nothing else."""
    import numpy as np
    import orjson

    begun = perf_counter()
    vertices = 0
    for file in files:
        for feature in orjson.loads(file.read_bytes())["features"]:
            shape = feature["geometry"]
            whole = shape["coordinates"]
            parts = [whole] if shape["type"] == "Polygon" else whole
            vertices += sum(len(np.array(ring)) for part in parts for ring in part)
    return perf_counter() - begun, {"vertices": vertices}


def servanda(files: list[Path]) -> tuple[float, Found]:
    """Raw files to the patches of each edition and the next, measured and classed."""
    import pyproj
    import shapely

    from servanda.territory import changes

    pyproj.Geod(ellps="WGS84")  # what is loaded on first use is no part of the work
    begun = perf_counter()
    patches, gained, lost = 0, 0.0, 0.0
    for change in changes(editions(files)):
        patches += len(change.gained) + len(change.lost)
        gained += float(shapely.area([p.geometry for p in change.gained]).sum())
        lost += float(shapely.area([p.geometry for p in change.lost]).sum())
    return perf_counter() - begun, {"patches": patches, "changed_deg2": gained + lost}


def overlay(files: list[Path]) -> tuple[float, Found]:
    """The usual way: geopandas, with geometry read by the same orjson and made by shapely."""
    import geopandas
    import orjson
    import shapely
    from shapely.geometry import shape

    def read(file: Path) -> Any:
        features = orjson.loads(file.read_bytes())["features"]
        shapes = [shape(feature["geometry"]) for feature in features]
        return geopandas.GeoDataFrame(geometry=shapes, crs=4326)

    begun = perf_counter()
    changed = 0.0
    for earlier, later in pairwise(map(read, files)):
        found = geopandas.overlay(earlier, later, how="symmetric_difference", keep_geom_type=True)
        changed += float(shapely.area(found.geometry.to_numpy()).sum())
    return perf_counter() - begun, {"changed_deg2": changed}


WAYS: dict[str, Callable[[list[Path]], tuple[float, Found]]] = {
    "parse": parse,
    "servanda": servanda,
    "overlay": overlay,
}


def main(way: str, listed: Path) -> None:
    files = [Path(line) for line in listed.read_text("utf-8").splitlines()]
    seconds, found = WAYS[way](files)
    print(json.dumps({"work_s": seconds, **found}))


if __name__ == "__main__":
    main(sys.argv[1], Path(sys.argv[2]))
