"""Which nouns can speak: people, bodies, and what is written; a strike cannot.

The nouns stand in ``voices.yaml``, matched by their endings. Whose words are carried on is
decided in ``quotations_walk``; who is meant in ``people_voices``.

Main path: ``may_speak``.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache

from servanda.language.lexicon import Lexicon, concern
from servanda.language.names import state_of
from servanda.language.phrases import Phrase
from servanda.language.remembered import Remembered
from servanda.language.tokens import Token

__all__ = ["is_speaker", "is_thing", "may_speak"]

_LONGEST_NOUN = 60
_SHORTEST_PART = 4  # a longer noun may end in one of this many letters
_THING_CASES = ("", "n", "es", "e")
_NO_SPEAKERS = frozenset(("some", "things"))
_CASES = ("", "s", "es", "n", "en", "e", "er", "innen", "nen", "se", "sen")


@cache
def _speakers(language: str) -> frozenset[str]:
    """Return the nouns of those who can speak, empty for a language that lists none."""
    lists = concern(language, "voices")
    nouns = [str(lists[key]) for key in sorted(lists) if key not in _NO_SPEAKERS]
    roles = str(concern(language, "people").get("roles", "")) if nouns else ""
    return frozenset(" ".join((*nouns, roles)).lower().split())


def may_speak(tokens: Sequence[Token], subject: Phrase, lexicon: Lexicon) -> bool:
    """Return whether a phrase can name a speaker: a person, a body, or what is written.

    "Ein Streik" cannot. A word without an article that no list knows may be a name.

    Args:
        tokens: The sentence.
        subject: The phrase.
        lexicon: The language; one without such lists keeps nobody from speaking.
    """
    known = _speakers(lexicon.language)
    if not known or subject.name or subject.role or subject.first == subject.last:
        return not known or tokens[subject.first].low != "es"
    inside = tokens[subject.first : subject.last + 1]
    nouns = [token for token in inside[1:] if token.quote < 0 and token.capital]
    if not nouns:
        return True  # "die beiden", "das „Handelsblatt“"
    return any(
        token.text.isupper()
        or _speaks(lexicon.language)[token.low]
        or _is_state(token.text, lexicon)
        for token in (inside[0], *nouns)
        if token.capital
    )


def is_speaker(word: str, lexicon: Lexicon) -> bool:
    """Return whether a noun by itself is one of those who can speak, or a state."""
    return _speaks(lexicon.language)[word.lower()] or _is_state(word, lexicon)


def is_thing(tokens: Sequence[Token], subject: Phrase, lexicon: Lexicon) -> bool:
    """Return whether a phrase plainly names a thing: "ein Streik", "zahlreiche Abweichungen".

    Args:
        tokens: The sentence.
        subject: The phrase.
        lexicon: The language.
    """
    if may_speak(tokens, subject, lexicon):
        return False
    first = tokens[subject.first]
    some = first.low in str(concern(lexicon.language, "voices").get("some", "")).split()
    return some or first.text.isdigit()


def _is_state(word: str, lexicon: Lexicon) -> bool:
    return bool(state_of(word, lexicon.language)) or lexicon.has("places", word)


@cache
def _speaks(language: str) -> Remembered[bool]:
    """Return whether a noun is one of those who can speak, by the noun in lower case."""
    known = _speakers(language)
    things = tuple(str(concern(language, "voices").get("things", "")).split())
    tails = frozenset(noun[-_SHORTEST_PART:] for noun in known)
    return Remembered(lambda low: not _is_thing(low, things) and _is_speaker(low, known, tails))


def _is_thing(low: str, things: tuple[str, ...]) -> bool:
    """Return whether a noun only ends as those of speakers do: "Fahrzeuge" are no "Zeuge"."""
    return bool(things) and any(low.removesuffix(case).endswith(things) for case in _THING_CASES)


def _is_speaker(low: str, known: frozenset[str], tails: frozenset[str]) -> bool:
    if len(low) > _LONGEST_NOUN:
        return False
    for case in _CASES:
        stem = low.removesuffix(case) if case else low
        if stem[-_SHORTEST_PART:] not in tails:
            continue
        if stem in known or any(stem[cut:] in known for cut in range(1, len(stem) - 3)):
            return True
    return False
