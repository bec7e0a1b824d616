"""Sources: who published, under which licence, how reliable, and what they can see at all.

A source is data in the case's ``sources.yaml``; ``servanda.evidence.sources`` reads
that file. This module only says what a source is. It does not judge what a source
reports, and it holds no list of known publishers: grading is the analyst's decision.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

__all__ = ["Regime", "Source", "SourceCoverage"]


@dataclass(frozen=True, slots=True)
class SourceCoverage:
    """A declaration that the source reports on something, somewhere, for some time.

    Attributes:
        predicates: What it reports on; empty means whatever its reader yields.
        begins: From when, inclusive; None means from the first record its reader finds.
        ends: Until when, inclusive; None means to the last record its reader finds.
        places: Where; empty means everywhere the agreement reaches.
        except_places: Where it is blind, though it covers ``places``.
    """

    predicates: tuple[str, ...] = ()
    begins: datetime | None = None
    ends: datetime | None = None
    places: tuple[str, ...] = ()
    except_places: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Regime:
    """From this moment the source's instrument changed: numbers before and after differ in kind."""

    begins: datetime
    reason: str


@dataclass(frozen=True, slots=True)
class Source:
    """One publisher as the analyst knows it.

    Attributes:
        id: Name used in the case (``--source``, ``verified by``).
        publisher: Who published.
        licence: Under which terms; always stated, ``unknown`` is allowed and said.
        reliability: Admiralty grade A-F.
        reader: Which reader understands its items: ``control map``, ``table``, ``news``.
        kind: What it is evidence of, as clauses say it in ``verified by``
            (``control maps``, ``incidents``, ``alerts``, ``news``, ``aid`` ...).
        origin: Independence key. Two sources with one owner or one wire are one origin;
            defaults to the publisher.
        party: The agreement's party that speaks here, if any. Its claims about itself are
            admissions; its claims about others prove only that it claimed.
        may_export: Whether its rows may leave the case in an export.
        replaces: Whether each item is the whole anew, so that a newer one supersedes the
            older: of all that could be known at a moment, only the latest counts.
        url: Where it is published.
        lag: How long after the event the source usually reports; silence younger than
            this says nothing.
        coverage: What it declares to cover. Empty: nothing; silence then never means "kept".
        regimes: When its instrument changed.
        options: Settings for its reader (mapping, time zone, column names ...).
    """

    id: str
    publisher: str
    licence: str
    reliability: str
    reader: str
    kind: str = ""
    origin: str = ""
    party: str = ""
    may_export: bool = False
    replaces: bool = False
    url: str = ""
    lag: timedelta = timedelta(0)
    coverage: tuple[SourceCoverage, ...] = ()
    regimes: tuple[Regime, ...] = ()
    options: Mapping[str, Any] = field(default_factory=dict)
