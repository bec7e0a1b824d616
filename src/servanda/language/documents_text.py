"""Bytes to text: which encoding, decided by the bytes and by what was declared.

Order: byte order mark; UTF-16 that shows by its NULs; UTF-8 if the bytes are UTF-8, whatever
was declared; the declared encoding if the bytes fit it; UTF-8 with a few damaged or cut
characters; else the old encodings of Western Europe, told apart by the letters and marks
they give. Offsets count characters of the result, and nothing else is changed in it.

Main path: ``decode`` -> ``Decoded``.
"""

from __future__ import annotations

import codecs
import re
from dataclasses import dataclass

__all__ = ["Decoded", "declared_charset", "decode"]

_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_SAMPLE = 65_536
_HEAD = 4096
_META = re.compile(rb"<meta[^>]{1,200}?charset\s{0,9}=\s{0,9}[\"']?\s{0,9}([\w.:-]{2,40})", re.I)
_XML = re.compile(rb"^\s{0,99}<\?xml[^>]{1,200}?encoding\s{0,9}=\s{0,9}[\"']([\w.:-]{2,40})[\"']")
_OLD = ("cp1252", "mac_roman", "cp850")
# What German and English texts have beyond ASCII; anything else counts against an encoding.
_EXPECTED = frozenset("äöüÄÖÜßéèêëáàâóòôíìîúùûçñåøæœŒÉÈÀÇ„“”‘’‚–—…«»‹›€£§°²³·•©®\u00a0\u00adłńśźż")
_DAMAGED = "\ufffd"
_FEW = 4
"""A text is damaged UTF-8, not another encoding, if it has this many whole characters a bad one."""


@dataclass(frozen=True, slots=True)
class Decoded:
    """Text, the encoding it was read with, and what was wrong with it ("" if nothing)."""

    text: str
    encoding: str
    note: str = ""


def declared_charset(data: bytes) -> str:
    """Return the encoding that a page or an XML file declares in its head, or "".

    >>> declared_charset(b'<meta http-equiv="x" content="text/html; charset=iso-8859-15">')
    'iso-8859-15'
    """
    head = data[:_HEAD]
    match = _XML.search(head) or _META.search(head)
    return match[1].decode("ascii") if match else ""


def decode(data: bytes, declared: str = "") -> Decoded:
    """Return the text of ``data``; any bytes have one.

    Args:
        data: The bytes.
        declared: What an HTTP header, ``<meta>`` or XML declaration says, or "".

    >>> decode("„Köln“".encode("cp1252")).text, decode("„Köln“".encode("mac_roman")).text
    ('„Köln“', '„Köln“')
    >>> decode("Köln".encode(), "latin-1").encoding
    'utf-8'
    """
    for mark, encoding in _MARKS:
        if data.startswith(mark):
            return _replaced(data, encoding)
    wide = _without_mark(data)
    if wide:
        return _replaced(data, wide)
    try:
        return Decoded(data.decode("utf-8"), "utf-8")
    except UnicodeDecodeError:
        pass
    found = _as_declared(data, declared)
    return found or _damaged_utf8(data) or _old(data)


def _replaced(data: bytes, encoding: str) -> Decoded:
    text = data.decode(encoding, "replace")
    note = f"not all of it is {encoding}; what is not reads \ufffd" if _DAMAGED in text else ""
    return Decoded(text, encoding, note)


def _without_mark(data: bytes) -> str:
    """UTF-16 of Western text has a NUL in every second byte, and only there."""
    head = data[:_HEAD]
    half = len(head) // 2
    if half < _FEW or len(data) % 2:
        return ""
    even, odd = head[0::2].count(0), head[1::2].count(0)
    if odd * 2 > half and even * 10 < half:
        return "utf-16-le"
    return "utf-16-be" if even * 2 > half and odd * 10 < half else ""


def _as_declared(data: bytes, declared: str) -> Decoded | None:
    try:
        encoding = codecs.lookup(declared).name if declared else ""
    except (LookupError, ValueError):
        return None
    if not encoding or encoding.startswith("utf") or not codecs.lookup(encoding)._is_text_encoding:
        return None
    if encoding in {"iso8859-1", "ascii"}:  # what browsers read under these names
        encoding = "cp1252"
    try:
        return Decoded(data.decode(encoding), encoding)
    except (UnicodeError, ValueError):
        return None


def _damaged_utf8(data: bytes) -> Decoded | None:
    text = data.decode("utf-8", "replace")
    bad = text.count(_DAMAGED)
    whole = sum(not each.isascii() for each in text) - bad
    cut_at_the_edges = bad <= _FEW and _DAMAGED not in text.strip(_DAMAGED)
    if whole >= _FEW * bad or (whole and cut_at_the_edges):
        return Decoded(text, "utf-8", f"{bad} damaged characters read \ufffd")
    return None


def _old(data: bytes) -> Decoded:
    """The first of the old encodings whose letters and marks are the likeliest."""
    sample = bytes(byte for byte in data[:_SAMPLE] if byte > 0x7F)  # noqa: PLR2004 - ASCII ends

    def strange(encoding: str) -> int:
        return sum(each not in _EXPECTED for each in sample.decode(encoding, "replace"))

    encoding = min(_OLD, key=strange)  # the first of the best: cp1252 unless another is better
    return _replaced(data, encoding)
