"""Paragraphs, sentences and words, each with its offsets.

A quotation is one token of the sentence around it, so that what is said inside
never looks like a word of the reporter. Meaning is not decided here.

Main path: ``paragraphs`` -> ``sentences`` -> ``Token``. Linear in the length of the text.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import accumulate

from servanda.language.lexicon import Lexicon
from servanda.language.marks import Marked
from servanda.language.remembered import Remembered

__all__ = ["Token", "paragraphs", "sentences", "words"]

# A full stop joins "U.S." and "1.200", and not "wurden.Das", where a blank was forgotten.
# In one group, so that "split" keeps it.
_WORD = re.compile(r"(\w++(?:(?!\.[A-ZÄÖÜ][a-zäöüß])[-’'/.]\w++)*+|[^\w\s])")
_LINE_END = re.compile(r"\n")
# The article of an Arabic or Romance name is written small: "al-Sisi", "d’Estaing".
_SMALL_ARTICLE = re.compile(r"(?:a[dlnrstz]|a?sch|ash|e[dlnrst]|u[ln]|ol|d|l)[-’'][^\W\d_]")
_LONGEST_ORDINAL = 2
_STOPS = frozenset((".", "!", "?", "…"))
_SMALL = ("determiners", "prepositions", "pronouns")  # no noun that an ordinal could count


@dataclass(slots=True, unsafe_hash=True, init=False)
class Token:
    """A word, a punctuation mark, or a whole quotation.

    Never changed after it is made; "frozen" would make reading slower. What every rule asks
    of a word is worked out once.

    Attributes:
        begin: Offset of the first character.
        end: Offset behind the last.
        text: As it is written.
        quote: The number of the quotation, or -1.
        low: The word in lower case.
        capital: Whether it is a word that begins with a capital letter, or a name that does so
            behind its article ("al-Sisi").
    """

    begin: int
    end: int
    text: str
    quote: int
    low: str = field(compare=False, repr=False)
    capital: bool = field(compare=False, repr=False)

    def __init__(self, begin: int, end: int, text: str, quote: int = -1) -> None:
        """Make the token of ``text`` between two offsets."""
        self.begin = begin
        self.end = end
        self.quote = quote
        self.text, self.low, capital = _SHAPES[text]
        self.capital = capital and quote < 0


def _shape(text: str) -> tuple[str, str, bool]:
    capital = text[:1].isupper() or (not text.isalpha() and _has_small_article(text))
    return text, text.lower(), capital


def _has_small_article(text: str) -> bool:
    found = _SMALL_ARTICLE.match(text)
    return found is not None and text[found.end() - 1].isupper()


_SHAPES = Remembered(_shape)


def paragraphs(text: str) -> list[tuple[int, int]]:
    r"""Return the spans of the lines that hold anything but blanks.

    >>> paragraphs("One.\n\n  Two. ")
    [(0, 4), (8, 12)]
    """
    spans: list[tuple[int, int]] = []
    begin = 0
    for stop in [match.start() for match in _LINE_END.finditer(text)] + [len(text)]:
        line = text[begin:stop]
        lead = len(line) - len(line.lstrip())
        if line.strip():
            spans.append((begin + lead, begin + len(line.rstrip())))
        begin = stop + 1
    return spans


def words(text: str, begin: int, end: int) -> list[Token]:
    """Return the words and punctuation marks between two offsets."""
    written = text[begin:end]
    if written.isalpha():
        return [Token(begin, end, written)]
    pieces = _WORD.split(written)  # what stands between, a word, what stands between ...
    places = list(accumulate(map(len, pieces), initial=begin))
    return list(map(Token, places[1::2], places[2::2], pieces[1::2]))


def sentences(
    text: str, span: tuple[int, int], marked: Sequence[Marked], lexicon: Lexicon
) -> list[list[Token]]:
    """Return the sentences of a paragraph; each outer quotation is one token.

    Args:
        text: The whole document.
        span: The paragraph.
        marked: Its outer quotations in order, none inside another.
        lexicon: For abbreviations and verbs of saying.

    >>> from servanda.language.lexicon import load
    >>> [[t.text for t in s] for s in sentences("Am 2. Mai. Dr. X kam.", (0, 21), [], load("de"))]
    [['Am', '2', '.', 'Mai', '.'], ['Dr', '.', 'X', 'kam', '.']]
    """
    tokens = _outer_tokens(text, span, marked)
    found: list[list[Token]] = []
    begin, last = 0, len(tokens) - 1
    stops = [at for at, token in enumerate(tokens) if token.quote >= 0 or token.text in _STOPS]
    for at in stops:
        if at < last and _ends(text, tokens, at, lexicon):
            found.append(tokens[begin : at + 1])
            begin = at + 1
    return [*found, tokens[begin:]] if tokens else found


def _outer_tokens(text: str, span: tuple[int, int], marked: Sequence[Marked]) -> list[Token]:
    tokens: list[Token] = []
    at = span[0]
    for number, mark in enumerate(marked):
        tokens += words(text, at, mark.begin)
        tokens.append(Token(mark.begin, mark.end, text[mark.begin : mark.end], number))
        at = mark.end
    return tokens + words(text, at, span[1])


def _ends(text: str, tokens: Sequence[Token], at: int, lexicon: Lexicon) -> bool:
    token = tokens[at]
    after = tokens[at + 1] if at + 1 < len(tokens) else None
    if after is None:
        return True
    if token.quote >= 0:
        return _quotation_ends_sentence(tokens, at, lexicon)
    if token.text not in _STOPS or not (after.capital or after.quote >= 0 or after.text.isdigit()):
        return False
    if token.text != "." or at == 0:
        return True
    before = tokens[at - 1]
    ordinal = before.text.isdigit() and len(before.text) <= _LONGEST_ORDINAL
    if ordinal and "ordinal_point" in lexicon.traits:
        return after.capital and any(lexicon.has(key, after.text) for key in _SMALL)
    single = len(before.text) == 1 and before.capital
    # "He left the U.S. The plan ..."
    small = lexicon.has("determiners", after.text) or lexicon.has("pronouns", after.text)
    dotted = "." in before.text and before.capital and small
    return dotted or not (single or lexicon.has("abbreviations", before.text))


def _quotation_ends_sentence(tokens: Sequence[Token], at: int, lexicon: Lexicon) -> bool:
    """A quotation ends the sentence if its own words do and no "said X" follows.

    Where the verb stands second, "X sagte" begins a sentence and only "sagte X" goes on.
    """
    inside = tokens[at].text.rstrip("“”\"«»'‘’‹› \u00a0")
    after = tokens[at + 1]
    if not inside.endswith((".", "!", "?", "…")) or not (after.capital or after.quote >= 0):
        return False
    if after.quote >= 0 or inside.endswith(".") or "verb_second" in lexicon.traits:
        return True
    near = tokens[at + 1 : at + 5]
    return not any(token.low in lexicon.verbs for token in near)
