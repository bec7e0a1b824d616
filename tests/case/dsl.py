"""Tiny cases in a few lines: agreement, sources, evidence; then the real path end to end.

Everything is text, as an analyst writes it, so that a test can rename a party in all of
a case's inputs at once (``renamed``) or add the evidence in another order (``order``).
"""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from servanda.case.assess import assess
from servanda.case.folder import Case, open_case
from servanda.report.jsonlines import due_records, verdict_records
from servanda.report.model import Assessment
from servanda.verdicts.model import Verdict

MAPPING = """\
mapping: log
format: csv
time zone: UTC
rows:
  - predicate: strike
    when: {event: strike}
    valid: time
    arguments: {by: by, target: what, place: place, longitude: lon, latitude: lat}
  - predicate: consulted
    when: {event: consulted}
    valid: time
    arguments: {by: by, with: other}
  - predicate: disbursed
    when: {event: disbursed}
    valid: time
    arguments: {by: by, to: other, amount: amount, currency: currency}
"""
HEADER = "event,time,by,other,what,place,lon,lat,amount,currency"
AGREEMENT = """\
agreement: Small truce
time zone: {zone}
in force: {{from: 2031-03-01T00:00, until: 2031-06-01T00:00}}
parties:
  AA: {{name: Aland, also known as: [Republic of Aland, Alandish, John Marsh]}}
  BB: {{name: Bestia, also known as: [Bestian Federation, Paul Field]}}
guarantors:
  GG: Guarant
verified when: {{independent sources: 2}}
{more}clauses:
"""


def at(day: int, hour: int = 12, month: int = 3) -> datetime:
    """Return a moment of spring 2031, UTC."""
    return datetime(2031, month, day, hour, tzinfo=UTC)


def row(event: str, time: datetime | str, **cells: object) -> str:
    """Return one row of the log that ``MAPPING`` reads."""
    clock = time if isinstance(time, str) else f"{time:%Y-%m-%dT%H:%MZ}"
    values: dict[str, object] = {"event": event, "time": clock, **cells}
    return ",".join(str(values.get(name, "")) for name in HEADER.split(","))


def square(x: float, y: float, size: float = 0.1) -> list[list[list[float]]]:
    """Return the rings of a square, for GeoJSON."""
    return [[[x, y], [x + size, y], [x + size, y + size], [x, y + size], [x, y]]]


def map_of(*squares: list[list[list[float]]]) -> str:
    """Return one edition of a map of control: the squares that are held."""
    features = [
        {"type": "Feature", "properties": {}, "geometry": {"type": "Polygon", "coordinates": each}}
        for each in squares
    ]
    return json.dumps({"type": "FeatureCollection", "features": features})


@dataclass(frozen=True)
class Item:
    """One document of the analyst's inbox."""

    source: str
    name: str
    text: str
    published: datetime
    credibility: str = "6"


@dataclass
class Story:
    """A case in the making; every method returns the story itself."""

    clauses: str
    zone: str = "UTC"
    more: str = ""
    sources: str = ""
    items: list[Item] = field(default_factory=list)
    files: dict[str, str] = field(default_factory=lambda: {"log.yaml": MAPPING})

    def source(
        self, name: str, *, reads: str = "table", covers: str = "", origin: str = "", more: str = ""
    ) -> Story:
        """Describe a source; ``covers`` is a list of predicates it reports on all the time."""
        lines = [f"  {name}:", f"    publisher: {origin or name}", "    licence: CC0-1.0"]
        lines += ["    reliability: B", f"    reads as: {reads}"]
        if covers:
            lines.append(
                f"    covers: [{{predicates: [{covers}], from: 2031-02-01, until: 2031-06-30}}]"
            )
        if reads == "table":
            lines.append("    options: {mapping: log.yaml}")
        lines += [f"    {line}" for line in more.splitlines()]
        self.sources += "\n".join(lines) + "\n"
        return self

    def log(self, source: str, *rows: str, published: datetime | None = None) -> Story:
        """Add a table of a source."""
        name = f"{source}-{len(self.items)}.csv"
        return self.text(source, name, "\n".join([HEADER, *rows, ""]), published or at(20))

    def text(self, source: str, name: str, text: str, published: datetime) -> Story:
        """Add any document of a source."""
        self.items.append(Item(source, name, text, published))
        return self

    def write(self, root: Path, order: Callable[[list[Item]], Sequence[Item]] = list) -> Case:
        """Write the case and add its evidence."""
        root.mkdir(parents=True)
        (root / "agreement.yaml").write_text(
            AGREEMENT.format(zone=self.zone, more=self.more) + _indented(self.clauses)
        )
        (root / "sources.yaml").write_text("time zone: UTC\nsources:\n" + self.sources)
        for name, text in self.files.items():
            (root / name).write_text(text)
        case = open_case(root)
        for item in order(self.items):
            case.archive.add(
                item.text.encode(), source=item.source, name=item.name,
                collected_at=item.published + timedelta(hours=1), published_at=item.published,
                credibility=item.credibility,
            )  # fmt: skip
        return case

    def renamed(self, change: Callable[[str], str]) -> Story:
        """Return the same story with a change of words in all its inputs."""
        return Story(
            change(self.clauses), self.zone, change(self.more), change(self.sources),
            [replace(item, text=change(item.text)) for item in self.items],
            {name: change(text) for name, text in self.files.items()},
        )  # fmt: skip


def _indented(clauses: str) -> str:
    return "".join(f"  {line}\n" if line.strip() else "\n" for line in clauses.splitlines())


def answer(case: Case, as_of: datetime | None = None, **options: Any) -> Assessment:
    """Assess a case that is written."""
    return assess(case, as_of, **options)


def of(assessment: Assessment, clause: str = "") -> Verdict:
    """Return the verdict of a clause, or of the only one."""
    if not clause:
        [verdict] = assessment.verdicts
        return verdict
    return next(each for each in assessment.verdicts if each.clause == clause)


def records(assessment: Assessment, *, head: bool = True) -> str:
    """Return all that ``--json`` would say; without the head of the archive if asked."""
    found = [*verdict_records(assessment), *due_records(assessment)]
    if not head:
        found = [{k: v for k, v in each.items() if k != "archive_head"} for each in found]
    return "\n".join(json.dumps(each, sort_keys=True) for each in found)


NO_STRIKES = """\
- id: no-strikes
  text: Neither side strikes.
  bearer: [AA, BB]
  prohibits: strike(by: bearer)
"""
NO_ADVANCE = """\
- id: no-advance
  text: No ground is taken.
  bearer: [AA, BB]
  prohibits: 'gained(by: bearer, area: ">= 1 km²")'
  verified when: {persists: 2 editions}
"""
MAP_SOURCE = "options: {holder: AA, edition time: '03:00', time zone: UTC}"


def two_logs(clauses: str = NO_STRIKES, **options: Any) -> Story:
    """Return a story with two independent logs that cover strikes throughout."""
    story = Story(clauses, **options)
    return story.source("log-a", covers="strike").source("log-b", covers="strike")
