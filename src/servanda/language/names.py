"""What a name, an office word or a nationality tells by itself.

Spellings of one name from another alphabet ("Selenskyj", "Zelenskyy", "Zelensky") have
one key; given names tell a gender where only one is usual; words of nationality tell a
state. All of it comes from ``lexica/<language>/people.yaml``; nothing here looks at the
document.

Main path: ``spelling_key``, ``gender_of``, ``state_of``.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from functools import cache, lru_cache

from servanda.language.lexicon import concern, languages

__all__ = [
    "gender_of",
    "is_national",
    "same_person",
    "spelling_key",
    "state_of",
    "titles",
    "words_of",
]

_WITH_H = (
    ("tsch", "ch"), ("shch", "sh"), ("sch", "sh"), ("kh", "h"), ("ch", "h"), ("ph", "f"),
)  # fmt: skip
_LETTERS = str.maketrans({"w": "v", "ß": "s", "z": "s", "x": "ks", "c": "k", "y": "i", "j": "i"})
_DOUBLE = re.compile(r"(.)\1+")
_LONGEST = 40


@lru_cache(maxsize=20_000)
def spelling_key(word: str) -> str:
    """Return what all usual transcriptions of a name share.

    >>> len({spelling_key(name) for name in ("Selenskyj", "Zelenskyy", "Zelensky", "Selenski")})
    1
    >>> spelling_key("Lawrow") == spelling_key("Lavrov"), spelling_key("Merz")
    (True, 'mers')
    """
    plain = word[:_LONGEST].casefold()
    if not plain.isascii():
        plain = unicodedata.normalize("NFKD", plain)
    if not (plain.isascii() and plain.isalpha()):
        plain = "".join(letter for letter in plain if letter.isalpha() and not _accent(letter))
    for written, sound in _WITH_H if "h" in plain else ():
        plain = plain.replace(written, sound)
    plain = _DOUBLE.sub(r"\1", plain.translate(_LETTERS).replace("ie", "i"))
    return plain.removesuffix("i") if plain.endswith("ski") else plain


def _accent(letter: str) -> bool:
    return unicodedata.combining(letter) != 0


@cache
def _given_groups(known: tuple[str, ...]) -> dict[str, int]:
    groups: dict[str, int] = {}
    for language in known:
        for line in concern(language, "people").get("same_names", ()):
            keys = {spelling_key(word) for word in str(line).split()}
            number = next((groups[key] for key in sorted(keys) if key in groups), len(groups) + 1)
            groups.update(dict.fromkeys(keys, number))
    return groups


def same_person(one: str, other: str) -> bool:
    """Return whether two full names are spellings of one.

    >>> same_person("Wolodymyr Selenskyj", "Volodymyr Zelensky")
    True
    >>> same_person("Thomas Klein", "Maria Klein")
    False
    """
    first, second = one.split(), other.split()
    if not first or not second or spelling_key(first[-1]) != spelling_key(second[-1]):
        return False
    return len(first) == len(second) and all(map(_same_given, first[:-1], second[:-1]))


def _same_given(one: str, other: str) -> bool:
    left, right = spelling_key(one), spelling_key(other)
    groups = _given_groups(languages())
    return left == right or groups.get(left, -1) == groups.get(right, -2)


@cache
def words_of(language: str, key: str) -> frozenset[str]:
    """Return the lower-cased words of one key of ``people.yaml``, none if it is not there."""
    return frozenset(str(concern(language, "people").get(key, "")).lower().split())


def titles(language: str) -> frozenset[str]:
    """Return words that stand before a name without being part of it ("Herr", "Prof")."""
    return words_of(language, "titles")


def gender_of(name: str, language: str, title: str = "", roles: Sequence[str] = ()) -> str:
    """Return ``f``, ``m``, or "" where title, office and given name leave it open.

    >>> gender_of("Claudia Threne", "en"), gender_of("Threne", "en", "Mr")
    ('f', 'm')
    >>> gender_of("Threne", "en")
    ''
    """
    for word, value in (("female_titles", "f"), ("male_titles", "m")):
        if title.lower() in words_of(language, word):
            return value
    endings = tuple(words_of(language, "female_endings"))
    if endings and any(role.lower().endswith(endings) for role in roles):
        return "f"
    given = name.split(maxsplit=1)[0].lower().partition("-")[0] if " " in name else ""
    if given in words_of(language, "female_names"):
        return "f"
    known = given in words_of(language, "given_names")
    return "m" if known and given not in words_of(language, "either_names") else ""


@cache
def _states(language: str) -> tuple[dict[str, str], dict[str, str]]:
    """Return states by any word for them, and by the words for their people."""
    every: dict[str, str] = {}
    people: dict[str, str] = {}
    for line in concern(language, "people").get("nations", ()):
        parts = [part.lower().split() for part in str(line).split(" : ")]
        state = parts[0][0]
        for word in parts[0]:
            every.update({word: state, word + "s": state, word + "'s": state, word + "’s": state})
        for word in parts[1]:
            endings = ("", *sorted(words_of(language, "adjective_endings")))
            every.update({word + ending: state for ending in endings})
        for form in (form for word in parts[-1] for form in _forms(word, language)):
            people[form] = every[form] = state
    return every, people


def _forms(word: str, language: str) -> tuple[str, ...]:
    """Return a word for a people with its endings: "Russe", "Russen", "Russin"."""
    stem = word[:-1] if word.endswith("e") else word
    female = (stem + ending for ending in words_of(language, "female_endings"))
    return (word, *(word + end for end in words_of(language, "people_endings")), *female)


def state_of(role: str, language: str) -> str:
    """Return the state that an office names, "" if it names none or several.

    >>> state_of("ukrainische Präsident", "de"), state_of("US-Präsident", "de")
    ('ukraine', 'usa')
    """
    every = _states(language)[0]
    low = role.lower()
    if low.isalpha():
        return every.get(low, "")
    words = {*low.split(), *low.replace("-", " ").split()}
    found = {every[word] for word in words if word in every}
    return next(iter(found)) if len(found) == 1 else ""


def is_national(word: str, language: str) -> str:
    """Return the state whose people a word names ("Ukrainer"), or "".

    >>> is_national("Ukrainer", "de"), is_national("Kinder", "de")
    ('ukraine', '')
    """
    return _states(language)[1].get(word.lower(), "")
