"""Why the count of a period cannot be held against its quota, where it cannot.

Three reasons, asked only where the count alone does not decide: amounts that no exchange
rate reaches, incidents dated across the period's border, and a source whose instrument
changed within it. None of them is mended by a guess.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime

from servanda.base.said import Listed, counted, said
from servanda.case.clauselog import ClauseLog
from servanda.case.periods import CalendarPeriod

__all__ = ["changed_instrument", "straddling", "unpriced"]


def unpriced(
    log: ClauseLog, predicate: str, incidents: Iterable[str], period: CalendarPeriod, currency: str
) -> str:
    """Say which currencies of amounts that would count no rate reaches; empty if none.

    Args:
        log: The clause's log, after its amounts were converted.
        predicate: What is counted.
        incidents: Those that the requirement's act admits, whatever their amount.
        period: The period.
        currency: Of the quota.
    """
    rows = log.base.rows(
        f"""SELECT DISTINCT coalesce(currency, 'no currency') AS code FROM {log.tables[predicate]}
        WHERE coalesce(currency, 'no currency') IN (SELECT unnest(CAST(? AS VARCHAR[])))
          AND incident IN (SELECT unnest(CAST(? AS VARCHAR[])))
          AND epoch(coalesce(valid_until, valid_from)) >= ? AND epoch(valid_from) < ?
        ORDER BY code""",
        [sorted(map(str, log.unconverted)), sorted(set(incidents)), *_seconds(period)],
    )
    if not rows:
        return ""
    named = {str(each): each for each in log.unconverted}
    return said(
        "amounts are reported in {codes}, the quota is in {currency}, and the agreement gives "
        "no exchange rate",
        codes=Listed(named[row["code"]] for row in rows), currency=currency,
    )  # fmt: skip


def straddling(count: int) -> str:
    """Say that so many counted incidents may lie in the period or beside it; empty if none."""
    if not count:
        return ""
    return counted(
        count,
        "{count} incident is dated across the border of the period and may lie in it or not",
        "{count} incidents are dated across the border of the period and may lie in it or not",
    )


def changed_instrument(log: ClauseLog, period: CalendarPeriod) -> str:
    """Say which accepted source counts by another instrument from some moment of the period on."""
    changes: Sequence[tuple[str, datetime, str]] = [
        (source, regime.begins, regime.reason)
        for source in log.accepted
        for regime in log.base.sources[source].regimes
        if period.begins < regime.begins < period.ends
    ]
    told = [
        said(
            "the instrument of {source} changed on {day:%Y-%m-%d} ({reason}): what it counts "
            "before and after differs in kind",
            source=source, day=begins.date(), reason=reason,
        )
        for source, begins, reason in changes
    ]  # fmt: skip
    return said("{parts:; }", parts=Listed(told)) if told else ""


def _seconds(period: CalendarPeriod) -> tuple[float, float]:
    return period.begins.timestamp(), period.ends.timestamp()
