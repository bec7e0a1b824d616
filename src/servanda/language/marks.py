"""Which characters stand between quotation marks.

Every pair in use in German and English is known: „ “, „ ”, “ ”, » «, « », ‚ ‘, ‘ ’, › ‹,
and the straight " and '. A quotation never crosses a paragraph: one that is not
closed ends with its paragraph and says so, one whose beginning was cut off begins
with it. Who speaks, and whether anybody does, is not decided here.

Main path: ``find_marked`` -> ``Marked``. Linear in the length of the text.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

__all__ = ["Marked", "find_marked"]


@dataclass(slots=True, unsafe_hash=True)  # never changed; "frozen" makes reading slower
class Marked:
    """A stretch between quotation marks.

    Attributes:
        begin: Offset of the opening mark.
        end: Offset after the closing mark.
        inner: The stretch without its marks.
        opened: False if the beginning was cut off.
        closed: False if no closing mark was found.
        depth: 0, or how many quotations this one stands in.
    """

    begin: int
    end: int
    inner: tuple[int, int]
    opened: bool = True
    closed: bool = True
    depth: int = 0


_MARK = re.compile("[„“”«»‹›‚‘’\"']")
# closing mark -> the marks it can close
_CLOSES = {
    "“": "„“",
    "”": "„“”",
    "«": "»",
    "»": "«",
    "‹": "›",
    "›": "‹",
    "‘": "‚",
    "’": "‚‘",
    '"': '"„“',
    "'": "'",
}
_NEVER_CLOSES = "„‚"
_GAP = 4
_APOSTROPHES = "'’‘"


def find_marked(text: str, begin: int, end: int) -> list[Marked]:
    """Return the marked stretches of one paragraph, ordered by where they begin.

    Args:
        text: The whole document.
        begin: Where the paragraph begins.
        end: Where it ends.

    >>> text = 'Er sagte: „Ein ‚Ja‘ genügt.“'
    >>> [(text[m.begin:m.end], m.depth) for m in find_marked(text, 0, len(text))]
    [('„Ein ‚Ja‘ genügt.“', 0), ('‚Ja‘', 1)]
    """
    places = [match.start() for match in _MARK.finditer(text, begin, end)]
    straight = sum(text[place] == '"' for place in places)
    scan = _Scan(text, begin, end, toggle=straight % 2 == 0)
    last_single = max((p for p in places if text[p] == "'" and scan.can_close(p)), default=-1)
    for place in places:
        if text[place] == "'" and place > last_single:
            continue
        scan.step(place)
    return scan.finish()


class _Scan:
    """A stack of open marks, walked once over the marks of a paragraph."""

    def __init__(self, text: str, begin: int, end: int, *, toggle: bool) -> None:
        self.text, self.begin, self.end, self.toggle = text, begin, end, toggle
        self.stack: list[int] = []
        self.found: list[Marked] = []

    def step(self, place: int) -> None:
        mark = self.text[place]
        if mark in _APOSTROPHES and self._inside_word(place):
            return
        opener = self._open_partner(mark) if mark not in _NEVER_CLOSES else -1
        if mark == "„" and self.stack and self._begins_anew(place):
            self._end_unclosed(len(self.stack) - 1, place)
            self.stack.append(place)
        elif opener >= 0 and not self._reopens(mark, place):
            self._close(opener, place)
        elif opener >= 0:
            self._end_unclosed(opener, place)
            self.stack.append(place)
        elif self._opens(mark, place):
            self.stack.append(place)
        elif self._cut_off(mark, place):
            self.found.append(Marked(self.begin, place + 1, (self.begin, place), opened=False))

    def _begins_anew(self, place: int) -> bool:
        """Return whether „ stands after a full sentence: then the one before was never closed."""
        before = self.text[max(self.begin, place - _GAP) : place].rstrip()
        return self.text[self.stack[-1]] == "„" and before.endswith((".", "!", "?"))

    def _open_partner(self, mark: str) -> int:
        """Return the index in the stack of the mark this one closes, -1 if none.

        Only the two innermost are looked at, so that the walk stays linear.
        """
        for index in range(len(self.stack) - 1, max(-1, len(self.stack) - 3), -1):
            if self.text[self.stack[index]] in _CLOSES[mark]:
                return index
        return -1

    def _reopens(self, mark: str, place: int) -> bool:
        """Return whether a mark that could close stands as an opening one does."""
        if mark in _APOSTROPHES:
            return not self.can_close(place)
        looks_open = self.can_open(place) and not self.can_close(place)
        if mark == '"':
            return looks_open and not self.toggle
        return mark == "“" and looks_open and self.text[self.stack[-1]] == "“"

    def _opens(self, mark: str, place: int) -> bool:
        if mark in "„‚‹›" or (mark == '"' and self.toggle):
            return mark != "‚" or self.can_open(place)
        return self.can_open(place) and mark != "’"

    def _cut_off(self, mark: str, place: int) -> bool:
        """Return whether the paragraph begins inside a quotation that ends here."""
        return mark in '"“”«»' and not self.found and not self.stack and self.can_close(place)

    def _inside_word(self, place: int) -> bool:
        """Return whether a letter stands on either side: "It’s"."""
        inside = self.begin < place < self.end - 1
        return inside and self.text[place - 1].isalnum() and self.text[place + 1].isalnum()

    def can_open(self, place: int) -> bool:
        before = self.text[place - 1] if place > self.begin else " "
        after = self.text[place + 1] if place + 1 < self.end else " "
        spaced = self.text[place] in "«»" and after in "\u00a0\u202f"
        spaced = spaced or (self.text[place] == "«" and before.isspace())  # as in French
        return not before.isalnum() and before not in ".,!?%" and (not after.isspace() or spaced)

    def can_close(self, place: int) -> bool:
        before = self.text[place - 1] if place > self.begin else " "
        after = self.text[place + 1] if place + 1 < self.end else " "
        return not after.isalnum() and (not before.isspace() or before == "\u00a0")

    def _close(self, index: int, place: int) -> None:
        opener = self.stack[index]
        del self.stack[index:]
        if place > opener + 1:
            inner = (opener + 1, place)
            self.found.append(Marked(opener, place + 1, inner, depth=len(self.stack)))

    def _end_unclosed(self, index: int, stop: int) -> None:
        opener = self.stack[index]
        del self.stack[index:]
        stop = opener + len(self.text[opener:stop].rstrip())
        if self.text[opener] in _APOSTROPHES or stop <= opener + 1:
            return
        inner = (opener + 1, stop)
        self.found.append(Marked(opener, stop, inner, closed=False, depth=len(self.stack)))

    def finish(self) -> list[Marked]:
        while self.stack:
            self._end_unclosed(len(self.stack) - 1, self.end)
        return sorted(self.found, key=lambda marked: (marked.begin, -marked.end))
