"""What stands between marks, seen alone: a title, a fragment, a duty, a chance.

Who says it is decided in ``attribution``. Main path: ``is_title``.
"""

from __future__ import annotations

from collections.abc import Sequence

from servanda.language.lexicon import Lexicon
from servanda.language.tokens import Token, words

__all__ = ["is_fragment", "is_title", "modality"]

_SHORT_WORDS = 4
_TITLE_WORDS = 12
_LONG = 40


def is_title(tokens: Sequence[Token], at: int, inside: Sequence[Token], lexicon: Lexicon) -> bool:
    """Return whether the marks hold the name of a newspaper, a work or a ship."""
    if any(word.low in lexicon.sets["media"] for word in inside) and len(inside) <= _SHORT_WORDS:
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


def modality(text: str, lexicon: Lexicon) -> str:
    """Return obligation, possibility or intention, the strongest the words show, or ""."""
    said = {token.low for token in words(text, 0, len(text))}
    for kind in ("obligation", "possibility", "intention"):
        if said & lexicon.sets[f"modality {kind}"]:
            return kind
    return ""
