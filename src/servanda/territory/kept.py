"""Ground and steps as bytes in files: whole or not at all, and only what was written.

The first line of a file is the hash of the rest, so that a file that is damaged is known
to be. Numbers come back to the last bit. Which files there are, ``archive`` decides.
Main path: ``save`` and ``load``.
"""

from __future__ import annotations

import hashlib
import io
import os
from collections.abc import Mapping
from datetime import datetime
from pathlib import Path
from typing import Any

import numpy as np
import orjson
import shapely
from shapely import Geometry

from servanda.base.errors import DamagedError
from servanda.territory.arrays import Floats, Ints
from servanda.territory.change import Change
from servanda.territory.ground import Ground
from servanda.territory.outline import Outline
from servanda.territory.patch import Kind, Patch

__all__ = ["ground_of", "load", "save", "step_of", "written_ground", "written_step"]

_HEX = 64
_MIN_RING = 4
_PLAIN = ("id", "area_km2", "width_m", "length_m", "lon", "lat", "movement", "why")


def save(path: Path, body: bytes) -> None:
    """Write a file whole or not at all; it is on the disk when this returns."""
    part = path.with_name(f"{path.name}.{os.getpid()}.part")
    with part.open("wb") as file:
        file.write(hashlib.sha256(body).hexdigest().encode() + b"\n" + body)
        file.flush()
        os.fsync(file.fileno())
    part.replace(path)


def load(path: Path) -> bytes:
    """Return what ``save`` wrote.

    Raises:
        DamagedError: It is not there, or is not what was written.
    """
    try:
        data = path.read_bytes()
    except OSError as problem:
        raise DamagedError(
            f"{path}: cannot be read ({problem.strerror}). The archive lacks a file it needs; "
            f"begin another one in an empty folder and add the editions again."
        ) from None
    told, body = data[:_HEX], data[_HEX + 1 :]
    if hashlib.sha256(body).hexdigest().encode() != told:
        raise DamagedError(
            f"{path}: not what was written there. The disk or somebody changed it, and its numbers "
            f"cannot be trusted; begin another archive in an empty folder and add the editions "
            f"again."
        )
    return body


def written_ground(held: Mapping[str, Geometry]) -> bytes:
    """Return ground as bytes for ``ground_of``."""
    ground = Ground.of(held)
    arrays: dict[str, Any] = {"names": np.array(list(ground), dtype=np.str_)}
    for number, name in enumerate(ground):
        outline = ground.outline(name)
        arrays[f"xy{number}"] = outline.xy
        arrays[f"rings{number}"] = outline.rings
        arrays[f"polygons{number}"] = outline.polygons
    out = io.BytesIO()
    np.savez(out, **arrays)
    return out.getvalue()


def ground_of(body: bytes) -> Ground:
    """Return the ground that ``written_ground`` wrote."""
    with np.load(io.BytesIO(body), allow_pickle=False) as arrays:
        return Ground(
            {
                name: _outline(*(arrays[f"{part}{n}"] for part in ("xy", "rings", "polygons")))
                for n, name in enumerate(arrays["names"].tolist())
            }
        )


def _outline(xy: Floats, rings: Ints, polygons: Ints) -> Outline:
    """The outline, after a look that no offset leads out of its array: GEOS does not look."""
    whole = xy.ndim == 2 and xy.shape[1] == 2 and _steps(rings, len(xy), _MIN_RING)  # noqa: PLR2004
    if not (whole and _steps(polygons, len(rings) - 1, 1)):
        raise DamagedError(
            "ground kept in an archive does not fit together. Begin another one in an empty folder "
            "and add the editions again."
        )
    return Outline(xy, rings, polygons)


def _steps(offsets: Ints, end: int, least: int) -> bool:
    """Whether offsets lead from 0 to the end in steps that are not too small."""
    if offsets.ndim != 1 or not len(offsets) or offsets[0] != 0 or offsets[-1] != end:
        return False
    return bool((np.diff(offsets) >= least).all())


def written_step(change: Change) -> bytes:
    """Return the patches of a change as bytes for ``step_of``."""
    sides = {"gained": change.gained, "lost": change.lost}
    told = {kind: [_row(patch) for patch in patches] for kind, patches in sides.items()}
    return orjson.dumps({"identical": change.identical, **told})


def step_of(
    body: bytes, source: str, holder_class: str, after: datetime, until: datetime
) -> Change:
    """Return the change that ``written_step`` wrote."""
    told = orjson.loads(body)
    return Change(
        source=source,
        holder_class=holder_class,
        after=after,
        until=until,
        identical=told["identical"],
        gained=_patches(told["gained"], "gained"),
        lost=_patches(told["lost"], "lost"),
    )


def _row(patch: Patch) -> list[Any]:
    ground = shapely.to_wkb(patch.geometry, hex=True, byte_order=1)
    return [ground, *(getattr(patch, name) for name in _PLAIN)]


def _patches(rows: list[list[Any]], kind: Kind) -> tuple[Patch, ...]:
    grounds = shapely.from_wkb([row[0] for row in rows])
    return tuple(
        Patch(geometry=ground, kind=kind, **dict(zip(_PLAIN, row[1:], strict=True)))
        for ground, row in zip(grounds, rows, strict=True)
    )
