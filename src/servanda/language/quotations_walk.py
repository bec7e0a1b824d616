"""Walks the sentences of a document in order and makes its quotations, all five types.

What a sentence says is decided in ``quotations``; here its speakers are named, words are
carried on from sentence to sentence, and marks that nobody speaks are left out.

Main path: ``walk`` -> ``Quotation``. Confidence orders the rules; it is not measured.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from servanda.language.clauses import Line
from servanda.language.clauses_cues import Cue, find
from servanda.language.clauses_phrases import ABSTRACT, negates_verb
from servanda.language.clauses_subjects import subject_of
from servanda.language.clauses_words import ADV, CONJ, DET, OBL, PREP, PRON, Grammar
from servanda.language.lexicon import Lexicon
from servanda.language.marks import Marked
from servanda.language.model import Quotation, Span
from servanda.language.people import Register
from servanda.language.phrases import describe, is_given, names_in
from servanda.language.quotations import Before, Found, quoted, said_in
from servanda.language.quotations_carried import shall_rows
from servanda.language.quotations_made import (
    RULE_CONFIDENCE,
    confidence_of,
    cue_spans,
    marked_as,
    spans_of,
    whole_of,
    why_of,
)
from servanda.language.quotations_said import Run, Said
from servanda.language.quotations_spoken import is_spoken, named_before
from servanda.language.quotations_turns import Turns
from servanda.language.quotations_voices import CARRIED_CONFIDENCE, Voice, note_single
from servanda.language.speakers import is_speaker
from servanda.language.tokens import Token

__all__ = ["walk"]

_NO_PERSON = PREP | ADV | CONJ | DET | OBL | PRON
_LONGEST_SURNAME_LIKE = 6  # "Jung" is a surname, "Hoffnung" is none


def walk(
    paragraphs: Sequence[Sequence[Sequence[Token]]],
    marked: Sequence[Sequence[Marked]],
    register: Register,
    lexicon: Lexicon,
    grammar: Grammar,
) -> list[Quotation]:
    """Return the quotations of a document, by where they begin."""
    lines = [[_read(tokens, grammar) for tokens in sentences] for sentences in paragraphs]
    for each in lines:
        for line, cues in each:
            _note(line, cues, register, lexicon)
    register.settle()
    state = _Walk(register, lexicon)
    for number, each in enumerate(lines):
        rows = shall_rows([line for line, _cues in each])
        for (line, cues), row in zip(each, rows, strict=True):
            state.row = row
            state.sentence(number, line, cues, marked[number])
    return sorted(state.made, key=lambda q: (q.quote[0], q.type != "Direct"))


def _read(tokens: Sequence[Token], grammar: Grammar) -> tuple[Line, list[Cue]]:
    line = Line(tokens, grammar)
    return line, find(line) if line.first < line.size else []


def _note(line: Line, cues: Sequence[Cue], register: Register, lexicon: Lexicon) -> None:
    """Learn full names that only their place as subject of a verb of saying shows."""
    for cue in cues:
        first, last = cue.subject
        if last <= first:
            continue
        phrase = describe(line.tokens, first, last - 1, lexicon)
        if " " in phrase.name:
            for run in names_in(line.tokens[first:last], lexicon)[:1]:
                whole = len(run) > 1  # "Von der Aue" is one word, known by a longer name
                if whole and (is_given(run[0], lexicon) or not is_speaker(run[-1].text, lexicon)):
                    register.note(run, phrase.role)
        elif phrase.name and _may_be_person(line, cue, last - 1):
            note_single(line.tokens, phrase, register, lexicon)


def _may_be_person(line: Line, cue: Cue, at: int) -> bool:
    """Return whether one word may be the name of one person: no noun that speaks, no plural."""
    low, sets = line.low[at], line.grammar.sets
    if is_speaker(line.tokens[at].text, line.grammar.lexicon):
        return False
    if line.low[cue.finite].endswith("en") or line.grammar.word(low).bits & _NO_PERSON:
        return False
    abstract = len(low) > _LONGEST_SURNAME_LIKE and low.endswith(ABSTRACT)
    return not abstract and low not in sets["source_nouns"] | sets["nouns"] | sets["deeds"]


def _other(line: Line, cue: Cue, speaker: Run) -> Run | None:
    """Return who is named beside the speaker where one quotes the other, None if nobody is."""
    if cue.quoting[1] <= cue.quoting[0]:
        return None
    both = (cue.quoting, cue.subject)
    run = next((run for run in both if run[1] <= speaker[0] or speaker[1] <= run[0]), None)
    nobody = run is None or line.low[run[0]] in line.grammar.sets["told_by_nobody"]
    return None if nobody else run


class _Walk:
    """What is known while walking: who spoke last, and what the last sentence held."""

    def __init__(self, register: Register, lexicon: Lexicon) -> None:
        self.turns = Turns(register, lexicon)
        self.register = register
        self.lexicon = lexicon
        self.made: list[Quotation] = []
        self.before: Span | None = None  # the sentence before
        self.spoke = False  # the sentence before held any words of somebody
        self.row = False  # whether this sentence and one beside it tell what somebody "soll"
        self.running = -1  # the last quotation that was carried on
        self.end = -1  # where it ended
        self.saying: tuple[tuple[Span, ...], tuple[Span, ...]] = ((), ())  # its cue and frame

    def sentence(
        self, paragraph: int, line: Line, cues: list[Cue], stretches: Sequence[Marked]
    ) -> None:
        """Make the quotations of one sentence."""
        made = len(self.made)
        found = said_in(line, cues, self._before(bool(self.turns.source.spans)))
        for said in found.said:
            self._make(paragraph, line, said)
            self._hand_on(paragraph, found, said)
        if line.quotes:
            self._direct(paragraph, found, stretches)
        silent = not found.said and len(self.made) == made
        self.turns.pass_on(paragraph, found, silent=silent)
        self.spoke = len(self.made) > made
        self.before = whole_of(line)
        self.end = line.tokens[-1].end if line.tokens else -1
        self.turns.speakers.voice.colon = bool(line.tokens) and line.tokens[-1].text == ":"

    def _before(self, carried: bool) -> Before:
        return Before(carried, self.turns.indirect, self.spoke, self.row, self.turns.near)

    def _make(self, paragraph: int, line: Line, said: Said) -> None:
        voice, how = self._voice(paragraph, line, said)
        quote = spans_of(line, said.quote)
        if said.before and self.before is not None:
            quote = (self.before, *quote)
        if not quote:
            return
        made = self._quotation(line, said, voice, quote, how)
        if said.type in {"FreeIndirect", "IndirectFreeIndirect"}:
            if self._goes_on(said, quote, line.tokens[line.first].begin):
                last = self.made[self.running]
                joined = ((last.quote[0][0], quote[0][1]),)
                self.made[self.running] = replace(last, quote=joined, words=joined)
                return
            self.running = len(self.made)
        self.made.append(made)

    def _goes_on(self, said: Said, quote: tuple[Span, ...], first: int) -> bool:
        """Return whether the sentence before was carried on the same way."""
        if self.running < 0:
            return False
        last = self.made[self.running]
        whole = said.speaker is None and quote[0][0] == first
        return last.type == said.type and whole and last.quote[0][1] == self.end <= first

    def _voice(self, paragraph: int, line: Line, said: Said) -> tuple[Voice, str]:
        if said.speaker is not None and said.carried:  # "demnach" stands for the source before
            return self.turns.there(line, said.speaker), "carried on"
        if said.speaker is not None and self._is_own(line, said):
            return self._own_words(paragraph, line, said.speaker)
        if said.speaker is not None:
            how = self.turns.hear(paragraph, line, said.speaker)
            return self.turns.speakers.voice.copy(), how
        if said.carried:
            return self.turns.carried(line, said)
        return Voice(), "nobody named"

    @staticmethod
    def _is_own(line: Line, said: Said) -> bool:
        """Return whether "nach eigenen Angaben" names nobody but the subject."""
        own = line.grammar.sets["own_words"]
        return (
            said.rule == "source" and said.speaker is not None and line.low[said.speaker[0]] in own
        )

    def _own_words(self, paragraph: int, line: Line, run: Run) -> tuple[Voice, str]:
        """Return whose words "eigene Angaben" are: those of the subject, if it can speak."""
        spans, owner = spans_of(line, [run]), subject_of(line, line.size - 1)
        if owner is None or not self.turns.may_speak(line, owner):
            self.turns.hear(paragraph, line, run)
            return Voice(spans=spans, paragraph=paragraph), "nobody named"
        how = self.turns.hear(paragraph, line, owner)
        return self.turns.speakers.voice.copy(spans), how

    def _quotation(
        self, line: Line, said: Said, voice: Voice, quote: tuple[Span, ...], how: str
    ) -> Quotation:
        if said.cue:
            self.saying = (cue_spans(line, said.cue), spans_of(line, said.frame))
        return Quotation(
            type=said.type,
            quote=quote,
            words=quote,
            speaker=voice.spans,
            cue=cue_spans(line, said.cue),
            addressee=spans_of(line, [said.addressee] if said.addressee else []),
            frame=spans_of(line, said.frame),
            speaker_name=voice.name,
            speaker_role=voice.role,
            act=said.act or ("asserts" if said.cue else ""),
            negated=self._negated(line, said),
            confidence=confidence_of(said, how),
            why=why_of(line, said, how),
        )

    def _negated(self, line: Line, said: Said) -> bool:
        negations = self.lexicon.sets["negations"]
        if negations.isdisjoint(line.low):
            return False
        inside = {i for run in said.quote for i in range(*run)}
        return any(
            i not in inside and line.low[i] in negations and negates_verb(line, i)
            for run in said.frame
            for i in range(*run)
        )

    def _direct(self, paragraph: int, found: Found, stretches: Sequence[Marked]) -> None:
        line = found.line
        for at in line.quotes:
            token = line.tokens[at]
            mark = stretches[token.quote]
            said = quoted(found, at)
            last = self.turns.speakers.voice
            here = last.paragraph == paragraph
            if not is_spoken(line, at, said, mark, self.lexicon, colon=last.colon, here=here):
                continue
            if said is None or not (
                said.cue or (said.speaker and self.turns.may_speak(line, said.speaker))
            ):
                self._carry(paragraph, line, at, mark, said)
                continue
            voice, how = self._voice(paragraph, line, said)
            made = self._quotation(line, said, voice, ((mark.begin, mark.end),), how)
            self.made.append(marked_as(made, mark, token.text))
            self._hand_on(paragraph, found, said)

    def _hand_on(self, paragraph: int, found: Found, said: Said) -> None:
        """Give words to both who are named where somebody is quoted: "X wird von Y zitiert".

        They are given in the order in which sources are named from within: the later one first.
        """
        cue = next((cue for cue in found.cues if cue.at in said.cue), None)
        run = _other(found.line, cue, said.speaker) if cue and said.speaker else None
        if cue is None or run is None:
            return
        voice, how = self.turns.named(paragraph, found.line, run)
        made = replace(
            self.made[-1],
            speaker=voice.spans,
            speaker_name=voice.name,
            speaker_role=voice.role,
            why=why_of(found.line, replace(said, speaker=run), how),
            handed_on=run == cue.quoting,
        )
        first = replace(self.made[-1], handed_on=not made.handed_on)
        self.made[-1:] = sorted((first, made), key=lambda q: q.speaker, reverse=True)

    def _carry(self, paragraph: int, line: Line, at: int, mark: Marked, said: Said | None) -> None:
        """Make a quotation that nobody near says: the speaker is carried on, or nobody."""
        rule, confidence, voice = self._whose(paragraph, line, at, said)
        frame = spans_of(line, said.frame) if said is not None else ()
        cue: tuple[Span, ...] = ()
        if rule.startswith("carried on") and not frame:
            cue, frame = self.saying  # "..., sagte X" goes for the words that follow too
        made = Quotation(
            type="Direct",
            quote=((mark.begin, mark.end),),
            speaker=voice.spans,
            cue=cue,
            frame=frame,
            speaker_name=voice.name,
            speaker_role=voice.role,
            confidence=confidence,
            why=rule,
        )
        self.made.append(marked_as(made, mark, line.tokens[at].text))

    def _whose(
        self, paragraph: int, line: Line, at: int, said: Said | None
    ) -> tuple[str, float, Voice]:
        """Return the rule that finds whose marked words nobody near says, how sure, and who."""
        register = self.register
        if said is not None and said.carried:
            voice, _how = self.turns.carried(line, said)
            if voice.spans:
                sure = CARRIED_CONFIDENCE["carried on in the paragraph"]
                return "carried on", sure, voice
        run = None
        if at and line.low[at - 1] == ":":
            rule, run = "named before the colon", named_before(line, at - 1, register, self.lexicon)
        elif said is None and line.tokens[at].text[1:2].islower() and at > line.first:
            rule, run = "subject of its clause", subject_of(line, at)
            if run is None or not self.turns.is_somebody(line, run):
                return "nobody named", CARRIED_CONFIDENCE["nobody named"], Voice()
        if run is None:
            return self.turns.speakers.carried(paragraph)
        self.turns.hear(paragraph, line, run)
        return rule, RULE_CONFIDENCE[rule], self.turns.speakers.voice.copy()
