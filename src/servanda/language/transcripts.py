"""Talk written down turn by turn, as in "SPIEGEL: Wer bezahlt?" and "Pistorius: Wir".

A turn is a paragraph that begins with a short label and a colon. Labels alone prove nothing
("Ort: Genf", "Stand: 12 Uhr"): turns are only believed where they follow one another, one
who speaks comes back, somebody else speaks between, and either a question is asked or a
label names a person of the document. A paragraph without a label goes on with the turn before,
if another turn comes soon. What is quoted within a turn is not read: the turn is one quotation.

Main path: ``turns`` -> ``Turn``; ``said_in_turns`` -> ``Quotation``. Linear in the paragraphs.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from servanda.language.lexicon import Lexicon
from servanda.language.model import Quotation
from servanda.language.names import words_of
from servanda.language.people import Register
from servanda.language.phrases import Phrase, describe
from servanda.language.quotations_voices import Speakers, note_single
from servanda.language.tokens import Token

__all__ = ["Turn", "said_in_turns", "turns"]

_CONFIDENCE = 0.85
_LABEL_WORDS = 6
_LEAST_TURNS = 3
_TWICE = 2
_LONGEST_TURN = 3  # paragraphs; what stands further from a label may be the reporter's

_Paragraph = Sequence[Sequence[Token]]


@dataclass(frozen=True, slots=True)
class Turn:
    """What one of those who talk says at a time.

    Attributes:
        paragraphs: Their numbers, in order.
        label: Who it is, as tokens, without the colon.
        colon: Where the colon stands in the first sentence.
    """

    paragraphs: tuple[int, ...]
    label: tuple[Token, ...]
    colon: int

    @property
    def key(self) -> str:
        """Return the label as it is written: the same label is the same speaker."""
        return " ".join(token.text for token in self.label)


def turns(parts: Sequence[_Paragraph], lexicon: Lexicon, register: Register) -> list[Turn]:
    """Return the turns of a document; its people learn the names that only labels give.

    Args:
        parts: Paragraphs as sentences as tokens.
        lexicon: The language.
        register: The people of the document, read but not settled.
    """
    found = [turn for run in _runs(parts) if _is_talk(run, parts, register, lexicon)
             for turn in run]  # fmt: skip
    for turn in found:
        phrase = describe(turn.label, 0, len(turn.label) - 1, lexicon)
        if phrase.name and not register.knows(phrase.name):
            note_single(turn.label, phrase, register, lexicon)
    return found


def said_in_turns(
    found: Sequence[Turn], parts: Sequence[_Paragraph], lexicon: Lexicon, register: Register
) -> list[Quotation]:
    """Return each turn as direct speech of whom its label names."""
    speakers = Speakers(register, lexicon)
    made = []
    for turn in found:
        phrase = _named(turn.label, lexicon, register)
        nobody = turn.key.lower() in words_of(lexicon.language, "turn_labels")
        how = speakers.hear(turn.paragraphs[0], turn.label, phrase)
        voice = speakers.voice
        spoken = parts[turn.paragraphs[0]]
        begin = next(_words_behind(spoken, turn.colon)).begin
        spans = [(begin, spoken[-1][-1].end)]
        spans += [(parts[n][0][0].begin, parts[n][-1][-1].end) for n in turn.paragraphs[1:]]
        made.append(Quotation(
            type="Direct", quote=tuple(spans), words=tuple(spans), speaker=voice.spans,
            speaker_name="" if nobody else voice.name, speaker_role=voice.role,
            act="" if spoken[-1][-1].text == "?" else "asserts", confidence=_CONFIDENCE,
            why=f"turn of a talk: {turn.key!r} ({'nobody named' if nobody else how})",
        ))  # fmt: skip
    return made


def _named(label: Sequence[Token], lexicon: Lexicon, register: Register) -> Phrase:
    """Return who a label names; capitals alone hide that "RENN" is a person, no body."""
    phrase = describe(label, 0, len(label) - 1, lexicon)
    shouted = label[-1].text
    if not phrase.name and shouted.isupper() and register.knows(shouted):
        return replace(phrase, name=shouted)
    return phrase


def _runs(parts: Sequence[_Paragraph]) -> Iterator[list[Turn]]:
    """Yield turns that follow one another."""
    run: list[Turn] = []
    last = -_LONGEST_TURN
    for number, part in enumerate(parts):
        colon = _label(part)
        if not colon:
            continue
        if run and number - last > _LONGEST_TURN:
            yield run
            run = []
        if run:
            rest = tuple(range(last, number))
            run[-1] = Turn(rest, run[-1].label, run[-1].colon)
        run.append(Turn((number,), tuple(part[0][:colon]), colon))
        last = number
    if run:
        yield run


def _label(part: _Paragraph) -> int:
    """Return where the colon behind a label stands, 0 if a paragraph begins with none."""
    if not part:
        return 0
    first = part[0]
    if not first[0].capital:
        return 0
    at = next((n for n, token in enumerate(first[: _LABEL_WORDS + 1]) if token.text == ":"), 0)
    written = all(t.quote < 0 and (t.capital or t.text in ".()") for t in first[:at])
    if not at or not written:
        return 0
    return at if next(_words_behind(part, at), None) is not None else 0


def _words_behind(part: _Paragraph, colon: int) -> Iterator[Token]:
    yield from part[0][colon + 1 :]
    for sentence in part[1:]:
        yield from sentence


def _is_talk(
    run: Sequence[Turn], parts: Sequence[_Paragraph], register: Register, lexicon: Lexicon
) -> bool:
    often = Counter(turn.key for turn in run)
    if len(run) < _LEAST_TURNS or len(often) < _TWICE or max(often.values()) < _TWICE:
        return False
    asked = any(sentence[-1].text == "?" for turn in run for n in turn.paragraphs
                for sentence in parts[n])  # fmt: skip
    return asked or any(
        register.knows(turn.label[-1].text) or lexicon.role_of(turn.label[0].text) for turn in run
    )
