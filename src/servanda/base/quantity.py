"""Quantities with units: areas, amounts of money, counts, lengths and spans of time.

A number without its unit is a number nobody can check. Units of one dimension
convert into each other by constants; currencies do not: an exchange rate is an
opinion with a date, and belongs in the agreement.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from servanda.base.errors import MisuseError
from servanda.base.suggest import nearest

__all__ = [
    "UNITS",
    "CalendarSpan",
    "Quantity",
    "dimension_of",
    "format_quantity",
    "parse_quantity",
    "parse_span",
]

# unit -> (dimension, factor to the first unit of the dimension). Currencies: ISO 4217.
_CURRENCIES = (
    "USD EUR GBP UAH RUB CHF JPY CAD AUD NOK SEK DKK PLN CZK HUF RON BGN TRY CNY INR KRW "
    "ILS LBP SYP GEL AMD AZN MDL KZT BYN RSD ALL MKD ISK NZD ZAR BRL MXN COP"
).split()
UNITS: dict[str, tuple[str, float]] = {
    "km²": ("area", 1.0),
    "km2": ("area", 1.0),
    "ha": ("area", 0.01),
    "m²": ("area", 1e-6),
    "m2": ("area", 1e-6),
    "km": ("length", 1.0),
    "m": ("length", 0.001),
    "t": ("mass", 1.0),
    "kg": ("mass", 0.001),
    "s": ("time", 1.0),
    "min": ("time", 60.0),
    "h": ("time", 3600.0),
    "d": ("time", 86400.0),
    "%": ("share", 0.01),
    "": ("count", 1.0),
    **{code: (f"money {code}", 1.0) for code in _CURRENCIES},
}
_SPELLED = {
    "hour": "h", "hours": "h", "minute": "min", "minutes": "min", "day": "d", "days": "d",
    "second": "s", "seconds": "s", "hectares": "ha",
    "times": "", "editions": "", "sources": "", "$": "USD", "€": "EUR", "£": "GBP",
}  # fmt: skip
_CALENDAR_DAYS = {"day": 1, "days": 1, "d": 1, "week": 7, "weeks": 7}
_CALENDAR_MONTHS = {
    "month": 1, "months": 1, "quarter": 3, "quarters": 3, "year": 12, "years": 12,
}  # fmt: skip
_LONGEST_SPAN = 100_000  # days or months; keeps dates inside the calendar
_NUMBER = re.compile(r"\s*([+-]?\d[\d_]*(?:\.\d+)?(?:[eE][+-]?\d+)?)\s*(.*?)\s*$", re.DOTALL)


@dataclass(frozen=True, slots=True)
class Quantity:
    """A number and its unit, as written: ``Quantity(1.0, "km²")``."""

    value: float
    unit: str = ""

    def __str__(self) -> str:
        """Write it for people; see ``format_quantity``."""
        return format_quantity(self)

    def in_unit(self, unit: str) -> float:
        """Return the value in another unit of the same dimension.

        Raises:
            MisuseError: If the dimensions differ. Currencies never convert here.

        >>> Quantity(50, "ha").in_unit("km²")
        0.5
        """
        have, want = dimension_of(self.unit), dimension_of(unit)
        if have != want:
            raise MisuseError(
                f"{format_quantity(self)} is {have}, not {want} ({unit or 'a count'})"
            )
        return self.value * UNITS[self.unit][1] / UNITS[unit][1]


@dataclass(frozen=True, slots=True)
class CalendarSpan:
    """A span of time in calendar months, calendar days or seconds: one of the three.

    ``1 month`` is what the calendar of the agreement's zone says it is, and so is
    ``1 day`` where periods are counted (``every``); a clock that starts at an event
    (``within``) counts a day as 24 h.
    """

    months: int = 0
    days: int = 0
    seconds: int = 0
    words: str = ""

    def __str__(self) -> str:
        """Write it as the agreement does."""
        return self.words


def dimension_of(unit: str) -> str:
    """Return the dimension of a unit.

    Raises:
        MisuseError: If the unit is unknown, with the nearest known one.
    """
    if unit not in UNITS:
        hint = nearest(unit, UNITS)
        raise MisuseError(f"unknown unit {unit!r}" + (f" (did you mean {hint}?)" if hint else ""))
    return UNITS[unit][0]


def parse_quantity(text: str) -> Quantity:
    """Read a number with its unit: ``1 km²``, ``1e9 USD``, ``24 h``, ``3``.

    Raises:
        MisuseError: If there is no number, or the unit is unknown.

    >>> parse_quantity("1.5e9 USD")
    Quantity(value=1500000000.0, unit='USD')
    """
    match = _NUMBER.match(text)
    if not match:
        raise MisuseError(f"{text!r} is no quantity; write a number and a unit, such as 1 km²")
    unit = _SPELLED.get(match[2], match[2])
    dimension_of(unit)
    return Quantity(float(match[1].replace("_", "")), unit)


def parse_span(text: str) -> CalendarSpan:
    """Read a span of time: ``24 h``, ``30 days``, ``month``, ``2 weeks``, ``3 months``.

    Raises:
        MisuseError: If it is no span of time, or not above zero.

    >>> parse_span("24 h").seconds, parse_span("month").months, parse_span("2 weeks").days
    (86400, 1, 14)
    """
    words = text.strip()
    match = _NUMBER.match(words)
    value, unit = (float(match[1]), match[2]) if match else (1.0, words)
    if unit in _CALENDAR_MONTHS or unit in _CALENDAR_DAYS:
        whole = int(value)
        if value != whole or not 1 <= whole <= _LONGEST_SPAN:
            raise MisuseError(f"{text!r}: calendar spans are whole; write 1 month, 45 days or 36 h")
        months, days = _CALENDAR_MONTHS.get(unit, 0), _CALENDAR_DAYS.get(unit, 0)
        return CalendarSpan(months=whole * months, days=whole * days, words=words)
    unit = _SPELLED.get(unit, unit)
    if UNITS.get(unit, ("", 0.0))[0] != "time" or not 0 < value < _LONGEST_SPAN * 86400:
        hint = nearest(unit, [*_SPELLED, *_CALENDAR_DAYS, *_CALENDAR_MONTHS, "h"])
        raise MisuseError(
            f"{text!r} is no span of time; write 24 h, 30 days or 1 month"
            + (f" (did you mean {hint}?)" if hint else "")
        )
    return CalendarSpan(seconds=round(value * UNITS[unit][1]), words=words)


def format_quantity(quantity: Quantity) -> str:
    """Write a quantity for people, without noise digits.

    >>> format_quantity(Quantity(1500000000.0, "USD")), format_quantity(Quantity(1.25, "km²"))
    ('1,500,000,000 USD', '1.25 km²')
    """
    number = f"{quantity.value:,.2f}".rstrip("0").rstrip(".")
    return f"{number} {quantity.unit}".rstrip()
