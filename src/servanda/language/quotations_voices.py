"""Who speaks, remembered from sentence to sentence: names for subjects, and the speaker carried on.

Main path: ``Speakers``.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from servanda.language.lexicon import Lexicon
from servanda.language.model import Span
from servanda.language.people import Register
from servanda.language.people_voices import identify
from servanda.language.phrases import Phrase
from servanda.language.tokens import Token

__all__ = ["CARRIED_CONFIDENCE", "Speakers", "Voice", "note_single"]

_FIRST_NAMED_REACH = 30
CARRIED_CONFIDENCE = {
    "sentence before ends in a colon": 0.85,
    "carried on in the paragraph": 0.7,
    "carried on from the paragraph before": 0.5,
    "nobody named": 0.2,
}


def note_single(
    tokens: Sequence[Token], subject: Phrase, register: Register, lexicon: Lexicon
) -> None:
    """Learn a person known by one name only: the subject is that name, or office and name."""
    first, last = tokens[subject.first], tokens[subject.last]
    bare = subject.first == subject.last or bool(lexicon.role_of(first.text))
    if bare and last.text == subject.name and not lexicon.has("places", last.text):
        register.note_single(last)


@dataclass(slots=True)
class Voice:
    """The speaker that may be carried on: what is known and where it was named."""

    name: str = ""
    role: str = ""
    spans: tuple[Span, ...] = ()
    paragraph: int = -1
    colon: bool = False

    def copy(self, spans: tuple[Span, ...] | None = None) -> Voice:
        """Return the same speaker, named at other places if they are given."""
        own = self.spans if spans is None else spans
        return Voice(self.name, self.role, own, self.paragraph, self.colon)


class Speakers:
    """Who spoke last, and who was spoken of last."""

    def __init__(self, register: Register, lexicon: Lexicon) -> None:
        self.register, self.lexicon = register, lexicon
        self.voice = Voice()
        self._focus = ""
        self._silent: list[Sequence[Token]] = []  # sentences since then, not looked through yet

    @property
    def focus(self) -> str:
        """Return whom the last sentence spoke of first: the next "er" is that person."""
        named = (self._first_named(tokens) for tokens in reversed(self._silent))
        self._focus = next(filter(None, named), self._focus)
        self._silent = []
        return self._focus

    def look(self, tokens: Sequence[Token]) -> None:
        """Remember a sentence in which nobody speaks; it is looked through if that is asked."""
        self._silent.append(tokens)

    def _first_named(self, tokens: Sequence[Token]) -> str:
        for token in tokens[:_FIRST_NAMED_REACH]:
            if token.capital and self.register.knows(token.text):
                return self.register.resolve(token.text)
        return ""

    def spoken_of(self, name: str) -> None:
        """Remember whom the sentence speaks of before somebody speaks in it, if it is given."""
        if name:
            self._focus, self._silent = name, []

    def hear(self, paragraph: int, tokens: Sequence[Token], subject: Phrase) -> str:
        """Remember the subject as the last speaker; return how the name was found."""
        self.voice, how = self.named(paragraph, tokens, subject)
        self._focus, self._silent = self.voice.name, []
        return how

    def named(self, paragraph: int, tokens: Sequence[Token], subject: Phrase) -> tuple[Voice, str]:
        """Return who is named by a phrase, and how the name was found."""
        name, role, how = self._identify(tokens, subject)
        spans = ((tokens[subject.first].begin, tokens[subject.last].end),)
        return Voice(name, role, spans, paragraph), how

    def _carry(self, paragraph: int) -> str:
        if not self.voice.spans:
            return "nobody named"
        if self.voice.colon:
            return "sentence before ends in a colon"
        if self.voice.paragraph == paragraph:
            return "carried on in the paragraph"
        if self.voice.paragraph == paragraph - 1:
            self.voice.paragraph = paragraph
            return "carried on from the paragraph before"
        return "nobody named"

    def _identify(self, tokens: Sequence[Token], subject: Phrase) -> tuple[str, str, str]:
        known = self.register, self.lexicon, tokens, subject
        asked = subject.pronoun or not subject.name
        return identify(*known, self.voice.name, focus=self.focus if asked else "")

    def carried(self, paragraph: int) -> tuple[str, float, Voice]:
        """Return the rule that carries a speaker on, how sure it is, and the speaker."""
        rule = self._carry(paragraph)
        voice = self.voice.copy() if rule != "nobody named" else Voice()
        return rule, CARRIED_CONFIDENCE[rule], voice
