"""What was worked out for a word, remembered for the next time the word is met.

News repeats its words: what is asked of a word alone, whatever stands beside it, is worked out
once a word and not once a place. Memory stays flat whatever is read: very long words are not
kept, and a full memory is emptied. What is worked out is decided by whoever asks.

Main path: ``Remembered(work)[word]``; ``map(remembered.__getitem__, words)`` for many.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

__all__ = ["Remembered"]

_MOST = 50_000
_LONGEST = 64
Value = TypeVar("Value")


class Remembered(dict[str, Value]):
    """The answers of ``work`` for the words met so far; ask with ``[]``, not with ``get``.

    >>> lengths = Remembered(len)
    >>> list(map(lengths.__getitem__, ("Kiew", "Rom"))), lengths
    ([4, 3], {'Kiew': 4, 'Rom': 3})
    """

    __slots__ = ("_work",)

    def __init__(self, work: Callable[[str], Value]) -> None:
        super().__init__()
        self._work = work

    def __missing__(self, word: str) -> Value:
        """Work out the answer for a word that is met for the first time."""
        answer = self._work(word)
        if len(word) <= _LONGEST:
            if len(self) >= _MOST:
                self.clear()
            self[word] = answer
        return answer
