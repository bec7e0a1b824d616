"""What is known while a text is read from left to right: publication day, narrative day, verbs.

The narrative day is the last day named; "zwei Tage später" counts from it. What a clause
says about before or after is read from its verbs. Nothing here is a guess: where neither
the day of publication nor the text says it, the answer is None.

Main path: ``Context``; ``Found`` is one answer before its bounds are known.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

from servanda.language.times.calendar import bounds, nearest_year
from servanda.language.times.lexicon import NOTHING, Grammar
from servanda.language.times.scan import BREAK, STOP, Match, Scanned

__all__ = ["Context", "Found"]

_WINDOW = 40
_CLAUSE = 8
_TENSES = ("v_past", "v_future")
_SHORTEST_VERB = 3
_OPENING = 3
_SHORTLY = 200


@dataclass(slots=True)
class Found:
    """One answer.

    Attributes:
        anchor: What it was counted from, for the why.
        day: The day meant, if it is one day: the next "zwei Tage später" counts from it.
        bounds: First and last day, where they do not follow from the value.
        listed: True for one of several days, on which a following hour does not lean.
    """

    type: str
    value: str
    anchor: str = ""
    day: date | None = None
    bounds: tuple[str, str] | None = None
    part: str = ""
    listed: bool = False


@dataclass(slots=True)
class Context:
    """Where the reading of the text stands."""

    scanned: Scanned
    grammar: Grammar
    published: date | None
    day: date | None = None
    day_at: int = -1
    day_listed: bool = False
    set_at: int = -1
    value: str = ""
    value_at: int = -1
    year: int | None = None
    named_year: int | None = None
    named_at: int = -1

    def part(self, match: Match, name: str, kind: str | None = None) -> Any:
        """Return what a named part stands for; numbers as numbers, None if it is not there."""
        at = match.parts.get(name)
        if at is None:
            return None
        word = self.scanned.word(at)
        if word[0].isdigit():
            return self.number(word)
        kinds = (kind,) if kind else ("num", "one", "anderthalb", "ord", "dozen")
        for one in kinds:
            found = self.grammar.value(word, one)
            if found is not None:
                return found
        return None

    def number(self, word: str) -> float | int | str:
        """Return a number as written in the language, else the word itself."""
        digits = word.rstrip("erndsthampERNDSTHAMP")
        if digits.isascii() and digits.isdigit() and len(digits) < _LONGEST:
            return int(digits)
        point = self.grammar.options.get("decimal", ".")
        head, _, tail = word.partition(point)
        if head.isdigit() and tail.isdigit():
            return float(f"{head}.{tail}")
        return word

    def word(self, match: Match, name: str) -> str:
        """Return a named part as written, "" if it is not there."""
        at = match.parts.get(name)
        return "" if at is None else self.scanned.word(at)

    def before(self, match: Match, kind: str, back: int = 1) -> bool:
        """Return whether the word before the answer belongs to a class."""
        at = match.first - back
        return at >= 0 and self.scanned.codes[at] in self.grammar.members.get(kind, ())

    def after_name(self, match: Match) -> bool:
        """Return whether an unknown word with a capital stands right before: "Uwe Sommer"."""
        at = match.first - 1
        begin, _ = self.sentence(match)
        if at < begin or self.scanned.codes[at] != NOTHING:
            return False
        blank = self.scanned.text[self.scanned.ends[at] : match.begin] == " "
        return blank and self.scanned.word(at).istitle()

    def in_range(self, match: Match) -> bool:
        """Return whether the answer is the end of a range whose beginning was just named."""
        near = 0 <= self.value_at >= match.first - _NEXT_IN_RANGE
        return near and self.before(match, "range_word")

    def after(self, match: Match, kind: str, on: int = 1) -> bool:
        """Return whether the word after the answer, or one farther on, belongs to a class."""
        at = match.last + on
        return at < len(self.scanned.codes) and (
            self.scanned.codes[at] in self.grammar.members.get(kind, ())
        )

    def same_paragraph(self, at: int, match: Match) -> bool:
        """Return whether no empty line stands between a word and the answer."""
        return at >= 0 and BREAK not in self.scanned.codes[max(at, match.first - 400) : match.first]

    def same_sentence(self, at: int, match: Match) -> bool:
        """Return whether no end of a sentence stands between a word and the answer."""
        if at < 0 or match.first - at > _WINDOW:
            return False
        between = self.scanned.codes[at : match.first]
        return STOP not in between and BREAK not in between

    def sentence(self, match: Match) -> tuple[int, int]:
        """Return where the words of the sentence around the answer begin and end."""
        codes = self.scanned.codes
        low, high = max(0, match.first - _WINDOW), min(len(codes), match.last + _WINDOW)
        before, after = codes[low : match.first], codes[match.last + 1 : high]
        begin = max(before.rfind(STOP), before.rfind(BREAK)) + 1 + low
        ends = [end for end in (after.find(STOP), after.find(BREAK)) if end >= 0]
        return begin, match.last + 1 + (min(ends) if ends else len(after))

    def tense(self, match: Match) -> str:
        """Return "past", "future" or "" as the verb nearest to the answer says."""
        begin, end = self.sentence(match)
        second = self._second_verb(match, end, _TENSES)
        return second or self._nearest(begin, end, match)[0] or self._present(match, begin)

    def clause(self, begin: int, end: int, match: Match) -> tuple[int, int]:
        """Return the part of a sentence between the commas around the answer."""
        commas = self.grammar.members.get("comma", frozenset())
        codes = self.scanned.codes
        before = [at for at in range(begin, match.first) if codes[at] in commas]
        after = [at for at in range(match.last + 1, end) if codes[at] in commas]
        return (before[-1] + 1 if before else begin), (after[0] if after else end)

    def near_tense(self, match: Match, kinds: tuple[str, str] = _TENSES) -> str:
        """Return what a verb of the same clause says, "" if it stands farther off."""
        begin, end = self.sentence(match)
        second = self._second_verb(match, end, kinds)
        tense, at = self._nearest(begin, end, match, kinds)
        if second or not tense:
            return second
        low, high = min(at, match.first), max(at, match.last)
        commas = self.grammar.members.get("comma", frozenset())
        apart = any(code in commas for code in self.scanned.codes[low:high])
        return "" if apart or high - low > _CLAUSE else tense

    def _nearest(
        self, begin: int, end: int, match: Match, kinds: tuple[str, str] = _TENSES
    ) -> tuple[str, int]:
        nearest, tense, place = _WINDOW * 4, "", -1
        commas = self.grammar.members.get("comma", frozenset())
        for at, kind in self._verbs(begin, end, match, kinds):
            distance = match.first - at if at < match.first else at - match.last
            between = self.scanned.codes[min(at, match.last) : max(at, match.first)]
            distance += _WINDOW * (not commas.isdisjoint(between))
            if distance < nearest:
                nearest, tense, place = distance, kind, at
        return tense, place

    def _verbs(
        self, begin: int, end: int, match: Match, kinds: tuple[str, str] = _TENSES
    ) -> Iterator[tuple[int, str]]:
        members, codes = self.grammar.members, self.scanned.codes
        past, future = (members.get(kind, frozenset()) for kind in kinds)
        weak, plain = (members.get(kind, frozenset()) for kind in ("weak", "v_plain"))
        infinitive = members.get("infinitive", frozenset())
        for at in range(begin, end):
            code = codes[at]
            if match.first <= at <= match.last or not self._small(at, begin):
                continue
            if at > begin and codes[at - 1] in infinitive:
                if not self._purpose(at, match):
                    yield at, "future"
            elif code in past or (code in weak and not self._adjective(at)):
                yield at, "past"
            elif code in future or (code in plain and self._plain_present(at, begin, past)):
                yield at, "future"

    def _plain_present(self, at: int, begin: int, past: frozenset[str]) -> bool:
        """Return whether "meet" tells a plan: not "did not meet", not "two visits", "its votes"."""
        codes, members = self.scanned.codes, self.grammar.members
        before = codes[max(begin, at - _AUXILIARY) : at]
        if not past.isdisjoint(before) or at == begin:
            return False
        return not any(before[-1] in members.get(kind, ()) for kind in ("num", "int", "no_subject"))

    def _purpose(self, at: int, match: Match) -> bool:
        """Return whether an English "to" leads elsewhere: "on Sunday to protest", "to the sea"."""
        if self.grammar.options.get("verb_second") is True:
            return False
        art = self.grammar.members.get("art", frozenset())
        return at - 2 == match.last or self.scanned.codes[at] in art

    def _present(self, match: Match, begin: int) -> str:
        """A German verb of the present stands right before the day: "begeht am Sonntag"."""
        if self.grammar.options.get("verb_second") is not True:
            return ""
        fused = self.grammar.members.get("fused", frozenset())
        at = match.first - 1
        at -= at >= begin and self.scanned.codes[at] in fused
        return "future" if at > begin and self._ends_in_t(at) else ""

    def _ends_in_t(self, at: int) -> bool:
        word = self.scanned.word(at)
        small = word.islower() and len(word) >= _SHORTEST_VERB and word.endswith("t")
        return small and self.scanned.codes[at] not in self.grammar.members.get("no_verb", ())

    def _small(self, at: int, begin: int) -> bool:
        """Return whether a word may be a verb: "Treffen" with a capital is none."""
        return at == begin or self.scanned.text[self.scanned.begins[at]].islower()

    def _adjective(self, at: int) -> bool:
        """Return whether a word in -te stands as an adjective does: after an article or another."""
        members = self.grammar.members
        before = self.scanned.codes[at - 1 : at]
        kinds = ("art", "one", "adj", "this", "rel")
        return bool(before) and any(before in members.get(kind, ()) for kind in kinds)

    def _second_verb(self, match: Match, end: int, kinds: tuple[str, str]) -> str:
        """A German clause that opens with the day has its verb right after it."""
        if self.grammar.options.get("verb_second") is not True or match.last + 1 >= end:
            return ""
        opening = match.first - 1
        if not (opening >= 0 and self.scanned.word(opening)[:1].isupper()):
            return ""
        code = self.scanned.codes[match.last + 1]
        members = self.grammar.members
        if code in members.get(kinds[0], ()) or code in members.get("weak", ()):
            return "past"
        if code in members.get(kinds[1], ()):
            return "future"
        if kinds != _TENSES:
            return ""
        return "future" if self._ends_in_t(match.last + 1) else ""

    def spoken(self, match: Match) -> bool:
        """Return whether the sentence has any word that shows a tense."""
        begin, end = self.sentence(match)
        return any(True for _ in self._verbs(begin, end, match))

    def near_year(self, match: Match) -> int | None:
        """Return the year last named in the same sentence."""
        return self.named_year if self.same_sentence(self.named_at, match) else None

    def remember(self, found: Found, match: Match) -> None:
        """Keep the answer as what later ones may count from."""
        if found.type == "SET":
            self.set_at = match.last
        if found.type not in {"DATE", "TIME"} or not found.value[:1].isdigit():
            return
        if found.day is not None:
            goes_on = self.day_listed and match.first - self.day_at <= _NEXT_IN_LIST
            self.day, self.day_at = found.day, match.last
            self.day_listed = found.listed or goes_on
        if found.type == "DATE":
            self.value, self.value_at = found.value, match.last
            if len(found.value) >= _YEAR_LENGTH and found.value[:_YEAR_LENGTH].isdigit():
                self.year = int(found.value[:_YEAR_LENGTH])
                if found.anchor in {"named", "year named before"}:
                    self.named_year, self.named_at = self.year, match.last

    def story_day(self, match: Match) -> date | None:
        """Return the day named shortly before, from which a story counts."""
        return self.day if 0 <= match.first - self.day_at <= _SHORTLY else None

    def opens(self, match: Match) -> bool:
        """Return whether the answer opens its sentence or has a date before it in it.

        Else it counts from what the sentence tells, of which no day is named: "after he met
        her and two days later him".
        """
        begin, _ = self.sentence(match)
        return match.first - begin <= _OPENING or self.value_at >= begin

    def anchor_day(self, unit: str, match: Match) -> date | None:
        """Return the day to count such units from, None if the last date is too coarse."""
        if unit in {"D", "W", "WE"}:
            return self.story_day(match)
        if not 0 <= match.first - self.value_at <= _SHORTLY:
            return None
        first, last = bounds(self.value)
        if not first or (unit != "Y" and first[:7] != last[:7]) or first[:4] != last[:4]:
            return None
        return date.fromisoformat(first[:10])

    def after_text(self, match: Match, mark: str) -> bool:
        """Return whether a mark stands right after the answer."""
        return self.scanned.text.startswith(mark, match.end)

    def spoken_at_all(self, match: Match) -> bool:
        """Return whether the sentence has words in small letters besides the answer."""
        begin, end = self.sentence(match)
        return any(
            self.scanned.word(at).islower() and self.scanned.codes[at] not in self._light()
            for at in range(begin, end)
            if not match.first <= at <= match.last
        )

    def _light(self) -> frozenset[str]:
        members = self.grammar.members
        none: frozenset[str] = frozenset()
        return members.get("art", none) | members.get("fused", none) | members.get("at", none)

    def nearest_year(self, month: int, day: int, tense: str) -> int | None:
        """Return the year of a month or day without one, by tense or else the nearest."""
        return None if self.published is None else nearest_year(self.published, month, day, tense)

    def planned(self, match: Match) -> bool:
        """Return whether something is set for the time: "eine Wahl für Mai", "noch vor Mai".

        "Figures for May" are of the past: an event stands before, or a verb that plans.
        """
        codes, members = self.scanned.codes, self.grammar.members
        begin, end = self.sentence(match)
        at = match.first - 1
        at -= at > begin and codes[at] in members.get("art", ())
        if at < begin:
            return False
        still = at - 1 >= begin and codes[at - 1] in members.get("stillw", ())
        still = still and codes[at] in members.get("beforew", ())
        if not still and codes[at] not in members.get("for_word", ()):
            return False
        noun = at - 1 - still
        if noun >= begin and codes[noun] in members.get("event_noun", ()):
            return True
        plans = members.get("v_plan", frozenset())
        if not plans.isdisjoint(codes[begin:end]):
            return not self._second_verb(match, end, _TENSES)
        if not members.get("v_modal", frozenset()).isdisjoint(codes[begin:end]):
            return True
        return still and self.near_tense(match) != "past"

    def sense(self, match: Match) -> str:
        """Return "past" or "future" as the word before or a verb of the clause says."""
        if self.planned(match):
            return "future!"
        if self.before(match, "since_word"):
            return "past"
        if self.before(match, "until_word"):
            return "future"
        tense = self.near_tense(match)
        if tense == "future" and self._sure_future(match):
            return "future!"
        return tense

    def _sure_future(self, match: Match) -> bool:
        strong = self.grammar.members.get("v_strong", frozenset())
        begin, end = self.clause(*self.sentence(match), match)
        return any(code in strong for code in self.scanned.codes[begin:end])


_YEAR_LENGTH = 4
_LONGEST = 6
_NEXT_IN_LIST = 4
_AUXILIARY = 3
_NEXT_IN_RANGE = 3
