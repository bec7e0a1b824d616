"""A small invented agreement that uses every key, and helpers around it."""

from __future__ import annotations

from servanda.agreement import Agreement, load_agreement
from servanda.base.errors import AgreementError, Problem

GEOJSON = '{"type": "Polygon", "coordinates": [[[37, 48], [38, 48], [38, 49], [37, 48]]]}'

SAMPLE = """\
agreement: Quiet on the Wold
purpose: A pause for the harvest
reference: https://example.org/quiet
time zone: Europe/Kyiv
in force: {from: 2031-04-01T00:00, until: 2031-07-01T00:00}
parties:
  A: {name: Aland, also known as: [Alandia, "Alander"]}
  B: Bland
guarantors:
  G: {name: Guarantia}
  H: Hland
zones:
  line: {name: The line, places: [Mill, Ford]}
  strip: {geojson: {type: Polygon, coordinates: [[[37, 48], [38, 48], [38, 49], [37, 48]]]}}
  woods: {file: zones/woods.geojson}
verified when: {independent sources: 2}
exchange rates:
  - {of: EUR, into: USD, rate: 1.16, on: 2031-04-01, reference: central bank}
predicates:
  escorted:
    help: A convoy was escorted.
    kind: event
    arguments:
      by: {type: party, help: who escorted it}
      load: {type: number, unit: t}
      place: {type: place}
    same when: [by, place]
    same within: 1 day
clauses:
  - id: no-strikes
    text: Neither side strikes the other.
    bearer: [A, B]
    prohibits: "strike(by: bearer, target: energy | port, training: no | unknown)"
    verified by: [incidents]
    source text: ["quiet.txt#char=0,31"]
    verb: shall
  - id: no-advance
    bearer: [A, B]
    prohibits: "gained(by: bearer, area: '>= 1 km²')"
    zone: line
    remedy: consult
    verified when: {persists: 3 editions, credibility: 2}
    in force: {from: 2031-04-02, until: 2031-06-30}
  - id: consult
    layer: guarantee
    domain: diplomacy
    bearer: G
    counterparty: [A, B]
    obliges: "consulted(by: bearer, with: counterparty)"
    after: breach of no-advance
    within: 24 h
  - id: package
    bearer: [G, H]
    obliges: "sum of amount in disbursed(by: bearer, to: B) >= 1e9 USD"
    every: month
  - {id: talks, bearer: A, obliges: "met(by: A, with: B)", by: 2031-05-01}
  - {id: look, bearer: H, permits: "inspected(by: bearer)"}
  - {id: punish, bearer: H, empowers: "sanctioned(by: bearer)", after: "strike(by: A)"}
  - id: raw
    bearer: A
    formula: strike(incident, bearer, _, _, _, _, _, _, _)
    modality: prohibition
"""

_HEAD = """\
agreement: Quiet
time zone: Europe/Kyiv
in force: {from: 2031-04-01T00:00, until: 2031-07-01T00:00}
parties: {A: Aland, B: Bland}
guarantors: {G: Guarantia, H: Hland}
zones: {line: {places: [Mill]}}
clauses:
  - {id: quiet, bearer: [A, B], prohibits: strike}
"""


def read_file(path: str) -> str:
    """Stand in for the case folder."""
    assert path == "zones/woods.geojson"
    return GEOJSON


def sample() -> Agreement:
    """Return the sample, loaded."""
    return load_agreement(SAMPLE, file="sample.yaml", read_file=read_file)


def with_clause(body: str) -> str:
    """Return a small agreement with one more clause; its first line is line 9 of the file."""
    lines = body.strip("\n").split("\n")
    return _HEAD + "\n".join(("  - " if not n else "    ") + line for n, line in enumerate(lines))


def load_clause(body: str) -> Agreement:
    """Load a small agreement with one more clause."""
    return load_agreement(with_clause(body), file="a.yaml")


def problems_of(text: str) -> tuple[Problem, ...]:
    """Return the problems of a text, failing if it has none."""
    try:
        load_agreement(text, file="a.yaml", read_file=read_file)
    except AgreementError as error:
        return error.problems
    raise AssertionError("the text loads without a problem")
