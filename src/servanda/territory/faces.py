"""What walks that cross, touch or share a vertex enclose: noded, cut into faces, and judged.

Each face goes by its winding number: told from what lies beside it, where each edge is of one walk
alone, or else that of one point in it. Area and first moments of the faces
must be those of the walks; where they are not, or lines cannot be noded, nothing is said of
that step, and the caller has to overlay both maps. Steps are noded and judged together; none
has any bearing on another.

Main path: ``cut``.
"""

from __future__ import annotations

import numpy as np
import shapely

from servanda.territory.area import Rings
from servanda.territory.arrays import Floats, Geometries, Ints, Mask
from servanda.territory.noding import lines_of, noded
from servanda.territory.outline import keys_of
from servanda.territory.pieces import Pieces
from servanda.territory.tracing import UNKNOWN, traced
from servanda.territory.winding import winding

__all__ = ["cut"]

_TOLERANCE = 1e-11  # deg²: about 0.1 m²; deg³ for the moments
_MIX = np.uint64(0x9E3779B97F4A7C15)


def cut(edges: Floats, turned: Mask, step: Ints) -> tuple[Pieces, Ints]:
    """Return the ground that closed walks enclose, and the steps of which this says nothing.

    Args:
        edges: (m, 4) directed edges x1, y1, x2, y2 of the walks.
        turned: Which of them the map has the other way. They are noded as the map has them,
            so that where crossings come to lie does not hang on which edition is the later.
        step: (m,) the step each is of, ascending.
    """
    faces, at, turns, failed = _faces(edges, turned, step)
    asked = turns == UNKNOWN
    if asked.any():
        with np.errstate(all="ignore"):  # faces as thin as rounding; areas are held against walks
            inside = shapely.get_coordinates(shapely.point_on_surface(faces[asked]))
        turns[asked], _ = winding(inside, edges, (at[asked], step))
    failed = np.union1d(failed, at[np.abs(turns) > 1])
    kept = (turns != 0) & ~np.isin(at, failed)
    pieces = _joined(Pieces(faces, at, turns > 0).where(kept), asked[kept])
    failed = np.union1d(failed, _astray(edges, step, pieces))
    return pieces.where(~np.isin(pieces.step, failed)), failed


def _faces(edges: Floats, turned: Mask, step: Ints) -> tuple[Geometries, Ints, Ints, Ints]:
    """The faces, the step of each, their turns if told, and the steps that cannot be noded."""
    drawn = np.where(turned[:, None], edges[:, [2, 3, 0, 1]], edges)
    # Rounding of crossings hangs on the order of noding, and on what is noded as one line: sorted
    # edges, one by one, are the same however a ring was written.
    order = np.lexsort((*drawn.T, step))
    steps, group = np.unique(step, return_inverse=True)
    pieces, of, edge, failed = noded(drawn[order], group, len(steps))
    ways = np.where(edge < 0, 0, np.where(turned[order], -1, 1)[edge])
    faces, owner, turns, left = traced(pieces, of, len(steps), ways)
    slow = np.flatnonzero(left)
    lines = np.array([lines_of(pieces[of == number]) for number in slow.tolist()], dtype=object)
    others, other = shapely.get_parts(shapely.polygonize(lines[:, None]), return_index=True)
    faces, owner = np.concatenate([faces, others]), np.concatenate([owner, slow[other]])
    turns = np.append(turns, np.full(len(others), UNKNOWN))
    return faces, steps[owner], turns, steps[failed]


def _joined(faces: Pieces, asked: Mask) -> Pieces:
    """Faces of which those of one step and kind with an edge in common are one.

    Only those asked about can have one: where each piece is of one walk alone, what is on both
    sides of it is not changed the same way.
    """
    if not asked.any():
        return faces
    kind = 2 * faces.step + faces.gained
    shared = np.zeros(len(kind), dtype=bool)
    shared[np.flatnonzero(asked)[_beside_another(faces.polygons[asked], kind[asked])]] = True
    found = [faces.where(~shared)]
    for each in np.unique(kind[shared]):
        parts = shapely.get_parts(shapely.union_all(faces.polygons[shared & (kind == each)]))
        of = np.full(len(parts), each)
        found.append(Pieces(parts, of // 2, of % 2 == 1))
    return Pieces.all_of(found)


def _beside_another(faces: Geometries, kind: Ints) -> Ints:
    """Numbers of the faces with an edge in common with another of their kind."""
    rings = Rings(faces)
    ends = np.zeros(max(len(rings.xy) - 1, 0), dtype=bool)
    ends[rings.offsets[1:-1] - 1] = True  # from one ring to the next
    one, other = rings.xy[:-1][~ends], rings.xy[1:][~ends]
    turned = (one[:, 0] > other[:, 0]) | ((one[:, 0] == other[:, 0]) & (one[:, 1] > other[:, 1]))
    rows = np.hstack([one, other])
    rows[turned] = rows[turned][:, [2, 3, 0, 1]]
    whose = np.repeat(rings.owner, np.diff(rings.offsets) - 1)
    keys = keys_of(rows) ^ (kind[whose].astype(np.uint64) * _MIX)
    order = np.argsort(keys)
    twin = np.zeros(len(keys) + 1, dtype=bool)
    twin[1:-1] = keys[order[1:]] == keys[order[:-1]]
    return np.unique(whose[order[twin[1:] | twin[:-1]]])


def _astray(edges: Floats, step: Ints, faces: Pieces) -> Ints:
    """The steps in which area and first moments of faces are not those of the walks."""
    steps, first = np.unique(step, return_index=True)
    origins = edges[first, :2]  # near, for precision
    x1, y1, x2, y2 = (edges - np.tile(origins, 2)[np.searchsorted(steps, step)]).T
    cross = x1 * y2 - x2 * y1
    expected = np.column_stack([cross / 2, cross * (x1 + x2) / 6, cross * (y1 + y2) / 6])
    missed = np.add.reduceat(expected, first)
    whose = np.searchsorted(steps, faces.step)
    areas = np.where(faces.gained, 1, -1) * shapely.area(faces.polygons)
    centres = shapely.get_coordinates(shapely.centroid(faces.polygons)) - origins[whose]
    for column, found in enumerate((areas, areas * centres[:, 0], areas * centres[:, 1])):
        missed[:, column] -= np.bincount(whose, weights=found, minlength=len(steps))
    astray: Ints = steps[np.abs(missed).max(axis=1) > _TOLERANCE]
    return astray
