"""What comes out of a file: documents, and documents that were refused.

Main path: ``Document``; one that cannot be read is a ``Refused``, and the rest goes on.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

__all__ = ["Document", "Raw", "Refused"]


@dataclass(frozen=True, slots=True)
class Document:
    """One text, with what its page or entry says of itself.

    Attributes:
        name: File name; with ``#2`` for the second document of one file.
        text: What is read; offsets count its characters. A title is its first paragraph.
        title: The headline, "" if there is none.
        byline: Who wrote it, "" if it does not say.
        published: Day of publication, None if unknown or not believed.
        kind: ``text``, ``html``, ``feed`` or ``warc``.
        url: Where it was, "" if unknown.
        notes: What was not believed or was damaged, for people.
    """

    name: str
    text: str
    title: str = ""
    byline: str = ""
    published: date | None = None
    kind: str = "text"
    url: str = ""
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Refused:
    """A document that could not be read, and why."""

    name: str
    reason: str


@dataclass(frozen=True, slots=True)
class Raw:
    """A document before its text is extracted: small to hand on, costly to extract.

    Attributes:
        name: As in ``Document``.
        data: The bytes of a file or of the body of an archived answer.
        kind: ``text``, ``html`` or ``feed``.
        charset: What was declared outside the bytes, or "".
        url: Where it was, "" if unknown.
        latest: No document of it can be younger; None if nothing says.
        within: Where it came from: ``warc``, or "" for a file.
    """

    name: str
    data: bytes
    kind: str
    charset: str = ""
    url: str = ""
    latest: date | None = None
    within: str = ""
