"""RSS 2.0, RSS 1.0 (RDF) and Atom to documents, one an entry.

An entry's text is its full content if the feed has it, else its summary, after its title.
Entities that a file defines for itself are never expanded and nothing is fetched.

Main path: ``entries`` -> ``Document`` or ``Refused``.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from html.entities import html5
from typing import Any

from servanda.base.errors import UnreadableError
from servanda.language.documents_dates import believed
from servanda.language.documents_html import fragment, with_title
from servanda.language.documents_model import Document, Raw, Refused
from servanda.language.documents_text import declared_charset, decode

__all__ = ["entries"]

MAX_ENTRIES = 10_000
_NAMED = re.compile(r"&([A-Za-z][A-Za-z0-9]{1,31};)")
_DECLARATION = re.compile(r"^\s{0,99}<\?xml[^>]{0,300}\?>")
_OWN = frozenset({"amp;", "lt;", "gt;", "quot;", "apos;"})
_CONTENT = ("encoded", "content", "description", "summary", "subtitle")
_CREATORS = ("creator", "author")
_PUBLISHED = ("published", "issued", "pubDate", "date")


def entries(raw: Raw) -> Iterator[Document | Refused]:
    """Yield the entries of a feed, in its order.

    Raises:
        UnreadableError: If the file is no feed.
    """
    decoded = decode(raw.data, raw.charset or declared_charset(raw.data))
    root = _parse(decoded.text, raw.name)
    shared = (decoded.note,) if decoded.note else ()
    number = 0
    for element in root.iter("{*}item", "{*}entry"):
        number += 1
        name = f"{raw.name}#{number}"
        if number > MAX_ENTRIES:
            yield Refused(name, f"a feed of more than {MAX_ENTRIES:,} entries; the rest is unread")
            return
        try:
            yield _entry(element, name, raw, shared)
        except (UnreadableError, ValueError) as error:  # lxml's word for a name that is none
            yield Refused(name, str(error))
    if not number:
        raise UnreadableError(f"{raw.name} is a feed without entries")


def _parse(text: str, name: str) -> Any:
    from lxml import etree

    body = _NAMED.sub(_character, _DECLARATION.sub("", text.replace("\0", "\ufffd"), count=1))
    parser = etree.XMLParser(encoding="utf-8", resolve_entities=False, no_network=True,
                             load_dtd=False, huge_tree=False, recover=True, remove_comments=True,
                             remove_pis=True)  # fmt: skip
    try:
        root = etree.fromstring(body.encode("utf-8", "replace"), parser)
    except (etree.LxmlError, ValueError) as error:
        raise UnreadableError(f"{name} is no feed that can be read: {error}") from None
    if root is None:
        raise UnreadableError(f"{name} is no feed that can be read: it is not XML")
    return root


def _character(match: re.Match[str]) -> str:
    """Entities that HTML has and XML has not; those a file defines for itself stay unread."""
    return match[0] if match[1] in _OWN else html5.get(match[1], match[0])


def _entry(element: Any, name: str, raw: Raw, shared: tuple[str, ...]) -> Document:
    parts = _parts(element)
    title = " ".join(fragment(_text(parts, ("title",)), name).split())
    body = fragment(_text(parts, _CONTENT), name)
    if not (title or body):
        raise UnreadableError(f"{name} has neither a title nor a text")
    claims = [(key, " ".join(value.itertext())) for key in _PUBLISHED
              for value in parts.get(key, [])]  # fmt: skip
    day, notes = believed(claims, raw.latest)
    if day is None and not claims and "updated" in parts:
        notes = ("it says when it was last changed, not when it was published",)
    return Document(
        name=name,
        text=with_title(title, body) if body else title,
        title=title,
        byline=" ".join(_text(parts, _CREATORS).split())[:200],
        published=day,
        kind=raw.within or "feed",
        url=_link(parts) or raw.url,
        notes=(*shared, *notes),
    )


def _parts(element: Any) -> dict[str, list[Any]]:
    """The children of an entry by name, whatever their namespace."""
    from lxml import etree

    parts: dict[str, list[Any]] = {}
    for child in element.iterchildren(tag=etree.Element):
        parts.setdefault(child.tag.rpartition("}")[2], []).append(child)  # however damaged
    return parts


def _text(parts: dict[str, list[Any]], names: tuple[str, ...]) -> str:
    """The first of the named children that holds words; XHTML in it as its source."""
    from lxml import etree

    for name in names:
        for child in parts.get(name, []):
            if child.get("type") == "xhtml":
                return str(etree.tostring(child, encoding="unicode", with_tail=False))
            if child.find("{*}name") is not None:  # an author of Atom
                return str(child.findtext("{*}name") or "")
            text = "".join(child.itertext())
            if text.strip():
                return text
    return ""


def _link(parts: dict[str, list[Any]]) -> str:
    for child in parts.get("link", []):
        if child.get("rel", "alternate") == "alternate":
            return (child.get("href") or child.text or "").strip()[:2000]
    return ""
