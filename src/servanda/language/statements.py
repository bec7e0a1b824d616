"""What somebody does by saying it: the act, what is negated, must, could or will be.

A statement gets its act from the words of saying, its negation from those words and from the
main clause of what is said, its modality from that clause. Who speaks is decided before, in
``attribution``; who pledges, offers or demands what, in ``statements_pledges``.

Main path: ``stated`` -> ``described`` for each quotation, then ``pledges``. Nothing of a
quotation is changed but act, negation, modality and why.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace
from typing import Any

from servanda.language.lexicon import Lexicon
from servanda.language.model import Quantity, Quotation, Time
from servanda.language.statements_parts import Answers
from servanda.language.statements_pledges import pledges
from servanda.language.statements_words import Found, Vocabulary, vocabulary
from servanda.language.tokens import Token, words

__all__ = ["described", "main_clause", "stated"]

_LONGEST_CLAUSE = 60
_LONGEST_CONTENT = 2000
_NEAR = 4
_FEWEST_WORDS = 2


def stated(
    text: str,
    parts: Iterable[Iterable[Sequence[Token]]],
    quotations: Iterable[Quotation],
    *,
    times: Sequence[Time],
    quantities: Sequence[Quantity],
    resolve: Callable[[str], str],
    lexicon: Lexicon,
) -> tuple[tuple[Quotation, ...], tuple[dict[str, Any], ...]]:
    """Return the quotations with what is done by saying them, and the pledges.

    Args:
        text: The document.
        parts: Its paragraphs as sentences as tokens.
        quotations: As attribution left them.
        times: The times of the document.
        quantities: Its amounts.
        resolve: From a name as written to the fullest one of the document.
        lexicon: The language.
    """
    given = tuple(quotations)
    contents = [_content(text, quotation) for quotation in given]
    said = tuple(described(text, quotation, lexicon, content)
                 for quotation, content in zip(given, contents, strict=True))  # fmt: skip
    rows = [tokens for part in parts for tokens in part if tokens]
    answers = Answers(said, contents, times, quantities, resolve)
    return said, pledges(text, rows, answers, lexicon)


def described(
    text: str, quotation: Quotation, lexicon: Lexicon, said: Sequence[Token] | None = None
) -> Quotation:
    """Return the quotation with its act, negation and modality.

    Args:
        text: The document.
        quotation: With its cue and its frame, as attribution left it.
        lexicon: The language.
        said: The words of what is said, if they are known already.
    """
    known = vocabulary(lexicon.language)
    if known is None:
        return quotation
    if quotation.handed_on:  # the paper only quotes: it asserts, promises and denies nothing
        return replace(quotation, act="quotes", why=f"{quotation.why}; hands on another's words")
    said = _content(text, quotation) if said is None else said
    act, act_why = _act(text, quotation, known, _infinitive_of(said, known, lexicon))
    content = main_clause(said, lexicon)
    negation = _negation(content, known, lexicon)
    kind, modal = _modality(content, known)
    reasons = [quotation.why, act_why]
    reasons += [f"content negated by {negation!r}"] if negation else []
    reasons += [f"modality from {modal!r}"] if modal else []
    return replace(
        quotation,
        act=act,
        negated=quotation.negated or bool(negation),
        modality=kind,
        why="; ".join(reason for reason in reasons if reason),
    )


def _infinitive_of(said: Sequence[Token], known: Vocabulary, lexicon: Lexicon) -> Sequence[Token]:
    """Return "to" or "not to" if what is said begins so: "asked members not to lose hope"."""
    first = 1 if said and said[0].low in lexicon.sets["negations"] else 0
    opens = first < len(said) and said[first].low in known.sets["content_openings"]
    return said[: first + 1] if opens else ()


def _act(
    text: str, quotation: Quotation, known: Vocabulary, opening: Sequence[Token]
) -> tuple[str, str]:
    """Return the act and the words it rests on."""
    told = [*quotation.frame, *(quotation.quote if quotation.type == "Reported" else ())]
    said = " ".join(text[begin:end] for begin, end in told).lower()
    for phrase in known.phrases["no_comment"]:
        if phrase in said:
            return "refuses", f"act from {phrase!r}"
    tokens = [token for span in quotation.cue for token in words(text, *span)]
    if not tokens and quotation.type == "Reported":
        tokens = _outside_speaker(text, quotation)
        found = _finer(tokens, quotation.act, known)
    else:
        found = known.first_act([*tokens, *opening])
        if found is not None and 0 < found.at < len(tokens):
            found = _with_particle(text, quotation, known) or found
    if found is None:
        return quotation.act, ""
    return found.act, f"act from {tokens[found.at].text!r}"


def _with_particle(text: str, quotation: Quotation, known: Vocabulary) -> Found | None:
    """Return the act of a verb before its noun: "lehnte die Forderung" refuses with its "ab"."""
    begin = quotation.cue[0][0]
    end = max((e for b, e in quotation.frame if b <= begin < e), default=begin)
    tokens = words(text, begin, end)
    return known.act_at(tokens, 0) if tokens else None


_FINER: Mapping[str, frozenset[str]] = {
    "asserts": frozenset(("announces", "confirms")),
    "demands": frozenset(("proposes", "asks")),
    "promises": frozenset(("offers", "announces")),
    "warns": frozenset(("accuses", "criticises", "threatens")),
}


def _finer(tokens: Sequence[Token], act: str, known: Vocabulary) -> Found | None:
    """Return the first act among all words of a sentence that is the verb's own, or finer.

    The sentence may speak of other acts: "nannte das Lob verfrüht" praises nothing.
    """
    fits = {act} | _FINER.get(act, frozenset())
    acts = (known.act_at(tokens, at) for at in range(len(tokens)))
    return next((each for each in acts if each is not None and (not act or each.act in fits)), None)


def _outside_speaker(text: str, quotation: Quotation) -> list[Token]:
    """Return the words of a told act, without those that name the speaker."""
    tokens = [token for span in quotation.quote for token in words(text, *span)]
    inside = quotation.speaker
    return [t for t in tokens if not any(b <= t.begin < e for b, e in inside)]


def _content(text: str, quotation: Quotation) -> list[Token]:
    spans = quotation.words or quotation.quote
    if not spans:
        return []
    last = spans[0][0] + _LONGEST_CONTENT
    if quotation.type == "Direct":
        return words(text, spans[0][0], min(spans[-1][1], last))
    parts = ((begin, min(end, last)) for begin, end in spans if begin < last)
    return [token for part in parts for token in words(text, *part)]


def main_clause(tokens: Sequence[Token], lexicon: Lexicon) -> Sequence[Token]:
    """Return the words of the first main clause, without what hangs on it.

    >>> from servanda.language.lexicon import load
    >>> said = words("Wenn es regnet, bleiben wir, weil es hier trocken ist.", 0, 54)
    >>> [token.text for token in main_clause(said, load("de"))]
    ['bleiben', 'wir']
    """
    known = vocabulary(lexicon.language)
    none: frozenset[str] = frozenset()
    content, ifs, verbs = (
        known.sets[key] if known is not None else none
        for key in ("opens_content", "if_words", "conditional_verbs")
    )
    subordinators = lexicon.sets["subordinators"] | ifs
    start = 0
    opening = [at for at, token in enumerate(tokens[:_NEAR]) if token.text[0].isalnum()][:1]
    opener = tokens[opening[0]].low if opening else ""
    if opener in (subordinators - content) | verbs:
        commas = (at for at, token in enumerate(tokens[:_LONGEST_CLAUSE]) if token.text == ",")
        start = next(commas, -1) + 1
        if not start and opener in ifs | verbs:
            return ()  # nothing but a condition: "sollte die Gewalt nicht enden"
    for at in range(start + 1, min(len(tokens), start + _LONGEST_CLAUSE)):
        if tokens[at].text in {".", "!", "?", ";"}:
            return tokens[start:at]
        if tokens[at].text == "," and at + 1 < len(tokens):
            following = tokens[at + 1]
            first = all(token.text != "," for token in tokens[start:at])
            if (
                following.low in subordinators | (verbs if first else none)
                or following.low in lexicon.sets["oblique"]
            ):
                return tokens[start:at]
        if known is not None and not known.verb_second and tokens[at].low in ifs and (
            tokens[at - 1].low not in known.sets["not_before_if"]
        ):  # fmt: skip
            return tokens[start:at]
    return tokens[start : start + _LONGEST_CLAUSE]


def _negation(tokens: Sequence[Token], known: Vocabulary, lexicon: Lexicon) -> str:
    """Return the word that negates a clause: not that of "nicht nur", nor a lone "No"."""
    negations, endings = lexicon.sets["negations"], known.endings["negation_endings"]
    for at, token in enumerate(tokens):
        if token.low not in negations and not token.low.endswith(endings):
            continue
        near = " ".join(word.low for word in tokens[at : at + 2])
        if near not in known.phrases["negation_exceptions"]:
            alone = sum(each.text[0].isalnum() for each in tokens) < _FEWEST_WORDS
            return "" if alone else token.text
    return ""


def _modality(tokens: Sequence[Token], known: Vocabulary) -> tuple[str, str]:
    """Return the modality of a clause and the word that shows it."""
    for at, token in enumerate(tokens):
        kind = known.modality.get(token.low, "")
        if token.low in known.sets["pair_openings"] and at + 1 < len(tokens):
            kind = known.modality.get(f"{token.low} {tokens[at + 1].low}") or kind
        if kind and (
            token.low not in known.sets["needs_infinitive"] or _infinitive(tokens, at, known)
        ):
            return kind, token.text
    return "", ""


def _infinitive(tokens: Sequence[Token], at: int, known: Vocabulary) -> bool:
    """Return whether an infinitive belongs to "wird": a participle makes it a passive."""
    sets = known.sets
    for token in tokens[at + 1 :]:
        if token.text in {",", ":", ";"}:
            break
        if token.low in sets["infinitives"]:
            return True
    near = [t.low for t in tokens if t.text[0].islower()]
    last = near[-1] if near else ""
    if last in sets["needs_infinitive"] and len(near) > 1:
        last = near[-2]
    participle = known.participle(last) or last.startswith(known.endings["participles"])
    ends = last.endswith(known.endings["infinitive_endings"])
    return ends and (not participle or last in sets["not_participles"])
