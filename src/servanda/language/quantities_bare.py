"""Numbers without a noun that count all the same, and sums of which only the digits are told.

"Mehr als 260.000 sind geflohen" counts, "am 12." does not: a bound, "nur", marks between the
thousands or a rise "von 600 auf 900" show that a whole number counts. "Ein zweistelliger
Millionenbetrag" lies between 10 and 99 million. "Kronen" are those of the one country with
kroner that the sentence names; of two, or of none, the code stays "".

Main path: ``counts_alone``, ``figure``, ``code_of``. Each looks at a fixed number of characters.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from servanda.language.model import Quantity
from servanda.language.quantities_model import Term
from servanda.language.units import Grammar

__all__ = ["code_of", "counts_alone", "figure"]

_NEXT = re.compile(r"\.?[ \u00a0\u202f\n]([^\W\d_][\w.'’]{0,60})")
_FIGURE = re.compile(
    r"([^\W\d_]{2,20}(?:-[^\W\d_]{2,20})?) ([^\W\d_]{3,40}(?:-[^\W\d_]{2,20}){0,3})"
)
_WORDS = re.compile(r"[^\W\d_]+(?:['’]s)?")
_SENTENCE = re.compile(r"[.!?:;]\s|\n")
_REACH = 300
_FIRST_YEAR, _LAST_YEAR, _ROUND = 1900, 2099, 100
_OLDEST_YEAR = 1000
_OLDEST = 120
_THOUSAND = 1000
_RISE_REACH = 8


def counts_alone(
    term: Term, bounds: Sequence[tuple[str, str]], words: Sequence[str], low: str, grammar: Grammar
) -> bool:
    """Return whether a number that nothing follows is a count.

    Args:
        term: The number.
        bounds: What narrows it: phrase and kind.
        words: The words before these, nearest last.
        low: The document in lower case.
        grammar: The language.
    """
    value = term.value
    if value is None or term.unit is not None or term.share or term.article or term.letter:
        return False
    if value <= 1 or value != int(value) or _year(term, bounds):
        return False
    match = _NEXT.match(low, term.end)
    following = match[1].rstrip(".") if match else ""
    barred = ("no_count_after", "not_amounts_after", "not_after")
    return not any(following in grammar.sets[key] for key in barred) and _is_shown(
        term, bounds, words, following, grammar
    )


def _is_shown(
    term: Term,
    bounds: Sequence[tuple[str, str]],
    words: Sequence[str],
    after: str,
    grammar: Grammar,
) -> bool:
    """Return whether bounds, "nur", marks of thousands or a rise show that a number counts."""
    value, before = term.value or 0.0, words[-1] if words else ""
    if bounds:
        age = before in grammar.sets["ages"] and value < _OLDEST
        return not age and all(phrase in grammar.sets["bare_bounds"] for phrase, _ in bounds)
    if before in grammar.sets["only"]:
        return True
    if term.digits and not term.plain and value >= _THOUSAND:
        return not before[-1:].isdecimal()
    verbs = grammar.sets["change_verbs"]
    risen = after in verbs or not verbs.isdisjoint(words[-_RISE_REACH:])
    return before in grammar.joins["change"] and risen


def _year(term: Term, bounds: Sequence[tuple[str, str]]) -> bool:
    """Return whether the number may be a year: "about 1850" too, but not "more than 2000"."""
    value = term.value or 0.0
    if not term.plain:
        return False
    if {kind for _, kind in bounds} - {"about"}:
        return _FIRST_YEAR <= value <= _LAST_YEAR and bool(value % _ROUND)
    return _OLDEST_YEAR <= value <= _LAST_YEAR


def figure(low: str, begin: int, grammar: Grammar) -> Quantity | None:
    """Return a sum of which only the digits are told, None if none begins here.

    >>> from servanda.language.units import grammar
    >>> found = figure("ein zweistelliger millionenbetrag", 4, grammar("de"))
    >>> found.low, found.high, found.what
    (10000000.0, 99000000.0, 'money')
    """
    match = _FIGURE.match(low, begin)
    digits = grammar.maps["figure_digits"].get(match[1]) if match else None
    if match is None or digits is None:
        return None
    nouns = grammar.maps["figure_nouns"]
    last, end = match[2], match.end()
    if last in grammar.maps["figure_scales"]:  # "double-digit millions"
        scale, unit, what = float(grammar.maps["figure_scales"][last]), "", "count"
    else:
        noun = max((noun for noun in nouns if last.endswith(noun)), key=len, default="")
        read = _head(last.removesuffix(noun), grammar) if noun else None
        if read is None:
            return None
        scale, unit, what = read[0], read[1], "money" if read[1] else str(nouns[noun])
    least, most = 10.0 ** (int(digits) - 1) * scale, (10.0 ** int(digits) - 1) * scale
    why = f"digits of a number: {match[1]!r}"
    return Quantity(begin, end, None, least, most, unit, approximate=False, what=what, why=why)


def _head(head: str, grammar: Grammar) -> tuple[float, str] | None:
    """Return scale and currency of what stands before the noun: "millionen-euro-"."""
    scale, unit = 1.0, ""
    for piece in filter(None, head.split("-")):
        found = grammar.names.get(piece)
        if piece in grammar.maps["figure_scales"]:
            scale = float(grammar.maps["figure_scales"][piece])
        elif found is not None and found.dimension == "money":
            unit = found.symbol
        else:
            return None
    return scale, unit


def code_of(term: Term, low: str, grammar: Grammar) -> str:
    """Return the code of money that several countries have, "" if the sentence does not tell."""
    shared = grammar.maps["shared"]
    names = (word for word in _WORDS.findall(low[term.begin : term.end]) if word in shared)
    codes = shared.get(next(names, ""), {})
    if not codes:
        return ""
    first, last = max(0, term.begin - _REACH), min(len(low), term.end + _REACH)
    before = list(_SENTENCE.finditer(low, first, term.begin))
    after = _SENTENCE.search(low, term.end, last)
    begin, end = before[-1].end() if before else first, after.start() if after else last
    words = set(_WORDS.findall(low[begin:end]))
    found = {code for code, countries in codes.items() if any(
        _is(word, country) for word in words for country in countries
    )}  # fmt: skip
    return found.pop() if len(found) == 1 else ""


def _is(word: str, country: str) -> bool:
    return word.startswith(country[:-1]) if country.endswith("~") else word == country
