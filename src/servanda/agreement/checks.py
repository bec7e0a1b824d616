"""What clauses say of each other: ids, cycles of breaches, windows, currencies.

Decides whether the clauses fit together. Whether an agreement is *wise* (no verifier,
no deadline, no zone) is a matter for a lint, not for loading.
"""

from __future__ import annotations

from collections.abc import Sequence

from servanda.agreement.acts import is_located
from servanda.agreement.model import Act, Agreement, Clause, Comparison, Quota
from servanda.agreement.parts import ID
from servanda.base.errors import Place, Problem
from servanda.base.yamlfile import Fields, Node, Problems

__all__ = ["check_clauses", "collect_ids"]

_LONGEST_RING = 20  # ids shown of a ring


def collect_ids(nodes: Sequence[Node], problems: Problems) -> frozenset[str]:
    """Return the ids of all clauses; two clauses of one id are a problem."""
    first: dict[str, int] = {}
    for node in nodes:
        fields = Fields(node, Problems())
        clause_id = fields.text("id")
        place = fields.get("id")
        if not clause_id or place is None:
            continue
        if not ID.fullmatch(clause_id):
            problems.add(
                place,
                f"{clause_id!r} cannot be the id of a clause",
                expected="letters, digits and -, such as no-strikes",
            )
        elif clause_id in first:
            problems.add(
                place,
                f"there are two clauses {clause_id!r}, the first in line {first[clause_id]}",
                expected="another id",
                why="a verdict names its clause by this id",
            )
        else:
            first[clause_id] = node.line
    return frozenset(first)


def check_clauses(agreement: Agreement) -> tuple[Problem, ...]:
    """Return what is wrong between the clauses of an agreement."""
    found = [*_cycles(agreement.clauses)]
    for clause in agreement.clauses:
        found += _outside(clause, agreement)
        found += _currencies(clause, agreement)
        found += _two_thresholds(clause)
        found += _nowhere(clause, agreement)
    return tuple(found)


def _cycles(clauses: Sequence[Clause]) -> list[Problem]:
    """Follow each clause to the one it waits for; every clause is visited once."""
    waits = {clause.id: clause.after.breach_of for clause in clauses if clause.after}
    places = {clause.id: clause.place for clause in clauses}
    found: list[Problem] = []
    done: set[str] = set()
    for start in waits:
        path: dict[str, None] = {}
        here = start
        while waits.get(here) and here not in path and here not in done:
            path[here] = None
            here = waits[here]
        if here in path:
            ring = list(path)[list(path).index(here) :]
            found.append(_ring(places[here], ring))
        done.update(path)
    return found


def _ring(place: Place, ring: Sequence[str]) -> Problem:
    shown = [*ring[:_LONGEST_RING], *(["..."] if len(ring) > _LONGEST_RING else []), ring[0]]
    return Problem(
        place,
        f"clauses wait for each other's breach: {' -> '.join(shown)}",
        expected="a trigger outside the ring",
        why="none of them could ever fall due first",
    )


def _outside(clause: Clause, agreement: Agreement) -> list[Problem]:
    begins, ends = agreement.in_force
    own_begins, own_ends = clause.in_force or (None, None)
    found = []
    if (own_begins and own_begins < begins) or (own_ends and ends and own_ends > ends):
        found.append(
            Problem(
                clause.place,
                f"clause {clause.id!r}: its window leaves the agreement's",
                expected=f"inside {begins.isoformat()} to {ends.isoformat() if ends else 'open'}",
                why="the agreement binds nobody outside its own window",
            )
        )
    if clause.by_deadline and clause.by_deadline < begins:
        found.append(
            Problem(
                clause.place,
                f"clause {clause.id!r}: its deadline is before entry into force",
                expected=f"after {begins.isoformat()}",
            )
        )
    return found


def _acts(clause: Clause) -> list[tuple[Act, Comparison | None, str]]:
    """Return the acts of a clause, each with its quota's threshold and added-up argument."""
    part = clause.requirement
    found: list[tuple[Act, Comparison | None, str]] = []
    if isinstance(part, Quota):
        found.append((part.act, part.threshold, part.argument))
    elif part is not None:
        found.append((part, None, ""))
    if clause.after and clause.after.act:
        found.append((clause.after.act, None, ""))
    return found


def _currencies(clause: Clause, agreement: Agreement) -> list[Problem]:
    """Amounts of one clause are converted into one currency, so it may name only one."""
    found = set()
    for act, threshold, argument in _acts(clause):
        units = {a.name: a.unit for a in agreement.vocabulary[act.predicate].arguments}
        compared = [(one.argument, one.comparison) for one in act.restrictions]
        for name, comparison in [*compared, (argument, threshold)]:
            if comparison and units.get(name) == "money":
                found.add(comparison.quantity.unit)
    if len(found) <= 1:
        return []
    return [
        Problem(
            clause.place,
            f"clause {clause.id!r} compares amounts in {' and '.join(sorted(found))}",
            expected="one currency for each clause",
        )
    ]


def _two_thresholds(clause: Clause) -> list[Problem]:
    """Rows with an unknown number are left out by predicate; two uses must agree on which."""
    compared: dict[str, frozenset[str]] = {}
    for act, _, argument in _acts(clause):
        names = {one.argument for one in act.restrictions if one.comparison}
        mine = frozenset(names | ({argument} if argument else set()))
        if compared.setdefault(act.predicate, mine) != mine:
            return [
                Problem(
                    clause.place,
                    f"clause {clause.id!r} waits for {act.predicate} and requires it, "
                    "but compares different numbers of it",
                    expected="the same numbers compared in both, or two clauses",
                    why="reports without such a number would be left out of both",
                )
            ]
    return []


def _nowhere(clause: Clause, agreement: Agreement) -> list[Problem]:
    """A zone needs an act that happens somewhere."""
    predicates = [agreement.vocabulary[act.predicate] for act, _, _ in _acts(clause)]
    if not clause.zone or not predicates or any(map(is_located, predicates)):
        return []
    names = " and ".join(sorted({predicate.name for predicate in predicates}))
    return [
        Problem(
            clause.place,
            f"clause {clause.id!r} has a zone, but {names} has no place",
            expected="no zone, or an act with a place",
            why="nobody could tell whether it happened inside the zone",
        )
    ]
