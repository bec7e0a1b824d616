"""Surnames with a particle where they stand alone: "Von der Aue sagte" behind "Ida von der Aue".

Such a name is one word of its sentence, so that no rule takes its "von" for a preposition.
Only names the document gives in full count. A bare "von Aue" is taken for a name only
where no preposition can stand: at the head of a sentence before a verb that has no "von",
behind a verb of saying that asks nothing of anybody, a conjunction or another preposition.

Main path: ``with_particles``.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from servanda.language.lexicon import Lexicon
from servanda.language.names import words_of
from servanda.language.tokens import Token

__all__ = ["particled", "with_particles"]

_PARTICLES = frozenset("von van vom zum zur zu der den de da di del du la le".split())
_GENITIVE = "s"

Surnames = Mapping[str, tuple[str, ...]]


def particled(names: Iterable[str]) -> Surnames:
    """Return the particles of the names that have some, by surname.

    >>> particled(["Ida von der Aue", "Karl Huber"])
    {'Aue': ('von', 'der')}
    """
    found: dict[str, tuple[str, ...]] = {}
    for name in names:
        words = name.split()
        first = len(words) - 1
        while first > 1 and words[first - 1].lower() in _PARTICLES:
            first -= 1
        if 0 < first < len(words) - 1:
            found[words[-1]] = tuple(word.lower() for word in words[first:-1])
    return found


def with_particles(
    tokens: Sequence[Token], surnames: Surnames, lexicon: Lexicon
) -> tuple[list[Token], list[Token]]:
    """Return a sentence with each such surname as one word, and these words.

    Args:
        tokens: The sentence.
        surnames: What ``particled`` found.
        lexicon: The language.
    """
    kept: list[Token] = []
    made: list[Token] = []
    for at, token in enumerate(tokens):
        particles = surnames.get(token.text) or surnames.get(token.text.removesuffix(_GENITIVE), ())
        first = at - len(particles)
        if not particles or first < 0 or not _is_name(tokens, first, at, particles, lexicon):
            kept.append(token)
            continue
        words = " ".join(each.text for each in tokens[first : at + 1])
        made.append(Token(tokens[first].begin, token.end, words[:1].upper() + words[1:]))
        kept[len(kept) - len(particles) :] = [made[-1]]
    return kept, made


def _is_name(
    tokens: Sequence[Token], first: int, at: int, particles: tuple[str, ...], lexicon: Lexicon
) -> bool:
    """Return whether particles and surname at these places are a name that stands alone."""
    if tuple(token.low for token in tokens[first:at]) != particles:
        return False
    before = next(
        (t for t in reversed(tokens[:first]) if t.quote >= 0 or t.text[0].isalnum()), None
    )
    after = tokens[at + 1].low if at + 1 < len(tokens) else ""
    if before is None:
        return after not in words_of(lexicon.language, "with_particle_words")
    if tokens[first].capital:
        return not before.capital or tokens[first - 1] is not before
    return _may_stand_behind(tokens[first - 1], lexicon)


def _may_stand_behind(before: Token, lexicon: Lexicon) -> bool:
    """Return whether a subject can begin behind a word and a phrase with "von" can not."""
    if before.quote >= 0:
        return False
    if before.low in words_of(lexicon.language, "before_names"):
        return True
    asking = words_of(lexicon.language, "asking_of")
    clause = lexicon.has("conjunctions", before.text) or lexicon.has("subordinators", before.text)
    said = before.low in lexicon.verbs and before.low not in asking
    return not before.capital and (said or clause)
