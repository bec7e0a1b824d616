"""News text to facts: who is reported to have said what, in the words of the report.

``said`` proves that a report has somebody say it, not that it is so; ``denied`` is the
same for denials. Reports that carry one agency's text share its origin
(``agency:dpa``), so that ten papers with one wire are one.

Decides how quotations become facts. Reading the text is ``servanda.language``; whose
words count for a party is decided by the party's aliases.

Main path: ``NewsReader.read`` -> ``text_of`` -> ``servanda.language.read`` -> ``Reading``.
"""

from __future__ import annotations

import codecs
from collections.abc import Mapping, Sequence
from datetime import UTC, date, datetime, time, timedelta, tzinfo
from typing import TYPE_CHECKING, Any

from servanda.base.errors import UnreadableError
from servanda.facts.coverage import declared
from servanda.facts.model import Coverage, Reading, Refusal
from servanda.readers.protocol import origin_of
from servanda.readers.segment import rows_segment

if TYPE_CHECKING:
    from servanda.language import Quotation
    from servanda.language import Reading as TextReading
    from servanda.readers.protocol import Context, Evidence, Progress

__all__ = ["NewsReader", "text_of"]

MAX_BYTES = 20_000_000
_PREDICATES = ("said", "denied")
_MARKUP = ("<!doctype html", "<html", "<?xml")


class NewsReader:
    """Reads plain text, one report an item; options ``language`` and ``time zone``."""

    name = "news"
    version = "1"

    def together(self) -> bool:
        """Each report is read by itself."""
        return False

    def settings(self, context: Context) -> Mapping[str, Any]:
        """Return the version of the rules that read language."""
        from servanda.language import languages

        return {"languages": list(languages())}

    def read(self, batch: Sequence[Evidence], context: Context, progress: Progress) -> Reading:
        """Read the reports of a batch, one after the other.

        Raises:
            MisuseError: If the source names a language or zone that is not there.
        """
        zone = context.source_zone() or UTC
        found: dict[str, list[Any]] = {name: [] for name in _PREDICATES}
        notes: list[str] = []
        refused: list[Refusal] = []
        days: list[date] = []
        for done, evidence in enumerate(batch):
            progress(done, len(batch), evidence.item.name)
            try:
                text = _text(evidence)
            except UnreadableError as error:
                refused.append(Refusal(evidence.item.sha256, "", str(error)))
                continue
            reading = _language_reading(text, evidence, context, zone)
            notes += _notes(evidence.item.name, reading)
            days += [reading.published] if reading.published else []
            for name, rows in _claims(text, reading, context, zone).items():
                predicate = context.vocabulary[name]
                if rows:
                    found[name].append(
                        rows_segment(predicate, rows, item=evidence.item, context=context)
                    )
        facts = {name: _joined(tables) for name, tables in found.items() if tables}
        coverage = _coverage(days, context, zone)
        return Reading(facts, coverage, refused, notes, len(batch) - len(refused))


def text_of(data: bytes) -> str:
    """Return the text of a report; offsets of facts count its characters.

    UTF-8 and UTF-16 by their marks, else UTF-8, else Windows-1252 with what that leaves
    undefined replaced. Nothing else is changed, so offsets stay true.

    >>> text_of("„Köln“".encode("cp1252"))
    '„Köln“'
    """
    if data.startswith(codecs.BOM_UTF8):
        return data.decode("utf-8-sig", "replace")
    if data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return data.decode("utf-16", "replace")
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError:
        return data.decode("cp1252", "replace")


def _text(evidence: Evidence) -> str:
    name = evidence.item.name
    text = text_of(evidence.read(MAX_BYTES))
    if not text.strip():
        raise UnreadableError(f"{name} is empty; a report is plain text")
    if text.lstrip()[:20].lower().startswith(_MARKUP):
        raise UnreadableError(
            f"{name} is a web page; save the article as plain text, so that offsets count its words"
        )
    if "\0" in text:
        raise UnreadableError(f"{name} is no text: it holds NUL characters; save it as plain text")
    return text


def _language_reading(text: str, evidence: Evidence, context: Context, zone: tzinfo) -> TextReading:
    from servanda.language import read

    published = evidence.item.published_at
    day = published.astimezone(zone).date() if published else None
    language = context.option("language", "auto")
    return read(text, day, language, document=evidence.item.name)


def _notes(name: str, reading: TextReading) -> list[str]:
    notes = []
    if not reading.language:
        notes.append(f"{name}: its language is neither German nor English; no statement was read")
    if reading.published is None:
        notes.append(
            f"{name}: neither the archive nor the text says when it was published; its statements "
            "stay undated. Add it with --published to date them"
        )
    return notes


def _claims(
    text: str, reading: TextReading, context: Context, zone: tzinfo
) -> dict[str, list[dict[str, Any]]]:
    """One ``said`` a quotation, and one ``denied`` where saying it denies."""
    shared = {**_dates(reading.published, zone), "origin": _origin(reading, context)}
    said, denied = [], []
    for quotation in reading.quotations:
        speaker = quotation.speaker_name or None
        begin = min(span[0] for span in quotation.quote)
        end = max(span[1] for span in quotation.quote)
        common = {
            **shared,
            "locator": f"char={begin},{end}",
            "words": " ".join(text[first:last] for first, last in quotation.quote),
            "by": speaker,
            "speaker": speaker,
        }
        act = quotation.act or None
        said.append({**common, "act": act, "quotation": _inner(text, quotation)})
        if act == "denies":
            denied.append(common)
    return {"said": said, "denied": denied}


def _inner(text: str, quotation: Quotation) -> str:
    return " ".join(text[begin:end] for begin, end in quotation.words or quotation.quote)


def _dates(published: date | None, zone: tzinfo) -> dict[str, Any]:
    """The day of the report; it says nothing of when, before that, the words were spoken."""
    if published is None:
        return {
            "valid_from": None, "valid_until": None, "dating": "within", "precision": None,
            "reported_at": None,
        }  # fmt: skip
    begins, ends = _day(published, zone)
    return {
        "valid_from": begins, "valid_until": ends, "dating": "within", "precision": "day",
        "reported_at": begins,
    }  # fmt: skip


def _day(day: date, zone: tzinfo) -> tuple[datetime, datetime]:
    begins = datetime.combine(day, time(), zone)
    ends = datetime.combine(day + timedelta(days=1), time(), zone)
    return begins.astimezone(UTC), ends.astimezone(UTC) - timedelta(seconds=1)


def _origin(reading: TextReading, context: Context) -> str:
    if not reading.agencies:
        return origin_of(context.source)
    return "agency:" + "+".join(name.casefold() for name in reading.agencies)


def _coverage(days: Sequence[date], context: Context, zone: tzinfo) -> list[Coverage]:
    first = _day(min(days), zone)[0] if days else None
    last = _day(max(days), zone)[1] if days else None
    origin = origin_of(context.source)
    return [
        span
        for predicate in _PREDICATES
        for span in declared(context.source, origin, predicate, first, last)
    ]


def _joined(tables: Sequence[Any]) -> Any:
    import pyarrow as pa

    return pa.concat_tables(tables).combine_chunks()
