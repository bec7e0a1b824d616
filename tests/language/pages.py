"""Made-up pages, feeds and archives for the tests of documents."""

from __future__ import annotations

import base64
import gzip
import hashlib

ARTICLE = (
    "<p>Die Regierung von Kestria hat am Mittwoch den Vorschlag abgelehnt. "
    "„Wir unterschreiben das nicht“, sagte Außenministerin Claudia Threne.</p>"
    "<p>Sie fügte hinzu, dass die Gespräche weitergehen und niemand etwas zu verlieren habe.</p>"
)
_SCRIPT = '<script>var x = "„Böse“, sagte Eva Script";</script>'


def page(
    article: str = ARTICLE, head: str = "", title: str = "Kestria lehnt ab", extra: str = ""
) -> bytes:
    """A page of an outlet, with everything around the article that is not the article."""
    return (
        f'<!DOCTYPE html><html lang="de"><head><meta charset="utf-8"><title>{title}</title>{head}'
        f'<meta name="author" content="Ada Berg">{_SCRIPT}</head><body>'
        '<nav><a href="/">Start</a> <a href="/p">Politik</a></nav>'
        f"<header><h1>{title}</h1></header><article>{article}</article>{extra}"
        '<aside><ul><li><a href="x">„Alles gut“, sagt Max Rand</a></li></ul></aside>'
        "<footer>Impressum Datenschutz</footer></body></html>"
    ).encode()


def published(when: str) -> str:
    """The tag in which most outlets write the day of publication."""
    return f'<meta property="article:published_time" content="{when}">'


def linked(when: str) -> str:
    """The day of publication in JSON-LD."""
    return (
        '<script type="application/ld+json">{"@graph": [{"@type": "NewsArticle", '
        f'"datePublished": "{when}"}}]}}</script>'
    )


def http(
    body: bytes, media: str = "text/html; charset=utf-8", *more: str, status: int = 200
) -> bytes:
    """An answer of a web server."""
    lines = [f"HTTP/1.1 {status} OK", f"Content-Type: {media}", *more, "", ""]
    return "\r\n".join(lines).encode() + body


def record(block: bytes, kind: str = "response", *more: str) -> bytes:
    """One record of a WARC file."""
    media = "application/http; msgtype=response" if kind == "response" else "text/plain"
    headers = [
        "WARC/1.1", f"WARC-Type: {kind}", "WARC-Target-URI: https://example.org/a",
        "WARC-Date: 2031-03-06T10:00:00Z", f"Content-Type: {media}", *more,
        f"Content-Length: {len(block)}", "", "",
    ]  # fmt: skip
    return "\r\n".join(headers).encode() + block + b"\r\n\r\n"


def digest(block: bytes) -> str:
    """The header that lets a reader see whether a block is whole."""
    sha1 = hashlib.sha1(block, usedforsecurity=False).digest()
    return f"WARC-Block-Digest: sha1:{base64.b32encode(sha1).decode()}"


def packed(*records: bytes) -> bytes:
    """An archive as crawlers write it: one gzip member a record."""
    return b"".join(gzip.compress(each, mtime=0) for each in records)
