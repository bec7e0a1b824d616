"""A scene as a self-contained inline SVG: no base map, no network, no script.

Colours are told apart by people with any colour vision, and gain and loss are also
hatched in different directions, so that a grey print still reads.

It shows; it decides nothing, and it does not delay, coarsen or withhold: whoever publishes
it does that first. Main path: ``svg_map`` for a report, ``svg_of`` for any scene.
"""

from __future__ import annotations

from xml.sax.saxutils import escape, quoteattr

from servanda.territory.change import Change
from servanda.territory.edition import Edition
from servanda.territory.mapping import change_scene
from servanda.territory.patch import Patch
from servanda.territory.scene import GAINED, LOST, Area, Dot, Mark, Scene, Stroke, Words, plain

__all__ = ["svg_map", "svg_of"]

_FONT = "font-family='system-ui,sans-serif'"


def svg_map(
    earlier: Edition,
    later: Edition,
    change: Change,
    *,
    size: tuple[int, int] = (520, 420),
    title: str = "",
    credit: str = "",
    prefix: str = "map",
    focus: Patch | None = None,
) -> str:
    """Return an ``<svg>`` element with the two editions around the changed patches.

    Args:
        earlier: The edition before.
        later: The edition after.
        change: Their change.
        size: Width and height in CSS pixels, at least 200 each.
        title: Heading, also the accessible name; the interval if empty.
        credit: Source and licence text, printed as given.
        prefix: Begins every id, so that several maps can stand in one page.
        focus: Show the surroundings of this patch; None shows all that moved, which on a
            long front leaves each patch small and ringed.

    Raises:
        MisuseError: The page is too small, or the change is not between these editions.
    """
    scene = change_scene(
        earlier, later, change, size=size, title=title, credit=credit, focus=focus, detail=False
    )
    return svg_of(scene, prefix=prefix)


def svg_of(scene: Scene, *, prefix: str = "map") -> str:
    """Return a scene as one ``<svg>`` element whose ids begin with ``prefix``."""
    name = _id(prefix)
    body: list[str] = []
    inside = -1
    for mark in scene.marks:
        frame = mark.frame if isinstance(mark, Area | Dot) else -1
        if frame != inside:
            body += ["</g>"] * (inside >= 0)
            body += [f"<g clip-path='url(#{name}-frame{frame or ''})'>"] * (frame >= 0)
            inside = frame
        body.append(_drawn(mark, name))
    body += ["</g>"] * (inside >= 0)
    return "\n".join([_opening(scene, name), _definitions(scene, name), *body, "</svg>"])


def _opening(scene: Scene, name: str) -> str:
    wide, high = scene.wide, scene.high
    return (
        f"<svg xmlns='http://www.w3.org/2000/svg' width='{wide}' height='{high}' "
        f"viewBox='0 0 {wide} {high}' role='img' aria-labelledby='{name}-title {name}-desc'>\n"
        f"<title id='{name}-title'>{_text(scene.heading)}</title>\n"
        f"<desc id='{name}-desc'>{_text(scene.told)}</desc>\n"
        f"<rect width='{wide}' height='{high}' fill='#fff'/>"
    )


def _id(prefix: str) -> str:
    return quoteattr(prefix)[1:-1].replace("'", "")


def _definitions(scene: Scene, name: str) -> str:
    def hatch(kind: str, colour: str, angle: int) -> str:
        return (
            f"<pattern id='{name}-{kind}' width='6' height='6' "
            f"patternUnits='userSpaceOnUse' patternTransform='rotate({angle})'>"
            f"<rect width='6' height='6' fill='{colour}' fill-opacity='.45'/>"
            f"<path d='M0 0V6' stroke='{colour}' stroke-width='3'/></pattern>"
        )

    frames = "".join(
        f"<clipPath id='{name}-frame{number or ''}'><rect x='{_n(frame.x)}' y='{_n(frame.y)}' "
        f"width='{_n(frame.wide)}' height='{_n(frame.high)}'/></clipPath>"
        for number, frame in enumerate(scene.frames)
    )
    return f"<defs>{hatch('gained', GAINED, 45)}{hatch('lost', LOST, -45)}{frames}</defs>"


def _drawn(mark: Mark, name: str) -> str:
    if isinstance(mark, Area):
        return _area(mark, name)
    if isinstance(mark, Dot):
        return (
            f"<circle cx='{_n(mark.x)}' cy='{_n(mark.y)}' r='{_n(mark.radius)}' "
            f"fill='{mark.fill or 'none'}' stroke='{mark.line}'{_titled(mark.title, 'circle')}"
        )
    return _words(mark) if isinstance(mark, Words) else _stroke(mark)


def _area(mark: Area, name: str) -> str:
    fill = f"url(#{name}-{mark.hatch})" if mark.hatch else mark.fill or "none"
    drawn = "".join(
        "M" + "L".join(f"{x:.1f} {y:.1f}" for x, y in ring) + "Z" for ring in mark.rings
    )
    line = f" stroke='{mark.line}' stroke-width='{_n(mark.wide)}'" if mark.line else ""
    dashed = " stroke-dasharray='4 3'" if mark.dashed else ""
    faint = " opacity='.5'" if mark.faint else ""
    return (
        f"<path d='{drawn}' fill='{fill}' fill-rule='evenodd'{line}{dashed}{faint}"
        f"{_titled(mark.title, 'path')}"
    )


def _titled(title: str, element: str) -> str:
    return f"><title>{_text(title)}</title></{element}>" if title else "/>"


def _stroke(mark: Stroke) -> str:
    drawn = "M" + "L".join(f"{_n(x)} {_n(y)}" for x, y in mark.points) + ("Z" if mark.fill else "")
    over = " fill-opacity='.85'" if mark.over else ""
    line = f" stroke='{mark.line}' stroke-width='{_n(mark.wide)}'" if mark.line else ""
    return f"<path d='{drawn}' fill='{mark.fill or 'none'}'{over}{line}/>"


def _words(mark: Words) -> str:
    bold = " font-weight='600'" if mark.bold else ""
    where = "" if mark.anchor == "start" else f" text-anchor='{mark.anchor}'"
    around = " stroke='#fff' stroke-width='3.5' stroke-linejoin='round' paint-order='stroke'"
    return (
        f"<text x='{_n(mark.x)}' y='{_n(mark.y)}' font-size='{_n(mark.px)}'{bold}{where} {_FONT} "
        f"fill='{mark.colour}'{around if mark.halo else ''}>{_text(mark.text)}</text>"
    )


def _text(text: str) -> str:
    return escape(plain(text))


def _n(value: float) -> str:
    return f"{value:.1f}".removesuffix(".0")
