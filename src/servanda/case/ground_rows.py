"""Rows of ``servanda territory``: one a period, or one a period and region.

Every number says what it is the sum of. A period without an edition has nulls: that
nothing is known of it is not that nothing changed. Main path: ``territory_records``.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from typing import TYPE_CHECKING, Any

from servanda.case.ground import Answer
from servanda.case.ground_front import WHOLE

if TYPE_CHECKING:
    from servanda.territory import Patch
    from servanda.territory.periods import Period

__all__ = ["SUMS", "territory_records"]

SUMS = ("gained_km2", "lost_km2", "net_km2", "redrawn_km2")
_PARTS = (
    "advance_km2", "return_km2", "lost_advance_km2", "lost_return_km2",
    "redrawn_gained_km2", "redrawn_lost_km2", "batch_km2",
    "persisted_km2", "reverted_km2", "undecided_km2",
)  # fmt: skip
_FRONT = ("front_km", "active_front_km", "depth_km", "active_depth_km", "deepest_km")
_RUNNING = ("cumulative_gained_km2", "cumulative_lost_km2", "cumulative_net_km2")
_DIGITS = 6
_FATES = {"persistent": "persisted_km2", "reverted": "reverted_km2", "undecided": "undecided_km2"}


def territory_records(answer: Answer) -> list[dict[str, Any]]:
    """Return the rows of an answer, then its refused files.

    Returns:
        Rows begin with ``from``, ``to`` (the change lies in (from, to]), ``gained_km2``,
        ``lost_km2``, ``net_km2``, ``redrawn_km2`` and ``patches``; then ``period`` and
        ``region`` where asked for, and the parts of the sums. In a gap all are null.
    """
    rows = list(_rows(answer))
    if answer.asked.cumulative:
        _run(rows)
    return [*rows, *answer.refused]


def _rows(answer: Answer) -> Iterator[dict[str, Any]]:
    names = _regions(answer)
    for period in answer.periods:
        for name in names:
            yield _row(answer, period, name)


def _regions(answer: Answer) -> list[str]:
    """Regions in which anything changed, in order, ground outside of all last."""
    from servanda.territory.regions import OUTSIDE

    if answer.regions is None:
        return [WHOLE]
    touched = {name for share in answer.shares.values() for name in share}
    return sorted(touched, key=lambda name: (name == OUTSIDE, name)) or [OUTSIDE]


def _row(answer: Answer, period: Period, region: str) -> dict[str, Any]:
    sums = _sums(answer, period, region)
    changes = period.changes
    row: dict[str, Any] = {
        "from": _iso(changes[0].after) if changes else None,
        "to": _iso(changes[-1].until) if changes else None,
        **{name: sums[name] for name in SUMS},
        "patches": sums["patches"],
    }
    if answer.asked.by != "edition":
        row["period"] = period.label
    if answer.regions is not None:
        row["region"] = region
    row |= {name: sums[name] for name in _PARTS}
    row |= {
        "editions": len(changes),
        "unchanged_editions": period.unchanged,
        "gap_days": None if period.is_gap else period.gap_days,
    }
    mended = [answer.repaired[c.until] for c in changes if c.until in answer.repaired]
    if mended:
        row["repairs"] = sum(each.count for each in mended)
        row["repaired_km2"] = _rounded(sum(each.area_km2 for each in mended))
    if answer.fronts:
        found = answer.fronts.get(period.label, {}).get(region, {})
        row |= {name: _rounded(found.get(name)) for name in _FRONT}
    return row


def _sums(answer: Answer, period: Period, region: str) -> dict[str, Any]:
    """Sums over the patches, or over what of them lies in a region."""
    if period.is_gap:
        return dict.fromkeys((*SUMS, "patches", *_PARTS))
    sums: dict[str, float] = dict.fromkeys(("gained_km2", "lost_km2", *_PARTS), 0.0)
    count = 0
    for change in period.changes:
        for patch in (*change.gained, *change.lost):
            km2 = answer.shares[patch.id].get(region) if answer.regions else patch.area_km2
            if km2 is None:
                continue
            count += 1
            for name in _names(patch, answer):
                sums[name] += km2
    sums["net_km2"] = sums["gained_km2"] - sums["lost_km2"]
    sums["redrawn_km2"] = sums["redrawn_gained_km2"] + sums["redrawn_lost_km2"]
    return {**{name: _rounded(value) for name, value in sums.items()}, "patches": count}


def _names(patch: Patch, answer: Answer) -> Iterator[str]:
    """The sums that a patch is part of."""
    gained = patch.kind == "gained"
    yield "gained_km2" if gained else "lost_km2"
    if patch.movement == "redraw":
        yield "redrawn_gained_km2" if gained else "redrawn_lost_km2"
    else:
        yield f"{patch.movement}_km2" if gained else f"lost_{patch.movement}_km2"
    if patch.why == "batch":
        yield "batch_km2"
    if gained:
        outcome = answer.outcomes.get(patch.id)
        yield _FATES[outcome.fate] if outcome else "undecided_km2"


def _rounded(value: float | None) -> float | None:
    return None if value is None else round(value, _DIGITS) + 0.0


def _iso(moment: datetime) -> str:
    return moment.isoformat().replace("+00:00", "Z")


def _run(rows: Sequence[dict[str, Any]]) -> None:
    """Add running totals, by region; through a gap they are not known."""
    totals: dict[str, Mapping[str, float]] = {}
    for row in rows:
        if row["gained_km2"] is None:
            row.update(dict.fromkeys(_RUNNING))
            continue
        before = totals.get(row.get("region", WHOLE), dict.fromkeys(_RUNNING, 0.0))
        total = {
            name: round(before[name] + row[name.removeprefix("cumulative_")], _DIGITS)
            for name in _RUNNING
        }
        totals[row.get("region", WHOLE)] = total
        row.update(total)
