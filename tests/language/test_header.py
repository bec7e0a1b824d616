"""Language, day of publication, agencies: read or unknown, never guessed."""

from __future__ import annotations

from datetime import date

import pytest

from servanda.language.header import agencies, detect, published, told_from


def test_a_text_of_no_known_language_has_none() -> None:
    assert detect("Ілля сказав: ні. 42") == ""


@pytest.mark.parametrize(
    ("text", "day"),
    [
        (' date 2025-08-22 "So lange warten', date(2025, 8, 22)),
        ("Veröffentlicht am 22.08.2025\nTitel", date(2025, 8, 22)),
        ("2025-08-22\nTitle", date(2025, 8, 22)),
        ("Am 22. August 2025 geschah es.", None),
        (" date 2025-13-45 kaputt", None),
        ("", None),
    ],
)
def test_the_day_of_publication_is_written_or_unknown(text: str, day: date | None) -> None:
    assert published(text) == day


@pytest.mark.parametrize(
    ("text", "named"),
    [
        ("BERLIN (dpa) - Rutte kam.", ("dpa",)),
        ("Kiew (dpa/AFP) - Rutte kam.", ("AFP", "dpa")),
        ("KYIV (Reuters) - Rutte came.", ("Reuters",)),
        ("Rutte kam.\nQuelle: dpa", ("dpa",)),
        ("Source: Reuters", ("Reuters",)),
        ("ILMAR (FPA) – A weir was hit.", ("FPA",)),
        ("Das sagte er der dpa in Berlin.", ()),
        ("Bern (dpa/FPA) - Rutte kam.", ("FPA", "dpa")),
        # A party in brackets is no agency.
        ("Karl Huber (CDU) – seit Mai im Amt – sagte ab.", ()),
    ],
)
def test_a_credit_line_names_agencies_and_a_mention_does_not(
    text: str, named: tuple[str, ...]
) -> None:
    assert agencies(text) == named


@pytest.mark.parametrize(
    ("text", "place"),
    [
        ("Bern - Das Land ist nach den Worten der Ministerin bereit, Gespräche auszurichten.",
         "Bern - "),
        ("New York/Abu Dhabi – Experten werfen dem Nachbarland vor, Waffen geliefert zu haben.",
         "New York/Abu Dhabi – "),
        # A second dash makes a parenthesis; a small letter goes on with the sentence.
        ("Huber - Er ist seit langem Minister - sagte am Abend, dass er nicht kommen werde.", ""),
        ("Huber - so heißt der Minister des Landes seit langem, und das soll auch so bleiben.", ""),
        ("Bern - Die Lage.", ""),
        ("NATO - das Bündnis der 32 Staaten - wird nach eigenen Angaben helfen.", ""),
        ("OSTIA - Die Lage.", "OSTIA - "),
    ],
)  # fmt: skip
def test_a_place_before_a_dash_at_the_head_is_no_part_of_the_report(text: str, place: str) -> None:
    assert text[: told_from(text, 0, len(text))] == place


def test_further_down_a_word_before_a_dash_is_a_word() -> None:
    line = "Huber - Das Land ist nach den Worten der Ministerin bereit, Gespräche auszurichten."
    text = "Es ist spät. " * 40 + "\n" + line
    begin = text.index("Huber")
    assert told_from(text, begin, len(text)) == begin
