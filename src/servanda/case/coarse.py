"""Coordinates made less exact, and the cells of a row that would give them away.

A coordinate is rounded to a step of degrees that is nowhere narrower than asked for.
Decides nothing about who may know what: ``case.publish`` does.

Main path: ``coarse``.
"""

from __future__ import annotations

import math
import re
from collections.abc import Mapping
from dataclasses import replace

from servanda.case.masking import STRUCK
from servanda.verdicts.model import FactRef

__all__ = ["coarse", "locates", "rounded"]

_DEGREE_KM = 111.32
_STEPS = (0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1.0, 2.0, 5.0, 10.0, 20.0, 45.0, 90.0, 180.0)
_NUMBER = re.compile(r"[+-]?\d+(?:[.,]\d+)?")
_LOCATES = re.compile(r"\d[.,]\d{2}|°|point|polygon", re.IGNORECASE)
_CELL = re.compile(
    r"((?:^|; )[^=;]*(?:lat|lon|lng|coord|geom|mgrs|utm|wkt|point)[^=;]*=)([^;]+)", re.IGNORECASE
)
_LONGITUDE, _LATITUDE = "longitude", "latitude"
_NEAR = 2  # steps: a number this close to a coordinate may be the coordinate


def locates(fact: FactRef) -> bool:
    """Whether the fact says where in degrees, in its arguments or in a cell of its row."""
    given = (_number(fact.arguments, name) for name in (_LONGITUDE, _LATITUDE))
    return any(each is not None for each in given) or _CELL.search(fact.words) is not None


def rounded(longitude: float, latitude: float, km: float) -> tuple[float, float]:
    """Return coordinates rounded to steps of at least ``km`` in both directions.

    Args:
        longitude: Degrees.
        latitude: Degrees.
        km: Least width of a step.

    >>> rounded(37.61234, 48.26789, 10.0)
    (37.6, 48.3)
    """
    step = _step(_DEGREE_KM, km)
    north = round(round(latitude / step) * step, 6)
    step = _step(_DEGREE_KM * math.cos(math.radians(min(abs(north), 89.9))), km)
    return round(round(longitude / step) * step, 6), north


def _step(degree_km: float, km: float) -> float:
    return next((step for step in _STEPS if step * degree_km >= km), _STEPS[-1])


def coarse(fact: FactRef, km: float) -> FactRef:
    """Return the fact with its coordinates rounded, in its arguments and in its words.

    If the words may give the place away in a way that is not understood, none is kept.
    """
    longitude = _number(fact.arguments, _LONGITUDE)
    latitude = _number(fact.arguments, _LATITUDE)
    west, north = rounded(longitude or 0.0, latitude or 0.0, km)
    arguments = dict(fact.arguments)
    if longitude is not None:
        arguments[_LONGITUDE] = west if latitude is not None else STRUCK
    if latitude is not None:
        arguments[_LATITUDE] = north
    exact = [each for each in (longitude, latitude) if each is not None]
    return replace(fact, arguments=arguments, words=_words(fact.words, exact, km))


def _number(arguments: Mapping[str, object], name: str) -> float | None:
    value = arguments.get(name)
    return float(value) if isinstance(value, float | int) else None


def _words(words: str, exact: list[float], km: float) -> str:
    reach = _NEAR * _step(_DEGREE_KM, km)

    def struck(match: re.Match[str]) -> str:
        value = float(match[0].replace(",", "."))
        return STRUCK if any(abs(abs(value) - abs(each)) <= reach for each in exact) else match[0]

    kept = _CELL.sub(rf"\1{STRUCK}", words)
    if not exact:
        return kept
    kept = _NUMBER.sub(struck, kept)
    return "" if _LOCATES.search(kept) else kept
