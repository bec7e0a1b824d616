"""Web archives (WARC 1.0 and 1.1, plain or gzip) to the pages and texts in them.

Read as a stream with a limit on everything a file could promise: headers, bodies and how
far compressed data may grow. A body that does not have the digest written beside it is
refused; pictures, scripts, requests and answers other than 200 are not documents.

Main path: ``records`` -> ``Raw`` or ``Refused``.
"""

from __future__ import annotations

import base64
import binascii
import gzip
import hashlib
import re
import zlib
from collections.abc import Iterator, Mapping
from typing import BinaryIO

from servanda.base.errors import UnreadableError
from servanda.language.documents_dates import day_of
from servanda.language.documents_html import MAX_PAGE_BYTES
from servanda.language.documents_model import Raw, Refused

__all__ = ["records"]

MAX_HEADER_BYTES = 65_536
MAX_GROWTH = 300
_FREE_GROWTH = 20_000_000
_STEP = 65_536
_VERSION = re.compile(rb"WARC/1\.[01]\s*$")
_KINDS = {"text/html": "html", "application/xhtml+xml": "html", "text/plain": "text",
          "application/rss+xml": "feed", "application/atom+xml": "feed",
          "application/rdf+xml": "feed", "text/xml": "", "application/xml": ""}  # fmt: skip
_HASHES = {"sha1": "sha1", "sha-1": "sha1", "sha256": "sha256", "sha-256": "sha256", "md5": "md5"}
_CHARSET = re.compile(r"charset\s{0,9}=\s{0,9}[\"']?([\w.:-]{2,40})", re.IGNORECASE)
_SHA1 = "sha1"


def records(file: BinaryIO, name: str) -> Iterator[Raw | Refused]:
    """Yield the documents of an archive, in its order, holding one at a time.

    Args:
        file: The archive, at its beginning; must be able to seek.
        name: Its name, for the names of its documents.
    """
    stream = _Stream(file)
    number = 0
    try:
        while (headers := _headers(stream)) is not None:
            number += 1
            yield from _record(stream, headers, f"{name}#{number}")
    except (UnreadableError, EOFError, OSError, zlib.error) as error:
        yield Refused(
            f"{name}#{number + 1}",
            f"the archive cannot be read from its record {number + 1} on: {error}",
        )


class _Stream:
    """Reads a plain or compressed archive, and stops when it grows out of proportion."""

    def __init__(self, file: BinaryIO) -> None:
        is_compressed = file.read(2) == b"\x1f\x8b"
        file.seek(0)
        self._file = file
        self._opened = gzip.GzipFile(fileobj=file) if is_compressed else file
        self._given = 0

    def line(self) -> bytes:
        """Return one line with its end; empty at the end of the archive.

        Raises:
            UnreadableError: If it is longer than any header.
        """
        line = self._opened.readline(MAX_HEADER_BYTES + 1)
        if len(line) > MAX_HEADER_BYTES:
            raise UnreadableError(f"a header line has more than {MAX_HEADER_BYTES:,} bytes")
        return self._count(line)

    def take(self, length: int) -> bytes:
        """Return ``length`` bytes.

        Raises:
            UnreadableError: If the archive ends before.
        """
        data = self._count(self._opened.read(length))
        if len(data) < length:
            raise UnreadableError(f"it ends {length - len(data):,} bytes early")
        return data

    def skip(self, length: int) -> None:
        """Read on without keeping anything."""
        while length > 0:
            length -= len(self.take(min(length, _STEP)))

    def _count(self, data: bytes) -> bytes:
        self._given += len(data)
        if self._given > _FREE_GROWTH + MAX_GROWTH * self._file.tell():
            raise UnreadableError(f"it unpacks to more than {MAX_GROWTH} times its size")
        return data


def _headers(stream: _Stream) -> dict[str, str] | None:
    """Return the headers of the next record, None at the end."""
    line = stream.line()
    while line and not line.strip():
        line = stream.line()
    if not line:
        return None
    if not _VERSION.match(line):
        raise UnreadableError(f"where a record should begin stands {line[:40]!r}")
    return _fields(stream)


def _fields(stream: _Stream) -> dict[str, str]:
    fields: dict[str, str] = {}
    size = 0
    while (line := stream.line()).strip():
        size += len(line)
        if size > MAX_HEADER_BYTES:
            raise UnreadableError(f"the headers of a record have over {MAX_HEADER_BYTES:,} bytes")
        key, _, value = line.decode("utf-8", "replace").partition(":")
        fields.setdefault(key.strip().lower(), value.strip())
    return fields


def _record(stream: _Stream, headers: Mapping[str, str], name: str) -> Iterator[Raw | Refused]:
    written = headers.get("content-length", "")
    if not (written.isascii() and written.isdigit() and len(written) < 16):  # noqa: PLR2004
        raise UnreadableError(f"a record has the length {written[:40]!r}")
    length = int(written)
    kind = headers.get("warc-type", "").lower()
    if kind not in {"response", "resource", "conversion"}:
        stream.skip(length)
        return
    if length > MAX_PAGE_BYTES + MAX_HEADER_BYTES:
        stream.skip(length)
        if kind != "response" or "text" in headers.get("content-type", ""):
            yield Refused(name, f"it has {length:,} bytes and the limit is {MAX_PAGE_BYTES:,}")
        return
    block = stream.take(length)
    try:
        found = _document(block, headers, name)
    except UnreadableError as error:
        yield Refused(name, str(error))
        return
    if found is not None:
        yield found


def _document(block: bytes, headers: Mapping[str, str], name: str) -> Raw | None:
    _verify(block, headers.get("warc-block-digest", ""), "block")
    media, body = headers.get("content-type", ""), block
    if headers["warc-type"].lower() == "response":
        if not media.lower().startswith("application/http"):
            return None
        status, fields, body = _http(block)
        media = fields.get("content-type", "")
        if status != "200" or _kind(media) is None:
            return None
        _verify_payload(body, headers)
        body = _unpacked(_joined(body, fields), fields.get("content-encoding", ""))
    kind = _kind(media)
    if kind is None or not body.strip():
        return None
    charset = _CHARSET.search(media)
    return Raw(
        name=name,
        data=body,
        kind=kind,
        charset=charset[1] if charset else "",
        url=headers.get("warc-target-uri", "").strip("<>")[:2000],
        latest=day_of(headers.get("warc-date", "")),
        within="warc",
    )


def _kind(media: str) -> str | None:
    return _KINDS.get(media.partition(";")[0].strip().lower())


def _http(block: bytes) -> tuple[str, dict[str, str], bytes]:
    end = re.search(rb"\r?\n\r?\n", block[:MAX_HEADER_BYTES])
    if end is None:
        raise UnreadableError("its HTTP headers do not end")
    first, *lines = block[: end.start()].decode("latin-1").splitlines()
    fields: dict[str, str] = {}
    for line in lines:
        key, _, value = line.partition(":")
        fields.setdefault(key.strip().lower(), value.strip())
    return [*first.split(), "", ""][1], fields, block[end.end() :]


def _joined(body: bytes, fields: Mapping[str, str]) -> bytes:
    """Undo chunked transfer; archives that undid it already keep the header, so ask the body."""
    if "chunked" not in fields.get("transfer-encoding", "").lower():
        return body
    parts: list[bytes] = []
    at = 0
    while match := re.compile(rb"([0-9A-Fa-f]{1,8})[^\r\n]{0,200}\r\n").match(body, at):
        size = int(match[1], 16)
        if size == 0:
            return b"".join(parts)
        parts.append(body[match.end() : match.end() + size])
        at = match.end() + size + 2
    return b"".join(parts) if parts else body


def _unpacked(body: bytes, encoding: str) -> bytes:
    kind = encoding.strip().lower()
    if kind in {"", "identity"}:
        return body
    if kind not in {"gzip", "x-gzip", "deflate"}:
        raise UnreadableError(f"its body is packed as {encoding[:20]!r}; gzip and deflate are read")
    for window in (47, -15):  # gzip or zlib by their marks; bare deflate
        engine = zlib.decompressobj(window)
        try:
            data = engine.decompress(body, MAX_PAGE_BYTES + 1)
        except zlib.error:
            continue
        if len(data) > MAX_PAGE_BYTES:
            raise UnreadableError(f"its body unpacks to more than {MAX_PAGE_BYTES:,} bytes")
        return data
    raise UnreadableError(f"its body is not the {kind} it says it is")


def _verify_payload(body: bytes, headers: Mapping[str, str]) -> None:
    if not headers.get("warc-block-digest"):  # which covers the payload as well
        _verify(body, headers.get("warc-payload-digest", ""), "payload")


def _verify(data: bytes, written: str, what: str) -> None:
    """Compare data with a digest, in base 32 or hexadecimal; other digests prove nothing."""
    name, _, digest = written.partition(":")
    algorithm = _HASHES.get(name.strip().lower())
    if algorithm is None or not digest:
        return
    found = hashlib.new(algorithm, data, usedforsecurity=algorithm != _SHA1).digest()
    given = digest.strip()
    if given.lower() == found.hex() or given.upper() == base64.b32encode(found).decode():
        return
    try:  # without the padding
        if base64.b32decode(given.upper() + "=" * (-len(given) % 8)) == found:
            return
    except (binascii.Error, ValueError):
        pass
    raise UnreadableError(f"its {what} is not the one whose {name} digest the archive wrote down")
