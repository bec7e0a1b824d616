"""What readers yield: facts as Arrow tables, coverage, and what was refused.

Every segment of facts has the common columns below and then the arguments of its
predicate (``servanda.facts.vocabulary``). Readers fill what they know; unknown is
null. A fact keeps four times: valid (``valid_from``, ``valid_until``), report,
collection and knowledge.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import pyarrow as pa

    from servanda.facts.vocabulary import Predicate

__all__ = [
    "COMMON_COLUMNS",
    "DATING",
    "FORMAT",
    "Coverage",
    "Reading",
    "Refusal",
    "segment_schema",
]

FORMAT = 3
"""Version of how readings are stored; part of their names, so that older ones are read again."""

DATING = ("instant", "within", "after", "throughout")
"""How valid_from and valid_until date a fact: at that instant; at some moment within
[from, until]; at some moment in (from, until] (two editions of a map); or all the time between."""

COMMON_COLUMNS: tuple[tuple[str, str], ...] = (
    ("fact", "string"),  # id: hash of item, source, locator, predicate, valid time and arguments
    ("valid_from", "time"),
    ("valid_until", "time"),
    ("dating", "string"),
    ("precision", "string"),  # second, minute, hour, day, month, year
    ("reported_at", "time"),  # when the source published it; null if it does not say
    ("collected_at", "time"),  # when we fetched it
    ("known_at", "time"),  # when it entered our archive
    ("source", "string"),
    ("origin", "string"),  # independence key: two sources of one origin are one
    ("reliability", "string"),
    ("credibility", "string"),
    ("item", "string"),  # SHA-256 of the evidence item
    ("locator", "string"),  # fragment: row=12 (RFC 7111), char=204,291 (RFC 5147), patch=...
    ("words", "string"),  # what was read, verbatim
)
_TYPES = {"integer": "integer", "number": "number", "truth": "truth", "moment": "time"}


@dataclass(frozen=True, slots=True)
class Coverage:
    """A span in which a source did, or did not, report on a predicate.

    Attributes:
        source: Source id.
        origin: Its independence key.
        predicate: On what.
        begins: Start, inclusive, UTC.
        ends: End, inclusive, UTC.
        reported: True for covered, False for a named gap.
        reason: Why there is a gap, or what the coverage rests on.
        places: Where; empty means everywhere.
        except_places: Where not.
        where: Arguments that all its records have in common, (name, value): a table of
            allocations for one purpose is silent about every other purpose.
    """

    source: str
    origin: str
    predicate: str
    begins: datetime
    ends: datetime
    reported: bool = True
    reason: str = ""
    places: tuple[str, ...] = ()
    except_places: tuple[str, ...] = ()
    where: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Refusal:
    """Something a reader could not read, and why; the rest was read.

    Attributes:
        item: SHA-256 of the evidence item.
        locator: Place in it (``row=17``), empty for the whole item.
        reason: What is wrong and what would be right.
        excerpt: The offending text, cut to a readable length.
    """

    item: str
    locator: str
    reason: str
    excerpt: str = ""


@dataclass(frozen=True, slots=True)
class Reading:
    """What one reader made of some evidence items.

    Attributes:
        facts: Predicate name -> Arrow table with ``segment_schema`` of that predicate.
        coverage: Spans and gaps.
        refused: What could not be read.
        notes: Repairs and other remarks a person should see; one line each.
        read_count: Records read without refusal (rows, editions, paragraphs).
        extra: Tables beside the facts, such as the geometry of changed ``patches``.
    """

    facts: Mapping[str, pa.Table] = field(default_factory=dict)
    coverage: Sequence[Coverage] = ()
    refused: Sequence[Refusal] = ()
    notes: Sequence[str] = ()
    read_count: int = 0
    extra: Mapping[str, pa.Table] = field(default_factory=dict)


def segment_schema(predicate: Predicate) -> pa.Schema:
    """Return the Arrow schema of a segment: common columns, then the predicate's arguments."""
    import pyarrow as pa

    types = {
        "string": pa.string(),
        "time": pa.timestamp("us", tz="UTC"),
        "integer": pa.int64(),
        "number": pa.float64(),
        "truth": pa.bool_(),
    }
    columns = [*COMMON_COLUMNS]
    columns += [(arg.name, _TYPES.get(arg.type, "string")) for arg in predicate.arguments]
    return pa.schema([pa.field(name, types[kind]) for name, kind in columns])
