"""Who is meant by the subject of a verb of saying: by name, office, people or pronoun.

A pronoun is only resolved to somebody it fits, an office only to its holder in the
document, or, with less confidence, to the last speaker if nothing speaks against it.
Where nobody fits, nobody is named.

Main path: ``identify``.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from servanda.language.clauses_words import grammar
from servanda.language.lexicon import Lexicon
from servanda.language.names import is_national, words_of
from servanda.language.people import Register
from servanda.language.people_roles import nominative
from servanda.language.phrases import Phrase
from servanda.language.speakers import is_speaker
from servanda.language.tokens import Token

__all__ = ["COSTS", "identify"]

_ARTICLE_AND_WORD = 2
_AGED = re.compile(r"\d{1,3}-?(?:year-olds?|jährige[nrms]?)")
# What each way of finding a name takes from the confidence.
COSTS = {
    "office given to this person in the document": 0.1,
    "the one person of this people in the document": 0.1,
    "pronoun for the last speaker": 0.1,
    "pronoun for who was named last": 0.1,
    "pronoun for the last one it fits": 0.2,
    "pronoun of somebody not named": 0.3,
    "office, taken for the last speaker": 0.3,
    "age, taken for who was named last": 0.2,
    "people, taken for the last speaker": 0.3,
    "office, taken for who was named last": 0.4,
}
_MENTIONS = frozenset(COSTS) - {"office, taken for who was named last"}
_SMALL = ("determiners", "oblique", "prepositions")


def identify(
    register: Register,
    lexicon: Lexicon,
    tokens: Sequence[Token],
    subject: Phrase,
    last: str,
    *,
    focus: str = "",
) -> tuple[str, str, str]:
    """Return name, office and how the name was found.

    Args:
        register: The people of the document.
        lexicon: The language.
        tokens: The sentence.
        subject: The phrase that names the speaker.
        last: The name of the last speaker, or "".
        focus: The name of whoever was spoken of last, or "".
    """
    found = _identified(register, lexicon, tokens, subject, (last, focus))
    name, role, how = found
    if role:
        found = name, nominative(role, lexicon, register.gender(name) if name else ""), how
    register.remember(name)
    if not subject.name and not subject.pronoun and how in _MENTIONS:
        first, end = tokens[subject.first], tokens[subject.last]
        register.mention(name, (first.begin, end.end))
    return found


def _identified(
    register: Register,
    lexicon: Lexicon,
    tokens: Sequence[Token],
    subject: Phrase,
    recent: tuple[str, str],
) -> tuple[str, str, str]:
    last, focus = recent
    named = list(tokens[subject.first : subject.last + 1])
    person = bool(subject.name) and not _is_noun(register, lexicon, subject.name)
    owner = "" if person or subject.role else _owner(lexicon, named)
    if owner:  # whoever is named before in the sentence: "Huber kam nach Angaben seines Büros"
        focus = _before(register, tokens[: subject.first], owner) or focus
    if subject.pronoun or owner:
        return _pronoun(register, owner or named[0].low, last, focus)
    if person:
        name = register.resolve(subject.name)
        return name, subject.role or register.role(name), "name"
    if subject.role:
        return _office(register, lexicon, tokens, subject, (last, focus))
    if _AGED.fullmatch(named[-1].low) and (focus or last):
        name = focus or last
        return name, register.role(name), "age, taken for who was named last"
    land = len(named) == 1 and lexicon.has("places", named[0].text)  # "Polen" is no Pole
    national = len(named) <= _ARTICLE_AND_WORD and not land
    if national and is_national(named[-1].text, lexicon.language):
        return _national(register, lexicon, named, last)
    return _as_written(register, lexicon, named)


def _as_written(
    register: Register, lexicon: Lexicon, named: Sequence[Token]
) -> tuple[str, str, str]:
    """Return the phrase without its articles, or the person whose words it names."""
    rules = grammar(lexicon.language) if len(named) == 1 else None
    if (
        rules is not None
        and named[0].low in rules.sets["to_whom"] | rules.sets["to_whom_accusative"]
    ):
        return "", "", "pronoun of somebody not named"  # "zitierte ihn", "von ihm stammt der Satz"
    name = _whose(register, lexicon, named)
    if name:
        return name, register.role(name), "name"
    while len(named) > 1 and any(lexicon.has(key, named[0].text) for key in _SMALL):
        named = named[1:]
    written = " ".join(token.text for token in named).replace(" ,", ",")
    return written, "", "a body or a group, as written"


def _is_noun(register: Register, lexicon: Lexicon, name: str) -> bool:
    """Return whether what stands where a name may stand is one of the nouns that speak."""
    return not register.knows(name) and is_speaker(name.rpartition(" ")[2], lexicon)


def _before(register: Register, tokens: Sequence[Token], pronoun: str) -> str:
    """Return the first person these words name whom a pronoun can mean, or ""."""
    named = (token.text for token in tokens if token.capital and register.knows(token.text))
    return next((register.resolve(name) for name in named
                 if register.fits(register.resolve(name), pronoun)), "")  # fmt: skip


def _owner(lexicon: Lexicon, named: Sequence[Token]) -> str:
    """Return the pronoun for whose words a phrase names: "seinen Worten" are his."""
    rules = grammar(lexicon.language)
    if rules is None or len(named) < _ARTICLE_AND_WORD:
        return ""
    if not any(token.low in rules.sets["source_nouns"] for token in named):
        return ""
    for pronoun in sorted(words_of(lexicon.language, "spoken_of")):
        owned = words_of(lexicon.language, f"owned_by_{pronoun}")
        if any(token.low in owned for token in named):
            return pronoun
    return ""


def _whose(register: Register, lexicon: Lexicon, named: Sequence[Token]) -> str:
    """Return the known person whose words a phrase names: "dem Willen von Maier", or ""."""
    rules = grammar(lexicon.language)
    if rules is None or not any(t.low in rules.sets["source_nouns"] for t in named):
        return ""
    known = (token.text for token in named if token.capital and register.knows(token.text))
    return register.resolve(next(known, ""))


def _national(
    register: Register, lexicon: Lexicon, named: Sequence[Token], last: str
) -> tuple[str, str, str]:
    """Return who "der Ukrainer" is: the one of that state, or the last speaker if he may be."""
    word = named[-1].text
    if not lexicon.has("indefinite", named[0].text):
        name = register.national(word)
        if name:
            return name, register.role(name), "the one person of this people in the document"
        if last and not is_speaker(last, lexicon) and register.may_be_of(last, word):
            register.give_state(last, word)
            return last, register.role(last) or word, "people, taken for the last speaker"
    return "", word, "somebody of this people, not named"


def _pronoun(register: Register, word: str, last: str, focus: str) -> tuple[str, str, str]:
    for name in (focus, last):
        if name and register.fits(name, word):
            how = "for the last speaker" if name == last else "for who was named last"
            return name, register.role(name), f"pronoun {how}"
    for name in register.remembered:  # "she" passes over the men among them
        if register.is_surely(name, word):
            return name, register.role(name), "pronoun for the last one it fits"
    return "", "", "pronoun of somebody not named"


def _office(
    register: Register,
    lexicon: Lexicon,
    tokens: Sequence[Token],
    subject: Phrase,
    named: tuple[str, str],
) -> tuple[str, str, str]:
    """Return who is meant by an office: its holder, the last speaker, or nobody known."""
    if lexicon.has("indefinite", tokens[subject.first].text):
        return "", subject.role, "office of somebody not named"
    last, focus = named
    holder = register.holder(subject.role, last)
    if holder:
        return holder, subject.role, "office given to this person in the document"
    if last and not _is_noun(register, lexicon, last) and register.may_hold(last, subject.role):
        if not register.role(last):  # whoever is called by an office where he speaks holds it
            register.give_role(last, subject.role)
        return last, subject.role, "office, taken for the last speaker"
    if not last and register.is_alone(focus) and register.may_hold(focus, subject.role):
        return focus, subject.role, "office, taken for who was named last"
    return "", subject.role, "office of somebody not named"
