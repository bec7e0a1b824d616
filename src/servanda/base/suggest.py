"""The nearest right word, for error messages. Decides nothing else."""

from __future__ import annotations

import difflib
from collections.abc import Iterable

__all__ = ["nearest"]

_LONGEST_WORD = 80  # difflib is quadratic; nobody mistypes a longer word into a right one


def nearest(word: str, known: Iterable[str]) -> str:
    """Return the known word most like ``word``, or the empty string if none is near.

    >>> nearest("prohibit", ["obliges", "prohibits", "permits"])
    'prohibits'
    >>> nearest("xyz", ["obliges"])
    ''
    """
    if len(word) > _LONGEST_WORD:
        return ""
    matches = difflib.get_close_matches(word, sorted(known), n=1, cutoff=0.6)
    return matches[0] if matches else ""
