"""Texts that are none: four times as long must take about four times as long."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path
from time import process_time
from typing import Any

sys.path.insert(0, str(Path(__file__).parents[1] / "tests"))

from language.hostile import PIECES

__all__ = ["TITLE", "rows"]

TITLE = "seconds for hostile texts of 20,000 and 80,000 characters (the ten slowest), 10 MB at last"
_SMALL = 20_000
_LARGE = 80_000
_WORST = 10


def rows() -> Iterator[dict[str, Any]]:
    from servanda.language import read

    def seconds(text: str, language: str) -> float:
        begun = process_time()
        read(text, lang=language)
        return process_time() - begun

    found = []
    for language in ("de", "en"):
        seconds("a", language)
        for name, piece in PIECES.items():
            one = seconds(piece * (_SMALL // len(piece)), language)
            four = seconds(piece * (_LARGE // len(piece)), language)
            found.append((four, one, name, language, len(piece) * (_LARGE // len(piece))))
    for four, one, name, language, size in sorted(found, reverse=True)[:_WORST]:
        yield _row(name, language, size, one, four)
    for name, text in (("10 MB without a space", "A" * 10_000_000),
                       ("10,000 open marks", "„wort " * 10_000)):  # fmt: skip
        yield _row(
            name, "de", len(text), seconds(text[: len(text) // 4], "de"), seconds(text, "de")
        )


def _row(name: str, language: str, size: int, one: float, four: float) -> dict[str, Any]:
    return {"text": name, "language": language, "characters": size, "quarter_s": one,
            "whole_s": four, "growth": four / max(one, 1e-6)}  # fmt: skip
