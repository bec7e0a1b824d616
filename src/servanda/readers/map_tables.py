"""Changes of a map as rows: facts of each kind, and the geometry of each changed patch.

Decides nothing about ground; it only writes down what ``servanda.territory`` found, under
the item and the times of the edition that shows it.

Main path: ``MapFacts.add_...`` -> ``tables`` and ``extra``.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from servanda.readers.segment import rows_segment

if TYPE_CHECKING:
    import pyarrow as pa

    from servanda.evidence.item import Item
    from servanda.readers.protocol import Context
    from servanda.territory import Change, Edition, Held, Patch, Reverted

__all__ = ["MapFacts", "Published"]

_OTHER = {"gained": "lost", "lost": "gained"}


@dataclass(frozen=True, slots=True)
class Published:
    """An edition and the item it was read from."""

    edition: Edition
    item: Item

    @property
    def order(self) -> tuple[datetime, datetime, str]:
        """Which of two editions of one moment replaced the other: the larger."""
        return (self.item.known_at, self.item.collected_at, self.item.sha256)


class MapFacts:
    """Collects rows by predicate and item, and patches beside them."""

    def __init__(
        self, context: Context, published: Mapping[datetime, Published], opponent: str = ""
    ) -> None:
        """Start empty.

        Args:
            context: The source.
            published: Moment of an edition -> the edition and its item.
            opponent: Who holds what the holder does not; empty: nobody is said to.
        """
        self.context, self.published, self.opponent = context, published, opponent
        self._rows: dict[tuple[str, datetime], list[dict[str, Any]]] = {}
        self._patches: list[dict[str, Any]] = []

    def add_changes(self, changes: Sequence[Change], party: str) -> None:
        """Add what a party gained and lost, and apart from it what was only redrawn."""
        for change in changes:
            for patch in (*change.gained, *change.lost):
                self._add_patch(patch, change)
                self._add_patch_fact(patch.kind, patch, change, party)
                if self.opponent:
                    self._add_patch_fact(_OTHER[patch.kind], patch, change, self.opponent)

    def _add_patch_fact(self, kind: str, patch: Patch, change: Change, party: str) -> None:
        """A redrawn line is no gain: a clause on ``gained`` must not have to know of slivers.

        Ground shown in a batch of edits is one: a batch makes it doubtful when it was taken,
        not that it was, and a publisher who waits must not make a breach vanish. It is
        flagged, so that an agreement can say otherwise (``batch: < 1``).
        """
        row = self._change_row(patch, change, party)
        movement = _movement(patch)
        if movement == "redraw":
            self._add("redrawn", change.until, {**row, "kind": kind})
        else:
            self._add(kind, change.until, {**row, "class": movement, "batch": patch.batch})

    def add_persistence(self, events: Iterable[Held | Reverted]) -> None:
        """Add which gained patches later editions still show, and which they do not."""
        from servanda.territory import Held

        for event in events:
            predicate = "persisted" if isinstance(event, Held) else "reverted"
            row = {"patch": event.patch_id, "editions": event.editions_held}
            self._add(predicate, event.at, {**_instant(event.at), **row,
                                            "locator": f"patch={event.patch_id}"})  # fmt: skip

    def add_controls(self, editions: Sequence[Edition], ground: str, party: str) -> None:
        """Add the whole area that a party holds in each edition."""
        from servanda.territory import area_km2

        measured: dict[str, float] = {}
        for edition in editions:
            if edition.digest not in measured:
                measured[edition.digest] = area_km2(edition.held[ground])
            row = {"by": party, "area": measured[edition.digest], "locator": f"class={ground}"}
            self._add("controls", edition.at, {**_instant(edition.at), **row})

    def tables(self) -> dict[str, pa.Table]:
        """Return the facts by predicate."""
        import pyarrow as pa

        found: dict[str, list[pa.Table]] = {}
        for (predicate, at), rows in self._rows.items():
            known = self.context.vocabulary[predicate]
            item = self.published[at].item
            table = rows_segment(known, rows, item=item, context=self.context)
            found.setdefault(predicate, []).append(table)
        return {name: pa.concat_tables(tables).combine_chunks() for name, tables in found.items()}

    def extra(self) -> dict[str, pa.Table]:
        """Return the table ``patches``: geometry (WKB, WGS 84) and measures of each patch."""
        import pyarrow as pa

        moment, text, number = pa.timestamp("us", tz="UTC"), pa.string(), pa.float64()
        schema = pa.schema(
            [
                ("patch", text), ("kind", text), ("class", text), ("why", text),
                ("batch", number), ("holder_class", text),
                ("after", moment), ("until", moment), ("item_earlier", text),
                ("item_later", text), ("area_km2", number), ("width_m", number),
                ("length_m", number), ("returned_share", number), ("wkb", pa.binary()),
            ]
        )  # fmt: skip
        ordered = sorted(self._patches, key=lambda row: (row["until"], row["patch"]))
        return {"patches": pa.Table.from_pylist(ordered, schema=schema)}

    def _add(self, predicate: str, at: datetime, row: dict[str, Any]) -> None:
        item = self.published[at].item
        dated = {"precision": "second", "reported_at": item.published_at or at.astimezone(UTC)}
        self._rows.setdefault((predicate, at), []).append({**dated, **row})

    def _change_row(self, patch: Patch, change: Change, party: str) -> dict[str, Any]:
        known = max(self.published[at].item.known_at for at in (change.after, change.until))
        return {
            "valid_from": change.after.astimezone(UTC),
            "valid_until": change.until.astimezone(UTC),
            "dating": "after",
            "known_at": known,
            "locator": f"patch={patch.id}",
            "by": party,
            "area": patch.area_km2,
            "longitude": patch.lon,
            "latitude": patch.lat,
            "patch": patch.id,
        }

    def _add_patch(self, patch: Patch, change: Change) -> None:
        import shapely

        earlier, later = self.published[change.after].item, self.published[change.until].item
        self._patches.append(
            {
                "patch": patch.id, "kind": patch.kind, "class": _movement(patch),
                "why": patch.why, "batch": patch.batch,
                "holder_class": change.holder_class, "after": change.after.astimezone(UTC),
                "until": change.until.astimezone(UTC), "item_earlier": earlier.sha256,
                "item_later": later.sha256, "area_km2": patch.area_km2,
                "width_m": patch.width_m, "length_m": patch.length_m,
                "returned_share": patch.returned_share,
                "wkb": shapely.to_wkb(patch.geometry, byte_order=1),
            }
        )  # fmt: skip


def _movement(patch: Patch) -> str:
    """How a patch reads apart from the batch it was shown in."""
    from servanda.territory import Thresholds

    if patch.why != "batch":
        return patch.movement
    return "return" if patch.returned_share >= Thresholds().return_share else "advance"


def _instant(at: datetime) -> dict[str, Any]:
    moment = at.astimezone(UTC)
    return {"valid_from": moment, "valid_until": moment, "dating": "instant"}
