"""A scene as one self-contained HTML file: the map, and its patches as a table.

No script, no network, nothing loaded from elsewhere: it can be mailed and kept. Pointing at
a patch shows what it is. Main path: ``page_of``.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from html import escape as _escape

from servanda.territory.change import Change
from servanda.territory.draw import svg_of
from servanda.territory.mapping import ranked
from servanda.territory.patch import Patch
from servanda.territory.scene import Scene, plain
from servanda.territory.words import Say

__all__ = ["MOST_ROWS", "page_of"]

MOST_ROWS = 500
_STYLE = """\
body{font:15px/1.4 system-ui,sans-serif;margin:1.5rem auto;max-width:1400px;
padding:0 1rem;color:#222}
svg{width:100%;height:auto}
table{border-collapse:collapse;margin-top:1rem;font-variant-numeric:tabular-nums}
th,td{padding:.2rem .7rem;border-bottom:1px solid #ddd;text-align:left}
td.n,th.n{text-align:right}
.gained{color:#9c4500}.lost{color:#00517f}"""


def page_of(scene: Scene, change: Change, say: Say, *, regions: Mapping[str, str]) -> str:
    """Return the page.

    Args:
        scene: The map.
        change: What it shows; the numbers on the map are those of the table.
        say: Language.
        regions: Region of a patch by its id; empty if none were given.
    """
    moved = ranked(change)
    redrawn = [p for p in _by_size(change) if p.movement == "redraw" and p not in moved]
    listed = [*moved, *redrawn][:MOST_ROWS]
    rest = [*moved, *redrawn][MOST_ROWS:]
    left = f"<p>{escape(_left_out(rest, say))}</p>" if rest else ""
    return (
        f'<!doctype html>\n<html lang="{say.language}">\n<head><meta charset="utf-8">\n'
        '<meta name="viewport" content="width=device-width">\n'
        f"<title>{escape(scene.heading)}</title>\n<style>\n{_STYLE}\n</style></head>\n<body>\n"
        f"{svg_of(scene)}\n<p>{escape(scene.told)}</p>\n"
        f"{_table(listed, say, regions)}\n{left}</body>\n</html>\n"
    )


def escape(text: str) -> str:
    """Escape for HTML, without what no page can hold."""
    return _escape(plain(text))


def _by_size(change: Change) -> list[Patch]:
    return sorted((*change.gained, *change.lost), key=lambda p: (-p.area_km2, p.id))


def _left_out(rest: Sequence[Patch], say: Say) -> str:
    area = say.number(sum(patch.area_km2 for patch in rest))
    return say("left out", count=len(rest), area=area)


def _table(patches: Sequence[Patch], say: Say, regions: Mapping[str, str]) -> str:
    if not patches:
        return ""
    shown = ["kind", "movement", "why", "area", "width", "length", "place"]
    shown += [*(["region"] if regions else []), "patch"]
    names = ["#", *map(say, shown)]
    numeric = {say("area"), say("width"), say("length"), "#"}
    head = "".join(f"<th{_right(name in numeric)}>{escape(name)}</th>" for name in names)
    rows = "\n".join(
        f"<tr>{''.join(_cells(number, patch, say, regions))}</tr>"
        for number, patch in enumerate(patches, 1)
    )
    return f"<table>\n<thead><tr>{head}</tr></thead>\n<tbody>\n{rows}\n</tbody></table>"


def _right(is_number: bool) -> str:
    return ' class="n"' if is_number else ""


def _cells(number: int, patch: Patch, say: Say, regions: Mapping[str, str]) -> Iterator[str]:
    yield f'<td class="n">{number}</td>'
    yield f'<td class="{patch.kind}">{escape(say(patch.kind))}</td>'
    yield f"<td>{escape(say(patch.movement))}</td><td>{escape(say.name(patch.why))}</td>"
    for value, digits in ((patch.area_km2, 3), (patch.width_m, 0), (patch.length_m, 0)):
        yield f'<td class="n">{say.number(value, digits)}</td>'
    yield f"<td>{patch.lon:.4f}, {patch.lat:.4f}</td>"
    if regions:
        yield f"<td>{escape(say.name(regions.get(patch.id, '')))}</td>"
    yield f"<td><code>{escape(patch.id)}</code></td>"
