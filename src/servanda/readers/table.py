"""Tables of records by a mapping file: CSV, Parquet or XLSX to facts.

One item is one table. A row may yield several facts, or none; a row that cannot be
read is refused by number with its reason, and the rest is read. Nothing here knows a
data set: column names, placeholders, units and zones are in the mapping.

Decides what a table claims. Does not decide whether two tables claim the same
(``servanda.facts.incidents``) or whether a row is true.

Main path: ``TableReader.read`` -> ``read_sheet`` -> ``_Rows`` per rule -> ``Reading``.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping as Map
from collections.abc import Sequence
from datetime import UTC, datetime, tzinfo
from typing import TYPE_CHECKING, Any

from servanda.base.errors import MisuseError, UnreadableError
from servanda.base.moment import PRECISIONS
from servanda.facts.coverage import declared
from servanda.facts.model import Coverage, Reading, Refusal
from servanda.readers.cells import (
    Frame,
    Trouble,
    cell_values,
    date_troubles,
    passes,
    timestamps,
    when_moments,
)
from servanda.readers.mapping import check_columns, mapping_text
from servanda.readers.mapping_file import load_mapping
from servanda.readers.moments import EMPTY, READ, Moments
from servanda.readers.protocol import origin_of
from servanda.readers.segment import segment
from servanda.readers.sheet import MAX_BYTES, Sheet, read_sheet

if TYPE_CHECKING:
    import pyarrow as pa

    from servanda.readers.mapping import Mapping, Rule
    from servanda.readers.protocol import Context, Evidence, Progress

__all__ = ["TableReader"]

_LONGEST_EXCERPT = 160
_EXACT = 1  # index of "minute" in PRECISIONS: this precise or more is an instant


class TableReader:
    """Reads tables by the mapping that the source's option ``mapping`` names."""

    name = "table"
    version = "1"

    def together(self) -> bool:
        """Each table is read by itself."""
        return False

    def settings(self, context: Context) -> Map[str, Any]:
        """Return the hash of the mapping's text and of the predicates it uses."""
        text, _ = mapping_text(_mapping_name(context), context.folder)
        mapping = _mapping(context)
        used = sorted(repr(rule.predicate) for rule in mapping.rules)
        digest = hashlib.sha256("\n".join([text, *used]).encode())
        return {"mapping": digest.hexdigest()}

    def read(self, batch: Sequence[Evidence], context: Context, progress: Progress) -> Reading:
        """Read the tables of a batch, one after the other.

        Raises:
            MisuseError: If the source names no mapping, or none that exists.
            AgreementError: If the mapping has problems.
        """
        mapping = _mapping(context)
        readings = []
        for done, evidence in enumerate(batch):
            progress(done, len(batch), evidence.item.name)
            readings.append(_read_one(evidence, mapping, context))
        progress(len(batch), len(batch), "tables")
        return _together(readings)


def _mapping_name(context: Context) -> str:
    name = context.option("mapping")
    if not name:
        raise MisuseError(
            f"source {context.source.id!r} reads as table, but its options name no mapping; "
            "write `options: {mapping: alerts-oblast}` or name a YAML file of the case"
        )
    return name


def _mapping(context: Context) -> Mapping:
    text, file = mapping_text(_mapping_name(context), context.folder)
    return load_mapping(text, file=file, vocabulary=context.vocabulary)


def _read_one(evidence: Evidence, mapping: Mapping, context: Context) -> Reading:
    item = evidence.item
    try:
        sheet = read_sheet(evidence.read(MAX_BYTES), item.name, mapping)
        check_columns(mapping, sheet.columns, item.name)
    except UnreadableError as error:
        return Reading(refused=[Refusal(item.sha256, "", str(error))])
    rows = _Rows(sheet, mapping, context.source_zone() or mapping.zone)
    facts: dict[str, list[pa.Table]] = {}
    for rule in mapping.rules:
        columns = rows.claims(rule)
        if item.published_at is None or mapping.reported is not None:
            columns["reported_at"] = rows.reported(columns.pop("_kept"))
        columns.pop("_kept", None)
        table = segment(rule.predicate, columns, item=item, context=context)
        facts.setdefault(rule.predicate.name, []).append(table)
    whole = {name: _concatenated(tables) for name, tables in facts.items()}
    refused = [Refusal(item.sha256, f"row={r.row}", r.reason, r.excerpt) for r in sheet.refused]
    refused += rows.refusals(item.sha256)
    refused.sort(key=lambda each: (int(each.locator.removeprefix("row=")), each.reason))
    lost = len({each.locator for each in refused})
    total = len(sheet.rows) + len(sheet.refused)
    notes = [*sheet.notes, *rows.notes(item.name)]
    return Reading(whole, _coverage(whole, mapping, context), refused, notes, total - lost)


class _Rows:
    """The rows of one table, held against the rules of its mapping."""

    def __init__(self, sheet: Sheet, mapping: Mapping, zone: tzinfo | None) -> None:
        import numpy as np

        self.sheet, self.mapping, self.count = sheet, mapping, len(sheet.rows)
        used = [name for rule in mapping.rules for name in rule.columns()]
        used += mapping.reported.columns if mapping.reported else ()
        columns = {name: _emptied(sheet.columns[name], mapping.empty) for name in set(used)}
        self.frame = Frame(columns, self.count, mapping, zone)
        self.matched = np.zeros(self.count, dtype=np.bool_)
        self.undated_reports = 0
        self._refused: dict[tuple[int, str], str] = {}

    def claims(self, rule: Rule) -> dict[str, Any]:
        """Return the columns of the facts that a rule yields; refuse rows it cannot read."""
        chosen, troubles = self._chosen(rule)
        self.matched |= chosen
        begins = when_moments(rule.begins, self.frame)
        ends = begins
        if rule.ends is not None:
            ends = when_moments(rule.ends, self.frame)
        troubles += _date_order(rule, begins, ends)
        columns: dict[str, Any] = {}
        for cell in rule.cells:
            argument = rule.predicate.argument(cell.argument)
            values = cell_values(cell, argument, self.frame)
            columns[cell.argument] = values.array
            troubles += values.troubles
        columns |= self._times(rule, begins, ends)
        columns["words"] = self._words(rule)
        columns["locator"] = self._locators()
        return self._kept(columns, chosen, troubles)

    def reported(self, kept: Any) -> Any:
        """Return when the rows were published: from their column; null if they do not say."""
        import numpy as np

        if self.mapping.reported is None:
            return timestamps(np.zeros(int(kept.sum()), np.int64), np.zeros(int(kept.sum()), bool))
        moments = when_moments(self.mapping.reported, self.frame)
        unknown = (moments.state != READ) & (moments.state != EMPTY)
        self.undated_reports = max(self.undated_reports, int((unknown & kept).sum()))
        return timestamps(moments.earliest[kept], moments.state[kept] == READ)

    def refusals(self, item: str) -> list[Refusal]:
        """Return what was refused so far."""
        return [
            Refusal(item, f"row={row}", reason, excerpt)
            for (row, reason), excerpt in self._refused.items()
        ]

    def notes(self, name: str) -> list[str]:
        """Return remarks on rows that no rule asked for, and on unreadable report dates."""
        found = []
        unasked = self.count - int(self.matched.sum())
        if unasked:
            found.append(f"{name}: {unasked:,} rows match no rule of mapping {self.mapping.name}")
        if self.undated_reports:
            found.append(
                f"{name}: in {self.undated_reports:,} rows the date of the report cannot be read "
                "and stays unknown"
            )
        return found

    def _chosen(self, rule: Rule) -> tuple[Any, list[Trouble]]:
        import numpy as np

        chosen = np.ones(self.count, dtype=np.bool_)
        troubles: list[Trouble] = []
        for condition in rule.conditions:
            passed, more = passes(condition, self.frame)
            for trouble in more:
                passed = passed | trouble.rows  # refused below, not passed over
            chosen &= passed
            troubles += more
        return chosen, troubles

    def _times(self, rule: Rule, begins: Moments, ends: Moments) -> dict[str, Any]:
        import numpy as np
        import pyarrow as pa

        precision = np.where(
            ends.state == READ, np.maximum(begins.precision, ends.precision), begins.precision
        )
        dating = np.full(self.count, rule.dating, dtype=object)
        if rule.dating == "within":
            point = (begins.earliest == ends.latest) & (precision <= _EXACT)
            dating[point] = "instant"
        names = pa.array(PRECISIONS, pa.string())
        return {
            "valid_from": timestamps(begins.earliest, begins.state == READ),
            "valid_until": timestamps(ends.latest, ends.state == READ),
            "precision": names.take(pa.array(precision, pa.int8())),
            "dating": pa.array(dating, pa.string()),
        }

    def _words(self, rule: Rule) -> Any:
        import pyarrow as pa
        import pyarrow.compute as pc

        nothing = pa.scalar(None, pa.string())
        parts = []
        for name in rule.columns():
            cell = self.sheet.columns[name]
            said = pc.binary_join_element_wise(f"{name}=", cell, "")
            parts.append(pc.if_else(pc.equal(cell, ""), nothing, said))
        if not parts:
            return pa.repeat(nothing, self.count)
        return pc.binary_join_element_wise(*parts, "; ", null_handling="skip")

    def _locators(self) -> Any:
        import pyarrow as pa
        import pyarrow.compute as pc

        numbers = pc.cast(pa.array(self.sheet.rows, pa.int64()), pa.string())
        return pc.binary_join_element_wise("row=", numbers, "")

    def _kept(
        self, columns: dict[str, Any], chosen: Any, troubles: list[Trouble]
    ) -> dict[str, Any]:
        import numpy as np
        import pyarrow as pa

        kept = chosen.copy()
        for trouble in troubles:
            for index in np.flatnonzero(trouble.rows & kept):
                row = int(self.sheet.rows[index])
                excerpt = self._excerpt(int(index), trouble.columns)
                self._refused.setdefault((row, trouble.reason), excerpt)
            kept &= ~trouble.rows
        keep = pa.array(kept)
        return {**{name: each.filter(keep) for name, each in columns.items()}, "_kept": kept}

    def _excerpt(self, index: int, columns: tuple[str, ...]) -> str:
        cells = (f"{name}={self.sheet.columns[name][index].as_py()}" for name in columns)
        text = "; ".join(cells)
        return text if len(text) <= _LONGEST_EXCERPT else text[: _LONGEST_EXCERPT - 1] + "…"


def _date_order(rule: Rule, begins: Moments, ends: Moments) -> list[Trouble]:
    first = rule.begins.columns
    last = rule.ends.columns if rule.ends else ()
    named = " and ".join(repr(column) for column in first) or "the mapping's date"
    why = "a fact without a date cannot be held against a clause"
    troubles = [
        *date_troubles(begins, first, named),
        Trouble(begins.state == EMPTY, f"{named} is empty, and {why}", first),
    ]
    if rule.ends is None:
        return troubles
    end = " and ".join(repr(column) for column in last)
    troubles += date_troubles(ends, last, end)
    if rule.dating != "throughout":
        troubles.append(Trouble(ends.state == EMPTY, f"{end} is empty, and {why}", last))
    backwards = (begins.state == READ) & (ends.state == READ) & (ends.latest < begins.earliest)
    reason = f"the row ends ({end}) before it begins ({named})"
    troubles.append(Trouble(backwards, reason, (*first, *last)))
    return troubles


def _emptied(texts: Any, placeholders: tuple[str, ...]) -> Any:
    import pyarrow as pa
    import pyarrow.compute as pc

    trimmed = pc.utf8_trim_whitespace(texts)
    if not placeholders:
        return trimmed
    hit = pc.is_in(trimmed, pa.array(placeholders, pa.string()))
    return pc.if_else(hit, "", trimmed)


def _concatenated(tables: list[pa.Table]) -> pa.Table:
    import pyarrow as pa

    return pa.concat_tables(tables).combine_chunks()


def _coverage(facts: Map[str, pa.Table], mapping: Mapping, context: Context) -> list[Coverage]:
    source, origin = context.source, origin_of(context.source)
    first, last = _span(list(facts.values()))
    found = []
    for predicate in facts:
        if source.coverage:
            found += declared(source, origin, predicate, first, last)
        elif mapping.coverage == "rows" and first is not None and last is not None:
            reason = f"mapping {mapping.name}: exhaustive from its first row to its last"
            found += [
                Coverage(
                    source.id, origin, predicate, first, last, True, reason,
                    (), mapping.except_places, where,
                )
                for where in _constants(predicate, mapping, context)
            ]  # fmt: skip
    return found


def _constants(
    predicate: str, mapping: Mapping, context: Context
) -> list[tuple[tuple[str, str], ...]]:
    """Return what the facts of each rule have in common: the texts it takes from no column.

    A column of one purpose is silent about the others, however exhaustive it is.
    """
    arguments = context.vocabulary[predicate].arguments
    texts = {each.name for each in arguments if each.type == "text"} - {"currency"}
    found = {
        tuple(
            sorted(
                (cell.argument, cell.constant)
                for cell in rule.cells
                if cell.how == "constant" and cell.argument in texts
            )
        )
        for rule in mapping.rules
        if rule.predicate.name == predicate
    }
    return sorted(found)


def _span(tables: Sequence[pa.Table]) -> tuple[datetime | None, datetime | None]:
    """First and last moment of all facts; open ends count as their beginnings."""
    import pyarrow.compute as pc

    filled = [table for table in tables if table.num_rows]
    if not filled:
        return None, None
    first = min(pc.min(table["valid_from"]).as_py() for table in filled)
    ends = [pc.max(table[name]).as_py() for table in filled for name in _ENDS]
    last = max(end for end in ends if end is not None)
    return first.astimezone(UTC), last.astimezone(UTC)


_ENDS = ("valid_from", "valid_until")


def _together(readings: Sequence[Reading]) -> Reading:
    facts: dict[str, list[pa.Table]] = {}
    for reading in readings:
        for name, table in reading.facts.items():
            facts.setdefault(name, []).append(table)
    return Reading(
        {name: _concatenated(tables) for name, tables in facts.items()},
        [each for reading in readings for each in reading.coverage],
        [each for reading in readings for each in reading.refused],
        [each for reading in readings for each in reading.notes],
        sum(reading.read_count for reading in readings),
    )
