"""A language is a folder of files, one a concern, and no key is written twice."""

from __future__ import annotations

import re

import pytest

from servanda.base.errors import MisuseError
from servanda.language.lexicon import concern, languages, load

SHARED = ("words", "cues", "people", "statements")


@pytest.mark.parametrize("language", languages())
def test_no_key_stands_in_two_files_of_a_language(language: str) -> None:
    keys = [key for name in SHARED for key in concern(language, name)]
    assert len(keys) == len(set(keys)) > 0


@pytest.mark.parametrize("language", languages())
def test_every_language_has_its_small_words_and_words_of_saying(language: str) -> None:
    lexicon = load(language)
    assert len(lexicon.sets["stopwords"]) > 30
    assert {verb.act for each in lexicon.verbs.values() for verb in each} >= {"asserts", "denies"}


def test_a_missing_file_is_an_empty_concern() -> None:
    assert concern("de", "no-such-file") == {}


def test_a_language_without_a_folder_is_refused() -> None:
    with pytest.raises(MisuseError, match=re.escape("write one of: auto, de, en")):
        concern("xx", "words")
