"""Offices in the form a list of people has them: the nominative, without an article.

"den ukrainischen Präsidenten" and "des ukrainischen Präsidenten" are both "ukrainischer
Präsident": the noun loses the ending of its case, an adjective takes the strong ending of the
noun's gender. A noun that is itself an adjective ("den Vorsitzenden") needs the gender of the
person; where that is not known, the office stays as it was written.

Main path: ``nominative``. Which words are offices is decided in ``lexicon``; whose they are in
``people``.
"""

from __future__ import annotations

from functools import cache, lru_cache

from servanda.language.lexicon import Lexicon, concern, load
from servanda.language.names import words_of
from servanda.language.people_offices import gender_of_office

__all__ = ["nominative"]

_MOST_KEPT = 20_000
_SMALL = ("determiners", "oblique", "prepositions", "pronouns", "adverbs")


def nominative(role: str, lexicon: Lexicon, gender: str = "") -> str:
    """Return an office in the nominative, as it was written where its form is not certain.

    Args:
        role: The office as written, adjectives first.
        lexicon: The language.
        gender: ``f`` or ``m`` where that of its holder is known, else "".

    >>> from servanda.language.lexicon import load
    >>> nominative("ukrainischen Präsidenten", load("de"))
    'ukrainischer Präsident'
    >>> nominative("früheren NATO-Generalsekretärs", load("de"))
    'früherer NATO-Generalsekretär'
    >>> nominative("stellvertretenden Vorsitzenden", load("de"), "f")
    'stellvertretende Vorsitzende'
    >>> nominative("stellvertretenden Vorsitzenden", load("de"))
    'stellvertretenden Vorsitzenden'
    """
    return _nominative(role, lexicon.language, gender) if role else ""


@lru_cache(maxsize=_MOST_KEPT)
def _nominative(role: str, language: str, gender: str) -> str:
    lexicon, strong = load(language), _strong(language)
    owners = words_of(language, "owned_by_others")
    words = [word for word in role.split() if word not in owners]  # "deren Sprecherin"
    if not strong or not words:
        return role
    noun = _noun(words[-1], lexicon, gender)
    kind = _kind(noun, lexicon, gender)
    adjectives = [_declined(word, strong[kind], lexicon) for word in words[:-1]]
    if not noun or not all(adjectives):
        return role
    return " ".join([*adjectives, noun])


@cache
def _strong(language: str) -> dict[str, str]:
    """Return the strong endings of the nominative by gender."""
    found = concern(language, "people").get("strong_endings", {})
    return {str(gender): str(ending) for gender, ending in found.items()}


def _noun(word: str, lexicon: Lexicon, gender: str) -> str:
    """Return the nominative of a noun, "" where it depends on an unknown gender."""
    stem = lexicon.role_of(word)
    base = stem.removesuffix("r").removesuffix("n")
    if base.endswith("e") and lexicon.role_of(base + "r") == base + "r" and _is_adjective(base):
        cut = word[: len(base)]
        if not gender:
            return word if word in {cut, cut + "r"} else ""
        return cut if gender == "f" else cut + "r"
    if stem.endswith("s") and lexicon.role_of(stem[:-1]) == stem[:-1]:
        stem = stem[:-1]  # the lexicon has some genitives
    return word[: len(stem)] if stem else ""


def _is_adjective(base: str) -> bool:
    """Return whether a noun is declined as an adjective: a participle, "Vorsitzende"."""
    return base.endswith(("nde", "ndte", "ragte", "nete", "amte", "klagte", "ändige", "eordnete"))


def _kind(noun: str, lexicon: Lexicon, gender: str) -> str:
    low = noun.lower()
    for kind in ("f", "n"):
        heads = tuple(words_of(lexicon.language, f"heads_{kind}"))
        if heads and low.endswith(heads):
            return kind
    if _is_adjective(low):
        return "f"
    if _is_adjective(low.removesuffix("r")):
        return "m"
    return "f" if gender_of_office(noun, lexicon) == "f" else "m"


def _declined(word: str, strong: str, lexicon: Lexicon) -> str:
    """Return an adjective with its strong ending, "" if the word is none."""
    if word[:1].isupper():
        return word  # "Berliner", "Deutsche-Bank-": not declined, or a part of the noun
    if any(lexicon.has(key, word) for key in _SMALL):
        return ""
    endings = sorted(words_of(lexicon.language, "adjective_endings"), key=len, reverse=True)
    for ending in endings:
        if word.endswith(ending):
            return word.removesuffix(ending) + strong
    return ""
