"""Columns of text to columns of values, as a mapping says: no loop over rows.

Every step says which rows it cannot read, and why; it never guesses. A cell without a
value is null in what comes out.

Main path: ``cell_values(cell, argument, columns, mapping)`` -> ``Values``.
"""

from __future__ import annotations

import math
import re
from collections.abc import Mapping as Map
from dataclasses import dataclass, field
from datetime import tzinfo
from typing import TYPE_CHECKING, Any

from servanda.base.moment import PRECISIONS
from servanda.readers.moments import NO_DATE, NO_ZONE, READ, Moments, read_moments

if TYPE_CHECKING:
    import numpy.typing as npt

    from servanda.base.moment import Moment
    from servanda.facts.vocabulary import Argument
    from servanda.readers.mapping import Cell, Condition, Mapping, When

__all__ = [
    "Frame",
    "Trouble",
    "Values",
    "cell_values",
    "date_troubles",
    "passes",
    "timestamps",
    "when_moments",
]

_NUMBER = r"^[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d{1,3})?$"
_SPECIAL = re.compile(r"([.^$*+?{}\[\]\\|()])")
_TRUE, _FALSE = ["true", "yes", "1", "y"], ["false", "no", "0", "n"]
_LARGEST_WHOLE = 2.0**53


@dataclass(frozen=True, slots=True)
class Frame:
    """A table and what is needed to understand its cells.

    Attributes:
        columns: Column name -> texts, placeholders already empty.
        count: Number of rows.
        mapping: Decimal sign, thousands, order of dates.
        zone: Zone of naive times; None: they are refused.
    """

    columns: Map[str, Any]
    count: int
    mapping: Mapping
    zone: tzinfo | None


@dataclass(frozen=True, slots=True)
class Trouble:
    """Rows that one step could not read.

    Attributes:
        rows: Truth, one a row.
        reason: What is wrong and what would be right.
        columns: Columns to quote.
    """

    rows: Any
    reason: str
    columns: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Values:
    """An Arrow array of values, and the rows that have none because they cannot be read."""

    array: Any
    troubles: list[Trouble] = field(default_factory=list)


def passes(condition: Condition, frame: Frame) -> tuple[npt.NDArray[Any], list[Trouble]]:
    """Return which rows pass a condition, and those on which it cannot be tested."""
    import pyarrow as pa
    import pyarrow.compute as pc

    texts = frame.columns[condition.column]
    if condition.test == "empty":
        return _truths(pc.equal(texts, "")), []
    if condition.test == "not empty":
        return _truths(pc.not_equal(texts, "")), []
    if condition.test == "in":
        return _truths(pc.is_in(texts, pa.array(condition.values, pa.string()))), []
    numbers = _numbers(texts, (condition.column,), frame)
    tests = {
        "<": pc.less, "<=": pc.less_equal, "=": pc.equal, "!=": pc.not_equal,
        ">=": pc.greater_equal, ">": pc.greater,
    }  # fmt: skip
    passed = tests[condition.test](numbers.array, condition.number)
    return _truths(pc.fill_null(passed, False)), numbers.troubles


def cell_values(cell: Cell, argument: Argument, frame: Frame) -> Values:
    """Return the values of one argument of a predicate, one a row."""
    import pyarrow.compute as pc

    texts, troubles = _renamed(cell, _stripped(cell, _raw(cell, frame)))
    if cell.required:
        missing = _truths(pc.equal(texts, ""))
        reason = f"{argument.name} is missing; the mapping requires it"
        troubles.append(Trouble(missing, reason, cell.columns))
    values = _typed(texts, argument, cell, frame)
    return Values(values.array, troubles + values.troubles)


def when_moments(when: When, frame: Frame) -> Moments:
    """Return the moments of a column, of columns for year, month, day, or a constant."""
    import pyarrow.compute as pc

    if when.constant is not None:
        return _constant_moments(when.constant, frame.count)
    if len(when.columns) == 1:
        return read_moments(frame.columns[when.columns[0]], frame.zone, frame.mapping.date_order)
    parts = [pc.utf8_trim_whitespace(frame.columns[name]) for name in when.columns]
    padded = [parts[0], *(pc.utf8_lpad(part, 2, "0") for part in parts[1:])]
    return read_moments(pc.binary_join_element_wise(*padded, "-"), frame.zone)


def _constant_moments(moment: Moment, count: int) -> Moments:
    import numpy as np

    return Moments(
        np.full(count, int(moment.earliest.timestamp()), np.int64),
        np.full(count, int(moment.latest.timestamp()), np.int64),
        np.full(count, PRECISIONS.index(moment.precision), np.int8),
        np.full(count, READ, np.int8),
    )


def date_troubles(moments: Moments, columns: tuple[str, ...], what: str) -> list[Trouble]:
    """Return the rows whose date could not be read; empty ones are not among them."""
    return [
        Trouble(
            moments.state == NO_DATE,
            f"{what} is no date; write 2025-08-22 or 2025-08-22 14:05, or set `date order`",
            columns,
        ),
        Trouble(
            moments.state == NO_ZONE,
            f"{what} has no time zone, and a day or hour can differ without it; set `time zone` "
            "in the mapping or in the source's options",
            columns,
        ),
    ]


def timestamps(seconds: Any, known: Any) -> Any:
    """Return seconds since 1970 as an Arrow column of UTC time stamps, null where unknown."""
    import pyarrow as pa

    micros = pa.array(seconds * 1_000_000, pa.int64(), mask=~known)
    return micros.cast(pa.timestamp("us", tz="UTC"))


def _raw(cell: Cell, frame: Frame) -> Any:
    import pyarrow as pa
    import pyarrow.compute as pc

    if cell.how == "constant":
        return pa.repeat(pa.scalar(cell.constant, pa.string()), frame.count)
    parts = [pc.utf8_trim_whitespace(frame.columns[name]) for name in cell.columns]
    if cell.how == "column":
        return parts[0]
    nothing = pa.scalar(None, pa.string())
    filled = [pc.if_else(pc.equal(part, ""), nothing, part) for part in parts]
    if cell.how == "first":
        return pc.fill_null(pc.coalesce(*filled), "")
    return pc.fill_null(pc.binary_join_element_wise(*filled, cell.joiner, null_handling="skip"), "")


def _stripped(cell: Cell, texts: Any) -> Any:
    import pyarrow.compute as pc

    ends = "|".join(_SPECIAL.sub(r"\\\1", text) for text in cell.strip if text.strip())
    if not ends:
        return texts
    cut = pc.replace_substring_regex(texts, f"^(?:{ends})|(?:{ends})$", "")
    return pc.utf8_trim_whitespace(cut)


def _renamed(cell: Cell, texts: Any) -> tuple[Any, list[Trouble]]:
    import pyarrow as pa
    import pyarrow.compute as pc

    if not cell.values:
        return texts, []
    at = pc.index_in(texts, pa.array(list(cell.values), pa.string()))
    found = pa.array(list(cell.values.values()), pa.string()).take(at)
    if cell.otherwise == "keep":
        return pc.coalesce(found, texts), []
    known = pc.fill_null(found, "")
    if cell.otherwise == "empty":
        return known, []
    unknown = _truths(pc.and_(pc.is_null(found), pc.not_equal(texts, "")))
    reason = f"{cell.argument} is none of the mapping's values: {', '.join(cell.values)}"
    return known, [Trouble(unknown, reason, cell.columns)]


def _typed(texts: Any, argument: Argument, cell: Cell, frame: Frame) -> Values:
    import pyarrow as pa
    import pyarrow.compute as pc

    if argument.type in ("number", "integer"):
        numbers = _numbers(texts, cell.columns, frame, cell.times)
        if argument.type == "number":
            return numbers
        return _whole(numbers.array, argument, cell, numbers.troubles)
    if argument.type == "truth":
        return _truth_values(texts, argument, cell)
    if argument.type == "moment":
        moments = read_moments(texts, frame.zone, frame.mapping.date_order)
        troubles = date_troubles(moments, cell.columns, argument.name)
        return Values(timestamps(moments.earliest, moments.state == READ), troubles)
    return Values(pc.if_else(pc.equal(texts, ""), pa.scalar(None, pa.string()), texts))


def _numbers(texts: Any, columns: tuple[str, ...], frame: Frame, times: float = 1.0) -> Values:
    import pyarrow as pa
    import pyarrow.compute as pc

    mapping = frame.mapping
    plain = pc.utf8_trim_whitespace(texts)
    if mapping.thousands:
        plain = pc.replace_substring(plain, mapping.thousands, "")
    if mapping.decimal != ".":
        plain = pc.replace_substring(plain, mapping.decimal, ".")
    right = pc.match_substring_regex(plain, _NUMBER)
    nothing = pa.scalar(None, pa.string())
    values = _scaled(pc.if_else(right, plain, nothing), times)
    finite = pc.fill_null(pc.is_finite(values), True)
    wrong = pc.and_(pc.not_equal(plain, ""), pc.invert(pc.and_(right, finite)))
    named = " and ".join(repr(column) for column in columns)
    reason = f"{named} is no number; write 3 or 0.5, or list the text under `empty`"
    return Values(values, [Trouble(_truths(wrong), reason, columns)])


def _scaled(texts: Any, times: float) -> Any:
    """Read numbers times a factor; a power of ten moves the point and rounds nothing twice.

    0.016459 billion is 16459000.0 and not 16459000.000000002.
    """
    import pyarrow as pa
    import pyarrow.compute as pc

    exponent = round(math.log10(times)) if times > 0 else 0
    if times == 1.0 or float(f"1e{exponent}") != times:
        values = pc.cast(texts, pa.float64())
        return values if times == 1.0 else pc.multiply(values, times)
    plain = pc.invert(pc.match_substring_regex(texts, "[eE]"))
    moved = pc.if_else(plain, pc.binary_join_element_wise(texts, f"e{exponent}", ""), "0")
    powers = pc.multiply(pc.cast(texts, pa.float64()), times)
    return pc.if_else(plain, pc.cast(moved, pa.float64()), powers)


def _whole(values: Any, argument: Argument, cell: Cell, troubles: list[Trouble]) -> Values:
    import pyarrow as pa
    import pyarrow.compute as pc

    broken = pc.or_(
        pc.not_equal(values, pc.floor(values)), pc.greater(pc.abs(values), _LARGEST_WHOLE)
    )
    wrong = pc.fill_null(broken, False)
    whole = pc.cast(pc.if_else(wrong, pa.scalar(None, pa.float64()), values), pa.int64())
    reason = f"{argument.name} is counted in whole numbers, and this is none"
    return Values(whole, [*troubles, Trouble(_truths(wrong), reason, cell.columns)])


def _truth_values(texts: Any, argument: Argument, cell: Cell) -> Values:
    import pyarrow as pa
    import pyarrow.compute as pc

    lower = pc.utf8_lower(texts)
    yes, no = (pc.is_in(lower, pa.array(words)) for words in (_TRUE, _FALSE))
    values = pc.if_else(yes, True, pc.if_else(no, False, pa.scalar(None, pa.bool_())))
    wrong = pc.and_(pc.not_equal(texts, ""), pc.is_null(values))
    reason = f"{argument.name} is neither yes nor no"
    return Values(values, [Trouble(_truths(wrong), reason, cell.columns)])


def _truths(mask: Any) -> Any:
    import numpy as np

    return np.asarray(mask.to_numpy(zero_copy_only=False), dtype=np.bool_)
