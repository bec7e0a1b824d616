"""Web archives: streamed, verified, limited; one bad record costs one document."""

from __future__ import annotations

import gzip
import io
import zlib
from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from servanda.language.documents import Document, Raw, Refused, open_documents, raw_documents

from .pages import digest, http, packed, page, published, record

GOOD = http(page(head=published("2031-03-05")))


def texts(data: bytes) -> list[str]:
    return [each.text for each in open_documents(data, "w") if isinstance(each, Document)]


def reasons(data: bytes) -> list[str]:
    return [each.reason for each in open_documents(data, "w") if isinstance(each, Refused)]


@pytest.mark.parametrize("pack", [packed, lambda *each: b"".join(each)])
def test_pages_and_texts_are_documents_and_the_rest_is_not(pack: object) -> None:
    assert callable(pack)
    data = pack(
        record(b"software: x", "warcinfo"),
        record(GOOD, "response", digest(GOOD)),
        record(http(b"\x89PNG", "image/png")),
        record(http(page(), status=404)),
        record(b"Kurz und gut.", "resource"),
    )
    first, second = open_documents(data, "w.warc.gz")
    assert isinstance(first, Document)
    assert isinstance(second, Document)
    assert (first.name, first.url) == ("w.warc.gz#2", "https://example.org/a")
    assert (first.published, first.kind) == (date(2031, 3, 5), "warc")
    assert second.text == "Kurz und gut."


@pytest.mark.parametrize(
    ("encoding", "pack"), [("gzip", gzip.compress), ("deflate", zlib.compress)]
)
def test_packed_and_chunked_bodies_are_unpacked(encoding: str, pack: object) -> None:
    assert callable(pack)
    body = pack(b"Kurz und gut.")
    chunked = b"%x\r\n%s\r\n0\r\n\r\n" % (len(body), body)
    header = f"Content-Encoding: {encoding}"
    assert texts(record(http(body, "text/plain", header))) == ["Kurz und gut."]
    both = http(chunked, "text/plain", header, "Transfer-Encoding: chunked")
    assert texts(record(both)) == ["Kurz und gut."]


def test_the_encoding_of_the_http_header_is_used() -> None:
    block = http("Минск молчит".encode("koi8-r"), "text/plain; charset=koi8-r")
    assert texts(record(block)) == ["Минск молчит"]


def test_a_changed_body_is_refused_and_the_next_record_is_read() -> None:
    good = http(b"Kurz und gut.", "text/plain")
    bad = good.replace(b"gut", b"arm")
    data = record(bad, "response", digest(good)) + record(good, "response", digest(good))
    assert texts(data) == ["Kurz und gut."]
    assert "sha1 digest" in reasons(data)[0]


def test_a_page_cannot_be_younger_than_the_day_it_was_collected() -> None:
    [found] = open_documents(record(http(page(head=published("2032-01-01")))), "w")
    assert isinstance(found, Document)
    assert found.published is None
    assert "2031-03-06" in found.notes[0]


@pytest.mark.parametrize("data", [packed(record(GOOD))[:-9], record(GOOD)[:-99]])
def test_an_archive_that_is_cut_off_says_where(data: bytes) -> None:
    assert "from its record" in reasons(record(GOOD) + data if data[:1] == b"W" else data)[-1]


def test_what_is_no_record_ends_the_archive_with_a_reason() -> None:
    data = record(GOOD) + b"NONSENSE\r\n" + record(GOOD)
    assert len(texts(data)) == 1
    assert "NONSENSE" in reasons(data)[0]


@pytest.mark.parametrize("length", ["-1", "x", "1 2", "9" * 40])
def test_a_length_that_is_none_ends_the_archive(length: str) -> None:
    data = record(GOOD).replace(
        b"Content-Length: ", b"Content-Length: " + length.encode() + b" ", 1
    )
    assert "length" in reasons(data)[0]


def test_a_body_that_unpacks_without_end_is_refused() -> None:
    body = gzip.compress(b"a" * 10_000_001)
    assert (
        "unpacks to more" in reasons(record(http(body, "text/plain", "Content-Encoding: gzip")))[0]
    )


def test_a_header_without_end_is_refused() -> None:
    assert "header line" in reasons(b"WARC/1.0\r\nX: " + b"a" * 70_000)[0]
    assert "headers of a record" in reasons(b"WARC/1.0\r\n" + b"X: a\r\n" * 20_000)[0]


def test_an_archive_that_grows_out_of_proportion_is_stopped() -> None:
    zeros = (
        b"WARC/1.0\r\nWARC-Type: request\r\nContent-Length: 900000000\r\n\r\n" + b"0" * 60_000_000
    )
    assert "times its size" in reasons(gzip.compress(zeros))[0]


def test_an_archive_is_streamed_one_record_at_a_time() -> None:
    file = io.BytesIO(record(http(b"a " * 40_000, "text/plain")) * 50)
    found = raw_documents(file, "w")
    assert isinstance(next(found), Raw)
    assert file.tell() < 200_000


@settings(max_examples=80)
@given(st.data())
def test_a_damaged_archive_never_raises(data: st.DataObject) -> None:
    whole = bytearray(record(GOOD, "response", digest(GOOD)) * 2)
    for _ in range(data.draw(st.integers(1, 6))):
        whole[data.draw(st.integers(0, len(whole) - 1))] = data.draw(st.integers(0, 255))
    assert all(isinstance(each, Document | Refused) for each in open_documents(bytes(whole), "w"))
