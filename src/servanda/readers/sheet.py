"""A table as columns of text, with the number of each row, whatever file it came in.

Row 1 is the first row of data, as RFC 7111 counts without the header. Rows that cannot
be cut into cells are refused by number; the others keep theirs. No cell is interpreted
here: that is what a mapping is for (``servanda.readers.table``).

Main path: ``read_sheet(data, name, layout)`` -> ``Sheet``.
"""

from __future__ import annotations

import gzip
import io
import zipfile
import zlib
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from typing import TYPE_CHECKING, Any

from servanda.base.errors import UnreadableError
from servanda.base.suggest import nearest

if TYPE_CHECKING:
    import pyarrow as pa

    from servanda.readers.mapping import Mapping

__all__ = [
    "MAX_BYTES",
    "MAX_COLUMNS",
    "MAX_ROWS",
    "RowRefusal",
    "Sheet",
    "name_columns",
    "read_sheet",
    "unpacked",
]

MAX_BYTES = 512_000_000
MAX_COLUMNS = 2_000
MAX_ROWS = 20_000_000
_GZIP, _ZIP, _PARQUET = b"\x1f\x8b", b"PK\x03\x04", b"PAR1"
_CHUNK = 1 << 20


@dataclass(frozen=True, slots=True)
class RowRefusal:
    """A row that could not be read: its number, why, and its text."""

    row: int
    reason: str
    excerpt: str = ""


@dataclass(frozen=True, slots=True)
class Sheet:
    """A table of texts.

    Attributes:
        columns: Column name -> strings, one a row; a cell without a value is "".
        rows: Number of each row, 1-based, int64.
        refused: Rows that are not among them, and why.
        notes: Repairs and remarks.
    """

    columns: dict[str, pa.Array]
    rows: Any
    refused: list[RowRefusal] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)


def read_sheet(data: bytes, name: str, layout: Mapping) -> Sheet:
    """Read a CSV (also gzipped), Parquet or XLSX file.

    Args:
        data: The file.
        name: Its name, for messages and to tell its format.
        layout: The mapping, for format, delimiter, encoding, header row and sheet.

    Raises:
        UnreadableError: If nothing in it can be read, or a limit is passed.
    """
    if data.startswith(_GZIP):
        data = unpacked(data, name, MAX_BYTES)
    if not data.strip():
        raise UnreadableError(f"{name} is empty; a table needs a row of column names")
    if data.startswith(_PARQUET) or layout.format == "parquet":
        return _from_parquet(data, name)
    if data.startswith(_ZIP) or layout.format == "xlsx":
        return _from_workbook(data, name, layout)
    from servanda.readers.delimited import read_delimited

    return read_delimited(data, name, layout)


def unpacked(data: bytes, name: str, limit: int) -> bytes:
    """Return what a gzip file holds.

    Args:
        data: The gzip file.
        name: Its name, for messages.
        limit: Most bytes accepted.

    Raises:
        UnreadableError: If it is damaged or cut off, or holds more than ``limit`` bytes.
    """
    parts, size = [], 0
    try:
        with gzip.open(io.BytesIO(data)) as file:
            while chunk := file.read(_CHUNK):
                parts.append(chunk)
                size += len(chunk)
                if size > limit:
                    raise UnreadableError(f"{name} unpacks to more than {limit:,} bytes")
    except (OSError, EOFError, zlib.error) as error:
        raise UnreadableError(f"{name} cannot be unpacked: {error}; fetch it again") from error
    return b"".join(parts)


def name_columns(header: list[str], name: str) -> tuple[list[str], list[str]]:
    """Return column names that are all different and not empty, and notes on changes.

    Raises:
        UnreadableError: If there are too many.

    >>> name_columns(["a", "a", ""], "t.csv")[0]
    ['a', 'a (2)', 'column 3']
    """
    if len(header) > MAX_COLUMNS:
        raise UnreadableError(
            f"{name} has {len(header):,} columns and the limit is {MAX_COLUMNS:,}; "
            "is the delimiter right?"
        )
    seen: dict[str, int] = {}
    named, notes = [], []
    for index, text in enumerate(header, start=1):
        column = text.strip() or f"column {index}"
        seen[column] = seen.get(column, 0) + 1
        if seen[column] > 1:
            column = f"{column} ({seen[column]})"
            notes.append(f"{name}: two columns have one name; the later one is read as {column!r}")
        named.append(column)
    return named, notes


def _from_parquet(data: bytes, name: str) -> Sheet:
    import numpy as np
    import pyarrow as pa
    import pyarrow.parquet as pq

    try:
        file = pq.ParquetFile(pa.BufferReader(data))
        _check_size(file.metadata.num_rows, file.metadata.num_columns, name)
        groups = range(file.metadata.num_row_groups)
        _check_unpacked(sum(file.metadata.row_group(n).total_byte_size for n in groups), name)
        table = file.read()
    except (pa.ArrowException, OSError) as error:
        raise UnreadableError(f"{name} is no readable Parquet file: {error}") from error
    columns, notes = {}, []
    for column in table.column_names:
        try:
            columns[column] = _as_text(table.column(column))
        except pa.ArrowException:
            notes.append(f"{name}: column {column!r} holds no single values and is not read")
    return Sheet(columns, np.arange(1, table.num_rows + 1, dtype=np.int64), notes=notes)


def _as_text(column: Any) -> pa.Array:
    import pyarrow as pa
    import pyarrow.compute as pc

    whole = column.combine_chunks()
    if pa.types.is_dictionary(whole.type):
        whole = whole.dictionary_decode()
    return pc.fill_null(pc.cast(whole, pa.string()), "")


def _check_size(rows: int, columns: int, name: str) -> None:
    if rows > MAX_ROWS or columns > MAX_COLUMNS:
        raise UnreadableError(
            f"{name} has {rows:,} rows and {columns:,} columns; the limits are "
            f"{MAX_ROWS:,} and {MAX_COLUMNS:,}"
        )


def _check_unpacked(size: int, name: str) -> None:
    if size > MAX_BYTES:
        raise UnreadableError(f"{name} unpacks to {size:,} bytes; the limit is {MAX_BYTES:,}")


def _from_workbook(data: bytes, name: str, layout: Mapping) -> Sheet:
    rows = _workbook_rows(data, name, layout.sheet)
    if len(rows) < layout.header_row:
        raise UnreadableError(
            f"{name} has {len(rows)} rows; the mapping says that row {layout.header_row} "
            "names the columns"
        )
    header = [_cell_text(cell) for cell in rows[layout.header_row - 1]]
    named, notes = name_columns(header, name)
    body = [[_cell_text(cell) for cell in row] for row in rows[layout.header_row :]]
    _check_size(len(body), len(named), name)
    import numpy as np
    import pyarrow as pa

    cells = list(zip(*body, strict=True)) or [()] * len(named)
    columns = {column: pa.array(c, pa.string()) for column, c in zip(named, cells, strict=True)}
    return Sheet(columns, np.arange(1, len(body) + 1, dtype=np.int64), notes=notes)


def _workbook_rows(data: bytes, name: str, sheet: str) -> list[list[Any]]:
    from python_calamine import CalamineError, CalamineWorkbook

    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            size = sum(entry.file_size for entry in archive.infolist())
        _check_unpacked(size, name)
        book = CalamineWorkbook.from_filelike(io.BytesIO(data))
        if sheet and sheet not in book.sheet_names:
            hint = nearest(sheet, book.sheet_names)
            raise UnreadableError(
                f"{name} has no sheet {sheet!r}; it has {', '.join(book.sheet_names)}"
                + (f" (did you mean {hint!r}?)" if hint else "")
            )
        chosen = book.get_sheet_by_name(sheet or book.sheet_names[0])
        rows: list[list[Any]] = chosen.to_python(skip_empty_area=False)
    except (CalamineError, zipfile.BadZipFile, IndexError) as error:
        raise UnreadableError(f"{name} is no readable workbook: {error}") from error
    return rows


def _cell_text(cell: object) -> str:
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    if isinstance(cell, datetime):
        return cell.isoformat(" ", "seconds")
    if isinstance(cell, date | time):
        return cell.isoformat()
    if isinstance(cell, timedelta):
        return str(cell)
    return "" if cell is None else str(cell)
