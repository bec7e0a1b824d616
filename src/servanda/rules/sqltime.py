"""The SQL of time: time-points, windows around them, and how far a log decides.

``timepoints(tp, ts)`` is the table a caller provides. Around it stand small relations,
each computed once: ``tps`` (with the empty time-point at the end of time, where that
matters), ``instants`` (first and last time-point of each time-stamp), one window table for
each interval, and one number for each operator that looks ahead.

Main path: ``Clockwork``, used by ``sql``.
"""

from __future__ import annotations

from collections.abc import Mapping

from servanda.rules.calendars import pieces
from servanda.rules.log import END_OF_TIME
from servanda.rules.plan import FOREVER
from servanda.rules.syntax import Formula, Let, Predicate, Temporal, TwoSided
from servanda.rules.variables import children

__all__ = ["Clockwork", "looks_ahead", "uses_next"]

_Known = Mapping[tuple[str, int], str | None]


def looks_ahead(formula: Formula) -> bool:
    """Whether the formula has a future operator anywhere."""
    ahead = {"NEXT", "EVENTUALLY", "ALWAYS", "UNTIL"}
    if isinstance(formula, Temporal | TwoSided) and formula.operator in ahead:
        return True
    return any(looks_ahead(child) for child in children(formula))


def uses_next(formula: Formula) -> bool:
    """Whether the formula has NEXT anywhere: only it can see the end of time."""
    if isinstance(formula, Temporal) and formula.operator == "NEXT":
        return True
    return any(uses_next(child) for child in children(formula))


class Clockwork:
    """Common table expressions about time, made on demand."""

    def __init__(self, *, with_end: bool) -> None:
        self.tables: dict[str, str] = {}
        self._windows: dict[tuple[bool, int, int | None], str] = {}
        sql = "SELECT tp, ts FROM timepoints"
        if with_end:
            end = f"SELECT max(tp) + 1, {END_OF_TIME} FROM timepoints HAVING count(*) > 0"
            sql += f" UNION ALL {end}"
        self.tables["tps"] = sql

    def _instants(self) -> str:
        self.tables.setdefault(
            "instants", "SELECT ts, min(tp) AS f, max(tp) AS l FROM tps GROUP BY ts"
        )
        return "instants"

    def window(self, least: int, most: int | None, *, past: bool) -> str:
        """Return the name of a table (tp, lo, hi).

        A satisfaction at ``tp`` makes ONCE (``past``) or EVENTUALLY hold from lo to hi. A
        time-point whose window holds no time-point at all may be missing.
        """
        key = (past, least, most)
        if key not in self._windows:
            name = f"w{len(self._windows)}"
            self._windows[key] = name
            build = self._past if past else self._future
            self.tables[name] = build(least, most)
        return self._windows[key]

    def _past(self, least: int, most: int | None) -> str:
        joins, low, high = "", "t.tp", str(FOREVER)
        if least > 0:
            joins += f" ASOF JOIN {self._instants()} a ON t.ts + {least} <= a.ts"
            low = "a.f"
        if most is not None:
            joins += f" ASOF JOIN {self._instants()} b ON t.ts + {most} >= b.ts"
            high = "b.l"
        return f"SELECT t.tp, {low} AS lo, {high} AS hi FROM tps t{joins}"

    def _future(self, least: int, most: int | None) -> str:
        joins, low, high = "", "0", "t.tp"
        if least > 0:
            joins += f" ASOF JOIN {self._instants()} a ON t.ts - {least} >= a.ts"
            high = "a.l"
        if most is not None:
            joins += f" ASOF JOIN {self._instants()} b ON t.ts - {most} <= b.ts"
            low = "b.f"
        return f"SELECT t.tp, {low} AS lo, {high} AS hi FROM tps t{joins}"

    def calendar(self, months: int, zone: str) -> str:
        """Return the name of a table (tp, ts, a0) of the moment so many months after each."""
        rows = ", ".join(
            f"({p.start}, {p.delta}, {'NULL' if p.fixed is None else p.fixed})"
            for p in pieces(months, zone)
        )
        name = f"calendar_{len(self.tables)}"
        self.tables[f"{name}_pieces"] = (
            "SELECT CAST(start AS BIGINT) AS start, CAST(delta AS BIGINT) AS delta, "
            f"CAST(fixed AS BIGINT) AS fixed FROM (VALUES {rows}) p(start, delta, fixed)"
        )
        self.tables[name] = (
            "SELECT t.tp, t.ts, COALESCE(p.fixed, t.ts + p.delta) AS a0 "
            f"FROM tps t ASOF JOIN {name}_pieces p ON t.ts >= p.start"
        )
        return name

    def steps(self, by: int, least: int, most: int | None) -> str:
        """Return SQL for the time-points whose neighbour on one side is at a fitting distance."""
        distance = "ts - lag(ts) OVER o" if by < 0 else "lead(ts) OVER o - ts"
        inner = f"SELECT tp, ts, {distance} AS d FROM tps WINDOW o AS (ORDER BY tp)"
        upper = "" if most is None else f" AND d <= {most}"
        return f"SELECT tp, ts FROM ({inner}) WHERE d >= {least}{upper}"

    def progress(self, formula: Formula) -> str | None:
        """Return SQL for the number of time-points decided; ``None`` for all."""
        return self._progress(formula, {})

    def _progress(  # noqa: PLR0911 - one return for each kind
        self, formula: Formula, known: _Known
    ) -> str | None:
        if isinstance(formula, Predicate):
            return known.get((formula.name, len(formula.arguments)))
        if isinstance(formula, Let):
            definition = self._progress(formula.definition, known)
            key = (formula.name, len(formula.parameters))
            return self._progress(formula.body, {**known, key: definition})
        found = [self._progress(child, known) for child in children(formula)]
        parts = [part for part in found if part is not None]
        inner = None if not parts else parts[0] if len(parts) == 1 else f"least({', '.join(parts)})"
        count = "(SELECT count(*) FROM tps)"
        if not isinstance(formula, Temporal | TwoSided):
            return inner
        if formula.operator == "PREVIOUS" and inner is not None:
            return self._number(f"SELECT least({inner} + 1, {count})")
        if formula.operator == "NEXT":
            return self._number(f"SELECT greatest({inner or count} - 1, 0)")
        if formula.operator in {"EVENTUALLY", "UNTIL"}:
            seen = f"SELECT ts FROM tps WHERE tp = least({inner or count}, {count} - 1)"
            late = f"(SELECT ts FROM ({seen})) - ts > {formula.interval.most}"
            return self._number(f"SELECT count(*) FROM tps WHERE {late}")
        return inner

    def _number(self, sql: str) -> str:
        name = f"g{len(self.tables)}"
        self.tables[name] = sql
        return f"(SELECT * FROM {name})"
