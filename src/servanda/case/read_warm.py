"""Everything the reading of texts needs, loaded once for all processes that will read.

Importing this module is its work: the server from which reading processes are forked imports
it, so that none of them reads lexica and compiles patterns again. Nothing else imports it.
"""

from __future__ import annotations

from servanda.language import documents, languages, read, render

__all__ = ["WARMED"]

_SAID = '"1", X Y 2025 1.'  # one word of speech, one day, one amount: every part is asked

WARMED: tuple[str, ...] = tuple(read(_SAID, None, language).language for language in languages())
_MODULES = (documents, render)
