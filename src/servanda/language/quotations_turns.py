"""Whose words go on in a sentence that names nobody: the turns of a text.

Remembered from sentence to sentence is a *source*, whose words may go on. In order:

1. Whoever is named as speaking becomes the source; of two in one sentence the one named last
   in the text, as annotators mark the nearest mention. A plain thing ("ein Streik") does not.
2. The subject of a sentence in which nobody speaks takes over if it is a person known by name or
   office and nothing was said between marks there; or if there is no source, or nobody has
   spoken for two sentences, and it is a noun of those who can speak. "Schneewehen", a bare word
   that nobody knows, does not; nor does a sentence that is itself in the reported mood, as it
   reports what others do; nor one before "soll": nobody says of himself what he "soll".
3. Otherwise the source goes on. "Demnach" is a word for it; if nobody spoke in the sentence
   before, that sentence is about the source.

Main path: ``Turns.hear``, ``Turns.carried``.
"""

from __future__ import annotations

from dataclasses import replace

from servanda.language.clauses import Line
from servanda.language.clauses_subjects import inner_subject, subject_of
from servanda.language.indirect_mood import is_reported
from servanda.language.lexicon import Lexicon
from servanda.language.names_found import names_in
from servanda.language.people import Register
from servanda.language.phrases import Phrase, describe
from servanda.language.quotations import Found
from servanda.language.quotations_judges import judging, stands_for_thing
from servanda.language.quotations_made import spans_of
from servanda.language.quotations_said import Run, Said
from servanda.language.quotations_voices import Speakers, Voice
from servanda.language.speakers import is_speaker, is_thing, may_speak

__all__ = ["Turns"]

_LONG_SILENCE = 2  # sentences without any words of somebody
_NAME_BLANKS = 2  # marks around more words than that hold speech, no name of a paper
_NOBODY = frozenset(("es", "man"))


class Turns:
    """Who spoke, who may go on speaking, and what the last sentence was about.

    Attributes:
        speakers: Who spoke last, and who was spoken of last.
        source: Whose words may be carried on.
        quiet: How many sentences ago anybody spoke.
    """

    def __init__(self, register: Register, lexicon: Lexicon) -> None:
        """Begin a document."""
        self.speakers = Speakers(register, lexicon)
        self.source = Voice()
        self.quiet = 0
        self._lexicon = lexicon
        self._silent: tuple[int, Line] | None = None  # the sentence before, if nobody spoke
        self.indirect = False  # it held words that were not direct
        self._described: tuple[Line, Run, Phrase] | None = None  # the phrase asked for last

    @property
    def near(self) -> bool:
        """Return whether somebody spoke no longer than a sentence ago."""
        return self.quiet < _LONG_SILENCE

    def pass_on(self, paragraph: int, found: Found, *, silent: bool) -> None:
        """Leave a sentence behind.

        Args:
            paragraph: Its paragraph.
            found: What it says.
            silent: Whether it holds nobody's words.
        """
        if silent and not found.line.quotes:
            self._listen(paragraph, found)
        self._silent = (paragraph, found.line) if silent else None
        self.quiet = self.quiet + 1 if silent else 0
        self.indirect = any(said.type != "Reported" for said in found.said)

    def _listen(self, paragraph: int, found: Found) -> None:
        """Remember who speaks, or is spoken of first, in a sentence that says nothing."""
        judge = judging(found.line)
        if judge is not None:
            self.hear(paragraph, found.line, judge)
            return
        for cue in found.cues:
            if cue.subject[1] > cue.subject[0] and self.may_speak(found.line, cue.subject):
                self.hear(paragraph, found.line, cue.subject)
                break
        else:
            self.speakers.look(found.line.tokens)

    def hear(self, paragraph: int, line: Line, run: Run) -> str:
        """Remember who is named as speaking; return how the name was found."""
        phrase = self._phrase(line, run)
        if phrase.pronoun:
            self.speakers.spoken_of(self._clause_before(line, run[0]))
        how = self.speakers.hear(paragraph, line.tokens, phrase)
        nearer = not self.source.spans or self.source.spans[0][0] <= line.tokens[run[0]].begin
        if nearer and not (
            is_thing(line.tokens, phrase, self._lexicon) or stands_for_thing(line, run)
        ):
            self.source = self.speakers.voice.copy()
        return how

    def named(self, paragraph: int, line: Line, run: Run) -> tuple[Voice, str]:
        """Return who is named there and how the name was found; whose words go on stays."""
        return self.speakers.named(paragraph, line.tokens, self._phrase(line, run))

    def carried(self, line: Line, said: Said | None) -> tuple[Voice, str]:
        """Return whose words go on: whom the sentence before is about, or who spoke last.

        Args:
            line: The sentence that carries on.
            said: What was found in it.
        """
        shall = said is not None and line.low[said.anchor] in line.grammar.sets["shall"]
        about, sure = (None, False) if shall and self.source.spans else self._topic()
        if about is not None and (sure or not self.source.spans or self.quiet >= _LONG_SILENCE):
            return about.copy(), "subject of the sentence before"
        if self.source.spans:
            return self.source.copy(), "carried on"
        return Voice(), "nobody named"

    def there(self, line: Line, word: Run) -> Voice:
        """Return the source as "demnach" stands for it, after learning who that is."""
        about, _sure = self._topic()
        if about is not None:
            self.source = about
        return self.source.copy(spans_of(line, [word]))

    def may_speak(self, line: Line, run: Run) -> bool:
        """Return whether a phrase can name a speaker, pronouns too."""
        phrase = self._phrase(line, run)
        return phrase.pronoun or may_speak(line.tokens, phrase, self._lexicon)

    def is_somebody(self, line: Line, run: Run) -> bool:
        """Return whether a phrase names a person or a body, known or by its noun."""
        phrase = self._phrase(line, run)
        return phrase.pronoun or (
            line.low[run[0]] not in _NOBODY and may_speak(line.tokens, phrase, self._lexicon)
        )

    def _topic(self) -> tuple[Voice | None, bool]:
        """Return whom the sentence before is about if nobody spoke, and if that is surely so."""
        if self._silent is None or self.indirect:
            return None, False
        paragraph, line = self._silent
        run = subject_of(line, line.size - 1) if line.first < line.size else None
        if run is None or is_reported(line):
            return None, False
        phrase = describe(line.tokens, run[0], run[1] - 1, self._lexicon)
        register = self.speakers.register
        known = bool(phrase.role) or register.knows(phrase.name)
        if not known and not self._is_noun_of_speakers(line, run, phrase):
            return None, False
        spans = ((line.tokens[run[0]].begin, line.tokens[run[1] - 1].end),)
        voice = Voice(register.resolve(phrase.name), phrase.role, spans, paragraph)
        spoken = any(line.tokens[at].text.count(" ") >= _NAME_BLANKS for at in line.quotes)
        return voice, known and not spoken

    def _is_noun_of_speakers(self, line: Line, run: Run, phrase: Phrase) -> bool:
        """Return whether a phrase can speak; a bare word only if it is a noun known for that."""
        token = line.tokens[run[0]]
        if run[1] - run[0] > 1 or token.quote >= 0 or token.text.isupper():
            if phrase.name and phrase.name.startswith(token.text):
                phrase = replace(phrase, name="")  # "Besondere Probleme" is nobody's name
            return may_speak(line.tokens, phrase, self._lexicon)
        return is_speaker(token.text, self._lexicon)

    def _clause_before(self, line: Line, at: int) -> str:
        """Return who the clause before is about: "Als X kam, sagte er", "X lachte, als er"."""
        first = line.segments[0]
        if first.end > at or first.verb < 0:
            return ""
        if first.kind == "sub":
            begin, end = inner_subject(line, first.begin, first.verb)
        elif first.kind == "main" and line.segments[line.of[at]].kind == "sub":
            begin, end = subject_of(line, first.end) or (0, 0)
        else:
            return ""
        named = names_in(line.tokens[begin:end], self._lexicon) if end > begin else []
        return self._first_known([token.text for token in named[0]] if named else [])

    def _first_known(self, words: list[str]) -> str:
        """Return whom names in a row begin with: in "Karl Huber Berger" there are two."""
        register, rows = self.speakers.register, range(1, len(words))
        cuts = [n for n in rows if register.knows(" ".join(words[n:]))]
        for size in (*cuts, len(words), *reversed(rows)):
            name = " ".join(words[:size])
            if register.knows(name):
                return register.resolve(name)
        return ""

    def _phrase(self, line: Line, run: Run) -> Phrase:
        if self._described is not None and self._described[:2] == (line, run):
            return self._described[2]  # asked whether it may speak, and then who it is
        if run[1] - run[0] == 1 and line.low[run[0]] in self._lexicon.sets["pronouns"]:
            phrase = Phrase(run[0], run[0], "", "", pronoun=True)
        else:
            phrase = describe(line.tokens, run[0], run[1] - 1, self._lexicon)
        self._described = line, run, phrase
        return phrase
