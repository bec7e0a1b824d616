from __future__ import annotations

import gzip
import io
from datetime import UTC, datetime
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
import xlsxwriter
from hypothesis import given, settings
from hypothesis import strategies as st

from servanda.base.errors import MisuseError
from servanda.evidence.source import SourceCoverage
from servanda.facts.shipped import shipped_vocabulary
from servanda.readers import sheet as sheet_module
from servanda.readers.protocol import Context, no_progress
from servanda.readers.table import TableReader

from .tables import ALERTS, PUBLISHED, evidence, read, rows, source

LINES = [
    "Kyiv,2025-01-01T10:00:00Z,2025-01-01T11:00:00Z,1\n",
    "Kyiv,x,2025-01-01,1\n",
    "a,b\n",
    '"a,b,c,1\n',
    'a,"b,c,1\n',
]
HEAD = "where,start,end,n\n"
GOOD = "Kyiv,2025-01-01T10:00:00Z,2025-01-01T11:00:00Z,1\n"


def test_a_row_becomes_a_fact_with_its_times_words_and_locator(tmp_path: Path) -> None:
    (fact,) = rows(read(tmp_path, HEAD + GOOD))
    assert fact["valid_from"] == datetime(2025, 1, 1, 10, tzinfo=UTC)
    assert fact["valid_until"] == datetime(2025, 1, 1, 11, tzinfo=UTC)
    assert (fact["dating"], fact["precision"]) == ("throughout", "second")
    assert (fact["place"], fact["merged"], fact["level"]) == ("Kyiv", 1, None)
    assert fact["locator"] == "row=1"
    assert fact["words"] == "start=2025-01-01T10:00:00Z; end=2025-01-01T11:00:00Z; where=Kyiv; n=1"
    assert fact["reported_at"] == PUBLISHED
    assert (fact["source"], fact["origin"], fact["reliability"]) == ("log", "Publisher", "B")
    assert len(fact["fact"]) == 16


@pytest.mark.parametrize(
    ("row", "words"),
    [
        ("Kyiv,2025-02-30,2025-03-01,1", "is no date"),
        ("Kyiv,tomorrow,2025-03-01,1", "is no date"),
        ("Kyiv,,2025-03-01,1", "is empty"),
        ("Kyiv,2025-03-02,2025-03-01,1", "before it begins"),
        ("Kyiv,2025-03-01,2025-03-02,many", "is no number"),
        ("Kyiv,2025-03-01,2025-03-02,1.5", "whole numbers"),
        ("Kyiv,2025-03-01,2025-03-02,1e999", "is no number"),
        (",2025-03-01,2025-03-02,1", "place is missing"),
        ("Kyiv,2025-03-01,2025-03-02", "3 fields and the header names 4"),
        ("Kyiv,2025-03-01,2025-03-02,1,2", "5 fields and the header names 4"),
        ("Kyi\0v,2025-03-01,2025-03-02,1", "NUL"),
        ('"Kyiv,2025-03-01,2025-03-02,1', "never closed"),
        ('Kyiv,2025-03-01,2025-03-02,"1', "never closed"),
        ("K" * 100_001 + ",2025-03-01,2025-03-02,1", "more than 100,000 bytes"),
    ],
)
def test_a_bad_row_is_refused_by_number_and_the_rest_is_read(
    tmp_path: Path, row: str, words: str
) -> None:
    reading = read(tmp_path, f"{HEAD}{GOOD}{row}\n{GOOD}{GOOD}")
    (refusal,) = reading.refused
    assert refusal.locator == "row=2"
    assert words in refusal.reason
    assert refusal.excerpt
    assert [fact["locator"] for fact in rows(reading)] == ["row=1", "row=3", "row=4"]
    assert reading.read_count == 3


def test_several_torn_rows_cost_only_themselves(tmp_path: Path) -> None:
    torn = 'Kyiv,2025-03-01,"2025-03-02,1\n'
    reading = read(tmp_path, HEAD + torn + GOOD + torn + GOOD * 3 + torn)
    assert [refusal.locator for refusal in reading.refused] == ["row=1", "row=3", "row=7"]
    assert len(rows(reading)) == 4


def test_rows_between_two_unclosed_quotes_are_not_swallowed(tmp_path: Path) -> None:
    torn = 'Kyiv,"2025-03-01,2025-03-02,1\n'
    reading = read(tmp_path, HEAD + torn + GOOD * 5 + torn + torn + GOOD)
    assert [refusal.locator for refusal in reading.refused] == ["row=1", "row=7", "row=8"]
    assert len(rows(reading)) == 6


def test_a_line_break_inside_quotes_is_part_of_the_text(tmp_path: Path) -> None:
    reading = read(tmp_path, HEAD + GOOD.replace("Kyiv", '"Kyiv,\ncity"') + GOOD)
    assert [fact["place"] for fact in rows(reading)] == ["Kyiv,\ncity", "Kyiv"]
    assert [fact["locator"] for fact in rows(reading)] == ["row=1", "row=2"]
    assert "hold 1 line breaks" in reading.notes[0]


def test_an_open_alert_is_still_on_at_the_end_of_the_file(tmp_path: Path) -> None:
    (fact,) = rows(read(tmp_path, HEAD + "Kyiv,2025-01-01T10:00Z,,\n"))
    assert fact["valid_until"] is None
    assert fact["dating"] == "throughout"
    assert fact["merged"] is None


def test_a_date_without_a_clock_is_the_whole_day_in_the_zone_of_the_table(tmp_path: Path) -> None:
    mapping = ALERTS.replace("UTC", "Europe/Kyiv")
    (fact,) = rows(read(tmp_path, HEAD + "Kyiv,2025-07-01, 2025-07-01 ,\n", mapping))
    assert fact["valid_from"] == datetime(2025, 6, 30, 21, tzinfo=UTC)
    assert fact["valid_until"] == datetime(2025, 7, 1, 20, 59, 59, tzinfo=UTC)
    assert fact["precision"] == "day"


def test_a_naive_time_is_refused_where_nobody_names_a_zone(tmp_path: Path) -> None:
    mapping = ALERTS.replace("time zone: UTC\n", "")
    reading = read(tmp_path, HEAD + "Kyiv,2025-07-01 10:00,2025-07-01 11:00,\n", mapping)
    assert reading.facts["alert"].num_rows == 0
    assert "has no time zone" in reading.refused[0].reason
    named = read(
        tmp_path, HEAD + "Kyiv,2025-07-01 10:00,2025-07-01 11:00,\n", mapping,
        options={"time zone": "+03:00"},
    )  # fmt: skip
    assert rows(named)[0]["valid_from"] == datetime(2025, 7, 1, 7, tzinfo=UTC)


def test_coverage_goes_from_the_first_row_to_the_last(tmp_path: Path) -> None:
    reading = read(tmp_path, HEAD + GOOD + GOOD.replace("2025", "2026"))
    (span,) = reading.coverage
    assert span.begins == datetime(2025, 1, 1, 10, tzinfo=UTC)
    assert span.ends == datetime(2026, 1, 1, 11, tzinfo=UTC)


def test_what_the_source_declares_comes_before_what_the_mapping_says(tmp_path: Path) -> None:
    begins = datetime(2024, 1, 1, tzinfo=UTC)
    cover = SourceCoverage(("alert",), begins, None, except_places=("Crimea",))
    (span,) = read(tmp_path, HEAD + GOOD, coverage=(cover,)).coverage
    assert (span.begins, span.except_places) == (begins, ("Crimea",))
    assert span.ends == datetime(2025, 1, 1, 11, tzinfo=UTC)
    assert not read(tmp_path, HEAD + GOOD, ALERTS.replace("coverage: rows\n", "")).coverage


@pytest.mark.parametrize(
    ("encode", "note"),
    [("utf-8", ""), ("utf-8-sig", ""), ("utf-16", ""), ("cp1252", "Windows-1252")],
)
def test_encodings_are_detected_and_a_guess_is_noted(
    tmp_path: Path, encode: str, note: str
) -> None:
    reading = read(tmp_path, (HEAD + GOOD.replace("Kyiv", "Köln")).encode(encode))
    assert rows(reading)[0]["place"] == "Köln"
    assert note in "".join(reading.notes)
    assert bool(reading.notes) == bool(note)


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
def test_delimiters_are_detected_in_the_header(tmp_path: Path, delimiter: str) -> None:
    reading = read(tmp_path, (HEAD + GOOD).replace(",", delimiter).replace("\n", "\r\n"))
    assert rows(reading)[0]["merged"] == 1


def test_empty_lines_are_counted_as_rows_and_passed_over(tmp_path: Path) -> None:
    reading = read(tmp_path, HEAD + GOOD + "\n" + GOOD + ",,,\n")
    assert [fact["locator"] for fact in rows(reading)] == ["row=1", "row=3"]
    assert "2 empty rows" in reading.notes[0]


def test_gzip_parquet_and_workbook_give_the_same_facts_as_csv(tmp_path: Path) -> None:
    text = HEAD + GOOD + GOOD.replace("Kyiv", "Lviv")
    columns = ["where", "start", "end", "n", "place"]
    plain = read(tmp_path, text).facts["alert"].select(["valid_from", "place", "words"])
    assert (
        read(tmp_path, gzip.compress(text.encode()))
        .facts["alert"]
        .select(["valid_from", "place", "words"])
        .equals(plain)
    )
    cells = [line.split(",") for line in text.splitlines()]
    table = pa.table(dict(zip(columns, zip(*cells[1:], strict=True), strict=False)))
    buffer = io.BytesIO()
    pq.write_table(table, buffer)
    parquet = read(tmp_path, buffer.getvalue(), name="t.parquet")
    assert parquet.facts["alert"].select(["valid_from", "place", "words"]).equals(plain)
    sheet = read(tmp_path, _workbook(cells), name="t.xlsx")
    assert sheet.facts["alert"].select(["valid_from", "place", "words"]).equals(plain)


def test_typed_columns_of_parquet_and_workbooks_read_like_their_texts(tmp_path: Path) -> None:
    begins = datetime(2025, 1, 1, 10, tzinfo=UTC)
    table = pa.table(
        {
            "where": pa.array(["Kyiv", None]).dictionary_encode(),
            "start": pa.array([begins, begins]),
            "end": pa.array([begins.date(), None]).cast(pa.date32()),
            "n": pa.array([2.0, None]),
            "nested": pa.array([[1], [2]]),
        }
    )
    buffer = io.BytesIO()
    pq.write_table(table, buffer)
    reading = read(tmp_path, buffer.getvalue(), name="t.parquet")
    (fact,) = rows(reading)
    assert (fact["valid_from"], fact["merged"], fact["precision"]) == (begins, 2, "day")
    assert "place is missing" in reading.refused[0].reason
    assert "column 'nested' holds no single values" in reading.notes[0]
    book = io.BytesIO()
    with xlsxwriter.Workbook(book, {"in_memory": True, "remove_timezone": True}) as workbook:
        sheet, clock = workbook.add_worksheet(), workbook.add_format({"num_format": "d.m.yy h:mm"})
        sheet.write_row(0, 0, ["where", "start", "end", "n"])
        sheet.write_row(1, 0, ["Kyiv", "", "", 3.0])
        sheet.write_datetime(1, 1, begins, clock)
    (fact,) = rows(read(tmp_path, book.getvalue(), name="t.xlsx"))
    assert (fact["valid_from"], fact["valid_until"], fact["merged"]) == (begins, None, 3)


def test_a_workbook_without_the_sheet_names_those_it_has(tmp_path: Path) -> None:
    mapping = ALERTS + "sheet: dada\n"
    reading = read(tmp_path, _workbook([["where"]]), mapping, name="t.xlsx")
    assert "no sheet 'dada'; it has data (did you mean 'data'?)" in reading.refused[0].reason


def test_what_unpacks_to_too_much_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sheet_module, "MAX_BYTES", 1000)
    cells = [["where", "start", "end", "n"], *([["Kyiv" * 10] * 4] * 50)]
    packed = gzip.compress("\n".join(",".join(row) for row in cells).encode())
    assert "unpacks to more than" in read(tmp_path, packed).refused[0].reason
    book = read(tmp_path, _workbook(cells), name="t.xlsx")
    assert "unpacks to" in book.refused[0].reason


def _workbook(cells: list[list[str]]) -> bytes:
    buffer = io.BytesIO()
    book = xlsxwriter.Workbook(buffer, {"in_memory": True, "strings_to_numbers": True})
    sheet = book.add_worksheet("data")
    for index, row in enumerate(cells):
        sheet.write_row(index, 0, row)
    book.close()
    return buffer.getvalue()


@pytest.mark.parametrize(
    ("data", "name", "words"),
    [
        (b"", "t.csv", "is empty"),
        (b"PAR1 rubbish", "t.parquet", "no readable Parquet"),
        (b"PK\x03\x04 rubbish", "t.xlsx", "no readable workbook"),
        (gzip.compress(b"a,b\n1,2\n" * 99)[:24], "t.csv.gz", "cannot be unpacked"),
        (b"\x81\x8d\xff\n", "t.csv", "neither UTF-8 nor Windows-1252"),
        (b"wher,start,end,n\n", "t.csv", "has no column 'where' (did you mean 'wher'?)"),
        (b",".join([b"a"] * 3000) + b"\n", "t.csv", "3,000 columns"),
    ],
)
def test_a_table_that_cannot_be_read_is_one_refusal_that_says_why(
    tmp_path: Path, data: bytes, name: str, words: str
) -> None:
    reading = read(tmp_path, data, name=name)
    assert not reading.facts
    (refusal,) = reading.refused
    assert refusal.locator == ""
    assert words in refusal.reason


def test_a_missing_column_is_named_with_the_line_of_the_mapping(tmp_path: Path) -> None:
    reading = read(tmp_path, "where,begin,end,n\n" + GOOD)
    assert "own.yaml:6:" in reading.refused[0].reason
    assert "its columns are 'where', 'begin', 'end', 'n'" in reading.refused[0].reason


AID = """\
mapping: aid
time zone: Europe/Berlin
decimal: ","
thousands: "."
empty: [".", NaN]
reported: day
header row: 2
rows:
  - predicate: allocated
    when: {money: "> 0", kind: [arms, guns]}
    valid: {year: y, month: m}
    arguments:
      by: {column: who, strip: "(gov)", values: {Deutschland: Germany}}
      amount: {column: money, times: 1e9}
      currency: {constant: EUR}
      purpose: {columns: [kind, who], join: " / "}
  - predicate: pledged
    when: {kind: not empty}
    valid: {on: 2025-01-01}
    arguments:
      by: {first of: [none, who]}
"""
AID_CSV = """\
A title above the table
who;kind;money;y;m;day;none
Deutschland(gov);arms;1,5;2025;3;2025-04-01;
France;guns;1.000;2025;4;.;
Italy;food;1;2025;4;soon;
Spain;arms;0;2025;4;;
Malta;arms;.;2025;4;;
Latvia;arms;x;2025;4;;
"""


def test_a_mapping_scales_renames_joins_and_chooses(tmp_path: Path) -> None:
    reading = read(tmp_path, AID_CSV, AID)
    first, second = rows(reading, "allocated")
    assert (first["by"], first["amount"], first["currency"]) == ("Germany", 1.5e9, "EUR")
    assert first["purpose"] == "arms / Deutschland(gov)"
    assert first["valid_from"] == datetime(2025, 2, 28, 23, tzinfo=UTC)
    assert first["valid_until"] == datetime(2025, 3, 31, 21, 59, 59, tzinfo=UTC)
    assert (first["dating"], first["precision"]) == ("within", "month")
    assert first["reported_at"] == datetime(2025, 3, 31, 22, tzinfo=UTC)
    assert (second["amount"], second["reported_at"]) == (1e12, None)


def test_zero_and_unknown_amounts_yield_no_fact_and_an_unreadable_one_is_refused(
    tmp_path: Path,
) -> None:
    reading = read(tmp_path, AID_CSV, AID)
    assert {fact["by"] for fact in rows(reading, "allocated")} == {"Germany", "France"}
    assert [(each.locator, each.excerpt) for each in reading.refused] == [("row=6", "money=x")]
    assert [fact["by"] for fact in rows(reading, "pledged")][-1] == "Latvia"


def test_texts_outside_the_values_are_refused_if_the_mapping_says_so(tmp_path: Path) -> None:
    mapping = ALERTS.replace(
        "{column: where, required: yes}",
        "{column: where, values: {Kyiv: UA-30}, otherwise: refuse}",
    )
    reading = read(tmp_path, HEAD + GOOD + GOOD.replace("Kyiv", "Atlantis"), mapping)
    assert [fact["place"] for fact in rows(reading)] == ["UA-30"]
    assert "none of the mapping's values: Kyiv" in reading.refused[0].reason


def test_a_power_of_ten_rounds_nothing_twice(tmp_path: Path) -> None:
    text = "who;kind;money;y;m;day;none\nX;arms;0,016459;2025;3;;\nY;arms;1,6459e-2;2025;3;;\n"
    one, two = rows(read(tmp_path, "title\n" + text, AID), "allocated")
    assert one["amount"] == 16_459_000.0
    assert two["amount"] == pytest.approx(16_459_000)


def test_days_may_stand_first(tmp_path: Path) -> None:
    mapping = ALERTS + "date order: day first\n"
    (fact,) = rows(read(tmp_path, HEAD + "Kyiv,2.1.2025 9:30,03/01/2025,\n", mapping))
    assert fact["valid_from"] == datetime(2025, 1, 2, 9, 30, tzinfo=UTC)
    assert fact["valid_until"] == datetime(2025, 1, 3, 23, 59, 59, tzinfo=UTC)


def test_a_source_without_a_mapping_is_told_what_to_write(tmp_path: Path) -> None:
    bare = Context(source(), shipped_vocabulary(), folder=tmp_path)
    with pytest.raises(MisuseError, match=r"options name no mapping; write `options: .mapping:"):
        TableReader().read([evidence(tmp_path, HEAD)], bare, no_progress)


def test_the_same_table_gives_the_same_facts_twice(tmp_path: Path) -> None:
    assert (
        read(tmp_path, HEAD + GOOD)
        .facts["alert"]
        .equals(read(tmp_path, HEAD + GOOD).facts["alert"])
    )


@settings(max_examples=60, deadline=None)
@given(st.text(alphabet='ab,;"\n\r\0 20-15é', max_size=200))
def test_no_text_makes_the_reader_fail_or_lose_a_row(
    tmp_path_factory: pytest.TempPathFactory, body: str
) -> None:
    reading = read(tmp_path_factory.mktemp("t"), HEAD + body)
    places = {fact["locator"] for fact in rows(reading)} if reading.facts else set()
    refused = {refusal.locator for refusal in reading.refused}
    assert not places & refused
    assert reading.read_count >= 0


@settings(max_examples=60, deadline=None)
@given(
    st.lists(st.sampled_from([GOOD, "Kyiv,x,2025-01-01,1\n", "a,b\n", '"a,b,c,1\n', 'a,"b,c,1\n']))
)
def test_every_row_is_either_read_or_refused(
    tmp_path_factory: pytest.TempPathFactory, lines: list[str]
) -> None:
    reading = read(tmp_path_factory.mktemp("t"), HEAD + "".join(lines))
    found = {fact["locator"] for fact in rows(reading)}
    found |= {refusal.locator for refusal in reading.refused}
    assert found == {f"row={index}" for index in range(1, len(lines) + 1)}
    assert reading.facts["alert"].num_rows == lines.count(GOOD)
