"""Who gives and who receives in a clause: its subject and its recipient, at their simplest.

German shows cases by articles, so the subject is the first phrase that neither a preposition
nor a dative article opens; in English it stands before the verb. Where that does not say it,
the answer is None. Names are made full in ``people``.

Main path: ``subject`` and ``recipient`` -> a row of tokens. Looks at one clause.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache

from servanda.language.clauses_words import grammar
from servanda.language.lexicon import Lexicon, load
from servanda.language.statements_words import Vocabulary
from servanda.language.tokens import Token

__all__ = ["Row", "bare", "clause_bounds", "phrase_end", "recipient", "subject"]

_LONGEST = 8
_LONGEST_CLAUSE = 40
_LONGEST_ARTICLE = 2
_STOPS = frozenset(',;:.!?"„“”»«–()')
Row = tuple[int, int]  # first token and the one after the last


def clause_bounds(tokens: Sequence[Token], at: int) -> Row:
    """Return the clause around a word: between the nearest commas, colons or marks.

    It is cut where it is longer than any clause of a text: many verbs without a comma would
    each be looked at with all the words of the others.
    """
    first, last = at, at + 1
    lowest, highest = max(0, at - _LONGEST_CLAUSE), min(len(tokens), at + _LONGEST_CLAUSE)
    while first > lowest and not _stops(tokens[first - 1]):
        first -= 1
    while last < highest and not _stops(tokens[last]):
        last += 1
    return first, last


def _stops(token: Token) -> bool:
    return token.quote >= 0 or token.text in _STOPS


def subject(tokens: Sequence[Token], verb: int, known: Vocabulary, lexicon: Lexicon) -> Row | None:
    """Return the subject of a verb, pronouns included, None if the clause shows none."""
    if known.verb_second:
        return _german_subject(tokens, verb, known, lexicon)
    return _subject_before(tokens, verb, known, lexicon)


def bare(tokens: Sequence[Token], row: Row, known: Vocabulary, lexicon: Lexicon) -> str:
    """Return the words of a phrase without its articles."""
    first, last = row
    while first < last - 1 and (
        tokens[first].low in known.sets["nominative"]
        or tokens[first].low in known.sets["dative"]
        or (
            lexicon.has("determiners", tokens[first].text)
            and (known.verb_second or not _is_number(tokens[first], lexicon))
        )
    ):
        first += 1
    return " ".join(token.text for token in tokens[first:last])


def _is_number(token: Token, lexicon: Lexicon) -> bool:
    """Return whether a determiner tells how many: "both sides", not "a" or "the"."""
    return len(token.text) > _LONGEST_ARTICLE and lexicon.has("indefinite", token.text)


def _german_subject(
    tokens: Sequence[Token], verb: int, known: Vocabulary, lexicon: Lexicon
) -> Row | None:
    first, last = clause_bounds(tokens, verb)
    at = first
    while at < last:
        token = tokens[at]
        if lexicon.has("prepositions", token.text):
            at = phrase_end(tokens, at + 1, last, lexicon, known)
            continue
        if token.low in known.sets["first_person"] or token.low in known.sets["same_person"]:
            return at, at + 1
        end = phrase_end(tokens, at, last, lexicon, known)
        if end > at and _is_nominative(tokens, at, known, lexicon):
            return at, _with_genitive(tokens, end, last, lexicon, known, before=end <= verb)
        at = max(end, at + 1)
    return None


def _is_nominative(tokens: Sequence[Token], at: int, known: Vocabulary, lexicon: Lexicon) -> bool:
    low = tokens[at].low
    if low in known.sets["nominative"]:
        return True
    oblique = low in known.sets["dative"] or low in known.sets["accusative"]
    time = low in lexicon.maps["weekdays"] or low in lexicon.maps["months"]
    return tokens[at].capital and not oblique and not time and not low[0].isdecimal()


def phrase_end(
    tokens: Sequence[Token], at: int, last: int, lexicon: Lexicon, known: Vocabulary
) -> int:
    """Return the end of the noun phrase that begins here, ``at`` if none does."""
    index = at
    low, sets = tokens[index].low if index < last else "", known.sets
    article = low in sets["nominative"] or low in sets["dative"] or low in sets["accusative"]
    index += article
    while index < last and article and index - at < _LONGEST and _adjective(tokens[index], known):
        if lexicon.has("auxiliaries", tokens[index].text) or tokens[index].low in known.modality:
            return at  # "das habe Kairo zugesagt"
        index += 1
    start = index
    while index < last and index - start < _LONGEST and _noun(tokens[index], lexicon):
        index += 1
    return index if index > start else at


def _adjective(token: Token, known: Vocabulary) -> bool:
    endings = known.endings["adjective_endings"]
    return token.text[0].islower() and token.low.endswith(endings)


def _noun(token: Token, lexicon: Lexicon) -> bool:
    return token.capital and token.low not in _adverbs(lexicon.language)


@cache
def _adverbs(language: str) -> frozenset[str]:
    """Return words that a sentence may begin with and that are no nouns: "Zuerst"."""
    rules = grammar(language)
    more = rules.sets["more_adverbs"] if rules is not None else frozenset()
    return load(language).sets["adverbs"] | more


def _with_genitive(  # noqa: PLR0917
    tokens: Sequence[Token], end: int, last: int, lexicon: Lexicon, known: Vocabulary, before: bool
) -> int:
    """Follow "des Landes"; before the verb also "der Union": behind it that is a dative."""
    low = tokens[end].low if end < last else ""
    if low in known.sets["genitive"] or (before and low in known.sets["genitive_before_verb"]):
        article = low in known.sets["nominative"]  # then it is part of the phrase it opens
        further = phrase_end(tokens, end + (not article), last, lexicon, known)
        return further if further > end + 1 else end
    return end


def _subject_before(
    tokens: Sequence[Token], verb: int, known: Vocabulary, lexicon: Lexicon
) -> Row | None:
    """Walk back from an English verb over its auxiliaries to the noun phrase before it."""
    at = verb - 1
    while at >= 0 and (
        lexicon.has("auxiliaries", tokens[at].text) or tokens[at].low in known.modality
        or tokens[at].low in known.sets["before_verb"]
        or tokens[at].low.endswith(known.endings["adverb_endings"])
    ):  # fmt: skip
        at -= 1
    last = at + 1
    while at >= 0 and last - at <= _LONGEST and (
        _of_phrase(tokens[at], known, lexicon)
        or (0 < at < last - 1 and tokens[at - 1].capital and tokens[at + 1].capital
            and lexicon.has("conjunctions", tokens[at].text))
    ):  # fmt: skip
        at -= 1
    first = at + 1
    while first < last and lexicon.has("prepositions", tokens[first].text):
        first += 2
    while first < last and not tokens[first].text[0].isalnum():
        first += 1
    return (first, last) if first < last else None


def _of_phrase(token: Token, known: Vocabulary, lexicon: Lexicon) -> bool:
    if _stops(token) or lexicon.has("conjunctions", token.text):
        return False
    said = token.low in lexicon.verbs and not token.capital
    return not said and token.low not in known.sets["not_in_subject"]


def recipient(
    tokens: Sequence[Token], row: Row, not_in: Row | None, known: Vocabulary, lexicon: Lexicon
) -> Row | None:
    """Return the phrase that names who receives, within the tokens of ``row``."""
    first, last = row
    given = None if known.verb_second else _indirect_object(tokens, row, known, lexicon)
    for at in range(first, last if given is None else first):
        inside = not_in is not None and not_in[0] <= at < not_in[1]
        if inside or tokens[at].low not in known.sets["to"]:
            continue
        end = phrase_end(tokens, at + 1, last, lexicon, known)
        end = end if known.verb_second else _english_end(tokens, at + 1, last, lexicon)
        if end > at + 1 and _names_someone(tokens, at + 1, end, lexicon):
            return at + 1, end
    if known.verb_second:
        return _dative(tokens, row, not_in, known, lexicon)
    return given


def _indirect_object(
    tokens: Sequence[Token], row: Row, known: Vocabulary, lexicon: Lexicon
) -> Row | None:
    """Return "Ukraine" in "promised Ukraine 50 tanks" and "provide Ukraine with 50 tanks"."""
    for at in range(row[0], row[1] - 1):
        if tokens[at].low not in known.sets["giving"] and tokens[at].low not in known.forms:
            continue
        end = _english_end(tokens, at + 1, row[1], lexicon)
        if end == at + 1 or end >= row[1] or not _names_someone(tokens, at + 1, end, lexicon):
            continue
        following = tokens[end]
        article = lexicon.has("determiners", following.text)
        sign = following.text[0].isdecimal() or following.text in {"$", "€", "£"}
        if article or sign or following.low in known.sets["after_receiver"]:
            return at + 1, end
    return None


def _english_end(tokens: Sequence[Token], at: int, last: int, lexicon: Lexicon) -> int:
    index = at + (at < last and lexicon.has("determiners", tokens[at].text))
    start = index
    while index < last and index - start < _LONGEST and tokens[index].capital:
        index += 1
    return index if index > start else at


def _names_someone(tokens: Sequence[Token], first: int, last: int, lexicon: Lexicon) -> bool:
    """Return whether a phrase may be a person, a body or a country, and no thing or day."""
    head = tokens[last - 1]
    time = head.low in lexicon.maps["weekdays"] or head.low in lexicon.maps["months"]
    place = any(lexicon.has("places", token.text) for token in tokens[first:last])
    body = any(lexicon.has("bodies", token.text) or lexicon.role_of(token.text)
               for token in tokens[first:last])  # fmt: skip
    bare_name = all(token.capital for token in tokens[first:last])
    return not time and (place or body or bare_name)


def _dative(
    tokens: Sequence[Token], row: Row, not_in: Row | None, known: Vocabulary, lexicon: Lexicon
) -> Row | None:
    """Return a phrase with a dative article, or a bare country after subject or verb."""
    for at in range(*row):
        if not_in is not None and not_in[0] <= at < not_in[1]:
            continue
        before = tokens[at - 1] if at > row[0] else None
        after_subject = not_in is not None and at == not_in[1]
        if before is not None and lexicon.has("prepositions", before.text):
            continue
        if before is not None and before.capital and not after_subject:
            continue
        if tokens[at].low in known.sets["dative"]:
            end = phrase_end(tokens, at, row[1], lexicon, known)
            if end > at + 1:
                return at, end
        elif lexicon.has("places", tokens[at].text) and at > row[0]:
            return at, at + 1
    return None
