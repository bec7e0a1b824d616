"""Who is speaking: the speaker of a sentence by name, office, body or pronoun.

Remembers who spoke last and who was spoken of last. A pronoun is only resolved to
somebody it fits; where nobody does, nobody is named.

Main path: ``Voices.hear`` for a subject, ``Voices.carry`` where none is named.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from servanda.language.lexicon import Lexicon
from servanda.language.model import Span
from servanda.language.people import Register
from servanda.language.phrases import Phrase
from servanda.language.tokens import Token

__all__ = ["Voice", "Voices"]

_COSTS = {
    "name": 0.0,
    "a body or a group, as written": 0.0,
    "office given to this person in the document": 0.1,
    "pronoun for the last speaker": 0.1,
    "pronoun for who was named last": 0.1,
    "pronoun of somebody not named": 0.3,
    "office, taken for the last speaker": 0.3,
    "office of somebody not named": 0.1,
}


@dataclass(slots=True)
class Voice:
    """A speaker that may be carried on: what is known and where it was named."""

    name: str = ""
    role: str = ""
    spans: tuple[Span, ...] = ()
    paragraph: int = -1
    colon: bool = False


class Voices:
    """Remembers who spoke last while the sentences of a document go by."""

    def __init__(self, register: Register, lexicon: Lexicon) -> None:
        self.register, self.lexicon = register, lexicon
        self.voice = Voice()
        self.focus = ""

    def hear(
        self, paragraph: int, tokens: Sequence[Token], subject: Phrase
    ) -> tuple[Voice, str, float]:
        """Return the speaker, how the name was found and what that costs; remember them."""
        name, role, how = self._identify(tokens, subject)
        spans = ((tokens[subject.first].begin, tokens[subject.last].end),)
        self.voice = Voice(name, role, spans, paragraph)
        if name:
            self.focus = name
        return replace(self.voice), how, _COSTS.get(how, 0.0)

    def look(self, paragraph: int, tokens: Sequence[Token], phrase: Phrase) -> None:
        """Remember somebody a sentence speaks of first without saying anything."""
        if phrase.name and self.register.knows(phrase.name):
            self.focus = self.register.resolve(phrase.name)
            spans = ((tokens[phrase.first].begin, tokens[phrase.last].end),)
            self.voice = Voice(self.focus, phrase.role, spans, paragraph)

    def carried(self, paragraph: int) -> str:
        """Return the rule by which the last speaker goes on in a paragraph."""
        if not self.voice.spans:
            return "nobody named"
        if self.voice.colon:
            return "sentence before ends in a colon"
        if self.voice.paragraph == paragraph:
            return "carried on in the paragraph"
        if self.voice.paragraph == paragraph - 1:
            return "carried on from the paragraph before"
        return "nobody named"

    def carry(self, paragraph: int) -> Voice:
        """Return the last speaker, who goes on."""
        self.voice.paragraph = paragraph
        return replace(self.voice)

    def _identify(self, tokens: Sequence[Token], subject: Phrase) -> tuple[str, str, str]:
        if subject.pronoun:
            return self._pronoun(tokens[subject.first].low)
        if subject.name:
            name = self.register.resolve(subject.name)
            return name, subject.role or self.register.role(name), "name"
        if subject.role:
            return self._office(tokens, subject)
        named = list(tokens[subject.first : subject.last + 1])
        while len(named) > 1 and self._is_article(named[0]):
            named = named[1:]
        return " ".join(token.text for token in named), "", "a body or a group, as written"

    def _pronoun(self, word: str) -> tuple[str, str, str]:
        for name in (self.focus, self.voice.name):
            if name and self.register.fits(name, word):
                last = name == self.voice.name
                how = "for the last speaker" if last else "for who was named last"
                return name, self.register.role(name), f"pronoun {how}"
        return "", "", "pronoun of somebody not named"

    def _office(self, tokens: Sequence[Token], subject: Phrase) -> tuple[str, str, str]:
        """Return who is meant by an office: its holder, the last speaker, or nobody known."""
        if self.lexicon.has("indefinite", tokens[subject.first].text):
            return "", subject.role, "office of somebody not named"
        holder = self.register.holder(subject.role, self.voice.name)
        if holder:
            return holder, subject.role, "office given to this person in the document"
        last = self.voice.name
        several = self.lexicon.role_of(tokens[subject.last].text) != tokens[subject.last].low
        if last and not several and self.register.may_hold(last, subject.role):
            return last, subject.role, "office, taken for the last speaker"
        return "", subject.role, "office of somebody not named"

    def _is_article(self, token: Token) -> bool:
        small = ("determiners", "oblique", "prepositions")
        return any(self.lexicon.has(key, token.text) for key in small)
