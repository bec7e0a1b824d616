"""Where people are mentioned without their name: by office, nationality or pronoun.

Only what leaves no doubt counts. An office or a nationality must have one holder in the
document; a pronoun needs one person it fits in its sentence or the one before.

Main path: ``Walk.sentence`` for every sentence in order.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from typing import Protocol

from servanda.language.lexicon import Lexicon
from servanda.language.names import words_of
from servanda.language.names_found import holders_in
from servanda.language.tokens import Token

__all__ = ["Walk"]

_LONGEST_OFFICE = 6


class _Known(Protocol):
    """What the walk asks of the people of a document."""

    def holder(self, role: str, last: str = "") -> str: ...
    def national(self, word: str) -> str: ...
    def fits(self, name: str, pronoun: str) -> bool: ...


class Walk:
    """Adds mentions to ``places`` while the sentences of a document go by.

    Args:
        known: The people of the document.
        lexicon: The language.
        places: Mentions by name; those by name are there already.
    """

    def __init__(
        self, known: _Known, lexicon: Lexicon, places: dict[str, set[tuple[int, int]]]
    ) -> None:
        self.known, self.lexicon, self.places = known, lexicon, places
        self.named = {begin: (end, name) for name, spans in places.items() for begin, end in spans}
        own = lexicon.language
        self.definite, self.pronouns = words_of(own, "definite"), words_of(own, "spoken_of")
        self.signs, self.plural = self.definite | self.pronouns, words_of(own, "plural_pronouns")
        self.clouded = False  # somebody stands between whom no name is known for
        self.holders: list[int] = []  # words of this sentence that may name somebody
        self.before: list[str] = []
        self.here: list[str] = []

    def sentence(self, tokens: Sequence[Token]) -> None:
        """Find the mentions of one sentence."""
        self.before, self.here = self.here, []
        self.clouded = False
        named, free = self.named, 0
        self.holders = holders_in(tokens, self.lexicon)
        signs = self.signs if self.holders else self.pronouns
        looked_at = [at for at, token in enumerate(tokens)
                     if token.low in signs or token.begin in named]  # fmt: skip
        for at in looked_at:
            if at >= free:
                free = self._step(tokens, at)

    def _step(self, tokens: Sequence[Token], at: int) -> int:
        token = tokens[at]
        named = self.named.get(token.begin)
        if named is not None:
            self._met(named[1])
            return at + 1
        low = token.low
        if low in self.definite:
            return self._office(tokens, at)
        if low in self.pronouns:
            self._pronoun(tokens, at, low)
        return at + 1

    def _met(self, name: str) -> None:
        self.clouded = False
        if name in self.here:
            self.here.remove(name)
        self.here.append(name)

    def _office(self, tokens: Sequence[Token], at: int) -> int:
        """Read "der NATO-Generalsekretär", "the Kestrian minister", "der Ukrainer"."""
        near = bisect_right(self.holders, at)
        if near == len(self.holders) or self.holders[near] >= at + _LONGEST_OFFICE:
            return at + 1
        for index in range(at + 1, min(len(tokens), at + _LONGEST_OFFICE)):
            token = tokens[index]
            if not token.text[0].isalnum() or token.quote >= 0 or token.begin in self.named:
                break
            if index in self.holders and self._begins_office(token):
                return self._held(tokens, at, index)
        return at + 1

    def _begins_office(self, token: Token) -> bool:
        return bool(self.lexicon.role_of(token.text)) or bool(self.known.national(token.text))

    def _held(self, tokens: Sequence[Token], at: int, index: int) -> int:
        last = index
        while last + 1 < len(tokens) and self.lexicon.role_of(tokens[last + 1].text):
            last += 1
        after = tokens[last + 1] if last + 1 < len(tokens) else None
        if after is not None and (after.begin in self.named or self._apposed(tokens, last)):
            return last + 1  # office and name: the name is the mention
        role = " ".join(token.text for token in tokens[at + 1 : last + 1])
        recent = (self.here or self.before or [""])[-1]
        name = self.known.national(tokens[index].text) or self.known.holder(role, recent)
        if name and name in self.places:
            self.places[name].add((tokens[at].begin, tokens[last].end))
            self._met(name)
        else:
            self.clouded = True
        return last + 1

    def _apposed(self, tokens: Sequence[Token], last: int) -> bool:
        comma = last + 2 < len(tokens) and tokens[last + 1].text == ","
        return comma and tokens[last + 2].begin in self.named

    def _pronoun(self, tokens: Sequence[Token], at: int, low: str) -> None:
        if self.clouded or (low in self.plural and not _singular(tokens, at)):
            return
        here = [name for name in self.here if self.known.fits(name, low)]
        fitting = here or [name for name in self.before if self.known.fits(name, low)]
        if len(fitting) == 1:
            self.places[fitting[0]].add((tokens[at].begin, tokens[at].end))
            self._met(fitting[0])


def _singular(tokens: Sequence[Token], at: int) -> bool:
    """Return whether the verb beside "sie" is singular, so that it is a woman."""
    near = [tokens[k].low for k in (at + 1, at - 1) if 0 <= k < len(tokens)]
    return any(word.endswith(("te", "t")) and word.isalpha() for word in near[:1]) or any(
        word.endswith("te") and word.isalpha() for word in near[1:]
    )
