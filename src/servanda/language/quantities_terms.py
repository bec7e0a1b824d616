"""One amount as it is written: sign, number, scale and unit, from a given place on.

"$61bn", "anderthalb Milliarden Euro", "half a million", "50-Meter". Ranges, bounds and what
is counted are put around it in ``quantities``.

Main path: ``Terms.at`` -> ``Term``. Looks a fixed number of words ahead.
"""

from __future__ import annotations

import re
from collections.abc import Mapping

from servanda.language.numbers import add_up, digits_value, parts_of
from servanda.language.quantities_model import Number, Term
from servanda.language.units import Grammar, Unit

__all__ = ["Terms"]

_BLANK = " \u00a0\u202f\u2009"
_SIGN = r"[$€£¥￥₽₴₺₪₩₹₦₫₾₸₼₿฿]"
_DIGITS = re.compile(
    rf"\d{{1,3}}(?:[{_BLANK}]\d{{3}})++(?![\d.,]\d)(?!\d)(?:[.,]\d++)?|\d++(?:[.,'’]\d++)*+"
)
_WORD = re.compile(r"[^\W\d_]{1,90}")
_SEP = re.compile(rf"[{_BLANK}\n]?[{_BLANK}]?-?")
_NEXT = re.compile(rf"[{_BLANK}\n-]([^\W\d_]{{1,60}}\.?)")
_SYMBOL = re.compile(rf"(?:{_SIGN}|[%‰]|°[CF]?|[^\W\d_]{{1,4}}(?:[²³]|[23](?!\w)|/h)?)(?!\w)")
_ONE_SIGN = re.compile(_SIGN)
_NAME = re.compile(r"[^\W\d_]{1,60}(?:-[^\W\d_]{1,60}){0,6}")
_ATTACHED = re.compile(r"[^\W\d_]{1,3}(?![^\W_])")
_LONGEST_NAME = 3
_MOST_SCALES = 2
_MOST_WORDS = 14


class Terms:
    """Reads terms of one text.

    Args:
        text: The document.
        low: The same in lower case, of the same length.
        grammar: The language.
    """

    def __init__(self, text: str, low: str, grammar: Grammar) -> None:
        self.text, self.low, self.grammar = text, low, grammar
        self.by_length = sorted(grammar.maps["derived"], key=len, reverse=True)
        self.derived = tuple(grammar.maps["derived"])

    def at(self, begin: int) -> Term | None:
        """Return the term that begins here, sign of money included, None if there is none."""
        digits = self.low[begin : begin + 1].isdecimal()
        sign = None if digits else self._sign(begin)
        start = sign[1] if sign else begin
        order = None if sign or digits else self._order(begin)
        if order is not None:
            return order
        number = self._number(start)
        if number is None:
            return None
        return self._finish(begin, number, sign[0] if sign else None)

    def may_begin(self, begin: int, end: int) -> bool:
        """Return whether the word here begins an amount, as far as the next word shows it."""
        grammar, word = self.grammar, self.low[begin:end]
        match = _NEXT.match(self.low, end)
        following = match[1] if match else ""
        if f"{word} {following}" in grammar.openings["pairs"]:
            return True
        if word in grammar.sets["articles"]:
            scaled = following.rstrip(".") in grammar.openings["after an article"]
            return scaled or (grammar.joined and following in grammar.openings["unit names"])
        return not self.text[begin:end].islower()  # a code of money, or a word of a phrase

    def unit_at(self, at: int) -> tuple[Unit, int] | None:
        """Return the unit written here, behind at most a blank, hyphen or parenthesis."""
        start = _SEP.match(self.low, at).end()  # type: ignore[union-attr]
        bracket = self.low.startswith("(", start)
        named = start > at or bracket or self.low.startswith(self.derived, at)
        found = self._symbol(start + bracket) or (self._name(start + bracket) if named else None)
        if found is None:
            return None
        unit, end = found
        if bracket and not self.low.startswith(")", end):
            return None
        return unit, end + bracket

    def _sign(self, begin: int) -> tuple[Unit, int] | None:
        found = self._symbol(begin, prefix=True)
        if found is None or found[0].dimension != "money":
            return None
        end = _SEP.match(self.low, found[1]).end()  # type: ignore[union-attr]
        return (found[0], end) if self.low[end : end + 1].isdecimal() else None

    def _symbol(self, at: int, *, prefix: bool = False) -> tuple[Unit, int] | None:
        symbols = self.grammar.symbols
        if prefix:
            if at >= len(self.text) or self.text[at].islower():
                return None
            for length in (4, 3, 2, 1):
                unit = symbols.get(self.text[at : at + length])
                if unit is not None and (not self.text[at].isalpha() or length > 1):
                    return unit, at + length
            return None
        match = _SYMBOL.match(self.text, at)
        unit = symbols.get(match.group()) if match else None
        if match is None or unit is None:
            match = _ONE_SIGN.match(self.text, at)
            unit = symbols.get(match.group()) if match else None
        if match is None or unit is None or self.low[match.end() : match.end() + 1].isdecimal():
            return None
        return unit, match.end()

    def _name(self, at: int) -> tuple[Unit, int] | None:
        """Return the longest name of a unit here: "US-Dollar", "square kilometres"."""
        names = self.grammar.names
        match = _NAME.match(self.low, at)
        if match is None:
            return None
        ends = [match.end()]
        while len(ends) < _LONGEST_NAME:
            dot = self.low.startswith(".", ends[-1])
            if self.low[ends[-1] + dot : ends[-1] + dot + 1] not in _BLANK or ends[-1] >= len(
                self.low
            ):
                break
            following = _NAME.match(self.low, ends[-1] + dot + 1)
            if following is None:
                break
            ends.append(following.end())
        for end in reversed(ends):
            name = self.low[at:end].replace("\u00a0", " ")
            unit = names.get(name)
            if unit is not None:
                mass = self.grammar.maps["mass_before_of"].get(name)
                of = _NEXT.match(self.low, end) if mass else None
                heavy = of is not None and of[1] == "of"
                return (Unit(str(mass), "mass") if heavy else unit), end
        head = match.group().partition("-")[0]
        unit = names.get(head)
        return None if unit is None else (unit, at + len(head))

    def _finish(self, begin: int, number: Number, sign: Unit | None) -> Term | None:
        scale, end, letter = self._scale(number, sign)
        scaled = scale is not None
        if number.few and not scaled:
            return None
        found = None if sign else self.unit_at(end)
        if sign and not found:
            found = (sign, end)
        if sign is not None and (named := self.unit_at(end)) and named[0].dimension == "money":
            found = (named[0] if named[0].symbol else sign, named[1])
        unit = found[0] if found else None
        if number.share and unit is not None and unit.dimension == "duration":
            return None  # "jeden zweiten Tag"
        if number.article and not scaled and not self._article_counts(number, unit):
            return None
        value = number.value * (scale or 1.0)
        return Term(
            begin, found[1] if found else end, None if number.few else float(f"{value:.15g}"),
            number.value, scale or 1.0, scaled, unit, number.digits, number.plain, number.article,
            number.share and not scaled, letter and not found, scale if number.few else None,
        )  # fmt: skip

    def _article_counts(self, number: Number, unit: Unit | None) -> bool:
        units = self.grammar.sets["article_units"]
        return number.share or (unit is not None and unit.dimension in units)

    def _scale(self, number: Number, sign: Unit | None) -> tuple[float | None, int, bool]:
        """Return the factor, where it ends, and whether it is a lone "m"."""
        end = number.end
        attached = _ATTACHED.match(self.text, end) if number.digits else None
        if attached is not None:
            factor = self._letters(attached.group(), sign is not None)
            lone = attached.group() == "m" and sign is None
            if factor is not None and not (lone and self._length_follows(attached.end())):
                money = lone and self._money_follows(attached.end())
                return factor, attached.end(), lone and not money
            word = attached.group().lower()
            factor = self.grammar.scales.get(word)
            if factor is not None:
                dot = self.low.startswith(".", attached.end())
                return factor, attached.end() + dot, False
        factor = None
        for _ in range(_MOST_SCALES):
            match = _NEXT.match(self.low, end)
            step = self.grammar.scales.get(match[1].rstrip(".")) if match else None
            if match is None or step is None:
                break
            long = match[1].endswith(".") and len(match[1]) > _LONGEST_SHORT + 1
            factor, end = (factor or 1.0) * step, match.end() - long
        return factor, end, False

    def _letters(self, letters: str, money: bool) -> float | None:
        maps = self.grammar.maps
        word = letters.lower() if money else letters
        factor = maps["attached"].get(word)
        if factor is None and money:
            factor = maps["attached_money"].get(word)
        return None if factor is None else float(factor)

    def _length_follows(self, at: int) -> bool:
        match = _NEXT.match(self.low, at)
        return match is not None and match[1] in self.grammar.sets["length_after"]

    def _money_follows(self, at: int) -> bool:
        found = self.unit_at(at)
        return found is not None and found[0].dimension == "money"

    def _order(self, begin: int) -> Term | None:
        """Read "thousands of", "Millionen von": an order without a number."""
        phrase, end = self._phrase(begin, "orders", self.grammar.maps["orders"])
        if not phrase:
            return None
        least = float(self.grammar.maps["orders"][phrase])
        scale = _NEXT.match(self.low, end)
        if scale is not None and self.grammar.scales.get(scale[1], 0.0) >= _MILLION:
            least, end = least * self.grammar.scales[scale[1]], scale.end()
        found = self._of_money(end)
        end = found[1] if found else end
        return Term(begin, end, None, least, least, True, found[0] if found else None, least=least)

    def _of_money(self, at: int) -> tuple[Unit, int] | None:
        found = self.unit_at(at)
        if found is None:
            match = _NEXT.match(self.low, at)
            if match is not None and match[1] in self.grammar.sets["of"]:
                found = self.unit_at(match.end())
        return found

    def _phrase(self, begin: int, key: str, phrases: Mapping[str, object]) -> tuple[str, int]:
        """Return the longest of the phrases that begins here, and its end."""
        ends: list[int] = []
        match = _WORD.match(self.low, begin)
        if match is None or match.group() not in self.grammar.openings[key]:
            return "", begin
        while match is not None and len(ends) < _LONGEST_NAME:
            ends.append(match.end())
            match = _WORD.match(self.low, match.end() + 1)
        for end in reversed(ends):
            if self.low[begin:end] in phrases:
                return self.low[begin:end], end
        return "", begin

    def _number(self, begin: int) -> Number | None:
        if self.low[begin : begin + 1].isdecimal():
            return self._digits(begin)
        match = _WORD.match(self.low, begin)
        return self._in_words(begin, match) if match is not None else None

    def _in_words(self, begin: int, match: re.Match[str]) -> Number | None:
        """Return the number whose first word was matched."""
        grammar, first = self.grammar, match.group()
        if first in grammar.openings["fraction_words"]:
            phrase, end = self._phrase(begin, "fraction_words", grammar.maps["fraction_words"])
            if phrase:
                return Number(end, float(grammar.maps["fraction_words"][phrase]), share=True)
        if first in grammar.openings["few"]:
            phrase, end = self._phrase(begin, "few", grammar.few)
            if phrase:
                return Number(end, 1.0, few=True)
        if first in grammar.sets["half_words"]:
            return self._half(match.end())
        if first in grammar.sets["articles"]:
            return self._article(match.end())
        return self._words(begin)

    def _digits(self, begin: int) -> Number | None:
        match = _DIGITS.match(self.text, begin)
        if match is None or (match.group()[0] == "0" and match.group()[1:2].isdecimal()):
            return None
        value = digits_value(match.group(), self.grammar.decimal)
        if value is None:
            return None
        return self._added(Number(match.end(), value, True, match.group().isdecimal()))

    def _added(self, number: Number) -> Number:
        """Add "and a half"; read "two thirds" as a part of one."""
        words: list[tuple[str, int]] = []
        match = _NEXT.match(self.low, number.end)
        if match is None or match[1] not in self.grammar.openings["added"]:
            return number
        while match is not None and len(words) < _LONGEST_NAME:
            words.append((match[1], match.end()))
            match = _NEXT.match(self.low, match.end())
        for count in range(len(words), 0, -1):
            extra = self.grammar.maps["plus"].get(" ".join(word for word, _ in words[:count]))
            if extra is not None:
                return Number(words[count - 1][1], number.value + float(extra), number.digits)
        if words and words[0][0] in self.grammar.maps["fractions"] and number.value < _LARGEST_TOP:
            part = number.value / float(self.grammar.maps["fractions"][words[0][0]])
            if 0 < part < 1:
                return self._of_a_scale(Number(words[0][1], part, share=True))
        return number

    def _of_a_scale(self, part: Number) -> Number:
        """Read "three quarters of a million" as a number."""
        match = _NEXT.match(self.low, part.end)
        if match is None or match[1] not in self.grammar.sets["of"]:
            return part
        article = _NEXT.match(self.low, match.end())
        if article is None or article[1] not in self.grammar.sets["articles"]:
            return part
        scale = _NEXT.match(self.low, article.end())
        return (
            Number(article.end(), part.value)
            if (scale is not None and scale[1] in self.grammar.scales)
            or self._of_a_unit(article.end())
            else part
        )

    def _of_a_unit(self, at: int) -> bool:
        """Return whether a unit of percent stands here: "a quarter of a percentage point"."""
        found = self.unit_at(at)
        return found is not None and found[0].dimension.startswith("percent")

    def _half(self, end: int) -> Number | None:
        """Read "half a million", "halbe Million", "half a dozen"."""
        match = _NEXT.match(self.low, end)
        if match is not None and match[1] in self.grammar.sets["articles"]:
            end = match.end()
            match = _NEXT.match(self.low, end)
        if match is None or match[1].rstrip(".") not in self.grammar.scales:
            return None
        return Number(end, 0.5)

    def _article(self, end: int) -> Number | None:
        match = _NEXT.match(self.low, end)
        if match is None:
            return None
        word = match[1].rstrip(".")
        if word in self.grammar.sets["half_words"]:
            return self._half(match.end())
        if word in self.grammar.maps["fractions"]:
            return self._article_fraction(end, word)
        if word in self.grammar.scales:
            if self.grammar.values.get(word, 0) and word in self.grammar.atoms:
                return self._words(match.start(1)) or Number(end, 1.0, article=True)
            return Number(end, 1.0, article=True)
        return Number(end, 1.0, article=True)

    def _article_fraction(self, end: int, word: str) -> Number | None:
        """Read "ein Drittel", "a third of": an English "a third man" is an ordinal."""
        match = _NEXT.match(self.low, end)
        if match is None:
            return None
        last = match.start(1) + len(word)
        part = Number(last, 1 / float(self.grammar.maps["fractions"][word]), share=True)
        shown = self.grammar.capital_nouns or self._shown_as_part(end, last)
        return self._of_a_scale(part) if shown else None

    def _shown_as_part(self, begin: int, end: int) -> bool:
        """Return whether the words around an English "a third" show that it is no ordinal."""
        sets, after = self.grammar.sets, _NEXT.match(self.low, end)
        following = after[1].rstrip(".") if after is not None else ""
        if following in sets["of"] or following in sets["part_after"]:
            return True
        before = self.low[max(0, begin - _BEFORE_REACH) : begin].split()[:-1]
        return before[-1:] != [] and before[-1] in sets["part_before"] and (
            after is None or following in sets["stops"]
        )  # fmt: skip

    def _words(self, begin: int) -> Number | None:
        """Read number words in a row."""
        grammar = self.grammar
        parts: list[str] = []
        ends: list[int] = []
        match = _WORD.match(self.low, begin)
        while match is not None and len(ends) < _MOST_WORDS:
            word, end = match.group(), match.end()
            if word.endswith(self.derived) and word not in self.derived:
                word = word[: -len(next(e for e in self.by_length if word.endswith(e)))]
                end = match.start() + len(word)
            cut: tuple[str, ...] = (
                (word,) if word in grammar.values or (word in grammar.joiners and parts) else ()
            )
            if not cut and grammar.joined and word.startswith(grammar.firsts):
                cut = parts_of(word, grammar.atoms, grammar.joiners)
            if not cut:
                break
            parts += cut
            ends += [-1] * (len(cut) - 1) + [end]
            if grammar.joined or self.low[end : end + 1] not in " -\u00a0":
                break
            match = _WORD.match(self.low, match.end() + 1)
        if not parts:
            return None
        value, used = add_up(parts, grammar.values)
        if not 0 < used <= len(ends) or ends[used - 1] < 0:
            return None
        return self._added(Number(ends[used - 1], value))


_LONGEST_SHORT = 4  # "Mrd."
_MILLION = 1e6
_LARGEST_TOP = 20
_BEFORE_REACH = 24
