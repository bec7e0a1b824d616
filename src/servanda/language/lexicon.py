"""The words of one language, read from the folder ``lexica/<language>/``.

A language is data: a third one is one more folder of the same files, one a concern. Any may
have ``words``, ``cues``, ``people``, ``times``, ``quantities``, ``statements``; ``clauses``,
``phrases``, ``verbs`` and ``voices`` are for clauses read as the German ones are, ``grammar``
for those read as the English ones. This module turns them into sets and maps; what the words
do is decided elsewhere. Folders outside this package are let in by ``own_lexica``.

Main path: ``load`` -> ``Lexicon``; ``concern`` for one file as it is written.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from importlib.resources import files
from importlib.resources.abc import Traversable
from typing import Any

from servanda.base.errors import MisuseError

__all__ = ["ADDED", "TRAITS", "Lexicon", "Verb", "built_in", "concern", "languages", "load"]


@dataclass(frozen=True, slots=True)
class Verb:
    """One reading of a verb form as a word of saying.

    Attributes:
        lemma: The dictionary form.
        act: What is done by saying it.
        particle: The separated particle this reading needs, or "".
        finite: False for participles, which need an auxiliary.
    """

    lemma: str
    act: str
    particle: str
    finite: bool


@dataclass(frozen=True, slots=True)
class Lexicon:
    """All words of one language: ``sets`` by key, verbs by form, numbers by word.

    ``traits`` are the few facts of its grammar that no list of words can say: see ``TRAITS``.
    """

    language: str
    verbs: Mapping[str, tuple[Verb, ...]]
    sets: Mapping[str, frozenset[str]]
    maps: Mapping[str, Mapping[str, Any]]
    speaker_after: frozenset[tuple[str, ...]]
    speaker_before: frozenset[str]
    decimal_comma: bool
    traits: frozenset[str] = frozenset()
    _offices: dict[str, str] = field(default_factory=dict, compare=False, repr=False)

    def has(self, key: str, word: str) -> bool:
        """Return whether the lower-cased ``word`` is in the set ``key``."""
        return word.lower() in self.sets[key]

    def role_of(self, word: str) -> str:
        """Return the office a word names, without its ending, or "".

        >>> load("de").role_of("Außenministers"), load("de").role_of("Ministerium")
        ('außenminister', '')
        >>> load("en").role_of("vice-president")
        'vice-president'
        """
        found = self._offices.get(word)
        if found is None:
            if len(self._offices) >= _MOST_KEPT:
                self._offices.clear()
            found = self._offices[word] = self._stem_of_role(word.lower())
        return found

    def _stem_of_role(self, low: str) -> str:
        for ending in ("", "s", "es", "en", "n"):
            stem = low.removesuffix(ending) if ending else low
            if ending and stem == low:
                continue
            if self._is_role(stem):
                return stem
        return ""

    def _is_role(self, stem: str) -> bool:
        roles, tails_of_roles = self.sets["roles"], self.sets["role_tails"]
        if stem[-4:] not in tails_of_roles and "-" not in stem:
            return False
        if stem in roles or stem.rpartition("-")[2] in roles:
            return True
        compound = "compounds" in self.traits and _SHORTEST_COMPOUND < len(stem) < _LONGEST_COMPOUND
        compound = compound and stem[-4:] in tails_of_roles  # no part is shorter
        tails = [stem[cut:] for cut in range(2, len(stem) - 3)] if compound else []
        return not roles.isdisjoint(tails) and self.sets["no_roles"].isdisjoint((stem, *tails))


TRAITS = {
    "capital_nouns": "every noun is written with a capital",
    "compounds": "nouns are written together: Außenminister is an office as Minister is",
    "ordinal_point": "a point behind a number makes it an ordinal and ends no sentence",
    "verb_second": "the finite verb stands second, so the subject may stand behind it",
}
_SHARED = ("words", "cues", "people", "statements")
_NAMED: dict[str, dict[str, type]] = {
    "times": {"months": str, "weekdays": str, "days": dict, "before_words": str,
              "after_words": str},
    "quantities": {"approximate": str, "above": list, "below": list, "range_open": str,
                   "range_join": str, "numbers": dict, "scales": dict, "currencies": dict},
}  # fmt: skip
_MOST_KEPT = 20_000  # words asked for again and again; memory stays flat whatever is read
_SHORTEST_COMPOUND = 7
_LONGEST_COMPOUND = 60
_WORD_SETS = (
    "stopwords", "abbreviations", "auxiliaries", "negations", "conjunctions", "subordinators",
    "as_words", "adverbs", "prepositions", "determiners", "indefinite", "oblique", "pronouns",
    "not_subjects", "roles", "no_roles", "bodies", "passives", "agents", "quoting", "given_names",
    "places", "media", "title_nouns", "subjunctives", "before_words", "after_words", "approximate",
)  # fmt: skip
_LIST_SETS = ("continuing", "agency_words", "above", "below")
_MAPS = ("days", "numbers", "scales", "currencies")
_LISTS = ("months", "weekdays")
_NEEDED = ("stopwords", "cues", "speaker_after", "speaker_before", "decimal_comma")


ADDED: dict[str, Mapping[str, Mapping[str, Any]]] = {}  # files by name; see ``own_lexica``


@cache
def built_in() -> tuple[str, ...]:
    """Return the languages of this package, sorted."""
    entries = _folder().iterdir()
    return tuple(sorted(entry.name for entry in entries if entry.joinpath("words.yaml").is_file()))


def languages() -> tuple[str, ...]:
    """Return the languages that have a lexicon, sorted.

    >>> languages()
    ('de', 'en')
    """
    return tuple(sorted((*built_in(), *ADDED))) if ADDED else built_in()


def _folder() -> Traversable:
    return files("servanda.language").joinpath("lexica")


@cache
def concern(language: str, name: str) -> Mapping[str, Any]:
    """Return one file of a language, such as ``times``, as it is written; empty if missing.

    Raises:
        MisuseError: If there is no lexicon of that language.
    """
    import yaml  # late: reading YAML is not needed to say --help

    if language not in languages():
        known = ", ".join(("auto", *languages()))
        raise MisuseError(f"no lexicon for language {language!r}; write one of: {known}")
    if language in ADDED:
        return ADDED[language].get(name, {})
    path = _folder().joinpath(language, f"{name}.yaml")
    if not path.is_file():
        return {}
    fast = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
    found = yaml.load(path.read_text(encoding="utf-8"), fast)  # noqa: S506 - both are safe
    return found if isinstance(found, dict) else {}


@cache
def load(language: str) -> Lexicon:
    """Return the lexicon of a language.

    Raises:
        MisuseError: If there is no lexicon of that name.
    """
    raw = _gathered(language)
    missing = [key for key in _NEEDED if key not in raw]
    if missing:
        raise MisuseError(
            f"the lexicon of {language!r} has no {missing[0]!r}; every language writes the keys "
            f"{', '.join(_NEEDED)} in words.yaml and cues.yaml"
        )
    sets = {key: frozenset(str(raw.get(key, "")).lower().split()) for key in _WORD_SETS}
    sets |= {key: frozenset(str(word).lower() for word in raw.get(key, ())) for key in _LIST_SETS}
    sets["roles"] |= _of_women(sets["roles"], str(raw.get("female_endings", "")).split())
    sets["role_tails"] = frozenset(role[-4:] for role in sets["roles"])
    maps = {key: {str(word).lower(): value for word, value in raw.get(key, {}).items()}
            for key in _MAPS}  # fmt: skip
    maps |= {key: _numbered(raw.get(key, "")) for key in _LISTS}
    ranges = {key: frozenset(str(raw.get(key, "")).split()) for key in ("range_open", "range_join")}
    return Lexicon(
        language=language,
        verbs=_verbs(raw["cues"]),
        sets=sets | ranges,
        maps=maps,
        speaker_after=frozenset(tuple(words.lower().split()) for words in raw["speaker_after"]),
        speaker_before=frozenset(words.lower() for words in raw["speaker_before"]),
        decimal_comma=bool(raw["decimal_comma"]),
        traits=frozenset(str(raw.get("traits", "")).split()),
    )


def _gathered(language: str) -> dict[str, Any]:
    """All keys of the files that share one set of names, and the named ones of the others."""
    raw: dict[str, Any] = {}
    for name in _SHARED:
        raw |= concern(language, name)
    for name, shapes in _NAMED.items():
        own = concern(language, name)
        raw |= {key: own[key] for key, shape in shapes.items() if isinstance(own.get(key), shape)}
    return raw


def _of_women(roles: frozenset[str], endings: Sequence[str]) -> frozenset[str]:
    """Return what a woman in each office is called: "Pilot" and "Psychologe" give "-in"."""
    stems = [role.removesuffix("e") for role in roles if not role.endswith(("in", "er", "en"))]
    stems += [role for role in roles if role.endswith("er")]
    return frozenset(stem + ending for stem in stems for ending in endings)


def _numbered(words: str) -> dict[str, int]:
    return {word.lower(): number for number, word in enumerate(words.split(), start=1)}


def _verbs(cues: Mapping[str, Mapping[str, str]]) -> dict[str, tuple[Verb, ...]]:
    """Return readings by form; those that need a particle come first."""
    found: dict[str, list[Verb]] = {}
    for act, verbs in cues.items():
        for lemma, written in verbs.items():
            finite, _, other = written.partition("|")
            forms, _, particle = finite.partition("+")
            for form in forms.split():
                found.setdefault(form, []).append(Verb(lemma, act, particle.strip(), True))
            for form in other.split():
                found.setdefault(form, []).append(Verb(lemma, act, "", False))
    return {form: tuple(sorted(readings, key=lambda verb: (not verb.particle, not verb.finite)))
            for form, readings in found.items()}  # fmt: skip
