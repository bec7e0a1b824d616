"""The words of the view for people, in the languages of the answer.

Main path: ``WORDS`` by language; ``said_words`` for an act.
"""

from __future__ import annotations

__all__ = ["WORDS", "said_words"]

WORDS: dict[str, dict[str, str]] = {
    "en": {
        "unknown": "unknown", "unknown language": "language unknown", "lang de": "German",
        "lang en": "English", "published": "published", "given": "as given", "agency": "agency",
        "by": "by", "who said what": "Who said what", "nobody": "No statement was found.",
        "pledges": "Pledges, offers, demands (* told by somebody else)", "when": "When",
        "how much": "How much", "speaker unknown": "(unknown)", "undetermined": "undetermined",
        "why": "Why", "pledge": "pledge", "not": "not",
    },
    "de": {
        "unknown": "unbekannt", "unknown language": "Sprache unbekannt", "lang de": "Deutsch",
        "lang en": "Englisch", "published": "veröffentlicht", "given": "wie angegeben",
        "agency": "Agentur", "by": "von", "who said what": "Wer was gesagt hat",
        "nobody": "Keine Aussage gefunden.",
        "pledges": "Zusagen, Angebote, Forderungen (* von anderen berichtet)", "when": "Wann",
        "how much": "Wie viel", "speaker unknown": "(unbekannt)", "undetermined": "unbestimmt",
        "why": "Warum", "pledge": "Zusage", "not": "nicht",
        "type Direct": "wörtlich", "type Indirect": "indirekt", "type Reported": "berichtet",
        "type FreeIndirect": "frei indirekt", "type IndirectFreeIndirect": "indirekt, frei",
        "kind pledge": "Zusage", "kind offer": "Angebot", "kind demand": "Forderung",
        "modality must": "muss", "modality should": "soll", "modality could": "könnte",
        "modality may": "darf", "modality wants": "will", "modality will": "wird",
    },
}  # fmt: skip
_ACTS = {
    "asserts": "sagt", "denies": "bestreitet", "demands": "fordert", "promises": "verspricht",
    "warns": "warnt", "praises": "lobt", "refuses": "lehnt ab", "doubts": "bezweifelt",
    "asks": "fragt", "accuses": "wirft vor", "announces": "kündigt an", "criticises": "kritisiert",
    "offers": "bietet an", "admits": "räumt ein", "proposes": "schlägt vor", "thanks": "dankt",
    "threatens": "droht", "agrees": "stimmt zu", "confirms": "bestätigt",
    "quotes": "zitiert",
}  # fmt: skip


def said_words(act: str, language: str, *, negated: bool = False) -> str:
    """Return an act in the language of the answer; as it is where there is no word for it.

    >>> said_words("denies", "de"), said_words("asserts", "en", negated=True)
    ('bestreitet', 'not: asserts')
    """
    word = _ACTS.get(act, act) if language == "de" else act
    return f"{WORDS[language]['not']}: {word}" if negated and word else word
