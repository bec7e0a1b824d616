"""Reasons in the language of their reader.

A reason remembers how it was put together (``servanda.base.said``); here it is put together
again, in German, with numbers, days and moments as the report around it writes them. What is
no sentence of ours stays as it is: it is quoted.

Main path: ``Reasons`` -> ``servanda.report.german``.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING, Any

from servanda.agreement.model import Comparison, Modality
from servanda.base.quantity import CalendarSpan, Quantity
from servanda.base.said import Listed, Said
from servanda.report.german import GERMAN
from servanda.verdicts.model import Word

if TYPE_CHECKING:
    from servanda.report.labels import Labels

__all__ = ["OPERATORS", "Reasons"]

OPERATORS = {"<=": "≤", ">=": "≥", "<": "<", ">": ">", "=": "="}
_YEAR, _QUARTER, _WEEK, _HOUR_S = 12, 3, 7, 3600


@dataclass(frozen=True, slots=True)
class Reasons:
    """Says reasons as one kind of output writes moments and days.

    Attributes:
        labels: The language, and the words for verdicts.
        moment: Writes a moment.
        day: Writes a calendar day.
    """

    labels: Labels
    moment: Callable[[datetime], str]
    day: Callable[[date], str]

    def __call__(self, text: str) -> str:
        """Return a reason in the language, as a plain string."""
        if self.labels.language == "en" or not isinstance(text, Said):
            return str(text)
        found = GERMAN.get(text.template)
        if found is None:  # a sentence of a reader or engine that is not ours
            return str(text)
        if isinstance(found, tuple):
            found = found[text.values["count"] != 1]
        return found.format(**{name: self._value(each) for name, each in text.values.items()})

    def _value(self, value: Any) -> Any:
        """Return a value as German writes it; numbers keep waiting for their format."""
        if isinstance(value, Word | Modality):
            return self.labels(value.value)
        if isinstance(value, str):
            return self(value)
        if isinstance(value, Listed):
            return Listed(self._value(each) for each in value)
        if isinstance(value, bool):
            return self.labels("yes" if value else "no")
        if isinstance(value, int | float):
            return _Number(value)
        return self._measured(value)

    def _measured(self, value: Any) -> str:
        if isinstance(value, datetime):
            return self.moment(value)
        if isinstance(value, date):
            return self.day(value)
        if isinstance(value, Quantity):
            return _quantity(value)
        if isinstance(value, Comparison):
            sign = OPERATORS.get(value.operator, value.operator)
            return f"{sign} {_quantity(value.quantity)}"
        return _every(value) if isinstance(value, CalendarSpan) else str(value)


@dataclass(frozen=True, slots=True)
class _Number:
    """A number that a German template formats: ``{share:.0%}`` is ``5 %``."""

    value: float

    def __format__(self, form: str) -> str:
        text = format(self.value, form if form.endswith("%") else f",{form}")
        return _turned(text).replace("%", " %")

    def __str__(self) -> str:
        return format(self)


def _turned(number: str) -> str:
    """Write the points of a number as commas, and the other way round."""
    return number.translate(str.maketrans(",.", ".,"))


def _quantity(quantity: Quantity) -> str:
    number = _turned(str(Quantity(quantity.value)))
    return f"{number} {quantity.unit}".rstrip()


def _every(span: CalendarSpan) -> str:
    """Return how often something recurs: ``jeden Monat``, ``alle 2 Wochen``."""
    if span.months:
        known = {1: "jeden Monat", _QUARTER: "jedes Quartal", _YEAR: "jedes Jahr"}
        years, rest = divmod(span.months, _YEAR)
        many = f"alle {span.months} Monate" if rest else f"alle {years} Jahre"
        return known.get(span.months, many)
    if span.days:
        known = {1: "jeden Tag", _WEEK: "jede Woche"}
        weeks, rest = divmod(span.days, _WEEK)
        many = f"alle {span.days} Tage" if rest else f"alle {weeks} Wochen"
        return known.get(span.days, many)
    return f"alle {_quantity(Quantity(span.seconds / _HOUR_S, 'h'))}"
