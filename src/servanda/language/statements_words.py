"""The words that show what somebody does by saying something, of one language.

Read from the key ``statements`` of ``lexica/<language>/statements.yaml``. What they say in a
text is decided in ``statements`` and ``statements_pledges``.

Main path: ``vocabulary`` -> ``Vocabulary``.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache

from servanda.language.lexicon import concern
from servanda.language.tokens import Token

__all__ = ["Found", "Vocabulary", "vocabulary"]

_PARTICLE_REACH = 40


@dataclass(frozen=True, slots=True)
class Found:
    """A form of an act in a row of words: where it stands and where its particle does."""

    act: str
    at: int
    particle: int | None


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """The words of one language.

    Attributes:
        forms: Acts and particles by form, those with a particle first.
        modality: Kind of modality by word.
        kinds: Pledge, offer or demand by act.
        sets: Everything else, by its key.
        phrases: Lists of phrases, by their key.
        endings: Parts of words that tell what they are, by their key.
        verb_second: Whether the verb stands second and its rest last, as in German.
    """

    forms: Mapping[str, tuple[tuple[str, str], ...]]
    modality: Mapping[str, str]
    kinds: Mapping[str, str]
    sets: Mapping[str, frozenset[str]]
    phrases: Mapping[str, tuple[str, ...]]
    endings: Mapping[str, tuple[str, ...]]
    verb_second: bool

    def act_at(self, tokens: Sequence[Token], at: int) -> Found | None:
        """Return the act of the word here, with its particle if it needs one."""
        bare = ""
        for act, particle in self.forms.get(tokens[at].low, ()):
            if not particle:
                bare = bare or act
                continue
            far = self.sets["and"] if self.verb_second else None
            found = _particle(tokens, at, particle, far)
            if found is not None:
                return Found(act, at, found)
        return Found(bare, at, None) if bare else None

    def participle(self, low: str) -> bool:
        """Return whether a form bears the mark of a participle: "geliefert", "abgezogen".

        >>> [vocabulary("de").participle(form) for form in ("geliefert", "abgezogen", "liefern")]
        [True, True, False]
        """
        marks = self.endings["participle_marks"]
        return any(low.startswith(mark) or mark in low[2:5] for mark in marks)

    def first_act(self, tokens: Sequence[Token]) -> Found | None:
        """Return the first act in a row of words."""
        found = (self.act_at(tokens, at) for at in range(len(tokens)))
        return next((each for each in found if each is not None), None)


def _particle(
    tokens: Sequence[Token], at: int, particle: str, far: frozenset[str] | None
) -> int | None:
    """Return where the particle stands: near, or at the end of a clause before one of ``far``."""
    reach = _NEAR if far is None else _PARTICLE_REACH
    for index in range(at + 1, min(len(tokens), at + 1 + reach)):
        if tokens[index].low == particle:
            after = tokens[index + 1].text if index + 1 < len(tokens) else "."
            if far is None or not after[0].isalnum() or after in far:
                return index
        if tokens[index].text in {":", ";", "."}:
            return None
    return None


_NEAR = 6
_SETS = ("giving", "needs_infinitive")
_LISTS = (
    "willing", "first_person", "same_person", "subordinate", "to", "from", "dative", "nominative",
    "accusative", "when_after", "reflexive", "only_reflexive", "not_reflexive",
)  # fmt: skip
# What a language may leave out.
_OPTIONAL = (
    "and", "opens_content", "content_openings", "infinitives", "not_participles", "with_zu",
    "to_words", "genitive", "genitive_before_verb", "before_verb", "not_in_subject",
    "after_receiver", "not_before_if", "passive_words", "before_noun", "asked_of",
    "conditional_verbs", "ready_for", "ready_verbs", "if_words", "points_back", "change_joins",
)  # fmt: skip
_ENDINGS = (
    "negation_endings", "infinitive_endings", "participle_marks", "participles",
    "infinitives_in_ge", "adjective_endings", "adverb_endings", "possessive",
)  # fmt: skip
_PHRASES = ("no_comment", "negation_exceptions", "conditions", "by_source")


@cache
def vocabulary(language: str) -> Vocabulary | None:
    """Return the words of a language, None if its folder says nothing about statements."""
    raw = concern(language, "statements").get("statements")
    if not isinstance(raw, dict):
        return None
    sets = {key: frozenset(str(raw[key]).split()) for key in _SETS}
    sets |= {key: frozenset(str(word) for word in raw[key]) for key in _LISTS}
    sets |= {key: frozenset(str(word) for word in raw.get(key, ())) for key in _OPTIONAL}
    modality: dict[str, str] = {}
    for kind, words in raw["modality"].items():
        forms = (word.replace("_", " ") for word in str(words).split())
        modality |= dict.fromkeys(forms, str(kind))
    sets["pair_openings"] = frozenset(form.split()[0] for form in modality if " " in form)
    return Vocabulary(
        forms=_forms(raw["acts"]),
        modality=modality,
        kinds={str(act): str(kind) for act, kind in raw["kinds"].items()},
        sets=sets,
        phrases={key: tuple(sorted(map(str, raw[key]), key=lambda p: (-len(p), p)))
                 for key in _PHRASES},
        endings={key: tuple(str(part) for part in raw.get(key, ())) for key in _ENDINGS},
        verb_second=bool(raw["verb_second"]),
    )  # fmt: skip


def _forms(acts: Mapping[str, str]) -> dict[str, tuple[tuple[str, str], ...]]:
    found: dict[str, list[tuple[str, str]]] = {}
    for act, written in acts.items():
        for group in str(written).split(";"):
            forms, _, particle = group.partition("+")
            for form in forms.split():
                found.setdefault(form, []).append((str(act), particle.strip()))
    return {form: tuple(sorted(acts, key=lambda pair: not pair[1]))
            for form, acts in found.items()}  # fmt: skip
