"""A plan as one SQL statement for DuckDB.

Each node becomes one common table expression; a node that several others use is
materialised, so that it is computed once. Bindings are columns ``v0, v1, ...`` (a name per
variable, since SQL does not tell ``x`` from ``X``); time is ``tp`` in points, ``f`` and ``l`` in
runs.

Main path: ``Writer.statement``.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable

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
from servanda.rules.sqlterms import SQL_TYPES, condition_sql, group_sql, literal, term_sql
from servanda.rules.sqltime import Clockwork
from servanda.rules.syntax import Const, Var

__all__ = ["Writer"]

_CLOCKS = {"tp": 'tp AS "0"', "ts": 'ts AS "0"', "tpts": 'tp AS "0", ts AS "1"'}


class Writer:
    """Writes nodes into common table expressions.

    Args:
        clockwork: The tables about time.
        tables: Name of the table of each predicate, already quoted.
    """

    def __init__(self, clockwork: Clockwork, tables: dict[str, str]) -> None:
        self._clock = clockwork
        self._tables = tables
        self._variables: dict[str, str] = {}
        self._written: dict[Node, str] = {}
        self._bodies: dict[str, str] = {}
        self._uses: Counter[str] = Counter()

    def column(self, name: str) -> str:
        """Return the column in which a variable is kept."""
        if name.isdigit():
            return f'"{name}"'
        return self._variables.setdefault(name, f"v{len(self._variables)}")

    def expressions(self) -> list[str]:
        """Return the common table expressions written so far, each after those it uses."""
        named = {**self._clock.tables, **self._bodies}
        for body in self._clock.tables.values():
            for name in self._clock.tables:
                self._uses[name] += f" {name}" in body
        out = []
        for name, body in named.items():
            once = self._uses[name] <= 1 or name == "tps"
            out.append(f"{name} AS {'NOT ' if once else ''}MATERIALIZED (\n  {body}\n)")
        return out

    def write(self, node: Node) -> str:
        """Return the name of the table expression of ``node``, writing it if need be."""
        if node not in self._written:
            body = self._body(node)
            name = f"n{len(self._bodies)}"
            self._bodies[name] = body
            self._written[node] = name
        self._uses[self._written[node]] += 1
        return self._written[node]

    def _body(self, node: Node) -> str:
        if isinstance(node, Clock):
            return self._clock_points(node)
        body: str = getattr(self, f"_{type(node).__name__.lower()}")(node)
        return body

    def _columns(self, alias: str, names: Iterable[str]) -> list[str]:
        return [f"{alias}.{self.column(name)}" for name in names]

    @staticmethod
    def _first(alias: str, node: Node) -> str:
        return f"{alias}.{'tp' if node.is_point else 'f'}"

    @staticmethod
    def _last(alias: str, node: Node) -> str:
        return f"{alias}.{'tp' if node.is_point else 'l'}"

    def _time(self, alias: str, node: Node) -> list[str]:
        return [f"{alias}.tp"] if node.is_point else [f"{alias}.f", f"{alias}.l"]

    def _row(self, alias: str, node: Node) -> str:
        return ", ".join([*self._columns(alias, node.names), *self._time(alias, node)])

    def _keys(self, left: str, right: str, names: Iterable[str]) -> list[str]:
        pairs = zip(self._columns(left, names), self._columns(right, names), strict=True)
        return [f"{one} = {other}" for one, other in pairs]

    def _scope(self, alias: str, node: Node) -> tuple[dict[str, str], dict[str, str]]:
        names = dict(zip(node.names, self._columns(alias, node.names), strict=True))
        return names, dict(node.columns)

    # Leaves

    def _scan(self, node: Scan) -> str:
        columns = "".join(f', a{position} AS "{position}"' for position in node.names)
        return f"SELECT DISTINCT tp{columns} FROM {self._tables[node.predicate]}"

    def _clock_points(self, node: Clock) -> str:
        return f"SELECT tp, {_CLOCKS[node.kind]} FROM tps"

    def _empty(self, node: Empty) -> str:
        columns = [f"CAST(NULL AS {SQL_TYPES[t]}) AS {self.column(n)}" for n, t in node.columns]
        return f"SELECT {', '.join([*columns, 'CAST(NULL AS BIGINT) AS tp'])} WHERE FALSE"

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
        island = f"SELECT *, sum(s) OVER ({over} ROWS UNBOUNDED PRECEDING) AS i FROM ({starts})"
        keep = ", ".join([*columns, "min(f) AS f", "max(l) AS l"])
        return f"SELECT {keep} FROM ({island}) GROUP BY {', '.join([*columns, 'i'])}"

    def _points(self, node: Points) -> str:
        row = ", ".join([*self._columns("c", node.names), "t.tp"])
        return (
            f"SELECT {row} FROM {self.write(node.child)} c JOIN tps t ON t.tp BETWEEN c.f AND c.l"
        )

    def _shift(self, node: Shift) -> str:
        columns = self._columns("c", node.names)
        source = f"FROM {self.write(node.child)} c"
        if node.is_point:
            moved = f"c.tp + {node.by} AS tp"
            return f"SELECT {', '.join([*columns, moved])} {source} WHERE c.tp + {node.by} >= 0"
        moved = f"greatest(c.f + {node.by}, 0) AS f, c.l + {node.by} AS l"
        return f"SELECT {', '.join([*columns, moved])} {source} WHERE c.l + {node.by} >= 0"

    def _spread(self, node: Spread) -> str:
        child = node.child
        columns = self._columns("c", node.names)
        source = f"FROM {self.write(child)} c"
        window = self._clock.window(node.least, node.most, past=node.past)
        self._uses[window] += 1
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
        child, held = node.child, node.held
        first, last = self._first("c", child), self._last("c", child)
        window = self._clock.window(node.least, node.most, past=node.past)
        self._uses[window] += 1
        at_first, at_last = self._first("h", held), self._last("h", held)
        if node.past:
            near = f"{last} + 1 {'<=' if node.negated else '>='} "
            near += at_last if node.negated else at_first
            end = f"greatest(COALESCE({at_first}, {FOREVER} + 1), {last} + 1) - 1"
            if not node.negated:
                end = f"CASE WHEN {at_last} >= {last} + 1 THEN {at_last} ELSE {last} END"
            low = first if node.least == 0 else "w.lo"
            high = f"least(COALESCE(w.hi, {FOREVER}), {end})"
            join = f"{'LEFT ' if node.least == 0 else ''}JOIN {window} w ON w.tp = {last}"
        else:
            near = f"{first} - 1 {'>=' if node.negated else '<='} "
            near += at_first if node.negated else at_last
            start = f"least(COALESCE({at_last}, -1), {first} - 1) + 1"
            if not node.negated:
                start = f"CASE WHEN {at_first} <= {first} - 1 THEN {at_first} ELSE {first} END"
            low = f"greatest(w.lo, {start})"
            high = last if node.least == 0 else "w.hi"
            join = f"JOIN {window} w ON w.tp = {first}"
        on = " AND ".join([*self._keys("c", "h", held.names), near])
        row = ", ".join([*self._columns("c", node.names), f"{low} AS f", f"{high} AS l"])
        return (
            f"SELECT * FROM (SELECT {row} FROM {self.write(child)} c "
            f"ASOF LEFT JOIN {self.write(held)} h ON {on} {join}) WHERE f <= l"
        )

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
            time = ["a.tp"]
        elif left.is_point and set(right.names) <= set(left.names):
            # At most one run of the right side can hold: the last that began.
            sources = f"{self.write(left)} a ASOF JOIN {self.write(right)} b"
            on.append("a.tp >= b.f")
            row = ", ".join([*columns, "a.tp"])
            return f"SELECT {row} FROM {sources} ON {' AND '.join(on)} WHERE a.tp <= b.l"
        elif left.is_point or right.is_point:
            point, run = ("a", "b") if left.is_point else ("b", "a")
            on.append(f"{point}.tp BETWEEN {run}.f AND {run}.l")
            time = [f"{point}.tp"]
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
                row.append("c.tp")
            else:
                row += [f"{self._first('c', child)} AS f", f"{self._last('c', child)} AS l"]
            parts.append(f"SELECT {', '.join(row)} FROM {self.write(child)} c")
        return " UNION ALL ".join(parts)


def _where(tests: list[str]) -> str:
    return f" WHERE {' AND '.join(tests)}" if tests else ""


def _partition(columns: list[str]) -> str:
    return f"PARTITION BY {', '.join(columns)} " if columns else ""
