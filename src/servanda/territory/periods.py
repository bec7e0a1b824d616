"""Changes put into days, weeks and months of the calendar, with the periods that have none.

A change lies in (after, until]. It counts in the period of ``until``, the day of the edition
that shows it, less the publisher's lag: an edition fetched at three in the morning shows
the evening before. That is a rule of book-keeping, not knowledge of when ground changed
hands; a change across a border of periods may have happened on either side of it.

A period in which no edition appeared is a gap. It is listed without numbers, never with
zeros. An edition that shows the same ground as the one before is a zero, and is counted
as unchanged. Main path: ``in_periods``.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Literal

from servanda.territory.change import Change

__all__ = ["By", "Period", "day_of", "in_periods", "label_of"]

By = Literal["edition", "day", "week", "month"]
_DECEMBER = 12


@dataclass(frozen=True, slots=True)
class Period:
    """One row of a table of changes.

    Attributes:
        label: ``2031-05-07``, ``2031-W19`` or ``2031-05``; for single editions the moment.
        begins: Its first day.
        ends: Its last day.
        changes: What counts in it, in order; empty if no edition appeared in it.
    """

    label: str
    begins: date
    ends: date
    changes: tuple[Change, ...]

    @property
    def is_gap(self) -> bool:
        """No edition appeared in it: nothing is known of it alone."""
        return not self.changes

    @property
    def unchanged(self) -> int:
        """Number of its editions that show the same ground as the edition before."""
        return sum(change.identical for change in self.changes)

    @property
    def gap_days(self) -> int:
        """Days without an edition inside the intervals of its changes."""
        return sum(
            max((change.until.date() - change.after.date()).days - 1, 0) for change in self.changes
        )


def in_periods(changes: Iterable[Change], by: By, *, lag_days: int = 0) -> list[Period]:
    """Return the changes by period, with an empty period for each that has none between.

    Args:
        changes: In order.
        by: ``edition`` puts each change into a period of its own, without gaps.
        lag_days: An edition shows the ground so many days before its date.
    """
    groups: dict[str, tuple[date, list[Change]]] = {}
    for change in changes:
        day = day_of(change, lag_days)
        label = change.until.isoformat() if by == "edition" else label_of(day, by)
        groups.setdefault(label, (day, []))[1].append(change)
    if by == "edition":
        return [Period(label, day, day, tuple(found)) for label, (day, found) in groups.items()]
    return _with_gaps({label: tuple(found) for label, (_, found) in groups.items()},
                      [day for day, _ in groups.values()], by)  # fmt: skip


def _with_gaps(groups: dict[str, tuple[Change, ...]], days: list[date], by: By) -> list[Period]:
    found = []
    day = _bounds(min(days), by)[0] if days else None
    while day is not None and day <= max(days):
        begins, ends = _bounds(day, by)
        label = label_of(day, by)
        found.append(Period(label, begins, ends, groups.get(label, ())))
        day = ends + timedelta(days=1)
    return found


def day_of(change: Change, lag_days: int) -> date:
    """Return the day that a change counts on, in the zone of its editions."""
    return (change.until - timedelta(days=lag_days)).date()


def label_of(day: date, by: By) -> str:
    """Return the name of the period a day lies in.

    >>> label_of(date(2027, 1, 1), "week"), label_of(date(2027, 1, 1), "month")
    ('2026-W53', '2027-01')
    """
    if by == "month":
        return f"{day:%Y-%m}"
    if by == "week":
        year, week, _ = day.isocalendar()
        return f"{year}-W{week:02d}"
    return day.isoformat()


def _bounds(day: date, by: By) -> tuple[date, date]:
    """First and last day of the period a day lies in; weeks are ISO weeks."""
    if by == "month":
        begins = day.replace(day=1)
        after = date(day.year + day.month // _DECEMBER, day.month % _DECEMBER + 1, 1)
        return begins, after - timedelta(days=1)
    if by == "week":
        begins = day - timedelta(days=day.weekday())
        return begins, begins + timedelta(days=6)
    return day, day
