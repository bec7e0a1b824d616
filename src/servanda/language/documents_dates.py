"""When a page or an entry says it was published, and whether that can be believed.

A page may say so in several places. What lies in the future, before 1990, or contradicts
another place is reported and not believed: the day is then unknown. Nothing is taken from
the words of an article here; see ``header.published``.

Main path: ``stated`` (a page) -> ``believed``.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from email.utils import parsedate_to_datetime
from typing import Any

__all__ = ["believed", "day_of", "stated"]

EARLIEST = date(1990, 1, 1)
_DAY = timedelta(days=1)
_LARGEST_SCRIPT = 500_000
_DEEPEST = 12
_MOST = 40
_ISO = re.compile(r"(\d{4})-?(\d{2})-?(\d{2})(?:$|[T ]\d{2}:?\d{2}|Z|[+-])")
_POINTS = re.compile(r"(\d{1,2})\.(\d{1,2})\.(\d{4})(?!\d)")
_META = (
    "article:published_time", "og:article:published_time", "datepublished", "date",
    "dc.date", "dc.date.issued", "dcterms.date", "dcterms.issued", "dcterms.created",
    "dc.date.created", "pubdate", "publish-date", "publish_date", "publication_date",
    "parsely-pub-date", "sailthru.date", "article.published", "cxenseparse:recs:publishtime",
)  # fmt: skip


def day_of(written: str) -> date | None:
    """Return the day of a timestamp as its writer's clock had it, None if it is none.

    >>> day_of("2025-08-22T00:30:00+02:00"), day_of("Fri, 22 Aug 2025 10:00:00 GMT")
    (datetime.date(2025, 8, 22), datetime.date(2025, 8, 22))
    >>> day_of("31.02.2025"), day_of("soon")
    (None, None)
    """
    text = written.strip()[:80]
    try:
        if match := _ISO.match(text):
            return date(int(match[1]), int(match[2]), int(match[3]))
        if match := _POINTS.match(text):
            return date(int(match[3]), int(match[2]), int(match[1]))
        return parsedate_to_datetime(text).date()
    except (ValueError, TypeError, IndexError, OverflowError):
        return None


def believed(
    claims: Sequence[tuple[str, str]], latest: date | None = None
) -> tuple[date | None, tuple[str, ...]]:
    """Return the day that all claims agree on, and what was not believed.

    Args:
        claims: Pairs of place and timestamp, the most trusted first.
        latest: No document can be younger; None if nothing says.

    Two days that follow each other do not contradict: clocks stand in different zones.

    >>> believed([("a", "2025-08-22"), ("b", "2025-08-23T01:00Z")])
    (datetime.date(2025, 8, 22), ())
    >>> day, [why] = believed([("a", "2025-08-22"), ("b", "2021-01-01")])
    >>> day, why
    (None, 'it is dated 2025-08-22 (a) and 2021-01-01 (b); neither is believed')
    """
    sound: list[tuple[str, date]] = []
    notes: list[str] = []
    for place, written in claims:
        day = day_of(written)
        wrong = _wrong(day, latest)
        if day is None or wrong:
            notes.append(f"its date {written.strip()[:40]!r} ({place}) {wrong}; not believed")
        else:
            sound.append((place, day))
    if not sound:
        return None, tuple(dict.fromkeys(notes))
    place, first = sound[0]
    for other, day in sound:
        if abs(day - first) > _DAY:
            notes.append(f"it is dated {first} ({place}) and {day} ({other}); neither is believed")
            return None, tuple(dict.fromkeys(notes))
    return first, tuple(dict.fromkeys(notes))


def _wrong(day: date | None, latest: date | None) -> str:
    if day is None:
        return "is no day"
    if day < EARLIEST:
        return "lies before 1990"
    if latest is not None and day > latest + _DAY:
        return f"lies after {latest}, when it was there already"
    return ""


def stated(tree: Any) -> list[tuple[str, str]]:
    """Return where and when a page says it was published, the most trusted place first.

    Args:
        tree: The page, as lxml parsed it.
    """
    claims = [("JSON-LD", written) for written in _linked_data(tree)]
    claims += [(f"meta {name}", written) for name, written in _metas(tree)]
    for element in tree.iter("time"):
        is_published = element.get("itemprop", "").lower() == "datepublished"
        written = element.get("datetime") or ""
        if written and (is_published or element.get("pubdate") is not None):
            claims.append(("time", written))
    return claims[:_MOST]


def _metas(tree: Any) -> list[tuple[str, str]]:
    found = []
    for element in tree.iter("meta"):
        name = (element.get("property") or element.get("name") or element.get("itemprop")
                or "").strip().lower()  # fmt: skip
        written = (element.get("content") or "").strip()
        if name in _META and written:
            found.append((name, written))
    return sorted(found, key=lambda each: _META.index(each[0]))


def _linked_data(tree: Any) -> list[str]:
    """The dates of articles in JSON-LD; other things on a page have dates of their own."""
    found: list[str] = []
    for element in tree.iter("script"):
        text = element.text or ""
        is_data = (element.get("type") or "").lower().startswith("application/ld+json")
        if not is_data or len(text) > _LARGEST_SCRIPT:
            continue
        try:
            found += list(_articles(json.loads(text), 0))
        except (ValueError, RecursionError):
            continue
    return found


def _articles(value: Any, depth: int) -> Iterator[str]:
    if depth > _DEEPEST:
        return
    if isinstance(value, list):
        for each in value[:_MOST]:
            yield from _articles(each, depth + 1)
    elif isinstance(value, dict):
        kinds = value.get("@type")
        names = kinds if isinstance(kinds, list) else [kinds]
        written = value.get("datePublished")
        if any(str(each).endswith(("Article", "Posting", "Report")) for each in names):
            if isinstance(written, str):
                yield written
            return
        yield from _articles(value.get("@graph", []), depth + 1)
        yield from _articles(value.get("mainEntity", []), depth + 1)
