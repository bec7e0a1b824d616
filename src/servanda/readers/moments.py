"""Columns of written dates and times to columns of moments, without a loop over rows.

The columnar twin of ``servanda.base.moment.parse_moment``: the same texts mean the
same moments (a property test holds the two together), a hundred times faster. Zones
are looked up once per distinct quarter of an hour, with the same tables.

Main path: ``read_moments(texts, zone)`` -> ``Moments``.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta, tzinfo
from typing import TYPE_CHECKING, Any

import numpy as np

from servanda.base.moment import PRECISIONS

if TYPE_CHECKING:
    import numpy.typing as npt
    import pyarrow as pa

    Integers = npt.NDArray[np.int64]
    Truths = npt.NDArray[np.bool_]

__all__ = ["DATE_ORDERS", "EMPTY", "NO_DATE", "NO_ZONE", "READ", "Moments", "read_moments"]

READ, EMPTY, NO_DATE, NO_ZONE = range(4)
_CLOCK = (
    r"(?:[T ](?P<hour>\d{1,2})(?::?(?P<minute>\d{2})"
    r"(?::?(?P<second>\d{2})(?:[.,]\d{1,9})?)?)?"
    r" ?(?P<zone>Z|UTC|[+-]\d{2}(?::?\d{2})?)?)?"
)
_DAYS = {
    "year first": r"^(?P<year>\d{4})(?:-?(?P<month>\d{2})(?:-?(?P<day>\d{2})CLOCK)?)?$",
    "day first": r"^(?P<day>\d{1,2})[./-](?P<month>\d{1,2})[./-](?P<year>\d{4})CLOCK$",
    "month first": r"^(?P<month>\d{1,2})[./-](?P<day>\d{1,2})[./-](?P<year>\d{4})CLOCK$",
}
DATE_ORDERS = tuple(_DAYS)
_PARTS = ("year", "month", "day", "hour", "minute", "second", "zone")
_DAY_S, _QUARTER_S = 86_400, 900
_SECOND, _MINUTE, _HOUR, _DAY, _MONTH, _YEAR = range(len(PRECISIONS))
_LAST_MONTH, _LAST_HOUR, _LAST_MINUTE = 12, 24, 60


@dataclass(frozen=True, slots=True)
class Moments:
    """One column of moments.

    Attributes:
        earliest: Seconds since 1970 UTC, int64, one a row; 0 where not read.
        latest: The same, last second it can be.
        precision: Index into ``PRECISIONS``.
        state: READ, EMPTY, NO_DATE or NO_ZONE.
    """

    earliest: Integers
    latest: Integers
    precision: npt.NDArray[np.int8]
    state: npt.NDArray[np.int8]


def read_moments(texts: pa.Array, zone: tzinfo | None, order: str = "year first") -> Moments:
    """Read a column of dates or times, whole or partial, keeping their precision.

    Args:
        texts: Strings, one a row; blank ones are EMPTY.
        zone: The zone the source writes in, None if it does not say; then texts that
            carry none are NO_ZONE.
        order: One of ``DATE_ORDERS``.
    """
    import pyarrow.compute as pc

    pattern = _DAYS[order].replace("CLOCK", _CLOCK)
    trimmed = pc.utf8_trim_whitespace(texts)
    found = pc.extract_regex(trimmed, pattern)
    part = {name: pc.struct_field(found, name) for name in _PARTS}
    has = {name: _filled(part[name]) for name in _PARTS}
    number = {name: _number(part[name], has[name]) for name in _PARTS[:-1]}
    number["month"][~has["month"]] = 1
    number["day"][~has["day"]] = 1
    precision = np.select(
        [has["second"], has["minute"], has["hour"], has["day"], has["month"]],
        [_SECOND, _MINUTE, _HOUR, _DAY, _MONTH], _YEAR,
    ).astype(np.int8)  # fmt: skip
    good = _filled(found.field("year")) & _possible(number)
    start, end = _bounds(number, precision, good)
    state = np.where(good, READ, NO_DATE).astype(np.int8)
    state[~_filled(trimmed)] = EMPTY
    zoned = _text(part["zone"])
    to_utc = _shift(zoned, has["zone"], zone)
    if zone is None:
        state[(state == READ) & ~has["zone"]] = NO_ZONE
    earliest, latest = to_utc(start), to_utc(end) - 1
    unread = state != READ
    earliest[unread], latest[unread] = 0, 0
    return Moments(earliest, latest, precision, state)


def _filled(texts: Any) -> Truths:
    import pyarrow.compute as pc

    filled = pc.fill_null(pc.greater(pc.binary_length(texts), 0), False)
    return np.asarray(filled.to_numpy(zero_copy_only=False), dtype=np.bool_)


def _number(texts: Any, has: Truths) -> Integers:
    import pyarrow as pa
    import pyarrow.compute as pc

    whole = pc.if_else(pa.array(has), texts, "0")
    return np.array(pc.cast(pc.fill_null(whole, "0"), pa.int64()).to_numpy(zero_copy_only=False))


def _text(texts: Any) -> Any:
    import pyarrow.compute as pc

    return pc.fill_null(texts, "").dictionary_encode()


def _possible(number: dict[str, Integers]) -> Truths:
    year, month, day = number["year"], number["month"], number["day"]
    safe_month = np.clip(month, 1, _LAST_MONTH)
    index = (year - 1970) * 12 + safe_month - 1
    length = _month_start(index + 1) - _month_start(index)
    hour, minute, second = number["hour"], number["minute"], number["second"]
    midnight = (hour == _LAST_HOUR) & (minute == 0) & (second == 0)
    return np.asarray(
        (year >= 1) & (month == safe_month) & (day >= 1) & (day <= length)
        & ((hour < _LAST_HOUR) | midnight) & (minute < _LAST_MINUTE) & (second < _LAST_MINUTE)
    )  # fmt: skip


def _month_start(index: Integers) -> Integers:
    """Days since 1970 of the first of a month counted from January 1970."""
    return index.astype("datetime64[M]").astype("datetime64[D]").astype(np.int64)


def _bounds(
    number: dict[str, Integers], precision: npt.NDArray[np.int8], good: Truths
) -> tuple[Integers, Integers]:
    """Local seconds of the start, and of the first second after the end."""
    year, month = number["year"], np.clip(number["month"], 1, _LAST_MONTH)
    index = (year - 1970) * 12 + month - 1
    day = _month_start(index) + number["day"] - 1
    start = day * _DAY_S + number["hour"] * 3600 + number["minute"] * 60 + number["second"]
    end = np.select(
        [precision == _HOUR, precision == _DAY, precision == _MONTH, precision == _YEAR],
        [start + 3600, start + _DAY_S, _month_start(index + 1) * _DAY_S,
         _month_start(index + 12) * _DAY_S], start + 1,
    )  # fmt: skip
    return np.where(good, start, 0), np.where(good, end, 0)


def _shift(zones: Any, has_zone: Truths, default: tzinfo | None) -> Callable[[Integers], Integers]:
    """Return what takes local seconds to UTC: by the offset written, else by the zone."""
    offsets = np.array([_offset(text) for text in zones.dictionary.to_pylist()], dtype=np.int64)
    written = offsets[np.asarray(zones.indices)] if len(offsets) else np.zeros(0, np.int64)

    def to_utc(local: Integers) -> Integers:
        if default is None:
            return local - written
        return local - np.where(has_zone, written, _zone_offsets(local, default))

    return to_utc


def _offset(text: str) -> int:
    if text in ("", "Z", "UTC"):
        return 0
    digits = text[1:].replace(":", "")
    seconds = int(digits[:2]) * 3600 + int(digits[2:] or 0) * 60
    return -seconds if text[0] == "-" else seconds


def _zone_offsets(local: Integers, zone: tzinfo) -> Integers:
    if zone is UTC:
        return np.zeros(len(local), dtype=np.int64)
    quarters, inverse = np.unique(local // _QUARTER_S, return_inverse=True)
    return np.array([_offset_at(int(q), zone) for q in quarters], dtype=np.int64)[inverse]


def _offset_at(quarter: int, zone: tzinfo) -> int:
    at = datetime(1970, 1, 1, tzinfo=UTC) + timedelta(seconds=quarter * _QUARTER_S)
    away = at.replace(tzinfo=zone).utcoffset()
    return int(away.total_seconds()) if away is not None else 0
