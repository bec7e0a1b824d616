"""Reading is linear: twice the text costs at most about twice the steps."""

from __future__ import annotations

import pytest

from servanda.language import read

from .steps import steps


@pytest.mark.parametrize(
    "piece",
    [
        '"a" ',
        "„",
        "„a. ",
        "sagte ",
        "„a“ sagte er, ",
        "Mark Rutte Peter ",
        "der Minister, der ",
        "von der ",
        "1 1,5 Milliarden ",
        "Am Freitag sagte er: „Das ist nicht neu für uns.“\n",
        "A",
        ", sagte er, dass ",
        "er sagte, er sei da, und kündigte an, ",
        "laut X ",
        "die Bitte der ",
        "nach Angaben von ",
        "er habe ",
        "(",
        "und ",
    ],
)
def test_twice_the_text_costs_twice_the_steps(piece: str) -> None:
    read(piece, lang="de")
    assert steps(piece * 800) < 2.2 * steps(piece * 400)


@pytest.mark.parametrize(
    "piece",
    [
        "Der Ghanaer sprach. Minister Karl Hu{} kam. ",
        "Die Ghanaerin Abena Ow{} kam. ",
        "Der {}ische Präsident Karl Huber kam. Der Minister sagte: „Das ist alles so.“ ",
    ],
)
def test_twice_the_people_or_offices_cost_twice_the_steps(piece: str) -> None:
    names = [f"{one}{two}{three}" for one in "aeiou" for two in "bdfgklmnprst" for three in "aeiou"]
    half, whole = ("".join(map(piece.format, names[:many])) for many in (150, 300))
    read(whole, lang="de")
    assert steps(whole) < 2.2 * steps(half)
