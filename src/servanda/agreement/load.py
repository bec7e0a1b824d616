"""An agreement from its YAML file, with every problem of the file in one go.

Decides whether the file says something that can be assessed. Does not parse
``formula:`` (``servanda.rules`` does) and opens no file: a zone's geometry comes
through the ``read_file`` that the caller gives.

Main path: ``load_agreement`` -> ``Agreement``.
"""

from __future__ import annotations

from datetime import UTC, datetime

from servanda.agreement import keys
from servanda.agreement.checks import check_clauses, collect_ids
from servanda.agreement.meaning import Names
from servanda.agreement.model import Agreement, VerifiedWhen
from servanda.agreement.parts import (
    read_parties,
    read_rates,
    read_verified,
    read_window,
    read_zone_name,
)
from servanda.agreement.publishing import read_publish
from servanda.agreement.reading import Context, read_clause
from servanda.agreement.written import Prepared, prepare
from servanda.agreement.zones import ReadFile, read_zones
from servanda.base.errors import AgreementError, Problem
from servanda.base.yamlfile import Fields, Problems, load_tree
from servanda.facts.shipped import parse_predicates, shipped_vocabulary
from servanda.facts.vocabulary import Vocabulary

__all__ = ["load_agreement"]


def load_agreement(text: str, *, file: str, read_file: ReadFile | None = None) -> Agreement:
    """Read an agreement.

    Args:
        text: The YAML text.
        file: Its name, for messages.
        read_file: Reads a file of the case by relative path, for zones with ``file``;
            it must itself refuse what lies outside the case.

    Raises:
        AgreementError: With all problems of the file, each with line and column.
        UnreadableError: If the file exceeds the limits of ``servanda.base.yamlfile``.

    >>> agreement = load_agreement('''
    ... agreement: Quiet
    ... time zone: Europe/Kyiv
    ... in force: {from: 2031-04-01T00:00}
    ... parties: {A: Aland, B: Bland}
    ... clauses:
    ...   - id: no-strikes
    ...     text: Neither side strikes the other.
    ...     bearer: [A, B]
    ...     prohibits: strike(by: bearer)
    ... ''', file="agreement.yaml")
    >>> agreement.clause("no-strikes").requirement.predicate
    'strike'
    """
    prepared = prepare(text)
    problems = Problems()
    try:
        tree = load_tree(prepared.text, file=file, problems=problems)
        fields = Fields(tree, problems, known=keys.names(keys.AGREEMENT))
        agreement = _agreement(fields, prepared, read_file)
        problems.raise_if_any()
    except AgreementError as error:
        raise AgreementError([prepared.as_written(one) for one in error.problems]) from None
    return agreement


def _agreement(fields: Fields, prepared: Prepared, read_file: ReadFile | None) -> Agreement:
    problems = fields.problems
    zone_name, zone = read_zone_name(fields)
    begins, ends = read_window(fields, "in force", zone, required=True) or (None, None)
    vocabulary = _vocabulary(fields)
    parties = read_parties(fields)
    zones = read_zones(fields, read_file)
    nodes = fields.items("clauses", required=True, why="without clauses there is no verdict")
    if "clauses" in fields and not nodes:
        fields.problem("clauses", "there is no clause")
    names = Names(vocabulary, parties, frozenset(zones), collect_ids(nodes, problems))
    context = Context(names, zone, prepared, problems)
    clauses = [clause for node in nodes if (clause := read_clause(node, context))]
    agreement = Agreement(
        name=fields.text("agreement", required=True, why="reports carry its name"),
        zone=zone,
        zone_name=zone_name,
        in_force=(begins or datetime.min.replace(tzinfo=UTC), ends),
        parties=parties,
        clauses=tuple(clauses),
        vocabulary=vocabulary,
        verified_when=read_verified(fields, "verified when") or VerifiedWhen(),
        zones=zones,
        exchange_rates=read_rates(fields, zone),
        purpose=fields.text("purpose"),
        reference=fields.text("reference"),
        publish=read_publish(fields, vocabulary),
    )
    problems.extend(_with_excerpt(one, prepared) for one in check_clauses(agreement))
    return agreement


def _vocabulary(fields: Fields) -> Vocabulary:
    node = fields.get("predicates")
    shipped = shipped_vocabulary()
    return shipped.extended(parse_predicates(node, fields.problems)) if node else shipped


def _with_excerpt(problem: Problem, prepared: Prepared) -> Problem:
    line = problem.place.line
    written = prepared.lines[line - 1].strip() if 0 < line <= len(prepared.lines) else ""
    return Problem(
        problem.place, problem.message, written, problem.expected, problem.nearest, problem.why
    )
