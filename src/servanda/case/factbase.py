"""The facts of a case as one DuckDB connection sees them at one moment of knowledge.

Facts that could not be known by as-of are not there; names of parties are resolved to
the agreement's ids; every fact gets the second at which rules see it (``at_s``: the latest
moment at which an event can have happened, the first moment of a state).

Main path: ``FactBase.open`` -> ``relation`` (facts one clause accepts) -> ``cite``. The same
facts can be looked at from an earlier moment (``at``), which is what a history does.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from servanda.agreement.model import Agreement, Clause
from servanda.case.names import folded
from servanda.evidence.source import Source
from servanda.facts.model import COMMON_COLUMNS, Coverage, segment_schema
from servanda.verdicts.model import Dated, FactRef

if TYPE_CHECKING:
    import duckdb

__all__ = ["FactBase", "accepted_sources", "literal"]


def literal(text: str) -> str:
    """Quote a text as an SQL string literal.

    >>> literal("it's")
    "'it''s'"
    """
    return "'" + text.replace("'", "''") + "'"


def accepted_sources(
    clause: Clause, sources: Mapping[str, Source], without: str = ""
) -> tuple[str, ...]:
    """Return ids of the sources a clause accepts: named by id or kind, or all; sorted."""
    return tuple(
        sorted(
            source.id
            for source in sources.values()
            if source.id != without
            and (
                not clause.verified_by
                or source.id in clause.verified_by
                or source.kind in clause.verified_by
            )
        )
    )


@dataclass(slots=True)
class FactBase:
    """An open connection with one view ``fact_<predicate>`` for each predicate that has facts.

    The views hold what could be known at ``as_of``, of the tables ``all_<predicate>``.

    Attributes:
        connection: DuckDB, in memory, one thread (sums of floats must not depend on timing).
        agreement: Supplies vocabulary and party names.
        sources: Sources by id.
        as_of: What could be known then.
        coverage: Spans and gaps that could be known then.
        predicates: Names of the predicates that have facts.
        remembered: What several clauses ask for alike and is looked up once.
        found: What was found for a clause, by what it was found from; see ``Judge``.
    """

    connection: duckdb.DuckDBPyConnection
    agreement: Agreement
    sources: Mapping[str, Source]
    as_of: datetime
    coverage: Sequence[Coverage]
    predicates: tuple[str, ...] = ()
    remembered: dict[tuple[str, ...], Any] = field(default_factory=dict)
    found: dict[tuple[Any, ...], Any] = field(default_factory=dict)
    _counts: dict[str, dict[str, int]] = field(default_factory=dict)
    _cited: dict[str, FactRef] = field(default_factory=dict)

    @classmethod
    def open(
        cls,
        agreement: Agreement,
        sources: Mapping[str, Source],
        as_of: datetime,
        coverage: Iterable[Coverage],
        segments: Mapping[str, Sequence[Path]],
    ) -> FactBase:
        """Load the facts.

        Args:
            agreement: The agreement.
            sources: Sources by id.
            as_of: Facts that could be known later are left out.
            coverage: All coverage; none of it is taken to reach beyond ``as_of``.
            segments: Predicate name -> Parquet files.
        """
        import duckdb

        connection = duckdb.connect(":memory:", config={"threads": 1})
        connection.execute("SET TimeZone = 'UTC'")
        base = cls(connection, agreement, sources, as_of, _cut(coverage, as_of))
        base._load_speakers()
        found = [name for name in agreement.vocabulary if segments.get(name)]
        for name in found:
            base._load(name, segments[name])
        base.predicates = tuple(found)
        base.at(as_of, base.coverage)
        return base

    def at(self, as_of: datetime, coverage: Iterable[Coverage]) -> None:
        """Look at the facts from another moment of knowledge, not later than they were opened for.

        Args:
            as_of: Facts that could be known later are not there.
            coverage: All coverage; none of it is taken to reach beyond ``as_of``.
        """
        self.as_of, self.coverage = as_of, _cut(coverage, as_of)
        self._counts.clear()
        self.remembered.clear()
        for name in self.predicates:
            self.connection.execute(
                f"CREATE OR REPLACE VIEW fact_{name} AS SELECT * FROM all_{name} "
                f"WHERE known_from <= TIMESTAMPTZ {literal(as_of.isoformat())}"
            )

    def known(self, predicate: str, sources: Iterable[str]) -> int:
        """Return how many facts of a predicate by some sources could be known.

        Later moments only add to what could be known, so the same number means the same facts.
        """
        if predicate not in self.predicates:
            return 0
        if predicate not in self._counts:
            rows = self.rows(f"SELECT source, count(*) AS n FROM fact_{predicate} GROUP BY source")
            self._counts[predicate] = {row["source"]: row["n"] for row in rows}
        return sum(self._counts[predicate].get(source, 0) for source in sources)

    def _load_speakers(self) -> None:
        self.connection.execute("CREATE TABLE party_name (name VARCHAR PRIMARY KEY, id VARCHAR)")
        self.connection.execute("CREATE TABLE speaks_for (source VARCHAR, party VARCHAR)")
        speaking = sorted((source.id, source.party) for source in self.sources.values())
        self._insert("INSERT INTO speaks_for", speaking)

    def _insert(self, statement: str, pairs: Sequence[tuple[str, str]]) -> None:
        """Insert pairs of texts in one statement: executemany takes a second a call."""
        if pairs:
            rows = ", ".join(f"({literal(a)}, {literal(b)})" for a, b in pairs)
            self.connection.execute(f"{statement} VALUES {rows}")

    def _resolve(self, files: str, columns: Sequence[str]) -> None:
        """Note which party each spelling found in these columns means, each spelling once."""
        names = {
            folded(alias): party.id
            for party in self.agreement.parties.values()
            for alias in (*party.aliases, party.name, party.id)
        }
        listed = " UNION ".join(f'SELECT "{each}" AS name FROM facts' for each in columns)
        found = self.rows(
            f"WITH facts AS (SELECT * FROM read_parquet([{files}], union_by_name = true)) "
            f"SELECT name FROM ({listed}) WHERE name IS NOT NULL ORDER BY name"
        )
        meant = [(row["name"], names.get(folded(row["name"]), "")) for row in found]
        self._insert("INSERT OR IGNORE INTO party_name", [each for each in meant if each[1]])

    def _load(self, name: str, paths: Sequence[Path]) -> None:
        predicate = self.agreement.vocabulary[name]
        files = ", ".join(literal(str(path)) for path in paths)
        parties = [each.name for each in predicate.arguments if each.type == "party"]
        if parties:
            self._resolve(files, parties)
        columns, joins = [f"f.{column}" for column, _ in COMMON_COLUMNS], []
        for index, argument in enumerate(predicate.arguments):
            column = f'f."{argument.name}"'
            if argument.type == "party":
                joins.append(f"LEFT JOIN party_name AS n{index} ON n{index}.name = {column}")
                column = f'coalesce(n{index}.id, {column}) AS "{argument.name}"'
            columns.append(column)
        self.connection.execute(
            f"""CREATE TABLE all_{name} AS
            SELECT {", ".join(columns)}, s.party AS speaks_for,
              coalesce(f.reported_at, f.known_at) AS known_from,
              CAST(epoch(CASE WHEN f.dating = 'throughout' THEN f.valid_from
                ELSE coalesce(f.valid_until, f.valid_from) END) AS BIGINT) AS at_s
            FROM read_parquet([{files}], union_by_name = true) AS f
            LEFT JOIN speaks_for AS s ON s.source = f.source
            {" ".join(joins)}
            WHERE coalesce(f.reported_at, f.known_at) <= ?
            ORDER BY f.valid_from, f.fact""",
            [self.as_of],
        )

    def relation(self, predicate: str, accepted: Sequence[str]) -> str:
        """Return SQL of the facts of a predicate by the accepted sources; may be empty."""
        if predicate not in self.predicates:
            return self._empty(predicate)
        chosen = ", ".join(literal(source) for source in accepted) or "NULL"
        return f"(SELECT * FROM fact_{predicate} WHERE source IN ({chosen}))"

    def _empty(self, predicate: str) -> str:
        schema = segment_schema(self.agreement.vocabulary[predicate])
        kinds = {"string": "VARCHAR", "int64": "BIGINT", "double": "DOUBLE", "bool": "BOOLEAN"}
        columns = [
            f'CAST(NULL AS {kinds.get(str(field.type), "TIMESTAMPTZ")}) AS "{field.name}"'
            for field in schema
        ]
        extra = (
            "CAST(NULL AS VARCHAR) AS speaks_for, CAST(NULL AS TIMESTAMPTZ) AS known_from, "
            "CAST(NULL AS BIGINT) AS at_s"
        )
        return f"(SELECT {', '.join(columns)}, {extra} WHERE false)"

    def rows(self, sql: str, parameters: Sequence[object] = ()) -> list[dict[str, Any]]:
        """Run a query whose result is small, and return it as dictionaries."""
        # Through Arrow: fetchall() of a TIMESTAMPTZ would ask for pytz.
        table: Any = self.connection.sql(sql, params=list(parameters)).to_arrow_table()
        rows: list[dict[str, Any]] = table.to_pylist()
        return rows

    def cite(self, predicate: str, facts: Iterable[str]) -> dict[str, FactRef]:
        """Return facts as verdicts cite them, by id. Each is read once."""
        wanted = sorted(set(facts))
        missing = [fact for fact in wanted if fact not in self._cited]
        if missing and predicate in self.predicates:
            names = [argument.name for argument in self.agreement.vocabulary[predicate].arguments]
            for row in self.rows(
                f"SELECT * FROM fact_{predicate} WHERE fact IN (SELECT unnest(?))", [missing]
            ):
                self._cited[row["fact"]] = _reference(predicate, names, row)
        return {fact: self._cited[fact] for fact in wanted if fact in self._cited}


def _reference(predicate: str, names: Sequence[str], row: Mapping[str, Any]) -> FactRef:
    # An undated report says when it could be known, and nothing of when it happened.
    begins = (row["valid_from"] or row["known_from"]).astimezone(UTC)
    ends = row["valid_until"].astimezone(UTC) if row["valid_until"] else begins
    return FactRef(
        row["fact"],
        predicate,
        {name: row[name] for name in names if row[name] is not None},
        Dated(begins, ends, row["dating"]),
        row["source"],
        row["origin"],
        row["speaks_for"] or "",
        row["reliability"],
        row["credibility"],
        row["item"],
        row["locator"] or "",
        row["words"] or "",
        row["known_from"].astimezone(UTC),
    )


def _cut(coverage: Iterable[Coverage], as_of: datetime) -> tuple[Coverage, ...]:
    return tuple(
        replace(each, ends=min(each.ends, as_of)) for each in coverage if each.begins <= as_of
    )
