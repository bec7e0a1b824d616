"""A plan as one SQL statement for DuckDB.

Each node becomes one common table expression; a node that several others use is
materialised, so that it is computed once. Bindings are columns ``v0, v1, ...`` (a name per
variable, since SQL does not tell ``x`` from ``X``); time is ``tp`` and ``ts`` in points, ``f`` and
``l`` (time-points) in runs. So a point is compared with another without asking when it was.

Main path: ``Writer.statement``.
"""

from __future__ import annotations

from servanda.rules.plan import (
    FOREVER,
    Aggregated,
    AntiJoin,
    Bind,
    Captured,
    Clock,
    Distinct,
    Empty,
    Everywhere,
    Extend,
    Filter,
    Join,
    Merge,
    Node,
    Points,
    Project,
    Reach,
    Scan,
    Shift,
    Spread,
    Steps,
    Union,
)
from servanda.rules.sqlaggregates import Aggregation
from servanda.rules.sqlspecial import Special
from servanda.rules.sqlterms import SQL_TYPES, condition_sql, group_sql, literal, term_sql
from servanda.rules.syntax import Const, Var

__all__ = ["Writer"]

_CLOCKS = {"tp": 'tp AS "0"', "ts": 'ts AS "0"', "tpts": 'tp AS "0", ts AS "1"'}


class Writer(Special):
    """Writes any node into common table expressions."""

    def _body(self, node: Node) -> str:
        if isinstance(node, Clock):
            return self._clock_points(node)
        body: str = getattr(self, f"_{type(node).__name__.lower()}")(node)
        return body

    # Leaves

    def _scan(self, node: Scan) -> str:
        columns = "".join(f', a{position} AS "{position}"' for position in node.names)
        return f"SELECT tp, ts{columns} FROM {self._tables[node.predicate]}"

    def _clock_points(self, node: Clock) -> str:
        return f"SELECT tp, ts, {_CLOCKS[node.kind]} FROM tps"

    def _empty(self, node: Empty) -> str:
        columns = [f"CAST(NULL AS {SQL_TYPES[t]}) AS {self.column(n)}" for n, t in node.columns]
        columns += ["CAST(NULL AS BIGINT) AS tp", "CAST(NULL AS BIGINT) AS ts"]
        return f"SELECT {', '.join(columns)} WHERE FALSE"

    def _everywhere(self, node: Everywhere) -> str:
        pairs = zip(node.names, node.values, strict=True)
        columns = [f"{term_sql(value, {}, {})} AS {self.column(name)}" for name, value in pairs]
        always = ["CAST(0 AS BIGINT) AS f", f"CAST({FOREVER} AS BIGINT) AS l"]
        return f"SELECT {', '.join(columns + always)}"

    def _steps(self, node: Steps) -> str:
        return self._clock.steps(node.by, node.least, node.most)

    # One child

    def _bind(self, node: Bind) -> str:
        child = self.write(node.child)
        where, found = [], dict[str, str]()
        for (name, _), argument in zip(node.child.columns, node.arguments, strict=True):
            column = f"c.{self.column(name)}"
            if argument is None:
                continue
            if isinstance(argument, Const):
                where.append(f"{column} = {literal(argument.value, argument.type)}")
            else:
                assert isinstance(argument, Var)
                if argument.name in found:
                    where.append(f"{column} = {found[argument.name]}")
                found.setdefault(argument.name, column)
        columns = [f"{source} AS {self.column(name)}" for name, source in found.items()]
        row = ", ".join(columns + self._time("c", node.child))
        return f"SELECT {row} FROM {child} c{_where(where)}"

    def _filter(self, node: Filter) -> str:
        test = condition_sql(node.condition, *self._scope("c", node.child))
        where = f"NOT {test}" if node.negated else test
        return f"SELECT {self._row('c', node.child)} FROM {self.write(node.child)} c WHERE {where}"

    def _extend(self, node: Extend) -> str:
        name = self.column(node.names[-1])
        value = term_sql(node.term, *self._scope("c", node.child))
        inner = f"SELECT {value} AS {name}, c.* FROM {self.write(node.child)} c"
        return f"SELECT {self._row('c', node)} FROM ({inner}) c WHERE c.{name} IS NOT NULL"

    def _captured(self, node: Captured) -> str:
        scope = self._scope("c", node.child)
        condition = node.condition
        new = []
        for name in node.names[len(node.child.columns) :]:
            position = condition.groups.index(Var(name))
            new.append(f"{group_sql(condition, position, *scope)} AS {self.column(name)}")
        row = ", ".join([*self._columns("c", node.child.names), *new, *self._time("c", node)])
        test = condition_sql(condition, *scope)
        return f"SELECT {row} FROM {self.write(node.child)} c WHERE {test}"

    def _project(self, node: Project) -> str:
        return f"SELECT {self._row('c', node)} FROM {self.write(node.child)} c"

    def _distinct(self, node: Distinct) -> str:
        return f"SELECT DISTINCT {self._row('c', node)} FROM {self.write(node.child)} c"

    def _merge(self, node: Merge) -> str:
        columns = [self.column(name) for name in node.names]
        first, last = self._first("c", node.child), self._last("c", node.child)
        over = f"{_partition(columns)}ORDER BY f, l"
        rows = ", ".join([*self._columns("c", node.names), f"{first} AS f", f"{last} AS l"])
        source = f"SELECT {rows} FROM {self.write(node.child)} c"
        before = f"max(l) OVER ({over} ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING)"
        starts = f"SELECT *, (CASE WHEN f <= {before} + 1 THEN 0 ELSE 1 END) AS s FROM ({source})"
        # Rows that are alike belong together, whichever of them came first above: no ROWS here.
        island = f"SELECT *, sum(s) OVER ({over}) AS i FROM ({starts})"
        keep = ", ".join([*columns, "min(f) AS f", "max(l) AS l"])
        return f"SELECT {keep} FROM ({island}) GROUP BY {', '.join([*columns, 'i'])}"

    def _points(self, node: Points) -> str:
        row = ", ".join([*self._columns("c", node.names), "t.tp", "t.ts"])
        return (
            f"SELECT {row} FROM {self.write(node.child)} c JOIN tps t ON t.tp BETWEEN c.f AND c.l"
        )

    def _shift(self, node: Shift) -> str:
        columns = self._columns("c", node.names)
        source = f"FROM {self.write(node.child)} c"
        if node.is_point:
            row = ", ".join([*columns, "t.tp", "t.ts"])
            return f"SELECT {row} {source} JOIN tps t ON t.tp = c.tp + {node.by}"
        moved = f"greatest(c.f + {node.by}, 0) AS f, c.l + {node.by} AS l"
        return f"SELECT {', '.join([*columns, moved])} {source} WHERE c.l + {node.by} >= 0"

    def _spread(self, node: Spread) -> str:
        child = node.child
        columns = self._columns("c", node.names)
        source = f"FROM {self.write(child)} c"
        if child.is_point and node.past and node.least == 0 and node.most is None:
            row = ", ".join([*columns, "c.tp AS f", f"{FOREVER} AS l"])
            return f"SELECT {row} {source}"
        window = self._window(node)
        if child.is_point:
            row = ", ".join([*columns, "w.lo AS f", "w.hi AS l"])
            return f"SELECT {row} {source} JOIN {window} w ON w.tp = c.tp WHERE w.lo <= w.hi"
        if node.past and node.least == 0:
            row = ", ".join([*columns, "c.f", f"COALESCE(w.hi, {FOREVER}) AS l"])
            return f"SELECT {row} {source} LEFT JOIN {window} w ON w.tp = c.l"
        # Only one end moves: the other is the run's own, or has no bound.
        last = "w.hi" if node.past else "c.l"
        row = ", ".join([*columns, "w.lo AS f", f"{last} AS l"])
        return f"SELECT {row} {source} JOIN {window} w ON w.tp = c.f"

    def _reach(self, node: Reach) -> str:
        first, last = self._first("c", node.child), self._last("c", node.child)
        if node.past and node.least == 0 and node.most is None:
            low, high, join = first, self.reach_end(node), ""
        elif node.past:
            low = first if node.least == 0 else "w.lo"
            high = f"least(COALESCE(w.hi, {FOREVER}), {self.reach_end(node)})"
            kind = "LEFT JOIN" if node.least == 0 else "JOIN"
            join = f"{kind} {self._window(node)} w ON w.tp = {last}"
        else:
            low = f"greatest(w.lo, {self.reach_end(node)})"
            high = last if node.least == 0 else "w.hi"
            join = f"JOIN {self._window(node)} w ON w.tp = {first}"
        row = ", ".join([*self._columns("c", node.names), f"{low} AS f", f"{high} AS l"])
        return f"SELECT * FROM (SELECT {row} FROM {self.reach_source(node)} {join}) WHERE f <= l"

    def _window(self, node: Spread | Reach) -> str:
        window = self._clock.window(node.least, node.most, past=node.past)
        self._uses[window] += 1
        return window

    def reach_source(self, node: Reach) -> str:
        """Return the anchors ``c``, each with the nearest row ``h`` of the left side."""
        child, held = node.child, node.held
        first, last = self._first("c", child), self._last("c", child)
        at_first, at_last = self._first("h", held), self._last("h", held)
        if node.past:
            near = f"{last} + 1 {'<=' if node.negated else '>='} "
            near += at_last if node.negated else at_first
        else:
            near = f"{first} - 1 {'>=' if node.negated else '<='} "
            near += at_first if node.negated else at_last
        on = " AND ".join([*self._keys("c", "h", held.names), near])
        return f"{self.write(child)} c ASOF LEFT JOIN {self.write(held)} h ON {on}"

    def reach_end(self, node: Reach) -> str:
        """Return the last time-point (in the future: the first) that each anchor reaches."""
        child, held = node.child, node.held
        first, last = self._first("c", child), self._last("c", child)
        at_first, at_last = self._first("h", held), self._last("h", held)
        if node.past and node.negated:
            return f"greatest(COALESCE({at_first}, {FOREVER} + 1), {last} + 1) - 1"
        if node.past:
            return f"CASE WHEN {at_last} >= {last} + 1 THEN {at_last} ELSE {last} END"
        if node.negated:
            return f"least(COALESCE({at_last}, -1), {first} - 1) + 1"
        return f"CASE WHEN {at_first} <= {first} - 1 THEN {at_first} ELSE {first} END"

    def _aggregated(self, node: Aggregated) -> str:
        aggregation = Aggregation(
            operator=node.operator,
            kind=node.child.type_of(node.variable),
            variable=self.column(node.variable),
            result=self.column(node.names[0]),
            group=tuple(self.column(name) for name in node.group),
            source=self.write(node.child),
        )
        return aggregation.sql(points=node.is_point)

    # Two children

    def _join(self, node: Join) -> str:
        left, right = node.left, node.right
        shared = [name for name in right.names if name in left.names]
        extra = [name for name in right.names if name not in left.names]
        columns = [*self._columns("a", left.names), *self._columns("b", extra)]
        on = self._keys("a", "b", shared)
        if left.is_point and right.is_point:
            on.append("a.tp = b.tp")
            time = ["a.tp", "a.ts"]
            if not extra:
                sources = f"{self.write(left)} a SEMI JOIN {self.write(right)} b"
                return f"SELECT {', '.join(columns + time)} FROM {sources} ON {' AND '.join(on)}"
        elif left.is_point and set(right.names) <= set(left.names):
            # At most one run of the right side can hold: the last that began.
            sources = f"{self.write(left)} a ASOF JOIN {self.write(right)} b"
            on.append("a.tp >= b.f")
            row = ", ".join([*columns, "a.tp", "a.ts"])
            return f"SELECT {row} FROM {sources} ON {' AND '.join(on)} WHERE a.tp <= b.l"
        elif left.is_point or right.is_point:
            point, run = ("a", "b") if left.is_point else ("b", "a")
            on.append(f"{point}.tp BETWEEN {run}.f AND {run}.l")
            time = [f"{point}.tp", f"{point}.ts"]
        else:
            on += ["a.f <= b.l", "b.f <= a.l"]
            time = ["greatest(a.f, b.f) AS f", "least(a.l, b.l) AS l"]
        row = ", ".join(columns + time)
        sources = f"{self.write(left)} a JOIN {self.write(right)} b"
        return f"SELECT {row} FROM {sources} ON {' AND '.join(on)}"

    def _antijoin(self, node: AntiJoin) -> str:
        left, right = node.left, node.right
        keys = self._keys("a", "b", right.names)
        row = self._row("a", left)
        one, other = self.write(left), self.write(right)
        if left.is_point and right.is_point:
            on = " AND ".join([*keys, "a.tp = b.tp"])
            return f"SELECT {row} FROM {one} a ANTI JOIN {other} b ON {on}"
        if left.is_point:
            on = " AND ".join([*keys, "a.tp >= b.f"])
            joined = f"{one} a ASOF LEFT JOIN {other} b ON {on}"
            return f"SELECT {row} FROM {joined} WHERE b.l IS NULL OR b.l < a.tp"
        return self._subtract(node, keys, one, other)

    def _subtract(self, node: AntiJoin, keys: list[str], one: str, other: str) -> str:
        """The gaps that the right side leaves in each run of the left."""
        right = node.right
        columns = [self.column(name) for name in node.names]
        first, last = self._first("b", right), self._last("b", right)
        on = " AND ".join([*keys, f"{first} <= a.l", f"{last} >= a.f"])
        head = "".join(f"a.{column}, " for column in columns)
        pair = f"{head}a.f, a.l, {first} AS bf, {last} AS bl"
        hits = f"SELECT {pair} FROM {one} a JOIN {other} b ON {on}"
        ends = f"SELECT {head}a.f, a.l, a.l + 1, NULL FROM {one} a"
        over = f"PARTITION BY {', '.join([*columns, 'f'])} ORDER BY bf"
        start = f"greatest(f, COALESCE(lag(bl) OVER ({over}) + 1, f))"
        row = "".join(f"{column}, " for column in columns)
        gaps = f"SELECT {row}{start} AS f, bf - 1 AS l FROM ({hits} UNION ALL {ends})"
        return f"SELECT {row}f, l FROM ({gaps}) WHERE f <= l"

    def _union(self, node: Union) -> str:
        parts = []
        for child in (node.left, node.right):
            row = self._columns("c", node.names)
            if node.is_point:
                row += ["c.tp", "c.ts"]
            else:
                row += [f"{self._first('c', child)} AS f", f"{self._last('c', child)} AS l"]
            parts.append(f"SELECT {', '.join(row)} FROM {self.write(child)} c")
        return " UNION ALL ".join(parts)


def _where(tests: list[str]) -> str:
    return f" WHERE {' AND '.join(tests)}" if tests else ""


def _partition(columns: list[str]) -> str:
    return f"PARTITION BY {', '.join(columns)} " if columns else ""
