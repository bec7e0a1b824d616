"""Which capitalised words of a sentence are the name of a person.

A name begins with a given name, after an office or a title ("Außenminister Lawrow",
"Prof Ashdown"), after the comma behind an office ("the minister, Claudia Threne,"), or it
is the whole phrase. Whether the person speaks is decided elsewhere.

Main path: ``names_in``.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache

from servanda.language.lexicon import Lexicon, load
from servanda.language.names import is_national, titles
from servanda.language.tokens import Token

__all__ = ["NAME_JOINTS", "is_given", "names_in"]

NAME_JOINTS = frozenset("von van de da der den zu del di al bin ibn la le du y".split())
_LONGEST_NAME = 6
_LONGEST_INITIALS = 2
_NO_NAMES = (
    "determiners", "pronouns", "prepositions", "stopwords", "media", "subordinators", "adverbs",
    "bodies",
)  # fmt: skip
_POSSESSIVE = ("'s", "’s")
_REMEMBERED = 20_000


def names_in(tokens: Sequence[Token], lexicon: Lexicon) -> list[list[Token]]:
    """Return the runs of tokens that are names of people, those with a given name first.

    >>> from servanda.language.tokens import words
    >>> text = "Kestria's minister, Claudia Threne, met Prof Ashdown"
    >>> [[token.text for token in run] for run in names_in(words(text, 0, 52), load("en"))]
    [['Claudia', 'Threne'], ['Ashdown']]
    """
    runs: list[list[Token]] = []
    at = 0
    while at < len(tokens):
        token = tokens[at]
        if token.quote >= 0 or not token.text[0].isupper():
            at += 1
            continue
        run = _name_run(tokens, at, lexicon)
        if run:
            runs.append(run)
        at += max(1, len(run))
    return sorted(runs, key=lambda run: not is_given(run[0], lexicon))


def _name_run(tokens: Sequence[Token], at: int, lexicon: Lexicon) -> list[Token]:
    token = tokens[at]
    language = lexicon.language
    if not _can_be_name(token.text, language) or not _starts(tokens, at, lexicon):
        return []
    run = [token]
    for index in range(at + 1, min(len(tokens), at + _LONGEST_NAME)):
        following = tokens[index]
        if following.quote >= 0 or run[-1].text.endswith(_POSSESSIVE):
            break
        joint = following.low in NAME_JOINTS and index + 1 < len(tokens)
        if not (_can_be_name(following.text, language) or (joint and tokens[index + 1].capital)):
            break
        if following.low == "der" and run[-1].low != "von":
            break
        run.append(following)
    return run


def _starts(tokens: Sequence[Token], at: int, lexicon: Lexicon) -> bool:
    """Return whether a name may begin at a token."""
    if is_given(tokens[at], lexicon):
        return True
    if is_national(tokens[at].text, lexicon.language):
        return False
    if at == 0:
        return len(tokens) == 1 or not tokens[0].text.endswith(_POSSESSIVE)
    before = tokens[at - 1].text
    if before == ",":
        return at > 1 and bool(lexicon.role_of(tokens[at - 2].text))
    return before.lower() in titles(lexicon.language) or bool(lexicon.role_of(before))


def is_given(token: Token, lexicon: Lexicon) -> bool:
    """Return whether a word is a given name, hyphenated ones included."""
    return token.capital and _is_given(token.text, lexicon.language)


@lru_cache(maxsize=_REMEMBERED)
def _is_given(word: str, language: str) -> bool:
    names = load(language).sets["given_names"]
    return all(part.lower() in names for part in word.split("-") if part)


@lru_cache(maxsize=_REMEMBERED)
def _can_be_name(word: str, language: str) -> bool:
    lexicon, low = load(language), word.lower()
    if not word[:1].isupper() or lexicon.role_of(word) or low in titles(language):
        return False
    if any(low in lexicon.sets[key] for key in _NO_NAMES):
        return False
    dated = low in lexicon.maps["months"] or low in lexicon.maps["weekdays"]
    return not (dated or (word.isupper() and len(word) > _LONGEST_INITIALS))
