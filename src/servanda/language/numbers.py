"""Numbers as written: in digits by the habits of a language, and in words.

"1.200" is twelve hundred in German and one point two in English; "1.200,50" and "1,200.50"
say by themselves which mark is which, in either language. "zweiundzwanzigtausend" and
"twenty-two thousand" are read by the same rule from the parts a language lists. What a
number counts is decided in ``quantities``.

Main path: ``digits_value``; ``parts_of`` and ``add_up``. Linear; None for what is
no number.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import lru_cache

__all__ = ["add_up", "digits_value", "parts_of"]

_LONGEST = 45
_GROUP = 3
_SPACES = str.maketrans("", "", " \u00a0\u202f\u2009'’")
_THOUSAND, _HUNDRED, _TWENTY, _TEN, _HALF = 1000.0, 100.0, 20.0, 10.0, 0.5


def digits_value(written: str, decimal: str) -> float | None:
    """Return the value of digits with their marks, None if they are no single number.

    Args:
        written: Digits with points, commas, apostrophes or narrow blanks between them.
        decimal: The decimal mark of the language, ``,`` or ``.``.

    >>> [digits_value(text, ",") for text in ("1.200", "1,5", "1.200,50", "2.50", "22.08.2025")]
    [1200.0, 1.5, 1200.5, 2.5, None]
    >>> [digits_value(text, ".") for text in ("1.200", "1,200", "1,5", "1.200.000", "0,125")]
    [1.2, 1200.0, 1.5, 1200000.0, 0.125]
    """
    bare = written.translate(_SPACES)
    if not bare or len(bare) > _LONGEST or not bare.isascii():
        return None
    points, commas = bare.count("."), bare.count(",")
    if points and commas:
        mark = "." if bare.rfind(".") > bare.rfind(",") else ","
        return _marked(bare, mark) if bare.count(mark) == 1 else None
    if points > 1 or commas > 1:
        return _marked(bare, "")
    mark = "." if points else ","
    if not (points or commas) or mark == decimal or not _groups(bare.split(mark)):
        return _plain(bare.replace(mark, "."))
    return _plain(bare.replace(mark, ""))


def _marked(bare: str, decimal: str) -> float | None:
    """Read digits in groups with at most one decimal mark."""
    whole, _, rest = bare.partition(decimal) if decimal else (bare, "", "")
    other = "," if "," in whole else "."
    if other in rest or not _groups(whole.split(other)):
        return None
    return _plain(whole.replace(other, "") + ("." + rest if rest else ""))


def _groups(groups: Sequence[str]) -> bool:
    """Return whether these are groups of thousands, or the Indian "12,34,567"."""
    first, *others = groups
    small = 1 <= len(first) <= _GROUP and (first[0] != "0" or not others)
    return small and all(
        len(group) == _GROUP or (len(group) == _GROUP - 1 and at < len(others) - 1)
        for at, group in enumerate(others)
    )


def _plain(bare: str) -> float | None:
    try:
        return float(bare)
    except ValueError:
        return None


@lru_cache(maxsize=8192)
def parts_of(word: str, atoms: tuple[str, ...], joiners: tuple[str, ...]) -> tuple[str, ...]:
    """Cut one word into the number words it is made of, () if it is made of anything else.

    Args:
        word: In lower case.
        atoms: The number words, longest first.
        joiners: Words between them, as "und".

    >>> parts_of("zweiundzwanzigtausend", ("tausend", "zwanzig", "zwei"), ("und",))
    ('zwei', 'und', 'zwanzig', 'tausend')
    """
    if len(word) > _LONGEST + _LONGEST:
        return ()
    found: list[str] = []
    at = 0
    while at < len(word):
        part = next((part for part in (*atoms, *joiners) if word.startswith(part, at)), "")
        if not part:
            return ()
        found.append(part)
        at += len(part)
    return tuple(found) if found[0] not in joiners and found[-1] not in joiners else ()


def add_up(parts: Sequence[str], values: Mapping[str, float]) -> tuple[float, int]:
    """Return the value of number words in a row, and how many of them make one number.

    "two three" is two numbers, "twenty two" and "zwei und zwanzig" are one.

    >>> values = {"one": 1, "two": 2, "twenty": 20, "hundred": 100, "thousand": 1000}
    >>> add_up(("twenty", "two", "thousand", "one", "hundred"), values)
    (22100.0, 5)
    >>> add_up(("two", "one"), values), add_up(("two", "and", "twenty"), values)
    ((2.0, 1), (22.0, 3))
    """
    row = _Row(parts, values)
    value = 1.0 if row.now == _THOUSAND else row.group()
    if row.now == _THOUSAND:
        row.at += 1
        value = value * _THOUSAND + row.rest()
    return value + row.half(), row.at


class _Row:
    """Walks number words once: hundreds, tens and units in the order of the grammar."""

    def __init__(self, parts: Sequence[str], values: Mapping[str, float]) -> None:
        self.parts, self.values, self.at = parts, values, 0

    def peek(self, ahead: int) -> float | None:
        """Return the value of a word further on; None for a joiner, -1 past the end."""
        at = self.at + ahead
        return self.values.get(self.parts[at]) if at < len(self.parts) else -1

    @property
    def now(self) -> float | None:
        return self.peek(0)

    def rest(self) -> float:
        """Read the smaller group after "thousand" or "hundred", past an "and"."""
        ahead = 1 if self.now is None else 0
        following = self.peek(ahead)
        if following is None or not 0 < following < _THOUSAND or following == _HALF:
            return 0.0
        self.at += ahead
        return self.group()

    def group(self) -> float:
        """Read a number below a thousand."""
        value = 1.0 if self.now == _HUNDRED else self.small()
        if self.now != _HUNDRED:
            return value
        self.at += 1
        ahead = 1 if self.now is None else 0
        following = self.peek(ahead)
        if following is None or not 0 < following < _HUNDRED or following == _HALF:
            return value * _HUNDRED
        self.at += ahead
        return value * _HUNDRED + self.small()

    def small(self) -> float:
        """Read a number below a hundred: "five", "twenty five", "fünf und zwanzig"."""
        value = self.now or 0.0
        self.at += 1
        if 0 < value < _TEN and self.now is None and _is_tens(self.peek(1)):
            value += self.peek(1) or 0.0
            self.at += 2
        elif _is_tens(value) and 0 < (self.now or 0.0) < _TEN and self.now != _HALF:
            value += self.now or 0.0
            self.at += 1
        return value

    def half(self) -> float:
        """Read "einhalb" at the end of "zweieinhalb"."""
        if self.now != _HALF:
            return 0.0
        self.at += 1
        return _HALF


def _is_tens(value: float | None) -> bool:
    return value is not None and _TWENTY <= value < _HUNDRED and value % _TEN == 0
