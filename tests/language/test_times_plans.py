"""Which way a time lies: plans, the plain English present, nights."""

from __future__ import annotations

from datetime import date

import pytest

from servanda.language.lexicon import load
from servanda.language.times import times

MARCH = date(2025, 3, 11)  # a Tuesday


@pytest.mark.parametrize(
    ("text", "language", "value"),
    [
        ("Das Parlament setzte die Abstimmung für November an.", "de", "2025-11"),
        ("Sie nannte die Neuwahl für November verfrüht.", "de", "2025-11"),
        ("Der Betreiber verschob die Eröffnung auf November.", "de", "2025-11"),
        ("Er legte die Zahlen für November vor.", "de", "2024-11"),
        ("Sie kündigte das Geld noch vor Weihnachten an.", "de", "2025-12-25"),
        ("Die Einheiten sollten noch vor Weihnachten abrücken.", "de", "2025-12-25"),
        ("Noch vor Weihnachten kam es zum Streit.", "de", "2024-12-25"),
        ("The mayor called elections for November.", "en", "2025-11"),
        ("The council cut its forecast for November.", "en", "2024-11"),
    ],
)
def test_what_is_set_for_a_time_lies_ahead(text: str, language: str, value: str) -> None:
    [found] = times(text, MARCH, load(language))
    assert found.value == value


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("Envoys meet in Bern on Friday.", "2025-03-14"),
        ("The envoy visits Bern on Friday.", "2025-03-14"),
        ("Envoys did not meet in Bern on Friday.", "2025-03-07"),
        ("The bill won 40 votes on Friday.", "2025-03-07"),
        ("Envoys met in Bern on Friday.", "2025-03-07"),
    ],
)
def test_a_plain_english_present_tells_a_plan(text: str, value: str) -> None:
    [found] = times(text, MARCH, load("en"))
    assert found.value == value


@pytest.mark.parametrize(
    ("text", "language"),
    [("Shells fell on the port overnight.", "en"), ("Über Nacht fiel der Strom aus.", "de")],
)
def test_overnight_is_the_night_that_has_ended(text: str, language: str) -> None:
    [found] = times(text, MARCH, load(language))
    assert (found.value, found.earliest, found.latest) == (
        "2025-03-10TNI", "2025-03-10", "2025-03-11",
    )  # fmt: skip


@pytest.mark.parametrize(
    ("text", "earliest", "latest"),
    [
        ("In der Nacht zum Dienstag brannte das Lager.", "2025-03-10", "2025-03-11"),
        ("In der Nacht zum heutigen Dienstag brannte das Lager.", "2025-03-10", "2025-03-11"),
        ("In der Nacht auf den vergangenen Freitag brannte das Lager.", "2025-03-06", "2025-03-07"),
        ("Bis zur Nacht auf Mittwoch wird gelöscht.", "2025-03-11", "2025-03-12"),
        ("In der Nacht zum 7. März brannte das Lager.", "2025-03-06", "2025-03-07"),
    ],
)
def test_the_night_to_a_day_begins_the_day_before(text: str, earliest: str, latest: str) -> None:
    [found] = times(text, MARCH, load("de"))
    assert (found.earliest, found.latest) == (earliest, latest)
