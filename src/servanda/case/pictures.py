"""Maps of the changes that verdicts cite, ready to stand in a report.

Only the largest are drawn: a report of a long war has thousands of patches, and a page
of a hundred megabytes is read by nobody. The rest are named with their measures.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from servanda.base.errors import ServandaError, UnreadableError
from servanda.base.said import Said, said
from servanda.report.model import PatchMap
from servanda.verdicts.model import FactRef

if TYPE_CHECKING:
    from datetime import datetime

    from servanda.case.inputs import Inputs
    from servanda.evidence.source import Source
    from servanda.readers.protocol import Context
    from servanda.territory import Edition

__all__ = ["MOST_MAPS", "patch_maps"]

MOST_MAPS = 24


def patch_maps(inputs: Inputs, cited: Sequence[FactRef]) -> dict[str, PatchMap]:
    """Return pictures of the largest cited changes, by patch id."""
    sources = {
        str(fact.arguments["patch"]): fact.source for fact in cited if fact.arguments.get("patch")
    }
    maps = {}
    for row in _rows(inputs, sources):
        source = inputs.sources[sources[row["patch"]]]
        try:
            svg = _drawn(inputs, source, row)
        except ServandaError:  # its edition cannot be read any more: the numbers still stand
            continue
        maps[row["patch"]] = PatchMap(row["patch"], svg, _caption(source, row))
    return maps


def _caption(source: Source, row: Mapping[str, Any]) -> Said:
    return said(
        "{publisher}: ({after:%Y-%m-%d %H:%M}Z, {until:%Y-%m-%d %H:%M}Z], "
        "{kind} {area:.2f} km², {held}, about {width:.0f} m wide and {length:.1f} km long; "
        "areas on the WGS 84 ellipsoid, without projection or simplification",
        publisher=source.publisher, after=row["after"], until=row["until"], kind=row["kind"],
        area=row["area_km2"], held=row["class"], width=row["width_m"],
        length=row["length_m"] / 1000,
    )  # fmt: skip


def _rows(inputs: Inputs, sources: Mapping[str, str]) -> list[dict[str, Any]]:
    """Return the measures of the largest cited patches, largest first."""
    paths = inputs.case.store.extra_paths("patches", inputs.derived.all_keys())
    if not paths or not sources:
        return []
    import pyarrow as pa
    import pyarrow.compute as pc
    import pyarrow.parquet as pq

    table = pa.concat_tables([pq.read_table(path) for path in paths])
    wanted = pc.is_in(table["patch"], pa.array(sorted(sources), pa.string()))
    rows: list[dict[str, Any]] = table.filter(wanted).drop_columns(["wkb"]).to_pylist()
    return sorted(rows, key=lambda row: (-row["area_km2"], row["patch"]))[:MOST_MAPS]


def _drawn(inputs: Inputs, source: Source, row: Mapping[str, Any]) -> str:
    from servanda.readers.protocol import Context as ReaderContext
    from servanda.territory import compare, svg_map

    agreement = inputs.agreement
    context = ReaderContext(source, agreement.vocabulary, agreement.zone, inputs.case.root)
    earlier = _edition_at(inputs, context, row["item_earlier"], row["after"])
    later = _edition_at(inputs, context, row["item_later"], row["until"])
    change = compare(earlier, later, holder_class=row["holder_class"])
    focus = next((p for p in (*change.gained, *change.lost) if p.id == row["patch"]), None)
    return svg_map(
        earlier, later, change, title=f"Changes shown by {source.publisher}",
        credit=f"Map: {source.publisher}. Licence: {source.licence}.",
        prefix=f"map-{row['patch']}", focus=focus,
    )  # fmt: skip


def _edition_at(inputs: Inputs, context: Context, sha256: str, at: datetime) -> Edition:
    """Return the edition of that moment; a map may be published twice with the same bytes."""
    from servanda.readers.control_map import edition_of
    from servanda.readers.protocol import Evidence

    path = inputs.case.archive.path(sha256)
    for item in inputs.case.items_at(None):
        if (item.sha256, item.source) == (sha256, context.source.id):
            edition = edition_of(Evidence(item, path), context)
            if edition.at == at:
                return edition
    raise UnreadableError(f"no edition of {at} is in {sha256[:12]}")
