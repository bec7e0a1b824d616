"""Everything the reading of texts needs, loaded once for all processes that will read.

Importing this module is its work: the server from which reading processes are forked imports
it, so that none of them reads lexica and compiles patterns again. Nothing else imports it.
"""

from __future__ import annotations

from servanda.language import documents, languages, read, render

__all__ = ["WARMED"]

_SAID = {  # speech, a speaker, a day, an amount: every part is asked
    "de": '"Das gilt", sagte die Behörde am 1. Mai 2025. Ein Sprecher sagte, es seien 12 Euro.',
    "en": '"It holds", a spokesman said on May 1, 2025. The office said it was 12 euros.',
}


def _warmed(language: str) -> tuple[str, ...]:
    try:
        return (read(_SAID.get(language, _SAID["en"]), None, language).language,)
    except Exception:  # the server must live; who reads will tell what is wrong
        return ()


WARMED: tuple[str, ...] = tuple(code for language in languages() for code in _warmed(language))
_MODULES = (documents, render)
