"""An amount while it is being read: its number, then number, scale and unit together.

Main path: ``Term``, made by ``quantities_terms`` and turned into answers by ``quantities``.
"""

from __future__ import annotations

from dataclasses import dataclass

from servanda.language.units import Unit

__all__ = ["Number", "Term"]


@dataclass(slots=True, unsafe_hash=True)  # never changed; "frozen" makes reading slower
class Term:
    """A number with its scale and unit.

    Attributes:
        value: None if only the order is named ("thousands").
        least: The order named, where there is no value.
        number: The number before its scale.
        scale: The factor that was written out, 1 if none.
        digits: Whether it is written in digits; ``plain`` if they carry no mark either.
        article: Whether the number is only an article ("a million").
        share: Whether it is a part of one ("two thirds").
        letter: Whether a bare "m" stands on the digits: metres or millions.
    """

    begin: int
    end: int
    value: float | None
    number: float
    scale: float = 1.0
    scaled: bool = False
    unit: Unit | None = None
    digits: bool = False
    plain: bool = False
    article: bool = False
    share: bool = False
    letter: bool = False
    least: float | None = None


@dataclass(slots=True, unsafe_hash=True)  # never changed; "frozen" makes reading slower
class Number:
    """A number without scale and unit; ``few`` stands for "a few"."""

    end: int
    value: float
    digits: bool = False
    plain: bool = False
    article: bool = False
    share: bool = False
    few: bool = False
