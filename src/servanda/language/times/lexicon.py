"""The words and patterns of time of one language, compiled from ``lexica/<language>/times.yaml``.

Every word belongs to classes ("month", "unit"); words with the same classes share one
character, so that a text becomes a string of characters and a pattern over classes becomes
an ordinary regular expression over that string. Adding a language is adding a file.
What a matched pattern means is not decided here.

Main path: ``load`` -> ``Grammar``; ``Pattern`` turns one line of the file into an expression.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

from servanda.language.lexicon import concern
from servanda.language.times.pattern import compile_pattern

__all__ = ["NOTHING", "Grammar", "Rule", "build", "load"]

NOTHING = "."
_FIRST_CODE = 0x4E00  # letters without case and without meaning in expressions
_YEARS = range(1000, 2101)
_MOST_DAYS, _MOST_HOURS, _MOST_MONTHS = 31, 24, 12
_SHORT_YEAR, _OLD_YEAR = 2, 100
_SHAPES = {
    "iso": r"\d{4}-\d\d-\d\d(?:T.*)?",
    "full": r"(?:0?[1-9]|[12]\d|3[01])\.(?:0?[1-9]|1[0-2])\.(?:\d{4}|\d\d)",
    "dm clockdot dec": r"(?:0?[1-9]|1\d|2[0-3])\.(?:0[1-9]|1[0-2])",
    "dm dec": r"(?:0?[1-9]|[12]\d|3[01])\.(?:[1-9]|1[0-2])",
    "clockdot dec": r"(?:[01]?\d|2[0-4])\.[0-5]\d",
    "clock": r"(?:[01]?\d|2[0-4]):[0-5]\d",
    "clocksec": r"(?:[01]?\d|2[0-4]):[0-5]\d:[0-5]\d",
    "dec": r"\d{1,6}[.,]\d{1,3}",
    "big": r"\d{1,12}(?:[.,]\d{3})*",
    "military": r"(?:[01]\d|2[0-3])[0-5]\d",
    "decade4": r"1\d{2}0(?:ern?|s)|20\d0(?:ern?|s)",
    "decade2": r"[1-9]0(?:ern?|s)",
    "ordnum": r"\d{1,2}(?:st|nd|rd|th)",
    "hampm": r"(?:0?[1-9]|1[0-2])(?:am|pm)",
    "clockampm": r"(?:0?[1-9]|1[0-2])[:.][0-5]\d(?:am|pm)",
}


@dataclass(frozen=True, slots=True)
class Rule:
    """One pattern: where it may begin, its expression, and what a match means."""

    name: str
    norm: str
    expression: re.Pattern[str]
    given: Mapping[str, Any]
    second: frozenset[str] = frozenset()
    single: bool = True

    def may_begin(self, codes: str) -> bool:
        """Return whether the rule may fit, going by the second of these two characters."""
        return self.single or codes[1:] in self.second


@dataclass(frozen=True, slots=True, eq=False)
class Grammar:
    """All of one language.

    Attributes:
        codes: The character of each word or number as written.
        values: What each word stands for, by class.
        rules: The rules that may begin at a character, in order of the file.
        starts: Finds the places where a rule may begin.
        members: The characters of each class.
        numbers: Finds the character of a number that is in no list.
        options: What the language does with hours, order of day and month, and so on.
    """

    language: str
    codes: Mapping[str, str]
    values: Mapping[str, Mapping[str, Any]]
    rules: Mapping[str, tuple[Rule, ...]]
    starts: re.Pattern[str]
    members: Mapping[str, frozenset[str]]
    shapes: re.Pattern[str]
    shape_codes: tuple[str, ...]
    options: Mapping[str, Any]
    adjective: str
    past: str
    adjective_endings: tuple[str, ...]
    past_endings: tuple[str, ...]
    dotted: frozenset[str]

    def shape(self, written: str) -> str:
        """Return the character of a number written in some other way than plain digits."""
        found = self.shapes.fullmatch(written)
        if found is None or found.lastindex is None:
            return NOTHING
        return self.shape_codes[found.lastindex - 1]

    def value(self, word: str, kind: str) -> Any:
        """Return what a word stands for as a member of a class; None if it is none."""
        entry = self.values.get(word) or self.values.get(word.lower())
        if entry is None and word.isupper():
            entry = self.values.get(word.capitalize())
        return None if entry is None else entry.get(kind)


class _Builder:
    """Collects words, then gives each set of classes its character."""

    def __init__(self, raw: Mapping[str, Any]) -> None:
        self.raw = raw
        self.values: dict[str, dict[str, Any]] = {}
        self.signatures: dict[frozenset[str], str] = {}
        self.endings = str(raw.get("endings", "")).split()

    def code(self, classes: Iterable[str]) -> str:
        key = frozenset(classes)
        if key not in self.signatures:
            self.signatures[key] = chr(_FIRST_CODE + len(self.signatures))
        return self.signatures[key]

    def add(self, word: str, kind: str, value: Any) -> None:
        for form in self.forms(word):
            self.values.setdefault(form, {}).setdefault(kind, value)

    def forms(self, word: str) -> Iterator[str]:
        """Return a word in all its endings; ``~`` stands for the endings of adjectives."""
        if word.endswith("~"):
            yield from (word[:-1] + ending for ending in self.endings)
        else:
            yield word

    def words(self) -> None:
        for kind, written in self.raw["classes"].items():
            groups = written.items() if isinstance(written, dict) else [(1, written)]
            for value, words in groups:
                for word in str(words).split():
                    self.add(word.replace("_", " "), kind, value)
        self.number_words()
        for product in self.raw.get("products", ()):
            self.product(product)

    def number_words(self) -> None:
        numbers = self.raw["numbers"]
        units = numbers["units"]
        for value, words in {**units, **numbers["teens"], **numbers["tens"]}.items():
            for word in str(words).split():
                self.add(word, "num", value)
        for ten, tens in numbers["tens"].items():
            for unit, forms in units.items():
                one, many = str(forms).split()[0], tens.split()[0]
                for joined in str(numbers["joined"]).split():
                    word = joined.replace("{unit}", one).replace("{ten}", many)
                    self.add(word, "num", ten + unit)
        for joined, value in numbers.get("fixed", {}).items():
            self.add(str(joined), "num", value)

    def product(self, product: Mapping[str, Any]) -> None:
        """Add compounds: every word of one class joined to every word of another."""
        first, second = product["first"], product["second"]
        heads = [(w, v[first]) for w, v in self.values.items() if first in v]
        tails = [(w, v[second]) for w, v in self.values.items() if second in v]
        for head, value in heads:
            for tail, other in tails:
                self.add(head + tail.lower(), product["as"], [value, other])

    def codes(self) -> dict[str, str]:
        """Return the character of every word as it may be written."""
        codes: dict[str, str] = {}
        for word, entry in self.values.items():
            codes[word] = self.code(entry)
        for word in list(self.values):
            if word[:1].islower():
                big = word[:1].upper() + word[1:]
                if big in self.values:
                    codes[big] = self.code({**self.values[word], **self.values[big]})
                    self.values[big] = {**self.values[word], **self.values[big]}
                else:
                    codes[big] = codes[word]
        for number in range(1, _YEARS.stop):
            for written in {str(number), f"{number:02d}"}:
                codes[written] = self.code(_number_classes(number, written))
        codes["0"], codes["00"] = self.code({"int", "zero"}), self.code({"int", "zero", "yy"})
        return codes

    def members(self) -> dict[str, frozenset[str]]:
        """Return the characters of each class."""
        members: dict[str, set[str]] = {"unknown": {NOTHING}}  # a word in no class
        for classes, code in self.signatures.items():
            for kind in classes:
                members.setdefault(kind, set()).add(code)
        return {kind: frozenset(found) for kind, found in members.items()}


def _number_classes(number: int, written: str) -> Iterator[str]:
    yield "int"
    if number <= _MOST_DAYS:
        yield "dayno"
    if number <= _MOST_HOURS:
        yield "hour"
    if number <= _MOST_MONTHS:
        yield "monno"
    if len(written) == _SHORT_YEAR:
        yield "yy"
    if number in _YEARS:
        yield "year"
    elif number >= _OLD_YEAR:
        yield "y3"


@cache
def load(language: str) -> Grammar | None:
    """Return the grammar of a language, None if it has none."""
    raw = concern(language, "times")
    return build(language, raw) if "rules" in raw else None


def build(language: str, raw: Mapping[str, Any]) -> Grammar:
    """Return the grammar of what a ``times.yaml`` holds.

    Raises:
        MisuseError: If a rule names an unknown class or macro, or its brackets do not close.
    """
    builder = _Builder(raw)
    builder.words()
    codes = builder.codes()
    shape_codes = tuple(builder.code(shape.split()) for shape in _SHAPES)
    adjective, past = builder.code({"adj"}), builder.code({"adj", "weak"})
    frozen = builder.members()
    rules = _rules(raw, frozen)
    return Grammar(
        language=language,
        codes=codes,
        values=builder.values,
        rules=rules,
        starts=_starts(rules),
        members=frozen,
        shapes=re.compile("|".join(f"({shape})" for shape in _SHAPES.values()), re.IGNORECASE),
        shape_codes=shape_codes,
        options=raw.get("options", {}),
        adjective=adjective,
        past=past,
        adjective_endings=tuple(builder.endings),
        past_endings=tuple(str(raw.get("past_endings", "")).split()),
        dotted=frozenset(str(raw.get("dotted", "")).split()),
    )


def _rules(
    raw: Mapping[str, Any], members: Mapping[str, frozenset[str]]
) -> dict[str, tuple[Rule, ...]]:
    macros = raw.get("macros", {})
    found: dict[str, list[Rule]] = {}
    for norm, name, line, given in _lines(raw["rules"]):
        pattern = compile_pattern(line, macros, members)
        rule = Rule(name, norm, pattern.expression, given, pattern.second, pattern.single)
        for code in pattern.first:
            found.setdefault(code, []).append(rule)
    return {code: tuple(rules) for code, rules in found.items()}


def _starts(rules: Mapping[str, tuple[Rule, ...]]) -> re.Pattern[str]:
    """Return what finds the places where a rule may begin.

    Most articles and prepositions stand before words that no rule knows: where no rule is
    satisfied with the first word, a known word must follow.
    """
    alone = [
        code
        for code, own in rules.items()
        if any(one.expression.match(code) or NOTHING in one.expression.pattern for one in own)
    ]
    more = sorted(set(rules) - set(alone))
    known = {code for own in rules.values() for one in own for code in one.expression.pattern
             if ord(code) >= _FIRST_CODE}  # fmt: skip
    return re.compile(f"[{''.join(sorted(alone))}]|[{''.join(more)}](?=[{''.join(sorted(known))}])")


def _lines(rules: Iterable[Mapping[str, Any]]) -> Iterator[tuple[str, str, str, dict[str, Any]]]:
    for rule in rules:
        given = {key: value for key, value in rule.items() if key not in {"norm", "name", "match"}}
        lines = rule["match"] if isinstance(rule["match"], list) else [rule["match"]]
        for line in lines:
            yield rule["norm"], rule.get("name", rule["norm"]), line, given
