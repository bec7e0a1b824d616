"""Who said what in English news: direct, indirect, reported and free indirect speech.

English puts the subject before the verb and marks reported speech by clauses, not by
moods, so it has its own small grammar (``english_line``, ``english_cues``); the people
and their offices are those of ``people``. The rules of a sentence, in order: what each
verb of saying rules, whose the quotations are that none rules, hearsay ("reportedly"),
and sentences that carry on what somebody said ("She would have to close").

Main path: ``attribute_english`` -> ``Quotation``. Linear in the length of the text.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise

from servanda.language.english_cues import Cue, find_cues
from servanda.language.english_line import Line
from servanda.language.english_rules import (
    Found,
    cue_spans,
    dash_name,
    frame_spans,
    is_hearsay,
    is_shifted,
    part_of,
    ruled,
    span_of,
)  # fmt: skip
from servanda.language.lexicon import Lexicon
from servanda.language.marks import Marked
from servanda.language.model import Quotation, Span
from servanda.language.names_found import is_given, names_in
from servanda.language.people import Register
from servanda.language.people_voices import COSTS
from servanda.language.phrases import Phrase, describe
from servanda.language.quotations_voices import CARRIED_CONFIDENCE, Speakers, Voice
from servanda.language.speech import is_fragment, spoken_words
from servanda.language.tokens import Token

__all__ = ["attribute_english"]

_LEAST_WORDS = 3
_LEAST_ALONE = 5
_LINE_WORDS = 14
_FULL_NAME = (2, 3)  # words
_EARLY = 4
_AGE = 2  # digits
_APPOSED = 5  # words
_HOPES = frozenset(("promises", "demands"))
_SMALL = ("prepositions", "determiners", "conjunctions", "subordinators", "stopwords")
_CONFIDENCE = {
    "inquit after": 0.95,
    "inquit between": 0.95,
    "verb before": 0.9,
    "inside what is said": 0.85,
    "clause of saying": 0.9,
    "what stands before the inquit": 0.9,
    "phrase": 0.9,
    "act told": 0.75,
    "name and colon": 0.85,
    "name beside a dash": 0.7,
    "hearsay": 0.6,
    "carries on what was said": 0.6,
    **CARRIED_CONFIDENCE,
}


def attribute_english(
    paragraphs: Sequence[Sequence[Sequence[Token]]],
    marked: Sequence[Sequence[Marked]],
    register: Register,
    lexicon: Lexicon,
) -> list[Quotation]:
    """Return the quotations of an English document.

    Args:
        paragraphs: Its paragraphs as sentences as tokens.
        marked: The outer marked stretches of each paragraph; tokens count them.
        register: The people of the document, already read.
        lexicon: The language.
    """
    lines = [[Line(tokens, lexicon) for tokens in sentences] for sentences in paragraphs]
    for line in (line for part in lines for line in part):
        _note_aged(line, register)
    cues = [[find_cues(line) for line in part] for part in lines]
    for part, said in zip(lines, cues, strict=True):
        for line, found in zip(part, said, strict=True):
            _note_subjects(line, found, register)
    register.settle()
    reader = _Reader(register, lexicon)
    for number, (part, said) in enumerate(zip(lines, cues, strict=True)):
        reader.paragraph(number, part, said, marked[number])
    return reader.made


def _note_subjects(line: Line, cues: Sequence[Cue], register: Register) -> None:
    """Learn the names that only their place as subject of a verb of saying shows."""
    for cue in cues:
        if cue.subject is None:
            continue
        inside = line.spoken(*cue.subject)
        phrase = describe(inside, 0, len(inside) - 1, line.lexicon)
        runs = _names(inside, line.lexicon)
        if runs and len(runs[0]) > 1:
            register.note(runs[0], phrase.role)
        elif runs and runs[0][-1] is inside[-1] and not line.lexicon.has("places", inside[-1].text):
            register.note_single(runs[0][0])


def _note_aged(line: Line, register: Register) -> None:
    """Learn "Esperance Furaha, 34," and "Pornpan Sooksai, a mother of five," as names."""
    for at in range(2, line.size - 2):
        age = line.tokens[at + 1].text
        closed = line.low[at] == "," and line.low[at + 2] in {",", "."}
        aged = closed and len(age) == _AGE and age.isdecimal()
        if aged or (line.low[at] == "," and _is_apposed(line, at + 1)):
            first = at
            while first > 0 and _may_name(line.tokens[first - 1], line.lexicon):
                first -= 1
            if _FULL_NAME[0] <= at - first <= _FULL_NAME[1]:
                register.note(line.tokens[first:at])


def _is_apposed(line: Line, at: int) -> bool:
    """Return whether "a mother of five" stands there: an office or a tie behind an article."""
    if not line.has("indefinite", at) and line.low[at] != "the":
        return False
    end = line.phrase_from(at, at + _APPOSED)
    return any(line.lexicon.role_of(token.text) for token in line.tokens[at:end])


class _Reader:
    """Walks the sentences in order; remembers who spoke last and how."""

    def __init__(self, register: Register, lexicon: Lexicon) -> None:
        self.lexicon = lexicon
        self.voices = Speakers(register, lexicon)
        self.made: list[Quotation] = []
        self.open = False  # the sentence before told what somebody said
        self.hoped = False  # ... and that was a promise or a demand: "had" is the reporter's
        self.paused = -1  # number of the quotation that a free indirect sentence carries on

    def paragraph(
        self, number: int, lines: Sequence[Line], cues: Sequence[Sequence[Cue]],
        marked: Sequence[Marked],
    ) -> None:  # fmt: skip
        """Read one paragraph."""
        self.open, self.paused = False, -1
        if lines and self._transcript(number, lines):
            return
        for line, said in zip(lines, cues, strict=True):
            self._sentence(number, line, said, marked)

    def _transcript(self, number: int, lines: Sequence[Line]) -> bool:
        """Read "RENN: We had no choice." and the headline "Renn: no troops to Orsk"."""
        first = lines[0]
        colon = first.low.index(":") if ":" in first.low[:6] else -1
        quoted = any(token.quote >= 0 for line in lines for token in line.tokens)
        if colon <= 0 or quoted or colon + 1 >= first.size:
            return False
        named = first.tokens[:colon]
        if not all(token.capital for token in named):
            return False
        shouted = all(token.text.isupper() and len(token.text) > 1 for token in named)
        headline = len(lines) == 1 and first.end() == first.size <= _LINE_WORDS
        if not shouted and not (headline and self._somebody(named)):
            return False
        last = lines[-1]
        stop = last.tokens[-1].end
        begin = first.tokens[colon + 1].begin
        cue = Cue(colon, (colon,), "", "asserts", (0, colon), 0, colon + 1)
        found = Found("Direct" if shouted else "Indirect", ((colon + 1, first.size),), cue,
                       "name and colon")  # fmt: skip
        self._make(number, first, found, (), span=(begin, stop))
        return True

    def _somebody(self, named: Sequence[Token]) -> bool:
        name = named[-1].text
        return self.voices.register.knows(name) or any(
            self.lexicon.role_of(token.text) or self.lexicon.has("places", token.text)
            for token in named
        )

    def _sentence(
        self, number: int, line: Line, cues: Sequence[Cue], marked: Sequence[Marked]
    ) -> None:
        found = ruled(line, cues)
        owned = {at for item in found if item.type == "Direct" for at, _ in item.spans}
        for at in range(line.size):
            if line.is_quote(at) and at not in owned:
                item = self._unruled(number, line, at, cues, marked)
                found += [item] if item else []
        if not found:
            found = self._without_cue(line)
        found.sort(key=lambda item: (item.spans[0], -item.spans[-1][1]))
        for item in found:
            self._make(number, line, item, marked)
        if found:
            told = any(item.type in {"Indirect", "IndirectFreeIndirect"} for item in found)
            self.open = told
            self.hoped = any(item.cue is not None and item.cue.act in _HOPES for item in found)
        else:
            self.open = False
            self._listen(number, line, cues)
        self.voices.voice.colon = line.low[-1:] == [":"]

    def _listen(self, number: int, line: Line, cues: Sequence[Cue]) -> None:
        """Remember who speaks, or is spoken of first, in a sentence without a quotation."""
        for cue in cues:
            if cue.subject is not None:
                self.voices.hear(number, line.tokens, _phrase(line, cue.subject))
                return
        self.voices.look(line.tokens)
        end = line.phrase_from(0)
        if end and line.tokens[0].quote < 0:
            phrase = _phrase(line, (0, line.apposed(end)))
            if phrase.name and self.voices.register.knows(phrase.name):
                self.voices.hear(number, line.tokens, phrase)

    def _unruled(
        self, number: int, line: Line, at: int, cues: Sequence[Cue], marked: Sequence[Marked]
    ) -> Found | None:
        """Return a quotation that no verb rules, if the marks hold speech."""
        mark = marked[line.tokens[at].quote]
        text = line.tokens[at].text
        inside = spoken_words(line.tokens, at, self.lexicon)
        if not inside:
            return None
        dash = dash_name(line, at)
        if dash is not None:
            return Found("Direct", ((at, at + 1),), dash, "name beside a dash")
        alone = line.only_quotes
        before = [cue for cue in cues if cue.subject is not None and cue.at < at]
        if before and len(inside) >= _LEAST_WORDS - 1:
            cue = before[-1]
            if line.low[at - 1] == ":" and cue.said < at - 1:  # "doubted that it was so: ..."
                cue = replace(cue, words=(), act="asserts", last=at)
            return Found("Direct", ((at, at + 1),), cue, "verb before")
        named = _headed(line, at)
        if named is not None:
            return Found("Direct", ((at, at + 1),), named, "name and colon")
        rule = self.voices.carried(number)[0]
        introduced = at > 0 and line.low[at - 1] == ":"
        least = _LEAST_WORDS if alone or not mark.opened else _LEAST_ALONE
        here = rule == "carried on in the paragraph" and alone
        if introduced or here or (len(inside) >= least and (alone or not is_fragment(text))):
            return Found("Direct", ((at, at + 1),), None, rule)
        return None

    def _without_cue(self, line: Line) -> list[Found]:
        """Return hearsay, or a sentence that carries on what was said before."""
        if any(token.quote >= 0 for token in line.tokens):
            return []
        if is_hearsay(line):
            return [Found("FreeIndirect", ((0, line.size),), None, "hearsay")]
        if self.open and is_shifted(line) and not (self.hoped and "had" in line.low[:_EARLY]):
            rule = "carries on what was said"
            return [Found("IndirectFreeIndirect", ((0, line.size),), None, rule)]
        return []

    def _make(
        self, number: int, line: Line, item: Found, marked: Sequence[Marked],
        span: Span | None = None,
    ) -> None:  # fmt: skip
        tokens, cue = line.tokens, item.cue
        voice, how, cost = self._voice(number, line, item)
        spans = tuple(span_of(tokens, first, end) for first, end in item.spans)
        spans = (span,) if span is not None else spans
        if item.rule == "carries on what was said" and self.paused >= 0:
            before = self.made[self.paused]
            joined = (before.quote[0][0], spans[-1][1])
            self.made[self.paused] = replace(before, quote=(joined,), words=(joined,))
            return
        direct = item.type == "Direct" and span is None
        marks = [marked[tokens[first].quote] for first, _ in item.spans] if direct else []
        said = " ".join(t.text for first, end in item.spans for t in tokens[first:end])
        framed = cue is not None and item.type in {"Direct", "Indirect"}
        self.made.append(Quotation(
            type=item.type,
            quote=spans,
            words=tuple(mark.inner for mark in marks) or spans,
            speaker=voice.spans,
            cue=cue_spans(tokens, cue) if framed else (),
            addressee=part_of(tokens, cue.addressee) if cue and framed else (),
            frame=frame_spans(line, item) if framed else (),
            speaker_name=_written(voice.name),
            speaker_role=_written(voice.role),
            act=(cue.act or "asserts") if cue else "",
            negated=cue.negated if cue else False,
            confidence=round(max(0.1, _CONFIDENCE[item.rule] - cost), 2),
            why=_why(item, line, how),
            fragment=direct and is_fragment(said),
            closed=all(mark.opened and mark.closed for mark in marks),
        ))  # fmt: skip
        self.paused = len(self.made) - 1 if item.rule == "carries on what was said" else -1

    def _voice(self, number: int, line: Line, item: Found) -> tuple[Voice, str, float]:
        """Return whose words they are, how the name was found, and what that costs."""
        if item.cue is not None and item.cue.subject is not None:
            phrase = _phrase(line, item.cue.subject)
            single = line.tokens[phrase.first].text if phrase.first == phrase.last else ""
            if not phrase.name and self.voices.register.knows(single):
                phrase = replace(phrase, name=single)  # Mr Dane, and no man of Denmark
            how = self.voices.hear(number, line.tokens, phrase)
            return replace(self.voices.voice), how, COSTS.get(how, 0.0)
        if item.rule in {"hearsay", "nobody named"}:
            return Voice(), "", 0.0
        self.voices.voice.paragraph = number
        return replace(self.voices.voice), "", 0.0


def _headed(line: Line, at: int) -> Cue | None:
    """Read the headline "Renn: 'No troops'": a name and a colon before the quotation."""
    colon = at - 1
    if colon <= 0 or line.low[colon] != ":" or line.phrase_from(0, colon) != colon:
        return None
    if not line.tokens[colon - 1].capital:
        return None
    return Cue(colon, (), "", "asserts", (0, colon), 0, at, kind="quote", said=at)


def _written(words: str) -> str:
    """Return words as they are written: "U.S. officials", "Italy, Bulgaria and Malta"."""
    return words.replace(" .", ".").replace(" ,", ",")


def _names(inside: Sequence[Token], lexicon: Lexicon) -> list[list[Token]]:
    """Return the names in a subject, full ones first: "EU policy chief Adele Fournier".

    Two capitals behind a noun are a name too: "survivor Jose Lim", "the incumbent, Jon Rikard".
    """
    runs = names_in(inside, lexicon)
    if len(runs) > 1:
        offices = {
            after.begin for office, after in pairwise(inside) if lexicon.role_of(office.text)
        }
        runs.sort(key=lambda run: (
            len(run) == 1, not is_given(run[0], lexicon), run[0].begin not in offices
        ))  # fmt: skip
    if runs and len(runs[0]) > 1 and (len(runs) > 1 or runs[0][-1] is inside[-1]):
        return runs
    behind = len(inside)
    while behind > 0 and _may_name(inside[behind - 1], lexicon):
        behind -= 1
    least, most = _FULL_NAME
    if not (behind > 0 and least <= len(inside) - behind <= most):
        return runs
    comma = inside[behind - 1].text == "," and behind > 1
    noun = inside[behind - 1 - comma]
    if runs and len(runs[0]) > 1 and not lexicon.role_of(noun.text):
        return runs
    small = any(noun.low in lexicon.sets[key] for key in _SMALL)
    if comma and any(lexicon.role_of(token.text) for token in inside[: behind - 1]):
        return [list(inside[behind:])]
    return runs if small or not noun.text.islower() else [list(inside[behind:])]


def _may_name(token: Token, lexicon: Lexicon) -> bool:
    return token.capital and token.text.isalpha() and not (
        lexicon.has("places", token.text) or lexicon.has("bodies", token.text)
    )  # fmt: skip


def _phrase(line: Line, subject: tuple[int, int]) -> Phrase:
    """Return the subject in the shape that people are looked up by."""
    first, end = subject
    pronoun = end - first == 1 and (line.has("pronouns", first) or line.has("objects", first))
    if pronoun:
        return Phrase(first, first, "", "", pronoun=True)
    spoken = line.spoken(first, end)
    phrase = describe(spoken, 0, len(spoken) - 1, line.lexicon)
    phrase = replace(phrase, first=first, last=end - 1)
    if " " not in phrase.name or not phrase.name.endswith(line.tokens[end - 1].text):
        runs = _names(spoken, line.lexicon)
        if runs and len(runs[0]) > 1:
            phrase = replace(phrase, name=" ".join(token.text for token in runs[0]))
    shouted = all(token.text.isupper() for token in line.tokens[first:end])
    if shouted and not phrase.name and not phrase.role:
        name = " ".join(token.text for token in line.tokens[first:end])
        return replace(phrase, name=name)
    return phrase


def _why(item: Found, line: Line, how: str) -> str:
    cue = item.cue
    if cue is None or cue.subject is None:
        return item.rule
    said = " … ".join(line.tokens[index].text for index in cue.words)
    subject = " ".join(token.text for token in line.tokens[cue.subject[0] : cue.subject[1]])
    return f"{item.rule}: {said!r} by {subject!r} ({how})"
