"""Whether words between marks are speech, and who is named before a colon without a verb of saying.

A title, a term, or the name of a law is no quotation: marked words that stand in nobody's
clause must be a sentence. Whose words they are is decided in ``quotations_direct``.

Main path: ``is_spoken``.
"""

from __future__ import annotations

from collections.abc import Sequence

from servanda.language.clauses import FINITE, Line
from servanda.language.lexicon import Lexicon
from servanda.language.marks import Marked
from servanda.language.people import Register
from servanda.language.phrases import phrase_after
from servanda.language.quotations_said import Run, Said
from servanda.language.speech import is_fragment, is_rendered, spoken_words
from servanda.language.tokens import Token

__all__ = ["is_spoken", "named_before"]

_PAIR = 2
_LEAST_SPOKEN_WORDS = 5
_LEAST_SMALL_WORDS = 4
_NAMED_REACH = 30
_ENDS = frozenset(".!?")


def is_spoken(
    line: Line,
    at: int,
    said: Said | None,
    mark: Marked,
    lexicon: Lexicon,
    *,
    colon: bool,
    here: bool,
) -> bool:
    """Return whether these marks hold speech and not a title or a term.

    Args:
        line: The sentence.
        at: Index of the token that is the marked words.
        said: The quotation of the clause around them, if somebody there says it.
        mark: The marks.
        lexicon: The language.
        colon: Whether the sentence before ends in a colon.
        here: Whether somebody spoke in this paragraph.
    """
    text = line.tokens[at].text
    inside = spoken_words(line.tokens, at, lexicon)
    if not inside:
        return False
    if said is not None and said.judged:
        return True
    before = line.low[at - 1] if at else ""
    introduced = before == ":" or before in line.grammar.sets["wordings"]
    if said is not None and (said.cue or said.rule.startswith("inside")):
        sure = introduced or said.rule == "inquit after" or not mark.opened or at == 0
        return sure or is_rendered(inside, nested=said.rule.startswith("inside"))
    if not mark.opened or introduced or colon:
        return True
    if all(not t.text[0].isalnum() for t in line.tokens if t.quote < 0):
        return len(inside) > _PAIR or here
    return _is_sentence(line, text, inside)


def _is_sentence(line: Line, text: str, inside: Sequence[Token]) -> bool:
    """Return whether marked words hold a finite verb or end as a sentence: no name does.

    Nor does a name begin small and have many words.
    """
    if inside[0].text[:1].islower():
        return len(inside) >= _LEAST_SMALL_WORDS
    if len(inside) < _LEAST_SPOKEN_WORDS or is_fragment(text):
        return False
    if text.rstrip("“”\"'«»‘’ ")[-1:] in _ENDS:
        return True
    small = (token.text for token in inside if token.text[0].islower())
    return any(line.grammar.word(word).bits & FINITE for word in small)


def named_before(line: Line, stop: int, register: Register, lexicon: Lexicon) -> Run | None:
    """Return who is named first before the colon at ``stop``: a person, an office or a pronoun."""
    for at in range(line.first, min(stop, _NAMED_REACH)):
        phrase = phrase_after(line.tokens, at, lexicon)
        if phrase is None:
            continue
        if phrase.role or phrase.pronoun or register.knows(phrase.name):
            return phrase.first, phrase.last + 1
    return None
