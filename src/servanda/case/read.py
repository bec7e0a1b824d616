"""``servanda read``: news texts to who said what, for people and programs."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO

from servanda.base.errors import MisuseError, UnreadableError

if TYPE_CHECKING:
    from servanda.language import Reading

__all__ = ["read_text", "reading_lines"]

_LARGEST = 50_000_000


def read_text(
    file: Path, published: datetime | None, lang: str, stdin: BinaryIO | None = None
) -> tuple[Reading, str]:
    """Read one text.

    Args:
        file: Path, or ``-`` for ``stdin``.
        published: Publication date if known; otherwise the text is asked.
        lang: ``de``, ``en`` or ``auto``.
        stdin: Where ``-`` reads from.

    Returns:
        The reading, and the text its offsets count in.

    Raises:
        UnreadableError: If the file cannot be read, or is larger than 50 MB.
    """
    from servanda.language import read
    from servanda.readers.news import text_of

    text = text_of(_bytes(file, stdin))
    day = published.date() if published else None
    return read(text, day, lang, document=file.name), text


def reading_lines(reading: Reading, text: str) -> str:
    """Return a reading for people: who said what, with offsets and why."""
    day = reading.published.isoformat() if reading.published else "unknown"
    lines = [f"{reading.document}  language {reading.language or 'unknown'}, published {day}"]
    if reading.agencies:
        lines.append(f"  agency: {', '.join(reading.agencies)}")
    for each in reading.quotations:
        begin, end = each.quote[0][0], each.quote[-1][1]
        who = each.speaker_name or "speaker unknown"
        act = f" {each.act}" if each.act else ""
        words = " ".join(text[begin:end].split())
        lines += [f"  {who}{act} [{begin},{end}]", f"    {words}", f"    why: {each.why}"]
    if not reading.quotations:
        lines.append("  no quotations found")
    return "\n".join(lines)


def _bytes(file: Path, stdin: BinaryIO | None) -> bytes:
    if str(file) == "-":
        if stdin is None:
            raise MisuseError("there is no standard input to read")
        data = stdin.read(_LARGEST + 1)
    else:
        try:
            with file.open("rb") as opened:
                data = opened.read(_LARGEST + 1)
        except OSError as error:
            raise UnreadableError(f"{file} cannot be read: {error}") from error
    if len(data) > _LARGEST:
        raise UnreadableError(f"{file} is larger than 50 MB; split it into documents")
    return data
