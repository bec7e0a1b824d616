"""The log's lines: canonical JSON, each naming the hash of the line before it.

``previous`` is the SHA-256 of the previous line's bytes with its newline, so that
``tail -n 1 log.jsonl | sha256sum`` gives the head without this program.

Decides how an entry is written and what a line is; what entries mean is the archive's.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from servanda.base.errors import MisuseError

__all__ = ["START", "Line", "encode", "is_hash", "iso", "split", "utc"]

START = "0" * 64
_HASH = re.compile(r"[0-9a-f]{64}")
_LONGEST_LINE = 1_000_000


@dataclass(frozen=True, slots=True)
class Line:
    """One line of the log.

    Attributes:
        number: 1-based.
        entry: What it says; None if it is no JSON object.
        sha256: Hash of its bytes with the newline.
        end: Offset of the byte after it.
    """

    number: int
    entry: Mapping[str, Any] | None
    sha256: str
    end: int


def is_hash(text: object) -> bool:
    """Whether a text is a SHA-256 in lower case hexadecimal; nothing else becomes a path."""
    return isinstance(text, str) and _HASH.fullmatch(text) is not None


def iso(moment: datetime, what: str) -> str:
    """Write a moment as the log keeps it: UTC.

    Raises:
        MisuseError: If it has no time zone.

    >>> iso(datetime(2025, 4, 19, 15, 0, tzinfo=UTC), "collected_at")
    '2025-04-19T15:00:00Z'
    """
    if moment.tzinfo is None or moment.utcoffset() is None:
        raise MisuseError(
            f"{what} {moment.isoformat()} has no time zone, and a day can differ without it; "
            "give it one"
        )
    return moment.astimezone(UTC).isoformat().replace("+00:00", "Z")


def utc(text: object) -> datetime:
    """Read a moment back from the log.

    Raises:
        ValueError: If it is no moment with a zone.
    """
    moment = datetime.fromisoformat(str(text))
    if moment.tzinfo is None:
        raise ValueError(f"{text!r} has no time zone")
    return moment.astimezone(UTC)


def encode(entry: Mapping[str, Any]) -> bytes:
    r"""Return the entry's one line, with its newline.

    Raises:
        MisuseError: If it cannot be written as JSON, or is longer than a megabyte.

    >>> encode({"seq": 1, "event": "add"})
    b'{"event":"add","seq":1}\n'
    """
    try:
        text = json.dumps(
            entry, ensure_ascii=False, sort_keys=True, allow_nan=False, separators=(",", ":")
        )
    except (TypeError, ValueError, RecursionError) as error:
        raise MisuseError(f"this cannot be written to the log: {error}") from None
    line = text.encode("utf-8", "replace") + b"\n"
    if len(line) > _LONGEST_LINE:
        raise MisuseError(
            f"a log entry of {len(line):,} bytes is longer than {_LONGEST_LINE:,}; "
            "add the text as an item and refer to it"
        )
    return line


def split(data: bytes) -> tuple[list[Line], bytes]:
    """Split the log into lines, and the half-written rest, empty if there is none.

    A last line that has no newline, or is no JSON object, is half-written: the
    writer was interrupted.
    """
    whole, newline, rest = data.rpartition(b"\n")
    lines: list[Line] = []
    end = 0
    for number, text in enumerate(whole.split(b"\n") if newline else (), start=1):
        raw = text + b"\n"
        end += len(raw)
        lines.append(Line(number, _decode(text), hashlib.sha256(raw).hexdigest(), end))
    if not rest and lines and lines[-1].entry is None:
        last = lines.pop()
        start = lines[-1].end if lines else 0
        rest = data[start : last.end]
    return lines, rest


def _decode(text: bytes) -> Mapping[str, Any] | None:
    if len(text) > _LONGEST_LINE:
        return None
    try:
        entry = json.loads(text)
    except (ValueError, RecursionError):
        return None
    return entry if isinstance(entry, dict) else None
