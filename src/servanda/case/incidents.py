"""Incidents as verdicts see them: when, by whom, on which reports, and who denies it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta

from servanda.base.quantity import Quantity
from servanda.base.said import Listed, Said, said
from servanda.case.factbase import FactBase
from servanda.verdicts.model import Dated, FactRef
from servanda.verdicts.prohibition import Incident

__all__ = ["denials_of", "describe", "incident_of", "persisted_patches"]

_DENIAL_WINDOW = timedelta(days=7)
"""A denial later than this after an incident is not shown beside it; it stays in the facts."""

_DULL = frozenset({"longitude", "latitude", "patch", "training", "merged"})


def incident_of(incident: str, by: tuple[str, ...], facts: tuple[FactRef, ...]) -> Incident:
    """Build an incident from its reports: dated by the most exact of them."""
    best = min(
        facts, key=lambda fact: (fact.when.ends - fact.when.begins, fact.when.ends, fact.fact)
    )
    return Incident(incident, describe(best), best.when, by, facts)


def describe(fact: FactRef) -> Said:
    """Say in one line what a fact claims.

    Numbers keep two decimals; places of maps and ids are left to the evidence below.
    """
    parts = []
    for name, value in fact.arguments.items():
        if name in _DULL or value in ("", False):
            continue
        shown = Quantity(value) if isinstance(value, float) else value
        parts.append(said("{name} {value}", name=name, value=shown))
    if not parts:
        return said("{predicate}", predicate=fact.predicate)
    return said("{predicate}: {parts}", predicate=fact.predicate, parts=Listed(parts))


def persisted_patches(
    base: FactBase, accepted: Sequence[str]
) -> dict[str, list[tuple[int, datetime]]]:
    """Return for each patch how many further editions held it, and when that could be known."""
    if "persisted" not in base.predicates:
        return {}
    key = ("persisted", *accepted)
    if key not in base.remembered:
        base.remembered[key] = _persisted(base, accepted)
    known: dict[str, list[tuple[int, datetime]]] = base.remembered[key]
    return known


def _persisted(base: FactBase, accepted: Sequence[str]) -> dict[str, list[tuple[int, datetime]]]:
    found: dict[str, list[tuple[int, datetime]]] = {}
    for row in base.rows(
        f"SELECT patch, editions, known_from FROM {base.relation('persisted', accepted)} "
        "ORDER BY patch, editions"
    ):
        known = row["known_from"].astimezone(UTC)
        found.setdefault(row["patch"], []).append((row["editions"], known))
    return found


def denials_of(base: FactBase, incidents: Sequence[Incident]) -> list[Incident]:
    """Put beside each incident the denials of the parties it is attributed to.

    Any accepted or unaccepted source may carry a denial: it is shown, never judged.
    """
    if "denied" not in base.predicates or not incidents:
        return list(incidents)
    rows = base.rows('SELECT fact, "by" AS denier FROM fact_denied WHERE "by" IS NOT NULL')
    cited = base.cite("denied", (row["fact"] for row in rows))
    by_party: dict[str, list[FactRef]] = {}
    for row in rows:
        by_party.setdefault(row["denier"], []).append(cited[row["fact"]])
    return [
        replace(
            incident,
            denials=tuple(
                sorted(
                    (
                        fact
                        for party in incident.by
                        for fact in by_party.get(party, ())
                        if _near(fact.when, incident.when)
                    ),
                    key=lambda fact: (fact.known_from, fact.fact),
                )
            ),
        )
        for incident in incidents
    ]


def _near(denial: Dated, incident: Dated) -> bool:
    return incident.begins <= denial.ends and denial.begins <= incident.ends + _DENIAL_WINDOW
