"""Whether an SVG is only a drawing: shapes, letters and patterns, and nothing that acts.

The one markup that enters a report unescaped is a map drawn by ``servanda.territory``.
This guard lets only such drawings in; it cleans nothing.
"""

from __future__ import annotations

from xml.etree import ElementTree as ET

__all__ = ["is_plain_drawing"]

_NAMESPACE = "{http://www.w3.org/2000/svg}"
_SHAPES = frozenset(
    "svg g defs title desc path rect circle ellipse line polyline polygon text tspan pattern "
    "clipPath mask marker linearGradient stop style".split()
)


def is_plain_drawing(svg: str) -> bool:
    """Whether the text is one ``<svg>`` element of plain shapes, without links or scripts.

    >>> is_plain_drawing('<svg xmlns="http://www.w3.org/2000/svg"><path d="M0 0"/></svg>')
    True
    >>> is_plain_drawing('<svg xmlns="http://www.w3.org/2000/svg" onload="x()"/>')
    False
    """
    if "<!" in svg or "<?" in svg:
        return False
    try:
        root = ET.fromstring(svg.strip())  # noqa: S314 - no declarations, so no entities
    except (ET.ParseError, ValueError):
        return False
    return root.tag.removeprefix(_NAMESPACE) == "svg" and all(map(_is_plain, root.iter()))


def _is_plain(element: ET.Element) -> bool:
    tag = element.tag.removeprefix(_NAMESPACE)
    if tag not in _SHAPES:
        return False
    if tag == "style" and any(word in (element.text or "") for word in ("@", "url(", "\\", "<")):
        return False
    return all(_is_harmless(name, value) for name, value in element.attrib.items())


def _is_harmless(name: str, value: str) -> bool:
    name = name.rpartition("}")[2].lower()
    if name.startswith("on") or name in ("href", "src"):
        return False
    outside = value.replace("url(#", "")
    return "url(" not in outside.lower() and "javascript:" not in value.lower()
