"""The case's ``sources.yaml``: read key by key, all problems in one go.

Decides whether a source is stated well enough to be used: who published, under which
licence, how reliable. Does not decide which reader can read it or what its options
mean (``servanda.readers`` does), and knows no publisher by itself.

Main path: ``load_sources`` -> ``Source`` by id, in the order of the file.

>>> sources = load_sources('''
... time zone: Europe/Kyiv
... sources:
...   outlet-a:
...     publisher: Outlet A
...     licence: CC BY 4.0
...     reliability: B
...     reads as: news
...     lag: 2 days
... ''', file="sources.yaml")
>>> sources["outlet-a"].origin, sources["outlet-a"].lag.days, sources["outlet-a"].may_export
('Outlet A', 2, False)
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import timedelta, tzinfo
from typing import Any

from servanda.base.moment import parse_zone
from servanda.base.yamlfile import Fields, Problems, load_tree, plain
from servanda.evidence.grade import reliability
from servanda.evidence.source import Regime, Source, SourceCoverage

__all__ = ["load_sources"]

_TOP = ("sources", "time zone")
_KEYS = (
    "publisher", "licence", "reliability", "reads as", "kind", "origin", "party", "export",
    "replaces", "url", "lag", "covers", "regimes", "options",
)  # fmt: skip
_COVERS = ("predicates", "from", "until", "places", "except")
_ID = re.compile(r"[a-z0-9][a-z0-9-]*")
_WHY = {
    "publisher": "every answer names who said so",
    "licence": "verdicts may be published, rows may not: an export needs the licence; "
    "write 'unknown' if it is",
    "reliability": "a grade nobody gave would be a guess; F says that it cannot be judged",
    "reads as": "without a reader its items are kept, but say nothing",
}


def load_sources(text: str, *, file: str) -> dict[str, Source]:
    """Read ``sources.yaml``.

    Args:
        text: The file's text.
        file: Its name, for messages.

    Returns:
        Sources by id, in the order of the file.

    Raises:
        AgreementError: With everything that is wrong, in the order of the file.
        UnreadableError: If it exceeds the limits of ``servanda.base.yamltree``.
    """
    problems = Problems()
    top = Fields(load_tree(text, file=file, problems=problems), problems, known=_TOP)
    zone = top.parsed("time zone", parse_zone)
    listed = top.mapping("sources", required=True, why="a fact without a source is no evidence")
    if listed:
        _check_ids(listed)
    found: dict[str, Source] = {}
    for source_id, node in listed.entries() if listed else ():
        fields = Fields(node, problems, known=_KEYS, what=f"source {source_id!r}")
        found[source_id] = _source(source_id, fields, zone)
    problems.raise_if_any()
    return found


def _check_ids(listed: Fields) -> None:
    for source_id in tuple(listed.keys()):
        if not _ID.fullmatch(source_id):
            listed.key_problem(
                source_id,
                f"{source_id!r} is no source id",
                expected="lower-case letters, digits and hyphens, such as isw-maps",
            )


def _source(source_id: str, fields: Fields, zone: tzinfo | None) -> Source:
    publisher = fields.text("publisher", required=True, why=_WHY["publisher"])
    grade = fields.parsed("reliability", reliability, required=True, why=_WHY["reliability"])
    return Source(
        id=source_id,
        publisher=publisher,
        licence=fields.text("licence", required=True, why=_WHY["licence"]),
        reliability=grade or "F",
        reader=fields.text("reads as", required=True, why=_WHY["reads as"]),
        kind=fields.text("kind"),
        origin=fields.text("origin", default=publisher),
        party=fields.text("party"),
        may_export=fields.truth("export"),
        replaces=fields.truth("replaces"),
        url=fields.text("url"),
        lag=_lag(fields),
        coverage=tuple(
            _coverage(Fields(node, fields.problems, known=_COVERS, what=fields.what), zone)
            for node in fields.items("covers")
        ),
        regimes=_regimes(fields, zone),
        options=_options(fields),
    )


def _coverage(fields: Fields, zone: tzinfo | None) -> SourceCoverage:
    begins, ends = fields.moment("from", zone), fields.moment("until", zone)
    coverage = SourceCoverage(
        predicates=fields.texts("predicates"),
        begins=begins.earliest if begins else None,
        ends=ends.latest if ends else None,
        places=fields.texts("places"),
        except_places=fields.texts("except"),
    )
    if coverage.begins and coverage.ends and coverage.ends < coverage.begins:
        fields.problem("until", "'until' is before 'from'", why="it would cover no time at all")
    return coverage


def _regimes(fields: Fields, zone: tzinfo | None) -> tuple[Regime, ...]:
    found: list[Regime] = []
    for node in fields.items("regimes"):
        regime = Fields(node, fields.problems, known=("from", "reason"), what=fields.what)
        begins = regime.moment("from", zone, required=True)
        why = "readers of a trend must learn why numbers before and after differ"
        reason = regime.text("reason", required=True, why=why)
        if begins:
            found.append(Regime(begins.earliest, reason))
    return tuple(sorted(found, key=lambda regime: regime.begins))


def _lag(fields: Fields) -> timedelta:
    span = fields.span("lag")
    if span is None:
        return timedelta(0)
    if span.months:
        fields.problem(
            "lag", f"'lag' cannot be {span.words!r}: months differ in length",
            expected="days or hours, such as 30 days",
        )  # fmt: skip
    return timedelta(days=span.days, seconds=span.seconds)


def _options(fields: Fields) -> Mapping[str, Any]:
    options = fields.mapping("options")
    return {key: plain(node) for key, node in options.entries()} if options else {}
