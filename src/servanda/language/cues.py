"""Words of saying in a sentence, and who their subject is, for a language of plain files.

German has its ``clauses`` and English its ``grammar``; every other language is read here. A
cue is a verb from the lexicon or a phrase that names a speaker without a verb ("according
to"). Where the verb stands second, its subject is found by the order of the clause: what
stands before the finite verb, or, if a quotation or an adverbial stands there, what stands
after it. Elsewhere it stands before the verb, or behind it after a quotation.

Main path: ``find_cues`` -> ``Cue``. Which quotation a cue belongs to is decided in
``attribution``.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from servanda.language.lexicon import Lexicon, Verb
from servanda.language.phrases import Phrase, is_given, phrase_after, phrase_before
from servanda.language.tokens import Token

__all__ = ["Cue", "find_cues"]

_CLAUSE_REACH = 40
_SKIP_REACH = 14
_NEGATION_REACH = 4


@dataclass(frozen=True, slots=True)
class Cue:
    """A word of saying.

    Attributes:
        at: Index of its first token.
        words: Indices of its tokens, particle included.
        act: What is done by saying it, "" for phrases without a verb.
        rule: The name of the rule that found it.
        subject: The phrase that names the speaker, None if there is none.
        negated: Whether the saying is negated.
    """

    at: int
    words: tuple[int, ...]
    act: str
    rule: str
    subject: Phrase | None
    negated: bool = False


def find_cues(tokens: Sequence[Token], lexicon: Lexicon) -> list[Cue]:
    """Return the cues of one sentence, in order."""
    cues: list[Cue] = []
    for at, token in enumerate(tokens):
        if token.quote >= 0:
            continue
        cue = _phrase_cue(tokens, at, lexicon) or _verb_cue(tokens, at, lexicon)
        if cue is None:
            continue
        if cue.subject is None and cues and _coordinated(tokens, cues[-1].at, at, lexicon):
            cue = replace(cue, subject=cues[-1].subject, rule="verb, same subject")
        cues.append(cue)
    return cues


def _coordinated(tokens: Sequence[Token], before: int, at: int, lexicon: Lexicon) -> bool:
    """Return whether the verb at ``at`` carries on the clause of the one ``before`` it."""
    joined = at > 0 and lexicon.has("conjunctions", tokens[at - 1].text)
    return joined and at - before <= _CLAUSE_REACH


def _phrase_cue(tokens: Sequence[Token], at: int, lexicon: Lexicon) -> Cue | None:
    for length in (3, 2, 1):
        said = tuple(token.low for token in tokens[at : at + length])
        if len(said) == length and said in lexicon.speaker_after:
            subject = _phrase_subject(tokens, at + length, lexicon)
            if subject is not None and _stands_alone(tokens, at, said, subject, lexicon):
                return Cue(at, tuple(range(at, at + length)), "", "phrase", subject)
    if tokens[at].low in lexicon.speaker_before:
        subject = phrase_before(tokens, at, lexicon)
        if subject is not None:
            return Cue(at, (at,), "", "phrase", subject)
    return None


def _phrase_subject(tokens: Sequence[Token], start: int, lexicon: Lexicon) -> Phrase | None:
    """Return who is named, past "of the" after "in the words"."""
    at = start
    while at < min(len(tokens), start + 2) and (
        lexicon.has("agents", tokens[at].text) or lexicon.has("oblique", tokens[at].text)
    ):
        at += 1
    phrase = phrase_after(tokens, at, lexicon)
    return None if phrase is None else replace(phrase, first=start if at > start else phrase.first)


def _stands_alone(
    tokens: Sequence[Token], at: int, said: tuple[str, ...], subject: Phrase, lexicon: Lexicon
) -> bool:
    """Return whether an "as" names a speaker: beside a quotation or comma, or at the start."""
    if len(said) > 1 or said[0] not in lexicon.sets["as_words"]:
        return True
    before = tokens[at - 1] if at else None
    after = tokens[subject.last + 1] if subject.last + 1 < len(tokens) else None
    opens = before is None or before.quote >= 0 or before.text in {",", "–", "-", "("}
    closes = after is None or after.quote >= 0 or not after.text[0].islower() or before is not None
    return opens and closes


def _verb_cue(tokens: Sequence[Token], at: int, lexicon: Lexicon) -> Cue | None:
    for verb in lexicon.verbs.get(tokens[at].low, ()):
        if tokens[at].capital and at > 0:
            return None
        particle = _particle(tokens, at, verb, lexicon)
        if verb.particle and particle is None:
            continue
        finite = _finite(tokens, at, verb, lexicon)
        if finite is None:
            continue
        subject = _subject(tokens, finite, at, lexicon)
        if tokens[finite].low in lexicon.sets["passives"] and finite != at:
            subject = _passive_subject(tokens, at, subject, verb, lexicon)
        elif subject is not None and verb.lemma in lexicon.sets["quoting"]:
            subject = _quoted(tokens, max(at, subject.last) + 1, lexicon)
        indices = [at] + ([particle] if particle is not None else [])
        return Cue(at, tuple(indices), verb.act, "verb", subject, _negated(tokens, at, lexicon))
    return None


def _particle(tokens: Sequence[Token], at: int, verb: Verb, lexicon: Lexicon) -> int | None:
    """Return the index of the separated particle: at the end of the verb's clause."""
    if not verb.particle:
        return None
    reach = _CLAUSE_REACH if "verb_second" in lexicon.traits else 1
    for index in range(at + 1, min(len(tokens), at + 1 + reach)):
        if tokens[index].text == verb.particle and _ends_clause(tokens, index, lexicon):
            return index
        if tokens[index].text in {":", ";"}:
            return None
    return None


def _ends_clause(tokens: Sequence[Token], at: int, lexicon: Lexicon) -> bool:
    if "verb_second" not in lexicon.traits or at + 1 >= len(tokens):
        return True
    after = tokens[at + 1]
    return (
        after.quote >= 0
        or not after.text[0].isalnum()
        or lexicon.has("conjunctions", after.text)
        or after.low in lexicon.sets["as_words"]
    )


def _finite(tokens: Sequence[Token], at: int, verb: Verb, lexicon: Lexicon) -> int | None:
    """Return the index of the finite verb that a form belongs to, None if it has none.

    A form may be both: finite alone, a participle beside an auxiliary.
    """
    both = any(not other.finite for other in lexicon.verbs[tokens[at].low])
    if not verb.finite:
        return _auxiliary(tokens, at, {":", ";"}, lexicon)
    auxiliary = _auxiliary(tokens, at, {":", ";", ","}, lexicon) if both else None
    return at if auxiliary is None else auxiliary


def _auxiliary(tokens: Sequence[Token], at: int, stops: set[str], lexicon: Lexicon) -> int | None:
    """Return the auxiliary of a participle, right behind it or before it in its clause."""
    if at + 1 < len(tokens) and lexicon.has("auxiliaries", tokens[at + 1].text):
        return at + 1
    for index in range(at - 1, max(-1, at - _CLAUSE_REACH), -1):
        if lexicon.has("auxiliaries", tokens[index].text):
            return index
        if tokens[index].text in stops:
            return None
    return None


def _quoted(tokens: Sequence[Token], start: int, lexicon: Lexicon) -> Phrase | None:
    """Return who is quoted: the object of "the paper quotes the minister"."""
    articles = _past_articles(tokens, start, lexicon)
    phrase = phrase_after(tokens, articles, lexicon)
    return None if phrase is None else replace(phrase, first=start)


def _passive_subject(
    tokens: Sequence[Token], at: int, subject: Phrase | None, verb: Verb, lexicon: Lexicon
) -> Phrase | None:
    """Return who speaks in a passive: whom somebody quotes, else the agent behind "by"."""
    if verb.lemma in lexicon.sets["quoting"]:
        return subject
    for index in range(max(0, at - _SKIP_REACH), at):
        if tokens[index].low in lexicon.sets["agents"]:
            return phrase_after(tokens, _past_articles(tokens, index + 1, lexicon), lexicon)
    return None


def _negated(tokens: Sequence[Token], at: int, lexicon: Lexicon) -> bool:
    begin = at if "verb_second" in lexicon.traits else max(0, at - _NEGATION_REACH)
    near = tokens[begin : at + _NEGATION_REACH]
    for token in near:
        if token.quote >= 0 or (token.text in ",:;" and token.begin > tokens[at].begin):
            return False
        if lexicon.has("negations", token.text):
            return True
    return False


def _subject(tokens: Sequence[Token], finite: int, at: int, lexicon: Lexicon) -> Phrase | None:
    """Return the subject of the verb at ``at``, whose finite part stands at ``finite``."""
    if "verb_second" in lexicon.traits:
        return _subject_by_clause(tokens, finite, lexicon)
    before = phrase_before(tokens, finite, lexicon)
    if before is not None:
        return before
    follows = finite == 0 or tokens[finite - 1].quote >= 0 or tokens[finite - 1].text in ',”"'
    return phrase_after(tokens, max(at, finite) + 1, lexicon) if follows else None


def _subject_by_clause(tokens: Sequence[Token], finite: int, lexicon: Lexicon) -> Phrase | None:
    begin = _clause_begin(tokens, finite, lexicon)
    if begin < finite and tokens[begin].low in lexicon.sets["as_words"]:
        return phrase_after(tokens, begin + 1, lexicon)
    if begin < finite and lexicon.has("subordinators", tokens[begin].text):
        return _first_phrase(tokens, begin + 1, finite, lexicon)
    if begin < finite:
        phrase = phrase_after(tokens, begin, lexicon)
        if phrase is not None and _fills(tokens, phrase, finite, lexicon):
            after = phrase_after(tokens, finite + 1, lexicon)
            named = phrase.role or phrase.pronoun or is_given(tokens[begin], lexicon)
            return after if after is not None and after.pronoun and not named else phrase
    return _first_phrase(tokens, finite + 1, len(tokens), lexicon)


def _fills(tokens: Sequence[Token], phrase: Phrase, finite: int, lexicon: Lexicon) -> bool:
    """Return whether a phrase is all there is before the verb, or all but what hangs on it."""
    if phrase.last + 1 >= finite:
        return phrase.last < finite
    after = tokens[phrase.last + 1]
    joined = lexicon.has("conjunctions", after.text) or lexicon.has("prepositions", after.text)
    return joined or after.text in {",", "(", "–"}


def _clause_begin(tokens: Sequence[Token], finite: int, lexicon: Lexicon) -> int:
    """Return where the clause of the verb begins, stepping over ", apposition,"."""
    at = finite
    if at > 1 and tokens[at - 1].text in {",", "–"} and tokens[at - 2].quote < 0:
        opening = _enclosing_comma(tokens, at - 1)
        if opening > 0:
            at = opening
    while at > 0 and finite - at < _CLAUSE_REACH:
        before = tokens[at - 1]
        joined = lexicon.has("conjunctions", before.text) and at == finite
        if before.quote >= 0 or before.text in {",", ":", ";", "–"} or joined:
            break
        at -= 1
    return at


def _enclosing_comma(tokens: Sequence[Token], at: int) -> int:
    for index in range(at - 1, max(-1, at - _SKIP_REACH), -1):
        if tokens[index].quote >= 0 or tokens[index].text in {":", ";"}:
            return -1
        if tokens[index].text in {",", "–"}:
            return index
    return -1


def _first_phrase(
    tokens: Sequence[Token], start: int, stop: int, lexicon: Lexicon
) -> Phrase | None:
    """Return the first phrase of a clause that is neither behind a preposition nor oblique."""
    at = start
    while at < min(stop, start + _SKIP_REACH):
        token = tokens[at]
        if token.quote >= 0 or token.text in {",", ":", ";", "."}:
            return None
        if lexicon.has("prepositions", token.text) or lexicon.has("oblique", token.text):
            skipped = phrase_after(tokens, _past_articles(tokens, at + 1, lexicon), lexicon)
            at = skipped.last + 1 if skipped else at + 1
            continue
        phrase = phrase_after(tokens, at, lexicon)
        if phrase is not None:
            return phrase
        if lexicon.has("conjunctions", token.text):
            return None
        at += 1
    return None


def _past_articles(tokens: Sequence[Token], at: int, lexicon: Lexicon) -> int:
    while at < len(tokens) and lexicon.has("oblique", tokens[at].text):
        at += 1
    return at
