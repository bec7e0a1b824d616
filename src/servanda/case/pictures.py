"""Maps of the changes that verdicts cite, ready to stand in a report.

Only the largest are drawn: a report of a long war has thousands of patches, and a page
of a hundred megabytes is read by nobody. The rest are named with their measures.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from servanda.base.errors import ServandaError
from servanda.report.model import PatchMap
from servanda.verdicts.model import FactRef

if TYPE_CHECKING:
    from servanda.case.assess import Inputs
    from servanda.evidence.source import Source

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
        caption = (
            f"{source.publisher}: ({row['after']:%Y-%m-%d %H:%M}Z, "
            f"{row['until']:%Y-%m-%d %H:%M}Z], {row['kind']} {row['area_km2']:.2f} km², {row['class']}, "
            f"about {row['width_m']:.0f} m wide and {row['length_m'] / 1000:.1f} km long"
        )
        maps[row["patch"]] = PatchMap(row["patch"], svg, caption)
    return maps


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
    from servanda.readers.control_map import edition_of
    from servanda.readers.protocol import Context, Evidence
    from servanda.territory import compare, svg_map

    agreement = inputs.agreement
    context = Context(source, agreement.vocabulary, agreement.zone, inputs.case.root)
    archive = inputs.case.archive
    evidence = [
        Evidence(archive.find(row[name], source.id), archive.path(row[name]))
        for name in ("item_earlier", "item_later")
    ]
    earlier, later = (edition_of(each, context) for each in evidence)
    change = compare(earlier, later, holder_class=row["holder_class"])
    focus = next((p for p in (*change.gained, *change.lost) if p.id == row["patch"]), None)
    return svg_map(
        earlier, later, change, title=f"Changes shown by {source.publisher}",
        credit=f"Map: {source.publisher}. Licence: {source.licence}.",
        prefix=f"map-{row['patch']}", focus=focus,
    )  # fmt: skip
