"""Pledges, offers and demands: who, to whom, what, how much, when, on what condition.

Three ways lead to one: the words of saying ("promised to send 50 tanks"), the words said ("we
will send 50 tanks"), and the reporter's own sentence ("Kestria pledged 50 tanks"). Of words said
about somebody else's pledge only the third party is named, with ``first_hand`` false: such a
report is not the pledge. What is not said stays "" or None.

Main path: ``pledges`` -> the dictionaries of ``Reading.pledges``. Linear in the text.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator, Sequence
from functools import cached_property
from itertools import accumulate
from typing import Any

from servanda.language.lexicon import Lexicon
from servanda.language.model import Quotation, Span
from servanda.language.names import state_of
from servanda.language.statements_acts import Acts
from servanda.language.statements_nouns import Row, clause_bounds, phrase_end, subject
from servanda.language.statements_parts import Answers
from servanda.language.statements_words import vocabulary
from servanda.language.tokens import Token, words

__all__ = ["pledges"]

_DENIALS = ("denies", "doubts")
_MARKS = frozenset('"„“”«»')
_REFUSALS = ("refuses",)


def pledges(
    text: str, sentences: Sequence[Sequence[Token]], answers: Answers, lexicon: Lexicon
) -> tuple[dict[str, Any], ...]:
    """Return pledges, offers and demands, by where what is pledged stands.

    Args:
        text: The document.
        sentences: Its sentences as tokens, each quotation one token.
        answers: What was read from it before.
        lexicon: The language.
    """
    known = vocabulary(lexicon.language)
    if known is None:
        return ()
    finder = _Finder(text, answers, known, lexicon)
    finder.rows = sentences
    found = [*finder.said(sentences), *finder.told(sentences)]
    seen: set[tuple[object, ...]] = set()
    kept = []
    for pledge in sorted(found, key=lambda p: (p["what"], p["quotation"] is None, p["kind"])):
        key = (pledge["who"], pledge["kind"], *pledge["what"])
        if key not in seen:
            seen.add(key)
            kept.append(pledge)
    return tuple(kept)


class _Finder(Acts):
    """Looks through the quotations and sentences of one document."""

    # ------------------------------------------------------------------ quotations
    def said(self, sentences: Sequence[Sequence[Token]]) -> Iterator[dict[str, Any]]:
        """Yield what the words of saying and the words said pledge."""
        begins = [tokens[0].begin for tokens in sentences]
        for index, quotation in enumerate(self.answers.quotations):
            told = quotation.type == "Reported" or quotation.handed_on
            if told or not quotation.quote or self._is_part(index):
                continue
            tokens = self.answers.contents[index]
            cued = self._by_cue(index, quotation, tokens)
            if cued is not None:
                place = bisect_left(begins, quotation.cue[0][0] + 1) - 1
                if place >= 0 and self._hearsay(quotation, sentences[place]):
                    cued |= {"first_hand": False, "why": f"{cued['why']}, told by somebody else"}
                yield cued
            elif quotation.act not in _DENIALS:
                yield from self._by_content(index, quotation, tokens)

    def _is_part(self, index: int) -> bool:
        """Return whether indirect speech before holds this fragment under the same words."""
        quotation = self.answers.quotations[index]
        for whole in reversed(self.answers.quotations[max(0, index - 3) : index]):
            if not quotation.cue or whole.cue != quotation.cue:
                return False
            if whole.type == "Indirect" and not whole.handed_on:
                begin, end = quotation.quote[0][0], quotation.quote[-1][1]
                return any(b <= begin and end <= e for b, e in whole.quote)
        return False

    def _by_cue(
        self, index: int, quotation: Quotation, tokens: Sequence[Token]
    ) -> dict[str, Any] | None:
        """Read "promised to ...", "forderte Kestria auf, ..."."""
        if quotation.act in (*_DENIALS, *_REFUSALS):
            return None
        said = [token for span in quotation.cue for token in words(self.text, *span)]
        act = self.known.first_act(said)
        kind = self.known.kinds.get(act.act if act is not None else quotation.act, "")
        if not kind or not tokens:
            return None
        frame = [t for span in (*quotation.frame, *quotation.cue) for t in words(self.text, *span)]
        if self.undone(frame, (0, len(frame))):
            return None
        if kind == "announcement":
            if not self.gives(tokens):
                return None
            kind = "pledge"
        row = self.content_row(tokens)
        if row[0] >= row[1]:
            return None
        who = self.owner(quotation.speaker_name) or self.owner_before(quotation.cue[0][0])
        to = self._addressee(quotation, tokens, kind)
        why = f"{quotation.act} by {self.cue(quotation)!r}"
        when = self.time_in(tokens, told=False)
        own = who == quotation.speaker_name  # "Moscow's demand" is told of by somebody else
        return self.made(
            index, kind, who, to, tokens=tokens, row=row, when=when, first_hand=own, why=why
        )

    def _hearsay(self, quotation: Quotation, sentence: Sequence[Token]) -> bool:
        """Return whether a source or the reported mood tells that somebody pledged.

        As in "laut Rutte sagte Kestria zu, ..." and "Kestria habe zugesagt, ...".
        """
        inside = (*quotation.quote, *quotation.speaker)
        around = [t.low for t in sentence if t.quote < 0 and not _inside(t, inside)]
        text, moods = " ".join(around), self.lexicon.sets["subjunctives"]
        return any(_word_in(phrase, text) for phrase in self.known.phrases["by_source"]) or any(
            token.low in moods
            for span in quotation.frame
            for token in words(self.text, *span)
            if not _inside(token, inside)
        )

    def _by_content(
        self, index: int, quotation: Quotation, tokens: Sequence[Token]
    ) -> Iterator[dict[str, Any]]:
        """Read "we will send ..." and what is said of somebody else's pledge."""
        done, forms, giving = 0, self.known.forms, self.known.sets["giving"]
        willing = self.known.sets["willing"]
        likely = [at for at, t in enumerate(tokens)
                  if t.low in forms or t.low in giving or t.low in willing]  # fmt: skip
        for at in likely:
            if at < done:
                continue
            token = tokens[at]
            ready = token.low in willing
            found = self.offer(tokens, at) if ready else self.promise(tokens, at)
            if found is None:
                continue
            kind, verb, why = found
            row = subject(tokens, verb, self.known, self.lexicon)
            if row is None:
                continue
            who, own = self._who(quotation, tokens, row)
            asker = quotation.speaker_name or kind != "demand"
            told = quotation.act in _REFUSALS  # "lehnte die Forderung ab, Kestria müsse ..."
            if not who or not asker or (kind == "demand" and (own or told)):
                continue
            first, last = clause_bounds(tokens, at)
            done = last
            if self.undone(tokens, (first, last)):
                continue
            what = self.thing(tokens, (first, last), row, max(verb, at))
            if ready and what[1] <= at + 1:  # "zu einem Treffen bereit"
                opening = self.known.sets["ready_for"]
                begin = next((i for i in range(*what) if tokens[i].low in opening), what[0])
                what = begin, what[1]
            to = who if kind == "demand" else ""
            to = to or self.recipient_name(tokens, (first, last), row, quotation)
            rest = self.before(tokens, first) if verb == last - 1 else None
            inside, what = rest or (tokens, what)
            yield self.made(
                index, kind, quotation.speaker_name if kind == "demand" else who, to,
                tokens=inside, row=what, when=self.time_in(tokens[first:last], told=False),
                first_hand=own or kind == "demand", why=f"{why} {token.text!r}",
            )  # fmt: skip

    def _who(self, quotation: Quotation, tokens: Sequence[Token], row: Row) -> tuple[str, bool]:
        """Return who pledges, and whether that is the speaker."""
        low = tokens[row[0]].low
        if low in self.known.sets["first_person"]:
            return quotation.speaker_name, True
        if low in self.known.sets["same_person"]:
            own = quotation.type != "Direct"
            return (quotation.speaker_name, True) if own else ("", False)
        if not self.someone(tokens, row):
            return "", False
        name, language = self.name(tokens, row), self.lexicon.language
        state = state_of(name, language)  # a minister speaks for the state
        own = bool(state) and state == state_of(quotation.speaker_role, language)
        return name, bool(name) and (own or name == quotation.speaker_name)

    def _addressee(self, quotation: Quotation, tokens: Sequence[Token], kind: str) -> str:
        """Return to whom: the addressee, whom the frame names, or whom the words name."""
        if quotation.addressee:
            begin, end = quotation.addressee[0]
            named = words(self.text, begin, end)
            told = len(named) == 1 and named[0].low in self.known.sets["dative"]
            return "" if told or not named else self.name(named, (0, len(named)))
        frame = [t for span in quotation.frame for t in words(self.text, *span)]
        outside = [t for t in frame if not _inside(t, (*quotation.speaker, *quotation.cue))]
        named_row = self._named(outside) if kind == "demand" else None
        if named_row is not None:
            return self.name(outside, named_row)
        if kind == "demand":
            row = subject(tokens, self._verb(tokens), self.known, self.lexicon)
            if row is None or not self.someone(tokens, row):
                return ""
            return self.name(tokens, row)
        return self.recipient_name(tokens, (0, len(tokens)), None, quotation)

    def _named(self, tokens: Sequence[Token]) -> Row | None:
        """Return the country or person a frame names beside its speaker."""
        for at, token in enumerate(tokens):
            if self.is_state(token):
                before = tokens[at - 1] if at else None
                if (
                    before is None
                    or before.low in self.known.sets["from"] | self.known.sets["to"]
                    or (not self.lexicon.has("prepositions", before.text))
                ):
                    return at, at + 1
        return None

    def _verb(self, tokens: Sequence[Token]) -> int:
        """Return the modal of a demand said in full: "Kestria müsse ..."."""
        modal = (at for at, t in enumerate(tokens) if t.low in self.known.modality)
        named = self.content_row(tokens)[0] if not self.known.verb_second else 0
        while 0 < named < len(tokens) - 1 and tokens[named].capital:
            named += 1  # "demanded that Kyiv give up four regions"
        return next(modal, min(named or 1, len(tokens) - 1))

    # ------------------------------------------------------------------ the reporter's sentences
    def told(self, sentences: Sequence[Sequence[Token]]) -> Iterator[dict[str, Any]]:
        """Yield what the reporter tells: "Kestria sagte Norland 50 Panzer zu"."""
        taken = sorted(
            span for q in self.answers.quotations
            for span in (*q.cue, *(q.quote if q.type != "Reported" else ()))
        )  # fmt: skip
        starts = [span[0] for span in taken]
        forms = self.known.forms
        for tokens in sentences:
            sentence = (tokens[0].begin, tokens[-1].end)
            free = [at for at, t in enumerate(tokens) if t.quote < 0 and (
                t.low in forms or t.low in self.known.modality
            ) and not _covered(t, taken, starts)]  # fmt: skip
            yield from self._intended(tokens, free, sentence)
            for at in (at for at in free if tokens[at].low in forms):
                pledge = self._told(tokens, at, sentence)
                if pledge is not None:
                    yield pledge
                    break

    def _intended(
        self, tokens: Sequence[Token], free: Sequence[int], sentence: Span
    ) -> Iterator[dict[str, Any]]:
        """Yield what the reporter says that somebody wants to give whom, or how much of."""
        for at in free:
            verb, token = self.meant(tokens, at), tokens[at]
            if verb is None:
                continue
            bounds, row = clause_bounds(tokens, at), subject(tokens, at, self.known, self.lexicon)
            if row is None or not self.someone(tokens, row) or self.undone(tokens, bounds):
                continue
            what = self.thing(tokens, bounds, row, verb)
            to = self.recipient_name(tokens, bounds, row, None)
            pledge = self.made(
                self._reported(sentence, token.begin), "pledge", self.name(tokens, row), to,
                tokens=tokens, row=what, when=self.time_in(tokens[slice(*bounds)], told=False),
                first_hand=False, why=f"intended: {token.text!r} with {tokens[verb].text!r}",
            )  # fmt: skip
            if pledge["amount"] is not None or to:
                yield pledge

    def _told(self, tokens: Sequence[Token], at: int, sentence: Span) -> dict[str, Any] | None:
        found = self.told_act(tokens, at)
        if found is None:
            return self.owned(tokens, at)
        index = self._reported(sentence, tokens[at].begin)
        quotation = self.answers.quotations[index] if index is not None else None
        who = quotation.speaker_name if quotation is not None else ""
        row = subject(tokens, at, self.known, self.lexicon)
        if who and (row is None or clause_bounds(tokens, at)[0] == at):
            row = at, at  # the subject stands before a comma: "Botschafter Idris, ..., verlangte"
        if row is None or self.undone(tokens, clause_bounds(tokens, at)):
            return None
        if not who and self.someone(tokens, row):
            who = self.name(tokens, row)
        bounds = clause_bounds(tokens, at)
        what = self.thing(tokens, bounds, row, at)
        if not self._is_thing(tokens, what):
            what = self._marked(tokens, bounds[1]) or what  # "versprach „50 Panzer“"
        reporter = tokens[row[0]].low in self.known.sets["first_person"]
        if not who or reporter or not self._is_thing(tokens, what):
            return None
        to = self.recipient_name(tokens, bounds, row, None)
        to = to or self.recipient_name(tokens, what, None, None)
        if found.act == "demands" and tokens[what[0]].low in self.known.sets["asked_of"]:
            end = phrase_end(tokens, what[0] + 1, what[1], self.lexicon, self.known)
            if what[0] + 1 < end < what[1]:  # "fordert von den Verbündeten mehr Geld"
                to, what = to or self.name(tokens, (what[0] + 1, end)), (end, what[1])
        if found.act == "demands" and not to:
            to = self._name_after(tokens, bounds, row)
        low = self.text[sentence[0] : sentence[1]].lower()
        source = next((p for p in self.known.phrases["by_source"] if _word_in(p, low)), "")
        why = f"told: {tokens[at].text!r}" + (f", by {source!r}" if source else "")
        kind = self.known.kinds[found.act]
        inner = what if what[0] >= bounds[1] else bounds
        when = self.time_in(tokens[inner[0] : inner[1]], told=inner is bounds)
        return self.made(
            index, kind, who, to,
            tokens=tokens, row=what, when=when, first_hand=not source, why=why,
        )  # fmt: skip

    def _marked(self, tokens: Sequence[Token], at: int) -> Row | None:
        """Return what stands between marks behind the verb, one token or several."""
        if at >= len(tokens) - 1 or tokens[at].quote >= 0:
            return (at, at + 1) if at < len(tokens) else None
        first, last = clause_bounds(tokens, at + 1)
        return (first, last) if tokens[at].text in _MARKS and first == at + 1 else None

    def _is_thing(self, tokens: Sequence[Token], row: Row) -> bool:
        """Return whether these words can name what is pledged, and are no mere adverb."""
        inside = tokens[row[0] : row[1]]
        if any(token.quote >= 0 for token in inside):
            return True
        capital = any(token.capital for token in inside) or not self.known.verb_second
        return bool(inside) and (capital or any(t.text[0].isdecimal() for t in inside))

    def _reported(self, sentence: Span, at: int) -> int | None:
        """Return the quotation that tells this sentence, the one around ``at`` before others."""
        rows, reach = self._told_rows
        last = bisect_left(rows, (sentence[1],))
        near = []
        while last and reach[last - 1] > sentence[0]:
            last -= 1
            begin, end, index = rows[last]
            near.append((not begin <= at < end, index))
        overlapping = [row for row in near if self._ends(row[1]) > sentence[0]]
        return min(overlapping)[1] if overlapping else None

    def _ends(self, index: int) -> int:
        return self.answers.quotations[index].quote[-1][1]

    @cached_property
    def _told_rows(self) -> tuple[list[tuple[int, int, int]], list[int]]:
        """Told quotations as (begin, end, index) in order, and how far any up to each reaches."""
        rows = sorted(
            (quotation.quote[0][0], quotation.quote[-1][1], index)
            for index, quotation in enumerate(self.answers.quotations)
            if quotation.type == "Reported" and quotation.quote
        )
        return rows, list(accumulate((end for _, end, _ in rows), max))

    def _name_after(self, tokens: Sequence[Token], bounds: Row, row: Row) -> str:
        """Return of whom something is demanded: "von Kestria", "called on Kestria to"."""
        for at in range(*bounds):
            if row[0] <= at < row[1] or not self.is_state(tokens[at]):
                continue
            before = tokens[at - 1] if at else None
            if (
                before is None
                or before.low in self.known.sets["asked_of"]
                or not (self.lexicon.has("prepositions", before.text))
            ):
                return self.name(tokens, (at, at + 1))
        return ""


def _covered(token: Token, taken: Sequence[Span], starts: Sequence[int]) -> bool:
    place = bisect_left(starts, token.end) - 1
    return place >= 0 and taken[place][1] > token.begin


def _inside(token: Token, spans: Sequence[Span]) -> bool:
    return any(begin <= token.begin < end for begin, end in spans)


def _word_in(phrase: str, low: str) -> bool:
    return f" {phrase} " in f" {low} ".replace(",", " ")
