"""Numbers in digits and in words, in both languages."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from servanda.language.lexicon import load
from servanda.language.numbers import add_up, digits_value, parts_of
from servanda.language.quantities import quantities

UNITS_DE = "null ein zwei drei vier fünf sechs sieben acht neun zehn elf zwölf dreizehn vierzehn"
TEENS_DE = "fünfzehn sechzehn siebzehn achtzehn neunzehn"
TENS_DE = "zwanzig dreißig vierzig fünfzig sechzig siebzig achtzig neunzig"
UNITS_EN = "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen"
TEENS_EN = "fifteen sixteen seventeen eighteen nineteen"
TENS_EN = "twenty thirty forty fifty sixty seventy eighty ninety"


def german(number: int) -> str:
    """Write a number below a million as German does."""
    small = f"{UNITS_DE} {TEENS_DE}".split()
    if number < 20:
        return small[number]
    if number < 100:
        unit = small[number % 10] + "und" if number % 10 else ""
        return unit + TENS_DE.split()[number // 10 - 2]
    if number < 1000:
        rest = german(number % 100) if number % 100 else ""
        return f"{small[number // 100]}hundert{rest}"
    rest = german(number % 1000) if number % 1000 else ""
    return f"{german(number // 1000)}tausend{rest}"


def english(number: int) -> str:
    """Write a number below a million as English does."""
    small = f"{UNITS_EN} {TEENS_EN}".split()
    if number < 20:
        return small[number]
    if number < 100:
        unit = "-" + small[number % 10] if number % 10 else ""
        return TENS_EN.split()[number // 10 - 2] + unit
    if number < 1000:
        rest = " and " + english(number % 100) if number % 100 else ""
        return f"{small[number // 100]} hundred{rest}"
    rest = " " + english(number % 1000) if number % 1000 else ""
    return f"{english(number // 1000)} thousand{rest}"


@given(st.integers(2, 999_999))
def test_every_german_number_in_words_is_read_back(number: int) -> None:
    [found] = quantities(f"Es kamen {german(number)} Soldaten.", load("de"))
    assert (found.value, found.what) == (number, "Soldaten")


@given(st.integers(2, 999_999))
def test_every_english_number_in_words_is_read_back(number: int) -> None:
    [found] = quantities(f"There were {english(number)} soldiers.", load("en"))
    assert (found.value, found.what) == (number, "soldiers")


@given(st.integers(0, 10**12), st.integers(0, 99))
def test_grouped_digits_with_a_fraction_mean_the_same_in_both_languages(
    whole: int, cents: int
) -> None:
    written = f"{whole:,}.{cents:02d}"
    turned = written.translate(str.maketrans(",.", ".,"))
    value = float(f"{whole}.{cents:02d}")
    if whole >= 1000:
        assert digits_value(written, ",") == digits_value(turned, ".") == value
    assert digits_value(written, ".") == digits_value(turned, ",") == value


@pytest.mark.parametrize(
    ("written", "german_value", "english_value"),
    [
        ("1.200", 1200.0, 1.2),
        ("1,200", 1.2, 1200.0),
        ("1.5", 1.5, 1.5),
        ("1,5", 1.5, 1.5),
        ("0.125", 0.125, 0.125),
        ("1.200.000", 1.2e6, 1.2e6),
        ("1'200", 1200.0, 1200.0),
        ("22 000", 22000.0, 22000.0),
        ("12,34,567", 1234567.0, 1234567.0),
        ("22.08.2025", None, None),
        ("1.2.3", None, None),
        ("9" * 50, None, None),
        ("٣", None, None),
    ],
)
def test_what_a_mark_means_depends_on_the_language_only_where_it_is_open(
    written: str, german_value: float | None, english_value: float | None
) -> None:
    assert digits_value(written, ",") == german_value
    assert digits_value(written, ".") == english_value


@pytest.mark.parametrize(
    ("text", "language", "value"),
    [
        ("anderthalb Tonnen", "de", 1.5),
        ("zweieinhalb Tonnen", "de", 2.5),
        ("zwei und eine halbe Tonne", "de", 2.5),
        ("dreihundert Tonnen", "de", 300),
        ("hundertfünf Tonnen", "de", 105),
        ("zwei Dutzend Tonnen", "de", 24),
        ("two and a half tonnes", "en", 2.5),
        ("a hundred and five tonnes", "en", 105),
        ("a dozen tonnes", "en", 12),
        ("two hundred thousand tonnes", "en", 200_000),
    ],
)
def test_halves_dozens_and_compounds(text: str, language: str, value: float) -> None:
    [found] = quantities(text, load(language))
    assert (found.value, found.unit) == (value, "t")


def test_two_numbers_side_by_side_are_not_added() -> None:
    values = {"two": 2.0, "three": 3.0}
    assert add_up(["two", "three"], values) == (2.0, 1)


def test_a_word_with_anything_else_in_it_is_no_number() -> None:
    assert parts_of("zweifel", ("zwei",), ("und",)) == ()
    assert parts_of("zweiund", ("zwei",), ("und",)) == ()
    assert parts_of("zwei" * 100, ("zwei",), ()) == ()
