"""Language, day of publication, agencies: read or unknown, never guessed."""

from __future__ import annotations

from datetime import date

import pytest

from servanda.language.header import agencies, detect, published


def test_a_text_of_no_known_language_has_none() -> None:
    assert detect("Ілля сказав: ні. 42") == ""


@pytest.mark.parametrize(
    ("text", "day"),
    [
        (' date 2025-08-22 "Und genau daran', date(2025, 8, 22)),
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
    ],
)
def test_a_credit_line_names_agencies_and_a_mention_does_not(
    text: str, named: tuple[str, ...]
) -> None:
    assert agencies(text) == named
