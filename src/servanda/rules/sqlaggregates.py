"""The SQL of aggregations.

Over points one groups by time-point. Over runs the result can change only where a run of the
group begins or has ended, so there is one row for each such change: counts and sums of
integers are kept running along the changes; the others are computed for each stretch
between two. (Sums of floats are not kept running: subtracting them again loses digits.)

Main path: ``Aggregation.sql``.
"""

from __future__ import annotations

from dataclasses import dataclass

from servanda.rules.aggregates import empty_value, result_type
from servanda.rules.plan import FOREVER
from servanda.rules.sqlterms import SQL_TYPES, literal

__all__ = ["Aggregation", "windowed_value"]

_FUNCTIONS = {
    "CNT": "count({time})",
    "SUM": "CAST(sum({x}) AS {type})",
    "AVG": "avg({x})",
    "MIN": "min({x})",
    "MAX": "max({x})",
    "MED": "quantile_cont({x}, 0.5)",
}
# In order of value, so that the last digit does not depend on which thread came first.
_OF_FLOATS = {"SUM": "sum({x} ORDER BY {x})", "AVG": "avg({x} ORDER BY {x})"}
_RUNNING = {"CNT": "n", "SUM": "CAST(s AS BIGINT)", "AVG": "CAST(s AS DOUBLE) / n"}


@dataclass(frozen=True, slots=True)
class Aggregation:
    """One aggregation over a table of points or runs.

    Attributes:
        operator: ``CNT SUM AVG MIN MAX MED``.
        kind: Type of the aggregated variable.
        variable: Its column.
        result: Column of the result.
        group: Columns of the group.
        source: The table.
    """

    operator: str
    kind: str
    variable: str
    result: str
    group: tuple[str, ...]
    source: str

    def sql(self, *, points: bool) -> str:
        """Return the SELECT: result, group, and ``tp`` for points or ``f, l`` for runs."""
        if points:
            return self._at_points()
        whole = self.operator == "CNT" or self.kind == "int"
        return self._running() if self.operator in _RUNNING and whole else self._between_changes()

    def _value(self, time: str) -> str:
        kind = result_type(self.operator, self.kind)
        functions = _FUNCTIONS if self.kind == "int" else {**_FUNCTIONS, **_OF_FLOATS}
        value = functions[self.operator].format(
            time=f"c.{time}", x=f"c.{self.variable}", type=SQL_TYPES[kind]
        )
        return value if self.group else f"COALESCE({value}, {self._empty()})"

    def _empty(self) -> str:
        kind = result_type(self.operator, self.kind)
        return literal(empty_value(self.operator, self.kind), kind)

    def _at_points(self) -> str:
        value = f"{self._value('tp')} AS {self.result}"
        if not self.group:
            rows = f"tps t LEFT JOIN {self.source} c ON c.tp = t.tp"
            return f"SELECT {value}, t.tp, t.ts FROM {rows} GROUP BY t.tp, t.ts"
        keys = [*(f"c.{name}" for name in self.group), "c.tp", "c.ts"]
        return f"SELECT {', '.join([value, *keys])} FROM {self.source} c GROUP BY {', '.join(keys)}"

    def _running(self) -> str:
        group = "".join(f"{name}, " for name in self.group)
        starts = f"SELECT {group}f, 1 AS n, {self._summand()} AS s FROM {self.source}"
        ends = f"SELECT {group}l + 1, -1, -{self._summand()} FROM {self.source}"
        changes = f"{starts} UNION ALL {ends}"
        if not self.group:
            changes += " UNION ALL SELECT 0, 0, 0"
        net = f"SELECT {group}f, sum(n) AS n, sum(s) AS s FROM ({changes}) GROUP BY {group}f"
        window = f"{self._partition()}ORDER BY f"
        sums = f"sum(n) OVER ({window}) AS n, sum(s) OVER ({window}) AS s"
        spans = f"SELECT {group}f, {self._until(window)} AS l, {sums} FROM ({net})"
        value = windowed_value(self.operator, self.kind, grouped=bool(self.group))
        where = " WHERE n > 0" if self.group else ""
        return f"SELECT {value} AS {self.result}, {group}f, l FROM ({spans}){where}"

    def _summand(self) -> str:
        return "0" if self.operator == "CNT" else f"CAST({self.variable} AS HUGEINT)"

    def _between_changes(self) -> str:
        group = "".join(f"{name}, " for name in self.group)
        changes = f"SELECT {group}f AS f FROM {self.source}"
        changes += f" UNION SELECT {group}l + 1 FROM {self.source}"
        if not self.group:
            changes += " UNION SELECT 0"
        window = f"{self._partition()}ORDER BY f"
        spans = f"SELECT {group}f, {self._until(window)} AS l FROM ({changes})"
        on = [
            *(f"b.{name} IS NOT DISTINCT FROM c.{name}" for name in self.group),
            "b.f BETWEEN c.f AND c.l",
        ]
        join = "JOIN" if self.group else "LEFT JOIN"
        keys = [*(f"b.{name}" for name in self.group), "b.f", "b.l"]
        row = ", ".join([f"{self._value('f')} AS {self.result}", *keys])
        rows = f"({spans}) b {join} {self.source} c ON {' AND '.join(on)}"
        return f"SELECT {row} FROM {rows} GROUP BY {', '.join(keys)}"

    def _partition(self) -> str:
        return f"PARTITION BY {', '.join(self.group)} " if self.group else ""

    def _until(self, window: str) -> str:
        return f"lead(f, 1, {FOREVER} + 2) OVER ({window}) - 1"


def windowed_value(operator: str, kind: str, *, grouped: bool) -> str:
    """Return SQL for CNT, SUM or AVG from a count ``n`` and a sum ``s``.

    Args:
        operator: ``CNT SUM AVG``.
        kind: Type of what is summed.
        grouped: Without groups there is a value even where nothing is counted.
    """
    result = result_type(operator, kind)
    value = f"CAST({_RUNNING[operator]} AS {SQL_TYPES[result]})"
    if grouped:
        return value
    empty = literal(empty_value(operator, kind), result)
    return f"CASE WHEN n > 0 THEN {value} ELSE {empty} END"
