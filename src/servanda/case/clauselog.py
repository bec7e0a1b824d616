"""The log that one clause's formulas are evaluated over: one tuple an incident.

Facts that the clause accepts are clustered into incidents first (many reports, one
event), then each incident becomes one tuple of its predicate, with the arguments of its
best graded report. Sources disagreeing about a number is kept in the facts, not summed.

Main path: ``ClauseLog.build`` -> ``sources`` (SQL by predicate, for the engine) ->
``facts_of`` (from an incident back to every report of it).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING, Any

from servanda.agreement.model import Act, Clause, Quota, Zone
from servanda.base.said import said
from servanda.case.factbase import FactBase, literal
from servanda.case.helpers import Helper
from servanda.case.names import folded
from servanda.facts.incidents import incidents_sql
from servanda.facts.vocabulary import Argument

if TYPE_CHECKING:
    from servanda.verdicts.model import FactRef

__all__ = ["BEST_REPORT", "ClauseLog", "acts_of"]

BEST_REPORT = """QUALIFY row_number() OVER (PARTITION BY incident
  ORDER BY reliability, credibility, known_from, fact) = 1"""
"""SQL that keeps the one report by which an incident is counted, and dated into its period."""

_BLANK = {"number": "CAST(0 AS DOUBLE)", "integer": "CAST(0 AS BIGINT)", "moment": "0"}


def acts_of(clause: Clause) -> list[Act]:
    """Return the acts a clause speaks of: its requirement's and its trigger's."""
    acts = []
    if isinstance(clause.requirement, Quota):
        acts.append(clause.requirement.act)
    elif clause.requirement is not None:
        acts.append(clause.requirement)
    if clause.after is not None and clause.after.act is not None:
        acts.append(clause.after.act)
    return acts


@dataclass(slots=True)
class ClauseLog:
    """Incidents of the predicates one clause speaks of, as tables of a fact base.

    Attributes:
        base: The facts.
        clause: The clause.
        accepted: Ids of the sources it accepts for its requirement.
        everyone: Ids of all sources, for what triggers it.
        prefix: Unique name of its tables.
        tables: Predicate -> table with one row a fact and its ``incident``.
        unconverted: How many facts of money no exchange rate reaches, by currency.
    """

    base: FactBase
    clause: Clause
    accepted: Sequence[str]
    everyone: Sequence[str]
    prefix: str
    tables: dict[str, str] = field(default_factory=dict)
    unconverted: dict[str, int] = field(default_factory=dict)

    def build(
        self, predicates: Iterable[str], window: tuple[datetime, datetime | None] | None
    ) -> None:
        """Make the incident tables; a window leaves out facts that cannot lie in it."""
        for name in predicates:
            table = f"{self.prefix}_{name}"
            relation = self._in_window(self.base.relation(name, self.sources_for(name)), window)
            if name in self._zoned():
                relation = self._in_zone(name, relation)
            predicate = self.base.agreement.vocabulary[name]
            self.base.connection.execute(
                f"""CREATE OR REPLACE TABLE {table} AS
                SELECT f.*, i.incident FROM {relation} AS f
                JOIN ({incidents_sql(predicate, relation, at="at_s")}) AS i ON i.fact = f.fact"""
            )
            self.tables[name] = table

    def sources_for(self, predicate: str) -> Sequence[str]:
        """Sources accepted for a predicate: ``verified by`` speaks of the requirement alone.

        Who may say that a duty was done need not be who saw what made it fall due.
        """
        required = {act.predicate for act in acts_of(self.clause)[:1]}
        return self.accepted if predicate in required or self.clause.formula else self.everyone

    def _zoned(self) -> set[str]:
        """Predicates to which the clause's zone applies: those of its own requirement."""
        if not self.clause.zone:
            return set()
        return {act.predicate for act in acts_of(self.clause)[:1]}

    def _in_window(self, relation: str, window: tuple[datetime, datetime | None] | None) -> str:
        if window is None:
            return relation
        begins, ends = window
        condition = f"coalesce(valid_until, TIMESTAMPTZ '9999-01-01') >= {_moment(begins)}"
        if ends is not None:
            condition += f" AND valid_from < {_moment(ends)}"
        return f"(SELECT * FROM {relation} WHERE {condition})"

    def _in_zone(self, name: str, relation: str) -> str:
        zone = self.base.agreement.zones[self.clause.zone]
        names = {argument.name for argument in self.base.agreement.vocabulary[name].arguments}
        conditions = []
        if zone.places and "place" in names:
            conditions.append(f"place IN ({self._spelled(zone, relation)})")
        if zone.geojson is not None and {"longitude", "latitude"} <= names:
            inside = self._facts_inside(zone, relation)
            conditions.append(f"fact IN (SELECT fact FROM {inside})")
        where = " OR ".join(conditions) or "false"
        return f"(SELECT * FROM {relation} WHERE {where})"

    def _spelled(self, zone: Zone, relation: str) -> str:
        """Return every spelling of the zone's places that the facts use, as an SQL list."""
        wanted = {folded(place) for place in zone.places}
        found = self.base.rows(
            f"SELECT DISTINCT place FROM {relation} WHERE place IS NOT NULL ORDER BY place"
        )
        spelled = [row["place"] for row in found if folded(row["place"]) in wanted]
        return ", ".join(literal(place) for place in spelled) or "NULL"

    def _facts_inside(self, zone: Zone, relation: str) -> str:
        import pyarrow as pa
        import shapely
        from shapely.geometry import shape

        points = self.base.connection.execute(
            f"SELECT fact, longitude, latitude FROM {relation} "
            "WHERE longitude IS NOT NULL AND latitude IS NOT NULL"
        ).fetchnumpy()
        geometry = shape(_geometry(zone.geojson or {}))
        inside = shapely.intersects_xy(geometry, points["longitude"], points["latitude"])
        table = f"{self.prefix}_inside"
        facts = pa.table({"fact": pa.array(list(points["fact"][inside]), pa.string())})
        self.base.connection.register(f"{table}_view", facts)
        self.base.connection.execute(
            f"CREATE OR REPLACE TABLE {table} AS SELECT fact FROM {table}_view"
        )
        self.base.connection.unregister(f"{table}_view")
        return table

    def zone_helper(self) -> dict[str, Helper]:
        """Return the predicate ``in_zone_...``; the log itself is cut to the zone already."""
        if not self.clause.zone:
            return {}
        tables = [self.tables[name] for name in sorted(self._zoned() & set(self.tables))]
        union = " UNION ".join(f"SELECT at_s AS ts, incident FROM {table}" for table in tables)
        name = f"in_zone_{self.clause.zone}".replace("-", "_")
        return {name: Helper(union, ("string",))} if tables else {}

    def sources(
        self, currency: str = "", only: Sequence[str] | None = None, *, earliest: bool = False
    ) -> dict[str, str]:
        """Return for each predicate the SQL of its tuples: ts, incident, arguments.

        Args:
            currency: Convert amounts into this currency by the agreement's rates; tuples
                that no rate reaches are left out and counted in ``unconverted``.
            only: Keep these incidents alone.
            earliest: Date each incident to its first possible second instead of its last.
        """
        return {name: self._tuples(name, currency, only, earliest=earliest) for name in self.tables}

    def _tuples(
        self,
        name: str,
        currency: str,
        only: Sequence[str] | None,
        *,
        earliest: bool,
    ) -> str:
        predicate, table = self.base.agreement.vocabulary[name], self.tables[name]
        compared = self._compared(predicate.name)
        columns, conditions = [], []
        for argument in predicate.arguments:
            value = f'"{argument.name}"'
            if argument.unit == "money" and currency:
                value = self._converted(table, argument, currency)
            if argument.name in compared:
                conditions.append(f"({value}) IS NOT NULL")
            columns.append(f'{_typed(argument, value)} AS "{argument.name}"')
        if only is not None:
            kept = ", ".join(literal(each) for each in sorted(only)) or "NULL"
            conditions.append(f"incident IN ({kept})")
        where = f"WHERE {' AND '.join(conditions)}" if conditions else ""
        second = "least(at_s, CAST(epoch(valid_from) AS BIGINT))" if earliest else "at_s"
        return f"""SELECT {second} AS ts, incident, {", ".join(columns)} FROM {table} {where}
            {BEST_REPORT}"""

    def _compared(self, predicate: str) -> set[str]:
        """Arguments a clause compares or sums: a tuple without a value cannot take part."""
        names = set()
        for act in acts_of(self.clause):
            if act.predicate == predicate:
                names |= {r.argument for r in act.restrictions if r.comparison is not None}
        requirement = self.clause.requirement
        if isinstance(requirement, Quota) and requirement.act.predicate == predicate:
            names |= {requirement.argument} - {""}
        return names

    def _converted(self, table: str, argument: Argument, currency: str) -> str:
        rates = {rate.of: rate.rate for rate in self.base.agreement.exchange_rates
                 if rate.into == currency}  # fmt: skip
        rates |= {rate.into: 1 / rate.rate for rate in self.base.agreement.exchange_rates
                  if rate.of == currency and rate.into not in rates}  # fmt: skip
        known = {**rates, currency: 1.0}
        for row in self.base.rows(
            f'SELECT currency, count(*) AS n FROM {table} WHERE "{argument.name}" IS NOT NULL '
            "GROUP BY currency ORDER BY currency"
        ):
            if row["currency"] not in known:
                self.unconverted[row["currency"] or said("no currency")] = row["n"]
        cases = " ".join(
            f'WHEN {literal(code)} THEN "{argument.name}" * {known[code]!r}'
            for code in sorted(known)
        )
        return f"CASE currency {cases} END"

    def facts_of(self, incidents: Iterable[str]) -> dict[str, tuple[FactRef, ...]]:
        """Return for each incident every report of it, best known first."""
        wanted = sorted(set(incidents))
        found: dict[str, tuple[FactRef, ...]] = {}
        for predicate, table in self.tables.items():
            rows: list[dict[str, Any]] = self.base.rows(
                f"SELECT DISTINCT incident, fact FROM {table} "
                "WHERE incident IN (SELECT unnest(CAST(? AS VARCHAR[]))) ORDER BY incident, fact",
                [wanted],
            )
            cited = self.base.cite(predicate, (row["fact"] for row in rows))
            for row in rows:
                found[row["incident"]] = (*found.get(row["incident"], ()), cited[row["fact"]])
        return {
            incident: tuple(sorted(facts, key=lambda fact: (fact.known_from, fact.fact)))
            for incident, facts in found.items()
        }


def _typed(argument: Argument, value: str) -> str:
    if argument.type == "truth":
        return f"coalesce(CAST({value} AS VARCHAR), '')"
    if argument.type == "moment":
        return f"coalesce(CAST(epoch({value}) AS BIGINT), 0)"
    blank = _BLANK.get(argument.type)
    return f"coalesce({value}, {blank})" if blank else f"coalesce({value}, '')"


def _moment(moment: datetime) -> str:
    return f"TIMESTAMPTZ {literal(moment.isoformat())}"


def _geometry(geojson: Mapping[str, Any]) -> Any:
    """Return the bare geometry of a GeoJSON geometry, feature or one-feature collection."""
    if geojson.get("type") == "FeatureCollection":
        features = geojson.get("features") or [{}]
        return {
            "type": "GeometryCollection",
            "geometries": [feature.get("geometry") for feature in features],
        }
    return geojson.get("geometry") if geojson.get("type") == "Feature" else geojson
