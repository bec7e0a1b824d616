"""The log played back: which items there are, with their latest grades and withdrawals.

Decides what the entries amount to, as far as a given moment. Does not touch the disk,
and leaves events it does not know (``review`` and later ones) to those who wrote them.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import datetime
from typing import Any

from servanda.base.errors import DamagedError
from servanda.evidence.chain import START, Line, is_hash, utc
from servanda.evidence.grade import CREDIBILITY
from servanda.evidence.item import Item

__all__ = ["ItemKey", "check_chain", "key_of", "replay"]

ItemKey = tuple[str, str, str]
"""Hash, source id, and when it was published (ISO 8601, empty if unknown)."""


def key_of(item: Item) -> ItemKey:
    """Return what makes an item one: its bytes, its source, and its publication.

    A map that is published again unchanged is another publication of the same bytes: that
    nothing changed since yesterday is something the source said today.
    """
    published = item.published_at.isoformat() if item.published_at else ""
    return item.sha256, item.source, published


def check_chain(lines: Iterable[Line], where: str) -> None:
    """Refuse to work on a log whose lines do not follow from each other.

    Raises:
        DamagedError: At the first line that does not; ``verify`` lists them all.
    """
    before = START
    for line in lines:
        entry = line.entry or {}
        if entry.get("previous") != before or entry.get("seq") != line.number:
            raise DamagedError(
                f"{where}:{line.number}: this entry does not follow from the one before it, so "
                "the log was edited, cut or reordered, and no verdict may rest on it; "
                "'servanda verify' says what changed"
            )
        before = line.sha256


def replay(
    lines: Iterable[Line],
    where: str,
    as_of: datetime | None = None,
    items: dict[ItemKey, Item] | None = None,
) -> dict[ItemKey, Item]:
    """Return all items, withdrawn ones too, by ``key_of``, in the order they were added.

    Args:
        lines: The log.
        where: Its name, for messages.
        as_of: Leave out items not known by then, and decisions made later. None: all.
        items: What the lines before amounted to; it is added to. None: nothing.

    Raises:
        DamagedError: If an entry lacks what its event needs.
    """
    items = {} if items is None else items
    for line in lines:
        try:
            _apply(items, line.entry or {}, as_of)
        except (KeyError, ValueError, TypeError) as error:
            raise DamagedError(
                f"{where}:{line.number}: this entry cannot be read ({error}); it was not written "
                "by this program, or by a newer one"
            ) from None
    return items


def _apply(items: dict[ItemKey, Item], entry: Mapping[str, Any], as_of: datetime | None) -> None:
    event = entry["event"]
    if event == "add":
        item = _item_of(entry)
        if as_of is None or item.known_at <= as_of:
            items.setdefault(key_of(item), item)
        return
    if event not in ("grade", "withdraw", "restore"):
        return
    if as_of is not None and utc(entry["decided_at"]) > as_of:
        return
    for key in _decided(items, entry):
        if event == "grade":
            items[key] = replace(items[key], credibility=_grade(entry["credibility"]))
        else:
            reason = str(entry["reason"]) if event == "withdraw" else ""
            items[key] = replace(items[key], withdrawn=reason)


def _decided(items: Mapping[ItemKey, Item], entry: Mapping[str, Any]) -> list[ItemKey]:
    """Return the items a decision is about: one publication, or all if it names none."""
    published = entry.get("published_at")
    wanted = utc(published).isoformat() if published else None
    return [
        key
        for key in items
        if key[:2] == (str(entry["item"]), str(entry["source"]))
        and (wanted is None or key[2] == wanted)
    ]


def _item_of(entry: Mapping[str, Any]) -> Item:
    """Return the item that an ``add`` entry describes."""
    if not is_hash(entry["item"]):
        raise ValueError(f"{entry['item']!r} is no SHA-256")
    published = entry["published_at"]
    return Item(
        sha256=entry["item"],
        name=str(entry["name"]),
        source=str(entry["source"]),
        collected_at=utc(entry["collected_at"]),
        published_at=None if published is None else utc(published),
        known_at=utc(entry["known_at"]),
        credibility=_grade(entry["credibility"]),
        size_bytes=int(entry["bytes"]),
        note=str(entry.get("note", "")),
        seq=int(entry["seq"]),
    )


def _grade(text: object) -> str:
    if text not in CREDIBILITY:
        raise ValueError(f"{text!r} is no credibility grade")
    return str(text)
