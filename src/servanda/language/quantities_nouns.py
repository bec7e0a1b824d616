"""What an amount counts: the head of the noun phrase behind it.

German shows nouns by their capitals; elsewhere a plural is looked for within a few words, by
its ending or in a list.
Where neither is there, nothing is counted and a bare number is no amount.

Main path: ``counted`` -> the span of the noun.
"""

from __future__ import annotations

import re

from servanda.language.units import Grammar

__all__ = ["counted"]

_WORD = re.compile(r"[ \u00a0\u202f\n]([^\W\d_][^\W_]{0,60}(?:[-'’][^\W_]{1,60}){0,6})")
_REACH = 5
_SHORTEST_PLURAL = 3
Found = tuple[int, int] | None


def counted(text: str, at: int, grammar: Grammar, *, of: bool, one: bool = False) -> Found:
    """Return where the counted noun stands behind an amount.

    Args:
        text: The document.
        at: The end of the amount.
        grammar: The language.
        of: Whether "of the ..." may stand between: after shares, orders and measures.
        one: Whether the number is one: then the noun is no plural.

    >>> from servanda.language.units import grammar
    >>> text = "six Ukrainian attacks on the grid"
    >>> begin, end = counted(text, 3, grammar("en"), of=False)
    >>> text[begin:end]
    'attacks'
    """
    words: list[tuple[str, int, int]] = []
    article = not grammar.capital_nouns and text[:at].endswith((" the", " of"), max(0, at - 4))
    linked = of and article  # "half the population"
    while len(words) < _REACH:
        match = _WORD.match(text, at)
        if match is None:
            break
        word, at = match[1], match.end()
        low = word.lower()
        if of and not words and low in grammar.sets["of"]:
            linked = True
            continue
        if low in grammar.sets["stops"]:
            break
        words.append((word, match.start(1), at))
        if grammar.capital_nouns and word[0].isupper():
            break
    if grammar.capital_nouns:
        return _by_capital(words, grammar)
    return _by_plural(words, grammar, linked=linked, one=one)


def _by_capital(words: list[tuple[str, int, int]], grammar: Grammar) -> Found:
    """Return the first capitalised word, if only adjectives stand before it."""
    for word, begin, end in words:
        if word[0].isupper():
            return begin, end
        if not word.endswith(grammar.adjective_endings):
            return None
    return None


def _by_plural(
    words: list[tuple[str, int, int]], grammar: Grammar, *, linked: bool, one: bool
) -> Found:
    """Return the first plural, or the later of two in a row; a mass noun after "of"."""
    for at, (word, begin, end) in enumerate(words):
        if one and word.lower() in grammar.sets["noun_singulars"]:
            return begin, end
        if not one and _plural(word, grammar):
            following = words[at + 1] if at + 1 < len(words) else None
            later = following is not None and _plural(following[0], grammar)
            return (following[1], following[2]) if later and following else (begin, end)
    if linked and words:
        past = tuple(grammar.sets["past_endings"])
        verbs = (at for at, (word, _, _) in enumerate(words) if at and word.endswith(past))
        last = next(verbs, len(words)) - 1  # "half of the population fled"
        return words[last][1], words[last][2]
    weak = words[:1] if words and words[0][0].lower() in grammar.sets["weak_nouns"] else []
    return (weak[0][1], weak[0][2]) if weak and not one else None


def _plural(word: str, grammar: Grammar) -> bool:
    low = word.lower()
    if low in grammar.sets["noun_plurals"]:
        return True
    regular = low.endswith(grammar.plural_endings) and not low.endswith(grammar.singular_endings)
    return regular and len(low) > _SHORTEST_PLURAL and low not in grammar.sets["not_plurals"]
