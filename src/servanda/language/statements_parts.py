"""The parts of a pledge: recipient, thing, amount, time and condition.

Where the verb of pledging stands is found in ``statements_pledges``; here its clause is taken
apart. A part that the clause does not show stays "" or None.

Main path: ``Parts.made`` -> one dictionary of ``Reading.pledges``.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

from servanda.language.lexicon import Lexicon, load
from servanda.language.model import Quantity, Quotation, Span, Time
from servanda.language.names import state_of
from servanda.language.statements_nouns import Row, bare, clause_bounds, recipient
from servanda.language.statements_words import Found, Vocabulary
from servanda.language.tokens import Token

__all__ = ["Answers", "Parts", "is_participle"]

_EDGE = " \t\n\r,;:.!?\"„“”»«‚‘’'–-"


@dataclass(frozen=True, slots=True)
class Answers:
    """What was read from the document before.

    Attributes:
        quotations: With acts; pledges point to them by index.
        contents: The words of what each of them says.
        times: Pledges point to them by index.
        quantities: Pledges point to them by index.
        resolve: From a name as written to the fullest one.
    """

    quotations: Sequence[Quotation]
    contents: Sequence[Sequence[Token]]
    times: Sequence[Time]
    quantities: Sequence[Quantity]
    resolve: Callable[[str], str]


class Parts:
    """Takes the clauses of one document apart."""

    def __init__(self, text: str, answers: Answers, known: Vocabulary, lexicon: Lexicon) -> None:
        self.text, self.answers, self.known, self.lexicon = text, answers, known, lexicon
        self.amounts_at = [quantity.begin for quantity in answers.quantities]
        self.bodies = _long_bodies(lexicon.language)
        self.times_at = [time.begin for time in answers.times]

    def recipient_name(
        self, tokens: Sequence[Token], bounds: Row, row: Row | None, quotation: Quotation | None
    ) -> str:
        """Return who receives, as the fullest name, "" if the clause names nobody."""
        found = recipient(tokens, bounds, row, self.known, self.lexicon)
        if found is None or not self.someone(tokens, found):
            return ""
        name = self.name(tokens, found)
        return "" if quotation is not None and name == quotation.speaker_name else name

    def name(self, tokens: Sequence[Token], row: Row) -> str:
        """Return the fullest name of a phrase."""
        name = bare(tokens, row, self.known, self.lexicon)
        return self.answers.resolve(name) if name else ""

    def thing(self, tokens: Sequence[Token], bounds: Row, row: Row, verb: int) -> Row:
        """Return what is pledged: from the amount, or from behind subject and recipient."""
        first, last = bounds
        closes = verb >= last - 2 or self._last_particle(tokens, last - 1, verb)
        if last < len(tokens) - 2 and closes and tokens[last].text == ",":
            after = clause_bounds(tokens, last + 1)
            if tokens[after[0]].low in self.known.sets["subordinate"] or self.with_to(
                tokens, after
            ):
                return after  # "sagte zu, dass ...", "bot an, ... zu liefern"
        end = last
        while end > first and (tokens[end - 1].low in self.known.modality or end - 1 == verb):
            end -= 1
        amount = self._amount(tokens[first].begin, tokens[last - 1].end)
        begin = max(row[1] if row[1] <= end else first, verb + 1 if verb < end - 1 else first)
        if amount is not None:
            start = self.answers.quantities[amount].begin
            begin = next((i for i in range(first, end) if tokens[i].begin >= start), begin)
        begin += begin < end - 1 and self._last_particle(tokens, begin, verb)
        while begin < end - 1 and (
            tokens[begin].low in self.known.modality
            or self.lexicon.has("auxiliaries", tokens[begin].text)
        ):
            begin += 1
        while end > begin and (
            self._last_particle(tokens, end - 1, verb)
            or self.lexicon.has("prepositions", tokens[end - 1].text)
        ):
            end -= 1
        return begin, end

    def _last_particle(self, tokens: Sequence[Token], at: int, verb: int) -> bool:
        """Return whether the particle of its verb stands at an edge of the clause."""
        needed = {particle for _, particle in self.known.forms.get(tokens[verb].low, ())}
        return tokens[at].low in needed and bool(tokens[at].low)

    def is_verbal(self, tokens: Sequence[Token], found: Found) -> bool:
        """Return whether an English "to" opens a verb: none does in "agreed to a truce"."""
        to = found.particle
        if to is None or self.known.verb_second:
            return True
        noun = to + 1 < len(tokens) and self.lexicon.has("determiners", tokens[to + 1].text)
        return to == found.at + 1 and not noun

    def with_to(self, tokens: Sequence[Token], row: Row) -> bool:
        """Return whether a clause ends in an infinitive with "zu"."""
        inside = self.known.sets["with_zu"]
        return any(t.low == zu or zu in t.low[1:6]
                   for t in tokens[row[0] : row[1]][-3:] for zu in inside)  # fmt: skip

    def content_row(self, tokens: Sequence[Token]) -> Row:
        """Return the words said without "dass", "to" and marks."""
        first, last = 0, len(tokens)
        opening = self.known.sets["subordinate"] | self.known.sets["content_openings"]
        while first < last and (tokens[first].text in _EDGE or tokens[first].low in opening):
            first += 1
        while last > first and tokens[last - 1].text in _EDGE:
            last -= 1
        return first, last

    def someone(self, tokens: Sequence[Token], row: Row) -> bool:
        """Return whether a phrase names who can give or ask: a country, a body, a person."""
        inside = [token for token in tokens[row[0] : row[1]] if token.capital]
        lexicon = self.lexicon
        if not self.known.verb_second:
            held = (t.text for t in tokens[row[0] : row[1]])
            held_by = any(lexicon.has("bodies", word) or lexicon.role_of(word) for word in held)
            return held_by or any(self._no_time(token) for token in inside)
        return any(
            self.is_state(token)
            or lexicon.has("given_names", token.text)
            or lexicon.role_of(token.text)
            or (token.text.isupper() and len(token.text) > 1)
            or token.low.endswith(self.bodies)
            or self.answers.resolve(token.text) != token.text
            for token in inside
        )

    def is_state(self, token: Token) -> bool:
        """Return whether a word names a state, or the capital that stands for one."""
        if self.lexicon.has("places", token.text):
            return True
        return token.capital and bool(state_of(token.text, self.lexicon.language))

    def _no_time(self, token: Token) -> bool:
        times = self.lexicon.maps
        return token.low not in times["weekdays"] and token.low not in times["months"]

    def undone(self, tokens: Sequence[Token], row: Row) -> bool:
        """Return whether a clause is negated or a question: then nothing is pledged by it."""
        first, last = row
        negated = any(self.lexicon.has("negations", token.text) for token in tokens[first:last])
        asked = last < len(tokens) and tokens[last].text == "?"
        return negated or asked

    def gives(self, tokens: Sequence[Token]) -> bool:
        """Return whether somebody is to give: "zu liefern", "will send", "werde ... zahlen"."""
        before, inside = self.known.sets["to_words"], self.known.sets["with_zu"]
        future = any(self.known.modality.get(token.low) == "will" for token in tokens)
        for at, token in enumerate(tokens):
            if token.low not in self.known.sets["giving"] or is_participle(token.low, self.known):
                continue
            if future or (at and tokens[at - 1].low in before):
                return True
            if any(zu in token.low[1:] for zu in inside):
                return True
        return False

    def cue(self, quotation: Quotation) -> str:
        """Return the words of saying."""
        return " ".join(self.text[begin:end] for begin, end in quotation.cue)

    def _amount(self, begin: int, end: int) -> int | None:
        """Return the first amount; a change "from 600 to 900" promises neither of the two."""
        found = _within(self.amounts_at, self.answers.quantities, begin, end)
        after = None if found is None else found + 1
        if found is None or after is None or after >= len(self.amounts_at):
            return found
        between = self.text[self.answers.quantities[found].end : self.amounts_at[after]]
        return None if between.strip() in self.known.sets["change_joins"] else found

    def made(
        self,
        index: int | None,
        kind: str,
        who: str,
        to: str,
        *,
        tokens: Sequence[Token],
        row: Row,
        when: int | None,
        why: str,
        first_hand: bool = True,
    ) -> dict[str, Any]:
        """Return a pledge in its dictionary form; ``row`` is what is pledged."""
        first, last = row if row[0] < row[1] else (0, len(tokens))
        begin, end = tokens[first].begin, tokens[last - 1].end
        condition = self._condition(tokens)
        return {
            "quotation": index,
            "kind": kind,
            "who": who,
            "to": to,
            "what": [begin, end],
            "amount": self._amount(begin, end),
            "when": when,
            "condition": list(condition) if condition else None,
            "first_hand": first_hand,
            "why": why,
        }

    def time_in(self, tokens: Sequence[Token], *, told: bool) -> int | None:
        """Return the first time in a clause at which something is to be done.

        Args:
            tokens: The clause.
            told: Whether the clause also tells of the pledging, whose own day ("on Friday")
                is not that time.
        """
        if not tokens:
            return None
        index = bisect_left(self.times_at, tokens[0].begin)
        while index < len(self.times_at) and self.answers.times[index].end <= tokens[-1].end:
            begin = self.times_at[index]
            before = [token.low for token in tokens if token.end <= begin][-2:]
            if not told or any(word in self.known.sets["when_after"] for word in before):
                return index
            index += 1
        return None

    def _condition(self, tokens: Sequence[Token]) -> Span | None:
        """Return the clause that "wenn", "falls", "provided that" opens."""
        lows = [token.low for token in tokens]
        for at, low in enumerate(lows):
            phrase = next((p for p in self.known.phrases["conditions"]
                           if p.startswith(low) and lows[at : at + p.count(" ") + 1] == p.split()),
                          "")  # fmt: skip
            opens = not at or tokens[at - 1].text in _CLAUSE_END
            if not phrase and opens and low in self.known.sets["conditional_verbs"]:
                phrase = low
            if not phrase or (at and lows[at - 1] in self.known.sets["not_before_if"]):
                continue
            start = at + phrase.count(" ") + 1
            start += start < len(tokens) and tokens[start].text == ","
            end = next((i for i in range(start + 1, len(tokens)) if tokens[i].text in _CLAUSE_END),
                       len(tokens))  # fmt: skip
            if end > start:
                return tokens[at].begin, tokens[end - 1].end
        return None


_LONG_BODY = 4
_CLAUSE_END = frozenset(',.;:!?"“”«»–')


@cache
def _long_bodies(language: str) -> tuple[str, ...]:
    """Return the bodies that other nouns may end in."""
    return tuple(body for body in sorted(load(language).sets["bodies"]) if len(body) >= _LONG_BODY)


def is_participle(low: str, known: Vocabulary) -> bool:
    """Return whether a German form is no infinitive: "geliefert", "abgezogen".

    >>> from servanda.language.statements_words import vocabulary
    >>> [is_participle(form, vocabulary("de")) for form in ("geliefert", "abgezogen", "freigeben")]
    [True, True, False]
    """
    if not known.endings["participle_marks"] or low.endswith(known.endings["infinitives_in_ge"]):
        return False
    return not low.endswith("n") or known.participle(low)


def _within(
    starts: Sequence[int], answers: Sequence[Quantity] | Sequence[Time], begin: int, end: int
) -> int | None:
    """Return the index of the first answer that lies between two offsets."""
    index = bisect_left(starts, begin)
    return index if index < len(answers) and answers[index].end <= end else None
