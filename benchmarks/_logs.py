"""Makes the logs that the monitor is timed on: seeded, columnar, the same on every machine.

Nine kinds of event over 1,000 days: attacks on 2,000 places (some places far more often than
others) and the notifications that answer nine in ten of them; pledges of 40 donors and their
deliveries in up to three parts; control of places; truces that begin and end; audits; reports
that no rule asks for. ``sparse``: seconds, every event its own time-point. ``dense``: days, one
time-point a day. Draws stand in a fixed order, so a seed and a size name one log.

``python _logs.py KIND EVENTS PREFIX [--text] [--first N]`` writes PREFIX.parquet and PREFIX.sig,
and PREFIX.log in MonPoly's format if asked; only the first N events if that is asked. It is a
process of its own so that whoever measures the memory of other processes stays small.
"""

from __future__ import annotations

import argparse
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

__all__ = ["KINDS", "SIGNATURE", "events", "write_parquet", "write_signature", "write_text"]

KINDS = {"sparse": 1, "dense": 86_400}
"""Seconds that a time-stamp is rounded down to."""

SIGNATURE = {
    "attack": "p:int,q:int",
    "notify": "g:int,p:int",
    "pledge": "i:int,d:int,a:int",
    "deliver": "i:int,a:int",
    "control": "p:int,q:int",
    "truce_start": "p:int",
    "truce_end": "p:int",
    "audit": "d:int,x:int",
    "report": "r:int",
}
_DAYS, _DAY = 1_000, 86_400
_SPAN = _DAYS * _DAY
_BEGIN = 1_640_995_200
_PLACES, _PARTIES, _GUARANTORS, _DONORS = 2_000, 4, 12, 40
_Part = tuple[str, Any, tuple[Any, ...]]


def events(kind: str, count: int, *, seed: int = 7) -> pa.Table:
    """Return a log: ``tp``, ``ts``, ``event``, ``a0``, ``a1``, ``a2`` (-1 where there is none).

    Args:
        kind: ``sparse`` or ``dense``.
        count: Events; 500 or more, for below there are more audits than there is room for.
        seed: Another seed, another log.
    """
    draw = np.random.default_rng(seed)
    parts = [_within(part) for part in (*_acts(draw, count), _audits(count))]
    rest = count - sum(len(times) for _, times, _ in parts)
    parts.append(("report", draw.integers(0, _SPAN, rest), (draw.integers(0, 5_000, rest),)))
    times = np.concatenate([part[1] for part in parts])
    order = np.lexsort((draw.random(len(times)), times))
    rounding = KINDS[kind]
    ts = (_BEGIN + times[order]) // rounding * rounding
    tp = np.arange(len(ts))
    if rounding > 1:
        tp = np.cumsum(np.concatenate([[0], np.diff(ts) > 0]))
    labels = np.repeat(np.arange(len(parts)), [len(part[1]) for part in parts])[order]
    names = pa.DictionaryArray.from_arrays(
        pa.array(labels.astype("int8")), pa.array([part[0] for part in parts])
    )
    arguments = {f"a{i}": _column(parts, i)[order] for i in range(3)}
    return pa.table({"tp": tp, "ts": ts, "event": names.cast(pa.string()), **arguments})


def write_parquet(log: pa.Table, path: Path) -> None:
    """Write a log as a user of Parquet would, with the writer's defaults."""
    pq.write_table(log, path)


def write_signature(path: Path) -> None:
    """Write the signature of every log."""
    path.write_text("".join(f"{name}({kinds})\n" for name, kinds in SIGNATURE.items()), "utf-8")


def write_text(parquet: Path, path: Path) -> None:
    """Write a log in MonPoly's format: one line a time-point, each predicate with its tuples."""
    import duckdb

    tuples = {2: "'(' || a0 || ',' || a1 || ')'", 1: "'(' || a0 || ')'"}
    tuples[3] = "'(' || a0 || ',' || a1 || ',' || a2 || ')'"
    cases = " ".join(
        f"WHEN '{name}' THEN {tuples[kinds.count(':')]}" for name, kinds in SIGNATURE.items()
    )
    with duckdb.connect() as connection:
        connection.execute(f"""
            COPY (
                SELECT '@' || ts || ' ' || string_agg(part, ' ' ORDER BY place) || ';'
                FROM (
                    SELECT tp, ts, min(place) AS place,
                           event || string_agg(CASE event {cases} END, '' ORDER BY place) AS part
                    FROM (SELECT *, row_number() OVER () AS place FROM '{parquet}')
                    GROUP BY tp, ts, event
                ) GROUP BY tp, ts ORDER BY tp
            ) TO '{path}' (FORMAT csv, HEADER false, DELIMITER '\t', QUOTE '', ESCAPE '')
        """)


def _acts(draw: np.random.Generator, count: int) -> Iterator[_Part]:
    weights = 1 / np.arange(1, _PLACES + 1) ** 0.6
    weights /= weights.sum()

    def places(number: int) -> Any:
        return draw.choice(_PLACES, number, p=weights)

    attacks = int(count * 0.35)
    at, where = draw.integers(0, _SPAN, attacks), places(attacks)
    yield "attack", at, (where, draw.integers(0, _PARTIES, attacks))
    told = draw.random(attacks) < 0.9
    delay = draw.exponential(_DAY / 3, told.sum()).astype(int)
    yield "notify", at[told] + delay, (draw.integers(0, _GUARANTORS, told.sum()), where[told])
    yield from _pledges(draw, int(count * 0.06))
    number = int(count * 0.02)
    at = draw.integers(0, _SPAN, number)
    yield "control", at, (places(number), draw.integers(0, _PARTIES, number))
    number = int(count * 0.01)
    at, where = draw.integers(0, _SPAN, number), places(number)
    yield "truce_start", at, (where,)
    yield "truce_end", at + draw.exponential(10 * _DAY, number).astype(int) + 3_600, (where,)


def _pledges(draw: np.random.Generator, number: int) -> Iterator[_Part]:
    at, ids = draw.integers(0, _SPAN, number), draw.permutation(number)
    donors, amounts = draw.integers(0, _DONORS, number), draw.integers(1, 200, number)
    yield "pledge", at, (ids, donors, amounts)
    for share in (0.8, 0.5, 0.2):
        kept = draw.random(number) < share
        delay = draw.exponential(40 * _DAY, kept.sum()).astype(int)
        yield "deliver", at[kept] + delay, (ids[kept], draw.integers(1, 100, kept.sum()))


def _audits(count: int) -> _Part:
    """About every 30 days, some donors are asked whether they delivered a certain sum."""
    months = _DAYS // 30
    donors = min(_DONORS, max(1, int(count * 0.02) // months))
    moments = ((np.arange(months) + 1) * float(_DAYS) / (months + 1) * _DAY - 1).astype(int)
    amount = max(10, int(count / _DAYS * 0.06 * 75 * 30 / _DONORS))
    times, who = np.repeat(moments, donors), np.tile(np.arange(donors), months)
    return "audit", times, (who, np.full(len(times), amount))


def _within(part: _Part) -> _Part:
    name, times, columns = part
    kept = times < _SPAN
    return name, times[kept], tuple(column[kept] for column in columns)


def _column(parts: list[_Part], position: int) -> Any:
    columns = [
        columns[position] if position < len(columns) else np.full(len(times), -1)
        for _, times, columns in parts
    ]
    return np.concatenate(columns)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("kind", choices=KINDS)
    parser.add_argument("events", type=int)
    parser.add_argument("prefix", type=Path)
    parser.add_argument("--text", action="store_true")
    parser.add_argument("--first", type=int)
    asked = parser.parse_args()
    parquet = Path(f"{asked.prefix}.parquet")
    if not parquet.exists():
        write_parquet(events(asked.kind, asked.events)[: asked.first], parquet)
        write_signature(Path(f"{asked.prefix}.sig"))
    if asked.text:
        write_text(parquet, Path(f"{asked.prefix}.log"))


if __name__ == "__main__":
    main()
