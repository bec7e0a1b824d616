"""Delimited text (CSV, TSV) as a table of texts, however torn it is.

A row with too many or too few fields, a quotation mark that is never closed, or a
stray NUL costs that row and no other. Parsing is Arrow's; only a file whose quotation
marks do not pair is walked line by line, once.

Decides encoding, delimiter and where rows end. Does not decide what a cell means.

Main path: ``read_delimited(data, name, layout)`` -> ``Sheet``.
"""

from __future__ import annotations

import codecs
import csv
import io
import re
from typing import TYPE_CHECKING, Any

from servanda.base.errors import UnreadableError
from servanda.readers.sheet import MAX_ROWS, RowRefusal, Sheet, name_columns

if TYPE_CHECKING:
    import pyarrow as pa

    from servanda.readers.mapping import Mapping

__all__ = ["read_delimited"]

LONGEST_CELL = 100_000
_LONGEST_EXCERPT = 160
_TELLING_COLUMNS = 4  # a line of prose seldom has three commas at the right places
_DELIMITERS = (",", ";", "\t", "|")
_TORN = "\uf8f1"  # private use: stands in for the quotes of a row whose quotes do not pair
_QUOTED = re.compile(r'"[^"]*"')
_NO_PAIR = (
    "a quotation mark in this row is never closed; close it, or double it if it belongs to the text"
)


def read_delimited(data: bytes, name: str, layout: Mapping) -> Sheet:
    """Read delimited text into columns of text.

    Args:
        data: The file, already unpacked.
        name: Its name, for messages.
        layout: The mapping, for delimiter, encoding and header row.

    Raises:
        UnreadableError: If it is no text, or has no row of column names.
    """
    text, notes = _decoded(data, name, layout.encoding)
    text = _from_header(text, name, layout.header_row)
    delimiter = layout.delimiter or _detect(text)
    header = _header(text, delimiter, name)
    named, more = name_columns(header, name)
    notes += more
    table, ragged = _parse(text, delimiter, len(named), name)
    if _is_suspect(text, table, ragged):
        text = _neutralised(text, delimiter, len(named))
        table, ragged = _parse(text, delimiter, len(named), name)
    return _sheet(table, ragged, named, name, notes + _several_lines(table, name))


def _decoded(data: bytes, name: str, encoding: str) -> tuple[str, list[str]]:
    if not encoding and data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        encoding = "utf-16"
    try:
        return data.decode(encoding or "utf-8").removeprefix("\ufeff"), []
    except UnicodeDecodeError as error:
        if encoding:
            raise UnreadableError(
                f"{name} is not {encoding}: byte {error.start + 1} does not fit; write another "
                "`encoding` in the mapping"
            ) from error
    try:
        text = data.decode("cp1252")
    except UnicodeDecodeError as error:
        raise UnreadableError(
            f"{name} is neither UTF-8 nor Windows-1252 text (byte {error.start + 1}); name its "
            "`encoding` in the mapping"
        ) from error
    return text, [f"{name} is not UTF-8 and was read as Windows-1252; name its `encoding` if not"]


def _from_header(text: str, name: str, row: int) -> str:
    at = 0
    for _ in range(row - 1):
        at = text.find("\n", at) + 1
        if not at:
            raise UnreadableError(
                f"{name} has fewer than {row} rows; the mapping says that row {row} names the "
                "columns"
            )
    return text[at:]


def _detect(text: str) -> str:
    """Return the delimiter that cuts the header row most often, the comma if none does."""
    header = _QUOTED.sub("", text.partition("\n")[0])
    return max(_DELIMITERS, key=header.count)


def _header(text: str, delimiter: str, name: str) -> list[str]:
    head = io.StringIO(text[:LONGEST_CELL], newline="")
    try:
        return next(csv.reader(head, delimiter=delimiter))
    except (csv.Error, StopIteration) as error:
        raise UnreadableError(f"{name} has no row of column names: {error}") from error


def _parse(
    text: str, delimiter: str, columns: int, name: str
) -> tuple[pa.Table, list[tuple[int, int, str]]]:
    """Return the rows that fit (header included), and number, fields and text of others."""
    import pyarrow as pa
    import pyarrow.csv as arrow_csv

    ragged: list[tuple[int, int, str]] = []

    def skip(row: Any) -> str:
        ragged.append((row.number, row.actual_columns, row.text[: 10 * LONGEST_CELL]))
        return "skip"

    data = text.encode()
    try:
        table = arrow_csv.read_csv(
            pa.BufferReader(data),
            arrow_csv.ReadOptions(
                use_threads=False, block_size=len(data) + 1, autogenerate_column_names=True
            ),
            arrow_csv.ParseOptions(
                delimiter=delimiter, newlines_in_values=True, ignore_empty_lines=False,
                invalid_row_handler=skip,
            ),
            arrow_csv.ConvertOptions(
                column_types={f"f{index}": pa.string() for index in range(columns)},
                strings_can_be_null=False, quoted_strings_can_be_null=False,
            ),
        )  # fmt: skip
    except pa.ArrowException as error:
        raise UnreadableError(f"{name} cannot be cut into rows: {error}") from error
    if table.num_rows > MAX_ROWS:
        raise UnreadableError(f"{name} has {table.num_rows:,} rows; the limit is {MAX_ROWS:,}")
    return table, ragged


def _is_suspect(text: str, table: pa.Table, ragged: list[tuple[int, int, str]]) -> bool:
    """Whether quotation marks may not pair: an odd number, or rows of several lines."""
    if '"' not in text:
        return False
    lines = text.count("\n") + (not text.endswith("\n"))
    return text.count('"') % 2 == 1 or table.num_rows + len(ragged) < lines


def _neutralised(text: str, delimiter: str, columns: int) -> str:
    """Take the quotes out of rows whose quotes do not pair, and mark those rows.

    A row of several lines is right if, read strictly, it has the right number of fields and
    no line of it is a whole row by itself. Otherwise its first line is torn, and reading goes
    on with the next line. Each line is visited at most twice, since a torn row ends before
    the next odd one.
    """
    lines = text.split("\n")
    odd = [index for index, line in enumerate(lines) if line.count('"') % 2]
    position = 0
    while position < len(odd):
        first = odd[position]
        last = odd[position + 1] if position + 1 < len(odd) else -1
        if last > 0 and _fits(lines[first : last + 1], delimiter, columns):
            position += 2
            continue
        lines[first] = lines[first].replace('"', _TORN)
        position += 1
    return "\n".join(lines)


def _fits(lines: list[str], delimiter: str, columns: int) -> bool:
    """Whether lines are one row; with few columns prose looks like rows, and is believed."""
    whole = [_QUOTED.sub("", line).count(delimiter) == columns - 1 for line in lines]
    if columns >= _TELLING_COLUMNS and (any(whole[1:-1]) or (whole[0] and whole[-1])):
        return False
    record = io.StringIO("\n".join(lines), newline="")
    try:
        rows = list(csv.reader(record, delimiter=delimiter, strict=True))
    except csv.Error:
        return False
    return len(rows) == 1 and len(rows[0]) == columns


def _several_lines(table: pa.Table, name: str) -> list[str]:
    """Note rows that span several lines: a misplaced quotation mark would look like this."""
    import pyarrow.compute as pc

    spans = [pc.count_substring(column, "\n") for column in table.columns]
    breaks = sum(pc.sum(each).as_py() or 0 for each in spans)
    if not breaks:
        return []
    return [
        f"{name}: texts inside quotation marks hold {breaks:,} line breaks; if that is more than "
        "the table should have, a quotation mark is in the wrong place"
    ]


def _sheet(
    table: pa.Table, ragged: list[tuple[int, int, str]], named: list[str], name: str,
    notes: list[str],
) -> Sheet:  # fmt: skip
    import numpy as np
    import pyarrow as pa

    refused = [_ragged(number - 1, fields, text, len(named)) for number, fields, text in ragged]
    every = np.arange(table.num_rows + len(ragged), dtype=np.int64)
    rows = np.setdiff1d(every, np.array([each.row for each in refused], dtype=np.int64))[1:]
    body = table.slice(1)
    arrays = [column.combine_chunks() for column in body.columns]
    bad, empty = _unreadable(arrays, rows, refused)
    if empty.any():
        notes.append(f"{name}: {int(empty.sum())} empty rows are passed over")
    keep = pa.array(~(bad | empty))
    columns = {column: each.filter(keep) for column, each in zip(named, arrays, strict=True)}
    return Sheet(columns, rows[~(bad | empty)], refused, notes)


def _ragged(row: int, fields: int, text: str, columns: int) -> RowRefusal:
    if _TORN in text:
        return RowRefusal(row, _NO_PAIR, _cut(text.replace(_TORN, '"')))
    reason = (
        f"the row has {fields} fields and the header names {columns}; is a delimiter or a line "
        "break standing inside an unquoted text?"
    )
    return RowRefusal(row, reason, _cut(text))


def _unreadable(arrays: list[Any], rows: Any, refused: list[RowRefusal]) -> tuple[Any, Any]:
    """Refuse torn rows, rows with NUL, and rows with endless cells; also find empty rows."""
    import numpy as np
    import pyarrow.compute as pc

    bad = np.zeros(len(rows), dtype=np.bool_)
    empty = np.ones(len(rows), dtype=np.bool_)
    for array in arrays:
        length = np.asarray(pc.binary_length(array).to_numpy(zero_copy_only=False))
        empty &= length == 0
        for reason, hits in (
            (_NO_PAIR, pc.match_substring(array, _TORN).to_numpy(zero_copy_only=False)),
            ("a cell holds a NUL character; the file is damaged here",
             pc.match_substring(array, "\0").to_numpy(zero_copy_only=False)),
            (f"a cell has more than {LONGEST_CELL:,} bytes", length > LONGEST_CELL),
        ):  # fmt: skip
            for index in np.flatnonzero(hits & ~bad):
                text = array[int(index)].as_py().replace(_TORN, '"')
                refused.append(RowRefusal(int(rows[index]), reason, _cut(text)))
            bad |= hits
    return bad, empty


def _cut(text: str) -> str:
    line = " ".join(text.split())
    return line if len(line) <= _LONGEST_EXCERPT else line[: _LONGEST_EXCERPT - 1] + "…"
