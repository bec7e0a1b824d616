"""Clauses of a sentence: where each begins, of what kind it is, which word is its verb.

A clause is what stands between commas, colons and dashes; a parenthesis belongs to its
clause. The kind is read from its first word and its verb. Noun phrases are found by
their shape; whose words a clause holds is decided in ``quotations``.

Main path: ``Line`` (one analysed sentence), ``Line.noun_phrase``.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import reduce
from operator import or_

from servanda.language.clauses_phrases import closes_attribute, done_by, noun_phrase
from servanda.language.clauses_words import (
    ADJ,
    ADV,
    AUX,
    CONJ,
    DET,
    FIN,
    INF,
    MARK,
    MODAL,
    NOUN,
    OBL,
    PART,
    PREP,
    PRON,
    REL,
    SMALL,
    SUBJ,
    SUBORD,
    THAT,
    TIME,
    WH,
    ZU,
    Grammar,
    Word,
)  # fmt: skip
from servanda.language.tokens import Token

__all__ = ["FINITE", "HANGING", "Line", "Segment"]

FINITE = AUX | MODAL | SUBJ | FIN
HANGING = frozenset(("rel", "sub", "wh"))  # kinds of clauses that hang on another one
_BREAKS = frozenset(",;:–—-")
_LONGEST_PARENTHESIS = 14
_LONGEST_PHRASE = 30
_ADVERBS = 3
_LONGEST_PEEK = 160
_POINTS = ".,;:!?"
_NO_LOW = [""] * 3
_NO_BITS = [0] * 3
_NEXT = 2
_YEAR = 4
_JOINING = frozenset(("und", "oder"))
_FUTURE = frozenset(("wird", "werden"))
_AUXILIARY_INFINITIVES = frozenset(("werden", "haben"))
_OWNING = frozenset(("dessen", "deren"))
_ALWAYS_RELATIVE = frozenset(("denen", "dessen", "deren"))


def _quoted(text: str, grammar: Grammar) -> Word:
    """Return marked words as one noun; a fragment with a verb can hold the clause's verb too."""
    bits = NOUN | (SMALL if text[:1].islower() else 0)
    if len(text) <= _LONGEST_PEEK and text[1:2].islower():
        inner = [word.strip(_POINTS) for word in text[1:-1].split()]
        for at, word in enumerate(inner):
            here = grammar.word(word).bits if word[:1].islower() else 0
            to = bool(here & ZU or (at and inner[at - 1] == "zu" and here & INF))
            bits |= ZU if to else here & (SUBJ | FIN | AUX | MODAL) * (not here & INF)
    return Word(bits)


@dataclass(slots=True, unsafe_hash=True)  # never changed; "frozen" makes reading slower
class Segment:
    """A clause.

    Attributes:
        begin: Index of its first token.
        end: Index after its last token, the mark that ends it left out.
        kind: ``that``, ``wh``, ``rel``, ``sub``, ``inf``, ``main`` or ``part`` (no verb).
        verb: Index of its first finite verb, -1 if it has none.
    """

    begin: int
    end: int
    kind: str
    verb: int


class Line:
    """A sentence with what its words can be and where its clauses are."""

    def __init__(self, tokens: Sequence[Token], grammar: Grammar) -> None:
        self.tokens, self.grammar = tokens, grammar
        self.quotes = [at for at, token in enumerate(tokens) if token.quote >= 0]
        self.low = [token.low for token in tokens] + _NO_LOW
        known = grammar.known
        self.words = [known[t.text] if t.quote < 0 else _quoted(t.text, grammar) for t in tokens]
        for at in self.quotes:
            self.low[at] = ""
        self.bits = [each.bits for each in self.words] + _NO_BITS
        self.every = reduce(or_, self.bits)  # what any of its words can be
        self.size = len(tokens)  # without the final stop; the lists go on a little behind it
        while self.size and self.low[self.size - 1] in {".", "!", "?", "…"}:
            self.size -= 1
        self.first = 0
        while self.first < self.size and self._is_mark(self.first):
            self.first += 1
        if not _OWNING.isdisjoint(self.low):
            self._open_with_owners()
        self.infinitive = "zu" in self.low or bool(self.every & ZU)
        self.closing = self._parentheses()
        self.segments = self._segments()
        self.of = [0] * (len(tokens) + 1)
        for number, segment in enumerate(self.segments):
            self.of[segment.begin : segment.end + 1] = [number] * (segment.end + 1 - segment.begin)

    def _open_with_owners(self) -> None:
        """Read "Deren Sprecherin", "sagte deren Sprecherin": no comma before, so no relative."""
        for at in range(self.first, self.size):
            if self.low[at] in _OWNING and (at == self.first or self.bits[at - 1] & FINITE):
                self.bits[at] = DET

    def _is_mark(self, at: int) -> bool:
        return bool(self.bits[at] & MARK)

    def _parentheses(self) -> dict[int, int]:
        """Return the closing bracket of each opening one near enough, as indices."""
        found: dict[int, int] = {}
        opened = -1
        if "(" not in self.low and "[" not in self.low:
            return found
        for at in range(self.size):
            if self.low[at] in {"(", "["}:
                opened = at
            elif self.low[at] in {")", "]"} and opened >= 0:
                if at - opened <= _LONGEST_PARENTHESIS:
                    found[opened] = at
                opened = -1
        return found

    def _segments(self) -> list[Segment]:
        found: list[Segment] = []
        begin = 0
        breaks = [at for at, low in enumerate(self.low[: self.size]) if low in _BREAKS]
        inside = {at for span in self.closing.items() for at in range(*span)}
        for at in breaks:
            if at not in inside and not self._is_hyphen(at) and not self._is_clock(at):
                if at > begin:
                    found.append(self._segment(begin, at))
                begin = at + 1
        if self.size > begin:
            found.append(self._segment(begin, self.size))
        return found

    def _is_clock(self, at: int) -> bool:
        """Return whether a colon stands inside a number: "19:55"."""
        if self.low[at] != ":" or not 0 < at < self.size - 1:
            return False
        return self.low[at - 1].isdigit() and self.tokens[at + 1].begin == self.tokens[at].end

    def _is_hyphen(self, at: int) -> bool:
        """Return whether a dash hangs on the word before it: "Such- und Rettungsdienst"."""
        glued = self.low[at] == "-" and at > 0 and self.tokens[at].begin == self.tokens[at - 1].end
        return glued and self.tokens[at - 1].text[-1:] not in _POINTS

    def _segment(self, begin: int, end: int) -> Segment:
        at = begin
        while at < end - 1 and self.bits[at] & (CONJ | MARK):
            at += 1
        verb = self.finite_in(at, end)
        if verb >= 0 and self.bits[verb] & PART and not self.bits[verb] & SUBJ:
            none = done_by(self, verb) or self.ends_in_infinitive(max(at, end - _NEXT), end)
            verb = -1 if none else verb
        if verb < 0 and self.quotes and not self.ends_in_infinitive(at, end):
            marked = (i for i in self.quotes if at <= i < end and self.bits[i] & FINITE)
            verb = next(marked, -1)
        return Segment(begin, end, self._kind(at, end, verb), verb)

    def _kind(self, at: int, end: int, verb: int) -> str:
        if self.low[at] in self.grammar.sets["that_words"]:
            return "that"
        last = self.ends_in_verb(end, at, verb) or self._ends_before_and(end, at, verb)
        if last or self.ends_in_infinitive(at, end):
            kind = self._bound(at, end, verb, last=last)
            if kind:
                return kind
        return "main" if verb >= 0 else "part"

    def _bound(self, at: int, end: int, verb: int, *, last: bool) -> str:
        """Return the kind of a clause whose verb stands last, "" if it is none."""
        bits = self.bits[at]
        time = verb < 0 and self.low[at] in self.grammar.sets["time_or_clause"]
        if bits & SUBORD and verb != at + 1 and not time:
            return "sub"
        purpose = verb < 0 and self.ends_in_infinitive(at, end)
        second = verb == at + 1 and end > at + _NEXT
        if last and at > 0 and not (purpose or second) and self._is_relative(at, end, verb):
            return "rel"
        if last and bits & WH:
            return "wh"
        return "inf" if purpose else ""

    def _is_relative(self, at: int, end: int, verb: int) -> bool:
        bits = self.bits[at]
        if bits & REL:
            return True
        if not (bits & PREP and at + 1 < end and self.bits[at + 1] & REL and verb > at + _NEXT):
            return False
        behind = self.bits[at + _NEXT] if at + _NEXT < end else 0
        return not behind & (NOUN | ADJ) or self.low[at + 1] in _ALWAYS_RELATIVE

    def ends_in_verb(self, end: int, begin: int, verb: int) -> bool:
        """Return whether the clause has its verb at its end and none before."""
        at = end - 1
        while at > begin and self.bits[at] & MARK:
            at -= 1
        last = at
        if at <= begin or not self._is_verbal(at):
            return False
        while at > begin and self._is_verbal(at - 1):
            at -= 1
        strong = AUX | MODAL | SUBJ
        if at <= verb < last and self.bits[verb] & strong:
            return False  # "würden geschützt" stands second, "geschützt würden" last
        return verb >= at or (
            not any(self.bits[i] & strong and self.is_finite(i) for i in range(begin + 1, at))
            and not (begin < verb <= begin + 3)
        )

    def _ends_before_and(self, end: int, begin: int, verb: int) -> bool:
        """Return whether the verb closes the first of two joined clauses: "die A tat und B tut"."""
        if not begin + _NEXT < verb < end - 1 or self.low[verb + 1] not in _JOINING:
            return False
        return self.ends_in_verb(verb + 1, begin, verb)

    def _is_verbal(self, at: int) -> bool:
        return bool(self.bits[at] & (FINITE | INF | PART)) and self._is_small(at)

    def _is_small(self, at: int) -> bool:
        return bool(self.bits[at] & SMALL)

    def ends_in_infinitive(self, begin: int, end: int) -> bool:
        """Return whether the clause ends in "zu sagen", "mitzuteilen" or the like."""
        if not self.infinitive:
            return False
        for at in range(end - 1, begin - 1, -1):
            if self.bits[at] & ZU and (self._is_small(at) or self.tokens[at].quote >= 0):
                return True
            if self.low[at] == "zu" and at + 1 < end and self._is_small(at + 1):
                nxt = self.tokens[at + 1].text
                if self.bits[at + 1] & INF or nxt.endswith(("en", "ern", "eln", "sein", "tun")):
                    return not (at + 2 < end and self.bits[at + 2] & NOUN and self._is_small(at + 1)
                                and not self.bits[at + 1] & INF)  # fmt: skip
        return False

    def finite_in(self, begin: int, end: int) -> int:
        """Return the index of the first finite verb of these words, -1 if there is none."""
        bits = self.bits
        for at in range(begin, end):
            if bits[at] & FINITE and self.is_finite(at):
                return at
        return -1

    def is_finite(self, at: int) -> bool:
        """Return whether the word at ``at`` is a finite verb where it stands."""
        bits = self.bits[at]
        if not bits & FINITE or self.tokens[at].quote >= 0:
            return False
        if at > self.first and (not self._is_small(at) or self.low[at - 1] == "zu"):
            return False
        if bits & (AUX | MODAL):
            return not self._is_governed_auxiliary(at)
        return self._is_full_verb(at, bits)

    def _is_governed_auxiliary(self, at: int) -> bool:
        """Return whether an auxiliary is an infinitive under the modal verb right behind it.

        "die geprüft werden können", and "..., Mitglied werden zu können".
        """
        if self.low[at] not in _AUXILIARY_INFINITIVES:
            return False
        after = at + 2 if self.low[at + 1] == "zu" else at + 1
        if after >= self.size or not self._is_small(after):
            return False
        behind = self.bits[after] & (MODAL | SUBJ) and not self.bits[after] & AUX
        return bool(behind) and (after > at + 1 or bool(self.bits[at - 1] & (PART | INF)))

    def _is_full_verb(self, at: int, bits: int) -> bool:
        """Return whether the form is neither an adjective, a participle nor an infinitive."""
        low = self.low[at]
        declined = low.endswith(("e", "en")) and not self.grammar.closed.get(low, 0) & SUBJ
        if declined and self._is_attributive(at):
            return self._has_that_before(at) or self._has_year_before(at)
        if bits & PART and not self.low[at].endswith("te") and self._has_auxiliary(at):
            return False
        if bits & INF and at + 1 < self.size and self.low[at + 1] == "zu":
            return False
        return not (bits & INF and at > 0 and self._has_modal(at))

    def _is_attributive(self, at: int) -> bool:
        """Return whether what ends as an adjective stands before its noun."""
        first = at - 1
        while at - first < _ADVERBS and first > 0 and self._is_adverb(first):
            first -= 1  # "der eben erst gewählte Leiter"
        before = self.bits[first] if first >= 0 else 0
        after = self.bits[at + 1] if at + 1 < self.size else 0
        noun = after & (NOUN | ADJ) or (after & TIME and not after & SMALL)
        led = noun and before & (DET | OBL | PREP) and not before & PRON
        return bool(led or self._is_cut_off(at, first) or (noun and closes_attribute(self, first)))

    def _is_cut_off(self, at: int, first: int) -> bool:
        """Return whether a number or a comma parts what would be a verb from its noun.

        "Nach absolvierten 34 Wahlen", and "Das frisch gestrichene, halb trockene Boot".
        """
        after = self.low[at + 1] if at + 1 < self.size else ""
        if after[:1].isdecimal():
            return first == at - 1 and first >= 0 and bool(self.bits[first] & PREP)
        opens = first == self.first and first < at - 1 and self.bits[first] & DET
        return bool(after == "," and opens)

    def _has_that_before(self, at: int) -> bool:
        """Return whether "das" or "dies" opens the sentence and is all that stands before a verb.

        Behind "das" an adjective ends in "-e", and so does only a past form: "Das sagte Maier".
        """
        low = self.low[at]
        if at != self.first + 1 or not self.bits[at - 1] & THAT or not self.words[at].says:
            return False
        if low.endswith("en") or self.low[at - 1] != "das":
            return True
        end = next((i for i in range(at, self.size) if self.low[i] in _BREAKS), self.size)
        return self.finite_in(at + 1, end) < 0

    def _has_year_before(self, at: int) -> bool:
        """Return whether a verb of saying alone follows a year: "Im Mai 2019 erklärte Maier"."""
        low = self.low[at - 1]
        if not self.words[at].says or len(low) != _YEAR or not low.isdecimal():
            return False
        end = next((i for i in range(at, self.size) if self.low[i] in _BREAKS), self.size)
        return self.finite_in(at + 1, end) < 0

    def _is_adverb(self, at: int) -> bool:
        bits = self.bits[at]
        plain = bits == SMALL  # "der neu ernannte Leiter"
        return plain or bool(bits & ADV and not bits & (DET | OBL))

    def _has_auxiliary(self, at: int) -> bool:
        return self._near(at, AUX) or self._near(at, SUBJ | MODAL) or self._resumes(at)

    def _resumes(self, at: int) -> bool:
        """Return whether a participle alone behind a comma ends a clause: "hatte X, Y, gesagt"."""
        alone = self.low[at - 1] == "," and (at + 1 >= self.size or self.low[at + 1] in _BREAKS)
        if not alone:
            return False
        for index in range(at - 2, max(-1, at - _LONGEST_PHRASE), -1):
            if self.low[index] in {":", ";"}:
                return False
            if self.bits[index] & AUX and self.low[index] not in _FUTURE:
                return self._governs(index)
        return False

    def _has_modal(self, at: int) -> bool:
        return self._near(at, MODAL | SUBJ) or self._near(at, AUX, _FUTURE)

    def _near(self, at: int, bit: int, forms: frozenset[str] | None = None) -> bool:
        """Return whether a verb of that class governs the one at ``at`` in its clause."""
        after = at + 1 < self.size and self.bits[at + 1] & bit and self._is_small(at + 1)
        if after and (forms is None or self.low[at + 1] in forms):
            return True
        for index in range(at - 1, max(-1, at - _LONGEST_PHRASE), -1):
            low = self.low[index]
            if low in _BREAKS and not self._is_hyphen(index):
                return False
            if self.bits[index] & bit and self._governs(index) and (forms is None or low in forms):
                return True
        return False

    def _governs(self, at: int) -> bool:
        if self.tokens[at].quote >= 0:
            return False
        return bool(self.bits[at] & (AUX | MODAL)) or not self.words[at].says

    def noun_phrase(self, at: int, stop: int, *, wide: bool = False) -> int:
        """Return the index after the noun phrase that begins at ``at``, or ``at`` if none does.

        Args:
            at: Where it would begin.
            stop: Where it must have ended.
            wide: Whether every prepositional phrase behind the noun belongs to it.
        """
        return noun_phrase(self, at, stop, wide=wide)
