"""Where somebody promises, offers or demands: the verbs that do it and what makes them none.

A pledge is told ("promised to send"), said ("we will send"), offered ("ready to send") or only
meant ("Kestria wants to give Norland 50 tanks"): the last is an intention that the reporter tells,
no word given. Passives, nouns of the same form and reflexives are none.

Main path: ``Acts.promise``, ``Acts.offer``, ``Acts.told_act``, ``Acts.meant``, ``Acts.owned``.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Sequence
from typing import Any

from servanda.language.names import state_of
from servanda.language.statements_nouns import clause_bounds
from servanda.language.statements_parts import Parts, is_participle
from servanda.language.statements_words import Found
from servanda.language.tokens import Token, words

__all__ = ["Acts"]

_OWNER_REACH = 40
_SENTENCE_END = frozenset(".!?")
_TOLD_KINDS = ("promises", "offers", "demands")


class Acts(Parts):
    """Finds the words that pledge in the clauses of one document."""

    rows: Sequence[Sequence[Token]] = ()

    def owner(self, name: str) -> str:
        """Return "Moscow" for "Moscow's"; a German genitive only of a state: "Moskaus"."""
        ending = next((e for e in self.known.endings["possessive"] if name.endswith(e)), "")
        stem = name.removesuffix(ending)
        if not self.known.verb_second:
            return stem
        known = self.lexicon.has("places", stem) or bool(state_of(stem, self.lexicon.language))
        return stem if ending and known else name

    def before(
        self, tokens: Sequence[Token], first: int
    ) -> tuple[Sequence[Token], tuple[int, int]] | None:
        """Return the sentence before, to which "Das" points in "Das hat Kairo zugesagt"."""
        if tokens[first].low not in self.known.sets["points_back"]:
            return None
        place = bisect_left(self.rows, tokens[first].begin + 1, key=lambda row: row[0].begin) - 1
        row = self.rows[place - 1] if place > 0 else ()
        if not row or "\n\n" in self.text[row[-1].end : tokens[first].begin]:
            return None
        return row, (0, len(row) - (row[-1].text in _SENTENCE_END and len(row) > 1))

    def promise(self, tokens: Sequence[Token], at: int) -> tuple[str, int, str] | None:
        """Return kind, the word whose clause names who, and why; None if nothing is pledged."""
        low = tokens[at].low
        act = self.told_act(tokens, at)
        if act is not None:
            return self.known.kinds[act.act], at, "words said:"
        if low not in self.known.sets["giving"]:
            return None
        first, last = clause_bounds(tokens, at)
        clause = range(first, last)
        modals = [(i, self.known.modality.get(tokens[i].low, "")) for i in clause]
        will = next((i for i, modal in modals if modal == "will"), None)
        must = next((i for i, modal in modals if modal in {"must", "should"}), None)
        ready = self._ready(tokens, first)
        if ready is not None:
            return "offer", ready, "ready to"
        if will in {None, at} and must not in {None, at} and not is_participle(low, self.known):
            return "demand", must or 0, "duty with"
        if will is None or will == at or is_participle(low, self.known):
            return None
        return "pledge", will, "will with"

    def offer(self, tokens: Sequence[Token], at: int) -> tuple[str, int, str] | None:
        """Return an offer if somebody is ready to something: "ist bereit, ...", "zu ... bereit"."""
        first, last = clause_bounds(tokens, at)
        if not any(token.low in self.known.sets["ready_verbs"] for token in tokens[first:last]):
            return None
        told = any(token.low in self.known.sets["ready_for"] for token in tokens[first:at])
        if last < len(tokens) - 1 and tokens[last].text == "," and last == at + 1:
            after = clause_bounds(tokens, last + 1)
            told = self.with_to(tokens, after) and not self.gives(tokens[slice(*after)])
        return ("offer", at, "ready:") if told else None

    def _ready(self, tokens: Sequence[Token], first: int) -> int | None:
        """Return where "bereit" or "ready to" stands in this clause or just before it."""
        for index in range(max(0, first - 12), min(len(tokens), first + 12)):
            if tokens[index].low in self.known.sets["willing"]:
                return index
        return None

    def told_act(self, tokens: Sequence[Token], at: int) -> Found | None:
        """Return the act of pledging a verb tells of; a noun of that form is none."""
        if tokens[at].low not in self.known.forms:
            return None
        found = self.known.act_at(tokens, at)
        if found is None or found.act not in _TOLD_KINDS:
            return None
        if found.act == "promises" and not self.is_verbal(tokens, found):
            return None
        noun = tokens[at].capital if self.known.verb_second else False
        before = tokens[at - 1] if at else None
        if before is not None and not self.known.verb_second:
            noun = (
                self.lexicon.has("determiners", before.text)
                or before.low in self.known.sets["before_noun"]
                or before.low.endswith(self.known.endings["possessive"])
            )
        if noun or self._passive(tokens, at) or self._reflexive(tokens, at):
            return None
        return found

    def _reflexive(self, tokens: Sequence[Token], at: int) -> bool:
        """Return whether "sich" makes another verb of it, or is missing: "verspricht sich"."""
        first, last = clause_bounds(tokens, at)
        own = any(token.low in self.known.sets["reflexive"] for token in tokens[first:last])
        low = tokens[at].low
        return low in self.known.sets["not_reflexive" if own else "only_reflexive"]

    def _passive(self, tokens: Sequence[Token], at: int) -> bool:
        """Return whether the verb stands in the passive: "wird aufgefordert", "was pledged"."""
        passives, further = self.lexicon.sets["passives"], self.known.sets["passive_words"]
        if not self.known.verb_second:
            return at > 0 and (tokens[at - 1].low in passives or tokens[at - 1].low in further)
        first, last = clause_bounds(tokens, at)
        low = tokens[at].low
        return self.known.participle(low) and any(
            t.low in passives or t.low in further for t in tokens[first:last]
        )

    def meant(self, tokens: Sequence[Token], at: int) -> int | None:
        """Return the verb of giving that goes with a word of wanting, None if none does."""
        if self.known.modality.get(tokens[at].low) != "wants" or tokens[at].quote >= 0:
            return None
        giving = self.known.sets["giving"]
        if self.known.verb_second:
            _, last = clause_bounds(tokens, at)
            low = tokens[last - 1].low
            return last - 1 if low in giving and not is_participle(low, self.known) else None
        to, verb = at + 1, at + 2
        opens = verb < len(tokens) and tokens[to].low in self.known.sets["to_words"]
        return verb if opens and tokens[verb].low in giving else None

    def owner_before(self, begin: int) -> str:
        """Return whose the noun of a demand is by the word before it: "Moskaus Forderung"."""
        before = words(self.text, max(0, begin - _OWNER_REACH), begin)[-1:]
        return self.answers.resolve(self.owner(before[0].text)) if (
            before and self._is_owner(before[0])
        ) else ""  # fmt: skip

    def _is_owner(self, token: Token) -> bool:
        return token.capital and self.owner(token.text) != token.text

    def owned(self, tokens: Sequence[Token], at: int) -> dict[str, Any] | None:
        """Read "Moscow's demand that ..." and "Moskaus Forderung, ...", told by somebody else."""
        found = self.known.act_at(tokens, at)
        owner, first = at - 1, at + 1
        if self.known.verb_second and not (at and self._is_owner(tokens[owner])):
            owner, first = at + 1, at + 2  # "die Forderung Moskaus, ..."
        if found is None or found.act not in {"promises", "demands"} or first >= len(tokens) - 1:
            return None
        who = self.owner(tokens[owner].text) if owner >= 0 and self._is_owner(tokens[owner]) else ""
        opens = self.known.sets["subordinate"] | self.known.sets["to_words"]
        if self.known.verb_second:
            opens = frozenset((",",))
        if not who or tokens[first].text not in opens:
            return None
        last = clause_bounds(tokens, first + 1)[1]
        row = first + 1, max(first + 2, last)
        end = row[0]
        while end < row[1] and tokens[end].capital:
            end += 1
        to = self.name(tokens, (row[0], end)) if found.act == "demands" and end > row[0] else ""
        return self.made(
            None, self.known.kinds[found.act], self.answers.resolve(who), to, tokens=tokens,
            row=row, when=None, first_hand=False, why=f"told of: {tokens[at].text!r}",
        )  # fmt: skip
