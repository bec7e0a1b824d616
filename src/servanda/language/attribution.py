"""Whose words stand between the marks.

For each marked stretch the rules are tried in a fixed order, and the name of the one that
answered is part of the answer: the inquit after the quotation, the verb before it, a later
verb of the sentence, whoever is named before a colon, the speaker carried on from the
sentence or paragraph before. Marks that nobody speaks (titles, terms) are no quotations.
Who holds which office is decided in ``people``.

Main path: ``attribute`` -> ``Quotation``. Confidence orders the rules; it is not measured.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass, replace

from servanda.language.clauses_words import grammar
from servanda.language.cues import Cue, find_cues
from servanda.language.lexicon import Lexicon
from servanda.language.marks import Marked
from servanda.language.model import Quotation, Span
from servanda.language.people import Register
from servanda.language.phrases import Phrase, names_in, phrase_after
from servanda.language.quotations_voices import Speakers, Voice, note_single
from servanda.language.quotations_walk import walk
from servanda.language.speech import is_fragment, spoken_words
from servanda.language.tokens import Token

__all__ = ["attribute"]

_CONFIDENCE = {
    "inquit after": 0.95,
    "verb before": 0.9,
    "verb later in the sentence": 0.8,
    "phrase": 0.9,
    "named before the colon": 0.7,
}
_PRONOUN_COST = 0.1
_COSTS = {
    "office given to this person in the document": 0.1,
    "office, taken for the last speaker": 0.3,
}
_INQUIT_REACH = 2
_COLON_REACH = 6
_SUBJUNCTIVE_REACH = 25
_FIRST_NAMED_REACH = 30
_LEAST_SPOKEN_WORDS = 5
_LEAST_ALONE_WORDS = 3


@dataclass(frozen=True, slots=True)
class _Credit:
    """Whose words, by which rule, how the name was found, and how sure."""

    voice: Voice
    rule: str
    how: str
    confidence: float


def attribute(
    paragraphs: Sequence[Sequence[Sequence[Token]]],
    marked: Sequence[Sequence[Marked]],
    register: Register,
    lexicon: Lexicon,
) -> list[Quotation]:
    """Return the quotations of a document.

    Args:
        paragraphs: Its paragraphs as sentences as tokens.
        marked: The outer marked stretches of each paragraph; tokens count them.
        register: The people of the document, already read.
        lexicon: The language.
    """
    rules = grammar(lexicon.language)
    if rules is not None:
        return walk(paragraphs, marked, register, lexicon, rules)
    cues = [[find_cues(tokens, lexicon) for tokens in sentences] for sentences in paragraphs]
    for sentences, said in zip(paragraphs, cues, strict=True):
        for tokens, found in zip(sentences, said, strict=True):
            _note_subjects(tokens, found, register, lexicon)
    register.settle()
    speakers = _Speakers(register, lexicon)
    quotations: list[Quotation] = []
    for number, (sentences, said) in enumerate(zip(paragraphs, cues, strict=True)):
        for tokens, found in zip(sentences, said, strict=True):
            quotations += speakers.sentence(number, tokens, found, marked[number])
    return quotations


def _note_subjects(
    tokens: Sequence[Token], cues: Sequence[Cue], register: Register, lexicon: Lexicon
) -> None:
    """Learn full names that only their place as subject of a verb of saying shows."""
    for cue in cues:
        subject = cue.subject
        if subject is None or not subject.name:
            continue
        if " " not in subject.name:
            note_single(tokens, subject, register, lexicon)
            continue
        inside = tokens[subject.first : subject.last + 1]
        for run in names_in(inside, lexicon)[:1]:
            register.note(run, subject.role)


class _Speakers(Speakers):
    """Walks the sentences in order and remembers who spoke last."""

    def __init__(self, register: Register, lexicon: Lexicon) -> None:
        super().__init__(register, lexicon)
        self.alone = False  # the sentence is nothing but quotations

    def sentence(
        self,
        paragraph: int,
        tokens: Sequence[Token],
        cues: Sequence[Cue],
        stretches: Sequence[Marked],
    ) -> list[Quotation]:
        """Return the quotations of one sentence."""
        quoted = [at for at, token in enumerate(tokens) if token.quote >= 0]
        if not quoted:
            self._listen(paragraph, tokens, cues)
            return []
        self.alone = all(not token.text[0].isalnum() for token in tokens if token.quote < 0)
        named = [cue for cue in cues if cue.subject is not None]
        made = []
        for at in quoted:
            cue, rule = _choose(tokens, at, named)
            mark = stretches[tokens[at].quote]
            if self._spoken(tokens, at, mark, cue, paragraph):
                made.append(self._make(paragraph, tokens, at, mark=mark, cue=cue, rule=rule))
        self.voice.colon = tokens[-1].text == ":"
        return made

    def _listen(self, paragraph: int, tokens: Sequence[Token], cues: Sequence[Cue]) -> None:
        """Remember who speaks, or is spoken of first, in a sentence without a quotation."""
        named = [cue for cue in cues if cue.subject is not None]
        if named and named[0].subject is not None:
            self.hear(paragraph, tokens, named[0].subject)
        else:
            self.look(tokens)
        self.voice.colon = tokens[-1].text == ":"

    def _spoken(
        self, tokens: Sequence[Token], at: int, mark: Marked, cue: Cue | None, paragraph: int
    ) -> bool:
        """Return whether these marks hold speech and not a title or a term."""
        text = tokens[at].text
        inside = spoken_words(tokens, at, self.lexicon)
        if not inside:
            return False
        after = tokens[at + 1].text if at + 1 < len(tokens) else "."
        introduced = self.voice.colon or (at > 0 and tokens[at - 1].text == ":")
        if cue is not None or not mark.opened or (introduced and not after[0].islower()):
            return True
        here = self.voice.paragraph == paragraph
        if self.alone:
            return len(inside) >= _LEAST_ALONE_WORDS or here
        near = tokens[max(0, at - _SUBJUNCTIVE_REACH) : at + _SUBJUNCTIVE_REACH]
        if any(token.low in self.lexicon.sets["subjunctives"] for token in near):
            return here or len(inside) >= _LEAST_SPOKEN_WORDS
        return len(inside) >= _LEAST_SPOKEN_WORDS and not is_fragment(text)

    def _make(
        self,
        paragraph: int,
        tokens: Sequence[Token],
        at: int,
        *,
        mark: Marked,
        cue: Cue | None,
        rule: str,
    ) -> Quotation:
        text = tokens[at].text
        subject = cue.subject if cue is not None else self._before_colon(tokens, at)
        rule = rule if subject is None or cue is not None else "named before the colon"
        credit = self._credit(paragraph, tokens, subject, rule)
        return Quotation(
            type="Direct",
            quote=((mark.begin, mark.end),),
            words=(mark.inner,),
            speaker=credit.voice.spans,
            cue=_cue_spans(tokens, cue),
            frame=_frame(tokens, cue),
            speaker_name=credit.voice.name,
            speaker_role=credit.voice.role,
            act=cue.act or "asserts" if cue else "",
            negated=cue.negated if cue else False,
            confidence=credit.confidence,
            why=_why(credit, tokens, cue),
            fragment=is_fragment(text),
            closed=mark.opened and mark.closed,
        )

    def _credit(
        self, paragraph: int, tokens: Sequence[Token], subject: Phrase | None, rule: str
    ) -> _Credit:
        """Return whose words they are: the subject's, or those of the speaker carried on."""
        if subject is None:
            rule, confidence, voice = self.carried(paragraph)
            return _Credit(voice, rule, "", confidence)
        how = self.hear(paragraph, tokens, subject)
        cost = _COSTS.get(how, _PRONOUN_COST if subject.pronoun else 0.0)
        return _Credit(replace(self.voice), rule, how, round(_CONFIDENCE[rule] - cost, 2))

    def _before_colon(self, tokens: Sequence[Token], at: int) -> Phrase | None:
        """Return who is named first in "...: Q" without a known verb of saying."""
        if at == 0 or tokens[at - 1].text != ":":
            return None
        for index in range(min(at - 1, _FIRST_NAMED_REACH)):
            phrase = phrase_after(tokens, index, self.lexicon)
            if phrase is not None and (phrase.role or phrase.pronoun or self._known(phrase)):
                return phrase
        return None

    def _known(self, phrase: Phrase) -> bool:
        return self.register.knows(phrase.name)


def _choose(tokens: Sequence[Token], at: int, cues: Sequence[Cue]) -> tuple[Cue | None, str]:
    """Return the cue of the quotation at ``at`` and the rule that chose it.

    Args:
        tokens: The sentence.
        at: Where the quotation stands in it.
        cues: Its cues that name somebody, in order.
    """
    place = bisect_left(cues, at, key=lambda cue: cue.at)
    after = cues[place] if place < len(cues) else None
    before = cues[place - 1] if place else None
    if after is not None and _is_inquit(tokens, at, after):
        return after, "inquit after"
    if before is not None:
        return before, "phrase" if before.rule == "phrase" else "verb before"
    if after is not None:
        return after, "verb later in the sentence"
    return None, "nobody named"


def _is_inquit(tokens: Sequence[Token], at: int, cue: Cue) -> bool:
    """Return whether a cue stands right after a quotation, with a comma or its subject between."""
    subject = cue.subject
    begin = min(cue.at, subject.first) if subject is not None else cue.at
    if begin < at:
        return False  # the subject is that of an earlier verb: the next quotation's
    between = tokens[at + 1 : begin]
    opens_next = any(token.text == ":" for token in tokens[cue.at : cue.at + _COLON_REACH])
    if subject is not None and subject.first < cue.at and opens_next:
        return False
    return len(between) <= _INQUIT_REACH and all(t.text in {",", "-", "–", "."} for t in between)


def _cue_spans(tokens: Sequence[Token], cue: Cue | None) -> tuple[Span, ...]:
    if cue is None:
        return ()
    return tuple((tokens[index].begin, tokens[index].end) for index in cue.words)


def _frame(tokens: Sequence[Token], cue: Cue | None) -> tuple[Span, ...]:
    """Return the stretch from speaker to cue: the clause of saying, at its shortest."""
    if cue is None or cue.subject is None:
        return ()
    first = min(cue.at, cue.subject.first)
    last = max(cue.words[-1], cue.subject.last)
    spans: list[Span] = []
    for token in tokens[first : last + 1]:
        if token.quote < 0:
            joined = spans and token.begin - spans[-1][1] <= 1
            spans[-1:] = [(spans[-1][0], token.end)] if joined else [*spans[-1:], token_span(token)]
    return tuple(spans)


def token_span(token: Token) -> Span:
    """Return the offsets of a token."""
    return (token.begin, token.end)


def _why(credit: _Credit, tokens: Sequence[Token], cue: Cue | None) -> str:
    if cue is None or cue.subject is None:
        return credit.rule
    said = " … ".join(tokens[index].text for index in cue.words)
    subject = " ".join(t.text for t in tokens[cue.subject.first : cue.subject.last + 1])
    return f"{credit.rule}: {said!r} by {subject!r} ({credit.how})"
