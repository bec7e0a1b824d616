"""A text as a string of characters that stand for classes of words, and the rules that match.

Each character of the text is looked at once; a rule is tried only where one of its first
words stands, and every rule is bounded in length: the work is linear in the text. What a
match means is decided in ``resolve``.

Main path: ``scan`` -> ``Scanned``; ``matches`` -> ``Match``.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import accumulate

from servanda.language.remembered import Remembered
from servanda.language.times.lexicon import NOTHING, Grammar, Rule

__all__ = ["BREAK", "STOP", "Match", "Scanned", "matches", "scan"]

STOP = "!"
BREAK = "|"
_TOKEN = re.compile(  # what is most frequent first; in one group, so that "split" keeps it
    r"((?i:[ap]\.m\.|Q[1-4](?!\w))|[^\W\d_]+|[^\w\s]"
    r"|\d{4}-\d\d-\d\d(?:(?i:T)\d\d:\d\d(?::\d\d)?(?:(?i:Z)|[+-]\d\d:\d\d)?)?(?![\w-])"
    r"|\d+(?:[.,:]\d+)*(?i:ern?|st|nd|rd|th|s|am|pm)?(?![^\W_])|\d+|\n[^\S\n]*\n)"
)
_STOPS = frozenset(".!?…:;")
_LONGEST_NUMBER = 24
_LONGEST_WORD = 48
_SHORTEST_ADJECTIVE = 4


@dataclass(frozen=True, slots=True)
class Scanned:
    """The words of a text: where they are, and the character of each."""

    text: str
    begins: list[int]
    ends: list[int]
    codes: str

    def word(self, at: int) -> str:
        """Return a word as written."""
        return self.text[self.begins[at] : self.ends[at]]


@dataclass(slots=True, unsafe_hash=True)  # never changed; "frozen" makes reading slower
class Match:
    """A rule that fits: the words of the answer, and the named parts."""

    rule: Rule
    first: int
    last: int
    parts: Mapping[str, int]
    begin: int
    end: int

    def has(self, name: str) -> bool:
        """Return whether a part is there."""
        return name in self.parts


def scan(text: str, grammar: Grammar) -> Scanned:
    """Return the words of a text and their characters.

    >>> from servanda.language.times.lexicon import load
    >>> scanned = scan("am 5. Mai", load("de"))
    >>> [scanned.word(at) for at in range(4)]
    ['am', '5', '.', 'Mai']
    """
    pieces = _TOKEN.split(text)  # what stands between, a word, what stands between ...
    places = list(accumulate(map(len, pieces)))
    begins, ends = places[:-1:2], places[1::2]
    codes = list(map(_codes(grammar).__getitem__, pieces[1::2]))
    _points(begins, ends, codes, text, grammar)
    return Scanned(text, begins, ends, "".join(codes))


@cache
def _codes(grammar: Grammar) -> Remembered[str]:
    """Return the character of each word of a language, worked out when it is first met."""
    known = grammar.codes.get
    return Remembered(lambda written: known(written) or _other(written, grammar))


def _other(written: str, grammar: Grammar) -> str:
    """Return the character of what is in no list."""
    if len(written) >= _LONGEST_WORD:
        return NOTHING
    head = written[0]
    if head.isdigit():
        return grammar.shape(written) if len(written) < _LONGEST_NUMBER else NOTHING
    if not head.isalpha():
        return BREAK if head == "\n" else STOP if written in _STOPS else NOTHING
    if written.islower():
        return _ending(written, grammar)
    if written.isupper() and len(written) > 1:
        low = written.lower()
        return grammar.codes.get(low.capitalize()) or grammar.codes.get(low) or NOTHING
    return NOTHING


def _ending(written: str, grammar: Grammar) -> str:
    if len(written) <= _SHORTEST_ADJECTIVE:
        return NOTHING
    if written.endswith(grammar.past_endings):
        return grammar.past
    return grammar.adjective if written.endswith(grammar.adjective_endings) else NOTHING


def _points(
    begins: list[int], ends: list[int], codes: list[str], text: str, grammar: Grammar
) -> None:
    """A full stop right after a number may make it an ordinal; after a word it ends a sentence.

    A hyphen is one only between two words without blanks; else it is a dash.
    """
    dot, hyphen, dash = (grammar.codes.get(mark) for mark in ".-–")
    looked_for = {dot, hyphen}
    marks = [at for at, code in enumerate(codes) if code in looked_for]
    last = len(codes) - 1
    for at in marks:
        tight = at > 0 and ends[at - 1] == begins[at]
        if codes[at] == dot:
            before = text[begins[at - 1] : ends[at - 1]] if tight else ""
            if not (before[-1:].isdigit() or before in grammar.dotted):
                codes[at] = STOP
        elif not (tight and at < last and begins[at + 1] == ends[at]) and dash is not None:
            codes[at] = dash


def matches(scanned: Scanned, grammar: Grammar) -> Iterator[Match]:
    """Yield the matches from left to right; none overlaps the one before."""
    codes, rules = scanned.codes, _rules(grammar)
    free = 0
    for found in grammar.starts.finditer(codes):
        if found.start() < free:
            continue
        best = _best(codes, found.start(), free, rules)
        if best is None:
            continue
        first, last = best[1].span("S")
        if first > found.start():  # context came first; a longer answer may begin here
            other = _best(codes, first, first, rules)
            if other is not None and other[1].start("S") == first and other[1].end("S") > last:
                best, last = other, other[1].end("S")
        free = last
        yield Match(best[0], first, last - 1, _parts(best[1]),
                    scanned.begins[first], scanned.ends[last - 1])  # fmt: skip


@cache
def _rules(grammar: Grammar) -> Remembered[tuple[Rule, ...]]:
    """Return the rules that may fit where two characters stand."""
    rules = grammar.rules
    return Remembered(
        lambda codes: tuple(rule for rule in rules.get(codes[0], ()) if rule.may_begin(codes))
    )


def _best(
    codes: str, at: int, free: int, rules: Mapping[str, Sequence[Rule]]
) -> tuple[Rule, re.Match[str]] | None:
    """Return the rule with the longest match at a place, of those the first."""
    best: tuple[Rule, re.Match[str]] | None = None
    for rule in rules[codes[at : at + 2]]:
        match = rule.expression.match(codes, at)
        if match is None or match.start("S") < free:
            continue
        if best is None or match.end() > best[1].end():
            best = rule, match
    return best


def _parts(match: re.Match[str]) -> dict[str, int]:
    return {
        name.partition("__")[0]: match.start(name)
        for name, found in match.groupdict().items()
        if found and name != "S"
    }
