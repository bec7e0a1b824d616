"""Counts without a noun, sums told by their digits, and money that several countries have."""

from __future__ import annotations

import pytest

from servanda.language.lexicon import load
from servanda.language.quantities import quantities


@pytest.mark.parametrize(
    ("text", "language", "value", "low", "high"),
    [
        ("Nur 20 kamen durch.", "de", 20, 20, 20),
        ("Mehr als 260.000 sind obdachlos.", "de", 260000, 260000, None),
        ("14.500 leben in Zelten.", "de", 14500, 14500, 14500),
        ("Mindestens 30 wurden verletzt.", "de", 30, 30, None),
        ("Die Zahl der Opfer stieg auf 900.", "de", 900, 900, 900),
        ("Rund 30 bis 40 starben.", "de", None, 30, 40),
        ("Only 20 got through.", "en", 20, 20, 20),
        ("Some 14,500 live in tents.", "en", 14500, None, None),
        ("The toll rose to 900.", "en", 900, 900, 900),
    ],
)
def test_a_number_that_is_bounded_or_long_counts_without_a_noun(
    text: str, language: str, value: float | None, low: float | None, high: float | None
) -> None:
    [found] = quantities(text, load(language))
    assert (found.value, found.low, found.high) == (value, low, high)
    assert (found.unit, found.what) == ("", "count")


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("Er war etwa 50.", "de"),
        ("Es geschah etwa 1850.", "de"),
        ("Sie traf um etwa 10 ein.", "de"),
        ("Sie gewannen nur 3:2.", "de"),
        ("Er ist die Nummer 7.", "de"),
        ("Die Zahl stieg von 2020 auf 2021.", "de"),
        ("Tel. 0301 1.200", "de"),
        ("He is nearly 90.", "en"),
        ("It began at about 8.", "en"),
        ("The shop is open from 9 to 5.", "en"),
    ],
)
def test_ages_hours_years_and_scores_count_nothing(text: str, language: str) -> None:
    assert quantities(text, load(language)) == ()


def test_both_ends_of_a_rise_count_the_same() -> None:
    first, last = quantities("Die Stärke stieg von 600 auf 900 Soldaten.", load("de"))
    assert (first.value, first.what) == (600, "Soldaten")
    assert (last.value, last.what) == (900, "Soldaten")


@pytest.mark.parametrize(
    ("text", "language", "value", "what"),
    [
        ("Jeder Zweite lehnt das ab.", "de", 0.5, "share"),
        ("Jede dritte Familie zog weg.", "de", 1 / 3, "Familie"),
        ("Half the village burned.", "en", 0.5, "village"),
        ("Half of the village burned.", "en", 0.5, "village"),
        ("Output fell by a third.", "en", 1 / 3, "share"),
        ("A quarter was lost.", "en", 0.25, "share"),
    ],
)
def test_shares_without_of(text: str, language: str, value: float, what: str) -> None:
    [found] = quantities(text, load(language))
    assert found.value == pytest.approx(value)
    assert (found.unit, found.what) == ("share", what)


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("Jeden zweiten Tag fiel der Strom aus.", "de"),
        ("He wants a third term.", "en"),
        ("It was sold by a third party.", "en"),
    ],
)
def test_ordinals_are_no_shares(text: str, language: str) -> None:
    assert quantities(text, load(language)) == ()


@pytest.mark.parametrize(
    ("text", "language", "low", "high", "unit", "what"),
    [
        ("ein zweistelliger Millionenbetrag", "de", 1e7, 9.9e7, "", "money"),
        ("einen fünfstelligen Betrag", "de", 1e4, 99999, "", "money"),
        ("ein dreistelliger Millionen-Euro-Betrag", "de", 1e8, 9.99e8, "EUR", "money"),
        ("im einstelligen Milliardenbereich", "de", 1e9, 9e9, "", "count"),
        ("a seven-figure sum", "en", 1e6, 9999999, "", "money"),
        ("double-digit millions", "en", 1e7, 9.9e7, "", "count"),
    ],
)
def test_digits_without_a_number_bound_a_sum(  # noqa: PLR0917
    text: str, language: str, low: float, high: float, unit: str, what: str
) -> None:
    [found] = quantities(text, load(language))
    assert (found.value, found.low, found.high) == (None, low, high)
    assert (found.unit, found.what) == (unit, what)


@pytest.mark.parametrize(
    ("text", "language", "unit"),
    [
        ("Oslo gibt 2 Milliarden Kronen.", "de", "NOK"),
        ("Die dänische Regierung zahlt 2 Mio. Kronen.", "de", "DKK"),
        ("Schweden und Norwegen geben 2 Milliarden Kronen.", "de", ""),
        ("Schweden hilft. Es gibt 2 Milliarden Kronen.", "de", ""),
        ("Sweden pledged 2 billion crowns.", "en", "SEK"),
        ("The Swiss spent 1'500 francs.", "en", "CHF"),
        ("It costs 20 kroner.", "en", ""),
    ],
)
def test_shared_money_is_that_of_the_one_country_named(text: str, language: str, unit: str) -> None:
    [found] = quantities(text, load(language))
    assert (found.unit, found.what) == (unit, "money")


@pytest.mark.parametrize(
    ("text", "language"), [("2,5-mal so viel", "de"), ("2.5 times as much", "en")]
)
def test_so_many_times_is_no_count(text: str, language: str) -> None:
    [found] = quantities(text, load(language))
    assert (found.value, found.unit, found.what) == (2.5, "times", "times")
