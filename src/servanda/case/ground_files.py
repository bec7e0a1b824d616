"""Files that ``servanda territory`` writes: patches, a chart, a map.

What cannot be written is refused before any map is read. Main path: ``check_files``, then
``write_files``.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any

from servanda.base.errors import MisuseError
from servanda.case.ground import Answer
from servanda.evidence.durable import write_file

if TYPE_CHECKING:
    from servanda.territory.words import Language

__all__ = ["Wanted", "check_files", "write_files"]

_CHARTS = (".png", ".svg")
_MAPS = (".png", ".svg", ".html")


@dataclass(frozen=True, slots=True)
class Wanted:
    """Files to write.

    Attributes:
        output: The patches: .parquet, .geojson or .gpkg.
        plot: A chart: .png or .svg.
        map: A map: .png, .svg or .html.
        credit: Source and licence, printed on pictures.
        language: Of the words on pictures.
    """

    output: Path | None = None
    plot: Path | None = None
    map: Path | None = None
    credit: str = ""
    language: Language = "en"


def check_files(wanted: Wanted) -> None:
    """Refuse names and folders that cannot be written to.

    Raises:
        MisuseError: Another end of the name, or no such folder.
    """
    from servanda.territory.export import form_of

    if wanted.output:
        form_of(wanted.output.name)
    _check_end(wanted.plot, _CHARTS, "a chart")
    _check_end(wanted.map, _MAPS, "a map")
    for path in (wanted.output, wanted.plot, wanted.map):
        if path and not path.absolute().parent.is_dir():
            raise MisuseError(f"{path}: there is no folder {path.parent}; make it first")


def _check_end(path: Path | None, forms: tuple[str, ...], what: str) -> None:
    if path and path.suffix not in forms:
        raise MisuseError(f"{path}: {what} is written as {', '.join(forms)}; end the name in one.")


def write_files(answer: Answer, rows: Sequence[dict[str, Any]], wanted: Wanted) -> list[Path]:
    """Write what is wanted, each file whole or not at all; return what was written."""
    made = []
    for path, make in (
        (wanted.output, _patches),
        (wanted.plot, _chart),
        (wanted.map, _map),
    ):
        if path:
            write_file(path, make(answer, rows, wanted, path))
            made.append(path)
    return made


def _patches(answer: Answer, _: object, __: object, path: Path) -> bytes:
    from servanda.territory.export import form_of, rows_of, written

    rows = rows_of(answer.changes, answer.outcomes, answer.shares)
    return written(rows, form_of(path.name))


def _chart(answer: Answer, rows: Sequence[dict[str, Any]], wanted: Wanted, path: Path) -> bytes:
    from servanda.territory.chart import chart_of

    bars = _bars(answer, rows)
    return chart_of(
        bars, form=path.suffix[1:], by=answer.asked.by, source=_source(answer, wanted),
        language=wanted.language, cumulative=answer.asked.cumulative,
    )  # fmt: skip


def _bars(answer: Answer, rows: Sequence[dict[str, Any]]) -> list[Any]:
    """One bar a period; regions are added up, since they are parts of one whole."""
    from servanda.territory.chart import Bar

    bars, total = [], 0.0
    known = [row for row in rows if "gained_km2" in row]
    each = len(known) // len(answer.periods)
    for number, period in enumerate(answer.periods):
        mine = known[number * each : (number + 1) * each]
        if period.is_gap:
            bars.append(Bar(period.begins, period.ends, None))
            continue
        if answer.asked.by == "edition" and period.gap_days:
            days = timedelta(days=period.gap_days)
            bars.append(Bar(period.begins - days, period.begins - timedelta(days=1), None))
        sums = {
            name: sum(row[name] for row in mine)
            for name in ("gained_km2", "lost_km2", "redrawn_gained_km2", "redrawn_lost_km2")
        }
        total += sums["gained_km2"] - sums["lost_km2"]
        bars.append(Bar(period.begins, period.ends, **sums, cumulative_net_km2=total))
    return bars


def _source(answer: Answer, wanted: Wanted) -> str:
    from servanda.territory.words import Say

    say = Say(wanted.language)
    parts = [
        say("source", source=wanted.credit) if wanted.credit else say("no credit"),
        say("editions from to", first=say.moment(answer.first.at),
            last=say.moment(answer.last.at)),
    ]  # fmt: skip
    told = [say("method")] + ([say("lag", days=answer.asked.lag)] if answer.asked.lag else [])
    return "; ".join(parts) + ". " + " ".join(told)


def _map(answer: Answer, _: object, wanted: Wanted, path: Path) -> bytes:
    """The first and the last edition, whatever the rows are by."""
    from servanda.territory import compare
    from servanda.territory.draw import svg_of
    from servanda.territory.mapping import change_scene
    from servanda.territory.words import Say

    say = Say(wanted.language)
    change = compare(answer.first, answer.last, holder_class=answer.holder)
    told = "" if wanted.credit else say("no credit")
    scene = change_scene(
        answer.first, answer.last, change, credit=told, regions=answer.regions,
        language=wanted.language,
    )  # fmt: skip
    if path.suffix == ".png":
        from servanda.territory.raster import png_of

        return png_of(scene)
    if path.suffix == ".svg":
        return svg_of(scene).encode() + b"\n"
    from servanda.territory.page import page_of

    patches = [*change.gained, *change.lost]
    shares = answer.regions.split(patches) if answer.regions else []
    named = {
        patch.id: max(share, key=lambda name: share[name])
        for patch, share in zip(patches, shares, strict=False)
    }
    return page_of(scene, change, say, regions=named).encode()
