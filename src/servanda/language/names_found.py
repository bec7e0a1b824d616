"""Which capitalised words of a sentence are the name of a person.

A name begins with a given name, after an office or a title ("Außenminister Lawrow",
"Prof Ashdown"), after the comma behind an office ("the minister, Claudia Threne,"), or it
is the whole phrase. Whether the person speaks is decided elsewhere.

Main path: ``names_in``.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cache

from servanda.language.lexicon import Lexicon, load
from servanda.language.names import is_national, state_of, titles, words_of
from servanda.language.remembered import Remembered
from servanda.language.tokens import Token

__all__ = ["DECLINED", "NAME_JOINTS", "holders_in", "is_given", "names_in"]

NAME_JOINTS = frozenset("von van de da der den zu del di al bin ibn la le du y".split())
_LONGEST_NAME = 6
_LONGEST_INITIALS = 2
_NO_NAMES = (
    "determiners", "pronouns", "prepositions", "stopwords", "media", "subordinators",
    "adverbs", "bodies",
)  # fmt: skip
_OWNERS = ("er", "sie", "others")
_POSSESSIVE = ("'s", "’s")
DECLINED = ("e", "en", "er", "es", "em")
_TWO = 2
_REACH = 9  # words from an office to the comma before its holder
_NAME, _GIVEN, _NATIONAL, _TITLE, _ROLE, _STATE, _SMALL = (1 << bit for bit in range(7))
_HOLDER = _ROLE | _NATIONAL


def names_in(
    tokens: Sequence[Token], lexicon: Lexicon, capitals: Sequence[int] | None = None
) -> list[list[Token]]:
    """Return the runs of tokens that are names of people, those with a given name first.

    Args:
        tokens: A sentence or a part of one.
        lexicon: The language.
        capitals: Which of them are capital words, if that is known already.

    >>> from servanda.language.tokens import words
    >>> text = "Kestria's minister, Claudia Threne, met Prof Ashdown"
    >>> [[token.text for token in run] for run in names_in(words(text, 0, 52), load("en"))]
    [['Claudia', 'Threne'], ['Ashdown']]
    """
    kinds = _kinds(lexicon.language)
    runs: list[list[Token]] = []
    free = 0
    if capitals is None:
        capitals = [at for at, token in enumerate(tokens) if token.capital]
    for at in capitals:
        kind = kinds[tokens[at].text]
        if at >= free and kind & _NAME and _starts(tokens, at, kind, kinds):
            runs.append(_name_run(tokens, at, kinds))
            free = at + len(runs[-1])
    return runs if len(runs) < _TWO else sorted(runs, key=lambda r: not is_given(r[0], lexicon))


def _name_run(tokens: Sequence[Token], at: int, kinds: Mapping[str, int]) -> list[Token]:
    """Return the words of the name that begins at a token."""
    run = [tokens[at]]
    for index in range(at + 1, min(len(tokens), at + _LONGEST_NAME)):
        following = tokens[index]
        if following.quote >= 0 or run[-1].text.endswith(_POSSESSIVE):
            break
        joint = following.low in NAME_JOINTS and index + 1 < len(tokens)
        after = tokens[index + 1] if joint else following
        linked = joint and after.capital
        if joint and len(run) == 1 and after.low in NAME_JOINTS and index + 2 < len(tokens):
            linked = bool(kinds[tokens[index + 2].text] & _NAME)  # "Ursula von der Leyen"
        if not (kinds[following.text] & _NAME or linked):
            break
        if following.low == "der" and run[-1].low != "von":
            break
        given = kinds[run[-1].text] & _GIVEN or run[-1].low in NAME_JOINTS
        if len(run) > 1 and kinds[following.text] & _GIVEN and not given:
            break  # "Nachdem Anna Meyer Karl Huber traf": two people
        run.append(following)
    return run


def _starts(tokens: Sequence[Token], at: int, kind: int, kinds: Mapping[str, int]) -> bool:
    """Return whether a name may begin at a token of a kind."""
    if kind & (_GIVEN | _NATIONAL):
        return bool(kind & _GIVEN)
    if at == 0:
        return len(tokens) == 1 or not _leads_a_noun(tokens, kinds)
    before = tokens[at - 1].text
    if before == ",":
        return at > 1 and (bool(kinds[tokens[at - 2].text] & _ROLE) or _apposed(tokens, at, kinds))
    return bool(kinds[before] & (_TITLE | _ROLE))


def _apposed(tokens: Sequence[Token], at: int, kinds: Mapping[str, int]) -> bool:
    """Return whether two words stand between commas behind an office with what hangs on it.

    As in "der Präsident des Parlaments in Tobruk, Idris Mansur, mahnte".
    """
    if at + 2 >= len(tokens) or not kinds[tokens[at + 1].text] & _NAME:
        return False
    end = at + 1 + bool(at + 3 < len(tokens) and kinds[tokens[at + 2].text] & _NAME)
    if tokens[end + 1].text not in {",", "."}:
        return False
    for index in range(at - 2, max(-1, at - _REACH), -1):
        word = tokens[index]
        if kinds[word.text] & _ROLE:
            return True
        if word.quote >= 0 or not (word.capital or kinds[word.text] & _SMALL):
            return False  # a verb
    return False


def _leads_a_noun(tokens: Sequence[Token], kinds: Mapping[str, int]) -> bool:
    """Return whether the first word belongs to a noun: "Frankreichs Ärzte", "Arabische Medien"."""
    first, after = tokens[0].text, tokens[1]
    noun = after.capital and not kinds[after.text] & (_NAME | _ROLE)
    return noun or bool(kinds[first] & _STATE) or first.endswith(_POSSESSIVE)


def is_given(token: Token, lexicon: Lexicon) -> bool:
    """Return whether a word is a given name, hyphenated ones included."""
    return token.capital and bool(_kinds(lexicon.language)[token.text] & _GIVEN)


def holders_in(tokens: Sequence[Token], lexicon: Lexicon) -> list[int]:
    """Return which words may name somebody without a name: an office, or one of a people."""
    kinds, small = _kinds(lexicon.language), "capital_nouns" not in lexicon.traits
    if small:  # such words are written small
        return [at for at, token in enumerate(tokens)
                if token.quote < 0 and kinds[token.text] & _HOLDER]  # fmt: skip
    return [at for at, token in enumerate(tokens)
            if token.capital and kinds[token.text] & _HOLDER]  # fmt: skip


@cache
def _kinds(language: str) -> Remembered[int]:
    """Return what a word can be, by the word: bits of ``_NAME`` and the others."""
    lexicon, titled = load(language), titles(language)
    given = lexicon.sets["given_names"]
    dated = (*lexicon.maps["months"], *lexicon.maps["weekdays"])
    small = lexicon.sets["determiners"] | lexicon.sets["oblique"] | lexicon.sets["prepositions"]
    owned = {word for who in _OWNERS for word in words_of(language, f"owned_by_{who}")}
    no_names = titled.union(owned, dated, *(lexicon.sets[key] for key in _NO_NAMES))

    def kind(word: str) -> int:
        low = word.lower()
        found = _ROLE if lexicon.role_of(word) else 0
        found |= _GIVEN if _is_given(low, given) else 0
        found |= _NATIONAL if is_national(word, language) else 0
        found |= _STATE if state_of(word, language) else 0
        found |= _TITLE if low in titled else 0
        found |= _SMALL if low in small or _is_adjective(word, lexicon) else 0
        capital = word[:1].isupper() or (not word.isalpha() and Token(0, len(word), word).capital)
        if found & _ROLE or low in no_names or not capital:
            return found
        return found if word.isupper() and len(word) > _LONGEST_INITIALS else found | _NAME

    return Remembered(kind)


def _is_adjective(word: str, lexicon: Lexicon) -> bool:
    """Return whether a small word is declined and no verb of saying: "lutherischen"."""
    declined = "capital_nouns" in lexicon.traits and word.islower()
    return declined and word.endswith(DECLINED) and word not in lexicon.verbs


def _is_given(low: str, names: frozenset[str]) -> bool:
    return low in names or ("-" in low and all(part in names for part in low.split("-") if part))
