"""The facts and verdicts of a re-evaluation, in a DuckDB of its own.

Facts lie by time-stamp and order within it, not by number of time-point, so that a late
time-point moves nothing. What has to be evaluated again is decided in ``incremental``.

Main path: ``FactStore``.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING, NamedTuple

from servanda.base.errors import MisuseError
from servanda.rules.checks import Checked
from servanda.rules.sqlterms import SQL_TYPES
from servanda.rules.syntax import Value

if TYPE_CHECKING:
    import pyarrow as pa

__all__ = ["Comparison", "Event", "FactStore", "Moment"]

_ARROW = {"int": "int64", "float": "float64", "string": "string", "regexp": "string"}


class Moment(NamedTuple):
    """A time-point: its time-stamp, and its order among those of the same time-stamp."""

    ts: int
    order: int = 0


class Event(NamedTuple):
    """A tuple of a predicate at a moment."""

    predicate: str
    values: tuple[Value, ...]
    moment: Moment


class FactStore:
    """Tables of facts by predicate, and one of verdicts."""

    def __init__(self, checked: Checked) -> None:
        import duckdb

        self.connection = duckdb.connect()
        self._signature = checked.signature
        self._names = {name: f"facts_{i}" for i, name in enumerate(checked.signature)}
        self._columns = tuple(zip(checked.free_variables, checked.types, strict=True))
        for name, table in self._names.items():
            kinds = checked.signature.types(name)
            columns = "".join(f", a{i} {SQL_TYPES[kind]}" for i, kind in enumerate(kinds))
            self.connection.execute(f"CREATE TABLE {table} (ts BIGINT, ord BIGINT{columns})")
        values = "".join(f", v{i} {SQL_TYPES[kind]}" for i, (_, kind) in enumerate(self._columns))
        self.connection.execute(f"CREATE TABLE verdicts (ts BIGINT, ord BIGINT{values})")

    @contextmanager
    def transaction(self) -> Iterator[None]:
        """All or nothing."""
        self.connection.begin()
        try:
            yield
        except BaseException:
            self.connection.rollback()
            raise
        self.connection.commit()

    @contextmanager
    def _registered(self, name: str, table: pa.Table) -> Iterator[str]:
        self.connection.register(name, table)
        yield name
        # Not after an error: the transaction is over, and the next one takes the name again.
        self.connection.unregister(name)

    def load(
        self, tables: Mapping[str, pa.Table], timepoints: pa.Table, moments: Sequence[Moment]
    ) -> None:
        """Take over a whole log: tables with ``tp``, and its time-points in order."""
        with self._registered("new_moments", _moments_table(moments)):
            for name, table in tables.items():
                kinds = self._signature.types(name)
                arguments = "".join(f", f.a{i}" for i in range(len(kinds)))
                with self._registered("new_facts", table):
                    self.connection.execute(
                        f"INSERT INTO {self._names[name]} SELECT DISTINCT m.ts, m.ord{arguments} "
                        "FROM new_facts f JOIN new_moments m ON m.tp = f.tp"
                    )

    def add(self, events: Sequence[Event]) -> None:
        """Add what is not there yet."""
        for name, table in self._batches(events).items():
            with self._registered("new_facts", table):
                known = self._near(name)
                self.connection.execute(
                    f"INSERT INTO {self._names[name]} SELECT * FROM new_facts EXCEPT {known}"
                )

    def withdraw(self, events: Sequence[Event]) -> tuple[Event, ...]:
        """Take events away; return those that were not there."""
        unknown: list[Event] = []
        for name, table in self._batches(events).items():
            with self._registered("new_facts", table):
                missing = self.connection.sql(
                    f"SELECT * FROM new_facts EXCEPT {self._near(name)} ORDER BY ALL"
                ).fetchall()
                same = " AND ".join(f"f.{c} = n.{c}" for c in table.column_names)
                self.connection.execute(
                    f"DELETE FROM {self._names[name]} f USING new_facts n WHERE {same}"
                )
            unknown += [Event(name, tuple(row[2:]), Moment(*row[:2])) for row in missing]
        return tuple(unknown)

    def _near(self, name: str) -> str:
        bounds = "(SELECT min(ts) FROM new_facts) AND (SELECT max(ts) FROM new_facts)"
        return f"SELECT * FROM {self._names[name]} WHERE ts BETWEEN {bounds}"

    def _batches(self, events: Sequence[Event]) -> dict[str, pa.Table]:
        """The events as one table for each predicate."""
        import pyarrow as pa

        batches: dict[str, list[Event]] = {}
        for event in events:
            batches.setdefault(event.predicate, []).append(event)
        tables = {}
        for name, rows in sorted(batches.items()):
            if name not in self._names:
                known = ", ".join(self._names)
                raise MisuseError(f"predicate {name} is not in the signature: {known}")
            kinds = self._signature.types(name)
            for event in rows:
                if not _fits(event.values, kinds):
                    raise MisuseError(
                        f"{name}{event.values} does not fit {name}({', '.join(kinds)})"
                    )
            columns = {
                "ts": pa.array([event.moment[0] for event in rows], "int64"),
                "ord": pa.array([event.moment[1] for event in rows], "int64"),
            }
            for i, kind in enumerate(kinds):
                columns[f"a{i}"] = pa.array([event.values[i] for event in rows], _ARROW[kind])
            tables[name] = pa.table(columns)
        return tables

    def refuse_events_at(self, moments: Collection[Moment]) -> None:
        """Raise if a time-point that is to go has events."""
        if not moments:
            return
        with self._registered("gone", _moments_table(sorted(moments))):
            for name, table in self._names.items():
                left = self.connection.sql(
                    f"SELECT m.ts, m.ord FROM gone m SEMI JOIN {table} f "
                    "ON f.ts = m.ts AND f.ord = m.ord ORDER BY ALL LIMIT 1"
                ).fetchall()
                for ts, order in left:
                    raise MisuseError(
                        f"the time-point at {ts} (order {order}) still has events of {name}; "
                        "withdraw them to close it"
                    )

    def slice(
        self, moments: Sequence[Moment], predicates: Iterable[str]
    ) -> tuple[dict[str, str], str]:
        """Return what ``evaluate`` needs for consecutive time-points, numbered from 0."""
        self.connection.execute("DROP TABLE IF EXISTS slice")
        with self._registered("new_moments", _moments_table(moments)):
            self.connection.execute("CREATE TEMP TABLE slice AS SELECT * FROM new_moments")
        first, last = moments[0].ts, moments[-1].ts
        sources = {}
        for name in predicates:
            arguments = "".join(f", f.a{i}" for i in range(len(self._signature.types(name))))
            sources[name] = (
                f"SELECT m.tp{arguments}, m.ts FROM {self._names[name]} f JOIN slice m "
                f"ON m.ts = f.ts AND m.ord = f.ord WHERE f.ts BETWEEN {first} AND {last}"
            )
        return sources, "SELECT tp, ts FROM slice"

    @contextmanager
    def comparison(self, gone: Iterable[Moment]) -> Iterator[Comparison]:
        """Collect what verdicts go and come."""
        comparison = Comparison(self.connection, self._columns)
        for moment in gone:
            comparison.forget(moment, moment)
        yield comparison

    def verdicts(self, moments: Sequence[Moment]) -> pa.Table:
        """Return all verdicts with the numbers of their time-points."""
        names = [f"v{i}" for i in range(len(self._columns))]
        columns = "".join(f", v.{name}" for name in names)
        with self._registered("all_moments", _moments_table(moments)):
            table = self.connection.sql(
                f"SELECT m.tp, m.ts{columns} FROM verdicts v JOIN all_moments m "
                "ON m.ts = v.ts AND m.ord = v.ord ORDER BY ALL"
            ).to_arrow_table()
        return table.rename_columns(["tp", "ts", *(name for name, _ in self._columns)])


class Comparison:
    """Verdicts before and after, where they were evaluated again."""

    def __init__(self, connection: object, columns: Sequence[tuple[str, str]]) -> None:
        self._connection: object = connection
        self._columns = columns
        self._run("CREATE OR REPLACE TEMP TABLE lost AS FROM verdicts LIMIT 0")
        self._run("CREATE OR REPLACE TEMP TABLE gained AS FROM verdicts LIMIT 0")

    def _run(self, sql: str) -> pa.Table:
        return self._connection.sql(sql)  # type: ignore[attr-defined]

    def forget(self, first: Moment, last: Moment) -> None:
        """Set aside the verdicts from one moment to another."""
        where = (
            f"ts BETWEEN {first.ts} AND {last.ts} "
            f"AND (ts > {first.ts} OR ord >= {first.order}) "
            f"AND (ts < {last.ts} OR ord <= {last.order})"
        )
        self._run(f"INSERT INTO lost FROM verdicts WHERE {where}")
        self._run(f"DELETE FROM verdicts WHERE {where}")

    def take(self, table: pa.Table, offset: int, wanted: range, moments: Sequence[Moment]) -> None:
        """Keep the verdicts at the time-points wanted; those of ``table`` count from ``offset``."""
        low, high = wanted.start - offset, wanted.stop - offset
        columns = "".join(f", r.v{i}" for i in range(len(self._columns)))
        names = ["tp", "ts", *(f"v{i}" for i in range(len(self._columns)))]
        self._connection.register("result", table.rename_columns(names))  # type: ignore[attr-defined]
        for target in ("gained", "verdicts"):
            self._run(
                f"INSERT INTO {target} SELECT m.ts, m.ord{columns} FROM result r "
                f"JOIN slice m ON m.tp = r.tp WHERE r.tp >= {low} AND r.tp < {high}"
            )
        self._connection.unregister("result")  # type: ignore[attr-defined]

    def difference(self) -> tuple[pa.Table, pa.Table]:
        """Return the verdicts gained and lost."""
        return self._minus("gained", "lost"), self._minus("lost", "gained")

    def _minus(self, one: str, other: str) -> pa.Table:
        table = self._run(f"FROM {one} EXCEPT FROM {other} ORDER BY ALL").to_arrow_table()
        return table.rename_columns(["ts", "ord", *(name for name, _ in self._columns)])


def _moments_table(moments: Sequence[Moment]) -> pa.Table:
    import pyarrow as pa

    return pa.table(
        {
            "tp": pa.array(range(len(moments)), "int64"),
            "ts": pa.array([moment[0] for moment in moments], "int64"),
            "ord": pa.array([moment[1] for moment in moments], "int64"),
        }
    )


def _fits(values: Sequence[Value], kinds: Sequence[str]) -> bool:
    wanted: dict[str, tuple[type, ...]] = {"int": (int,), "float": (int, float)}
    return len(values) == len(kinds) and all(
        isinstance(value, wanted.get(kind, (str,))) and not isinstance(value, bool)
        for value, kind in zip(values, kinds, strict=True)
    )
