"""Which office stands beside a name, and when two offices are the same one.

"Außenminister Karl Huber", "Karl Huber, der Außenminister". Whose office it then is in the
document is decided in ``people``.

Main path: ``role_near``, then ``role_key``.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cache, lru_cache

from servanda.language.lexicon import Lexicon, concern, load
from servanda.language.names import words_of
from servanda.language.phrases import role_in
from servanda.language.tokens import Token

__all__ = ["gender_of_office", "may_mean", "role_key", "role_near"]

_ROLE_REACH = 7
_MOST_KEPT = 20_000
_ENDINGS = ("en", "er", "em", "es", "e", "n", "s")


def role_near(tokens: Sequence[Token], at: int, length: int, lexicon: Lexicon) -> str:
    """Return the office just before a name, or in the apposition just after it."""
    before: list[Token] = []
    for index in range(at - 1, max(-1, at - _ROLE_REACH), -1):
        if tokens[index].quote >= 0 or (tokens[index].text == "," and index != at - 1):
            break
        if tokens[index].low in lexicon.verbs:
            break
        before.insert(0, tokens[index])
    direct = before and lexicon.role_of(before[-1].text)
    apposed = before and before[-1].text == ","
    if direct or apposed:
        return role_in(before, lexicon)
    after = at + length
    if after < len(tokens) and tokens[after].text == ",":
        near = tokens[after + 1 : after + _ROLE_REACH]
        stop = next((i for i, t in enumerate(near) if t.text in ",.;:" or t.quote >= 0), None)
        apposed_here = stop is not None and _is_apposition(near[:stop], lexicon)
        return role_in(near[:stop], lexicon) if apposed_here else ""
    return ""


def _is_apposition(tokens: Sequence[Token], lexicon: Lexicon) -> bool:
    """Return whether words between commas name an office and are no clause.

    "der neue Minister des Landes" does; "der den Minister traf", "who heads it" and "nachdem
    der Minister ging" do not: what stands before the office, behind it and last shows that.
    """
    at = next((i for i, token in enumerate(tokens) if lexicon.role_of(token.text)), 0)
    before, behind = tokens[:at], tokens[at + 1 :]
    articles = sum(lexicon.has("determiners", token.text) for token in before)
    if articles > 1 or any(_opens_clause(tokens, i, lexicon) for i in range(at)):
        return False
    if behind and behind[0].text.islower() and not _may_follow(behind[0], lexicon):
        return False
    last = tokens[-1].text if tokens else ""
    verb_last = (
        "capital_nouns" in lexicon.traits and last.isalpha() and last.islower() and len(last) > 1
    )
    return not verb_last or lexicon.has("adverbs", last)


def _opens_clause(tokens: Sequence[Token], at: int, lexicon: Lexicon) -> bool:
    """Return whether a word begins a clause or a phrase in which an office is another's."""
    text = tokens[at].text
    if any(lexicon.has(key, text) for key in ("prepositions", "subordinators")):
        return not tokens[at + 1].text[0].isdigit()  # "since 2010 head of the agency"
    small = lexicon.has("stopwords", text) and not lexicon.has("determiners", text)
    return lexicon.has("oblique", text) or (small and not lexicon.has("indefinite", text))


def _may_follow(token: Token, lexicon: Lexicon) -> bool:
    keys = ("prepositions", "determiners", "oblique", "conjunctions", "adverbs")
    return len(token.text) == 1 or any(lexicon.has(key, token.text) for key in keys)


def role_key(role: str, lexicon: Lexicon) -> tuple[str, ...]:
    """Return an office without its endings, so that cases do not matter.

    >>> from servanda.language.lexicon import load
    >>> role_key("ukrainischen Präsidenten", load("de"))
    ('präsident', 'ukrainisch')
    """
    return _role_key(role, lexicon.language)


@lru_cache(maxsize=_MOST_KEPT)
def _role_key(role: str, language: str) -> tuple[str, ...]:
    lexicon, keys = load(language), []
    for word in role.replace("-", " ").split():
        low = word.lower()
        keys.append((lexicon.role_of(word) or next(iter(_stems(low)), low)).replace("ß", "ss"))
    return tuple(sorted(keys))


def gender_of_office(role: str, lexicon: Lexicon) -> str:
    """Return ``f`` or ``m`` where the word for an office has a form for women, else "".

    >>> from servanda.language.lexicon import load
    >>> [gender_of_office(role, load("de")) for role in ("Ministerin", "Minister", "Vorstand")]
    ['f', 'm', 'm']
    """
    endings = tuple(words_of(lexicon.language, "female_endings"))
    words = [word for word in map(lexicon.role_of, role.split()) if word]
    if not endings or not words:
        return ""
    return "f" if words[-1].endswith(endings) else "m" if _has_female(words[-1], lexicon) else ""


def _has_female(word: str, lexicon: Lexicon) -> bool:
    endings = words_of(lexicon.language, "female_endings")
    return any(lexicon.role_of(word.removesuffix("e") + end) for end in endings)


def may_mean(word: str, held: str, lexicon: Lexicon) -> bool:
    """Return whether a word for an office may mean the holder of another one.

    Women and men hold the same office; some words mean one office, some mean many.

    >>> from servanda.language.lexicon import load
    >>> may_mean("ministerpräsidentin", "regierungschefin", load("de"))
    True
    >>> may_mean("politikerin", "außenministerin", load("de"))
    True
    >>> may_mean("diplomat", "anwalt", load("de"))
    False
    """
    same, wider = _meanings(lexicon.language)
    one, other = _of_men(word, lexicon), _of_men(held, lexicon)
    if one == other or not same.get(one, frozenset()).isdisjoint(same.get(other, ())):
        return True
    return other.endswith(tuple(wider.get(one, ()))) or one.endswith(tuple(wider.get(other, ())))


def _of_men(word: str, lexicon: Lexicon) -> str:
    for ending in words_of(lexicon.language, "female_endings"):
        stem = word.removesuffix(ending)
        if stem != word and lexicon.role_of(stem):
            return stem
    return word


@cache
def _meanings(language: str) -> tuple[Mapping[str, frozenset[int]], Mapping[str, Sequence[str]]]:
    """Return the lines of ``same_offices`` each word is in, and what the wider words cover."""
    own = concern(language, "people")
    same: dict[str, frozenset[int]] = {}
    for number, line in enumerate(own.get("same_offices", ())):
        for word in str(line).lower().replace("ß", "ss").split():
            same[word] = same.get(word, frozenset()) | {number}
    pairs = (
        str(line).lower().replace("ß", "ss").split(" : ") for line in own.get("wider_offices", ())
    )
    return same, {pair[0].strip(): pair[-1].split() for pair in pairs if pair[1:]}


def _stems(word: str) -> list[str]:
    return [word.removesuffix(ending) for ending in _ENDINGS if word.endswith(ending)]
