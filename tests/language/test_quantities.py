"""What is an amount, in what, within which bounds, of what; and what is none."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from language.steps import steps
from servanda.language import read
from servanda.language.lexicon import load
from servanda.language.model import Quantity
from servanda.language.quantities import quantities


def only(text: str, language: str) -> Quantity:
    [found] = quantities(text, load(language))
    return found


@pytest.mark.parametrize(
    ("text", "language", "value", "unit", "what"),
    [
        # money
        ("61 Mrd. Dollar", "de", 6.1e10, "USD", "money"),
        ("CHF 1'200", "de", 1200, "CHF", "money"),
        ("50 Mio. USD", "de", 5e7, "USD", "money"),
        ("ein 50-Millionen-Euro-Paket", "de", 5e7, "EUR", "money"),
        ("zwei Billionen Dollar", "de", 2e12, "USD", "money"),
        ("100 Hrywnja", "de", 100, "UAH", "money"),
        ("200 schwedische Kronen", "de", 200, "SEK", "money"),
        ("$61bn", "en", 6.1e10, "USD", "money"),
        ("$61B", "en", 6.1e10, "USD", "money"),
        ("US$ 61 billion", "en", 6.1e10, "USD", "money"),
        ("USD 50m", "en", 5e7, "USD", "money"),
        ("€50 million", "en", 5e7, "EUR", "money"),
        ("C$20 million", "en", 2e7, "CAD", "money"),
        ("5 million Canadian dollars", "en", 5e6, "CAD", "money"),
        ("two trillion dollars", "en", 2e12, "USD", "money"),
        ("a $50-million package", "en", 5e7, "USD", "money"),
        # measures
        ("500 Quadratkilometer", "de", 500, "km²", "area"),
        ("20,5 km²", "de", 20.5, "km²", "area"),
        ("auf 3,5 Hektar", "de", 3.5, "ha", "area"),
        ("50 hectares", "en", 50, "ha", "area"),
        ("1,200 acres", "en", 1200, "acre", "area"),
        ("5,000 square miles", "en", 5000, "mi²", "area"),
        ("80 km/h", "de", 80, "km/h", "speed"),
        ("eineinhalb Tonnen Getreide", "de", 1.5, "t", "Getreide"),
        ("60,000 tonnes of grain", "en", 60000, "t", "grain"),
        ("500 pounds of explosives", "en", 500, "lb", "explosives"),
        ("a wall 5m high", "en", 5, "m", "length"),
        ("-5 Grad Celsius", "de", -5, "°C", "temperature"),
        ("30-day truce", "en", 30, "day", "duration"),
        # counts
        ("1.2m people", "en", 1.2e6, "", "people"),
        ("half a million people", "en", 5e5, "", "people"),
        ("six Kestrian attacks on the grid", "en", 6, "", "attacks"),
        ("one soldier was killed", "en", 1, "", "soldier"),
        ("12 lakh people", "en", 1.2e6, "", "people"),
        ("three more civilian deaths", "en", 3, "", "deaths"),
        ("There were three more.", "en", 3, "", "more"),
        ("ein Dutzend Drohnen", "de", 12, "", "Drohnen"),
        ("eine halbe Million Menschen", "de", 5e5, "", "Menschen"),
        ("22 000 kestrische Soldaten", "de", 22000, "", "Soldaten"),
        ("zwei weitere Drohnen", "de", 2, "", "Drohnen"),
        # shares
        ("zwei Drittel der Abgeordneten", "de", 2 / 3, "share", "Abgeordneten"),
        ("die Hälfte der Sitze", "de", 0.5, "share", "Sitze"),
        ("3 von 5 Befragten", "de", 0.6, "share", "Befragten"),
        ("a third of the country's gas", "en", 1 / 3, "share", "gas"),
        ("one in five voters", "en", 0.2, "share", "voters"),
        ("48,6 Prozent der Ernte", "de", 48.6, "%", "Ernte"),
        ("fünfprozentige Erhöhung", "de", 5, "%", "percent"),
        ("5.4 percentage points", "en", 5.4, "pp", "percentage points"),
        # rates
        ("100.000 Euro pro Monat", "de", 1e5, "EUR/month", "money"),
        ("monatlich 100.000 Euro", "de", 1e5, "EUR/month", "money"),
        ("im Monat drei Millionen (Euro)", "de", 3e6, "EUR/month", "money"),
        ("$3 a gallon", "en", 3, "USD/gal", "money"),
        ("$50 per barrel", "en", 50, "USD/bbl", "money"),
        ("$1.5 million a year", "en", 1.5e6, "USD/year", "money"),
        ("$1.5 million a year ago", "en", 1.5e6, "USD", "money"),
        ("300 Euro im Jahr 2022", "de", 300, "EUR", "money"),
    ],
)
def test_value_unit_and_what_is_counted(
    text: str, language: str, value: float, unit: str, what: str
) -> None:
    found = only(text, language)
    assert found.value == pytest.approx(value)
    assert (found.unit, found.what) == (unit, what)


@pytest.mark.parametrize(
    ("text", "language", "low", "high", "unit"),
    [
        ("2 bis 2,5 Milliarden (Euro) im Monat", "de", 2e9, 2.5e9, "EUR/month"),
        ("zwischen 10 und 15 Prozent", "de", 10, 15, "%"),
        ("zehn bis zwölf Panzer", "de", 10, 12, ""),
        ("zwei oder drei Drohnen", "de", 2, 3, ""),
        ("$1-1.5bn", "en", 1e9, 1.5e9, "USD"),
        ("$1bn-$1.5bn", "en", 1e9, 1.5e9, "USD"),
        ("$1 to $1.5 billion", "en", 1e9, 1.5e9, "USD"),
        ("20 million to 30 million euros", "en", 2e7, 3e7, "EUR"),
        ("10-15 per cent", "en", 10, 15, "%"),
        ("from 10 to 15 percent", "en", 10, 15, "%"),
    ],
)
def test_a_range_has_two_ends_and_no_value(
    text: str, language: str, low: float, high: float, unit: str
) -> None:
    found = only(text, language)
    assert (found.value, found.low, found.high, found.unit) == (None, low, high, unit)


@pytest.mark.parametrize(
    ("text", "language"),
    [("stieg von 10 auf 15 Prozent", "de"), ("rose from 10 to 15 percent", "en")],
)
def test_a_change_is_two_amounts_and_no_range(text: str, language: str) -> None:
    first, second = quantities(text, load(language))
    assert (first.value, first.unit, second.value, second.unit) == (10, "%", 15, "%")


@pytest.mark.parametrize(
    ("text", "language", "low", "high"),
    [
        ("etwas mehr als 6 Tonnen", "de", 6, None),
        ("gut 6 Tonnen", "de", 6, None),
        ("knapp 6 Tonnen", "de", None, 6),
        ("bis zu 6 Tonnen", "de", None, 6),
        ("höchstens 6 Tonnen", "de", None, 6),
        ("rund 6 Tonnen", "de", None, None),
        ("1.000 oder mehr Soldaten", "de", 1000, None),
        ("over 30 breaches", "en", 30, None),
        ("no fewer than 20 missiles", "en", 20, None),
        ("100+ people", "en", 100, None),
        ("fewer than 12 people", "en", None, 12),
        ("nearly 12 people", "en", None, 12),
        ("as many as 12 people", "en", None, 12),
        ("some 30 people", "en", None, None),
        ("30 people or so", "en", None, None),
    ],
)
def test_words_around_an_amount_bound_it(
    text: str, language: str, low: float | None, high: float | None
) -> None:
    found = only(text, language)
    assert (found.low, found.high, found.approximate) == (low, high, True)
    assert (found.begin, found.end) == (0, len(text))


@pytest.mark.parametrize(
    ("text", "language", "least", "what"),
    [
        ("Tausende Menschen", "de", 1000, "Menschen"),
        ("Millionen von Menschen", "de", 1e6, "Menschen"),
        ("Hunderte Millionen Euro", "de", 1e8, "money"),
        ("ein paar hundert Leute", "de", 100, "Leute"),
        ("tens of thousands of people", "en", 1e4, "people"),
        ("millions of dollars", "en", 1e6, "money"),
    ],
)
def test_an_order_without_a_number_has_no_value(
    text: str, language: str, least: float, what: str
) -> None:
    found = only(text, language)
    assert (found.value, found.low, found.high, found.what) == (None, least, None, what)


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("am 22.08.2025 um 20.30 Uhr", "de"),
        ("am 22. August", "de"),
        ("2025-08-22", "de"),
        ("im Sommer 2022 Truppen", "de"),
        ("von 1972 bis 1980 Geige", "de"),
        ("Artikel 5 Absatz 3", "de"),
        ("§ 129 Absatz 2", "de"),
        ("Sie gewannen 3:1.", "de"),
        ("Tel. 030 1234567", "de"),
        ("+49 30 1234567", "de"),
        ("am 12. Hochzeitstag", "de"),
        ("der 34-jährige Mann", "de"),
        ("Threne, 58 Jahre alt, kam.", "de"),
        ("zwei Tage später", "de"),
        ("ein Mann", "de"),
        ("Zweifel", "de"),
        ("May 5, 2025", "en"),
        ("at 5 p.m. on 5 May", "en"),
        ("Article 5", "en"),
        ("a 3-1 win", "en"),
        ("the 2nd floor", "en"),
        ("F-16 jets", "en"),
        ("a 34-year-old man", "en"),
        ("two weeks later", "en"),
        ("24/7", "en"),
        ("call 555-1234", "en"),
        ("a third man", "en"),
        ("in the 1980s cars", "en"),
    ],
)
def test_dates_scores_labels_and_ages_are_no_amounts(text: str, language: str) -> None:
    assert quantities(text, load(language)) == ()


def test_a_lone_m_is_metres_or_millions_and_is_left_open() -> None:
    assert quantities("He ran 100m.", load("en")) == ()


def test_money_without_a_country_has_no_code() -> None:
    found = only("500 Kronen", "de")
    assert (found.unit, found.what) == ("", "money")


def test_an_ellipsis_carries_the_unit_on_and_says_so() -> None:
    text = "im Monat drei Millionen (Euro), später sogar rund 4,5 Millionen"
    first, second = quantities(text, load("de"))
    assert (first.unit, second.unit, second.value) == ("EUR/month", "EUR/month", 4.5e6)
    assert "carried over" in second.why


def test_a_count_beside_money_does_not_become_money() -> None:
    _, second = quantities("5 Milliarden Euro und 2 Milliarden Menschen", load("de"))
    assert (second.unit, second.what) == ("", "Menschen")


def test_every_amount_says_why() -> None:
    found = only("mehr als drei Milliarden Dollar", "de")
    assert found.why == "number; 'mehr als' is above; scale 1e+09; unit USD"


PIECES = st.sampled_from(
    ["1", "1,5", "1.200", "22 000", "zwei", "zweihundert", "eine", "halbe", "Million", "Milliarden",
     "Mrd.", "Euro", "$", "€", "km²", "Prozent", "bis", "zu", "zwischen", "und", "von", "auf",
     "mehr", "als", "im", "Monat", "pro", "Tonnen", "Dutzend", "Drittel", "der", "Soldaten",
     "oder", "-",
     "–", "(", ")", "US-Dollar", "m", "bn", "half", "a", "million", "people", "to", "from", "of",
     "hundreds", "per", "cent", "ago", ":", "/", ".", ",", "+", "−", "\u00a0", "\n", "0", "08", "İ"]
)  # fmt: skip
TEXTS = st.one_of(st.text(), st.lists(PIECES, max_size=30).map(" ".join),
                  st.lists(PIECES, max_size=30).map("".join))  # fmt: skip


@given(TEXTS, st.sampled_from(["de", "en"]))
def test_any_text_is_read_in_order_without_overlap(text: str, language: str) -> None:
    end = 0
    for found in quantities(text, load(language)):
        assert end <= found.begin < found.end <= len(text)
        end = found.end


@given(TEXTS, st.sampled_from(["de", "en"]))
def test_bounds_enclose_the_value(text: str, language: str) -> None:
    for found in quantities(text, load(language)):
        if found.value is not None and found.low is not None:
            assert found.low <= found.value
        if found.value is not None and found.high is not None:
            assert found.value <= found.high
        if found.low is not None and found.high is not None:
            assert found.low <= found.high


@pytest.mark.parametrize(
    "piece", ["1 bis ", "zwei ", "5 a ", "1.", "$", "mehr als ", "1 von ", "1-"]
)
def test_twice_the_numbers_cost_twice_the_steps(piece: str) -> None:
    read(piece, lang="de")
    assert steps(piece * 800) < 2.2 * steps(piece * 400)
