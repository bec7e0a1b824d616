from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from servanda.facts.model import Reading
from servanda.facts.shipped import shipped_vocabulary
from servanda.readers.news import NewsReader, text_of
from servanda.readers.protocol import Context, no_progress

from .tables import evidence, source

TEXT = (
    "Der Generalsekretär Mark Rutte reiste ohne Termin nach Riga. „Wir helfen der Ukraine“, sagte "
    "Mark Rutte. Der Sprecher Dmitri Peskow war auch da. „Das haben wir nie getan“, bestritt "
    "Dmitri Peskow.\n"
)


def read(folder: Path, data: str | bytes = TEXT, **more: Any) -> Reading:
    options = more.pop("options", {})
    item = evidence(folder, data, "report.txt", **more)
    context = Context(source("news", options=options), shipped_vocabulary())
    return NewsReader().read([item], context, no_progress)


def rows(reading: Reading, predicate: str) -> list[dict[str, Any]]:
    table = reading.facts.get(predicate)
    return table.to_pylist() if table is not None else []


def test_a_quotation_is_a_statement_at_its_characters(tmp_path: Path) -> None:
    fact = rows(read(tmp_path), "said")[0]
    assert (fact["by"], fact["speaker"], fact["act"]) == ("Mark Rutte", "Mark Rutte", "asserts")
    assert fact["quotation"] == "Wir helfen der Ukraine"
    begin, end = (int(part) for part in fact["locator"].removeprefix("char=").split(","))
    assert TEXT[begin:end] == fact["words"] == "„Wir helfen der Ukraine“"


def test_a_report_is_dated_by_its_day_in_the_zone_of_the_source(tmp_path: Path) -> None:
    published = datetime(2025, 8, 22, 22, 30, tzinfo=UTC)
    fact = rows(
        read(tmp_path, published_at=published, options={"time zone": "Europe/Berlin"}), "said"
    )[0]
    assert fact["reported_at"] == datetime(2025, 8, 22, 22, tzinfo=UTC)  # 23 August in Berlin
    assert fact["valid_until"] == datetime(2025, 8, 23, 21, 59, 59, tzinfo=UTC)
    assert (fact["dating"], fact["precision"]) == ("within", "day")


def test_a_report_without_a_date_stays_undated_and_says_so(tmp_path: Path) -> None:
    reading = read(tmp_path, published_at=None)
    fact = rows(reading, "said")[0]
    assert (fact["reported_at"], fact["valid_from"], fact["valid_until"]) == (None, None, None)
    assert "stay undated" in reading.notes[0]


def test_a_denial_is_kept_as_evidence_of_its_own(tmp_path: Path) -> None:
    reading = read(tmp_path)
    (denial,) = rows(reading, "denied")
    assert denial["by"] == "Dmitri Peskow"
    assert denial["locator"] in {fact["locator"] for fact in rows(reading, "said")}


def test_a_paper_that_quotes_somebody_has_said_nothing_itself(tmp_path: Path) -> None:
    text = "Minister Karl Huber wird vom „Abendblatt“ mit den Worten zitiert: „Wir zahlen das.“"
    found = rows(read(tmp_path, text, options={"language": "de"}), "said")
    assert [(fact["by"], fact["quotation"]) for fact in found] == [
        ("Karl Huber", "Wir zahlen das.")
    ]


@pytest.mark.parametrize(
    ("text", "amount"),
    [
        ("Deutschland sagte der Ukraine 50 Millionen Euro zu.", 50e6),
        ("Deutschland sagte der Ukraine mindestens 50 Millionen Euro zu.", 50e6),
        ("Deutschland sagte der Ukraine rund 50 Millionen Euro zu.", 50e6),
        ("Deutschland sagte der Ukraine 50 bis 60 Millionen Euro zu.", 50e6),
        ("Deutschland sagte der Ukraine bis zu 50 Millionen Euro zu.", None),
        ("Deutschland sagte der Ukraine 50 Millionen Euro im Monat zu.", None),
        ("Deutschland sagte der Ukraine 50 Panzer zu.", None),
        ("Deutschland sagte der Ukraine 50 Millionen Euro zu, falls der Rat zustimmt.", None),
        ("Deutschland bot der Ukraine 50 Millionen Euro an.", None),
        ("Mark Rutte sagte, Deutschland habe der Ukraine 50 Millionen Euro zugesagt.", None),
    ],
)
def test_only_a_firm_sum_of_the_giver_himself_is_a_pledge(
    tmp_path: Path, text: str, amount: float | None
) -> None:
    found = rows(read(tmp_path, text, options={"language": "de"}), "pledged")
    assert [fact["amount"] for fact in found] == ([] if amount is None else [amount])
    for fact in found:
        assert (fact["by"], fact["to"], fact["currency"]) == ("Deutschland", "Ukraine", "EUR")
        begin, end = (int(part) for part in fact["locator"].removeprefix("char=").split(","))
        assert text[begin:end] == fact["words"]


def test_two_outlets_with_one_agency_have_one_origin(tmp_path: Path) -> None:
    text = TEXT.replace("Der Gen", "Riga (dpa) - Der Gen", 1)
    assert {fact["origin"] for fact in rows(read(tmp_path, text), "said")} == {"agency:dpa"}
    assert {fact["origin"] for fact in rows(read(tmp_path), "said")} == {"Publisher"}


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1252"])
def test_encodings_change_no_offset(tmp_path: Path, encoding: str) -> None:
    assert text_of(TEXT.encode(encoding)) == TEXT
    found = rows(read(tmp_path, TEXT.encode(encoding)), "said")
    assert [fact["words"] for fact in found] == [
        fact["words"] for fact in rows(read(tmp_path), "said")
    ]


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (b"  \n", "is empty"),
        (b"<!DOCTYPE html><html>", "is a web page without words"),
        (b"a\0b", "is no text"),
    ],
)
def test_what_is_no_report_is_refused(tmp_path: Path, data: bytes, words: str) -> None:
    reading = read(tmp_path, data)
    (refusal,) = reading.refused
    assert words in refusal.reason
    assert reading.read_count == 0


def test_a_page_is_read_and_its_offsets_count_in_its_article(tmp_path: Path) -> None:
    page = f"<!doctype html><html><head><title>Kurz</title></head><body><p>{TEXT}</p></body></html>"
    fact = rows(read(tmp_path, page), "said")[0]
    begin, end = (int(part) for part in fact["locator"].removeprefix("char=").split(","))
    assert text_of(page.encode())[begin:end] == fact["words"] == "„Wir helfen der Ukraine“"


def test_each_entry_of_a_feed_is_read_and_dated_by_itself(tmp_path: Path) -> None:
    entry = "<item><title>T</title><description>{}</description><pubDate>{}</pubDate></item>"
    feed = "<rss><channel>" + "".join(
        entry.format(TEXT, day) for day in ("2024-03-05", "bald", "2024-03-07")
    ) + "<item/></channel></rss>"  # fmt: skip
    reading = read(tmp_path, feed, published_at=None)
    facts = [fact for fact in rows(reading, "said") if "helfen" in fact["words"]]
    days = [fact["reported_at"] and fact["reported_at"].day for fact in facts]
    assert (days, reading.read_count, len(reading.refused)) == ([5, None, 7], 1, 1)
    for fact in facts:
        begin, end = (int(part) for part in fact["locator"].removeprefix("char=").split(","))
        assert text_of(feed.encode())[begin:end] == fact["words"]


def test_a_report_in_an_unknown_language_is_read_for_nothing_and_says_so(tmp_path: Path) -> None:
    reading = read(tmp_path, "Президент приїхав до Києва.")
    assert not reading.facts
    assert "neither German nor English" in reading.notes[0]


@settings(max_examples=40, deadline=None)
@given(st.text(max_size=300))
def test_no_text_makes_the_reader_fail(tmp_path_factory: pytest.TempPathFactory, text: str) -> None:
    data = text.encode("utf-8", "replace")
    reading = read(tmp_path_factory.mktemp("n"), data)
    assert reading.read_count + len(reading.refused) == 1
