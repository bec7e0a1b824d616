"""The coordinates of plain GeoJSON text to arrays, without a list for every position.

Reads what is written the usual way, and nothing else: positions of two or three numbers,
evenly separated. The shape of the nested lists is told from the brackets alone, the numbers
by the JSON parser as one flat list, the rest of the document by the JSON parser with the
coordinates taken out. Whatever is odd in any way is left to ``geojson``, which reads
everything, says what is wrong, and gives the same answer for what both can read.

Of a text that is nearly that of another edition, only what differs is read: where whole
positions, and what joins them, stand in place of whole positions, and all else is the same
byte for byte, the brackets are right because they were.

Does not judge positions or rings. Main path: ``plain_document``.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import orjson

from servanda.territory.arrays import Floats, Ints
from servanda.territory.levels import Levels, counts_of, levels_of, revision
from servanda.territory.outline import Revision
from servanda.territory.revised import Span, differing

__all__ = ["Block", "Box", "plain_document"]

_KEY = b'"coordinates"'
_BLANKS = b" \t\r\n"
_WRITTEN = _BLANKS + b"0123456789.+-eE"
_BARE = bytes.maketrans(b"[]", b"  ")
_OPENING = re.compile(rb"\[([ \t\r\n]*)\[[\[ \t\r\n]*")
_CLOSING = re.compile(rb"[\] \t\r\n]*\]([ \t\r\n]*)\]\Z")
_COMMA = re.compile(rb"\][ \t\r\n]*,[ \t\r\n]*\[")
_OPEN, _CLOSE = b"[]"
_MUCH = 4  # a part of the text that is not worth reading beside another
_TAIL = 200  # more than brackets and blanks at the end of a block take
_RINGS = rb"\[\[p+\](?:,\[p+\])*\]"
_SHAPE = re.compile(rb"(?:%s|\[%s(?:,%s)*\])" % (_RINGS, _RINGS, _RINGS))
_RUNS = re.compile(rb"p+")
_JOINT = re.compile(rb"\][ \t\r\n]*\]")
_JOINED = re.compile(rb"p(?:(?:,|\],\[|\]\],\[\[)p)*")
Box = tuple[float, float, float, float]
_Place = tuple[int, int, int, int, int]
"""(begin, end) of positions in the earlier, (begin, end) of bytes in the later, and how many
bytes later than there all that follows stands."""


@dataclass(frozen=True, slots=True, eq=False)
class Block:
    """The coordinates of one Polygon or MultiPolygon.

    Attributes:
        depth: 1 for the coordinates of a Polygon, 2 for a MultiPolygon.
        xy: (n, 2) positions, ring after ring.
        rings: Positions in each ring.
        polygons: Rings in each polygon.
        text: What was read.
        width: Numbers in a position.
        begins: (n,) where each position begins in ``text``.
        box: West, south, east and north of all positions; it may reach further.
        mark: Tells this block from every other while both exist.
        revises: What it has otherwise than the block it was read beside; None: read by itself.
    """

    depth: int
    xy: Floats
    rings: Ints
    polygons: Ints
    text: bytes
    width: int
    begins: Ints
    box: Box
    mark: object = field(default_factory=object)
    revises: Revision | None = None


def plain_document(
    text: bytes, near: Sequence[Block] = ()
) -> tuple[Mapping[str, Any], list[Block]] | None:
    """Return the document with ``"@0"``, ``"@1"`` ... for coordinates, and these; or None.

    None says nothing about the text but that somebody slower has to read it.

    Args:
        text: The document.
        near: The blocks of a similar one, if they are as many; they save work, nothing else.
    """
    found = _taken_out(text)
    if found is None:
        return None
    rest, cut = found
    try:
        document = orjson.loads(rest)
        beside = near if len(near) == len(cut) else [None] * len(cut)
        read = map(_beside, cut, beside)
        blocks = [block for block in read if block is not None]
    except (ValueError, OverflowError):
        return None
    if not isinstance(document, dict) or len(blocks) < len(cut):
        return None
    return document, blocks


def _taken_out(text: bytes) -> tuple[bytes, list[bytes]] | None:
    """The text without coordinates, and them; no string in it can pass for a stand-in."""
    rest: list[bytes] = []
    cut: list[bytes] = []
    at = 0
    while (key := text.find(_KEY, at)) >= 0:
        start, end = text.find(b"[", key), text.find(b"}", key)
        if not 0 <= start < end or text[key + len(_KEY) : start].strip(_BLANKS) != b":":
            return None
        quote = text.find(b'"', start, end)
        block = text[start : end if quote < 0 else quote].rstrip(_BLANKS)
        block = block if quote < 0 else block.removesuffix(b",")
        rest += [text[at:start], b'"@%d"' % len(cut)]
        cut.append(block)
        at = start + len(block)
    rest.append(text[at:])
    whole = b"".join(rest)
    if not cut or b"\\" in whole or whole.count(b'"@') != len(cut):
        return None
    return whole, cut


def _beside(text: bytes, near: Block | None) -> Block | None:
    """The arrays of one block, read beside another if that can be."""
    if near is None:
        return _block(text)
    try:
        found = near if text == near.text else _revised(text, near)
    except ValueError:  # what differs cannot be read without what stands about it
        found = None
    return found or _block(text)


def _revised(text: bytes, near: Block) -> Block | None:
    """The arrays of a block that has other positions in some places, and their rings."""
    differ = differing(near.text, text)
    if differ is None or sum(d - c for _, _, c, d in differ) > len(text) // _MUCH:
        return None
    places = _whole_positions(differ, near)
    if not places or any(text[c] != _OPEN for _, _, c, _, _ in places):
        return None
    written = b",".join([text[c:d] for _, _, c, d, _ in places])
    if written.translate(None, _WRITTEN + b"[],"):
        return None
    ends = near.rings.cumsum()
    first = ends.searchsorted([v for v, _, _, _, _ in places], "right")
    last = ends.searchsorted([w - 1 for _, w, _, _, _ in places], "right")
    if _JOINT.search(written) is None and np.array_equal(first, last):
        return _moved(text, near, places, written, first.tolist())
    return _restructured(text, near, places, written)


def _moved(
    text: bytes, near: Block, places: list[_Place], written: bytes, at_ring: list[int]
) -> Block | None:
    """Other positions in the same rings."""
    read = np.array(orjson.loads(b"[%s]" % written), dtype=np.float64)
    at = np.flatnonzero(np.frombuffer(written, np.uint8) == _OPEN)
    if read.shape != (len(at), near.width):
        return None
    counts = [text.count(b"[", c, d) for _, _, c, d, _ in places]
    xy, begins, spans, box = _spliced(near, places, counts, read, at)
    rings = near.rings.copy()
    for ring, (a, b, c, d) in zip(at_ring, spans, strict=True):
        rings[ring] += d - c - (b - a)
    known: Revision | None = Revision(near.mark, spans, np.arange(len(rings)), len(rings))
    if any(rings[ring] == span[3] - span[2] for ring, span in zip(at_ring, spans, strict=True)):
        was, now = levels_of(near.rings, near.polygons), levels_of(rings, near.polygons)
        known = revision(near.mark, (near.xy, was), (xy, now), spans)  # a ring has no more of it
    shape = rings, near.polygons
    return Block(near.depth, xy, *shape, text, near.width, begins, box, revises=known)


def _restructured(text: bytes, near: Block, places: list[_Place], written: bytes) -> Block | None:
    """Other positions, and other rings or polygons: told from what joins the positions."""
    was = levels_of(near.rings, near.polygons)
    parts: list[Levels] = []
    old = 0
    for v, w, c, d, _ in places:
        marks = _marks(text[c:d], near.width)
        if not _JOINED.fullmatch(marks):
            return None
        brackets = near.depth + 1
        orjson.loads(b"[" * brackets + text[c:d] + b"]" * brackets)  # nothing odd between them
        joints = [joint.count(b"[") for joint in marks.split(b"p")[1:-1]]
        parts += [was[old:v], np.array([was[v], *joints], dtype=np.int8)]
        old = w
    levels = np.concatenate([*parts, was[old:]])
    numbers = np.array(orjson.loads(b"[%s]" % written.translate(_BARE)), dtype=np.float64)
    read, counts = numbers.reshape(-1, near.width), [len(part) for part in parts[1::2]]
    xy, begins, spans, box = _spliced(near, places, counts, read, _begins(written))
    shape = counts_of(levels)
    known = revision(near.mark, (near.xy, was), (xy, levels), spans)
    return Block(near.depth, xy, *shape, text, near.width, begins, box, revises=known)


def _spliced(
    near: Block, places: list[_Place], counts: list[int], read: Floats, at: Ints
) -> tuple[Floats, Ints, list[Span], Box]:
    """All positions, where each begins, what differs, and a box round all.

    Args:
        near: What is the same.
        places: What is not.
        counts: Positions in each place.
        read: The positions, place after place.
        at: Where each begins in the texts of the places, joined by single bytes.
    """
    read = read[:, :2] + 0.0
    xy, begins, spans = list[Floats](), list[Ints](), list[Span]()
    old = new = moved = done = before = 0
    for (v, w, c, d, then), count in zip(places, counts, strict=True):
        some = slice(done, done + count)
        xy += [near.xy[old:v], read[some]]
        begins += [near.begins[old:v] + moved, at[some] + (c - before)]
        new += v - old
        spans.append((v, w, new, new + count))
        old, new, moved = w, new + count, then
        done, before = some.stop, before + d - c + 1
    xy.append(near.xy[old:])
    begins.append(near.begins[old:] + moved)
    box = _box(np.concatenate([read, np.reshape(near.box, (2, 2))]))
    return np.concatenate(xy), np.concatenate(begins), spans, box


def _box(xy: Floats) -> Box:
    (west, south), (east, north) = xy.min(axis=0).tolist(), xy.max(axis=0).tolist()
    return west, south, east, north


def _whole_positions(differ: list[Span], near: Block) -> list[_Place]:
    """Make what differs begin where a position begins and end where one ends.

    Between what differs both texts are the same, so what ends a position in one does in both
    if it comes after what differs; so does what begins one, but that has to be looked at where
    a difference begins just there.

    Args:
        differ: (begin, end) in the earlier, (begin, end) in the later, in order.
        near: The earlier. Nothing is returned if something differs about its first position.
    """
    begins, found = near.begins, list[_Place]()
    firsts = begins.searchsorted([a for a, _, _, _ in differ], "right") - 1
    lasts = begins.searchsorted([b for _, b, _, _ in differ]) - 1
    for (a, b, c, d), v, last in zip(differ, firsts.tolist(), lasts.tolist(), strict=True):
        w = max(last, 0)
        end = near.text.find(b"]", int(begins[w])) + 1
        if b >= end:  # between positions
            w += 1
            if w == len(begins):
                return []
            end = near.text.find(b"]", int(begins[w])) + 1
        if v < 0:
            return []
        first, start = v, c - (a - int(begins[v]))
        if found and v <= found[-1][1]:
            first, _, start, _, _ = found.pop()
        found.append((first, w + 1, start, d + end - b, d - b))
    return found


def _block(text: bytes) -> Block | None:
    """The arrays of one block.

    That brackets and commas stand as they must is read off ``shape``; that nothing but
    blanks stands between brackets, off the joints, which are all written alike or this is
    left to others. Then each number is where it belongs or the parser finds two without
    a comma, or a comma without two.
    """
    width = 3 if b"[,,]" in text.translate(None, _WRITTEN) else 2
    marks = _marks(text, width)
    if b"[,p" in marks:
        return None
    marks = marks.replace(b",p", b"p")
    if not _SHAPE.fullmatch(marks):
        return None
    counts = np.array([len(run) for run in _RUNS.findall(marks)])
    inside = np.array([part.count(b"],[") + 1 for part in marks.split(b"]],[[")])
    depth = 2 if marks.startswith(b"[[[") else 1
    total = int(counts.sum())
    if not _brackets_bare(text, depth, (total - 1, len(counts) - 1, len(inside) - 1)):
        return None
    numbers = orjson.loads(b"[%s]" % text.translate(_BARE))
    if len(numbers) != width * total:
        return None
    xy = np.fromiter(numbers, np.float64, len(numbers)).reshape(-1, width)[:, :2] + 0.0
    return Block(depth, xy, counts, inside, text, width, _begins(text), _box(xy))


def _marks(text: bytes, width: int) -> bytes:
    """The brackets and commas, ``p`` for each position."""
    return text.translate(None, _WRITTEN).replace(b"[%s]" % (b"," * (width - 1)), b"p")


def _begins(text: bytes) -> Ints:
    """Where the brackets are that open, and are followed by one that closes."""
    written = np.frombuffer(text, np.uint8)
    at = np.flatnonzero((written == _OPEN) | (written == _CLOSE))
    opens = written[at] == _OPEN
    found: Ints = at[:-1][opens[:-1] & ~opens[1:]]
    return found


def _brackets_bare(text: bytes, depth: int, joints: tuple[int, int, int]) -> bool:
    """Whether nothing but blanks stands between brackets that follow one another.

    Args:
        text: The block.
        depth: Of its brackets above those of a position.
        joints: How often positions, rings and polygons follow one another; where polygons
            do, their rings do, and where rings do, their positions.
    """
    opening, closing = _OPENING.match(text), _CLOSING.search(text[-_TAIL:])
    comma = _COMMA.search(text)
    if opening is None or closing is None or comma is None:
        return False
    brackets = depth + 2
    if opening.group().count(b"[") != brackets or closing.group().count(b"]") != brackets:
        return False
    joint = comma.group()
    for count in joints:
        if text.count(joint) != count:
            return False
        joint = b"]%s%s%s[" % (closing.group(1), joint, opening.group(1))
    return True
