"""Columns of claims to a segment of facts: common columns, arguments, and an id each.

Every reader ends here, so that all facts are stamped alike: who published, when it was
published, collected and known, how it is graded, and a name that is a hash of what was
claimed and where (``fact_ids``).

Main path: ``segment(predicate, columns, evidence=..., context=...)`` -> Arrow table.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from servanda.facts.model import segment_schema
from servanda.readers.protocol import origin_of

if TYPE_CHECKING:
    import pyarrow as pa

    from servanda.evidence.item import Item
    from servanda.facts.vocabulary import Predicate
    from servanda.readers.protocol import Context

__all__ = ["fact_ids", "rows_segment", "segment"]

_LENGTH = 16
_BETWEEN, _UNKNOWN = "\x1f", "\x00"


def segment(
    predicate: Predicate, columns: Mapping[str, Any], *, item: Item, context: Context
) -> pa.Table:
    """Return the segment of one predicate read from one item.

    Args:
        predicate: What is claimed.
        columns: Arrow arrays of one length, or single values for all rows. ``locator`` must
            be an array. Common columns and arguments that are missing are null; those that
            describe source and item are filled in here, unless given (``origin``).
        item: The evidence item.
        context: The source.
    """
    import pyarrow as pa
    import pyarrow.compute as pc

    schema = segment_schema(predicate)
    count = len(columns["locator"])
    given = {**_stamp(item, context), **columns}
    arrays: dict[str, Any] = {}
    for field in schema:
        value = given.get(field.name)
        if isinstance(value, pa.Array | pa.ChunkedArray):
            arrays[field.name] = pc.cast(value, field.type)
        else:
            arrays[field.name] = pa.repeat(pa.scalar(value, field.type), count)
    names = [argument.name for argument in predicate.arguments]
    said = [arrays[name] for name in ("source", "locator", "valid_from", "valid_until")]
    claims = [*said, *(arrays[name] for name in names)]
    arrays["fact"] = fact_ids(item.sha256, predicate.name, claims)
    return pa.table([arrays[field.name] for field in schema], schema=schema)


def rows_segment(
    predicate: Predicate, rows: Sequence[Mapping[str, Any]], *, item: Item, context: Context
) -> pa.Table:
    """Return a segment from a few rows in Python: statements of a report, editions of a map."""
    import pyarrow as pa

    schema = segment_schema(predicate)
    named = {name for row in rows for name in row} | {"locator"}
    columns = {
        field.name: pa.array([row.get(field.name) for row in rows], field.type)
        for field in schema
        if field.name in named
    }
    return segment(predicate, columns, item=item, context=context)


def fact_ids(item: str, predicate: str, claims: Sequence[Any]) -> pa.Array:
    """Return the id of each fact: 16 hex digits of SHA-256 over item, predicate and claim.

    Args:
        item: Hash of the evidence item.
        predicate: Predicate name.
        claims: Source, locator and valid time, then the arguments in their order.
    """
    import pyarrow as pa
    import pyarrow.compute as pc

    texts = [pc.cast(each, pa.string()) for each in claims]
    joined = pc.binary_join_element_wise(
        *texts, _BETWEEN, null_handling="replace", null_replacement=_UNKNOWN
    )
    start = hashlib.sha256(f"{item}{_BETWEEN}{predicate}{_BETWEEN}".encode())
    ids = []
    for text in joined.to_pylist():
        one = start.copy()
        one.update(text.encode())
        ids.append(one.hexdigest()[:_LENGTH])
    return pa.array(ids, pa.string())


def _stamp(item: Item, context: Context) -> dict[str, Any]:
    source = context.source
    return {
        "reported_at": item.published_at,
        "collected_at": item.collected_at,
        "known_at": item.known_at,
        "source": source.id,
        "origin": origin_of(source),
        "reliability": source.reliability,
        "credibility": item.credibility,
        "item": item.sha256,
    }
