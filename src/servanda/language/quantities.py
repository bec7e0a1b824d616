"""How much, how many: money, measures, counts, percentages and shares, with their bounds.

"etwas mehr als acht Millionen (Euro)" is an amount above 8e6 EUR, "1 bis 1,5
Milliarden" a range without a single value, "1.2m people" a count of people. A unit is never
borrowed from a neighbour, except by the two ends of one range and in an ellipsis ("three
million euros, later even 4.5 million"). Dates, clock times, years,
ordinals, scores, telephone numbers and sections of laws are no quantities.

Reads numbers with ``quantities_terms``, what is counted with ``quantities_nouns``. Main path:
``quantities`` -> ``Quantity``. Linear in the length of the text; never raises for any text.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from itertools import compress

from servanda.language.lexicon import Lexicon
from servanda.language.model import Quantity
from servanda.language.quantities_around import NEXT_WORD, Around, Lead
from servanda.language.quantities_bare import code_of, counts_alone, figure
from servanda.language.quantities_model import Term
from servanda.language.quantities_terms import Terms
from servanda.language.units import Grammar, grammar, openers

__all__ = ["quantities"]

_TRIGGER = re.compile(r"([^\W\d_]+|\d+|[$€£¥￥₽₴₺₪₩₹₦₫₾₸₼₿฿])")  # a group: "split" keeps it
_JOIN = re.compile(r"[ \u00a0]?[-–—][ \u00a0]?(?=[\d$€£])")
_CHANGE_REACH = 8
_GOES_ON = frozenset(" \u00a0\u202f\n-–—+")
_FIRST_YEAR, _LAST_YEAR, _ROUND_YEAR = 1900, 2099, 100


def quantities(text: str, lexicon: Lexicon) -> tuple[Quantity, ...]:
    """Return the amounts of a text, in order; none overlap.

    >>> from servanda.language.lexicon import load
    >>> [found] = quantities("etwas mehr als acht Millionen (Euro)", load("de"))
    >>> found.value, found.low, found.high, found.unit, found.approximate
    (8000000.0, 8000000.0, None, 'EUR', True)
    >>> [found] = quantities("between $1 billion and $1.5 billion", load("en"))
    >>> found.value, found.low, found.high
    (None, 1000000000.0, 1500000000.0)
    """
    words = grammar(lexicon.language)
    return tuple(_Amounts(text, words).all()) if words is not None else ()


class _Amounts:
    """Walks one text from number to number."""

    def __init__(self, text: str, words: Grammar) -> None:
        low = text.lower()
        if len(low) != len(text):  # a few letters grow when lowered
            low = "".join(c if len(c.lower()) != 1 else c.lower() for c in text)
        self.text, self.low, self.grammar = text, low, words
        self.terms = Terms(text, low, words)
        self.around = Around(text, low, words, self.terms)

    def all(self) -> Iterator[Quantity]:
        """Yield the amounts; nothing is looked at again that one of them holds."""
        done, last = 0, None
        figures = self.grammar.openings["figures"]
        for begin, word in self._openings():
            digits = word[0].isdecimal()
            if begin < done or not (digits or self._begins(begin, word)):
                continue
            if digits and self._part_of_other(begin):
                done = self._past_digits(begin)
                continue
            sum_of = figure(self.low, begin, self.grammar) if word in figures else None
            for found in [sum_of] if sum_of else self._read(begin):
                last = self._carried(last, found)
                done = last.end
                yield last
            if digits and done <= begin:
                done = self._past_digits(begin)

    def _openings(self) -> Iterator[tuple[int, str]]:
        """Return the digits, words and signs that an amount may begin with, and where."""
        pieces = _TRIGGER.split(self.low)  # what stands between, a word, what stands between ...
        may_open = map(openers(self.grammar.language).__getitem__, pieces[1::2])
        begin = done = 0
        for at in compress(range(1, len(pieces), 2), may_open):
            begin += sum(map(len, pieces[done:at]))
            done = at
            yield begin, pieces[at]

    def _carried(self, before: Quantity | None, found: Quantity) -> Quantity:
        """Fill an ellipsis: "three million euros, later even 4.5 million" are both euros."""
        if before is None or before.what != "money" or (found.unit, found.what) != ("", "count"):
            return found
        between = self.low[before.end : found.begin]
        words = between.replace(",", " ").split() if len(between) <= _ELLIPSIS_REACH else []
        ellipsis = self.grammar.sets["ellipsis"]
        if not ellipsis.intersection(words) or not all(
            word in ellipsis or word in self.grammar.sets["ellipsis_fillers"] for word in words
        ):
            return found
        why = f"{found.why}; unit carried over from the amount before {between.strip()!r}"
        return replace(found, unit=before.unit, what="money", why=why)

    def _begins(self, begin: int, word: str) -> bool:
        """Return whether a word or sign that may open an amount opens one here."""
        alone = word in self.grammar.openings["alone"] or word not in self.grammar.openings["any"]
        signed = not word.isalpha()
        return alone or signed or self.terms.may_begin(begin, begin + len(word))

    def _past_digits(self, begin: int) -> int:
        """Return the end of a run of digits and marks: "22.08.2025", "0800-123"."""
        return _RUN.match(self.low, begin).end()  # type: ignore[union-attr]

    def _part_of_other(self, begin: int) -> bool:
        """Return whether digits continue a word, a clock time, a score, a date or a version."""
        before = self.low[max(0, begin - 2) : begin]
        if not before:
            return False
        if before[-1].isalnum() or before[-1] in "_#§/:@\\":
            return before[-1] not in "/:" or before[:1].isalnum()
        return before[-1] in "-.,–" and before[:1].isalnum()

    def _read(self, begin: int) -> list[Quantity]:
        term = self.terms.at(begin)
        if term is None or self._stands_alone(term) or self._cut_short(term):
            return []
        lead = self.around.lead(begin)
        if lead.words and lead.words[-1] in self.grammar.sets["labels"] and term.unit is None:
            return []
        part = self._part(term)
        if part is not None:
            found = self._single(part, lead)
            return [found] if found else []
        second = self._second(term, lead)
        if second is None:
            one = self._single(term, lead)
            return [one] if one else []
        if self._is_change(term, second, lead):
            return self._change(term, second, lead)
        return self._range(term, second, lead)

    def _stands_alone(self, term: Term) -> bool:
        """Return whether a bare number is followed by nothing it could count or be joined to."""
        bare = term.unit is None and not term.scaled and not term.share
        if not bare or self.low[term.end : term.end + 1] in _GOES_ON:
            return False
        before = self.low[max(0, term.begin - _WORD_REACH) : term.begin].rsplit(None, 1)
        shown = before[-1:] and before[-1] in self.grammar.openings["bare"]
        return not shown and (term.plain or not term.digits)

    def _cut_short(self, term: Term) -> bool:
        """Return whether the number goes on as a clock time, a score or a word."""
        after = self.low[term.end : term.end + 2]
        if term.unit is None and after[:1].isalnum():
            return True
        if after[:1] in {":", "/", "."} and after[1:].isdecimal():
            return True
        match = NEXT_WORD.match(self.low, term.end)
        word = match[1].rstrip("'’") if match else ""
        return bool(word) and (word in self._never_after or word.rstrip(".") in self._never_after)

    @property
    def _never_after(self) -> frozenset[str]:
        return self.grammar.sets["not_after"]

    # ------------------------------------------------------------------ what stands before
    def _part(self, term: Term) -> Term | None:
        """Read "3 von 5", "two out of three", "one in five" as a share."""
        if term.unit is not None or term.scaled or term.share or term.value is None:
            return None
        words, at = [], term.end
        for _ in range(_MOST_JOINS - 1):
            match = NEXT_WORD.match(self.low, at)
            if match is None:
                return None
            words.append(match[1])
            if words[0] not in self.grammar.openings["shares"]:
                return None
            at = match.end()
            whole = (
                self.terms.at(at + 1) if " ".join(words) in self.grammar.sets["shares"] else None
            )
            if whole is not None and whole.value is not None and whole.unit is None:
                size = whole.value if not whole.scaled and not whole.share else 0.0
                if not 0 < term.value < size <= _LARGEST_WHOLE:
                    return None
                value = float(f"{term.value / size:.15g}")
                return replace(whole, begin=term.begin, value=value, share=True)
        return None

    # ------------------------------------------------------------------ ranges
    def _second(self, first: Term, lead: Lead) -> Term | None:
        """Return the other end of a range, None if there is none."""
        if first.value is None or first.share or (first.article and not first.scaled):
            return None
        dash = _JOIN.match(self.low, first.end) if first.digits else None
        second = self.terms.at(dash.end()) if dash is not None else self._joined(first, lead)
        if second is None or second.value is None or second.share or self._cut_short(second):
            return None
        return second

    def _joined(self, first: Term, lead: Lead) -> Term | None:
        joins = self._joins(lead)
        words: list[str] = []
        at = first.end
        while len(words) < _MOST_JOINS:
            match = NEXT_WORD.match(self.low, at)
            if match is None:
                return None
            words.append(match[1])
            if words[0] not in self.grammar.openings["joins"]:
                return None
            at = match.end()
            if " ".join(words) in joins:
                start = at + 1
                second = self.terms.at(start) if self.low[at : at + 1] in {" ", "\u00a0"} else None
                if second is not None and not (second.article and not second.scaled):
                    return second
        return None

    def _joins(self, lead: Lead) -> frozenset[str]:
        joins = self.grammar.joins
        opening = lead.words[-1] if lead.words else ""
        if opening in joins:
            extra = joins["change"] if opening in joins["change open"] else frozenset()
            return joins[opening] | joins[""] | extra
        return joins[""]

    def _is_change(self, first: Term, second: Term, lead: Lead) -> bool:
        """Return whether "from 10 to 15" tells of a rise and not of a range."""
        joins = self.grammar.joins
        if not lead.words or lead.words[-1] not in joins["change open"]:
            return False
        between = self.low[first.end : second.begin].split()
        if not between or between[0] not in joins["change"]:
            return False
        near = lead.words[-_CHANGE_REACH:]
        verbs = self.grammar.sets["change_verbs"]
        return between[0] not in joins[""] or any(word in verbs for word in near)

    def _change(self, first: Term, second: Term, lead: Lead) -> list[Quantity]:
        if first.unit is None and second.unit is not None:
            factor = second.scale if not first.scaled else 1.0
            value = None if first.value is None else first.value * factor
            first = replace(first, unit=second.unit, value=value)
        after = replace(lead, begin=second.begin, bounds=(), words=())
        last = self._single(second, after) or self._single(second, after, bare=True)
        if first.unit is None and last is not None and last.unit == "" and not first.scaled:
            one = self._single(first, lead, bare=True)
            one = one and replace(one, end=first.end, what=last.what)
        else:
            one = self._single(first, lead)
        return [found for found in (one, last) if found is not None]

    def _range(self, first: Term, second: Term, lead: Lead) -> list[Quantity]:
        unit = second.unit or first.unit
        differ = first.unit is not None and second.unit is not None and first.unit != second.unit
        shared = second.scale if second.scaled and not first.scaled else 1.0
        if shared > 1 and first.number >= _UNSHARED:
            shared = 1.0
        low, high = (first.value or 0.0) * shared, second.value or 0.0
        if shared == 1.0 and first.scaled and not second.scaled and second.number < _UNSHARED:
            high *= first.scale
        if differ or low >= high:
            return [found for found in (self._single(first, lead),) if found]
        both = replace(
            second, begin=first.begin, unit=unit, scaled=first.scaled or second.scaled,
            plain=first.plain and second.plain, letter=first.letter or second.letter,
        )  # fmt: skip
        if lead.words and lead.words[-1] in self.grammar.joins:
            lead = replace(lead, begin=lead.opening)
        return [found for found in (self._single(both, lead, (low, high)),) if found]

    # ------------------------------------------------------------------ one answer
    def _single(
        self,
        term: Term,
        lead: Lead,
        limits: tuple[float, float] | None = None,
        *,
        bare: bool = False,
    ) -> Quantity | None:
        """Return the amount with its bounds, period and noun, None if it is none."""
        unit = term.unit
        if unit is not None and unit.dimension == "money" and not unit.symbol:
            unit = replace(unit, symbol=code_of(term, self.low, self.grammar))
            term = replace(term, unit=unit)
        end, later = self.around.bound(term.end)
        end, per = self.around.per(end, unit)
        end, what = self.around.what(term, end)
        if term.letter and what == "count":
            return None  # "5m" alone: metres or millions
        if unit is None and not what and not term.scaled:
            if not bare and not counts_alone(term, lead.bounds, lead.words, self.low, self.grammar):
                return None
            what = "count"
        if not per:
            end, per = self.around.per(end, unit)
        if unit is None and self._is_year(term, lead):
            return None
        if unit is not None and unit.dimension == "duration" and self._distance(term, lead):
            return None
        bounds = [bound for bound in lead.bounds if self._may_bound(bound[0], term)]
        begin = lead.begin if len(bounds) == len(lead.bounds) else term.begin
        if not later:
            end, later = self.around.bound(end)
        span = (begin - self._minus(term), end)
        return self._made(term, span, what, per or lead.per, limits, [*bounds, *later])

    def _minus(self, term: Term) -> bool:
        """Return whether a minus sign stands at the number, and not a hyphen in a word."""
        before = self.low[max(0, term.begin - 2) : term.begin]
        return before[-1:] in {"-", "−"} and before[:-1].strip() == ""

    def _made(  # noqa: PLR0917
        self,
        term: Term,
        span: tuple[int, int],
        what: str,
        per: str,
        limits: tuple[float, float] | None,
        bounds: list[tuple[str, str]],
    ) -> Quantity:
        kinds = {kind for _, kind in bounds}
        unit = term.unit.symbol if term.unit else ("share" if term.share else "")
        value = None if limits else term.value
        if value is not None and ("minus" in kinds or self._minus(term)):
            value = -value
        approximate = "about" in kinds
        if limits is not None:
            low: float | None = limits[0]
            high: float | None = limits[1]
        elif value is None:
            low, high = term.least, None
        else:
            low = high = None if approximate else value
            low = value if "above" in kinds else None if "below" in kinds else low
            high = value if "below" in kinds else None if "above" in kinds else high
        approximate = approximate or low is None or high is None
        symbol = f"{unit}/{per}" if per else unit
        why = _why(term, bounds, per, ranged=limits is not None)
        return Quantity(span[0], span[1], value, low, high, symbol, approximate, what, why)

    def _is_year(self, term: Term, lead: Lead) -> bool:
        """Return whether a bare number reads as a year: "im Sommer 2022 Truppen"."""
        value = term.value or 0.0
        bounded = any(
            phrase not in self.grammar.sets["bounds_with_unit"] for phrase, _ in lead.bounds
        )
        if not term.plain or term.scaled or bounded or not _FIRST_YEAR <= value <= _LAST_YEAR:
            return False
        before = lead.words[-1] if lead.words else ""
        return bool(value % _ROUND_YEAR) or before in self.grammar.sets["years_before"]

    def _distance(self, term: Term, lead: Lead) -> bool:
        """Return whether a stretch of time is an age or a distance to a day."""
        before = lead.words[-1] if lead.words else ""
        away = before in self.grammar.sets["not_amounts_before"]
        return term.article or away or self.around.distance_follows(term.end)

    def _may_bound(self, phrase: str, term: Term) -> bool:
        return (
            term.unit is not None
            or term.scaled
            or (phrase not in self.grammar.sets["bounds_with_unit"])
        )


_RUN = re.compile(r"\d++(?:[.,:/'’-]?\d++)*+")
_MOST_JOINS = 3
_UNSHARED = 1000
_LARGEST_WHOLE = 100
_ELLIPSIS_REACH = 40
_WORD_REACH = 24


def _why(term: Term, bounds: list[tuple[str, str]], per: str, *, ranged: bool) -> str:
    """Return the rule and the words an amount rests on."""
    rule = "range" if ranged else "share" if term.share else "number"
    parts = ["order without a number" if term.value is None else rule]
    parts += [f"{phrase!r} is {kind}" for phrase, kind in bounds]
    parts += [f"scale {term.scale:g}"] if term.scaled else []
    if term.unit is not None:
        parts.append(f"unit {term.unit.symbol or 'of money without a country'}")
    return "; ".join(parts + ([f"per {per}"] if per else []))
