"""A window on the ground: which degrees it shows, and where they fall on the page.

To scale and north up: a degree of longitude is as much narrower than one of latitude as it
is in the middle of the window (an equirectangular map). Good for the few hundred
kilometres of a change; no area is ever measured on it. Main path: ``view_of``.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import shapely
from numpy.typing import NDArray
from shapely import Geometry

from servanda.territory.scene import Frame, Pixels, rings_of

__all__ = ["View", "round_km", "view_of"]

_DEGREE_KM = 111.32
_MARGIN = 0.15
_LEAST_KM = 3.0


@dataclass(frozen=True, slots=True)
class View:
    """A window in degrees, and its frame on the page."""

    west: float
    south: float
    east: float
    north: float
    px_per_km: float
    frame: Frame
    number: int = 0

    @property
    def _lon_km(self) -> float:
        return _DEGREE_KM * math.cos(math.radians((self.south + self.north) / 2))

    @property
    def box(self) -> Geometry:
        """The window as a polygon."""
        return shapely.box(self.west, self.south, self.east, self.north)

    def project(self, xy: NDArray[np.float64]) -> Pixels:
        """Turn rows (longitude, latitude) into rows of pixels."""
        km = (xy - (self.west, self.north)) * (self._lon_km, -_DEGREE_KM)
        placed: Pixels = km * self.px_per_km + (self.frame.x, self.frame.y)
        return placed

    def point(self, lon: float, lat: float) -> tuple[float, float]:
        """Turn one place into pixels."""
        x, y = self.project(np.array([[lon, lat]]))[0]
        return float(x), float(y)

    def rings(self, area: Geometry) -> tuple[Pixels, ...]:
        """Return the rings of polygons in pixels, cut a little outside the window."""
        return tuple(self.project(ring) for ring in rings_of(area))


def view_of(
    shapes: Sequence[Geometry], frame: Frame, *, number: int = 0, least_km: float = _LEAST_KM
) -> View:
    """Return the window of that frame that shows all shapes with a margin, to scale."""
    west, south, east, north = (float(v) for v in shapely.total_bounds(list(shapes)))
    lon_km = _DEGREE_KM * math.cos(math.radians((south + north) / 2))
    wide = max((east - west) * lon_km, least_km) * (1 + 2 * _MARGIN)
    high = max((north - south) * _DEGREE_KM, least_km) * (1 + 2 * _MARGIN)
    scale = min(frame.wide / wide, frame.high / high)
    half_lon, half_lat = frame.wide / scale / lon_km / 2, frame.high / scale / _DEGREE_KM / 2
    lon, lat = (west + east) / 2, (south + north) / 2
    return View(
        lon - half_lon, lat - half_lat, lon + half_lon, lat + half_lat, scale, frame, number
    )


def round_km(km: float) -> float:
    """Return the largest of 1, 2, 5, 10, 20 ... that is not above ``km``.

    >>> round_km(37.0), round_km(0.3)
    (20.0, 0.2)
    """
    power = 10.0 ** math.floor(math.log10(km))
    return max(step * power for step in (1, 2, 5) if step * power <= km)
