"""Forms of the words that may be names: nouns, genitives, what an article stands before.

Nothing here knows the people of a document; that is ``people``.
"""

from __future__ import annotations

from collections.abc import Container, Iterable, Iterator, Sequence

from servanda.language.lexicon import Lexicon
from servanda.language.remembered import Remembered
from servanda.language.tokens import Token

__all__ = ["SURNAMES", "add_name", "is_noun", "outermost", "parties", "preceded"]

_LONG_NOUN = 9
_MANY = 32  # names of one key; two already mean "cannot tell"
_BRACKETED = "(X)"
_NOUN_ENDINGS = ("en", "ung", "heit", "keit", "tion", "schaft", "tät", "ismus")
_GENITIVES = ("'s", "’s", "s", "'", "’")


def preceded(
    sentences: Iterable[Sequence[Token]], names: Container[str], lexicon: Lexicon
) -> Iterator[str]:
    """Yield those of the names before which an article stands somewhere: nouns, in German."""
    for tokens in sentences:
        for at, token in enumerate(tokens):
            if token.text in names and _is_preceded(tokens, at, lexicon):
                yield token.text


def _is_preceded(tokens: Sequence[Token], at: int, lexicon: Lexicon) -> bool:
    """Return whether an article stands before a word; behind a comma it is a relative pronoun."""
    if not at or not (lexicon.has("determiners", tokens[at - 1].text)
                      or lexicon.has("oblique", tokens[at - 1].text)):  # fmt: skip
        return False
    return at == 1 or tokens[at - 2].text != ","


def is_noun(word: str) -> bool:
    """Return whether a long German word ends as nouns do and names hardly ever."""
    return len(word) >= _LONG_NOUN and word.endswith(_NOUN_ENDINGS)


def add_name(known: dict[str, set[str]], key: str, name: str) -> None:
    """Add a name to those of a key, up to as many as are worth telling apart."""
    names = known.setdefault(key, set())
    if len(names) < _MANY:
        names.add(name)


def outermost(spans: Sequence[tuple[int, int]]) -> tuple[tuple[int, int], ...]:
    """Return sorted spans without those inside an earlier one."""
    kept: list[tuple[int, int]] = []
    for span in spans:
        if not kept or span[0] >= kept[-1][1]:
            kept.append(span)
    return tuple(kept)


def parties(tokens: Sequence[Token], capitals: Iterable[int]) -> Iterator[tuple[str, str]]:
    """Yield party and name of "Merz (CDU)", of the words with a capital letter."""
    last = len(tokens) - len(_BRACKETED)
    for at in capitals:
        if at < last and tokens[at + 1].text == "(" and tokens[at + 3].text == ")":
            party = tokens[at + 2].text
            if party.isupper():
                yield party.lower(), tokens[at].text


def _surnames(name: str) -> tuple[str, ...]:
    """Return the last word of a name, and the same without each ending of a genitive it has."""
    word = name.rpartition(" ")[2].lower()
    if not word.endswith(_GENITIVES):
        return (word,)
    return word, *(word.removesuffix(end) for end in _GENITIVES if word.endswith(end))


# Asked for each capital word of a document, most of which name nobody.
SURNAMES = Remembered(_surnames)
