"""What stands between marks, seen alone: a title, a fragment, words that are somebody's.

Who says it is decided in ``attribution``. Main path: ``spoken_words``.
"""

from __future__ import annotations

from collections.abc import Sequence

from servanda.language.lexicon import Lexicon
from servanda.language.tokens import Token, words

__all__ = ["is_fragment", "is_rendered", "is_title", "spoken_words"]

_SHORT_WORDS = 4
_TITLE_WORDS = 12
_LONG = 40
_LEAST_FULL = 5
_ENDS = (".", "!", "?")
_JOINS = frozenset(("und", "oder"))
_ABSTRACT = ("keit", "heit", "ung", "ungen", "schaft", "tät", "ismus", "nis")


def spoken_words(tokens: Sequence[Token], at: int, lexicon: Lexicon) -> list[Token]:
    """Return the words between the marks of token ``at``, none if they only name something."""
    text = tokens[at].text
    inside = [word for word in words(text, 0, len(text)) if word.text[0].isalnum()]
    return [] if inside and is_title(tokens, at, inside, lexicon) else inside


def is_title(tokens: Sequence[Token], at: int, inside: Sequence[Token], lexicon: Lexicon) -> bool:
    """Return whether the marks hold the name of a newspaper, a work or a ship."""
    whole = tokens[at].text.rstrip("“”\"'«»‘’ ")[-1:] in _ENDS
    named = any(word.low in lexicon.sets["media"] for word in inside)
    if named and len(inside) <= _SHORT_WORDS and not whole:
        return True
    before = tokens[at - 1] if at else None
    if before is None or before.quote >= 0 or len(inside) > _TITLE_WORDS:
        return False
    if before.low in lexicon.sets["media"] or before.low in lexicon.sets["bodies"]:
        return True
    titles = lexicon.sets["title_nouns"]
    return any(before.low[cut:] in titles for cut in range(min(len(before.low), _LONG)))


def is_fragment(text: str) -> bool:
    """Return whether the words are a part of the reporter's sentence.

    >>> is_fragment('"kein Treffen geplant"'), is_fragment('"Es ist kein Geheimnis"')
    (True, False)
    """
    first = next((character for character in text if character.isalnum()), "")
    return not first.isupper() or len(text.split()) < _SHORT_WORDS


def is_rendered(inside: Sequence[Token], *, nested: bool) -> bool:
    """Return whether marked words beside a word of saying are somebody's, not a name.

    A name begins with a capital letter and is short; words that begin small are a part of
    what was said, as are abstract nouns.

    Args:
        inside: The words between the marks.
        nested: Whether they stand inside indirect speech.
    """
    if inside[0].text[:1].islower():
        return nested or len(inside) > 1 or "." not in inside[0].text  # a site is a name
    if len(inside) >= _LEAST_FULL:
        return True
    joined = any(word.low in _JOINS for word in inside)
    return nested and (joined or inside[-1].low.endswith(_ABSTRACT)) and len(inside) < _SHORT_WORDS
