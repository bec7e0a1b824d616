"""The SQL of the plan nodes that only the optimiser makes.

Main path: ``Special``, a part of ``sql.Writer``.
"""

from __future__ import annotations

from abc import abstractmethod

from servanda.rules.optimised import Apart, Earliest, Limited, Near, Own, Sliding, Within
from servanda.rules.plan import Reach
from servanda.rules.sqlaggregates import windowed_value
from servanda.rules.sqlnames import Names

__all__ = ["FEW", "Special"]

FEW = 64
"""Up to so many runs of one binding are compared one by one; more, by an ordered join."""


class Special(Names):
    """Writes special nodes. ``Writer`` writes the others."""

    @abstractmethod
    def reach_source(self, node: Reach) -> str:
        """Return the anchors ``c`` with the nearest row ``h`` of where the left side holds."""

    @abstractmethod
    def reach_end(self, node: Reach) -> str:
        """Return the time-point that each anchor reaches."""

    def _own(self, node: Own) -> str:
        row = [*self._columns("c", node.child.names), *self._time("c", node)]
        name = self.column(node.names[-1])
        return f"SELECT {', '.join(row)}, c.{node.kind} AS {name} FROM {self.write(node.child)} c"

    def _apart(self, node: Apart) -> str:
        return f"SELECT {self._row('c', node)} FROM {self.write(node.child)} c"

    def _earliest(self, node: Earliest) -> str:
        columns = self._columns("c", node.names)
        row = ", ".join([*columns, "min(c.tp) AS tp", "min(c.ts) AS ts"])
        source = self.write(node.child)
        if not columns:
            return f"SELECT {row} FROM {source} c HAVING count(*) > 0"
        return f"SELECT {row} FROM {source} c GROUP BY {', '.join(columns)}"

    def _near(self, node: Near) -> str:
        if node.most is None:
            return self._ever(node)
        span = node.most - node.least
        buckets = self._buckets(node, span + 1)
        at = _bucket(f"a.ts {'-' if node.past else '+'} {node.least}", span + 1)
        here = [f"b.k = {at}", self._same_bucket(node)]
        beside = f"b.k = {at} - 1", f"b.hi >= a.ts - {node.most}"
        if not node.past:
            beside = f"b.k = {at} + 1", f"b.lo <= a.ts + {node.most}"
        keys = self._keys("a", "b", node.right.names)
        tests = [" AND ".join([*keys, *test]) for test in ([here, beside] if span else [here])]
        self._uses[buckets] += len(tests)
        row, source = self._row("a", node.left), self.write(node.left)
        if node.negated:
            for test in tests:
                source = f"(FROM {source} a ANTI JOIN {buckets} b ON {test})"
            return f"SELECT {row} FROM {source} a"
        self._uses[source] += len(tests) - 1
        semi = f"SELECT {row} FROM {source} a SEMI JOIN {buckets} b ON "
        return " UNION ALL ".join(semi + test for test in tests)

    def _buckets(self, node: Near, width: int) -> str:
        """The right side by binding and stretch of time: its first and last row there.

        A window of the same width lies in at most two neighbouring stretches. Of the nearer the
        end towards the window's middle decides, of the farther the end towards the point.
        """
        keys = self._columns("c", node.right.names)
        # At a distance of zero or more it is time-points that say what is earlier.
        same = "tp" if node.least == 0 else "ts"
        near = f"min(c.{same}) AS s, max(c.ts) AS hi"
        if not node.past:
            near = f"max(c.{same}) AS s, min(c.ts) AS lo"
        bucket = _bucket("c.ts", width)
        group = ", ".join([*keys, bucket])
        row = ", ".join([*keys, f"{bucket} AS k", near])
        return self._table(f"SELECT {row} FROM {self.write(node.right)} c GROUP BY {group}", uses=0)

    @staticmethod
    def _same_bucket(node: Near) -> str:
        point = "a.tp" if node.least == 0 else f"a.ts {'-' if node.past else '+'} {node.least}"
        return f"b.s {'<=' if node.past else '>='} {point}"

    def _ever(self, node: Near) -> str:
        """ONCE without an end: the first of each binding decides."""
        first = "min(c.tp) AS s" if node.least == 0 else f"min(c.ts) + {node.least} AS s"
        here = "a.tp" if node.least == 0 else "a.ts"
        keys = self._columns("c", node.right.names)
        row, source = self._row("a", node.left), self.write(node.left)
        if not keys:
            since = f"(SELECT {first} FROM {self.write(node.right)} c)"
            holds = f"COALESCE({here} >= {since}, FALSE)"
            return f"SELECT {row} FROM {source} a WHERE {'NOT ' if node.negated else ''}{holds}"
        group = ", ".join(keys)
        firsts = f"SELECT {group}, {first} FROM {self.write(node.right)} c GROUP BY {group}"
        on = " AND ".join([*self._keys("a", "b", node.right.names), f"{here} >= b.s"])
        join = "ANTI" if node.negated else "SEMI"
        return f"SELECT {row} FROM {source} a {join} JOIN ({firsts}) b ON {on}"

    def _limited(self, node: Limited) -> str:
        reach = node.child
        end = self.reach_end(reach)
        first, last = ("c.tp", end) if reach.past else (end, "c.tp")
        limit = "NULL" if reach.most is None else f"c.ts {'+' if reach.past else '-'} {reach.most}"
        ends = [f"{first} AS f", f"{last} AS l", f"CAST({limit} AS BIGINT) AS u"]
        row = ", ".join([*self._columns("c", node.names), *ends])
        return f"SELECT {row} FROM {self.reach_source(reach)}"

    def _within(self, node: Within) -> str:
        right = node.right
        past = not isinstance(right, Limited) or right.child.past
        keys = self._keys("a", "b", right.names)
        inside = ["a.tp <= b.l" if past else "a.tp >= b.f"]
        if isinstance(right, Limited) and right.child.most is not None:
            inside.append("a.ts <= b.u" if past else "a.ts >= b.u")
        after = "a.tp >= b.f" if past else "a.tp <= b.l"
        runs, points, row = self.write(right), self.write(node.left), self._row("a", node.left)
        names = ", ".join(self._columns("b", right.names))
        same = " AND ".join(self._keys("a", "b", right.names))
        many = f"SELECT {names} FROM {runs} b GROUP BY {names} HAVING count(*) > {FEW}"
        many = self._table(many, uses=3)
        few = f"{runs} a ANTI JOIN {many} b ON {same}"
        on = " AND ".join([*keys, after, *inside])
        ordered = f"ON {' AND '.join([*keys, after])}"
        self._uses[runs] += 2
        holds = " AND ".join(inside)
        if node.negated:
            left = f"SELECT {row} FROM {points} a ANTI JOIN (FROM {few}) b ON {on}"
            left = self._table(left, uses=2)
            hot = f"(FROM {left} a SEMI JOIN {many} b ON {same}) a"
            return (
                f"SELECT {row} FROM {left} a ANTI JOIN {many} b ON {same} UNION ALL "
                f"SELECT {row} FROM {hot} ASOF LEFT JOIN {runs} b {ordered} "
                f"WHERE NOT COALESCE({holds}, FALSE)"
            )
        self._uses[points] += 1
        hot = f"(FROM {points} a SEMI JOIN {many} b ON {same}) a"
        return (
            f"SELECT {row} FROM {points} a SEMI JOIN (FROM {few}) b ON {on} UNION ALL "
            f"SELECT {row} FROM {hot} ASOF JOIN {runs} b {ordered} WHERE {holds}"
        )

    def _sliding(self, node: Sliding) -> str:
        group = [self.column(name) for name in node.group]
        data = self.write(node.child)
        parts = []
        if node.askers is not None:
            asks = f"SELECT DISTINCT {self._row('c', node.askers)} FROM {self.write(node.askers)} c"
            asks = self._table(asks, uses=1)
            if group:
                rarely = self._rarely(node, asks)
                parts.append(self._joined(node, f"(FROM {asks} SEMI {rarely})", data))
                self._uses[data] += 1
                asks, data = f"(FROM {asks} ANTI {rarely})", f"(FROM {data} ANTI {rarely})"
            parts.append(self._windowed(node, data, asks))
        else:
            parts.append(self._windowed(node, data, None))
        kind = node.child.type_of(node.variable)
        value = windowed_value(node.operator, kind, grouped=bool(group))
        columns = ", ".join([*group, "tp", "ts"])
        where = " WHERE n > 0" if group else ""
        inner = " UNION ALL ".join(parts)
        return f"SELECT {value} AS {self.column(node.names[0])}, {columns} FROM ({inner}){where}"

    def _rarely(self, node: Sliding, asks: str) -> str:
        """What to join for the groups that are asked for only at a few time-points."""
        group = ", ".join(self.column(name) for name in node.group)
        few = f"SELECT {group} FROM {asks} GROUP BY {group} HAVING count(*) <= {FEW}"
        self._uses[asks] += 2
        return f"JOIN {self._table(few, uses=3)} USING ({group})"

    def _joined(self, node: Sliding, asks: str, data: str) -> str:
        """Each asker with all it counts: for few askers cheaper than to sort the data."""
        keys = self._columns("a", node.group)
        on = self._keys("a", "c", node.group)
        on.append("c.tp <= a.tp" if node.least == 0 else f"c.ts <= a.ts - {node.least}")
        if node.most is not None:
            on.append(f"c.ts >= a.ts - {node.most}")
        row = ", ".join([*keys, "a.tp", "a.ts"])
        total = "" if node.operator == "CNT" else f", sum(c.{self.column(node.variable)}) AS s"
        rows = f"{asks} a JOIN {data} c ON {' AND '.join(on)}"
        return f"SELECT {row}, count(*) AS n{total} FROM {rows} GROUP BY {row}"

    def _windowed(self, node: Sliding, data: str, asks: str | None) -> str:
        """Totals along the time-points of each group, at those that ask."""
        group = [self.column(name) for name in node.group]
        head = "".join(f"c.{name}, " for name in group)
        variable = self.column(node.variable)
        rows = f"SELECT {head}c.tp, c.ts, 1 AS n, c.{variable} AS x FROM {data} c"
        if asks is not None:
            rows += f" UNION ALL SELECT {head}c.tp, c.ts, NULL, NULL FROM {asks} c"
        over = f"PARTITION BY {', '.join(group)} " if group else ""
        counts = _in_window("count(n)", over, node)
        sums = "" if node.operator == "CNT" else f", {_in_window('sum(x)', over, node)} AS s"
        columns = ", ".join([*group, "tp", "ts"])
        inner = f"SELECT {columns}, n AS own, {counts} AS n{sums} FROM ({rows})"
        total = "" if node.operator == "CNT" else ", s"
        where = "" if asks is None else " WHERE own IS NULL"
        return f"SELECT {columns}, n{total} FROM ({inner}){where}"


def _bucket(time: str, width: int) -> str:
    """Return SQL for ``floor(time / width)``; SQL divides towards zero."""
    if width == 1:
        return f"({time})"
    return f"(({time} - CASE WHEN {time} < 0 THEN {width - 1} ELSE 0 END) // {width})"


def _in_window(function: str, over: str, node: Sliding) -> str:
    """Return SQL for a total up to now, less the total up to where the window begins."""
    upper = f"{function} OVER ({over}ORDER BY ts, tp)"
    before = "RANGE BETWEEN UNBOUNDED PRECEDING AND {0} PRECEDING"
    if node.least > 0:
        upper = f"{function} OVER ({over}ORDER BY ts {before.format(node.least)})"
    if node.most is None:
        return f"COALESCE({upper}, 0)"
    lower = f"{function} OVER ({over}ORDER BY ts {before.format(node.most + 1)})"
    return f"(COALESCE({upper}, 0) - COALESCE({lower}, 0))"
