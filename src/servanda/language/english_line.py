"""A sentence of English with the class of each word, and the noun phrases in it.

Classes come from ``lexica/en/grammar.yaml``; the class of a word is looked up once. A noun
phrase is found by what cannot stand in it, so unknown words are no obstacle. Who speaks is
decided in ``english``.

Main path: ``Line`` -> ``Line.phrase_from`` and ``Line.phrase_to``.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache

from servanda.language.lexicon import Lexicon, concern
from servanda.language.tokens import Token

__all__ = ["Line", "grammar"]

_LONGEST = 30
_PAIR = 2
_PARENTHESIS = 8  # words in "(R., Ind.)"
_CURRENCIES = frozenset("$€£")
_SAID = frozenset(("said", "says", "say"))
_STOPS = frozenset(",;:.!?–—-()[]|")
_END_MARKS = frozenset(".!?…")


@cache
def grammar(language: str) -> dict[str, frozenset[str]]:
    """Return the word lists of a language whose subject stands before its verb.

    Empty for a language without ``grammar.yaml``; then this grammar does not fit it.
    """
    written = concern(language, "grammar").items()
    return {key: frozenset(str(words).split()) for key, words in written}


class Line:
    """One sentence: tokens, their lower-cased words, and questions about them."""

    def __init__(self, tokens: Sequence[Token], lexicon: Lexicon) -> None:
        self.tokens, self.lexicon = tokens, lexicon
        self.low = [token.text.lower() if token.quote < 0 else "" for token in tokens]
        self.words = grammar(lexicon.language)
        self.size = len(tokens)
        self._join_digits()
        self._join_abbreviations()
        self._join_phrases()
        self.only_quotes = all(
            token.quote >= 0 or word in _STOPS for token, word in zip(tokens, self.low, strict=True)
        )

    def _join_digits(self) -> None:
        """Take the comma of "300,000" and the colon of "18:00" for no marks."""
        for at, word in enumerate(self.low[1:-1], 1):
            if word not in {",", ":"}:
                continue
            before, mark, after = self.tokens[at - 1 : at + 2]
            digits = before.text[-1:].isdigit() and after.text[:1].isdigit()
            if digits and before.end == mark.begin and mark.end == after.begin:
                self.low[at] = "0"

    def _join_abbreviations(self) -> None:
        """Take the stop of "Gen. Hodges" and "U.S. officials", and "(R., Ind.)", for no marks."""
        for at, word in enumerate(self.low[1:-1], 1):
            if word == "." and self._is_short(at - 1):
                self.low[at] = "0"
            if word == "(" and self.tokens[at - 1].capital:
                close = next((k for k in range(at + 1, min(self.size - 1, at + _PARENTHESIS))
                              if self.low[k] == ")"), at)  # fmt: skip
                if all(t.capital or t.text in ",.-" for t in self.tokens[at + 1 : close]):
                    self.low[at : close + 1] = ["0"] * (close + 1 - at) if close > at else ["("]

    def _is_short(self, at: int) -> bool:
        """Return whether the word at ``at`` is written with a full stop: "Sen", "U.S", "J"."""
        word = self.tokens[at].text
        letters = self.tokens[at].capital and (len(word) == 1 or word[1:2] == ".")
        return letters or self.lexicon.has("abbreviations", word)

    def _join_phrases(self) -> None:
        """Read "so far" as the adverb and "at least 300" as the number that they are."""
        for at in range(self.size - 1):
            pair = f"{self.low[at]}_{self.low[at + 1]}"
            if pair in self.words["adverb_pairs"]:
                self.low[at : at + 2] = ["then", "then"]
            if pair in self.words["number_pairs"] and self._counts(at + 2):
                self.low[at : at + 2] = ["all", "all"]
            elif self.low[at] in self.words["number_leads"] and self._counts(at + 1):
                opens = at == 0 or self.low[at - 1] == "that" or self.low[at - 1] in _SAID
                if opens or self.low[at] in self.words["adverbs"]:
                    self.low[at] = "all"

    def _counts(self, at: int) -> bool:
        """Return whether a number stands at ``at``: "300", "a quarter", "dozens", "£5"."""
        if at < self.size and self.low[at] in {"a", "the", "one"}:
            at += 1
        return at < self.size and (self.has("numbers", at) or self.low[at][:1].isdigit()
                                   or self.low[at] in _CURRENCIES)  # fmt: skip

    def has(self, key: str, at: int) -> bool:
        """Return whether the word at ``at`` is in a list of the grammar."""
        return 0 <= at < self.size and self.low[at] in self.words[key]

    def is_quote(self, at: int) -> bool:
        """Return whether a whole quotation stands at ``at``."""
        return 0 <= at < self.size and self.tokens[at].quote >= 0

    def is_mark(self, at: int) -> bool:
        """Return whether punctuation stands at ``at``, or nothing does."""
        return not 0 <= at < self.size or self.low[at] in _STOPS

    def is_verb(self, at: int) -> bool:
        """Return whether a finite verb or auxiliary seems to stand at ``at``."""
        word = self.low[at]
        if word in self.words["auxiliaries"]:
            return True
        if word in self.words["finite"]:
            return at == 0 or self.low[at - 1] not in self.words["owning"]
        if word in self.lexicon.verbs:
            return self.acts_as_verb(at)
        past = word.endswith("ed") and word not in self.words["not_past"]
        if word in self.words["ranks"] and self.has_name(at + 1):
            return False  # "retired Gen. Hodges"
        return past and not self.tokens[at].capital and not self._modifies(at)

    def spoken(self, first: int, end: int) -> list[Token]:
        """Return the words of a phrase as a name has them: no stop behind "Gen", one in "U.S."."""
        made: list[Token] = []
        for at in range(first, end):
            token = self.tokens[at]
            if token.text != "." or not made or self.low[at] == ".":
                made.append(token)
            elif len(made[-1].text) == 1 or "." in made[-1].text:
                made[-1] = Token(made[-1].begin, token.end, f"{made[-1].text}.")
        return made

    def has_name(self, at: int) -> bool:
        """Return whether a name or an office stands at ``at``."""
        token = self.tokens[at] if at < self.size else None
        return token is not None and token.quote < 0 and (
            (token.capital and token.low not in self.lexicon.maps["weekdays"])
            or bool(self.lexicon.role_of(token.text))
        )  # fmt: skip

    def acts_as_verb(self, at: int) -> bool:
        """Return whether a word of saying is a verb here and not a noun ("the claim")."""
        if self.tokens[at].capital and at > 0:
            return False
        if self.low[at] in self.words["nouns_too"] and at > 0 and (
            not self._speaks(at - 1) or self._verb_stands(at + 1)
        ):  # fmt: skip
            return False
        if self.low[at] in self.words["nouns_base"] and not self._are_many(at - 1):
            return False
        return not self._modifies(at) or self.low[at] in {"said", "says"}

    def _verb_stands(self, at: int) -> bool:
        """Return whether a verb follows, so that "Gulf states condemn" has no other before it."""
        if not 0 <= at < self.size or self.tokens[at].capital:
            return False
        word = self.low[at]
        past = word.endswith("ed") and word not in self.words["not_past"]
        return past or word in self.words["auxiliaries"] or word in self.lexicon.verbs

    def _speaks(self, at: int) -> bool:
        """Return whether the word before "states", "claims" can be who states."""
        token = self.tokens[at]
        if token.capital or token.quote >= 0 or self.is_mark(at) or self.has("pronouns", at):
            return True
        known = self.has("auxiliaries", at) or self.has("adverbs", at) or self.has("relatives", at)
        body = self.lexicon.has("bodies", token.text) or self.lexicon.role_of(token.text)
        article = self.has("determiners", at - 1) and self.low[at - 1] != "that"
        return known or bool(body) or article

    def _are_many(self, at: int) -> bool:
        """Return whether the word before "demand", "report" can be who do so, or leads to them."""
        if at < 0:
            return False
        word = self.low[at]
        leads = word in self.words["auxiliaries"] or word in self.words["adverbs"] or word == "to"
        plural = word.endswith("s") and not word.endswith(("ss", "us", "'s", "’s"))
        joined = self.has("conjunctions", at) or self.has("relatives", at)
        return leads or plural or joined or word in self.words["many"] or self.is_mark(at)

    def is_contracted(self, at: int) -> bool:
        """Return whether pronoun and verb are one word: "he'd", "they’re"."""
        base, _, ending = self.low[at].replace("’", "'").partition("'")
        return bool(ending) and base in self.words["pronouns"]

    def _modifies(self, at: int) -> bool:
        """Return whether the word before makes this one a noun or an adjective."""
        if at == 0:
            return False
        before = self.low[at - 1]
        known = before in self.words["determiners"] or before in self.words["prepositions"]
        known = known or (
            before in self.words["adverbs"]
            and self.has("determiners", at - 2)
            and self.low[at] in self.words["nouns_base"]
        )  # "the only answer"
        return known or before.endswith(("'s", "’s"))

    def is_noun(self, at: int) -> bool:
        """Return whether a word that can be part of a name or noun stands at ``at``."""
        if not 0 <= at < self.size or self.tokens[at].quote >= 0:
            return False
        word = self.low[at]
        if not word[0].isalnum() and word[0] not in "'’&":
            return False
        grammatical = ("determiners", "pronouns", "prepositions", "conjunctions", "subordinators")
        if word in self.words["prepositions"] and self._in_name(at):
            return True
        return not any(word in self.words[key] for key in grammatical) and (
            not self.is_verb(at) and (word not in self.words["adverbs"] or self.tokens[at].capital)
        )

    def _in_name(self, at: int) -> bool:
        """Return whether a preposition is part of a name: "Doctors Without Borders"."""
        return 0 < at < self.size - 1 and all(
            self.tokens[k].capital and self.low[k] not in self.lexicon.maps["weekdays"]
            for k in (at - 1, at, at + 1)
        )

    def end(self) -> int:
        """Return the index after the last word, without the full stop."""
        last = self.size
        while last > 0 and self.low[last - 1] in _END_MARKS:
            last -= 1
        return last

    def phrase_from(self, start: int, stop: int = -1) -> int:
        """Return the index after the noun phrase that begins at ``start``; ``start`` if none.

        Apposition is not followed; see ``apposed``.
        """
        stop = min(self.size if stop < 0 else stop, start + _LONGEST)
        if start >= stop or self.tokens[start].quote >= 0:
            return start
        if self.has("pronouns", start) or self.has("objects", start):
            follows = self.has("possessives", start) and self.is_noun(start + 1)
            if not follows:
                return start + 1
        at = start
        while at < stop and self.has("determiners", at):
            at += 1
        if start < at < stop - 1 and self.has("adverbs", at) and self.is_noun(at + 1):
            at += 1  # "the first payment", "a sharply worded letter"
        begin = at
        while at < stop and self._goes_on(at, begin):
            at += 1
        one_word = at - start == 1 and self._alone(at)  # "both", "some"
        return at if at > begin or one_word else start

    def _alone(self, at: int) -> bool:
        return at >= self.size or self.is_mark(at) or self.is_verb(at)

    def _goes_on(self, at: int, begin: int) -> bool:
        if self.is_noun(at):
            return not self._names_occasion(at, begin)
        if at == begin or at + 1 >= self.size:
            return False
        if self.has("joins_after", at) or self.low[at] in {"of", "and", "&"}:
            if self.low[at] == "and":
                return self.tokens[at - 1].capital and self.tokens[at + 1].capital
            gerund = self.low[at + 1].endswith("ing") and not self.tokens[at + 1].capital
            return self.has("determiners", at + 1) or (self.is_noun(at + 1) and not gerund)
        return self.has("determiners", at) and self.low[at - 1] in self.words["joins_after"]

    def _names_occasion(self, at: int, begin: int) -> bool:
        days = self.low[at] in self.lexicon.maps["weekdays"]
        return at > begin and (days or self.low[at] in self.lexicon.maps["months"])

    def apposed(self, end: int, stop: int = -1) -> int:
        """Return the index after an apposition that follows ``end``; ``end`` if none.

        ", head of the agency," and ", Claudia Threne," are; ", who came," is none.
        """
        stop = self.size if stop < 0 else stop
        if end + 1 >= stop or self.low[end] != ",":
            return end
        after = self.phrase_from(end + 1, stop)
        if after == end + 1 or self.has("pronouns", end + 1):
            return end
        while after < stop and (
            self.has("joins_before", after) or self.low[after] in {"with", "and"}
        ):
            if self.low[after] == "and" and not self.has("determiners", after + 1):
                break
            further = self.phrase_from(after + 1, stop)
            if further == after + 1:
                break
            after = further
        closes = after >= stop or self.low[after] in {",", ".", ":", ";", "–", "—", "who", "whose"}
        return after if closes or self.is_quote(after) else end

    def phrase_to(self, end: int, begin: int = 0) -> int:
        """Return where the noun phrase that ends before ``end`` begins; ``end`` if none."""
        last = end - 1
        if last < begin or self.tokens[last].quote >= 0:
            return end
        if self.has("pronouns", last):
            return last
        at, first = last, end
        while at >= begin and last - at < _LONGEST:
            if self.is_noun(at):
                first = at
            elif self.has("determiners", at):
                first = at
                if self.has("determiners", at - 1) and at - 1 >= begin:
                    at -= 1
                    continue
                hangs = self.has("joins_before", at - 1) and self._held(at - 1, begin)
                if self._opens_pair(at, begin):
                    return begin
                if not hangs:
                    break
            elif self.has("adverbs", at) and self.has("determiners", at - 1) and at > begin:
                pass  # "the first payment"
            elif not (self._joined(at) and first == at + 1 and self._held(at, begin)):
                break
            at -= 1
        counted = first - 2 >= begin and self.low[first - 1] == "of"  # "one of the people"
        return first - 2 if counted and self.has("determiners", first - 2) else first

    def _opens_pair(self, at: int, begin: int) -> bool:
        """Return whether "Jordan and" opens the sentence before "the Emirates"."""
        pair = at - _PAIR == begin and self.low[at - 1 : at] == ["and"]
        return pair and self.tokens[begin].capital and self.tokens[at + 1].capital

    def _joined(self, at: int) -> bool:
        if self.low[at] in {"and", "&"}:
            alike = self.tokens[at - 1].capital == self.tokens[at + 1].capital
            several = self.tokens[at - 1].capital and self.low[at + 1].endswith("s")
            return self.is_noun(at - 1) and (alike or several)
        return self.has("joins_before", at)

    def _held(self, at: int, begin: int) -> bool:
        """Return whether a preposition hangs on a noun before it."""
        return at - 1 >= begin and self.is_noun(at - 1)

    def without_occasion(self, first: int, end: int) -> int:
        """Return the end of a phrase cut before "on Monday" or "in a statement"."""
        for at in range(end - 1, first, -1):
            if self.has("prepositions", at) or self.low[at] in {"last", "late", "early"}:
                if any(self.has("occasions", k) for k in range(at + 1, end)):
                    return at
                return end
        return end

    def past_adverbial(self, first: int, end: int) -> int:
        """Return where the phrase begins after a leading "In Kyiv" or "On Monday"."""
        if not (self.has("prepositions", first) or self.has("occasions", first)):
            return first
        for at in range(first + 1, end):
            if (self.has("determiners", at) and at > first + 1) or self.has("pronouns", at):
                return at
        at = first + 1
        while at < end - 1 and (self.has("occasions", at) or self.low[at].isdigit()
                                or self.lexicon.has("places", self.tokens[at].text)):  # fmt: skip
            at += 1
        return at
