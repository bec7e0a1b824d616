"""News text to facts: who is reported to have said what, in the words of the report.

``said`` proves that a report has somebody say it, not that it is so; ``denied`` is the
same for denials. ``pledged`` is a sum of money somebody is reported to pledge: a report of
what somebody else pledged, an offer or a demand is none. Reports that carry one agency's text
share its origin (``agency:dpa``), so that ten papers with one wire are one.

An item may be plain text, a web page, a feed or a web archive; offsets of facts count in
the texts of its documents, one after the other (``text_of``).

Decides how quotations become facts. Reading the text is ``servanda.language``; whose
words count for a party is decided by the party's aliases.

Main path: ``NewsReader.read`` -> ``servanda.language.open_documents`` -> ``read_document``.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, date, datetime, time, timedelta, tzinfo
from typing import TYPE_CHECKING, Any

from servanda.base.errors import UnreadableError
from servanda.facts.coverage import declared
from servanda.facts.model import Coverage, Reading, Refusal
from servanda.readers.protocol import origin_of
from servanda.readers.segment import rows_segment

if TYPE_CHECKING:
    from servanda.language import Document, Quotation
    from servanda.language import Reading as TextReading
    from servanda.readers.protocol import Context, Evidence, Progress

__all__ = ["NewsReader", "text_of"]

MAX_BYTES = 20_000_000
_PREDICATES = ("said", "denied", "pledged")
_CODE_LENGTH = 3
_BETWEEN = "\n\n\f\n\n"
"""What stands between two documents of one item; no quotation runs across it."""


class NewsReader:
    """Reads reports of any kind; options ``language`` and ``time zone``."""

    name = "news"
    version = "3"

    def together(self) -> bool:
        """Each report is read by itself."""
        return False

    def settings(self, context: Context) -> Mapping[str, Any]:
        """Return what the text of a page and the words of a report depend on."""
        from importlib.metadata import version

        from servanda.language import languages

        return {"languages": list(languages()), "trafilatura": version("trafilatura")}

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
        read_count = 0
        for done, evidence in enumerate(batch):
            progress(done, len(batch), evidence.item.name)
            for base, document in _documents(evidence, zone, refused):
                read_count += base == 0  # its first: an item counts once
                reading, doubts = _language_reading(document, evidence, context, zone)
                notes += [f"{document.name}: {doubt}" for doubt in doubts]
                notes += _notes(document.name, reading)
                days += [reading.published] if reading.published else []
                for name, rows in _claims(document.text, base, reading, context, zone).items():
                    predicate = context.vocabulary[name]
                    if rows:
                        found[name].append(
                            rows_segment(predicate, rows, item=evidence.item, context=context)
                        )
        facts = {name: _joined(tables) for name, tables in found.items() if tables}
        coverage = _coverage(days, context, zone)
        return Reading(facts, coverage, refused, notes, read_count)


def text_of(data: bytes) -> str:
    """Return the text of a report; offsets of facts count its characters.

    Of a page it is the article, of a feed or an archive the texts of its documents, one
    after the other. What holds no document is decoded as it is.

    >>> text_of("„Köln“".encode("cp1252"))
    '„Köln“'
    """
    from servanda.language import Document, open_documents
    from servanda.language.documents_text import decode

    texts = [each.text for each in open_documents(data) if isinstance(each, Document)]
    return _BETWEEN.join(texts) if texts else decode(data).text


def _documents(
    evidence: Evidence, zone: tzinfo, refused: list[Refusal]
) -> Iterator[tuple[int, Document]]:
    """Yield where each document begins in ``text_of`` the item, and the document."""
    from servanda.language import Refused, open_documents

    item, base = evidence.item, 0
    try:
        data = evidence.read(MAX_BYTES)
    except UnreadableError as error:
        refused.append(Refusal(item.sha256, "", str(error)))
        return
    for found in open_documents(data, item.name, item.collected_at.astimezone(zone).date()):
        if isinstance(found, Refused):
            refused.append(Refusal(item.sha256, "", found.reason))
            continue
        yield base, found
        base += len(found.text) + len(_BETWEEN)


def _language_reading(
    document: Document, evidence: Evidence, context: Context, zone: tzinfo
) -> tuple[TextReading, tuple[str, ...]]:
    from servanda.language import read_document

    published = evidence.item.published_at
    latest = evidence.item.collected_at.astimezone(zone).date()
    day = published.astimezone(zone).date() if published else None
    return read_document(document, day, context.option("language", "auto"), latest=latest)


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
    text: str, base: int, reading: TextReading, context: Context, zone: tzinfo
) -> dict[str, list[dict[str, Any]]]:
    """One ``said`` a quotation, one ``denied`` where saying it denies, and the pledges of money.

    A paper that only quotes somebody has said nothing: the words are that person's.
    """
    shared = {**_dates(reading.published, zone), "origin": _origin(reading, context)}
    said, denied = [], []
    for quotation in reading.quotations:
        if quotation.handed_on:
            continue
        speaker = quotation.speaker_name or None
        begin = min(span[0] for span in quotation.quote)
        end = max(span[1] for span in quotation.quote)
        common = {
            **shared,
            "locator": f"char={base + begin},{base + end}",
            "words": " ".join(text[first:last] for first, last in quotation.quote),
            "by": speaker,
            "speaker": speaker,
        }
        act = quotation.act or None
        said.append({**common, "act": act, "quotation": _inner(text, quotation)})
        if act == "denies" and not _told_again(quotation, reading.quotations):
            denied.append(common)
    pledged = [
        {**shared, **fact}
        for pledge in reading.pledges
        if (fact := _pledged(text, base, pledge, reading)) is not None
    ]
    return {"said": said, "denied": denied, "pledged": pledged}


def _told_again(quotation: Quotation, all_of_them: Sequence[Quotation]) -> bool:
    """Return whether a told denial only frames words that are a denial of their own."""
    if quotation.type != "Reported":
        return False
    begin, end = quotation.quote[0][0], quotation.quote[-1][1]
    return any(
        other.type != "Reported"
        and other.act == "denies"
        and begin <= other.quote[0][0]
        and other.quote[-1][1] <= end
        for other in all_of_them
    )


def _pledged(
    text: str, base: int, pledge: Mapping[str, Any], reading: TextReading
) -> dict[str, Any] | None:
    """Return the fact of a pledge of money, None for anything less.

    Only what the giver is reported to pledge counts: no offer, no demand, nothing that somebody
    else says of it, nothing on a condition, and no amount a month, which is no total. "Up to 50
    million" promises nothing at least and is left out; of a range its lower end is taken.
    """
    firm = pledge["kind"] == "pledge" and pledge["first_hand"] and pledge["condition"] is None
    if not firm or not pledge["who"] or pledge["amount"] is None:
        return None
    quantity = reading.quantities[pledge["amount"]]
    amount = quantity.value if quantity.high is None else quantity.low
    if quantity.what != "money" or amount is None or len(quantity.unit) != _CODE_LENGTH:
        return None
    begin, end = pledge["what"]
    return {
        "locator": f"char={base + begin},{base + end}",
        "words": text[begin:end],
        "by": pledge["who"],
        "to": pledge["to"] or None,
        "amount": amount,
        "currency": quantity.unit,
    }


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
