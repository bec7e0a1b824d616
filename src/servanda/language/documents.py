"""Files to documents: plain text, web pages, RSS and Atom, web archives.

What a file is, is told by its content and never by its name. One file may hold many
documents; one that cannot be read is refused with a reason and the rest goes on. What a
text says is decided in ``reader``.

Main path: ``open_raw`` (cheap: takes files apart) -> ``extract`` (costly: finds the text);
``open_documents`` does both.
"""

from __future__ import annotations

import gzip
import io
import re
import zlib
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import BinaryIO

from servanda.base.errors import UnreadableError
from servanda.language.documents_feed import entries
from servanda.language.documents_html import MAX_PAGE_BYTES, page
from servanda.language.documents_model import Document, Raw, Refused
from servanda.language.documents_text import declared_charset, decode
from servanda.language.documents_warc import records

__all__ = ["Document", "Raw", "Refused", "extract", "open_documents", "open_raw", "raw_documents"]

MAX_TEXT_BYTES = 50_000_000
_HEAD = 4096
_PAGE = re.compile(
    r"<(?:!doctype\s{1,9}html|html|head|body|article|main|section|div|p|h[1-6]|meta|title|table|"
    r"span|script|style|a\s|!--)",
    re.IGNORECASE,
)
_FEED = re.compile(r"<(?:\w{1,20}:)?(?:rss|feed|RDF)[\s>]")
_BINARY = {
    b"%PDF": "a PDF", b"PK\x03\x04": "a ZIP or an office document", b"\xd0\xcf\x11\xe0":
    "an office document", b"\x89PNG": "a picture", b"\xff\xd8\xff": "a picture", b"GIF8":
    "a picture", b"\x7fELF": "a program", b"SQLi": "a database", b"PAR1": "a Parquet file",
    b"BZh": "a bzip2 archive", b"\xfd7zX": "an xz archive", b"\x28\xb5\x2f\xfd": "a Zstandard file",
}  # fmt: skip


def open_documents(
    source: Path | bytes, name: str = "", latest: date | None = None
) -> Iterator[Document | Refused]:
    """Yield the documents of a file, in its order; never raises for what is in it.

    Args:
        source: A path, or the bytes of a file.
        name: What to call it; the file's name if it is a path.
        latest: No document can be younger; None if nothing says.

    >>> [document] = open_documents("Köln.".encode("utf-16"), "a.txt")
    >>> document.kind, document.text
    ('text', 'Köln.')
    """
    for raw in open_raw(source, name, latest):
        if isinstance(raw, Refused):
            yield raw
        else:
            yield from extract(raw)


def open_raw(
    source: Path | bytes, name: str = "", latest: date | None = None
) -> Iterator[Raw | Refused]:
    """Take a file apart without reading its texts; archives are streamed.

    Raises nothing: a file that cannot be opened is refused as well.
    """
    if isinstance(source, bytes):
        yield from raw_documents(io.BytesIO(source), name, latest)
        return
    name = name or source.name
    try:
        with source.open("rb") as file:
            yield from raw_documents(file, name, latest)
    except OSError as error:
        yield Refused(name, f"{source} cannot be read: {error}")


def raw_documents(file: BinaryIO, name: str, latest: date | None = None) -> Iterator[Raw | Refused]:
    """Yield what an opened file holds.

    Args:
        file: At its beginning; must be able to seek.
        name: What to call it.
        latest: No document can be younger; None if nothing says.
    """
    try:
        head = _unzipped_head(file)
        if head.startswith(b"WARC/"):
            yield from records(file, name)
            return
        data = _all(file, name)
        yield Raw(name, data, _kind(data, name), latest=latest)
    except UnreadableError as error:
        yield Refused(name, str(error))


def extract(raw: Raw) -> Iterator[Document | Refused]:
    """Yield the text, or in a feed the texts, of what was taken out of a file."""
    try:
        kind = raw.kind or _kind(raw.data, raw.name)
        if kind == "feed":
            yield from entries(raw)
        elif kind == "html":
            yield page(raw)
        else:
            yield _plain(raw)
    except UnreadableError as error:
        yield Refused(raw.name, str(error))


def _plain(raw: Raw) -> Document:
    decoded = decode(raw.data, raw.charset)
    if not decoded.text.strip():
        raise UnreadableError(f"{raw.name} is empty; a report has words")
    if "\0" in decoded.text:
        raise UnreadableError(f"{raw.name} is no text: it holds NUL characters")
    notes = (decoded.note,) if decoded.note else ()
    return Document(raw.name, decoded.text, kind=raw.within or "text", url=raw.url, notes=notes)


def _unzipped_head(file: BinaryIO) -> bytes:
    head = file.read(_HEAD)
    file.seek(0)
    if not head.startswith(b"\x1f\x8b"):
        return head
    try:
        return zlib.decompressobj(31).decompress(head, _HEAD)
    except zlib.error:
        return head


def _all(file: BinaryIO, name: str) -> bytes:
    """The bytes of a file that holds one text, page or feed, unpacked if it is gzip."""
    data = file.read(MAX_TEXT_BYTES + 1)
    if data.startswith(b"\x1f\x8b"):
        try:
            data = gzip.GzipFile(fileobj=io.BytesIO(data)).read(MAX_TEXT_BYTES + 1)
        except (OSError, EOFError, zlib.error) as error:
            raise UnreadableError(f"{name} is a damaged gzip file: {error}") from None
    if len(data) > MAX_TEXT_BYTES:
        raise UnreadableError(f"{name} is larger than 50 MB; split it into documents")
    return data


def _kind(data: bytes, name: str) -> str:
    """Return what the content shows itself to be.

    Raises:
        UnreadableError: If it is nothing that holds text.
    """
    for mark, what in _BINARY.items():
        if data.startswith(mark):
            raise UnreadableError(f"{name} is {what}; save its text as plain text or HTML")
    head = decode(data[:_HEAD], declared_charset(data)).text.lstrip("\ufeff \t\r\n")
    if not head.startswith("<"):
        return "text"
    is_feed, is_page = _FEED.search(head), _PAGE.search(head)
    if is_feed and (not is_page or is_feed.start() < is_page.start()):
        return "feed"
    if head.startswith("<?xml") and not re.search(r"<(?:\w{1,9}:)?html[\s>]", head, re.IGNORECASE):
        raise UnreadableError(
            f"{name} is XML, but neither a page nor a feed (RSS, Atom); save its text as plain text"
        )
    if _PAGE.match(head) or head.startswith("<?xml"):
        if len(data) > MAX_PAGE_BYTES:
            raise UnreadableError(f"{name} is a page of more than {MAX_PAGE_BYTES:,} bytes")
        return "html"
    return "text"
