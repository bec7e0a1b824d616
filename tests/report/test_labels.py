from __future__ import annotations

import re
from pathlib import Path
from string import Formatter

import pytest

import servanda.report
from servanda.evidence.grade import CREDIBILITY, RELIABILITY
from servanda.report.labels import CATALOGUE, LANGUAGES, SYMBOLS, Labels
from servanda.report.sentences import GRADES, MONTHS
from servanda.verdicts.model import Activation, BreachKind, Word

HOME = Path(servanda.report.__file__).parent
PAIRS = {**CATALOGUE, **GRADES}


def _fields(text: str) -> set[str]:
    return {name for _, name, _, _ in Formatter().parse(text) if name}


@pytest.mark.parametrize("key", sorted(PAIRS))
def test_every_label_exists_in_both_languages_with_the_same_blanks(key: str) -> None:
    english, german = PAIRS[key]
    assert english.strip()
    assert german.strip()
    assert _fields(english) == _fields(german)


def test_every_key_that_a_template_or_module_uses_is_in_the_catalogue() -> None:
    files = [*HOME.glob("templates/*.j2"), *HOME.glob("*.py")]
    text = "\n".join(path.read_text(encoding="utf-8") for path in files)
    used = set(re.findall(r'(?:\bt|labels)\(\s*"([^"]+)"', text))
    used |= set(re.findall(r'm\.row\("([^"]+)"', text))
    assert len(used) > 60
    assert used <= set(CATALOGUE)


def test_every_label_is_used() -> None:
    files = [*HOME.glob("templates/*.j2"), *HOME.glob("*.py")]
    text = "\n".join(p.read_text(encoding="utf-8") for p in files if p.name not in _PLAIN)
    values = {word.value for kind in (Word, Activation, BreachKind) for word in kind}
    values |= {f"state {state}" for state in ("due", "open", "overdue", "late", "unclear")}
    values |= {"obligation", "prohibition", "permission", "power", "due", "open", "unclear", "late"}
    text = text.replace("'", '"')
    unused = [k for k in CATALOGUE if k not in values and text.count(f'"{k}"') < 1 + (k in _OWN)]
    assert unused == []


_PLAIN = ("sentences.py", "phrases.py")
_OWN = set(re.findall(r'^    "([^"]+)": \(', (HOME / "labels.py").read_text("utf-8"), re.M))


def test_every_word_of_the_models_has_a_label() -> None:
    for kind in (Word, Activation, BreachKind):
        assert {word.value for word in kind} <= set(CATALOGUE)
    assert set(SYMBOLS) == {word.value for word in Word}
    assert len(set(SYMBOLS.values())) == len(SYMBOLS)


def test_english_grades_are_the_words_of_the_evidence_room() -> None:
    assert {grade: words[0] for grade, words in GRADES.items()} == {**RELIABILITY, **CREDIBILITY}


def test_months_are_twelve_in_each_language() -> None:
    assert [len(months) for months in MONTHS] == [12] * len(LANGUAGES)


def test_unknown_label_is_a_programming_error() -> None:
    with pytest.raises(KeyError):
        Labels("en")("no such label")
