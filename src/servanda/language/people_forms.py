"""Forms of the words that may be names: nouns, genitives, what an article stands before.

Nothing here knows the people of a document; that is ``people``.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from servanda.language.lexicon import Lexicon
from servanda.language.tokens import Token

__all__ = ["GENITIVES", "is_noun", "is_preceded", "outermost", "parties", "without_ending"]

_LONG_NOUN = 9
_NOUN_ENDINGS = ("en", "ung", "heit", "keit", "tion", "schaft", "tät", "ismus")
GENITIVES = ("'s", "’s", "s", "'", "’")


def is_preceded(tokens: Sequence[Token], at: int, lexicon: Lexicon) -> bool:
    """Return whether an article stands before a word; behind a comma it is a relative pronoun."""
    if not at or not (lexicon.has("determiners", tokens[at - 1].text)
                      or lexicon.has("oblique", tokens[at - 1].text)):  # fmt: skip
        return False
    return at == 1 or tokens[at - 2].text != ","


def is_noun(word: str) -> bool:
    """Return whether a long German word ends as nouns do and names hardly ever."""
    return len(word) >= _LONG_NOUN and word.endswith(_NOUN_ENDINGS)


def outermost(spans: Sequence[tuple[int, int]]) -> tuple[tuple[int, int], ...]:
    """Return sorted spans without those inside an earlier one."""
    kept: list[tuple[int, int]] = []
    for span in spans:
        if not kept or span[0] >= kept[-1][1]:
            kept.append(span)
    return tuple(kept)


def parties(tokens: Sequence[Token]) -> Iterator[tuple[str, str]]:
    """Yield party and name of "Merz (CDU)"."""
    for at in range(1, len(tokens) - 2):
        if tokens[at].text != "(" or tokens[at + 2].text != ")":
            continue
        party = tokens[at + 1].text
        if party.isupper() and tokens[at - 1].capital:
            yield party.lower(), tokens[at - 1].text


def without_ending(word: str) -> list[str]:
    """Return a word, and the same without each ending of a genitive it has."""
    return [word] + [word.removesuffix(end) for end in GENITIVES if word.endswith(end)]
