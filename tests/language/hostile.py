"""Pieces that texts are made of which are none, each meant to make some part look around."""

from __future__ import annotations

__all__ = ["PIECES"]

PIECES = {
    "letters": "A", "open marks": "„", "closed marks": "„a“ ", "straight marks": '"a" ',
    "open sentences": "„a. ", "said": "sagte ", "said en": "said ", "names": "Mark Rutte Peter ",
    "chained": "sagte er, dass er sagte, ", "offices": "der Minister, der ", "von": "von der ",
    "numbers": "1 1,5 Milliarden ", "digits": "1", "commas": ", ", "right to left": "\u202eשלום ",
    "zero width": "\u200b", "NULs": "\0", "surrogates": "\ud800", "lines": "\n", "spaces": " ",
    "dots": "...", "dates": "1.1.2020 ", "ranges": "1 bis ", "weekdays": "am Montag ",
    "and": "und ", "that": "dass ", "laut": "laut ", "colons": "er sagte: ", "brackets": "(",
    "years": "2010 2011 ", "durations": "zwei Tage ", "he said": "he said that ",
    "according": "according to ", "percent": "10 % ", "money": "$1 ", "hyphens": "a-",
    "possessives": "X's ", "umlauts": "ü", "combining": "a\u0301", "emoji": "😀 ",
    "clock": "20.30 Uhr ", "subjunctive": "habe er gesagt, ", "nach": "Nach Angaben von ",
    "capitals": "Und ", "numerals": "zweiundzwanzigtausend", "who": "who, ", "semicolons": "; ",
    "sentences": "Das ist nicht neu, sagte Ada Berg. ", "paragraphs": "„Nein“, sagte er.\n\n",
    "many quotes": "„Nein“, sagte sie, „nie“. ", "apostrophes": "'a ", "guillemets": "»a« ‹b› ",
    "agencies": "(dpa/AFP) - ", "money words": "eine Million Euro ", "promises": "werde zahlen, ",
}  # fmt: skip
