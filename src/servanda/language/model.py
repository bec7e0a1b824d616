"""What a reading of one document says, and the one dictionary form of it.

This module decides nothing about text; it only holds answers and writes them down.

Main path: ``Reading.as_dict``. All offsets are Python string offsets into the
text that was read, end exclusive.
"""

from __future__ import annotations

from dataclasses import asdict, dataclass
from datetime import date
from typing import Any

__all__ = ["Person", "Quantity", "Quotation", "Reading", "Span", "Time"]

Span = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Quotation:
    """Words that somebody is reported to have said.

    Attributes:
        type: ``Direct``, ``Indirect``, ``Reported``, ``FreeIndirect`` or ``IndirectFreeIndirect``.
        quote: Where the words are, with their quotation marks if they have any.
        words: The same without the marks; not part of the dictionary form.
        speaker: The mention that names the speaker, empty if the text names none.
        cue: The words of saying; a separated particle is a second span.
        addressee: To whom.
        frame: The clause around the quotation that holds speaker and cue.
        speaker_name: The fullest name the document gives for the speaker, or "".
        speaker_role: The office the document gives for the speaker, or "".
        act: What is done by saying it: asserts, denies, demands, promises, warns,
            praises, refuses, doubts, ... (docs/concepts/quantities.md); "quotes" for a paper that
            hands on what another quotation gives to somebody else; "" where no cue says.
        negated: True if the cue is negated ("did not say").
        modality: must, should, could, may, wants or will, from the main clause; or "".
        confidence: 0 to 1. Ordered by rule, not a measured probability.
        why: The rule that named the speaker and the words it stood on.
        fragment: True for a part of a sentence; not part of the dictionary form.
        closed: False if the closing or opening mark is missing; not in the dictionary form.
        handed_on: True for whoever quotes here what another quotation gives to somebody else;
            not in the dictionary form.
    """

    type: str
    quote: tuple[Span, ...]
    words: tuple[Span, ...] = ()
    speaker: tuple[Span, ...] = ()
    cue: tuple[Span, ...] = ()
    addressee: tuple[Span, ...] = ()
    frame: tuple[Span, ...] = ()
    speaker_name: str = ""
    speaker_role: str = ""
    act: str = ""
    negated: bool = False
    modality: str = ""
    confidence: float = 0.0
    why: str = ""
    fragment: bool = False
    closed: bool = True
    handed_on: bool = False


@dataclass(frozen=True, slots=True)
class Time:
    """A mention of time. ``earliest`` and ``latest`` are ISO days, "" where unknown.

    Attributes:
        type: ``DATE``, ``TIME``, ``DURATION`` or ``SET``, as in TIMEX3.
        value: TIMEX3 value, ``2025-08-22`` or ``2025-08``; "" when the text leaves it open.
        why: The rule and what it counted from; not part of the dictionary form.
    """

    begin: int
    end: int
    type: str
    value: str
    earliest: str
    latest: str
    why: str = ""


@dataclass(frozen=True, slots=True)
class Quantity:
    """An amount as written, with its bounds; ``None`` where the text gives no bound.

    Attributes:
        value: The number named; None for a range, which has no single value.
        unit: ISO 4217 code, or "" if the text names no unit.
        what: ``money``, or ``count`` when no currency is named.
        why: The rule and the words it stood on; not part of the dictionary form.
    """

    begin: int
    end: int
    value: float | None
    low: float | None
    high: float | None
    unit: str
    approximate: bool
    what: str
    why: str = ""


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody the document names: fullest name, where, and in which offices."""

    name: str
    mentions: tuple[Span, ...]
    roles: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Reading:
    """All that was read from one document.

    Attributes:
        document: The caller's name for it.
        language: ``de``, ``en``, or "" when the text does not show which.
        published: The day of publication, None if neither given nor written down.
        agencies: Press agencies credited; two documents that share one are not independent.
        paragraphs: Spans of the paragraphs; not part of the dictionary form.
    """

    document: str
    language: str
    published: date | None
    quotations: tuple[Quotation, ...] = ()
    times: tuple[Time, ...] = ()
    quantities: tuple[Quantity, ...] = ()
    pledges: tuple[dict[str, Any], ...] = ()
    people: tuple[Person, ...] = ()
    agencies: tuple[str, ...] = ()
    paragraphs: tuple[Span, ...] = ()

    def as_dict(self) -> dict[str, Any]:
        """Return the reading in the form that is stable and ready for JSON.

        >>> sorted(Reading("a", "de", None).as_dict())  # doctest: +NORMALIZE_WHITESPACE
        ['document', 'language', 'people', 'pledges', 'published', 'quantities', 'quotations',
         'times']
        """
        return {
            "document": self.document,
            "language": self.language,
            "published": self.published.isoformat() if self.published else None,
            "quotations": [_quotation(quotation) for quotation in self.quotations],
            "times": [_without_why(time) for time in self.times],
            "quantities": [_without_why(quantity) for quantity in self.quantities],
            "pledges": [dict(pledge) for pledge in self.pledges],
            "people": [_person(person) for person in self.people],
        }


_SPANS = ("quote", "speaker", "cue", "addressee", "frame")
_NOT_WRITTEN = ("words", "fragment", "closed", "handed_on")


def _quotation(quotation: Quotation) -> dict[str, Any]:
    written = asdict(quotation)
    for key in _NOT_WRITTEN:
        del written[key]
    for key in _SPANS:
        written[key] = [list(span) for span in written[key]]
    return written


def _without_why(answer: Time | Quantity) -> dict[str, Any]:
    written = asdict(answer)
    del written["why"]
    return written


def _person(person: Person) -> dict[str, Any]:
    return {
        "name": person.name,
        "mentions": [list(span) for span in person.mentions],
        "roles": list(person.roles),
    }
