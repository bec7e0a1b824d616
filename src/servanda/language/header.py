"""What stands at the edge of a text: language, day of publication, agencies.

Nothing is guessed: a text without a date has no day of publication, and a text whose
words fit no language has none.

Main path: ``detect``, ``published``, ``told_from``, ``agencies``.
"""

from __future__ import annotations

import re
from datetime import date

from servanda.language.lexicon import languages, load

__all__ = ["agencies", "detect", "published", "told_from"]

_SAMPLE = 5_000
_HEAD = 400
_FIRST_YEAR = 1990
_LEAST_WORDS = 2
_WORD = re.compile(r"[^\W\d_]+")
_LABEL = (
    r"(?:^|[\s(])(?:date|datum|published|veröffentlicht|stand|dateline)\b[:\s]{0,4}(?:am |on )?"
)
_LABELLED = re.compile(_LABEL + r"(\d{4})-(\d{2})-(\d{2})", re.IGNORECASE)
_LABELLED_POINTS = re.compile(_LABEL + r"(\d{1,2})\.\s?(\d{1,2})\.(\d{4})", re.IGNORECASE)
_DAY = re.compile(r"\d-\d\d-\d\d|\d\.\s?\d{1,2}\.\d{4}")
_LINE = re.compile(r"^[\s(]*(\d{4})-(\d{2})-(\d{2})\b")
_AGENCIES = ("dpa", "AFP", "Reuters", "AP", "APA", "KNA", "epd", "SID", "TASS", "RIA", "Interfax",
             "Ukrinform", "Unian", "DW", "ANSA", "EFE", "PAP", "Xinhua", "Bloomberg")  # fmt: skip
_NAME = "(?:" + "|".join(_AGENCIES) + ")"
_CREDIT = re.compile(
    rf"(?:\(|(?:Quellen?|Sources?|Mit Material von)\s?:?\s|—|–|^)\s?"
    rf"({_NAME}(?:[-a-z]{{0,6}})?(?:\s?[/,]\s?{_NAME}){{0,4}})(?=\)|\s?[-–—]\s|\s*$|[.,/])",
    re.MULTILINE,
)
_EACH = re.compile(_NAME)
# "ILMAR (FPA) -": behind a place in capitals the brackets hold agencies, known to us or not. "Karl
# Huber (CDU) -" is a member of a party.
_DATELINE = re.compile(
    r"^([^\n()]{2,60})\(([A-Z]{2,6}|dpa|epd)((?:\s?[/,]\s?(?:[A-Z]{2,6}|dpa|epd)){0,4})\)\s?[-–—]",
    re.MULTILINE,
)
_MEMBER = re.compile(r"[A-Z]{2,6}|dpa|epd")
_SHOUTED = re.compile(r"[A-ZÄÖÜ]{2,}\b")
# Where and when it was written, up to the dash: "KYIV, Aug 22 (Reuters) -", "Berlin (dpa) -". A
# name we do not know counts only behind a place in capitals: "Anna Lind (ABC) -" is a person. A
# small letter goes on with a sentence: "NATO - das Bündnis - will helfen".
_PLACE = r"[A-ZÄÖÜ][A-ZÄÖÜ'/ ]{2,30}(?:, [^\n()„“”\"«»–—-]{2,30})?"
_WRITTEN_AT = re.compile(
    rf"[^\W\d_][^\n()„“”\"«»–—]{{1,60}}\({_NAME}(?:\s?[/,]\s?{_NAME}){{0,4}}\)\s?[-–—]\s"
    rf"|{_PLACE}\s(?:\([A-Z]{{2,6}}\)\s?)?[-–—]\s(?![a-zäöüß])"
)
# "New York/Genf - Experten ...": at the head of a text only, before a long sentence that begins
# with a capital and has no second dash: "Huber - Er ist Minister - kam" is no dateline.
_TOWN = r"[A-ZÄÖÜ][^\W\d_]+(?:-[A-ZÄÖÜ][^\W\d_]+){0,2}"
_WRITTEN_IN = re.compile(
    rf"{_TOWN}(?:[ /]{_TOWN}){{0,3}} [-–—] (?=[A-ZÄÖÜ])(?=[^\n]{{60}})(?![^.\n]{{0,400}} [-–—] )"
)


def detect(text: str) -> str:
    """Return the language whose small words fill the text, "" if none does.

    >>> detect("Das ist nicht die Frage."), detect("This is not the question."), detect("42")
    ('de', 'en', '')
    """
    said = _WORD.findall(text[:_SAMPLE].lower())
    counts = {language: sum(map(load(language).sets["stopwords"].__contains__, said))
              for language in languages()}  # fmt: skip
    best = max(counts, key=lambda language: counts[language])
    tied = sum(count == counts[best] for count in counts.values()) > 1
    return "" if tied or counts[best] < _LEAST_WORDS else best


def published(text: str) -> date | None:
    """Return the day of publication written in the head of a text, None if there is none.

    >>> published(" date 2025-08-22 Am Morgen öffnete der Markt.")
    datetime.date(2025, 8, 22)
    >>> published("Am 22. August 2025 kam Rutte nach Kiew.") is None
    True
    """
    head = text[:_HEAD]
    if not _DAY.search(head):
        return None
    match = _LABELLED.search(head) or _LINE.search(head)
    if match:
        return _day(match[1], match[2], match[3])
    match = _LABELLED_POINTS.search(head)
    return _day(match[3], match[2], match[1]) if match else None


def _day(year: str, month: str, day: str) -> date | None:
    try:
        found = date(int(year), int(month), int(day))
    except ValueError:
        return None
    return found if found.year >= _FIRST_YEAR else None


def told_from(text: str, begin: int, end: int) -> int:
    """Return where a paragraph begins to tell, past the place, day and agency before a dash.

    >>> told_from("KYIV, 22 August 2025 (Reuters) - Kestria will send aid.", 0, 55)
    33
    >>> told_from("Genf - Die Lage im Norden hat sich nach den Angaben der UN gebessert.", 0, 71)
    7
    >>> told_from("Kestria (a small state) - it lies by the sea - sent aid.", 0, 60)
    0
    """
    found = _WRITTEN_AT.match(text, begin, end)
    if found is None and begin < _HEAD:
        found = _WRITTEN_IN.match(text, begin, end)
    return found.end() if found else begin


def agencies(text: str) -> tuple[str, ...]:
    """Return the press agencies that a credit line names, sorted.

    >>> agencies("Kiew (dpa/AFP) - Rutte war da.")
    ('AFP', 'dpa')
    >>> agencies("ILMAR (FPA) – A hydroelectric station was hit.")
    ('FPA',)
    >>> agencies("Das sagte er der dpa.")
    ()
    """
    found: set[str] = set()
    if any(map(text.__contains__, _AGENCIES)):
        found = {name for credit in _CREDIT.findall(text) for name in _EACH.findall(credit)}
    for place, first, others in _DATELINE.findall(text[:_HEAD]):
        named = {first, *_MEMBER.findall(others)}
        if _SHOUTED.match(place) or not named.isdisjoint(_AGENCIES):
            found |= named
    return tuple(sorted(found))
