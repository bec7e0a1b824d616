"""What stands around an amount: bounds, "per month", and what is counted.

"etwas mehr als" before a number makes it a lower bound, "or so" behind it an estimate, "im
Monat" a rate. The amount itself is read in ``quantities_terms``.

Main path: ``Around.lead``, ``Around.per``, ``Around.what``, ``Around.bound``. Looks at a fixed
number of words on either side.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from servanda.language.quantities_model import Term
from servanda.language.quantities_nouns import counted
from servanda.language.quantities_terms import Terms
from servanda.language.units import Grammar, Unit, phrases_end

__all__ = ["NEXT_WORD", "Around", "Lead"]

_BEFORE = re.compile(r"[^\s(\[„“\"»«]+")
NEXT_WORD = re.compile(r"[ \u00a0\u202f\n-]([^\W\d_.][\w.'’]{0,60})")
_LOOK_BACK = 48
_MOST_BOUNDS = 3
_MOST_PER = 3
_MOST_BEHIND = 3


@dataclass(slots=True, unsafe_hash=True)  # never changed; "frozen" makes reading slower
class Lead:
    """What stands before an amount: its bounds, and where they begin."""

    begin: int
    bounds: tuple[tuple[str, str], ...]
    words: tuple[str, ...]  # what stands before the bounds, nearest last
    opening: int  # where the nearest of these begins
    per: str = ""


class Around:
    """Reads what stands around the amounts of one text."""

    def __init__(self, text: str, low: str, grammar: Grammar, terms: Terms) -> None:
        self.text, self.low, self.grammar, self.terms = text, low, grammar, terms

    def lead(self, begin: int) -> Lead:
        """Read the bounds and "per month" that stand before an amount."""
        first = max(0, begin - _LOOK_BACK)
        words = _BEFORE.findall(self.low, first, begin)
        cut = first > 0 and not self.low[first - 1].isspace()
        if cut and words and self.low.startswith(words[0], first):
            del words[0]
        ends = self.grammar.openings["bound ends"]
        bounds: list[tuple[str, str]] = []
        per = ""
        for _ in range(_MOST_BOUNDS):
            bound = bool(words) and words[-1] in ends
            phrase = phrases_end(words, self.grammar.before) if bound else ""
            if phrase:
                bounds.append((phrase, self.grammar.before[phrase]))
            else:
                phrase, per = ("", per) if per else self._per_before(words)
            if not phrase:
                break
            for _ in range(phrase.count(" ") + 1):
                begin = self.low.rfind(words.pop(), first, begin)
        opening = self.low.rfind(words[-1], first, begin) if words else begin
        return Lead(begin, tuple(bounds), tuple(words), opening, per)

    def _per_before(self, words: list[str]) -> tuple[str, str]:
        """Read "monatlich", "im Monat" and "pro Jahr" before the amount."""
        grammar = self.grammar
        if words and words[-1] in grammar.maps["periods"] and grammar.joined:
            return words[-1], str(grammar.maps["periods"][words[-1]])
        unit = grammar.names.get(words[-1]) if words else None
        if unit is None or unit.dimension != "duration" or not grammar.joined:
            return "", ""
        for length in (2, 1):
            opening = " ".join(words[-1 - length : -1])
            if opening in grammar.sets["per_article"] or opening in grammar.sets["per"]:
                return f"{opening} {words[-1]}", unit.symbol
        return "", ""

    def per(self, at: int, unit: Unit | None) -> tuple[int, str]:
        """Read "im Monat", "a year", "per capita", "/kWh" behind an amount."""
        grammar = self.grammar
        if self.low.startswith("/", at):
            found = self.terms.unit_at(at + 1)
            return (found[1], found[0].symbol) if found else (at, "")
        words, end = [], at
        for _ in range(_MOST_PER):
            match = NEXT_WORD.match(self.low, end)
            if match is None:
                break
            words.append(match[1].rstrip(".,") if match[1] != "p.a." else "p.a.")
            if end == at and words[0] not in grammar.openings["per"]:
                break
            end = match.end() - (match[1][-1] == "." and match[1] != "p.a.")
            phrase = " ".join(words)
            free = not self._digits_follow(end) and not self.distance_follows(end)
            if phrase in grammar.maps["periods"] and free:
                return end, str(grammar.maps["periods"][phrase])
            opening = " ".join(words[:-1])
            thing = self._per_thing(words[-1], opening, unit)
            if thing and free:
                return end, thing
        return at, ""

    def _per_thing(self, word: str, opening: str, unit: Unit | None) -> str:
        grammar = self.grammar
        found = grammar.names.get(word)
        if opening in grammar.sets["per_article"]:
            return found.symbol if found and found.dimension == "duration" else ""
        if opening not in grammar.sets["per"]:
            return ""
        if opening in grammar.sets["articles"] and (found is None or unit is None):
            return found.symbol if found and found.dimension == "duration" else ""
        return str(grammar.maps["per_things"].get(word) or (found.symbol if found else word))

    def _digits_follow(self, at: int) -> bool:
        return self.low[at : at + 1] == " " and self.low[at + 1 : at + 2].isdecimal()

    def distance_follows(self, at: int) -> bool:
        """Return whether "later", "ago", "old" follows: no amount but a distance or an age."""
        match = NEXT_WORD.match(self.low, at)
        return match is not None and match[1] in self.grammar.sets["not_amounts_after"]

    def what(self, term: Term, at: int) -> tuple[int, str]:
        """Return what is counted or measured, and where the answer ends."""
        dimension = term.unit.dimension if term.unit else ""
        substance = dimension in self.grammar.sets["substance"]
        if dimension and not substance:
            return at, dimension
        measured = bool(dimension) or term.share or term.value is None
        found = None
        percent = dimension.startswith("per")
        if not percent or self._of_follows(at):
            of = measured or term.scaled
            found = counted(self.text, at, self.grammar, of=of, one=self._is_one(term))
        if found is None:
            return at, dimension or ("share" if term.share else "count" if term.scaled else "")
        return found[1], self.text[found[0] : found[1]]

    def _is_one(self, term: Term) -> bool:
        return not term.scaled and term.value == 1 and not term.share

    def _of_follows(self, at: int) -> bool:
        match = NEXT_WORD.match(self.low, at)
        return match is not None and match[1] in self.grammar.sets["of"]

    def bound(self, at: int) -> tuple[int, list[tuple[str, str]]]:
        """Read "oder mehr", "or so", "+" behind an amount."""
        if self.low.startswith("+", at):
            return at + 1, [("+", "above")]
        words, end = [], at
        best: tuple[int, list[tuple[str, str]]] = (at, [])
        for _ in range(_MOST_BEHIND):
            match = NEXT_WORD.match(self.low, end)
            if match is None:
                break
            words.append(match[1].rstrip("."))
            if end == at and words[0] not in self.grammar.openings["after"]:
                break
            end = match.start(1) + len(words[-1])
            phrase = " ".join(words)
            if phrase in self.grammar.after:
                best = (end, [(phrase, self.grammar.after[phrase])])
        return best
