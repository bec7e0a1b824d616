"""The place a fact points at: the marked words in their paragraph, or the cells of a row.

Reads the two locators that facts carry (``char=b,e`` in Python characters, ``row=N``).
It never mends what it finds: if the words at the place are not those recorded, it says so.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

__all__ = ["Passage", "cells", "passage"]

_CHARACTERS = re.compile(r"(?:^|[#;&])char=(\d{1,12}),(\d{1,12})")
_ROW = re.compile(r"(?:^|[#;&])row=\d+")
_PARAGRAPH = re.compile(r"\n[ \t\r]*\n")
_MOST = 700  # characters of a paragraph shown on either side of the words


@dataclass(frozen=True, slots=True)
class Passage:
    """A paragraph in three parts, and whether its words are those that were recorded."""

    before: str
    marked: str
    after: str
    differs: bool = False


def passage(text: str, locator: str, words: str = "") -> Passage | None:
    """Return the paragraph around a ``char=b,e`` locator; None if it points nowhere in the text.

    Args:
        text: The whole text item.
        locator: ``char=b,e``: offsets of Python characters, end exclusive.
        words: What was recorded as read there; empty if nothing was.

    >>> passage("Two words here.", "char=4,9", "words").before
    'Two '
    """
    match = _CHARACTERS.search(locator)
    if not match:
        return None
    begin, end = int(match[1]), int(match[2])
    if not begin < end <= len(text):
        return None
    breaks = [m.end() for m in _PARAGRAPH.finditer(text, 0, begin)]
    first = breaks[-1] if breaks else 0
    closing = _PARAGRAPH.search(text, end)
    last = closing.start() if closing else len(text)
    before, after = text[first:begin], text[end:last]
    if len(before) > _MOST:
        before = "… " + before[-_MOST:]
    if len(after) > _MOST:
        after = after[:_MOST] + " …"
    marked = text[begin:end]
    return Passage(before.lstrip(), marked, after.rstrip(), bool(words) and words != marked)


def cells(locator: str, words: str) -> list[tuple[str, str]]:
    """Return (column, value) of a table row's words ``col=value; col=value``; else nothing.

    A value may hold ``; `` itself: a piece without ``=`` belongs to the value before it.

    >>> cells("row=17", "place=Alder; note=first; then quiet")
    [('place', 'Alder'), ('note', 'first; then quiet')]
    """
    if not _ROW.search(locator) or "=" not in words.split("; ", 1)[0]:
        return []
    found: list[tuple[str, str]] = []
    for piece in words.split("; "):
        name, equals, value = piece.partition("=")
        if equals:
            found.append((name, value))
        else:
            found[-1] = (found[-1][0], f"{found[-1][1]}; {piece}")
    return found
