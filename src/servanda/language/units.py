"""What amounts are written in: number words, scales, units, currencies and bounds of a language.

Read from ``lexica/<language>/quantities.yaml`` and turned into look-ups once. A language without
that file has no amounts read. What a text says with these words is decided in ``quantities``.

Main path: ``grammar`` -> ``Grammar``.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from functools import cache
from typing import Any

from servanda.language.lexicon import concern
from servanda.language.numbers import parts_of
from servanda.language.remembered import Remembered
from servanda.language.units_money import CODES, SIGNS

__all__ = ["Grammar", "Unit", "grammar", "openers", "phrases_end"]

_ENDINGS = ("", "n", "r", "m", "s")


@dataclass(frozen=True, slots=True)
class Unit:
    """A unit as it is written in the answer, and what it measures (``money``, ``area`` ...)."""

    symbol: str
    dimension: str


@dataclass(frozen=True, slots=True)
class Grammar:
    """Everything one language says about amounts; all words in lower case.

    Attributes:
        decimal: The decimal mark.
        values: Number words with their values; ``atoms`` and ``joiners`` cut compounds.
        scales: Words that multiply the number before them.
        names: Units and currencies by name, several words joined by one blank.
        symbols: Units by symbol, capitals as written.
        before: What stands before an amount: phrase to above, below or about.
        after: The same behind it.
        joins: Words between the ends of a range, by the word that opens it ("" for none).
        openings: The words an amount, an order, a fraction can begin with.
        sets: Everything else, by its key in the file.
        maps: Look-ups, by their key in the file.
    """

    language: str
    decimal: str
    joined: bool
    values: Mapping[str, float]
    atoms: tuple[str, ...]
    firsts: tuple[str, ...]
    joiners: tuple[str, ...]
    scales: Mapping[str, float]
    names: Mapping[str, Unit]
    symbols: Mapping[str, Unit]
    before: Mapping[str, str]
    after: Mapping[str, str]
    joins: Mapping[str, frozenset[str]]
    sets: Mapping[str, frozenset[str]]
    maps: Mapping[str, Mapping[str, Any]]
    few: Mapping[str, None]
    adjective_endings: tuple[str, ...]
    plural_endings: tuple[str, ...]
    singular_endings: tuple[str, ...]
    capital_nouns: bool
    openings: Mapping[str, frozenset[str]]

    def may_open(self, word: str) -> bool:
        """Return whether an amount may begin with this word."""
        if word in self.openings["any"]:
            return True
        if not self.joined or word[:2] not in self.openings["letters"]:
            return False
        return word.startswith(self.firsts) and self._is_number(word)

    def _is_number(self, word: str) -> bool:
        """Return whether a compound is made of number words, with "-prozentig" or without."""
        for ending in self.maps["derived"]:
            word = word.removesuffix(ending)
        return bool(parts_of(word, self.atoms, self.joiners))


@cache
def openers(language: str) -> Remembered[bool]:
    """Return whether an amount may begin with a word, a sign or digits, by the word."""
    words = grammar(language)
    return Remembered(
        lambda word: words is not None and (word[0].isdecimal() or words.may_open(word))
    )


_SETS = (
    "articles", "half_words", "shares", "of", "minus", "per", "per_article", "substance",
    "not_amounts_after", "not_amounts_before", "article_units", "bounds_with_unit",
    "length_after", "ellipsis", "ellipsis_fillers",
)  # fmt: skip
_WORDS = (
    "labels", "not_after", "years_before", "stops", "noun_plurals", "not_plurals",
    "noun_singulars", "weak_nouns", "change_verbs",
)  # fmt: skip
# What a language may leave out.
_OPTIONAL = ("bare_bounds", "only", "no_count_after", "ages", "part_before", "part_after",
             "past_endings")  # fmt: skip
_MAPS = (
    "attached", "attached_money", "orders", "fractions", "fraction_words", "periods", "per_things",
    "derived", "plus",
    "mass_before_of",
)  # fmt: skip


@cache
def grammar(language: str) -> Grammar | None:
    """Return the amounts of a language, None if its folder has no ``quantities.yaml``."""
    raw = concern(language, "quantities")
    if not raw:
        return None
    values = {str(word): float(value) for key in ("atoms", "halves", "whole_words")
              for word, value in raw[key].items()}  # fmt: skip
    atoms = sorted([*raw["atoms"], *raw["halves"]], key=lambda word: (-len(word), word))
    lists = {key: _low(raw[key]) for key in _SETS}
    lists |= {key: _low(str(raw[key]).split()) for key in _WORDS}
    lists |= {key: _low(raw.get(key, ())) for key in _OPTIONAL}
    found = Grammar(
        language=language,
        decimal=raw["digits"]["decimal"],
        joined=bool(raw["joined"]),
        values=values,
        atoms=tuple(atoms),
        firsts=tuple(sorted(raw["atoms"])),
        joiners=tuple(raw["joiners"]),
        scales={word: float(value) for word, value in raw["scales"].items()},
        names=_names(raw),
        symbols=_symbols(raw),
        before=_bounds(raw["before"]) | dict.fromkeys(raw["minus"], "minus"),
        after=_bounds(raw["after"]),
        joins=_joins(raw),
        sets=lists,
        maps={key: _spread(raw[key]) for key in _MAPS} | figures_of(raw) | countries_of(raw),
        few=dict.fromkeys(str(phrase) for phrase in raw["few"]),
        adjective_endings=tuple(raw["adjective_endings"]),
        plural_endings=tuple(map(str, raw.get("plural_endings", ()))),
        singular_endings=tuple(map(str, raw.get("singular_endings", ()))),
        capital_nouns=bool(raw["nouns_capital"]),
        openings={},
    )
    return replace(found, openings=_openings(found))


def _openings(words: Grammar) -> dict[str, frozenset[str]]:
    phrases = {*words.values, *words.sets["articles"], *words.sets["half_words"], *words.few,
               *words.maps["orders"], *words.maps["fraction_words"],
               *_figure_words(words),
               *(symbol.lower() for symbol in words.symbols if symbol.isalpha()),
               *(sign[:-1].lower() for sign in words.symbols if sign.endswith("$"))}  # fmt: skip
    signs = (sign for sign in words.symbols if not sign.isalpha())
    figures = _figure_words(words)
    alone = {*words.values, *words.sets["half_words"], *words.few, *words.maps["orders"], *figures}
    alone -= words.sets["articles"]
    return {
        "any": frozenset([*signs, *_first_words(phrases)]),
        "alone": frozenset(word for word in alone if " " not in word),
        "pairs": frozenset(" ".join(phrase.split()[:2]) for phrase in phrases if " " in phrase),
        "after an article": frozenset(
            [
                *words.scales,
                *words.sets["half_words"],
                *words.maps["fractions"],
                *(word for phrase in phrases for word in phrase.split()[1:2]),
            ]
        ),
        "unit names": _first_words(words.names),
        "figures": figures,
        "bare": frozenset(
            phrase.split()[-1] for key in ("bare_bounds", "only") for phrase in words.sets[key]
        )
        | words.joins["change"],
        "letters": frozenset(word[:2] for word in words.firsts),
        "orders": _first_words(words.maps["orders"]),
        "fraction_words": _first_words(words.maps["fraction_words"]),
        "few": _first_words(words.few),
        "added": _first_words([*words.maps["plus"], *words.maps["fractions"]]),
        "after": _first_words(words.after),
        "shares": _first_words(words.sets["shares"]),
        "joins": _first_words(word for joins in words.joins.values() for word in joins),
        "bound ends": frozenset(phrase.split()[-1] for phrase in words.before),
        "per": _first_words(
            [*words.maps["periods"], *words.sets["per"], *words.sets["per_article"]]
        ),
    }


def _figure_words(words: Grammar) -> frozenset[str]:
    return frozenset(word.partition("-")[0] for word in words.maps["figure_digits"])


def _first_words(phrases: Iterable[str]) -> frozenset[str]:
    return frozenset(first for phrase in phrases for first in phrase.split()[:1])


def phrases_end(words: list[str], phrases: Mapping[str, Any], longest: int = 4) -> str:
    """Return the longest phrase that the words end in, "" if there is none.

    >>> phrases_end(["etwas", "mehr", "als"], {"mehr als": "above"})
    'mehr als'
    """
    for length in range(min(longest, len(words)), 0, -1):
        phrase = " ".join(words[-length:])
        if phrase in phrases:
            return phrase
    return ""


def _low(words: Iterable[object]) -> frozenset[str]:
    return frozenset(str(word).lower() for word in words)


def _forms(written: str) -> list[str]:
    """Return the forms a written name stands for.

    >>> _forms("kanadische~_dollar")[:2]
    ['kanadische dollar', 'kanadischen dollar']
    """
    name = written.lower().replace("_", " ")
    return [name.replace("~", ending) for ending in _ENDINGS] if "~" in name else [name]


def _spread(raw: Mapping[str, Any]) -> dict[str, Any]:
    return {form: value for word, value in raw.items() for form in _forms(str(word))}


def figures_of(raw: Mapping[str, Any]) -> dict[str, Mapping[str, Any]]:
    """Return the words of "a seven-figure sum": how many digits, of what scale, which nouns."""
    given = raw.get("figures", {})
    return {f"figure_{key}": _spread(given.get(key, {})) for key in ("digits", "scales", "nouns")}


def countries_of(raw: Mapping[str, Any]) -> dict[str, Mapping[str, Any]]:
    """Return for each money that several countries have their words, by code."""
    found: dict[str, dict[str, tuple[str, ...]]] = {}
    for entry in raw.get("shared_currencies", ()):
        codes = {code: tuple(str(words).split()) for code, words in entry.items() if code.isupper()}
        found |= dict.fromkeys(str(entry["names"]).split(), codes)
    return {"shared": found}


def _names(raw: Mapping[str, Any]) -> dict[str, Unit]:
    names = {str(name).lower(): Unit("", "money") for name in raw["any_currency"]}
    for line in raw["units"]:
        symbol, dimension, forms = (part.strip() for part in line.split("|"))
        names |= {form: Unit(symbol, dimension) for each in forms.split() for form in _forms(each)}
    for code, forms in raw["currencies"].items():
        names |= {form: Unit(code, "money") for each in forms.split() for form in _forms(each)}
    for word, symbol in raw["derived"].items():
        names[str(word)] = Unit(str(symbol), "percent")
    return names


def _symbols(raw: Mapping[str, Any]) -> dict[str, Unit]:
    same = raw["same_symbols"]
    symbols = {str(symbol): Unit(str(same.get(symbol, symbol)), str(dimension))
               for symbol, dimension in raw["symbols"].items()}  # fmt: skip
    symbols |= {code: Unit(code, "money") for code in CODES}
    for sign, code in SIGNS.items():
        unit = Unit(code, "money")
        symbols |= {sign: unit, sign.upper(): unit, sign.capitalize(): unit}
    return symbols


def _bounds(raw: Mapping[str, Any]) -> dict[str, str]:
    return {str(phrase).lower(): kind.removesuffix("_sign")
            for kind, phrases in raw.items() for phrase in phrases}  # fmt: skip


def _joins(raw: Mapping[str, Any]) -> dict[str, frozenset[str]]:
    joins = {opening: _low(words) for opening, words in raw["range_open"].items()}
    joins[""] = _low(raw["range_joins"])
    joins["change"] = _low(raw["change"]["join"])
    joins["change open"] = _low(raw["change"]["open"])
    return joins
