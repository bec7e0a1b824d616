"""What a single word of a clause can be, by its form: the grammar of a language as data.

Verb forms are made from infinitives by rule (and from the principal parts of the verbs
that change), particles and prefixes included, so that the data name verbs and not forms.
A word may be several things; which one it is in its sentence is decided in ``clauses``.

Main path: ``grammar`` -> ``Grammar.word`` -> ``Word``.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cache
from typing import Any

from servanda.language.lexicon import Lexicon, concern, load
from servanda.language.remembered import Remembered

__all__ = [
    "ACC", "ADJ", "ADV", "ATTACH", "AUX", "CONJ", "DET", "FIN", "HOW", "INF", "LEAD", "LIGHT",
    "MARK", "MODAL", "NOUN", "OBL", "PART", "PARTICLE", "PREP", "PRON", "REL", "SHALL", "SMALL",
    "SUBJ", "SUBORD", "THAT", "TIME", "WH", "YESNO", "ZU", "Grammar", "Saying", "Word", "grammar",
]  # fmt: skip

(
    DET, OBL, ACC, PRON, THAT, PREP, ATTACH, CONJ, SUBORD, YESNO, WH, REL, ADV, LEAD, TIME, AUX,
    MODAL, SUBJ, SHALL, PARTICLE, FIN, PART, INF, ZU, ADJ, NOUN, LIGHT, HOW, MARK, SMALL,
) = (1 << bit for bit in range(30))  # fmt: skip
_CLOSED = {
    "determiners": DET, "oblique": OBL, "accusative": ACC, "pronouns": PRON, "that": THAT,
    "prepositions": PREP, "attaching": ATTACH, "conjunctions": CONJ, "subordinators": SUBORD,
    "that_words": YESNO, "question_words": WH, "relatives": REL, "adverbs": ADV, "lead": LEAD,
    "temporal": TIME, "auxiliaries": AUX, "modals": MODAL, "subjunctives": SUBJ, "shall": SHALL,
    "particles": PARTICLE, "light": LIGHT, "how": HOW,
}  # fmt: skip
_TRIGGERS = ("source_prepositions", "source_after", "how", "source_where", "source_there")
_VERBS = frozenset(("strong", "weak", "more_strong", "more_weak"))
_LONGEST_VERB = 30
_AGED = ("jährige", "jähriger", "jährigen")
_SHORTEST_BASE = 4
_SHORTEST_TO = 5
_ADJECTIVE = ("e", "en", "er", "es", "em")
_UMLAUTS = {"a": "ä", "o": "ö", "u": "ü"}
_BEFORE_T = ("d", "t", "chn", "ffn", "gn", "dm", "tm")


@dataclass(frozen=True, slots=True)
class Saying:
    """One reading of a verb form as a word of saying.

    Attributes:
        lemma: The infinitive.
        act: What is done by saying it.
        takes: Letters: c a clause, w only with "dass", z to do something, n a thing,
            v a thing behind a preposition, s in the indicative too, a as something.
        particle: The separated particle this reading needs, or "".
        kind: ``FIN``, ``PART``, ``INF`` or ``ZU``.
    """

    lemma: str
    act: str
    takes: str
    particle: str
    kind: int


@dataclass(frozen=True, slots=True)
class Word:
    """What a form can be: bits of its classes, and its readings as a word of saying."""

    bits: int
    says: tuple[Saying, ...] = ()


@dataclass(slots=True)
class Grammar:
    """The clauses of one language."""

    closed: Mapping[str, int]
    forms: Mapping[str, int]
    says: Mapping[str, tuple[Saying, ...]]
    prefixes: tuple[str, ...]
    sets: Mapping[str, frozenset[str]]
    told: Mapping[str, frozenset[str]]
    lexicon: Lexicon
    known: Remembered[Word] = field(init=False)
    starts: frozenset[str] = field(init=False)
    lengths: tuple[int, ...] = field(init=False)

    def __post_init__(self) -> None:
        """Begin to remember words; sort prefixes by length."""
        self.starts = frozenset(self.prefixes)
        self.lengths = tuple(sorted(set(map(len, self.prefixes))))
        self.known = Remembered(self._look)

    def word(self, text: str) -> Word:
        """Return what a word can be.

        >>> bool(grammar("de").word("komme").bits & SUBJ)
        True
        """
        return self.known[text]

    def _look(self, text: str) -> Word:
        low = text.lower()
        closed = self.closed.get(low, 0)
        adverb = low in self.sets["more_adverbs"]  # "teilweise" is no form of "weisen"
        verb = len(low) < _LONGEST_VERB and not (adverb or closed & (DET | PREP | CONJ))
        bits = closed | (self._verb(low) if verb else 0)
        says = () if closed & (DET | PREP | CONJ) else self.says.get(low, ())
        for saying in says:
            bits |= saying.kind
        if text[:1].isdigit():
            bits |= NOUN | ADJ if low.endswith(_AGED) else DET
        elif text[:1].isupper():
            if not closed or (len(text) > 1 and text.isupper()):
                bits |= NOUN
        elif text[:1].isalpha() and ("." in text or not text.islower()):
            bits |= 0 if closed and "." in text else NOUN  # "u.a." is an adverb
        elif low.endswith(_ADJECTIVE) and not closed:
            bits |= ADJ
        if low in self.sets["small_names"]:
            bits |= NOUN
        bits |= SMALL if text[:1].islower() else 0
        bits |= MARK if low and not low[0].isalnum() else 0
        return Word(bits, says)

    def _verb(self, low: str) -> int:
        bits = self.forms.get(low, 0)
        if bits:
            return bits
        for length in self.lengths:
            prefix = low[:length]
            if prefix in self.starts and len(low) > length + 2:
                bits |= self.forms.get(low[len(prefix) :], 0)
                rest = low[len(prefix) :]
                if rest.startswith("zu") and low.endswith("n") and prefix in self.sets["separable"]:
                    bits |= ZU if len(rest) > _SHORTEST_TO else 0
                if rest.endswith("t") and bits & FIN and prefix in self.sets["inseparable"]:
                    bits |= PART
        if bits:
            return bits
        if low.endswith(("ierte", "ierten")):
            return FIN
        if low.endswith("iere"):
            return SUBJ
        return FIN | PART if low.endswith("iert") else INF if low.endswith("ieren") else 0


@cache
def grammar(language: str) -> Grammar | None:
    """Return the grammar of clauses of a language, None if it has none."""
    if not concern(language, "clauses"):
        return None
    raw: dict[str, Any] = {}
    for name in ("clauses", "phrases", "verbs"):
        raw |= concern(language, name)
    closed: dict[str, int] = {}
    for key, bit in _CLOSED.items():
        for word in raw[key].lower().split():
            closed[word] = closed.get(word, 0) | bit
    for word in raw["more_adverbs"].lower().split():
        closed[word] = closed.get(word, 0) | ADV
    verbs = _Verbs(raw)
    sets = {key: frozenset(value.lower().split()) for key, value in raw.items()
            if isinstance(value, str) and key not in _VERBS}  # fmt: skip
    sets["source_triggers"] = frozenset(("nach", "aus", "folge", "so")).union(
        *(sets[key] for key in _TRIGGERS)
    )
    prefixes = tuple(sorted({*raw["inseparable"].split(), *raw["separable"].split()}))
    told = {verb: frozenset(ties.split()) for verb, ties in raw["told"].items()}
    forms = verbs.all_forms(f"{raw['weak']} {raw['more_weak']}".split())
    says = verbs.sayings(raw["saying"])
    for form in verbs.moods(raw["saying"]):
        forms[form] = forms.get(form, 0) | (SUBJ if not forms.get(form, 0) & INF else 0)
    return Grammar(closed, forms, says, prefixes, sets, told, load(language))


def _unreal(past: str) -> tuple[str, ...]:
    """Return the second subjunctive made from a past form: "fand" has "fände" and "fänden".

    Without an umlaut only the singular differs from the past: "ginge", but "gingen".
    """
    if past.endswith("e"):
        return ()
    at = max(map(past.rfind, _UMLAUTS))
    if at < 0 or past[at - 1 : at + 1] in {"au", "eu", "ou"}:
        return (past + "e",)
    stem = past[:at] + _UMLAUTS[past[at]] + past[at + 1 :]
    return stem + "e", stem + "en"


class _Verbs:
    """Makes the forms of verbs."""

    def __init__(self, raw: Mapping[str, Any]) -> None:
        rows = [row.split() for row in f"{raw['strong']}, {raw['more_strong']}".split(",")]
        self.strong = {row[0]: row for row in rows}
        self.inseparable = tuple(raw["inseparable"].split())
        self.apart = frozenset(raw["apart"].split())

    def forms(self, verb: str) -> dict[str, int]:
        """Return the forms of a verb without a separable particle, with what they are."""
        prefix, base = self._split(verb)
        found: dict[str, int] = {}
        if base in self.strong:
            _, present, past, participle = self.strong[base]
            plural = past + ("n" if past.endswith("e") else "en")
            if prefix:
                participle = participle.removeprefix("ge")
            rows = [(present, FIN), (past, FIN), (plural, FIN), (participle, PART)]
            rows += [(form, SUBJ) for form in _unreal(past)]
        else:
            rows = self._weak(base, bool(prefix))
        stem = base[:-2] if base.endswith("en") else base[:-1]
        rows += [(base, INF | FIN), (stem + "e", SUBJ)]
        if base.endswith("eln"):
            rows.append((stem[:-2] + "le", SUBJ))
        for form, bit in rows:
            found[prefix + form] = found.get(prefix + form, 0) | bit
        return found

    def _split(self, verb: str) -> tuple[str, str]:
        if verb in self.strong:
            return "", verb
        for prefix in self.inseparable:
            rest = verb.removeprefix(prefix)
            if (
                rest != verb
                and (rest in self.strong or len(rest) > _SHORTEST_BASE)
                and prefix != "ge"
            ):
                return prefix, rest
        return "", verb

    @staticmethod
    def _weak(base: str, prefixed: bool) -> list[tuple[str, int]]:
        stem = base[:-2] if base.endswith("en") else base[:-1]
        link = "e" if stem.endswith(_BEFORE_T) else ""
        participle = stem + link + "t"
        if not (prefixed or base.endswith("ieren")):
            participle = "ge" + participle
        return [(stem + link + "t", FIN), (stem + link + "te", FIN), (stem + link + "ten", FIN),
                (participle, PART)]  # fmt: skip

    def all_forms(self, weak: Iterable[str]) -> dict[str, int]:
        found: dict[str, int] = {}
        for verb in [*self.strong, *weak]:
            for form, bit in self.forms(verb).items():
                found[form] = found.get(form, 0) | bit
            if verb in self.strong:  # "beschrieben" is "be" and this
                part = self.strong[verb][3].removeprefix("ge")
                found[part] = found.get(part, 0) | PART
        for form, bits in found.items():
            if bits & INF and form.endswith("n"):
                found[form] = bits & ~SUBJ  # "führen" is of "führen", not of "fahren"
        return found

    def moods(self, raw: Mapping[str, Mapping[str, str]]) -> Iterable[str]:
        """Return the forms of verbs of saying that show reported speech: "behaupte"."""
        for groups in raw.values():
            for verb in " ".join(groups.values()).split():
                particle, _, base = verb.rpartition("|")
                for form, bits in self.forms(base).items():
                    if bits & SUBJ:
                        yield form
                        yield particle + form

    def sayings(self, raw: Mapping[str, Mapping[str, str]]) -> dict[str, tuple[Saying, ...]]:
        """Return the readings by form; those that need a particle come first."""
        takes: dict[str, dict[str, str]] = {}
        acts: dict[str, str] = {}
        for act, groups in raw.items():
            for letters, verbs in groups.items():
                for verb in verbs.split():
                    acts.setdefault(verb, act)
                    takes.setdefault(verb, {}).update(dict.fromkeys(letters, act))
        found: dict[str, list[Saying]] = {}
        for verb, letters_of in takes.items():
            letters = "".join(sorted(letters_of))
            for form, reading in self._readings(verb, acts[verb], letters):
                found.setdefault(form, []).append(reading)
        return {form: tuple(sorted(rs, key=lambda r: (not r.particle, r.kind, r.lemma)))
                for form, rs in found.items()}  # fmt: skip

    def _readings(self, verb: str, act: str, takes: str) -> Iterable[tuple[str, Saying]]:
        particle, _, base = verb.rpartition("|")
        lemma = particle + base
        for form, bits in self.forms(base).items():
            for kind in (FIN, PART, INF):
                if bits & kind:
                    if particle in self.apart and kind != FIN:
                        yield form, Saying(lemma, act, takes, particle, kind)
                    if particle and kind == FIN:
                        yield form, Saying(lemma, act, takes, particle, FIN)
                    yield particle + form, Saying(lemma, act, takes, "", kind)
            if bits & SUBJ:
                if particle:
                    yield form, Saying(lemma, act, takes, particle, FIN)
                yield particle + form, Saying(lemma, act, takes, "", FIN)
            if bits & INF and particle:
                yield particle + "zu" + form, Saying(lemma, act, takes, "", ZU)
