"""The rows of ``servanda territory`` as a plain table, in English or German.

Main path: ``territory_lines``.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import groupby
from typing import TYPE_CHECKING, Any

from servanda.case.ground_rows import SUMS

if TYPE_CHECKING:
    from servanda.territory.words import Language, Say

__all__ = ["territory_lines"]

_LABELS = {"gained_km2": "gained", "lost_km2": "lost", "net_km2": "net", "redrawn_km2": "redrawn"}
_FRONT = {"active_front_km": "front", "active_depth_km": "depth", "deepest_km": "deepest"}
_NOTHING = "-"
_GAP = 2


def territory_lines(records: Sequence[dict[str, Any]], language: Language = "en") -> str:
    """Return the records as a plain table with the sum below; refused files follow."""
    from servanda.territory.words import Say

    say = Say(language)
    rows = [each for each in records if "gained_km2" in each]
    refused = [each for each in records if "refused" in each]
    cells = [_head(rows[0], say), *_body(rows, say), *_totals(rows, say)]
    lines = _aligned(cells, texts=_texts(rows[0]))
    if "period" in rows[0]:
        lines.append(say("method"))
    if "active_front_km" in rows[0]:
        lines.append(say("front is"))
    mended = [row for row in rows if "repairs" in row]
    if mended:
        area = say.number(sum(row["repaired_km2"] for row in mended), 3)
        lines.append(say("repaired", count=sum(row["repairs"] for row in mended), area=area))
    lines += [f"{say('refused')}: {each['refused']}: {each['reason']}" for each in refused]
    if refused:
        many = "refused one" if len(refused) == 1 else "refused count"
        lines.append(say(many, count=len(refused)))
    return "\n".join(lines)


def _texts(row: dict[str, Any]) -> int:
    """How many columns on the left hold text."""
    return 1 + ("period" in row) + ("region" in row)


def _head(row: dict[str, Any], say: Say) -> list[str]:
    names = ["(from, to]" if say.language == "en" else "(von, bis]"]
    if "period" in row:
        names.insert(0, say("period"))
    if "region" in row:
        names.append(say("region"))
    names += [say(_LABELS[name]) for name in SUMS]
    names += [say(word) for key, word in _FRONT.items() if key in row]
    if "cumulative_net_km2" in row:
        names.append(say("net since"))
    return [*names, "km²"]


def _body(rows: Sequence[dict[str, Any]], say: Say) -> Iterator[list[str]]:
    """A line a row; of regions only those where something changed, and what a row lacks once."""
    for _, group in groupby(rows, key=lambda row: row.get("period", row["to"])):
        found = list(group)
        told = [row for row in found if "region" not in row or row["patches"]]
        told = told or [{**found[0], "region": ""}]
        for number, row in enumerate(told):
            cells = _cells(row, say)
            yield cells[:-1] if number else cells


def _cells(row: dict[str, Any], say: Say) -> list[str]:
    span = f"{row['from'][:10]} .. {row['to'][:10]}" if row["from"] else _NOTHING
    cells = [span]
    if "period" in row:
        cells.insert(0, row["period"])
    if "region" in row:
        cells.append(say.name(row["region"]))
    cells += [_figure(row[name], say) for name in SUMS]
    cells += [_figure(row[name], say) for name in _FRONT if name in row]
    if "cumulative_net_km2" in row:
        cells.append(_figure(row["cumulative_net_km2"], say))
    return [*cells, _note(row, say)]


def _figure(value: float | None, say: Say) -> str:
    return _NOTHING if value is None else say.number(value)


def _note(row: dict[str, Any], say: Say) -> str:
    if row["from"] is None:
        return say("no edition")
    notes = []
    if row["unchanged_editions"]:
        many = "unchanged" if row["unchanged_editions"] == 1 else "unchanged many"
        notes.append(say(many, count=row["unchanged_editions"]))
    if row["gap_days"]:
        notes.append(say("gap day" if row["gap_days"] == 1 else "gap days", days=row["gap_days"]))
    return ", ".join(notes)


def _totals(rows: Sequence[dict[str, Any]], say: Say) -> Iterator[list[str]]:
    """The sum, after that of each region."""
    blank = [""] * (_texts(rows[0]) - 2)
    for region in dict.fromkeys(row["region"] for row in rows if "region" in row):
        mine = [row for row in rows if row["region"] == region]
        if not any(row["patches"] for row in mine):
            continue
        yield [say("sum"), *blank, say.name(region), *_sums(mine, say)]
    last = (
        [say("all regions")] if "region" in rows[0] else [""] * (_texts(rows[0]) - 1 - len(blank))
    )
    yield [say("sum"), *blank, *last, *_sums(rows, say)]


def _sums(rows: Sequence[dict[str, Any]], say: Say) -> list[str]:
    return [say.number(sum(row[name] or 0.0 for row in rows)) for name in SUMS]


def _aligned(cells: Sequence[Sequence[str]], *, texts: int) -> list[str]:
    """Text to the left, numbers to the right, each column as wide as its widest cell."""
    columns = max(map(len, cells))
    wide = [max(len(row[n]) for row in cells if n < len(row)) for n in range(columns)]
    lines = []
    for row in cells:
        padded = [
            cell.rjust(wide[n]) if texts <= n < len(cells[0]) - 1 else cell.ljust(wide[n])
            for n, cell in enumerate(row)
        ]
        lines.append((" " * _GAP).join(padded).rstrip())
    return lines
