"""What a report is made from: an assessment with everything its links lead to.

Filled by ``servanda.case``; drawn by ``servanda.report.html``. Plain values only, so
a report can be tested without a case.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from servanda.agreement.model import Agreement, Publish
from servanda.evidence.source import Source
from servanda.facts.model import Refusal
from servanda.verdicts.due import Due
from servanda.verdicts.model import Verdict

__all__ = ["WITHHELD", "Assessment", "Due", "EvidenceText", "PatchMap", "Withheld"]

WITHHELD = ("redacted", "licence", "delay", "beside", "unread", "coarse")
"""Why a report leaves something out: the agreement's ``publish: redact`` names it; its licence
does not let rows leave the case; it is younger than the delay; it stands at the same place of
the document as something withheld; it could not be read, so nobody knows how old it is or what
it tells; its coordinates are rounded, so they alone are left out. Of several, the first is told."""


@dataclass(frozen=True, slots=True)
class EvidenceText:
    """A text item that facts point into: its paragraphs can be shown with the words marked."""

    item: str
    name: str
    text: str


@dataclass(frozen=True, slots=True)
class PatchMap:
    """The picture of one change between two editions: ready-made SVG and its caption."""

    patch: str
    svg: str
    caption: str


@dataclass(frozen=True, slots=True)
class Withheld:
    """One thing that an edition for publication leaves out, declared so that less is no lie.

    Attributes:
        reason: One of ``WITHHELD``.
        item: SHA-256 of the evidence item.
        fact: Fact id; empty for a record that could not be read.
    """

    reason: str
    item: str
    fact: str = ""


@dataclass(frozen=True, slots=True)
class Assessment:
    """All answers about one case at one moment of knowledge.

    Attributes:
        agreement: What was agreed.
        as_of: What could be known then.
        verdicts: One a clause, in the agreement's order.
        due: What falls due, by deadline.
        sources: Sources of the case by id.
        formulas: Clause id -> the formula it compiled to.
        refused: Source id -> what its reader refused.
        read_counts: Source id -> records read.
        notes: Source id -> remarks of its reader.
        items: SHA-256 -> file name as archived.
        archive_head: Hash of the archive's last log entry, which pins the evidence.
        texts: Text items that cited facts point into, by SHA-256.
        maps: Patch id -> picture of the change.
        edition: What the edition for publication was made by; None for a working copy.
        withheld: What it leaves out, by reason, item and fact.
    """

    agreement: Agreement
    as_of: datetime
    verdicts: Sequence[Verdict]
    due: Sequence[Due]
    sources: Mapping[str, Source]
    formulas: Mapping[str, str]
    refused: Mapping[str, Sequence[Refusal]] = field(default_factory=dict)
    read_counts: Mapping[str, int] = field(default_factory=dict)
    notes: Mapping[str, Sequence[str]] = field(default_factory=dict)
    items: Mapping[str, str] = field(default_factory=dict)
    archive_head: str = ""
    texts: Mapping[str, EvidenceText] = field(default_factory=dict)
    maps: Mapping[str, PatchMap] = field(default_factory=dict)
    edition: Publish | None = None
    withheld: Sequence[Withheld] = ()
