"""Phrases that can name somebody: where they begin, where they end, what they name.

German: article, adjectives, capitalised words, and what hangs on them ("vom Bankhaus X",
", Mark Rutte,"). English: the same, read backwards from the verb. Only the shape of the
phrase is decided here; whether it names the speaker is decided in ``attribution``.

Main path: ``phrase_after``, ``phrase_before`` -> ``Phrase``.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from servanda.language.lexicon import Lexicon
from servanda.language.names_found import DECLINED, NAME_JOINTS, is_given, names_in
from servanda.language.tokens import Token

__all__ = ["Phrase", "describe", "is_given", "names_in", "phrase_after", "phrase_before", "role_in"]

_LONGEST = 24
_LONGEST_APPOSITION = 14
_PARENTHESIS = 3


_GRAMMAR = (
    "prepositions", "conjunctions", "subordinators", "determiners", "oblique",
    "auxiliaries", "pronouns", "negations", "not_subjects", "stopwords", "adverbs",
)  # fmt: skip


@dataclass(slots=True, unsafe_hash=True)  # never changed; "frozen" makes reading slower
class Phrase:
    """A phrase that can name somebody.

    Attributes:
        first: Index of its first token in the sentence.
        last: Index of its last token.
        name: The proper name in it, as written, or "".
        role: The office in it, as written ("russische Außenminister"), or "".
        pronoun: True for he, she, they.
    """

    first: int
    last: int
    name: str
    role: str
    pronoun: bool = False


def phrase_after(tokens: Sequence[Token], start: int, lexicon: Lexicon) -> Phrase | None:
    """Return the phrase that begins at token ``start``, None if none can begin there."""
    if start >= len(tokens) or tokens[start].quote >= 0:
        return None
    token = tokens[start]
    if lexicon.has("pronouns", token.text) and not _noun_follows(tokens, start, lexicon):
        return Phrase(start, start, "", "", pronoun=True)
    at = start
    if lexicon.has("determiners", token.text):
        at += 1
    core = _core_end(tokens, at, lexicon)
    if core is None or (at == start and lexicon.has("not_subjects", token.text)):
        return None
    last = _apposition_end(tokens, _hanging_end(tokens, core, lexicon), lexicon)
    return describe(tokens, start, last, lexicon)


def _noun_follows(tokens: Sequence[Token], start: int, lexicon: Lexicon) -> bool:
    return start + 1 < len(tokens) and _core_end(tokens, start + 1, lexicon) is not None


def _core_end(tokens: Sequence[Token], at: int, lexicon: Lexicon) -> int | None:
    """Return the last index of [adjectives] capitalised words, None without a noun."""
    stop = min(len(tokens), at + _LONGEST)
    while at < stop and _is_adjective(tokens[at], lexicon):
        at += 1
    if at >= stop or not _is_nounlike(tokens[at], lexicon):
        return None
    while at + 1 < stop:
        following = tokens[at + 1]
        joint = following.low in NAME_JOINTS and at + 2 < stop and tokens[at + 2].capital
        if joint and _hangs_on(tokens, at, lexicon):
            break
        if not (_is_nounlike(following, lexicon) or joint):
            break
        at += 2 if joint else 1
    return at


def _hangs_on(tokens: Sequence[Token], at: int, lexicon: Lexicon) -> bool:
    """Return whether "der", "zu", "den" after a token begins another phrase, not a name."""
    word = tokens[at + 1].low
    return (
        "capital_nouns" in lexicon.traits
        and word in {"der", "den", "zu", "la"}
        and (not lexicon.has("given_names", tokens[at].text))
    )


def _is_adjective(token: Token, lexicon: Lexicon) -> bool:
    if token.quote >= 0 or not token.text[0].isalpha():
        return False
    small = "capital_nouns" not in lexicon.traits  # then any small word may be an adjective
    if token.capital or small:
        return small and token.text[0].islower() and _plain(token, lexicon)
    return token.low.endswith(DECLINED) and _plain(token, lexicon)


def _plain(token: Token, lexicon: Lexicon) -> bool:
    """Return whether a word is neither a verb of saying nor a small word of the grammar."""
    word = token.low
    if word in lexicon.verbs or lexicon.role_of(word):
        return False
    return word not in lexicon.maps["days"] and not any(
        word in lexicon.sets[key] for key in _GRAMMAR
    )


def _is_nounlike(token: Token, lexicon: Lexicon) -> bool:
    if token.quote >= 0 or not token.text[0].isalnum():
        return False
    if token.capital:
        grammar = any(token.low in lexicon.sets[key] for key in _GRAMMAR)
        return not grammar and token.low not in lexicon.maps["weekdays"]
    if "capital_nouns" not in lexicon.traits:
        return bool(lexicon.role_of(token.text)) or lexicon.has("bodies", token.text)
    return token.low.endswith("jähriger") or token.low.endswith("jährige")


def _hanging_end(tokens: Sequence[Token], core: int, lexicon: Lexicon) -> int:
    """Follow "vom Bankhaus X", "der NATO", "of the council" as often as they come."""
    stop = core + _LONGEST
    while core + 1 < min(len(tokens), stop) and tokens[core + 1].low in lexicon.sets["continuing"]:
        at = core + 2
        while at < len(tokens) and lexicon.has("determiners", tokens[at].text):
            at += 1
        following = _core_end(tokens, at, lexicon)
        if following is None:
            break
        core = following
    return _past_parenthesis(tokens, core)


def _past_parenthesis(tokens: Sequence[Token], core: int) -> int:
    """Follow "(SPD)" after a name."""
    party = [token.text for token in tokens[core + 1 : core + 4]]
    short = len(party) == _PARENTHESIS and party[0] == "(" and party[2] == ")"
    return core + _PARENTHESIS if short else core


def _apposition_end(tokens: Sequence[Token], last: int, lexicon: Lexicon) -> int:
    """Follow ", Mark Rutte," and ", head of the agency,"."""
    if last + 2 >= len(tokens) or tokens[last + 1].text not in {",", "–"}:
        return last
    at = last + 2
    if lexicon.has("determiners", tokens[at].text):
        at += 1
    core = _core_end(tokens, at, lexicon)
    if core is None:
        return last
    end = _hanging_end(tokens, core, lexicon)
    closes = end + 1 >= len(tokens) or tokens[end + 1].text in {",", ".", ":", "–", ";"}
    inside = tokens[last + 2 : end + 1]
    names = any(is_given(token, lexicon) or lexicon.role_of(token.text) for token in inside)
    return end if closes and names and len(inside) <= _LONGEST_APPOSITION else last


def phrase_before(tokens: Sequence[Token], stop: int, lexicon: Lexicon) -> Phrase | None:
    """Return the phrase that ends just before token ``stop``.

    The longest one is taken that no comma, verb or conjunction interrupts; an
    apposition between two commas is stepped over and belongs to it.
    """
    last = stop - 1
    skipped = lexicon.sets["auxiliaries"] | lexicon.sets["negations"]
    while last >= 0 and tokens[last].low in skipped:
        last -= 1
    if last < 0 or tokens[last].quote >= 0:
        return None
    if tokens[last].text in {",", "–"}:
        opening = _comma_before(tokens, last)
        if opening <= 0:
            return None
        before = _span_before(tokens, opening - 1, lexicon)
        return None if before is None else describe(tokens, before, last - 1, lexicon)
    first = _span_before(tokens, last, lexicon)
    if first is None:
        return None
    if first == last and lexicon.has("pronouns", tokens[last].text):
        return Phrase(first, last, "", "", pronoun=True)
    return describe(tokens, first, last, lexicon)


def _comma_before(tokens: Sequence[Token], at: int) -> int:
    for index in range(at - 1, max(-1, at - _LONGEST_APPOSITION), -1):
        if tokens[index].quote >= 0:
            return -1
        if tokens[index].text in {",", "–"}:
            return index
    return -1


def _span_before(tokens: Sequence[Token], last: int, lexicon: Lexicon) -> int | None:
    """Return the first index of the noun phrase that ends at ``last``, None if there is none."""
    if lexicon.has("pronouns", tokens[last].text):
        return last
    first, at = None, last
    while at >= 0 and last - at < _LONGEST:
        token = tokens[at]
        if token.quote >= 0 or _place_of_speaking(tokens, at, first, lexicon):
            break
        if _is_nounlike(token, lexicon) or lexicon.has("determiners", token.text):
            first = at
        elif not (_is_adjective(token, lexicon) or token.text in {"'", "’"}
                  or token.low in lexicon.sets["continuing"]):  # fmt: skip
            break
        at -= 1
    if first is None or not any(_is_nounlike(t, lexicon) for t in tokens[first : last + 1]):
        return None
    return first


def _place_of_speaking(
    tokens: Sequence[Token], at: int, first: int | None, lexicon: Lexicon
) -> bool:
    """Return whether "Kyiv" in "In Kyiv Rutte said" is where, and not part of the name."""
    behind = at > 0 and lexicon.has("prepositions", tokens[at - 1].text)
    continues = at > 0 and tokens[at - 1].low in lexicon.sets["continuing"]
    place = lexicon.has("places", tokens[at].text)
    return first is not None and behind and place and not continues


def describe(tokens: Sequence[Token], first: int, last: int, lexicon: Lexicon) -> Phrase:
    """Return the phrase of these tokens with the name and the office in it."""
    inside = tokens[first : last + 1]
    names = names_in(inside, lexicon)
    name = " ".join(token.text for token in names[0]) if names else ""
    return Phrase(first, last, name, role_in(inside, lexicon))


def role_in(tokens: Sequence[Token], lexicon: Lexicon) -> str:
    """Return the office with the words before it that narrow it down, or "".

    >>> from servanda.language.lexicon import load
    >>> from servanda.language.tokens import words
    >>> text = "Der norwegische Außenminister Karl Huber"
    >>> role_in(words(text, 0, len(text)), load("de"))
    'norwegische Außenminister'
    """
    for at, token in enumerate(tokens):
        if token.quote >= 0 or not lexicon.role_of(token.text) or not token.text[0].isalpha():
            continue
        first = at
        while first > 0 and (
            _is_adjective(tokens[first - 1], lexicon)
            or (
                "capital_nouns" not in lexicon.traits
                and _can_stand_before_role(tokens[first - 1], lexicon)
            )
        ):
            first -= 1
        last = at
        while last + 1 < len(tokens) and lexicon.role_of(tokens[last + 1].text):
            last += 1
        return " ".join(word.text for word in tokens[first : last + 1])
    return ""


def _can_stand_before_role(token: Token, lexicon: Lexicon) -> bool:
    return token.capital and not lexicon.has("determiners", token.text)
