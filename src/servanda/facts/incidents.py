"""Many reports, one incident: which facts of different sources tell of the same event.

Counting reports would count the loud, not the many. Three rules, the same for every
party:

(a) Exact repeats inside one source (same arguments, same valid times) are one.
(b) Reports that agree on the predicate's ``same when`` arguments (unknown equals
    unknown, capitals and blanks at the ends do not count) and lie within
    ``same within`` of each other are reports of one incident.
(c) Two different rows of one source stay two incidents: inside such an island of
    reports the n-th row of one source (by time, then id) meets the n-th of another,
    and they are one only if they, too, lie within ``same within``.

Where a report names no place but gives coordinates, they must lie in one cell of a fifth
of a degree: unknown places are not one place.

Whether two of those sources are independent is another question: an incident's
corroboration is its number of distinct *origins*. Pure: gives SQL, runs nothing.

Main path: ``incidents_sql(predicate, relation)`` -> rows of (fact, incident).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from servanda.facts.vocabulary import Predicate

__all__ = ["incidents_sql"]

_TEXTS = ("party", "place", "text")

_CELLS_A_DEGREE = 5  # 22 km north to south; 15 km west to east at 48 degrees


def incidents_sql(predicate: Predicate, relation: str, *, at: str = '"at"') -> str:
    """Return SQL that gives each fact of a predicate the incident it reports.

    Args:
        predicate: Whose facts; says what must agree, and how close in time.
        relation: A table, view or parenthesised query with the common columns and the
            predicate's arguments.
        at: SQL for the fact's point in time in epoch seconds (a number).

    Returns:
        One SELECT with columns ``fact`` and ``incident``; no trailing semicolon. Needs
        only window functions and ``md5``, which DuckDB and Spark have alike.
    """
    arguments = [_quoted(argument.name) for argument in predicate.arguments]
    same = [_quoted(name) for name in predicate.same_when] or arguments
    ground = _ground(predicate)
    within = int(predicate.same_within_s)
    texts = {_quoted(each.name) for each in predicate.arguments if each.type in _TEXTS}
    folded = ", ".join(f"lower(trim({each})) AS {each}" if each in texts else each for each in same)
    repeat = ", ".join(["source", *arguments, "valid_from", "valid_until"])
    alike = ", ".join([*same, *ground])
    cells = "".join(f",\n    {sql} AS {name}" for name, sql in ground.items())
    name = predicate.name.replace("'", "''")
    return f"""\
WITH report AS (
  SELECT fact, source, {folded}, {at} AS report_at,
    MIN(fact) OVER (PARTITION BY {repeat}) AS kept{cells}
  FROM {relation}
), gap AS (
  SELECT DISTINCT fact, source, {alike}, report_at,
    CASE WHEN report_at - LAG(report_at) OVER (
      PARTITION BY {alike} ORDER BY report_at, fact) <= {within} THEN 0 ELSE 1 END AS opens
  FROM (SELECT DISTINCT fact, source, {alike}, report_at FROM report WHERE fact = kept)
), island AS (
  SELECT *, SUM(opens) OVER (
    PARTITION BY {alike} ORDER BY report_at, fact ROWS UNBOUNDED PRECEDING) AS island
  FROM gap
), numbered AS (
  SELECT *, ROW_NUMBER() OVER (
    PARTITION BY {alike}, island, source ORDER BY report_at, fact) AS nth
  FROM island
), split AS (
  SELECT *, CASE WHEN report_at - LAG(report_at) OVER (
      PARTITION BY {alike}, island, nth ORDER BY report_at, fact) <= {within}
    THEN 0 ELSE 1 END AS parts
  FROM numbered
), cluster AS (
  SELECT *, SUM(parts) OVER (
    PARTITION BY {alike}, island, nth ORDER BY report_at, fact
    ROWS UNBOUNDED PRECEDING) AS part
  FROM split
), incident AS (
  SELECT fact AS kept, '{name}-' || SUBSTR(md5('{name}/' || MIN(fact) OVER (
    PARTITION BY {alike}, island, nth, part)), 1, 16) AS incident
  FROM cluster
)
SELECT DISTINCT report.fact, incident.incident
FROM report JOIN incident ON report.kept = incident.kept"""


def _ground(predicate: Predicate) -> dict[str, str]:
    """Columns that keep apart reports without a named place that lie elsewhere.

    Unknown places are not one place: two maps that name no region would otherwise confirm
    each other's gains at the two ends of a front.
    """
    names = {argument.name for argument in predicate.arguments}
    if not {"place", "longitude", "latitude"} <= names or "place" not in predicate.same_when:
        return {}
    return {
        f"cell_of_{name}": f"CASE WHEN place IS NULL THEN FLOOR({name} * {_CELLS_A_DEGREE}) END"
        for name in ("longitude", "latitude")
    }


def _quoted(name: str) -> str:
    return '"' + name.replace('"', '""') + '"'
