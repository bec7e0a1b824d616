"""Amounts of money, with their bounds.

"etwas mehr als sechs Milliarden (US-Dollar)" is an amount above 6e9 USD, "1 bis 1,5
Milliarden" a range without a single value. A large number without a currency is kept as a
count without a unit: the unit is never borrowed from a neighbour.

Main path: ``quantities`` -> ``Quantity``.
"""

from __future__ import annotations

import re
from functools import cache

from servanda.language.lexicon import Lexicon, load
from servanda.language.model import Quantity

__all__ = ["quantities"]

_LOOK_BACK = 24


def quantities(text: str, lexicon: Lexicon) -> tuple[Quantity, ...]:
    """Return amounts that have a currency or a scale word, in order.

    >>> [found] = quantities("etwas mehr als sechs Milliarden (US-Dollar)", load("de"))
    >>> found.value, found.low, found.high, found.unit, found.approximate
    (6000000000.0, 6000000000.0, None, 'USD', True)
    >>> [found] = quantities("between $1 billion and $1.5 billion", load("en"))
    >>> found.value, found.low, found.high
    (None, 1000000000.0, 1500000000.0)
    """
    pattern = _pattern(lexicon.language)
    found = (_quantity(text, match, lexicon) for match in pattern.finditer(text))
    return tuple(quantity for quantity in found if quantity is not None)


def _quantity(text: str, match: re.Match[str], lexicon: Lexicon) -> Quantity | None:
    scales = lexicon.maps["scales"]
    scale = (match["scale"] or "").lower().rstrip(".")
    scale2 = (match["scale2"] or "").lower().rstrip(".")
    unit = _unit(match, lexicon)
    if not unit and not (scale or scale2):
        return None
    last = _number(match["number2"], lexicon) if match["number2"] else None
    factor = scales.get(scale, scales.get(scale2, 1) if last is not None else 1)
    first = _number(match["number"], lexicon)
    if first is None:
        return None
    first *= float(factor)
    what = "money" if unit else "count"
    before = text[max(0, match.start() - _LOOK_BACK) : match.start()].lower()
    approximate = _approximate(before, lexicon)
    if last is not None:
        high = last * float(scales.get(scale2, factor))
        bounds = (min(first, high), max(first, high))
        return Quantity(match.start(), match.end(), None, *bounds, unit, approximate, what)
    low, high_bound = _bounds(before, first, approximate, lexicon)
    approximate = approximate or low is None or high_bound is None
    return Quantity(match.start(), match.end(), first, low, high_bound, unit, approximate, what)


def _unit(match: re.Match[str], lexicon: Lexicon) -> str:
    for group in ("sign", "currency", "sign2"):
        if match[group]:
            return str(lexicon.maps["currencies"][match[group].lower()])
    return ""


def _number(written: str, lexicon: Lexicon) -> float | None:
    word = written.lower()
    if word in lexicon.maps["numbers"]:
        return float(lexicon.maps["numbers"][word])
    thousands, point = (".", ",") if lexicon.decimal_comma else (",", ".")
    try:
        return float(written.replace(thousands, "").replace(point, "."))
    except ValueError:
        return None


def _approximate(before: str, lexicon: Lexicon) -> bool:
    return any(word in lexicon.sets["approximate"] for word in before.split()[-2:])


def _bounds(
    before: str, value: float, approximate: bool, lexicon: Lexicon
) -> tuple[float | None, float | None]:
    """Return what the words before an amount say about it; an "about" has no bounds."""
    lead = before.rstrip()
    if any(_ends_in(lead, words) for words in lexicon.sets["above"]):
        return value, None
    if any(_ends_in(lead, words) for words in lexicon.sets["below"]):
        return None, value
    return (None, None) if approximate else (value, value)


def _ends_in(lead: str, words: str) -> bool:
    return lead == words or lead.endswith(" " + words)


@cache
def _pattern(language: str) -> re.Pattern[str]:
    lexicon = load(language)
    numbers = "|".join(sorted(lexicon.maps["numbers"], key=lambda word: (-len(word), word)))
    scales = "|".join(sorted(lexicon.maps["scales"], key=lambda word: (-len(word), word)))
    names = sorted(lexicon.maps["currencies"], key=lambda word: (-len(word), word))
    units = "|".join(re.escape(name) + (r"\b" if name[-1].isalpha() else "") for name in names)
    number = rf"\d{{1,15}}(?:[.,]\d{{1,3}}){{0,6}}|\b(?:{numbers})\b"
    join = "|".join(sorted(lexicon.sets["range_join"])) + "|-|–"
    return re.compile(
        rf"(?:(?P<sign>[$€£])[ \u00a0]?)?(?<![\d.,])(?P<number>{number})"
        rf"(?:[ \u00a0](?P<scale>{scales})\b\.?)?"
        rf"(?:[ \u00a0]?(?:{join})[ \u00a0]?(?P<sign2>[$€£])?(?P<number2>{number})"
        rf"(?:[ \u00a0](?P<scale2>{scales})\b\.?)?)?"
        rf"(?:[ \u00a0-]?\(?(?P<currency>{units})\)?)?",
        re.IGNORECASE,
    )
