"""A web page to the text of its article.

Finding the article, its title and byline is trafilatura's work. Decided here: the limits
a page must keep, that scripts and hidden parts are never read, which day is believed, and
what is read where trafilatura finds no article (the words of the whole page).

Main path: ``page`` -> ``Document``; ``fragment`` for the HTML inside a feed.
"""

from __future__ import annotations

import re
from typing import Any

from servanda.base.errors import UnreadableError
from servanda.language.documents_dates import believed, stated
from servanda.language.documents_model import Document, Raw
from servanda.language.documents_text import declared_charset, decode

__all__ = ["MAX_PAGE_BYTES", "fragment", "page", "with_title"]

MAX_PAGE_BYTES = 10_000_000
MAX_ELEMENTS = 100_000
MAX_DEPTH = 200
_LONGEST_TITLE = 400
_LONGEST_BYLINE = 200
_BLOCKS = frozenset(
    "address article aside blockquote br center dd div dl dt fieldset figcaption figure footer "
    "form h1 h2 h3 h4 h5 h6 header hr li main nav ol p pre section table td th tr ul".split()
)
_UNREAD = frozenset(
    "script style noscript template iframe object embed svg math canvas button select textarea "
    "head nav footer".split()
)
_SPACES = re.compile(r"[ \t\r\f\v\u00a0]+")
_DATES = {"extensive_search": False, "original_date": True, "outputformat": "%Y-%m-%d",
          "min_date": "1990-01-01", "max_date": "2100-01-01"}  # fmt: skip


def page(raw: Raw) -> Document:
    """Return the article of a page.

    Raises:
        UnreadableError: If the page is too large or has no words.
    """
    decoded = decode(raw.data, raw.charset or declared_charset(raw.data))
    tree, deep = parse(decoded.text, raw.name)
    claims = stated(tree)
    title, byline, guessed = ("", "", "") if deep else _told(tree, raw.url)
    if not claims and guessed:
        claims = [("the page", guessed)]
    day, notes = believed(claims, raw.latest)
    if deep:
        notes = (
            *notes,
            f"it nests deeper than {MAX_DEPTH}: all its words are read, not an article",
        )
    body = (not deep and _article(tree)) or _words(tree)
    if not body.strip():
        raise UnreadableError(f"{raw.name} is a web page without words")
    return Document(
        name=raw.name,
        text=with_title(title, body),
        title=title,
        byline=byline,
        published=day,
        kind=raw.within or "html",
        url=raw.url,
        notes=(*((decoded.note,) if decoded.note else ()), *notes),
    )


def parse(text: str, name: str) -> tuple[Any, bool]:
    """Return a page as a tree, and whether it is too deep for what walks trees by recursion.

    Raises:
        UnreadableError: If it is too large, or holds no page.
    """
    from lxml import etree, html

    data = text.replace("\0", "\ufffd").encode("utf-8", "replace")
    parser = html.HTMLParser(encoding="utf-8", remove_comments=True, remove_pis=True,
                             no_network=True, huge_tree=False)  # fmt: skip
    try:
        tree = html.document_fromstring(data, parser=parser)
    except (etree.LxmlError, ValueError, AssertionError) as error:
        raise UnreadableError(f"{name} is no page that can be read: {error}") from None
    return tree, _depth(tree, name) > MAX_DEPTH


def _depth(tree: Any, name: str) -> int:
    from lxml import etree

    depth = deepest = count = 0
    for event, _ in etree.iterwalk(tree, events=("start", "end")):
        depth += 1 if event == "start" else -1
        deepest = max(deepest, depth)
        count += event == "start"
        if count > MAX_ELEMENTS:
            raise UnreadableError(
                f"{name} has more than {MAX_ELEMENTS:,} elements; save the article alone"
            )
    return deepest


def fragment(text: str, name: str) -> str:
    r"""Return the words of HTML that is no whole page, a line a block.

    Raises:
        UnreadableError: If it is too large.

    >>> fragment("<p>Kestria &amp; Ilmar</p><script>x()</script><p>sign.</p>", "entry")
    'Kestria & Ilmar\nsign.'
    """
    if "<" not in text and "&" not in text:
        return text.strip()
    return _words(parse(f"<html><body>{text}</body></html>", name)[0])


def with_title(title: str, body: str) -> str:
    """Return the text that is read: the title as a paragraph of its own, then the body."""
    start = body[: len(title) + 9].lstrip()
    return body if not title or start.startswith(title) else f"{title}\n\n{body}"


def _told(tree: Any, url: str) -> tuple[str, str, str]:
    """Title, byline and day as trafilatura reads them from the page."""
    from trafilatura.metadata import extract_metadata

    try:
        told = extract_metadata(tree, url or None, dict(_DATES))
    except Exception:  # the library works on any page of the world; the text is read all the same
        return "", "", ""
    title = _line(told.title, _LONGEST_TITLE)
    return title, _line(told.author, _LONGEST_BYLINE), str(told.date or "")


def _line(text: str | None, longest: int) -> str:
    line = " ".join((text or "").split())
    return line if len(line) <= longest else ""


def _article(tree: Any) -> str:
    from trafilatura import bare_extraction

    try:
        found = bare_extraction(tree, fast=True, include_comments=False, with_metadata=False)
    except Exception:  # as above; then the words of the whole page are read
        return ""
    text = str(getattr(found, "text", None) or "")
    lines = (line.strip("| ") if line.startswith("|") else line for line in text.split("\n"))
    return "\n".join(lines)


def _words(tree: Any) -> str:
    """The words of a tree in order, a line a block, without what a reader never sees."""
    from lxml import etree

    parts: list[str] = []
    walk = etree.iterwalk(tree, events=("start", "end"))
    for event, element in walk:
        tag = element.tag
        if tag in _UNREAD and event == "start":
            walk.skip_subtree()
        block = tag in _BLOCKS
        if block:
            parts.append("\n")
        if event == "start" and tag not in _UNREAD:
            parts.append(_space(element.text))
        elif event == "end":
            parts.append(_space(element.tail))
    lines = (_SPACES.sub(" ", line).strip() for line in "".join(parts).split("\n"))
    return "\n".join(line for line in lines if line)


def _space(text: str | None) -> str:
    return (text or "").replace("\n", " ")
