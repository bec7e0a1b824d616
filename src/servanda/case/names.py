"""When two spellings are one name: of a party, or of a place.

Capitals, blanks at the ends and the way accents are encoded make no other name;
everything else does. Which names a party has is what the agreement says.
"""

from __future__ import annotations

import unicodedata

__all__ = ["folded"]


def folded(name: str) -> str:
    """Return what all spellings of one name have in common.

    >>> folded("  Große Union ") == folded("GROSSE  UNION")
    True
    >>> folded("Kyiv") == folded("Kiev")
    False
    """
    return unicodedata.normalize("NFC", " ".join(name.split()).casefold())
