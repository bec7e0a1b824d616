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
_MOST_PIECES = 20
_MOST_CUTS = 500
_MOST = 700  # characters of a paragraph shown on either side of the words


@dataclass(frozen=True, slots=True)
class Passage:
    """A paragraph with the words at its place marked.

    Attributes:
        before: The paragraph up to the place.
        pieces: The text of the place, as (text, marked); a quotation that the reporter
            interrupts has several marked pieces.
        after: The rest of the paragraph.
        differs: Whether other words were recorded than stand there.
    """

    before: str
    pieces: tuple[tuple[str, bool], ...]
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
    pieces = _pieces(text[begin:end], words)
    whole = pieces or ((text[begin:end], True),)
    return Passage(before.lstrip(), whole, after.rstrip(), not pieces)


def _pieces(place: str, words: str) -> tuple[tuple[str, bool], ...]:
    """Find the words in the place, in order and from end to end; empty if they are not there.

    >>> _pieces("“Go,” he said, “now.”", "“Go,” “now.”")
    (('“Go,”', True), (' he said, ', False), ('“now.”', True))
    """
    if not words or words == place:
        return ((place, True),)
    found: list[tuple[str, bool]] = []
    at, rest = 0, words.strip(" ")
    while rest and len(found) < _MOST_PIECES:
        piece, start = _longest(place, at, rest)
        if not piece or (at == 0 and start != 0):
            return ()
        found += [(place[at:start], False)] if start > at else []
        found.append((piece, True))
        at, rest = start + len(piece), rest[len(piece) + 1 :]
    return tuple(found) if not rest and at == len(place) else ()


def _longest(place: str, at: int, rest: str) -> tuple[str, int]:
    """The longest beginning of the rest, cut at a blank, that stands in the place after ``at``."""
    ends = [len(rest), *(index for index in range(len(rest) - 1, 0, -1) if rest[index] == " ")]
    for end in ends[:_MOST_CUTS]:
        start = place.find(rest[:end], at)
        if start >= 0:
            return rest[:end], start
    return "", -1


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
